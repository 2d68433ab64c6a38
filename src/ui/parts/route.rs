//! The address bar's fragment: which page, with what.

use yew::prelude::*;

use crate::ui::parts::hooks::{Value, use_effect_with, use_value};

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The bare address: a first rollout for who is new, else the sandbox as it was left.
    Welcome,
    /// The sandbox with what its settings would cost.
    Plan,
    /// Runs side by side.
    Compare,
    /// A picture for another site's page, with a run to open.
    Embed(String),
    /// The cluster to play with, perhaps with a run to open, as [`crate::history::Link`] reads it.
    Sandbox(String),
    /// Questions of chosen topics, perhaps with what a link chooses.
    Practice(String),
    /// The questions of one quiz.
    Quiz(String),
    /// What there is to learn.
    Learn,
    /// A lesson, by its id.
    Lesson(String),
    /// An exercise before it begins, by its id.
    Exercise(String),
    /// Runs that were handed in.
    Grade,
    /// What is left out, and versions.
    About,
    /// Panics on purpose, to see and test the recovery panel.
    Drill,
}

impl Route {
    /// The page of a fragment such as `#/sandbox?strategy=canary`. Anything unknown is the sandbox.
    pub fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        match path.split_once('/').unwrap_or((path, "")) {
            ("", _) if query.is_empty() => Self::Welcome,
            ("plan", _) => Self::Plan,
            ("compare", _) => Self::Compare,
            ("embed", _) => Self::Embed(query.to_string()),
            ("quiz", "") => Self::Practice(query.to_string()),
            ("quiz", id) => Self::Quiz(id.to_string()),
            ("learn", _) | ("exercise" | "lesson", "") => Self::Learn,
            ("lesson", id) => Self::Lesson(id.to_string()),
            ("exercise", id) => Self::Exercise(id.to_string()),
            ("grade", _) => Self::Grade,
            ("about", _) => Self::About,
            ("drill", _) => Self::Drill,
            _ => Self::Sandbox(query.to_string()),
        }
    }
}

impl Route {
    /// The sandbox's run that it asks for; `None` of a page without a sandbox.
    pub fn run(&self) -> Option<&str> {
        match self {
            Self::Sandbox(run) | Self::Embed(run) => Some(run),
            Self::Welcome | Self::Plan | Self::Compare => Some(""),
            Self::Practice(_)
            | Self::Quiz(_)
            | Self::Learn
            | Self::Lesson(_)
            | Self::Exercise(_)
            | Self::Grade
            | Self::About
            | Self::Drill => None,
        }
    }
}

/// The page of the address.
pub(crate) fn current() -> Route {
    #[cfg(target_arch = "wasm32")]
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    #[cfg(not(target_arch = "wasm32"))]
    let hash = String::new();
    Route::parse(&hash)
}

/// Goes to another page.
pub(crate) fn go(hash: &str) {
    // It can only fail in a document that is not shown.
    drop(web_sys::window().map(|window| window.location().set_hash(hash)));
}

/// The page of the address, and of every address after it.
#[hook]
pub(crate) fn use_route() -> Value<Route> {
    let route = use_value(current);
    let told = route.clone();
    use_effect_with((), move |()| {
        let listener = web_sys::window()
            .map(|window| gloo_events::EventListener::new(&window, "hashchange", move |_| told.set(current())));
        move || drop(listener)
    });
    route
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments() {
        let cases = [
            ("", Route::Welcome),
            ("#/", Route::Welcome),
            ("#/?strategy=canary", Route::Sandbox("strategy=canary".into())),
            ("#/plan", Route::Plan),
            ("#/compare", Route::Compare),
            ("#/embed?strategy=canary", Route::Embed("strategy=canary".into())),
            ("#/sandbox", Route::Sandbox(String::new())),
            ("#/sandbox?strategy=blue-green", Route::Sandbox("strategy=blue-green".into())),
            ("#/sandbox?x=1&strategy=canary", Route::Sandbox("x=1&strategy=canary".into())),
            ("#/quiz", Route::Practice(String::new())),
            ("#/quiz?topics=canary", Route::Practice("topics=canary".into())),
            ("#/quiz/strategies", Route::Quiz("strategies".into())),
            ("#/learn", Route::Learn),
            ("#/lesson/", Route::Learn),
            ("#/lesson/readiness", Route::Lesson("readiness".into())),
            ("#/exercise/", Route::Learn),
            ("#/exercise/stuck", Route::Exercise("stuck".into())),
            ("#/grade", Route::Grade),
            ("#/about", Route::About),
            ("#/drill", Route::Drill),
            ("#/nowhere", Route::Sandbox(String::new())),
        ];
        for (hash, route) in cases {
            assert_eq!(Route::parse(hash), route, "{hash}");
        }
    }
}
