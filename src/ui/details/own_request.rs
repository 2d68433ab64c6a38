//! A request of one's own: draft down here, answered by every rule as the gateway has it.

use yew::prelude::*;

use crate::message::Message;
use crate::view::{Draft, OwnRequest};

use crate::ui::details::verdicts::verdicts;
use crate::ui::parts::input;

/// What is draft, and what becomes of it.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub draft: Draft,
    /// Or what is wrong with it.
    pub asked: Result<OwnRequest, Message>,
    pub on_write: Callback<Draft>,
}

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

#[component]
pub fn OwnRequestForm(props: &Props) -> Html {
    let draft = &props.draft;
    let on_text = |put: fn(&mut Draft, String)| {
        let (on_write, before) = (props.on_write.clone(), draft.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(text) = input::typed(&event) {
                let mut draft = before.clone();
                put(&mut draft, text);
                on_write.emit(draft);
            }
        })
    };
    let on_method = {
        let before = draft.clone();
        input::emit(&props.on_write, move |event| {
            let method = (*METHODS.get(input::chosen(event)?)?).into();
            Some(Draft { method, ..before.clone() })
        })
    };
    let wrong = props.asked.is_err().then_some("own-request-wrong");
    let field = |id: &'static str, label: &'static str, value: &str, oninput: Callback<InputEvent>| {
        html! {
            <div class="field">
                <label for={id}>{label}</label>
                <input {id} type="text" value={value.to_string()} {oninput} autocomplete="off" spellcheck="false" aria-describedby={wrong} />
            </div>
        }
    };
    html! {
        <details class="own-request">
            <summary>{words!("own-request-title")}</summary>
            <div class="own-fields">
                <div class="field">
                    <label for="own-method">{words!("own-request-method")}</label>
                    <select id="own-method" onchange={on_method}>
                        {for METHODS.iter().map(|method| html! { <option selected={draft.method == *method}>{*method}</option> })}
                    </select>
                </div>
                {field("own-host", words!("own-request-host"), &draft.host, on_text(|draft, text| draft.host = text))}
                {field("own-path", words!("own-request-path-label"), &draft.path, on_text(|draft, text| draft.path = text))}
                <div class="field">
                    <label for="own-headers">{words!("own-request-headers")}</label>
                    <textarea id="own-headers" rows="2" value={draft.headers.clone()} spellcheck="false" autocomplete="off"
                        oninput={on_text(|draft, text| draft.headers = text)} aria-describedby={wrong} />
                </div>
            </div>
            { match &props.asked {
                Err(problem) => html! { <p class="error" role="alert" id="own-request-wrong">{problem}</p> },
                Ok(asked) => html! { <>
                    <ul class="goes" role="status">{for asked.goes.iter().map(|line| html! { <li><strong>{line}</strong></li> })}</ul>
                    {verdicts(&asked.verdicts)}
                </> },
            } }
        </details>
    }
}
