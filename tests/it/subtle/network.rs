//! Who gets requests while pods come and go. Items 41, 42, 44, 45 and 46. Item 44 as far as connections go: here each
//! request has one of its own.

use podyard::kube::object::labels;
use podyard::kube::time::{Millis, SECOND};
use podyard::kube::workload::{DeploymentSpec, Strategy};
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::probe::Lifecycle;
use podyard::sim::traffic::{Outcome, Request};
use podyard::world::{App, Clients, Delay, Latency, World};

use crate::fault::{Fault, Inject};

use super::{START, Web, instant, never_ready, rolling_update, spec};

/// A cluster whose proxies take this long, with a Service and clients.
fn served(proxy: Millis, spec: DeploymentSpec) -> Web {
    let latency = Latency { proxy: Delay { min: proxy, max: proxy }, ..Latency::NONE };
    let mut web = Web::of(World { delays: latency, ..instant() }, spec);
    web.apply(Command::create(podyard::kube::service::Service::new("web", labels(&[("app", "web")]))));
    web.until(START + 5);
    web
}

/// Requests per second of the tests.
const RATE: u32 = 100;

/// Sends requests from now on.
fn call(web: &mut Web) {
    web.apply(Command::clients(&Clients::of(RATE)));
}

/// Requests sent between two instants, ms; at most the last 400.
fn sent(cluster: &Cluster, from: Millis, to: Millis) -> Vec<Request> {
    let traffic = cluster.traffic();
    let all = traffic.recent().iter().chain(traffic.on_the_way());
    all.filter(|request| request.at > from && request.at <= to).cloned().collect()
}

fn refused(requests: &[Request]) -> usize {
    requests.iter().filter(|request| request.outcome == Outcome::Refused).count()
}

fn hook(replicas: i32, pre_stop: Millis) -> DeploymentSpec {
    let mut spec = spec(replicas, Strategy::default());
    crate::template::set_lifecycle(&mut spec.template, Lifecycle { pre_stop: Some(pre_stop), ..Lifecycle::default() });
    spec
}

#[test]
fn item_41_when_all_endpoints_terminate_they_serve_on() {
    let mut web = served(0, hook(2, 20 * SECOND));
    call(&mut web);
    web.scale(0);
    let down = web.cluster.now();
    web.until(START + 6);
    let slice = web.cluster.objects().endpoint_slices.values().next().unwrap().clone();
    let shown: Vec<_> = slice.endpoints.iter().map(|each| (each.ready, each.serving, each.terminating)).collect();
    assert_eq!(shown, [(false, true, true); 2]);
    web.cluster.advance_to(down + 3 * SECOND);
    let early = sent(&web.cluster, down, down + 3 * SECOND);
    assert_eq!((early.len(), refused(&early)), (300, 0), "every endpoint terminates, and all are answered");
    // preStop 20 s and 3 s to end: then nobody is left.
    web.cluster.advance_to(down + 25 * SECOND);
    let (before, after) = (down + 23 * SECOND - 10, down + 23 * SECOND);
    assert_eq!(refused(&sent(&web.cluster, down + 22 * SECOND, before)), 0);
    let late = sent(&web.cluster, after, down + 25 * SECOND);
    assert_eq!((late.len(), refused(&late)), (200, 200));
}

#[test]
fn item_42_the_removal_of_an_endpoint_races_sigterm() {
    // Name, preStop; requests refused in the 0.75 s between the process's end and the proxies' news: one of four pods.
    for (name, pre_stop, bounds) in [("without preStop", 0, 1..=38), ("preStop 5 s", 5 * SECOND, 0..=0)] {
        let mut web = served(800, hook(4, pre_stop));
        web.app("v1", App { terminate: 50, ..App::fine(10 * SECOND) });
        call(&mut web);
        let pod = web.active("v1")[0].clone();
        web.delete_pod(&pod);
        let deleted = web.cluster.now();
        web.cluster.advance_to(deleted + 3 * SECOND);
        let lost: Vec<Millis> = sent(&web.cluster, deleted, deleted + 3 * SECOND)
            .iter()
            .filter(|request| request.outcome == Outcome::Refused)
            .map(|request| request.at - deleted)
            .collect();
        assert!(bounds.contains(&lost.len()), "{name}: {lost:?}");
        assert!(lost.iter().all(|at| (50..=800).contains(at)), "{name}: {lost:?}");
        if pre_stop == 0 {
            // 75 requests, each with 1/4: 18.75 ± 3.75; five standard deviations.
            assert!(lost.len().abs_diff(19) <= 19, "{name}: {lost:?}");
        }
    }
}

#[test]
fn item_44_each_connection_is_drawn_anew_so_ten_may_split_unevenly() {
    let mut web = served(0, spec(3, Strategy::default()));
    call(&mut web);
    web.until(START + 10);
    let requests = sent(&web.cluster, 0, Millis::MAX);
    let pods: Vec<u32> = web.active("v1").iter().map(|pod| pod.metadata.uid.0).collect();
    let uneven = requests.chunks_exact(10).filter(|ten| {
        let share =
            |pod: &u32| ten.iter().filter(|request| request.target.as_ref().is_some_and(|to| to.pod.0 == *pod)).count();
        pods.iter().map(share).max() > Some(5)
    });
    // 4/3/3 would be even. A draw of ten gives one pod six or more with probability 0.23.
    assert!(requests.len() >= 400 && uneven.count() >= 1, "40 times ten");
}

#[test]
fn item_45_the_new_versions_share_follows_ready_pods_not_the_size_asked_for() {
    let mut web = served(0, spec(10, rolling_update("3", "2")));
    web.app("v2", never_ready());
    web.set_image("v2");
    web.until(START + 50);
    assert_eq!(web.sizes(), "v1 8, v2 5");
    let ready = |web: &Web| {
        web.cluster.usable_endpoints("web").iter().map(|endpoint| endpoint.image.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ready(&web), ["v1"; 8], "5 of 13 pods are new, and none gets a request");
    web.app("v2", App::fine(0));
    let two: Vec<_> = web.active("v2").into_iter().take(2).collect();
    for pod in &two {
        assert!(web.cluster.inject(Fault::Crash(pod.metadata.uid, 1)));
    }
    let back = web.cluster.now();
    web.step_until(START + 51, |web| ready(web).len() == 10);
    assert_eq!(web.cluster.now(), back, "they start at once and are ready");
    assert_eq!(ready(&web).iter().filter(|image| *image == "v2").count(), 2, "2 of 10 that can be chosen: 20 %");
}

#[test]
fn item_46_a_service_asks_for_labels_not_for_owners() {
    let mut web = served(0, spec(3, Strategy::default()));
    let stray = web.active("v1")[0].metadata.uid;
    assert!(web.cluster.inject(Fault::Relabel(stray)));
    web.until(START + 50);
    assert_eq!(web.cluster.objects().pods.get(&stray).unwrap().metadata.owner, None);
    let usable = web.cluster.usable_endpoints("web");
    assert_eq!(usable.len(), 4, "three of the ReplicaSet and one that nobody owns");
    assert!(usable.iter().any(|endpoint| endpoint.pod == stray));
    call(&mut web);
    web.until(START + 60);
    let requests = sent(&web.cluster, 0, Millis::MAX);
    let to_stray = requests.iter().filter(|request| request.target.as_ref().is_some_and(|to| to.pod == stray)).count();
    // 400 requests, each with 1/4: 100 ± 8.7; five standard deviations.
    assert!((57..=143).contains(&to_stray), "{to_stray} of {}", requests.len());
}
