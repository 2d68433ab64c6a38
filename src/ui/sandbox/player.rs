//! The player bar: time runs, stands, steps, turns back, and can be dragged to any instant.

use std::rc::Rc;

use yew::prelude::*;

use crate::history::{History, Mark, Travel};
use crate::kube::time::{Millis, SECOND};
use crate::session::{Action, Grain, Speed};
use crate::ui::parts::clock::clock;

use crate::ui::draw::marks::{self, Marks};
use crate::ui::parts::class::classes;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::input;
use crate::ui::parts::view::view;

/// Shortest stretch the timeline shows, ms.
const SHORTEST: Millis = 60 * SECOND;

/// The instant a person typed: `1:12.34` or seconds, ms.
pub fn instant(text: &str) -> Option<Millis> {
    let (minutes, seconds) = text.trim().split_once(':').unwrap_or(("0", text.trim()));
    let (whole, part) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let part = part.get(..part.len().min(3))?;
    let (minutes, whole): (Millis, Millis) = (minutes.parse().ok()?, whole.parse().ok()?);
    let thousandths: Millis = format!("{part:0<3}").parse().ok()?;
    minutes.checked_mul(60_000)?.checked_add(whole.checked_mul(1_000)?)?.checked_add(thousandths)
}

/// Where the buttons lead.
pub(crate) struct Ways<'a> {
    pub on_action: &'a Callback<Action>,
    pub on_travel: &'a Callback<Travel>,
    pub on_help: Callback<MouseEvent>,
    /// Shows the picture alone, and large.
    pub on_stage: Callback<MouseEvent>,
    /// On a phone: whether what is needed less is shown, and what shows it.
    pub more: bool,
    pub on_more: Callback<MouseEvent>,
    /// The focus leaves something in the bar.
    pub on_leave: Callback<FocusEvent>,
}

/// The bar, for a history that stands like this.
pub(crate) fn player(history: &History, marks: &Rc<[Mark]>, ways: &Ways<'_>) -> Html {
    let session = history.session();
    let on = |action: Action| ways.on_action.reform(move |_: MouseEvent| action.clone());
    let to = |travel: Travel| ways.on_travel.reform(move |_: MouseEvent| travel.clone());
    let (word, sign, action) = if session.playing() {
        (words!("player-pause"), Icon::Pause, Action::Pause)
    } else {
        (words!("player-play"), Icon::Play, Action::Play)
    };
    // With Shift every entry of the log is a step.
    let grain = |event: &MouseEvent| if event.shift_key() { Grain::Event } else { Grain::Change };
    let step = ways.on_action.reform(move |event: MouseEvent| Action::Step(grain(&event)));
    let back = ways.on_travel.reform(move |event: MouseEvent| Travel::StepBack(grain(&event)));
    let on_speed =
        input::emit(ways.on_action, |event| Speed::ALL.get(input::chosen(event)?).copied().map(Action::SetSpeed));
    html! {
        <div class="player" role="toolbar" aria-label={words!("page-time")} onfocusout={ways.on_leave.clone()}>
            {timeline(history, marks, ways.on_travel)}
            <button type="button" class="primary" onclick={on(action)} aria-keyshortcuts="k Space">{icon(sign)}{worded(word)}</button>
            <button type="button" onclick={back} disabled={session.elapsed() == 0} aria-keyshortcuts=", ArrowLeft">{icon(Icon::StepBack)}{worded(words!("page-back"))}</button>
            <button type="button" onclick={step} aria-keyshortcuts=". ArrowRight">{icon(Icon::Step)}{worded(words!("page-step"))}</button>
            <span class="clock" role="timer" aria-live="off" aria-label={words!("page-virtual-time")}>{clock(session.elapsed())}</span>
            <button type="button" class="more-of-player" onclick={ways.on_more.clone()} aria-expanded={if ways.more { "true" } else { "false" }}>{icon(Icon::More)}<span class="word-of">{words!("player-more")}</span></button>
            <div class={classes!("player-more", ways.more.then_some("open"))}>
            <button type="button" onclick={on(Action::Restart)} title={words!("page-restart")} aria-keyshortcuts="r">{icon(Icon::Restart)}{signed(words!("page-restart"))}</button>
            <button type="button" onclick={to(Travel::Undo)} disabled={!history.can_undo()} title={words!("page-undo")} aria-keyshortcuts="Control+z">{icon(Icon::Undo)}{signed(words!("page-undo"))}</button>
            <button type="button" onclick={to(Travel::Redo)} disabled={!history.can_redo()} title={words!("page-redo")} aria-keyshortcuts="Control+Shift+z">{icon(Icon::Redo)}{signed(words!("page-redo"))}</button>
            <label>
                {words!("page-speed")}
                <select onchange={on_speed}>
                    {for Speed::ALL.into_iter().map(|speed| html! {
                        <option selected={speed == session.speed()}>{speed.label()}</option>
                    })}
                </select>
            </label>
            { view::<GoTo>("go", GoProps { on_travel: ways.on_travel.clone() }) }
            <button type="button" onclick={ways.on_stage.clone()} aria-keyshortcuts="f">{words!("stage-enter")}</button>
            <button type="button" class="help" onclick={ways.on_help.clone()} aria-keyshortcuts="?">{words!("page-keys")}</button>
            </div>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct GoProps {
    on_travel: Callback<Travel>,
}

/// A box for an instant, which says what it takes where it is given something else.
#[component]
fn GoTo(props: &GoProps) -> Html {
    let refused = use_value(|| false);
    let onchange = {
        let refused = refused.setter();
        input::emit(&props.on_travel, move |event| {
            let text = input::text(event)?;
            let at = instant(&text);
            refused.set(at.is_none() && !text.trim().is_empty());
            // A box that kept its text would not change when the same instant is asked for again.
            at.map(|at| {
                input::clear(event);
                Travel::Seek(at)
            })
        })
    };
    html! {
        <label class="go">
            {words!("page-go")}
            <input type="text" placeholder="0:30" autocomplete="off" {onchange} aria-invalid={refused.then_some("true")} aria-describedby={refused.then_some("go-takes")} />
            if *refused {
                <span class="told" role="alert" id="go-takes">{words!("page-go-takes")}</span>
            }
        </label>
    }
}

/// On a phone the sign stands for it.
fn worded(word: &'static str) -> Html {
    html! { <span class="word-of">{word}</span> }
}

/// The sign stands for it, but where there is room for words.
fn signed(word: &'static str) -> Html {
    html! { <span class="word-of sign">{word}</span> }
}

/// The whole run as a slider, with a mark for each thing that happened.
fn timeline(history: &History, marks: &Rc<[Mark]>, on_travel: &Callback<Travel>) -> Html {
    let now = history.session().elapsed();
    // In whole stretches, so that the marks need not move with every frame.
    let end = history.current().horizon.0.max(now).div_ceil(SHORTEST).max(1) * SHORTEST;
    let to = on_travel.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(at) = input::typed(&event).and_then(|text| text.parse().ok()) {
            to.emit(Travel::Seek(at));
        }
    });
    let last = marks.iter().rev().find(|mark| mark.at <= now);
    let words = last.map_or(words!("player-nothing-yet"), |mark| &mark.words);
    html! {
        <div class="timeline">
            { (!marks.is_empty()).then(|| view::<Marks>("marks", marks::Props { marks: marks.clone(), end, on_travel: on_travel.clone() })) }
            <input type="range" min="0" max={end.to_string()} step="1" value={now.to_string()} {oninput}
                aria-label={words!("page-instant")} aria-valuetext={message!("player-instant", now = clock(now), end = clock(end), words)} />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_as_people_type_them() {
        let cases = [
            ("0:30", Some(30_000)),
            ("1:12.34", Some(72_340)),
            (" 7.5 ", Some(7_500)),
            ("90", Some(90_000)),
            ("0:00.0019", Some(1)),
            ("soon", None),
            ("", None),
            ("1:-2", None),
            ("99999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(instant(text), expected, "{text:?}");
        }
    }
}

/// What a phone's player keeps for later: whether it is shown, what shows and hides it, and what hides it once the focus is
/// elsewhere.
#[hook]
pub(crate) fn use_more() -> (bool, Callback<MouseEvent>, Callback<FocusEvent>) {
    let open = use_value(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.change(|open| !open))
    };
    let close = open.setter();
    let leave = Callback::from(move |event: FocusEvent| {
        let next =
            event.related_target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok());
        if next.is_none_or(|next| next.closest(".player").ok().flatten().is_none()) {
            close.set(false);
        }
    });
    (*open, toggle, leave)
}
