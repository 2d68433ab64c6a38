//! What versions need of the database and of the API they call, and the migrations a learner can run.

use crate::sim::command::Command;
use crate::world::{App, Dependency, Versions};

use super::Session;
use super::steps::{Choice, ChoiceId, lines};

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
    pub(super) fn between(app: &App, dependency: Dependency, version: u32) -> Self {
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
    pub(super) fn given_to(self, mut app: App, dependency: Dependency, version: u32) -> App {
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

impl Session {
    fn used(&self) -> impl Iterator<Item = Dependency> {
        let (next, version) = (self.next_app(), self.playbook.next_version());
        Dependency::ALL.into_iter().filter(move |it| Coupling::between(&next, *it, version) != Coupling::None)
    }

    /// What the dependencies in use offer now, as sentences.
    pub fn dependencies(&self) -> Vec<String> {
        let sentence = |dependency: Dependency| match dependency {
            Dependency::Database => format!("The database's tables suit schema {}.", self.cluster.offered(dependency)),
            Dependency::Api => format!("The API honours contract {}.", self.cluster.offered(dependency)),
        };
        self.used().map(sentence).collect()
    }

    /// The migrations that can be run now, of the dependencies in use.
    pub fn migrations(&self) -> Vec<Choice> {
        let of = |dependency: Dependency| {
            let next = ways(self.cluster.offered(dependency));
            next.into_iter().map(move |(versions, way)| choice(dependency, versions, way))
        };
        self.used().flat_map(of).collect()
    }
}

/// How a dependency can change from what it offers, smallest risk first.
fn ways(offered: Versions) -> Vec<(Versions, &'static str)> {
    let Versions { min, max } = offered;
    if min < max {
        return vec![(Versions { min: max, max }, "Contract"), (Versions { min, max: min }, "Take back")];
    }
    let mut ways =
        vec![(Versions { min, max: max + 1 }, "Expand"), (Versions { min: max + 1, max: max + 1 }, "Change at once")];
    if min > 1 {
        ways.push((Versions { min: min - 1, max: max - 1 }, "Back at once"));
    }
    ways
}

fn choice(dependency: Dependency, versions: Versions, way: &str) -> Choice {
    let what = match dependency {
        Dependency::Database => "schema",
        Dependency::Api => "contract",
    };
    Choice {
        id: ChoiceId::Migrate(dependency, versions),
        label: format!("{way}: {what} {versions}"),
        primary: false,
        lines: lines(&[Command::migrate(dependency, versions)]),
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

    #[test]
    fn ways_on() {
        let of = |min, max| Versions { min, max };
        let cases = [
            ("the first", of(1, 1), vec![(of(1, 2), "Expand"), (of(2, 2), "Change at once")]),
            ("two at a time", of(1, 2), vec![(of(2, 2), "Contract"), (of(1, 1), "Take back")]),
            (
                "a later one",
                of(2, 2),
                vec![(of(2, 3), "Expand"), (of(3, 3), "Change at once"), (of(1, 1), "Back at once")],
            ),
        ];
        for (name, offered, expected) in cases {
            assert_eq!(ways(offered), expected, "{name}");
        }
    }
}
