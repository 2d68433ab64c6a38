//! What the dependencies in use offer, and the migrations a learner can run.

use crate::scenario::Coupling;
use crate::sim::command::Command;
use crate::world::{Dependency, Versions};

use super::ground::Ground;
use super::steps::{Choice, ChoiceId, lines};

impl Ground<'_> {
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
