//! What keeps pods from serving: the worst that the cluster knows of any of them, and how many have it.

use crate::kube::object::{ConditionStatus, Name};
use crate::kube::time::{Millis, SECOND};
use crate::message::{Message, Said};
use crate::sim::event::Happening;
use crate::sim::pod::{ContainerState, Pod};

use super::View;
use super::version::version_of;

/// A pod that runs so long and is not ready is worth a word, ms: most need less to start.
const LONG: Millis = 60 * SECOND;

/// So many entries of the log are looked through for its last failed check.
const FAR_BACK: usize = 400;

/// What a pod suffers from, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ailment {
    /// It has run for long and is not ready.
    NotReady,
    /// No node takes it.
    Unschedulable,
    /// Its process ends again and again.
    Crashes,
    /// Its image cannot be had.
    Image,
}

fn ailment(pod: &Pod, now: Millis) -> Option<Ailment> {
    if pod.metadata.deletion_timestamp.is_some() || pod.status.phase.is_finished() {
        return None;
    }
    match pod.status.container {
        ContainerState::Waiting("ErrImagePull" | "ImagePullBackOff") => Some(Ailment::Image),
        ContainerState::Waiting("CrashLoopBackOff") => Some(Ailment::Crashes),
        ContainerState::Terminated(code) if code != 0 => Some(Ailment::Crashes),
        ContainerState::None if pod.node.is_none() && pod.status.message.is_some() => Some(Ailment::Unschedulable),
        ContainerState::Running(since) if !pod.status.ready && now.saturating_sub(since) >= LONG => {
            Some(Ailment::NotReady)
        }
        _ => None,
    }
}

impl View<'_> {
    /// The worst that keeps pods from serving, in a sentence, e.g. `2 of 3 pods of v2 cannot start: …`.
    ///
    /// Of two that are as bad, that of the newer version is told.
    pub(super) fn trouble(&self) -> Option<Message> {
        let now = self.cluster.now();
        let pods = || self.cluster.objects().pods.values();
        let ill = pods().filter_map(|pod| Some((ailment(pod, now)?, version_of(&pod.image), pod)));
        let Some((what, version, pod)) = ill.max_by_key(|(what, version, _)| (*what, *version)) else {
            return self.forbidden();
        };
        let of_version = |wanted: &dyn Fn(&Pod) -> bool| {
            let found = pods().filter(|pod| version_of(&pod.image) == version && wanted(pod));
            Said::Pods(found.map(|pod| pod.metadata.uid.0).collect())
        };
        let alive = of_version(&|pod| pod.metadata.deletion_timestamp.is_none());
        let many = of_version(&|pod| ailment(pod, now) == Some(what));
        let who = message!("voice-pods", many, alive, version);
        let next = self.cluster.stage(pod.metadata.uid).and_then(|stage| stage.until);
        let next = next.map(|until| message!("voice-next-try", seconds = until.saturating_sub(now).div_ceil(SECOND)));
        Some(match what {
            Ailment::Image => message!("voice-image", who, image = &pod.image, reason = pod.status_word(), next),
            Ailment::Crashes => message!("voice-crashes", who, restarts = pod.status.restart_count, next),
            Ailment::Unschedulable => {
                let message = pod.status.message.clone().unwrap_or_default();
                message!("voice-unschedulable", who, message, room = self.free_room(pod))
            }
            Ailment::NotReady => match self.failed_check(pod) {
                Some((probe, output)) => message!("voice-failed-check", who, probe, output),
                None => message!("voice-not-ready", who),
            },
        })
    }

    /// The last failed check of a pod: the probe, and what it found.
    fn failed_check(&self, pod: &Pod) -> Option<(&'static str, Name)> {
        let last = self.log().iter().rev().take(FAR_BACK).filter(|event| event.object == pod.metadata.name);
        last.into_iter().find_map(|event| match &event.happening {
            Happening::Unhealthy { probe, output, .. } => Some((*probe, output.clone())),
            _ => None,
        })
    }

    /// The API server takes no more pods: what it says stands in a condition.
    fn forbidden(&self) -> Option<Message> {
        let conditions = self.cluster.objects().deployments.values().flat_map(|it| it.status.conditions.iter());
        let mut failing = conditions.filter(|it| it.kind == "ReplicaFailure" && it.status == ConditionStatus::True);
        failing.next().map(|condition| message!("voice-forbidden", message = condition.message.clone()))
    }
}
