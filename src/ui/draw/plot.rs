//! The pods chart as a drawing: available and total pods, the band, what was seen to come.

use crate::message::Message;
use crate::text::say;

use yew::prelude::*;

use crate::kube::time::{Millis, SECOND};
use crate::view::Sample;

use crate::ui::parts::axis::Axis;
use crate::ui::parts::size::px;

/// Height of a plot, px.
pub(crate) const HEIGHT: f64 = 84.0;
/// Room for numbers at its left, px.
pub(crate) const NUMBERS: f64 = 26.0;
/// Room for the lines' names at its right, px.
pub(crate) const NAMES: f64 = 118.0;
/// Rows of a chart's table, the newest first: thousands would help nobody.
pub(crate) const ROWS: usize = 40;
/// Least distance between two names, px.
const APART: f64 = 16.0;
/// A stretch without an available pod is named from this width on, px.
const NAMED: f64 = 108.0;

/// The part of a drawing that plots, handles and small charts have in common.
pub(crate) fn view_box(width: f64) -> String {
    format!("{} -2 {} {}", px(-NUMBERS), px(width + NUMBERS + NAMES), px(HEIGHT + 20.0))
}

/// Where names stand that would stand at these heights, from the top, px: 16 px apart, and on the plot.
///
/// 10, 12, 80 become 11, 27, 80.
pub(crate) fn apart(wanted: &[f64]) -> Vec<f64> {
    let mut found: Vec<f64> = Vec::new();
    for at in wanted {
        found.push(at.max(found.last().map_or(11.0, |last| last + APART)));
    }
    let mut most = HEIGHT + 2.0;
    for at in found.iter_mut().rev() {
        *at = at.min(most);
        most = *at - APART;
    }
    found
}

/// What is to come, on the drawing.
#[derive(Clone, Copy, Default)]
pub(crate) struct Ghost<'a> {
    pub samples: &'a [Sample],
    /// It is what somebody's hand would make of it: its band and its total are drawn, too.
    pub held: bool,
    /// The version whose rollout it begins with.
    pub begins: Option<u32>,
}

pub(crate) fn plot(samples: &[Sample], scale: &Scale, ghost: Ghost) -> Html {
    let (width, now, words) = (scale.width, scale.x(scale.axis.now), sentence(samples));
    let passed = ghost.samples.partition_point(|sample| sample.at <= scale.axis.now);
    let to_come = ghost.samples.get(passed.saturating_sub(1)..).filter(|_| ghost.held).unwrap_or_default();
    let until = if ghost.held { scale.axis.now } else { scale.axis.until };
    html! {
        <svg class="plot" viewBox={view_box(width)} role="img" aria-label={words}>
            <path class="band" d={band(samples, scale, (scale.axis.from, until))} />
            <path class="band held" d={band(to_come, scale, (scale.axis.now, scale.axis.until))} />
            {gaps(samples, scale)}
            <path class="floor" d={format!("M0 {}H{}", px(HEIGHT), px(width))} />
            <path class="ghost" d={ahead(ghost.samples, scale, |sample| sample.available)} />
            if ghost.held {
                <path class="ghost in-total" d={ahead(ghost.samples, scale, |sample| sample.total)} />
            }
            <path class="total" d={steps(samples, scale, |sample| sample.total)} />
            <path class="available" d={steps(samples, scale, |sample| sample.available)} />
            <path class="outside" d={outside(samples, scale)} />
            <path class="present" d={format!("M{} 0V{}", px(now), px(HEIGHT))} />
            {edges(samples.last(), scale)}
            {names(samples.last(), scale)}
            {for ghost.begins.map(|version| begins(version, scale))}
            {scale.axis.labels(width, HEIGHT + 14.0)}
        </svg>
    }
}

/// With which rollout the ghost begins, clear of the handles at the present.
fn begins(version: u32, scale: &Scale) -> Html {
    let now = scale.x(scale.axis.now);
    let (x, anchor) = if now < scale.width / 2.0 { (now + 48.0, "start") } else { (now - 8.0, "end") };
    html! {
        <text class="ghost-name" x={px(x)} y={px(HEIGHT - 6.0)} text-anchor={anchor}>{message!("ghost-begins", version)}</text>
    }
}

/// Where an instant and a number of pods lie on the plot, px.
pub(crate) struct Scale {
    pub axis: Axis,
    pub width: f64,
    pub highest: i32,
}

impl Scale {
    pub(crate) fn x(&self, at: Millis) -> f64 {
        self.axis.part(at).clamp(0.0, 1.0) * self.width
    }

    /// 3 of at most 6 pods lie half-way up.
    pub(crate) fn y(&self, pods: i32) -> f64 {
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

/// Pods from the present on, as they were seen to go.
fn ahead(ghost: &[Sample], scale: &Scale, pods: fn(&Sample) -> i32) -> String {
    let now = scale.axis.now;
    let passed = ghost.partition_point(|sample| sample.at <= now);
    let Some(first) = passed.checked_sub(1).and_then(|last| ghost.get(last)) else { return String::new() };
    let mut path = format!("M{} {}", px(scale.x(now)), px(scale.y(pods(first))));
    for sample in ghost[passed..].iter().filter(|sample| sample.at <= scale.axis.until) {
        path.push_str(&format!("H{}V{}", px(scale.x(sample.at)), px(scale.y(pods(sample)))));
    }
    path
}

/// The band between two instants, as one closed outline for each stretch in which it stays the same.
fn band(samples: &[Sample], scale: &Scale, (from, until): (Millis, Millis)) -> String {
    let mut path = String::new();
    let mut start = 0;
    while let Some(sample) = samples.get(start) {
        let same = samples[start..].iter().take_while(|other| other.band == sample.band).count();
        let end = samples.get(start + same).map_or(until, |next| next.at);
        if let Some((least, most)) = sample.band {
            let (left, right) = (px(scale.x(sample.at.max(from))), px(scale.x(end)));
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
    let places = apart(&[scale.y(sample.total) + 4.0, scale.y(sample.available) + 4.0]);
    let name = |class: &'static str, y: f64, text: String| {
        html! { <text {class} x={px(scale.width + 8.0)} y={px(y)}>{text}</text> }
    };
    let limits = sample.band.map(|(least, most)| say(&message!("chart-allowed", least, most)));
    html! {
        <>
            {name("total-name", places[0], say(&message!("chart-in-total", count = sample.total)))}
            {name("available-name", places[1], say(&message!("chart-available", count = sample.available)))}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_to_come_begins_now() {
        let axis = Axis { origin: 0, from: 0, until: 60_000, now: 6_000 };
        let scale = Scale { axis, width: 600.0, highest: 4 };
        let sample = |(at, available): &(Millis, i32)| Sample { at: *at, available: *available, ..Sample::default() };
        let of =
            |seen: &[(Millis, i32)]| ahead(&seen.iter().map(sample).collect::<Vec<_>>(), &scale, |it| it.available);
        assert_eq!(of(&[(0, 4), (3_000, 2), (9_000, 0), (70_000, 4)]), "M60.0 42.0H90.0V84.0");
        assert_eq!(of(&[]), "");
    }

    #[test]
    fn names_keep_their_distance() {
        let cases: [(&[f64], &[f64]); 5] = [
            (&[], &[]),
            (&[10.0, 12.0, 80.0], &[11.0, 27.0, 80.0]),
            (&[84.0, 85.0], &[70.0, 86.0]),
            (&[40.0, 40.0, 40.0], &[40.0, 56.0, 72.0]),
            (&[20.0, 80.0, 82.0, 83.0], &[20.0, 54.0, 70.0, 86.0]),
        ];
        for (wanted, expected) in cases {
            assert_eq!(apart(wanted), expected, "{wanted:?}");
        }
    }

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
