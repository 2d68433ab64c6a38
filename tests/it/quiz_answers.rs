//! The answer keys about behaviour, proved by running what they are about: the number in the right option is the
//! simulator's, and no wrong option says the same.

mod traffic;

use podyard::kube::int_or_string::{IntOrString, resolve_fenceposts};
use podyard::kube::object::Name;
use podyard::kube::time::SECOND;
use podyard::playbook::ChoiceId;
use podyard::quiz::{Question, embedded};
use podyard::scenario::{Control, Preset, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::event::Happening;
use podyard::view::{Lane, version_of};

fn question(id: &str) -> Question {
    let mut questions = embedded().into_iter().flat_map(|quiz| quiz.questions);
    questions.find(|question| question.id == id).unwrap_or_else(|| panic!("{id} is gone: prove its successor"))
}

/// Fails unless exactly the right option says what was observed.
#[track_caller]
fn proves(id: &str, observed: &str) {
    let question = question(id);
    let saying: Vec<usize> =
        (0..question.options.len()).filter(|index| question.options[*index].text.contains(observed)).collect();
    let right: Vec<usize> = (0..question.options.len()).filter(|index| question.options[*index].right).collect();
    assert_eq!(saying, right, "{id}: the simulator says {observed:?}");
}

/// Fails unless the reason of the option that begins so says what was observed.
#[track_caller]
fn explains(id: &str, option: &str, observed: &str) {
    let question = question(id);
    let option = question.options.iter().find(|found| found.text.starts_with(option));
    let reason = &option.unwrap_or_else(|| panic!("{id} has no such option")).reason;
    assert!(reason.contains(observed), "{id}: the simulator says {observed:?}, and the reason: {reason}");
}

fn session(replicas: i32, max_surge: &str, max_unavailable: &str, behaviour: Preset) -> Session {
    let (max_surge, max_unavailable) = (IntOrString::parse(max_surge), IntOrString::parse(max_unavailable));
    run(Scenario::default()
        .with(Control::Replicas, replicas)
        .with(Control::MaxSurge, max_surge)
        .with(Control::MaxUnavailable, max_unavailable)
        .behaving(behaviour))
}

fn run(settings: Scenario) -> Session {
    let mut session = Session::new(settings);
    session.update(Action::Play);
    session
}

fn play(session: &mut Session, seconds: u32) {
    for _ in 0..seconds * 20 {
        session.update(Action::Tick { elapsed_ms: 50 });
    }
}

fn next(session: &mut Session) {
    session.update(Action::Do(ChoiceId::Next));
}

fn lane(session: &Session, version: u32) -> Lane {
    session.lanes().into_iter().find(|lane| lane.version == version).expect("there is a lane of this version")
}

/// The sizes of ReplicaSets in the order they were set, as (version, from, to).
fn scalings(session: &Session) -> Vec<(u32, i32, i32)> {
    let sets = &session.cluster().objects().replica_sets;
    let version = |name: &Name| {
        let set = sets.values().find(|set| set.metadata.name == *name).expect("ReplicaSets stay in the history");
        version_of(&set.spec.template.image())
    };
    let scaling = |happening: &Happening| match happening {
        Happening::ScalingReplicaSet { replica_set, from, to, .. } => Some((version(replica_set), *from, *to)),
        _ => None,
    };
    session.log().iter().filter_map(|event| scaling(&event.happening)).collect()
}

fn ready_endpoints(session: &Session, version: u32) -> u32 {
    let versions = session.traffic().versions;
    versions.iter().find(|share| share.version == version).map_or(0, |share| share.ready_endpoints)
}

#[test]
fn the_first_step_is_one_new_pod() {
    let mut session = session(3, "1", "0", Preset::Fine);
    next(&mut session);
    play(&mut session, 60);
    let (version, from, to) = scalings(&session)[0];
    assert_eq!((version, from), (2, 0));
    proves("rolling-first-step", &format!("{to} pod of v2"));
}

#[test]
fn the_other_first_steps_are_those_of_other_limits() {
    let mut unavailable = session(3, "0", "1", Preset::Fine);
    next(&mut unavailable);
    play(&mut unavailable, 60);
    assert_eq!(scalings(&unavailable)[0], (1, 3, 2));
    explains("rolling-first-step", "One v1 pod is deleted", "`maxSurge: 0` and `maxUnavailable: 1`");
    let mut surge = session(3, "3", "0", Preset::Fine);
    next(&mut surge);
    play(&mut surge, 60);
    assert_eq!(scalings(&surge)[0], (2, 0, 3));
    explains("rolling-first-step", "A second ReplicaSet is created, with 3", "`maxSurge: 3`");
}

#[test]
fn a_version_that_is_never_ready_stops_at_its_first_pod_and_stays() {
    let mut session = session(3, "1", "0", Preset::NeverReady);
    next(&mut session);
    play(&mut session, 15 * 60);
    let (old, new) = (lane(&session, 1), lane(&session, 2));
    assert_eq!((new.ready, ready_endpoints(&session, 2), session.traffic().errors), (0, 0, 0));
    assert_eq!(ready_endpoints(&session, 1), 3);
    proves("rolling-never-ready", &format!("{} pods of v1 that serve, and {} pod of v2", old.ready, new.current));
    let reasons = session.log().iter().map(|event| event.happening.reason());
    assert!(reasons.into_iter().any(|reason| reason == "ProgressDeadlineExceeded"), "it is reported");
    explains("rolling-never-ready", "3 pods of v1 that serve", "`ProgressDeadlineExceeded`");
}

#[test]
fn the_first_burst_is_what_both_limits_allow() {
    // Never ready, so that it stands still exactly where the question asks.
    let mut session = session(10, "25%", "25%", Preset::NeverReady);
    next(&mut session);
    play(&mut session, 60);
    let burst = lane(&session, 2).desired;
    proves("surge-first-burst", &burst.to_string());
    let left = lane(&session, 1).desired;
    explains("surge-first-burst", "5", &format!("{left} + {burst} = {}", left + burst));
    assert_eq!(scalings(&session)[0], (2, 0, 3));
    explains("surge-first-burst", "3", "3 is the first step");
}

#[test]
fn two_limits_of_0_pods_replace_one_at_a_time() {
    let posts = resolve_fenceposts(&IntOrString::parse("0"), &IntOrString::parse("10%"), 4);
    assert_eq!((posts.max_surge, posts.max_unavailable), (0, 1));
    let mut session = session(4, "0", "10%", Preset::Fine);
    next(&mut session);
    play(&mut session, 120);
    assert_eq!(lane(&session, 2).available, 4, "it moves");
    let lowest = session.samples().iter().map(|sample| sample.available).min();
    let most = session.samples().iter().map(|sample| sample.total).max();
    assert_eq!(most, Some(4));
    assert!(scalings(&session).iter().all(|(_, from, to)| from.abs_diff(*to) == 1), "one at a time");
    proves("unavailable-fencepost", &format!("1 pod at a time is replaced, and {} stay", lowest.unwrap()));
}

#[test]
fn recreate_refuses_for_as_long_as_a_pod_needs() {
    let ready_after_s = 10_u32;
    let settings = Scenario::default()
        .by(StrategyKind::Recreate)
        .with(Control::Replicas, 3)
        .with(Control::ReadyAfter, ready_after_s);
    let mut session = run(settings);
    next(&mut session);
    play(&mut session, 90);
    let at = |wanted: fn(&Happening) -> bool| session.log().iter().find(|e| wanted(&e.happening)).map(|e| e.at);
    let from = at(|happening| matches!(happening, Happening::Endpoints { usable: 0, .. })).expect("an outage");
    let until = at(|happening| matches!(happening, Happening::Endpoints { before: 0, .. })).expect("and its end");
    assert!(until - from >= u64::from(ready_after_s) * SECOND, "{} ms", until - from);
    assert!(session.traffic().refused_total > 0);
    proves("recreate-clients", &format!("Refused connections, from the end of v1 for {ready_after_s} seconds or more"));
    let most = session.samples().iter().map(|sample| sample.total).max();
    assert_eq!(most, Some(3), "no v2 pod beside a v1 pod");
    assert_eq!(scalings(&session), [(1, 3, 0), (2, 0, 3)]);
}

#[test]
fn a_canary_s_share_is_its_part_of_the_ready_pods() {
    let settings =
        Scenario::default().by(StrategyKind::Canary).with(Control::Replicas, 3).with(Control::RequestsPerSecond, 50);
    let mut session = run(settings);
    next(&mut session);
    play(&mut session, 60);
    let (stable, canary) = (ready_endpoints(&session, 1), ready_endpoints(&session, 2));
    proves("canary-share", &format!("About {}", 100 * canary / (stable + canary)));
    // The window of 100 requests, looked at every 2 seconds, that is, of other requests each time.
    let (mut inside, looks) = (0, 200);
    for _ in 0..looks {
        play(&mut session, 2);
        let traffic = session.traffic();
        assert_eq!(traffic.window, 100);
        let canary = traffic.versions.iter().find(|share| share.version == 2).map_or(0, |share| share.requests);
        inside += u32::from((17..=33).contains(&canary));
    }
    // 95 % of 200 are 190; the standard deviation is about 3.
    assert!((175..=200).contains(&inside), "{inside} of {looks}");
    assert!(inside < looks, "about 1 in 20 lies outside");
    explains("canary-share", "About 25", "between 17 and 33");
}

/// P(17 to 33 of 100 at 1 in 4), by adding up the binomial distribution.
#[test]
fn ninety_five_of_a_hundred_trials() {
    let mut probability = 0.75_f64.powi(100);
    let mut sum = 0.0;
    for successes in 0..=33 {
        if successes >= 17 {
            sum += probability;
        }
        probability *= f64::from(100 - successes) / f64::from(successes + 1) / 3.0;
    }
    assert_eq!((sum * 100.0).round(), 95.0, "{sum}");
}

#[test]
fn five_percent_needs_twenty_pods() {
    let least = |percent: u32| (1..).find(|pods| 100 <= pods * percent).expect("some number does");
    proves("canary-five-percent", &format!("{} pods: ", least(5)));
    explains("canary-five-percent", "20 pods", &format!("For 1% you would need {} pods", least(1)));
    explains("canary-five-percent", "6 pods", &format!("about {}%", (100 + 3) / 6));
}

#[test]
fn blue_green_moves_every_endpoint_and_starts_no_pod() {
    let mut session = run(Scenario::default().by(StrategyKind::BlueGreen).with(Control::Replicas, 3));
    next(&mut session);
    play(&mut session, 30);
    assert_eq!((ready_endpoints(&session, 1), ready_endpoints(&session, 2)), (3, 0));
    let pods = |session: &Session| session.lanes().iter().map(|lane| lane.current).sum::<i32>();
    explains("blue-green-back", "You set the Service's selector", &format!("{} pods instead of 3", pods(&session)));
    let before = session.lanes().iter().flat_map(|lane| &lane.pods).map(|pod| pod.uid).collect::<Vec<_>>();
    next(&mut session);
    play(&mut session, 5);
    assert_eq!((ready_endpoints(&session, 1), ready_endpoints(&session, 2)), (0, 3));
    session.update(Action::Do(ChoiceId::Back));
    play(&mut session, 5);
    assert_eq!((ready_endpoints(&session, 1), ready_endpoints(&session, 2)), (3, 0));
    let after = session.lanes().iter().flat_map(|lane| &lane.pods).map(|pod| pod.uid).collect::<Vec<_>>();
    assert_eq!(before, after, "no pod started or stopped on the way there and back");
    proves("blue-green-back", "no pod has to start");
}

/// Every pair of a web pod and an API pod is as likely as the others.
#[test]
fn calls_between_versions() {
    let mismatches = |new: u32, all: u32| {
        let pairs = (0..all).flat_map(|web| (0..all).map(move |api| (web < new) != (api < new)));
        (pairs.clone().filter(|differ| *differ).count(), pairs.count())
    };
    let (failed, calls) = mismatches(2, 4);
    assert_eq!(failed * 2, calls);
    explains("choose-no-outage", "Rolling updates", "half of the calls");
    explains("choose-no-room", "Rolling updates", "half of the calls");
    let (failed, calls) = mismatches(1, 4);
    let percent = format!("{}.{}%", failed * 100 / calls, failed * 1000 / calls % 10);
    explains("choose-no-room", "A canary", &format!("{failed} of {calls}, or {percent}"));
}
