//! The World under the cluster: what follows at once when it changes.

use std::rc::Rc;

use super::Cluster;
use super::admission::refused_world;
use super::command::{Answer, Command, Rejected};
use super::event::Happening;
use crate::kube::object::{Kind, Name};
use crate::world::{App, Change, Dependency, Versions, World};

impl Cluster {
    /// What it stands in.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// How the pods of an image behave.
    pub fn app(&self, image: &str) -> App {
        self.world.images.get(image).copied().unwrap_or_default()
    }

    /// The versions a dependency offers now.
    pub fn offered(&self, dependency: Dependency) -> Versions {
        self.world.depends_on.offered(dependency)
    }

    /// Changes the World, or refuses and changes nothing. The log keeps migrations alone: they are somebody's kubectl line.
    pub(super) fn change_world(&mut self, change: &Change) -> Result<Answer, Rejected> {
        let world = self.world.changed(change).map_err(|problem| refused_world(&problem))?;
        let before = std::mem::replace(&mut self.world, Rc::new(world));
        if change.names_nodes() || self.world.nodes != before.nodes {
            self.grow_nodes();
            self.fan_out();
            // Also where there are enough already: whoever asked may be waiting for room.
            self.retry_unschedulable();
        }
        let (clients, once) = (&self.world.clients, &before.clients);
        if change.names_clients() || clients != once {
            self.begin_traffic((clients.entry, clients.split) != (once.entry, once.split));
        }
        let mut last = Answer::Taken;
        for dependency in Dependency::ALL {
            let (now, once) = (self.offered(dependency), before.depends_on.offered(dependency));
            if now == once && change.migrates().is_none_or(|(named, _)| named != dependency) {
                continue;
            }
            last = match dependency {
                Dependency::Database => Answer::Created,
                Dependency::Api if now == once => Answer::Unchanged,
                Dependency::Api => Answer::Configured,
            };
            let command = Command::World(Box::new(Change::migration(dependency, now)));
            let happening = Happening::Command { command: Rc::new(command), answer: last.clone() };
            self.record(Kind::Service, &Name::from(dependency.label()), happening);
        }
        Ok(last)
    }
}
