//! Words that explain themselves: a press shows what a term means, in two lines, and the key of the picture's marks.

use yew::prelude::*;

use crate::message::Said;

/// A term that is explained on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    MaxSurge,
    MaxUnavailable,
    Endpoints,
    Target,
    Expected,
    Actual,
    P50,
    P99,
    Deadline,
    Band,
}

impl Term {
    const ALL: [Self; 10] = [
        Self::MaxSurge,
        Self::MaxUnavailable,
        Self::Endpoints,
        Self::Target,
        Self::Expected,
        Self::Actual,
        Self::P50,
        Self::P99,
        Self::Deadline,
        Self::Band,
    ];

    fn id(self) -> &'static str {
        match self {
            Self::MaxSurge => "term-max-surge",
            Self::MaxUnavailable => "term-max-unavailable",
            Self::Endpoints => "term-endpoints",
            Self::Target => "term-target",
            Self::Expected => "term-expected",
            Self::Actual => "term-actual",
            Self::P50 => "term-p50",
            Self::P99 => "term-p99",
            Self::Deadline => "term-deadline",
            Self::Band => "term-band",
        }
    }

    fn says(self) -> &'static str {
        match self {
            Self::MaxSurge => words!("term-max-surge"),
            Self::MaxUnavailable => words!("term-max-unavailable"),
            Self::Endpoints => words!("term-endpoints"),
            Self::Target => words!("term-target"),
            Self::Expected => words!("term-expected"),
            Self::Actual => words!("term-actual"),
            Self::P50 => words!("term-p50"),
            Self::P99 => words!("term-p99"),
            Self::Deadline => words!("term-deadline"),
            Self::Band => words!("term-band"),
        }
    }
}

/// The word, as a button that shows what it means: the browser itself opens and closes it.
pub(crate) fn term(term: Term, word: impl Into<Said>) -> Html {
    let word: Said = word.into();
    html! { <button type="button" class="term" popovertarget={term.id()}>{word}</button> }
}

/// The same beside a word that is a label already.
pub(crate) fn why(term: Term, name: impl Into<Said>) -> Html {
    let name: Said = name.into();
    html! {
        <span class="why">
            <button type="button" class="term" popovertarget={term.id()} aria-label={message!("term-what", name)}>{"?"}</button>
        </span>
    }
}

/// What all terms mean, once on a page; out of sight until asked for.
pub(crate) fn meanings() -> Html {
    let meaning = |term: &Term| html! { <p id={term.id()} class="meaning" popover="auto">{term.says()}</p> };
    html! { <>{for Term::ALL.iter().map(meaning)}</> }
}
