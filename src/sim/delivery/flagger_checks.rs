//! What Flagger looks at before it goes on: whether Deployments are ready, and what the new version's answers are like.
//!
//! Models pkg/canary/deployment_ready.go and pkg/controller/scheduler_metrics.go of fluxcd/flagger.

use std::rc::Rc;

use super::super::Cluster;
use super::super::deployment::{AVAILABLE, PROGRESSING, compute_hash};
use super::analysis::Measure;
use super::tick::{NotReady, Tick};
use crate::kube::calendar::Time;
use crate::kube::canary::{CanaryMetric, FlaggerStatus};
use crate::kube::condition::{StatusCondition, set};
use crate::kube::duration::GoDuration;
use crate::kube::number::{Decimal, seconds};
use crate::kube::object::{ConditionStatus, Name};
use crate::kube::time::{Millis, SECOND, go_duration};
use crate::kube::workload::Deployment;

/// So many percent of the updated pods must be available. Models isDeploymentReady.
fn ready(deployment: &Deployment, threshold: i32, deadline: Millis, now: Millis) -> Result<(), NotReady> {
    let (status, wanted) = (&deployment.status, deployment.spec.replicas);
    let waiting =
        |words: String, for_good| Err(NotReady { words: format!("waiting for rollout to finish: {words}"), for_good });
    if deployment.metadata.generation > status.observed_generation {
        return waiting("observed deployment generation less than desired generation".into(), false);
    }
    let progress = deployment.condition(PROGRESSING);
    let missing = deployment.condition(AVAILABLE).filter(|it| it.status == ConditionStatus::False);
    let late = progress.is_some() && missing.is_some_and(|it| it.last_update_time * SECOND + deadline < now);
    if progress.is_some_and(|progress| progress.reason == "ProgressDeadlineExceeded") {
        let words = format!("deployment \"{}\" exceeded its progress deadline", deployment.metadata.name);
        return Err(NotReady { words, for_good: true });
    }
    let (updated, available) = (status.updated_replicas, status.available_replicas);
    if updated < wanted {
        waiting(format!("{updated} out of {wanted} new replicas have been updated"), late)
    } else if status.replicas > updated {
        waiting(format!("{} old replicas are pending termination", status.replicas - updated), late)
    } else if available < updated * threshold / 100 {
        let enough = updated * threshold / 100;
        let words = format!("{available} of {enough} (readyThreshold {threshold}%) updated replicas are available");
        waiting(words, late)
    } else {
        Ok(())
    }
}

impl Tick {
    fn deployment(&self, cluster: &Cluster, name: &str) -> Option<Rc<Deployment>> {
        cluster.api.objects.deployment(name).cloned()
    }

    /// The Deployment that people change.
    pub fn target_deployment(&self, cluster: &Cluster) -> Option<Rc<Deployment>> {
        self.deployment(cluster, &self.canary.spec.target_ref.name)
    }

    /// The Deployment in service.
    pub fn primary(&self, cluster: &Cluster) -> Option<Rc<Deployment>> {
        self.deployment(cluster, &self.canary.primary())
    }

    /// Models IsPrimaryReady.
    pub fn primary_ready(&self, cluster: &Cluster) -> Result<(), NotReady> {
        let name = self.canary.primary();
        let Some(primary) = self.primary(cluster) else {
            return Err(NotReady { words: format!("deployment {name}.default not found"), for_good: false });
        };
        if primary.spec.replicas == 0 {
            let words = format!("halt {} advancement primary deployment is scaled to zero", self.named());
            return Err(NotReady { words, for_good: false });
        }
        let threshold = self.canary.spec.analysis.primary_ready_threshold.unwrap_or(100);
        ready(&primary, threshold, self.canary.progress_deadline(), cluster.now)
            .map_err(|why| NotReady { words: format!("{name}.default not ready: {}", why.words), ..why })
    }

    /// Models IsCanaryReady.
    pub fn canary_ready(&self, cluster: &Cluster) -> Result<(), NotReady> {
        let name = self.target();
        let Some(target) = self.target_deployment(cluster) else {
            return Err(NotReady { words: format!("deployment {name} not found"), for_good: false });
        };
        let threshold = self.canary.spec.analysis.canary_ready_threshold.unwrap_or(100);
        ready(&target, threshold, self.canary.progress_deadline(), cluster.now)
            .map_err(|why| NotReady { words: format!("canary deployment {name} not ready: {}", why.words), ..why })
    }

    /// The hash of the target's template; empty where there is no target.
    fn template_hash(&self, cluster: &Cluster) -> Name {
        let target = self.target_deployment(cluster);
        target.map_or_else(Name::default, |target| compute_hash(&target.spec.template, None).into())
    }

    /// Going back to what was promoted last is no change. Models HasTargetChanged.
    pub fn target_changed(&self, cluster: &Cluster) -> bool {
        let (hash, status) = (self.template_hash(cluster), &self.canary.status);
        !hash.is_empty() && status.last_promoted_spec != hash && status.last_applied_spec != hash
    }

    /// What stays of a status when an analysis begins or ends.
    pub fn empty_status(&self) -> FlaggerStatus {
        let FlaggerStatus { last_promoted_spec, last_applied_spec, conditions, rest, .. } = self.canary.status.clone();
        FlaggerStatus { last_promoted_spec, last_applied_spec, conditions, rest, ..FlaggerStatus::default() }
    }

    /// Another phase: weights and iterations are those of an analysis only. Models setStatusPhase.
    pub fn enter(&self, cluster: &mut Cluster, phase: &str) {
        let mut status = FlaggerStatus { phase: phase.into(), ..self.canary.status.clone() };
        if !["Progressing", "Waiting"].contains(&phase) {
            (status.canary_weight, status.iterations) = (0, 0);
        }
        if ["Initialized", "Succeeded"].contains(&phase) {
            status.failed_checks = 0;
            if phase == "Initialized" {
                status.last_applied_spec = self.template_hash(cluster);
            }
            status.last_promoted_spec = status.last_applied_spec.clone();
        }
        self.write(cluster, status);
    }

    /// A status with the hash of the template as it is now. Models SyncStatus.
    pub fn sync(&self, cluster: &mut Cluster, status: FlaggerStatus) {
        let last_applied_spec = self.template_hash(cluster);
        self.write(cluster, FlaggerStatus { last_applied_spec, ..status });
    }

    /// Stores a status, if it is another one, with the condition that belongs to its phase.
    pub fn write(&self, cluster: &mut Cluster, mut status: FlaggerStatus) {
        let Some(stored) = cluster.api.objects.canaries.get(&self.canary.metadata.uid) else { return };
        let mut changed = stored.as_ref().clone();
        status.last_transition_time = changed.status.last_transition_time;
        if let Some((word, message)) = promoted(&status.phase) {
            let now = Some(Time::of(cluster.now));
            let condition = StatusCondition {
                kind: "Promoted".into(),
                status: word.into(),
                reason: status.phase.clone(),
                message: message.into(),
                last_update_time: now,
                last_transition_time: now,
                ..StatusCondition::default()
            };
            set(&mut status.conditions, condition);
        }
        if changed.status != status {
            status.last_transition_time = Some(Time::of(cluster.now));
            changed.status = status;
            let written = cluster.api.update_status(changed);
            debug_assert!(written.is_ok(), "read and written in one step");
        }
    }

    /// The first check that fails, in words. Models runBuiltinMetricChecks and runMetricChecks.
    pub fn checks(&self, cluster: &Cluster) -> Result<(), String> {
        let Some(target) = self.target_deployment(cluster) else { return Ok(()) };
        let image = target.spec.template.image();
        for metric in &self.canary.spec.analysis.metrics {
            let back = metric.interval.as_ref().map_or(60 * SECOND, GoDuration::length);
            let since = cluster.now.saturating_sub(back);
            match &*metric.name {
                "request-success-rate" => {
                    self.success_rate(metric, cluster.measured(&image, Measure::SuccessRate, since))?;
                }
                "request-duration" => self.duration(metric, cluster.measured(&image, Measure::Latency, since))?,
                _ => {}
            }
            if !metric.query.is_empty() {
                self.custom(metric, cluster.queried(&image, &metric.query, since))?;
            }
        }
        let template = self.canary.spec.analysis.metrics.iter().find_map(|metric| metric.template_ref.as_ref());
        template.map_or(Ok(()), |template| {
            let namespace = if template.namespace.is_empty() { "default" } else { &template.namespace };
            let name = &template.name;
            Err(format!("Metric template {name}.{namespace} error: metrictemplate.flagger.app {name:?} not found"))
        })
    }

    /// A metric of a name of its own, in thousandths.
    pub(super) fn custom(&self, metric: &CanaryMetric, found: Option<i64>) -> Result<(), String> {
        let name = &metric.name;
        let Some(found) = found else { return Err(format!("Halt advancement no values found for metric: {name}")) };
        let range = metric.threshold_range.clone();
        let most = if range.is_some() { None } else { Some(metric.threshold.unwrap_or(Decimal(0))) };
        let range = range.unwrap_or_default();
        let said = |sign: &str, bound: Decimal| {
            let hundredths = (found + 5).div_euclid(10);
            let (whole, part) = (hundredths / 100, hundredths % 100);
            let bound = seconds(bound.0);
            Err(format!("Halt {} advancement {name} {whole}.{part:02} {sign} {bound}", self.named()))
        };
        match (range.min, range.max.or(most)) {
            (Some(least), _) if found < least.0 => said("<", least),
            (_, Some(most)) if found > most.0 => said(">", most),
            _ => Ok(()),
        }
    }

    fn no_values(&self, metric: &CanaryMetric, more: &str) -> String {
        let provider = &self.canary.spec.provider;
        format!(
            "Halt advancement no values found for {provider} metric {} probably {} is not receiving traffic{more}",
            metric.name,
            self.target()
        )
    }

    pub(super) fn success_rate(&self, metric: &CanaryMetric, permille: Option<u64>) -> Result<(), String> {
        let Some(found) = permille else {
            return Err(self.no_values(metric, ": running query failed: no values found"));
        };
        let range = metric.threshold_range.clone().unwrap_or_default();
        let least = range.min.or(metric.threshold);
        // Percent in thousandths.
        let percent = i64::try_from(found).unwrap_or(i64::MAX) * 100;
        let said = |sign: &str, bound: Decimal| {
            let (whole, tenth) = (found / 10, found % 10);
            let bound = seconds(bound.0);
            Err(format!("Halt {} advancement success rate {whole}.{tenth}0% {sign} {bound}%", self.named()))
        };
        match (least, range.max) {
            (Some(least), _) if percent < least.0 => said("<", least),
            (_, Some(most)) if percent > most.0 => said(">", most),
            _ => Ok(()),
        }
    }

    pub(super) fn duration(&self, metric: &CanaryMetric, found: Option<u64>) -> Result<(), String> {
        let Some(found) = found else { return Err(self.no_values(metric, "")) };
        let range = metric.threshold_range.clone().unwrap_or_default();
        let ms = |bound: Decimal| u64::try_from(bound.0 / 1_000).unwrap_or(0);
        let said = |sign: &str, bound: u64| {
            let (found, bound) = (go_duration(found), go_duration(bound));
            Err(format!("Halt {} advancement request duration {found} {sign} {bound}", self.named()))
        };
        match (range.min.map(ms), range.max.or(metric.threshold).map(ms)) {
            (Some(least), _) if found < least => said("<", least),
            (_, Some(most)) if found > most => said(">", most),
            _ => Ok(()),
        }
    }
}

/// Status and message of the condition Promoted. Models MakeStatusConditions.
fn promoted(phase: &str) -> Option<(&'static str, &'static str)> {
    Some(match phase {
        "Initializing" => ("Unknown", "New Deployment detected, starting initialization."),
        "Initialized" => ("True", "Deployment initialization completed."),
        "Progressing" => ("Unknown", "New revision detected, progressing canary analysis."),
        "Waiting" | "WaitingPromotion" => ("Unknown", "Waiting for approval."),
        "Promoting" => ("Unknown", "Canary analysis completed, starting primary rolling update."),
        "Finalising" => ("Unknown", "Canary analysis completed, routing all traffic to primary."),
        "Succeeded" => ("True", "Canary analysis completed successfully, promotion finished."),
        "Failed" => ("False", "Canary analysis failed, Deployment scaled to zero."),
        _ => return None,
    })
}
