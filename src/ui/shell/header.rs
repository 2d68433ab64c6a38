//! The header of every page: name, pages, theme.

use yew::prelude::*;

use crate::history::Refused;
use crate::ui::parts::hooks::use_value;

use crate::ui::parts::icons::{Icon, icon};
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
    let theme = use_value(|| storage::get(THEME).unwrap_or_else(|| "system".into()));
    let shown = themes().into_iter().position(|(value, _)| *theme == value).unwrap_or(0);
    let on_press = {
        let (theme, on_theme) = (theme.clone(), props.on_theme.clone());
        Callback::from(move |_: MouseEvent| {
            let (value, _) = themes()[(shown + 1) % themes().len()];
            set_theme(value);
            theme.set(value.into());
            on_theme.emit(());
        })
    };
    let page = |href: &'static str, label: &'static str, current: bool| {
        html! { <li><a {href} aria-current={current.then_some("page")}>{label}</a></li> }
    };
    html! {
        <header class="site-header">
            <a class="brand" href="#/" aria-current={(props.route == Route::Welcome).then_some("page")}>{icon(Icon::Brand)}<span class="brand-word">{words!("page-podyard")}</span></a>
            <nav aria-label={words!("page-main")}>
                <ul>
                    {page("#/learn", words!("page-learn"), matches!(props.route, Route::Learn | Route::Lesson(_) | Route::Exercise(_) | Route::Grade))}
                    {page("#/sandbox", words!("page-sandbox"), matches!(props.route, Route::Sandbox(_)))}
                    {page("#/quiz", words!("page-practice"), matches!(props.route, Route::Practice(_) | Route::Quiz(_)))}
                    {page("#/plan", words!("page-plan-entry"), props.route == Route::Plan)}
                    {page("#/about", words!("page-about"), props.route == Route::About)}
                </ul>
            </nav>
            <button type="button" class="theme" onclick={on_press} title={words!("page-theme-next")}>
                {icon(Icon::Theme)}<span class="theme-word">{message!("page-theme", theme = themes()[shown].1)}</span>
            </button>
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
