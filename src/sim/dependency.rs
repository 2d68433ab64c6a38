//! What the application needs besides itself: a database with a schema, an API with a contract.
//!
//! Each is one thing without pods of its own, whose change is sudden. It offers a range of versions: one, or, between the
//! expansion and the contraction of a schema, or while two versions of the API run side by side, several.

use std::fmt;

use super::Cluster;
use super::command::{Answer, Rejected};

/// Versions from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Versions {
    /// The oldest.
    pub min: u32,
    /// The newest.
    pub max: u32,
}

impl Versions {
    /// The first and only one.
    pub const FIRST: Self = Self { min: 1, max: 1 };

    /// Every one there will ever be: nothing depends on it.
    pub const ANY: Self = Self { min: 0, max: u32::MAX };

    /// Whether one of them is among the others.
    ///
    /// 1 to 2 and 2 to 3 have 2 in common; 1 and 2 to 3 have none.
    pub fn meet(self, other: Self) -> bool {
        self.min <= other.max && other.min <= self.max
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max { write!(f, "{}", self.min) } else { write!(f, "{} to {}", self.min, self.max) }
    }
}

/// One of the two things a version can depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dependency {
    /// The database: which schema versions its tables suit.
    Database,
    /// The API the application calls: which contract versions it honours.
    Api,
}

impl Dependency {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Database, Self::Api];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Api => "api",
        }
    }
}

impl Cluster {
    /// From now on a dependency offers other versions.
    pub(super) fn migrate(&mut self, dependency: Dependency, versions: Versions) -> Result<Answer, Rejected> {
        if versions.min == 0 || versions.min > versions.max {
            return Err(Rejected {
                message: format!("error: versions {} to {} are none", versions.min, versions.max),
                hint: "Count versions from 1, the oldest first.",
            });
        }
        let before = std::mem::replace(&mut self.dependencies[dependency as usize], versions);
        Ok(match dependency {
            Dependency::Database => Answer::Created,
            Dependency::Api if before == versions => Answer::Unchanged,
            Dependency::Api => Answer::Configured,
        })
    }
}
