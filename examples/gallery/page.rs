//! Pages rendered natively, and what is cut out of them.

use std::rc::Rc;

use podyard::pace::at_once;
use podyard::ui::parts::size::Screen;
use yew::LocalServerRenderer;
use yew::prelude::*;

#[derive(Properties)]
struct Props {
    screen: Screen,
    draw: Rc<dyn Fn() -> Html>,
}

impl PartialEq for Props {
    fn eq(&self, _other: &Self) -> bool {
        false
    }
}

#[component]
fn Drawn(props: &Props) -> Html {
    html! { <ContextProvider<Screen> context={props.screen}>{(props.draw)()}</ContextProvider<Screen>> }
}

/// What is drawn, as HTML, as large as it is on a screen.
pub fn on(screen: Screen, draw: impl Fn() -> Html + 'static) -> String {
    let props = Props { screen, draw: Rc::new(draw) };
    let html = LocalServerRenderer::<Drawn>::with_props(props).hydratable(false).render();
    at_once(async |_| html.await)
}

/// The element in whose first tag `sign` stands, whole.
pub fn cut<'a>(html: &'a str, sign: &str) -> &'a str {
    let at = html.find(sign).unwrap_or_else(|| panic!("no {sign} in {html}"));
    let begin = html[..at].rfind('<').expect("a tag");
    let rest = &html[begin..];
    let tag = rest[1..].split([' ', '>']).next().expect("a name");
    let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
    let mut depth = 0;
    let mut place = 0;
    loop {
        let end = place + rest[place..].find(&close).unwrap_or_else(|| panic!("{sign}: no {close}"));
        let opened = rest[place..end].match_indices(&open);
        depth += opened.filter(|(at, _)| rest[place + at + open.len()..].starts_with([' ', '>'])).count();
        depth -= 1;
        place = end + close.len();
        if depth == 0 {
            return &rest[..place];
        }
    }
}
