//! Practice and whole quizzes: the questions come as a file of their own when one of them is opened.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::learn::{Quiz, Reading};
use crate::ui::learn::practice_page::{self, PracticePage};
use crate::ui::learn::quiz_page::{self, QuizPage};
use crate::ui::parts::frames::use_frames;
use crate::ui::parts::hooks::{use_effect_with, use_mut_ref, use_value};
use crate::ui::parts::load::load;
use crate::ui::parts::view::view;
use crate::ui::visit::journey;

/// Which questions, as the address says.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// A whole quiz, by its id; else a practice.
    #[prop_or_default]
    pub quiz: Option<AttrValue>,
    /// What the practice begins with.
    #[prop_or_default]
    pub wanted: AttrValue,
}

/// The questions, as far as they are there.
#[derive(Clone, PartialEq)]
pub(crate) enum Questions {
    Coming,
    Here(Rc<Vec<Quiz>>),
    Missing,
}

/// The attribute of `<html>` that names the file, and the id of the element that is the file in a page of one file.
const FILE: &str = "data-quizzes";
const PART: &str = "file-quizzes";

/// The questions, and what asks for them once more.
#[hook]
pub(crate) fn use_questions() -> (Questions, Callback<MouseEvent>) {
    let questions = use_value(|| Questions::Coming);
    let tries = use_value(|| 0_u32);
    let reading = use_mut_ref(|| None::<Reading>);
    let reads = use_value(|| false);
    {
        let (reading, reads, questions) = (reading.clone(), reads.setter(), questions.setter());
        use_effect_with(*tries, move |_| {
            ask(Callback::from(move |text: Option<String>| {
                if text.is_none() {
                    questions.set(Questions::Missing);
                }
                *reading.borrow_mut() = text.as_deref().map(Reading::of);
                reads.set(reading.borrow().is_some());
            }));
        });
    }
    let on_frame = {
        let (reads, questions) = (reads.setter(), questions.setter());
        Callback::from(move |_: u32| {
            let go_on = || reading.borrow_mut().as_mut().is_some_and(Reading::goes_on);
            if journey::for_a_while(journey::SLICE, go_on) {
                return;
            }
            reads.set(false);
            if let Some(read) = reading.take() {
                let read = read.quizzes();
                questions.set(read.map_or(Questions::Missing, |quizzes| Questions::Here(Rc::new(quizzes))));
            }
        })
    };
    use_frames(*reads, on_frame);
    let again = {
        let questions = questions.clone();
        Callback::from(move |_: MouseEvent| {
            questions.set(Questions::Coming);
            tries.change(|tries| tries + 1);
        })
    };
    ((*questions).clone(), again)
}

/// What stands there until they are.
pub(crate) fn absent(questions: &Questions, again: &Callback<MouseEvent>) -> Html {
    if *questions == Questions::Missing {
        return html! {
            <>
                <p role="alert">{words!("page-questions-missing")}</p>
                <div class="buttons"><button type="button" class="primary" onclick={again.clone()}>{words!("page-try-again")}</button></div>
            </>
        };
    }
    html! { <p role="status">{words!("page-questions-come")}</p> }
}

#[component]
pub fn Practice(props: &Props) -> Html {
    let (questions, again) = use_questions();
    if let Questions::Here(quizzes) = &questions {
        let quizzes = quizzes.clone();
        return match &props.quiz {
            Some(quiz) => view::<QuizPage>("quizzes", quiz_page::Props { quiz: Some(quiz.clone()), quizzes }),
            // Another link begins another practice.
            None => view::<PracticePage>(
                format!("practice {}", props.wanted),
                practice_page::Props { wanted: props.wanted.clone(), quizzes },
            ),
        };
    }
    html! {
        <main id="main" class="quiz"><h1 tabindex="-1">{words!("page-practice")}</h1>{absent(&questions, &again)}</main>
    }
}

/// Hands on the file's text: of the page itself, or of the address that its `<html>` names.
fn ask(to: Callback<Option<String>>) {
    let document = || web_sys::window()?.document();
    let part = document().and_then(|document| document.get_element_by_id(PART)?.text_content());
    if part.is_some() {
        return to.emit(part);
    }
    let root: Option<Element> = document().and_then(|document| document.document_element());
    match root.and_then(|root| root.get_attribute(FILE)) {
        Some(file) => load(&file, to),
        None => to.emit(None),
    }
}
