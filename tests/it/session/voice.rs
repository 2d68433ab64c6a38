//! The sentence under the picture, situation by situation.

mod guided;
mod rolling;

use podyard::kube::object::Kind;
use podyard::kube::yaml;
use podyard::scenario::{Control, Leader, Preset, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::command::Command;
use podyard::text::said;
use podyard::view::Rank;
use podyard::world::Entry;

use super::play;

/// Where it begins: strategy, entry, leader.
type Start = (StrategyKind, Entry, Leader);

const ROLLING: Start = (StrategyKind::RollingUpdate, Entry::Service, Leader::You);
const RECREATE: Start = (StrategyKind::Recreate, Entry::Service, Leader::You);
const CANARY: Start = (StrategyKind::Canary, Entry::Service, Leader::You);
const ROUTED: Start = (StrategyKind::Canary, Entry::HttpRoute, Leader::You);
const NGINX: Start = (StrategyKind::Canary, Entry::Ingress, Leader::You);
const COLOURS: Start = (StrategyKind::BlueGreen, Entry::Service, Leader::You);
const ARGO: Start = (StrategyKind::Canary, Entry::HttpRoute, Leader::ArgoRollouts);
const ARGO_COLOURS: Start = (StrategyKind::BlueGreen, Entry::Service, Leader::ArgoRollouts);
const FLAGGER: Start = (StrategyKind::Canary, Entry::HttpRoute, Leader::Flagger);

/// What happens, one after the other.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// The step or button whose label begins so.
    Press(&'static str),
    Set(Control, &'static str),
    Behaves(Preset),
    Apply(&'static str),
    /// A request of any kind.
    Ask(fn() -> Command),
    /// So many seconds pass.
    Pass(u32),
}

use Then::{Apply, Ask, Behaves, Pass, Press, Set};

const QUOTA: &str = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: pods}\nspec: {hard: {pods: \"4\"}}\n";
const NO_POD: &str =
    "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: nothing}, ports: [{port: 80}]}\n";

fn undo() -> Command {
    Command::RolloutUndo { deployment: "web".into(), to_revision: 0 }
}

fn pause() -> Command {
    Command::RolloutPause { deployment: "web".into() }
}

fn drain() -> Command {
    Command::Drain { node: "node-1".into() }
}

fn cordon() -> Command {
    Command::Cordon { node: "node-1".into(), unschedulable: true }
}

fn no_service() -> Command {
    Command::Delete { kind: Kind::Service, name: "web".into() }
}

fn environment() -> Command {
    let env = "{spec: {template: {spec: {containers: [{name: web, env: [{name: A, value: '1'}]}]}}}}";
    let patch = yaml::documents(env).expect("YAML").remove(0);
    Command::Patch { kind: Kind::Deployment, name: "web".into(), patch }
}

fn begun(start: Start) -> Session {
    let (strategy, entry, leader) = start;
    let scenario = Scenario::default().by(strategy).through(entry).led_by(leader);
    let mut session = Session::new(scenario.with(Control::Replicas, 4).with(Control::RequestsPerSecond, 20));
    session.update(Action::Play);
    session
}

fn happens(session: &mut Session, then: Then) {
    match then {
        Press(label) => {
            let choices = session.choices();
            let choice = choices.iter().find(|choice| said(&choice.label).starts_with(label));
            let id = choice.unwrap_or_else(|| panic!("no {label:?} among {choices:?}")).id;
            session.update(Action::Do(id));
        }
        Set(control, text) => super::set(session, control, text),
        Behaves(preset) => session.update(Action::Choose(preset)),
        Apply(text) => {
            session.update(Action::Apply(text.into()));
            assert_eq!(session.refused_manifest(), None, "{text}");
        }
        Ask(command) => session.update(Action::Request(vec![command()])),
        Pass(seconds) => play(session, seconds),
    }
}

/// Its name, where it begins, what happens, and what is said at last.
type Case = (&'static str, Start, &'static [Then], Rank, &'static str);

fn all_as_said(cases: &[Case]) {
    for (name, start, thens, rank, sentence) in cases {
        let mut session = begun(*start);
        thens.iter().for_each(|then| happens(&mut session, *then));
        let (found, told) = session.view().voice().map_or((Rank::Happened, "-".into()), |(rank, it)| (rank, said(&it)));
        assert_eq!((found, told.as_str()), (*rank, *sentence), "{name}");
    }
}

const ROLL: Then = Press("Roll out v2");

#[test]
fn the_scorecard_says_how_it_ended() {
    let image = Behaves(Preset::ImageMissing);
    let cases: [(&str, Start, &[Then], &str); 8] = [
        (
            "a canary by hand",
            CANARY,
            &[
                Press("Create the canary"),
                Pass(40),
                Press("Scale the canary to 2"),
                Pass(40),
                Press("Scale the canary to 4"),
                Pass(40),
                Press("Delete v1"),
                Pass(40),
            ],
            "v2 is live",
        ),
        ("fine", ROLLING, &[ROLL, Pass(60)], "v2 is live"),
        ("recreate", RECREATE, &[ROLL, Pass(60)], "v2 is live"),
        ("rolled back", ROLLING, &[image, ROLL, Pass(30), Press("Roll back"), Pass(60)], "v2 was rolled back after 0:"),
        ("errors", ROLLING, &[Behaves(Preset::Errors), ROLL, Pass(60)], "v2 is live, and answered "),
        ("argo aborts", ARGO, &[Behaves(Preset::Errors), ROLL, Pass(150)], "v2 was rolled back after "),
        ("flagger rolls back", FLAGGER, &[Behaves(Preset::Errors), ROLL, Pass(150)], "v2 was rolled back after "),
        ("argo is through", ARGO, &[ROLL, Pass(250)], "v2 is live"),
    ];
    for (name, start, thens, title) in cases {
        let mut session = begun(start);
        thens.iter().for_each(|then| happens(&mut session, *then));
        let told = session.finished().map(|finish| podyard::text::say(&finish.title));
        assert!(told.as_ref().is_some_and(|told| told.starts_with(title)), "{name}: {told:?}");
        assert!(title.len() > 10 || told.as_deref() == Some(title), "{name}: {told:?}");
    }
}

#[test]
fn where_something_is_wrong_the_way_back_comes_first() {
    use podyard::playbook::{ChoiceId, back_first};
    use podyard::scenario::Preset;
    let cases = [
        ("healthy, by Recreate", StrategyKind::Recreate, None, 4, false),
        ("crashing, by Recreate", StrategyKind::Recreate, Some(Preset::Crashes), 40, true),
        ("without an image", StrategyKind::RollingUpdate, Some(Preset::ImageMissing), 20, true),
        ("healthy", StrategyKind::RollingUpdate, None, 4, false),
    ];
    for (name, strategy, preset, seconds, wrong) in cases {
        let mut session = super::session(strategy, 4);
        preset.into_iter().for_each(|preset| session.update(podyard::session::Action::Choose(preset)));
        super::press(&mut session, "Roll out v2");
        super::play(&mut session, seconds);
        assert_eq!(session.view().wants_back(), wrong, "{name}: {:?}", session.view().voice());
        let first = back_first(session.choices());
        assert_eq!((first[0].id, first[0].primary, first[1].primary), (ChoiceId::Back, true, false), "{name}");
    }
}
