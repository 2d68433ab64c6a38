//! The band's edges, to be taken in the hand: maxSurge above, maxUnavailable below. While one is held, what would come of it
//! is drawn ahead; what is let go is what the control of that name would have been set to.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::message::Message;
use crate::scenario::Control;
use crate::session::{Action, Ahead, Session};
use crate::text::say;

use crate::ui::draw::plot::{Ghost, HEIGHT, Scale, view_box};
use crate::ui::parts::class::classes;
use crate::ui::parts::focus;
use crate::ui::parts::hooks::Value;
use crate::ui::parts::size::{px, translate};

/// How wide a handle is, px.
const WIDE: f64 = 32.0;
/// Room that a handle's words need at its left, px.
const WORDS: f64 = 130.0;

/// One edge as its object has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    control: Control,
    /// `25%`.
    text: String,
    /// What that comes to.
    pods: i32,
    /// Both edges on one line are refused.
    least: i32,
}

/// Both, and what they lead to.
#[derive(Clone, PartialEq)]
pub struct Hands {
    pub edges: Rc<[Edge]>,
    /// The most pods an edge can be moved by.
    pub most: i32,
    /// See [`Session::ahead`].
    pub ahead: Callback<(Control, i32), Option<Rc<Ahead>>>,
    pub on_action: Callback<Action>,
}

/// Both edges as they stand, the upper one first.
pub fn edges(session: &Session) -> Rc<[Edge]> {
    let values = session.values();
    let both = [Control::MaxSurge, Control::MaxUnavailable];
    let zero = |control: Control| ["0", "0%"].contains(&values.text(control).as_str());
    let edge = |(index, control): (usize, Control)| Edge {
        control,
        text: values.text(control),
        pods: values.pods(control),
        least: i32::from(zero(both[1 - index])),
    };
    both.into_iter().enumerate().map(edge).collect()
}

/// An edge that is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Drag {
    control: Control,
    pods: i32,
    /// By a pointer, not by keys.
    grip: Option<Grip>,
    ahead: Option<Rc<Ahead>>,
}

/// Where a pointer took an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Grip {
    pods: i32,
    /// From the top of the window, px.
    at: f64,
    /// Height of a pod, px.
    pod: f64,
}

impl Grip {
    /// How many pods an edge comes to where it is dragged to, when upwards means more of them.
    ///
    /// Taken at 2, 14 px a pod, 30 px up: 4.
    fn moved(self, to: f64, upwards: bool) -> i32 {
        let pods = ((self.at - to) / self.pod).round() as i32;
        self.pods + if upwards { pods } else { -pods }
    }
}

impl Drag {
    /// What would come of it.
    pub(crate) fn ghost(&self) -> Ghost<'_> {
        let Some(ahead) = &self.ahead else { return Ghost::default() };
        Ghost { samples: &ahead.samples, held: true, begins: ahead.begins }
    }

    fn words(&self) -> Message {
        let count = self.pods;
        let Some(ahead) = self.ahead.as_ref().filter(|ahead| !ahead.samples.is_empty()) else {
            return message!("edge-pods", count);
        };
        let least = ahead.samples.iter().map(|sample| sample.available).min().unwrap_or(0);
        let most = ahead.samples.iter().map(|sample| sample.total).max().unwrap_or(0);
        message!("edge-ahead", count, least, most)
    }
}

/// The handles, over the plot; the band is where it would be.
pub(crate) fn hands(
    all: &Hands,
    (least, most): (i32, i32),
    scale: &Scale,
    zoom: f64,
    drag: &Value<Option<Drag>>,
) -> Html {
    let pod = HEIGHT / f64::from(scale.highest) * zoom;
    let hand = |edge: &Edge| {
        let held = drag.as_ref().filter(|drag| drag.control == edge.control);
        let upper = edge.control == Control::MaxSurge;
        let moved = held.map_or(0, |drag| drag.pods - edge.pods);
        let y = scale.y(if upper { most + moved } else { least - moved });
        let x = scale.x(scale.axis.now).min(scale.width - WIDE);
        Hand { all, edge, held, drag, pod }.html(x, y, upper)
    };
    html! { <svg class="hands" viewBox={view_box(scale.width)}>{for all.edges.iter().map(hand)}</svg> }
}

struct Hand<'a> {
    all: &'a Hands,
    edge: &'a Edge,
    held: Option<&'a Drag>,
    drag: &'a Value<Option<Drag>>,
    pod: f64,
}

impl Hand<'_> {
    fn html(&self, x: f64, y: f64, upper: bool) -> Html {
        let Edge { control, text, pods, least } = self.edge;
        let now = self.held.map_or(*pods, |held| held.pods);
        let words = self.held.map_or_else(|| message!("edge-of", text, count = *pods), Drag::words);
        // What is above the plot has places of its own to be pressed at.
        let (outwards, target) = if upper { (-7.0, (-2.0 - y).max(-23.0)) } else { (7.0, -1.0) };
        let (at, anchor) = if x > WORDS { (-6.0, "end") } else { (WIDE + 6.0, "start") };
        html! {
            <g class={classes!("hand", self.held.map(|_| "held"))} transform={translate(x, y)} tabindex="0" role="slider"
                aria-label={control.label().as_text().to_string()} aria-orientation="vertical"
                aria-valuemin={least.to_string()} aria-valuemax={self.all.most.to_string()}
                aria-valuenow={now.to_string()} aria-valuetext={say(&words)}
                onpointerdown={self.taken()} onpointermove={self.moved(upper)} onpointerup={self.let_go()}
                onpointercancel={self.dropped()} onkeydown={self.keys()} onblur={self.left()}>
                <rect class="target" x="-4" y={px(target)} width={px(WIDE + 8.0)} height="24" />
                <path class="edge-line" d={format!("M-4 0H{}", px(WIDE + 4.0))} />
                <rect class="grip" y={px(outwards - 5.0)} width={px(WIDE)} height="10" rx="5" />
                <path class="ribs" d={format!("M11 {0}h10M11 {1}h10", px(outwards - 1.5), px(outwards + 1.5))} />
                <text class="hand-name" x={px(at)} y={px(outwards + 5.0)} text-anchor={anchor}>{control.label().as_text().to_string()}{" "}<tspan>{now}</tspan></text>
            </g>
        }
    }

    /// Holds the edge at so many pods.
    fn hold(&self) -> impl Fn(i32, Option<Grip>) + 'static {
        let (all, drag, control, least) = (self.all.clone(), self.drag.setter(), self.edge.control, self.edge.least);
        let held = self.held.cloned();
        move |pods, grip| {
            let pods = pods.clamp(least, all.most);
            if held.as_ref().is_none_or(|held| held.pods != pods) {
                let ahead = all.ahead.emit((control, pods));
                drag.set(Some(Drag { control, pods, grip, ahead }));
            }
        }
    }

    /// Lets it go where it is: one request, as from the control of its name.
    fn end(&self) -> impl Fn() + 'static {
        let (drag, on_action, edge) = (self.drag.setter(), self.all.on_action.clone(), self.edge.clone());
        let held = self.held.cloned();
        move || {
            if let Some(held) = &held {
                drag.set(None);
                if held.pods != edge.pods {
                    on_action.emit(Action::Set { control: edge.control, text: held.pods.to_string() });
                }
            }
        }
    }

    fn taken(&self) -> Callback<PointerEvent> {
        let (hold, pods, pod) = (self.hold(), self.held.map_or(self.edge.pods, |held| held.pods), self.pod);
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            event.prevent_default();
            if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
                // A pointer that is gone by now moves nothing.
                drop(target.set_pointer_capture(event.pointer_id()));
                focus::around(&target, "[role=slider]");
            }
            hold(pods, Some(Grip { pods, at: f64::from(event.client_y()), pod }));
        })
    }

    fn moved(&self, upper: bool) -> Callback<PointerEvent> {
        let (hold, grip) = (self.hold(), self.held.and_then(|held| held.grip));
        Callback::from(move |event: PointerEvent| {
            if let Some(grip) = grip {
                hold(grip.moved(f64::from(event.client_y()), upper), Some(grip));
            }
        })
    }

    fn let_go(&self) -> Callback<PointerEvent> {
        let end = self.end();
        Callback::from(move |_: PointerEvent| end())
    }

    fn dropped(&self) -> Callback<PointerEvent> {
        let drag = self.drag.setter();
        Callback::from(move |_: PointerEvent| drag.set(None))
    }

    /// Who goes on to something else has decided, as with a text box.
    fn left(&self) -> Callback<FocusEvent> {
        let end = self.end();
        let by_keys = self.held.is_some_and(|held| held.grip.is_none());
        Callback::from(move |_: FocusEvent| {
            if by_keys {
                end();
            }
        })
    }

    /// Arrows, Home and End hold it elsewhere, Enter and Space let it go there, Escape lets it go where it was.
    fn keys(&self) -> Callback<KeyboardEvent> {
        let (hold, end, drag, most) = (self.hold(), self.end(), self.drag.setter(), self.all.most);
        let (held, pods) = (self.held.is_some(), self.held.map_or(self.edge.pods, |held| held.pods));
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowUp" | "ArrowRight" => hold(pods + 1, None),
                "ArrowDown" | "ArrowLeft" => hold(pods - 1, None),
                "Home" => hold(0, None),
                "End" => hold(most, None),
                "Enter" | " " if held => end(),
                "Escape" if held => drag.set(None),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_as_pods() {
        // Name, taken at, px of a pod, from and to (px from the top), upwards means more, pods.
        let cases = [
            ("not moved", 2, 14.0, 300.0, 300.0, true, 2),
            ("less than half a pod up", 2, 14.0, 300.0, 294.0, true, 2),
            ("half a pod up", 2, 14.0, 300.0, 293.0, true, 3),
            ("two pods up", 2, 14.0, 300.0, 270.0, true, 4),
            ("a pod down", 2, 14.0, 300.0, 314.0, true, 1),
            ("the lower edge goes down", 1, 14.0, 300.0, 328.0, false, 3),
            ("and up", 3, 14.0, 300.0, 286.0, false, 2),
            ("pods of 3 px", 5, 3.0, 300.0, 270.0, true, 15),
            ("below nothing, which the hand clamps", 1, 14.0, 300.0, 400.0, true, -6),
        ];
        for (name, pods, pod, at, to, upwards, expected) in cases {
            assert_eq!(Grip { pods, at, pod }.moved(to, upwards), expected, "{name}");
        }
    }
}
