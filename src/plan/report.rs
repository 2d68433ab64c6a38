//! A plan as a table, as CSV, as JSON.

use serde_json::{Map, Value, json};

use super::{Cell, Figures, Plan, Spread};
use crate::sim::time::SECOND;

/// A figure: its key in CSV and JSON, its head in the table, how it is read, and how many of it are one in the table.
type Column = (&'static str, &'static str, fn(&Figures) -> u64, u64);

const COLUMNS: [Column; 15] = [
    ("duration_ms", "duration s", |run| run.card.duration, SECOND),
    ("failed", "failed", |run| run.card.failed, 1),
    ("errors", "", |run| run.card.errors, 1),
    ("refused", "", |run| run.card.refused, 1),
    ("reset", "", |run| run.card.reset, 1),
    ("timed_out", "", |run| run.card.timed_out, 1),
    ("sent", "", |run| run.card.sent, 1),
    ("without_service_ms", "no service s", |run| run.card.without_service, SECOND),
    ("lowest_available", "lowest", |run| u64::try_from(run.card.lowest_available).unwrap_or(0), 1),
    ("missing_pod_ms", "", |run| run.card.missing_pod_ms, 1),
    ("peak_pods", "peak", |run| run.card.peak_pods, 1),
    ("extra_pod_ms", "extra pod s", |run| run.card.extra_pod_ms, SECOND),
    ("users_met_both", "met both", |run| run.card.met_both as u64, 1),
    ("budget_burnt_ppm", "", |run| run.card.budget_burnt(), 1),
    ("stuck", "stuck", |run| u64::from(run.stuck), 1),
];

/// Aligned columns: `median` where all seeds agree, else `median (min–max)`.
pub fn table(plan: &Plan) -> String {
    let shown = || COLUMNS.iter().filter(|(_, head, ..)| !head.is_empty());
    let mut rows: Vec<Vec<String>> = Vec::new();
    let names = plan.axes().iter().map(|axis| axis.name.to_string());
    rows.push(names.chain(shown().map(|(_, head, ..)| head.to_string())).collect());
    let mut refusals = Vec::new();
    for cell in plan.cells() {
        let mut row = cell.values.clone();
        match &cell.refused {
            Some(words) => {
                row.push("refused".into());
                refusals.push(format!("{}: {words}", cell_name(plan, cell)));
            }
            None => row.extend(shown().map(|(_, _, read, unit)| spread_words(cell.spread(read), *unit))),
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
    for line in refusals.iter().chain(&findings(plan)) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn spread_words(spread: Option<Spread>, unit: u64) -> String {
    let Some(Spread { min, median, max }) = spread else { return "–".into() };
    let words = |value: u64| {
        if unit == 1 { value.to_string() } else { format!("{}.{}", value / unit, value % unit * 10 / unit) }
    };
    if min == max { words(median) } else { format!("{} ({}–{})", words(median), words(min), words(max)) }
}

fn cell_name(plan: &Plan, cell: &Cell) -> String {
    let pairs = plan.axes().iter().zip(&cell.values).map(|(axis, value)| format!("{}={value}", axis.name));
    let name: Vec<String> = pairs.collect();
    if name.is_empty() { "this manifest".into() } else { name.join(" ") }
}

/// What an engineer would want pointed out.
fn findings(plan: &Plan) -> Vec<String> {
    let mut all = Vec::new();
    for cell in plan.cells().iter().filter(|cell| !cell.runs.is_empty()) {
        let name = cell_name(plan, cell);
        let most = |read: fn(&Figures) -> u64| cell.spread(read).map_or(0, |spread| spread.max);
        if most(|run| u64::from(run.stuck)) > 0 {
            all.push(format!("{name}: gets stuck; the figures are those up to its progress deadline."));
        }
        let without = most(|run| run.card.without_service);
        if without > 0 {
            all.push(format!("{name}: up to {}.{} s without any endpoint.", without / SECOND, without % SECOND / 100));
        }
        let (failed, sent) = (most(|run| run.card.failed), most(|run| run.card.sent));
        if failed > 0 && without == 0 {
            all.push(format!("{name}: up to {failed} of {sent} requests fail although there is always an endpoint."));
        }
    }
    all
}

/// A line for each cell, with every figure's least, median and greatest.
pub fn csv(plan: &Plan) -> String {
    let mut head: Vec<String> = plan.axes().iter().map(|axis| axis.name.to_string()).collect();
    for (key, ..) in COLUMNS {
        head.extend(["min", "median", "max"].map(|which| format!("{key}_{which}")));
    }
    head.push("refused".into());
    let mut text = head.join(",") + "\n";
    for cell in plan.cells() {
        let mut row = cell.values.clone();
        for (_, _, read, _) in COLUMNS {
            match cell.spread(read) {
                Some(spread) => row.extend([spread.min, spread.median, spread.max].map(|value| value.to_string())),
                None => row.extend([const { String::new() }; 3]),
            }
        }
        row.push(cell.refused.as_ref().map_or(String::new(), |words| format!("\"{}\"", words.replace('"', "\"\""))));
        text.push_str(&(row.join(",") + "\n"));
    }
    text
}

/// `{"cells": [{"values": {…}, "figures": {"duration_ms": {"min": …, "median": …, "max": …}, …}} | {"values", "refused"}]}`.
pub fn json(plan: &Plan) -> String {
    let cell = |cell: &Cell| {
        let pairs = plan.axes().iter().zip(&cell.values);
        let values: Map<String, Value> = pairs.map(|(axis, value)| (axis.name.to_string(), json!(value))).collect();
        if let Some(words) = &cell.refused {
            return json!({ "values": values, "refused": words });
        }
        let figure = |(key, _, read, _): &Column| {
            let spread = cell.spread(read).unwrap_or(Spread { min: 0, median: 0, max: 0 });
            let Spread { min, median, max } = spread;
            (key.to_string(), json!({ "min": min, "median": median, "max": max }))
        };
        let figures: Map<String, Value> = COLUMNS.iter().map(figure).collect();
        json!({ "values": values, "figures": figures })
    };
    let cells: Vec<Value> = plan.cells().iter().map(cell).collect();
    format!("{:#}\n", json!({ "cells": cells }))
}
