//! Practice and whole quizzes: the questions come as a file of their own when one of them is opened.

use yew::prelude::*;

use crate::learn::{Quiz, in_order, own};
use crate::ui::learn::own_file::{self, OwnFile};
use crate::ui::learn::practice_page::{self, PracticePage};
use crate::ui::learn::quiz_page::{self, QuizPage};
use crate::ui::parts::content::{self, Content, use_content};
use crate::ui::parts::view::view;

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
pub(crate) type Questions = Content<Quiz>;

/// The questions, and what asks for them once more.
#[hook]
pub(crate) fn use_questions() -> (Questions, Callback<MouseEvent>) {
    use_content("quizzes", in_order)
}

/// What stands there until they are.
pub(crate) fn absent(questions: &Questions, again: &Callback<MouseEvent>) -> Html {
    content::absent(questions, [words!("page-questions-come"), words!("page-questions-missing")], again)
}

#[component]
pub fn Practice(props: &Props) -> Html {
    let (questions, again) = use_questions();
    if let Some(file) = own::wanted(&props.wanted) {
        let file = file.replace("%2F", "/");
        return view::<OwnFile>(format!("own {file}"), own_file::Props { file: file.into() });
    }
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
