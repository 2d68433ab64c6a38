//! The keys, as a sheet, and a switch for all of them.

use yew::prelude::*;

const KEYS: [(&str, &str); 11] = [
    ("Space or k", "play, pause"),
    ("→ or .", "one event on"),
    ("← or ,", "one event back"),
    ("Shift+→, Shift+←", "to the next, the last change of the pod looked at, or of the Deployment"),
    ("Home, End", "to the start, to the furthest instant"),
    ("< and >", "slower, faster"),
    ("r", "the same again from the start"),
    ("Ctrl+Z, Ctrl+Shift+Z", "undo, redo"),
    ("Tab, then arrow keys", "from pod to pod in the picture; Enter looks into one"),
    ("?", "this sheet"),
    ("Escape", "closes it"),
];

/// What the sheet needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The keys work.
    pub on: bool,
    /// Turns them on or off.
    pub on_switch: Callback<()>,
    /// Closes the sheet.
    pub on_close: Callback<()>,
}

/// The sheet.
#[component]
pub(crate) fn KeysSheet(props: &Props) -> Html {
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
        <section id="keys" class="sheet" role="dialog" aria-label="Keys" tabindex="-1" onkeydown={escape}>
            <h2>{"Keys"}</h2>
            <dl>{for KEYS.iter().map(row)}</dl>
            <label class="choice">
                <input type="checkbox" checked={props.on} onchange={props.on_switch.reform(|_: Event| ())} />
                {"Single keys work while the focus is on nothing that takes keys"}
            </label>
            <button type="button" class="primary" onclick={props.on_close.reform(|_: MouseEvent| ())}>{"Close"}</button>
        </section>
    }
}
