//! Transcripts: lines typed and what they print, one file for each cluster that `clusters` builds.
//!
//! `$ kubectl …` is run; `# pass 10` lets ten seconds go by; `# image web:v2`, `# scale 5` and `# cordon node-1` are requests;
//! `$ kubectl get … -w # 20` watches for twenty seconds. An exit code that is not 0 stands behind what is printed. Where a
//! transcript differs, what is printed now is written beside the tests' temporary files.

use std::path::Path;

use podyard::kube::time::SECOND;
use podyard::kubectl::argo;
use podyard::kubectl::describe::describe;
use podyard::kubectl::explain::{api_resources, explain};
use podyard::kubectl::flags::Given;
use podyard::kubectl::get::{FLAGS, Watch, get};
use podyard::kubectl::history::history;
use podyard::kubectl::printed::Printed;
use podyard::kubectl::recent::recent;
use podyard::kubectl::top::top;
use podyard::sim::Cluster;
use podyard::sim::command::Command;

use super::clusters;

/// Words of a line; quotes hold one together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for sign in line.chars() {
        match (quote, sign) {
            (Some(open), _) if sign == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(sign);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(sign),
        }
    }
    words.extend(word);
    words
}

fn run(cluster: &mut Cluster, line: &str) -> Printed {
    let (line, seconds) = line.split_once(" # ").unwrap_or((line, "0"));
    let words = words(line);
    let rest = |count: usize| words.get(count..).unwrap_or_default();
    match words.iter().map(String::as_str).collect::<Vec<&str>>().as_slice() {
        ["kubectl", "get", ..] if seconds != "0" => watch(cluster, rest(2), seconds.parse().expect("seconds")),
        ["kubectl", "get", ..] => get(cluster, rest(2)),
        ["kubectl", "describe", ..] => describe(cluster, rest(2)),
        ["kubectl", "events", ..] => recent(cluster, rest(2)),
        ["kubectl", "top", ..] => top(cluster, rest(2)),
        ["kubectl", "explain", ..] => explain(rest(2)),
        ["kubectl", "api-resources", ..] => api_resources(rest(2)),
        ["kubectl", "rollout", "history", ..] => history(cluster, rest(3)),
        ["kubectl", "argo", "rollouts", ..] => argo::look(cluster, rest(3)).expect("a verb that looks"),
        _ => panic!("{line}"),
    }
}

fn watch(cluster: &mut Cluster, words: &[String], seconds: u64) -> Printed {
    let given = Given::read("get", &FLAGS, words).expect("flags");
    let (mut watch, mut printed) = match Watch::begin(cluster, &given) {
        Ok(begun) => begun,
        Err(wrong) => return wrong,
    };
    let until = cluster.now() + seconds * SECOND;
    while cluster.next_event_at().is_some_and(|at| at <= until) {
        cluster.step();
        printed.stdout.push_str(&watch.poll(cluster));
    }
    cluster.advance_to(until);
    printed
}

fn act(cluster: &mut Cluster, line: &str) {
    let (verb, what) = line.split_once(' ').expect("a verb and what");
    let command = match verb {
        "pass" => {
            let seconds: u64 = what.parse().expect("seconds");
            cluster.advance_to(cluster.now() + seconds * SECOND);
            return;
        }
        "image" => Command::set_image("web", what),
        "scale" => Command::scale("web", what.parse().expect("a number")),
        "cordon" => Command::Cordon { node: what.into(), unschedulable: true },
        _ => panic!("{line}"),
    };
    cluster.apply(command).expect("accepted");
}

/// The transcript with what is printed now.
fn played(name: &str, text: &str) -> String {
    let mut cluster = clusters::of(name);
    let mut out = String::new();
    let is_own = |line: &&str| line.starts_with("$ ") || line.starts_with("# ");
    for line in text.lines().filter(is_own) {
        out.push_str(&format!("{line}\n"));
        if let Some(command) = line.strip_prefix("$ ") {
            let printed = run(&mut cluster, command);
            out.push_str(&printed.stdout);
            if !printed.stdout.is_empty() && !printed.stdout.ends_with('\n') {
                out.push_str("%\n");
            }
            out.push_str(&printed.stderr);
            if printed.code != 0 {
                out.push_str(&format!("exit code {}\n", printed.code));
            }
            out.push('\n');
        } else {
            act(&mut cluster, &line[2..]);
        }
    }
    out
}

#[test]
fn transcripts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/kubectl_get");
    let mut differ = Vec::new();
    for name in clusters::NAMES {
        let expected = std::fs::read_to_string(folder.join(format!("{name}.txt"))).expect("a transcript");
        let now = played(name, &expected);
        if now != expected {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.txt"));
            std::fs::write(&file, &now).expect("written");
            let lines = now.lines().zip(expected.lines()).enumerate();
            let first =
                lines.filter(|(_, (now, then))| now != then).map(|(at, (now, _))| format!("{}: {now}", at + 1)).next();
            differ.push(format!("{}, line {}", file.display(), first.unwrap_or_default()));
        }
    }
    assert!(differ.is_empty(), "these print something else:\n{}", differ.join("\n"));
}
