//! A page of its own: runs side by side on one time axis, each with its verdict, pictures, charts with the same scales, figures with their differences, and where
//! they part.

use std::rc::Rc;

use yew::prelude::*;

use crate::history::{BranchId, Cell, Column, Comparison, Row, SHOTS, Shot, Traveller};
use crate::message::Message;
use crate::text::{said, say};
use crate::view::PodState;

use crate::ui::draw::pictures::{self, Form};
use crate::ui::draw::pods::state_class;
use crate::ui::draw::shape;
use crate::ui::parts::class::classes;
use crate::ui::parts::clock::clock;
use crate::ui::parts::download;
use crate::ui::parts::frames::use_frames;
use crate::ui::parts::hooks::{Value, use_mut_ref, use_value};
use crate::ui::parts::input;
use crate::ui::parts::size::{px, translate};
use crate::ui::parts::view::view;
use crate::ui::visit::journey;
use crate::ui::visit::notice::{self, Notice};
use crate::ui::visit::save::Save;

/// Width of each little drawing and height of its chart, in its own units.
const WIDTH: u64 = 240;
const HEIGHT: u64 = 60;
/// Side of a pod's place in a little picture.
const CELL: usize = 20;
/// So long each picture stands while they play, ms of the wall clock.
const SHOT_FOR: u32 = 100;
/// Pods in a row of it.
const COLUMNS: usize = 10;

/// What the page is shown with.
pub(crate) struct Stand<'a> {
    pub history: &'a Traveller,
    pub notice: &'a Value<Option<Notice>>,
    /// What came of the last one.
    pub comparison: Option<&'a Rc<Comparison>>,
    pub on_compare: &'a Callback<Vec<BranchId>>,
    pub on_cancel: &'a Callback<()>,
    pub on_save: &'a Callback<Save>,
}

/// The page, which stands in the sandbox's place.
pub(crate) fn compare_page(stand: &Stand) -> Html {
    let journey = stand.history.journey();
    let content = match stand.comparison {
        _ if journey.is_some() => Html::default(),
        Some(comparison) => view::<CompareView>("comparison", Props { comparison: comparison.clone() }),
        None => html! {
            <>
                <p>{words!("compare-nothing-yet")}</p>
                <button type="button" class="primary" onclick={stand.on_compare.reform(|_: MouseEvent| Vec::new())}>
                    {words!("page-compare-other-three-strategies")}
                </button>
            </>
        },
    };
    html! {
        <main id="main" class="compare">
            <a href="#/sandbox">{words!("page-back-sandbox")}</a>
            <h1 tabindex="-1">{words!("page-comparison")}</h1>
            // With `if` it has its place: else the heading would be made anew, and lose the focus.
            if let Some(journey) = journey {
                {journey::bar(journey, stand.on_cancel)}
            }
            {notice::bar(stand.notice, stand.on_save)}
            {content}
        </main>
    }
}

/// The comparison.
#[derive(PartialEq, Properties)]
pub struct Props {
    pub comparison: Rc<Comparison>,
}

#[component]
pub fn CompareView(props: &Props) -> Html {
    let Comparison { runs, figures, parts, first_part, end } = &*props.comparison;
    // At first where they part: a little later, so that it shows.
    let step = end / SHOTS;
    let parting = first_part.map_or(SHOTS, |at| ((at + 3_000) / step.max(1) + 1).min(SHOTS));
    let chosen = use_value(|| None::<u64>);
    let shot = chosen.unwrap_or(parting);
    let oninput = {
        let chosen = chosen.clone();
        Callback::from(move |event: InputEvent| {
            chosen.set(input::typed(&event).and_then(|text| text.parse().ok()).filter(|shot| *shot <= SHOTS));
        })
    };
    let playing = use_value(|| false);
    use_player(&chosen, &playing, parting);
    let on_play = {
        let (chosen, playing) = (chosen.clone(), playing.clone());
        Callback::from(move |_: MouseEvent| {
            if !*playing && shot == SHOTS {
                chosen.set(Some(0));
            }
            playing.set(!*playing);
        })
    };
    let at = clock(end * shot / SHOTS);
    let scales = Scales::of(runs, *end);
    html! {
        <>
            <div class="at">
                <button type="button" onclick={on_play}>{ if *playing { words!("player-pause") } else { words!("player-play") } }</button>
                <label for="compare-at">{words!("page-all-at")}</label>
                <input id="compare-at" type="range" min="0" max={SHOTS.to_string()} value={shot.to_string()} {oninput} aria-valuetext={at.clone()} />
                <span class="clock">{&at}</span>
            </div>
            <div class={classes!("charts", format!("of-{}", runs.len()))}>{for runs.iter().map(|run| column(run, &scales, shot, &at))}</div>
            {table(runs, figures)}
            {save(&props.comparison)}
            <h2 id="parts">{words!("page-where-they-part")}</h2>
            <ul aria-labelledby="parts">{for parts.iter().map(|part| html! { <li>{say(part)}</li> })}</ul>
        </>
    }
}

/// One picture after the other while it plays, all runs at once, up to the end.
#[hook]
fn use_player(chosen: &Value<Option<u64>>, playing: &Value<bool>, first: u64) {
    let waited = use_mut_ref(|| 0_u32);
    let (chosen, stop) = (chosen.clone(), playing.clone());
    let on_frame = Callback::from(move |elapsed_ms: u32| {
        if !*stop.now() {
            return;
        }
        let mut waited = waited.borrow_mut();
        *waited += elapsed_ms;
        if *waited < SHOT_FOR {
            return;
        }
        *waited = 0;
        let next = ((*chosen.now()).unwrap_or(first) + 1).min(SHOTS);
        chosen.set(Some(next));
        if next == SHOTS {
            stop.set(false);
        }
    });
    use_frames(**playing, on_frame);
}

/// A run: how it went, its pods, and two charts.
fn column(run: &Column, scales: &Scales, shot: u64, at: &str) -> Html {
    let titled = |title: Message, drawing: Html| html! { <figure><figcaption>{title}</figcaption>{drawing}</figure> };
    html! {
        <section key={run.id} aria-label={said(&run.name)}>
            <h2>{&run.name}</h2>
            <p class="ending">{&run.verdict}</p>
            {titled(message!("page-pods-2"), picture(run, &run.shots[shot as usize], scales.rows, at))}
            {titled(message!("compare-row-available", pods = scales.pods), pods_chart(run, scales, shot))}
            {titled(message!("compare-row-failed", failed = scales.failed), failures_chart(run, scales, shot))}
            <p class="times"><span>{clock(0)}</span><span>{clock(scales.end)}</span></p>
        </section>
    }
}

fn table(runs: &[Column], figures: &[Row]) -> Html {
    let row = |row: &Row| {
        let cell = |(index, cell): (usize, &Cell)| {
            let difference = row.difference(index).map(|said| html! { <span class="note">{" "}{said}</span> });
            html! { <td class="number"><strong>{row.value(*cell)}</strong>{for difference}</td> }
        };
        html! {
            <tr key={row.name.id.place()}>
                <th scope="row">{&row.name}</th>
                {for row.cells.iter().enumerate().map(cell)}
            </tr>
        }
    };
    html! {
        <div class="wide" tabindex="0" role="group" aria-label={words!("page-each-run-came-difference-from")}><table>
            <caption>{words!("page-each-run-came-difference-from")}</caption>
            <thead><tr><td></td>{for runs.iter().map(|run| html! { <th scope="col" class="number">{&run.name}</th> })}</tr></thead>
            <tbody>{for figures.iter().map(row)}</tbody>
        </table></div>
    }
}

fn save(comparison: &Rc<Comparison>) -> Html {
    let on_csv = {
        let comparison = comparison.clone();
        Callback::from(move |_: MouseEvent| download::file("podyard-comparison.csv", &comparison.csv(said)))
    };
    let drawing = |form: Form| {
        Callback::from(move |_: MouseEvent| {
            // What is saved stands beside the button.
            let _there = pictures::save(pictures::COMPARISON, form);
        })
    };
    html! {
        <div class="buttons">
            <button type="button" onclick={on_csv}>{words!("compare-save-csv")}</button>
            <button type="button" onclick={drawing(Form::Svg)}>{words!("page-save-svg")}</button>
            <button type="button" onclick={drawing(Form::Png)}>{words!("page-save-png")}</button>
        </div>
    }
}

/// What all drawings share.
struct Scales {
    end: u64,
    pods: u64,
    failed: u64,
    rows: usize,
}

impl Scales {
    fn of(runs: &[Column], end: u64) -> Self {
        let shots = || runs.iter().flat_map(|run| &run.shots);
        let pods = runs.iter().flat_map(|run| &run.samples).map(|sample| sample.total).max().unwrap_or(0);
        Self {
            end: end.max(1),
            pods: u64::try_from(pods).unwrap_or(0).max(1),
            failed: shots().map(|shot| shot.failed).max().unwrap_or(0),
            rows: shots().map(rows).max().unwrap_or(1),
        }
    }
}

fn rows(shot: &Shot) -> usize {
    shot.lanes.iter().map(|(_, pods)| pods.len().div_ceil(COLUMNS).max(1)).sum()
}

/// The pods, a block of rows for each ReplicaSet.
fn picture(run: &Column, shot: &Shot, rows: usize, at: &str) -> Html {
    let mut row = 0;
    let lane = |(version, pods): &(u32, Vec<PodState>)| {
        let from = row;
        row += pods.len().div_ceil(COLUMNS).max(1);
        let pod = |(index, state): (usize, &PodState)| {
            let (x, y) = (index % COLUMNS * CELL + CELL, (from + index / COLUMNS) * CELL + CELL / 2);
            html! {
                <g key={index} class={classes!("pod", state_class(*state))} transform={translate((x + CELL) as f64, y as f64)}>
                    <path class="body" d={shape::path(*version, 7.0)} />
                </g>
            }
        };
        html! {
            <g key={from} class={shape::class(*version)}>
                <text class="tag" x="14" y={px((from * CELL + CELL / 2 + 4) as f64)}>{format!("v{version}")}</text>
                {for pods.iter().enumerate().map(pod)}
            </g>
        }
    };
    html! {
        <svg class="little" viewBox={format!("0 0 {WIDTH} {}", rows * CELL)} role="img" aria-label={format!("{} at {at}: {}", said(&run.name), say(&shot.summary))}>
            {for shot.lanes.iter().map(lane)}
        </svg>
    }
}

/// Available and total pods over time.
fn pods_chart(run: &Column, scales: &Scales, shot: u64) -> Html {
    let line = |pods: fn(&crate::view::Sample) -> i32| {
        let points = run.samples.iter().map(|sample| (sample.at, u64::try_from(pods(sample)).unwrap_or(0)));
        line(points, scales.end, scales.pods)
    };
    let sentence = message!("compare-pods", run = run.name.clone(), end = clock(scales.end), most = scales.pods);
    html! {
        <svg viewBox={format!("0 -2 {WIDTH} {}", HEIGHT + 4)} role="img" aria-label={sentence} preserveAspectRatio="none">
            <path class="total" d={line(|sample| sample.total)} />
            <path class="available" d={line(|sample| sample.available)} />
            {now(shot)}
        </svg>
    }
}

/// Requests that failed so far, over time.
fn failures_chart(run: &Column, scales: &Scales, shot: u64) -> Html {
    let failed = run.shots.iter().enumerate().map(|(index, shot)| (scales.end * index as u64 / SHOTS, shot.failed));
    let came_to = run.shots.last().map_or(0, |shot| shot.failed);
    let sentence = message!("compare-failed-requests", run = run.name.clone(), came_to, end = clock(scales.end));
    html! {
        <svg viewBox={format!("0 -2 {WIDTH} {}", HEIGHT + 4)} role="img" aria-label={sentence} preserveAspectRatio="none">
            <path class="failed" d={line(failed, scales.end, scales.failed)} />
            {now(shot)}
        </svg>
    }
}

fn now(shot: u64) -> Html {
    html! { <path class="present" d={format!("M{} -2v{}", shot * WIDTH / SHOTS, HEIGHT + 4)} /> }
}

/// A line that holds each value until the next one; all runs have the same scales.
fn line(points: impl Iterator<Item = (u64, u64)>, end: u64, highest: u64) -> String {
    let mut path = String::new();
    for (at, value) in points {
        let (x, y) = (at * WIDTH / end, HEIGHT - value * HEIGHT / highest.max(1));
        path.push_str(&if path.is_empty() { format!("M{x} {y}") } else { format!("H{x}V{y}") });
    }
    path + &format!("H{WIDTH}")
}
