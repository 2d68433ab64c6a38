//! Views that are shown by themselves: what leads to them on the page is a press.

use std::collections::BTreeSet;
use std::rc::Rc;

use podyard::history::Travel;
use podyard::learn::{Given, Progress, embedded};
use podyard::plan::{Axis, Plan};
use podyard::scenario::Control;
use podyard::session::{Action, Session};
use podyard::text::say;
use podyard::ui::details::compare_page::CompareView;
use podyard::ui::details::own_request::Props as OwnProps;
use podyard::ui::details::plan_tab;
use podyard::ui::details::qr_code;
use podyard::ui::details::requests_tab::{Props as RequestsProps, RequestsTab};
use podyard::ui::details::routes_tab::{Props as RoutesProps, RoutesTab};
use podyard::ui::details::runs_tab::{Props as RunsProps, RunsTab, rows};
use podyard::ui::draw::chart::{PodsChart, Props as ChartProps, window};
use podyard::ui::draw::lines::More;
use podyard::ui::learn::quiz_page::QuizPage;
use podyard::ui::parts::axis::Axis as TimeAxis;
use podyard::ui::parts::size::Screen;
use podyard::ui::parts::storage;
use podyard::ui::sandbox::Sandbox;
use podyard::ui::sandbox::keys_sheet::KeysSheet;
use podyard::ui::sandbox::setup_panel::{Form, SetupPanel};
use podyard::view::{Draft, Kind};
use yew::prelude::*;

use crate::page::on;
use crate::run::Run;
use crate::states::{Place, State, compared, rolling};

/// The settings with a text that was refused.
pub fn refused(screen: Screen) -> String {
    let mut session = Session::new(Default::default());
    session.update(Action::Set { control: Control::MaxSurge, text: "abc".into() });
    session.update(Action::Set { control: Control::Replicas, text: "-3".into() });
    let form = Rc::new(Form::of(&session));
    on(screen, move || html! { <SetupPanel form={form.clone()} on_action={Callback::noop()} /> })
}

/// Share, errors and latency, each beside the chart of the pods.
pub fn small_charts(screen: Screen, run: &Run) -> Vec<State> {
    let titles = [("Share", Kind::Share), ("Errors", Kind::Errors), ("Latency", Kind::Latency)];
    let session = run.session();
    let axis = TimeAxis::new(session.origin(), session.cluster().now());
    let chart = |(title, kind): (&'static str, Kind)| {
        let samples: Rc<[_]> = window(session, &axis).into();
        let shown = Some((kind, session.curves(kind, axis.from).into()));
        let more = More { kinds: session.charts(), shown, on_show: Callback::noop() };
        let draw = move || {
            html! { <PodsChart ..ChartProps { samples: samples.clone(), axis, ghost: None, earlier: None, more: more.clone(), hands: None } /> }
        };
        State { title, place: Place::Middle, html: on(screen, draw) }
    };
    titles.into_iter().map(chart).collect()
}

/// One request in every detail; manifests of which one is refused.
pub fn tabs(screen: Screen) -> Vec<State> {
    let run = rolling(4).pass(4_000);
    let session = run.session();
    let requests = session.requests(None);
    let card = requests.first().and_then(|request| session.request_card(request.number)).map(Rc::new);
    let draft = Draft::default();
    let asked = draft.head().map(|head| session.own_request(&head));
    let own = OwnProps { draft, asked, on_write: Callback::noop() };
    let props = RequestsProps {
        requests,
        users: session.users(),
        only: None,
        card,
        on_only: Callback::noop(),
        on_choose: Callback::noop(),
        own,
    };
    let draw = move || html! { <RequestsTab ..props.clone() /> };
    let mut session = Session::new(Default::default());
    let draft = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: Web}\n";
    session.update(Action::Apply(draft.into()));
    let props = RoutesProps {
        routes: session.routes(),
        draft: draft.into(),
        on_draft: Callback::noop(),
        error: session.refused_manifest().map(|(_, error)| error.clone()),
        documents: session.applied_documents().to_vec(),
        on_action: Callback::noop(),
    };
    let routes = move || html! { <RoutesTab ..props.clone() /> };
    vec![
        State { title: "Runs and a branch", place: Place::Middle, html: details(&runs(screen)) },
        State { title: "A request", place: Place::Middle, html: details(&on(screen, draw)) },
        State { title: "A plan that is done", place: Place::Middle, html: details(&plan()) },
        State { title: "Refused manifests", place: Place::Middle, html: details(&on(screen, routes)) },
    ]
}

/// A run, and a branch of it that was begun in its past.
fn runs(screen: Screen) -> String {
    let mut history = rolling(4).pass(1_000).step().pass(20_000).0;
    history.travel(Travel::Seek(6_000));
    history.update(Action::Set { control: Control::MaxSurge, text: "3".into() });
    history.travel(Travel::SetCheckpoint);
    let link = history.link_text().map(|run| format!("https://podyard.example/#/sandbox?{run}"));
    let props = RunsProps {
        branches: rows(&history),
        deleted: None,
        checkpoint: history.checkpoint(),
        link: link.map_err(|refused| say(&refused.whole())),
        task: "".into(),
        locked: false,
        set: false,
        on_save: Callback::noop(),
        on_travel: Callback::noop(),
        on_file: Callback::noop(),
        on_compare: Callback::noop(),
    };
    on(screen, move || html! { <RunsTab ..props.clone() /> })
}

/// In the drawer, where a tab's content stands.
fn details(html: &str) -> String {
    format!("<section class=\"panel details\"><div class=\"scroll\" role=\"tabpanel\">{html}</div></section>")
}

/// A question as it is asked, answered rightly and wrongly.
pub fn quiz(screen: Screen) -> Vec<State> {
    let quizzes = embedded();
    let question = &quizzes[0].questions[0];
    let answered = |right: bool| {
        let chosen = question.options.iter().enumerate().filter(|(_, option)| option.right == right);
        let chosen: BTreeSet<usize> = chosen.map(|(index, _)| index).take(1).collect();
        let mut progress = Progress::default();
        progress.answer(question, &Given::Chosen(chosen), None, 20_000);
        progress.to_json()
    };
    [("Not answered", String::new()), ("Right", answered(true)), ("Wrong", answered(false))]
        .map(|(title, answers)| {
            storage::set("podyard.answers", &answers);
            let html = on(screen, || html! { <QuizPage quizzes={Rc::new(embedded())} /> });
            State { title, place: Place::Page, html }
        })
        .into()
}

/// What lies over the page or stands in another site's: the keys, a run's code, an embedded picture.
pub fn rooms(screen: Screen) -> Vec<State> {
    let keys =
        on(screen, || html! { <KeysSheet on={true} on_switch={Callback::noop()} on_close={Callback::noop()} /> });
    let run = rolling(4).pass(1_000).step().pass(9_600).0.link_text().expect("a run that has a link");
    let link = format!("https://podyard.example/#/sandbox?{run}");
    let code = on(screen, move || qr_code::view(&link));
    let embedded = on(screen, move || html! { <Sandbox shown={true} embed={true} run={run.clone()} /> });
    vec![
        State { title: "The keys", place: Place::Page, html: keys },
        State { title: "A run's code", place: Place::Page, html: code },
        State { title: "In another site's page", place: Place::Page, html: embedded },
    ]
}

/// A plan that is done, with a cell that is refused.
fn plan() -> String {
    let axes = ["maxSurge=0,1,25%", "maxUnavailable=0,1"].map(|text| Axis::parse(text).expect("an axis"));
    let mut plan = Plan::new(rolling(4).session().plan_base(), axes.into());
    while plan.work(u64::MAX) {}
    on(Screen::Wide, move || html! { <div class="plan-tab">{plan_tab::outcome(&plan, 0)}</div> })
}

/// Four runs side by side, and none.
pub fn compare(screen: Screen) -> Vec<State> {
    let comparison = compared();
    let html = on(screen, move || {
        html! { <main class="compare"><CompareView comparison={comparison.clone()} /></main> }
    });
    let nothing = crate::run::comparison(screen);
    vec![
        State { title: "Nothing compared", place: Place::Page, html: nothing },
        State { title: "Four runs", place: Place::Page, html },
    ]
}
