//! Probes: what they ask, how often, and when their verdict turns. Models pkg/kubelet/prober/worker.go.
//!
//! A probe of an idle pod ticks for hours without a change, so no tick is an event here: the instant of the next change
//! of a verdict is computed.

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
}

/// When an endpoint of a container answers well, ms after its start: a few spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// From each of these instants on it is the other way round; the first span fails.
    turns: [Millis; 4],
    len: usize,
    cut: Option<Millis>,
}

/// A stretch of time in which an endpoint answers alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From here, ms after the start.
    pub from: Millis,
    /// To here, not included; `None` for good.
    pub until: Option<Millis>,
    /// It answers well.
    pub well: bool,
    /// It does not answer at all, not even with an error.
    pub silent: bool,
}

impl Health {
    /// Never answers well.
    pub fn failing() -> Self {
        Self { turns: [0; 4], len: 0, cut: None }
    }

    /// From `at` on it answers well, or no longer does. Turns come in order of time.
    pub fn turn(&mut self, at: Millis, well: bool) {
        debug_assert_eq!(well, self.len.is_multiple_of(2), "turns alternate");
        if self.len < self.turns.len() {
            self.turns[self.len] = at;
            self.len += 1;
        }
    }

    /// From `at` on it never answers again.
    pub fn cut(&mut self, at: Millis) {
        self.cut = Some(at);
    }

    /// Whether it answers well at an instant.
    pub fn is_well(&self, at: Millis) -> bool {
        let turned = self.turns[..self.len].iter().filter(|turn| **turn <= at).count();
        !turned.is_multiple_of(2) && self.cut.is_none_or(|cut| at < cut)
    }

    /// Its spans in order of time.
    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        let end = |index: usize| self.turns[..self.len].get(index).copied();
        let spans = (0..=self.len).map(move |index| Span {
            from: if index == 0 { 0 } else { self.turns[index - 1] },
            until: end(index),
            well: !index.is_multiple_of(2),
            silent: false,
        });
        let cut = self.cut.unwrap_or(Millis::MAX);
        let before = spans.filter(move |span| span.from < cut).map(move |span| Span {
            until: match span.until {
                Some(until) => Some(until.min(cut)),
                None => self.cut,
            },
            ..span
        });
        before.chain(self.cut.map(|from| Span { from, until: None, well: false, silent: true }))
    }
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
