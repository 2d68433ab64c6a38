//! What may happen in a run, as data proptest can draw and shrink.

use proptest::collection::vec;
use proptest::prelude::*;

/// One thing that happens. Which pod, node or ReplicaSet it strikes is a number taken modulo how many there are.
#[derive(Clone, Debug)]
pub enum Act {
    SetImage(Image),
    /// Another value of an environment variable.
    SetEnv(u8),
    Scale(i32),
    Undo(u8),
    Pause,
    Resume,
    Strategy(usize),
    DeletePod(usize),
    Quota(u32),
    LiftQuota,
    /// A budget, by a number that says which.
    Budget(usize),
    LiftBudget,
    /// An autoscaler, by a number that says which.
    Autoscaler(usize),
    LiftAutoscaler,
    Drain(usize),
    Uncordon(usize),
    Crash(usize),
    Flap(usize, u64),
    Evict(usize),
    ForceDelete(usize),
    Relabel(usize),
    LoseNode(usize),
    RegainNode(usize),
    LoseRegistry,
    RegainRegistry,
    SlowWatch(u64),
    RestartDeploymentController,
    RestartReplicaSetController,
    Touch,
    ScaleReplicaSet(usize, i32),
    Orphan(usize),
    /// Clients of another kind, by a number that says which.
    Clients(usize),
    /// The route's weights for the Service, and for one that does not exist.
    Route(i64, i64),
    /// A route that waits and tries again, by a number that says how.
    Tries(usize),
    /// A canary's weight beside a main Ingress, and how a cookie keeps users: 0 not at all.
    Canary(i64, usize),
    DeleteRoute,
    Migrate(u32, u32),
    Affinity(bool),
}

/// How the pods of an image behave. The image's name says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image {
    Fine,
    Slow,
    NeverReady,
    Crashing,
    Missing,
    Hanging,
    Flaky,
    Deaf,
    Heavy,
}

pub const IMAGES: [Image; 9] = [
    Image::Fine,
    Image::Slow,
    Image::NeverReady,
    Image::Crashing,
    Image::Missing,
    Image::Hanging,
    Image::Flaky,
    Image::Deaf,
    Image::Heavy,
];

/// Every kind of thing that can go wrong or be asked for; none may be missing from many runs.
pub const KINDS: [&str; 47] = [
    "image fine",
    "image slow",
    "image never ready",
    "image crashing",
    "image missing",
    "image hanging",
    "image flaky",
    "image deaf to SIGTERM",
    "image heavy",
    "environment",
    "scale",
    "undo",
    "pause",
    "resume",
    "strategy",
    "delete pod",
    "quota",
    "quota lifted",
    "budget",
    "budget lifted",
    "autoscaler",
    "autoscaler lifted",
    "drain",
    "uncordon",
    "crash",
    "readiness flap",
    "eviction",
    "force delete",
    "relabel",
    "node lost",
    "node regained",
    "registry lost",
    "registry regained",
    "slow watch",
    "deployment controller restart",
    "replica set controller restart",
    "concurrent write",
    "scaled behind its back",
    "orphaned",
    "other clients",
    "route applied",
    "route with tries",
    "canary Ingress",
    "cookie affinity",
    "route deleted",
    "migration",
    "affinity",
];

/// A whole run.
#[derive(Clone, Debug)]
pub struct Plan {
    pub replicas: i32,
    pub strategy: usize,
    pub nodes: u32,
    pub latency: usize,
    pub min_ready_seconds: i32,
    pub deadline: i32,
    pub history: i32,
    pub pre_stop: Option<u64>,
    pub probes: bool,
    pub requests_per_second: u32,
    /// Each after so many ms more.
    pub acts: Vec<(u64, Act)>,
}

fn act() -> impl Strategy<Value = Act> {
    let which = 0..64_usize;
    let ordinary = prop_oneof![
        6 => (0..IMAGES.len()).prop_map(|index| Act::SetImage(IMAGES[index])),
        1 => (0..3_u8).prop_map(Act::SetEnv),
        3 => (0..12_i32).prop_map(Act::Scale),
        2 => (0..4_u8).prop_map(Act::Undo),
        1 => Just(Act::Pause),
        2 => Just(Act::Resume),
        2 => (0..5_usize).prop_map(Act::Strategy),
        2 => which.clone().prop_map(Act::DeletePod),
        1 => (0..12_u32).prop_map(Act::Quota),
        1 => Just(Act::LiftQuota),
        2 => (0..24_usize).prop_map(Act::Budget),
        1 => Just(Act::LiftBudget),
        2 => (0..32_usize).prop_map(Act::Autoscaler),
        1 => Just(Act::LiftAutoscaler),
        2 => which.clone().prop_map(Act::Drain),
        2 => which.clone().prop_map(Act::Uncordon),
    ];
    let faults = prop_oneof![
        3 => which.clone().prop_map(Act::Crash),
        3 => (which.clone(), 1..40_000_u64).prop_map(|(pod, lasts)| Act::Flap(pod, lasts)),
        1 => which.clone().prop_map(Act::Evict),
        1 => which.clone().prop_map(Act::ForceDelete),
        1 => which.clone().prop_map(Act::Relabel),
        1 => which.clone().prop_map(Act::LoseNode),
        2 => which.clone().prop_map(Act::RegainNode),
        1 => Just(Act::LoseRegistry),
        1 => Just(Act::RegainRegistry),
        2 => (1_000..30_000_u64).prop_map(Act::SlowWatch),
        1 => Just(Act::RestartDeploymentController),
        1 => Just(Act::RestartReplicaSetController),
        2 => Just(Act::Touch),
    ];
    let meddling = prop_oneof![
        (which.clone(), 0..12_i32).prop_map(|(set, replicas)| Act::ScaleReplicaSet(set, replicas)),
        which.prop_map(Act::Orphan),
    ];
    let traffic = prop_oneof![
        4 => (0..96_usize).prop_map(Act::Clients),
        2 => (0..3_i64, 0..2_i64).prop_map(|(web, nowhere)| Act::Route(web, nowhere)),
        2 => (0..36_usize).prop_map(Act::Tries),
        2 => (0..101_i64, 0..5_usize).prop_map(|(weight, behavior)| Act::Canary(weight, behavior)),
        1 => Just(Act::DeleteRoute),
        1 => (1..3_u32, 1..3_u32).prop_map(|(one, other)| Act::Migrate(one, other)),
        1 => any::<bool>().prop_map(Act::Affinity),
    ];
    prop_oneof![10 => ordinary, 8 => faults, 1 => meddling, 4 => traffic]
}

pub fn plan() -> impl Strategy<Value = Plan> {
    let pause = prop_oneof![3 => 0..3_000_u64, 3 => 0..30_000_u64, 1 => 0..400_000_u64];
    let shape = (1..10_i32, 0..5_usize, 1..5_u32, 0..3_usize);
    let fields = (0..3_i32, 20..120_i32, 0..4_i32, proptest::option::of(0..40_000_u64), any::<bool>(), 0..4_u32);
    (shape, fields, vec((pause, act()), 1..24)).prop_map(|(shape, fields, acts)| Plan {
        replicas: shape.0,
        strategy: shape.1,
        nodes: shape.2,
        latency: shape.3,
        min_ready_seconds: fields.0 * 4,
        deadline: fields.1,
        history: fields.2,
        pre_stop: fields.3,
        probes: fields.4,
        requests_per_second: fields.5,
        acts,
    })
}
