//! A line that is drawn by pointer or keys over the time of a run, and what happened beside it.

use web_sys::Element;
use yew::prelude::*;

use crate::kube::time::Millis;
use crate::learn::lesson::Drawn;
use crate::learn::played::Played;
use crate::learn::question::POINTS;
use crate::message::Message;
use crate::text::say;
use crate::ui::parts::axis::Axis;
use crate::ui::parts::focus;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::size::px;

/// The sheet one draws on, px, and the room around it.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 150.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 14.0;

/// A point, and whether somebody has set it: one that nobody has goes along with the one before.
pub(crate) type Point = (i64, bool);

/// Sets a point, and all behind it that nobody has set.
pub(crate) fn set(points: &[Point], at: usize, value: i64) -> Vec<Point> {
    let mut all = points.to_vec();
    for (index, point) in all.iter_mut().enumerate().skip(at) {
        match (index == at, point.1) {
            (true, _) => *point = (value, true),
            (false, false) => point.0 = value,
            (false, true) => break,
        }
    }
    all
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub points: Vec<Point>,
    /// The highest value there can be.
    pub top: i64,
    /// How long the run goes on, ms.
    pub until: Millis,
    /// What is drawn: `available pods`.
    pub of: String,
    /// What happened; nothing is drawn any more then.
    pub actual: Option<Vec<i64>>,
    pub on_points: Callback<Vec<Point>>,
}

impl Props {
    /// A line over a run. How high the sheet is must not tell how high the line goes.
    pub fn of(
        drawn: Drawn,
        played: &Played,
        points: Vec<Point>,
        actual: Option<Vec<i64>>,
        on_points: Callback<Vec<Point>>,
    ) -> Self {
        let first = played.curve(drawn, POINTS)[0].max(1);
        let highest = actual.iter().flatten().copied().max().unwrap_or(0);
        let (top, of) = match drawn {
            Drawn::Share => (100, words!("lesson-share")),
            Drawn::Available => ((first * 2).max(highest), words!("lesson-available")),
            Drawn::Total => ((first * 2).max(highest), words!("lesson-total")),
        };
        Self { points, top, until: played.until, of: of.into(), actual, on_points }
    }
}

#[component]
pub(crate) fn LessonCurve(props: &Props) -> Html {
    let stop = use_value(|| 1_usize);
    let held = use_value(|| false);
    let ground = use_node_ref();
    let draw = {
        let (points, on_points, top, ground) =
            (props.points.clone(), props.on_points.clone(), props.top, ground.clone());
        move |event: &PointerEvent| {
            let Some(sheet) = ground.cast::<Element>() else { return };
            let place = sheet.get_bounding_client_rect();
            let x = (f64::from(event.client_x()) - place.x()) / place.width();
            let y = 1.0 - (f64::from(event.client_y()) - place.y()) / place.height();
            let at = (x.clamp(0.0, 1.0) * (POINTS - 1) as f64).round() as usize;
            on_points.emit(set(&points, at, (y.clamp(0.0, 1.0) * top as f64).round() as i64));
        }
    };
    let onpointerdown = {
        let (draw, held, ground) = (draw.clone(), held.setter(), ground.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(sheet) = ground.cast::<Element>() {
                // Without it the line is only drawn as long as the pointer is on the sheet.
                drop(sheet.set_pointer_capture(event.pointer_id()));
            }
            held.set(true);
            draw(&event);
        })
    };
    let onpointermove = {
        let held = *held;
        Callback::from(move |event: PointerEvent| {
            if held {
                draw(&event);
            }
        })
    };
    let let_go = {
        let held = held.setter();
        Callback::from(move |_: PointerEvent| held.set(false))
    };
    let drawn: Vec<i64> = props.points.iter().map(|point| point.0).collect();
    let open = props.actual.is_none();
    let axis = Axis { origin: 0, from: 0, until: props.until, now: props.until };
    let edge = |value: i64| html! { <text class="edge" x="-6" y={px(y(value, props.top) + 4.0)} text-anchor="end">{value}</text> };
    let handle = |at: usize| handle(props, &axis, at, *stop == at, stop.setter());
    html! {
        <svg class="curve-sheet lines" viewBox={format!("{} -10 {} {}", px(-LEFT), px(WIDTH + LEFT + RIGHT), px(HEIGHT + 30.0))}
            role="group" aria-label={message!("lesson-curve", of = &props.of)}>
            <path class="floor" d={format!("M0 {}H{}", px(HEIGHT), px(WIDTH))} />
            {edge(0)}
            {edge(props.top)}
            if let Some(actual) = &props.actual {
                <path class="actual" d={path(actual, props.top)} />
            }
            <path class="expected" d={path(&drawn, props.top)} />
            if open {
                <rect ref={ground} class="ground" width={px(WIDTH)} height={px(HEIGHT)} {onpointerdown} {onpointermove}
                    onpointerup={let_go.clone()} onpointercancel={let_go} />
                <g class="handles">{for (0..POINTS).map(handle)}</g>
            }
            {axis.labels(WIDTH, HEIGHT + 16.0)}
        </svg>
    }
}

/// A point as a slider of its own: left and right lead to its neighbours, up and down move it.
fn handle(props: &Props, axis: &Axis, at: usize, stop: bool, to: crate::ui::parts::hooks::Setter<usize>) -> Html {
    let (points, on_points, top) = (props.points.clone(), props.on_points.clone(), props.top);
    let value = points[at].0;
    let step = (top / 20).max(1);
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let moved = match &*event.key() {
            "ArrowUp" => value + step,
            "ArrowDown" => value - step,
            "PageUp" => value + step * 5,
            "PageDown" => value - step * 5,
            "Home" => 0,
            "End" => top,
            _ => return focus::among(&event, ".handles", ".handle"),
        };
        event.prevent_default();
        on_points.emit(set(&points, at, moved.clamp(0, top)));
    });
    let onfocus = Callback::from(move |_: FocusEvent| to.set(at));
    let words: Message =
        message!("lesson-point", at = axis.clock(props.until * at as u64 / (POINTS as u64 - 1)), of = &props.of);
    html! {
        <circle class="handle" r="6" cx={px(x(at))} cy={px(y(value, props.top))} tabindex={if stop { "0" } else { "-1" }} role="slider"
            aria-orientation="vertical" aria-label={say(&words)} aria-valuemin="0" aria-valuemax={props.top.to_string()} aria-valuenow={value.to_string()}
            {onkeydown} {onfocus} />
    }
}

fn x(at: usize) -> f64 {
    at as f64 / (POINTS - 1) as f64 * WIDTH
}

fn y(value: i64, top: i64) -> f64 {
    HEIGHT - value as f64 / top.max(1) as f64 * HEIGHT
}

fn path(values: &[i64], top: i64) -> String {
    let point = |(at, value): (usize, &i64)| {
        let sign = if at == 0 { 'M' } else { 'L' };
        format!("{sign}{} {}", px(x(at)), px(y(*value, top)))
    };
    values.iter().enumerate().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_takes_along_what_nobody_has_set() {
        let points = vec![(4, false); 4];
        let points = set(&points, 1, 2);
        assert_eq!(points, [(4, false), (2, true), (2, false), (2, false)]);
        let points = set(&points, 3, 5);
        assert_eq!(points, [(4, false), (2, true), (2, false), (5, true)]);
        assert_eq!(set(&points, 0, 1), [(1, true), (2, true), (2, false), (5, true)]);
    }
}
