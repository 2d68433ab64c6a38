//! Where the value of a control stands: which object, which of its fields, and how it is written there.

use crate::kube::duration::GoDuration;
use crate::kube::field::Field;
use crate::kube::object::{Kind, Name};
use crate::kube::reader::Reader;
use crate::kube::rollout_strategy::CanaryStep;
use crate::kube::time::SECOND;
use crate::kube::tree::{Node, Value, path};

use super::control::{Bind, Control};
use super::header_rule::HeaderRule;
use super::short_steps;
use super::strategy::{Leader, StrategyKind};
use super::value::{value, written as text};
use super::{SERVICE, Scenario};

/// A field of the objects of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The objects' kind.
    pub kind: Kind,
    /// The one of that name, if not all of them.
    pub name: Option<Name>,
    /// From the object's own fields on.
    pub at: &'static str,
    /// How the control's text is written there.
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As it is.
    Plain,
    /// Steps of a canary as a line.
    Steps,
    /// A duration, in seconds.
    Seconds,
    /// An analysis by this AnalysisTemplate, if it is ticked; one that runs all along begins at the second step.
    Analysis { template: &'static str, all_along: bool },
    /// A header rule as a list of conditions.
    Match,
    /// A field of each metric.
    Metric(&'static str),
    /// The same in seconds.
    MetricSeconds(&'static str),
    /// The same, of the metrics that have it.
    MetricIfAny(&'static str),
    /// A metric of its own: the most that the 99th percentile may be, ms; none for 0.
    MostLatency,
    /// A bound of a metric of Flagger's; no such metric for 0.
    Range { metric: &'static str, bound: &'static str },
}

/// The AnalysisTemplate of an analysis that runs all along: it has no count.
const ALL_ALONG: &str = "success-rate-all-along";
const METRICS: &str = "spec.metrics";
const CHECKS: &str = "spec.analysis.metrics";

impl Scenario {
    /// Where a control's value stands in the objects of a run that began like this; nothing where it stands in none.
    pub fn place(&self, control: Control) -> Option<Place> {
        let led = match self.leader() {
            Leader::You => None,
            Leader::ArgoRollouts => self.led_by_argo(control),
            Leader::Flagger => by_flagger(control),
        };
        led.or_else(|| self.of_workload(control))
    }

    /// Of what makes the pods, and of the Service.
    fn of_workload(&self, control: Control) -> Option<Place> {
        let of = |kind, name, at| Some(Place { kind, name, at, form: Form::Plain });
        match (control.bind(), self.leader()) {
            (Bind::Replicas, Leader::ArgoRollouts) => of(Kind::Rollout, Some(SERVICE.into()), "spec.replicas"),
            (Bind::Replicas, _) => of(Kind::Deployment, None, "spec.replicas"),
            (Bind::Workload(at), _) if at.starts_with("spec.strategy.") && !self.is_rolling() => None,
            (Bind::Workload(at), Leader::ArgoRollouts) => of(Kind::Rollout, Some(SERVICE.into()), at),
            // What is in the template is a new version for Flagger to lead, which it copies to its primary.
            (Bind::Workload(at), Leader::Flagger) if at.starts_with("spec.template.") => {
                of(Kind::Deployment, Some(SERVICE.into()), at)
            }
            (Bind::Workload(at), _) => of(Kind::Deployment, None, at),
            (Bind::Service(at), _) => of(Kind::Service, Some(self.service().into()), at),
            _ => None,
        }
    }

    /// Its Deployments have the bounds of a rolling update.
    fn is_rolling(&self) -> bool {
        self.strategy() != StrategyKind::Recreate && self.leader() != Leader::ArgoRollouts
    }

    fn led_by_argo(&self, control: Control) -> Option<Place> {
        let canary = self.strategy() == StrategyKind::Canary;
        // Without a router nothing stays behind, and the controller refuses to be told how long.
        let stays = self.routed();
        let (rollout, template) = (Kind::Rollout, Kind::AnalysisTemplate);
        let analysis = |template, all_along| Form::Analysis { template, all_along };
        let of_steps = analysis(short_steps::TEMPLATE, false);
        let (kind, at, form) = match control {
            Control::MaxSurge if canary => (rollout, "spec.strategy.canary.maxSurge", Form::Plain),
            Control::MaxUnavailable if canary => (rollout, "spec.strategy.canary.maxUnavailable", Form::Plain),
            Control::Steps if canary => (rollout, "spec.strategy.canary.steps", Form::Steps),
            Control::Background if canary => (rollout, "spec.strategy.canary.analysis", analysis(ALL_ALONG, true)),
            Control::ScaleDownDelay | Control::AbortScaleDownDelay if canary && !stays => return None,
            Control::ScaleDownDelay if canary => (rollout, "spec.strategy.canary.scaleDownDelaySeconds", Form::Plain),
            Control::AbortScaleDownDelay if canary => {
                (rollout, "spec.strategy.canary.abortScaleDownDelaySeconds", Form::Plain)
            }
            Control::ScaleDownDelay => (rollout, "spec.strategy.blueGreen.scaleDownDelaySeconds", Form::Plain),
            Control::AbortScaleDownDelay => {
                (rollout, "spec.strategy.blueGreen.abortScaleDownDelaySeconds", Form::Plain)
            }
            // A canary has none of these: read from its Rollout they would begin the next run with two strategies.
            Control::AutoPromotion | Control::PrePromotion | Control::PostPromotion if canary => return None,
            Control::AutoPromotion => (rollout, "spec.strategy.blueGreen.autoPromotionEnabled", Form::Plain),
            Control::PrePromotion => (rollout, "spec.strategy.blueGreen.prePromotionAnalysis", of_steps),
            Control::PostPromotion => (rollout, "spec.strategy.blueGreen.postPromotionAnalysis", of_steps),
            Control::SuccessCondition => (template, METRICS, Form::Metric("successCondition")),
            Control::Interval => (template, METRICS, Form::MetricSeconds("interval")),
            Control::InitialDelay => (template, METRICS, Form::MetricSeconds("initialDelay")),
            Control::Count => (template, METRICS, Form::MetricIfAny("count")),
            Control::FailureLimit => (template, METRICS, Form::Metric("failureLimit")),
            Control::LatencyMax => (template, METRICS, Form::MostLatency),
            _ => return None,
        };
        let name = (kind == Kind::Rollout).then(|| SERVICE.into());
        Some(Place { kind, name, at, form })
    }
}

fn by_flagger(control: Control) -> Option<Place> {
    let (at, form) = match control {
        Control::Header => ("spec.analysis.match", Form::Match),
        Control::MirrorFirst => ("spec.analysis.mirror", Form::Plain),
        Control::AnalysisInterval => ("spec.analysis.interval", Form::Seconds),
        Control::Threshold => ("spec.analysis.threshold", Form::Plain),
        Control::Iterations => ("spec.analysis.iterations", Form::Plain),
        Control::StepWeight => ("spec.analysis.stepWeight", Form::Plain),
        Control::MaxWeight => ("spec.analysis.maxWeight", Form::Plain),
        Control::SuccessRate => (CHECKS, Form::Range { metric: "request-success-rate", bound: "min" }),
        Control::LatencyMax => (CHECKS, Form::Range { metric: "request-duration", bound: "max" }),
        Control::ProgressDeadlineSeconds => ("spec.progressDeadlineSeconds", Form::Plain),
        _ => return None,
    };
    Some(Place { kind: Kind::Canary, name: Some(SERVICE.into()), at, form })
}

impl Place {
    /// It is a place of this object.
    pub fn is_of(&self, kind: Kind, name: &str) -> bool {
        self.kind == kind && self.name.as_deref().is_none_or(|own| own == name)
    }

    /// What a control shows of an object's tree.
    pub fn text(&self, control: Control, tree: &Node) -> String {
        let node = tree.at(&path(self.at));
        let metric = |field: &str| node.and_then(|list| list.at(&path(&format!("[0].{field}"))));
        match self.form {
            Form::Plain => text(control, node),
            Form::Steps => node.map(steps).map_or_else(String::new, |steps| short_steps::text(&steps)),
            Form::Seconds => seconds(control, node),
            Form::Analysis { .. } => node.is_some().to_string(),
            Form::Match => node.and_then(header_of).map_or_else(String::new, |rule| rule.text()),
            Form::Metric(field) | Form::MetricIfAny(field) => text(control, metric(field)),
            Form::MetricSeconds(field) => seconds(control, metric(field)),
            Form::MostLatency => {
                let condition =
                    node.and_then(|list| named(list, LATENCY)).and_then(|metric| metric.field("successCondition"));
                let words = text(control, condition);
                words.rsplit(' ').next().unwrap_or_default().into()
            }
            Form::Range { metric, bound } => {
                let at = path(&format!("thresholdRange.{bound}"));
                text(control, node.and_then(|list| named(list, metric)).and_then(|metric| metric.at(&at)))
            }
        }
    }

    /// Puts a control's text into an object's tree. What is malformed is not looked at here.
    pub fn put(&self, control: Control, tree: &mut Node, given: &str) {
        let at = path(self.at);
        let list = |tree: &Node| tree.at(&at).cloned().unwrap_or_else(|| Value::List(Vec::new()).into());
        let put = match self.form {
            Form::Plain => value(control, given),
            Form::Steps => written(&short_steps::parse(given).unwrap_or_default()),
            Form::Seconds => in_seconds(given),
            Form::Analysis { template, all_along } => {
                if given != "true" {
                    Value::Null
                } else {
                    let mut analysis = short_steps::analysis([template].into_iter());
                    analysis.starting_step = all_along.then_some(1);
                    written(&analysis)
                }
            }
            Form::Match => HeaderRule::parse(given).ok().flatten().map_or(Value::Null, |rule| conditions(&rule)),
            Form::Metric(field) => in_each(list(tree), field, &value(control, given), false),
            Form::MetricIfAny(field) => in_each(list(tree), field, &value(control, given), true),
            Form::MetricSeconds(field) => in_each(list(tree), field, &in_seconds(given), false),
            Form::MostLatency => most_latency(list(tree), given),
            Form::Range { metric, bound } => range(list(tree), metric, bound, value(control, given)),
        };
        tree.put(&at, put);
    }
}

const LATENCY: &str = "latency";
const LATENCY_QUERY: &str =
    "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_milliseconds_bucket{app=\"web\"}[1m])))";

fn written(field: &impl Field) -> Value {
    field.write().map_or(Value::Null, |node| node.value)
}

fn steps(node: &Node) -> Vec<CanaryStep> {
    Vec::<CanaryStep>::read(&mut Reader::default(), node, "").unwrap_or_default()
}

/// `90` of `1m30s`.
fn seconds(control: Control, node: Option<&Node>) -> String {
    let words = text(control, node);
    node.map_or(words.clone(), |_| (GoDuration::from(&*words).length() / SECOND).to_string())
}

fn in_seconds(given: &str) -> Value {
    Value::Text(format!("{}s", given.trim()))
}

/// An item of a list by its name.
fn named<'a>(list: &'a Node, name: &str) -> Option<&'a Node> {
    let Value::List(items) = &list.value else { return None };
    items.iter().find(|item| is_named(item, name))
}

fn is_named(item: &Node, name: &str) -> bool {
    item.field("name").is_some_and(|found| found.value == Value::Text(name.into()))
}

fn in_each(mut list: Node, field: &str, value: &Value, if_any: bool) -> Value {
    let Value::List(items) = &mut list.value else { return list.value };
    for item in items.iter_mut().filter(|item| !if_any || item.field(field).is_some()) {
        // How late an answer may be is another matter than how many may fail.
        if field != "successCondition" || !is_named(item, LATENCY) {
            item.put(&path(field), value.clone());
        }
    }
    list.value
}

/// The metric of latencies is made like the first.
fn most_latency(mut list: Node, given: &str) -> Value {
    let Value::List(items) = &mut list.value else { return list.value };
    items.retain(|item| !is_named(item, LATENCY));
    if given != "0"
        && let Some(mut metric) = items.first().cloned()
    {
        metric.put(&path("name"), Value::Text(LATENCY.into()));
        metric.put(&path("successCondition"), Value::Text(format!("result[0] <= {given}")));
        metric.put(&path("provider.prometheus.query"), Value::Text(LATENCY_QUERY.into()));
        items.push(metric);
    }
    list.value
}

fn range(mut list: Node, metric: &str, bound: &str, value: Value) -> Value {
    let Value::List(items) = &mut list.value else { return list.value };
    let place = items.iter().position(|item| is_named(item, metric));
    if bound == "max" && matches!(value, Value::Int(0) | Value::Null) {
        place.map(|place| items.remove(place));
        return list.value;
    }
    let place = place.unwrap_or_else(|| {
        let mut item = items.first().cloned().unwrap_or_else(|| Value::Map(Vec::new()).into());
        item.put(&path("name"), Value::Text(metric.into()));
        item.put(&path("thresholdRange"), Value::Null);
        items.push(item);
        items.len() - 1
    });
    items[place].put(&path(&format!("thresholdRange.{bound}")), value);
    list.value
}

/// `[{headers: {end-user: {exact: jason}}}]`.
fn conditions(rule: &HeaderRule) -> Value {
    let mut list = Node::from(Value::List(Vec::new()));
    let how = if rule.pattern { "regex" } else { "exact" };
    list.put(&path(&format!("[0].headers.[{}].{how}", rule.name)), Value::Text(rule.value.clone()));
    list.value
}

fn header_of(list: &Node) -> Option<HeaderRule> {
    let Value::Map(headers) = &list.at(&path("[0].headers"))?.value else { return None };
    let (name, matched) = headers.first()?;
    let said = |how: &str| match matched.field(how).map(|node| &node.value) {
        Some(Value::Text(value)) => Some(value.clone()),
        _ => None,
    };
    let (value, pattern) = said("exact").map(|value| (value, false)).or_else(|| Some((said("regex")?, true)))?;
    Some(HeaderRule { name: name.text.clone(), value, pattern })
}
