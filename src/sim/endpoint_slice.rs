//! The EndpointSlice controller: which pods a Service stands for now.
//!
//! Models staging/src/k8s.io/endpointslice utils.go podToEndpoint and util/controller_utils.go ShouldPodBeInEndpoints.

use litemap::LiteMap;

use super::Cluster;
use super::endpoint::Endpoint;
use super::endpoints::Endpoints;
use super::network::EndpointSlice;
use super::ordered::OrderedSet;
use super::pod::Pod;
use super::retry::Retry;
use crate::kube::object::{ObjectMeta, Uid, selects};
use crate::kube::service::Service;

/// Which pods each Service's next sync has to look at, by the Service's uid. Upstream looks at all pods at every sync,
/// which makes thousands of pods that become ready one by one a quadratic affair; what no watch has told of is as the
/// last sync left it.
#[derive(Clone, Debug, Default)]
pub(super) struct EndpointSliceController {
    changed: LiteMap<Uid, Changed>,
}

#[derive(Clone, Debug)]
enum Changed {
    /// The Service itself, and with it perhaps any pod's part in it.
    Service,
    Pods(OrderedSet<Uid>),
}

impl EndpointSliceController {
    /// The cache has learnt of a Service.
    pub fn service_changed(&mut self, service: Uid) {
        self.changed.insert(service, Changed::Service);
    }

    /// The cache has learnt of a pod for which the Service stands or stood.
    pub fn pod_changed(&mut self, service: Uid, pod: Uid) {
        if let Changed::Pods(pods) = self.changed.entry(service).or_insert_with(|| Changed::Pods(OrderedSet::default()))
        {
            pods.insert(pod, ());
        }
    }
}

/// Brings the Service's slice up to date with the pods in the cache. A Service without a selector is left to others.
pub(super) fn sync_service(cluster: &mut Cluster, key: Uid) -> Result<(), Retry> {
    let changed = cluster.endpoint_slice_controller.changed.remove(&key);
    let Some(service) = cluster.cache.services.get(&key).cloned() else { return Ok(()) };
    if service.spec.selector.is_empty() {
        return Ok(());
    }
    let existing = cluster.api.objects.endpoint_slices.values().find(|slice| slice.metadata.owner == Some(key));
    let pods = &cluster.cache.pods;
    let Some(slice) = existing else {
        let mut metadata = ObjectMeta::named(&service.metadata.name, service.metadata.labels.clone());
        metadata.owner = Some(key);
        let mut endpoints = Endpoints::default();
        pods.values().for_each(|pod| _ = endpoints.set(pod.metadata.uid, endpoint(pod, &service)));
        cluster.api.create(EndpointSlice { metadata, endpoints }, cluster.now);
        return Ok(());
    };
    let mut endpoints = slice.endpoints.clone();
    let mut look = |uid: Uid| endpoints.set(uid, pods.get(&uid).and_then(|pod| endpoint(pod, &service)));
    let differs = match changed {
        Some(Changed::Pods(pods)) => pods.keys().filter(|uid| look(**uid)).count() > 0,
        // Pods that are gone are in the slice only.
        _ => {
            let known: Vec<Uid> = slice.endpoints.iter().map(|endpoint| endpoint.pod).collect();
            known.into_iter().chain(pods.keys().copied()).filter(|uid| look(*uid)).count() > 0
        }
    };
    if differs {
        let mut slice = slice.as_ref().clone();
        slice.endpoints = endpoints;
        cluster.api.update(slice)?;
    }
    Ok(())
}

/// What a pod is to a Service, if anything.
fn endpoint(pod: &Pod, service: &Service) -> Option<Endpoint> {
    if !should_be_in_endpoints(pod, service) {
        return None;
    }
    let serving = pod.status.ready;
    let terminating = pod.metadata.deletion_timestamp.is_some();
    Some(Endpoint {
        pod: pod.metadata.uid,
        image: pod.image.clone(),
        ready: service.spec.publish_not_ready_addresses || (serving && !terminating),
        serving,
        terminating,
    })
}

fn should_be_in_endpoints(pod: &Pod, service: &Service) -> bool {
    pod.status.has_ip && !pod.status.phase.is_finished() && selects(&service.spec.selector, &pod.metadata.labels)
}
