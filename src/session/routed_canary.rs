//! A canary behind a gateway, led by hand: its weight is told to the gateway, whatever the number of pods.

use crate::kube::object::Kind;
use crate::rollouts::canary_counts::routed_canary;
use crate::rollouts::step;
use crate::sim::command::Command;
use crate::world::Entry;

use super::control::Control;
use super::entry::{HeaderRule, Way, weights};
use super::playbook::{Ground, Move, Playbook};

/// All its steps: create, send by header, copy, weight after weight with the pods each needs, replace, delete.
///
/// 10 replicas and the weights 5 and 50: 1 pod, weight 5, 5 pods, weight 50, 10 pods, weight 100.
pub(super) fn moves(playbook: &Playbook, ground: &Ground) -> Vec<Move> {
    let scenario = ground.scenario;
    let (stable, next) = (playbook.stable_version(), playbook.next_version());
    let mut way = Way::to("web-stable", Some("web-canary"));
    let create = vec![playbook.create(ground, 1), playbook.select("web-canary", next)];
    let mut moves = vec![Move::new(format!("Create the canary: 1 pod of v{next}"), create)];
    let tell = |label: String, way: &Way, moves: &mut Vec<Move>| {
        moves.push(Move::routing(label, Vec::new(), way.clone(), scenario.entry()));
    };
    if let Ok(Some(header)) = HeaderRule::parse(scenario.text(Control::Header)) {
        let label = format!("Send {} to v{next}", header.words());
        way.header = Some(header);
        tell(label, &way, &mut moves);
    }
    let copied = scenario.number(Control::Mirror);
    if copied > 0 && scenario.entry() == Entry::HttpRoute {
        way.mirror = copied.into();
        tell(format!("Copy {copied}% of the requests to v{next}"), &way, &mut moves);
        way.mirror = 0;
    }
    let steps = step::parse(scenario.text(Control::Steps)).unwrap_or_default();
    let mut pods = 1;
    for weight in weights(&steps).filter(|weight| *weight < 100).chain([100]) {
        let needed = routed_canary(playbook.replicas(ground), weight, 1);
        if needed > pods {
            let scale = Command::Scale { deployment: playbook.name(next), replicas: needed };
            moves.push(Move::new(format!("Scale the canary to {needed}"), vec![scale]));
            pods = needed;
        }
        way.weight = weight.into();
        tell(format!("Set weight {weight}"), &way, &mut moves);
    }
    let replace = vec![playbook.select("web-stable", next)];
    let settled = Way::to("web-stable", Some("web-canary"));
    moves.push(Move::routing(format!("Make v{next} the stable version"), replace, settled, scenario.entry()));
    let delete = Command::Delete { kind: Kind::Deployment, name: playbook.name(stable) };
    moves.push(Move::new(format!("Delete v{stable}"), vec![delete]));
    moves
}
