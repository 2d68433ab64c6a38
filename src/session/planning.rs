//! A plan of what the settings would do as a plain Deployment.

use crate::plan::Base;
use crate::sim::object::labels;

use super::Session;
use super::behaviour::Behaviour;
use super::settings::Settings;
use super::setup::deployment;

/// Seeds each cell of the page's plan is run with.
const SEEDS: u64 = 3;

impl Session {
    /// v1 replaced by v2 with the behaviour chosen, as one Deployment with the bounds of the settings.
    pub fn plan_base(&self) -> Base {
        let settings = &self.settings;
        let web = |version| deployment(settings, "web", labels(&[("app", "web")]), version, settings.replicas);
        let direct = Settings { entry: crate::sim::traffic::Entry::Service, ..settings.clone() };
        Base {
            from: web(1),
            to: web(2),
            clients: direct.clients(),
            app: settings.app(1, &Behaviour::default()),
            new_app: settings.app(2, &settings.behaviour),
            nodes: settings.nodes_there(),
            latency: settings.delays.latency(),
            seeds: SEEDS,
        }
    }
}
