//! Lines that only look, and what they print.

use super::change::{Desk, Files, named_targets};
use super::flags::{Flag, Given, Takes};
use super::printed::Printed;
use super::{RolloutStatus, argo, describe, explain, get, history, recent, rollout_status, top};
use crate::kube::object::Kind;
use crate::sim::Cluster;
use crate::sim::objects::Object;

/// What the words behind `kubectl` print now; nothing where they are no line of this kind. What waits, looks once.
pub fn look(words: &[String], cluster: &Cluster) -> Option<Printed> {
    let (verb, rest) = words.split_first()?;
    Some(match (verb.as_str(), rest.split_first().map(|(verb, rest)| (verb.as_str(), rest))) {
        ("get", _) => get::get(cluster, rest),
        ("events", _) => recent::recent(cluster, rest),
        ("top", _) => top::top(cluster, rest),
        ("explain", _) => explain::explain(rest),
        ("api-resources", _) => explain::api_resources(rest),
        ("argo", Some(("rollouts", rest))) => return argo::look(cluster, rest),
        ("describe", _) => describe::describe(cluster, rest),
        ("rollout", Some(("history", rest))) => history::history(cluster, rest),
        ("rollout", Some(("status", rest))) => status(rest, cluster),
        _ => return None,
    })
}

/// One look of `kubectl rollout status`.
fn status(words: &[String], cluster: &Cluster) -> Printed {
    let flags = [Flag::new("watch", 'w', Takes::Nothing)];
    let named = Given::read("rollout status", &flags, words)
        .and_then(|given| named_targets(&given, &Desk { cluster, files: &NoFiles, stdin: None }));
    let mut printed = Printed::default();
    for (kind, name) in match named {
        Ok(named) => named,
        Err(wrong) => return wrong,
    } {
        let Some(Object::Deployment(deployment)) =
            cluster.objects().find(kind, &name).filter(|_| kind == Kind::Deployment)
        else {
            return Printed::wrong(format!("Error from server (NotFound): {} \"{name}\" not found", kind.resources()));
        };
        match rollout_status(&deployment) {
            RolloutStatus::Failed(line) => return Printed::wrong(line),
            RolloutStatus::Done(line) | RolloutStatus::Waiting(line) => printed.stdout.push_str(&format!("{line}\n")),
        }
    }
    printed
}

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, name: &str) -> Result<Vec<(String, String)>, String> {
        Err(format!("the path \"{name}\" does not exist"))
    }
}
