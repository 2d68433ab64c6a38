//! Lanes and pods as SVG: the version decides form and colour, the state decides mark and outline.

use std::rc::Rc;

use crate::kube::object::{Kind, Name};
use crate::message::Message;
use crate::text::say;
use yew::prelude::*;

use crate::kube::object::Uid;
use crate::view::{Lane, PodState, PodView};

use crate::ui::draw::inspect::inspect;
use crate::ui::draw::scene::{LaneBox, Point};
use crate::ui::draw::shape;
use crate::ui::parts::size::{px, translate};
use crate::ui::parts::view::view;

/// Which pod is the tab stop, and what happens when one is focused or hovered.
pub(crate) struct Focused {
    pub stop: Option<Uid>,
    pub ways: Rc<Ways>,
}

/// What happens when a pod is focused, hovered or pressed.
#[derive(PartialEq)]
pub(crate) struct Ways {
    pub on_pod: Callback<Uid>,
    pub on_hover: Callback<Option<Uid>>,
    pub on_inspect: Callback<Uid>,
}

/// How large a pod is drawn, px from its middle.
pub(crate) fn radius(place: &LaneBox) -> f64 {
    place.cell * if place.cell >= WORDS { 0.31 } else { 0.34 }
}

/// The boxes of all lanes, under everything else.
pub(crate) fn lane_boxes(lanes: &[Lane], places: &[LaneBox], focus: Option<Uid>) -> Html {
    let lane_box = |(lane, place): (&Lane, &LaneBox)| {
        let changed = (focus == Some(lane.uid)).then_some("changed");
        html! {
            <rect key={lane.uid.0} class={classes!("lane-box", changed)} x={px(place.x + 1.0)} y={px(place.y + 1.0)}
                width={px(place.width - 2.0)} height={px(place.height - 2.0)} rx="6" />
        }
    };
    html! { <g>{for lanes.iter().zip(places).map(lane_box)}</g> }
}

/// One lane: name, counts, places, pods.
pub(crate) fn lane_group(lane: &Lane, place: &LaneBox, focused: &Focused) -> Html {
    let mut taken = vec![false; place.shown];
    for pod in lane.pods.iter().filter(|pod| pod.slot < place.shown) {
        taken[pod.slot] = true;
    }
    let empty = (0..place.shown).filter(|slot| !taken[*slot]);
    let radius = radius(place);
    let slot = |slot: usize| {
        let at = place.slot(slot);
        html! {
            <path key={format!("slot-{slot}")} class="slot" d={shape::path(lane.version, radius)}
                transform={translate(at.x, at.y - lift(place))} />
        }
    };
    let hidden = lane.slots - place.shown;
    html! {
        <g class={classes!("lane", shape::class(lane.version))} key={lane.uid.0.to_string()}>
            {title(lane, place)}
            {for empty.map(slot)}
            {for lane.pods.iter().filter(|pod| pod.slot < place.shown).map(|pod| drawn(pod, place, focused))}
            { (hidden > 0).then(|| html! {
                <text class="more" x={px(place.x + place.width - 12.0)} y={px(place.y + place.height - 8.0)}>
                    {message!("and-more", more = hidden)}
                </text>
            }) }
        </g>
    }
}

fn title(lane: &Lane, place: &LaneBox) -> Html {
    let y = place.y + 23.0;
    let revision = if lane.revision > 0 { format!("revision {}", lane.revision) } else { "deleted".into() };
    let counts =
        [("desired", lane.desired), ("current", lane.current), ("ready", lane.ready), ("available", lane.available)];
    let (narrow, wordy) = (place.width < 430.0, place.width >= 490.0);
    let step = if narrow { 46.0 } else { 84.0 };
    let right = place.x + place.width - 10.0;
    let count = |(index, (word, number)): (usize, (&str, i32))| {
        let x = right - step * (3 - index) as f64;
        let word = if narrow { &word[..3] } else { word };
        html! {
            <text class="count" x={px(x)} y={px(y)} text-anchor="end">
                <tspan class="count-word">{format!("{word} ")}</tspan><tspan class="count-number">{number}</tspan>
            </text>
        }
    };
    html! {
        <>
            <text class="lane-name" x={px(place.x + 12.0)} y={px(y)}>
                <tspan class="lane-version">{format!("v{}", lane.version)}</tspan>
                { wordy.then(|| html! { <tspan class="lane-words" dx="8">{format!("{} · {revision}", lane.image)}</tspan> }) }
                <title>{message!("lane-title", set = &lane.name, owner = owner(lane), revision)}</title>
            </text>
            {for counts.into_iter().enumerate().map(count)}
        </>
    }
}

/// A component for each pod: in a frame a few of them change, and the others stay as they are drawn.
fn drawn(pod: &PodView, place: &LaneBox, focused: &Focused) -> Html {
    let (Point { x, y }, lift) = (place.slot(pod.slot), lift(place));
    let at = Point { x, y: y - lift };
    let stop = focused.stop == Some(pod.uid);
    let pod = pod.clone();
    let key = format!("pod-{}", pod.uid.0);
    view::<PodMark>(
        key,
        PodProps { pod, at, lift, cell: place.cell, radius: radius(place), stop, ways: focused.ways.clone() },
    )
}

#[derive(PartialEq, Properties)]
struct PodProps {
    pod: PodView,
    /// Its middle, px.
    at: Point,
    /// How far that is above the middle of its place, px.
    lift: f64,
    /// Side of its place, px.
    cell: f64,
    radius: f64,
    /// It is the tab stop.
    stop: bool,
    ways: Rc<Ways>,
}

#[component]
fn PodMark(props: &PodProps) -> Html {
    let PodProps { pod, at, lift, cell, radius, stop, ways: focused } = props;
    let (lift, cell, radius) = (*lift, *cell, *radius);
    let uid = pod.uid;
    let state = state_class(pod.state);
    // A terminating pod shrinks to 60 % as its grace runs out.
    let shrunk = if pod.state == PodState::Terminating { u32::from(pod.progress) * 4 / 10 } else { 0 };
    let scale = (shrunk > 0).then(|| format!("scale(0.{:02})", 100 - shrunk));
    let label = inspect(pod);
    let onfocus = {
        let (on_pod, on_hover) = (focused.on_pod.clone(), focused.on_hover.clone());
        Callback::from(move |_: FocusEvent| {
            on_pod.emit(uid);
            on_hover.emit(Some(uid));
        })
    };
    let onkeydown = {
        let on_inspect = focused.on_inspect.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                on_inspect.emit(uid);
            }
        })
    };
    let version = radius >= 12.0;
    html! {
        <g class={classes!("pod", state, shape::class(pod.version))} role="img"
            aria-label={label} tabindex={if *stop { "0" } else { "-1" }} transform={translate(at.x, at.y)}
            {onkeydown} onclick={focused.on_inspect.reform(move |_: MouseEvent| uid)}
            onfocus={onfocus} onblur={focused.on_hover.reform(|_: FocusEvent| None)}
            onmouseenter={focused.on_hover.reform(move |_: MouseEvent| Some(uid))}
            onmouseleave={focused.on_hover.reform(|_: MouseEvent| None)}>
            <rect class="target" x={px(-cell / 2.0)} y={px(lift - cell / 2.0)} width={px(cell)} height={px(cell)} />
            <g transform={scale}>
                <path class="body" d={shape::path(pod.version, radius)} />
                { version.then(|| html! { <text class="tag" y={px(radius * 0.34)}>{format!("v{}", pod.version)}</text> }) }
                {mark(pod.state, radius)}
            </g>
            {ring(pod, radius)}
            { (cell >= WORDS).then(|| html! {
                <text class="word" y={px(cell / 2.0 + lift - 4.0)}>{short_word(pod, cell)}</text>
            }) }
        </g>
    }
}

/// The class that gives a pod's state its look.
pub(crate) fn state_class(state: PodState) -> &'static str {
    match state {
        PodState::Pending => "pending",
        PodState::ContainerCreating => "creating",
        PodState::Running => "running",
        PodState::Ready => "ready",
        PodState::BackOff => "back-off",
        PodState::Failed => "failed",
        PodState::Terminating => "terminating",
    }
}

/// From this side of a place on, px, its pod's state is written under it.
const WORDS: f64 = 50.0;

/// How far a pod stands above the middle of its place, to leave room for the word, px.
pub(crate) fn lift(place: &LaneBox) -> f64 {
    if place.cell >= WORDS { 6.0 } else { 0.0 }
}

/// The state's word, cut to what fits under a pod.
fn short_word(pod: &PodView, cell: f64) -> String {
    let word = match pod.state {
        PodState::BackOff => {
            return pod
                .next_try
                .map_or(words!("pod-word-back-off").into(), |seconds| say(&message!("pod-try-in", seconds)));
        }
        PodState::ContainerCreating => words!("pod-word-creating"),
        PodState::Terminating if cell < 64.0 => words!("pod-word-ending"),
        PodState::Terminating => "Terminating",
        PodState::Ready => "Ready",
        PodState::Running => "Running",
        _ => pod.word,
    };
    word.into()
}

/// A tick for ready, a bolt for a back-off, a cross for failed, at the shape's lower right.
fn mark(state: PodState, radius: f64) -> Html {
    let (class, path) = match state {
        PodState::Ready => ("tick", "M-3.5 0L-1 3L4 -3.5"),
        PodState::BackOff => ("bolt", "M1.5 -4.5L-2.5 0.8H0.4L-1.5 4.5L2.8 -1.2H0Z"),
        PodState::Failed => ("cross", "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5"),
        PodState::Terminating => ("minus", "M-3.5 0H3.5"),
        _ => return Html::default(),
    };
    if radius < 8.0 {
        return Html::default();
    }
    let at = radius * 0.82;
    html! {
        <g class={classes!("mark", class)} transform={translate(at, at)}>
            <circle r="7" />
            <path d={path} />
        </g>
    }
}

/// How far a pod's creation, or its wait for ready, has come: drawn along its own outline.
fn ring(pod: &PodView, radius: f64) -> Html {
    let outline = match pod.state {
        PodState::ContainerCreating => radius,
        PodState::Running => radius * 0.72,
        _ => return Html::default(),
    };
    if radius < 8.0 {
        return Html::default();
    }
    html! {
        <path class="ring" d={shape::path(pod.version, outline)} pathLength="100"
            stroke-dasharray={format!("{} 100", pod.progress)} />
    }
}

/// ` of Rollout web`; nothing of an owner that is gone.
fn owner(lane: &Lane) -> Message {
    let of = |(kind, name): &(Kind, Name)| message!("lane-owner", kind = kind.as_str(), name);
    lane.owner.as_ref().map_or_else(Message::default, of)
}
