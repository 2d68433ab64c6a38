//! The pods that a number of a controller's arithmetic counts, so that the picture can show them.

use crate::kube::object::Name;
use crate::kube::workload::Deployment;
use crate::message::{Message, Said};
use crate::sim::decision::Decision;
use crate::sim::pod::Pod;

use super::View;
use super::explain::explain;

/// Which pods of a Deployment: by whether they are of its newest template, and how they are now.
type Counts = fn(is_new: bool, pod: &Pod, is_available: bool) -> bool;

/// What the numbers of [`explain`] count, by the names of their places. Limits, sums and what is to come count no pods.
const COUNTED: [(&str, Counts); 5] = [
    ("current", |_, pod, _| stays(pod)),
    ("available", |_, pod, available| stays(pod) && available),
    ("new_unavailable", |new, pod, available| new && stays(pod) && !available),
    ("unhealthy", |new, pod, available| !new && stays(pod) && !available),
    ("old_pods", |new, _, _| !new),
];

fn stays(pod: &Pod) -> bool {
    pod.metadata.deletion_timestamp.is_none()
}

impl View<'_> {
    /// A decision's arithmetic. A number has its pods with it as long as there are as many of them as it says: time goes on,
    /// and what was decided does not.
    pub(super) fn explained(&self, deployment: &Name, decision: &Decision) -> Message {
        let mut message = explain(decision);
        let mut all = self.cluster.objects().deployments.values();
        if let Some(found) = all.find(|it| it.metadata.name == *deployment) {
            self.count(found, &mut message);
        }
        message
    }

    fn count(&self, deployment: &Deployment, message: &mut Message) {
        for (name, value) in &mut message.values {
            match value {
                Said::Part(part) => self.count(deployment, part),
                Said::Count(number) => {
                    let Some((_, counts)) = COUNTED.iter().find(|(counted, _)| counted == name) else { continue };
                    let pods = self.pods_where(deployment, *counts);
                    if i64::try_from(pods.len()) == Ok(*number) {
                        *value = Said::Pods(pods.into());
                    }
                }
                _ => {}
            }
        }
    }

    fn pods_where(&self, deployment: &Deployment, counts: Counts) -> Vec<u32> {
        let (objects, now) = (self.cluster.objects(), self.cluster.now());
        let newest = deployment.spec.template.image();
        let sets = objects.replica_sets_of(deployment.metadata.uid);
        let pods = sets.flat_map(|set| {
            let is_new = set.spec.template.image() == newest;
            objects.pods_of(Some(set.metadata.uid)).map(move |pod| (is_new, pod))
        });
        let available = |pod: &Pod| pod.is_available(deployment.spec.min_ready_seconds, now);
        let counted = pods.filter(|(is_new, pod)| counts(*is_new, pod, available(pod)));
        counted.map(|(_, pod)| pod.metadata.uid.0).collect()
    }
}
