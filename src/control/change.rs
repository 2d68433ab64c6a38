//! What setting a control comes to: requests, another run, or a word for the steps to come.

use crate::documents;
use crate::kube::manifest::Manifest;
use crate::kube::tree::{Node, Step, Value, path};
use crate::playbook::{Ground, check_header, check_steps};
use crate::scenario::{Bind, Control, Coupling, Place, Scenario, check_value, parse_replicas, read, value};
use crate::sim::admission::admit;
use crate::sim::command::{Command, Rejected};
use crate::view::image;
use crate::world::{self, App};

use super::values::{Values, tree_of};

/// What setting a control comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The cluster is asked for these, one after the other.
    Requests(Vec<Command>),
    /// Another run begins.
    Begins(Box<Scenario>),
    /// No object says it yet: it is kept for the steps to come.
    Kept,
}

/// What a control comes to that is set to a text.
///
/// # Errors
///
/// What is wrong with the text, in the words of whoever reads it.
pub fn change(ground: Ground, control: Control, given: &str) -> Result<Change, Rejected> {
    check_value(control, given)?;
    let candidate = || {
        let mut candidate = Values::of(ground).as_it_stands();
        candidate.put(control, given);
        candidate
    };
    let next = ground.playbook.next_version();
    let requests = match control.bind() {
        Bind::Begins => {
            let mut candidate = candidate();
            if control == Control::Leader && given == "flagger" && !candidate.routed() {
                candidate.put(Control::Entry, "httproute"); // Flagger needs a gateway.
            }
            return Ok(Change::Begins(candidate.into()));
        }
        Bind::Replicas => scaled(ground, parse_replicas(given)?)?,
        Bind::Workload(_) | Bind::Service(_) | Bind::Delivery | Bind::Guide => match ground.scenario.place(control) {
            Some(place) => in_objects(ground, &place, control, given),
            None => return check_kept(&candidate(), control).map(|()| Change::Kept),
        },
        Bind::World(at) => {
            let wanted = room_for(ground, control, given);
            let (path, value) = (path(at), value(control, &wanted).into());
            if needs_another_cluster(ground, &path, &value) {
                return Ok(Change::Begins(candidate().into()));
            }
            vec![Command::World(Box::new(world::Change::At { path, value }))]
        }
        Bind::Next(field) => {
            let app = changed(&ground.next_app(), &[(control, field, given)])?;
            vec![Command::app(&image(next), &app)]
        }
        Bind::Images(field) => of_images(ground, |_, app| changed(app, &[(control, field, given)]))?,
        Bind::Needs(dependency) => {
            let coupling = Coupling::of(given);
            of_images(ground, |version, app| Ok(coupling.given_to(*app, dependency, version)))?
        }
    };
    Ok(Change::Requests(requests))
}

/// Never fewer nodes than the pods need.
fn room_for(ground: Ground, control: Control, given: &str) -> String {
    match given.parse::<u32>() {
        Ok(count) if control == Control::Nodes => count.max(Scenario::nodes_for(ground.wanted())).to_string(),
        _ => given.into(),
    }
}

/// Whether the World can be so, but not while this cluster runs.
fn needs_another_cluster(ground: Ground, path: &[Step], value: &Node) -> bool {
    let change = world::Change::At { path: path.to_vec(), value: value.clone() };
    let world = ground.cluster.world();
    world.changed(&change).is_err() && world.could_begin_with(&change)
}

/// Every version's image, the next one's included, gets what `change` makes of it.
fn of_images(ground: Ground, change: impl Fn(u32, &App) -> Result<App, Rejected>) -> Result<Vec<Command>, Rejected> {
    let next = ground.playbook.next_version();
    let known = ground.known_apps().filter(|(version, _)| *version < next);
    let all = known.chain([(next, ground.next_app())]);
    all.map(|(version, app)| Ok(Command::app(&image(version), &change(version, &app)?))).collect()
}

/// As many pods of the version in service, and nodes for them.
fn scaled(ground: Ground, replicas: i32) -> Result<Vec<Command>, Rejected> {
    let commands = ground.playbook.resize(replicas, ground.cluster);
    for manifest in ground.manifests() {
        if commands.iter().any(|command| command.subject() == (manifest.kind(), manifest.metadata().name.clone())) {
            let mut tree = manifest.tree();
            tree.put(&path("spec.replicas"), Value::Int(replicas.into()));
            documents::one(&tree).map_or(Ok(()), |scaled| admit(&scaled))?;
        }
    }
    let wanted = Scenario::nodes_for(replicas).max(ground.cluster.world().nodes.count);
    Ok([Command::nodes(wanted)].into_iter().chain(commands).collect())
}

/// Each object in which the value stands is patched.
fn in_objects(ground: Ground, place: &Place, control: Control, given: &str) -> Vec<Command> {
    let at = path(place.at);
    let patch = |object: &Manifest| {
        let mut tree = object.tree();
        place.put(control, &mut tree, given);
        Command::patch(object, &at, tree.at(&at).map_or(Value::Null, |node| node.value.clone()))
    };
    let mut objects = ground.manifests();
    objects.retain(|object| place.is_of(object.kind(), &object.metadata().name));
    objects.iter().map(patch).collect()
}

/// What no object says yet is judged by whoever will read it.
fn check_kept(candidate: &Scenario, control: Control) -> Result<(), Rejected> {
    match control {
        Control::Steps => check_steps(candidate),
        Control::Header => check_header(candidate),
        _ => candidate.validate(),
    }
}

/// An image's behaviour with other values of some of its fields.
pub(super) fn changed(app: &App, fields: &[(Control, &str, &str)]) -> Result<App, Rejected> {
    let mut tree = tree_of(app);
    for (control, field, given) in fields {
        tree.put(&path(field), value(*control, given));
    }
    read(&tree)
}
