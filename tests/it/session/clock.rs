//! Time in the sandbox: steps, speed, the same run again, and how long a cluster's parts take.

use podyard::kube::time::SECOND;
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, StrategyKind};
use podyard::session::{Action, Grain, Session, Speed};
use podyard::text::said;

use super::{play, press, session};

#[test]
fn a_step_moves_to_the_next_entry_of_the_log_and_stops() {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    press(&mut session, "Roll out v2");
    let before = session.log().len();
    session.update(Action::Step(Grain::Event));
    assert!(session.log().len() > before);
    assert!(!session.playing());
    let headline = session.headline().expect("something happened");
    assert_eq!(
        said(&headline),
        "v2 0 → 1: 5 allowed − 4 present = 1 more new pod; v1 4 → 3: 4 available − 3 must stay = 1 may go: 1 old",
        "one sync made the new ReplicaSet and scaled the old one down"
    );
}

#[test]
fn speed_scales_time_and_loses_none() {
    for (speed, expected) in [(Speed::Quarter, 250), (Speed::Half, 500), (Speed::One, 1_000), (Speed::Eight, 8_000)] {
        let mut session = session(StrategyKind::RollingUpdate, 4);
        session.update(Action::SetSpeed(speed));
        for _ in 0..200 {
            session.update(Action::Tick { elapsed_ms: 5 });
        }
        assert_eq!(session.elapsed(), expected, "{speed:?}");
    }
}

#[test]
fn restart_gives_the_same_run_again() {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    let log = |session: &mut Session| {
        session.update(Action::Play);
        session.update(Action::Do(ChoiceId::Next));
        play(session, 30);
        session.cluster().log().hash()
    };
    let first = log(&mut session);
    session.update(Action::Restart);
    assert_eq!(session.elapsed(), 0);
    assert!(!session.playing());
    assert_eq!(log(&mut session), first);
}

/// When the rollout of v2 was over, s, after a click on its button at 0 s.
fn over_after(delays: &str) -> u64 {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    for delays in [if delays == "long" { "none" } else { "long" }, delays] {
        session.update(Action::Play);
        play(&mut session, 1);
        session.update(Action::Set { control: Control::Delays, text: delays.into() });
    }
    let shown = session.values().text(Control::Delays);
    assert_eq!((session.elapsed(), &*shown, session.playing()), (0, delays, false), "it starts anew");
    session.update(Action::Play);
    press(&mut session, "Roll out v2");
    for _ in 0..600 {
        play(&mut session, 1);
        if session.finished().is_some() {
            return session.elapsed() / SECOND;
        }
    }
    panic!("{delays}: no end in sight");
}

#[test]
fn delays_make_the_same_rollout_longer() {
    let [none, small, slow] = ["none", "short", "long"].map(over_after);
    // 4 replicas, surge 1, 1 unavailable, ready after 5 s: two and two, then 3 s until the last old pod is gone.
    assert!((10..=15).contains(&none), "{none} s without any");
    assert!(none < small && small + 10 < slow, "{none}, {small} and {slow} s");
}

/// What a pod's picture shows, without the time that passes in it.
fn seen(session: &Session) -> Vec<String> {
    let lanes = session.lanes();
    let of = |lane: &podyard::view::Lane| {
        let pods = lane.pods.iter().map(|pod| format!("{} {:?} {} {}", pod.name, pod.state, pod.word, pod.receives));
        let counts = format!("{} {} {} {}", lane.desired, lane.current, lane.ready, lane.available);
        std::iter::once(counts).chain(pods).collect::<Vec<_>>()
    };
    let conditions = session.rollouts().into_iter().flat_map(|rollout| rollout.conditions);
    let conditions = conditions.map(|it| format!("{} {} {}", it.kind, it.status, it.reason));
    lanes.iter().flat_map(of).chain(conditions).collect()
}

#[test]
fn a_step_of_the_player_changes_picture_or_sentence() {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    press(&mut session, "Roll out v2");
    let (mut steps, mut unseen) = (0, Vec::new());
    while session.finished().is_none() {
        let before = (seen(&session), session.headline().map(|it| said(&it)));
        let read = session.log().len();
        session.update(Action::Step(Grain::Change));
        if (seen(&session), session.headline().map(|it| said(&it))) == before {
            unseen.push(format!("{:?}", session.log().since(read).iter().next_back()));
        }
        steps += 1;
        assert!(steps < 60, "a rollout of four pods takes no more");
    }
    // The log's word that a Service's endpoints changed may come when the first proxies have known it already.
    unseen.retain(|event| !event.contains("Endpoints {"));
    assert!(unseen.is_empty(), "of {steps}: {unseen:#?}");
}
