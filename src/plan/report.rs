//! A plan as a table, as CSV, as JSON.

use serde_json::{Map, Value, json};

use super::figure::{FIGURES, Figure};
use super::{Cell, Figures, Plan, Spread};
use crate::kube::time::SECOND;
use crate::message::{Message, Said, Say};

/// Aligned columns: `median` where all seeds agree, else `median (min–max)`.
pub fn table(plan: &Plan, say: Say) -> String {
    let shown = || FIGURES.iter().filter(|figure| figure.head.is_some());
    let mut rows: Vec<Vec<String>> = Vec::new();
    let names = plan.axes().iter().map(|axis| axis.name.to_string());
    rows.push(names.chain(shown().map(|figure| say(&figure.head().into()))).collect());
    let mut refusals = Vec::new();
    for cell in plan.cells() {
        let mut row = cell.values.clone();
        match &cell.refused {
            Some(why) => {
                row.push(say(&message!("plan-refused").into()));
                refusals
                    .push(say(&message!("plan-cell-refused", cell = cell_name(plan, cell), why = why.clone()).into()));
            }
            None => row.extend(shown().map(|figure| figure.words(cell.spread(figure.read)))),
        }
        rows.push(row);
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &rows {
        let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    let findings = findings(plan).into_iter().map(|finding| say(&finding.into()));
    for line in refusals.into_iter().chain(findings) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn cell_name(plan: &Plan, cell: &Cell) -> Said {
    let pairs = plan.axes().iter().zip(&cell.values).map(|(axis, value)| format!("{}={value}", axis.name));
    let name: Vec<String> = pairs.collect();
    if name.is_empty() { message!("plan-manifest").into() } else { name.join(" ").into() }
}

/// What an engineer would want pointed out.
fn findings(plan: &Plan) -> Vec<Message> {
    let mut all = Vec::new();
    for cell in plan.cells().iter().filter(|cell| !cell.runs.is_empty()) {
        let name = || cell_name(plan, cell);
        let most = |read: fn(&Figures) -> u64| cell.spread(read).map_or(0, |spread| spread.max);
        if most(|run| u64::from(run.stuck)) > 0 {
            all.push(message!("plan-gets-stuck-figures-those", cell = name()));
        }
        let without = most(|run| run.card.without_service);
        if without > 0 {
            let seconds = format!("{}.{}", without / SECOND, without % SECOND / 100);
            all.push(message!("plan-up-s-without-any", cell = name(), seconds));
        }
        let (failed, sent) = (most(|run| run.card.failed), most(|run| run.card.sent));
        if failed > 0 && without == 0 {
            all.push(message!("plan-up-requests-fail-although", cell = name(), failed, sent));
        }
    }
    all
}

/// A line for each cell, with every figure's least, median and greatest.
pub fn csv(plan: &Plan, say: Say) -> String {
    let mut head: Vec<String> = plan.axes().iter().map(|axis| axis.name.to_string()).collect();
    for figure in &FIGURES {
        head.extend(["min", "median", "max"].map(|which| format!("{}_{which}", figure.key)));
    }
    head.push("refused".into());
    let mut text = head.join(",") + "\n";
    for cell in plan.cells() {
        let mut row = cell.values.clone();
        for figure in &FIGURES {
            match cell.spread(figure.read) {
                Some(spread) => row.extend([spread.min, spread.median, spread.max].map(|value| value.to_string())),
                None => row.extend([const { String::new() }; 3]),
            }
        }
        row.push(cell.refused.as_ref().map_or(String::new(), |why| format!("\"{}\"", say(why).replace('"', "\"\""))));
        text.push_str(&(row.join(",") + "\n"));
    }
    text
}

/// `not_simulated` are paths of the manifests, given as `"not_simulated": […]`.
///
/// `{"cells": [{"values": {…}, "figures": {"duration_ms": {"min": …, "median": …, "max": …}, …}} | {"values", "refused"}]}`.
pub fn json(plan: &Plan, not_simulated: &[String], notes: &[String], say: Say) -> String {
    let cell = |cell: &Cell| {
        let pairs = plan.axes().iter().zip(&cell.values);
        let values: Map<String, Value> = pairs.map(|(axis, value)| (axis.name.to_string(), json!(value))).collect();
        if let Some(why) = &cell.refused {
            return json!({ "values": values, "refused": say(why) });
        }
        let figure = |figure: &Figure| {
            let spread = cell.spread(figure.read).unwrap_or(Spread { min: 0, median: 0, max: 0 });
            let Spread { min, median, max } = spread;
            (figure.key.to_string(), json!({ "min": min, "median": median, "max": max }))
        };
        let figures: Map<String, Value> = FIGURES.iter().map(figure).collect();
        json!({ "values": values, "figures": figures })
    };
    let cells: Vec<Value> = plan.cells().iter().map(cell).collect();
    format!("{:#}\n", json!({ "cells": cells, "not_simulated": not_simulated, "notes": notes }))
}
