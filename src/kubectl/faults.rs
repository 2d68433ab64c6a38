//! Faults in words: no kubectl line does them.

use crate::kube::time::{Millis, SECOND};
use crate::sim::fault::Fault;

/// What went wrong, or right again.
pub fn words(fault: &Fault) -> String {
    let seconds = |lasts: Millis| format!("{}.{} s", lasts / SECOND, lasts % SECOND / 100);
    match fault {
        Fault::Crash(pod, code) => format!("The process of pod {pod} died with exit code {code}"),
        Fault::FlapReadiness(pod, lasts) => format!("The readiness of pod {pod} fails for {}", seconds(*lasts)),
        Fault::Evict(pod) => format!("The kubelet threw pod {pod} out"),
        Fault::ForceDelete(pod) => format!("Pod {pod} was deleted without grace"),
        Fault::Relabel(pod) => format!("The template's hash was taken off the labels of pod {pod}"),
        Fault::LoseNode(node) => format!("{node} cannot be reached any more"),
        Fault::RegainNode(node) => format!("{node} can be reached again"),
        Fault::LoseRegistry => "No image can be pulled any more".into(),
        Fault::RegainRegistry => "Images can be pulled again".into(),
        Fault::SlowWatch(lasts) => format!("Watches are slow for {}", seconds(*lasts)),
        Fault::RestartDeploymentController => "The Deployment controller started anew".into(),
        Fault::RestartReplicaSetController => "The ReplicaSet controller started anew".into(),
        Fault::Touch(deployment) => format!("Deployment {deployment} was annotated by somebody"),
        Fault::ScaleReplicaSet(set, replicas) => format!("ReplicaSet {set} was scaled to {replicas} by somebody"),
        Fault::Orphan(set) => format!("ReplicaSet {set} lost its owner"),
    }
}
