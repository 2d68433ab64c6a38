//! What a visit knows beside its history: what is stored, what other tabs did, what is to be said.

use crate::history::{Comparison, Errand, News, Refused, Store, Traveller};
use crate::kube::time::Millis;
use crate::message::Message;
use crate::session::Action;
use crate::text::say;
use crate::ui::parts::storage::{self, Local};
use crate::ui::visit::journey;
use crate::ui::visit::notice::{Notice, Offer};

/// Frames between two writings while time runs.
const FRAMES: u32 = 240;
/// Where a tab remembers which run it shows.
pub(crate) const SHOWN: &str = "podyard.shown";

/// What is known beside the history.
#[derive(Default)]
pub(crate) struct Desk {
    /// What is stored; a replay stores nothing.
    pub store: Option<Store>,
    /// Why the last writing was refused, if it was.
    pub refused: Option<Refused>,
    /// Keys that other tabs have changed; `None` is any.
    pub heard: Vec<Option<String>>,
    /// What to say with the next drawing.
    pub words: Option<Notice>,
    /// Something was done that is not written down yet.
    pub unwritten: bool,
    /// Ticks since the last writing.
    pub ticks: u32,
    /// Where a replay stops, ms of the clock.
    pub end: Option<Millis>,
}

/// A slice of what is under way, and what came of it: words for people, if there are any, and a comparison.
pub(crate) fn go_on(
    traveller: &mut Traveller,
    desk: &mut Desk,
    limit: f64,
) -> (Option<Option<Notice>>, Option<Option<Comparison>>) {
    let under_way = journey::slice(traveller, limit);
    let (mut words, mut comparison) = (desk.words.take().map(Some), None);
    while let Some(news) = traveller.news() {
        match news {
            News::Compared(made) => comparison = Some(made),
            News::Here => desk.end = recorded().map(|_| traveller.current().horizon.0),
            News::Opened(Ok(None)) => words = words.or(Some(None)),
            News::Opened(Ok(Some(said))) => words = Some(Some(say(&said).into())),
            News::Opened(Err(refused)) => words = Some(Some(say(&refused.whole()).into())),
        }
    }
    // A replay stops where its recording ends, once.
    if !under_way && desk.end.is_some_and(|end| traveller.session().elapsed() >= end) {
        desk.end = None;
        traveller.ask(Errand::Act(Action::Pause));
    }
    if !under_way && (desk.unwritten || desk.ticks >= FRAMES || !desk.heard.is_empty()) {
        (desk.unwritten, desk.ticks) = (false, 0);
        words = keep(traveller, desk).or(words);
    }
    (words, comparison)
}

/// Takes in what other tabs did, stores what changed here. Returns what is to be said; `Some(None)` is that what was said is over.
pub(crate) fn keep(traveller: &mut Traveller, desk: &mut Desk) -> Option<Option<Notice>> {
    let Desk { store, heard, refused, .. } = desk;
    let store = store.as_mut()?;
    let said = traveller.settle(|history| {
        let heard = std::mem::take(heard);
        let mut said: Vec<Message> =
            heard.iter().flat_map(|key| store.heard(history, &Local, key.as_deref())).collect();
        said.extend(store.keep(history, &Local));
        storage::set_of_tab(SHOWN, store.shown(history));
        said.iter().map(say).collect::<Vec<String>>()
    })?;
    let before = std::mem::replace(refused, store.refused());
    match (*refused, before) {
        (Some(why), before) if before != Some(why) => {
            let words = said.into_iter().chain([say(&why.message())]).collect::<Vec<_>>().join(" ");
            Some(Some(Notice { words, offer: Some(Offer::Runs) }))
        }
        (None, Some(_)) if said.is_empty() => Some(None),
        _ => (!said.is_empty()).then(|| Some(said.join(" ").into())),
    }
}

/// The run that was put into the page: then it is a replay, which remembers nothing.
#[cfg(target_arch = "wasm32")]
pub(crate) fn recorded() -> Option<String> {
    let place = web_sys::window()?.document()?.get_element_by_id("recorded")?;
    place.text_content().filter(|text| !text.is_empty())
}

/// Natively there is no page to put one into.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn recorded() -> Option<String> {
    None
}
