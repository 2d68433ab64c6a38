//! The cluster: objects, controllers, kubelets and clients in virtual time. Pure and deterministic.
//!
//! Three doors only: [`Cluster::new`], [`Cluster::apply`] and [`Cluster::advance_to`] (or [`Cluster::step`], one event
//! of the queue at a time). The same seed and commands give the same log, byte for byte, natively and in WebAssembly.
//! Not in here: how long a learner watches, colours, words for people beyond Kubernetes' own.

mod app;
pub mod endpoint;
pub mod endpoints;
pub mod health;
mod latency;
mod machine;
pub mod network;
pub mod node;
pub mod objects;
pub mod ordered;
pub mod pod;
pub mod probe;
pub mod random;
pub mod shared;

pub mod admission;
mod apply;
pub mod command;
mod plugin;
mod undo;
mod written;
mod written_parts;

mod api;
mod calendar;
pub mod delivery;
mod dispatch;
mod queue;
pub mod quota;
mod retry;

mod autoscaler;
mod deployment;
mod disruption;
mod drain;
pub mod drain_step;
mod endpoint_slice;
mod eviction;
pub mod fault;
mod fault_written;
mod garbage;
mod gateway;
mod kubelet;
mod metrics;
mod proxy;
pub mod recorder;
mod replica_set;
pub mod routing;
pub mod scheduler;
mod state;
mod strike;
pub mod traffic;
mod world;

pub mod decision;
pub mod event;
pub mod invariant;

use std::rc::Rc;

use crate::world::{Entry, World};

use crate::kube::object::{Kind, Name, Uid};
use crate::kube::time::Millis;
use api::ApiServer;
use deployment::DeploymentController;
use endpoint_slice::EndpointSliceController;
use endpoints::Endpoints;
use event::{Event, Happening, Log};
use kubelet::Kubelet;
use machine::Machine;
use objects::Objects;
use proxy::Proxy;
use queue::{Due, Queue};
use random::Random;
use replica_set::{PodCounts, ReplicaSetController};
use scheduler::NodeInfo;
use scheduler::Scheduler;
use shared::Stretch;
use traffic::Traffic;

/// Whose rules these are.
pub const KUBERNETES_VERSION: &str = "v1.36.2";
/// On how many recordings of that version's own controllers they are proved; `tests/it/conformance.rs` counts them.
pub const RECORDINGS: usize = 268;

/// A simulated cluster at an instant. A clone is a checkpoint: both go on alike.
#[derive(Clone, Debug)]
pub struct Cluster {
    now: Millis,
    random: Random,
    /// What it stands in.
    world: Rc<World>,
    api: ApiServer,
    /// The controllers' shared caches: objects as the watches have last delivered them.
    cache: Objects,
    /// The pods in the cache, counted.
    pod_counts: PodCounts,
    /// When each kind's watch last delivered, so that deliveries keep their order.
    watch: dispatch::Watch,
    queue: Queue,
    deployment_controller: DeploymentController,
    replica_set_controller: ReplicaSetController,
    endpoint_slice_controller: EndpointSliceController,
    disruption_controller: disruption::DisruptionController,
    autoscaler_controller: autoscaler::AutoscalerController,
    metrics: metrics::Metrics,
    tickers: delivery::Tickers,
    scheduler: Scheduler,
    /// Those behind the nodes, by place.
    machines: Vec<Machine>,
    kubelet: Kubelet,
    proxy: Proxy,
    routes: gateway::Routes,
    traffic: Traffic,
    slow_watch_until: Millis,
    drains: drain::Drains,
    log: Log,
}

impl Cluster {
    /// A cluster of nodes alone at 0 ms.
    pub fn new(world: World) -> Self {
        Self::with(world, false)
    }

    /// The same on the in-memory API on which upstream was recorded: a watch is told of a deletion with the resource version
    /// of the object's last write, where a real API server gives each deletion a version of its own. A ReplicaSet may then
    /// wait for its own write long after it has seen it, until the next event of the kind.
    pub fn recorded(world: World) -> Self {
        Self::with(world, true)
    }

    fn with(world: World, stale_deletions: bool) -> Self {
        let mut cluster = Self {
            now: 0,
            random: Random::new(world.seed),
            api: ApiServer::new(stale_deletions),
            cache: Objects::default(),
            pod_counts: PodCounts::default(),
            watch: dispatch::Watch::default(),
            queue: Queue::default(),
            deployment_controller: DeploymentController::default(),
            replica_set_controller: ReplicaSetController::default(),
            endpoint_slice_controller: EndpointSliceController::default(),
            disruption_controller: disruption::DisruptionController::default(),
            autoscaler_controller: autoscaler::AutoscalerController::default(),
            metrics: metrics::Metrics::default(),
            tickers: delivery::Tickers::default(),
            scheduler: Scheduler::default(),
            machines: Vec::new(),
            kubelet: Kubelet::default(),
            proxy: Proxy::default(),
            routes: gateway::Routes::default(),
            traffic: Traffic::new(world.seed, world.clients.users),
            slow_watch_until: 0,
            drains: drain::Drains::default(),
            log: Log::default(),
            world: Rc::new(world),
        };
        cluster.grow_nodes();
        let clients = &cluster.world.clients;
        let (some, routed) = (clients.requests_per_second > 0, clients.entry != Entry::Service);
        if some || routed {
            cluster.begin_traffic(routed);
        }
        cluster.fan_out();
        cluster
    }

    /// Handles the next event of the queue and moves time to it; false if nothing is to come.
    pub fn step(&mut self) -> bool {
        let Some((at, due)) = self.queue.pop() else { return false };
        debug_assert!(at >= self.now, "an event in the past");
        self.now = at;
        self.handle(due);
        self.fan_out();
        true
    }

    /// Lets everything happen up to and including `instant`, ms.
    pub fn advance_to(&mut self, instant: Millis) {
        while self.next_event_at().is_some_and(|at| at <= instant) {
            self.step();
        }
        self.now = self.now.max(instant);
    }

    /// Moves time on to `instant`, ms, before what is due then happens. What is due earlier must have happened.
    pub fn advance_clock(&mut self, instant: Millis) {
        debug_assert!(self.next_event_at().is_none_or(|at| at >= instant), "an event would be in the past");
        self.now = self.now.max(instant);
    }

    /// From now on no kubelet does anything: pods stay as they are, and only controllers go on.
    pub fn halt_kubelets(&mut self) {
        self.kubelet.halted = true;
    }

    /// When the next event of the queue is due.
    pub fn next_event_at(&self) -> Option<Millis> {
        self.queue.next_at()
    }

    /// Virtual time, ms.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// The objects as the API server holds them.
    pub fn objects(&self) -> &Objects {
        &self.api.objects
    }

    /// What happened so far.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Every write and removal of an object so far, in order: who has seen so many of them need look at the others only.
    pub fn writes(&self) -> Stretch<'_, (Kind, Uid)> {
        self.api.writes()
    }

    /// Differs whenever an object was written, or the first node's proxy learnt of other endpoints: what is counted of those
    /// after every event need not be counted again where this is the same.
    pub fn changes(&self) -> (u64, u64) {
        (self.api.resource_version(), self.proxy.changes())
    }

    /// The clients and what they got.
    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// The pods a Service's connections can go to now, as the proxies know them.
    pub fn usable_endpoints(&self, service: &str) -> &Endpoints {
        self.proxy.usable(service)
    }

    /// The same as the proxy of one node knows them, by the node's place; there is a single proxy where each pod has a
    /// node of its own.
    pub fn usable_endpoints_on(&self, service: &str, node: u32) -> &Endpoints {
        self.proxy.on_node(service, node)
    }

    /// The nodes with what is promised of them, as the scheduler counts it; none where each pod has one of its own.
    pub fn nodes(&self) -> &[NodeInfo] {
        &self.scheduler.nodes
    }

    /// How far a pod is in what it is doing, for drawing; see [`kubelet::Stage`].
    pub fn stage(&self, pod: Uid) -> Option<Stage> {
        self.kubelet.stage(pod)
    }

    /// Keeps what a controller outside of this cluster says about an object in the log; nothing else changes.
    pub fn note(&mut self, kind: Kind, object: &Name, reason: &'static str, message: &str) {
        self.record(kind, object, Happening::Said { reason, message: message.into() });
    }

    fn record(&mut self, kind: Kind, object: &Name, happening: Happening) {
        self.log.push(Event { at: self.now, kind, object: object.clone(), happening });
    }

    fn handle(&mut self, due: Due) {
        match due {
            Due::Deliver(delivery) => self.deliver(delivery),
            Due::Enqueue(controller, key) => {
                if self.queue.delay_over(self.now, controller, key) {
                    self.queue.enqueue(self.soon(), controller, key);
                }
            }
            Due::Sync(controller, key) => self.sync(controller, key),
            Due::Bind(pod) => self.bind(pod),
            Due::Kubelet(pod, step, life) => self.sync_pod(pod, step, life),
            Due::NodeMissed(node, epoch, evict) => self.node_missed(node, epoch, evict),
            Due::Proxy(slice, node) => self.sync_proxy(slice, node),
            Due::Routes => self.sync_gateway(),
            Due::GoOn(set) => self.go_on_with(set),
            Due::Drain(number) => self.go_on_draining(number),
            Due::Measure => self.measure(),
            Due::CollectGarbage(owner) => self.collect_garbage(owner),
            Due::Tick(canary, number) => self.tick(canary, number),
            Due::Request(stream) => self.send_request(stream),
            Due::Flight(id) => self.go_on_with_request(id),
        }
    }
}

pub use deployment::deployment_complete;
pub use kubelet::Stage;
