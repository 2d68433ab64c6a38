//! The key of the picture: what shapes, marks and outlines mean, drawn as the picture draws them.

use yew::prelude::*;

use crate::ui::draw::pods::{mark, state_class};
use crate::ui::draw::shape;
use crate::ui::parts::class::classes;
use crate::view::PodState;

/// Where the key is.
const ID: &str = "key-of-marks";

/// The button that shows it.
pub(crate) fn button() -> Html {
    html! { <button type="button" class="term" popovertarget={ID}>{words!("legend-title")}</button> }
}

/// The key itself, out of sight until asked for.
pub(crate) fn legend() -> Html {
    let states = [
        (PodState::Pending, words!("legend-pending")),
        (PodState::ContainerCreating, words!("legend-creating")),
        (PodState::Running, words!("legend-running")),
        (PodState::Ready, words!("legend-ready")),
        (PodState::BackOff, words!("legend-back-off")),
        (PodState::Failed, words!("legend-failed")),
        (PodState::Terminating, words!("legend-terminating")),
    ];
    let sign = |class: AttrValue, version: u32, inner: Html| {
        html! {
            <svg viewBox="-16 -16 32 32" aria-hidden="true" class={classes!("sign-of", shape::class(version))}>
                <g {class}><path class="body" d={shape::path(version, 11.0)} />{inner}</g>
            </svg>
        }
    };
    let state = |(state, words): (PodState, &'static str)| {
        html! { <li>{sign(classes!("pod", state_class(state)), 2, mark(state, 11.0))}{words}</li> }
    };
    let version = |version: u32| {
        html! { <li>{sign(classes!("pod", "ready"), version, Html::default())}{format!("v{version}")}</li> }
    };
    html! {
        <div id={ID} class="meaning legend" popover="auto">
            <ul class="legend-versions">{for (1..=4).map(version)}</ul>
            <ul>{for states.into_iter().map(state)}</ul>
            <p>{words!("legend-dots")}</p>
        </div>
    }
}
