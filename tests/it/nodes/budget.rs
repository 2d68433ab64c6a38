//! PodDisruptionBudgets: which evictions they hold up, for how long, and what they have no say in.

use podyard::documents;
use podyard::kube::object::Kind;
use podyard::kube::time::SECOND;
use podyard::kubectl::columns;
use podyard::sim::command::Command;
use podyard::sim::objects::Object;
use podyard::world::App;

use crate::fault::{Fault, Inject};

use super::{NOTHING, Yard};

const LARGE: (u32, u32) = (4_000, 16_384);
const WOULD_VIOLATE: &str = "Cannot evict pod as it would violate the pod's disruption budget.";

/// Applies a budget called `name` for the pods of `app`.
pub(super) fn budget(yard: &mut Yard, name: &str, app: &str, spec: &str) -> String {
    let text = format!(
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: {name}}}\n\
         spec: {{selector: {{matchLabels: {{app: {app}}}}}, {spec}}}"
    );
    let document = documents::read(&text).expect("a budget").remove(0);
    assert_eq!(document.ignored, Vec::<String>::new());
    let answer = yard.apply(Command::of(document));
    yard.settle();
    answer
}

/// What `kubectl get pdb` prints under its heads, but for the age.
fn row(yard: &Yard, name: &str) -> Vec<String> {
    let found = yard.cluster.objects().find(Kind::PodDisruptionBudget, name).expect("it is there");
    let mut row = columns::row(&found, yard.cluster.now());
    row.pop();
    row
}

/// Allowed, healthy, desired, expected.
fn counts(yard: &Yard, name: &str) -> [i32; 4] {
    match yard.cluster.objects().find(Kind::PodDisruptionBudget, name) {
        Some(Object::PodDisruptionBudget(budget)) => {
            let status = &budget.status;
            [status.disruptions_allowed, status.current_healthy, status.desired_healthy, status.expected_pods]
        }
        other => panic!("{other:?}"),
    }
}

/// When and what drains said since the start, with `web-…` for the pod's name.
fn said(yard: &Yard) -> Vec<(u64, String)> {
    let line = |text: String| {
        let words = text.split(' ').map(|word| match word.split_once("web-") {
            Some((before, rest)) => {
                format!("{before}web-…{}", rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-'))
            }
            None => word.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    };
    yard.events("Drain").iter().map(|event| (event.at / SECOND, line(event.message().to_string()))).collect()
}

fn refused() -> String {
    format!("error when evicting pods/\"web-…\" -n \"default\" (will retry after 5s): {WOULD_VIOLATE}")
}

#[test]
fn bounds_come_to_so_many_healthy_pods() {
    // Pods wanted, how many of them are ready, the bound; then allowed, healthy, desired and expected.
    let rows = [
        (4, 4, "minAvailable: 3", [1, 4, 3, 4]),
        (4, 4, "minAvailable: 4", [0, 4, 4, 4]),
        (4, 4, "minAvailable: 9", [0, 4, 9, 4]),
        (4, 4, "maxUnavailable: 1", [1, 4, 3, 4]),
        (4, 4, "maxUnavailable: 0", [0, 4, 4, 4]),
        (4, 4, "maxUnavailable: 9", [4, 4, 0, 4]),
        // Percentages round up, both of them.
        (7, 7, "minAvailable: 50%", [3, 7, 4, 7]),
        (7, 7, "maxUnavailable: 30%", [3, 7, 4, 7]),
        (1, 1, "maxUnavailable: 1%", [1, 1, 0, 1]),
        (1, 1, "minAvailable: 1%", [0, 1, 1, 1]),
        (4, 0, "minAvailable: 1", [0, 0, 1, 4]),
        (4, 0, "maxUnavailable: 25%", [0, 0, 3, 4]),
    ];
    for (replicas, ready, bound, expected) in rows {
        let mut yard = Yard::new(1, LARGE);
        yard.deploy("web", replicas, NOTHING);
        yard.until(if ready == 0 { 5 } else { 20 });
        budget(&mut yard, "web", "web", bound);
        assert_eq!(counts(&yard, "web"), expected, "{replicas} pods, {ready} ready, {bound}");
    }
}

#[test]
fn its_row_has_the_columns_of_kubectl() {
    let mut yard = Yard::new(1, LARGE);
    yard.deploy("web", 4, NOTHING);
    yard.until(20);
    assert_eq!(budget(&mut yard, "web", "web", "minAvailable: 50%"), "poddisruptionbudget.policy/web created");
    budget(&mut yard, "other", "web", "maxUnavailable: 1");
    assert_eq!(
        columns::heads(Kind::PodDisruptionBudget),
        ["NAME", "MIN AVAILABLE", "MAX UNAVAILABLE", "ALLOWED DISRUPTIONS", "AGE"]
    );
    assert_eq!(row(&yard, "web"), ["web", "50%", "N/A", "2"]);
    assert_eq!(row(&yard, "other"), ["other", "N/A", "1", "1"]);
}

#[test]
fn a_drain_waits_until_the_budget_lets_each_pod_go() {
    let mut yard = Yard::new(2, LARGE);
    yard.deploy("web", 4, NOTHING);
    yard.until(100);
    budget(&mut yard, "web", "web", "maxUnavailable: 1");
    assert_eq!(yard.spread("web"), [2, 2]);
    let answer = yard.drain(1);
    assert_eq!(answer.lines().count(), 3, "{answer}");
    assert!(answer.lines().skip(1).all(|line| line.starts_with("evicting pod default/web-")), "{answer}");
    // One goes at once and is gone after 3 s; its successor is ready 10 s after it was made.
    assert_eq!(yard.pods("web").iter().filter(|pod| pod.is_terminating()).count(), 1);
    assert_eq!(counts(&yard, "web"), [0, 3, 3, 4]);
    yard.until(109);
    assert_eq!(counts(&yard, "web"), [0, 3, 3, 4]);
    yard.until(200);
    // The try at 110 s comes together with readiness; whichever is first, it has gone 3 s after the one that is let pass.
    let lines = said(&yard);
    assert_eq!(lines[..2], [(100, refused()), (103, "pod/web-… evicted".into())]);
    assert_eq!(lines[lines.len() - 1].1, "node/node-1 drained");
    let second = lines[lines.len() - 2].clone();
    assert!((113..=118).contains(&second.0), "{lines:?}");
    assert_eq!(yard.spread("web"), [0, 4]);
    assert_eq!(counts(&yard, "web"), [1, 4, 3, 4]);
}

#[test]
fn a_drain_of_the_only_replica_hangs_until_the_budget_is_gone() {
    // kubernetes#66811.
    let mut yard = Yard::new(2, LARGE);
    yard.deploy("web", 1, NOTHING);
    yard.until(100);
    budget(&mut yard, "web", "web", "minAvailable: 1");
    let node = yard.pods("web")[0].node_name().expect("bound").clone();
    yard.apply(Command::Drain { node: node.clone() });
    yard.until(1_000);
    assert_eq!(said(&yard), [(100, refused())], "said once, though it is tried every 5 s");
    let standing: Vec<_> = yard.cluster.refused_evictions(&node).map(|(_, why)| why.cause.clone()).collect();
    assert_eq!(standing, [Some("The disruption budget web needs 1 healthy pods and has 1 currently".into())]);
    yard.until(1_001);
    yard.apply(Command::Delete { kind: Kind::PodDisruptionBudget, name: "web".into() });
    yard.until(1_020);
    let gone = [(1_008, "pod/web-… evicted".into()), (1_008, format!("node/{node} drained"))];
    assert_eq!(said(&yard)[1..], gone, "the next try is at 1,005 s");
    assert_eq!(yard.cluster.refused_evictions(&node).count(), 0);
}

#[test]
fn an_uncordon_interrupts_a_drain() {
    let mut yard = Yard::new(1, LARGE);
    yard.deploy("web", 1, NOTHING);
    yard.until(100);
    budget(&mut yard, "web", "web", "minAvailable: 1");
    yard.drain(1);
    yard.cordon(1, false);
    yard.apply(Command::Delete { kind: Kind::PodDisruptionBudget, name: "web".into() });
    yard.until(200);
    assert_eq!(yard.spread("web"), [1]);
    assert_eq!(said(&yard).len(), 1);
}

#[test]
fn a_pod_of_two_budgets_is_not_evicted_at_all() {
    let mut yard = Yard::new(2, LARGE);
    yard.deploy("web", 2, NOTHING);
    yard.until(100);
    budget(&mut yard, "one", "web", "maxUnavailable: 2");
    budget(&mut yard, "two", "web", "maxUnavailable: 2");
    yard.drain(1);
    yard.until(200);
    let error = "error when evicting pods/\"web-…\" -n \"default\": This pod has more than one PodDisruptionBudget, which the \
                 eviction subresource does not support.";
    let end = format!("error: unable to drain node \"node-1\" due to error: {error}, continuing command...");
    assert_eq!(said(&yard), [(100, error.into()), (100, end)]);
    assert_eq!(yard.spread("web"), [1, 1]);
}

#[test]
fn pods_that_are_not_ready_go_as_the_policy_says() {
    // Of 3 pods one is not ready; the bound, the policy, and whether that one may go.
    let rows = [
        ("minAvailable: 2", "", true),
        ("minAvailable: 3", "", false),
        ("minAvailable: 3", ", unhealthyPodEvictionPolicy: IfHealthyBudget", false),
        ("minAvailable: 3", ", unhealthyPodEvictionPolicy: AlwaysAllow", true),
    ];
    for (bound, policy, goes) in rows {
        let mut yard = Yard::new(3, LARGE);
        yard.deploy("web", 3, NOTHING);
        yard.until(100);
        budget(&mut yard, "web", "web", &format!("{bound}{policy}"));
        let sick = yard.pods("web")[0].metadata.uid;
        assert!(yard.cluster.inject(Fault::FlapReadiness(sick, 1_000 * SECOND)));
        yard.until(110);
        let node = yard.pod(sick).node_name().expect("bound").clone();
        yard.apply(Command::Drain { node });
        yard.until(112);
        assert_eq!(yard.pod(sick).is_terminating(), goes, "{bound}{policy}");
    }
}

#[test]
fn a_budget_has_no_say_in_rollouts_scaling_and_deletion() {
    let mut yard = Yard::new(2, LARGE);
    yard.deploy("web", 4, NOTHING);
    yard.until(100);
    budget(&mut yard, "web", "web", "minAvailable: 4");
    // A rolling update that may take all of them at once does so: no pod is left that is ready.
    yard.app("web:v2", App { never_ready: true, ..App::fine(0) });
    let ground = "{spec: {strategy: {rollingUpdate: {maxUnavailable: 100%}}}}";
    let patch = podyard::kube::yaml::documents(ground).expect("YAML").remove(0);
    yard.apply(Command::Patch { kind: Kind::Deployment, name: "web".into(), patch });
    yard.apply(Command::set_image("web", "web:v2"));
    yard.until(110);
    assert_eq!(counts(&yard, "web")[..2], [0, 0]);
    yard.apply(Command::set_image("web", "web"));
    yard.until(200);
    assert_eq!(counts(&yard, "web")[..2], [0, 4]);
    yard.scale("web", 1);
    yard.until(210);
    assert_eq!(counts(&yard, "web"), [0, 1, 4, 1]);
    let last = yard.pods("web")[0].metadata.clone();
    yard.apply(Command::Delete { kind: Kind::Pod, name: last.name.clone() });
    yard.until(220);
    assert!(!yard.cluster.objects().pods.contains_key(&last.uid));
}

#[test]
fn pods_of_a_lost_node_are_deleted_without_asking_a_budget() {
    let mut yard = Yard::new(2, LARGE);
    yard.deploy("web", 4, NOTHING);
    yard.until(100);
    budget(&mut yard, "web", "web", "maxUnavailable: 0");
    assert!(yard.cluster.inject(Fault::LoseNode(0)));
    yard.until(100 + 350);
    assert_eq!(yard.pods("web").iter().filter(|pod| pod.is_terminating()).count(), 2);
}

#[test]
fn pods_without_a_controller_are_none_of_those_wanted() {
    let mut yard = Yard::new(1, LARGE);
    yard.deploy("web", 2, NOTHING);
    yard.until(20);
    budget(&mut yard, "none", "nobody", "minAvailable: 1");
    budget(&mut yard, "web", "web", "minAvailable: 50%");
    assert!(yard.cluster.inject(Fault::Relabel(yard.pods("web")[0].metadata.uid)));
    yard.until(40);
    assert_eq!(counts(&yard, "none"), [0, 0, 1, 0]);
    assert_eq!(counts(&yard, "web"), [2, 3, 1, 2], "3 pods, of which the Deployment wants 2");
    let words = yard.events("NoPods");
    assert_eq!((words.len(), words[0].message().to_string()), (1, "No matching pods found".into()));
    let words = yard.events("UnmanagedPods");
    let selector =
        "&LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}";
    assert_eq!(words.len(), 1);
    assert!(words[0].message().to_string().contains(selector), "{}", words[0]);
}
