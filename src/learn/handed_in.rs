//! Runs as people hand them in: links, a link a line with a name before it, a saved file, a saved page.

use crate::history::{Link, Runs};
use crate::sim::command::Rejected;

use super::hash::Hash;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// Whose it is, as far as that stands beside it.
    pub name: String,
    /// The run, or why it is none.
    pub run: Result<Link, Rejected>,
}

/// What a page of one file begins its run with, as [`crate::history::History::write`] wrote it.
const RECORDED: &str = "id=\"recorded\">";

/// The runs of a text; `name` is whose it is where the text itself does not say.
///
/// `Ada Lovelace, https://…/#/sandbox?strategy=canary&exercise=…` is a line of a list; so is a link alone.
pub fn handed_in(name: &str, text: &str) -> Vec<HandedIn> {
    let of_page = text.split_once(RECORDED).and_then(|(_, after)| after.split_once("</")).map(|(run, _)| run.trim());
    let run = of_page.unwrap_or(text.trim());
    if Runs::is_begun(run) {
        let run = Runs::read(run).map(|runs| runs.shown_as_link());
        return vec![HandedIn { name: name.into(), run }];
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let several = lines.len() > 1;
    let one = |line: &&str| {
        let nowhere = if line.contains('=') { 0 } else { line.len() };
        let begin = line.find("http").or_else(|| line.find("#/")).unwrap_or(nowhere);
        let own = line[..begin].trim_matches(|sign: char| sign.is_whitespace() || ",;:\t\"<".contains(sign));
        let address = line[begin..].trim_end_matches(|sign: char| sign.is_whitespace() || ",;\">".contains(sign));
        let link = address.split_once('?').map_or(address, |(_, link)| link);
        let name = match own {
            "" if several => String::new(),
            "" => name.into(),
            own => own.into(),
        };
        HandedIn { name, run: Link::read(link) }
    };
    lines.iter().map(one).collect()
}

/// The seed of somebody's run of an exercise: the same for the same words, whatever blanks and capitals; another for
/// everybody else. So a copy shows.
///
/// `class` is what a teacher gives out, `10b-2026`; `name` is hers.
pub fn seed_of(class: &str, name: &str) -> u64 {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    // Few digits, as it stands in links; 0 and the usual seed are nobody's.
    Hash::default().text(&plain(class)).text(&plain(name)).value() % 999_999_000 + 1_000
}
