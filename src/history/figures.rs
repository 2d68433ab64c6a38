//! What compared runs came to: a verdict for each in a sentence, and figures in the units of the scorecard.

use crate::kube::time::SECOND;
use crate::message::{Message, Said, Say};
use crate::score::Scorecard;
use crate::session::Session;
use crate::view::csv_field;

/// In what a figure is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Count,
    /// Kept as ms.
    Seconds,
    /// Kept as millionths, shown in percent.
    Share,
}

impl Unit {
    fn sign(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Seconds => " s",
            Self::Share => "%",
        }
    }

    fn number(self, value: u64) -> String {
        match self {
            Self::Count => value.to_string(),
            Self::Seconds => format!("{}.{}", value / SECOND, value % SECOND / 100),
            Self::Share => format!("{}.{:03}", value / 10_000, value % 10_000 / 10),
        }
    }

    fn text(self, value: u64) -> String {
        self.number(value) + self.sign()
    }
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: Message,
    unit: Unit,
    /// One for each run.
    pub cells: Vec<Cell>,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// No rollout was begun.
    Nothing,
    /// It had not come to its end.
    Unfinished,
    Is(u64),
}

impl Row {
    /// A cell, for people.
    pub fn value(&self, cell: Cell) -> Said {
        match cell {
            Cell::Nothing => "–".into(),
            Cell::Unfinished => message!("compare-did-not-finish").into(),
            Cell::Is(value) => self.unit.text(value).into(),
        }
    }

    /// By how much a cell differs from the first run's.
    pub fn difference(&self, index: usize) -> Option<Message> {
        let (Cell::Is(first), Cell::Is(value)) = (self.cells[0], self.cells[index]) else { return None };
        Some(match index {
            0 => return None,
            _ if value > first => message!("compare-more", amount = self.unit.text(value - first)),
            _ if value < first => message!("compare-less", amount = self.unit.text(first - value)),
            _ => message!("compare-same-2"),
        })
    }
}

/// A figure of a bill: its name, unit and value.
type Figure = (fn() -> Message, Unit, fn(&Scorecard) -> u64);

const FIGURES: [Figure; 9] = [
    (|| message!("compare-duration"), Unit::Seconds, |card| card.duration),
    (|| message!("compare-requests-sent"), Unit::Count, |card| card.sent),
    (|| message!("score-requests-failed"), Unit::Count, |card| card.failed),
    (|| message!("score-without-service"), Unit::Seconds, |card| card.without_service),
    (|| message!("score-lowest-available"), Unit::Count, |card| u64::try_from(card.lowest_available).unwrap_or(0)),
    (|| message!("score-peak-pods"), Unit::Count, |card| card.peak_pods),
    (|| message!("score-extra-pod-time"), Unit::Seconds, |card| card.extra_pod_ms),
    (|| message!("score-met-both"), Unit::Count, |card| card.met_both as u64),
    (|| message!("score-budget-burnt"), Unit::Share, Scorecard::budget_burnt),
];

/// All figures of all runs. The first is the duration, which only a run that came to its end has.
pub(super) fn rows(sessions: &[Session]) -> Vec<Row> {
    let bills: Vec<(Option<Scorecard>, bool)> =
        sessions.iter().map(|session| (session.bill(), session.finished().is_some())).collect();
    let row = |(index, (name, unit, read)): (usize, &Figure)| {
        let cell = |(bill, finished): &(Option<Scorecard>, bool)| match bill {
            None => Cell::Nothing,
            Some(_) if index == 0 && !finished => Cell::Unfinished,
            Some(card) => Cell::Is(read(card)),
        };
        Row { name: name(), unit: *unit, cells: bills.iter().map(cell).collect() }
    };
    FIGURES.iter().enumerate().map(row).collect()
}

/// How a run ended, how long it was down, and how many requests failed.
pub(super) fn verdict(session: &Session) -> Message {
    let Some(card) = session.bill() else { return message!("compare-no-rollout") };
    let how = session.finished().map_or_else(
        || message!("compare-unfinished", after = Unit::Seconds.text(card.duration)),
        |finish| finish.title,
    );
    let down = match card.without_service {
        0 => message!("compare-never-down"),
        down => message!("compare-down", time = Unit::Seconds.text(down)),
    };
    let failed = match card.failed {
        0 => message!("compare-none-failed", sent = card.sent),
        failed => message!("compare-failed", failed, sent = card.sent),
    };
    message!("compare-verdict", how, down, failed)
}

/// The table for a spreadsheet: units beside the names, plain numbers in the cells.
pub(super) fn csv(names: &[&Said], rows: &[Row], say: Say) -> String {
    let head = names.iter().map(|name| csv_field(&say(name)));
    let mut lines = vec![std::iter::once(String::new()).chain(head).collect::<Vec<_>>()];
    for row in rows {
        let unit = row.unit.sign().trim();
        let name = say(&row.name.clone().into());
        let cell = |cell: &Cell| match cell {
            Cell::Is(value) => row.unit.number(*value),
            Cell::Nothing => String::new(),
            Cell::Unfinished => csv_field(&say(&row.value(*cell))),
        };
        let name = if unit.is_empty() { name } else { format!("{name} ({unit})") };
        lines.push(std::iter::once(csv_field(&name)).chain(row.cells.iter().map(cell)).collect());
    }
    lines.iter().map(|line| line.join(",") + "\r\n").collect()
}
