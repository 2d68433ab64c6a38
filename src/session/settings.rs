//! What a learner can set.

use crate::kube::field::Field;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::{Kind, Name};
use crate::kube::service::{CLIENT_IP, NONE};
use crate::kube::time::{Millis, SECOND};
use crate::sim::command::Command;
use crate::world::Split;
use crate::world::{App, Clients, DependsOn, Entry, Latency, Nodes, World};

use super::behaviour::Behaviour;
use super::knob::Knob;
use super::needs::Coupling;
use super::playbook::Playbook;
use super::setup::{SERVICE, image};

/// The four ways to replace a version. The first two are Kubernetes' own, the others are playbooks of commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StrategyKind {
    /// A Deployment of type RollingUpdate.
    RollingUpdate,
    /// A Deployment of type Recreate.
    Recreate,
    /// Two Deployments behind one Service, the new one growing.
    Canary,
    /// Two whole Deployments, the Service's selector switched.
    BlueGreen,
}

impl StrategyKind {
    /// In the order they are taught.
    pub const ALL: [Self; 4] = [Self::RollingUpdate, Self::Recreate, Self::Canary, Self::BlueGreen];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::RollingUpdate => "Rolling update",
            Self::Recreate => "Recreate",
            Self::Canary => "Canary",
            Self::BlueGreen => "Blue/green",
        }
    }

    /// For links.
    pub fn slug(self) -> &'static str {
        match self {
            Self::RollingUpdate => "rolling-update",
            Self::Recreate => "recreate",
            Self::Canary => "canary",
            Self::BlueGreen => "blue-green",
        }
    }

    /// The strategy of a link.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// Who takes a canary's or a blue/green's steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leader {
    /// The learner, one command after the other.
    You,
    /// Argo Rollouts' controller.
    ArgoRollouts,
    /// Flagger's.
    Flagger,
}

impl Leader {
    /// The learner first.
    pub const ALL: [Self; 3] = [Self::You, Self::ArgoRollouts, Self::Flagger];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::You => "You",
            Self::ArgoRollouts => "Argo Rollouts",
            Self::Flagger => "Flagger",
        }
    }
}

/// How long the parts of the cluster take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delays {
    /// Nothing but the application takes time: the arithmetic alone.
    None,
    /// A believable small cluster.
    Small,
    /// A busy one with slow watches, and images from afar.
    Slow,
}

impl Delays {
    /// Shortest first.
    pub const ALL: [Self; 3] = [Self::None, Self::Small, Self::Slow];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Small => "Short",
            Self::Slow => "Long",
        }
    }

    /// The delays themselves.
    pub fn latency(self) -> Latency {
        match self {
            Self::None => Latency::NONE,
            Self::Small => Latency::SMALL_CLUSTER,
            Self::Slow => Latency::SLOW_CLUSTER,
        }
    }
}

/// What a run is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How versions are replaced.
    pub strategy: StrategyKind,
    /// Pods wanted of a version.
    pub replicas: i32,
    /// maxSurge of each Deployment.
    pub max_surge: IntOrString,
    /// maxUnavailable of each Deployment.
    pub max_unavailable: IntOrString,
    /// Seconds from a pod's start to ready.
    pub ready_after_s: u32,
    /// New connections per second.
    pub requests_per_second: u32,
    /// How the next version behaves.
    pub behaviour: Behaviour,
    /// Nodes, unless the replicas need more: see [`Settings::nodes_needed`].
    pub nodes: u32,
    /// minReadySeconds of each Deployment.
    pub min_ready_seconds: i32,
    /// progressDeadlineSeconds of each Deployment.
    pub progress_deadline_seconds: i32,
    /// How long the parts of the cluster take.
    pub delays: Delays,
    /// The Service's `sessionAffinity` is ClientIP.
    pub affinity: bool,
    /// Users log in, and the pod that answers keeps their session in its memory.
    pub sessions: bool,
    /// Which schemas of the database a version understands.
    pub schema: Coupling,
    /// Which contracts of the API it calls a version understands.
    pub contract: Coupling,
    /// The way into the cluster.
    pub entry: Entry,
    /// How a gateway splits by weight.
    pub split: Split,
    /// Who takes the steps of a canary or a blue/green.
    pub leader: Leader,
    /// Argo Rollouts measures a canary all along, and not at its analysis steps only.
    pub background_analysis: bool,
    /// Argo Rollouts measures blue/green before its promotion, after it.
    pub promotion_analyses: (bool, bool),
    /// Argo Rollouts promotes blue/green by itself.
    pub auto_promotion: bool,
    /// See [`Field::Steps`].
    pub steps: String,
    /// See [`Field::Header`]; empty is none.
    pub header: String,
    /// See [`Field::SuccessCondition`].
    pub success_condition: String,
    /// A number for each [`Knob`]: see [`Settings::knob`].
    pub knobs: [u32; Knob::ALL.len()],
    /// Seed of every random draw.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            strategy: StrategyKind::RollingUpdate,
            replicas: 4,
            max_surge: IntOrString::percent(25),
            max_unavailable: IntOrString::percent(25),
            ready_after_s: 5,
            requests_per_second: 10,
            behaviour: Behaviour::default(),
            nodes: 3,
            min_ready_seconds: 0,
            progress_deadline_seconds: 600,
            delays: Delays::Small,
            affinity: false,
            sessions: false,
            schema: Coupling::None,
            contract: Coupling::None,
            entry: Entry::Service,
            split: Split::Random,
            leader: Leader::You,
            background_analysis: false,
            promotion_analyses: (false, false),
            auto_promotion: false,
            steps: "20, pause 20s, analysis, 50, pause 20s".into(),
            header: String::new(),
            success_condition: "result >= 0.95".into(),
            knobs: Knob::ALL.map(Knob::plain),
            seed: 7,
        }
    }
}

/// Pods without special needs that a node of the sandbox takes.
const PODS_PER_NODE: u32 = 40;

impl Settings {
    /// Nodes with room for two whole versions: 4 replicas need 1 node, 100 need 5.
    pub fn nodes_needed(&self) -> u32 {
        (2 * u32::try_from(self.replicas).unwrap_or(0)).div_ceil(PODS_PER_NODE).max(1)
    }

    /// What the clients do.
    pub(super) fn clients(&self) -> Clients {
        Clients {
            users: self.knob(Knob::Users),
            keep_alive: Some(self.knob_ms(Knob::KeepAlive)).filter(|lifetime| *lifetime > 0),
            timeout: self.knob_ms(Knob::Timeout),
            retries: self.knob(Knob::Retries),
            assets: self.knob(Knob::Assets),
            sessions: self.sessions,
            entry: self.entry,
            split: self.split,
            service: Playbook::new(self).service().into(),
            requests_per_second: self.requests_per_second,
        }
    }

    /// What the cluster stands in when a run begins.
    pub fn world(&self) -> World {
        World {
            seed: self.seed,
            nodes: Nodes::of(self.nodes_there()),
            delays: self.delays.latency(),
            images: [(image(1).into(), self.app(1, &Behaviour::default()))].into_iter().collect(),
            clients: self.clients(),
            depends_on: DependsOn::default(),
        }
    }

    /// What a version's software does.
    pub(super) fn app(&self, version: u32, behaviour: &Behaviour) -> App {
        App {
            schema: self.schema.understood_by(version),
            contract: self.contract.understood_by(version),
            ..behaviour.app(self.ready_after_s)
        }
    }

    /// The number of a knob.
    pub fn knob(&self, knob: Knob) -> u32 {
        self.knobs[knob as usize]
    }

    /// The seconds of a knob, ms.
    pub(super) fn knob_ms(&self, knob: Knob) -> Millis {
        Millis::from(self.knob(knob)) * SECOND
    }

    /// Requests come through a gateway, which splits them by weight and by header.
    pub fn routed(&self) -> bool {
        self.entry != Entry::Service
    }

    /// Who leads: only a canary and a blue/green have a leader, and Flagger leads canaries behind a gateway only.
    pub fn leader(&self) -> Leader {
        match (self.strategy, self.leader) {
            (StrategyKind::Canary, Leader::Flagger) if !self.routed() => Leader::You,
            (StrategyKind::Canary, leader) => leader,
            (StrategyKind::BlueGreen, Leader::ArgoRollouts) => Leader::ArgoRollouts,
            _ => Leader::You,
        }
    }

    /// Gives the Service that the clients call the fields its settings ask for.
    pub(super) fn patch_service(&self) -> Command {
        let argo = self.strategy == StrategyKind::BlueGreen && self.leader() == Leader::ArgoRollouts;
        let service = if argo { "web-active" } else { SERVICE };
        let affinity = if self.affinity { CLIENT_IP } else { NONE };
        Command::patch_spec(Kind::Service, service, "sessionAffinity", Name::from(affinity).write())
    }

    /// Nodes the cluster has.
    pub fn nodes_there(&self) -> u32 {
        self.nodes.max(self.nodes_needed())
    }
}

/// How many virtual milliseconds pass in one of the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speed {
    /// A tenth.
    Tenth,
    /// A quarter.
    Quarter,
    /// Half.
    Half,
    /// Real time.
    One,
    /// Twice.
    Two,
    /// Four times.
    Four,
    /// Eight times.
    Eight,
    /// Sixteen times.
    Sixteen,
    /// Sixty-four times.
    SixtyFour,
    /// Event after event, one every half second, however long it takes to the next.
    Events,
}

impl Speed {
    /// Slowest first.
    pub const ALL: [Self; 10] = [
        Self::Tenth,
        Self::Quarter,
        Self::Half,
        Self::One,
        Self::Two,
        Self::Four,
        Self::Eight,
        Self::Sixteen,
        Self::SixtyFour,
        Self::Events,
    ];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Tenth => "×0.1",
            Self::Quarter => "×0.25",
            Self::Half => "×0.5",
            Self::One => "×1",
            Self::Two => "×2",
            Self::Four => "×4",
            Self::Eight => "×8",
            Self::Sixteen => "×16",
            Self::SixtyFour => "×64",
            Self::Events => "Events",
        }
    }

    /// In thousandths: 1,000 is real time. From event to event it says how fast dots go.
    pub fn thousandths(self) -> u64 {
        match self {
            Self::Tenth => 100,
            Self::Quarter => 250,
            Self::Half => 500,
            Self::One | Self::Events => 1_000,
            Self::Two => 2_000,
            Self::Four => 4_000,
            Self::Eight => 8_000,
            Self::Sixteen => 16_000,
            Self::SixtyFour => 64_000,
        }
    }
}
