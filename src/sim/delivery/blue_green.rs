//! A Rollout's blue/green: preview, analysis, pause, switch, analysis, and the old version goes.
//!
//! Models rollout/bluegreen.go of argoproj/argo-rollouts.

use super::super::Cluster;
use super::super::retry::Retry;
use super::pauses::BLUE_GREEN_PAUSE;
use super::rollout::Look;
use super::services::{selected, service};
use super::set_hash::{hash_of, revision_of};
use crate::kube::object::Name;
use crate::kube::rollout::RolloutStatus;
use crate::kube::rollout_strategy::BlueGreenStrategy;
use crate::kube::time::{Millis, SECOND};
use crate::sorted;

impl Look {
    fn blue_green(&self) -> BlueGreenStrategy {
        self.rollout.spec.strategy.blue_green.clone().unwrap_or_default()
    }

    /// One look at a blue/green. Models rolloutBlueGreen.
    pub fn roll_out_blue_green(&mut self, cluster: &mut Cluster) -> Result<(), Retry> {
        self.sync_revision(cluster)?;
        let blue_green = self.blue_green();
        // A new template's preview begins at once.
        if let Some(preview) = service(cluster, &blue_green.preview_service).filter(|_| !self.halted()) {
            let hash = self.hash();
            self.switch_service(cluster, &preview, &hash)?;
        }
        if self.template_changed() {
            return self.sync_blue_green(cluster);
        }
        let active = self.active(cluster);
        if !self.halted() {
            self.scale_blue_green(cluster, &active)?;
        }
        self.clean_up(cluster);
        self.pause_blue_green(cluster, &active);
        self.switch_active(cluster, &active)?;
        let ready = self.ready_for_pause();
        self.analyse_blue_green(cluster, ready)?;
        self.sync_blue_green(cluster)
    }

    /// The hash the active Service selects.
    fn active(&self, cluster: &Cluster) -> Name {
        service(cluster, &self.blue_green().active_service).map(|service| selected(&service)).unwrap_or_default()
    }

    /// Models reconcileBlueGreenReplicaSets.
    fn scale_blue_green(&mut self, cluster: &mut Cluster, active: &Name) -> Result<(), Retry> {
        self.remove_deadlines(cluster)?;
        let replicas = self.rollout.replicas();
        let new = self.new.as_ref().map(|set| set.metadata.uid);
        let stable = self.stable.clone().filter(|set| Some(set.metadata.uid) != new);
        if let Some(stable) = stable {
            let stable = self.current(&stable);
            self.scale(cluster, &stable, replicas)?;
        }
        let status = &self.rollout.status;
        let in_service = active.is_empty() || *active == self.hash() || status.stable_rs == self.hash();
        let preview = self.blue_green().preview_replica_count;
        let whole = in_service || status.blue_green.scale_up_preview_check_point || status.promote_full;
        self.scale_new(cluster, preview.filter(|_| !whole).unwrap_or(replicas))?;
        self.scale_down_old(cluster, replicas)
    }

    /// Models scaleDownOldReplicaSetsForBlueGreen.
    fn scale_down_old(&mut self, cluster: &mut Cluster, replicas: i32) -> Result<(), Retry> {
        let blue_green = self.blue_green();
        let status = &self.rollout.status.blue_green;
        let undecided = blue_green.post_promotion_analysis.is_some()
            && blue_green.scale_down_delay_seconds.is_none()
            && self.analyses_after_switch()
            && status.post_promotion_analysis_run_status.as_ref().is_none_or(|run| &*run.status != "Successful");
        if undecided {
            return Ok(());
        }
        let mut others = self.others.clone();
        others.retain(|set| set.spec.replicas > 0 && !self.is_referenced(cluster, set));
        sorted::sort_by_key(&mut others, |set| std::cmp::Reverse(revision_of(set)));
        let mut kept = 0;
        for set in others {
            let to = self.kept_of(cluster, &set, blue_green.scale_down_delay(), replicas, &mut kept)?;
            let set = self.current(&set);
            self.scale(cluster, &set, to)?;
        }
        Ok(())
    }

    /// The new version is whole and in service, and not promoted yet. Models skipPostPromotionAnalysisRun.
    pub(super) fn analyses_after_switch(&self) -> bool {
        let (status, hash) = (&self.rollout.status, self.hash());
        status.stable_rs != hash && status.blue_green.active_selector == hash && self.is_saturated()
    }

    /// The new version has all pods wanted, and they are available. Models IsSaturated.
    pub(super) fn is_saturated(&self) -> bool {
        self.new.as_ref().is_some_and(|set| self.is_whole(set) && set.spec.replicas == self.rollout.replicas())
    }

    /// The preview has its pods. Models ReadyForPause.
    fn ready_for_pause(&self) -> bool {
        let Some(new) = &self.new else { return false };
        let all = self.rollout.replicas();
        let preview = self.blue_green().preview_replica_count.unwrap_or(all);
        let wanted = if self.rollout.status.blue_green.scale_up_preview_check_point { all } else { preview };
        new.status.available_replicas >= wanted.min(all) && new.spec.replicas >= wanted.min(all)
    }

    /// No pause is asked for: nothing is in service yet, this version is, it was until a moment ago, or all is to be promoted.
    fn is_fast_tracked(&self, active: &Name) -> bool {
        let asked = self.rollout.status.promote_full || self.is_rollback_within_window();
        active.is_empty() || *active == self.hash() || self.comes_back || asked
    }

    /// Models needsBlueGreenControllerPause.
    fn needs_pause(&self) -> bool {
        let blue_green = self.blue_green();
        blue_green.auto_promotion_enabled == Some(false) || blue_green.auto_promotion_seconds.unwrap_or(0) > 0
    }

    /// How long the pause lasts, ms; `None` until a person promotes.
    fn lasts(&self) -> Option<Millis> {
        let blue_green = self.blue_green();
        let seconds = blue_green.auto_promotion_seconds.filter(|seconds| *seconds > 0)?;
        let by_itself = blue_green.auto_promotion_enabled != Some(false);
        by_itself.then(|| Millis::try_from(seconds).unwrap_or(0) * SECOND)
    }

    /// Models reconcileBlueGreenPause.
    fn pause_blue_green(&mut self, cluster: &Cluster, active: &Name) {
        let status = self.rollout.status.clone();
        if self.pauses.aborted(&status) || !self.ready_for_pause() || self.halted() {
            return;
        }
        let past = status.blue_green.scale_up_preview_check_point || !self.needs_pause();
        if self.is_fast_tracked(active) || past {
            self.pauses.remove(BLUE_GREEN_PAUSE);
            return;
        }
        if !self.passed_pre_promotion() {
            return;
        }
        match status.pause(BLUE_GREEN_PAUSE) {
            Some(_) if self.pause_completed(cluster.now) => self.pauses.remove(BLUE_GREEN_PAUSE),
            Some(since) => {
                if let Some(lasts) = self.lasts() {
                    self.wake_at(since.0 + lasts);
                }
            }
            None if !status.controller_pause => self.pauses.add(BLUE_GREEN_PAUSE),
            None => {}
        }
    }

    /// It paused long enough, or a person lifted it. Models CompletedBlueGreenPause.
    fn pause_completed(&self, now: Millis) -> bool {
        if self.pauses.adds() {
            return false;
        }
        let status = &self.rollout.status;
        match status.pause(BLUE_GREEN_PAUSE) {
            _ if status.blue_green.scale_up_preview_check_point || !self.needs_pause() => true,
            None => status.controller_pause,
            Some(since) => self.lasts().is_some_and(|lasts| now >= since.0 + lasts),
        }
    }

    /// Models completedPrePromotionAnalysis.
    fn passed_pre_promotion(&self) -> bool {
        let status = &self.rollout.status.blue_green;
        let run = status.pre_promotion_analysis_run_status.as_ref();
        self.blue_green().pre_promotion_analysis.is_none() || run.is_some_and(|run| &*run.status == "Successful")
    }

    /// Models reconcileActiveService: as long as the new version is not whole nothing is switched, not even back.
    fn switch_active(&mut self, cluster: &mut Cluster, active: &Name) -> Result<(), Retry> {
        let whole = self.is_saturated() && !self.halted();
        let Some(found) = service(cluster, &self.blue_green().active_service).filter(|_| whole) else {
            return Ok(());
        };
        let promoted = self.pause_completed(cluster.now) && self.passed_pre_promotion();
        let status = &self.rollout.status;
        let to = if status.abort {
            status.stable_rs.clone()
        } else if self.is_fast_tracked(active) || promoted {
            self.hash()
        } else {
            return Ok(());
        };
        self.switch_service(cluster, &found, &to)
    }

    /// Models shouldFullPromote.
    fn promotes_blue_green(&self, status: &RolloutStatus) -> Option<String> {
        let before = &self.rollout.status;
        if before.stable_rs.is_empty() {
            return self.new.is_some().then(|| "Initial deploy".into());
        }
        if status.blue_green.active_selector != status.current_pod_hash {
            return None;
        }
        if before.promote_full {
            return Some("Full promotion requested".into());
        }
        if self.is_rollback_within_window() {
            return Some("Rollback within window".into());
        }
        let run = before.blue_green.post_promotion_analysis_run_status.as_ref();
        let passed = run.is_some_and(|run| &*run.status == "Successful");
        let analysed = self.blue_green().post_promotion_analysis.is_none() || passed;
        let again = status.stable_rs == status.current_pod_hash;
        let comes_back = self.new.as_ref().filter(|_| !analysed && self.comes_back);
        if self.pauses.aborted(before) {
            return None;
        }
        if let Some(set) = comes_back {
            return Some(format!("Rollback to '{}' within scaleDownDelay", set.metadata.name));
        }
        (analysed || again).then(|| "Completed blue-green update".into())
    }

    /// Models syncRolloutStatusBlueGreen.
    fn sync_blue_green(&mut self, cluster: &mut Cluster) -> Result<(), Retry> {
        let blue_green = self.blue_green();
        let mut status = self.base_status();
        status.selector = self.selector_words();
        if self.template_changed() {
            self.reset(&mut status);
        }
        if self.rollout.status.promote_full || self.is_rollback_within_window() {
            self.pauses.clear();
            self.pauses.remove_abort();
        }
        // As they stand after this look: the API server has it before the watch tells.
        let of = |name: &str| {
            let stored = cluster.api.objects.service(name);
            stored.map(|service| selected(service)).unwrap_or_default()
        };
        status.blue_green.preview_selector = of(&blue_green.preview_service);
        status.blue_green.active_selector = of(&blue_green.active_service);
        let sets = self.all_sets();
        if let Some(active) = sets.iter().find(|set| hash_of(set) == status.blue_green.active_selector) {
            // What is counted is what is in service.
            status.hpa_replicas = active.status.replicas;
            status.available_replicas = active.status.available_replicas;
            status.ready_replicas = active.status.ready_replicas;
        }
        if let Some(why) = self.promotes_blue_green(&status) {
            self.promote(cluster, &mut status, &why);
        } else if !self.template_changed() {
            let check_point = self.check_point(cluster.now);
            status.blue_green.scale_up_preview_check_point |= check_point;
        }
        self.finish(cluster, status)
    }

    /// The preview had its own number of pods, and all that stood before the switch is done. Models
    /// calculateScaleUpPreviewCheckPoint.
    fn check_point(&self, now: Millis) -> bool {
        let preview = self.blue_green().preview_replica_count;
        preview.is_some() && self.ready_for_pause() && self.pause_completed(now) && self.passed_pre_promotion()
    }
}
