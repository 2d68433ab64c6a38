//! What a person can ask of the cluster, and how it refuses.

use super::fault::Fault;
use crate::documents::{Content, Document};
pub use crate::kube::errors::Rejected;
use crate::kube::manifest::Manifest;
use crate::kube::object::{Kind, Name};
use crate::kube::patch;
use crate::kube::tree::{self, Node, Step, Value};
use crate::world::{App, Change, Clients, Dependency, Gate, Versions};

/// One change a person makes. All but faults and changes of the World are what kubectl would send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `kubectl create`.
    Create(Manifest),
    /// `kubectl apply`: created if missing, else merged with what was applied last and what stands there; see
    /// [`crate::kube::three_way`].
    Apply {
        /// The object that it says.
        manifest: Manifest,
        /// The same as somebody wrote it: which fields it names.
        written: Node,
    },
    /// `kubectl patch`: see [`crate::kube::patch`].
    Patch {
        kind: Kind,
        name: Name,
        /// A strategic merge patch; of a custom resource a JSON merge patch.
        patch: Node,
    },
    /// `kubectl set image`, or `kubectl argo rollouts set image`, of the container that is simulated.
    SetImage {
        /// Deployment or Rollout.
        kind: Kind,
        name: Name,
        /// The new image.
        image: Name,
    },
    /// `kubectl scale`.
    Scale {
        /// Deployment or Rollout.
        kind: Kind,
        name: Name,
        /// Pods wanted.
        replicas: i32,
    },
    /// `kubectl delete`: a Deployment's pods go with it, a pod has its grace.
    Delete { kind: Kind, name: Name },
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
    /// `kubectl drain`: cordons a node and evicts its pods, each with its grace, until none of them is left. An uncordon
    /// interrupts it.
    Drain {
        /// Name of the node.
        node: Name,
    },
    /// Something goes wrong, or right again. No kubectl does that.
    Fault(Fault),
    /// A change of the World. Most are no kubectl's; a migration is a Job that changes the database's schema, or the roll-out
    /// of the API that is called.
    World(Box<Change>),
}

impl Command {
    /// What the software in an image does from now on.
    pub fn app(image: &str, app: &App) -> Self {
        Self::World(Box::new(Change::image(image, app)))
    }

    /// A gate that webhooks of Canaries ask opens or closes.
    pub fn gate(name: &str, open: bool) -> Self {
        Self::World(Box::new(Change::gate(name, Gate { open })))
    }

    /// What the clients do from now on. Whatever they did, they begin anew.
    pub fn clients(clients: &Clients) -> Self {
        Self::World(Box::new(Change::clients(clients)))
    }

    /// A dependency offers other versions from now on.
    pub fn migrate(dependency: Dependency, versions: Versions) -> Self {
        Self::World(Box::new(Change::migration(dependency, versions)))
    }

    /// More nodes. Where there are as many already, pods that wait for room are tried again all the same.
    pub fn nodes(count: u32) -> Self {
        Self::World(Box::new(Change::nodes(count)))
    }

    /// `kubectl create`.
    pub fn create(object: impl Into<Manifest>) -> Self {
        Self::Create(object.into())
    }

    /// `kubectl apply` of a manifest with every field that is not as it is by default, and a Deployment's `replicas`.
    pub fn apply(object: impl Into<Manifest>) -> Self {
        let manifest = object.into();
        let mut written = manifest.tree();
        if let Manifest::Deployment(deployment) = &manifest {
            written.put(&tree::path("spec.replicas"), Value::Int(deployment.spec.replicas.into()));
        }
        Self::Apply { manifest, written }
    }

    /// What a document of a text asks for: that its object or its World be so.
    pub fn of(document: Document) -> Self {
        match document.content {
            Content::Object(manifest) => Self::Apply { manifest, written: document.tree },
            Content::World(world) => Self::World(Box::new(Change::Whole(world))),
        }
    }

    /// `kubectl set image` of a Deployment.
    pub fn set_image(deployment: impl Into<Name>, image: impl Into<Name>) -> Self {
        Self::SetImage { kind: Kind::Deployment, name: deployment.into(), image: image.into() }
    }

    /// `kubectl scale` of a Deployment.
    pub fn scale(deployment: impl Into<Name>, replicas: i32) -> Self {
        Self::Scale { kind: Kind::Deployment, name: deployment.into(), replicas }
    }

    /// `kubectl patch` of one field of `spec`, which is taken away without a value.
    pub fn patch_spec(kind: Kind, name: &str, field: &str, value: Option<Node>) -> Self {
        let value = value.unwrap_or_else(|| Value::Null.into());
        let spec = Value::Map(vec![(field.into(), value)]).into();
        Self::Patch { kind, name: name.into(), patch: Value::Map(vec![("spec".into(), spec)]).into() }
    }

    /// `kubectl patch` of one field, null for taking it away, as that object stands.
    pub fn patch(object: &Manifest, path: &[Step], value: Value) -> Self {
        let patch = patch::at(&object.tree(), path, value, object.kind().lists());
        Self::Patch { kind: object.kind(), name: object.metadata().name.clone(), patch }
    }

    /// The object it is about; what is none of the API server's is named after what it changes.
    pub fn subject(&self) -> (Kind, Name) {
        match self {
            Self::Create(manifest) | Self::Apply { manifest, .. } => {
                (manifest.kind(), manifest.metadata().name.clone())
            }
            Self::Patch { kind, name, .. }
            | Self::SetImage { kind, name, .. }
            | Self::Scale { kind, name, .. }
            | Self::Delete { kind, name } => (*kind, name.clone()),
            Self::RolloutUndo { deployment, .. }
            | Self::RolloutPause { deployment }
            | Self::RolloutResume { deployment } => (Kind::Deployment, deployment.clone()),
            Self::Cordon { node, .. } | Self::Drain { node } => (Kind::Node, node.clone()),
            Self::Fault(fault) => fault.subject(),
            Self::World(change) => match change.migrates() {
                Some((dependency, _)) => (Kind::Service, dependency.label().into()),
                None => (Kind::World, "world".into()),
            },
        }
    }
}

/// What became of a command that was not refused. `kubectl::answer` writes it as kubectl does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The object is new.
    Created,
    /// `kubectl apply` changed it, if only what it notes of the manifest.
    Configured,
    /// The same, but it was there without `kubectl apply`, which warns of that: fields that only others named stay for good.
    Adopted,
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
    RolledBack {
        /// It was applied, which kubectl warns of: what it notes of that does not go back.
        applied: bool,
    },
    /// Its template is that of this revision already.
    SkippedRollback {
        /// The one asked for.
        revision: i64,
        /// As above.
        applied: bool,
    },
    /// It is gone, or going.
    Deleted,
    /// The node takes no pods, or takes them again, as the command says.
    Cordoned {
        /// It did so before.
        already: bool,
    },
    /// The node takes no pods, and the eviction of its pods begins; what becomes of it stands in the log.
    Draining {
        /// It took none before.
        already: bool,
        /// Their names, oldest first.
        pods: Vec<Name>,
    },
    /// The node takes no pods, and the drain is refused as a whole.
    NotDrained {
        /// It took none before.
        already: bool,
        /// Those that declare no controller: nobody would make them anew. By name.
        unmanaged: Vec<Name>,
    },
    /// A fault has struck; nobody prints anything.
    Struck,
    /// What the cluster stands in is as asked for; nobody prints anything.
    Taken,
}
