//! The picture's content: a lane for each ReplicaSet, a place for each pod.

use litemap::LiteMap;
use std::cmp::Reverse;
use std::rc::Rc;

use crate::kube::object::{Kind, Name, Uid};
use crate::kube::rollout;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::ReplicaSet;
use crate::message::Message;
use crate::sim::Stage;
use crate::sim::objects::Objects;
use crate::sim::pod::{ContainerState, Pod};
use crate::sorted;

use super::View;
use super::pod::NodeView;
use super::version::version_of;
use super::ways::{Picked, Ways};

/// What the pods of a lane have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaneOf {
    /// Their ReplicaSet: what else a lane says is of it.
    ReplicaSet,
    Node(NodeView),
    /// No node has them yet.
    NoNode,
}

/// A ReplicaSet and its pods; or a node and its pods: see [`super::by_node`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub of: LaneOf,
    /// The ReplicaSet.
    pub uid: Uid,
    pub name: Name,
    /// Its Deployment or Rollout, until that is deleted.
    pub owner: Option<(Kind, Name)>,
    /// Rollout revision.
    pub revision: i64,
    /// Image of its pods.
    pub image: Name,
    /// The image's version number.
    pub version: u32,
    /// It is what its owner is rolling out.
    pub newest: bool,
    /// `spec.replicas`.
    pub desired: i32,
    /// `status.replicas`.
    pub current: i32,
    /// `status.readyReplicas`.
    pub ready: i32,
    /// `status.availableReplicas`.
    pub available: i32,
    /// Places to draw: one for each pod, wanted or there, and for the newest lane those that the surge leaves free.
    pub slots: usize,
    /// Its pods, terminating ones included, oldest first.
    pub pods: Vec<PodView>,
    /// The Services that pick them.
    pub services: Vec<Picked>,
    /// Of all requests, what its pods can get now, millionths; nothing where none may go to them.
    pub part: Option<u64>,
}

impl Lane {
    /// It has pods, wants some or is being rolled out.
    fn is_in_use(&self) -> bool {
        self.newest || self.desired > 0 || !self.pods.is_empty()
    }
}

/// The lanes that the picture shows: those in use, and beside a single one the ReplicaSet that is kept for the way back,
/// so that nothing moves when it empties. The others are in the tables only.
pub fn drawn(all: &[Lane]) -> impl Iterator<Item = &Lane> {
    let in_use = all.iter().filter(|lane| lane.is_in_use()).count();
    let spare = (in_use < 2).then(|| all.iter().filter(|lane| !lane.is_in_use()).max_by_key(|lane| lane.revision));
    let spare = spare.flatten().map(|lane| lane.uid);
    all.iter().filter(move |lane| lane.is_in_use() || Some(lane.uid) == spare)
}

/// What a pod looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PodState {
    /// No node yet.
    Pending,
    /// On a node, its container not started.
    ContainerCreating,
    /// Started, not ready.
    Running,
    Ready,
    /// Its container waits for the next try of what failed.
    BackOff,
    /// Its container ended by itself.
    Failed,
    /// Being deleted.
    Terminating,
}

impl PodState {
    const ALL: [Self; 7] = [
        Self::Pending,
        Self::ContainerCreating,
        Self::Running,
        Self::Ready,
        Self::BackOff,
        Self::Failed,
        Self::Terminating,
    ];
}

/// A pod as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodView {
    /// The pod.
    pub uid: Uid,
    pub name: Name,
    /// Its image's version number.
    pub version: u32,
    /// Its place in the lane, the same all its life.
    pub slot: usize,
    pub node: Option<Name>,
    /// What it asks for, and what the nodes have left, in [`PodState::Pending`].
    pub room: Option<Message>,
    /// What it looks like.
    pub state: PodState,
    /// The STATUS column of `kubectl get pods`.
    pub word: &'static str,
    /// How far its creation, its wait for ready or its end has come, percent.
    pub progress: u8,
    /// Seconds to the next try of what failed, rounded up, in [`PodState::BackOff`].
    pub next_try: Option<u64>,
    /// New connections may go to it now.
    pub receives: bool,
    /// Whole seconds since its creation: a view that changed with every millisecond would be drawn anew with every frame.
    pub age: u64,
}

/// What makes a ReplicaSet's versions.
struct Owner {
    uid: Uid,
    kind: Kind,
    name: Name,
    image: Name,
    /// Pods of all its ReplicaSets that its bounds allow.
    most: i32,
    /// Of the ReplicaSet.
    revision: i64,
}

impl Owner {
    fn of(set: &ReplicaSet, objects: &Objects) -> Option<Self> {
        let owner = set.metadata.owner?;
        if let Some(deployment) = objects.deployments.get(&owner) {
            return Some(Self {
                uid: owner,
                kind: Kind::Deployment,
                name: deployment.metadata.name.clone(),
                image: deployment.spec.template.image(),
                most: deployment.spec.replicas + deployment.max_surge(),
                revision: set.revision(),
            });
        }
        let rollout = objects.rollouts.get(&owner)?;
        // With a router, and for a blue/green, there is room for both versions whole.
        let bounded = rollout.spec.strategy.canary.as_ref().filter(|canary| canary.traffic_routing.is_none());
        let surge = bounded.map_or(0, |canary| canary.bounds(rollout.replicas()).max_surge);
        let revision = set.metadata.annotations.get(rollout::REVISION).and_then(|revision| revision.parse().ok());
        Some(Self {
            uid: owner,
            kind: Kind::Rollout,
            name: rollout.metadata.name.clone(),
            image: rollout.spec.template.image(),
            most: rollout.replicas() + surge,
            revision: revision.unwrap_or(0),
        })
    }
}

impl View<'_> {
    /// The lanes to draw: see [`drawn`].
    pub fn lanes(&self) -> Vec<Lane> {
        drawn(&self.all_lanes()).cloned().collect()
    }

    /// A lane for each ReplicaSet, those kept empty for a rollback included; the newest first.
    pub fn all_lanes(&self) -> Vec<Lane> {
        let objects = self.cluster.objects();
        let ways = self.ways();
        let mut lanes: Vec<Lane> = objects.replica_sets.values().map(|set| self.lane(set, &ways)).collect();
        lanes.extend(self.orphan_lanes(&ways));
        sorted::sort_by_key(&mut lanes, |lane| (Reverse(lane.version), Reverse(lane.uid)));
        lanes
    }

    fn lane(&self, set: &ReplicaSet, ways: &Ways) -> Lane {
        let objects = self.cluster.objects();
        let owner = Owner::of(set, objects);
        let newest = owner.as_ref().is_some_and(|owner| owner.image == set.spec.template.image());
        let pods = self.pod_views(Some(set.metadata.uid), ways);
        let room = owner.as_ref().filter(|_| newest).map_or(0, |owner| {
            let sizes: i32 = objects.replica_sets_of(owner.uid).map(|set| set.spec.replicas).sum();
            (owner.most - sizes).max(0)
        });
        let held = pods.iter().map(|pod| pod.slot + 1).max().unwrap_or(0);
        let wanted = usize::try_from(set.spec.replicas).unwrap_or(0);
        Lane {
            of: LaneOf::ReplicaSet,
            uid: set.metadata.uid,
            name: set.metadata.name.clone(),
            owner: owner.as_ref().map(|owner| (owner.kind, owner.name.clone())),
            revision: owner.map_or_else(|| set.revision(), |owner| owner.revision),
            image: set.spec.template.image(),
            version: version_of(&set.spec.template.image()),
            newest,
            desired: set.spec.replicas,
            current: set.status.replicas,
            ready: set.status.ready_replicas,
            available: set.status.available_replicas,
            slots: held.max(wanted) + usize::try_from(room).unwrap_or(0),
            services: self.picked(set, &pods.iter().map(|pod| pod.uid).collect::<Vec<_>>()),
            part: part(&pods, ways),
            pods,
        }
    }

    /// Pods whose ReplicaSet is deleted keep a lane until they are gone.
    fn orphan_lanes(&self, ways: &Ways) -> Vec<Lane> {
        let objects = self.cluster.objects();
        let mut by_owner: LiteMap<Uid, Rc<Pod>> = LiteMap::new();
        for pod in objects.pods.values() {
            if let Some(owner) = pod.metadata.owner.filter(|owner| !objects.replica_sets.contains_key(owner)) {
                by_owner.entry(owner).or_insert_with(|| pod.clone());
            }
        }
        let lane = |(uid, pod): (Uid, Rc<Pod>)| {
            let pods = self.pod_views(Some(uid), ways);
            let name = pod.metadata.name.rsplit_once('-').map_or("", |(set, _)| set);
            Lane {
                of: LaneOf::ReplicaSet,
                uid,
                name: name.into(),
                owner: None,
                revision: 0,
                image: pod.image.clone(),
                version: version_of(&pod.image),
                newest: false,
                desired: 0,
                current: 0,
                ready: 0,
                available: 0,
                slots: pods.iter().map(|pod| pod.slot + 1).max().unwrap_or(0),
                services: Vec::new(),
                part: part(&pods, ways),
                pods,
            }
        };
        by_owner.into_iter().map(lane).collect()
    }

    fn pod_views(&self, owner: Option<Uid>, ways: &Ways) -> Vec<PodView> {
        let now = self.cluster.now();
        let view = |pod: &Rc<Pod>| PodView {
            uid: pod.metadata.uid,
            name: pod.metadata.name.clone(),
            version: version_of(&pod.image),
            slot: self.places.slot(pod.metadata.uid),
            node: pod.node_name().cloned(),
            room: (pod_state(pod) == PodState::Pending).then(|| self.free_room(pod)),
            state: pod_state(pod),
            word: pod.status_word(),
            progress: self.cluster.stage(pod.metadata.uid).map_or(0, |stage| percent(stage, now)),
            next_try: match pod_state(pod) {
                PodState::BackOff => self.cluster.stage(pod.metadata.uid).and_then(|stage| seconds_left(stage, now)),
                _ => None,
            },
            receives: ways.part(pod.metadata.uid).is_some(),
            age: (now - pod.metadata.creation_timestamp) / SECOND,
        };
        self.cluster.objects().pods_of(owner).map(view).collect()
    }

    /// The picture in a sentence.
    pub fn summary(&self) -> Message {
        self.summary_of(&self.lanes())
    }

    /// The same where its lanes are known already.
    pub fn summary_of(&self, lanes: &[Lane]) -> Message {
        let mut parts = Vec::new();
        for lane in lanes {
            let count = |state: PodState| lane.pods.iter().filter(|pod| pod.state == state).count();
            let counts = PodState::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, count)| *count > 0);
            let states: Vec<Message> = counts.map(|(state, count)| counted(state, count)).collect();
            if !states.is_empty() {
                parts.push(message!("picture-lane", version = lane.version, states));
            }
        }
        let usable = self.cluster.usable_endpoints(&self.cluster.world().clients.service).len();
        let pods: usize = lanes.iter().map(|lane| lane.pods.len()).sum();
        message!("picture-summary", pods, lanes = parts, usable)
    }
}

fn part(pods: &[PodView], ways: &Ways) -> Option<u64> {
    pods.iter().filter_map(|pod| ways.part(pod.uid)).reduce(|all, one| all + one)
}

fn counted(state: PodState, count: usize) -> Message {
    match state {
        PodState::Pending => message!("picture-pending", count),
        PodState::ContainerCreating => message!("picture-creating", count),
        PodState::Running => message!("picture-not-ready", count),
        PodState::Ready => message!("picture-ready", count),
        PodState::BackOff => message!("picture-backing-off", count),
        PodState::Failed => message!("picture-failed", count),
        PodState::Terminating => message!("picture-terminating", count),
    }
}

fn pod_state(pod: &Pod) -> PodState {
    if pod.metadata.deletion_timestamp.is_some() {
        return PodState::Terminating;
    }
    match pod.status.container {
        ContainerState::None => PodState::Pending,
        ContainerState::Waiting("CrashLoopBackOff" | "ImagePullBackOff" | "ErrImagePull") => PodState::BackOff,
        ContainerState::Waiting(_) => PodState::ContainerCreating,
        ContainerState::Running(_) if pod.status.ready => PodState::Ready,
        ContainerState::Running(_) => PodState::Running,
        ContainerState::Terminated(_) => PodState::Failed,
    }
}

fn seconds_left(stage: Stage, now: Millis) -> Option<u64> {
    Some(stage.until?.saturating_sub(now).div_ceil(SECOND))
}

/// How far a stage is: 2 s of 8 s are 25. What never ends stays at 0.
fn percent(stage: Stage, now: Millis) -> u8 {
    let Some(until) = stage.until else { return 0 };
    let whole = until.saturating_sub(stage.from).max(1);
    let gone = now.saturating_sub(stage.from).min(whole);
    u8::try_from(gone * 100 / whole).unwrap_or(100)
}
