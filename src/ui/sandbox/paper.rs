//! What stands on paper alone: the link to the moment that is printed.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::{History, Traveller};
use crate::text::say;
use crate::ui::parts::hooks::{use_effect_with, use_value};

/// The link to the moment at which somebody began to print, or why there is none.
#[hook]
pub(crate) fn use_paper(history: &Rc<RefCell<Traveller>>) -> Html {
    let printed = use_value(String::new);
    {
        let (history, printed) = (history.clone(), printed.setter());
        use_effect_with((), move |()| {
            let on_print = move |_: &web_sys::Event| {
                printed.set(link(&history.borrow()).unwrap_or_else(|why| why));
            };
            let listener =
                web_sys::window().map(|window| gloo_events::EventListener::new(&window, "beforeprint", on_print));
            move || drop(listener)
        });
    }
    html! { <p class="on-paper">{words!("page-link-instant")}{": "}{&*printed}</p> }
}

/// The address of the instant looked at, or why there is none.
pub(crate) fn link(history: &History) -> Result<String, String> {
    let run = history.link_text().map_err(|refused| say(&refused.whole()))?;
    let here = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    Ok(format!("{page}#/sandbox?{run}"))
}
