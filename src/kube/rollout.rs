//! argoproj.io/v1alpha1 Rollout: Argo Rollouts' Deployment, with steps, weights and analyses.
//!
//! Models pkg/apis/rollouts/v1alpha1/types.go of argoproj/argo-rollouts and its utils/defaults. The definition of the kind
//! knows no defaults: what is not given is not there, and the controller takes its own.

use super::calendar::Time;
use super::condition::{StatusCondition, find};
use super::fields::fields;
use super::object::{Labels, Name, ObjectMeta};
use super::pod::PodTemplateSpec;
use super::rollout_strategy::{CanaryStep, RolloutStrategy};
use super::selector::LabelSelector;
use super::time::{Millis, SECOND};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollout {
    /// Name, labels, generation.
    pub metadata: ObjectMeta,
    pub spec: RolloutSpec,
    /// Fact, and what its controller and a person tell each other.
    pub status: RolloutStatus,
}

fields! {
    /// What a Rollout should be.
    pub struct RolloutSpec ("RolloutSpec", "rollout") {
        /// Pods wanted; 1 unless given.
        replicas: Option<i32> = "replicas";
        /// Which ReplicaSets and pods are its own. Required.
        selector: Option<LabelSelector> = "selector";
        /// The pods it makes.
        template: PodTemplateSpec = "template";
        /// How it replaces them.
        strategy: RolloutStrategy = "strategy";
        /// How long a pod must be ready to count as available, s.
        min_ready_seconds: i32 = "minReadySeconds";
        /// Old ReplicaSets kept; 10 unless given.
        revision_history_limit: Option<i32> = "revisionHistoryLimit";
        /// A person holds it.
        paused: bool = "paused";
        /// Silence after which it counts as stuck, s; 600 unless given.
        progress_deadline_seconds: Option<i32> = "progressDeadlineSeconds";
        /// It is aborted when it is stuck.
        progress_deadline_abort: bool = "progressDeadlineAbort";
        /// How far back a template may lie to be gone back to without steps and analyses.
        rollback_window: Option<RollbackWindow> = "rollbackWindow";
    }
    inert [], kept &["workloadRef", "analysis", "restartAt"]
}

fields! {
    /// `rollbackWindow`.
    pub struct RollbackWindow ("RollbackWindowSpec", "rollbackWindow") {
        /// So many revisions before the one in service.
        revisions: i32 = "revisions";
    }
    inert [], kept &[]
}

fields! {
    /// What a Rollout is, as its controller last counted.
    pub struct RolloutStatus ("RolloutStatus", "rolloutStatus") {
        /// The update is given up: the stable version comes back.
        abort: bool = "abort";
        /// Since when.
        aborted_at: Option<Time> = "abortedAt";
        /// Everything at once, without steps, pauses and analyses.
        promote_full: bool = "promoteFull";
        /// Why it waits.
        pause_conditions: Vec<PauseCondition> = "pauseConditions";
        /// It was the controller who paused it: if there is no reason left, a person took it away.
        controller_pause: bool = "controllerPause";
        /// The hash of the template as the controller last saw it.
        current_pod_hash: Name = "currentPodHash";
        /// The hash of the steps as the controller last saw them.
        current_step_hash: Name = "currentStepHash";
        /// The step it is at, from 0; the number of steps when all are done.
        current_step_index: Option<i32> = "currentStepIndex";
        /// The hash of the version in service.
        stable_rs: Name = "stableRS";
        /// The generation the counts are of, as text.
        observed_generation: Name = "observedGeneration";
        /// Pods of all versions.
        replicas: i32 = "replicas";
        /// Those of the newest template.
        updated_replicas: i32 = "updatedReplicas";
        /// Those that are ready; of a blue/green those of the version in service alone.
        ready_replicas: i32 = "readyReplicas";
        /// Those that are available; of a blue/green those of the version in service alone.
        available_replicas: i32 = "availableReplicas";
        /// Pods as an autoscaler counts them.
        hpa_replicas: i32 = "HPAReplicas";
        /// Which pods those are.
        selector: Name = "selector";
        /// Of a canary.
        canary: CanaryStatus = "canary";
        /// Of a blue/green.
        blue_green: BlueGreenStatus = "blueGreen";
        /// Progressing, Available, Healthy, Completed, Paused and the like.
        conditions: Vec<StatusCondition> = "conditions";
        /// `Progressing`, `Paused`, `Healthy` or `Degraded`.
        phase: Name = "phase";
        /// Why it is in this phase.
        message: Name = "message";
    }
    inert [], kept &["restartedAt", "collisionCount", "workloadObservedGeneration", "alb", "albs"]
}

fields! {
    /// Why a Rollout waits.
    pub struct PauseCondition ("PauseCondition", "pauseConditions") {
        /// `CanaryPauseStep`, `BlueGreenPause` or `InconclusiveAnalysisRun`.
        reason: Name = "reason";
        /// Since when.
        start_time: Time = "startTime";
    }
    inert [], kept &[]
}

fields! {
    /// What only a canary has.
    pub struct CanaryStatus ("CanaryStatus", "canaryStatus") {
        /// The analysis of the step it is at.
        current_step_analysis_run_status: Option<RunStatus> = "currentStepAnalysisRunStatus";
        /// The analysis that runs all along.
        current_background_analysis_run_status: Option<RunStatus> = "currentBackgroundAnalysisRunStatus";
        /// How requests are split, where a router splits them.
        weights: Option<TrafficWeights> = "weights";
    }
    inert [], kept &["currentExperiment", "stablePingPong", "stepPluginStatuses"]
}

fields! {
    /// What only a blue/green has.
    pub struct BlueGreenStatus ("BlueGreenStatus", "blueGreenStatus") {
        /// The hash the preview Service selects.
        preview_selector: Name = "previewSelector";
        /// The hash the active Service selects.
        active_selector: Name = "activeSelector";
        /// The preview had its own number of pods, and now gets all of them.
        scale_up_preview_check_point: bool = "scaleUpPreviewCheckPoint";
        /// The analysis before the promotion.
        pre_promotion_analysis_run_status: Option<RunStatus> = "prePromotionAnalysisRunStatus";
        /// The analysis after it.
        post_promotion_analysis_run_status: Option<RunStatus> = "postPromotionAnalysisRunStatus";
    }
    inert [], kept &[]
}

fields! {
    /// Where an AnalysisRun of a Rollout stands.
    pub struct RunStatus ("RolloutAnalysisRunStatus", "runStatus") {
        /// The AnalysisRun.
        name: Name = "name";
        /// Its phase.
        status: Name = "status";
        message: Name = "message";
    }
    inert [], kept &[]
}

fields! {
    /// How requests are split.
    pub struct TrafficWeights ("TrafficWeights", "weights") {
        /// What the new version gets.
        canary: WeightDestination = "canary";
        /// What the version in service gets.
        stable: WeightDestination = "stable";
    }
    inert [], kept &["additional", "verified"]
}

fields! {
    /// One side of the split.
    pub struct WeightDestination ("WeightDestination", "weightDestination") {
        /// Of 100 requests, so many.
        weight: i32 = "weight" default 0;
        /// The Service they go to.
        service_name: Name = "serviceName";
        /// The version behind it.
        pod_template_hash: Name = "podTemplateHash";
    }
    inert [], kept &[]
}

/// Label of a Rollout's ReplicaSets and pods, and part of its Services' selectors: the hash of the template.
pub const ROLLOUTS_POD_TEMPLATE_HASH: &str = "rollouts-pod-template-hash";
/// Annotation of a Rollout and of its ReplicaSets: the revision.
pub const REVISION: &str = "rollout.argoproj.io/revision";
/// Annotation of a ReplicaSet: the Rollout's replicas when it was last scaled.
pub const DESIRED_REPLICAS: &str = "rollout.argoproj.io/desired-replicas";
/// Annotation of a ReplicaSet: when it goes.
pub const SCALE_DOWN_DEADLINE: &str = "scale-down-deadline";
/// Annotation of a Service: the Rollout that leads it.
pub const MANAGED_BY: &str = "argo-rollouts.argoproj.io/managed-by-rollouts";

impl Rollout {
    /// A Rollout as a client sends it.
    pub fn new(name: &str, replicas: i32, template: PodTemplateSpec, strategy: RolloutStrategy) -> Self {
        let selector = Some(template.metadata.labels.clone().into());
        let spec = RolloutSpec { replicas: Some(replicas), selector, template, strategy, ..RolloutSpec::default() };
        Self { metadata: ObjectMeta::named(name, Labels::default()), spec, status: RolloutStatus::default() }
    }

    /// Pods wanted.
    pub fn replicas(&self) -> i32 {
        self.spec.replicas.unwrap_or(1)
    }

    /// Old ReplicaSets kept.
    pub fn revision_history_limit(&self) -> i32 {
        self.spec.revision_history_limit.unwrap_or(10)
    }

    /// Silence after which it counts as stuck, ms.
    pub fn progress_deadline(&self) -> Millis {
        Millis::try_from(self.spec.progress_deadline_seconds.unwrap_or(600)).unwrap_or(0) * SECOND
    }

    /// What a canary does one after the other.
    pub fn steps(&self) -> &[CanaryStep] {
        self.spec.strategy.canary.as_ref().map_or(&[], |canary| &canary.steps)
    }

    /// The step it is at, from 0; the number of steps when all are done; `None` without any.
    pub fn step_index(&self) -> Option<usize> {
        let index = usize::try_from(self.status.current_step_index.unwrap_or(0)).unwrap_or(0);
        (!self.steps().is_empty()).then(|| index.min(self.steps().len()))
    }

    /// Of the last setWeight before a step.
    pub fn weight_before(&self, index: usize) -> i32 {
        self.steps()[..index.min(self.steps().len())].iter().rev().find_map(|step| step.set_weight).unwrap_or(0)
    }

    /// Of the last setWeight up to here; 100 past the last step, 0 once it is given up. Models GetCurrentSetWeight.
    pub fn current_weight(&self) -> i32 {
        match self.step_index() {
            _ if self.status.abort => 0,
            Some(index) if index < self.steps().len() => self.weight_before(index + 1),
            _ => 100,
        }
    }

    /// When it counts as stuck, ms; `None` where the clock does not run. An analysis or a pause takes as long as it takes.
    pub fn progress_deadline_at(&self) -> Option<Millis> {
        let condition = find(&self.status.conditions, "Progressing")?;
        let runs = ["ReplicaSetUpdated", "RolloutRetry", "ProgressDeadlineExceeded"].contains(&&*condition.reason);
        let step = self.step_index().and_then(|index| self.steps().get(index));
        let endless = step.is_some_and(|step| step.analysis.is_some() || step.pause.is_some());
        let from = condition.last_update_time?.0;
        (runs && !endless).then(|| from + self.progress_deadline())
    }

    /// Its template is the version in service.
    pub fn is_fully_promoted(&self) -> bool {
        self.status.stable_rs == self.status.current_pod_hash
    }
}

impl RolloutStatus {
    /// It waits for this reason since then.
    pub fn pause(&self, reason: &str) -> Option<Time> {
        let found = self.pause_conditions.iter().find(|condition| &*condition.reason == reason);
        found.map(|condition| condition.start_time)
    }
}
