//! One pod through its life, as `kubectl get pods` and its events show it: starts, probes, back-offs, ends. Behaviours of
//! section 4.
//!
//! Everything goes through the cluster's own doors. Unless a test says otherwise nothing but the application takes time, so
//! instants are exact.

mod back_off;
mod ending;
mod faults;
mod probes;
mod start;
mod startup;
mod state;
mod unhealthy;

use podyard::kube::object::Kind;
use podyard::kube::object::{Uid, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::time::{Millis, SECOND};
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::event::Happening;
use podyard::sim::pod::Pod;
use podyard::sim::probe::{Lifecycle, Probe};
use podyard::world::{App, Latency, Nodes, World};

/// A cluster with one pod, created at 0 s.
struct Life {
    cluster: Cluster,
    pod: Uid,
}

/// Asks every 10 s; its verdict turns with one check, good or bad.
const EVERY_10: Probe = Probe { failure_threshold: 1, ..Probe::DEFAULT };

/// Nothing but a process.
const NO_PROBES: Lifecycle = Lifecycle { startup: None, liveness: None, readiness: None, pre_stop: None };

/// Ready as soon as it runs, and gone 3 s after SIGTERM.
fn prompt() -> App {
    App::fine(0)
}

/// 12,345 ms as `12.345`, whole seconds without a point.
fn seconds(at: Millis) -> String {
    let text = format!("{}.{:03}", at / SECOND, at % SECOND);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

impl Life {
    fn new(app: App, lifecycle: Lifecycle) -> Self {
        Self::with(app, lifecycle, Latency::NONE, |_| {})
    }

    fn with(app: App, lifecycle: Lifecycle, latency: Latency, change: impl FnOnce(&mut PodTemplateSpec)) -> Self {
        Self::on(World { delays: latency, nodes: Nodes::of(0), ..World::default() }, app, lifecycle, change)
    }

    fn on(config: World, app: App, lifecycle: Lifecycle, change: impl FnOnce(&mut PodTemplateSpec)) -> Self {
        let mut cluster = Cluster::new(config);
        let mut template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", "v1");
        crate::template::set_lifecycle(&mut template, lifecycle);
        change(&mut template);
        let deployment = Deployment::new("web", DeploymentSpec::new(1, template));
        for command in [Command::app("v1", &app), Command::create(deployment)] {
            cluster.apply(command).expect("accepted");
        }
        cluster.advance_to(0);
        while cluster.objects().pods.is_empty() {
            assert!(cluster.step(), "a pod comes");
        }
        let pod = cluster.objects().pods.values().next().expect("just seen").metadata.uid;
        cluster.advance_to(0);
        Self { cluster, pod }
    }

    fn pod(&self) -> Option<&Pod> {
        self.cluster.objects().pods.get(&self.pod).map(AsRef::as_ref)
    }

    /// STATUS, READY and RESTARTS.
    fn shown(&self) -> String {
        self.pod().map_or("gone".into(), |pod| {
            let ready = u8::from(pod.status.ready);
            format!("{} {ready}/1 {}", pod.status_word(), pod.status.restart_count)
        })
    }

    /// What is shown now, and whenever it is another row at the end of an instant, up to this one; e.g. `10 Running 1/1 0`.
    fn rows(&mut self, until: Millis) -> Vec<String> {
        let mut last = self.shown();
        let mut rows = vec![format!("{} {last}", seconds(self.cluster.now()))];
        while let Some(at) = self.cluster.next_event_at().filter(|at| *at <= until) {
            self.cluster.advance_to(at);
            let shown = self.shown();
            if shown != last {
                rows.push(format!("{} {shown}", seconds(at)));
                last = shown;
            }
        }
        self.cluster.advance_to(until);
        rows
    }

    /// When events of the pod with this reason came.
    fn at(&self, reason: &str) -> Vec<String> {
        self.events(reason).into_iter().map(|(at, _)| seconds(at)).collect()
    }

    /// When a failed check turned a verdict.
    fn turned(&self) -> Vec<String> {
        let name = &self.pod().expect("it is there").metadata.name;
        let events = self.cluster.log().events().iter();
        let those = events.filter(|event| event.object == *name);
        let those = those.filter(|event| matches!(event.happening, Happening::Unhealthy { turns: true, .. }));
        those.map(|event| seconds(event.at)).collect()
    }

    /// The same in ms with their messages.
    fn events(&self, reason: &str) -> Vec<(Millis, String)> {
        let name = &self.pod().expect("it is there").metadata.name;
        let events = self.cluster.log().events().iter();
        let those = events.filter(|event| event.object == *name && event.happening.reason() == reason);
        those.map(|event| (event.at, event.message().to_string())).collect()
    }

    fn delete(&mut self) {
        let pod = self.pod().expect("it is there").metadata.name.clone();
        self.cluster.apply(Command::Delete { kind: Kind::Pod, name: pod }).expect("accepted");
    }
}
