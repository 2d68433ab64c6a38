//! Behaviours that simple models get wrong, one test for each. The numbers are those of the list of behaviours, section 8.
//!
//! Everything goes through the cluster's own doors: commands, faults, time. Unless a test says otherwise nothing but the
//! application takes time, each pod is ready 10 s after its creation, and a rollout begins at second 100.

mod deadline;
mod kubelet;
mod mid_rollout;
mod network;
mod pods;
mod revisions;
mod rollout;
mod scaling;
mod trajectories;

use podyard::kube::object::Kind;
use std::rc::Rc;

use podyard::kube::int_or_string::IntOrString;
use podyard::kube::object::{Condition, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, DeploymentSpec, ReplicaSet, Strategy};
use podyard::kubectl::rollout_status;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::event::{Event, Happening};
use podyard::sim::pod::Pod;
use podyard::sim::shared::Stretch;
use podyard::world::{App, Latency, Nodes, World};

/// The second at which rollouts begin: whatever came before is long over.
const START: u64 = 100;

/// A cluster with one Deployment, `web`, whose images are `v1`, `v2` …
struct Web {
    cluster: Cluster,
    /// Events before this one are not looked at.
    seen: usize,
}

/// Each pod has a node of its own and nothing takes time.
fn instant() -> World {
    World { delays: Latency::NONE, nodes: Nodes::of(0), ..World::default() }
}

fn spec(replicas: i32, strategy: Strategy) -> DeploymentSpec {
    let mut spec = DeploymentSpec::new(replicas, PodTemplateSpec::new(labels(&[("app", "web")]), "web", "v1"));
    spec.strategy = strategy;
    spec
}

fn rolling_update(max_surge: &str, max_unavailable: &str) -> Strategy {
    Strategy::RollingUpdate {
        max_surge: IntOrString::parse(max_surge),
        max_unavailable: IntOrString::parse(max_unavailable),
    }
}

fn never_ready() -> App {
    App { never_ready: true, ..App::fine(10 * SECOND) }
}

impl Web {
    /// Created at second 0, looked at from [`START`] on.
    fn new(replicas: i32, strategy: Strategy) -> Self {
        Self::of(instant(), spec(replicas, strategy))
    }

    fn of(config: World, spec: DeploymentSpec) -> Self {
        let mut web = Self { cluster: Cluster::new(config), seen: 0 };
        for image in ["v1", "v2", "v3", "v4", "v5"] {
            web.app(image, App::fine(10 * SECOND));
        }
        web.apply(Command::create(Deployment::new("web", spec)));
        web.until(START);
        web
    }

    /// 10 replicas, surge 3, 2 unavailable, with a `v2` that is never ready: 8 and 5 at second 200.
    fn stuck() -> Self {
        let mut web = Self::new(10, rolling_update("3", "2"));
        web.app("v2", never_ready());
        web.set_image("v2");
        web.until(200);
        assert_eq!(web.sizes(), "v1 8, v2 5");
        web
    }

    fn apply(&mut self, command: Command) {
        let told = format!("{command:?}");
        self.seen = self.cluster.log().events().len();
        self.cluster.apply(command).unwrap_or_else(|error| panic!("{told}: {error:?}"));
    }

    /// What pods of an image do that start from now on.
    fn app(&mut self, image: &str, app: App) {
        self.apply(Command::app(image, &app));
    }

    fn set_image(&mut self, image: &str) {
        self.apply(Command::set_image("web", image));
    }

    fn scale(&mut self, replicas: i32) {
        self.apply(Command::scale("web", replicas));
    }

    fn undo(&mut self) {
        self.apply(Command::RolloutUndo { deployment: "web".into(), to_revision: 0 });
    }

    fn pause(&mut self) {
        self.apply(Command::RolloutPause { deployment: "web".into() });
    }

    fn resume(&mut self) {
        self.apply(Command::RolloutResume { deployment: "web".into() });
    }

    fn delete_pod(&mut self, pod: &Pod) {
        self.apply(Command::Delete { kind: Kind::Pod, name: pod.metadata.name.clone() });
    }

    /// Lets everything happen up to the end of what is due at this second's start.
    fn until(&mut self, second: u64) {
        self.cluster.advance_to(second * SECOND);
    }

    /// Goes on event by event until this second or until `stop` holds; whether it came to hold.
    fn step_until(&mut self, second: u64, mut stop: impl FnMut(&Self) -> bool) -> bool {
        while self.cluster.next_event_at().is_some_and(|at| at <= second * SECOND) {
            self.cluster.step();
            if stop(self) {
                return true;
            }
        }
        false
    }

    fn deployment(&self) -> &Deployment {
        self.cluster.objects().deployment("web").expect("nobody deletes it")
    }

    fn condition(&self, kind: &str) -> &Condition {
        self.deployment().condition(kind).unwrap_or_else(|| panic!("no condition {kind}"))
    }

    /// Status and reason of a condition.
    fn shown(&self, kind: &str) -> String {
        let condition = self.condition(kind);
        format!("{} {}", condition.status.as_str(), condition.reason)
    }

    /// What `kubectl rollout status` prints now.
    fn rollout_status(&self) -> String {
        rollout_status(self.deployment()).line().to_string()
    }

    fn sets(&self) -> Vec<Rc<ReplicaSet>> {
        self.cluster.objects().replica_sets.values().cloned().collect()
    }

    fn set(&self, image: &str) -> Rc<ReplicaSet> {
        let sets = self.sets();
        sets.into_iter().find(|set| &*set.spec.template.image() == image).unwrap_or_else(|| panic!("no set of {image}"))
    }

    /// Sizes of the ReplicaSets in the order they were made, e.g. `v1 8, v2 5`.
    fn sizes(&self) -> String {
        let size = |set: &Rc<ReplicaSet>| format!("{} {}", set.spec.template.image(), set.spec.replicas);
        self.sets().iter().map(size).collect::<Vec<_>>().join(", ")
    }

    /// Every pod there is, oldest first.
    fn pods(&self) -> Vec<Rc<Pod>> {
        self.cluster.objects().pods.values().cloned().collect()
    }

    /// Those of an image that are neither finished nor terminating.
    fn active(&self, image: &str) -> Vec<Rc<Pod>> {
        self.pods().into_iter().filter(|pod| pod.is_active() && &*pod.image == image).collect()
    }

    /// Events since the last command.
    fn events(&self) -> Stretch<'_, Event> {
        self.cluster.log().events().since(self.seen)
    }

    /// Changes of size since the last command, e.g. `10: v1 3→2` ten seconds after `from`.
    fn scalings(&self, from: u64) -> Vec<String> {
        let image = |name: &str| {
            let set = self.sets().into_iter().find(|set| &*set.metadata.name == name);
            set.map_or_else(|| name.to_string(), |set| set.spec.template.image().to_string())
        };
        let scaling = |event: &Event| match &event.happening {
            Happening::ScalingReplicaSet { replica_set, from: before, to, .. } => {
                Some(format!("{}: {} {before}→{to}", event.at / SECOND - from, image(replica_set)))
            }
            _ => None,
        };
        self.events().iter().filter_map(scaling).collect()
    }

    /// Events of a reason since the last command: how many in which millisecond.
    fn counts(&self, reason: &str) -> Vec<(u64, usize)> {
        let mut counts: Vec<(u64, usize)> = Vec::new();
        for event in self.events().iter().filter(|event| event.happening.reason() == reason) {
            match counts.last_mut() {
                Some((at, count)) if *at == event.at => *count += 1,
                _ => counts.push((event.at, 1)),
            }
        }
        counts
    }

    /// Goes on to this second and says what was seen at the worst.
    fn extremes(&mut self, second: u64) -> Extremes {
        let mut extremes = Extremes { most_wanted: 0, most_there: 0, least_available: i32::MAX };
        self.step_until(second, |web| {
            let (mut there, mut available) = (0, 0);
            for pod in web.cluster.objects().pods.values() {
                there += 1;
                available += i32::from(pod.is_active() && pod.status.ready);
            }
            extremes.most_there = extremes.most_there.max(there);
            let wanted = web.cluster.objects().replica_sets.values().map(|set| set.spec.replicas).sum();
            extremes.most_wanted = extremes.most_wanted.max(wanted);
            extremes.least_available = extremes.least_available.min(available);
            false
        });
        extremes
    }
}

/// Numbers of pods over a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extremes {
    /// Sizes of all ReplicaSets together: what the bounds are about.
    most_wanted: i32,
    /// Pods, whatever their state.
    most_there: i32,
    /// Ready and neither finished nor terminating.
    least_available: i32,
}
