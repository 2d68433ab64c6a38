//! Lanes and pods as SVG: the version decides form and colour, the state decides mark and outline.

use yew::prelude::*;

use crate::session::{Lane, PodState, PodView};
use crate::sim::object::Uid;

use super::picture::inspect;
use super::scene::LaneBox;
use super::shape;

/// Which pod is the tab stop, and what happens when one is focused or hovered.
pub(super) struct Focused {
    pub stop: Option<Uid>,
    pub on_pod: Callback<Uid>,
    pub on_hover: Callback<Option<Uid>>,
}

/// One lane: name, counts, places, pods.
pub(super) fn lane_group(lane: &Lane, place: &LaneBox, changed: bool, focused: &Focused) -> Html {
    let taken: Vec<usize> = lane.pods.iter().map(|pod| pod.slot).collect();
    let empty = (0..place.shown).filter(|slot| !taken.contains(slot));
    let radius = place.cell * 0.34;
    let slot = |slot: usize| {
        let at = place.slot(slot);
        html! {
            <path key={format!("slot-{slot}")} class="slot" d={shape::path(lane.version, radius)}
                transform={format!("translate({:.1} {:.1})", at.x, at.y)} />
        }
    };
    let hidden = lane.slots - place.shown;
    html! {
        <g class={classes!("lane", shape::class(lane.version), changed.then_some("changed"))} key={lane.uid.0.to_string()}>
            <rect class="lane-box" x={px(place.x)} y={px(place.y + 0.5)} width={px(place.width - 1.0)}
                height={px(place.height - 1.0)} rx="6" />
            {title(lane, place)}
            {for empty.map(slot)}
            {for lane.pods.iter().filter(|pod| pod.slot < place.shown).map(|pod| pod_group(pod, place, radius, focused))}
            { (hidden > 0).then(|| html! {
                <text class="more" x={px(place.x + place.width - 12.0)} y={px(place.y + place.height - 8.0)}>
                    {format!("and {hidden} more")}
                </text>
            }) }
        </g>
    }
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

fn title(lane: &Lane, place: &LaneBox) -> Html {
    let y = place.y + 23.0;
    let revision = if lane.revision > 0 { format!("revision {}", lane.revision) } else { "deleted".into() };
    let counts = [
        ("desired", lane.desired),
        ("current", lane.current),
        ("ready", lane.ready),
        ("available", lane.available),
    ];
    let narrow = place.width < 430.0;
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
                { (!narrow).then(|| html! { <tspan class="lane-words" dx="8">{format!("{} · {revision}", lane.image)}</tspan> }) }
                <title>{format!("ReplicaSet {} of Deployment {}, {revision}", lane.name, lane.deployment)}</title>
            </text>
            {for counts.into_iter().enumerate().map(count)}
        </>
    }
}

fn pod_group(pod: &PodView, place: &LaneBox, radius: f64, focused: &Focused) -> Html {
    let at = place.slot(pod.slot);
    let uid = pod.uid;
    let state = match pod.state {
        PodState::Pending => "pending",
        PodState::ContainerCreating => "creating",
        PodState::Running => "running",
        PodState::Ready => "ready",
        PodState::Failed => "failed",
        PodState::Terminating => "terminating",
    };
    // A terminating pod shrinks to 60 % as its grace runs out.
    let scale = if pod.state == PodState::Terminating { 1.0 - f64::from(pod.progress) * 0.004 } else { 1.0 };
    let label = inspect(pod);
    let words = place.cell >= 50.0;
    let version = radius >= 12.0;
    html! {
        <g class={classes!("pod", state, shape::class(pod.version))} key={format!("pod-{}", uid.0)} role="img"
            aria-label={label} tabindex={if focused.stop == Some(uid) { "0" } else { "-1" }}
            transform={format!("translate({:.1} {:.1})", at.x, if words { at.y - 5.0 } else { at.y })}
            onfocus={focused.on_pod.reform(move |_: FocusEvent| uid)}
            onmouseenter={focused.on_hover.reform(move |_: MouseEvent| Some(uid))}
            onmouseleave={focused.on_hover.reform(|_: MouseEvent| None)}>
            <rect class="target" x={px(-place.cell / 2.0)} y={px(-place.cell / 2.0)} width={px(place.cell)} height={px(place.cell)} />
            <g transform={format!("scale({scale:.3})")}>
                <path class="body" d={shape::path(pod.version, radius)} />
                { version.then(|| html! { <text class="tag" y={px(radius * 0.34)}>{format!("v{}", pod.version)}</text> }) }
                {mark(pod.state, radius)}
            </g>
            {ring(pod, radius)}
            { words.then(|| html! { <text class="word" y={px(place.cell / 2.0 + 4.0)}>{short_word(pod)}</text> }) }
        </g>
    }
}

/// The STATUS word, cut to what fits under a pod.
fn short_word(pod: &PodView) -> &'static str {
    match pod.state {
        PodState::ContainerCreating => "Creating",
        PodState::Ready => "Ready",
        PodState::Running => "Not ready",
        _ => pod.word,
    }
}

/// A tick for ready, a cross for failed, at the shape's lower right.
fn mark(state: PodState, radius: f64) -> Html {
    let (class, path) = match state {
        PodState::Ready => ("tick", "M-3.5 0L-1 3L4 -3.5"),
        PodState::Failed => ("cross", "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5"),
        PodState::Terminating => ("minus", "M-3.5 0H3.5"),
        _ => return Html::default(),
    };
    if radius < 8.0 {
        return Html::default();
    }
    let at = radius * 0.82;
    html! {
        <g class={classes!("mark", class)} transform={format!("translate({at:.1} {at:.1})")}>
            <circle r="7" />
            <path d={path} />
        </g>
    }
}

/// How far a pod's creation, or its wait for ready, has come.
fn ring(pod: &PodView, radius: f64) -> Html {
    if !matches!(pod.state, PodState::ContainerCreating | PodState::Running) || radius < 8.0 {
        return Html::default();
    }
    html! {
        <circle class="ring" r={px(radius * 1.3)} pathLength="100" transform="rotate(-90)"
            stroke-dasharray={format!("{} 100", pod.progress)} />
    }
}
