//! A plan of what the settings would do as a plain Deployment.

use crate::kube::object::labels;
use crate::plan::Base;
use crate::world::Entry;

use super::Session;
use super::settings::Settings;
use super::setup::{deployment, image};

/// Seeds each cell of the page's plan is run with.
const SEEDS: u64 = 3;

impl Session {
    /// v1 replaced by v2 with the behaviour chosen, as one Deployment with the bounds of the settings.
    pub fn plan_base(&self) -> Base {
        let settings = &self.settings;
        let web = |version| deployment(settings, "web", labels(&[("app", "web")]), version, settings.replicas);
        // Whatever the way in: the plan is of the Service alone.
        let mut world = Settings { entry: Entry::Service, ..settings.clone() }.world();
        world.images.insert(image(2).into(), settings.app(2, &settings.behaviour));
        Base { from: web(1), to: web(2), world, seeds: SEEDS }
    }
}
