//! Who answers: a table of the last requests, the wall of responses, the history second by second.

use std::rc::Rc;

use yew::prelude::*;

use crate::session::{Session, TrafficView, VersionShare, version_of};
use crate::sim::time::{Millis, SECOND};
use crate::sim::traffic::{Outcome, Tally};

use super::axis::Axis;
use super::shape;
use super::size::{px, use_size};

/// Responses on the wall.
const WALL: usize = 100;
const WALL_COLUMNS: usize = 20;
/// Side of a place on the wall, px.
const BRICK: usize = 14;
/// Height of the history, px.
const HISTORY: f64 = 72.0;
/// Percent points between what endpoints promise and what was counted, from which on a sentence explains it.
const SURPRISE: u32 = 5;

/// One response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brick {
    version: u32,
    outcome: Outcome,
}

/// What one second's requests came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Second {
    at: Millis,
    answered: Vec<(u32, u64)>,
    errors: u64,
    refused: u64,
}

impl Second {
    fn of((second, tally): &(u64, Tally)) -> Self {
        Self {
            at: second * SECOND,
            answered: tally.versions.iter().map(|(image, counts)| (version_of(image), counts.answered())).collect(),
            errors: tally.errors(),
            refused: tally.of(Outcome::Refused),
        }
    }

    fn sent(&self) -> u64 {
        self.answered.iter().map(|(_, count)| count).sum::<u64>() + self.errors + self.refused
    }
}

/// The last responses, newest first.
pub fn wall(session: &Session) -> Vec<Brick> {
    let recent = session.cluster().traffic().recent().iter().rev().take(WALL);
    let version = |target: &crate::sim::traffic::Target| version_of(&target.image);
    recent
        .map(|request| Brick { version: request.target.as_ref().map_or(0, version), outcome: request.outcome })
        .collect()
}

/// The seconds that the time axis shows.
pub fn seconds(session: &Session, axis: &Axis) -> Vec<Second> {
    let all = session.cluster().traffic().seconds();
    let first = all.partition_point(|(second, _)| (second + 1) * SECOND <= axis.from);
    all[first..].iter().map(Second::of).collect()
}

/// What the panel shows.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Counts.
    pub traffic: TrafficView,
    /// The last responses, newest first.
    pub wall: Rc<[Brick]>,
    /// The history.
    pub seconds: Rc<[Second]>,
    /// Its time axis.
    pub axis: Axis,
}

/// The panel.
#[component]
pub fn TrafficPanel(props: &Props) -> Html {
    let traffic = &props.traffic;
    let frame = use_node_ref();
    let width = f64::from(use_size(&frame, (288, 0)).0);
    html! {
        <section class="panel traffic" aria-labelledby="traffic-title">
            <h2 id="traffic-title">{"Traffic"}</h2>
            {shares(traffic)}
            { for surprise(traffic).map(|sentence| html! { <p class="note">{sentence}</p> }) }
            <h3>{"Last responses, newest first"}</h3>
            {bricks(&props.wall)}
            <h3>{"Requests per second"}</h3>
            <div ref={frame}>{history(&props.seconds, &props.axis, width)}</div>
            <ul class="totals">
                {for totals(traffic).into_iter().map(|(word, count, loud)| html! {
                    <li class={(loud && count > 0).then_some("loud")}><span>{word}</span>{" "}<strong>{count}</strong></li>
                })}
            </ul>
        </section>
    }
}

fn totals(traffic: &TrafficView) -> [(&'static str, u64, bool); 4] {
    [
        ("Sent", traffic.sent, false),
        ("Answered", traffic.answered, false),
        ("Errors", traffic.errors, true),
        ("Refused", traffic.refused_total, true),
    ]
}

/// A version's shape beside its name.
pub(super) fn swatch(version: u32) -> Html {
    html! {
        <svg class={classes!("swatch", shape::class(version))} viewBox="-7 -7 14 14" width="14" height="14" aria-hidden="true">
            <path d={shape::path(version, 5.0)} />
        </svg>
    }
}

fn shares(traffic: &TrafficView) -> Html {
    let row = |share: &VersionShare| {
        html! {
            <tr key={share.version.to_string()}>
                <th scope="row">{swatch(share.version)}{format!("v{}", share.version)}</th>
                <td class="number">{format!("{} of {}", share.ready_endpoints, share.usable_endpoints)}</td>
                <td class="number">{share.requests}</td>
                <td class="number share">{format!("{}%", share.share_percent)}</td>
                <td class="number">{share.errors}</td>
            </tr>
        }
    };
    let refused_share = (traffic.refused * 100 + traffic.window / 2) / traffic.window.max(1);
    html! {
        <table class="shares">
            <caption>{"Last 100 requests"}</caption>
            <thead>
                <tr>
                    <th scope="col">{"Version"}</th>
                    <th scope="col" class="number">{"Ready endpoints"}</th>
                    <th scope="col" class="number">{"Requests"}</th>
                    <th scope="col" class="number">{"Share"}</th>
                    <th scope="col" class="number">{"Errors"}</th>
                </tr>
            </thead>
            <tbody>
                {for traffic.versions.iter().map(row)}
                { (traffic.refused > 0 || traffic.versions.is_empty()).then(|| html! {
                    <tr class="loud" key="refused">
                        <th scope="row">{"Refused"}</th>
                        <td />
                        <td class="number">{traffic.refused}</td>
                        <td class="number share">{format!("{refused_share}%")}</td>
                        <td />
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

/// Why the counted share is not what the endpoints promise, if it is far from it.
///
/// 1 of 4 endpoints promises 25 %; 40 of the last 100 requests are 15 points more.
fn surprise(traffic: &TrafficView) -> Option<String> {
    let promised = |share: &VersionShare| share.ready_endpoints * 100 / share.usable_endpoints.max(1);
    let apart = |share: &&VersionShare| {
        traffic.window > 0 && share.usable_endpoints > 0 && promised(share).abs_diff(share.share_percent) >= SURPRISE
    };
    let share = traffic.versions.iter().rev().find(apart)?;
    Some(format!(
        "v{} has {} of {} endpoints, so {}% of new connections; {}% counted. Chance, and older requests saw other endpoints.",
        share.version,
        share.ready_endpoints,
        share.usable_endpoints,
        promised(share),
        share.share_percent
    ))
}

/// The wall: one path for each version and one for what failed.
fn bricks(wall: &[Brick]) -> Html {
    let place = |index: usize| (index % WALL_COLUMNS * BRICK + BRICK / 2, index / WALL_COLUMNS * BRICK + BRICK / 2);
    let good = |index: u32| {
        let answered = wall
            .iter()
            .enumerate()
            .filter(move |(_, brick)| brick.outcome == Outcome::Answered && shape::index(brick.version) == index);
        answered.map(move |(at, brick)| {
            let (x, y) = place(at);
            html! { <path key={at} transform={format!("translate({x} {y})")} d={shape::path(brick.version, 4.4)} /> }
        })
    };
    let failed = wall.iter().enumerate().filter(|(_, brick)| brick.outcome != Outcome::Answered);
    let crosses: String = failed
        .map(|(at, _)| {
            let (x, y) = place(at);
            format!("M{} {}l8 8m0 -8l-8 8", x - 4, y - 4)
        })
        .collect();
    let (width, height) = (WALL_COLUMNS * BRICK, WALL / WALL_COLUMNS * BRICK);
    html! {
        <svg class="wall" viewBox={format!("0 0 {width} {height}")} role="img" aria-label={wall_sentence(wall)}>
            {for (0..4_u32).map(|index| html! { <g class={shape::class(index + 1)}>{for good(index)}</g> })}
            <path class="crosses" d={crosses} />
        </svg>
    }
}

fn wall_sentence(wall: &[Brick]) -> String {
    let failed = wall.iter().filter(|brick| brick.outcome != Outcome::Answered).count();
    format!("Last {} responses: {} answered, {failed} failed", wall.len(), wall.len() - failed)
}

/// Stacked columns, one for each second: versions from below, then errors, then what was refused.
fn history(seconds: &[Second], axis: &Axis, width: f64) -> Html {
    let highest = seconds.iter().map(Second::sent).max().unwrap_or(0).max(1) as f64;
    let column = px((axis.part(axis.from + SECOND) * width * 0.86).max(0.5));
    let mut columns: [String; 6] = Default::default();
    for second in seconds {
        let x = px(axis.part(second.at) * width);
        let mut below = 0;
        let parts = second.answered.iter().map(|(version, count)| (shape::index(*version) as usize, *count));
        for (kind, count) in parts.chain([(4, second.errors), (5, second.refused)]).filter(|(_, count)| *count > 0) {
            let (top, height) = ((below + count) as f64 / highest * HISTORY, px(count as f64 / highest * HISTORY));
            columns[kind].push_str(&format!("M{x} {}h{column}v{height}h-{column}z", px(HISTORY - top)));
            below += count;
        }
    }
    let classes = ["v1", "v2", "v3", "v4", "errors", "refused"];
    html! {
        <svg class="history" height={px(HISTORY + 16.0)} role="img" aria-label="Requests per second, stacked by version">
            <path class="floor" d={format!("M0 {}H{}", px(HISTORY), px(width))} />
            {for columns.into_iter().zip(classes).map(|(d, class)| html! { <path class={classes!("seconds", class)} {d} /> })}
            {axis.labels(width, HISTORY + 13.0)}
        </svg>
    }
}
