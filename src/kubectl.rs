//! Commands as the kubectl lines a person would type. Text only: nothing here runs anything. What reads lines is native: the
//! page has no terminal yet.

mod answer;
#[cfg(not(target_arch = "wasm32"))]
pub mod argo;
#[cfg(not(target_arch = "wasm32"))]
pub mod change;
pub mod columns;
#[cfg(not(target_arch = "wasm32"))]
pub mod describe;
#[cfg(not(target_arch = "wasm32"))]
pub mod diff;
pub mod events;
#[cfg(not(target_arch = "wasm32"))]
pub mod explain;
pub mod faults;
#[cfg(not(target_arch = "wasm32"))]
pub mod flags;
#[cfg(not(target_arch = "wasm32"))]
pub mod get;
#[cfg(not(target_arch = "wasm32"))]
pub mod history;
#[cfg(not(target_arch = "wasm32"))]
mod jsonpath;
#[cfg(not(target_arch = "wasm32"))]
pub mod look;
#[cfg(not(target_arch = "wasm32"))]
pub mod own;
#[cfg(not(target_arch = "wasm32"))]
mod peek;
mod plugin;
#[cfg(not(target_arch = "wasm32"))]
pub mod printed;
#[cfg(not(target_arch = "wasm32"))]
pub mod query;
#[cfg(not(target_arch = "wasm32"))]
pub mod recent;
pub mod resource;
mod rollout;
mod routes;
pub mod show;
#[cfg(not(target_arch = "wasm32"))]
mod table;
#[cfg(not(target_arch = "wasm32"))]
pub mod top;
#[cfg(not(target_arch = "wasm32"))]
mod typed;

pub use answer::{answer, said};
pub use rollout::{RolloutStatus, rollout_status};
#[cfg(not(target_arch = "wasm32"))]
pub use typed::{Typed, typed};

use crate::kube::manifest::Manifest;
use crate::kube::object::{Kind, Labels};
use crate::kube::patch::Lists;
use crate::kube::tree::{Node, path};
use crate::sim::command::Command;
use crate::world::{Dependency, Versions};

/// The kubectl line of a command with a remark of what is in its file, if any; `None` for what no kubectl does.
pub fn line(command: &Command) -> Option<String> {
    let remark = remark(command).map_or(String::new(), |remark| format!("  # {remark}"));
    bare_line(command).map(|line| line + &remark)
}

/// What is in the file that a command applies.
pub fn remark(command: &Command) -> Option<String> {
    let remark = match command {
        Command::Create(Manifest::Deployment(deployment)) => {
            let (replicas, template) = (deployment.spec.replicas, &deployment.spec.template);
            format!("replicas {replicas}, image {}, labels {}", template.image(), pairs(&template.metadata.labels))
        }
        Command::Apply { manifest: Manifest::Deployment(deployment), written } => {
            let image = format!("image {}", deployment.spec.template.image());
            match written.at(&path("spec.replicas")) {
                Some(_) => format!("replicas {}, {image}", deployment.spec.replicas),
                None => image,
            }
        }
        Command::Create(Manifest::Service(service)) | Command::Apply { manifest: Manifest::Service(service), .. } => {
            format!("selector {}", pairs(&service.spec.selector))
        }
        Command::Create(Manifest::HttpRoute(route)) | Command::Apply { manifest: Manifest::HttpRoute(route), .. } => {
            routes::http_route(&(&**route).into())
        }
        Command::Create(Manifest::Ingress(ingress)) | Command::Apply { manifest: Manifest::Ingress(ingress), .. } => {
            routes::ingress(&(&**ingress).into())
        }
        Command::World(change) => match change.migrates()? {
            (Dependency::Database, versions) => format!("the tables suit schema {versions}"),
            (Dependency::Api, versions) => format!("the API honours contract {versions}"),
        },
        _ => return None,
    };
    Some(remark)
}

/// Whether a patch is a verb of `kubectl argo rollouts`, which has a line of its own.
pub fn is_plugin(kind: Kind, name: &str, patch: &Node) -> bool {
    plugin::line(kind, name, patch).is_some()
}

/// The kubectl line alone.
pub fn bare_line(command: &Command) -> Option<String> {
    let line = match command {
        Command::Create(Manifest::ResourceQuota(quota)) => {
            let hard: Vec<String> = quota.spec.hard.iter().map(|(name, most)| format!("{name}={most}")).collect();
            format!("kubectl create quota {} --hard={}", quota.metadata.name, hard.join(","))
        }
        Command::Create(manifest) => format!("kubectl create -f {}", file(manifest)),
        Command::Apply { manifest, .. } => format!("kubectl apply -f {}", file(manifest)),
        Command::Patch { kind, name, patch } => {
            if let Some(line) = plugin::line(*kind, name, patch) {
                return Some(line);
            }
            let how = if kind.lists() == Lists::Replaced { " --type=merge" } else { "" };
            format!(
                "kubectl patch {}/{name}{how} -p '{}'",
                resource::of(*kind).singular,
                patch.json().replace('\'', "'\\''")
            )
        }
        Command::SetImage { kind: Kind::Rollout, name, image } => {
            format!("kubectl argo rollouts set image {name} web={image}")
        }
        Command::SetImage { kind, name, image } => {
            format!("kubectl set image {}/{name} web={image}", resource::of(*kind).singular)
        }
        Command::Scale { kind, name, replicas } => {
            format!("kubectl scale {}/{name} --replicas={replicas}", resource::of(*kind).singular)
        }
        Command::Delete { kind, name } => format!("kubectl delete {}/{name}", resource::of(*kind).singular),
        Command::RolloutUndo { deployment, to_revision: 0 } => format!("kubectl rollout undo deployment/{deployment}"),
        Command::RolloutUndo { deployment, to_revision } => {
            format!("kubectl rollout undo deployment/{deployment} --to-revision={to_revision}")
        }
        Command::RolloutPause { deployment } => format!("kubectl rollout pause deployment/{deployment}"),
        Command::RolloutResume { deployment } => format!("kubectl rollout resume deployment/{deployment}"),
        Command::Cordon { node, unschedulable: true } => format!("kubectl cordon {node}"),
        Command::Cordon { node, unschedulable: false } => format!("kubectl uncordon {node}"),
        Command::Drain { node } => format!("kubectl drain {node} --ignore-daemonsets"),
        Command::Fault(_) => return None,
        Command::World(change) => change.migrates().map(|(dependency, versions)| migration(dependency, versions))?,
    };
    Some(line)
}

/// The file an object stands in; a Service has the name of its Deployment.
fn file(manifest: &Manifest) -> String {
    let service = if manifest.kind() == Kind::Service { "-service" } else { "" };
    format!("{}{service}.yaml", manifest.metadata().name)
}

/// The schema is changed by a Job; the API by its own Deployments, one for each version it honours.
fn migration(dependency: Dependency, versions: Versions) -> String {
    match dependency {
        Dependency::Database => {
            let to = versions.to_string().replace(' ', "-");
            format!("kubectl create job schema-{to} --image=web-migrations")
        }
        Dependency::Api => "kubectl apply -f api.yaml".into(),
    }
}

fn pairs(labels: &Labels) -> String {
    let pairs: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    pairs.join(",")
}
