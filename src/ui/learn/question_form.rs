//! A question before its answer: what there is to choose, to type, to put in order or to match, by keyboard alone too.

use std::collections::BTreeSet;

use yew::prelude::*;

use crate::learn::{Given, Kind, Question};
use crate::ui::learn::answering::{Answering, Ids};
use crate::ui::learn::marked::marked;
use crate::ui::learn::question_seen::{self, QuestionSeen};
use crate::ui::parts::input;
use crate::ui::parts::view::view;

/// The question, what stands there so far, and the button that has it checked.
pub(crate) fn form(question: &Question, answering: &Answering, ids: &Ids) -> Html {
    let Answering { now, sure, order, kept, on_given, on_sure, on_check, .. } = answering;
    let body = match now {
        given if question.is_seen() => {
            let props = question_seen::Props {
                question: question.clone(),
                given: given.clone(),
                kept: kept.clone(),
                on_given: Some(on_given.clone()),
            };
            view::<QuestionSeen>(question.id.to_string(), props)
        }
        Given::Chosen(chosen) => options(question, order, chosen, on_given, &ids.question),
        Given::Typed(text) => typed(question, text, on_given, on_check),
        Given::Placed(places) if question.kind == Kind::Order => steps(question, places, on_given),
        Given::Placed(places) => pairs(question, order, places, on_given),
    };
    let note = match question.kind {
        Kind::Several => Some(words!("page-several-right-find-them")),
        Kind::Order => Some(words!("page-put-in-order")),
        Kind::Match => Some(words!("page-choose-what-belongs")),
        Kind::Pod => Some(words!("seen-choose-pods")),
        Kind::Goal => Some(words!("seen-reach")),
        Kind::Choice | Kind::Number | Kind::Text | Kind::Moment | Kind::Curve => None,
    };
    // One or none of the two.
    let said = |(says, words): (bool, &'static str)| {
        let onchange = on_sure.reform(move |_: Event| says);
        html! { <label class="choice sure"><input type="checkbox" checked={*sure == Some(says)} {onchange} />{words}</label> }
    };
    let ready = !now.is_nothing() && now.fits(question);
    html! {
        <>
            <fieldset id={ids.question.clone()} tabindex="-1" key={question.id.to_string()}>
                <legend>{marked(&question.prompt)}</legend>
                { for note.map(|note| html! { <p class="note">{note}</p> }) }
                {body}
            </fieldset>
            <div class="buttons">
                <button type="button" class="primary" disabled={!ready} onclick={on_check.reform(|_: MouseEvent| ())}>{words!("page-check-answer")}</button>
                {for [(true, words!("page-sure")), (false, words!("page-unsure"))].map(said)}
            </div>
        </>
    }
}

/// Radio buttons, or check boxes where several are right.
fn options(
    question: &Question,
    order: &[usize],
    chosen: &BTreeSet<usize>,
    on_given: &Callback<Given>,
    group: &AttrValue,
) -> Html {
    let several = question.kind == Kind::Several;
    let option = |index: usize| {
        let mut changed = if several { chosen.clone() } else { BTreeSet::new() };
        if !changed.remove(&index) {
            changed.insert(index);
        }
        let onchange = on_given.reform(move |_: Event| Given::Chosen(changed.clone()));
        html! {
            <label class="option" key={index}>
                <input type={if several { "checkbox" } else { "radio" }} name={group.clone()} checked={chosen.contains(&index)} {onchange} />
                <span>{marked(&question.options[index].text)}</span>
            </label>
        }
    };
    html! { <>{for order.iter().map(|index| option(*index))}</> }
}

fn typed(question: &Question, text: &str, on_given: &Callback<Given>, on_check: &Callback<()>) -> Html {
    let oninput = {
        let on_given = on_given.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(text) = input::typed(&event) {
                on_given.emit(Given::Typed(text));
            }
        })
    };
    let onkeydown = {
        let on_check = on_check.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                on_check.emit(());
            }
        })
    };
    let number = question.kind == Kind::Number;
    html! {
        <label class="typed">
            <span class="label">{words!("page-your-answer-is")}</span>
            <input type="text" class={if number { "short" } else { "mono" }} inputmode={number.then_some("numeric")} value={text.to_owned()}
                {oninput} {onkeydown} autocomplete="off" autocapitalize="off" spellcheck="false" />
            { for question.unit.as_ref().map(|unit| html! { <span>{&**unit}</span> }) }
        </label>
    }
}

/// Steps with buttons that move them up and down.
fn steps(question: &Question, places: &[usize], on_given: &Callback<Given>) -> Html {
    let step = |(at, index): (usize, &usize)| {
        let text = &question.steps[*index];
        let moved = |to: Option<usize>, sign: &'static str, name: crate::message::Message| {
            let changed = to.filter(|to| *to < places.len()).map(|to| {
                let mut changed = places.to_vec();
                changed.swap(at, to);
                changed
            });
            let disabled = changed.is_none();
            let onclick = {
                let on_given = on_given.clone();
                Callback::from(move |_: MouseEvent| {
                    if let Some(changed) = changed.clone() {
                        on_given.emit(Given::Placed(changed));
                    }
                })
            };
            html! { <button type="button" aria-label={name} {disabled} {onclick}>{sign}</button> }
        };
        html! {
            <li class="option" key={*index}>
                <span>{marked(text)}</span>
                {moved(at.checked_sub(1), "↑", message!("page-move-up", text))}
                {moved(Some(at + 1), "↓", message!("page-move-down", text))}
            </li>
        }
    };
    html! { <ol class="to-order">{for places.iter().enumerate().map(step)}</ol> }
}

/// Each thing on the left with a list of all on the right.
fn pairs(question: &Question, order: &[usize], places: &[usize], on_given: &Callback<Given>) -> Html {
    let nowhere = question.pairs.len();
    let chosen = |at: usize| places.get(at).copied().unwrap_or(nowhere);
    let row = |at: usize| {
        let all: Vec<usize> = (0..question.pairs.len()).map(chosen).collect();
        let order = order.to_vec();
        let onchange = input::emit(on_given, {
            let order = order.clone();
            move |event| {
                let mut changed = all.clone();
                changed[at] =
                    input::chosen(event)?.checked_sub(1).and_then(|place| order.get(place)).copied().unwrap_or(nowhere);
                Some(Given::Placed(changed))
            }
        });
        html! {
            <label class="option pair" key={at}>
                <span>{marked(&question.pairs[at].left)}</span>
                <select {onchange}>
                    <option selected={chosen(at) == nowhere}>{words!("page-choose")}</option>
                    {for order.iter().map(|index| html! { <option selected={chosen(at) == *index}>{&*question.pairs[*index].right}</option> })}
                </select>
            </label>
        }
    };
    html! { <>{for (0..question.pairs.len()).map(row)}</> }
}
