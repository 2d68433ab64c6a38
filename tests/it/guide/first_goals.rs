//! The goals that the coming guides need, each on a run that meets it and on one that does not.

use podyard::sim::command::Command;
use podyard::text::say;

use super::{deployment, run, scale, select, set_image, short, undo, weights};

const ROLLED_OUT: &str = "
eventually: rollout(deployment/web) == complete
  and deployment/web .spec.template.spec.containers[0].image == web:v2
  and deployment/web .status.updatedReplicas == .spec.replicas
  and deployment/web .status.availableReplicas == .spec.replicas
  and count(pods -l app=web where .spec.containers[0].image != web:v2) == 0
";
const CANARY_READY: &str = "eventually: deploy/web-canary .status.readyReplicas == 1";
const SELECTS_GREEN: &str = "eventually: service/web .spec.selector.version == green";
const TWENTY_PERCENT: &str = "
eventually: httproute/web .spec.rules[0].backendRefs[name=web].weight == 80
  and httproute/web .spec.rules[0].backendRefs[?(@.name==\"web-canary\")].weight == 20
";
const NO_FAILURE: &str = "
always: requests.failed == 0
from: deployment/web .spec.template.spec.containers[0].image == web:v2
until: rollout(deployment/web) == complete
";
const ROLLED_BACK: &str = "
all:
- eventually: count(commands rollout undo deployment/web) >= 1
- eventually: deployment/web .spec.template.spec.containers[0].image == web:v1 and rollout(deployment/web) == complete
  from: count(commands rollout undo deployment/web) >= 1
";
const STUCK: &str = "
eventually: deployment/web .status.conditions[type=Progressing].status == False
  and deployment/web .status.conditions[type=Progressing].reason == ProgressDeadlineExceeded
";

/// Name, goal, commands at seconds, the verdict at 160 s.
type Case = (&'static str, &'static str, Vec<(u64, Command)>, &'static str);

#[test]
fn each_is_met_by_what_it_names_and_by_nothing_else() {
    let canary = || deployment("web-canary", "v2", 1);
    let rollout = || set_image("web:v2");
    let stuck = || set_image("web:bad");
    let cases: [Case; 17] = [
        ("rolled out", ROLLED_OUT, vec![(40, rollout())], "met 73000"),
        ("nothing done", ROLLED_OUT, vec![], "open"),
        ("another image", ROLLED_OUT, vec![(40, stuck())], "open"),
        ("a canary is ready", CANARY_READY, vec![(40, canary())], "met 50000"),
        ("no canary", CANARY_READY, vec![(40, rollout())], "open"),
        ("green", SELECTS_GREEN, vec![(40, select("web", Some("green")))], "met 40000"),
        ("blue", SELECTS_GREEN, vec![(40, select("web", Some("blue")))], "open"),
        ("20 %", TWENTY_PERCENT, vec![(40, weights(&[("web", 80), ("web-canary", 20)]))], "met 40000"),
        ("25 %", TWENTY_PERCENT, vec![(40, weights(&[("web", 75), ("web-canary", 25)]))], "open"),
        ("20 % of another", TWENTY_PERCENT, vec![(40, weights(&[("web", 80), ("web-x", 20)]))], "open"),
        ("a rollout to its end", NO_FAILURE, vec![(40, rollout())], "met 70000"),
        ("no rollout", NO_FAILURE, vec![], "open"),
        ("nobody answers", NO_FAILURE, vec![(40, select("x", None)), (50, rollout())], "missed 50050"),
        ("rolled back", ROLLED_BACK, vec![(40, rollout()), (45, undo())], "met 45000"),
        ("never undone", ROLLED_BACK, vec![(40, rollout())], "open"),
        ("stuck", STUCK, vec![(40, stuck())], "met 101000"),
        ("not stuck", STUCK, vec![(40, rollout()), (50, scale(5))], "open"),
    ];
    let found: Vec<(&str, String)> =
        cases.iter().map(|(name, goal, commands, _)| (*name, short(&run(goal, commands, 160).1.verdict()))).collect();
    let expected: Vec<(&str, String)> =
        cases.iter().map(|(name, .., expected)| (*name, (*expected).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_is_missing_is_said_with_the_present_values() {
    let (_, watcher) = run(ROLLED_OUT, &[(40, set_image("web:v2"))], 45);
    assert_eq!(
        say(&watcher.verdict().explain()),
        "Not yet: the rollout of Deployment web is complete: it is progressing; .spec.template.spec.containers[0].image of \
         Deployment web is web:v2: it is so; .status.updatedReplicas of Deployment web is .spec.replicas of Deployment web: \
         they are 1 and 3; .status.availableReplicas of Deployment web is .spec.replicas of Deployment web: it is so; the \
         number of pods with app=web whose .spec.containers[0].image is not web:v2 is 0: it is 3."
    );
    let (_, watcher) = run("always: requests.failed == 0", &[(40, select("x", None))], 60);
    assert_eq!(say(&watcher.verdict().explain()), "Missed at 40s50ms: the number of requests failed is 0: it is 1.");
    let (_, watcher) = run("pod/none .status.phase == Running", &[], 60);
    assert_eq!(say(&watcher.verdict().explain()), "Not yet: .status.phase of Pod none is Running: it cannot be told.");
    assert_eq!(say(&watcher.goal().explain()), "at some time .status.phase of Pod none is Running");
}
