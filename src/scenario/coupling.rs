//! What versions need of the database and of the API they call.

use crate::world::{App, Dependency, Versions};

/// Which schemas or contracts version n understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coupling {
    /// All: it needs none.
    None,
    /// n alone.
    Own,
    /// n and n - 1.
    OwnAndLast,
}

impl Coupling {
    /// From none to the most careful.
    pub const ALL: [Self; 3] = [Self::None, Self::Own, Self::OwnAndLast];

    /// In controls and links; never changed.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Own => "own",
            Self::OwnAndLast => "own-and-last",
        }
    }

    /// The one of a key; none where there is no such key.
    pub fn of(key: &str) -> Self {
        Self::ALL.into_iter().find(|coupling| coupling.key() == key).unwrap_or(Self::None)
    }

    /// How the behaviour of a version's image is coupled to a dependency. Of the first version the last two are the same.
    pub fn between(app: &App, dependency: Dependency, version: u32) -> Self {
        let understood = match dependency {
            Dependency::Database => app.schema,
            Dependency::Api => app.contract,
        };
        match understood {
            None => Self::None,
            Some(Versions { min, .. }) if min == version => Self::Own,
            Some(_) => Self::OwnAndLast,
        }
    }

    /// The behaviour of a version's image, coupled like this.
    pub fn given_to(self, mut app: App, dependency: Dependency, version: u32) -> App {
        let understood = self.understood_by(version);
        match dependency {
            Dependency::Database => app.schema = understood,
            Dependency::Api => app.contract = understood,
        }
        app
    }

    /// What a version understands, if it is not all: version 3 its own is 3, its own and the one before 2 to 3.
    pub fn understood_by(self, version: u32) -> Option<Versions> {
        match self {
            Self::None => None,
            Self::Own => Some(Versions { min: version, max: version }),
            Self::OwnAndLast => Some(Versions { min: version.saturating_sub(1).max(1), max: version }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_version_understands() {
        let cases = [
            (Coupling::None, 3, None),
            (Coupling::Own, 3, Some(Versions { min: 3, max: 3 })),
            (Coupling::OwnAndLast, 3, Some(Versions { min: 2, max: 3 })),
            (Coupling::OwnAndLast, 1, Some(Versions::FIRST)),
        ];
        for (coupling, version, expected) in cases {
            assert_eq!(coupling.understood_by(version), expected, "{coupling:?} of v{version}");
        }
    }
}
