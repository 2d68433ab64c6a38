//! A question once it is answered: the verdict, what every option is about, and where to go from here.

use std::collections::BTreeSet;

use yew::prelude::*;

use crate::learn::{Answer, Given, Kind, Question, known};
use crate::ui::learn::answering::Ids;
use crate::ui::learn::lesson_runs::Kept;
use crate::ui::learn::marked::marked;
use crate::ui::learn::question_seen::{self, QuestionSeen};
use crate::ui::parts::class::classes;
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::view::view;

/// What comes next, and what leads there.
type Next = (&'static str, Callback<MouseEvent>);

pub(crate) struct Answered<'a> {
    pub question: &'a Question,
    pub order: &'a [usize],
    pub answer: &'a Answer,
    pub ids: &'a Ids,
    /// The run the question showed.
    pub kept: &'a Kept,
}

impl Answered<'_> {
    pub fn view(&self, on_retry: Callback<MouseEvent>, next: Option<Next>) -> Html {
        let right = self.answer.right;
        html! {
            <>
                {self.verdict()}
                <div class="buttons">
                    { (!right).then(|| html! { <button type="button" class="primary" onclick={on_retry}>{words!("page-try-again")}</button> }) }
                    { (right && next.is_none()).then(|| html! {
                        <p>{words!("page-every-question-right")}{" "}<a href="#/sandbox">{words!("page-back-sandbox")}</a></p>
                    }) }
                    { for next.map(|(words, onclick)| html! {
                        <button type="button" class={right.then_some("primary")} {onclick}>{words}</button>
                    }) }
                </div>
            </>
        }
    }

    /// The same among other things to read: nothing comes next.
    pub fn beside(&self, on_retry: Callback<MouseEvent>) -> Html {
        html! {
            <>
                {self.verdict()}
                if !self.answer.right {
                    <div class="buttons"><button type="button" onclick={on_retry}>{words!("page-try-again")}</button></div>
                }
            </>
        }
    }

    fn verdict(&self) -> Html {
        let (class, sign, words) = if self.answer.right {
            ("right", Icon::Right, words!("page-right"))
        } else {
            ("wrong", Icon::Wrong, words!("page-not-quite"))
        };
        let (question, ids) = (self.question, self.ids);
        html! {
            <>
                <section id={ids.question.clone()} tabindex="-1" aria-labelledby={ids.prompt.clone()}>
                    <h2 id={ids.prompt.clone()} class="prompt">{marked(&question.prompt)}</h2>
                    {self.explained()}
                </section>
                <p id={ids.verdict.clone()} class={classes!("verdict", class)} role="status" tabindex="-1">{icon(sign)}{words}</p>
                {for question.link().map(|link| html! { <p><a href={link}>{words!("page-try-sandbox")}</a></p> })}
                {for question.source.as_ref().map(|source| html! {
                    <p class="note">{words!("page-source")}{" "}<a href={source.to_string()} target="_blank" rel="noopener noreferrer">{&**source}</a></p>
                })}
            </>
        }
    }

    /// Every part of it with what it is about.
    pub fn explained(&self) -> Html {
        let question = self.question;
        match &self.answer.given {
            given if question.is_seen() => {
                let (question, given, kept) = (question.clone(), given.clone(), self.kept.clone());
                let props = question_seen::Props { question, given, kept, on_given: None };
                html! { <>{ view::<QuestionSeen>(self.question.id.to_string(), props) }{self.reason()}</> }
            }
            Given::Chosen(chosen) => self.options(chosen),
            Given::Typed(text) => self.typed(text),
            Given::Placed(_) if question.kind == Kind::Order => html! {
                <>
                    <ol class="in-order">{for question.steps.iter().map(|step| html! { <li>{marked(step)}</li> })}</ol>
                    {self.reason()}
                </>
            },
            Given::Placed(places) => self.pairs(places),
        }
    }

    fn reason(&self) -> Html {
        html! { <>{for self.question.reason.as_ref().map(|reason| html! { <p class="reason">{marked(reason)}</p> })}</> }
    }

    fn options(&self, chosen: &BTreeSet<usize>) -> Html {
        let option = |index: &usize| {
            let option = &self.question.options[*index];
            let own = chosen.contains(index).then(|| words!("page-your-answer"));
            row(option.right, marked(&option.text), own, marked(&option.reason))
        };
        html! { <ul>{for self.order.iter().map(option)}</ul> }
    }

    /// What was typed, with what is known of it, and what is right.
    fn typed(&self, text: &str) -> Html {
        let question = self.question;
        let unit = |text: &str| match &question.unit {
            Some(unit) => format!("{text} {unit}"),
            None => format!("`{text}`"),
        };
        let right =
            question.answer.map(|answer| answer.to_string()).or_else(|| Some(question.accept.first()?.to_string()));
        let wrong = known(question, &self.answer.given).map(|wrong| marked(&wrong.reason));
        let reason = question.reason.as_deref().map(marked).unwrap_or_default();
        html! {
            <ul>
                { (!self.answer.right).then(|| row(false, marked(&unit(text)), Some(words!("page-your-answer")), wrong.unwrap_or_default())) }
                { for right.map(|right| row(true, marked(&unit(&right)), self.answer.right.then(|| words!("page-your-answer")), reason)) }
            </ul>
        }
    }

    fn pairs(&self, places: &[usize]) -> Html {
        let pair = |(at, place): (usize, &usize)| {
            let [left, right] = [&self.question.pairs[at].left, &self.question.pairs[at].right];
            let text = html! { <>{marked(left)}{" – "}{marked(right)}</> };
            let own = self.question.pairs.get(*place).filter(|_| *place != at).map(|own| marked(&own.right));
            let own = own.map(|own| html! { <>{words!("page-you-chose")}{" "}{own}</> });
            row(*place == at, text, None, own.unwrap_or_default())
        };
        html! { <><ul>{for places.iter().enumerate().map(pair)}</ul>{self.reason()}</> }
    }
}

/// What is right or wrong, by sign and word, whose it was, and why.
fn row(right: bool, text: Html, own: Option<&'static str>, reason: Html) -> Html {
    let (class, sign, word) = if right {
        ("right", Icon::Right, words!("quiz-option-right"))
    } else {
        ("wrong", Icon::Wrong, words!("quiz-option-wrong"))
    };
    html! {
        <li class={classes!("option", class)}>
            {icon(sign)}
            <div>
                <p class="text">{text}</p>
                <p class="reason"><strong>{word}</strong>{" "}{ own.map(|own| html! { <span class="own">{own}</span> }) }{" "}{reason}</p>
            </div>
        </li>
    }
}
