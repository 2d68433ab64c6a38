//! The AnalysisRuns of a Rollout: begun, followed, ended; what they come to.
//!
//! Models rollout/analysis.go of argoproj/argo-rollouts.

use std::rc::Rc;

use super::super::Cluster;
use super::super::retry::Retry;
use super::analysis::Phase;
use super::pauses::{BLUE_GREEN_PAUSE, INCONCLUSIVE};
use super::rollout::{Look, runs_of};
use super::run::phase;
use crate::kube::analysis::{AnalysisRun, AnalysisRunSpec, AnalysisRunStatus};
use crate::kube::object::{Name, ObjectMeta, labels};
use crate::kube::rollout::{ROLLOUTS_POD_TEMPLATE_HASH, RunStatus};
use crate::kube::rollout_strategy::RolloutAnalysis;

/// What kind of run: as its label says it, as events say it, as the message of an abort begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunOf {
    Step,
    Background,
    PrePromotion,
    PostPromotion,
}

impl RunOf {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Step => ("Step", "Step-based analysis"),
            Self::Background => ("Background", "Background analysis"),
            Self::PrePromotion => ("PrePromotion", "Blue/green pre-promotion analysis"),
            Self::PostPromotion => ("PostPromotion", "Blue/green post-promotion analysis"),
        }
    }
}

/// The event's reason of a run in a phase.
fn reason(of: Phase) -> &'static str {
    match of {
        Phase::Successful => "AnalysisRunSuccessful",
        Phase::Failed => "AnalysisRunFailed",
        Phase::Error => "AnalysisRunError",
        Phase::Inconclusive => "AnalysisRunInconclusive",
        Phase::Running => "AnalysisRunRunning",
        Phase::Pending => "AnalysisRunPending",
    }
}

impl Look {
    /// Nothing is measured: there is nothing to judge, or it is judged.
    fn needs_no_runs(&self) -> bool {
        let status = &self.rollout.status;
        self.pauses.aborted(status)
            || status.stable_rs.is_empty()
            || status.promote_full
            || self.is_rollback_within_window()
            || self.rollout.is_fully_promoted()
            || self.comes_back
    }

    /// The step's analysis and the one that runs all along. Models reconcileAnalysisRuns.
    pub fn analyse_canary(&mut self, cluster: &mut Cluster) -> Result<(), Retry> {
        let canary = self.canary();
        let (mut step, mut background) = (None, None);
        if !self.needs_no_runs() {
            let known = self.rollout.status.canary.clone();
            let waits = !self.rollout.status.pause_conditions.is_empty();
            let at_step = self.current_step().and_then(|step| step.analysis.clone());
            step = match at_step {
                Some(_) if waits => known.current_step_analysis_run_status,
                Some(analysis) => {
                    let suffix = format!("-{}", self.rollout.step_index().unwrap_or(0));
                    self.follow(cluster, RunOf::Step, &analysis, known.current_step_analysis_run_status, &suffix)?
                }
                None => None,
            };
            let begins = |analysis: &RolloutAnalysis| {
                let from = usize::try_from(analysis.starting_step.unwrap_or(0)).unwrap_or(0);
                self.rollout.step_index().is_none_or(|index| index >= from)
            };
            let analysis = canary.analysis.filter(begins);
            background = match analysis {
                Some(_) if self.rollout.status.pause(INCONCLUSIVE).is_some() => {
                    known.current_background_analysis_run_status
                }
                Some(analysis) => {
                    let known = known.current_background_analysis_run_status;
                    self.follow(cluster, RunOf::Background, &analysis, known, "")?
                }
                None => None,
            };
        }
        self.end_others(cluster, &[&step, &background])?;
        let status = self.status();
        // A run that ended with the update stays in the status until the next one.
        let keep = |new: Option<RunStatus>, old: &mut Option<RunStatus>| {
            if new.is_some() {
                *old = new;
            }
        };
        keep(step, &mut status.canary.current_step_analysis_run_status);
        keep(background, &mut status.canary.current_background_analysis_run_status);
        Ok(())
    }

    /// A run of a blue/green, where it is due.
    pub fn analyse_blue_green(&mut self, cluster: &mut Cluster, ready: bool) -> Result<(), Retry> {
        let Some(blue_green) = self.rollout.spec.strategy.blue_green.clone() else { return Ok(()) };
        let known = self.rollout.status.blue_green.clone();
        let (mut pre, mut post) = (None, None);
        if !self.needs_no_runs() {
            let switched = self.rollout.status.blue_green.active_selector == self.hash();
            let first = self.rollout.status.blue_green.active_selector.is_empty();
            if let Some(analysis) = blue_green.pre_promotion_analysis.filter(|_| !switched && !first) {
                let known = known.pre_promotion_analysis_run_status.clone();
                let due = known.is_some() || ready;
                if due {
                    pre = self.follow(cluster, RunOf::PrePromotion, &analysis, known, "-pre")?;
                }
            }
            if let Some(analysis) = blue_green.post_promotion_analysis.filter(|_| switched) {
                let known = known.post_promotion_analysis_run_status.clone();
                post = self.follow(cluster, RunOf::PostPromotion, &analysis, known, "-post")?;
            }
        }
        self.end_others(cluster, &[&pre, &post])?;
        let status = self.status();
        if pre.is_some() {
            status.blue_green.pre_promotion_analysis_run_status = pre;
        }
        if post.is_some() {
            status.blue_green.post_promotion_analysis_run_status = post;
        }
        Ok(())
    }

    /// Begins a run or looks at the one there is, and draws the conclusion.
    fn follow(
        &mut self,
        cluster: &mut Cluster,
        of: RunOf,
        analysis: &RolloutAnalysis,
        known: Option<RunStatus>,
        suffix: &str,
    ) -> Result<Option<RunStatus>, Retry> {
        let run = known.as_ref().and_then(|known| {
            runs_of(cluster, self.rollout.metadata.uid).into_iter().find(|run| run.metadata.name == known.name)
        });
        let Some(run) = run.filter(|run| !self.needs_new_run(run)) else {
            if known.is_some() && self.is_on_its_way(cluster, known.as_ref()) {
                return Ok(known);
            }
            return self.begin(cluster, of, analysis, suffix).map(Some);
        };
        let (kind, words) = of.words();
        let now = phase(&run.status.phase);
        // A run that was just begun is in the status without a phase, so that events say `''` where it begins.
        let before = known.map_or_else(Name::default, |known| known.status);
        if now != phase(&before) {
            let name = &run.metadata.name;
            let words = format!("{kind} Analysis Run '{name}' Status New: '{now}' Previous: '{before}'");
            self.say(cluster, reason(now), &words);
        }
        match now {
            Phase::Inconclusive => self.pauses.add(INCONCLUSIVE),
            Phase::Failed | Phase::Error => {
                self.pauses.abort(format!("{words} phase error/failed: {}", run.status.message));
            }
            _ => {}
        }
        Ok(Some(RunStatus {
            name: run.metadata.name.clone(),
            status: if run.status.phase.is_empty() { Name::default() } else { run.status.phase.clone() },
            message: run.status.message.clone(),
            ..RunStatus::default()
        }))
    }

    /// It was begun at an earlier look, and the watch has not told of it yet.
    fn is_on_its_way(&self, cluster: &Cluster, known: Option<&RunStatus>) -> bool {
        let stored = |name: &Name| cluster.api.objects.analysis_runs.values().any(|run| run.metadata.name == *name);
        let cached = |name: &Name| cluster.cache.analysis_runs.values().any(|run| run.metadata.name == *name);
        known.is_some_and(|known| stored(&known.name) && !cached(&known.name))
    }

    /// A person went on after a run that could not decide, or began again after an abort. Models needsNewAnalysisRun.
    fn needs_new_run(&self, run: &AnalysisRun) -> bool {
        let status = &self.rollout.status;
        if status.controller_pause && status.pause(BLUE_GREEN_PAUSE).is_none() {
            let decided = status.pause(INCONCLUSIVE).is_some();
            return phase(&run.status.phase) == Phase::Inconclusive && !decided;
        }
        status.aborted_at.is_some()
    }

    /// A run of the templates' metrics; a name that is taken gets a number.
    fn begin(
        &mut self,
        cluster: &mut Cluster,
        of: RunOf,
        analysis: &RolloutAnalysis,
        suffix: &str,
    ) -> Result<RunStatus, Retry> {
        let hash = self.hash();
        let base = format!("{}-{hash}-{}{suffix}", self.rollout.metadata.name, self.revision);
        let taken = |name: &str| cluster.api.objects.analysis_runs.values().any(|run| &*run.metadata.name == name);
        let numbers = (1..).map(|number| format!("{base}.{number}"));
        let Some(name) = std::iter::once(base.clone()).chain(numbers).find(|name| !taken(name)) else {
            return Err(Retry);
        };
        let (kind, _) = of.words();
        let mut metadata =
            ObjectMeta::named(&name, labels(&[(ROLLOUTS_POD_TEMPLATE_HASH, &hash), ("rollout-type", kind)]));
        metadata.owner = Some(self.rollout.metadata.uid);
        let mut spec = AnalysisRunSpec::default();
        for named in &analysis.templates {
            let templates = cluster.cache.analysis_templates.values();
            for template in templates.filter(|template| template.metadata.name == named.template_name) {
                spec.metrics.extend(template.spec.metrics.iter().cloned());
                spec.dry_run.extend(template.spec.dry_run.iter().cloned());
            }
        }
        let run = cluster.api.create(AnalysisRun { metadata, spec, status: AnalysisRunStatus::default() }, cluster.now);
        Ok(RunStatus { name: run.metadata.name.clone(), ..RunStatus::default() })
    }

    /// Every other run of the Rollout that still goes on is not needed any more. Models cancelAnalysisRuns.
    fn end_others(&self, cluster: &mut Cluster, current: &[&Option<RunStatus>]) -> Result<(), Retry> {
        let runs: Vec<Rc<AnalysisRun>> = runs_of(cluster, self.rollout.metadata.uid);
        for run in runs {
            let needed = current.iter().any(|it| it.as_ref().is_some_and(|it| it.name == run.metadata.name));
            if !needed && !run.spec.terminate && !phase(&run.status.phase).is_over() {
                let mut ended = run.as_ref().clone();
                ended.spec.terminate = true;
                cluster.api.update(ended)?;
            }
        }
        Ok(())
    }
}
