//! The first frame of every page as HTML, rendered natively while the site is built, by the components of the live page.
//!
//! It is painted before any program runs, and replaced by the live page within one task. What the live page knows only in
//! a browser (stored runs, the theme, sizes) is not in it: `boot.js` says so while a stored run or a link is opened.

use yew::LocalServerRenderer;
use yew::prelude::*;

use crate::pace::at_once;

use crate::ui::parts::route::Route;
use crate::ui::parts::size::Screen;
use crate::ui::shell::app::Page;

/// One page for one screen.
#[derive(PartialEq, Properties)]
struct Props {
    route: Route,
    screen: Screen,
}

#[component]
fn Frame(props: &Props) -> Html {
    html! { <ContextProvider<Screen> context={props.screen}><Page route={props.route.clone()} /></ContextProvider<Screen>> }
}

/// Every first frame, each in a `<div class="first …">`; the style sheet shows the one that fits address and screen.
pub fn first_frames() -> String {
    let frames = [
        ("welcome", Route::Welcome, Screen::Wide),
        ("pocket", Route::Welcome, Screen::Narrow),
        ("wide", Route::Sandbox(String::new()), Screen::Wide),
        ("narrow", Route::Sandbox(String::new()), Screen::Narrow),
        ("quiz", Route::Practice(String::new()), Screen::Wide),
        ("learn", Route::Learn, Screen::Wide),
        ("about", Route::About, Screen::Wide),
    ];
    let mut html = String::new();
    for (class, route, screen) in frames {
        let frame = LocalServerRenderer::<Frame>::with_props(Props { route, screen }).hydratable(false).render();
        let frame = at_once(async |_| frame.await); // No view waits for anything.
        html.push_str(&format!("<div class=\"first first-{class}\">{}</div>", renamed(frame, class)));
    }
    // A frame is painted once something comes after it.
    html + "<hr hidden>"
}

/// Attributes that name an element by its id.
const IDS: [&str; 6] =
    [" id=\"", " for=\"", " aria-labelledby=\"", " aria-controls=\"", " aria-describedby=\"", " popovertarget=\""];

/// Frames stand side by side in one document, in which an id may be there once only: `replicas` becomes `narrow-replicas`.
/// `boot.js` takes the word away again where it looks for the same control in the live page.
fn renamed(html: String, class: &str) -> String {
    IDS.iter().fold(html, |html, attribute| html.replace(attribute, &format!("{attribute}{class}-")))
}
