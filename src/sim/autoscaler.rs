//! The HorizontalPodAutoscaler controller: every 15 s it measures, and sets the size of a workload by what it finds.
//!
//! Models pkg/controller/podautoscaler/horizontal.go of Kubernetes v1.36. Left out: scaling to zero (a feature gate that is off),
//! metrics of containers, and external ones, of which nobody here measures anything.

mod calculator;
mod measures;
mod pace;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use litemap::LiteMap;

use super::Cluster;
use super::event::Happening;
use super::queue::Controller;
use super::retry::Retry;
use crate::kube::autoscaler::{HorizontalPodAutoscaler, Metric, ObjectReference};
use crate::kube::calendar::Time;
use crate::kube::condition::{StatusCondition, find};
use crate::kube::object::{Kind, Name, Uid};
use crate::kube::selector::LabelSelector;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::{Deployment, ReplicaSet};
use pace::{Bounds, Memory};

/// From look to look, ms. Models horizontal-pod-autoscaler-sync-period.
const PERIOD: Millis = 15 * SECOND;

/// What the controller remembers of each autoscaler.
#[derive(Clone, Debug, Default)]
pub(super) struct AutoscalerController {
    known: LiteMap<Uid, Known>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    memory: Memory,
    /// The warnings of the last look, which are not repeated.
    said: Vec<(&'static str, String)>,
}

/// The scale subresource of a workload.
struct Scale {
    kind: Kind,
    uid: Uid,
    replicas: i32,
    there: i32,
    selector: LabelSelector,
}

/// An autoscaler in the middle of a look.
struct Look {
    changed: HorizontalPodAutoscaler,
    said: Vec<(&'static str, String)>,
    now: Millis,
}

impl Look {
    fn set(&mut self, kind: &str, holds: bool, reason: &str, message: &str) {
        set_condition(&mut self.changed.status.conditions, kind, holds, reason, message, self.now);
    }

    fn warn(&mut self, reason: &'static str, message: &str) {
        self.said.push((reason, message.to_owned()));
    }
}

/// Models setCondition: a condition stays in its place, and its time where its status does.
fn set_condition(all: &mut Vec<StatusCondition>, kind: &str, holds: bool, reason: &str, message: &str, now: Millis) {
    let status: Name = if holds { "True" } else { "False" }.into();
    let since = find(all, kind).filter(|known| known.status == status).and_then(|known| known.last_transition_time);
    let condition = StatusCondition {
        kind: kind.into(),
        status,
        reason: reason.into(),
        message: message.into(),
        last_transition_time: since.or(Some(Time::of(now))),
        ..StatusCondition::default()
    };
    match all.iter_mut().find(|known| &*known.kind == kind) {
        Some(known) => *known = condition,
        None => all.push(condition),
    }
}

/// One look at an autoscaler, and the next one planned. Models reconcileKey.
pub(super) fn sync_autoscaler(cluster: &mut Cluster, key: Uid) -> Result<(), Retry> {
    let Some(autoscaler) = cluster.cache.autoscalers.get(&key).cloned() else {
        cluster.autoscaler_controller.known.remove(&key);
        return Ok(());
    };
    cluster.queue.enqueue_at(cluster.now + PERIOD, Controller::Autoscaler, key);
    cluster.reconcile_autoscaler(&autoscaler);
    Ok(())
}

impl Cluster {
    /// An autoscaler is new or was written: it is looked at within 15 s. Models enqueueHPA.
    pub(super) fn wake_autoscaler(&mut self, autoscaler: Uid) {
        self.begin_measuring();
        self.queue.enqueue_at(self.now + PERIOD, Controller::Autoscaler, autoscaler);
    }

    fn reconcile_autoscaler(&mut self, before: &Rc<HorizontalPodAutoscaler>) {
        let mut look = Look { changed: before.as_ref().clone(), said: Vec::new(), now: self.now };
        if let Err((reason, message)) = self.look_and_scale(&mut look) {
            look.warn(reason, &message);
        }
        self.say_of_autoscaler(&look);
        // Whoever wrote it meanwhile is answered by the next look.
        if look.changed.status != before.status {
            drop(self.api.update_status(look.changed));
        }
    }

    /// What is new of the warnings, as events.
    fn say_of_autoscaler(&mut self, look: &Look) {
        let (uid, name) = (look.changed.metadata.uid, look.changed.metadata.name.clone());
        let known = self.autoscaler_controller.known.entry(uid).or_default();
        let before = std::mem::replace(&mut known.said, look.said.clone());
        for (reason, message) in look.said.iter().filter(|said| !before.contains(said)) {
            let happening = Happening::Said { reason, message: message.as_str().into() };
            self.record(Kind::HorizontalPodAutoscaler, &name, happening);
        }
    }

    /// Models reconcileAutoscaler; an error is the reason and message of a warning.
    fn look_and_scale(&mut self, look: &mut Look) -> Result<(), (&'static str, String)> {
        let spec = look.changed.spec.clone();
        let scale = self.scale_of(&spec.scale_target_ref).map_err(|why| {
            let words = format!("the HPA controller was unable to get the target's current scale: {why}");
            look.set("AbleToScale", false, "FailedGetScale", &words);
            ("FailedGetScale", why)
        })?;
        look.set(
            "AbleToScale",
            true,
            "SucceededGetScale",
            "the HPA controller was able to get the target's current scale",
        );
        let (current, uid, now) = (scale.replicas, look.changed.metadata.uid, self.now);
        self.autoscaler_controller.known.entry(uid).or_default().memory.begin(current, now);
        let (mut metrics, mut wanted, mut reason) = (Vec::new(), current, String::new());
        if current == 0 {
            let words = "scaling is disabled since the replica count of the target is zero";
            look.set("ScalingActive", false, "ScalingDisabled", words);
        } else if current > spec.max_replicas {
            (wanted, reason) = (spec.max_replicas, "Current number of replicas above Spec.MaxReplicas".into());
        } else if current < spec.min_replicas {
            (wanted, reason) = (spec.min_replicas, "Current number of replicas below Spec.MinReplicas".into());
        } else {
            let proposed = self.compute_replicas(look, &scale, &mut metrics);
            let (proposed, metric) = proposed.map_err(|why| {
                look.changed.status.current_replicas = current;
                look.changed.status.current_metrics = std::mem::take(&mut metrics);
                ("FailedComputeMetricsReplicas", why)
            })?;
            if proposed > current {
                reason = format!("{metric} above target");
            } else if proposed < current {
                reason = "All metrics below target".into();
            }
            let bounds = Bounds { min: spec.min_replicas, max: spec.max_replicas, current, now };
            let known = self.autoscaler_controller.known.entry(uid).or_default();
            let paced = known.memory.pace(spec.behavior.as_ref(), proposed, bounds);
            look.set("AbleToScale", true, paced.able.0, paced.able.1);
            look.set("ScalingLimited", paced.limited, paced.limit.0, paced.limit.1);
            wanted = paced.replicas;
        }
        if wanted != current {
            self.rescale(look, &scale, wanted, &reason);
        }
        self.note_look(look, current, wanted, metrics);
        Ok(())
    }

    /// Models setStatus.
    fn note_look(&mut self, look: &mut Look, current: i32, wanted: i32, metrics: Vec<Metric>) {
        let now = self.now;
        let status = &mut look.changed.status;
        (status.current_replicas, status.desired_replicas, status.current_metrics) = (current, wanted, metrics);
        if wanted != current {
            status.last_scale_time = Some(Time::of(now));
        }
    }

    /// The workload gets its new size.
    fn rescale(&mut self, look: &mut Look, scale: &Scale, wanted: i32, reason: &str) {
        let (uid, now) = (look.changed.metadata.uid, self.now);
        self.set_scale(scale, wanted);
        let words = format!("the HPA controller was able to update the target scale to {wanted}");
        look.set("AbleToScale", true, "SucceededRescale", &words);
        let message = format!("New size: {wanted}; reason: {reason}").into();
        let happening = Happening::Said { reason: "SuccessfulRescale", message };
        self.record(Kind::HorizontalPodAutoscaler, &look.changed.metadata.name.clone(), happening);
        let known = self.autoscaler_controller.known.entry(uid).or_default();
        known.memory.changed(look.changed.spec.behavior.as_ref(), scale.replicas, wanted, now);
    }

    /// The scale of a workload, from the API server itself.
    fn scale_of(&self, of: &ObjectReference) -> Result<Scale, String> {
        let objects = &self.api.objects;
        let missing = |kind: Kind| format!("{} \"{}\" not found", kind.resources(), of.name);
        let group = of.api_version.split_once('/').map_or("", |(group, _)| group);
        match (group, &*of.kind) {
            ("apps", "Deployment") => {
                let it = objects.deployment(&of.name).ok_or_else(|| missing(Kind::Deployment))?;
                let selector = it.spec.selector.clone().unwrap_or_default();
                let (uid, replicas) = (it.metadata.uid, it.spec.replicas);
                Ok(Scale { kind: Kind::Deployment, uid, replicas, there: it.status.replicas, selector })
            }
            ("apps", "ReplicaSet") => {
                let mut all = objects.replica_sets.values();
                let it = all.find(|it| it.metadata.name == of.name).ok_or_else(|| missing(Kind::ReplicaSet))?;
                let (uid, replicas, selector) = (it.metadata.uid, it.spec.replicas, it.spec.selector.clone());
                Ok(Scale { kind: Kind::ReplicaSet, uid, replicas, there: it.status.replicas, selector })
            }
            ("argoproj.io", "Rollout") => {
                let mut all = objects.rollouts.values();
                let it = all.find(|it| it.metadata.name == of.name).ok_or_else(|| missing(Kind::Rollout))?;
                let selector = it.spec.selector.clone().unwrap_or_default();
                let (uid, replicas, there) = (it.metadata.uid, it.replicas(), it.status.hpa_replicas);
                Ok(Scale { kind: Kind::Rollout, uid, replicas, there, selector })
            }
            (group, kind) => Err(format!("no matches for kind \"{kind}\" in group \"{group}\"")),
        }
    }

    /// Sets it, as `kubectl scale` would.
    fn set_scale(&mut self, scale: &Scale, replicas: i32) {
        let written = match scale.kind {
            Kind::Deployment => self.api.objects.deployments.get(&scale.uid).cloned().map(|it| {
                let mut changed: Deployment = it.as_ref().clone();
                changed.spec.replicas = replicas;
                self.api.update(changed).is_ok()
            }),
            Kind::ReplicaSet => self.api.objects.replica_sets.get(&scale.uid).cloned().map(|it| {
                let mut changed: ReplicaSet = it.as_ref().clone();
                changed.spec.replicas = replicas;
                self.api.update(changed).is_ok()
            }),
            _ => self.api.objects.rollouts.get(&scale.uid).cloned().map(|it| {
                let mut changed = it.as_ref().clone();
                changed.spec.replicas = Some(replicas);
                self.api.update(changed).is_ok()
            }),
        };
        debug_assert_eq!(written, Some(true), "read and written in one step");
    }
}
