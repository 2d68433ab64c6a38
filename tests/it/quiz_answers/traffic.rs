//! The answers of `quizzes/traffic.toml`, proved by running them.

use podyard::confidence::{expected_range, requests_needed};
use podyard::kube::object::{Labels, ObjectMeta};
use podyard::kube::time::SECOND;
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Coupling, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::delivery::analysis::{Condition, Measure, Metric, Phase, Run};
use podyard::sim::random::Random;
use podyard::sim::routing::{
    BackendRef, Destination, Head, HttpRoute, HttpRouteMatch, HttpRouteRule, Router, ValueMatch,
};
use podyard::sim::traffic::Outcome;
use podyard::text::said;
use podyard::world::Split;
use podyard::world::{Dependency, Versions};

use super::{explains, next, play, proves, run};

fn busy(strategy: StrategyKind) -> Scenario {
    Scenario::default().by(strategy).with(Control::Replicas, 4).with(Control::RequestsPerSecond, 100)
}

#[test]
fn an_open_connection_stays_with_its_pod() {
    let mut session = run(busy(StrategyKind::Canary).with(Control::KeepAlive, 3_600));
    // Everybody has a connection before v2 is there.
    play(&mut session, 30);
    next(&mut session);
    for size in [2, 4] {
        play(&mut session, 20);
        assert!(said(&session.choices()[0].label).ends_with(&size.to_string()), "{:?}", session.choices());
        next(&mut session);
    }
    play(&mut session, 60);
    let v2 = session.traffic().versions.into_iter().find(|share| share.version == 2).expect("it is ready");
    assert_eq!((v2.ready_endpoints, v2.usable_endpoints), (4, 8));
    proves("keep-alive-share", &format!("{}%, because every open connection", v2.requests));
    explains("keep-alive-share", "0%", "towards half");
}

/// A rolling update without unavailable pods, whose processes end at once; the requests refused and all others that failed.
fn ends_at_once(pre_stop: u32) -> (u64, u64) {
    let mut session = run(busy(StrategyKind::RollingUpdate)
        .with(Control::PreStop, pre_stop)
        .with(Control::MaxUnavailable, 0)
        .with(Control::EndsAfter, 0)
        .with(Control::Latency, 0));
    next(&mut session);
    play(&mut session, 90);
    next(&mut session); // From v2, which ends at once, to v3.
    play(&mut session, 90);
    let total = session.cluster().traffic().total();
    let refused = total.of(Outcome::Refused);
    (refused, total.failed() - refused)
}

#[test]
fn a_process_that_ends_at_once_refuses_what_still_comes() {
    let (refused, others) = ends_at_once(0);
    assert!((1..200).contains(&refused) && others == 0, "{refused} refused, {others} failed otherwise");
    proves("termination-race", "A few refused connections each time an old pod goes");
    assert_eq!(ends_at_once(5), (0, 0), "the preStop sleep closes the gap");
}

fn split_route() -> HttpRoute {
    let to = |service: &str, weight| BackendRef { service: service.into(), weight };
    let jason = ValueMatch { name: "end-user".into(), value: "jason".into(), regular_expression: false };
    let matches = vec![HttpRouteMatch { headers: vec![jason], ..HttpRouteMatch::default() }];
    HttpRoute {
        metadata: ObjectMeta::named("web", Labels::default()),
        rules: vec![
            HttpRouteRule { backend_refs: vec![to("v1", 95), to("v2", 5)], ..HttpRouteRule::default() },
            HttpRouteRule { matches, backend_refs: vec![to("v2", 1)], ..HttpRouteRule::default() },
        ],
    }
}

fn to_new(user: &str, requests: u32, seed: u64) -> u64 {
    let mut router = Router::gateway(&[(&split_route()).into()], Split::Random);
    let mut random = Random::new(seed);
    let head = Head::get("/", &[("end-user", user)]);
    let mut count = 0;
    for _ in 0..requests {
        let decision = router.decide(&head, &|_, _| Ok(3), &mut random);
        count += u64::from(decision.to == Destination::Service("v2".into()));
    }
    count
}

#[test]
fn a_header_comes_before_weights_and_weights_scatter() {
    let jason = to_new("jason", 100, 1);
    proves("jason-of-100", &format!("{jason}, because a rule with a header"));
    let (from, to) = expected_range(100, 5, 100, 2);
    proves("weight-by-chance", &format!("{from} to {to} in most cases, and 5 on the average"));
    let inside = (0..1_000).filter(|seed| (from..=to).contains(&to_new("ana", 100, *seed))).count();
    assert!((950..1_000).contains(&inside), "{inside} of 1,000");
    let sum: u64 = (0..1_000).map(|seed| to_new("ana", 100, seed)).sum();
    assert!((4_900..=5_100).contains(&sum), "{sum} of 100,000 are 5 % within five standard deviations of 69");
    assert_eq!(expected_range(100, 5, 100, 5).1, 16);
    explains("weight-by-chance", "0 to 100", "More than 16 of 100 would be five standard deviations off");
}

#[test]
fn what_a_canary_of_five_percent_needs() {
    let needed = requests_needed(10_000, 20_000, 19).expect("the second rate is higher");
    proves("canary-requests", &format!("About {needed}:"));
    // At 10 requests a second in all, half a request a second reaches the canary.
    let minutes = needed * 2 / 60;
    assert!((25..=35).contains(&minutes), "{minutes} minutes are half an hour");
    explains("canary-requests", "About 17,000", &needed.to_string());
    assert_eq!(needed * 20, 17_000);
}

#[test]
fn the_second_failure_is_one_too_many() {
    let condition = Condition::parse("result >= 0.95", Measure::SuccessRate).expect("it is one");
    let metric = Metric {
        interval: Some(10 * SECOND),
        count: Some(6),
        failure_limit: 1,
        ..Metric::new("success-rate", Measure::SuccessRate, Some(condition))
    };
    let mut run = Run::new(&[metric], 0);
    let mut phases = Vec::new();
    for (at, result) in [(0, 1_000), (10, 800), (20, 1_000), (30, 800)] {
        let measure = move |_: Measure, _: u64| Some(result);
        run.look(at * SECOND, &measure);
        phases.push(run.phase);
    }
    assert_eq!(phases, [Phase::Running, Phase::Running, Phase::Running, Phase::Failed]);
    proves("failure-limit", "It aborts: 2 failures are more than the limit");
}

fn migrate(session: &mut Session, min: u32, max: u32) {
    session.update(Action::Do(ChoiceId::Migrate(Dependency::Database, Versions { min, max })));
}

/// Failed requests at v1 and at v2 over a rolling update, with changes of the schema before, at its start and after it.
fn over_a_schema(before: Option<(u32, u32)>, soon: Option<(u32, u32)>, after: Option<(u32, u32)>) -> (u64, u64) {
    let mut session = run(busy(StrategyKind::RollingUpdate).with(Control::Schema, Coupling::Own.key()));
    let change = |session: &mut Session, to: Option<(u32, u32)>, seconds| {
        if let Some((min, max)) = to {
            migrate(session, min, max);
            play(session, seconds);
        }
    };
    change(&mut session, before, 5);
    change(&mut session, soon, 0);
    next(&mut session);
    play(&mut session, 60);
    change(&mut session, after, 10);
    let total = session.cluster().traffic().total();
    let failed = |image: &str| total.versions.get(image).map_or(0, |counts| counts.failed());
    (failed("web:v1"), failed("web:v2"))
}

#[test]
fn a_schema_and_two_versions() {
    let (v1, v2) = over_a_schema(None, Some((2, 2)), None);
    assert!(v1 > 0 && v2 == 0, "{v1} at v1, {v2} at v2");
    proves("schema-who-fails", "Those that reach v1, until its last pod is gone");
    // The order of each option, and whether it loses nothing.
    let (both, own) = (Some((1, 2)), Some((2, 2)));
    let rollout_first = {
        let mut session = run(busy(StrategyKind::RollingUpdate).with(Control::Schema, Coupling::Own.key()));
        next(&mut session);
        play(&mut session, 60);
        migrate(&mut session, 1, 2);
        session.cluster().traffic().total().failed()
    };
    assert!(rollout_first > 0, "v2 comes before its schema");
    let (early, _) = over_a_schema(both, own, None);
    assert!(early > 0, "contracted while v1 serves");
    let (at_once, _) = over_a_schema(None, own, None);
    assert!(at_once > 0);
    assert_eq!(over_a_schema(both, None, own), (0, 0));
    proves("expand-contract-order", "Expand to both, roll out v2, then contract to 2");
}
