//! Probes: what they ask, how often, and when their verdict turns. Models pkg/kubelet/prober/worker.go.
//!
//! A probe of an idle pod ticks for hours without a change, so no tick is an event here: the instant of the next check that
//! matters is computed, and how the others went before it.

use super::health::Health;
use crate::kube::pod::{self, IDEAL_PROBES, LifecycleHandler, PodTemplateSpec};

use crate::kube::time::{Millis, SECOND};

/// A probe's fields, with the API's defaults. Times are ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// After the container's start no check is made for this long.
    pub initial_delay: Millis,
    /// From check to check; 0 is no probe of Kubernetes but an ideal one that misses nothing, as in the recordings.
    pub period: Millis,
    /// How long a check waits for an answer.
    pub timeout: Millis,
    /// Good checks in a row that make a success; 1 for liveness and startup probes.
    pub success_threshold: u32,
    /// Bad checks in a row that make a failure.
    pub failure_threshold: u32,
    /// Grace when this probe ends a container; the pod's if `None`.
    pub termination_grace_period: Option<Millis>,
}

impl Probe {
    /// Models pkg/apis/core/v1/defaults.go SetDefaults_Probe.
    pub const DEFAULT: Self = Self {
        initial_delay: 0,
        period: 10 * SECOND,
        timeout: SECOND,
        success_threshold: 1,
        failure_threshold: 3,
        termination_grace_period: None,
    };

    /// Learns of every change at once.
    pub const IDEAL: Self = Self { period: 0, failure_threshold: 1, ..Self::DEFAULT };

    /// A container's probe.
    fn of(given: &pod::Probe) -> Self {
        Self {
            initial_delay: millis(given.initial_delay_seconds.into()),
            period: millis(given.period_seconds.into()),
            timeout: millis(given.timeout_seconds.into()),
            success_threshold: given.success_threshold.try_into().unwrap_or(0),
            failure_threshold: given.failure_threshold.try_into().unwrap_or(0),
            termination_grace_period: given.termination_grace_period_seconds.map(millis),
        }
    }

    /// The first check at or after `from`, where checks are made at `phase` and every period after.
    ///
    /// Phase 2 s and period 10 s: from 13 s on the first is at 22 s.
    fn check_at(&self, phase: Millis, from: Millis) -> Millis {
        let from = from.max(self.initial_delay);
        if self.period == 0 || from <= phase {
            return from.max(phase);
        }
        phase + (from - phase).div_ceil(self.period) * self.period
    }

    /// When the verdict turns away from `verdict`, if it ever does: after so many equal checks in a row.
    ///
    /// Failing from 13 s on, checks at 2, 12, 22 … s, threshold 3: the verdict turns at 42 s; a second later if it hangs
    /// instead and a check may take 1 s.
    ///
    /// All instants are ms after the container's start; checks before `from` do not count.
    pub fn turns(&self, health: &Health, phase: Millis, verdict: bool, from: Millis) -> Option<Millis> {
        let threshold = if verdict { self.failure_threshold } else { self.success_threshold };
        let more = Millis::from(threshold.saturating_sub(1));
        health.spans().filter(|span| span.well != verdict).find_map(|span| {
            // A check that nothing answers fails when its time is up, and the next one waits for that.
            let (rhythm, known) =
                if span.silent { (self.period.max(self.timeout), self.timeout) } else { (self.period, 0) };
            let last = self.check_at(phase, span.from.max(from)).checked_add(more * rhythm)?;
            span.until.is_none_or(|until| last < until).then_some(last + if self.period == 0 { 0 } else { known })
        })
    }

    /// The first check at or after `from`, the one out of turn among them.
    fn check_from(&self, grid: Grid, from: Millis) -> Millis {
        let from = from.max(self.initial_delay);
        let tick = self.check_at(grid.phase, from);
        grid.extra.filter(|extra| (from..tick).contains(extra)).unwrap_or(tick)
    }

    /// The next check at or after `from` that matters, after a run of results.
    ///
    /// A good one matters while it adds to the run or the verdict is another; where good is what is taken for granted, only
    /// after a bad one. A bad one matters while it adds to the run, and afterwards from `mute` on: somebody is told of it.
    ///
    /// Failing for good, checks at 2, 12, 22 … s, threshold 3, two bad ones so far and nobody told before 90 s: the one at 22 s
    /// from 13 s on; after that the one at 92 s, with six between.
    pub fn next(&self, health: &Health, asked: &Asked) -> Option<Check> {
        let Asked { grid, run, verdict, granted, from, mute } = *asked;
        let (mut at, mut skipped) = (self.check_from(grid, from), 0);
        for span in health.spans() {
            if span.until.is_some_and(|until| at >= until) {
                continue;
            }
            let rhythm = if span.silent { self.period.max(self.timeout) } else { self.period };
            let enough = if span.well { self.success_threshold } else { self.failure_threshold };
            let adds = run.well != span.well || run.times < enough;
            let matters = match span.well {
                true if granted => !run.well && run.times > 0,
                true => adds || !verdict,
                false => adds || at >= mute,
            };
            if matters || grid.extra == Some(at) && !span.well {
                return Some(Check { at, well: span.well, silent: span.silent, skipped });
            }
            let end = span.until.unwrap_or(Millis::MAX);
            if span.well {
                at = self.check_from(grid, span.until?);
                continue;
            }
            let next = end.min(mute);
            if next == Millis::MAX {
                // It fails for good, and nobody is told.
                return None;
            }
            let more = next.saturating_sub(at).div_ceil(rhythm);
            skipped = skipped.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
            at += more * rhythm;
            if at < end {
                return Some(Check { at, well: false, silent: span.silent, skipped });
            }
        }
        None
    }

    /// From a check to the one that follows it, and whether that one is out of turn: where nothing answers, it waits for that.
    pub fn after(&self, check: &Check) -> (Millis, bool) {
        let waits = check.silent && self.timeout > self.period;
        (check.at + if waits { self.timeout } else { 1 }, waits)
    }
}

/// What a worker knows when it looks for its next check. Instants are ms after the container's start.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub grid: Grid,
    pub run: Run,
    /// The verdict as it stands.
    pub verdict: bool,
    /// Good is taken for granted: the probe looks for bad answers only.
    pub granted: bool,
    /// Checks before this do not count.
    pub from: Millis,
    /// Before this nobody is told of a bad check; [`Millis::MAX`] for never.
    pub mute: Millis,
}

/// When checks are made, ms after the container's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// At this instant and every period after it.
    pub phase: Millis,
    /// And once at this one.
    pub extra: Option<Millis>,
}

/// The results of a probe's checks so far: the last one, and how often it came in a row. Models lastResult and resultRun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub well: bool,
    pub times: u32,
}

impl Run {
    /// So many further checks went alike.
    pub fn add(&mut self, well: bool, times: u32) {
        let before = if self.well == well { self.times } else { 0 };
        *self = Self { well, times: before.saturating_add(times) };
    }
}

/// A check of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// When it is made, ms after the container's start.
    pub at: Millis,
    /// The answer is good.
    pub well: bool,
    /// There is none: it is known for bad when the time is up.
    pub silent: bool,
    /// Bad checks before it of which nobody was told.
    pub skipped: u32,
}

/// What a container's kubelet asks it and does before its end. None of it is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// Holds the two others back until it succeeds; its failure restarts the container.
    pub startup: Option<Probe>,
    /// Its failure restarts the container.
    pub liveness: Option<Probe>,
    /// Its verdict is the Ready condition; without one a started container is ready.
    pub readiness: Option<Probe>,
    /// `preStop: sleep`, ms: SIGTERM comes after it.
    pub pre_stop: Option<Millis>,
}

impl Default for Lifecycle {
    /// An ideal readiness probe and nothing else.
    fn default() -> Self {
        Self { startup: None, liveness: None, readiness: Some(Probe::IDEAL), pre_stop: None }
    }
}

impl Lifecycle {
    /// That of a template's container, as its kubelet takes it.
    pub fn of(template: &PodTemplateSpec) -> Self {
        let Some(container) = template.container() else { return Self::default() };
        let ideal = template.metadata.annotations.get(IDEAL_PROBES).is_some_and(|value| &**value == "true");
        let probe = |given: &Option<pod::Probe>| {
            given.as_ref().map(|given| if ideal { Probe::IDEAL } else { Probe::of(given) })
        };
        Self {
            startup: probe(&container.startup_probe),
            liveness: probe(&container.liveness_probe),
            readiness: probe(&container.readiness_probe),
            pre_stop: container.lifecycle.pre_stop.as_ref().and_then(LifecycleHandler::sleeps),
        }
    }
}

/// Seconds of the API in ms; below 0 is 0.
pub fn millis(seconds: i64) -> Millis {
    Millis::try_from(seconds).unwrap_or(0).saturating_mul(SECOND)
}
