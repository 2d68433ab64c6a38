//! What is under way in the history: a slice of it in each frame, how far it is, and a way to call it off.

use yew::prelude::*;

use crate::history::{Journey, Traveller};
use crate::text::say;

/// Wall-clock time of a slice in a frame, ms: the rest of the frame is for drawing.
pub(crate) const SLICE: f64 = 9.0;
/// Of the first one, which is done where it is asked for: what is over by then shows no progress at all.
pub(crate) const FIRST_SLICE: f64 = 40.0;
/// Events between two looks at the clock.
pub(crate) const EVENTS: u64 = 32;

/// Goes on until there is nothing more to do or the time is up, ms; whether there is more.
pub(crate) fn for_a_while(limit: f64, mut go_on: impl FnMut() -> bool) -> bool {
    let begin = now();
    while go_on() {
        // A clock that was set back meanwhile ends the slice too.
        if (now() - begin).abs() >= limit {
            return true;
        }
    }
    false
}

#[cfg(target_arch = "wasm32")]
fn now() -> f64 {
    js_sys::Date::now()
}

/// Natively views are drawn once, and nothing is left for a next frame.
#[cfg(not(target_arch = "wasm32"))]
fn now() -> f64 {
    0.0
}

/// Goes on with what is under way; whether there is more.
pub(crate) fn slice(traveller: &mut Traveller, limit: f64) -> bool {
    for_a_while(limit, || traveller.work(EVENTS))
}

/// How far it is, and the button that calls it off.
pub(crate) fn bar(journey: &Journey, on_cancel: &Callback<()>) -> Html {
    let onclick = on_cancel.reform(|_: MouseEvent| ());
    html! {
        <div class="notice journey">
            <p id="journey" role="status">{format!("{} …", say(&journey.name()))}</p>
            <progress max="1000" value={journey.permille().to_string()} aria-labelledby="journey"></progress>
            <button type="button" {onclick}>{words!("page-cancel")}</button>
        </div>
    }
}
