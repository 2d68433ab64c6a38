//! Available and total pods over time, with the band a rolling update must stay in.

use crate::message::Message;
use crate::text::say;
use std::rc::Rc;

use yew::prelude::*;

use crate::kube::time::{Millis, SECOND};
use crate::session::Session;
use crate::view::Sample;

use crate::ui::parts::axis::Axis;
use crate::ui::parts::size::{First, px, use_size};

/// The frame's size until it is measured.
const SIZE: First = First { wide: (734, 102), narrow: (358, 102) };
/// Height of the plot, px.
const HEIGHT: f64 = 84.0;
/// Room for the lines' names at its right, px.
const NAMES: f64 = 106.0;
/// Least distance between two names, px.
const APART: f64 = 13.0;

/// The samples that the axis shows, with the one in force at its left end.
pub fn window(session: &Session, axis: &Axis) -> Vec<Sample> {
    let samples = session.samples();
    let first = samples.partition_point(|sample| sample.at <= axis.from).saturating_sub(1);
    samples.since(first).iter().copied().collect()
}

/// What the chart shows.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Samples in order of time.
    pub samples: Rc<[Sample]>,
    /// The time axis.
    pub axis: Axis,
}

/// The panel.
#[component]
pub fn PodsChart(props: &Props) -> Html {
    let (samples, axis) = (&props.samples, &props.axis);
    let frame = use_node_ref();
    let width = f64::from(use_size(&frame, SIZE).0) - NAMES;
    let highest = samples.iter().map(|s| s.total.max(s.band.map_or(0, |band| band.1))).max().unwrap_or(0) + 1;
    let scale = Scale { axis: *axis, width, highest };
    let now = scale.x(axis.now);
    html! {
        <section class="panel chart" aria-labelledby="chart-title">
            <h2 id="chart-title">{words!("page-pods-over-time")}</h2>
            <div ref={frame}>
                <svg class="plot" height={px(HEIGHT + 18.0)} role="img" aria-label={sentence(samples)}>
                    <path class="band" d={band(samples, &scale)} />
                    <path class="floor" d={format!("M0 {}H{}", px(HEIGHT), px(width))} />
                    <path class="total" d={steps(samples, &scale, |sample| sample.total)} />
                    <path class="available" d={steps(samples, &scale, |sample| sample.available)} />
                    <path class="outside" d={outside(samples, &scale)} />
                    <path class="present" d={format!("M{} 0V{}", px(now), px(HEIGHT))} />
                    {names(samples.last(), &scale)}
                    {axis.labels(width, HEIGHT + 14.0)}
                </svg>
            </div>
            <details>
                <summary>{words!("page-show-table")}</summary>
                {table(samples, axis)}
            </details>
        </section>
    }
}

/// Where an instant and a number of pods lie on the plot, px.
struct Scale {
    axis: Axis,
    width: f64,
    highest: i32,
}

impl Scale {
    fn x(&self, at: Millis) -> f64 {
        self.axis.part(at).clamp(0.0, 1.0) * self.width
    }

    /// 3 of at most 6 pods lie half-way up.
    fn y(&self, pods: i32) -> f64 {
        HEIGHT - f64::from(pods) / f64::from(self.highest) * HEIGHT
    }
}

/// A line that holds each value until the next one.
fn steps(samples: &[Sample], scale: &Scale, pods: fn(&Sample) -> i32) -> String {
    let mut path = String::new();
    for sample in samples {
        let (x, y) = (px(scale.x(sample.at)), px(scale.y(pods(sample))));
        path.push_str(&if path.is_empty() { format!("M{x} {y}") } else { format!("H{x}V{y}") });
    }
    if !path.is_empty() {
        path.push_str(&format!("H{}", px(scale.x(scale.axis.now))));
    }
    path
}

/// The band as one closed outline for each stretch in which it stays the same.
fn band(samples: &[Sample], scale: &Scale) -> String {
    let mut path = String::new();
    let mut start = 0;
    while let Some(sample) = samples.get(start) {
        let same = samples[start..].iter().take_while(|other| other.band == sample.band).count();
        let end = samples.get(start + same).map_or(scale.axis.until, |next| next.at);
        if let Some((least, most)) = sample.band {
            let (left, right) = (px(scale.x(sample.at)), px(scale.x(end)));
            path.push_str(&format!("M{left} {}H{right}V{}H{left}Z", px(scale.y(most)), px(scale.y(least))));
        }
        start += same;
    }
    path
}

/// The stretches in which the band is left: fewer available than allowed, or more in total.
fn outside(samples: &[Sample], scale: &Scale) -> String {
    let mut path = String::new();
    for (index, sample) in samples.iter().enumerate() {
        let Some((least, most)) = sample.band else { continue };
        let until = samples.get(index + 1).map_or(scale.axis.now, |next| next.at);
        for (pods, left) in [(sample.available, sample.available < least), (sample.total, sample.total > most)] {
            if left {
                path.push_str(&format!("M{} {}H{}", px(scale.x(sample.at)), px(scale.y(pods)), px(scale.x(until))));
            }
        }
    }
    path
}

/// Names at the lines' ends, pushed apart where they would overlap.
fn names(last: Option<&Sample>, scale: &Scale) -> Html {
    let Some(sample) = last else { return Html::default() };
    let total = (scale.y(sample.total) + 4.0).max(9.0);
    let available = (scale.y(sample.available) + 4.0).max(total + APART).min(HEIGHT + 2.0);
    let total = total.min(available - APART);
    let name = |class: &'static str, y: f64, text: String| {
        html! { <text {class} x={px(scale.width + 8.0)} y={px(y)}>{text}</text> }
    };
    let limits = sample.band.map(|(least, most)| say(&message!("chart-allowed", least, most)));
    html! {
        <>
            {name("total-name", total, say(&message!("chart-in-total", count = sample.total)))}
            {name("available-name", available, say(&message!("chart-available", count = sample.available)))}
            {for limits.map(|text| name("band-name", HEIGHT + 14.0, text))}
        </>
    }
}

fn sentence(samples: &[Sample]) -> Message {
    let Some(last) = samples.last() else { return message!("chart-no-pods") };
    let least = samples.iter().map(|sample| sample.available).min().unwrap_or(0);
    let most = samples.iter().map(|sample| sample.total).max().unwrap_or(0);
    let band = last.band.map_or_else(Message::default, |(least, most)| message!("chart-band", least, most));
    message!("chart-sentence", available = last.available, total = last.total, least, most, band)
}

/// The newest samples first; a table of thousands of rows would help nobody.
const ROWS: usize = 40;

fn table(samples: &[Sample], axis: &Axis) -> Html {
    let row = |sample: &Sample| {
        let seconds = sample.at.saturating_sub(axis.origin) / SECOND;
        html! {
            <tr>
                <td>{format!("{}:{:02}", seconds / 60, seconds % 60)}</td>
                <td class="number">{sample.available}</td>
                <td class="number">{sample.total}</td>
                <td class="number">{sample.terminating}</td>
                <td>{sample.band.map_or_else(|| message!("chart-no-band"), |(least, most)| message!("chart-from-to", least, most))}</td>
            </tr>
        }
    };
    html! {
        <div class="scroll" tabindex="0" role="group" aria-label={words!("page-pods-over-time-table")}>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words!("page-time")}</th>
                        <th scope="col" class="number">{words!("page-available")}</th>
                        <th scope="col" class="number">{words!("page-total")}</th>
                        <th scope="col" class="number">{words!("page-terminating")}</th>
                        <th scope="col">{words!("page-allowed")}</th>
                    </tr>
                </thead>
                <tbody>{for samples.iter().rev().take(ROWS).map(row)}</tbody>
            </table>
        </div>
    }
}
