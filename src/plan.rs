//! What a rollout of a Deployment will cost: the scorecard for it as it is and for each cell of a grid, over several seeds.
//!
//! Pure: no file, no clock, no text but the axes' names and the API server's refusals. [`Plan::step`] runs one cell with one
//! seed, and [`Plan::work`] a part of that, so that whoever asks can go on with something else in between.

mod axis;
pub mod figure;
#[cfg(not(target_arch = "wasm32"))]
pub mod report;
mod run;

use crate::kube::manifest::Manifest;
use crate::kube::workload::Deployment;
use crate::message::Said;
use crate::pace::Work;
use crate::score::Scorecard;
use crate::sorted;
use crate::world::World;

pub use axis::{Axis, NAMES};
pub use run::SETTLING;

/// What is planned, before a grid changes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Base {
    /// What is brought to rest first.
    pub from: Deployment,
    /// What it becomes: another image, or a whole manifest.
    pub to: Deployment,
    /// Whether the replicas of `to` are as they then stand, since no manifest says how many there are.
    pub leaves_replicas: bool,
    /// Budgets and autoscalers that are applied with the first manifest, and with the second.
    pub beside: [Vec<Manifest>; 2],
    /// What the cluster stands in, with both images; each run has a seed of its own, and the clients come once all is at
    /// rest.
    pub world: World,
    /// How many seeds each cell is run with, from 1 on.
    pub seeds: u64,
}

/// What one run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The bill, at the end or when it was given up.
    pub card: Scorecard,
    /// It exceeded its progress deadline, or was not complete after an hour.
    pub stuck: bool,
}

/// A cell of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// A value for each axis.
    pub values: Vec<String>,
    /// Why the API server, or the plan, refuses it.
    pub refused: Option<Said>,
    /// One for each seed that was run so far.
    pub runs: Vec<Figures>,
}

/// A plan on its way.
#[derive(Debug)]
pub struct Plan {
    base: Base,
    axes: Vec<Axis>,
    cells: Vec<Cell>,
    at: usize,
    /// The run under way, of the cell that is next.
    run: Option<Work<Result<Figures, Said>>>,
}

impl Plan {
    /// Every combination of the axes' values is a cell, the last axis fastest; without axes there is one.
    pub fn new(base: Base, axes: Vec<Axis>) -> Self {
        let mut values: Vec<Vec<String>> = vec![Vec::new()];
        for axis in &axes {
            let longer = |row: &Vec<String>| {
                let row = row.clone();
                axis.values.iter().map(move |value| [&row[..], std::slice::from_ref(value)].concat())
            };
            values = values.iter().flat_map(longer).collect();
        }
        let cell = |values| Cell { values, refused: None, runs: Vec::new() };
        Self { cells: values.into_iter().map(cell).collect(), base, axes, at: 0, run: None }
    }

    /// Runs the next cell with the next seed; false when all is done.
    pub fn step(&mut self) -> bool {
        self.work(u64::MAX)
    }

    /// Goes on with that run for so many events; false when all is done.
    pub fn work(&mut self, events: u64) -> bool {
        let Some(cell) = self.cells.get_mut(self.at) else { return false };
        let run = match self.run.take() {
            Some(run) => Ok(run),
            None => axis::apply(&self.base, &self.axes, &cell.values).map(|base| {
                let seed = cell.runs.len() as u64 + 1;
                Work::new(|pace| async move { run::run(&base, seed, &pace).await })
            }),
        };
        match run.map(|mut run| (run.go_on(events), run)) {
            Ok((None, run)) => {
                self.run = Some(run);
                return true;
            }
            Ok((Some(Ok(figures)), _)) => cell.runs.push(figures),
            Ok((Some(Err(refused)), _)) | Err(refused) => cell.refused = Some(refused),
        }
        if cell.refused.is_some() || cell.runs.len() as u64 >= self.base.seeds {
            self.at += 1;
        }
        self.at < self.cells.len()
    }

    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// What there is so far.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Runs done, and runs in all.
    pub fn progress(&self) -> (u64, u64) {
        let done: usize = self.cells[..self.at.min(self.cells.len())].len();
        let here = self.cells.get(self.at).map_or(0, |cell| cell.runs.len() as u64);
        (done as u64 * self.base.seeds + here, self.cells.len() as u64 * self.base.seeds)
    }
}

/// Least, middle and greatest of several runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Least.
    pub min: u64,
    /// The middle one; of an even number the lower of the two.
    pub median: u64,
    /// Greatest.
    pub max: u64,
}

impl Cell {
    /// How a figure lies over the runs; nothing before the first run.
    ///
    /// 7, 3 and 5 lie from 3 over 5 to 7.
    pub fn spread(&self, figure: impl Fn(&Figures) -> u64) -> Option<Spread> {
        let mut all: Vec<u64> = self.runs.iter().map(figure).collect();
        sorted::sort_by(&mut all, Ord::cmp);
        Some(Spread { min: *all.first()?, median: all[(all.len() - 1) / 2], max: *all.last()? })
    }
}
