//! CPU and memory in whole units: what the scheduler counts in.

use super::field::Quantities;
use super::pod::{Container, ResourceRequirements};
use super::quantity::Quantity;
use crate::sorted;

/// What pods ask for and nodes offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Thousandths of a CPU.
    pub cpu_milli: u32,
    /// MiB of memory.
    pub memory_mib: u32,
}

impl Resources {
    /// What a container that asks for nothing counts as. Models pkg/scheduler/util/pod_resources.go.
    const ASSUMED: Self = Self { cpu_milli: 100, memory_mib: 200 };

    /// With what is assumed in place of what is not asked for.
    pub(crate) fn or_assumed(self) -> Self {
        let or = |asked: u32, assumed: u32| if asked == 0 { assumed } else { asked };
        Self {
            cpu_milli: or(self.cpu_milli, Self::ASSUMED.cpu_milli),
            memory_mib: or(self.memory_mib, Self::ASSUMED.memory_mib),
        }
    }

    /// What a container asks for, in whole units, rounded up; a limit without a request is one. Models
    /// pkg/apis/core/v1/defaults.go SetDefaults_Pod.
    pub fn requested_by(container: &Container) -> Self {
        let ResourceRequirements { requests, limits, .. } = &container.resources;
        let amount = |name: &str, of: fn(Quantity) -> i128| {
            let quantity = requests.get(name).or_else(|| limits.get(name));
            quantity.map_or(0, |quantity| u32::try_from(of(*quantity).max(0)).unwrap_or(u32::MAX))
        };
        Self {
            cpu_milli: amount("cpu", Quantity::milli),
            memory_mib: amount("memory", |bytes| (bytes.whole() + (1 << 20) - 1) >> 20),
        }
    }

    /// The same as a container's requests.
    pub fn requests(self) -> Quantities {
        let amounts = [("cpu", self.cpu_milli, "m"), ("memory", self.memory_mib, "Mi")];
        let asked = amounts.into_iter().filter(|(_, amount, _)| *amount > 0);
        sorted::map(
            asked.filter_map(|(name, amount, unit)| Some((name.into(), Quantity::parse(&format!("{amount}{unit}"))?))),
        )
    }

    pub(crate) fn add(&mut self, more: Self) {
        self.cpu_milli += more.cpu_milli;
        self.memory_mib += more.memory_mib;
    }

    pub(crate) fn subtract(&mut self, less: Self) {
        self.cpu_milli -= less.cpu_milli;
        self.memory_mib -= less.memory_mib;
    }
}
