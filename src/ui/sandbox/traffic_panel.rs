//! Who answers: a table of the last requests, the wall of responses, the history second by second.

use crate::text::say;
use std::rc::Rc;

use yew::prelude::*;

use crate::kube::time::{Millis, SECOND};
use crate::session::{Action, Session, Weighed};
use crate::sim::traffic::{Outcome, Tally};
use crate::sorted;
use crate::ui::draw::swatch::swatch;
use crate::view::{TrafficView, VersionShare, version_of};

use crate::ui::draw::shape;
use crate::ui::parts::axis::Axis;
use crate::ui::parts::class::classes;
use crate::ui::parts::size::{First, px, use_size};
use crate::ui::parts::term::{Term, term};
use crate::ui::parts::view::view;
use crate::ui::sandbox::weight::{self, Weight};

/// Responses on the wall.
const WALL: usize = 100;
const WALL_COLUMNS: usize = 20;
/// Side of a place on the wall, px.
const BRICK: usize = 14;
/// Height of the history, px.
const HISTORY: f64 = 72.0;
/// One response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Brick {
    version: u32,
    outcome: Outcome,
}

/// What one second's requests came to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Second {
    at: Millis,
    answered: Vec<(u32, u64)>,
    errors: u64,
    /// Failed in any other way.
    refused: u64,
}

impl Second {
    fn of((second, tally): &(u64, Tally)) -> Self {
        let mut answered: Vec<_> =
            tally.versions.iter().map(|(image, counts)| (version_of(image), counts.answered())).collect();
        sorted::sort_by(&mut answered, Ord::cmp);
        Self { at: second * SECOND, answered, errors: tally.errors(), refused: tally.failed() - tally.errors() }
    }

    fn sent(&self) -> u64 {
        self.answered.iter().map(|(_, count)| count).sum::<u64>() + self.errors + self.refused
    }
}

/// The last responses, newest first.
fn wall(session: &Session) -> Vec<Brick> {
    let recent = session.cluster().traffic().recent().iter().rev().take(WALL);
    let version = |target: &crate::sim::traffic::Target| version_of(&target.image);
    recent
        .map(|request| Brick { version: request.target.as_ref().map_or(0, version), outcome: request.outcome })
        .collect()
}

/// The seconds that the time axis shows.
fn seconds(session: &Session, axis: &Axis) -> Vec<Second> {
    let all = session.cluster().traffic().seconds();
    let first = all.partition_point(|(second, _)| (second + 1) * SECOND <= axis.from);
    all.since(first).iter().map(Second::of).collect()
}

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Counts.
    traffic: TrafficView,
    /// The last responses, newest first.
    wall: Rc<[Brick]>,
    /// The history.
    seconds: Rc<[Second]>,
    /// Its time axis.
    axis: Axis,
    /// What a person can weigh.
    weighed: Option<Weighed>,
    on_action: Callback<Action>,
}

impl Props {
    /// What there is to show now.
    pub fn of(session: &Session, on_action: &Callback<Action>) -> Self {
        let axis = Axis::new(session.origin(), session.cluster().now());
        Self {
            traffic: session.traffic(),
            wall: Rc::from(wall(session)),
            seconds: Rc::from(seconds(session, &axis)),
            axis,
            weighed: session.weighed(),
            on_action: on_action.clone(),
        }
    }
}

/// The frame's size until it is measured.
const SIZE: First = First { wide: (303, 88), narrow: (366, 88) };

#[component]
pub fn TrafficPanel(props: &Props) -> Html {
    let traffic = &props.traffic;
    let frame = use_node_ref();
    let width = use_size(&frame, SIZE).width;
    html! {
        <section class="panel traffic" aria-labelledby="traffic-title">
            <h2 id="traffic-title">{words!("page-traffic")}</h2>
            <ul class="totals">
                {for totals(traffic).into_iter().map(|(word, count, loud)| html! {
                    <li class={(loud && count > 0).then_some("loud")}><span>{word}</span>{" "}<strong>{count}</strong></li>
                })}
            </ul>
            {shares(traffic)}
            // With `if`, and in a part of their own, what comes and goes moves nothing beside it: what moves is made anew and
            // loses the focus.
            if let Some(weighed) = props.weighed.clone() {
                {view::<Weight>("weight", weight::Props { weighed, on_action: props.on_action.clone() })}
            }
            {since_start(traffic)}
            <h3>{words!("page-last-responses-newest-first")}</h3>
            {bricks(&props.wall)}
            <h3>{words!("page-requests-per-second")}</h3>
            <div ref={frame}>{history(&props.seconds, &props.axis, width)}</div>
            // At the end, since they come and go.
            <div>{for traffic.notes.iter().map(|sentence| html! { <p class="note">{sentence}</p> })}</div>
        </section>
    }
}

fn totals(traffic: &TrafficView) -> [(&'static str, u64, bool); 6] {
    [
        (words!("page-sent"), traffic.sent, false),
        (words!("page-answered"), traffic.answered, false),
        (words!("page-errors"), traffic.errors, true),
        (words!("page-refused"), traffic.refused_total, true),
        (words!("page-other-failures"), traffic.other_failures, true),
        (words!("page-way"), traffic.on_the_way, false),
    ]
}

fn shares(traffic: &TrafficView) -> Html {
    let percent = |percent: Option<u32>| percent.map_or("–".into(), |percent| format!("{percent}%"));
    let row = |share: &VersionShare| {
        html! {
            <tr key={share.version.to_string()}>
                <th scope="row">{swatch(share.version)}{format!("v{}", share.version)}</th>
                <td class="number">{format!("{} of {}", share.ready_endpoints, share.usable_endpoints)}</td>
                <td class="number">{percent(share.asked)}</td>
                <td class="number">{percent(Some(share.possible))}</td>
                <td class="number share">{percent(Some(share.share_percent))}</td>
            </tr>
        }
    };
    let refused_share = (traffic.refused * 100 + traffic.window / 2) / traffic.window.max(1);
    html! {
        <table class="shares">
            <caption>{words!("page-last-100-requests")}</caption>
            <thead>
                <tr>
                    <th scope="col"><span class="visually-hidden">{words!("page-version")}</span></th>
                    <th scope="col" class="number">{term(Term::Endpoints, words!("page-endpoints"))}</th>
                    <th scope="col" class="number">{term(Term::Target, words!("page-asked"))}</th>
                    <th scope="col" class="number">{term(Term::Expected, words!("page-possible"))}</th>
                    <th scope="col" class="number">{term(Term::Actual, words!("page-seen"))}</th>
                </tr>
            </thead>
            <tbody>
                {for traffic.versions.iter().map(row)}
                { (traffic.refused > 0 || traffic.versions.is_empty()).then(|| html! {
                    <tr class="loud" key="refused">
                        <th scope="row" colspan="4">{words!("page-no-endpoint")}</th>
                        <td class="number share">{format!("{refused_share}%")}</td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

/// Every version since the run began: how many answers, how many failures, how long answers took.
fn since_start(traffic: &TrafficView) -> Html {
    let row = |share: &VersionShare| {
        let failed = share.ended - share.answered;
        html! {
            <tr key={share.version.to_string()}>
                <th scope="row">{swatch(share.version)}{format!("v{}", share.version)}</th>
                <td class="number">{share.answered}</td>
                <td class={classes!("number", (failed > 0).then_some("loud"))}>{tenths(failed, share.ended)}</td>
                <td class="number">{share.median}</td>
                <td class="number">{share.p99}</td>
            </tr>
        }
    };
    html! {
        <table class="shares latencies">
            <caption>{words!("page-since-start-latencies-ms")}</caption>
            <thead>
                <tr>
                    <th scope="col"><span class="visually-hidden">{words!("page-version")}</span></th>
                    <th scope="col" class="number">{words!("page-answered")}</th>
                    <th scope="col" class="number">{words!("page-failed")}</th>
                    <th scope="col" class="number">{term(Term::P50, "p50")}</th>
                    <th scope="col" class="number">{term(Term::P99, "p99")}</th>
                </tr>
            </thead>
            <tbody>{for traffic.versions.iter().map(row)}</tbody>
        </table>
    }
}

/// A part in percent with one decimal place: 1 of 600 is `0.2%`.
fn tenths(part: u64, whole: u64) -> String {
    let permille = (part * 1_000 + whole / 2) / whole.max(1);
    format!("{}.{}%", permille / 10, permille % 10)
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
    say(&message!("wall-sentence", all = wall.len(), answered = wall.len() - failed, failed))
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
        <svg class="history" viewBox={format!("0 0 {} {}", px(width), px(HISTORY + 16.0))} role="img" aria-label={words!("page-requests-per-second-stacked-version")}>
            <path class="floor" d={format!("M0 {}H{}", px(HISTORY), px(width))} />
            {for columns.into_iter().zip(classes).map(|(d, class)| html! { <path class={classes!("seconds", class)} {d} /> })}
            {axis.labels(width, HISTORY + 13.0)}
        </svg>
    }
}
