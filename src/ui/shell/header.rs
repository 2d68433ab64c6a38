//! The header of every page: name, pages, theme.

use yew::prelude::*;

use crate::history::Refused;

use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::input;
use crate::ui::parts::route::Route;
use crate::ui::parts::storage;

/// Where the theme is remembered; `boot.js` reads it before the first paint.
const THEME: &str = "podyard.theme";
/// Themes, and what each is called.
fn themes() -> [(&'static str, &'static str); 3] {
    [("system", words!("theme-system")), ("light", words!("theme-light")), ("dark", words!("theme-dark"))]
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub route: Route,
    pub on_theme: Callback<()>,
}

#[component]
pub(crate) fn Header(props: &Props) -> Html {
    let (refused, close) = storage::use_refused();
    let theme = use_state(|| storage::get(THEME).unwrap_or_else(|| "system".into()));
    let on_change = {
        let (theme, on_theme) = (theme.clone(), props.on_theme.clone());
        let chosen = Callback::from(move |(value, _): (&'static str, &'static str)| {
            set_theme(value);
            theme.set(value.into());
            on_theme.emit(());
        });
        input::emit(&chosen, |event| themes().get(input::chosen(event)?).copied())
    };
    let page = |href: &'static str, label: &'static str, current: bool| {
        html! { <li><a {href} aria-current={current.then_some("page")}>{label}</a></li> }
    };
    html! {
        <header class="site-header">
            <a class="brand" href="#/sandbox">{icon(Icon::Brand)}<span class="brand-word">{words!("page-podyard")}</span></a>
            <nav aria-label={words!("page-main")}>
                <ul>
                    {page("#/sandbox", words!("page-sandbox"), matches!(props.route, Route::Sandbox(_)))}
                    {page("#/quiz", words!("page-quizzes"), matches!(props.route, Route::Quiz(_)))}
                    {page("#/about", words!("page-about"), props.route == Route::About)}
                </ul>
            </nav>
            <label class="theme">
                <span class="theme-word">{words!("page-theme")}</span>
                <select onchange={on_change}>
                    {for themes().iter().map(|(value, label)| html! {
                        <option value={*value} selected={*theme == *value}>{*label}</option>
                    })}
                </select>
            </label>
            { for refused.map(|why| html! {
                <p class="note" role="status">
                    {match why {
                        Refused::Full => words!("page-browser-no-more-room-page"),
                        Refused::Forbidden => words!("page-browser-keeps-nothing-page-your"),
                    }}{" "}
                    <button type="button" onclick={close}>{words!("page-close")}</button>
                </p>
            }) }
        </header>
    }
}

fn set_theme(theme: &str) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    let Some(root) = root else { return };
    let done = match theme {
        "light" | "dark" => root.set_attribute("data-theme", theme),
        _ => root.remove_attribute("data-theme"),
    };
    if done.is_ok() {
        storage::set(THEME, if theme == "system" { "" } else { theme });
    }
}
