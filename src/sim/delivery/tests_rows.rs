//! A Rollout in a state that is set by hand, looked at by its controller: what rows of Argo Rollouts' own tables are asked of.
//!
//! Pods are as a row says they are, whatever the controller asks for: no other controller runs.

use std::fmt::Debug;

use super::super::Cluster;
use super::super::command::Command;
use super::Reconciler;
use super::rollout::RolloutController;
use super::set_hash::template_hash;
use crate::kube::analysis::{AnalysisRun, AnalysisTemplate, AnalysisTemplateSpec};
use crate::kube::calendar::Time;
use crate::kube::field::Field;
use crate::kube::object::{Kind, Labels, Name, ObjectMeta, Uid, labels};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::reader::Reader;
use crate::kube::rollout::{
    MANAGED_BY, REVISION, ROLLOUTS_POD_TEMPLATE_HASH, Rollout, RolloutStatus, TrafficWeights, WeightDestination,
};
use crate::kube::rollout_strategy::RolloutStrategy;
use crate::kube::route::{HttpRoute, HttpRouteSpec};
use crate::kube::service::Service;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::{ReplicaSet, ReplicaSetSpec, ReplicaSetStatus};
use crate::kube::yaml;
use crate::world::World;

/// Rows of a table: each is equal, or the table fails with all that differ.
#[derive(Default)]
pub(super) struct Table {
    tried: usize,
    different: Vec<String>,
}

impl Table {
    /// What upstream's test expects, and what is found here.
    pub fn row<T: Debug + PartialEq>(&mut self, source: &str, name: &str, expected: T, found: T) {
        self.tried += 1;
        if expected != found {
            self.different.push(format!("{source} | {name} | upstream {expected:?} | here {found:?}"));
        }
    }

    /// As many rows as there are, all of them equal.
    pub fn end(self, rows: usize) {
        assert!(self.different.is_empty(), "\n{}", self.different.join("\n"));
        assert_eq!(self.tried, rows);
    }
}

pub(super) fn read<T: Field>(text: &str) -> T {
    let mut reader = Reader::default();
    let node = yaml::documents(text).expect("YAML").remove(0);
    let read = T::read(&mut reader, &node, "");
    assert!(reader.problems.is_empty(), "{:?}\n{text}", reader.problems);
    read.expect("it is sound")
}

/// `20, pause 10s, scale 2, scale w25, scale match, analysis, header` as steps.
pub(super) fn steps(short: &str) -> String {
    let one = |step: &str| match step.trim().split_once(' ').unwrap_or((step.trim(), "")) {
        ("pause", "") => "{pause: {}}".to_owned(),
        ("pause", duration) => format!("{{pause: {{duration: {duration}}}}}"),
        ("scale", "match") => "{setCanaryScale: {matchTrafficWeight: true}}".into(),
        ("scale", weight) if weight.starts_with('w') => format!("{{setCanaryScale: {{weight: {}}}}}", &weight[1..]),
        ("scale", pods) => format!("{{setCanaryScale: {{replicas: {pods}}}}}"),
        ("analysis", _) => "{analysis: {templates: [{templateName: success-rate}]}}".into(),
        ("header", _) => "{setHeaderRoute: {name: by-header, match: [{headerName: end-user, headerValue: {exact: \
                          jason}}]}}"
            .into(),
        (weight, _) => format!("{{setWeight: {weight}}}"),
    };
    let all: Vec<String> = short.split(',').filter(|step| !step.trim().is_empty()).map(one).collect();
    format!("steps: [{}]", all.join(", "))
}

/// A canary without a router.
pub(super) fn basic(surge: i32, unavailable: i32, short: &str) -> String {
    format!("canary: {{maxSurge: {surge}, maxUnavailable: {unavailable}, {}}}", steps(short))
}

/// A canary with one.
pub(super) fn routed(more: &str, short: &str) -> String {
    format!(
        "canary: {{stableService: stable, canaryService: canary, {more} trafficRouting: {{plugins: \
         {{argoproj-labs/gatewayAPI: {{httpRoute: web}}}}, managedRoutes: [{{name: by-header}}]}}, {}}}",
        steps(short)
    )
}

/// What the sizes were brought to by a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sizes {
    pub canary: i32,
    pub stable: i32,
}

pub(super) struct Row {
    pub cluster: Cluster,
    uid: Uid,
    /// The hash of the version in service and of the template.
    pub hashes: [Name; 2],
}

fn template(version: &str) -> PodTemplateSpec {
    PodTemplateSpec::new(labels(&[("app", "web")]), "web", &format!("web:{version}"))
}

impl Row {
    /// At a step of an update from v1 to v2, with what the rows' worlds have besides.
    pub fn new(replicas: i32, strategy: &str, step: usize) -> Self {
        let mut cluster = Cluster::new(World::default());
        let strategy: RolloutStrategy = read(strategy);
        let of = |version| Rollout::new("web", replicas, template(version), strategy.clone());
        let hashes = ["v1", "v2"].map(|version| template_hash(&of(version)));
        let mut rollout = of("v2");
        rollout.metadata.annotate(REVISION, "2");
        let at = i32::try_from(step).ok().filter(|_| !rollout.steps().is_empty());
        rollout.status = RolloutStatus {
            stable_rs: hashes[0].clone(),
            current_pod_hash: hashes[1].clone(),
            current_step_index: at,
            observed_generation: "2".into(),
            ..RolloutStatus::default()
        };
        let [stable, new] = hashes.clone();
        for (name, hash) in [("stable", &stable), ("canary", &new), ("active", &stable), ("preview", &new)] {
            let selector = labels(&[("app", "web"), (ROLLOUTS_POD_TEMPLATE_HASH, hash)]);
            let mut service = Service::new(name, selector);
            service.metadata.annotate(MANAGED_BY, "web");
            cluster.api.create(service, 0);
        }
        let spec: HttpRouteSpec = read(
            "{rules: [{backendRefs: [{name: stable, port: 80, weight: 100}, {name: canary, port: 80, weight: 0}]}]}",
        );
        cluster.api.create(HttpRoute { metadata: ObjectMeta::named("web", Labels::default()), spec }, 0);
        let spec: AnalysisTemplateSpec = read(
            "{metrics: [{name: success-rate, interval: 1m, count: 1, successCondition: 'result[0] > 0', provider: \
             {prometheus: {query: q}}}]}",
        );
        let metadata = ObjectMeta::named("success-rate", Labels::default());
        cluster.api.create(AnalysisTemplate { metadata, spec }, 0);
        let created = cluster.api.create(rollout, 0);
        // An update is no first generation.
        let mut again = created.as_ref().clone();
        again.metadata.generation = 2;
        let uid = cluster.api.update_status(again).expect("just made").metadata.uid;
        let mut row = Self { cluster, uid, hashes };
        for (version, hash) in [("v1", &stable), ("v2", &new)] {
            row.create_set(version, hash, if version == "v1" { 1 } else { 2 });
        }
        row
    }

    fn create_set(&mut self, version: &str, hash: &Name, revision: i32) {
        let mut template = template(version);
        let all = labels(&[("app", "web"), (ROLLOUTS_POD_TEMPLATE_HASH, hash)]);
        template.metadata.labels = all.clone();
        let mut metadata = ObjectMeta::named(&format!("web-{hash}"), all.clone());
        metadata.owner = Some(self.uid);
        metadata.annotate(REVISION, &revision.to_string());
        let spec = ReplicaSetSpec { replicas: 0, selector: all.into(), template, min_ready_seconds: 0 };
        self.cluster.api.create(ReplicaSet { metadata, spec, status: ReplicaSetStatus::default() }, 0);
    }

    /// A third version, neither in service nor that of the template.
    pub fn third(&mut self, pods: (i32, i32)) -> Name {
        let mut rollout = self.rollout();
        rollout.spec.template = template("v3");
        let hash = template_hash(&rollout);
        self.create_set("v3", &hash, 0);
        self.pods(&hash, pods);
        hash
    }

    pub fn rollout(&self) -> Rollout {
        self.cluster.api.objects.rollouts[&self.uid].as_ref().clone()
    }

    /// Changes spec or status by hand.
    pub fn change(&mut self, change: impl FnOnce(&mut Rollout)) -> &mut Self {
        let mut rollout = self.rollout();
        change(&mut rollout);
        self.cluster.api.update_status(rollout).expect("just read");
        self
    }

    /// The canary gets so many percent.
    pub fn weighted(&mut self, weight: i32) -> &mut Self {
        let [stable, canary] = self.hashes.clone();
        let of =
            |weight, pod_template_hash| WeightDestination { weight, pod_template_hash, ..WeightDestination::default() };
        let weights = TrafficWeights {
            canary: of(weight, canary),
            stable: of(100 - weight, stable),
            ..TrafficWeights::default()
        };
        self.change(|rollout| rollout.status.canary.weights = Some(weights))
    }

    pub fn set(&self, hash: &Name) -> ReplicaSet {
        let sets = self.cluster.api.objects.replica_sets.values();
        let mut found = sets.filter(|set| set.metadata.labels.get(ROLLOUTS_POD_TEMPLATE_HASH) == Some(hash));
        found.next().expect("it is there").as_ref().clone()
    }

    /// A version has so many pods, so many of them available.
    pub fn pods(&mut self, hash: &Name, (spec, available): (i32, i32)) {
        let mut set = self.set(hash);
        set.spec.replicas = spec;
        set.status = ReplicaSetStatus {
            replicas: spec,
            ready_replicas: available,
            available_replicas: available,
            observed_generation: set.metadata.generation,
            ..ReplicaSetStatus::default()
        };
        self.cluster.api.update_status(set).expect("just read");
    }

    /// One look, the pods being these: what they are scaled to.
    pub fn look(&mut self, canary: (i32, i32), stable: (i32, i32)) -> Sizes {
        let [old, new] = self.hashes.clone();
        self.pods(&old, stable);
        self.pods(&new, canary);
        self.look_again()
    }

    /// One look at what there is.
    pub fn look_again(&mut self) -> Sizes {
        self.cluster.cache = self.cluster.api.objects.clone();
        RolloutController::reconcile(&mut self.cluster, self.uid).expect("nobody writes in between");
        let [old, new] = self.hashes.clone();
        Sizes { canary: self.set(&new).spec.replicas, stable: self.set(&old).spec.replicas }
    }

    /// Looks at pods that stay as they are: the last sizes that were asked for.
    pub fn looks(&mut self, canary: (i32, i32), stable: (i32, i32), times: usize) -> Sizes {
        let mut last = Sizes { canary: canary.0, stable: stable.0 };
        for _ in 0..times {
            let sizes = self.look(canary, stable);
            if sizes.canary != canary.0 {
                last.canary = sizes.canary;
            }
            if sizes.stable != stable.0 {
                last.stable = sizes.stable;
            }
        }
        last
    }

    pub fn second(&mut self, second: Millis) -> &mut Self {
        self.cluster.now = second * SECOND;
        self
    }

    pub fn command(&mut self, command: Command) {
        self.cluster.apply(command).expect("accepted");
    }

    pub fn abort(&mut self) -> &mut Self {
        self.command(Command::abort_rollout(&"web".into()));
        self
    }

    pub fn promote(&mut self) -> &mut Self {
        let promote = Command::promote_rollout(&self.rollout()).expect("there is something to skip");
        self.command(promote);
        self
    }

    pub fn promote_fully(&mut self) -> &mut Self {
        self.command(Command::promote_rollout_fully(&"web".into()));
        self
    }

    /// What the route gives the canary, percent.
    pub fn weight(&self) -> i64 {
        let route = self.cluster.api.objects.http_routes.values().next().expect("one").clone();
        let rules = route.spec.rules.clone().expect("there are rules");
        rules[0].backend_refs[1].weight
    }

    /// Rules of the route besides its own.
    pub fn routes(&self) -> usize {
        let route = self.cluster.api.objects.http_routes.values().next().expect("one").clone();
        route.spec.rules.as_ref().map_or(0, Vec::len) - 1
    }

    /// The version a Service leads to: 0 the one in service, 1 that of the template.
    pub fn behind(&self, service: &str) -> Option<usize> {
        let service = self.cluster.api.objects.service(service).expect("there");
        let hash = service.spec.selector.get(ROLLOUTS_POD_TEMPLATE_HASH)?;
        self.hashes.iter().position(|known| known == hash)
    }

    pub fn step(&self) -> i32 {
        self.rollout().status.current_step_index.unwrap_or(-1)
    }

    /// `Degraded: RolloutAborted: …`; the hash of the template is written `<hash>`.
    pub fn stands(&self) -> String {
        let status = self.rollout().status;
        let colon = if status.message.is_empty() { "" } else { ": " };
        format!("{}{colon}{}", status.phase, status.message).replace(&*self.hashes[1], "<hash>")
    }

    /// Events of the Rollout, but for sizes, weights and Services.
    pub fn said(&self) -> Vec<String> {
        let events = self.cluster.log().events();
        let of = events.iter().filter(|event| event.kind == Kind::Rollout);
        let all = of.map(|event| format!("{}: {}", event.happening.reason(), event.message()));
        let told = ["Command", "ScalingReplicaSet", "TrafficWeightUpdated", "SwitchService"];
        let all = all.filter(|line| !told.iter().any(|reason| line.starts_with(reason)));
        all.map(|line| line.replace(&*self.hashes[1], "<hash>")).collect()
    }

    /// Their reasons.
    pub fn reasons(&self) -> Vec<String> {
        self.said().iter().map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
    }

    /// The AnalysisRun that goes on or was last begun comes to this.
    pub fn run_comes_to(&mut self, phase: &str, message: &str) {
        let run = self.cluster.api.objects.analysis_runs.values().next_back().expect("one was begun").clone();
        let mut run: AnalysisRun = run.as_ref().clone();
        run.status.phase = phase.into();
        run.status.message = message.into();
        run.status.started_at = Some(Time::of(self.cluster.now));
        self.cluster.api.update_status(run).expect("just read");
    }

    pub fn runs(&self) -> usize {
        self.cluster.api.objects.analysis_runs.len()
    }
}
