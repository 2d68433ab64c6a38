//! The EndpointSlice controller: which pods a Service stands for now.
//!
//! Models staging/src/k8s.io/endpointslice utils.go podToEndpoint and util/controller_utils.go ShouldPodBeInEndpoints.

use std::rc::Rc;

use super::Cluster;
use super::dispatch::Retry;
use super::network::{Endpoint, EndpointSlice, Service};
use super::object::{ObjectMeta, Uid, selects};
use super::pod::Pod;

/// Brings the Service's slice up to date with the pods in the cache. A Service without a selector is left to others.
pub(super) fn sync_service(cluster: &mut Cluster, key: Uid) -> Result<(), Retry> {
    let Some(service) = cluster.cache.services.get(&key).cloned() else { return Ok(()) };
    if service.selector.is_empty() {
        return Ok(());
    }
    let endpoints: Vec<Endpoint> = cluster
        .cache
        .pods
        .values()
        .filter(|pod| should_be_in_endpoints(pod, &service))
        .map(|pod| endpoint(pod, &service))
        .collect();
    let existing = cluster.api.objects.endpoint_slices.values().find(|slice| slice.metadata.owner == Some(key));
    match existing {
        Some(slice) if slice.endpoints == endpoints => {}
        Some(slice) => {
            let mut slice = slice.as_ref().clone();
            slice.endpoints = endpoints;
            cluster.api.update(slice)?;
        }
        None => {
            let mut metadata = ObjectMeta::named(&service.metadata.name, service.metadata.labels.clone());
            metadata.owner = Some(key);
            cluster.api.create(EndpointSlice { metadata, endpoints }, cluster.now);
        }
    }
    Ok(())
}

fn should_be_in_endpoints(pod: &Rc<Pod>, service: &Service) -> bool {
    pod.status.has_ip && !pod.status.phase.is_finished() && selects(&service.selector, &pod.metadata.labels)
}

fn endpoint(pod: &Rc<Pod>, service: &Service) -> Endpoint {
    let serving = pod.status.ready;
    let terminating = pod.metadata.deletion_timestamp.is_some();
    Endpoint {
        pod: pod.metadata.uid,
        image: pod.image.clone(),
        ready: service.publish_not_ready_addresses || (serving && !terminating),
        serving,
        terminating,
    }
}
