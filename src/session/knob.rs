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
}

impl Knob {
    /// In the order they are shown.
    pub const ALL: [Self; 7] =
        [Self::Users, Self::KeepAlive, Self::Retries, Self::Timeout, Self::Assets, Self::PreStop, Self::Grace];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::KeepAlive => "Keep-alive (s)",
            Self::Retries => "Retries",
            Self::Timeout => "Time-out (s)",
            Self::Assets => "Files of a page",
            Self::PreStop => "preStop sleep (s)",
            Self::Grace => "terminationGracePeriodSeconds",
        }
    }

    /// The smallest and the largest number it takes.
    pub(super) fn range(self) -> (u32, u32) {
        match self {
            Self::Users => (1, 1_000),
            Self::Retries => (0, 10),
            Self::Assets => (0, 20),
            Self::Timeout => (1, 600),
            Self::KeepAlive | Self::PreStop | Self::Grace => (0, 3_600),
        }
    }

    /// Where it stands at first.
    pub(super) fn plain(self) -> u32 {
        match self {
            Self::Users => 50,
            Self::Timeout => 10,
            Self::Grace => 30,
            Self::KeepAlive | Self::Retries | Self::Assets | Self::PreStop => 0,
        }
    }

    /// It stands in every pod's template: another value is another cluster.
    pub(super) fn is_of_the_template(self) -> bool {
        matches!(self, Self::PreStop | Self::Grace)
    }
}
