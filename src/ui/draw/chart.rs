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
use crate::ui::parts::term::{Term, term};

/// The frame's size until it is measured.
const SIZE: First = First { wide: (758, 102), narrow: (366, 102) };
/// Height of the plot, px.
const HEIGHT: f64 = 84.0;
/// Room for the numbers of pods at its left, px.
const NUMBERS: f64 = 26.0;
/// Room for the lines' names at its right, px.
const NAMES: f64 = 118.0;
/// Least distance between two names, px.
const APART: f64 = 16.0;
/// A stretch without an available pod is named from this width on, px.
const NAMED: f64 = 108.0;

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
    /// A rollout before this one, to be drawn under it on the same axis.
    #[prop_or_default]
    pub earlier: Option<Rc<Earlier>>,
}

/// A rollout that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    title: String,
    /// Their times count from the run's beginning.
    samples: Vec<Sample>,
    until: Millis,
}

impl Earlier {
    /// The one of a session; `None` where none is over.
    pub fn of(session: &Session) -> Option<Self> {
        let finish = session.finished()?;
        let origin = session.origin();
        let shifted = |sample: &Sample| Sample { at: sample.at.saturating_sub(origin), ..*sample };
        let figure = &finish.figures[0];
        let title =
            message!("chart-earlier", strategy = session.scenario().strategy().label(), failed = figure.value.clone());
        let samples = session.samples().iter().map(shifted).collect();
        Some(Self { title: say(&title), samples, until: session.elapsed() })
    }
}

/// The panel.
#[component]
pub fn PodsChart(props: &Props) -> Html {
    let (samples, axis) = (&props.samples, &props.axis);
    let frame = use_node_ref();
    let width = use_size(&frame, SIZE).width - NUMBERS - NAMES;
    let highest = samples.iter().map(|s| s.total.max(s.band.map_or(0, |band| band.1))).max().unwrap_or(0) + 1;
    let scale = Scale { axis: *axis, width, highest };
    html! {
        <section class="panel chart" aria-labelledby="chart-title">
            <h2 id="chart-title">{words!("page-pods-over-time")}</h2>
            { samples.last().is_some_and(|sample| sample.band.is_some()).then(|| html! {
                <span class="band-of">{term(Term::Band, words!("chart-band-of"))}</span>
            }) }
            <div ref={frame}>
                {plot(samples, &scale, sentence(samples))}
                {for props.earlier.iter().map(|earlier| html! { <><h3>{&earlier.title}</h3>{below(earlier, &scale)}</> })}
            </div>
            <details>
                <summary>{words!("page-show-table")}</summary>
                {table(samples, axis)}
            </details>
        </section>
    }
}

fn plot(samples: &[Sample], scale: &Scale, words: Message) -> Html {
    let (width, now) = (scale.width, scale.x(scale.axis.now));
    html! {
        <svg class="plot" viewBox={format!("{} -2 {} {}", px(-NUMBERS), px(width + NUMBERS + NAMES), px(HEIGHT + 20.0))} role="img" aria-label={words}>
            <path class="band" d={band(samples, scale)} />
            {gaps(samples, scale)}
            <path class="floor" d={format!("M0 {}H{}", px(HEIGHT), px(width))} />
            <path class="total" d={steps(samples, scale, |sample| sample.total)} />
            <path class="available" d={steps(samples, scale, |sample| sample.available)} />
            <path class="outside" d={outside(samples, scale)} />
            <path class="present" d={format!("M{} 0V{}", px(now), px(HEIGHT))} />
            {edges(samples.last(), scale)}
            {names(samples.last(), scale)}
            {scale.axis.labels(width, HEIGHT + 14.0)}
        </svg>
    }
}

/// An earlier rollout, as long and as high as the present one is drawn.
fn below(earlier: &Earlier, scale: &Scale) -> Html {
    let origin = scale.axis.origin;
    let axis = Axis { now: origin + earlier.until, ..scale.axis };
    let samples: Vec<Sample> =
        earlier.samples.iter().map(|sample| Sample { at: sample.at + origin, ..*sample }).collect();
    let scale = Scale { axis, width: scale.width, highest: scale.highest };
    plot(&samples, &scale, sentence(&samples))
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

/// The stretches without an available pod, from its beginning to its end, ms.
///
/// 4, 0 from 3.2 s on, 4 from 10.2 s on: one of 7 s.
fn empty(samples: &[Sample], now: Millis) -> Vec<(Millis, Millis)> {
    let mut found: Vec<(Millis, Millis)> = Vec::new();
    for (index, sample) in samples.iter().enumerate().filter(|(_, sample)| sample.available == 0) {
        let end = samples.get(index + 1).map_or(now, |next| next.at);
        match found.last_mut() {
            Some(last) if last.1 == sample.at => last.1 = end,
            _ => found.push((sample.at, end)),
        }
    }
    found
}

/// They are shaded, and say how long they last.
fn gaps(samples: &[Sample], scale: &Scale) -> Html {
    let gap = |(from, to): (Millis, Millis)| {
        let (left, right) = (scale.x(from), scale.x(to));
        let seconds = format!("{}.{}", (to - from) / SECOND, (to - from) % SECOND / 100);
        html! {
            <g>
                <rect class="gap" x={px(left)} y="0" width={px(right - left)} height={px(HEIGHT)} />
                { (right - left >= NAMED).then(|| html! {
                    <text class="gap-name" x={px((left + right) / 2.0)} y={px(HEIGHT / 2.0)}>{message!("chart-none-for", seconds)}</text>
                }) }
            </g>
        }
    };
    html! { <>{for empty(samples, scale.axis.now).into_iter().map(gap)}</> }
}

/// Numbers of pods: none, and the band's edges, or all that there are.
fn edges(last: Option<&Sample>, scale: &Scale) -> Html {
    let Some(sample) = last else { return Html::default() };
    let (least, most) = sample.band.unwrap_or((0, sample.total));
    let mut numbers: Vec<i32> = vec![most];
    let apart = |one: i32, other: i32| (scale.y(one) - scale.y(other)).abs() >= 12.0;
    if least != most && apart(least, most) {
        numbers.push(least);
    }
    if numbers.iter().all(|number| apart(*number, 0)) {
        numbers.push(0);
    }
    let number = |number: i32| html! { <text class="edge" x="-6" y={px(scale.y(number) + 4.0)}>{number}</text> };
    html! { <>{for numbers.into_iter().map(number)}</> }
}

/// Names at the lines' ends, pushed apart where they would overlap.
fn names(last: Option<&Sample>, scale: &Scale) -> Html {
    let Some(sample) = last else { return Html::default() };
    let total = (scale.y(sample.total) + 4.0).max(11.0);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_without_a_pod() {
        let sample = |at, available| Sample { at, available, ..Sample::default() };
        let cases = [
            (vec![], vec![]),
            (vec![(0, 4), (3_200, 0), (5_000, 0), (10_200, 4)], vec![(3_200, 10_200)]),
            (vec![(0, 4), (3_000, 0)], vec![(3_000, 20_000)]),
            (vec![(0, 0), (1_000, 1), (2_000, 0), (2_500, 2)], vec![(0, 1_000), (2_000, 2_500)]),
        ];
        for (samples, expected) in cases {
            let all: Vec<Sample> = samples.iter().map(|(at, available)| sample(*at, *available)).collect();
            assert_eq!(empty(&all, 20_000), expected, "{samples:?}");
        }
    }
}
