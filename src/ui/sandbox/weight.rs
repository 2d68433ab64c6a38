//! The boundary between two weights, where a person leads a canary behind a gateway: a slider, whose end is the request that the
//! step of that weight would send.

use yew::prelude::*;

use crate::session::{Action, Weighed};

use crate::ui::draw::shape;
use crate::ui::draw::swatch::swatch;
use crate::ui::parts::class::classes;
use crate::ui::parts::hooks::{use_effect_with, use_value};
use crate::ui::parts::input;

/// What is weighed, and where a change goes.
#[derive(PartialEq, Properties)]
pub struct Props {
    pub weighed: Weighed,
    pub on_action: Callback<Action>,
}

#[component]
pub fn Weight(props: &Props) -> Html {
    let held = use_value(|| None::<i64>);
    let Weighed { version, ref way, entry } = props.weighed;
    let percent = held.unwrap_or(way.weight);
    let read = |event: &Event| input::text(event)?.parse::<i64>().ok();
    let oninput = {
        let held = held.setter();
        Callback::from(move |event: InputEvent| held.set(read(&event)))
    };
    let onchange = {
        let way = way.clone();
        input::emit(&props.on_action, move |event| {
            Some(Action::Request(way.clone().weighing(read(event)?).commands(entry)))
        })
    };
    {
        // Until the gateway has heard, the slider stays where it was put.
        let held = held.clone();
        use_effect_with(way.weight, move |weight| {
            if *held == Some(*weight) {
                held.set(None);
            }
        });
    }
    html! {
        <label class={classes!("weight", shape::class(version))}>
            <span>{message!("weight-of", version)}</span>
            <input type="range" min="0" max="100" value={percent.to_string()} {oninput} {onchange}
                aria-label={message!("weight-of", version)} aria-valuetext={format!("{percent}%")} />
            <span class="number">{swatch(version)}{format!("{percent}%")}</span>
        </label>
    }
}
