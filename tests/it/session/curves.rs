//! Share, errors and latency over time: what the small charts draw.

use podyard::history::{History, Travel};
use podyard::kube::time::SECOND;
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::view::{Kind, LineKind};
use podyard::world::Entry;

use super::{play, press};

/// A canary of one pod beside four, behind a Service or a gateway, whose new version is as the settings say.
fn canary(entry: Entry, settings: &[(Control, &str)]) -> Session {
    let scenario = Scenario::default().by(StrategyKind::Canary).through(entry).with(Control::RequestsPerSecond, 50);
    let scenario = settings.iter().fold(scenario, |scenario, (control, text)| scenario.with(*control, *text));
    let mut session = Session::new(scenario);
    session.update(Action::Play);
    play(&mut session, 2);
    press(&mut session, "Create the canary: 1 pod of v2");
    play(&mut session, 20);
    session
}

/// The lines at their ends: version, what it is, value.
fn ends(session: &Session, kind: Kind) -> Vec<(Option<u32>, LineKind, Option<u64>)> {
    let curves = session.curves(kind, session.origin());
    curves.iter().map(|curve| (curve.version, curve.line, curve.last())).collect()
}

#[test]
fn the_lines_end_at_what_the_last_ten_seconds_came_to() {
    use LineKind::{Actual, Expected, Failed, Median, P99, Target};
    let exact = (Control::Split, "exact");
    let weighed = |settings: &[(Control, &str)]| {
        let mut session = canary(Entry::HttpRoute, settings);
        press(&mut session, "Set weight 20");
        play(&mut session, 20);
        session
    };
    let fails = |session: Session| ends(&session, Kind::Errors);
    let took = |session: Session| ends(&session, Kind::Latency);
    let shared = |session: Session| ends(&session, Kind::Share);
    let cases = [
        (
            "exactly the weight",
            shared(weighed(&[exact])),
            vec![
                (Some(2), Actual, Some(200)),
                (Some(2), Target, Some(200)),
                (Some(2), Expected, Some(200)),
                (Some(1), Actual, Some(800)),
            ],
        ),
        (
            "a Service counts pods: nobody asks, 1 of 5 is possible, chance does the rest",
            shared(canary(Entry::Service, &[])),
            vec![(Some(2), Actual, Some(222)), (Some(2), Expected, Some(200)), (Some(1), Actual, Some(778))],
        ),
        (
            "every request of the new version fails: a fifth of all",
            fails(weighed(&[exact, (Control::ErrorPercent, "100")])),
            vec![(Some(2), Failed, Some(1_000)), (Some(1), Failed, Some(0)), (None, Failed, Some(200))],
        ),
        (
            "the new version is ten times as slow",
            took(weighed(&[exact, (Control::Latency, "600")])),
            vec![
                (Some(2), P99, Some(639)),
                (Some(2), Median, Some(639)),
                (Some(1), P99, Some(63)),
                (Some(1), Median, Some(63)),
            ],
        ),
    ];
    for (name, found, expected) in cases {
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_chart_is_there_once_it_has_something_to_say() {
    let mut session = Session::new(Scenario::default().by(StrategyKind::Recreate));
    assert_eq!(session.charts(), vec![], "nothing was sent yet");
    session.update(Action::Play);
    play(&mut session, 2);
    assert_eq!(session.charts(), vec![Kind::Latency], "one version answers");
    press(&mut session, "Roll out v2");
    play(&mut session, 5);
    assert_eq!(session.charts(), vec![Kind::Errors, Kind::Latency], "nobody is there");
    play(&mut session, 20);
    assert_eq!(session.charts(), vec![Kind::Share, Kind::Errors, Kind::Latency], "v2 answers");
}

#[test]
fn a_line_breaks_where_nothing_ends() {
    let mut session = Session::new(Scenario::default());
    session.update(Action::Play);
    play(&mut session, 5);
    super::set(&mut session, Control::RequestsPerSecond, "0");
    play(&mut session, 20);
    let curves = session.curves(Kind::Latency, session.origin());
    let seconds = session.cluster().traffic().seconds();
    let (first, last) = (seconds[0].0, seconds[seconds.len() - 1].0);
    let drawn: Vec<u64> =
        curves[0].points.iter().filter(|(_, value)| value.is_some()).map(|(at, _)| at / SECOND).collect();
    assert_eq!(drawn, (first + 1..=last + 10).collect::<Vec<_>>(), "as long as they are counted");
}

#[test]
fn they_are_the_same_however_time_is_moved() {
    let mut history = History::new(Scenario::default().by(StrategyKind::Canary).through(Entry::HttpRoute));
    history.update(Action::Do(ChoiceId::Next));
    history.travel(Travel::Seek(7_130));
    history.update(Action::Do(ChoiceId::Next));
    history.travel(Travel::Seek(40_000));
    let of = |history: &History| {
        let session = history.session();
        let shares: Vec<_> = session.shares().iter().cloned().collect();
        (shares, [Kind::Share, Kind::Errors, Kind::Latency].map(|kind| session.curves(kind, session.origin())))
    };
    let there = of(&history);
    assert!(there.0.len() > 2, "{:?}", there.0);
    history.travel(Travel::Seek(3_000));
    assert!(of(&history).0.len() < there.0.len(), "they go back with the run");
    for _ in 0..37_000 / 16 {
        history.update(Action::Play);
        history.update(Action::Tick { elapsed_ms: 16 });
    }
    history.update(Action::Pause);
    history.travel(Travel::Seek(40_000));
    assert_eq!(of(&history), there);
}
