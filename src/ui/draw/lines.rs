//! Share, errors and latency as small charts under that of the pods, on its axis; and the chips that open them.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::time::Millis;
use crate::message::Message;
use crate::sorted;
use crate::text::say;
use crate::view::{Curve, Kind, LineKind};

use crate::ui::draw::plot::{HEIGHT, ROWS, Scale, apart, view_box};
use crate::ui::draw::shape;
use crate::ui::parts::axis::Axis;
use crate::ui::parts::class::classes;
use crate::ui::parts::size::{px, translate};
use crate::ui::parts::view::view;

/// Marks of a version's shape on its line.
const MARKS: usize = 5;

/// The charts beside that of the pods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct More {
    /// Those that have something to say.
    pub kinds: Vec<Kind>,
    /// The one that was asked for.
    pub shown: Option<(Kind, Rc<[Curve]>)>,
    /// Asks for another, or for the pods alone.
    pub on_show: Callback<Option<Kind>>,
}

fn chip(kind: Option<Kind>) -> &'static str {
    match kind {
        None => words!("chip-pods"),
        Some(Kind::Share) => words!("chip-share"),
        Some(Kind::Errors) => words!("chip-errors"),
        Some(Kind::Latency) => words!("chip-latency"),
    }
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Share => words!("curves-share"),
        Kind::Errors => words!("curves-errors"),
        Kind::Latency => words!("curves-latency"),
    }
}

/// One for each chart; none while there is only one.
pub(crate) fn chips(more: &More) -> Html {
    if more.kinds.is_empty() {
        return Html::default();
    }
    let shown = more.shown.as_ref().map(|(kind, _)| *kind);
    let chip = |kind: Option<Kind>| {
        let onclick = more.on_show.reform(move |_: MouseEvent| kind);
        let pressed = if kind == shown { "true" } else { "false" };
        html! { <button type="button" aria-pressed={pressed} {onclick}>{chip(kind)}</button> }
    };
    html! {
        <div class="chips" role="group" aria-label={words!("chips")}>
            {for [None].into_iter().chain(more.kinds.iter().copied().map(Some)).map(chip)}
        </div>
    }
}

/// A chart with its table.
pub(crate) fn lines(kind: Kind, curves: &Rc<[Curve]>, scale: &Scale) -> Html {
    let axis = Axis { now: 0, from: 0, until: 0, ..scale.axis };
    let table = html! {
        <details>
            <summary>{words!("page-show-table")}</summary>
            {view::<Table>("table", TableProps { kind, curves: curves.clone(), axis })}
        </details>
    };
    chart(kind, curves, scale, table)
}

/// A chart, and what stands under it.
pub(crate) fn chart(kind: Kind, curves: &[Curve], scale: &Scale, under: Html) -> Html {
    let plot = Lines { kind, top: top(kind, curves), scale };
    let edge = |value: u64| html! { <text class="edge" x="-6" y={px((plot.y(value) + 4.0).max(10.0))}>{plot.number(value)}</text> };
    let now = message!(
        "curves-now",
        title = title(kind),
        lines = curves.iter().filter_map(|it| plot.name(it)).collect::<Vec<_>>()
    );
    html! {
        <div class="multiple">
            <h3>{title(kind)}</h3>
            <svg class="lines" viewBox={view_box(scale.width)} role="img" aria-label={now}>
                <path class="floor" d={format!("M0 {}H{}", px(HEIGHT), px(scale.width))} />
                {edge(plot.top)}
                {edge(0)}
                {for curves.iter().map(|curve| plot.line(curve))}
                <path class="present" d={format!("M{} 0V{}", px(scale.x(scale.axis.now)), px(HEIGHT))} />
                {plot.names(curves)}
                {scale.axis.labels(scale.width, HEIGHT + 14.0)}
            </svg>
            {under}
        </div>
    }
}

/// The highest value that is drawn: all of a share, else the next of 1, 2 and 5 with noughts behind.
///
/// 37 of 1,000 failed: 50. 639 ms: 1,000.
fn top(kind: Kind, curves: &[Curve]) -> u64 {
    if kind == Kind::Share {
        return 1_000;
    }
    let values = curves.iter().flat_map(|curve| curve.points.iter().filter_map(|(_, value)| *value));
    let most = values.max().unwrap_or(0).max(50);
    let steps = (1..18).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    steps.into_iter().find(|step| *step >= most).unwrap_or(most)
}

/// A chart that is being drawn.
struct Lines<'a> {
    kind: Kind,
    top: u64,
    scale: &'a Scale,
}

impl Lines<'_> {
    /// 250 of at most 1,000 lie a quarter up.
    fn y(&self, value: u64) -> f64 {
        HEIGHT - value as f64 / self.top as f64 * HEIGHT
    }

    fn line(&self, curve: &Curve) -> Html {
        let d = self.path(curve);
        let class = classes!("curve", class(curve.line), version_class(curve));
        let marks = curve.version.filter(|_| matches!(curve.line, LineKind::Actual | LineKind::Failed | LineKind::P99));
        let every = curve.points.len() / MARKS + 1;
        let marked = curve.points.iter().rev().step_by(every).filter_map(|(at, value)| Some((*at, (*value)?)));
        let mark = |version: u32| {
            let path = shape::path(version, 3.6);
            let one = move |(at, value)| html! { <path class="on-line" transform={translate(self.scale.x(at), self.y(value))} d={path.clone()} /> };
            html! { <g class={version_class(curve)}>{for marked.map(one)}</g> }
        };
        html! { <><path {class} {d} />{for marks.map(mark)}</> }
    }

    /// From point to point, or from step to step up to the present; nothing where there is no value.
    fn path(&self, curve: &Curve) -> String {
        let (mut path, mut drawn) = (String::new(), false);
        for (index, (at, value)) in curve.points.iter().enumerate() {
            let Some(value) = value else {
                drawn = false;
                continue;
            };
            let (x, y) = (px(self.scale.x(*at)), px(self.y(*value)));
            path.push_str(&match (drawn, curve.is_stepped()) {
                (false, _) => format!("M{x} {y}"),
                (true, false) => format!("L{x} {y}"),
                (true, true) => format!("V{y}"),
            });
            drawn = true;
            if curve.is_stepped() {
                let until = curve.points.get(index + 1).map_or(self.scale.axis.now, |next| next.0);
                path.push_str(&format!("H{}", px(self.scale.x(until))));
            }
        }
        path
    }

    fn number(&self, value: u64) -> String {
        match self.kind {
            Kind::Share => format!("{}", (value + 5) / 10),
            Kind::Errors if value.is_multiple_of(10) => format!("{}", value / 10),
            Kind::Errors => format!("{}.{}", value / 10, value % 10),
            Kind::Latency => value.to_string(),
        }
    }

    /// What stands at a line's end, in the lines' own words: `v2 actual 22%`.
    fn name(&self, curve: &Curve) -> Option<Message> {
        let value = self.number(curve.last()?);
        let value = if self.kind == Kind::Latency { value } else { value + "%" };
        Some(message!("curve-at-end", line = column(curve), value))
    }

    fn names(&self, curves: &[Curve]) -> Html {
        let mut ends: Vec<(f64, &Curve, Message)> =
            curves.iter().filter_map(|curve| Some((self.y(curve.last()?) + 4.0, curve, self.name(curve)?))).collect();
        sorted::sort_by(&mut ends, |one, other| one.0.total_cmp(&other.0));
        let places = apart(&ends.iter().map(|(y, ..)| *y).collect::<Vec<_>>());
        let name = |((_, curve, words), y): (&(f64, &Curve, Message), f64)| {
            let class = classes!("curve-name", class(curve.line), version_class(curve));
            html! { <text {class} x={px(self.scale.width + 8.0)} y={px(y)}>{words}</text> }
        };
        html! { <>{for ends.iter().zip(places).map(name)}</> }
    }
}

/// What a line is called, without its value.
fn column(curve: &Curve) -> Message {
    let Some(version) = curve.version else { return message!("curve-all") };
    match curve.line {
        LineKind::Actual => message!("curve-actual", version),
        LineKind::Target => message!("curve-target"),
        LineKind::Expected => message!("curve-expected"),
        LineKind::Failed => message!("curve-failed", version),
        LineKind::Median => message!("curve-p50", version),
        LineKind::P99 => message!("curve-p99", version),
    }
}

fn class(line: LineKind) -> &'static str {
    match line {
        LineKind::Target => "line-target",
        LineKind::Expected => "line-expected",
        LineKind::Median => "median",
        LineKind::Actual | LineKind::Failed | LineKind::P99 => "line-actual",
    }
}

fn version_class(curve: &Curve) -> Option<&'static str> {
    curve.version.map(shape::class)
}

#[derive(PartialEq, Properties)]
struct TableProps {
    kind: Kind,
    curves: Rc<[Curve]>,
    /// Its origin alone counts.
    axis: Axis,
}

/// The same in numbers, the newest first. Drawn when a second is over, not with every frame.
#[component]
fn Table(props: &TableProps) -> Html {
    let TableProps { kind, curves, axis } = props;
    let Some(first) = curves.first() else { return Html::default() };
    let scale = Scale { axis: *axis, width: 1.0, highest: 1 };
    let plot = Lines { kind: *kind, top: 1, scale: &scale };
    let cell = |curve: &Curve, at: Millis| {
        let passed = curve.points.partition_point(|(other, _)| *other <= at);
        passed.checked_sub(1).and_then(|last| curve.points[last].1).map_or("–".into(), |value| plot.number(value))
    };
    let row = |(at, _): &(Millis, Option<u64>)| {
        html! {
            <tr>
                <td>{axis.clock(*at)}</td>
                {for curves.iter().map(|curve| html! { <td class="number">{cell(curve, *at)}</td> })}
            </tr>
        }
    };
    html! {
        <div class="scroll" tabindex="0" role="group" aria-label={say(&message!("curves-table", title = title(*kind)))}>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words!("page-time")}</th>
                        {for curves.iter().map(|curve| html! { <th scope="col" class="number">{column(curve)}</th> })}
                    </tr>
                </thead>
                <tbody>{for first.points.iter().rev().take(ROWS).map(row)}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_is_a_round_number() {
        let of = |kind, values: &[u64]| {
            let points = values.iter().map(|value| (0, Some(*value))).collect();
            top(kind, &[Curve { version: None, line: LineKind::Failed, points }])
        };
        let cases = [
            ("all of a share", Kind::Share, vec![3], 1_000),
            ("few errors look few", Kind::Errors, vec![0, 12], 50),
            ("every request failed", Kind::Errors, vec![1_000], 1_000),
            ("latency", Kind::Latency, vec![60, 639], 1_000),
            ("nothing", Kind::Latency, vec![], 50),
        ];
        for (name, kind, values, expected) in cases {
            assert_eq!(of(kind, &values), expected, "{name}");
        }
    }

    #[test]
    fn lines_break_and_steps_hold() {
        let scale = Scale { axis: Axis { origin: 0, from: 0, until: 60_000, now: 50_000 }, width: 600.0, highest: 1 };
        let lines = Lines { kind: Kind::Share, top: 1_000, scale: &scale };
        let points = vec![(0, None), (10_000, Some(500)), (20_000, Some(1_000)), (30_000, None), (40_000, Some(0))];
        let of = |line| lines.path(&Curve { version: Some(2), line, points: points.clone() });
        assert_eq!(of(LineKind::Actual), "M100.0 42.0L200.0 0.0M400.0 84.0");
        assert_eq!(of(LineKind::Target), "M100.0 42.0H200.0V0.0H300.0M400.0 84.0H500.0");
    }
}
