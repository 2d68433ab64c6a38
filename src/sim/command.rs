//! What a person can ask of the cluster, and how it refuses.

use std::fmt;

use super::app::App;
use super::dependency::{Dependency, Versions};
use super::object::{Labels, Name};
use super::routing::Route;
use super::traffic::{Clients, Entry};
use super::workload::{Deployment, Strategy};

/// One change a person makes. All but the last two are what kubectl would send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `kubectl create` of a Deployment.
    CreateDeployment(Box<Deployment>),
    /// `kubectl apply` of a Deployment: created if missing, else its spec and labels are taken over, and
    /// its annotations added to those there.
    ApplyDeployment(Box<Deployment>),
    /// `kubectl delete pod`.
    DeletePod {
        /// Its name.
        pod: Name,
    },
    /// `kubectl create` of a Service.
    CreateService {
        /// Its name.
        name: Name,
        /// Which pods it stands for.
        selector: Labels,
    },
    /// `kubectl set image`.
    SetImage {
        /// Name of the Deployment.
        deployment: Name,
        /// The new image of its container.
        image: Name,
    },
    /// `kubectl scale`.
    Scale {
        /// Name of the Deployment.
        deployment: Name,
        /// Pods wanted.
        replicas: i32,
    },
    /// `kubectl patch` of the whole strategy.
    PatchStrategy {
        /// Name of the Deployment.
        deployment: Name,
        /// The new strategy.
        strategy: Strategy,
    },
    /// `kubectl patch` of a Service's selector.
    PatchSelector {
        /// Name of the Service.
        service: Name,
        /// The whole new selector.
        selector: Labels,
    },
    /// `kubectl delete deployment`.
    DeleteDeployment {
        /// Its name.
        deployment: Name,
    },
    /// `kubectl rollout undo`.
    RolloutUndo {
        /// Name of the Deployment.
        deployment: Name,
        /// The revision to go back to; 0 is the one before.
        to_revision: i64,
    },
    /// `kubectl rollout pause`.
    RolloutPause {
        /// Name of the Deployment.
        deployment: Name,
    },
    /// `kubectl rollout resume`.
    RolloutResume {
        /// Name of the Deployment.
        deployment: Name,
    },
    /// `kubectl cordon` or `kubectl uncordon`.
    Cordon {
        /// Name of the node.
        node: Name,
        /// No new pods come to it; or they may again.
        unschedulable: bool,
    },
    /// `kubectl drain`: cordons a node and evicts its pods, each with its grace.
    Drain {
        /// Name of the node.
        node: Name,
    },
    /// `kubectl patch` of a Service's other fields.
    PatchService {
        /// Its name.
        service: Name,
        /// Pods that are not ready are endpoints too.
        publish_not_ready_addresses: bool,
        /// `sessionAffinity: ClientIP`.
        session_affinity: bool,
    },
    /// `kubectl create quota pods --hard=pods=N`, or its deletion.
    SetQuota {
        /// Most pods that may exist and are not finished; `None` lifts the quota.
        pods: Option<u32>,
    },
    /// No kubectl: what the software in an image does.
    SetApp {
        /// The image.
        image: Name,
        /// What its pods do from now on. What one of them is in the middle of it still does as before.
        app: App,
    },
    /// No kubectl: what the clients do.
    SetTraffic(Clients),
    /// `kubectl apply` of an HTTPRoute or of an Ingress.
    ApplyRoute(Box<Route>),
    /// Deletes an HTTPRoute or an Ingress.
    DeleteRoute {
        /// Which of the two kinds.
        entry: Entry,
        /// Its name.
        name: Name,
    },
    /// A Job that changes the database's schema, or the roll-out of the API that is called.
    Migrate {
        /// Which of the two.
        dependency: Dependency,
        /// The versions it offers from now on.
        versions: Versions,
    },
}

/// A command was refused, and nothing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// What kubectl prints: the API server's words or kubectl's own.
    pub message: String,
    /// What to do instead, in our words.
    pub hint: &'static str,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.hint)
    }
}

impl std::error::Error for Rejected {}
