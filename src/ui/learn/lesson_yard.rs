//! The cluster at an instant as a drawing that says itself in a sentence. Its pods can be chosen where somebody asks for that.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Uid;
use crate::learn::played::Frame;
use crate::text::say;
use crate::ui::draw::card::Pressed;
use crate::ui::draw::pods::{Focused, Ways, lane_boxes, lane_group};
use crate::ui::draw::scene::{LaneSize, layout};
use crate::ui::draw::tracks;
use crate::ui::parts::size::{First, px, rem, use_size};

/// Its size until it is measured.
const SIZE: First = First { wide: (720, 260), narrow: (358, 260) };
/// Its height.
const HEIGHT: f64 = 260.0;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub frame: Frame,
    /// Pods that stand out.
    pub lit: Option<Rc<[u32]>>,
    /// A pod is pressed. Who has no pointer is offered the same beside the drawing.
    pub on_press: Option<Callback<Uid>>,
}

#[component]
pub(crate) fn LessonYard(props: &Props) -> Html {
    let Props { frame, lit, on_press } = props;
    let place = use_node_ref();
    let room = use_size(&place, SIZE);
    let sizes: Vec<LaneSize> = frame.lanes.iter().map(|lane| LaneSize { slots: lane.slots }).collect();
    let scene = layout(room.width, HEIGHT, &sizes);
    let pressed = on_press.clone();
    let on_pressed = Callback::from(move |what: Pressed| {
        if let (Pressed::Pod(uid), Some(pressed)) = (what, &pressed) {
            pressed.emit(uid);
        }
    });
    let ways = Ways { on_pod: Callback::noop(), on_hover: Callback::noop(), on_press: on_pressed };
    let focused = Focused { stop: None, counted: lit.clone(), ways: Rc::new(ways) };
    let lanes = scene.lanes.iter().zip(frame.lanes.iter()).map(|(place, lane)| lane_group(lane, place, &focused));
    let shares = scene.lanes.iter().zip(frame.lanes.iter()).map(|(place, lane)| tracks::share(&scene, place, lane));
    html! {
        <div ref={place} role="img" aria-label={say(&frame.summary)}>
            // Its parts are told one by one in the sandbox; here it is one picture.
            <div inert={on_press.is_none()} aria-hidden="true">
                <svg class="scene" width={rem(scene.width)} height={rem(scene.height)} viewBox={format!("0 0 {} {}", px(scene.width), px(scene.height))}>
                    {tracks::free(&scene)}
                    {lane_boxes(&frame.lanes, &scene.lanes, None)}
                    {tracks::tracks(&scene, &frame.lanes)}
                    {tracks::entry(&scene, &frame.entry)}
                    <g>{for lanes}</g>
                    <g>{for shares}</g>
                </svg>
            </div>
        </div>
    }
}
