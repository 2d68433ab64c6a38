//! A learner's sandbox, as the page drives it: the four strategies to their end, the text boxes, steps and speed.

mod ahead;
mod applied;
mod by_any_door;
mod clock;
mod counted;
mod curves;
mod drift;
mod faults;
mod follows;
mod led;
mod own_request;
mod places;
mod posted;
mod route_notes;
mod routed;
mod sights;
mod voice;

use podyard::kube::time::SECOND;
use podyard::playbook::{ChoiceId, StepState};
use podyard::scenario::{Control, Preset, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::event::Happening;
use podyard::text::{said, say};
use podyard::view::PodState;

fn session(strategy: StrategyKind, replicas: i32) -> Session {
    let mut session = Session::new(Scenario::default().by(strategy).with(Control::Replicas, replicas));
    session.update(Action::Play);
    session
}

/// Lets whole seconds pass.
fn play(session: &mut Session, seconds: u32) {
    for _ in 0..seconds * 20 {
        session.update(Action::Tick { elapsed_ms: 50 });
    }
}

fn press(session: &mut Session, label: &str) {
    let choice = session.choices().into_iter().find(|choice| said(&choice.label) == label);
    let choice = choice.unwrap_or_else(|| panic!("no button {label:?} among {:?}", session.choices()));
    session.update(Action::Do(choice.id));
}

fn set(session: &mut Session, field: Control, text: &str) {
    session.update(Action::Set { control: field, text: text.into() });
}

/// Ready endpoints by version.
fn endpoints(session: &Session) -> Vec<(u32, u32)> {
    session.traffic().versions.iter().map(|share| (share.version, share.ready_endpoints)).filter(|v| v.1 > 0).collect()
}

fn first_burst(session: &Session, version: u32) -> Option<i32> {
    let image = format!("web:v{version}");
    let sets = session.cluster().objects().replica_sets.values();
    let name = &sets.into_iter().find(|set| *set.spec.template.image() == *image)?.metadata.name;
    session.log().iter().find_map(|event| match &event.happening {
        Happening::ScalingReplicaSet { replica_set, from: 0, to, .. } if replica_set == name => Some(*to),
        _ => None,
    })
}

#[test]
fn starts_paused_at_rest_with_v1_in_service() {
    let session = Session::new(Scenario::default());
    assert!(!session.playing() && !session.started());
    assert_eq!(session.elapsed(), 0);
    assert_eq!(endpoints(&session), [(1, 4)]);
    assert!(session.log().is_empty(), "the cluster's own start is not shown");
    let lanes = session.lanes();
    assert_eq!(lanes.len(), 1);
    assert_eq!((lanes[0].desired, lanes[0].current, lanes[0].ready, lanes[0].available), (4, 4, 4, 4));
    assert_eq!(lanes[0].slots, 5, "four pods and the room of maxSurge 25 %");
}

#[test]
fn rolling_update_to_its_end() {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    press(&mut session, "Roll out v2");
    play(&mut session, 60);
    assert_eq!(endpoints(&session), [(2, 4)]);
    let finish = session.finished().expect("the rollout is over");
    assert_eq!(say(&finish.title), "v2 is live");
    let figures: Vec<(String, String, bool)> =
        finish.figures.iter().map(|it| (say(&it.label), said(&it.value), it.bad)).collect();
    let sent = session.bill().expect("it is over").sent;
    let seconds = session.bill().expect("it is over").duration;
    assert_eq!(
        figures,
        [
            ("requests failed".into(), format!("0 of {sent}"), false),
            ("fewest available".into(), "3 of 4".into(), false),
            ("in all".into(), format!("{}.{} s", seconds / 1_000, seconds % 1_000 / 100), false),
        ],
        "pods serve on until the proxies know"
    );
    assert!(finish.fell_short);
    assert_eq!(said(&session.choices()[0].label), "Roll out v3");
    press(&mut session, "Roll back");
    play(&mut session, 60);
    assert_eq!(endpoints(&session), [(1, 4)]);
}

#[test]
fn raising_max_surge_grows_the_first_burst() {
    let mut session = session(StrategyKind::RollingUpdate, 10);
    set(&mut session, Control::MaxSurge, "1");
    set(&mut session, Control::MaxUnavailable, "0");
    press(&mut session, "Roll out v2");
    play(&mut session, 240);
    assert_eq!(first_burst(&session, 2), Some(1));
    set(&mut session, Control::MaxSurge, "3");
    press(&mut session, "Roll out v3");
    play(&mut session, 120);
    assert_eq!(first_burst(&session, 3), Some(3));
}

#[test]
fn recreate_refuses_requests_exactly_while_no_endpoint_is_usable() {
    let mut session = session(StrategyKind::Recreate, 3);
    set(&mut session, Control::RequestsPerSecond, "50");
    press(&mut session, "Roll out v2");
    // Only the last 400 requests are remembered: they are read every second, so that all of the outage is among them.
    let mut requests: Vec<(u64, u64, bool)> = Vec::new();
    for _ in 0..60 {
        play(&mut session, 1);
        let seen = requests.last().map_or(0, |(number, ..)| *number);
        let recent = session.cluster().traffic().recent().iter();
        let mut new: Vec<_> = recent.map(|request| (request.number, request.at, request.target.is_none())).collect();
        new.retain(|(number, ..)| *number > seen);
        new.sort_unstable();
        requests.extend(new);
    }
    assert_eq!(endpoints(&session), [(2, 3)]);
    let outage: Vec<u64> = session
        .log()
        .iter()
        .filter_map(|event| match event.happening {
            Happening::Endpoints { usable: 0, .. } | Happening::Endpoints { before: 0, .. } => Some(event.at),
            _ => None,
        })
        .collect();
    let [from, until] = outage[..] else { panic!("one outage, from and until: {outage:?}") };
    let (before, after) = (requests[0].1, requests[requests.len() - 1].1);
    assert!(
        before < from && after > until + 10_000,
        "requests from {before} to {after} ms, the outage from {from} to {until}"
    );
    // The log says when the last node's proxy knows; the others know up to a second sooner.
    let known = SECOND;
    for (number, at, without_endpoint) in &requests {
        let why = format!("request {number} at {at} ms, the outage from {from} to {until}");
        if at + known < from || *at > until {
            assert!(!without_endpoint, "an endpoint is known: {why}");
        } else if *at > from && at + known < until {
            assert!(without_endpoint, "no endpoint is: {why}");
        }
    }
    assert!(session.traffic().refused_total >= (until - from) / 20 - 1, "50 a second for {} ms", until - from);
}

#[test]
fn canary_share_follows_ready_pods() {
    let mut session = session(StrategyKind::Canary, 3);
    press(&mut session, "Create the canary: 1 pod of v2");
    play(&mut session, 20);
    assert_eq!(endpoints(&session), [(1, 3), (2, 1)], "1 of 4");
    press(&mut session, "Scale the canary to 2");
    play(&mut session, 20);
    press(&mut session, "Scale the canary to 3");
    play(&mut session, 20);
    assert_eq!(endpoints(&session), [(1, 3), (2, 3)]);
    press(&mut session, "Delete v1");
    play(&mut session, 20);
    assert_eq!(endpoints(&session), [(2, 3)]);
    assert!(session.finished().is_some());
    assert_eq!(said(&session.choices()[0].label), "Create the canary: 1 pod of v3");
}

#[test]
fn a_canary_can_be_aborted() {
    let mut session = session(StrategyKind::Canary, 3);
    press(&mut session, "Create the canary: 1 pod of v2");
    play(&mut session, 20);
    press(&mut session, "Abort the canary");
    play(&mut session, 20);
    assert_eq!(endpoints(&session), [(1, 3)]);
}

#[test]
fn blue_green_switches_at_once_and_back() {
    let mut session = session(StrategyKind::BlueGreen, 3);
    press(&mut session, "Create green with v2");
    play(&mut session, 20);
    assert_eq!(endpoints(&session), [(1, 3)], "green is not in service yet");
    let lanes: Vec<i32> = session.lanes().iter().map(|lane| lane.ready).collect();
    assert_eq!(lanes, [3, 3], "both colours are whole");
    press(&mut session, "Switch traffic to green");
    play(&mut session, 2);
    assert_eq!(endpoints(&session), [(2, 3)]);
    press(&mut session, "Switch back to blue");
    play(&mut session, 2);
    assert_eq!(endpoints(&session), [(1, 3)]);
    press(&mut session, "Switch traffic to green");
    play(&mut session, 2);
    press(&mut session, "Delete blue");
    play(&mut session, 20);
    assert_eq!(endpoints(&session), [(2, 3)]);
    assert_eq!(session.traffic().refused_total, 0, "no request was lost on the way");
    assert_eq!(said(&session.choices()[0].label), "Create blue with v3");
}

#[test]
fn a_version_that_is_never_ready_stops_the_rollout() {
    let mut session = session(StrategyKind::RollingUpdate, 10);
    session.update(Action::Choose(Preset::NeverReady));
    press(&mut session, "Roll out v2");
    play(&mut session, 60);
    assert_eq!(endpoints(&session), [(1, 8)]);
    assert!(session.finished().is_none());
    let new = &session.lanes()[0];
    assert_eq!(new.pods.iter().filter(|pod| pod.state == PodState::Running).count(), 5);
}

#[test]
fn a_version_that_answers_with_errors_does_so_in_its_part() {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    set(&mut session, Control::RequestsPerSecond, "100");
    session.update(Action::Choose(Preset::Errors));
    set(&mut session, Control::ErrorPercent, "20");
    press(&mut session, "Roll out v2");
    play(&mut session, 40);
    let before = session.traffic();
    play(&mut session, 100);
    let after = session.traffic();
    let (sent, errors) = (after.sent - before.sent, after.errors - before.errors);
    // 10,000 requests at 20 %: 2,000 with a standard deviation of 40.
    assert_eq!(sent, 10_000);
    assert!((1_800..=2_200).contains(&errors), "{errors}");
}

struct Refusal {
    name: &'static str,
    field: Control,
    text: &'static str,
    message: &'static str,
}

const PERCENT: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or \
                       '93%', regex used for validation is '[0-9]+%')";

#[test]
fn bad_input_is_refused_in_the_api_servers_words() {
    let refusals = [
        Refusal {
            name: "text",
            field: Control::MaxSurge,
            text: "abc",
            message: "The Deployment \"web\" is invalid: spec.strategy.rollingUpdate.maxSurge: Invalid value: \"abc\": ",
        },
        Refusal {
            name: "negative",
            field: Control::MaxSurge,
            text: "-1",
            message: "The Deployment \"web\" is invalid: spec.strategy.rollingUpdate.maxSurge: Invalid value: -1: must \
                      be greater than or equal to 0",
        },
        Refusal {
            name: "more than all",
            field: Control::MaxUnavailable,
            text: "150%",
            message: "The Deployment \"web\" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \
                      \"150%\": must not be greater than 100%",
        },
        Refusal {
            name: "negative replicas",
            field: Control::Replicas,
            text: "-1",
            message: "The Deployment \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or \
                      equal to 0",
        },
        Refusal {
            name: "more replicas than we simulate",
            field: Control::Replicas,
            text: "10001",
            message: "The Deployment \"web\" is invalid: spec.replicas: Invalid value: 10001: must be less than or \
                      equal to 10000",
        },
        Refusal {
            name: "replicas that are no number",
            field: Control::Replicas,
            text: "many",
            message: "error: invalid argument \"many\" for \"--replicas\" flag: strconv.ParseInt: parsing \"many\": \
                      invalid syntax",
        },
    ];
    for Refusal { name, field, text, message } in refusals {
        let mut session = session(StrategyKind::RollingUpdate, 4);
        let (settings, hash) = (session.scenario().clone(), session.cluster().log().hash());
        set(&mut session, field, text);
        let error = session.field_error(field).unwrap_or_else(|| panic!("{name} is refused"));
        let expected = if name == "text" { format!("{message}{PERCENT}") } else { message.to_string() };
        assert_eq!(said(&error.message), expected, "{name}");
        assert!(!say(&error.hint).is_empty(), "{name}");
        assert_eq!(session.field_text(field), text, "{name}: the text stays to be mended");
        assert_eq!(*session.scenario(), settings, "{name}: the last good value stays in force");
        assert_eq!(session.cluster().log().hash(), hash, "{name}: the cluster is untouched");
    }
}

#[test]
fn both_bounds_zero_is_refused_and_mended() {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    set(&mut session, Control::MaxSurge, "0");
    set(&mut session, Control::MaxUnavailable, "0");
    let error = session.field_error(Control::MaxUnavailable).expect("both 0 is refused");
    assert_eq!(
        said(&error.message),
        "The Deployment \"web\" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 \
         when `maxSurge` is 0"
    );
    assert_eq!(session.values().text(Control::MaxUnavailable), "25%");
    set(&mut session, Control::MaxUnavailable, "1");
    assert_eq!(session.field_error(Control::MaxUnavailable), None);
    assert_eq!(session.values().text(Control::MaxUnavailable), "1");
}

#[test]
fn resolutions_show_the_rounding() {
    let mut session = session(StrategyKind::RollingUpdate, 10);
    let resolution = |session: &Session, field| session.values().note(field).expect("it is a bound");
    assert_eq!(say(&resolution(&session, Control::MaxSurge)), "25% of 10 = 2.5, rounded up: 3");
    assert_eq!(say(&resolution(&session, Control::MaxUnavailable)), "25% of 10 = 2.5, rounded down: 2");
    set(&mut session, Control::MaxSurge, "0");
    set(&mut session, Control::MaxUnavailable, "1%");
    assert_eq!(say(&resolution(&session, Control::MaxSurge)), "0 of 10");
    assert_eq!(
        say(&resolution(&session, Control::MaxUnavailable)),
        "1% of 10 = 0.1, rounded down: 0; both come to 0, so 1"
    );
    set(&mut session, Control::MaxUnavailable, "50%");
    assert_eq!(say(&resolution(&session, Control::MaxUnavailable)), "50% of 10 = 5");
    assert_eq!(session.values().note(Control::Replicas), None);
}

#[test]
fn steps_carry_kubectl_lines() {
    let session = session(StrategyKind::BlueGreen, 3);
    let steps = session.steps();
    let states: Vec<StepState> = steps.iter().map(|step| step.state).collect();
    assert_eq!(states, [StepState::Next, StepState::Later, StepState::Later]);
    assert_eq!(
        steps[1].lines,
        [r#"kubectl patch service/web -p '{"spec":{"selector":{"app":"web","color":"green"}}}'"#]
    );
    assert_eq!(steps[2].lines, ["kubectl delete deployment/web-blue"]);
}

#[test]
fn pods_keep_their_places() {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    press(&mut session, "Roll out v2");
    let mut places = std::collections::BTreeMap::new();
    for _ in 0..1_200 {
        session.update(Action::Tick { elapsed_ms: 50 });
        for lane in session.lanes() {
            let mut taken = std::collections::BTreeSet::new();
            for pod in &lane.pods {
                assert!(taken.insert(pod.slot), "two pods in one place of {}", lane.name);
                assert!(pod.slot < lane.slots, "{} is outside its lane", pod.name);
                assert_eq!(*places.entry(pod.uid).or_insert(pod.slot), pod.slot, "{} moved", pod.name);
            }
        }
    }
    assert!(places.len() >= 8, "four old and four new pods were seen");
}

#[test]
fn the_replica_set_before_stays_in_the_picture_and_older_ones_in_the_tables_only() {
    let mut session = Session::new(Scenario::default());
    session.update(Action::Play);
    session.update(Action::Do(ChoiceId::Next));
    for _ in 0..600 {
        session.update(Action::Tick { elapsed_ms: 100 });
    }
    let versions = |lanes: &[podyard::view::Lane]| -> Vec<(u32, i32)> {
        lanes.iter().map(|lane| (lane.version, lane.current)).collect()
    };
    assert_eq!(versions(&session.lanes()), [(2, 4), (1, 0)], "nothing moves when it empties");
    session.update(Action::Do(ChoiceId::Next));
    for _ in 0..600 {
        session.update(Action::Tick { elapsed_ms: 100 });
    }
    assert_eq!(versions(&session.lanes()), [(3, 4), (2, 0)]);
    assert_eq!(versions(&session.all_lanes()), [(3, 4), (2, 0), (1, 0)]);
}
