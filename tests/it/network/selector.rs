//! Which pods a Service stands for: labels, and nothing else.

use podyard::kube::field::Field;
use podyard::kube::object::Kind;
use podyard::kube::object::{Uid, labels};
use podyard::kube::quota::ResourceQuota;
use podyard::kube::time::SECOND;
use podyard::kube::workload::POD_TEMPLATE_HASH;
use podyard::sim::command::Command;

use crate::fault::{Fault, Inject};

use super::{Net, config};

/// Three pods of each version, ready at second 100.
fn two_versions() -> Net {
    let mut net = Net::new(config(0));
    net.deploy("blue", "v1", 3);
    net.until(SECOND);
    net.deploy("green", "v2", 3);
    net.until(100 * SECOND);
    net
}

fn listed(net: &Net, service: &str) -> Vec<Uid> {
    net.endpoints(service).expect("it has a slice").iter().map(|endpoint| endpoint.pod).collect()
}

/// As they are written in a manifest.
type Labels = &'static [(&'static str, &'static str)];

#[test]
fn a_selector_takes_the_pods_that_carry_all_its_labels() {
    let all = [0, 1, 2, 3, 4, 5];
    // Name, selector, places of the pods it takes.
    let cases: [(&str, Labels, &[usize]); 5] = [
        ("a label all carry", &[("app", "web")], &all),
        ("one version", &[("version", "v2")], &all[3..]),
        ("two labels", &[("app", "web"), ("version", "v1")], &all[..3]),
        ("a value nobody carries", &[("version", "v3")], &[]),
        ("one label of two that nobody carries", &[("app", "web"), ("tier", "front")], &[]),
    ];
    for (name, selector, places) in cases {
        let mut net = two_versions();
        net.service("web", selector);
        net.until(101 * SECOND);
        let expected: Vec<Uid> = places.iter().map(|place| net.uids()[*place]).collect();
        assert_eq!(listed(&net, "web"), expected, "{name}");
        assert_eq!(net.usable(), expected, "{name}");
    }
}

#[test]
fn a_service_that_selects_nothing_has_an_empty_slice_and_refuses() {
    let mut net = two_versions();
    net.service("web", &[("app", "other")]);
    net.until(101 * SECOND);
    assert_eq!(net.endpoints("web"), Some(Vec::new()), "a slice all the same");
    let calls = net.call(1);
    assert_eq!((calls.nowhere, calls.closed, calls.pods.len()), (100, 0, 0));
    let at_once = net.cluster.traffic().recent().iter().all(|request| request.latency == 0);
    assert!(at_once, "refused, not left waiting");
}

#[test]
fn a_service_without_a_selector_is_given_no_endpoints() {
    let mut net = two_versions();
    net.service("web", &[]);
    net.until(101 * SECOND);
    assert_eq!(net.endpoints("web"), None, "somebody else would have to make its slice");
    assert_eq!(net.call(1).nowhere, 100);
    // Taking the selector away leaves the slice as it was.
    net.service("kept", &[("version", "v1")]);
    net.until(103 * SECOND);
    let before = listed(&net, "kept");
    net.apply(Command::patch_spec(Kind::Service, "kept", "selector", Field::write(&labels(&[]))));
    net.until(104 * SECOND);
    assert_eq!(before.len(), 3);
    assert_eq!(listed(&net, "kept"), before);
}

#[test]
fn a_changed_selector_moves_every_connection() {
    let mut net = two_versions();
    net.service("web", &[("version", "v1")]);
    net.until(101 * SECOND);
    // Name, selector, calls of 100 to each version.
    let steps: [(&str, Labels, [u32; 2]); 4] = [
        ("to green", &[("version", "v2")], [0, 100]),
        ("and back", &[("version", "v1")], [100, 0]),
        ("to nobody", &[("version", "v3")], [0, 0]),
        ("and back again", &[("version", "v1")], [100, 0]),
    ];
    for (name, selector, expected) in steps {
        net.apply(Command::patch_spec(Kind::Service, "web", "selector", Field::write(&labels(selector))));
        net.until(net.cluster.now());
        let calls = net.call(1);
        let to = |image: &str| calls.images.get(image).copied().unwrap_or(0);
        assert_eq!([to("v1"), to("v2")], expected, "{name}");
        assert_eq!(calls.nowhere, 100 - expected.iter().sum::<u32>(), "{name}");
    }
}

#[test]
fn a_pod_whose_label_goes_leaves_the_service() {
    let mut net = two_versions();
    let pods = net.uids();
    let hash = net.pod(pods[0]).metadata.labels.get(POD_TEMPLATE_HASH).cloned().expect("a ReplicaSet made it");
    net.service("web", &[(POD_TEMPLATE_HASH, &hash)]);
    net.until(101 * SECOND);
    assert_eq!(listed(&net, "web"), pods[..3]);
    // No pod may replace it, so nothing but its own change tells of it.
    net.apply(Command::apply(ResourceQuota::new("pods", Some(6))));
    assert!(net.cluster.inject(Fault::Relabel(pods[0])));
    net.until(102 * SECOND);
    assert_eq!(net.uids().len(), 6, "no pod replaces it");
    assert_eq!(listed(&net, "web"), pods[1..3]);
    assert_eq!(net.call(1).to(&pods[..1]), 0);
}

#[test]
fn two_services_may_stand_for_the_same_pod() {
    let mut net = two_versions();
    net.service("web", &[("app", "web")]);
    net.service("green", &[("version", "v2")]);
    net.until(101 * SECOND);
    let goes = net.uids()[3];
    net.delete(goes);
    net.until(102 * SECOND);
    for (service, still) in [("web", 5), ("green", 2)] {
        let endpoints = net.endpoints(service).expect("it has a slice");
        let ready = endpoints.iter().filter(|endpoint| endpoint.ready).count();
        let terminating: Vec<Uid> = endpoints.iter().filter(|it| it.terminating).map(|it| it.pod).collect();
        assert_eq!((ready, terminating), (still, vec![goes]), "{service}");
    }
}
