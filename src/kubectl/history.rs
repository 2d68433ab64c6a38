//! `kubectl rollout history`. Models kubectl's pkg/cmd/rollout/rollout_history.go and pkg/polymorphichelpers/history.go.

use std::rc::Rc;

use super::flags::{Flag, Given, Takes};
use super::get::ask::Asked;
use super::get::item::{Item, What};
use super::printed::Printed;
use super::table::{self, DESCRIBE};
use super::{describe, peek};
use crate::kube::workload::{Deployment, ReplicaSet};
use crate::sim::Cluster;
use crate::sim::objects::Object;
use crate::sorted;

/// What `kubectl rollout history` knows here.
pub const FLAGS: [Flag; 2] = [Flag::new("revision", ' ', Takes::Number), Flag::new("selector", 'l', Takes::Value)];

/// Annotation: why a revision came to be.
const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";

/// What `kubectl rollout history` prints, given the words behind it.
pub fn history(cluster: &Cluster, words: &[String]) -> Printed {
    let given = match Given::read("rollout history", &FLAGS, words) {
        Ok(given) => given,
        Err(wrong) => return wrong,
    };
    if given.words.is_empty() {
        return Printed::wrong(
            "error: required resource not specified\nSee 'kubectl rollout history -h' for help and examples",
        );
    }
    let revision = given.number("revision").unwrap_or(0);
    if revision < 0 {
        return Printed::wrong(format!("error: revision must be a positive integer: {revision}"));
    }
    let asked = match Asked::read(&given) {
        Ok(asked) => asked,
        Err(wrong) => return wrong,
    };
    let found = asked.find(cluster);
    let mut printed = Printed { stderr: found.errors, ..Printed::default() };
    for item in &found.items {
        match item {
            Item::Object(Object::Deployment(deployment)) => match of_deployment(deployment, revision, cluster) {
                Ok(text) => printed.stdout.push_str(&text),
                Err(wrong) => printed.stderr.push_str(&wrong),
            },
            other => printed.stderr.push_str(&no_history(other.what())),
        }
    }
    printed.code = u8::from(!printed.stderr.is_empty());
    printed
}

fn of_deployment(deployment: &Rc<Deployment>, revision: i64, cluster: &Cluster) -> Result<String, String> {
    let name = &deployment.metadata.name;
    let mut sets: Vec<&Rc<ReplicaSet>> = cluster.objects().replica_sets_of(deployment.metadata.uid).collect();
    sorted::sort_by_key(&mut sets, |set| set.revision());
    if revision > 0 {
        let set = sets.iter().find(|set| set.revision() == revision);
        let set = set.ok_or("error: unable to find the specified revision\n")?;
        return Ok(format!(
            "deployment.apps/{name} with revision #{revision}\n{}\n",
            describe::template_of(set, cluster)
        ));
    }
    let mut text = String::from("REVISION\tCHANGE-CAUSE\n");
    for set in sets {
        let cause = set.metadata.annotation(CHANGE_CAUSE).unwrap_or(peek::NONE);
        text.push_str(&format!("{}\t{cause}\n", set.revision()));
    }
    Ok(format!("deployment.apps/{name} \n{}\n", table::set(&text, DESCRIBE)))
}

/// Of what has no history.
fn no_history(what: What) -> String {
    let (kind, group) = match what {
        What::Kind(kind) => {
            let version = kind.api_version();
            (kind.as_str(), version.split_once('/').map_or("", |(group, _)| group))
        }
        What::Event => ("Event", ""),
    };
    let of = if group.is_empty() { kind.to_owned() } else { format!("{kind}.{group}") };
    format!("error: no history viewer has been implemented for \"{of}\"\n")
}
