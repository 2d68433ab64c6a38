//! Commands as the kubectl lines a person would type. Text only: nothing here runs anything.

mod answer;
pub mod events;
mod rollout;
pub mod routes;

pub use answer::{answer, said};
pub use rollout::{RolloutStatus, rollout_status};

use crate::kube::errors::json;
use crate::kube::field::Field;
use crate::kube::tree::{Key, Mapping, Node, Value};
use crate::kube::workload::Strategy;
use crate::sim::command::Command;
use crate::sim::object::Labels;
use crate::world::{Dependency, Entry, Versions};

/// The kubectl line of a command with a remark of what is in its file, if any; `None` for what no kubectl does.
pub fn line(command: &Command) -> Option<String> {
    let remark = remark(command).map_or(String::new(), |remark| format!("  # {remark}"));
    bare_line(command).map(|line| line + &remark)
}

/// What is in the file that a command applies.
fn remark(command: &Command) -> Option<String> {
    let remark = match command {
        Command::CreateDeployment(deployment) => {
            let (replicas, template) = (deployment.spec.replicas, &deployment.spec.template);
            format!("replicas {replicas}, image {}, labels {}", template.image(), pairs(&template.metadata.labels))
        }
        Command::ApplyDeployment(deployment) => {
            format!("replicas {}, image {}", deployment.spec.replicas, deployment.spec.template.image())
        }
        Command::CreateService { selector, .. } => format!("selector {}", pairs(selector)),
        Command::World(change) => match change.migrates()? {
            (Dependency::Database, versions) => format!("the tables suit schema {versions}"),
            (Dependency::Api, versions) => format!("the API honours contract {versions}"),
        },
        Command::ApplyRoute(route) => routes::words(route),
        _ => return None,
    };
    Some(remark)
}

/// The kubectl line alone.
pub fn bare_line(command: &Command) -> Option<String> {
    let line = match command {
        Command::CreateDeployment(deployment) => format!("kubectl create -f {}.yaml", deployment.metadata.name),
        Command::CreateService { name, .. } => format!("kubectl create -f {name}-service.yaml"),
        Command::SetImage { deployment, image } => format!("kubectl set image deployment/{deployment} web={image}"),
        Command::Scale { deployment, replicas } => {
            format!("kubectl scale deployment/{deployment} --replicas={replicas}")
        }
        Command::PatchStrategy { deployment, strategy } => {
            format!(
                "kubectl patch deployment/{deployment} -p '{{\"spec\":{{\"strategy\":{}}}}}'",
                strategy_json(strategy)
            )
        }
        Command::PatchSelector { service, selector } => {
            format!("kubectl patch service/{service} -p '{{\"spec\":{{\"selector\":{}}}}}'", json(selector))
        }
        Command::ApplyDeployment(deployment) => format!("kubectl apply -f {}.yaml", deployment.metadata.name),
        Command::DeletePod { pod } => format!("kubectl delete pod/{pod}"),
        Command::DeleteDeployment { deployment } => format!("kubectl delete deployment/{deployment}"),
        Command::RolloutUndo { deployment, to_revision: 0 } => format!("kubectl rollout undo deployment/{deployment}"),
        Command::RolloutUndo { deployment, to_revision } => {
            format!("kubectl rollout undo deployment/{deployment} --to-revision={to_revision}")
        }
        Command::RolloutPause { deployment } => format!("kubectl rollout pause deployment/{deployment}"),
        Command::RolloutResume { deployment } => format!("kubectl rollout resume deployment/{deployment}"),
        Command::Cordon { node, unschedulable: true } => format!("kubectl cordon {node}"),
        Command::Cordon { node, unschedulable: false } => format!("kubectl uncordon {node}"),
        Command::Drain { node } => format!("kubectl drain {node} --ignore-daemonsets"),
        Command::PatchService { service, publish_not_ready_addresses, session_affinity } => {
            let affinity = if *session_affinity { "ClientIP" } else { "None" };
            format!(
                "kubectl patch service/{service} -p '{{\"spec\":{{\"publishNotReadyAddresses\":\
                 {publish_not_ready_addresses},\"sessionAffinity\":\"{affinity}\"}}}}'"
            )
        }
        Command::SetQuota { pods: Some(pods) } => format!("kubectl create quota pods --hard=pods={pods}"),
        Command::SetQuota { pods: None } => "kubectl delete quota/pods".into(),
        Command::World(change) => change.migrates().map(|(dependency, versions)| migration(dependency, versions))?,
        Command::ApplyRoute(route) => format!("kubectl apply -f {}.yaml", route.name()),
        Command::DeleteRoute { entry: Entry::HttpRoute, name } => format!("kubectl delete httproute/{name}"),
        Command::DeleteRoute { name, .. } => format!("kubectl delete ingress/{name}"),
    };
    Some(line)
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

/// As a merge patch: what is not of the strategy any more is null.
fn strategy_json(strategy: &Strategy) -> String {
    let kind = |kind: &str| (Key::from("type"), Value::Text(kind.into()).into());
    let bounds = |bounds: Node| (Key::from("rollingUpdate"), bounds);
    let fields = match strategy {
        Strategy::RollingUpdate { max_surge, max_unavailable } => {
            let mut mapping = Mapping::default();
            mapping.put("maxSurge", max_surge.write());
            mapping.put("maxUnavailable", max_unavailable.write());
            vec![kind("RollingUpdate"), bounds(mapping.end().unwrap_or_else(|| Value::Null.into()))]
        }
        _ => vec![kind("Recreate"), bounds(Value::Null.into())],
    };
    Node::from(Value::Map(fields)).json()
}
