//! HorizontalPodAutoscalers, PodDisruptionBudgets and ResourceQuotas. Models kubectl's pkg/describe/describe.go
//! describeHorizontalPodAutoscalerV2, describePodDisruptionBudgetV1 and describeQuota.

use super::super::peek::{at, go, items, number, or_none, pairs, text};
use super::page::{Page, date};
use crate::kube::autoscaler::{HorizontalPodAutoscaler, Metric, MetricSource};
use crate::kube::disruption_budget::PodDisruptionBudget;
use crate::kube::quantity::Quantity;
use crate::kube::tree::Node;

pub fn autoscaler(page: &mut Page, autoscaler: &HorizontalPodAutoscaler, tree: &Node) {
    let (spec, status) = (&autoscaler.spec, &autoscaler.status);
    page.labels("Labels", tree, "metadata.labels");
    page.annotations("Annotations", tree, "metadata.annotations");
    page.field(0, "CreationTimestamp", date(&text(tree, "metadata.creationTimestamp")));
    let target = &spec.scale_target_ref;
    page.field(0, "Reference", format!("{}/{}", target.kind, target.name));
    page.field(0, "Metrics", "( current / target )");
    let nothing = Metric::default();
    for (index, wanted) in spec.metrics.iter().enumerate() {
        page.line(1, &metric(wanted, status.current_metrics.get(index).unwrap_or(&nothing)));
    }
    page.field(0, "Min replicas", spec.min_replicas.to_string());
    page.field(0, "Max replicas", spec.max_replicas.to_string());
    if at(tree, "spec.behavior").is_some() {
        page.line(0, "Behavior:");
        direction(page, "Scale Up", tree, "spec.behavior.scaleUp");
        direction(page, "Scale Down", tree, "spec.behavior.scaleDown");
    }
    let counts = format!("{} current / {} desired", status.current_replicas, status.desired_replicas);
    page.field(0, &format!("{} pods", target.kind), counts);
    let conditions = items(tree, "status.conditions");
    if !conditions.is_empty() {
        page.line(0, "Conditions:");
        page.line(1, "Type\tStatus\tReason\tMessage");
        page.line(1, "----\t------\t------\t-------");
    }
    for one in conditions {
        let cells = ["type", "status", "reason", "message"].map(|name| text(one, name));
        page.line(1, &cells.join("\t"));
    }
}

fn metric(wanted: &Metric, is: &Metric) -> String {
    const UNKNOWN: &str = "<unknown>";
    let amount = |amount: Option<Quantity>| amount.map_or_else(|| UNKNOWN.into(), |amount| amount.to_string());
    let nothing = MetricSource::default();
    if let Some(resource) = &wanted.resource {
        let current = &is.resource.as_ref().unwrap_or(&nothing).current;
        let name = &resource.name;
        if let Some(wanted) = resource.target.average_value {
            return format!("resource {name} on pods:\t{} / {wanted}", amount(current.average_value));
        }
        let percent = resource.target.average_utilization;
        let target = percent.map_or_else(|| "<auto>".into(), |percent| format!("{percent}%"));
        let now = match current.average_utilization {
            Some(percent) => format!("{percent}% ({})", amount(current.average_value)),
            None => UNKNOWN.into(),
        };
        return format!("resource {name} on pods  (as a percentage of request):\t{now} / {target}");
    }
    if let Some(pods) = &wanted.pods {
        let current = is.pods.as_ref().and_then(|pods| pods.current.average_value);
        return format!(
            "\"{}\" on pods:\t{} / {}",
            pods.metric.name,
            amount(current),
            amount(pods.target.average_value)
        );
    }
    let Some(object) = &wanted.object else { return "<unknown metric type>".into() };
    let current = &is.object.as_ref().unwrap_or(&nothing).current;
    let (name, of) = (&object.metric.name, &object.described_object);
    let (kind, now, target) = match object.target.average_value {
        Some(wanted) => ("target average value", current.average_value, Some(wanted)),
        None => ("target value", current.value, object.target.value),
    };
    format!("\"{name}\" on {}/{} ({kind}):\t{} / {}", of.kind, of.name, amount(now), amount(target))
}

/// Models printDirectionBehavior.
fn direction(page: &mut Page, title: &str, tree: &Node, place: &str) {
    let Some(rules) = at(tree, place) else { return };
    page.line(1, &format!("{title}:"));
    if at(rules, "stabilizationWindowSeconds").is_some() {
        page.line(2, &format!("Stabilization Window: {} seconds", number(rules, "stabilizationWindowSeconds")));
    }
    let policies = items(rules, "policies");
    if policies.is_empty() {
        return;
    }
    let select = text(rules, "selectPolicy");
    page.line(2, &format!("Select Policy: {}", if select.is_empty() { "Max" } else { &select }));
    page.line(2, "Policies:");
    for policy in policies {
        let (value, period) = (number(policy, "value"), number(policy, "periodSeconds"));
        page.line(3, &format!("- Type: {}\tValue: {value}\tPeriod: {period} seconds", text(policy, "type")));
    }
}

pub fn disruption_budget(page: &mut Page, budget: &PodDisruptionBudget) {
    let (spec, status) = (&budget.spec, &budget.status);
    if let Some(bound) = &spec.min_available {
        page.field(0, "Min available", bound.to_string());
    } else if let Some(bound) = &spec.max_unavailable {
        page.field(0, "Max unavailable", bound.to_string());
    }
    let selector = spec.selector.as_ref().map(|selector| or_none(selector.in_words()));
    page.field(0, "Selector", selector.unwrap_or_else(|| "<unset>".into()));
    page.line(0, "Status:");
    page.field(2, "Allowed disruptions", status.disruptions_allowed.to_string());
    page.field(2, "Current", status.current_healthy.to_string());
    page.field(2, "Desired", status.desired_healthy.to_string());
    page.field(2, "Total", status.expected_pods.to_string());
}

pub fn quota(page: &mut Page, tree: &Node) {
    page.line(0, "Resource\tUsed\tHard");
    page.line(0, "--------\t----\t----");
    for (key, hard) in pairs(tree, "status.hard") {
        let used = at(tree, "status.used").and_then(|used| used.field(&key.text));
        let used = used.map_or_else(|| "0".into(), |used| go(&used.value));
        page.line(0, &format!("{}\t{used}\t{}", key.text, go(&hard.value)));
    }
}
