//! What steps and controls are made of: the objects as they stand, and what no object says yet.

use std::rc::Rc;

use crate::kube::manifest::{Manifest, Written};
use crate::kube::rollout::Rollout;
use crate::kube::workload::Deployment;
use crate::scenario::{Coupling, Scenario};
use crate::sim::Cluster;
use crate::view::{Lead, Led, version_of};
use crate::world::{App, Dependency};

use super::way::Way;
use super::{Playbook, lead};

/// A cluster, the run it is of, and its versions.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// What no object says.
    pub scenario: &'a Scenario,
    /// The objects and the World.
    pub cluster: &'a Cluster,
    /// Which versions there are.
    pub playbook: &'a Playbook,
}

impl<'a> Ground<'a> {
    /// What leads the application's rollouts.
    pub fn lead(&self) -> Lead<'a> {
        lead(self.cluster, self.scenario.leader())
    }

    /// The header field whose requests go to the new version in any case: `end-user: jason`.
    pub fn header(&self) -> Option<String> {
        Way::of(self.cluster, self.scenario).header.map(|rule| rule.words())
    }

    /// See [`Lead::led`].
    pub fn led(&self) -> Option<Led> {
        self.lead().led(self.cluster)
    }

    /// The Deployment of the version in service; where it has gone, the oldest there is.
    pub fn in_service(&self) -> Option<&'a Rc<Deployment>> {
        let objects = self.cluster.objects();
        let named = objects.deployment(&self.playbook.from());
        named.or_else(|| objects.deployments.values().next())
    }

    /// Pods wanted of a version, where there is an object that says so.
    pub fn replicas(&self) -> Option<i32> {
        let rollout = self.lead().rollout().map(Rollout::replicas);
        rollout.or_else(|| self.in_service().map(|deployment| deployment.spec.replicas))
    }

    /// Pods wanted of a version.
    pub fn wanted(&self) -> i32 {
        self.replicas().unwrap_or_else(|| self.scenario.replicas())
    }

    /// How the next version will behave: as the World says, or where it says nothing yet, like the version before.
    pub fn next_app(&self) -> App {
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
    pub fn known_apps(&self) -> impl Iterator<Item = (u32, App)> + use<'a> {
        let images = self.cluster.world().images.iter();
        images.map(|(image, app)| (version_of(image), *app)).filter(|(version, _)| *version > 0)
    }

    /// Every object whose fields can be set, as a manifest.
    pub fn manifests(&self) -> Vec<Manifest> {
        let objects = self.cluster.objects();
        let mut all: Vec<Manifest> = Vec::new();
        all.extend(objects.deployments.values().map(|it| it.as_ref().clone().into_manifest()));
        all.extend(objects.services.values().map(|it| it.as_ref().clone().into_manifest()));
        all.extend(objects.http_routes.values().map(|it| it.as_ref().clone().into_manifest()));
        all.extend(objects.ingresses.values().map(|it| it.as_ref().clone().into_manifest()));
        all.extend(objects.rollouts.values().map(|it| it.as_ref().clone().into_manifest()));
        all.extend(objects.analysis_templates.values().map(|it| it.as_ref().clone().into_manifest()));
        all.extend(objects.canaries.values().map(|it| it.as_ref().clone().into_manifest()));
        all.extend(objects.resource_quotas.values().map(|it| it.as_ref().clone().into_manifest()));
        all.extend(objects.pod_disruption_budgets.values().map(|it| it.as_ref().clone().into_manifest()));
        all.extend(objects.autoscalers.values().map(|it| it.as_ref().clone().into_manifest()));
        all
    }
}
