//! What the words mean, over real runs: when a goal is met or missed, by hand.
//!
//! The rollout of 3 pods begins at 40 s, with 1 more and none less: a new pod is ready after 10 s, an old one gone after 3.

use podyard::guide::watch::Verdict;
use podyard::sim::command::Command;
use podyard::text::say;

use super::{run, scale, select, set_image, short};

/// Name, goal, what the verdict is at 120 s, and what once the run is over.
type Case = (&'static str, &'static str, &'static str, &'static str);

fn check(commands: &[(u64, Command)], cases: &[Case]) {
    let found: Vec<(&str, String, String)> = cases
        .iter()
        .map(|(name, goal, ..)| {
            let (cluster, mut watcher) = run(goal, commands, 120);
            let open = short(&watcher.verdict());
            watcher.finish(&cluster);
            (*name, open, short(&watcher.verdict()))
        })
        .collect();
    let expected: Vec<(&str, String, String)> =
        cases.iter().map(|(name, _, open, end)| (*name, (*open).to_owned(), (*end).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn once_always_and_at_the_end() {
    check(
        &[(40, scale(5)), (60, scale(3))],
        &[
            ("met at its first instant", "deployment/web .spec.replicas == 3", "met 30000", "met 30000"),
            ("met and lost again", "deployment/web .spec.replicas == 5", "met 40000", "met 40000"),
            ("never met", "deployment/web .spec.replicas == 4", "open", "missed 120000"),
            ("kept", "always: deployment/web .spec.replicas >= 3", "open", "met 120000"),
            ("broken, then mended", "always: deployment/web .spec.replicas == 3", "missed 40000", "missed 40000"),
            ("as at the end", "at the end: deployment/web .spec.replicas == 3", "open", "met 120000"),
            ("not as at the end", "at the end: deployment/web .spec.replicas == 5", "open", "missed 120000"),
            ("the opposite of once", "not: deployment/web .spec.replicas == 5", "missed 40000", "missed 40000"),
            ("the opposite of never", "not: deployment/web .spec.replicas == 4", "open", "met 120000"),
            ("the opposite of always", "not: {always: deployment/web .spec.replicas == 3}", "met 40000", "met 40000"),
        ],
    );
}

#[test]
fn windows() {
    check(
        &[(40, scale(5)), (60, scale(3)), (80, scale(5))],
        &[
            ("in time", "eventually: deployment/web .spec.replicas == 5\nwithin: 10s", "met 40000", "met 40000"),
            ("too late", "eventually: deployment/web .spec.replicas == 5\nwithin: 9s", "missed 39000", "missed 39000"),
            ("long enough", "eventually: deployment/web .spec.replicas == 5\nfor: 20s", "met 60000", "met 60000"),
            (
                "only the second time",
                "eventually: deployment/web .spec.replicas == 5\nfor: 21s",
                "met 101000",
                "met 101000",
            ),
            ("never so long", "eventually: deployment/web .spec.replicas == 3\nfor: 41s", "open", "missed 120000"),
            (
                "long enough, and too late",
                "eventually: deployment/web .spec.replicas == 5\nfor: 21s\nwithin: 70s",
                "missed 100000",
                "missed 100000",
            ),
            ("always for a while", "always: deployment/web .spec.replicas == 3\nfor: 10s", "met 40000", "met 40000"),
            ("not so long", "always: deployment/web .spec.replicas == 3\nfor: 11s", "missed 40000", "missed 40000"),
            (
                "from and until",
                "always: deployment/web .spec.replicas == 5\nfrom: time >= 15s\nuntil: time >= 10s",
                "met 55000",
                "met 55000",
            ),
            (
                "it never begins",
                "always: deployment/web .spec.replicas == 5\nfrom: deployment/web .spec.replicas == 9",
                "open",
                "missed 120000",
            ),
            (
                "it never ends",
                "always: deployment/web .spec.replicas >= 3\nuntil: deployment/web .spec.replicas == 9",
                "open",
                "missed 120000",
            ),
            (
                "at its end",
                "at the end: deployment/web .spec.replicas == 5\nuntil: count(commands scale) == 3",
                "met 80000",
                "met 80000",
            ),
            (
                "over before",
                "eventually: deployment/web .spec.replicas == 4\nuntil: count(commands scale) == 2",
                "missed 60000",
                "missed 60000",
            ),
        ],
    );
}

#[test]
fn several_goals() {
    check(
        &[(40, scale(5)), (60, scale(3))],
        &[
            (
                "the later of two",
                "all: [deployment/web .spec.replicas == 3, deployment/web .spec.replicas == 5]",
                "met 40000",
                "met 40000",
            ),
            (
                "always, until the rest is met",
                "all: [count(commands scale) == 1, {always: deployment/web .status.replicas == 3}]",
                "met 40000",
                "met 40000",
            ),
            (
                "always, and broken before",
                "all: [count(commands scale) == 2, {always: deployment/web .spec.replicas == 3}]",
                "missed 40000",
                "missed 40000",
            ),
            (
                "one is enough",
                "any: [deployment/web .spec.replicas == 4, deployment/web .spec.replicas == 5]",
                "met 40000",
                "met 40000",
            ),
            (
                "one is left",
                "any: [{always: deployment/web .spec.replicas == 3}, deployment/web .spec.replicas == 4]",
                "open",
                "missed 120000",
            ),
            (
                "the end decides",
                "all: [count(commands scale) == 2, {at the end: deployment/web .spec.replicas == 3}]",
                "open",
                "met 120000",
            ),
            (
                "none of them",
                "any: [{always: time < 1s}, {eventually: time > 2h, within: 5s}]",
                "missed 35000",
                "missed 35000",
            ),
        ],
    );
}

#[test]
fn values_over_a_rollout() {
    check(
        &[(40, set_image("web:v2")), (90, select("nobody", None))],
        &[
            (
                "the revision",
                "deployment/web .metadata.annotations[deployment.kubernetes.io/revision] == 2",
                "met 40000",
                "met 40000",
            ),
            ("no such object", "always: deployment/none .spec.replicas != 1", "missed 30000", "missed 30000"),
            ("it exists", "count(replicasets) == 2 and deployment/web exists", "met 40000", "met 40000"),
            ("it does not", "always: deployment/green does not exist", "open", "met 120000"),
            (
                "a field that is not there",
                "always: deployment/web .metadata.deletionTimestamp does not exist",
                "open",
                "met 120000",
            ),
            (
                "ready pods of an image",
                "count(pods where .spec.containers[0].image == web:v2 and .status.conditions[type=Ready].status == True) == 1",
                "met 50000",
                "met 50000",
            ),
            ("by STATUS", "count(pods where STATUS == Terminating) == 1", "met 50000", "met 50000"),
            ("by label", "count(pods -l version=v1,app!=db) == 4", "met 40000", "met 40000"),
            ("nodes", "count(nodes where STATUS == Ready) == 3", "met 30000", "met 30000"),
            ("complete, whatever the status says", "rollout(deployment/web) == progressing", "met 40000", "met 40000"),
            ("events since the start", "count(events pods Killing) == 3", "met 70000", "met 70000"),
            ("the first event", "first(events pods Killing) == 20s", "met 50000", "met 50000"),
            ("an event of one object", "count(events deployment/web ScalingReplicaSet) >= 5", "met 60000", "met 60000"),
            (
                "the order of two",
                "first(commands set image) < first(commands patch service/web)",
                "met 90000",
                "met 90000",
            ),
            (
                "the other order",
                "first(commands patch service/web) < first(commands set image)",
                "open",
                "missed 120000",
            ),
            ("a command on another object", "count(commands set image deployment/x) == 1", "open", "missed 120000"),
            ("nobody is served", "requests.refused >= 1", "met 90050", "met 90050"),
            ("a share", "requests.share of web:v2 in the last 10s >= 100%", "met 80010", "met 80010"),
            ("of a user", "requests.answered of web:v2 by jason >= 1", "met 54310", "met 54310"),
            (
                "the scorecard",
                "score.lowestAvailable == 3 and score.peakPods == 5 and time > 50s",
                "met 80010",
                "met 80010",
            ),
            ("without service", "score.withoutService >= 1s", "met 91000", "met 91000"),
            ("who met both", "score(web:v1 -> web:v2).metBoth >= 1", "met 50210", "met 50210"),
            ("the clock", "time >= 45s", "met 75000", "met 75000"),
        ],
    );
}

#[test]
fn what_it_was_missed_by_is_kept() {
    let (_, watcher) = run("always: deployment/web .spec.replicas <= 4", &[(40, scale(5)), (60, scale(9))], 100);
    let Verdict::Missed { at: 40_000, then } = watcher.verdict() else { panic!("{:?}", watcher.verdict()) };
    let then: Vec<_> =
        then.iter().map(|now| (now.asked.to_string(), now.now.clone().map(|now| now.to_string()))).collect();
    assert_eq!(then, [("deployment/web .spec.replicas <= 4".to_owned(), Some("5".to_owned()))]);
}

#[test]
fn every_message_has_words_for_all_its_values() {
    let rows: Vec<&str> =
        include_str!("../../../docs/goals.md").lines().filter(|line| line.starts_with("| `")).collect();
    let (cluster, _) = run("time > 1s", &[], 40);
    let mut said = Vec::new();
    for row in rows {
        let text = row.trim_start_matches("| `").split("` |").next().unwrap_or_default();
        for when in ["eventually", "always", "at the end"] {
            let goal = super::goal(&format!("{when}: {}", podyard::kube::tree::quoted(text)));
            said.push(say(&goal.explain()));
            said.push(say(&goal.watch(&cluster).verdict().explain()));
        }
    }
    let nested = "not: {any: [time > 1s, {all: [time > 2s, {always: {any: [time > 1s, {not: time > 2s}]}, for: 3s}]}]}";
    said.push(say(&super::goal(nested).explain()));
    for line in &said {
        let whole = !line.contains(['{', '}']) && !line.contains("  ") && line.trim() == line && !line.contains(" ;");
        assert!(whole && !line.ends_with(" is") && line.len() > 10, "{line:?}");
    }
    assert_eq!(
        said.last().map(String::as_str),
        Some(
            "not this: one of these: at some time the time since the start is more than 1s; all of these: at some time the time \
             since the start is more than 2s; at all times either the time since the start is more than 1s, or it is not so that \
             the time since the start is more than 2s, for 3s without a break"
        )
    );
}
