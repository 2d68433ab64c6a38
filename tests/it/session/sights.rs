//! What a learner sees where simulators went wrong before: the sentence beside the steps, the traffic, a route's notes.

use podyard::kube::object::{Kind, Uid};
use podyard::kube::yaml;
use podyard::scenario::{Control, Leader, Preset, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::command::Command;
use podyard::sim::event::Happening;
use podyard::sim::fault::Fault;
use podyard::text::{said, say};
use podyard::view::Draft;
use podyard::world::Entry;

use super::{endpoints, play, press, set};

fn routed(entry: Entry) -> Session {
    let mut session = Session::new(Scenario::default().by(StrategyKind::Canary).through(entry));
    session.update(Action::Play);
    session
}

fn led(leader: Leader, strategy: StrategyKind, entry: Entry) -> Session {
    let scenario = Scenario::default().by(strategy).led_by(leader).through(entry);
    let mut session = Session::new(scenario.with(Control::Replicas, 4).with(Control::RequestsPerSecond, 50));
    session.update(Action::Play);
    session
}

/// The sentences beside the steps at each second, each once.
fn judged(session: &mut Session, seconds: u32) -> Vec<String> {
    let mut all = Vec::new();
    for _ in 0..seconds {
        play(session, 1);
        let now = session.judgement().first().map(said).unwrap_or_default();
        if all.last() != Some(&now) {
            all.push(now);
        }
    }
    all
}

fn http_route(rule: &str, beside: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: web}}\nspec: {{parentRefs: [{{name: gateway}}], \
         {beside}rules: [{{{rule}}}]}}\n"
    )
}

#[test]
fn a_request_of_ones_own_shows_what_a_route_does() {
    let backend = "backendRefs: [{name: web-stable, port: 80}]";
    let mirror = "filters: [{type: RequestMirror, requestMirror: {backendRef: {name: web-stable, port: 80}, fraction: {numerator: 25, \
                  denominator: 50}}}]";
    // The rule, what stands beside the rules, where a request goes, and what the route's status says.
    let cases = [
        (backend.into(), "", "to Service web-stable", "ResolvedRefs=True"),
        (format!("{backend}, {mirror}"), "", "a copy of 25 of 50 to Service web-stable", "ResolvedRefs=True"),
        ("backendRefs: [{name: web-stable, port: 80, namespace: other}]".into(), "", "500", "RefNotPermitted"),
        ("backendRefs: [{name: web-stable, group: x.example, kind: Bucket}]".into(), "", "500", "InvalidKind"),
        ("backendRefs: [{name: web-stable, port: 8080}]".into(), "", "500", "BackendNotFound"),
        (backend.into(), "hostnames: [shop.example], ", "404", "ResolvedRefs=True"),
    ];
    for (rule, beside, goes, status) in cases {
        let mut session = routed(Entry::HttpRoute);
        session.update(Action::Apply(http_route(&rule, beside)));
        assert_eq!(session.refused_manifest(), None, "{rule}");
        play(&mut session, 10);
        let own = session.own_request(&Draft::default().head().expect("a request"));
        let told: Vec<String> = own.goes.iter().map(say).collect();
        assert!(told.iter().any(|told| told.contains(goes)), "{rule} {beside}: {told:?}");
        let route = session.routes().into_iter().find(|route| route.title == "HTTPRoute web").expect("it is there");
        assert!(said(&route.status).contains(status), "{rule}: {:?}", route.status);
    }
}

#[test]
fn a_time_out_of_0s_fails_nobody() {
    let mut session = routed(Entry::HttpRoute);
    let rule = "backendRefs: [{name: web-stable, port: 80}], timeouts: {request: 0s}";
    session.update(Action::Apply(http_route(rule, "")));
    play(&mut session, 20);
    assert!(session.requests(None).iter().all(|request| request.well), "{:?}", session.requests(None)[0]);
}

#[test]
fn every_refusal_of_a_route_stands_on_the_page() {
    let mut session = routed(Entry::HttpRoute);
    session.update(Action::Apply(http_route(
        "matches: [{path: {value: /a//b/.}}], backendRefs: [{name: web-stable}]",
        "",
    )));
    let (_, why) = session.refused_manifest().expect("refused");
    let message = said(&why.message);
    for part in ["Must have port for Service reference", "must not contain '//'", "must not end with '/.'"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn a_deadline_that_passed_is_over_with_the_next_progress() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::HttpRoute);
    set(&mut session, Control::Steps, "25, pause 10s");
    set(&mut session, Control::ProgressDeadlineSeconds, "15");
    session.update(Action::Choose(Preset::SlowToStart));
    press(&mut session, "Roll out v2");
    let seen = judged(&mut session, 240);
    let place = |words: &str| {
        seen.iter().position(|told| told.starts_with(words)).unwrap_or_else(|| panic!("{words}: {seen:#?}"))
    };
    assert!(place("Degraded: ProgressDeadlineExceeded") < place("Paused: CanaryPauseStep"), "{seen:#?}");
    assert_eq!(seen.last().map(String::as_str), Some("Healthy"), "{seen:#?}");
}

#[test]
fn a_header_route_waits_for_a_pod_and_nobody_fails() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::HttpRoute);
    set(&mut session, Control::Steps, "header end-user=jason, pause 20s, 20, pause 20s");
    press(&mut session, "Roll out v2");
    play(&mut session, 30);
    assert_eq!(session.cluster().traffic().total().failed(), 0);
}

#[test]
fn a_canary_below_its_end_needs_more_replicas_to_be_updated() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::Service);
    set(&mut session, Control::Steps, "25, pause 5s, 50, pause 5s");
    press(&mut session, "Roll out v2");
    let seen = judged(&mut session, 100);
    assert!(seen.iter().any(|told| told == "Progressing: more replicas need to be updated"), "{seen:#?}");
    assert!(!seen.iter().any(|told| told.contains("waiting for all steps")), "{seen:#?}");
}

#[test]
fn fewer_replicas_in_the_middle_leave_enough_available() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::Service);
    set(&mut session, Control::Replicas, "10");
    play(&mut session, 20);
    set(&mut session, Control::Steps, "50, pause");
    set(&mut session, Control::MaxUnavailable, "0");
    press(&mut session, "Roll out v2");
    play(&mut session, 60);
    set(&mut session, Control::Replicas, "6");
    let mut least = u32::MAX;
    for _ in 0..40 {
        play(&mut session, 1);
        least = least.min(endpoints(&session).iter().map(|(_, ready)| ready).sum());
    }
    assert!(least >= 6, "{least} endpoints of 6");
    assert_eq!(endpoints(&session), [(1, 3), (2, 3)]);
}

#[test]
fn a_stable_pod_that_is_missing_holds_no_step_up() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::HttpRoute);
    set(&mut session, Control::Replicas, "10");
    set(&mut session, Control::Steps, "20, pause");
    play(&mut session, 20);
    let stable = session.cluster().objects().pods.values().next().expect("ten").metadata.name.clone();
    session.update(Action::Request(vec![Command::Fault(Fault::FlapReadiness(stable, 600_000))]));
    play(&mut session, 5);
    assert_eq!(endpoints(&session), [(1, 9)]);
    press(&mut session, "Roll out v2");
    let seen = judged(&mut session, 60);
    assert_eq!(seen.last().map(String::as_str), Some("Paused: CanaryPauseStep"), "{seen:#?}");
    assert_eq!(endpoints(&session), [(1, 9), (2, 2)], "the missing one is missing still");
}

#[test]
fn fewer_replicas_in_the_middle_create_no_stable_pod() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::Service);
    set(&mut session, Control::Replicas, "10");
    set(&mut session, Control::Steps, "50, pause");
    play(&mut session, 20);
    press(&mut session, "Roll out v2");
    play(&mut session, 60);
    assert_eq!(endpoints(&session), [(1, 5), (2, 5)]);
    let pods = |session: &Session| {
        let all = session.cluster().objects().pods.values();
        all.map(|pod| pod.metadata.uid).collect::<Vec<Uid>>()
    };
    let before = pods(&session);
    set(&mut session, Control::Replicas, "6");
    for _ in 0..40 {
        play(&mut session, 1);
        assert!(pods(&session).iter().all(|pod| before.contains(pod)), "none is created to be ended again");
    }
    assert_eq!(endpoints(&session), [(1, 3), (2, 3)]);
}

#[test]
fn a_preview_that_is_not_whole_yet_is_said_in_upstreams_words() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::BlueGreen, Entry::Service);
    press(&mut session, "Roll out v2");
    let seen = judged(&mut session, 60);
    assert!(seen.iter().any(|told| told == "Progressing: active service cutover pending"), "{seen:#?}");
    assert!(!seen.iter().any(|told| told.contains("updated replicas are still becoming available")), "{seen:#?}");
}

#[test]
fn a_blue_green_whose_preview_is_never_ready_says_that_it_is_stuck() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::BlueGreen, Entry::Service);
    set(&mut session, Control::ProgressDeadlineSeconds, "20");
    session.update(Action::Choose(Preset::NeverReady));
    press(&mut session, "Roll out v2");
    let seen = judged(&mut session, 60);
    let last = seen.last().expect("a sentence");
    assert!(last.starts_with("Degraded: ProgressDeadlineExceeded: ReplicaSet "), "{seen:#?}");
    assert_eq!(endpoints(&session), [(1, 4)], "v1 still serves");
}

#[test]
fn a_count_below_the_failure_limit_is_refused_where_it_is_set() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::HttpRoute);
    set(&mut session, Control::Count, "3");
    set(&mut session, Control::FailureLimit, "5");
    let words = "count (3) must be >= failureLimit + consecutiveSuccessLimit (5 + 0) if both >= 0";
    let note = session.field_error(Control::FailureLimit).map(|error| said(&error.message)).unwrap_or_default();
    press(&mut session, "Roll out v2");
    let seen = judged(&mut session, 60);
    assert!(note.contains(words) || seen.iter().any(|told| told.contains(words)), "{note} {seen:#?}");
}

#[test]
fn flagger_waits_for_the_primarys_new_pods_before_traffic_goes_back() {
    let mut session = led(Leader::Flagger, StrategyKind::Canary, Entry::HttpRoute);
    set(&mut session, Control::ReadyAfter, "10");
    press(&mut session, "Roll out v2");
    let mut old_after_copying = Vec::new();
    for _ in 0..300 {
        play(&mut session, 1);
        let promoted = session.judgement().first().map(said).unwrap_or_default().starts_with("Succeeded");
        if promoted {
            old_after_copying.push(endpoints(&session));
        }
    }
    assert!(!old_after_copying.is_empty(), "it succeeds: {:?}", session.judgement());
    assert!(
        old_after_copying.iter().all(|ready| ready.iter().all(|(version, _)| *version == 2)),
        "{old_after_copying:?}"
    );
}

#[test]
fn flaggers_failed_checks_are_0_again_after_a_rollback() {
    let mut session = led(Leader::Flagger, StrategyKind::Canary, Entry::HttpRoute);
    session.update(Action::Choose(Preset::Errors));
    press(&mut session, "Roll out v2");
    let seen = judged(&mut session, 120);
    assert_eq!(seen.last().map(String::as_str), Some("Failed: weight 0, failed checks 0"), "{seen:#?}");
}

const TWO_METRICS: &str = r#"apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {name: success-rate}
spec:
  metrics:
  - name: success-rate
    interval: 5s
    count: 3
    successCondition: result[0] >= 0.95
    provider:
      prometheus:
        query: |
          sum(rate(http_requests_total{app="web",version="new",code!~"5.."}[1m]))
          / sum(rate(http_requests_total{app="web",version="new"}[1m]))
  - name: still-better
    interval: 5s
    count: 3
    successCondition: result[0] >= 0.99
    provider:
      prometheus:
        query: |
          sum(rate(http_requests_total{app="web",version="new",code!~"5.."}[1m]))
          / sum(rate(http_requests_total{app="web",version="new"}[1m]))
"#;

#[test]
fn of_two_metrics_that_fail_at_once_the_first_is_named() {
    let mut session = led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::HttpRoute);
    session.update(Action::Apply(TWO_METRICS.into()));
    assert_eq!(session.refused_manifest(), None);
    session.update(Action::Choose(Preset::Errors));
    press(&mut session, "Roll out v2");
    let seen = judged(&mut session, 100);
    let last = seen.last().expect("a sentence");
    assert!(last.contains("Metric \"success-rate\" assessed Failed"), "{seen:#?}");
    assert!(said(&session.headline().expect("a sentence")).contains("Metric \"success-rate\""), "{seen:#?}");
}

#[test]
fn flagger_stops_at_the_first_check_that_fails() {
    let mut session = led(Leader::Flagger, StrategyKind::Canary, Entry::HttpRoute);
    let both = "{spec: {analysis: {metrics: [{name: request-success-rate, interval: 30s, thresholdRange: {min: 99}}, {name: \
                request-duration, interval: 30s, thresholdRange: {max: 1}}]}}}";
    let patch = yaml::documents(both).expect("YAML").remove(0);
    session.update(Action::Request(vec![Command::Patch { kind: Kind::Canary, name: "web".into(), patch }]));
    session.update(Action::Choose(Preset::Errors));
    press(&mut session, "Roll out v2");
    play(&mut session, 120);
    let halts: Vec<String> = session
        .log()
        .iter()
        .filter_map(|event| match &event.happening {
            Happening::Said { message, .. } if message.starts_with("Halt ") => Some(message.to_string()),
            _ => None,
        })
        .collect();
    assert!(!halts.is_empty() && halts.iter().all(|halt| halt.contains("success rate")), "{halts:?}");
}
