//! What a person can ask of the cluster, and how it refuses.

use std::fmt;

use super::object::{Kind, Labels, Name};
use super::routing::Route;
use crate::kube::workload::{Deployment, Strategy};
use crate::world::{App, Change, Clients, Dependency, Entry, Versions};

/// The quota that [`Command::SetQuota`] is about.
pub(super) const POD_QUOTA: &str = "pods";

/// One change a person makes. All but changes of the World are what kubectl would send.
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
    /// A change of the World. Most are no kubectl's; a migration is a Job that changes the database's schema, or the roll-out
    /// of the API that is called.
    World(Box<Change>),
    /// `kubectl apply` of an HTTPRoute or of an Ingress.
    ApplyRoute(Box<Route>),
    /// Deletes an HTTPRoute or an Ingress.
    DeleteRoute {
        /// Which of the two kinds.
        entry: Entry,
        /// Its name.
        name: Name,
    },
}

impl Command {
    /// What the software in an image does from now on.
    pub fn app(image: &str, app: &App) -> Self {
        Self::World(Box::new(Change::image(image, app)))
    }

    /// What the clients do from now on. Whatever they did, they begin anew.
    pub fn clients(clients: &Clients) -> Self {
        Self::World(Box::new(Change::clients(clients)))
    }

    /// A dependency offers other versions from now on.
    pub fn migrate(dependency: Dependency, versions: Versions) -> Self {
        Self::World(Box::new(Change::migration(dependency, versions)))
    }

    /// More nodes.
    pub fn nodes(count: u32) -> Self {
        Self::World(Box::new(Change::nodes(count)))
    }

    /// The object it is about; what is none of the API server's is named after what it changes.
    pub fn subject(&self) -> (Kind, Name) {
        match self {
            Self::DeletePod { pod } => (Kind::Pod, pod.clone()),
            Self::ApplyDeployment(deployment) | Self::CreateDeployment(deployment) => {
                (Kind::Deployment, deployment.metadata.name.clone())
            }
            Self::CreateService { name, .. } | Self::PatchSelector { service: name, .. } => {
                (Kind::Service, name.clone())
            }
            Self::SetImage { deployment, .. }
            | Self::Scale { deployment, .. }
            | Self::PatchStrategy { deployment, .. }
            | Self::DeleteDeployment { deployment }
            | Self::RolloutUndo { deployment, .. }
            | Self::RolloutPause { deployment }
            | Self::RolloutResume { deployment } => (Kind::Deployment, deployment.clone()),
            Self::Cordon { node, .. } | Self::Drain { node } => (Kind::Node, node.clone()),
            Self::PatchService { service, .. } => (Kind::Service, service.clone()),
            Self::SetQuota { .. } => (Kind::ResourceQuota, POD_QUOTA.into()),
            Self::World(change) => match change.migrates() {
                Some((dependency, _)) => (Kind::Service, dependency.label().into()),
                None => (Kind::World, "world".into()),
            },
            Self::ApplyRoute(route) => match &**route {
                Route::HttpRoute(route) => (Kind::HttpRoute, route.metadata.name.clone()),
                Route::Ingress(ingress) => (Kind::Ingress, ingress.metadata.name.clone()),
            },
            Self::DeleteRoute { entry: Entry::HttpRoute, name } => (Kind::HttpRoute, name.clone()),
            Self::DeleteRoute { name, .. } => (Kind::Ingress, name.clone()),
        }
    }
}

/// What became of a command that was not refused. `kubectl::answer` writes it as kubectl does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The object is new.
    Created,
    /// `kubectl apply` changed it.
    Configured,
    /// `kubectl apply` found nothing to change.
    Unchanged,
    /// `kubectl patch` changed it.
    Patched,
    /// `kubectl patch` found nothing to change.
    NotPatched,
    /// It has the number of replicas asked for.
    Scaled,
    /// It has the image asked for.
    ImageUpdated,
    /// It had that image already: kubectl prints nothing.
    ImageUnchanged,
    /// Its rollout stands still.
    Paused,
    /// Its rollout goes on.
    Resumed,
    /// Its template is that of an earlier revision.
    RolledBack,
    /// Its template is that of this revision already.
    SkippedRollback(i64),
    /// It is gone, or going.
    Deleted,
    /// The node takes no pods, or takes them again, as the command says.
    Cordoned {
        /// It did so before.
        already: bool,
    },
    /// The node takes no pods, and its pods were told to end.
    Drained {
        /// It took none before.
        already: bool,
        /// Their names, oldest first.
        evicted: Vec<Name>,
    },
    /// What the cluster stands in is as asked for; nobody prints anything.
    Taken,
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
