//! A canary behind a gateway, led by hand: its weight is told to the gateway, whatever the number of pods.

use crate::sim::command::Command;
use crate::sim::delivery::canary_counts::routed_canary;
use crate::world::Entry;

use super::control::Control;
use super::entry::{HeaderRule, Way, weights};
use super::playbook::{Ground, Move, Playbook};
use super::short_steps;

/// All its steps: create, send by header, copy, weight after weight with the pods each needs, replace, delete. Once the new
/// version is the stable one, all before that are done, whatever the route says by then.
///
/// 10 replicas and the weights 5 and 50: 1 pod, weight 5, 5 pods, weight 50, 10 pods, weight 100.
pub(super) fn moves(playbook: &Playbook, ground: &Ground) -> Vec<Move> {
    let (scenario, entry) = (ground.scenario, ground.scenario.entry());
    let (stable, next) = (playbook.stable_version(), playbook.next_version());
    let (there, told) = (playbook.replicas_of_next(ground), Way::of(ground.cluster, scenario));
    let replaced = there.is_some() && playbook.stands_for(ground.cluster, "web-stable", next);
    let mut way = Way::first(scenario);
    let create = vec![playbook.create(ground, 1), playbook.select("web-canary", next)];
    let mut moves = vec![Move::new(format!("Create the canary: 1 pod of v{next}"), there.is_some(), create)];
    let tell = |label: String, done: bool, way: &Way, moves: &mut Vec<Move>| {
        moves.push(Move::routing(label, there.is_some() && done || replaced, Vec::new(), way, entry));
    };
    if let Ok(Some(header)) = HeaderRule::parse(scenario.text(Control::Header)) {
        let label = format!("Send {} to v{next}", header.words());
        let done = told.header.as_ref() == Some(&header);
        way.header = Some(header);
        tell(label, done, &way, &mut moves);
    }
    let copied = scenario.number(Control::Mirror);
    if copied > 0 && entry == Entry::HttpRoute {
        way.mirror = copied.into();
        let done = told.mirror == way.mirror || told.weight > 0;
        tell(format!("Copy {copied}% of the requests to v{next}"), done, &way, &mut moves);
        way.mirror = 0;
    }
    let steps = short_steps::parse(scenario.text(Control::Steps)).unwrap_or_default();
    let mut pods = 1;
    for weight in weights(&steps).filter(|weight| *weight < 100).chain([100]) {
        let needed = routed_canary(playbook.replicas(ground), weight, 1);
        if needed > pods {
            let scale = Command::scale(playbook.name(next), needed);
            let done = there >= Some(needed) || replaced;
            moves.push(Move::new(format!("Scale the canary to {needed}"), done, vec![scale]));
            pods = needed;
        }
        way.weight = weight.into();
        tell(format!("Set weight {weight}"), told.weight >= way.weight, &way, &mut moves);
    }
    let replace = vec![playbook.select("web-stable", next)];
    let label = format!("Make v{next} the stable version");
    moves.push(Move::routing(label, replaced, replace, &Way::first(scenario), entry));
    moves.push(playbook.delete_stable(format!("Delete v{stable}")));
    moves
}
