//! A person's commands, as the API server takes them.

use std::rc::Rc;

use crate::kube::analysis::{AnalysisRun, AnalysisTemplate};
use crate::kube::autoscaler::HorizontalPodAutoscaler;
use crate::kube::canary::Canary;
use crate::kube::disruption_budget::PodDisruptionBudget;
use crate::kube::manifest;
use crate::kube::manifest::{Manifest, Written};
use crate::kube::patch::merge;
use crate::kube::quota::ResourceQuota;
use crate::kube::rollout::Rollout;
use crate::kube::route::{HttpRoute, Ingress};
use crate::kube::service::Service;
use crate::kube::three_way::{LAST_APPLIED, last_applied, three_way};
use crate::kube::tree::{Node, Value, path};
use crate::kube::workload::Deployment;

use super::Cluster;
use super::admission::{Admitted, admitted, exists, malformed, not_found, not_simulated};
use super::api::Stored;
use super::command::{Answer, Command, Rejected};
use super::event::Happening;
use super::node;
use crate::kube::object::{Kind, Name};

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
            Command::Create(manifest) => self.create_any(manifest),
            Command::Apply { manifest, written } => self.apply_manifest(manifest, &written),
            Command::Patch { kind, name, patch } => match kind {
                Kind::Rollout => self.patch_with_status::<Rollout>(&name, &patch),
                Kind::AnalysisRun => self.patch_with_status::<AnalysisRun>(&name, &patch),
                Kind::Canary => self.patch_with_status::<Canary>(&name, &patch),
                _ => self.patch(kind, &name, &patch).map(patched),
            },
            Command::Delete { kind, name } => match kind {
                Kind::Deployment => self.delete_owner::<Deployment>(&name),
                Kind::Pod => self.delete_named_pod(&name),
                Kind::Service => self.delete_object::<Service>(&name),
                Kind::HttpRoute => self.delete_object::<HttpRoute>(&name),
                Kind::Ingress => self.delete_object::<Ingress>(&name),
                Kind::ResourceQuota => self.delete_object::<ResourceQuota>(&name),
                Kind::PodDisruptionBudget => self.delete_object::<PodDisruptionBudget>(&name),
                Kind::HorizontalPodAutoscaler => self.delete_object::<HorizontalPodAutoscaler>(&name),
                Kind::Rollout => self.delete_owner::<Rollout>(&name),
                Kind::AnalysisTemplate => self.delete_object::<AnalysisTemplate>(&name),
                Kind::AnalysisRun => self.delete_object::<AnalysisRun>(&name),
                Kind::Canary => self.delete_owner::<Canary>(&name),
                _ => Err(not_simulated("delete", kind)),
            },
            Command::SetImage { kind, name, image } => self.set_image(kind, &name, &image),
            Command::Scale { kind, name, replicas } => self.set_replicas(kind, &name, replicas),
            Command::RolloutUndo { deployment, to_revision } => self.rollout_undo(&deployment, to_revision),
            Command::RolloutPause { deployment } => self.set_paused(&deployment, true),
            Command::RolloutResume { deployment } => self.set_paused(&deployment, false),
            Command::Cordon { node, unschedulable } => {
                if !unschedulable {
                    self.drains.interrupt(&node);
                }
                self.cordon(&node, unschedulable)
            }
            Command::Drain { node } => self.drain(&node),
            Command::Fault(fault) => self.strike(&fault),
            Command::World(change) => self.change_world(&change),
        }
    }

    fn find<T: Stored + Written>(&self, name: &str) -> Result<Rc<T>, Rejected> {
        self.api.named::<T>(name).cloned().ok_or_else(|| not_found(T::KIND, name))
    }

    fn create<T: Admitted>(&mut self, object: T) -> Result<Answer, Rejected> {
        admitted(&object, None)?;
        object.admit_beside(&self.api.objects)?;
        let name = &Written::metadata(&object).name;
        if self.api.named::<T>(name).is_some() {
            return Err(exists(T::KIND.resources(), name));
        }
        self.api.create(object, self.now);
        Ok(Answer::Created)
    }

    fn create_any(&mut self, manifest: Manifest) -> Result<Answer, Rejected> {
        match manifest {
            Manifest::Deployment(object) => self.create(*object),
            Manifest::Service(object) => self.create(*object),
            Manifest::HttpRoute(object) => self.create(*object),
            Manifest::Ingress(object) => self.create(*object),
            Manifest::ResourceQuota(object) => self.create(*object),
            Manifest::PodDisruptionBudget(object) => self.create(*object),
            Manifest::HorizontalPodAutoscaler(object) => self.create(*object),
            Manifest::Rollout(object) => self.create(*object),
            Manifest::AnalysisTemplate(object) => self.create(*object),
            Manifest::AnalysisRun(object) => self.create(*object),
            Manifest::Canary(object) => self.create(*object),
        }
    }

    /// An object as it is stored.
    fn stored(&self, kind: Kind, name: &str) -> Result<Manifest, Rejected> {
        match kind {
            Kind::Deployment => self.stored_as::<Deployment>(name),
            Kind::Service => self.stored_as::<Service>(name),
            Kind::HttpRoute => self.stored_as::<HttpRoute>(name),
            Kind::Ingress => self.stored_as::<Ingress>(name),
            Kind::ResourceQuota => self.stored_as::<ResourceQuota>(name),
            Kind::PodDisruptionBudget => self.stored_as::<PodDisruptionBudget>(name),
            Kind::HorizontalPodAutoscaler => self.stored_as::<HorizontalPodAutoscaler>(name),
            Kind::Rollout => self.stored_as::<Rollout>(name),
            Kind::AnalysisTemplate => self.stored_as::<AnalysisTemplate>(name),
            Kind::AnalysisRun => self.stored_as::<AnalysisRun>(name),
            Kind::Canary => self.stored_as::<Canary>(name),
            _ => Err(not_simulated("patch", kind)),
        }
    }

    fn stored_as<T: Stored + Written>(&self, name: &str) -> Result<Manifest, Rejected> {
        self.find::<T>(name).map(|found| found.as_ref().clone().into_manifest())
    }

    /// Gives an object what a tree of its kind says of labels, annotations and spec; whether that changes anything.
    fn take_over(&mut self, kind: Kind, tree: &Node) -> Result<bool, Rejected> {
        let (read, _) = manifest::object(tree, kind).map_err(|problems| malformed(kind, &problems))?;
        match read {
            Manifest::Deployment(object) => self.replace(*object),
            Manifest::Service(object) => self.replace(*object),
            Manifest::HttpRoute(object) => self.replace(*object),
            Manifest::Ingress(object) => self.replace(*object),
            Manifest::ResourceQuota(object) => self.replace(*object),
            Manifest::PodDisruptionBudget(object) => self.replace(*object),
            Manifest::HorizontalPodAutoscaler(object) => self.replace(*object),
            Manifest::Rollout(object) => self.replace(*object),
            Manifest::AnalysisTemplate(object) => self.replace(*object),
            Manifest::AnalysisRun(object) => self.replace(*object),
            Manifest::Canary(object) => self.replace(*object),
        }
    }

    fn replace<T: Admitted>(&mut self, given: T) -> Result<bool, Rejected> {
        let mut changed = self.find::<T>(&Written::metadata(&given).name)?.as_ref().clone();
        changed.take_over(given);
        self.store(changed)
    }

    /// Changes an object's labels, annotations or spec, if the API server lets the result pass; whether anything changed.
    fn change<T: Admitted>(&mut self, name: &str, change: impl FnOnce(&mut T)) -> Result<bool, Rejected> {
        let mut changed = self.find::<T>(name)?.as_ref().clone();
        change(&mut changed);
        self.store(changed)
    }

    fn store<T: Admitted>(&mut self, changed: T) -> Result<bool, Rejected> {
        let current = self.find::<T>(&Written::metadata(&changed).name)?;
        admitted(&changed, Some(&current))?;
        changed.admit_beside(&self.api.objects)?;
        if changed == *current {
            return Ok(false);
        }
        let written = self.api.update(changed);
        debug_assert!(written.is_ok(), "read and written in one step");
        Ok(true)
    }

    /// What fields the manifest has by default and `written` does not name stay as they are.
    fn apply_manifest(&mut self, mut manifest: Manifest, written: &Node) -> Result<Answer, Rejected> {
        let kind = manifest.kind();
        let Ok(current) = self.stored(kind, &manifest.metadata().name) else {
            manifest.metadata_mut().annotate(LAST_APPLIED, &last_applied(written));
            return self.create_any(manifest);
        };
        let annotation = current.metadata().annotation(LAST_APPLIED);
        let merged = three_way(annotation, &current.stored(), written, kind.lists());
        let merged = merged.map_err(|problem| malformed(kind, &[problem]))?;
        let changed = self.take_over(kind, &merged)?;
        Ok(match annotation {
            _ if !changed => Answer::Unchanged,
            None => Answer::Adopted,
            Some(_) => Answer::Configured,
        })
    }

    fn patch(&mut self, kind: Kind, name: &str, patch: &Node) -> Result<bool, Rejected> {
        let mut tree = self.stored(kind, name)?.stored();
        merge(&mut tree, patch, kind.lists());
        // A patch does not rename.
        tree.put(&path("metadata.name"), Value::Text(name.into()));
        self.take_over(kind, &tree)
    }

    fn patch_with_status<T: Admitted>(&mut self, name: &str, patch: &Node) -> Result<Answer, Rejected> {
        let status = self.patched_status::<T>(name, patch)?;
        let mut changed = self.patch(T::KIND, name, patch)?;
        if let Some(status) = status {
            let mut object = self.find::<T>(name)?.as_ref().clone();
            object.take_status(status);
            let written = self.api.update_status(object);
            debug_assert!(written.is_ok(), "read and written in one step");
            changed = true;
        }
        Ok(patched(changed))
    }

    /// What becomes of the status by a patch that names it: such a patch goes to the status subresource too. `None` where it is
    /// the same as before, or the kind has none.
    fn patched_status<T: Admitted>(&self, name: &str, patch: &Node) -> Result<Option<T>, Rejected> {
        let current = self.find::<T>(name)?;
        let (Some(change), Some(mut status)) = (patch.field("status"), current.status()) else { return Ok(None) };
        merge(&mut status, change, T::KIND.lists());
        let mut changed = current.as_ref().clone();
        changed.read_status(&status).map_err(|problems| malformed(T::KIND, &problems))?;
        Ok(Some(changed).filter(|changed| changed != current.as_ref()))
    }

    fn delete_object<T: Stored + Written>(&mut self, name: &str) -> Result<Answer, Rejected> {
        let uid = Written::metadata(self.find::<T>(name)?.as_ref()).uid;
        self.api.remove::<T>(uid);
        Ok(Answer::Deleted)
    }

    /// What it owns goes a little later.
    fn delete_owner<T: Stored + Written>(&mut self, name: &str) -> Result<Answer, Rejected> {
        let uid = Written::metadata(self.find::<T>(name)?.as_ref()).uid;
        self.api.remove::<T>(uid);
        self.abandon(uid);
        Ok(Answer::Deleted)
    }

    fn delete_named_pod(&mut self, name: &str) -> Result<Answer, Rejected> {
        let found = self.api.objects.pods.values().find(|pod| &*pod.metadata.name == name);
        let uid = found.map(|pod| pod.metadata.uid).ok_or_else(|| not_found(Kind::Pod, name))?;
        self.delete_pod(uid);
        Ok(Answer::Deleted)
    }

    fn set_replicas(&mut self, kind: Kind, name: &str, replicas: i32) -> Result<Answer, Rejected> {
        match kind {
            Kind::Deployment => self.change::<Deployment>(name, |it| it.spec.replicas = replicas)?,
            Kind::Rollout => self.change::<Rollout>(name, |it| it.spec.replicas = Some(replicas))?,
            _ => return Err(not_simulated("scale", kind)),
        };
        Ok(Answer::Scaled)
    }

    fn set_image(&mut self, kind: Kind, name: &str, image: &Name) -> Result<Answer, Rejected> {
        let changed = match kind {
            Kind::Deployment => self.change::<Deployment>(name, |it| it.spec.template.set_image(image))?,
            Kind::Rollout => self.change::<Rollout>(name, |it| it.spec.template.set_image(image))?,
            _ => return Err(not_simulated("set image", kind)),
        };
        Ok(if changed { Answer::ImageUpdated } else { Answer::ImageUnchanged })
    }

    pub(super) fn cordon(&mut self, name: &str, unschedulable: bool) -> Result<Answer, Rejected> {
        let Some(node) = self.api.named::<node::Node>(name).cloned() else {
            return Err(not_found(Kind::Node, name));
        };
        let changed = self.change_node(&node, |node| node.set_unschedulable(unschedulable));
        Ok(Answer::Cordoned { already: !changed })
    }

    fn rollout_undo(&mut self, name: &str, to_revision: i64) -> Result<Answer, Rejected> {
        let (answer, patched) = self.rollback(self.find::<Deployment>(name)?.as_ref(), to_revision)?;
        if let Some(patched) = patched {
            let written = self.api.update(patched);
            debug_assert!(written.is_ok(), "read and written in one step");
        }
        Ok(answer)
    }

    fn set_paused(&mut self, name: &str, paused: bool) -> Result<Answer, Rejected> {
        if self.find::<Deployment>(name)?.spec.paused == paused {
            let state = if paused { "already paused" } else { "not paused" };
            let message = format!("error: deployments.apps \"{name}\" is {state}");
            return Err(Rejected { message: message.into(), hint: message!("refused-nothing-needs-doing") });
        }
        self.change::<Deployment>(name, |deployment| deployment.spec.paused = paused)?;
        Ok(if paused { Answer::Paused } else { Answer::Resumed })
    }
}

fn patched(changed: bool) -> Answer {
    if changed { Answer::Patched } else { Answer::NotPatched }
}
