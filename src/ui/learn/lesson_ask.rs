//! Questions of a lesson where they stand, and those by which it is passed.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Name;
use crate::learn::{Question, Quiz};
use crate::ui::learn::answering::{Answering, Ids, use_answering};
use crate::ui::learn::answers::{Answers, use_answers};
use crate::ui::learn::practice::{Questions, absent, use_questions};
use crate::ui::learn::practice_round::by_id;
use crate::ui::learn::question_answered::Answered;
use crate::ui::learn::question_form;
use crate::ui::parts::hooks::use_effect_with;
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::view::view;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The questions, by their ids.
    pub ids: Vec<Name>,
    /// All of them are answered rightly.
    pub on_passed: Option<Callback<()>>,
}

#[component]
pub(crate) fn LessonAsk(props: &Props) -> Html {
    let (questions, again) = use_questions();
    match &questions {
        Questions::Here(quizzes) => {
            let (quizzes, ids, on_passed) = (quizzes.clone(), props.ids.clone(), props.on_passed.clone());
            view::<All>("all", AllProps { quizzes, ids, on_passed })
        }
        _ => absent(&questions, &again),
    }
}

#[derive(PartialEq, Properties)]
struct AllProps {
    quizzes: Rc<Vec<Quiz>>,
    ids: Vec<Name>,
    on_passed: Option<Callback<()>>,
}

#[component]
fn All(props: &AllProps) -> Html {
    let AllProps { quizzes, ids, on_passed } = props;
    let Answers { progress, .. } = use_answers(quizzes);
    let all: Vec<&Question> = ids.iter().filter_map(|id| by_id(quizzes, id)).collect();
    let right = all.iter().filter(|question| progress.is_right(question)).count();
    let passed = right == all.len() && !all.is_empty();
    {
        let on_passed = on_passed.clone();
        use_effect_with(passed, move |passed| {
            if let Some(on_passed) = on_passed.filter(|_| *passed) {
                on_passed.emit(());
            }
        });
    }
    let one = |question: &Question| {
        view::<One>(question.id.to_string(), OneProps { quizzes: quizzes.clone(), question: question.clone() })
    };
    html! {
        <>
            <div class="asked">{for all.iter().map(|question| one(question))}</div>
            if on_passed.is_some() {
                <p class={if passed { "verdict right" } else { "verdict open" }} role="status">
                    if passed { {icon(Icon::Right)} }
                    {message!("lesson-test-so-far", right, all = all.len())}
                    if passed { {" "}{words!("lesson-passed")} }
                </p>
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct OneProps {
    quizzes: Rc<Vec<Quiz>>,
    question: Question,
}

#[component]
fn One(props: &OneProps) -> Html {
    let OneProps { quizzes, question } = props;
    let ids = Ids::of(&question.id);
    let answering = use_answering(quizzes, question, &ids);
    let Answering { settled, order, kept, on_retry, .. } = &answering;
    html! {
        <section class="doing asks" aria-labelledby={settled.is_some().then(|| ids.prompt.clone())}>
            <p class="kind">{words!("lesson-question")}</p>
            { match settled {
                None => question_form::form(question, &answering, &ids),
                Some(answer) => Answered { question, order, kept, answer, ids: &ids }.beside(on_retry.clone()),
            } }
        </section>
    }
}
