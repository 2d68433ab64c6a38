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
        metrics: Vec<MetricSpec> = "metrics";
        /// How fast it scales.
        behavior: Option<Behavior> = "behavior";
    }
    inert [], kept &[],
    settle |spec, _, _| {
        if spec.metrics.is_empty() {
            spec.metrics.push(MetricSpec::cpu(DEFAULT_UTILIZATION));
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

fields! {
    /// One of `metrics`.
    pub struct MetricSpec ("MetricSpec", "metrics") {
        /// `Resource`, `Pods` or `Object`.
        kind: Name = "type";
        /// The CPU of the pods.
        resource: Option<ResourceMetricSource> = "resource";
        /// What each pod says of itself: requests per second.
        pods: Option<PodsMetricSource> = "pods";
        /// What is known of another object: requests per second.
        object: Option<ObjectMetricSource> = "object";
    }
    inert [], kept &["containerResource", "external"]
}

fields! {
    /// `resource`.
    pub struct ResourceMetricSource ("ResourceMetricSource", "resource") {
        /// `cpu`.
        name: Name = "name";
        target: MetricTarget = "target";
    }
    inert [], kept &[]
}

fields! {
    /// `pods`.
    pub struct PodsMetricSource ("PodsMetricSource", "pods") {
        metric: MetricIdentifier = "metric";
        target: MetricTarget = "target";
    }
    inert [], kept &[]
}

fields! {
    /// `object`.
    pub struct ObjectMetricSource ("ObjectMetricSource", "object") {
        /// A Service or a route.
        described_object: ObjectReference = "describedObject";
        metric: MetricIdentifier = "metric";
        target: MetricTarget = "target";
    }
    inert [], kept &[]
}

fields! {
    /// Which metric.
    pub struct MetricIdentifier ("MetricIdentifier", "metric") {
        name: Name = "name";
    }
    inert [], kept &["selector"]
}

fields! {
    /// What a metric should be.
    pub struct MetricTarget ("MetricTarget", "target") {
        /// `Utilization`, `Value` or `AverageValue`.
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
        current_metrics: Vec<MetricStatus> = "currentMetrics";
        /// AbleToScale, ScalingActive, ScalingLimited.
        conditions: Vec<StatusCondition> = "conditions";
    }
    inert [], kept &["observedGeneration"]
}

fields! {
    /// What was measured; empty where it could not be.
    pub struct MetricStatus ("MetricStatus", "currentMetrics") {
        kind: Name = "type";
        /// `cpu`, or the metric's name.
        resource: Option<ResourceMetricStatus> = "resource";
        pods: Option<PodsMetricStatus> = "pods";
        object: Option<ObjectMetricStatus> = "object";
    }
    inert [], kept &[]
}

fields! {
    /// The CPU of the pods.
    pub struct ResourceMetricStatus ("ResourceMetricStatus", "resource") {
        name: Name = "name";
        current: MetricValueStatus = "current";
    }
    inert [], kept &[]
}

fields! {
    /// What the pods say of themselves.
    pub struct PodsMetricStatus ("PodsMetricStatus", "pods") {
        metric: MetricIdentifier = "metric";
        current: MetricValueStatus = "current";
    }
    inert [], kept &[]
}

fields! {
    /// What is known of another object.
    pub struct ObjectMetricStatus ("ObjectMetricStatus", "object") {
        described_object: ObjectReference = "describedObject";
        metric: MetricIdentifier = "metric";
        current: MetricValueStatus = "current";
    }
    inert [], kept &[]
}

fields! {
    /// A value as it is.
    pub struct MetricValueStatus ("MetricValueStatus", "current") {
        value: Option<Quantity> = "value";
        average_value: Option<Quantity> = "averageValue";
        average_utilization: Option<i32> = "averageUtilization";
    }
    inert [], kept &[]
}

impl MetricSpec {
    /// The CPU of the pods on average, % of what they request.
    pub fn cpu(percent: i32) -> Self {
        let target =
            MetricTarget { kind: "Utilization".into(), average_utilization: Some(percent), ..MetricTarget::default() };
        let resource = ResourceMetricSource { name: "cpu".into(), target, ..ResourceMetricSource::default() };
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
