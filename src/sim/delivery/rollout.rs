//! The Rollout controller: one look at a Rollout does what is due and writes the status.
//!
//! Models rollout/controller.go and rollout/sync.go of argoproj/argo-rollouts.

use std::rc::Rc;

use super::super::Cluster;
use super::super::event::Happening;
use super::super::objects::{Object, Objects};
use super::super::queue::Controller;
use super::super::retry::Retry;
use super::pauses::Pauses;
use super::set_hash::{deadline_of, hash_of, template_hash};
use super::{INVALID_AGAIN, RESYNC, Reconciler};
use crate::kube::analysis::AnalysisRun;
use crate::kube::errors::{invalid, quoted};
use crate::kube::object::{Kind, Name, Uid};
use crate::kube::rollout::{Rollout, RolloutStatus};
use crate::kube::rollout_strategy::RolloutAnalysis;
use crate::kube::time::Millis;
use crate::kube::validate_rollout::{validate_metric, validate_rollout};
use crate::kube::workload::ReplicaSet;

/// The Rollout controller.
pub(super) struct RolloutController;

/// One look at a Rollout: what was read, what is to be written. It ends with the look.
pub(super) struct Look {
    /// As the watch has delivered it.
    pub rollout: Rc<Rollout>,
    /// Its annotations and the status as they will be written.
    changed: Rollout,
    /// The set of the template; of the version in service; neither of both.
    pub new: Option<Rc<ReplicaSet>>,
    pub stable: Option<Rc<ReplicaSet>>,
    pub others: Vec<Rc<ReplicaSet>>,
    /// The set of the template was about to go, as it was read: what is gone back to before its time needs no pause and no
    /// analysis.
    pub comes_back: bool,
    /// The revision of the template.
    pub revision: i32,
    pub pauses: Pauses,
    wake: Option<Millis>,
}

impl Reconciler for RolloutController {
    const CONTROLLER: Controller = Controller::Rollout;

    fn woken_by(object: &Object, cache: &Objects) -> Vec<Uid> {
        let naming = |names: &dyn Fn(&Rollout) -> bool| {
            cache.rollouts.values().filter(|rollout| names(rollout)).map(|rollout| rollout.metadata.uid).collect()
        };
        let owner = object.metadata().owner.filter(|owner| cache.rollouts.contains_key(owner));
        match object {
            Object::Rollout(rollout) => vec![rollout.metadata.uid],
            Object::ReplicaSet(_) | Object::AnalysisRun(_) => owner.into_iter().collect(),
            Object::Service(service) => naming(&|rollout| services(rollout).contains(&&*service.metadata.name)),
            Object::Ingress(ingress) => naming(&|rollout| {
                owner == Some(rollout.metadata.uid) || stable_ingress(rollout) == Some(&*ingress.metadata.name)
            }),
            _ => Vec::new(),
        }
    }

    fn reconcile(cluster: &mut Cluster, key: Uid) -> Result<(), Retry> {
        let Some(rollout) = cluster.cache.rollouts.get(&key).cloned() else { return Ok(()) };
        let stored = cluster.api.objects.rollouts.get(&key).map(|stored| stored.metadata.resource_version);
        if stored != Some(rollout.metadata.resource_version) {
            // What it wrote last is on its way: the watch will wake it again.
            return Ok(());
        }
        cluster.queue.enqueue_at(cluster.now + RESYNC, Controller::Rollout, key);
        let mut look = Look::new(cluster, rollout);
        if let Some(error) = look.invalid(cluster) {
            // What is wrong may be mended elsewhere, where nobody watches.
            cluster.queue.enqueue_at(cluster.now + INVALID_AGAIN, Controller::Rollout, key);
            return look.refuse(cluster, &error);
        }
        if look.rollout.spec.strategy.canary.is_some() {
            look.roll_out_canary(cluster)?;
        } else {
            look.roll_out_blue_green(cluster)?;
        }
        if let Some(at) = look.wake {
            cluster.queue.enqueue_at(at.max(cluster.now + 1), Controller::Rollout, key);
        }
        Ok(())
    }
}

/// The Services a Rollout leads.
pub(super) fn services(rollout: &Rollout) -> Vec<&str> {
    let strategy = &rollout.spec.strategy;
    let canary = strategy.canary.iter().flat_map(|canary| [&canary.stable_service, &canary.canary_service]);
    let blue_green = strategy.blue_green.iter().flat_map(|it| [&it.active_service, &it.preview_service]);
    canary.chain(blue_green).map(|name| &**name).filter(|name| !name.is_empty()).collect()
}

/// The Ingress whose requests are split.
pub(super) fn stable_ingress(rollout: &Rollout) -> Option<&str> {
    let routing = rollout.spec.strategy.canary.as_ref()?.traffic_routing.as_ref()?;
    Some(&*routing.nginx.as_ref()?.stable_ingress).filter(|name| !name.is_empty())
}

impl Look {
    pub(super) fn new(cluster: &Cluster, rollout: Rc<Rollout>) -> Self {
        let (mut new, mut stable, mut others) = (None, None, Vec::new());
        let hash = template_hash(&rollout);
        for set in cluster.cache.replica_sets_of(rollout.metadata.uid) {
            let of = hash_of(set);
            if of == hash {
                new = Some(set.clone());
            }
            if of == rollout.status.stable_rs {
                stable = Some(set.clone());
            }
            if of != hash && of != rollout.status.stable_rs {
                others.push(set.clone());
            }
        }
        let changed = rollout.as_ref().clone();
        let comes_back = new.as_ref().is_some_and(|set| deadline_of(set).is_some());
        let pauses = Pauses::default();
        Self { rollout, changed, new, stable, others, comes_back, revision: 0, pauses, wake: None }
    }

    /// Every set there is, each once.
    pub fn all_sets(&self) -> Vec<Rc<ReplicaSet>> {
        let new = self.new.as_ref().map(|set| set.metadata.uid);
        let stable = self.stable.iter().filter(|set| Some(set.metadata.uid) != new);
        self.new.iter().chain(stable).chain(&self.others).cloned().collect()
    }

    /// Another look is wanted then, ms.
    pub fn wake_at(&mut self, at: Millis) {
        self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
    }

    /// Writes an event about the Rollout.
    pub fn say(&self, cluster: &mut Cluster, reason: &'static str, message: &str) {
        let happening = Happening::Said { reason, message: message.into() };
        cluster.record(Kind::Rollout, &self.rollout.metadata.name, happening);
    }

    /// Sets an annotation of the Rollout and says whether that changed anything.
    pub fn annotate(&mut self, key: &str, value: &str) -> bool {
        self.changed.metadata.annotate(key, value)
    }

    /// The hash of the template.
    pub fn hash(&self) -> Name {
        self.new.as_ref().map_or_else(|| template_hash(&self.rollout), |set| hash_of(set))
    }

    /// The template is another one than at the last look. Models CheckPodSpecChange.
    pub fn template_changed(&self) -> bool {
        let seen = &self.rollout.status.current_pod_hash;
        !seen.is_empty() && *seen != self.hash()
    }

    /// An analysis could not decide, or a person holds it. Models haltProgress.
    pub fn halted(&self) -> bool {
        self.rollout.spec.paused || self.rollout.status.pause(super::pauses::INCONCLUSIVE).is_some()
    }

    /// What is wrong with the Rollout, or with what it names.
    fn invalid(&self, cluster: &Cluster) -> Option<String> {
        let rollout = &self.rollout;
        if let Some(error) = validate_rollout(rollout).into_iter().next() {
            return Some(error.text);
        }
        let strategy = &rollout.spec.strategy;
        let mut named = Vec::new();
        if let Some(canary) = &strategy.canary {
            named.push(("canary.stableService", &canary.stable_service));
            named.push(("canary.canaryService", &canary.canary_service));
        }
        if let Some(blue_green) = &strategy.blue_green {
            named.push(("blueGreen.activeService", &blue_green.active_service));
            named.push(("blueGreen.previewService", &blue_green.preview_service));
        }
        let known = |name: &str| cluster.cache.services.values().any(|service| &*service.metadata.name == name);
        for (path, name) in named {
            if !name.is_empty() && !known(name) {
                let detail = format!("service {name:?} not found");
                return Some(invalid(&format!("spec.strategy.{path}"), quoted(name), &detail).text);
            }
        }
        if let Some(name) = stable_ingress(rollout)
            && !cluster.cache.ingresses.values().any(|ingress| &*ingress.metadata.name == name)
        {
            let path = "spec.strategy.canary.trafficRouting.nginx.stableIngress";
            return Some(invalid(path, quoted(name), &format!("ingress.networking.k8s.io {name:?} not found")).text);
        }
        analyses(rollout).into_iter().find_map(|(path, analysis)| {
            let templates = &cluster.cache.analysis_templates;
            let missing = analysis
                .templates
                .iter()
                .find(|named| !templates.values().any(|template| template.metadata.name == named.template_name));
            let path_of = format!("spec.strategy.{path}.templates");
            if let Some(missing) = missing {
                let detail = format!("AnalysisTemplate '{}' not found", missing.template_name);
                return Some(invalid(&path_of, quoted(&missing.template_name), &detail).text);
            }
            let used = templates.values().filter(|template| {
                analysis.templates.iter().any(|named| named.template_name == template.metadata.name)
            });
            // Only the one that runs all along may go on for ever.
            let ends = path != "canary.analysis";
            used.flat_map(|template| template.spec.metrics.iter().map(move |metric| (template, metric))).find_map(
                |(template, metric)| {
                    let detail = validate_metric(metric, ends)?;
                    Some(invalid(&path_of, quoted(&template.metadata.name), &detail).text)
                },
            )
        })
    }

    /// The new status, to begin with: what is counted, and what stays. Models calculateBaseStatus.
    pub fn base_status(&self) -> RolloutStatus {
        let all = self.all_sets();
        let sum = |count: &dyn Fn(&ReplicaSet) -> i32| all.iter().map(|set| count(set)).sum();
        RolloutStatus {
            current_pod_hash: self.hash(),
            replicas: sum(&|set| set.status.replicas),
            hpa_replicas: sum(&|set| set.status.replicas),
            ready_replicas: sum(&|set| set.status.ready_replicas),
            available_replicas: sum(&|set| set.status.available_replicas),
            updated_replicas: self.new.as_ref().map_or(0, |set| set.status.replicas),
            observed_generation: self.rollout.metadata.generation.to_string().into(),
            ..self.changed.status.clone()
        }
    }

    /// What of the status later steps of the same look go by.
    pub fn status(&mut self) -> &mut RolloutStatus {
        &mut self.changed.status
    }

    /// The same, to be read.
    pub fn written(&self) -> &RolloutStatus {
        &self.changed.status
    }

    /// Stores annotations and status, if they are others than those that were read.
    pub fn write(&mut self, cluster: &mut Cluster, status: RolloutStatus) -> Result<(), Retry> {
        self.changed.status = status;
        if self.changed != *self.rollout {
            cluster.api.update_status(self.changed.clone())?;
        }
        Ok(())
    }
}

/// The analyses a Rollout names, with the paths below `spec.strategy`.
fn analyses(rollout: &Rollout) -> Vec<(String, &RolloutAnalysis)> {
    let strategy = &rollout.spec.strategy;
    let mut found = Vec::new();
    if let Some(canary) = &strategy.canary {
        found.extend(canary.analysis.iter().map(|analysis| ("canary.analysis".to_owned(), analysis)));
        for (index, step) in canary.steps.iter().enumerate() {
            found.extend(step.analysis.iter().map(|it| (format!("canary.steps[{index}].analysis"), it)));
        }
    }
    if let Some(blue_green) = &strategy.blue_green {
        let pre = blue_green.pre_promotion_analysis.iter();
        found.extend(pre.map(|it| ("blueGreen.prePromotionAnalysis".to_owned(), it)));
        let post = blue_green.post_promotion_analysis.iter();
        found.extend(post.map(|it| ("blueGreen.postPromotionAnalysis".to_owned(), it)));
    }
    found
}

/// The runs of a Rollout, oldest first.
pub(super) fn runs_of(cluster: &Cluster, rollout: Uid) -> Vec<Rc<AnalysisRun>> {
    let runs = cluster.cache.analysis_runs.values();
    runs.filter(|run| run.metadata.owner == Some(rollout)).cloned().collect()
}
