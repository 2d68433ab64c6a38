//! A question beside the running cluster, about what runs there. Answering never touches the run.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::learn::{Quiz, about};
use crate::scenario::StrategyKind;
use crate::ui::learn::answering::{Answering, Ids, use_answering};
use crate::ui::learn::practice::{Questions, absent, use_questions};
use crate::ui::learn::question_answered::Answered;
use crate::ui::learn::question_form;
use crate::ui::parts::focus;
use crate::ui::parts::hooks::{use_effect_with, use_mut_ref, use_value};
use crate::ui::parts::view::view;

/// What runs.
#[derive(PartialEq, Properties)]
pub struct Props {
    pub strategy: StrategyKind,
}

const ASIDE: Ids = Ids::fixed("aside-question", "aside-prompt", "aside-verdict");

/// The panel: a button until a question is asked for.
#[component]
pub fn Aside(props: &Props) -> Html {
    let open = use_value(|| false);
    let asked = use_mut_ref(|| false);
    let toggle = {
        let (open, asked) = (open.clone(), asked.clone());
        Callback::from(move |_: MouseEvent| {
            asked.replace(true);
            open.change(|open| !open);
        })
    };
    html! {
        <section class="panel ask quiz" aria-labelledby="ask-title">
            <div class="ask-head">
                <h2 id="ask-title" tabindex="-1">{words!("ask-title")}</h2>
                <button type="button" aria-expanded={open.to_string()} onclick={toggle}>
                    { if *open { words!("ask-close") } else { words!("ask-open") } }
                </button>
            </div>
            if *open {
                { view::<Asked>("asked", AskedProps { strategy: props.strategy, asked }) }
            }
        </section>
    }
}

/// What runs, and whether somebody has just asked for a question: then the focus is led to it once it is there.
#[derive(Clone, PartialEq, Properties)]
struct AskedProps {
    strategy: StrategyKind,
    asked: Rc<RefCell<bool>>,
}

#[component]
fn Asked(props: &AskedProps) -> Html {
    let (questions, again) = use_questions();
    match &questions {
        Questions::Here(quizzes) if about(quizzes, props.strategy).is_empty() => {
            html! { <p>{words!("page-there-no-quiz-yet")}</p> }
        }
        Questions::Here(quizzes) => {
            view::<One>(props.strategy.slug(), OneProps { quizzes: quizzes.clone(), of: props.clone() })
        }
        _ => absent(&questions, &again),
    }
}

#[derive(PartialEq, Properties)]
struct OneProps {
    quizzes: Rc<Vec<Quiz>>,
    of: AskedProps,
}

/// One question at a time; the next is the next that is not right yet.
#[component]
fn One(props: &OneProps) -> Html {
    let all = about(&props.quizzes, props.of.strategy);
    let asked = props.of.asked.clone();
    use_effect_with((), move |()| {
        if asked.replace(false) {
            focus::element(&ASIDE.question);
        }
    });
    let at = use_value(|| 0_usize);
    let index = (*at).min(all.len() - 1);
    let question = all[index];
    let answering = use_answering(&props.quizzes, question, &ASIDE);
    let Answering { progress, settled, lead, .. } = &answering;
    let next = progress.next(all.iter().copied(), index).map(|next| {
        let (at, lead) = (at.clone(), lead.clone());
        Callback::from(move |_: MouseEvent| {
            at.set(next);
            lead.emit(ASIDE.question.clone());
        })
    });
    html! {
        <>
            <p class="topic">{question.topic.label()}</p>
            { match settled {
                None => html! {
                    <>
                        {question_form::form(question, &answering, &ASIDE)}
                        { for next.map(|onclick| html! { <div class="buttons"><button type="button" {onclick}>{words!("ask-another")}</button></div> }) }
                    </>
                },
                Some(answer) => {
                    let next = next.map(|next| (words!("page-next-question"), next));
                    Answered { question, order: &answering.order, kept: &answering.kept, answer, ids: &ASIDE }.view(answering.on_retry.clone(), next)
                }
            } }
        </>
    }
}
