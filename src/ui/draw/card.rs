//! A card beside what one points at in the picture: what it is and, once it is pressed, what can be done to it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::kube::object::{Name, Uid};
use crate::message::Said;
use crate::session::Action;
use crate::view::{Lane, LaneOf};

use crate::ui::draw::deeds::{self, Deed};
use crate::ui::draw::inspect::inspect;
use crate::ui::draw::scene::{HEADER, LaneBox, Point};
use crate::ui::parts::focus;
use crate::ui::parts::hooks::{use_effect_with, use_mut_ref};
use crate::ui::parts::size::rem;

/// What can be pressed in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pressed {
    Pod(Uid),
    Node(Uid),
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub what: Pressed,
    pub title: Name,
    pub says: Said,
    /// Its sides, from the picture's.
    pub sides: Sides,
    /// What can be done; nothing while it is only pointed at.
    pub deeds: Option<Vec<Deed>>,
    pub on_action: Callback<Action>,
    /// Leads to everything that is known of it.
    pub on_more: Option<Callback<MouseEvent>>,
    pub on_close: Callback<()>,
}

/// The two sides of a card that have a place, from the same sides of the picture, units: the card grows towards the middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sides {
    horizontal: (&'static str, f64),
    vertical: (&'static str, f64),
}

/// Beside a point of a picture of this width and height, at least `gap` above or below it.
///
/// A pod at (100, 90) in 758×392 with a gap of 20: left 84, top 110. At (700, 300): right 42, bottom 112.
pub(crate) fn beside(at: Point, gap: f64, (width, height): (f64, f64)) -> Sides {
    let before = |at: f64| (at - 16.0).max(8.0);
    Sides {
        horizontal: if at.x <= width / 2.0 { ("left", before(at.x)) } else { ("right", before(width - at.x)) },
        vertical: if at.y <= height / 2.0 { ("top", at.y + gap) } else { ("bottom", height - at.y + gap) },
    }
}

/// What there is to say of what was pressed, while it is there.
pub(crate) struct Found {
    pub title: Name,
    pub says: Said,
    pub deeds: Vec<Deed>,
    pub at: Point,
    pub gap: f64,
}

pub(crate) fn find(what: Pressed, lanes: &[Lane], places: &[LaneBox]) -> Option<Found> {
    let mut all = lanes.iter().zip(places);
    match what {
        Pressed::Pod(uid) => all.find_map(|(lane, place)| {
            let pod = lane.pods.iter().find(|pod| pod.uid == uid && pod.slot < place.shown)?;
            Some(Found {
                title: pod.name.clone(),
                says: inspect(pod).into(),
                deeds: deeds::of_pod(&pod.name),
                at: place.slot(pod.slot),
                gap: place.size.radius + if place.size.words { 26.0 } else { 8.0 },
            })
        }),
        Pressed::Node(uid) => all.find_map(|(lane, place)| {
            let LaneOf::Node(view) = &lane.of else { return None };
            (lane.uid == uid).then(|| Found {
                title: view.node.metadata.name.clone(),
                says: message!("node-card", status = view.node.status_word(), pods = view.pods).into(),
                deeds: deeds::of_node(view),
                at: Point { x: place.x + 28.0, y: place.y + HEADER / 2.0 },
                gap: HEADER / 2.0,
            })
        }),
    }
}

#[component]
pub(crate) fn Card(props: &Props) -> Html {
    let card = use_node_ref();
    // What had the focus when it opened.
    let from = use_mut_ref(|| None::<Element>);
    let open = props.deeds.is_some();
    {
        let card = card.clone();
        use_effect_with(props.sides, move |sides| set_sides(&card, *sides));
    }
    {
        let (card, from) = (card.clone(), from.clone());
        use_effect_with((open, props.what), move |(open, _)| {
            let active = || web_sys::window()?.document()?.active_element();
            if *open {
                from.replace(active());
                let first = card.cast::<Element>().and_then(|card| card.query_selector("button").ok().flatten());
                first.iter().for_each(focus::to);
            }
        });
    }
    let leave = {
        let on_close = props.on_close.clone();
        Callback::from(move |()| {
            on_close.emit(());
            from.borrow().iter().for_each(focus::to);
        })
    };
    let Some(deeds) = &props.deeds else {
        // Its button's name says the same.
        return html! { <div ref={card} class="pointed" aria-hidden="true"><p>{&props.says}</p></div> };
    };
    let onkeydown = {
        let leave = leave.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                leave.emit(());
            }
        })
    };
    let onfocusout = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: FocusEvent| {
            if leaves(&event) {
                on_close.emit(());
            }
        })
    };
    let deed = |(label, command): &Deed| {
        let (asks, leave) = (Action::Request(vec![command.clone()]), leave.clone());
        let onclick = props.on_action.reform(move |_: MouseEvent| {
            leave.emit(());
            asks.clone()
        });
        html! { <button type="button" key={*label} {onclick}>{*label}</button> }
    };
    html! {
        <div ref={card} class="pointed open" role="dialog" aria-label={props.title.to_string()} {onkeydown}
            {onfocusout}>
            <p>{&props.says}</p>
            <div class="buttons">{for deeds.iter().map(deed)}</div>
            { for props.on_more.iter().map(|on_more| html! {
                <button type="button" class="more-of-it" onclick={on_more.clone()}>{words!("card-more")}</button>
            }) }
            <button type="button" class="close" aria-label={words!("page-close")} onclick={leave.reform(|_: MouseEvent| ())}>{"✕"}</button>
        </div>
    }
}

/// The focus goes out of the card.
fn leaves(event: &FocusEvent) -> bool {
    let next = event.related_target().and_then(|target| target.dyn_into::<Element>().ok());
    next.is_none_or(|next| next.closest(".pointed").ok().flatten().is_none())
}

fn set_sides(card: &NodeRef, sides: Sides) {
    let Some(card) = card.cast::<HtmlElement>() else { return };
    // It can only fail on a property that style sheets do not know.
    let set = |property: &str, value: &str| drop(card.style().set_property(&format!("--{property}"), value));
    for side in ["left", "right", "top", "bottom"] {
        let given = [sides.horizontal, sides.vertical].into_iter().find(|(name, _)| *name == side);
        set(side, &given.map_or_else(|| "auto".to_string(), |(_, units)| rem(units)));
    }
    set("away", &rem(sides.vertical.1));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_grows_towards_the_middle() {
        let cases = [
            ("upper left", (100.0, 90.0), ("left", 84.0), ("top", 110.0)),
            ("lower right", (700.0, 300.0), ("right", 42.0), ("bottom", 112.0)),
            ("in the middle", (379.0, 196.0), ("left", 363.0), ("top", 216.0)),
            ("at the edge", (10.0, 390.0), ("left", 8.0), ("bottom", 22.0)),
        ];
        for (name, (x, y), horizontal, vertical) in cases {
            assert_eq!(beside(Point { x, y }, 20.0, (758.0, 392.0)), Sides { horizontal, vertical }, "{name}");
        }
    }
}
