//! A page for developers: every component in every state, drawn natively by the page's own components from runs that have
//! come there. `./dev gallery` writes it; tests/e2e/visual.test.mjs compares pictures of it. No part of what is shipped.

mod page;
mod run;
mod states;
mod views;

use podyard::ui::parts::size::Screen;
use states::{Part, Place, State};

/// What the gallery's own parts look like; all else is the page's.
const STYLE: &str = include_str!("gallery.css");

fn main() {
    println!("{}", document(&read));
}

/// A file of the repository.
fn read(path: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn document(read: &dyn Fn(&str) -> String) -> String {
    let index = read("index.html");
    let sheets = index.split("rel=\"inline\" type=\"css\" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let styles: String = sheets.map(read).collect();
    let desk = gallery("desk", Screen::Wide);
    let phone = gallery("phone", Screen::Narrow);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Podyard: every component</title>\
         <style>{styles}{STYLE}</style></head><body class=\"gallery\"><h1>Every component</h1>\
         <button type=\"button\" onclick=\"document.documentElement.dataset.theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'\">Light or dark</button>\
         {desk}{phone}</body></html>"
    )
}

fn gallery(class: &str, screen: Screen) -> String {
    let parts: String = states::parts(screen).iter().map(part).collect();
    format!("<div class=\"{class}\">{parts}</div>")
}

fn part(part: &Part) -> String {
    let states: String = part.states.iter().map(state).collect();
    format!(
        "<section class=\"part\" data-part=\"{0}\"><h2>{0}</h2><div class=\"states\">{states}</div></section>",
        part.id
    )
}

fn state(state: &State) -> String {
    let (class, before, after) = match state.place {
        Place::Controls => ("controls", "<div class=\"sandbox begun\"><div class=\"column controls\">", "</div></div>"),
        Place::Middle => ("middle", "<div class=\"sandbox begun\"><div class=\"column middle\">", "</div></div>"),
        Place::Side => ("side", "<div class=\"sandbox begun\"><div class=\"column side\">", "</div></div>"),
        Place::Page => ("page", "", ""),
    };
    // A form of its own for each: else all radio buttons of the gallery were one group.
    format!(
        "<figure class=\"state of-{class}\"><figcaption>{}</figcaption><form>{before}{}{after}</form></figure>",
        state.title, state.html
    )
}
