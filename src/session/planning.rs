//! A plan of what the next rollout would do as a plain Deployment.

use crate::kube::int_or_string::IntOrString;
use crate::kube::object::labels;
use crate::kube::workload::{Deployment, DeploymentSpec, Strategy};
use crate::plan::Base;
use crate::world::Entry;

use super::Session;
use crate::scenario::SERVICE;
use crate::view::image;

/// Seeds each cell of the page's plan is run with.
const SEEDS: u64 = 3;

impl Session {
    /// What is in service as a Deployment: its own, or one with the template and the bounds of the Rollout.
    fn as_deployment(&self) -> Option<Deployment> {
        let Some(rollout) = self.ground().lead().rollout() else {
            return self.ground().in_service().map(|it| it.as_ref().clone());
        };
        let mut spec = DeploymentSpec::new(rollout.replicas(), rollout.spec.template.clone());
        if let Some(canary) = &rollout.spec.strategy.canary {
            let quarter = || IntOrString::percent(25);
            let bound = |given: &Option<IntOrString>| given.clone().unwrap_or_else(quarter);
            let (max_surge, max_unavailable) = (bound(&canary.max_surge), bound(&canary.max_unavailable));
            spec.strategy = Strategy::RollingUpdate { max_surge, max_unavailable };
        }
        spec.min_ready_seconds = rollout.spec.min_ready_seconds;
        spec.progress_deadline_seconds = rollout.spec.progress_deadline_seconds;
        Some(Deployment::new(SERVICE, spec))
    }

    /// The version in service replaced by the next one with the behaviour chosen, as one Deployment, in the World as it is.
    pub fn plan_base(&self) -> Base {
        let ground = self.ground();
        let (stable, next) = (self.playbook.stable_version(), self.playbook.next_version());
        let as_one = self.as_deployment();
        let source = as_one.as_ref();
        let web =
            |version| ground.made_like(source, SERVICE, labels(&[("app", "web")]), &image(version), ground.wanted());
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
        world.images.insert(image(next).into(), ground.next_app());
        Base { from, to: web(next), leaves_replicas: false, beside: Default::default(), world, seeds: SEEDS }
    }
}
