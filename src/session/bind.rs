//! Controls read from objects and from the World, and written to them as commands: whichever door a change comes in by, a
//! control shows it.

use std::rc::Rc;

use crate::documents;
use crate::kube::field::Field;
use crate::kube::manifest::{Manifest, Written};
use crate::kube::rollout::Rollout;
use crate::kube::tree::{Node, Step, Value, path};
use crate::kube::workload::Deployment;
use crate::sim::admission::admit;
use crate::sim::command::{Command, Rejected};
use crate::world::{App, Change, Dependency};

use super::control::{Bind, Control};
use super::entry::{check_header, check_steps};
use super::needs::Coupling;
use super::place::Place;
use super::scenario::{Scenario, check_value, parse_replicas, read, text, value};
use super::setup::image;
use super::{Session, version_of};

/// What the controls show at an instant. Made once for all of them: see [`Session::values`].
#[derive(Clone, Debug)]
pub struct Values<'a> {
    pub(super) session: &'a Session,
    /// The objects in which values stand.
    objects: Vec<Manifest>,
    trees: Vec<Node>,
    world: Option<Node>,
    next: Option<Node>,
    needs: [Coupling; 2],
}

impl Values<'_> {
    /// The value of a control as its object has it; where none has it, as the run or its guide has it.
    pub fn text(&self, control: Control) -> String {
        self.bound(control).unwrap_or_else(|| self.session.scenario.text(control).into())
    }

    fn bound(&self, control: Control) -> Option<String> {
        let session = self.session;
        let at = |tree: &Option<Node>, at: &str| {
            let tree = tree.as_ref()?;
            Some(text(control, tree.at(&path(at))))
        };
        match control.bind() {
            Bind::Replicas => session.replicas().map(|replicas| replicas.to_string()),
            Bind::World(field) => at(&self.world, field),
            Bind::Next(field) | Bind::Images(field) => at(&self.next, field),
            Bind::Needs(dependency) => Some(self.needs[dependency as usize].key().into()),
            _ => {
                let place = session.scenario.place(control)?;
                let mut objects = self.objects.iter().zip(&self.trees);
                let found = objects.find(|(object, _)| place.is_of(object.kind(), &object.metadata().name));
                found.map(|(_, tree)| place.text(control, tree))
            }
        }
    }
}

fn tree_of(field: &impl Field) -> Node {
    field.write().unwrap_or_else(|| Value::Map(Vec::new()).into())
}

impl Session {
    /// What the controls show now.
    pub fn values(&self) -> Values<'_> {
        let next = self.next_app();
        // What a new version is like is asked of the one in service.
        let in_service = self.in_service().map(|deployment| deployment.as_ref().clone().into_manifest());
        let objects: Vec<Manifest> = in_service.into_iter().chain(self.manifests()).collect();
        Values {
            session: self,
            trees: objects.iter().map(Manifest::tree).collect(),
            objects,
            world: Some(tree_of(self.cluster.world())),
            next: Some(tree_of(&next)),
            needs: Dependency::ALL.map(|dependency| Coupling::between(&next, dependency, self.playbook.next_version())),
        }
    }

    /// The Deployment of the version in service; where it has gone, the oldest there is.
    pub(super) fn in_service(&self) -> Option<&Rc<Deployment>> {
        let objects = self.cluster.objects();
        let named = objects.deployment(&self.playbook.from());
        named.or_else(|| objects.deployments.values().next())
    }

    /// Pods wanted of a version, where there is an object that says so.
    fn replicas(&self) -> Option<i32> {
        let rollout = self.rollout().map(Rollout::replicas);
        rollout.or_else(|| self.in_service().map(|deployment| deployment.spec.replicas))
    }

    /// Pods wanted of a version.
    pub(super) fn wanted(&self) -> i32 {
        self.replicas().unwrap_or_else(|| self.scenario.replicas())
    }

    /// How the next version will behave: as the World says, or where it says nothing yet, like the version before.
    pub(super) fn next_app(&self) -> App {
        let next = self.playbook.next_version();
        let known = self.known_apps().filter(|(version, _)| *version <= next).max_by_key(|(version, _)| *version);
        let Some((version, mut app)) = known else { return App::default() };
        if version < next {
            app.schema = Coupling::between(&app, Dependency::Database, version).understood_by(next);
            app.contract = Coupling::between(&app, Dependency::Api, version).understood_by(next);
        }
        app
    }

    /// The versions of which the World says how they behave.
    fn known_apps(&self) -> impl Iterator<Item = (u32, App)> {
        let images = self.cluster.world().images.iter();
        images.map(|(image, app)| (version_of(image), *app)).filter(|(version, _)| *version > 0)
    }

    /// A run that begins as things stand now.
    pub fn as_it_stands(&self) -> Scenario {
        let values = self.values();
        let mut scenario = Scenario::of(self.scenario.strategy()).seeded(self.scenario.seed);
        Control::ALL.iter().for_each(|control| scenario.put(*control, &values.text(*control)));
        scenario
    }

    /// Sets a control: its object is changed, or what refuses that is kept beside its text.
    pub(super) fn set(&mut self, control: Control, given: &str) {
        let given = given.trim();
        match self.try_set(control, given) {
            Ok(()) => {
                self.texts.remove(&control);
                self.errors.remove(&control);
                self.retry_partner(control);
            }
            Err(rejected) => {
                self.texts.insert(control, given.into());
                self.errors.insert(control, rejected);
            }
        }
    }

    fn try_set(&mut self, control: Control, given: &str) -> Result<(), Rejected> {
        check_value(control, given)?;
        let candidate = |session: &Self| {
            let mut candidate = session.as_it_stands();
            candidate.put(control, given);
            candidate
        };
        match control.bind() {
            Bind::Begins => {
                let mut candidate = candidate(self);
                if control == Control::Leader && given == "flagger" && !candidate.routed() {
                    candidate.put(Control::Entry, "httproute"); // Flagger needs a gateway.
                }
                self.anew(candidate);
            }
            Bind::Replicas => self.scale(parse_replicas(given)?)?,
            Bind::Workload(_) | Bind::Service(_) | Bind::Delivery | Bind::Guide => match self.scenario.place(control) {
                Some(place) => self.set_in_objects(&place, control, given)?,
                None => self.set_in_guide(candidate(self), control, given)?,
            },
            Bind::World(at) => {
                let wanted = self.room_for(control, given);
                let (path, value) = (path(at), value(control, &wanted).into());
                if self.needs_another_cluster(&path, &value)? {
                    self.anew(candidate(self));
                    return Ok(());
                }
                self.request(Command::World(Box::new(Change::At { path, value })))?;
            }
            Bind::Next(field) => {
                let app = changed(&self.next_app(), &[(control, field, given)])?;
                self.request(Command::app(&image(self.playbook.next_version()), &app))?;
            }
            Bind::Images(field) => self.change_images(|_, app| changed(app, &[(control, field, given)]))?,
            Bind::Needs(dependency) => {
                let coupling = Coupling::of(given);
                self.change_images(|version, app| Ok(coupling.given_to(*app, dependency, version)))?;
            }
        }
        Ok(())
    }

    /// Never fewer nodes than the pods need.
    fn room_for(&self, control: Control, given: &str) -> String {
        match given.parse::<u32>() {
            Ok(count) if control == Control::Nodes => count.max(Scenario::nodes_for(self.wanted())).to_string(),
            _ => given.into(),
        }
    }

    /// Whether the World can be so, but not while this cluster runs.
    fn needs_another_cluster(&self, path: &[Step], value: &Node) -> Result<bool, Rejected> {
        let change = Change::At { path: path.to_vec(), value: value.clone() };
        let world = self.cluster.world();
        match world.changed(&change) {
            Ok(_) => Ok(false),
            Err(_) => Ok(world.could_begin_with(&change)),
        }
    }

    /// Gives every version's image, the next one's included, what `change` makes of it.
    fn change_images(&mut self, change: impl Fn(u32, &App) -> Result<App, Rejected>) -> Result<(), Rejected> {
        let next = self.playbook.next_version();
        let mut all: Vec<(u32, App)> = self.known_apps().filter(|(version, _)| *version < next).collect();
        all.push((next, self.next_app()));
        for (version, app) in all {
            let app = change(version, &app)?;
            self.request(Command::app(&image(version), &app))?;
        }
        Ok(())
    }

    /// As many pods of the version in service, and nodes for them.
    fn scale(&mut self, replicas: i32) -> Result<(), Rejected> {
        let commands = self.playbook.resize(replicas, &self.cluster);
        for manifest in self.manifests() {
            if commands.iter().any(|command| command.subject() == (manifest.kind(), manifest.metadata().name.clone())) {
                let mut tree = manifest.tree();
                tree.put(&path("spec.replicas"), Value::Int(replicas.into()));
                documents::one(&tree).map_or(Ok(()), |scaled| admit(&scaled))?;
            }
        }
        let wanted = Scenario::nodes_for(replicas).max(self.cluster.world().nodes.count);
        self.request_all([Command::nodes(wanted)].into_iter().chain(commands).collect());
        Ok(())
    }

    /// Each object in which the value stands is patched.
    fn set_in_objects(&mut self, place: &Place, control: Control, given: &str) -> Result<(), Rejected> {
        let mut objects = self.manifests();
        objects.retain(|object| place.is_of(object.kind(), &object.metadata().name));
        for object in objects {
            let mut tree = object.tree();
            place.put(control, &mut tree, given);
            let at = path(place.at);
            let value = tree.at(&at).map_or(Value::Null, |node| node.value.clone());
            self.request(Command::patch(&object, &at, value))?;
        }
        Ok(())
    }

    /// What no object says yet is kept for the steps to come.
    fn set_in_guide(&mut self, candidate: Scenario, control: Control, given: &str) -> Result<(), Rejected> {
        match control {
            Control::Steps => check_steps(&candidate)?,
            Control::Header => check_header(&candidate)?,
            _ => candidate.validate()?,
        }
        self.scenario.put(control, given);
        self.done.beside = true;
        Ok(())
    }

    /// A bound refused because of its partner may be right by now: it is tried again.
    fn retry_partner(&mut self, control: Control) {
        let partner = match control {
            Control::MaxSurge => Control::MaxUnavailable,
            Control::MaxUnavailable => Control::MaxSurge,
            _ => return,
        };
        if let Some(text) = self.texts.get(&partner).cloned()
            && self.try_set(partner, &text).is_ok()
        {
            self.texts.remove(&partner);
            self.errors.remove(&partner);
        }
    }

    /// What the box shows: a refused text stays until it is mended.
    pub fn field_text(&self, control: Control) -> String {
        self.texts.get(&control).cloned().unwrap_or_else(|| self.values().text(control))
    }

    /// Why the box's text was refused.
    pub fn field_error(&self, control: Control) -> Option<&Rejected> {
        self.errors.get(&control)
    }

    /// Texts that were refused, as they are shown beside their boxes.
    pub fn refused_text(&self, control: Control) -> Option<&str> {
        self.texts.get(&control).map(String::as_str)
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
