//! The same pods by the node they run on.

use podyard::kube::object::Uid;
use podyard::scenario::{Control, Scenario};
use podyard::session::{Action, Session};
use podyard::view::{LaneOf, by_node};

use super::{play, press};

fn uids(pods: impl Iterator<Item = Uid>) -> Vec<Uid> {
    let mut all: Vec<Uid> = pods.collect();
    all.sort_unstable();
    all
}

#[test]
fn by_node_every_pod_has_one_place_and_its_own_node() {
    let scenario =
        Scenario::default().with(Control::Replicas, 10).with(Control::Nodes, 3).with(Control::Delays, "short");
    let mut session = Session::new(scenario);
    press(&mut session, "Roll out v2");
    session.update(Action::Play);
    let mut waited = false;
    for _ in 0..80 {
        session.update(Action::Step(podyard::session::Grain::Event));
        let (lanes, nodes) = (session.lanes(), session.nodes());
        let places = by_node(&lanes, &nodes);
        let all = uids(lanes.iter().flat_map(|lane| &lane.pods).map(|pod| pod.uid));
        assert_eq!(uids(places.iter().flat_map(|lane| &lane.pods).map(|pod| pod.uid)), all);
        for lane in &places {
            assert_eq!(lane.slots, lane.pods.len());
            assert!(lane.pods.iter().enumerate().all(|(index, pod)| pod.slot == index), "each has a place of its own");
            let on = match &lane.of {
                LaneOf::Node(view) => Some(view.node.metadata.name.clone()),
                of => {
                    assert_eq!(*of, LaneOf::NoNode);
                    waited = true;
                    None
                }
            };
            assert!(lane.pods.iter().all(|pod| pod.node == on), "{on:?}");
        }
        let named = places.iter().filter(|lane| lane.of != LaneOf::NoNode).count();
        assert_eq!(named, nodes.len(), "an empty node stands there, too");
    }
    assert!(waited, "a pod without a node was seen");
    play(&mut session, 30);
    assert!(by_node(&session.lanes(), &session.nodes()).iter().all(|lane| lane.of != LaneOf::NoNode));
}
