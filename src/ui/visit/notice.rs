//! A word on the page about what happened, with what one can do about it.

use std::rc::Rc;

use yew::prelude::*;

use crate::history::Store;
use crate::message::Message;
use crate::text::say;
use crate::ui::parts::download;
use crate::ui::parts::hooks::Value;

use crate::ui::parts::storage::Local;
use crate::ui::visit::save::Save;

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notice {
    pub words: String,
    pub offer: Option<Offer>,
}

/// What a notice offers to save.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Offer {
    /// All runs.
    Runs,
    /// What is stored and cannot be read, as it is.
    Unread(Rc<str>),
}

impl From<String> for Notice {
    fn from(words: String) -> Self {
        Self { words, offer: None }
    }
}

impl Notice {
    /// What is stored and cannot be read, if there is anything.
    pub fn of_unread(store: &Store) -> Option<Self> {
        let why: Vec<Message> =
            store.unread().map(|(key, why)| message!("notice-unread-run", key, why = why.clone())).collect();
        if why.is_empty() {
            return None;
        }
        let words = say(&match why.len() {
            1 => message!("notice-unread-run-of-all", why),
            count => message!("notice-unread-runs", count, why),
        });
        Some(Self { words, offer: Some(Offer::Unread(store.unread_text(&Local).into())) })
    }
}

/// The notice, with its buttons.
pub(crate) fn bar(notice: &Value<Option<Notice>>, on_save: &Callback<Save>) -> Html {
    let Some(Notice { words, offer }) = &**notice else { return Html::default() };
    let close = {
        let notice = notice.setter();
        Callback::from(move |_: MouseEvent| notice.set(None))
    };
    let offer = offer.as_ref().map(|offer| match offer.clone() {
        Offer::Runs => (words!("page-save-runs-file"), on_save.reform(|_: MouseEvent| Save::Runs)),
        Offer::Unread(text) => {
            (words!("page-save-file"), Callback::from(move |_: MouseEvent| download::file("podyard-unread.txt", &text)))
        }
    });
    html! {
        <div class="notice" role="alert">
            <p>{words}</p>
            { for offer.map(|(label, onclick)| html! { <button type="button" {onclick}>{label}</button> }) }
            <button type="button" onclick={close}>{words!("page-close")}</button>
        </div>
    }
}
