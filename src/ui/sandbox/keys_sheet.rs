//! The keys, as a sheet, and a switch for all of them.

use yew::prelude::*;

use crate::ui::parts::hooks::{use_effect_with, use_value};

/// The keys, and what each does.
fn keys() -> [(&'static str, &'static str); 13] {
    [
        ("Space or k", words!("page-play-pause")),
        ("→ or .", words!("page-one-event")),
        ("← or ,", words!("page-one-event-back")),
        ("Shift+→, Shift+←", words!("page-every-event")),
        ("n and p", words!("page-next-last-change-pod-looked")),
        ("Home, End", words!("page-start-furthest-instant")),
        ("< and >", words!("page-slower-faster")),
        ("r", words!("page-same-again-from-start")),
        ("Ctrl+Z, Ctrl+Shift+Z", words!("page-undo-redo")),
        ("Tab, then arrow keys", words!("page-from-pod-pod-picture-enter")),
        ("f, then q or b", words!("page-stage-keys")),
        ("?", words!("page-sheet")),
        ("Escape", words!("page-closes")),
    ]
}

/// What the sheet needs.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The keys work.
    pub on: bool,
    /// Turns them on or off.
    pub on_switch: Callback<()>,
    /// Closes the sheet.
    pub on_close: Callback<()>,
}

#[component]
pub fn KeysSheet(props: &Props) -> Html {
    let row = |(keys, does): &(&'static str, &'static str)| html! { <div><dt>{*keys}</dt><dd>{*does}</dd></div> };
    let escape = {
        let close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                close.emit(());
            }
        })
    };
    html! {
        <section id="keys" class="sheet" role="dialog" aria-label={words!("page-keys")} tabindex="-1" onkeydown={escape}>
            <h2>{words!("page-keys")}</h2>
            <dl>{for keys().iter().map(row)}</dl>
            <label class="choice">
                <input type="checkbox" checked={props.on} onchange={props.on_switch.reform(|_: Event| ())} />
                {words!("page-single-keys-work-while-focus")}
            </label>
            <button type="button" class="primary" onclick={props.on_close.reform(|_: MouseEvent| ())}>{words!("page-close")}</button>
        </section>
    }
}

/// The sheet of keys: whether it is open, and what opens and closes it.
#[hook]
pub(crate) fn use_help() -> (bool, Callback<()>) {
    let open = use_value(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |()| open.change(|open| !open))
    };
    use_effect_with(*open, |open| {
        if *open {
            crate::ui::parts::focus::element("keys");
        }
    });
    (*open, toggle)
}
