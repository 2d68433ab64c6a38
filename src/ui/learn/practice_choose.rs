//! What to practise: topics, beliefs one still has, which questions, how many.

use std::rc::Rc;

use yew::prelude::*;

use crate::learn::misconception::{held, sentence};
use crate::learn::practice::{LENGTHS, Practice, Round, Which};
use crate::learn::{Progress, Quiz, Topic};
use crate::message::Said;
use crate::ui::learn::answering::seed;
use crate::ui::learn::answers::{Answers, use_answers};
use crate::ui::learn::practice_kept::{self, Kept};
use crate::ui::learn::practice_round::TITLE;
use crate::ui::learn::quiz_page::beside;
use crate::ui::learn::quiz_reading;
use crate::ui::parts::clock::today;
use crate::ui::parts::view::view;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub quizzes: Rc<Vec<Quiz>>,
    pub wanted: Practice,
    pub on_wanted: Callback<Practice>,
    pub on_round: Callback<Option<Round>>,
}

#[component]
pub(crate) fn Choose(props: &Props) -> Html {
    let Props { quizzes, wanted, on_wanted, on_round } = props;
    let Answers { progress, change } = use_answers(quizzes);
    let picked = wanted.pick(quizzes, &progress, today(), 0).len();
    let set = |next: Practice| on_wanted.reform(move |_: Event| next.clone());
    let topic = |topic: Topic| {
        let next = Practice { topics: toggled(&wanted.topics, topic), ..wanted.clone() };
        let (right, all) = so_far(topic, quizzes, &progress);
        let count = message!("practice-right", right, all).into();
        choice("checkbox", "topic", (topic.label().into(), Some(count)), wanted.topics.contains(&topic), set(next))
    };
    let belief = |place: usize| {
        let next = Practice { beliefs: toggled(&wanted.beliefs, place), ..wanted.clone() };
        choice("checkbox", "belief", (sentence(place).into(), None), wanted.beliefs.contains(&place), set(next))
    };
    let which = |which: Which| {
        let count = wanted.count(which, quizzes, &progress, today());
        let label = match which {
            Which::All => message!("practice-which-all", count),
            Which::New => message!("practice-which-new", count),
            Which::Wrong => message!("practice-which-wrong", count),
            Which::Due => message!("practice-which-due", count),
        };
        choice("radio", "which", (label.into(), None), wanted.which == which, set(Practice { which, ..wanted.clone() }))
    };
    let length = |length: Option<usize>| {
        let label = length.map_or_else(|| words!("practice-all").into(), Said::from);
        choice("radio", "length", (label, None), wanted.length == length, set(Practice { length, ..wanted.clone() }))
    };
    // A link may ask for a length that is none of these.
    let own = Some(wanted.length).filter(|length| !LENGTHS.contains(length));
    let beliefs = held(quizzes, &progress);
    let start = {
        let (quizzes, wanted, progress) = (quizzes.clone(), wanted.clone(), progress.clone());
        on_round.reform(move |_: MouseEvent| {
            Some(Round::of(&wanted.pick(&quizzes, &progress, today(), seed().wrapping_add(today()))))
        })
    };
    html! {
        <main id="main" class="quiz practice">
            <h1 id={TITLE} tabindex="-1">{words!("page-practice")}</h1>
            {beside()}
            <fieldset class="topics">
                <legend>{words!("practice-what")}</legend>
                <p class="note">{words!("practice-none-is-all")}</p>
                <div>{for Topic::ALL.into_iter().map(topic)}</div>
            </fieldset>
            if !beliefs.is_empty() {
                <fieldset class="beliefs">
                    <legend>{words!("practice-beliefs")}</legend>
                    {for beliefs.into_iter().map(belief)}
                </fieldset>
            }
            <div class="how">
                <fieldset><legend>{words!("practice-which")}</legend>{for Which::ALL.into_iter().map(which)}</fieldset>
                <fieldset><legend>{words!("practice-length")}</legend>{for LENGTHS.into_iter().chain(own).map(length)}</fieldset>
            </div>
            <div class="buttons">
                <button type="button" class="primary" disabled={picked == 0} onclick={start}>{words!("practice-start")}</button>
                <p role="status">{message!("practice-ready", count = picked)}</p>
            </div>
            { view::<Kept>("kept", practice_kept::Props { quizzes: quizzes.clone(), progress, change }) }
            <h2>{words!("practice-whole")}</h2>
            {quiz_reading::quizzes(quizzes, None)}
            <p class="note"><a href="#/quiz?file=">{words!("own-open")}</a></p>
        </main>
    }
}

/// Something to choose, with what is said behind it.
fn choice(
    kind: &'static str,
    name: &'static str,
    (label, note): (Said, Option<Said>),
    chosen: bool,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <label class="choice">
            <input type={kind} {name} checked={chosen} {onchange} />
            <span>{label}</span>
            {for note.map(|note| html! { <span class="note">{note}</span> })}
        </label>
    }
}

/// With it, or without it where it was there.
fn toggled<T: PartialEq + Copy>(all: &[T], one: T) -> Vec<T> {
    let without: Vec<T> = all.iter().copied().filter(|it| *it != one).collect();
    if without.len() < all.len() { without } else { without.into_iter().chain([one]).collect() }
}

/// How many questions about a topic are right, of how many.
fn so_far(topic: Topic, quizzes: &[Quiz], progress: &Progress) -> (usize, usize) {
    let all = || quizzes.iter().flat_map(|quiz| &quiz.questions).filter(|question| question.topic == topic);
    (all().filter(|question| progress.is_right(question)).count(), all().count())
}
