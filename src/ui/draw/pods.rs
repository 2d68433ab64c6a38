//! Lanes and pods as SVG: the version decides form and colour, the state decides mark and outline.

use std::rc::Rc;

use crate::text::say;
use yew::prelude::*;

use crate::kube::object::Uid;
use crate::view::{Lane, LaneOf, PodState, PodView};

use crate::ui::draw::card::Pressed;
use crate::ui::draw::inspect::inspect;
use crate::ui::draw::lane_title::title;
use crate::ui::draw::scene::{LaneBox, Point, Size};
use crate::ui::draw::shape;
use crate::ui::parts::class::classes;
use crate::ui::parts::size::{px, translate};
use crate::ui::parts::view::view;

/// Which pod is the tab stop, and what happens when one is focused or hovered.
pub(crate) struct Focused {
    pub stop: Option<Uid>,
    /// The pods that a number under the picture counts: these stand out.
    pub counted: Option<Rc<[u32]>>,
    pub ways: Rc<Ways>,
}

/// What happens when a pod is focused, hovered or pressed.
#[derive(PartialEq)]
pub(crate) struct Ways {
    pub on_pod: Callback<Uid>,
    pub on_hover: Callback<Option<Uid>>,
    pub on_press: Callback<Pressed>,
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
    let slot = |slot: usize| {
        let at = place.slot(slot);
        html! {
            <path key={format!("slot-{slot}")} class="slot" d={shape::path(lane.version, place.size.radius)}
                transform={translate(at.x, at.y)} />
        }
    };
    let hidden = lane.slots - place.shown;
    html! {
        <g class={classes!("lane", shape::class(lane.version), (lane.of != LaneOf::ReplicaSet).then_some("place"))} key={lane.uid.0.to_string()}>
            {title(lane, place, &focused.ways.on_press)}
            // In lists of their own, since only in a list of which all have keys each keeps its element.
            <g>{for empty.map(slot)}</g>
            <g>{for lane.pods.iter().filter(|pod| pod.slot < place.shown).map(|pod| drawn(pod, place, focused))}</g>
            { (hidden > 0).then(|| html! {
                <text class="more" x={px(place.x + place.width - 12.0)} y={px(place.y + place.height - 8.0)}>
                    {message!("and-more", more = hidden)}
                </text>
            }) }
        </g>
    }
}

/// A component for each pod: in a frame a few of them change, and the others stay as they are drawn.
fn drawn(pod: &PodView, place: &LaneBox, focused: &Focused) -> Html {
    let stop = focused.stop == Some(pod.uid);
    let shown = focused.counted.as_ref().map(|pods| if pods.contains(&pod.uid.0) { "lit" } else { "dim" });
    let (at, size) = (place.slot(pod.slot), place.size);
    let pod = pod.clone();
    let key = format!("pod-{}", pod.uid.0);
    view::<PodMark>(key, PodProps { pod, at, size, stop, shown, ways: focused.ways.clone() })
}

#[derive(PartialEq, Properties)]
struct PodProps {
    pod: PodView,
    /// Its middle, px.
    at: Point,
    size: Size,
    /// It is the tab stop.
    stop: bool,
    /// It stands out, or others do.
    shown: Option<&'static str>,
    ways: Rc<Ways>,
}

#[component]
fn PodMark(props: &PodProps) -> Html {
    let PodProps { pod, at, size, stop, shown, ways: focused } = props;
    let Size { pitch, radius, words } = *size;
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
        let on_press = focused.on_press.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                // Else it would press the card's first button, too.
                event.prevent_default();
                on_press.emit(Pressed::Pod(uid));
            }
        })
    };
    let below = if words { 24.0 } else { 2.0 };
    html! {
        // What is written stands beside the button and not in it: its name says it already, in whole words.
        <g class={classes!("pod", state, shape::class(pod.version), *shown)} transform={translate(at.x, at.y)}>
            <g class="pod-button" role="button" aria-label={label} tabindex={if *stop { "0" } else { "-1" }}
                aria-haspopup="dialog"
                {onkeydown} onclick={focused.on_press.reform(move |_: MouseEvent| Pressed::Pod(uid))}
                onfocus={onfocus} onblur={focused.on_hover.reform(|_: FocusEvent| None)}
                onmouseenter={focused.on_hover.reform(move |_: MouseEvent| Some(uid))}
                onmouseleave={focused.on_hover.reform(|_: MouseEvent| None)}>
                <rect class="target" x={px(-pitch / 2.0)} y={px(-radius - 3.0)} width={px(pitch)} height={px(radius * 2.0 + 3.0 + below)} />
                <g transform={scale.clone()}>
                    <path class="body" d={shape::path(pod.version, radius)} />
                    {mark(pod.state, radius)}
                </g>
                {ring(pod, radius)}
            </g>
            { size.is_written().then(|| html! { <text class="tag" y="5" transform={scale}>{format!("v{}", pod.version)}</text> }) }
            { words.then(|| html! { <text class="word" y={px(radius + 19.0)}>{short_word(pod)}</text> }) }
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

/// The state's word, cut to what fits under a pod.
fn short_word(pod: &PodView) -> String {
    let word = match pod.state {
        PodState::BackOff => {
            return match pod.next_try {
                Some(seconds) if pod.word.contains("Image") => say(&message!("pod-pull-in", seconds)),
                Some(seconds) => say(&message!("pod-start-in", seconds)),
                None => words!("pod-word-back-off").into(),
            };
        }
        PodState::ContainerCreating => words!("pod-word-creating"),
        PodState::Terminating => "Terminating",
        PodState::Ready => "Ready",
        PodState::Running => "Running",
        _ => pod.word,
    };
    word.into()
}

/// A tick for ready, a bolt for a back-off, a cross for failed, at the shape's lower right.
pub(crate) fn mark(state: PodState, radius: f64) -> Html {
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
