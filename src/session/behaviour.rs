//! How a version behaves: a small table of traits a learner combines.

use crate::kube::resources::Resources;
use crate::kube::time::{Millis, SECOND};
use crate::world::App;

/// One row of the table. A number in a [`Behaviour`]; yes or no is 1 or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// Seconds before the process answers anything.
    StartUp,
    /// Its readiness endpoint never answers well.
    NeverReady,
    /// Seconds of readiness before it fails; 0 is never.
    UnreadyAfter,
    /// Seconds it then fails; 0 is for good.
    UnreadyFor,
    /// Seconds after its start the process exits with code 1; 0 is never.
    CrashAfter,
    /// No registry has the image.
    ImageMissing,
    /// Seconds after its start it hangs; 0 is never.
    HangsAfter,
    /// SIGTERM does nothing.
    IgnoresSigterm,
    /// On SIGTERM it takes no more connections, closes idle ones and finishes what it has.
    Drains,
    /// Seconds from SIGTERM to its end.
    EndsAfter,
    /// Thousandths of a CPU a pod asks for.
    Cpu,
    /// MiB of memory a pod asks for.
    Memory,
    /// Percent of its requests answered with 500.
    ErrorPercent,
    /// Milliseconds to an answer.
    Latency,
    /// That is the median, and answers take shorter or longer.
    Varies,
    /// Requests it works on at a time; 0 is without limit.
    Workers,
}

impl Trait {
    /// In the order they are shown.
    pub const ALL: [Self; 16] = [
        Self::StartUp,
        Self::NeverReady,
        Self::UnreadyAfter,
        Self::UnreadyFor,
        Self::CrashAfter,
        Self::ImageMissing,
        Self::HangsAfter,
        Self::IgnoresSigterm,
        Self::Drains,
        Self::EndsAfter,
        Self::Cpu,
        Self::Memory,
        Self::ErrorPercent,
        Self::Latency,
        Self::Varies,
        Self::Workers,
    ];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::StartUp => "Start-up time (s)",
            Self::NeverReady => "Never ready",
            Self::UnreadyAfter => "Readiness fails after (s)",
            Self::UnreadyFor => "… for (s)",
            Self::CrashAfter => "Crashes after (s)",
            Self::ImageMissing => "Image missing",
            Self::HangsAfter => "Hangs after (s)",
            Self::IgnoresSigterm => "Ignores SIGTERM",
            Self::Drains => "Drains on SIGTERM",
            Self::EndsAfter => "Ends after SIGTERM (s)",
            Self::Cpu => "Needs CPU (m)",
            Self::Memory => "Needs memory (Mi)",
            Self::ErrorPercent => "Error rate (%)",
            Self::Latency => "Latency (ms)",
            Self::Varies => "Latency varies",
            Self::Workers => "Requests at a time",
        }
    }

    /// In links; never changed.
    pub fn key(self) -> &'static str {
        match self {
            Self::StartUp => "start-up",
            Self::NeverReady => "never-ready",
            Self::UnreadyAfter => "unready-after",
            Self::UnreadyFor => "unready-for",
            Self::CrashAfter => "crash-after",
            Self::ImageMissing => "image-missing",
            Self::HangsAfter => "hangs-after",
            Self::IgnoresSigterm => "ignores-sigterm",
            Self::Drains => "drains",
            Self::EndsAfter => "ends-after",
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::ErrorPercent => "error-percent",
            Self::Latency => "latency",
            Self::Varies => "latency-varies",
            Self::Workers => "workers",
        }
    }

    /// Yes or no, and no number.
    pub fn is_flag(self) -> bool {
        matches!(self, Self::NeverReady | Self::ImageMissing | Self::IgnoresSigterm | Self::Drains | Self::Varies)
    }

    /// The largest number it takes.
    pub(super) fn max(self) -> u32 {
        match self {
            Self::ErrorPercent => 100,
            Self::Cpu | Self::Memory => 100_000,
            Self::Latency => 10_000,
            _ => 3_600,
        }
    }

    /// Of a version without fault.
    fn plain(self) -> u32 {
        match self {
            Self::UnreadyFor => 15,
            Self::Cpu => 100,
            Self::Memory => 64,
            Self::Latency => 60,
            Self::EndsAfter => 3,
            _ => 0,
        }
    }
}

/// A value for each trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behaviour([u32; Trait::ALL.len()]);

impl Default for Behaviour {
    /// Without fault.
    fn default() -> Self {
        Self(Trait::ALL.map(Trait::plain))
    }
}

impl Behaviour {
    /// The value of a trait.
    pub fn get(&self, which: Trait) -> u32 {
        self.0[which as usize]
    }

    /// The same with another value of a trait.
    #[must_use]
    pub fn with(mut self, which: Trait, value: u32) -> Self {
        self.0[which as usize] = value;
        self
    }

    /// What it asks of a node.
    pub fn requests(&self) -> Resources {
        Resources { cpu_milli: self.get(Trait::Cpu), memory_mib: self.get(Trait::Memory) }
    }

    /// The simulator's terms for it; `ready_after_s` holds for all versions.
    pub(super) fn app(&self, ready_after_s: u32) -> App {
        let ms = |which: Trait| Millis::from(self.get(which)) * SECOND;
        let some = |which: Trait| Some(ms(which)).filter(|ms| *ms > 0);
        App {
            start_up: ms(Trait::StartUp),
            never_ready: self.get(Trait::NeverReady) > 0,
            unready_after: some(Trait::UnreadyAfter),
            unready_for: some(Trait::UnreadyFor),
            crash_after: some(Trait::CrashAfter),
            image_missing: self.get(Trait::ImageMissing) > 0,
            hangs_after: some(Trait::HangsAfter),
            drains: self.get(Trait::Drains) > 0,
            terminate: ms(Trait::EndsAfter),
            varies: self.get(Trait::Varies) > 0,
            workers: self.get(Trait::Workers),
            ignores_sigterm: self.get(Trait::IgnoresSigterm) > 0,
            error_percent: self.get(Trait::ErrorPercent),
            response: Millis::from(self.get(Trait::Latency)),
            ..App::fine(Millis::from(ready_after_s) * SECOND)
        }
    }

    /// What is not plain about it, e.g. `crashes after (s) 10, ignores SIGTERM`; `without fault` if nothing is.
    pub fn words(&self) -> String {
        let odd = Trait::ALL.into_iter().filter(|which| self.get(*which) != which.plain());
        let word = |which: Trait| match which.is_flag() {
            true => which.label().to_string(),
            false => format!("{} {}", which.label(), self.get(which)),
        };
        let words: Vec<String> = odd.map(word).collect();
        if words.is_empty() { "without fault".into() } else { words.join(", ") }
    }
}

/// Behaviours one would try first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BehaviourKind {
    /// Without fault.
    Fine,
    /// Answers nothing for 30 s.
    SlowToStart,
    /// Its readiness probe never passes.
    NeverReady,
    /// Answers a fifth of its requests with 500.
    Errors,
    /// Exits after 10 s, again and again.
    Crashes,
    /// No registry has its image.
    ImageMissing,
}

impl BehaviourKind {
    /// In the order they are offered.
    pub const ALL: [Self; 6] =
        [Self::Fine, Self::SlowToStart, Self::NeverReady, Self::Errors, Self::Crashes, Self::ImageMissing];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Fine => "Fine",
            Self::SlowToStart => "Slow to start",
            Self::NeverReady => "Never ready",
            Self::Errors => "Answers with errors",
            Self::Crashes => "Crashes",
            Self::ImageMissing => "Image missing",
        }
    }

    /// Its row of values.
    pub fn behaviour(self) -> Behaviour {
        let plain = Behaviour::default();
        match self {
            Self::Fine => plain,
            Self::SlowToStart => plain.with(Trait::StartUp, 30),
            Self::NeverReady => plain.with(Trait::NeverReady, 1),
            Self::Errors => plain.with(Trait::ErrorPercent, 20),
            Self::Crashes => plain.with(Trait::CrashAfter, 10),
            Self::ImageMissing => plain.with(Trait::ImageMissing, 1),
        }
    }

    /// Which of them a behaviour is, if it is one.
    pub fn of(behaviour: &Behaviour) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.behaviour() == *behaviour)
    }
}
