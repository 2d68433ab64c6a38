//! autoscaling/v2 HorizontalPodAutoscaler: how many pods a workload should have, by what they are measured to do.
//!
//! Models staging/src/k8s.io/api/autoscaling/v2/types.go and pkg/apis/autoscaling/v2/defaults.go. Simulated are the CPU of pods
//! and requests per second, of pods or of a Service or route.

use super::calendar::Time;
use super::condition::StatusCondition;
use super::fields::fields;
use super::object::{Name, ObjectMeta};
use super::quantity::Quantity;

/// autoscaling/v2 HorizontalPodAutoscaler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HorizontalPodAutoscaler {
    /// Name, labels.
    pub metadata: ObjectMeta,
    pub spec: HorizontalPodAutoscalerSpec,
    /// What its controller measured and decided last.
    pub status: HorizontalPodAutoscalerStatus,
}

fields! {
    /// What an autoscaler should do.
    pub struct HorizontalPodAutoscalerSpec ("HorizontalPodAutoscalerSpec", "autoscaler") {
        /// The Deployment, ReplicaSet or Rollout whose `replicas` it sets.
        scale_target_ref: ObjectReference = "scaleTargetRef";
        /// It asks for no fewer pods.
        min_replicas: i32 = "minReplicas" default 1;
        /// It asks for no more.
        max_replicas: i32 = "maxReplicas";
        /// What is measured. The one that asks for most pods counts. CPU at 80 % of what is requested where none is given.
        metrics: Vec<Metric> = "metrics";
        /// How fast it scales.
        behavior: Option<Behavior> = "behavior";
    }
    inert [], kept &[],
    settle |spec, _, _| {
        if spec.metrics.is_empty() {
            spec.metrics.push(Metric::cpu(DEFAULT_UTILIZATION));
        }
        if let Some(behavior) = &mut spec.behavior {
            behavior.fill_in();
        }
    }
}

/// Models DefaultCPUUtilization, %.
const DEFAULT_UTILIZATION: i32 = 80;

fields! {
    /// An object by its kind and name.
    pub struct ObjectReference ("CrossVersionObjectReference", "reference") {
        api_version: Name = "apiVersion";
        kind: Name = "kind";
        name: Name = "name";
    }
    inert [], kept &[]
}

/// Fields of a metric's source, for whoever gives one that it has not.
const KNOWN: &str = "metric, target";

fields! {
    /// One of `metrics`, or what was measured of it.
    pub struct Metric ("MetricSpec", "metrics") {
        /// `Resource`, `Pods` or `Object`.
        kind: Name = "type";
        /// The CPU of the pods.
        resource: Option<MetricSource> = "resource";
        /// What each pod says of itself: requests per second.
        pods: Option<MetricSource> = "pods";
        /// What is known of another object: requests per second.
        object: Option<MetricSource> = "object";
    }
    inert [], kept &["containerResource", "external"],
    settle |metric, reader, fields| {
        // One table for all three, as far as each goes.
        for (source, name, others) in [
            (&metric.resource, "resource", &["metric", "describedObject"][..]),
            (&metric.pods, "pods", &["name", "describedObject"]),
            (&metric.object, "object", &["name"]),
        ] {
            let Some(given) = source.as_ref().and_then(|_| fields.get(name)) else { continue };
            for other in others.iter().filter(|other| given.field(other).is_some()) {
                let path = format!("{}.{other}", fields.at(name));
                let fix = message!("manifest-take-out-look-where", known = KNOWN);
                reader.problem(given.line, &path, message!("manifest-unknown-field"), fix);
            }
        }
    }
}

fields! {
    /// `resource`, `pods` or `object`: what is measured, what it should be, and in the status what it is.
    pub struct MetricSource ("MetricSource", "source") {
        /// Of a resource: `cpu`.
        name: Name = "name";
        /// A Service or a route.
        described_object: ObjectReference = "describedObject";
        metric: MetricIdentifier = "metric";
        target: MetricValue = "target";
        current: MetricValue = "current";
    }
    inert ["current"], kept &[]
}

fields! {
    /// Which metric.
    pub struct MetricIdentifier ("MetricIdentifier", "metric") {
        name: Name = "name";
    }
    inert [], kept &["selector"]
}

fields! {
    /// What a metric should be, or is.
    pub struct MetricValue ("MetricTarget", "target") {
        /// Of a target: `Utilization`, `Value` or `AverageValue`.
        kind: Name = "type";
        /// Altogether.
        value: Option<Quantity> = "value";
        /// On average over the pods.
        average_value: Option<Quantity> = "averageValue";
        /// On average over the pods, % of what they request.
        average_utilization: Option<i32> = "averageUtilization";
    }
    inert [], kept &[]
}

fields! {
    /// `behavior`.
    pub struct Behavior ("HorizontalPodAutoscalerBehavior", "behavior") {
        /// At most 4 pods or 100 % in 15 s, without a look back, unless given.
        scale_up: ScalingRules = "scaleUp";
        /// At most 100 % in 15 s, by the highest recommendation of the last 300 s, unless given.
        scale_down: ScalingRules = "scaleDown";
    }
    inert [], kept &[]
}

fields! {
    /// How fast one way.
    pub struct ScalingRules ("HPAScalingRules", "scalingRules") {
        /// How far it looks back for a recommendation that goes less far, s.
        stabilization_window_seconds: Option<i32> = "stabilizationWindowSeconds";
        /// Which policy counts: `Max`, `Min`, or `Disabled`.
        select_policy: Name = "selectPolicy" filled "Max".into();
        policies: Vec<ScalingPolicy> = "policies";
        /// How far a metric may be off its target; 0.1 unless given.
        tolerance: Option<Quantity> = "tolerance";
    }
    inert [], kept &[]
}

fields! {
    /// So much in so long.
    pub struct ScalingPolicy ("HPAScalingPolicy", "policies") {
        /// `Pods` or `Percent`.
        kind: Name = "type";
        value: i32 = "value";
        period_seconds: i32 = "periodSeconds";
    }
    inert [], kept &[]
}

fields! {
    /// How an autoscaler stands.
    pub struct HorizontalPodAutoscalerStatus ("HorizontalPodAutoscalerStatus", "autoscalerStatus") {
        /// When it last changed the size.
        last_scale_time: Option<Time> = "lastScaleTime";
        /// Pods wanted when it last looked.
        current_replicas: i32 = "currentReplicas";
        /// Pods it wanted then.
        desired_replicas: i32 = "desiredReplicas" default 0;
        /// What it measured, in the order of `spec.metrics`.
        current_metrics: Vec<Metric> = "currentMetrics";
        /// AbleToScale, ScalingActive, ScalingLimited.
        conditions: Vec<StatusCondition> = "conditions";
    }
    inert [], kept &["observedGeneration"]
}

impl Metric {
    /// The CPU of the pods on average, % of what they request.
    pub fn cpu(percent: i32) -> Self {
        let target =
            MetricValue { kind: "Utilization".into(), average_utilization: Some(percent), ..MetricValue::default() };
        let resource = MetricSource { name: "cpu".into(), target, ..MetricSource::default() };
        Self { kind: "Resource".into(), resource: Some(resource), ..Self::default() }
    }
}

impl ScalingPolicy {
    fn of(kind: &str, value: i32) -> Self {
        Self { kind: kind.into(), value, period_seconds: 15, ..Self::default() }
    }
}

impl Behavior {
    /// What is not given, once anything is. Models GenerateHPAScaleUpRules and GenerateHPAScaleDownRules.
    fn fill_in(&mut self) {
        self.scale_up.stabilization_window_seconds.get_or_insert(0);
        if self.scale_up.policies.is_empty() {
            self.scale_up.policies = vec![ScalingPolicy::of("Pods", 4), ScalingPolicy::of("Percent", 100)];
        }
        if self.scale_down.policies.is_empty() {
            self.scale_down.policies = vec![ScalingPolicy::of("Percent", 100)];
        }
    }
}
