//! What `kubectl argo rollouts` shows of a Rollout. Models pkg/kubectl-argo-rollouts/info and cmd/get, cmd/list of
//! argoproj/argo-rollouts, without colours.

use std::rc::Rc;

use super::columns::{age, human_duration};
use super::flags::{Flag, Given, Takes};
use super::printed::Printed;
use super::table::{self, Style};
use crate::kube::analysis::AnalysisRun;
use crate::kube::calendar::instant;
use crate::kube::object::{ConditionStatus, Kind, Name};
use crate::kube::rollout::{REVISION, ROLLOUTS_POD_TEMPLATE_HASH, Rollout, SCALE_DOWN_DEADLINE};
use crate::kube::workload::{REPLICA_FAILURE, ReplicaSet};
use crate::sim::Cluster;
use crate::sim::objects::Object;
use crate::sim::pod::Pod;
use crate::sorted;

const TREE: Style = Style { least: 0, blanks: 2 };
const PROGRESSING: &str = "◌";
const WARNING: &str = "⚠";
const UNKNOWN: &str = "?";
const OK: &str = "✔";
const BAD: &str = "✖";
const PAUSED: &str = "॥";
const NEUTRAL: &str = "•";
const WAITING: &str = "◷";

/// Flags of the verbs that look.
pub const FLAGS: [Flag; 4] = [
    Flag::new("watch", 'w', Takes::Nothing),
    Flag::new("no-color", ' ', Takes::Nothing),
    Flag::new("timeout-seconds", ' ', Takes::Number),
    Flag::new("all-namespaces", 'A', Takes::Nothing),
];

/// What `kubectl argo rollouts` prints, given the words behind it, where they are a verb that looks: `get rollout NAME`,
/// `list rollouts`, `status NAME`, each once. `None` for every other verb.
pub fn look(cluster: &Cluster, words: &[String]) -> Option<Printed> {
    let names: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let verb = match names.as_slice() {
        ["get", "rollout" | "rollouts" | "ro", ..] => "argo rollouts get rollout",
        ["list", "rollout" | "rollouts" | "ro", ..] => "argo rollouts list rollouts",
        ["status", ..] => "argo rollouts status",
        _ => return None,
    };
    let given = match Given::read(verb, &FLAGS, words) {
        Ok(given) => given,
        Err(wrong) => return Some(wrong),
    };
    let name = match given.words.as_slice() {
        [list, _] if list == "list" => return Some(Printed::good(list_rollouts(cluster))),
        [get, _, name] if get == "get" => name,
        [status, name] if status == "status" => name,
        _ => return Some(Printed::wrong(format!("Error: kubectl {verb} takes one name"))),
    };
    Some(match cluster.objects().find(Kind::Rollout, name) {
        Some(Object::Rollout(rollout)) if given.words.len() == 3 => Printed::good(get_rollout(&rollout, cluster)),
        Some(Object::Rollout(rollout)) => Printed::good(status(&rollout)),
        _ => Printed::wrong(format!("Error: rollout.argoproj.io \"{name}\" not found")),
    })
}

/// What `get rollout` prints of a Rollout.
pub fn get_rollout(rollout: &Rollout, cluster: &Cluster) -> String {
    let status = &rollout.status;
    let canary = rollout.spec.strategy.canary.is_some();
    let sets = sets(rollout, cluster);
    let mut text = String::new();
    let mut line = |name: &str, value: &str| text.push_str(&format!("{name:<17}{value}\n"));
    line("Name:", &rollout.metadata.name);
    line("Namespace:", "default");
    line("Status:", &with_icon(rollout_icon(&status.phase), &status.phase));
    if !status.message.is_empty() {
        line("Message:", &status.message);
    }
    line("Strategy:", if canary { "Canary" } else { "BlueGreen" });
    if canary {
        line("  Step:", &step(rollout));
        line("  SetWeight:", &rollout.current_weight().to_string());
        line("  ActualWeight:", &actual_weight(rollout, &sets).to_string());
    }
    for (index, image) in images(rollout, &sets).iter().enumerate() {
        line(if index == 0 { "Images:" } else { "" }, image);
    }
    text.push_str("Replicas:\n");
    let counts = [
        ("Desired", rollout.replicas()),
        ("Current", status.replicas),
        ("Updated", status.updated_replicas),
        ("Ready", status.ready_replicas),
        ("Available", status.available_replicas),
    ];
    for (name, count) in counts {
        text.push_str(&format!("{:<17}{count}\n", format!("  {name}:")));
    }
    text.push('\n');
    text.push_str(&tree(rollout, &sets, cluster));
    text
}

/// `3/6`; nothing without steps.
fn step(rollout: &Rollout) -> String {
    let count = rollout.steps().len();
    match rollout.status.current_step_index {
        Some(index) if count > 0 => format!("{index}/{count}"),
        _ => String::new(),
    }
}

/// Its ReplicaSets, the newest revision first.
fn sets(rollout: &Rollout, cluster: &Cluster) -> Vec<Rc<ReplicaSet>> {
    let mut sets: Vec<Rc<ReplicaSet>> = cluster.objects().replica_sets_of(rollout.metadata.uid).cloned().collect();
    sorted::sort_by(&mut sets, |one, other| {
        revision(other).cmp(&revision(one)).then_with(|| one.metadata.name.cmp(&other.metadata.name))
    });
    sets
}

fn revision(set: &ReplicaSet) -> i32 {
    set.metadata.annotated_number(REVISION).unwrap_or(0)
}

fn is(set: &ReplicaSet, hash: &Name) -> bool {
    set.metadata.labels.get(ROLLOUTS_POD_TEMPLATE_HASH).is_some_and(|own| own == hash)
}

/// What it stands for: `canary`, `stable`, `active`, `preview`. Models GetReplicaSetInfo.
fn tags(rollout: &Rollout, set: &ReplicaSet) -> Vec<&'static str> {
    let status = &rollout.status;
    let stable = is(set, &status.stable_rs);
    let mut tags = Vec::new();
    if stable {
        tags.push("stable");
    }
    if rollout.spec.strategy.canary.is_some() {
        if !stable && is(set, &status.current_pod_hash) {
            tags.push("canary");
        }
    } else if is(set, &status.blue_green.active_selector) {
        tags.push("active");
    } else if is(set, &status.blue_green.preview_selector) {
        tags.push("preview");
    }
    tags
}

/// Models NewRolloutInfo: with a router what it was told, without one the share of the pods.
fn actual_weight(rollout: &Rollout, sets: &[Rc<ReplicaSet>]) -> i32 {
    let status = &rollout.status;
    let at_step = rollout.step_index().is_some_and(|index| index < rollout.steps().len());
    if !at_step {
        return 100;
    }
    if status.available_replicas <= 0 {
        return 0;
    }
    let routed = rollout.spec.strategy.canary.as_ref().is_some_and(|canary| canary.traffic_routing.is_some());
    if routed {
        return status
            .canary
            .weights
            .as_ref()
            .map_or_else(|| rollout.current_weight(), |weights| weights.canary.weight);
    }
    let canary = sets.iter().find(|set| tags(rollout, set).contains(&"canary"));
    canary.map_or(0, |set| set.status.available_replicas * 100 / status.available_replicas)
}

/// The images that run, with what they stand for.
fn images(rollout: &Rollout, sets: &[Rc<ReplicaSet>]) -> Vec<String> {
    let mut images: Vec<(Name, Vec<&'static str>)> = Vec::new();
    for set in sets.iter().filter(|set| set.status.replicas > 0) {
        let mut own = tags(rollout, set);
        // An image's tags come in another order than a row's.
        sorted::sort_by_key(&mut own, |tag| {
            ["canary", "stable", "active", "preview"].iter().position(|one| one == tag)
        });
        for container in &set.spec.template.spec.containers {
            match images.iter_mut().find(|(image, _)| *image == container.image) {
                Some((_, tags)) => {
                    tags.extend(own.iter().filter(|tag| !tags.contains(tag)).copied().collect::<Vec<_>>());
                    sorted::sort_by_key(tags, |tag| *tag);
                }
                None => images.push((container.image.clone(), own.clone())),
            }
        }
    }
    sorted::sort_by_key(&mut images, |(image, _)| image.clone());
    let shown = |(image, tags): (Name, Vec<&str>)| {
        if tags.is_empty() { image.to_string() } else { format!("{image} ({})", tags.join(", ")) }
    };
    images.into_iter().map(shown).collect()
}

fn with_icon(icon: &str, status: &str) -> String {
    format!("{icon} {status}")
}

/// What stands before a row, and before those below it.
fn branch(last: bool, above: &str) -> (String, String) {
    let (own, below) = if last { ("└──", "   ") } else { ("├──", "│  ") };
    (format!("{above}{own}"), format!("{above}{below}"))
}

fn tree(rollout: &Rollout, sets: &[Rc<ReplicaSet>], cluster: &Cluster) -> String {
    let now = cluster.now();
    let mut text = String::from("NAME\tKIND\tSTATUS\tAGE\tINFO\n");
    let status = with_icon(rollout_icon(&rollout.status.phase), &rollout.status.phase);
    let (name, old) = (&rollout.metadata.name, age(&rollout.metadata, now));
    text.push_str(&format!("⟳ {name}\tRollout\t{status}\t{old}\t\n"));
    let own = cluster.objects().analysis_runs.values().filter(|run| run.metadata.owner == Some(rollout.metadata.uid));
    let runs: Vec<&Rc<AnalysisRun>> = own.collect();
    let of_run = |run: &AnalysisRun| run_revision(run, name);
    let mut revisions: Vec<i32> =
        sets.iter().map(|set| revision(set)).chain(runs.iter().map(|run| of_run(run))).collect();
    sorted::sort_by(&mut revisions, |one, other| other.cmp(one));
    revisions.dedup();
    for (index, number) in revisions.iter().enumerate() {
        let (before, below) = branch(index + 1 == revisions.len(), "");
        text.push_str(&format!("{before}# revision:{number}\t\t \t\t\n"));
        let sets: Vec<_> = sets.iter().filter(|set| revision(set) == *number).collect();
        let runs: Vec<_> = runs.iter().filter(|run| of_run(run) == *number).collect();
        let count = sets.len() + runs.len();
        for (index, set) in sets.iter().enumerate() {
            set_rows(rollout, set, index + 1 == count, &below, cluster, &mut text);
        }
        for (index, run) in runs.iter().enumerate() {
            let (before, _) = branch(sets.len() + index + 1 == count, &below);
            text.push_str(&run_row(run, &before, cluster));
        }
    }
    table::set(&text, TREE)
}

fn set_rows(rollout: &Rollout, set: &ReplicaSet, last: bool, above: &str, cluster: &Cluster, text: &mut String) {
    let (before, below) = branch(last, above);
    let (icon, health) = health(set);
    let mut info: Vec<String> = tags(rollout, set).into_iter().map(String::from).collect();
    if let Some(deadline) = set.metadata.annotation(SCALE_DOWN_DEADLINE).and_then(instant) {
        let left = deadline.checked_sub(cluster.now()).map_or_else(|| "passed".into(), human_duration);
        info.push(format!("delay:{left}"));
    }
    let old = age(&set.metadata, cluster.now());
    let status = with_icon(icon, health);
    text.push_str(&format!("{before}⧉ {}\tReplicaSet\t{status}\t{old}\t{}\n", set.metadata.name, info.join(",")));
    let mut pods: Vec<&Rc<Pod>> = cluster.objects().pods_of(Some(set.metadata.uid)).collect();
    sorted::sort_by_key(&mut pods, |pod| (pod.metadata.creation_timestamp / 1_000, pod.metadata.name.clone()));
    for (index, pod) in pods.iter().enumerate() {
        let (before, _) = branch(index + 1 == pods.len(), &below);
        let count = pod.spec.containers.len().max(1);
        let ready = if pod.is_running() && pod.status.container_ready { count } else { 0 };
        let restarts = match pod.status.restart_count {
            0 => String::new(),
            count => format!(",restarts:{count}"),
        };
        let word = if pod.metadata.deletion_timestamp.is_some() { "Terminating" } else { pod.status_word() };
        let (name, old) = (&pod.metadata.name, age(&pod.metadata, cluster.now()));
        let status = with_icon(pod_icon(word), word);
        text.push_str(&format!("{before}□ {name}\tPod\t{status}\t{old}\tready:{ready}/{count}{restarts}\n"));
    }
}

/// Models getReplicaSetHealth.
fn health(set: &ReplicaSet) -> (&'static str, &'static str) {
    let seen = set.metadata.generation <= set.status.observed_generation;
    let mut conditions = set.status.conditions.iter();
    let fails = conditions.any(|one| one.kind == REPLICA_FAILURE && one.status == ConditionStatus::True);
    if seen && fails {
        (BAD, REPLICA_FAILURE)
    } else if !seen || set.status.available_replicas < set.spec.replicas {
        (PROGRESSING, "Progressing")
    } else if set.spec.replicas == 0 {
        (NEUTRAL, "ScaledDown")
    } else {
        (OK, "Healthy")
    }
}

/// The revision an AnalysisRun is of: as its annotation has it, or its name, which is made of the Rollout's, the hash and it.
fn run_revision(run: &AnalysisRun, rollout: &str) -> i32 {
    let named = || {
        let rest = run.metadata.name.strip_prefix(rollout)?.strip_prefix('-')?;
        rest.split('-').nth(1)?.parse().ok()
    };
    run.metadata.annotated_number(REVISION).or_else(named).unwrap_or(0)
}

fn run_row(run: &AnalysisRun, before: &str, cluster: &Cluster) -> String {
    let icon = match &*run.status.phase {
        "Successful" => OK,
        "Failed" => BAD,
        "Running" => PROGRESSING,
        "Pending" => WAITING,
        "Error" => WARNING,
        "Inconclusive" => UNKNOWN,
        _ => " ",
    };
    let counted = run.status.metric_results.iter().filter(|result| !result.dry_run);
    let mut sums = [0; 4];
    for result in counted {
        let counts = [result.successful, result.failed, result.inconclusive, result.error];
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    let info = sums.iter().zip([OK, BAD, UNKNOWN, WARNING]).filter(|(count, _)| **count > 0);
    let info: Vec<String> = info.map(|(count, icon)| format!("{icon} {count}")).collect();
    let (name, old) = (&run.metadata.name, age(&run.metadata, cluster.now()));
    let status = with_icon(icon, &run.status.phase);
    format!("{before}α {name}\tAnalysisRun\t{status}\t{old}\t{}\n", info.join(","))
}

fn rollout_icon(phase: &str) -> &'static str {
    match phase {
        "Progressing" => PROGRESSING,
        "Error" | "InvalidSpec" => WARNING,
        "Paused" => PAUSED,
        "Healthy" => OK,
        "Degraded" => BAD,
        "Unknown" => UNKNOWN,
        "ScaledDown" => NEUTRAL,
        _ => " ",
    }
}

/// Models podIcon.
fn pod_icon(status: &str) -> &'static str {
    if status.ends_with("Error") || status.starts_with("Err") {
        return WARNING;
    }
    match status {
        "Pending" | "Terminating" | "ContainerCreating" => PROGRESSING,
        "Running" | "Completed" => OK,
        "Failed" | "InvalidImageName" | "CrashLoopBackOff" => BAD,
        "ImagePullBackOff" | "RegistryUnavailable" => WARNING,
        "Unknown" => UNKNOWN,
        _ => " ",
    }
}

/// What `status` prints of a Rollout: `Paused - CanaryPauseStep`, `Healthy`.
pub fn status(rollout: &Rollout) -> String {
    let status = &rollout.status;
    if status.message.is_empty() { status.phase.to_string() } else { format!("{} - {}", status.phase, status.message) }
}

/// What `list rollouts` prints.
pub fn list_rollouts(cluster: &Cluster) -> String {
    let mut all: Vec<&Rc<Rollout>> = cluster.objects().rollouts.values().collect();
    sorted::sort_by_key(&mut all, |rollout| rollout.metadata.name.clone());
    if all.is_empty() {
        return "No resources found.\n".into();
    }
    let mut text = String::from("NAME\tSTRATEGY\tSTATUS\tSTEP\tSET-WEIGHT\tREADY\tDESIRED\tUP-TO-DATE\tAVAILABLE\n");
    for rollout in all {
        let status = &rollout.status;
        let (strategy, weight) = match &rollout.spec.strategy.canary {
            Some(_) => ("Canary", rollout.current_weight().to_string()),
            None => ("BlueGreen", "-".into()),
        };
        let step = Some(step(rollout)).filter(|step| !step.is_empty()).unwrap_or_else(|| "-".into());
        let ready = format!("{}/{}", status.ready_replicas, status.replicas);
        text.push_str(&format!(
            "{:<10}\t{strategy:<9}\t{:<12}\t{step:<4}\t{weight:<10}\t{ready:<5}\t{:<7}\t{:<10}\t{:<9}\n",
            rollout.metadata.name,
            status.phase,
            rollout.replicas(),
            status.updated_replicas,
            status.available_replicas
        ));
    }
    table::set(&text, TREE)
}
