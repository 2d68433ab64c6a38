//! Numbers of the simulation which a learner may turn: clients, ends of pods, analyses. None of them is Kubernetes' own,
//! but where the label is in the API's camel case.

/// One of the numbers, held by [`super::Settings::knobs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knob {
    /// How many users there are.
    Users,
    /// Seconds a client keeps its connection; 0 opens one for each request.
    KeepAlive,
    /// Attempts after the first.
    Retries,
    /// Seconds a client waits for an answer.
    Timeout,
    /// Files a browser asks for with each page.
    Assets,
    /// Seconds a preStop hook sleeps before SIGTERM.
    PreStop,
    /// `terminationGracePeriodSeconds` of each pod.
    Grace,
    /// Percent of the requests of which the new version gets a copy.
    Mirror,
    /// Seconds between measurements, and between Flagger's ticks.
    Interval,
    /// Measurements of an analysis.
    Count,
    /// Failed measurements an analysis allows.
    FailureLimit,
    /// Longest latency of 99 of 100 answers that passes, ms; 0 asks for none.
    LatencyMax,
    /// Least percent of answers without a 5xx that Flagger lets pass.
    SuccessRate,
    /// Failed checks at which Flagger rolls back.
    Threshold,
    /// Percent that Flagger adds at each tick.
    StepWeight,
    /// Percent at which Flagger promotes.
    MaxWeight,
    /// Ticks of Flagger's A/B test or blue/green; 0 is a canary by weight.
    Iterations,
    /// Seconds the version that is not needed any more stays.
    ScaleDownDelay,
}

impl Knob {
    /// In the order they are shown.
    pub const ALL: [Self; 18] = [
        Self::Users,
        Self::KeepAlive,
        Self::Retries,
        Self::Timeout,
        Self::Assets,
        Self::PreStop,
        Self::Grace,
        Self::Mirror,
        Self::Interval,
        Self::Count,
        Self::FailureLimit,
        Self::LatencyMax,
        Self::SuccessRate,
        Self::Threshold,
        Self::StepWeight,
        Self::MaxWeight,
        Self::Iterations,
        Self::ScaleDownDelay,
    ];

    /// Its name in links, label, smallest and largest number, and where it stands at first.
    fn row(self) -> (&'static str, &'static str, u32, u32, u32) {
        match self {
            Self::Users => ("users", "Users", 1, 1_000, 50),
            Self::KeepAlive => ("keep-alive", "Keep-alive (s)", 0, 3_600, 0),
            Self::Retries => ("retries", "Retries", 0, 10, 0),
            Self::Timeout => ("time-out", "Time-out (s)", 1, 600, 10),
            Self::Assets => ("files", "Files of a page", 0, 20, 0),
            Self::PreStop => ("pre-stop", "preStop sleep (s)", 0, 3_600, 0),
            Self::Grace => ("grace", "terminationGracePeriodSeconds", 0, 3_600, 30),
            Self::Mirror => ("mirror", "Copied requests (%)", 0, 100, 0),
            Self::Interval => ("interval", "interval (s)", 1, 600, 5),
            Self::Count => ("count", "count", 1, 1_000, 3),
            Self::FailureLimit => ("failure-limit", "failureLimit", 0, 1_000, 0),
            Self::LatencyMax => ("p99-max", "p99 at most (ms)", 0, 60_000, 0),
            Self::SuccessRate => ("success-rate", "Success rate at least (%)", 0, 100, 99),
            Self::Threshold => ("threshold", "threshold", 1, 1_000, 2),
            Self::StepWeight => ("step-weight", "stepWeight", 1, 100, 20),
            Self::MaxWeight => ("max-weight", "maxWeight", 1, 100, 60),
            Self::Iterations => ("iterations", "iterations", 0, 100, 0),
            Self::ScaleDownDelay => ("scale-down-delay", "scaleDownDelaySeconds", 0, 3_600, 30),
        }
    }

    /// For people; those in camel case are upstream's names.
    pub fn label(self) -> &'static str {
        self.row().1
    }

    /// In links; never changed.
    pub fn key(self) -> &'static str {
        self.row().0
    }

    /// The smallest and the largest number it takes.
    pub(super) fn range(self) -> (u32, u32) {
        (self.row().2, self.row().3)
    }

    /// Where it stands at first.
    pub(super) fn plain(self) -> u32 {
        self.row().4
    }

    /// Only who leads a rollout asks for it, and at its next rollout.
    pub(super) fn is_of_the_judge(self) -> bool {
        self as usize >= Self::Mirror as usize
    }

    /// It stands in every pod's template: another value is another cluster.
    pub(super) fn is_of_the_template(self) -> bool {
        matches!(self, Self::PreStop | Self::Grace)
    }
}
