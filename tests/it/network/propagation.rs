//! Each node's proxy learns of a change in its own time.

use podyard::kube::field::Field;
use podyard::kube::object::Kind;
use std::collections::BTreeMap;

use podyard::kube::object::{Uid, labels};
use podyard::kube::time::SECOND;
use podyard::sim::command::Command;
use podyard::sim::event::Happening;
use podyard::world::{App, Clients, Delay, Latency, World};

use super::{Net, config};

const NODES: u32 = 5;

fn delayed(min: u64, max: u64) -> World {
    let latency = Latency { proxy: Delay { min, max }, ..Latency::NONE };
    World { delays: latency, ..config(NODES) }
}

fn on_node(net: &Net, node: u32) -> Vec<Uid> {
    net.cluster.usable_endpoints_on("web", node).iter().map(|endpoint| endpoint.pod).collect()
}

/// How long after `from` each node knew of the change that is being made, ms.
fn learned(net: &mut Net, from: u64) -> BTreeMap<u32, u64> {
    let before: Vec<_> = (0..NODES).map(|node| on_node(net, node)).collect();
    let mut learned = BTreeMap::new();
    while net.cluster.next_event_at().is_some_and(|at| at <= from + 5 * SECOND) {
        net.cluster.step();
        for node in 0..NODES {
            if on_node(net, node) != before[node as usize] {
                learned.entry(node).or_insert(net.cluster.now() - from);
            }
        }
    }
    learned
}

#[test]
fn every_node_learns_in_its_own_time() {
    let from = 100 * SECOND;
    // Name, shortest and longest delay, whether all nodes learn at once.
    let cases = [("as a small cluster's", 50, 1_200, false), ("of one length", 700, 700, true), ("none", 0, 0, true)];
    for (name, min, max, at_once) in cases {
        let mut net = Net::serving(delayed(min, max), 3);
        net.until(from);
        let goes = net.uids()[0];
        net.delete(goes);
        let learned = learned(&mut net, from);
        assert_eq!(learned.len(), NODES as usize, "{name}: {learned:?}");
        assert!(learned.values().all(|after| (min..=max).contains(after)), "{name}: {learned:?}");
        let (first, last) = (learned.values().min().copied(), learned.values().max().copied());
        assert_eq!(first == last, at_once, "{name}: {learned:?}");
        let noted = net.cluster.log().events().iter().filter(|event| event.at >= from).find_map(|event| {
            matches!(event.happening, Happening::Endpoints { usable: 2, before: 3 }).then_some(event.at - from)
        });
        assert_eq!(noted, last, "{name}: the log notes when the last node knows");
    }
}

#[test]
fn until_the_last_node_knows_both_sides_of_a_flip_get_connections() {
    let mut net = Net::new(delayed(200, 900));
    net.deploy("blue", "v1", 3);
    net.deploy("green", "v2", 3);
    net.service("web", &[("version", "v1")]);
    net.until(100 * SECOND);
    let selector = labels(&[("version", "v2")]);
    net.apply(Command::patch_spec(Kind::Service, "web", "selector", Field::write(&selector)));
    // From, until (ms after the flip), to blue, to green.
    let stretches = [(0, 200, true, false), (200, 900, true, true), (900, 2_000, false, true)];
    net.apply(Command::clients(&Clients::of(200)));
    net.until(102 * SECOND);
    let traffic = net.cluster.traffic();
    let requests: Vec<_> = traffic.recent().iter().chain(traffic.on_the_way()).cloned().collect();
    for (from, until, blue, green) in stretches {
        let within = |at: u64| (from..until).contains(&(at - 100 * SECOND));
        let to = |image: &str| {
            let mut sent = requests.iter().filter(|request| within(request.at));
            sent.any(|request| request.target.as_ref().is_some_and(|target| &*target.image == image))
        };
        assert_eq!((to("v1"), to("v2")), (blue, green), "{from} to {until} ms after the flip: blue, green");
    }
    assert!(requests.iter().all(|request| request.target.is_some()), "nobody is refused");
}

#[test]
fn connections_to_a_pod_that_ends_before_the_rules_do_are_refused() {
    let mut net = Net::serving(delayed(1_000, 1_000), 2);
    net.app("v1", App { terminate: 10, ..App::fine(10 * SECOND) });
    net.until(100 * SECOND);
    let goes = net.uids()[0];
    net.delete(goes);
    let (early, late) = (net.call(1), net.call(1));
    assert!((30..=70).contains(&early.closed), "half of a hundred: {early:?}");
    assert_eq!((early.nowhere, late.nowhere, late.closed), (0, 0, 0), "{late:?}");
}

#[test]
fn a_node_that_comes_knows_the_rules_at_once() {
    let mut net = Net::serving(delayed(1_000, 1_000), 3);
    net.until(100 * SECOND);
    net.apply(Command::nodes(NODES + 1));
    net.until(100 * SECOND);
    assert_eq!(on_node(&net, NODES), net.uids());
}
