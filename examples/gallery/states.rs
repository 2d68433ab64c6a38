//! Every component in every state, each from a run that has come there.

use std::rc::Rc;

use podyard::kube::object::Kind;
use podyard::scenario::{Assignment, Control, Leader, Preset, Scenario, StrategyKind};
use podyard::sim::command::Command;
use podyard::ui::parts::size::Screen;
use podyard::world::Entry;

use crate::page::cut;
use crate::run::{Run, sandbox};
use crate::views;

/// Where on the page something stands, and so how wide it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Controls,
    Middle,
    Side,
    /// A page of its own.
    Page,
}

/// One component in one state.
pub struct State {
    pub title: &'static str,
    pub place: Place,
    pub html: String,
}

/// States of one kind: a section of the gallery, and a picture of it in the repository.
pub struct Part {
    pub id: &'static str,
    pub states: Vec<State>,
}

fn state(title: &'static str, place: Place, html: &str) -> State {
    State { title, place, html: html.into() }
}

pub fn rolling(replicas: i32) -> Run {
    Run::of(Scenario::default().with(Control::Replicas, replicas))
}

fn by(strategy: StrategyKind, entry: Entry, leader: Leader) -> Run {
    Run::of(Scenario::default().by(strategy).through(entry).led_by(leader))
}

fn image(run: Run, version: u32) -> Run {
    let image = format!("web:v{version}").as_str().into();
    run.ask(Command::SetImage { kind: Kind::Deployment, name: "web".into(), image })
}

fn bad(preset: Preset) -> Run {
    rolling(4).pass(1_000).behaves(preset).step()
}

const QUOTA: &str = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: pods}\nspec: {hard: {pods: \"4\"}}\n";

/// Each with its panels as they stand on a screen.
pub fn parts(screen: Screen) -> Vec<Part> {
    vec![
        pictures(screen),
        below(screen),
        steps(screen),
        setup(screen),
        traffic(screen),
        charts(screen),
        tabs(screen),
        Part { id: "words", states: words(screen) },
        Part { id: "rooms", states: views::rooms(screen) },
        Part { id: "quiz", states: views::quiz(screen) },
        Part { id: "compare", states: views::compare(screen) },
    ]
}

/// Pods in every state and version, from one to sixty, in one lane to four.
fn pictures(screen: Screen) -> Part {
    let four = image(image(image(rolling(8).pass(500), 2).pass(9_000), 3).pass(4_500), 4).pass(2_500);
    let cases = [
        ("One pod", rolling(1)),
        ("Pods come and go", rolling(8).pass(1_000).step().pass(3_400)),
        ("Some are ready", rolling(8).pass(1_000).step().pass(9_600)),
        ("The process ends again and again", bad(Preset::Crashes).pass(40_000)),
        ("No such image", bad(Preset::ImageMissing).pass(30_000)),
        ("No node has room", rolling(4).pass(1_000).set(Control::Cpu, "90000").step().pass(20_000)),
        ("Four versions", four),
        ("Sixty pods", rolling(60).pass(1_000).step().pass(12_000)),
        ("A canary behind a gateway", routed().pass(12_000)),
        ("A node is drained", drained()),
    ];
    let cluster = |(title, run): (&'static str, Run)| {
        state(title, Place::Middle, cut(&run.page(screen, ""), "class=\"panel cluster\""))
    };
    let key = rolling(4).page(screen, "");
    let key = state("The key of marks", Place::Middle, cut(&key, "id=\"key-of-marks\""));
    Part { id: "pictures", states: cases.into_iter().map(cluster).chain([key]).collect() }
}

fn routed() -> Run {
    by(StrategyKind::Canary, Entry::HttpRoute, Leader::You).pass(1_000).step().pass(10_000).step()
}

fn drained() -> Run {
    rolling(6).pass(1_000).ask(Command::Drain { node: "node-1".into() }).pass(2_000)
}

/// The sentence and the scorecards under the picture.
fn below(screen: Screen) -> Part {
    let over = 400_000;
    let cases = [
        ("Before anything", rolling(4)),
        ("A decision with its numbers", rolling(4).pass(1_000).step().pass(5_000)),
        ("Outage", bad(Preset::Crashes).pass(60_000)),
        ("Stuck", bad(Preset::NeverReady).pass(90_000)),
        ("No more pods are taken", rolling(4).pass(1_000).apply(QUOTA).pass(2_000).step().pass(20_000)),
        ("Live, none missed", rolling(4).set(Control::MaxUnavailable, "0").pass(1_000).step().pass(60_000)),
        ("Live, fell short", rolling(4).pass(1_000).step().pass(60_000)),
        ("Live, with errors", bad(Preset::Errors).pass(90_000)),
        ("Live after a gap", by(StrategyKind::Recreate, Entry::Service, Leader::You).pass(1_000).step().pass(60_000)),
        ("Rolled back", bad(Preset::NeverReady).pass(30_000).press("Roll back").pass(40_000)),
        ("Aborted by its controller", led(Leader::ArgoRollouts).behaves(Preset::Errors).step().pass(over)),
        ("Live under Flagger", led(Leader::Flagger).step().pass(over)),
    ];
    let html =
        |(title, run): (&'static str, Run)| state(title, Place::Middle, cut(&run.page(screen, ""), "class=\"below\""));
    Part { id: "sentences", states: cases.into_iter().map(html).collect() }
}

fn led(leader: Leader) -> Run {
    by(StrategyKind::Canary, Entry::HttpRoute, leader).pass(1_000)
}

/// What to do, by strategy: before, under way, wrong, done.
fn steps(screen: Screen) -> Part {
    let mut states = Vec::new();
    let mut add = |title, run: &Run| {
        states.push(state(title, Place::Controls, cut(&run.page(screen, ""), "class=\"panel steps\"")));
    };
    let you = Leader::You;
    add("Rolling update", &rolling(4));
    add("Wrong", &bad(Preset::NeverReady).pass(90_000));
    add("Done", &rolling(4).pass(1_000).step().pass(60_000));
    add("Recreate", &by(StrategyKind::Recreate, Entry::Service, you));
    let canary = by(StrategyKind::Canary, Entry::Service, you);
    add("Canary", &canary);
    add("Canary, under way", &canary.clone().pass(1_000).step().pass(20_000));
    add("Canary, wrong", &canary.pass(1_000).behaves(Preset::Errors).step().pass(60_000));
    add("Canary behind a gateway", &routed().pass(12_000));
    let colours = by(StrategyKind::BlueGreen, Entry::Service, you);
    add("Blue-green", &colours);
    add("Blue-green, switched", &colours.pass(1_000).step().pass(20_000).step().pass(10_000));
    add("Argo Rollouts", &led(Leader::ArgoRollouts).step().pass(30_000));
    add("Argo Rollouts, aborted", &led(Leader::ArgoRollouts).behaves(Preset::Errors).step().pass(200_000));
    add("Flagger", &led(Leader::Flagger).step().pass(30_000));
    let needs = Scenario::default().with(Control::Schema, "own-and-last").with(Control::Contract, "own");
    add("With dependencies", &Run::of(needs).pass(1_000));
    let task = Assignment { task: "Roll out v2 so that nobody waits.".into(), locked: true, ..Assignment::default() };
    add("A teacher's link", &Run::of(Scenario::default().assigned(task.into())));
    Part { id: "steps", states }
}

/// The settings of each way in and leader, all groups open; one refused.
fn setup(screen: Screen) -> Part {
    let html = |title, run: Run| {
        let page = run.page(screen, "");
        state(title, Place::Controls, cut(&page, "class=\"panel setup\""))
    };
    let open = |title, run: Run| {
        let shut = html(title, run);
        State { html: shut.html.replace("<details>", "<details open>"), ..shut }
    };
    let locked = Assignment { locked: true, ..Assignment::default() };
    let locked = Scenario::default().assigned(locked.into());
    let states = vec![
        open("Rolling update", rolling(4)),
        open("Canary, Argo Rollouts", led(Leader::ArgoRollouts)),
        open("Canary, Flagger", led(Leader::Flagger)),
        html("Locked", Run::of(locked)),
        State { title: "Refused", place: Place::Controls, html: views::refused(screen) },
    ];
    Part { id: "settings", states }
}

/// Who answers.
fn traffic(screen: Screen) -> Part {
    let cases = [
        ("At the start", rolling(4)),
        ("Two versions", rolling(8).pass(1_000).step().pass(12_000)),
        ("A canary's weight", routed().pass(15_000)),
        ("Refused", bad(Preset::Crashes).pass(60_000)),
        ("Errors", bad(Preset::Errors).pass(40_000)),
    ];
    let html = |(title, run): (&'static str, Run)| {
        state(title, Place::Side, cut(&run.page(screen, ""), "class=\"panel traffic\""))
    };
    Part { id: "traffic", states: cases.into_iter().map(html).collect() }
}

fn charts(screen: Screen) -> Part {
    let cases = [
        ("Nothing yet", rolling(4)),
        ("A rolling update", rolling(8).pass(1_000).step().pass(30_000)),
        (
            "Outside of the band",
            by(StrategyKind::Recreate, Entry::Service, Leader::You).pass(1_000).step().pass(30_000),
        ),
        ("Sixty pods", rolling(60).pass(1_000).step().pass(60_000)),
    ];
    let html = |(title, run): (&'static str, Run)| {
        state(title, Place::Middle, cut(&run.page(screen, ""), "class=\"panel chart\""))
    };
    let small = views::small_charts(screen, &routed().pass(15_000));
    Part { id: "charts", states: cases.into_iter().map(html).chain(small).collect() }
}

/// The tabs that show something without a press; the others are in pictures of the live page.
fn tabs(screen: Screen) -> Part {
    let under_way = rolling(4).pass(1_000).step().pass(9_600);
    let argo = led(Leader::ArgoRollouts).step().pass(30_000);
    let cases = [
        ("No entry yet", rolling(4), "tab-events"),
        ("Events", under_way.clone(), "tab-events"),
        ("No request yet", rolling(4), "tab-requests"),
        ("Routes", argo.clone(), "tab-routes"),
        ("Fields", under_way.clone(), "tab-fields"),
        ("Plan", rolling(4), "tab-plan"),
        ("No pod chosen", rolling(4), "tab-pod"),
        ("Nodes", drained(), "tab-nodes"),
        ("Tables", under_way, "tab-tables"),
        ("Tables, with a Rollout", argo, "tab-tables"),
    ];
    let html = |(title, run, tab): (&'static str, Run, &str)| {
        state(title, Place::Middle, cut(&run.page(screen, tab), "class=\"panel details\""))
    };
    Part { id: "tabs", states: cases.into_iter().map(html).chain(views::tabs(screen)).collect() }
}

/// What the page says of a link, and the player.
fn words(screen: Screen) -> Vec<State> {
    let cut_of = |run: &str, sign: &str| cut(&sandbox(screen, "", run), sign).to_string();
    let middle = |title, html: String| State { title, place: Place::Middle, html };
    let under_way = rolling(4).pass(1_000).step().pass(9_600).page(screen, "");
    vec![
        middle("A damaged link", cut_of("v=2&e=nonsense", "class=\"notice\"")),
        middle("A refused setting", cut_of("maxSurge=abc", "class=\"notice\"")),
        middle("A link of another form", cut_of("v=9&e=1", "class=\"notice\"")),
        State { title: "The player", place: Place::Page, html: cut(&under_way, "class=\"player\"").into() },
    ]
}

/// What is compared: the run looked at with the other three strategies.
pub fn compared() -> Rc<podyard::history::Comparison> {
    let mut history = rolling(4).pass(1_000).step().pass(40_000).0;
    let ids = history.with_other_strategies();
    Rc::new(history.compare(&ids).expect("four runs"))
}
