//! Upstream's own texts, recorded in `tests/conformance/kubectl-text.json`: every one is reproduced.
//!
//! Generated names are masked and blanks folded. What the recorder did otherwise is undone: its pods had no probe, and their
//! containers waited until the pod turned ready.

use podyard::kubectl::describe::describe;
use podyard::kubectl::get::get;
use podyard::kubectl::history::history;
use podyard::kubectl::printed::Printed;
use podyard::sim::Cluster;
use podyard::trace::{Scenario, cluster_at};
use serde::Deserialize;

#[derive(Deserialize)]
struct Text {
    scenario: Scenario,
    at: u64,
    command: String,
    stdout: String,
}

fn run(cluster: &Cluster, command: &str) -> Printed {
    let words: Vec<String> = command.split(' ').map(String::from).collect();
    match words.iter().map(String::as_str).collect::<Vec<&str>>().as_slice() {
        ["kubectl", "get", ..] => get(cluster, &words[2..]),
        ["kubectl", "describe", ..] => describe(cluster, &[&words[2..], &["--show-events=false".to_owned()]].concat()),
        ["kubectl", "rollout", "history", ..] => history(cluster, &words[3..]),
        _ => panic!("{command}"),
    }
}

/// As the recorder's cluster would have shown it.
fn as_recorded(cluster: &Cluster, line: &str) -> Option<String> {
    if line.contains("podyard/ideal-probes") || line.trim_start().starts_with("Readiness:") {
        return None;
    }
    let name = line.split(' ').next().unwrap_or_default();
    let pod = cluster.objects().pods.values().find(|pod| &*pod.metadata.name == name);
    let never_ready = pod
        .is_some_and(|pod| !pod.status.ready && pod.status.ready_transition == pod.metadata.creation_timestamp / 1_000);
    Some(if never_ready { line.replace(" Running ", " ContainerCreating ") } else { line.to_owned() })
}

/// A name without what was drawn for it.
fn masked(word: &str) -> String {
    let Some(rest) = word.strip_prefix("web-") else { return word.to_owned() };
    let generated =
        rest.split('-').all(|part| part.len() >= 5 && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if generated { format!("web{}", "-#".repeat(rest.split('-').count())) } else { word.to_owned() }
}

/// Lines without what differs; rows below a head in an order that does not come of names.
fn folded(text: &str, table: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let words: Vec<String> = line.split_whitespace().map(masked).collect();
        let mut line = words.join(" ");
        if line.starts_with("CreationTimestamp:") {
            line = "CreationTimestamp:".into();
        }
        if let Some(sets) = line.strip_prefix("OldReplicaSets: ") {
            let mut sets: Vec<&str> = sets.split(", ").collect();
            sets.sort_unstable();
            line = format!("OldReplicaSets: {}", sets.join(", "));
        }
        lines.push(line);
    }
    if table && lines.len() > 1 {
        lines[1..].sort_unstable();
    }
    lines
}

#[test]
fn every_recorded_text_is_reproduced() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance/kubectl-text.json");
    let text = std::fs::read_to_string(file).expect("it is there");
    let texts: Vec<Text> = serde_json::from_str(&text).expect("recordings");
    assert_eq!(texts.len(), 156);
    let mut wrong = Vec::new();
    for Text { scenario, at, command, stdout } in texts {
        let cluster = cluster_at(&scenario, at);
        let printed = run(&cluster, &command);
        let lines: Vec<String> = printed.stdout.lines().filter_map(|line| as_recorded(&cluster, line)).collect();
        let table = command.starts_with("kubectl get");
        let (ours, theirs) = (folded(&lines.join("\n"), table), folded(&stdout, table));
        // A text ends with an empty line where the recorder's printer ended it.
        let trimmed = |lines: Vec<String>| lines.join("\n").trim_end().to_owned();
        let (ours, theirs) = (trimmed(ours), trimmed(theirs));
        if ours != theirs || !printed.stderr.is_empty() {
            let (name, stderr) = (&scenario.name, &printed.stderr);
            wrong.push(format!("{name}, second {at}, {command}:\n{ours}\n{stderr}upstream:\n{theirs}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} texts differ:\n{}", wrong.len(), wrong.join("\n"));
}
