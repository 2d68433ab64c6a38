//! What the metrics of an autoscaler come to. Models horizontal.go computeReplicasForMetrics and what it calls.

use std::rc::Rc;

use super::super::Cluster;
use super::super::pod::Pod;
use super::calculator::{Proposal, Question, Tolerances, What};
use super::{Look, Scale};
use crate::kube::autoscaler::{
    HorizontalPodAutoscaler, Metric, MetricSource, MetricValue, ObjectReference, ScalingRules,
};
use crate::kube::object::{Name, selects};
use crate::kube::quantity::Quantity;

/// The names under which the adapter for custom metrics knows requests per second.
const REQUESTS_PER_SECOND: [&str; 3] = ["http_requests_per_second", "requests_per_second", "requests-per-second"];

/// Thousandths in which a metric may be off. Models horizontal-pod-autoscaler-tolerance.
const TOLERANCE: i64 = 100;

/// What a metric asks for: pods, its name in messages, and what is shown of it.
type Found = (i32, String, Metric);

/// Which warning a metric is, and the error in its own words and as `computeReplicasForMetric` wraps it.
type Failed = (&'static str, String, String);

fn milli(value: i64) -> Option<Quantity> {
    Quantity::parse(&format!("{value}m"))
}

fn of_milli(value: Option<Quantity>) -> Option<i64> {
    value.and_then(|value| i64::try_from(value.milli()).ok())
}

fn tolerances(autoscaler: &HorizontalPodAutoscaler) -> Tolerances {
    let given = |rules: &ScalingRules| of_milli(rules.tolerance).unwrap_or(TOLERANCE);
    match &autoscaler.spec.behavior {
        Some(behavior) => Tolerances { up: given(&behavior.scale_up), down: given(&behavior.scale_down) },
        None => Tolerances { up: TOLERANCE, down: TOLERANCE },
    }
}

impl Cluster {
    /// The metric that asks for most pods, and how many. What was measured goes into `statuses`.
    pub(super) fn compute_replicas(
        &self,
        look: &mut Look,
        scale: &Scale,
        statuses: &mut Vec<Metric>,
    ) -> Result<(i32, String), String> {
        let pods: Vec<Rc<Pod>> =
            self.cache.pods.values().filter(|pod| scale.selector.matches(&pod.metadata.labels)).cloned().collect();
        self.check_selector(look, scale, &pods)?;
        let pods: Vec<&Pod> = pods.iter().map(AsRef::as_ref).collect();
        let specs = look.changed.spec.metrics.clone();
        let (mut most, mut name, mut first, mut failed) = (0, String::new(), None, 0);
        for spec in &specs {
            match self.compute_metric(look, scale, &pods, spec) {
                Ok((replicas, metric, status)) => {
                    statuses.push(status);
                    if most == 0 || replicas > most {
                        (most, name) = (replicas, metric);
                    }
                }
                Err((reason, error, wrapped)) => {
                    statuses.push(Metric::default());
                    look.warn(reason, &error);
                    failed += 1;
                    first.get_or_insert((reason, error, wrapped));
                }
            }
        }
        let Some((reason, error, wrapped)) = first else {
            let words = format!("the HPA was able to successfully calculate a replica count from {name}");
            look.set("ScalingActive", true, "ValidMetricFound", &words);
            return Ok((most, name));
        };
        let all = specs.len();
        let why = format!("invalid metrics ({failed} invalid out of {all}), first error is: {wrapped}");
        if failed >= all || most < scale.replicas {
            let words = format!("the HPA was unable to compute the replica count: {error}");
            look.set("ScalingActive", false, reason, &words);
            return Err(why);
        }
        let words = format!("the HPA was able to successfully calculate a replica count from {name}");
        look.set("ScalingActive", true, "ValidMetricFound", &words);
        Ok((most, name))
    }

    /// Pods belong to one autoscaler only. Models validateAndParseSelector.
    fn check_selector(&self, look: &mut Look, scale: &Scale, pods: &[Rc<Pod>]) -> Result<(), String> {
        let mine = &look.changed.metadata;
        let selecting = |autoscaler: &&Rc<HorizontalPodAutoscaler>| {
            let Ok(other) = self.scale_of(&autoscaler.spec.scale_target_ref) else { return false };
            autoscaler.metadata.uid != mine.uid && pods.iter().any(|pod| other.selector.matches(&pod.metadata.labels))
        };
        let others: Vec<&Name> =
            self.cache.autoscalers.values().filter(selecting).map(|it| &it.metadata.name).collect();
        if others.is_empty() {
            return Ok(());
        }
        let all: Vec<String> = others.iter().chain([&&mine.name]).map(|name| format!("default/{name}")).collect();
        let words = format!(
            "pods by selector {} are controlled by multiple HPAs: [{}]",
            scale.selector.in_words(),
            all.join(" ")
        );
        look.warn("AmbiguousSelector", &words);
        look.set("ScalingActive", false, "AmbiguousSelector", &words);
        Err(words)
    }

    fn compute_metric(&self, look: &Look, scale: &Scale, pods: &[&Pod], spec: &Metric) -> Result<Found, Failed> {
        let question = |what: What| Question {
            pods,
            metrics: &self.metrics,
            what,
            replicas: scale.replicas,
            tolerances: tolerances(&look.changed),
            now: self.now,
        };
        match (&*spec.kind, &spec.resource, &spec.pods, &spec.object) {
            ("Resource", Some(resource), ..) => by_resource(&question(What::Cpu), resource).map_err(|error| {
                let wrapped = format!("failed to get {} resource metric value: {error}", resource.name);
                ("FailedGetResourceMetric", error, wrapped)
            }),
            ("Pods", _, Some(source), _) => by_pods(&question(What::Requests), source).map_err(|error| {
                let wrapped = format!("failed to get pods metric value: {error}");
                ("FailedGetPodsMetric", error, wrapped)
            }),
            ("Object", .., Some(source)) => {
                self.by_object(&question(What::Requests), source, scale.there).map_err(|error| {
                    let wrapped = format!("failed to get object metric value: {error}");
                    ("FailedGetObjectMetric", error, wrapped)
                })
            }
            (kind, ..) => {
                let (reason, what) = match kind {
                    "External" => ("FailedGetExternalMetric", "external"),
                    _ => ("FailedGetContainerResourceMetric", "container resource"),
                };
                let error = format!("unable to get {what} metrics: nobody measures them here");
                Err((reason, error.clone(), error))
            }
        }
    }

    /// Models computeStatusForObjectMetric.
    fn by_object(&self, question: &Question, source: &MetricSource, there: i32) -> Result<Found, String> {
        let (of, metric) = (&source.described_object, &source.metric.name);
        let is = self
            .requests_to(of, metric)
            .map_err(|error| format!("unable to get metric {metric}: {} on default {}/{error}", of.kind, of.name))?;
        let mut current = MetricValue::default();
        let (proposal, name): (Proposal, String) = match (source.target.value, source.target.average_value) {
            (Some(value), _) if &*source.target.kind == "Value" => {
                let proposal = question.by_value(is, of_milli(Some(value)).unwrap_or(1))?;
                current.value = milli(proposal.average);
                (proposal, format!("{} metric {metric}", of.kind))
            }
            (_, Some(value)) if &*source.target.kind == "AverageValue" => {
                let proposal = question.by_value_per_pod(is, of_milli(Some(value)).unwrap_or(1), there);
                current.average_value = milli(proposal.average);
                // Upstream's own words for it.
                (proposal, format!("external metric {metric}(nil)"))
            }
            _ => {
                return Err(
                    "invalid object metric source: neither a value target nor an average value target was set".into()
                );
            }
        };
        let object = MetricSource {
            described_object: of.clone(),
            metric: source.metric.clone(),
            current,
            ..MetricSource::default()
        };
        let status = Metric { kind: "Object".into(), object: Some(object), ..Metric::default() };
        Ok((proposal.replicas, name, status))
    }

    /// Requests per second to an object, in thousandths: a Service's pods serve them; a route's are all there are.
    fn requests_to(&self, of: &ObjectReference, metric: &str) -> Result<i64, String> {
        let unknown = |resources: &str| {
            format!(
                "unable to fetch metrics from custom metrics API: the server could not find the metric {metric} for {resources} {}",
                of.name
            )
        };
        let resources = format!("{}s", of.kind.to_ascii_lowercase());
        if !REQUESTS_PER_SECOND.contains(&metric) {
            return Err(unknown(&resources));
        }
        let service = self.cache.services.values().find(|it| it.metadata.name == of.name);
        let routed = match &*of.kind {
            "Ingress" => self.cache.ingresses.values().any(|it| it.metadata.name == of.name),
            "HTTPRoute" => self.cache.http_routes.values().any(|it| it.metadata.name == of.name),
            _ => false,
        };
        if !routed && (&*of.kind != "Service" || service.is_none()) {
            return Err(unknown(&resources));
        }
        let serves = |pod: &&Rc<Pod>| {
            routed || service.is_some_and(|service| selects(&service.spec.selector, &pod.metadata.labels))
        };
        let pods = self.cache.pods.values().filter(serves);
        Ok(pods.filter_map(|pod| self.metrics.of(pod.metadata.uid)).map(|measured| measured.requests_milli).sum())
    }
}

/// Models computeStatusForResourceMetricGeneric.
fn by_resource(question: &Question, source: &MetricSource) -> Result<Found, String> {
    let name = &source.name;
    let unknown =
        || format!("unable to get metrics for resource {name}: no metrics returned from resource metrics API");
    let mut current = MetricValue::default();
    let (proposal, words) = match (source.target.average_value, source.target.average_utilization) {
        (Some(value), _) => {
            let proposal =
                if &**name == "cpu" { question.by_average(of_milli(Some(value)).unwrap_or(1)) } else { Err(unknown()) };
            (proposal.map_err(|error| format!("failed to get {name} usage: {error}"))?, format!("{name} resource"))
        }
        (None, Some(percent)) => {
            let proposal = if &**name == "cpu" { question.by_utilization(percent) } else { Err(unknown()) };
            let words = format!("{name} resource utilization (percentage of request)");
            (proposal.map_err(|error| format!("failed to get {name} utilization: {error}"))?, words)
        }
        (None, None) => {
            return Err(
                "invalid resource metric source: neither an average utilization target nor an average value (usage) \
                        target was set"
                    .into(),
            );
        }
    };
    (current.average_value, current.average_utilization) = (milli(proposal.average), proposal.utilization);
    let resource = MetricSource { name: name.clone(), current, ..MetricSource::default() };
    let status = Metric { kind: "Resource".into(), resource: Some(resource), ..Metric::default() };
    Ok((proposal.replicas, words, status))
}

/// Models computeStatusForPodsMetric.
fn by_pods(question: &Question, source: &MetricSource) -> Result<Found, String> {
    let metric = &source.metric.name;
    if !REQUESTS_PER_SECOND.contains(&&**metric) {
        return Err(format!(
            "unable to get metric {metric}: unable to fetch metrics from custom metrics API: the server could not find the metric \
             {metric} for pods"
        ));
    }
    let proposal = question.by_average(of_milli(source.target.average_value).unwrap_or(1))?;
    let current = MetricValue { average_value: milli(proposal.average), ..MetricValue::default() };
    let pods = MetricSource { metric: source.metric.clone(), current, ..MetricSource::default() };
    let status = Metric { kind: "Pods".into(), pods: Some(pods), ..Metric::default() };
    Ok((proposal.replicas, format!("pods metric {metric}"), status))
}
