//! A person's commands, as the API server takes them.

use std::rc::Rc;

use super::Cluster;
use super::admission::{check, exists, immutable_selector};
use super::command::{Answer, Command, POD_QUOTA, Rejected};
use super::event::Happening;
use super::node::Node;
use super::object::{Labels, Name};
use crate::kube::service::{CLIENT_IP, NONE, Service};
use crate::kube::workload::Deployment;

impl Cluster {
    /// Carries a command out, or refuses it and changes nothing. The log keeps both, but for changes of the World:
    /// of those it keeps the migrations.
    ///
    /// # Errors
    ///
    /// The API server's or kubectl's own words, with a hint.
    pub fn apply(&mut self, command: Command) -> Result<Answer, Rejected> {
        let (kind, object) = command.subject();
        let kept = (!matches!(command, Command::World(_))).then(|| Rc::new(command.clone()));
        let answer = self.carry_out(command)?;
        if let Some(command) = kept {
            self.record(kind, &object, Happening::Command { command, answer: answer.clone() });
        }
        self.fan_out();
        Ok(answer)
    }

    fn carry_out(&mut self, command: Command) -> Result<Answer, Rejected> {
        match command {
            Command::CreateDeployment(deployment) => self.create_deployment(*deployment),
            Command::ApplyDeployment(deployment) => self.apply_deployment(*deployment),
            Command::DeletePod { pod } => self.delete_named_pod(&pod),
            Command::CreateService { name, selector } => self.create_service(&name, selector),
            Command::SetImage { deployment, image } => self.set_image(&deployment, &image),
            Command::Scale { deployment, replicas } => {
                self.patch(&deployment, Answer::Scaled, |deployment| deployment.spec.replicas = replicas)
            }
            Command::PatchStrategy { deployment, strategy } => {
                self.patch(&deployment, Answer::Patched, |deployment| deployment.spec.strategy = strategy)
            }
            Command::PatchSelector { service, selector } => {
                self.patch_service(&service, |service| service.spec.selector = selector)
            }
            Command::DeleteDeployment { deployment } => self.delete_deployment(&deployment),
            Command::RolloutUndo { deployment, to_revision } => self.rollout_undo(&deployment, to_revision),
            Command::RolloutPause { deployment } => self.set_paused(&deployment, true),
            Command::RolloutResume { deployment } => self.set_paused(&deployment, false),
            Command::Cordon { node, unschedulable } => self.cordon(&node, unschedulable),
            Command::Drain { node } => self.drain(&node),
            Command::PatchService { service, publish_not_ready_addresses, session_affinity } => {
                self.patch_service(&service, |service| {
                    service.spec.publish_not_ready_addresses = publish_not_ready_addresses;
                    service.spec.session_affinity = if session_affinity { CLIENT_IP } else { NONE }.into();
                })
            }
            Command::SetQuota { pods } => Ok(self.set_quota(&POD_QUOTA.into(), pods)),
            Command::World(change) => self.change_world(&change),
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

    fn create_deployment(&mut self, deployment: Deployment) -> Result<Answer, Rejected> {
        check(&deployment)?;
        let name = deployment.metadata.name.clone();
        if self.api.objects.deployment(&name).is_some() {
            return Err(exists("deployments.apps", &name));
        }
        self.api.create(deployment, self.now);
        Ok(Answer::Created)
    }

    fn create_service(&mut self, name: &Name, selector: Labels) -> Result<Answer, Rejected> {
        if self.api.objects.service(name).is_some() {
            return Err(exists("services", name));
        }
        self.api.create(Service::new(name, selector), self.now);
        Ok(Answer::Created)
    }

    /// Changes a Deployment's spec, if validation lets the result pass. The generation rises if anything changed.
    fn patch(&mut self, name: &str, answer: Answer, change: impl FnOnce(&mut Deployment)) -> Result<Answer, Rejected> {
        let current = self.find_deployment(name)?;
        let mut changed = current.as_ref().clone();
        change(&mut changed);
        check(&changed)?;
        if changed != *current {
            let written = self.api.update(changed);
            debug_assert!(written.is_ok(), "read and written in one step");
        } else if answer == Answer::Patched {
            return Ok(Answer::NotPatched);
        }
        Ok(answer)
    }

    fn apply_deployment(&mut self, given: Deployment) -> Result<Answer, Rejected> {
        let name = given.metadata.name.clone();
        let Some(current) = self.api.objects.deployment(&name) else { return self.create_deployment(given) };
        if current.spec.selector != given.spec.selector {
            return Err(immutable_selector(&given));
        }
        let before = current.clone();
        let answer = self.patch(&name, Answer::Configured, |deployment| {
            for (key, value) in given.metadata.annotations.iter() {
                deployment.metadata.annotate(key, value);
            }
            deployment.metadata.labels = given.metadata.labels;
            deployment.spec = given.spec;
        });
        let unchanged = self.api.objects.deployment(&name) == Some(&before);
        if unchanged && answer.is_ok() { Ok(Answer::Unchanged) } else { answer }
    }

    fn delete_named_pod(&mut self, name: &str) -> Result<Answer, Rejected> {
        let found = self.api.objects.pods.values().find(|pod| &*pod.metadata.name == name);
        let uid = found.map(|pod| pod.metadata.uid).ok_or_else(|| Rejected {
            message: format!("Error from server (NotFound): pods \"{name}\" not found"),
            hint: "Name a pod that exists.",
        })?;
        self.delete_pod(uid);
        Ok(Answer::Deleted)
    }

    fn set_image(&mut self, name: &str, image: &Name) -> Result<Answer, Rejected> {
        if self.find_deployment(name)?.spec.template.image() == *image {
            return Ok(Answer::ImageUnchanged);
        }
        self.patch(name, Answer::ImageUpdated, |deployment| deployment.spec.template.set_image(image))
    }

    fn patch_service(&mut self, name: &str, change: impl FnOnce(&mut Service)) -> Result<Answer, Rejected> {
        let Some(service) = self.api.objects.service(name) else {
            let message = format!("Error from server (NotFound): services \"{name}\" not found");
            return Err(Rejected { message, hint: "Name a Service that exists." });
        };
        let mut changed = service.as_ref().clone();
        change(&mut changed);
        if changed == **service {
            return Ok(Answer::NotPatched);
        }
        let written = self.api.update(changed);
        debug_assert!(written.is_ok(), "read and written in one step");
        Ok(Answer::Patched)
    }

    fn cordon(&mut self, name: &str, unschedulable: bool) -> Result<Answer, Rejected> {
        let Some(node) = self.api.named::<Node>(name).cloned() else {
            let message = format!("Error from server (NotFound): nodes \"{name}\" not found");
            return Err(Rejected { message, hint: "Name a node that exists." });
        };
        let changed = self.change_node(&node, |node| node.set_unschedulable(unschedulable));
        Ok(Answer::Cordoned { already: !changed })
    }

    /// Evictions are deletions that ask a PodDisruptionBudget first; there is none here.
    fn drain(&mut self, name: &str) -> Result<Answer, Rejected> {
        let already = self.cordon(name, true)? == Answer::Cordoned { already: true };
        let mut evicted = Vec::new();
        let on: Vec<_> = self.api.objects.pods.values().cloned().collect();
        for pod in on.iter().filter(|pod| pod.node_name().is_some_and(|node| &**node == name)) {
            if pod.metadata.deletion_timestamp.is_none() {
                evicted.push(pod.metadata.name.clone());
                self.delete_pod(pod.metadata.uid);
            }
        }
        Ok(Answer::Drained { already, evicted })
    }

    fn delete_deployment(&mut self, name: &str) -> Result<Answer, Rejected> {
        let uid = self.find_deployment(name)?.metadata.uid;
        self.api.remove::<Deployment>(uid);
        self.abandon(uid);
        Ok(Answer::Deleted)
    }

    fn rollout_undo(&mut self, name: &str, to_revision: i64) -> Result<Answer, Rejected> {
        let (answer, patched) = self.rollback(self.find_deployment(name)?.as_ref(), to_revision)?;
        if let Some(patched) = patched {
            let written = self.api.update(patched);
            debug_assert!(written.is_ok(), "read and written in one step");
        }
        Ok(answer)
    }

    fn set_paused(&mut self, name: &str, paused: bool) -> Result<Answer, Rejected> {
        if self.find_deployment(name)?.spec.paused == paused {
            let state = if paused { "already paused" } else { "not paused" };
            let message = format!("error: deployments.apps \"{name}\" is {state}");
            return Err(Rejected { message, hint: "Nothing needs doing." });
        }
        let answer = if paused { Answer::Paused } else { Answer::Resumed };
        self.patch(name, answer, |deployment| deployment.spec.paused = paused)
    }
}
