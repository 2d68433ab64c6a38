//! What the fields of a shown object are called and what they hold, status and metadata included: for whoever reads a path.

use crate::kube::analysis::{AnalysisRunSpec, AnalysisRunStatus, AnalysisTemplateSpec};
use crate::kube::autoscaler::{HorizontalPodAutoscalerSpec, HorizontalPodAutoscalerStatus};
use crate::kube::canary::{CanarySpec, FlaggerStatus};
use crate::kube::disruption_budget::{PodDisruptionBudgetSpec, PodDisruptionBudgetStatus};
use crate::kube::field::Field;
use crate::kube::form::{Form, Row, Shape};
use crate::kube::object::Kind;
use crate::kube::pod::{PodSpec, PodTemplateSpec};
use crate::kube::quota::ResourceQuotaSpec;
use crate::kube::rollout::{RolloutSpec, RolloutStatus};
use crate::kube::route::{HttpRouteSpec, IngressSpec};
use crate::kube::selector::LabelSelector;
use crate::kube::service::ServiceSpec;
use crate::kube::workload::DeploymentSpec;

const COUNT: Form = Form::Whole(i32::MIN as i64, i32::MAX as i64);
const TIME: Form = Form::Written("2026-01-01T00:01:30Z");

const fn row(name: &'static str, form: Form) -> Row {
    Row::new(name, form)
}

const fn shape(name: &'static str, rows: &'static [Row], kept: &'static [&'static str]) -> Shape {
    Shape { name, rows, inert: &[], kept }
}

/// The fields of a kind's objects; `None` where no object of the kind is kept.
pub fn of(kind: Kind) -> Option<&'static Shape> {
    Some(match kind {
        Kind::Deployment => &DEPLOYMENT,
        Kind::ReplicaSet => &REPLICA_SET,
        Kind::Pod => &POD,
        Kind::Service => &SERVICE,
        Kind::EndpointSlice => &ENDPOINT_SLICE,
        Kind::HttpRoute => &HTTP_ROUTE,
        Kind::Ingress => &INGRESS,
        Kind::ResourceQuota => &RESOURCE_QUOTA,
        Kind::PodDisruptionBudget => &POD_DISRUPTION_BUDGET,
        Kind::HorizontalPodAutoscaler => &HORIZONTAL_POD_AUTOSCALER,
        Kind::Node => &NODE,
        Kind::Rollout => &ROLLOUT,
        Kind::AnalysisTemplate => &ANALYSIS_TEMPLATE,
        Kind::AnalysisRun => &ANALYSIS_RUN,
        Kind::Canary => &CANARY,
        Kind::World => return None,
    })
}

const API_VERSION: Row = row("apiVersion", Form::Text);
const KIND: Row = row("kind", Form::Text);
const METADATA: Row = row("metadata", Form::Mapping(&OBJECT_META));

const OBJECT_META: Shape = shape(
    "ObjectMeta",
    &[
        row("name", Form::Text),
        row("generateName", Form::Text),
        row("namespace", Form::Text),
        row("uid", Form::Text),
        row("resourceVersion", Form::Text),
        row("generation", Form::Whole(0, i64::MAX)),
        row("creationTimestamp", TIME),
        row("deletionTimestamp", TIME),
        row("labels", Form::Labels),
        row("annotations", Form::Labels),
        row("ownerReferences", Form::List(&Form::Mapping(&OWNER_REFERENCE))),
    ],
    &[],
);

const OWNER_REFERENCE: Shape = shape(
    "OwnerReference",
    &[
        row("apiVersion", Form::Text),
        row("kind", Form::Text),
        row("name", Form::Text),
        row("uid", Form::Text),
        row("controller", Form::Bool),
        row("blockOwnerDeletion", Form::Bool),
    ],
    &[],
);

const CONDITIONS: Row = row("conditions", Form::List(&Form::Mapping(&CONDITION)));

const CONDITION: Shape = shape(
    "Condition",
    &[
        row("type", Form::Text),
        row("status", Form::Text),
        row("reason", Form::Text),
        row("message", Form::Text),
        row("lastTransitionTime", TIME),
        row("lastUpdateTime", TIME),
        row("lastHeartbeatTime", TIME),
    ],
    &[],
);

const DEPLOYMENT: Shape = shape(
    "Deployment",
    &[API_VERSION, KIND, METADATA, row("spec", DeploymentSpec::FORM), row("status", Form::Mapping(&DEPLOYMENT_STATUS))],
    &[],
);

const DEPLOYMENT_STATUS: Shape = shape(
    "DeploymentStatus",
    &[
        row("observedGeneration", Form::Whole(0, i64::MAX)),
        row("replicas", COUNT),
        row("updatedReplicas", COUNT),
        row("readyReplicas", COUNT),
        row("availableReplicas", COUNT),
        row("unavailableReplicas", COUNT),
        row("terminatingReplicas", COUNT),
        row("collisionCount", COUNT),
        CONDITIONS,
    ],
    &[],
);

const REPLICA_SET: Shape = shape(
    "ReplicaSet",
    &[
        API_VERSION,
        KIND,
        METADATA,
        row("spec", Form::Mapping(&REPLICA_SET_SPEC)),
        row("status", Form::Mapping(&REPLICA_SET_STATUS)),
    ],
    &[],
);

const REPLICA_SET_SPEC: Shape = shape(
    "ReplicaSetSpec",
    &[
        row("replicas", COUNT),
        row("minReadySeconds", COUNT),
        row("selector", LabelSelector::FORM),
        row("template", PodTemplateSpec::FORM),
    ],
    &[],
);

const REPLICA_SET_STATUS: Shape = shape(
    "ReplicaSetStatus",
    &[
        row("replicas", COUNT),
        row("fullyLabeledReplicas", COUNT),
        row("readyReplicas", COUNT),
        row("availableReplicas", COUNT),
        row("terminatingReplicas", COUNT),
        row("observedGeneration", Form::Whole(0, i64::MAX)),
        CONDITIONS,
    ],
    &[],
);

const POD: Shape = shape(
    "Pod",
    &[API_VERSION, KIND, METADATA, row("spec", PodSpec::FORM), row("status", Form::Mapping(&POD_STATUS))],
    &[],
);

const POD_STATUS: Shape = shape(
    "PodStatus",
    &[
        row("phase", Form::Text),
        row("reason", Form::Text),
        CONDITIONS,
        row("podIP", Form::Text),
        row("qosClass", Form::Text),
        row("containerStatuses", Form::List(&Form::Mapping(&CONTAINER_STATUS))),
    ],
    &["podIPs"],
);

const CONTAINER_STATUS: Shape = shape(
    "ContainerStatus",
    &[
        row("name", Form::Text),
        row("image", Form::Text),
        row("imageID", Form::Text),
        row("ready", Form::Bool),
        row("restartCount", COUNT),
        row("started", Form::Bool),
        row("state", Form::Mapping(&CONTAINER_STATE)),
        row("lastState", Form::Mapping(&CONTAINER_STATE)),
    ],
    &[],
);

const CONTAINER_STATE: Shape = shape(
    "ContainerState",
    &[
        row("waiting", Form::Mapping(&WAITING)),
        row("running", Form::Mapping(&RUNNING)),
        row("terminated", Form::Mapping(&TERMINATED)),
    ],
    &[],
);

const WAITING: Shape = shape("ContainerStateWaiting", &[row("reason", Form::Text), row("message", Form::Text)], &[]);
const RUNNING: Shape = shape("ContainerStateRunning", &[row("startedAt", TIME)], &[]);
const TERMINATED: Shape = shape(
    "ContainerStateTerminated",
    &[row("exitCode", COUNT), row("reason", Form::Text), row("finishedAt", TIME)],
    &[],
);

const SERVICE: Shape = shape("Service", &[API_VERSION, KIND, METADATA, row("spec", ServiceSpec::FORM)], &["status"]);

const ENDPOINT_SLICE: Shape = shape(
    "EndpointSlice",
    &[
        API_VERSION,
        KIND,
        METADATA,
        row("addressType", Form::Text),
        row("endpoints", Form::List(&Form::Mapping(&ENDPOINT))),
    ],
    &["ports"],
);

const ENDPOINT: Shape = shape(
    "Endpoint",
    &[
        row("addresses", Form::List(&Form::Text)),
        row("conditions", Form::Mapping(&ENDPOINT_CONDITIONS)),
        row("nodeName", Form::Text),
        row("targetRef", Form::Mapping(&TARGET_REF)),
    ],
    &[],
);

const ENDPOINT_CONDITIONS: Shape = shape(
    "EndpointConditions",
    &[row("ready", Form::Bool), row("serving", Form::Bool), row("terminating", Form::Bool)],
    &[],
);

const TARGET_REF: Shape = shape(
    "ObjectReference",
    &[row("kind", Form::Text), row("name", Form::Text), row("namespace", Form::Text), row("uid", Form::Text)],
    &[],
);

const HTTP_ROUTE: Shape = shape("HTTPRoute", &[API_VERSION, KIND, METADATA, row("spec", HttpRouteSpec::FORM)], &[]);
const INGRESS: Shape = shape("Ingress", &[API_VERSION, KIND, METADATA, row("spec", IngressSpec::FORM)], &["status"]);

const RESOURCE_QUOTA: Shape = shape(
    "ResourceQuota",
    &[API_VERSION, KIND, METADATA, row("spec", ResourceQuotaSpec::FORM), row("status", Form::Mapping(&QUOTA_STATUS))],
    &[],
);

const QUOTA_STATUS: Shape =
    shape("ResourceQuotaStatus", &[row("hard", Form::Quantities), row("used", Form::Quantities)], &[]);

const POD_DISRUPTION_BUDGET: Shape = shape(
    "PodDisruptionBudget",
    &[
        API_VERSION,
        KIND,
        METADATA,
        row("spec", PodDisruptionBudgetSpec::FORM),
        row("status", PodDisruptionBudgetStatus::FORM),
    ],
    &[],
);

const HORIZONTAL_POD_AUTOSCALER: Shape = shape(
    "HorizontalPodAutoscaler",
    &[
        API_VERSION,
        KIND,
        METADATA,
        row("spec", HorizontalPodAutoscalerSpec::FORM),
        row("status", HorizontalPodAutoscalerStatus::FORM),
    ],
    &[],
);

const ROLLOUT: Shape = shape(
    "Rollout",
    &[API_VERSION, KIND, METADATA, row("spec", RolloutSpec::FORM), row("status", RolloutStatus::FORM)],
    &[],
);

const ANALYSIS_TEMPLATE: Shape =
    shape("AnalysisTemplate", &[API_VERSION, KIND, METADATA, row("spec", AnalysisTemplateSpec::FORM)], &[]);

const ANALYSIS_RUN: Shape = shape(
    "AnalysisRun",
    &[API_VERSION, KIND, METADATA, row("spec", AnalysisRunSpec::FORM), row("status", AnalysisRunStatus::FORM)],
    &[],
);

const CANARY: Shape = shape(
    "Canary",
    &[API_VERSION, KIND, METADATA, row("spec", CanarySpec::FORM), row("status", FlaggerStatus::FORM)],
    &[],
);

const NODE: Shape = shape(
    "Node",
    &[API_VERSION, KIND, METADATA, row("spec", Form::Mapping(&NODE_SPEC)), row("status", Form::Mapping(&NODE_STATUS))],
    &[],
);

const NODE_SPEC: Shape =
    shape("NodeSpec", &[row("unschedulable", Form::Bool), row("taints", Form::List(&Form::Mapping(&TAINT)))], &[]);

const TAINT: Shape = shape("Taint", &[row("key", Form::Text), row("effect", Form::Text)], &[]);

const NODE_STATUS: Shape =
    shape("NodeStatus", &[row("capacity", Form::Quantities), row("allocatable", Form::Quantities), CONDITIONS], &[]);
