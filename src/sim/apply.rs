//! A person's commands, as the API server takes them.

use std::rc::Rc;

use super::Cluster;
use super::admission::{check, exists, immutable_selector};
use super::command::{Command, Rejected};
use super::event::Happening;
use super::network::Service;
use super::object::{Kind, Labels, Name, ObjectMeta};
use super::routing::Route;
use super::traffic::Entry;
use super::workload::Deployment;

impl Cluster {
    /// Carries a command out and returns what kubectl would print, or refuses it and changes nothing.
    ///
    /// # Errors
    ///
    /// The API server's or kubectl's own words, with a hint.
    pub fn apply(&mut self, command: Command) -> Result<String, Rejected> {
        let line = crate::kubectl::line(&command);
        let (kind, object) = subject(&command);
        let answer = self.carry_out(command)?;
        if let Some(line) = line {
            self.record(kind, &object, Happening::Command { line, answer: answer.clone() });
        }
        self.fan_out();
        Ok(answer)
    }

    fn carry_out(&mut self, command: Command) -> Result<String, Rejected> {
        match command {
            Command::CreateDeployment(deployment) => self.create_deployment(*deployment),
            Command::ApplyDeployment(deployment) => self.apply_deployment(*deployment),
            Command::DeletePod { pod } => self.delete_named_pod(&pod),
            Command::CreateService { name, selector } => self.create_service(&name, selector),
            Command::SetImage { deployment, image } => self.set_image(&deployment, &image),
            Command::Scale { deployment, replicas } => {
                self.patch(&deployment, "scaled", |deployment| deployment.spec.replicas = replicas)
            }
            Command::PatchStrategy { deployment, strategy } => {
                self.patch(&deployment, "patched", |deployment| deployment.spec.strategy = strategy)
            }
            Command::PatchSelector { service, selector } => {
                self.patch_service(&service, |service| service.selector = selector)
            }
            Command::DeleteDeployment { deployment } => self.delete_deployment(&deployment),
            Command::RolloutUndo { deployment, to_revision } => self.rollout_undo(&deployment, to_revision),
            Command::RolloutPause { deployment } => self.set_paused(&deployment, true),
            Command::RolloutResume { deployment } => self.set_paused(&deployment, false),
            Command::Cordon { node, unschedulable } => self.cordon(&node, unschedulable),
            Command::Drain { node } => self.drain(&node),
            Command::PatchService { service, publish_not_ready_addresses, session_affinity } => {
                self.patch_service(&service, |service| {
                    service.publish_not_ready_addresses = publish_not_ready_addresses;
                    service.session_affinity = session_affinity;
                })
            }
            Command::SetQuota { pods } => {
                let before = std::mem::replace(&mut self.pod_quota, pods);
                Ok(match (before, pods) {
                    (None, Some(_)) => "resourcequota/pods created".into(),
                    (Some(_), Some(_)) => "resourcequota/pods configured".into(),
                    (_, None) => "resourcequota \"pods\" deleted from default namespace".into(),
                })
            }
            Command::SetApp { image, app } => {
                self.apps.insert(image, app);
                Ok(String::new())
            }
            Command::SetTraffic(clients) => self.set_traffic(clients),
            Command::Migrate { dependency, versions } => self.migrate(dependency, versions),
            Command::ApplyRoute(route) => self.apply_route(*route),
            Command::DeleteRoute { entry, name } => self.delete_route(entry, &name),
        }
    }

    fn find_deployment(&self, name: &str) -> Result<Rc<Deployment>, Rejected> {
        self.api.objects.deployment(name).cloned().ok_or_else(|| Rejected {
            message: format!("Error from server (NotFound): deployments.apps \"{name}\" not found"),
            hint: "Name a Deployment that exists.",
        })
    }

    fn create_deployment(&mut self, deployment: Deployment) -> Result<String, Rejected> {
        check(&deployment)?;
        let name = deployment.metadata.name.clone();
        if self.api.objects.deployment(&name).is_some() {
            return Err(exists("deployments.apps", &name));
        }
        self.api.create(deployment, self.now);
        Ok(format!("deployment.apps/{name} created"))
    }

    fn create_service(&mut self, name: &Name, selector: Labels) -> Result<String, Rejected> {
        if self.api.objects.service(name).is_some() {
            return Err(exists("services", name));
        }
        let metadata = ObjectMeta::named(name, Labels::default());
        self.api.create(
            Service { metadata, selector, publish_not_ready_addresses: false, session_affinity: false },
            self.now,
        );
        Ok(format!("service/{name} created"))
    }

    /// Changes a Deployment's spec, if validation lets the result pass. The generation rises if anything changed.
    fn patch(&mut self, name: &str, verb: &str, change: impl FnOnce(&mut Deployment)) -> Result<String, Rejected> {
        let current = self.find_deployment(name)?;
        let mut changed = current.as_ref().clone();
        change(&mut changed);
        check(&changed)?;
        if changed != *current {
            let written = self.api.update_spec(changed);
            debug_assert!(written.is_ok(), "read and written in one step");
        } else if verb == "patched" {
            return Ok(format!("deployment.apps/{name} patched (no change)"));
        }
        Ok(format!("deployment.apps/{name} {verb}"))
    }

    fn apply_deployment(&mut self, given: Deployment) -> Result<String, Rejected> {
        let name = given.metadata.name.clone();
        let Some(current) = self.api.objects.deployment(&name) else { return self.create_deployment(given) };
        if current.spec.selector != given.spec.selector {
            return Err(immutable_selector(&given));
        }
        let before = current.clone();
        let answer = self.patch(&name, "configured", |deployment| {
            for (key, value) in given.metadata.annotations.iter() {
                deployment.metadata.annotate(key, value);
            }
            deployment.metadata.labels = given.metadata.labels;
            deployment.spec = given.spec;
        });
        let unchanged = self.api.objects.deployment(&name) == Some(&before);
        if unchanged && answer.is_ok() { Ok(format!("deployment.apps/{name} unchanged")) } else { answer }
    }

    fn delete_named_pod(&mut self, name: &str) -> Result<String, Rejected> {
        let found = self.api.objects.pods.values().find(|pod| &*pod.metadata.name == name);
        let uid = found.map(|pod| pod.metadata.uid).ok_or_else(|| Rejected {
            message: format!("Error from server (NotFound): pods \"{name}\" not found"),
            hint: "Name a pod that exists.",
        })?;
        self.delete_pod(uid);
        Ok(format!("pod \"{name}\" deleted from default namespace"))
    }

    fn set_image(&mut self, name: &str, image: &Name) -> Result<String, Rejected> {
        if self.find_deployment(name)?.spec.template.image == *image {
            return Ok(String::new());
        }
        self.patch(name, "image updated", |deployment| deployment.spec.template.image = image.clone())
    }

    fn patch_service(&mut self, name: &str, change: impl FnOnce(&mut Service)) -> Result<String, Rejected> {
        let Some(service) = self.api.objects.service(name) else {
            let message = format!("Error from server (NotFound): services \"{name}\" not found");
            return Err(Rejected { message, hint: "Name a Service that exists." });
        };
        let mut changed = service.as_ref().clone();
        change(&mut changed);
        if changed == **service {
            return Ok(format!("service/{name} patched (no change)"));
        }
        let written = self.api.update_spec(changed);
        debug_assert!(written.is_ok(), "read and written in one step");
        Ok(format!("service/{name} patched"))
    }

    fn cordon(&mut self, name: &str, unschedulable: bool) -> Result<String, Rejected> {
        let mut nodes = (0..).zip(&mut self.scheduler.nodes);
        let Some((place, node)) = nodes.find(|(_, node)| &*node.name == name) else {
            let message = format!("Error from server (NotFound): nodes \"{name}\" not found");
            return Err(Rejected { message, hint: "Name a node that exists." });
        };
        let verb = if unschedulable { "cordoned" } else { "uncordoned" };
        if node.unschedulable == unschedulable {
            return Ok(format!("node/{name} already {verb}"));
        }
        node.unschedulable = unschedulable;
        self.scheduler.node_changed(place);
        if !unschedulable {
            self.retry_unschedulable();
        }
        Ok(format!("node/{name} {verb}"))
    }

    /// Evictions are deletions that ask a PodDisruptionBudget first; there is none here.
    fn drain(&mut self, name: &str) -> Result<String, Rejected> {
        let mut answer = self.cordon(name, true)?;
        let on: Vec<_> = self.api.objects.pods.values().cloned().collect();
        for pod in on.iter().filter(|pod| pod.node_name().is_some_and(|node| &**node == name)) {
            if pod.metadata.deletion_timestamp.is_none() {
                answer.push_str(&format!("\npod/{} evicted", pod.metadata.name));
                self.delete_pod(pod.metadata.uid);
            }
        }
        answer.push_str(&format!("\nnode/{name} drained"));
        Ok(answer)
    }

    fn delete_deployment(&mut self, name: &str) -> Result<String, Rejected> {
        let uid = self.find_deployment(name)?.metadata.uid;
        self.api.remove::<Deployment>(uid);
        self.abandon(uid);
        Ok(format!("deployment.apps \"{name}\" deleted from default namespace"))
    }

    fn rollout_undo(&mut self, name: &str, to_revision: i64) -> Result<String, Rejected> {
        let (answer, patched) = self.rollback(self.find_deployment(name)?.as_ref(), to_revision)?;
        if let Some(patched) = patched {
            let written = self.api.update_spec(patched);
            debug_assert!(written.is_ok(), "read and written in one step");
        }
        Ok(answer)
    }

    fn set_paused(&mut self, name: &str, paused: bool) -> Result<String, Rejected> {
        if self.find_deployment(name)?.spec.paused == paused {
            let state = if paused { "already paused" } else { "not paused" };
            let message = format!("error: deployments.apps \"{name}\" is {state}");
            return Err(Rejected { message, hint: "Nothing needs doing." });
        }
        let verb = if paused { "paused" } else { "resumed" };
        self.patch(name, verb, |deployment| deployment.spec.paused = paused)
    }
}

fn subject(command: &Command) -> (Kind, Name) {
    match command {
        Command::DeletePod { pod } => (Kind::Pod, pod.clone()),
        Command::ApplyDeployment(deployment) | Command::CreateDeployment(deployment) => {
            (Kind::Deployment, deployment.metadata.name.clone())
        }
        Command::CreateService { name, .. } | Command::PatchSelector { service: name, .. } => {
            (Kind::Service, name.clone())
        }
        Command::SetImage { deployment, .. }
        | Command::Scale { deployment, .. }
        | Command::PatchStrategy { deployment, .. }
        | Command::DeleteDeployment { deployment }
        | Command::RolloutUndo { deployment, .. }
        | Command::RolloutPause { deployment }
        | Command::RolloutResume { deployment } => (Kind::Deployment, deployment.clone()),
        Command::SetApp { image, .. } => (Kind::Pod, image.clone()),
        Command::Cordon { node, .. } | Command::Drain { node } => (Kind::Node, node.clone()),
        Command::PatchService { service, .. } => (Kind::Service, service.clone()),
        Command::SetQuota { .. } => (Kind::Pod, "pods".into()),
        Command::SetTraffic(_) => (Kind::Service, "clients".into()),
        Command::Migrate { dependency, .. } => (Kind::Service, dependency.label().into()),
        Command::ApplyRoute(route) => match &**route {
            Route::HttpRoute(route) => (Kind::HttpRoute, route.metadata.name.clone()),
            Route::Ingress(ingress) => (Kind::Ingress, ingress.metadata.name.clone()),
        },
        Command::DeleteRoute { entry: Entry::HttpRoute, name } => (Kind::HttpRoute, name.clone()),
        Command::DeleteRoute { name, .. } => (Kind::Ingress, name.clone()),
    }
}
