//! The first frame of every page as HTML, rendered natively while the site is built, by the components of the live page.
//!
//! It is painted before any program runs, and replaced by the live page within one task. What the live page knows only in
//! a browser (stored runs, the theme, sizes) is not in it: `boot.js` says so while a stored run or a link is opened.

use std::rc::Rc;

use yew::LocalServerRenderer;
use yew::prelude::*;

use crate::kube::object::Name;
use crate::kube::tree::{Mapping, Value};
use crate::learn::{Lesson, Quiz};
use crate::pace::at_once;
use crate::ui::learn::lesson_paper;
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

/// A page that needs no program.
pub struct Paper {
    /// Its file's name without `.html`.
    pub id: Name,
    pub title: Name,
    /// What it is about, for whoever looks for it.
    pub about: Name,
    /// What stands in its `<body>`.
    pub body: String,
}

/// The list of all lessons, and each of them.
pub fn papers(lessons: &[Lesson], quizzes: &[Quiz]) -> Vec<Paper> {
    let (all, quizzes) = (Rc::new(lessons.to_vec()), Rc::new(quizzes.to_vec()));
    let body = |at: Option<usize>| {
        let props = lesson_paper::Props { lessons: all.clone(), quizzes: quizzes.clone(), at };
        let body = LocalServerRenderer::<lesson_paper::Paper>::with_props(props).hydratable(false).render();
        at_once(async |_| body.await)
    };
    let list = Paper {
        id: "index".into(),
        title: words!("paper-lessons").into(),
        about: words!("paper-about").into(),
        body: body(None),
    };
    let one = |(at, lesson): (usize, &Lesson)| Paper {
        id: lesson.id.clone(),
        title: lesson.title.clone(),
        about: lesson.about.clone(),
        body: body(Some(at)),
    };
    [list].into_iter().chain(lessons.iter().enumerate().map(one)).collect()
}

/// The same as JSON, by their ids.
pub fn papers_for_the_page(lessons: &[Lesson], quizzes: &[Quiz]) -> String {
    let mut pages = Mapping::default();
    for paper in papers(lessons, quizzes) {
        let mut page = Mapping::default();
        for (name, text) in [("title", &*paper.title), ("about", &*paper.about), ("body", &*paper.body)] {
            page.put(name, Some(Value::Text(text.into()).into()));
        }
        pages.put(&paper.id, page.end());
    }
    pages.end().map_or_else(String::new, |pages| pages.json())
}

/// Attributes that name an element by its id.
const IDS: [&str; 6] =
    [" id=\"", " for=\"", " aria-labelledby=\"", " aria-controls=\"", " aria-describedby=\"", " popovertarget=\""];

/// Frames stand side by side in one document, in which an id may be there once only: `replicas` becomes `narrow-replicas`.
/// `boot.js` takes the word away again where it looks for the same control in the live page.
fn renamed(html: String, class: &str) -> String {
    IDS.iter().fold(html, |html, attribute| html.replace(attribute, &format!("{attribute}{class}-")))
}
