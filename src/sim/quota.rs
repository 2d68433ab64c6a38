//! The admission that asks the ResourceQuotas. Of what upstream counts, pods only.

use super::Cluster;
use super::objects::Objects;

/// `status.used.pods`: counted when asked, so it is never behind as upstream's may be.
pub fn used_pods(objects: &Objects) -> usize {
    objects.pods.values().filter(|pod| !pod.status.phase.is_finished()).count()
}

impl Cluster {
    /// The admission of one more pod: the first quota that it exceeds refuses. Models resourcequota's checkRequest.
    pub(super) fn within_quota(&self, pod: &str) -> Result<(), String> {
        let quotas = self.api.objects.resource_quotas.values();
        let mut bounds = quotas.filter_map(|quota| Some((&quota.metadata.name, quota.pods()?))).peekable();
        if bounds.peek().is_none() {
            return Ok(());
        }
        let used = used_pods(&self.api.objects);
        let Some((name, limit)) = bounds.find(|(_, limit)| used >= *limit) else { return Ok(()) };
        Err(format!(
            "pods \"{pod}\" is forbidden: exceeded quota: {name}, requested: pods=1, used: pods={used}, limited: pods={limit}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::object::labels;
    use crate::kube::object::{Labels, ObjectMeta};
    use crate::kube::pod::PodTemplateSpec;
    use crate::kube::quota::ResourceQuota;
    use crate::sim::pod::Pod;
    use crate::world::World;

    #[test]
    fn the_first_quota_that_is_exceeded_refuses_by_its_name() {
        // Name, quotas in their order of creation, pods there, the name and the bound that refuse.
        type Case = (&'static str, &'static [(&'static str, Option<u32>)], u32, Option<&'static str>);
        let cases: [Case; 6] = [
            ("no quota", &[], 9, None),
            ("room for one", &[("pods", Some(3))], 2, None),
            ("full", &[("pods", Some(2))], 2, Some("pods, requested: pods=1, used: pods=2, limited: pods=2")),
            ("none at all", &[("team", Some(0))], 0, Some("team, requested: pods=1, used: pods=0, limited: pods=0")),
            ("one that bounds no pods", &[("other", None)], 9, None),
            (
                "the tighter of two",
                &[("wide", Some(9)), ("web", Some(2))],
                2,
                Some("web, requested: pods=1, used: pods=2, limited: pods=2"),
            ),
        ];
        for (name, quotas, pods, refused) in cases {
            let mut cluster = Cluster::new(World::default());
            for (quota, pods) in quotas {
                cluster.api.create(ResourceQuota::new(quota, *pods), 0);
            }
            for number in 0..pods {
                let metadata = ObjectMeta::named(&format!("web-{number}"), Labels::default());
                let pod = Pod::new(metadata, &PodTemplateSpec::new(labels(&[]), "web", "web:v1"), 0);
                cluster.api.create(pod, 0);
            }
            let expected = refused
                .map_or(Ok(()), |refused| Err(format!("pods \"web-new\" is forbidden: exceeded quota: {refused}")));
            assert_eq!(cluster.within_quota("web-new"), expected, "{name}");
        }
    }
}
