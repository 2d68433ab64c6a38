//! A Canary whose ticks are looked at: what rows of Flagger's own tests are asked of. The objects are as a row says they are, no
//! other controller runs, and pods are there as soon as they are asked for unless the row holds them back.

use super::super::Cluster;
use super::super::command::Command;
use super::Reconciler;
use super::flagger::CanaryController;
use super::tests_rows::read;
use super::tick::{Routes, Tick};
use crate::kube::canary::{Canary, CanaryMetric, CanarySpec, FlaggerStatus, ThresholdRange};
use crate::kube::number::Decimal;
use crate::kube::object::{Condition, ConditionStatus, Kind, Labels, ObjectMeta, Uid, labels};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::time::SECOND;
use crate::kube::workload::{Deployment, DeploymentSpec, DeploymentStatus};
use crate::world::World;

/// Pods asked for, of them updated, in all, available.
pub(super) type Pods = [i32; 4];

pub(super) struct Loop {
    pub cluster: Cluster,
    uid: Uid,
    pub primary: Option<Pods>,
    pub canary: Option<Pods>,
    /// Where the words of the last tick begin.
    from: usize,
}

impl Loop {
    /// Initialized; steps of 10 up to 50 unless the row says otherwise.
    pub fn new(replicas: i32, analysis: &str) -> Self {
        Self::of(replicas, &format!("provider: 'gatewayapi:v1', analysis: {{interval: 1m, threshold: 10, {analysis}}}"))
    }

    pub fn of(replicas: i32, spec: &str) -> Self {
        let mut cluster = Cluster::new(World::default());
        let template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", "web:v1");
        cluster.api.create(Deployment::new("web", DeploymentSpec::new(replicas, template)), 0);
        let text = format!(
            "{{targetRef: {{kind: Deployment, name: web}}, service: {{port: 80, gatewayRefs: [{{name: gateway}}]}}, {spec}}}"
        );
        let spec: CanarySpec = read(&text);
        let metadata = ObjectMeta::named("web", Labels::default());
        let uid = cluster.api.create(Canary { metadata, spec, status: FlaggerStatus::default() }, 0).metadata.uid;
        cluster.cache = cluster.api.objects.clone();
        CanaryController::reconcile(&mut cluster, uid).expect("it only writes a status");
        let mut it = Self { cluster, uid, primary: None, canary: None, from: 0 };
        it.ticks(2);
        assert_eq!((it.phase(), it.size()), ("Initialized".to_owned(), 0), "{:?}", it.said());
        it
    }

    pub fn canary(&self) -> Canary {
        self.cluster.api.objects.canaries[&self.uid].as_ref().clone()
    }

    pub fn change(&mut self, version: &str) {
        let image = format!("web:{version}");
        self.cluster.apply(Command::set_image("web", &*image)).expect("accepted");
    }

    pub fn spec(&mut self, change: impl FnOnce(&mut CanarySpec)) {
        let mut canary = self.canary();
        change(&mut canary.spec);
        self.cluster.api.update_status(canary).expect("just read");
    }

    /// Metrics that have no values: every check fails.
    pub fn fails(&mut self) {
        self.spec(|spec| spec.analysis.metrics = vec![metric("request-success-rate", Some(99), None)]);
    }

    pub fn deployment(&self, name: &str) -> Deployment {
        self.cluster.api.objects.deployment(name).expect("there").as_ref().clone()
    }

    pub fn settle(&mut self, name: &str, held: Option<Pods>) {
        let Some(found) = self.cluster.api.objects.deployment(name) else { return };
        let mut deployment = found.as_ref().clone();
        let wanted = deployment.spec.replicas;
        let [spec, updated, all, available] = held.unwrap_or([wanted; 4]);
        deployment.spec.replicas = spec;
        let late = deployment.status.conditions.iter().find(|condition| condition.kind == "Available");
        let since = late.map_or(self.cluster.now / SECOND, |late| late.last_update_time);
        let condition = |kind, status, reason| Condition {
            kind,
            status,
            reason,
            message: "".into(),
            last_update_time: since,
            last_transition_time: since,
        };
        let mut conditions = vec![condition("Progressing", ConditionStatus::True, "ReplicaSetUpdated")];
        if available < spec {
            conditions.push(condition("Available", ConditionStatus::False, "MinimumReplicasUnavailable"));
        }
        deployment.status = DeploymentStatus {
            observed_generation: deployment.metadata.generation,
            replicas: all,
            updated_replicas: updated,
            ready_replicas: available,
            available_replicas: available,
            conditions,
            ..DeploymentStatus::default()
        };
        self.cluster.api.update_status(deployment).expect("just read");
    }

    pub fn tick(&mut self) -> &mut Self {
        self.settle("web", self.canary);
        self.settle("web-primary", self.primary);
        self.from = self.all_said().len();
        self.cluster.now += 60 * SECOND;
        self.cluster.tick(self.uid, 0);
        self
    }

    pub fn ticks(&mut self, count: usize) -> &mut Self {
        for _ in 0..count {
            self.tick();
        }
        self
    }

    pub fn phase(&self) -> String {
        self.canary().status.phase.to_string()
    }

    /// Weights of the primary and the canary, and whether requests are copied.
    pub fn routes(&self) -> (i32, i32, bool) {
        let tick = Tick { canary: self.canary().into() };
        let Routes { primary, canary, mirrored } = tick.routes(&self.cluster);
        (primary, canary, mirrored)
    }

    pub fn size(&self) -> i32 {
        self.deployment("web").spec.replicas
    }

    pub fn copied(&self) -> bool {
        &*self.deployment("web-primary").spec.template.image() == "web:v2"
    }

    pub fn all_said(&self) -> Vec<String> {
        let events = self.cluster.log().events();
        let of = events.iter().filter(|event| event.kind == Kind::Canary && event.happening.reason() == "Synced");
        of.map(|event| event.message().to_string()).collect()
    }

    /// By the last tick.
    pub fn said(&self) -> Vec<String> {
        self.all_said()[self.from..].to_vec()
    }
}

pub(super) fn metric(name: &str, min: Option<i64>, max: Option<i64>) -> CanaryMetric {
    let bound = |bound: Option<i64>| bound.map(|bound| Decimal(bound * 1_000));
    let range = ThresholdRange { min: bound(min), max: bound(max), ..ThresholdRange::default() };
    CanaryMetric { name: name.into(), threshold_range: Some(range), ..CanaryMetric::default() }
}

pub(super) const STEPS: &str = "stepWeight: 10, maxWeight: 50";

pub(super) fn begun(replicas: i32, analysis: &str) -> Loop {
    let mut it = Loop::new(replicas, analysis);
    it.change("v2");
    it.tick();
    it
}

pub(super) fn is(text: &str) -> String {
    text.to_owned()
}
