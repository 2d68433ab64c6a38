//! What a person takes along: runs, the log, pictures, the whole run as a page of its own. Made when it is asked for.

use yew::Callback;

use crate::history::History;
use crate::text::{said, say};
use crate::ui::parts::download::file;
use crate::ui::parts::load::load;

use crate::ui::draw::pictures::{self, Form};

/// The page that holds all of Podyard, and where in it a run is put.
const PAGE: &str = "replay.html";
const PLACE: &str = "id=\"recorded\">";

/// Something to take along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Save {
    /// All runs as a text.
    Runs,
    /// The log as CSV.
    Events,
    /// The run as one page that needs no server.
    Replay,
    /// One of [`pictures::all`].
    Picture(usize, Form),
}

/// Offers it as a download; says what went wrong.
pub(crate) fn save(history: &History, what: Save, on_trouble: &Callback<String>) {
    match what {
        Save::Runs => file("podyard-run.txt", &history.write()),
        Save::Events => file("podyard-events.csv", &history.session().events_csv(said)),
        Save::Replay => replay(&history.write(), on_trouble.clone()),
        Save::Picture(index, form) => {
            if pictures::save(index, form).is_none() {
                on_trouble.emit(words!("save-no-picture").into());
            }
        }
    }
}

/// Fetches the page and puts the run into it.
fn replay(run: &str, on_trouble: Callback<String>) {
    let run = run.to_string();
    let came = move |page: Option<String>| match page.unwrap_or_default().split_once(PLACE) {
        // In a run there is no `<`: names and values are escaped.
        Some((before, after)) => file("podyard-replay.html", &[before, PLACE, &run, after].concat()),
        None => on_trouble.emit(say(&message!("save-no-page", page = PAGE))),
    };
    load(PAGE, Callback::from(came));
}
