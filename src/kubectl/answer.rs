//! What kubectl prints once the API server has done what it was told. Text only.

use crate::kube::object::{Kind, Name};
use crate::kube::three_way::LAST_APPLIED;
use crate::sim::command::{Answer, Command};
use crate::sim::event::{Event, Happening};
use crate::world::Dependency;

use super::{events, faults, line, plugin, resource};

/// An event's message as a person reads it: a command with what kubectl printed, anything else in upstream's words.
pub fn said(event: &Event) -> String {
    match &event.happening {
        Happening::Command { command, answer } => match &**command {
            Command::Fault(fault) => faults::words(fault),
            _ => format!("{}: {}", line(command).unwrap_or_default(), self::answer(command, answer)),
        },
        // The others were dropped by the kubelet's recorder, or came before in the same words.
        Happening::Unhealthy { times: 2.., .. } => {
            format!("{} (x{})", event.message(), events::times(&event.happening))
        }
        _ => event.message().to_string(),
    }
}

/// What kubectl prints. Models kubectl's printers: `deployment.apps/web scaled`.
pub fn answer(command: &Command, answer: &Answer) -> String {
    if let Some(words) = of_plugin(command, answer) {
        return words;
    }
    let (kind, name) = command.subject();
    let migration = match command {
        Command::World(change) => change.migrates(),
        _ => None,
    };
    let (resource, name) = match migration {
        // The schema is changed by a Job, the API by a Deployment of its own.
        Some((Dependency::Database, versions)) => {
            ("job.batch", format!("schema-{}", versions.to_string().replace(' ', "-")))
        }
        Some((Dependency::Api, _)) => ("deployment.apps", "api".into()),
        None => (&*resource::of(kind).qualified(), name.to_string()),
    };
    let one = format!("{resource}/{name}");
    let cordoned = |already: bool| {
        let already = if already { " already" } else { "" };
        let back = matches!(command, Command::Cordon { unschedulable: false, .. });
        format!("{one}{already} {}cordoned", if back { "un" } else { "" })
    };
    match answer {
        Answer::Created => format!("{one} created"),
        Answer::Configured => format!("{one} configured"),
        Answer::Adopted => format!("{}\n{one} configured", missing_annotation(kind, &name)),
        Answer::Unchanged => format!("{one} unchanged"),
        Answer::Patched => format!("{one} patched"),
        Answer::NotPatched => format!("{one} patched (no change)"),
        Answer::Scaled => format!("{one} scaled"),
        Answer::ImageUpdated => format!("{one} image updated"),
        Answer::Paused => format!("{one} paused"),
        Answer::Resumed => format!("{one} resumed"),
        Answer::RolledBack { applied } => format!("{}{one} rolled back", was_applied(*applied, kind, &name)),
        Answer::SkippedRollback { revision, applied } => format!(
            "{}{one} skipped rollback (current template already matches revision {revision})",
            was_applied(*applied, kind, &name)
        ),
        Answer::Deleted => format!("{resource} \"{name}\" deleted from default namespace"),
        Answer::Cordoned { already } => cordoned(*already),
        Answer::Draining { already, pods } => {
            let mut lines = vec![cordoned(*already)];
            lines.extend(pods.iter().map(|pod| format!("evicting pod default/{pod}")));
            lines.join("\n")
        }
        Answer::NotDrained { already, unmanaged } => {
            format!("{}\n{}", cordoned(*already), not_drained(&name, unmanaged))
        }
        Answer::ImageUnchanged | Answer::Struck | Answer::Taken => String::new(),
    }
}

/// Models pkg/drain/filters.go unmanagedFatal and pkg/cmd/drain/drain.go RunDrain, which says it twice.
fn not_drained(node: &str, unmanaged: &[Name]) -> String {
    let pods: Vec<String> = unmanaged.iter().map(|pod| format!("default/{pod}")).collect();
    let why = format!("cannot delete Pods that declare no controller (use --force to override): {}", pods.join(", "));
    format!(
        "error: unable to drain node \"{node}\" due to error: {why}, continuing command...\nThere are pending nodes to be \
         drained:\n {node}\n{why}"
    )
}

/// What `kubectl argo rollouts` prints, where it is it that was called.
fn of_plugin(command: &Command, answer: &Answer) -> Option<String> {
    match command {
        Command::Patch { kind, name, patch } => plugin::answer(*kind, name, patch),
        Command::SetImage { kind: Kind::Rollout, name, .. } if *answer == Answer::ImageUpdated => {
            Some(format!("rollout \"{name}\" image updated"))
        }
        _ => None,
    }
}

/// What kubectl warns of before it rolls back what was applied, since v1.36. Models pkg/cmd/rollout/rollout_undo.go.
fn was_applied(applied: bool, kind: Kind, name: &str) -> String {
    let resources = kind.resources().split('.').next().unwrap_or_default();
    let warning = format!(
        "Warning: resource {resources}/{name} was previously managed with 'kubectl apply'. Rolling back will not update the \
         {LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using \
         'kubectl apply' with your previous configuration file instead.\n"
    );
    if applied { warning } else { String::new() }
}

/// Models warningNoLastAppliedConfigAnnotation of kubectl pkg/cmd/apply/apply.go.
fn missing_annotation(kind: Kind, name: &str) -> String {
    let resources = kind.resources().split('.').next().unwrap_or_default();
    format!(
        "Warning: resource {resources}/{name} is missing the {LAST_APPLIED} annotation which is required by kubectl apply. \
         kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or \
         kubectl apply. The missing annotation will be patched automatically."
    )
}
