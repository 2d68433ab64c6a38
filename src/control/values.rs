//! Controls read from objects and from the World, and written to them as commands: whichever door a change comes in by, a
//! control shows it.

use crate::kube::field::Field;
use crate::kube::manifest::{Manifest, Written};
use crate::kube::tree::{Node, Value, path};
use crate::playbook::Ground;
use crate::scenario::{Bind, Control, Coupling, Scenario, written};
use crate::world::Dependency;

/// What the controls show at an instant. Made once for all of them.
#[derive(Clone, Debug)]
pub struct Values<'a> {
    pub(super) ground: Ground<'a>,
    /// The objects in which values stand.
    objects: Vec<Manifest>,
    trees: Vec<Node>,
    world: Option<Node>,
    next: Option<Node>,
    needs: [Coupling; 2],
}

impl<'a> Values<'a> {
    /// What they show now.
    pub fn of(ground: Ground<'a>) -> Self {
        let next = ground.next_app();
        // What a new version is like is asked of the one in service.
        let in_service = ground.in_service().map(|deployment| deployment.as_ref().clone().into_manifest());
        let objects: Vec<Manifest> = in_service.into_iter().chain(ground.manifests()).collect();
        let version = ground.playbook.next_version();
        Self {
            trees: objects.iter().map(Manifest::tree).collect(),
            objects,
            world: Some(tree_of(ground.cluster.world())),
            next: Some(tree_of(&next)),
            needs: Dependency::ALL.map(|dependency| Coupling::between(&next, dependency, version)),
            ground,
        }
    }

    /// A run that begins as things stand now.
    pub fn as_it_stands(&self) -> Scenario {
        let began = self.ground.scenario;
        let mut scenario = Scenario::of(began.strategy()).seeded(began.seed).assigned(began.assignment.clone());
        Control::ALL.iter().for_each(|control| scenario.put(*control, &self.text(*control)));
        scenario
    }

    /// The value of a control as its object has it; where none has it, as the run or its guide has it.
    pub fn text(&self, control: Control) -> String {
        self.bound(control).unwrap_or_else(|| self.ground.scenario.text(control).into())
    }

    fn bound(&self, control: Control) -> Option<String> {
        let ground = &self.ground;
        let at = |tree: &Option<Node>, at: &str| {
            let tree = tree.as_ref()?;
            Some(written(control, tree.at(&path(at))))
        };
        match control.bind() {
            Bind::Replicas => ground.replicas().map(|replicas| replicas.to_string()),
            Bind::World(field) => at(&self.world, field),
            Bind::Next(field) | Bind::Images(field) => at(&self.next, field),
            Bind::Needs(dependency) => Some(self.needs[dependency as usize].key().into()),
            _ => {
                let place = ground.scenario.place(control)?;
                let mut objects = self.objects.iter().zip(&self.trees);
                let found = objects.find(|(object, _)| place.is_of(object.kind(), &object.metadata().name));
                found.map(|(_, tree)| place.text(control, tree))
            }
        }
    }
}

pub(super) fn tree_of(field: &impl Field) -> Node {
    field.write().unwrap_or_else(|| Value::Map(Vec::new()).into())
}
