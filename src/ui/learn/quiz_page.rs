//! Questions: one at a time, every option explained once it is answered.

use std::rc::Rc;

use yew::prelude::*;

use crate::learn::own::is_own;
use crate::learn::{Progress, Question, Quiz};
use crate::ui::learn::answering::{Answering, Ids, use_answering};
use crate::ui::learn::answers::is_beside;
use crate::ui::learn::marked::marked;
use crate::ui::learn::question_answered::Answered;
use crate::ui::learn::question_form;
use crate::ui::learn::quiz_reading;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::view::view;

/// The ids of this page.
const PAGE: Ids = Ids::fixed("question", "prompt", "verdict");

/// All quizzes, and which of them.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its id, from the address; the first one where none is given.
    #[prop_or_default]
    pub quiz: Option<AttrValue>,
    pub quizzes: Rc<Vec<Quiz>>,
}

#[component]
pub fn QuizPage(props: &Props) -> Html {
    let quizzes = &props.quizzes;
    let wanted = |quiz: &Quiz| props.quiz.as_deref() == Some(&*quiz.id);
    let shown = quizzes.iter().position(wanted).unwrap_or(0);
    let Some(quiz) = quizzes.get(shown).filter(|quiz| !quiz.questions.is_empty()) else {
        return html! { <main id="main" class="quiz"><h1 tabindex="-1">{words!("page-quizzes")}</h1><p>{words!("page-there-no-quiz-yet")}</p></main> };
    };
    // A quiz of its own for each key: what is chosen in one, and how far one is in it, is nothing to another.
    view::<OneQuiz>(quiz.id.to_string(), OneProps { quizzes: quizzes.clone(), shown })
}

/// All quizzes, and which of them is shown.
#[derive(PartialEq, Properties)]
struct OneProps {
    quizzes: Rc<Vec<Quiz>>,
    shown: usize,
}

/// A quiz, at the question one is at.
#[component]
fn OneQuiz(props: &OneProps) -> Html {
    let quizzes = &props.quizzes;
    let quiz = &quizzes[props.shown];
    let at = use_value(|| 0_usize);
    let index = (*at).min(quiz.questions.len().saturating_sub(1));
    let question = &quiz.questions[index];
    let answering = use_answering(quizzes, question, &PAGE);
    let Answering { progress, settled, lead, .. } = &answering;
    let go = {
        let (at, lead) = (at.clone(), lead.clone());
        Callback::from(move |index: usize| {
            at.set(index);
            lead.emit(PAGE.question.clone());
        })
    };
    let next = progress.next(quiz.questions.iter(), index).map(|next| go.reform(move |_: MouseEvent| next));
    html! {
        <main id="main" class="quiz">
            <h1 tabindex="-1">{&*quiz.title}</h1>
            {for quiz.intro.as_ref().map(|intro| html! { <p class="intro">{marked(intro)}</p> })}
            {beside()}
            if is_own(quizzes) {
                <p class="note">{words!("own-note")}</p>
            } else {
                {quiz_reading::quizzes(quizzes, Some(quiz))}
            }
            {map(quiz, progress, index, &go)}
            <p class="topic">{question.topic.label()}</p>
            { match settled {
                None => question_form::form(question, &answering, &PAGE),
                Some(answer) => {
                    let next = next.map(|next| (words!("page-next-question"), next));
                    Answered { question, order: &answering.order, kept: &answering.kept, answer, ids: &PAGE }.view(answering.on_retry.clone(), next)
                }
            } }
        </main>
    }
}

/// What is said where a later version's answers are kept too.
pub(crate) fn beside() -> Html {
    html! { <>{for is_beside().then(|| html! { <p class="note">{words!("answers-beside")}</p> })}</> }
}

/// How far one is, and a button for each question: answered right or wrong is said by sign and word.
fn map(quiz: &Quiz, progress: &Progress, current: usize, go: &Callback<usize>) -> Html {
    let settled = |question: &Question| progress.of(question).filter(|answer| !answer.open);
    let answered = quiz.questions.iter().filter(|question| settled(question).is_some()).count();
    let right = quiz.questions.iter().filter(|question| progress.is_right(question)).count();
    let button = |(index, question): (usize, &Question)| {
        let (class, sign, word) = match settled(question) {
            Some(answer) if answer.right => ("right", "✓", words!("quiz-right")),
            Some(_) => ("wrong", "✕", words!("page-not-right-yet")),
            None => ("", "", ""),
        };
        html! {
            <li key={question.id.to_string()}>
                <button type="button" {class} aria-label={message!("quiz-question", number = index + 1, word)}
                    aria-current={(index == current).then_some("step")} onclick={go.reform(move |_: MouseEvent| index)}>
                    {index + 1}{sign}
                </button>
            </li>
        }
    };
    html! {
        <nav class="map" aria-label={words!("page-questions")}>
            <p>{message!("quiz-so-far", answered, all = quiz.questions.len(), right)}</p>
            <ol>{for quiz.questions.iter().enumerate().map(button)}</ol>
        </nav>
    }
}
