//! flagger.app/v1beta1 Canary: Flagger leads a Deployment.
//!
//! Models pkg/apis/flagger/v1beta1/canary.go and status.go of fluxcd/flagger.

use litemap::LiteMap;

use super::calendar::Time;
use super::condition::StatusCondition;
use super::duration::GoDuration;
use super::field::Field;
use super::fields::fields;
use super::form::Form;
use super::number::Decimal;
use super::object::{Name, ObjectMeta};
use super::reader::Reader;
use super::rollout_strategy::StringMatch;
use super::time::{Millis, SECOND};
use super::tree::{Key, Node, Value};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canary {
    /// Name, generation.
    pub metadata: ObjectMeta,
    pub spec: CanarySpec,
    /// Where its analysis stands.
    pub status: FlaggerStatus,
}

fields! {
    /// What Flagger is to do.
    pub struct CanarySpec ("CanarySpec", "canary") {
        /// `gatewayapi:v1`, `nginx` and the like.
        provider: Name = "provider";
        /// What it leads.
        target_ref: TargetRef = "targetRef";
        /// With nginx: the Ingress of the service.
        ingress_ref: Option<TargetRef> = "ingressRef";
        /// The Services it makes.
        service: CanaryService = "service";
        /// How long pods may take, s; 600 unless given.
        progress_deadline_seconds: Option<i32> = "progressDeadlineSeconds";
        /// Promotes without an analysis.
        skip_analysis: bool = "skipAnalysis";
        /// Nothing is done.
        suspend: bool = "suspend";
        /// How the new version is judged.
        analysis: CanaryAnalysis = "analysis";
    }
    inert [], kept &["autoscalerRef", "routeRef", "upstreamRef", "metricsServer", "revertOnDeletion"]
}

fields! {
    /// An object.
    pub struct TargetRef ("LocalObjectReference", "targetRef") {
        /// `Deployment`, or `Ingress`.
        kind: Name = "kind";
        name: Name = "name";
    }
    inert [], kept &["apiVersion"]
}

fields! {
    /// The Services it makes: the target's name, with `-primary` and with `-canary`.
    pub struct CanaryService ("CanaryService", "canaryService") {
        /// Of the first one; the target's unless given.
        name: Name = "name";
        port: i32 = "port";
    }
    inert ["port"], kept &[
        "portName",
        "targetPort",
        "appProtocol",
        "portDiscovery",
        "timeout",
        "gateways",
        "gatewayRefs",
        "hosts",
        "delegation",
        "trafficPolicy",
        "match",
        "rewrite",
        "retries",
        "headers",
        "mirror",
        "corsPolicy",
        "backends",
        "meshName",
        "apex",
        "primary",
        "canary",
        "headless",
    ]
}

fields! {
    /// How the new version is judged.
    pub struct CanaryAnalysis ("CanaryAnalysis", "canaryAnalysis") {
        /// Between ticks; at least 10 s, 60 s unless given.
        interval: Option<GoDuration> = "interval";
        /// Failed checks after which it rolls back.
        threshold: i32 = "threshold";
        /// Once this weight has gone well it promotes, percent; 100 unless given.
        max_weight: i32 = "maxWeight";
        /// Added at each tick that goes well, percent.
        step_weight: i32 = "stepWeight";
        /// The weights themselves.
        step_weights: Vec<i32> = "stepWeights";
        /// After the promotion traffic goes back to the primary by so many percent a tick; 0 at once.
        step_weight_promotion: i32 = "stepWeightPromotion";
        /// Ticks that must go well: with `match` an A/B test, without it blue/green.
        iterations: i32 = "iterations";
        /// Requests that are the new version's: an A/B test.
        matches: Vec<RequestMatch> = "match";
        /// Requests are copied before any is moved.
        mirror: bool = "mirror";
        /// What is checked at each tick.
        metrics: Vec<CanaryMetric> = "metrics";
        /// Of the primary's updated pods so many percent must be available; 100 unless given.
        primary_ready_threshold: Option<i32> = "primaryReadyThreshold";
        /// Of the target's.
        canary_ready_threshold: Option<i32> = "canaryReadyThreshold";
        /// Gates, and checks beside the metrics.
        webhooks: Vec<CanaryWebhook> = "webhooks";
    }
    inert [], kept &["mirrorWeight", "alerts", "sessionAffinity"]
}

fields! {
    /// One of `webhooks`.
    pub struct CanaryWebhook ("CanaryWebhook", "webhooks") {
        /// The gate of the World that answers for it.
        name: Name = "name";
        /// `rollout` unless given, `pre-rollout`, `post-rollout`, `confirm-rollout`, `confirm-traffic-increase`,
        /// `confirm-promotion` or `rollback`; `event` is not called.
        kind: Name = "type";
        /// Where it would be called. One that ends with `/approve` answers well, one that ends with `/halt` does not.
        url: Name = "url";
    }
    inert [], kept &["muteAlert", "timeout", "metadata", "retries", "disableTLS"]
}

fields! {
    /// One of `match`.
    pub struct RequestMatch ("HTTPMatchRequest", "requestMatch") {
        /// Headers, all of which must be so.
        headers: HeaderMatches = "headers";
    }
    inert [], kept &["uri", "method", "authority", "port", "sourceLabels", "queryParams", "sourceNamespace"]
}

/// Headers by their names.
pub type HeaderMatches = LiteMap<Name, StringMatch>;

impl Field for HeaderMatches {
    const FORM: Form = Form::Keyed("end-user", &StringMatch::FORM);

    fn absent() -> Self {
        Self::new()
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let mut matches = Self::new();
        for (key, node, path) in reader.pairs(node, path)? {
            if let Some(read) = StringMatch::read(reader, node, &path) {
                matches.insert(key.into(), read);
            }
        }
        Some(matches)
    }

    fn write(&self) -> Option<Node> {
        let pair = |(key, value): (&Name, &StringMatch)| {
            (Key::from(&**key), value.write().unwrap_or_else(|| Value::Map(Vec::new()).into()))
        };
        (!self.is_empty()).then(|| Value::Map(self.iter().map(pair).collect()).into())
    }
}

fields! {
    /// One of `metrics`.
    pub struct CanaryMetric ("CanaryMetric", "canaryMetric") {
        /// `request-success-rate`, `request-duration`, or another one with a query.
        name: Name = "name";
        /// How far back is looked; 1 min unless given.
        interval: Option<GoDuration> = "interval";
        /// The older way to write a bound.
        threshold: Option<Decimal> = "threshold";
        /// Between which values it must be: percent, or ms.
        threshold_range: Option<ThresholdRange> = "thresholdRange";
        /// What a metric of a name of its own asks, in words which only are looked through for what they are about.
        query: Name = "query";
        /// The MetricTemplate that says what is asked; there is none here.
        template_ref: Option<TemplateRef> = "templateRef";
    }
    inert [], kept &["templateVariables"]
}

fields! {
    /// `templateRef`.
    pub struct TemplateRef ("CrossNamespaceObjectReference", "templateRef") {
        /// The MetricTemplate.
        name: Name = "name";
        /// The Canary's unless given.
        namespace: Name = "namespace";
    }
    inert [], kept &["apiVersion", "kind"]
}

fields! {
    /// `thresholdRange`.
    pub struct ThresholdRange ("CanaryThresholdRange", "thresholdRange") {
        /// Least.
        min: Option<Decimal> = "min";
        /// Most.
        max: Option<Decimal> = "max";
    }
    inert [], kept &[]
}

fields! {
    /// Where a Canary's analysis stands.
    pub struct FlaggerStatus ("CanaryStatus", "flaggerStatus") {
        /// `Initializing`, `Initialized`, `Waiting`, `Progressing`, `WaitingPromotion`, `Promoting`, `Finalising`, `Succeeded` or
        /// `Failed`.
        phase: Name = "phase";
        /// Failed checks so far.
        failed_checks: i32 = "failedChecks" default 0;
        /// Of 100 requests so many to the new version.
        canary_weight: i32 = "canaryWeight" default 0;
        /// Ticks that went well.
        iterations: i32 = "iterations" default 0;
        /// The hash of the template that was last looked at.
        last_applied_spec: Name = "lastAppliedSpec";
        /// The hash of the template that was last promoted.
        last_promoted_spec: Name = "lastPromotedSpec";
        /// When it last was written.
        last_transition_time: Option<Time> = "lastTransitionTime";
        /// Promoted.
        conditions: Vec<StatusCondition> = "conditions";
    }
    inert [], kept &["trackedConfigs", "sessionAffinityCookie", "previousSessionAffinityCookie"]
}

impl CanaryWebhook {
    /// It asks a person before something is done.
    pub fn asks_a_person(&self) -> bool {
        self.kind.starts_with("confirm-")
    }

    /// Whether it answers well, given whether its gate is open. Nothing is called: where there is no gate the end of the URL
    /// says it, which is what Flagger's load tester offers for trying it out, and else who asks a person waits for one.
    pub fn answers(&self, gate: Option<bool>) -> bool {
        gate.unwrap_or_else(|| match self.url.rsplit('/').next() {
            Some("approve") => true,
            Some("halt") => false,
            _ => !self.asks_a_person() && &*self.kind != "rollback",
        })
    }
}

impl Canary {
    /// Between ticks, ms. Models GetAnalysisInterval.
    pub fn interval(&self) -> Millis {
        let given = self.spec.analysis.interval.as_ref().map(GoDuration::length).filter(|length| *length > 0);
        given.unwrap_or(60 * SECOND).max(10 * SECOND)
    }

    /// How long pods may take, ms.
    pub fn progress_deadline(&self) -> Millis {
        Millis::try_from(self.spec.progress_deadline_seconds.unwrap_or(600)).unwrap_or(0) * SECOND
    }

    /// The Services it makes: the one for all, the primary's, the canary's. Models GetServiceNames.
    pub fn services(&self) -> [String; 3] {
        let given = Some(&self.spec.service.name).filter(|name| !name.is_empty());
        let name = given.unwrap_or(&self.spec.target_ref.name);
        [name.to_string(), format!("{name}-primary"), format!("{name}-canary")]
    }

    /// The Deployment with the version in service.
    pub fn primary(&self) -> String {
        format!("{}-primary", self.spec.target_ref.name)
    }
}
