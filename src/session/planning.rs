//! A plan of what the next rollout would do as a plain Deployment.

use crate::kube::object::labels;
use crate::plan::Base;
use crate::world::Entry;

use super::Session;
use super::setup::{SERVICE, image};

/// Seeds each cell of the page's plan is run with.
const SEEDS: u64 = 3;

impl Session {
    /// The version in service replaced by the next one with the behaviour chosen, as one Deployment, in the World as it is.
    pub fn plan_base(&self) -> Base {
        let ground = self.ground();
        let (stable, next) = (self.playbook.stable_version(), self.playbook.next_version());
        let source = self.in_service().map(AsRef::as_ref);
        let web = |version| ground.like(source, SERVICE, labels(&[("app", "web")]), version, self.wanted());
        let mut from = web(stable);
        if let Some(source) = source {
            from.spec.template.change_container(|container| {
                let there = source.spec.template.container();
                container.resources = there.map(|container| container.resources.clone()).unwrap_or_default();
            });
        }
        // Whatever the way in: the plan is of the Service alone.
        let mut world = self.cluster.world().clone();
        world.clients.entry = Entry::Service;
        world.clients.service = SERVICE.into();
        world.images.insert(image(next).into(), self.next_app());
        Base { from, to: web(next), world, seeds: SEEDS }
    }
}
