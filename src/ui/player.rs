//! The player bar: time runs, stands, steps, starts anew.

use yew::prelude::*;

use crate::session::{Action, Session, Speed};
use crate::sim::time::Millis;

use super::icons::{Icon, icon};
use super::input;

/// A clock's text: 72,340 ms is `1:12.340`.
pub fn clock(elapsed: Millis) -> String {
    format!("{}:{:02}.{:03}", elapsed / 60_000, elapsed / 1_000 % 60, elapsed % 1_000)
}

/// The bar, for a session that stands like this.
pub(super) fn player(session: &Session, on_action: &Callback<Action>) -> Html {
    let on = |action: Action| on_action.reform(move |_: MouseEvent| action.clone());
    let (word, sign, action) =
        if session.playing() { ("Pause", Icon::Pause, Action::Pause) } else { ("Play", Icon::Play, Action::Play) };
    let on_speed = input::emit(on_action, |event| Speed::ALL.get(input::chosen(event)?).copied().map(Action::SetSpeed));
    html! {
        <div class="player" role="toolbar" aria-label="Time">
            <button type="button" class="primary" onclick={on(action)} aria-keyshortcuts="k Space">{icon(sign)}{word}</button>
            <button type="button" onclick={on(Action::StepEvent)} aria-keyshortcuts=".">{icon(Icon::Step)}{"Step"}</button>
            <button type="button" onclick={on(Action::Restart)} aria-keyshortcuts="r">{icon(Icon::Restart)}{"Restart"}</button>
            <label>
                {"Speed"}
                <select onchange={on_speed}>
                    {for Speed::ALL.into_iter().map(|speed| html! {
                        <option selected={speed == session.speed()}>{speed.label()}</option>
                    })}
                </select>
            </label>
            <span class="clock" role="timer" aria-live="off" aria-label="Virtual time">{clock(session.elapsed())}</span>
            <span class="hint">{"Space plays and pauses, a full stop steps"}</span>
        </div>
    }
}
