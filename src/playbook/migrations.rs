//! What the dependencies in use offer, and the migrations a learner can run.

use crate::message::Message;
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
    pub fn dependencies(&self) -> Vec<Message> {
        let sentence = |dependency: Dependency| match dependency {
            Dependency::Database => {
                message!("migration-schema", offered = self.cluster.offered(dependency).to_string())
            }
            Dependency::Api => message!("migration-contract", offered = self.cluster.offered(dependency).to_string()),
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

/// A way to change what a dependency offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It offers the next beside the last.
    Expand,
    /// It offers the last no more.
    Contract,
    /// It offers the next no more.
    TakeBack,
    /// The next in place of the last.
    AtOnce,
    /// The last in place of the next.
    BackAtOnce,
}

/// How a dependency can change from what it offers, smallest risk first.
fn ways(offered: Versions) -> Vec<(Versions, Way)> {
    let Versions { min, max } = offered;
    if min < max {
        return vec![(Versions { min: max, max }, Way::Contract), (Versions { min, max: min }, Way::TakeBack)];
    }
    let mut ways =
        vec![(Versions { min, max: max + 1 }, Way::Expand), (Versions { min: max + 1, max: max + 1 }, Way::AtOnce)];
    if min > 1 {
        ways.push((Versions { min: min - 1, max: max - 1 }, Way::BackAtOnce));
    }
    ways
}

fn choice(dependency: Dependency, versions: Versions, way: Way) -> Choice {
    let versions_of = match dependency {
        Dependency::Database => message!("migration-schema-versions", versions = versions.to_string()),
        Dependency::Api => message!("migration-contract-versions", versions = versions.to_string()),
    };
    let label = match way {
        Way::Expand => message!("migration-expand", to = versions_of),
        Way::Contract => message!("migration-contract-to", to = versions_of),
        Way::TakeBack => message!("migration-take-back", to = versions_of),
        Way::AtOnce => message!("migration-at-once", to = versions_of),
        Way::BackAtOnce => message!("migration-back-at-once", to = versions_of),
    };
    Choice {
        id: ChoiceId::Migrate(dependency, versions),
        label: label.into(),
        primary: false,
        deletes: false,
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
            ("the first", of(1, 1), vec![(of(1, 2), Way::Expand), (of(2, 2), Way::AtOnce)]),
            ("two at a time", of(1, 2), vec![(of(2, 2), Way::Contract), (of(1, 1), Way::TakeBack)]),
            (
                "a later one",
                of(2, 2),
                vec![(of(2, 3), Way::Expand), (of(3, 3), Way::AtOnce), (of(1, 1), Way::BackAtOnce)],
            ),
        ];
        for (name, offered, expected) in cases {
            assert_eq!(ways(offered), expected, "{name}");
        }
    }
}
