//! A file of questions of somebody's own, chosen here or named by a link to this site, and asked as a quiz.

use std::rc::Rc;

use yew::prelude::*;

use crate::learn::own::{self, Read};
use crate::message::Message;
use crate::pace::Work;
use crate::text::say;
use crate::ui::learn::marked::marked;
use crate::ui::learn::quiz_page::{self, QuizPage};
use crate::ui::parts::hooks::{use_effect_with, use_value};
use crate::ui::parts::load::load;
use crate::ui::parts::view::view;
use crate::ui::parts::{focus, input};
use crate::ui::visit::work::{Doing, use_work};

/// Which file, as the address says; empty where it is to be chosen.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub file: AttrValue,
}

#[component]
pub(crate) fn OwnFile(props: &Props) -> Html {
    let Doing { made, running, begin } = use_work::<Read>(Callback::noop());
    let absent = use_value(|| None::<Message>);
    let take = Callback::from(move |text: String| {
        begin.emit(Some(Work::new(move |pace| async move { own::read(&text, &pace).await })));
    });
    {
        let (take, absent) = (take.clone(), absent.setter());
        use_effect_with(props.file.clone(), move |file| match &**file {
            "" => {}
            path if own::is_here(path) => {
                let gone = message!("own-absent", path);
                load(
                    path,
                    Callback::from(move |text: Option<String>| match text {
                        Some(text) => take.emit(text),
                        None => absent.set(Some(gone.clone())),
                    }),
                );
            }
            _ => absent.set(Some(message!("own-no-path"))),
        });
    }
    // What was chosen is gone with the page it was chosen on.
    let read = made.as_ref().is_some_and(|made| made.is_ok());
    use_effect_with(read, |read| {
        if *read {
            focus::main();
        }
    });
    let problems = match made.as_deref() {
        Some(Ok(quizzes)) => {
            let quizzes = Rc::new(quizzes.clone());
            return view::<QuizPage>("own", quiz_page::Props { quiz: None, quizzes });
        }
        Some(Err(problems)) => problems.as_slice(),
        None => &[],
    };
    let on_open = Callback::from(move |event: Event| {
        input::read_file(&event, take.clone());
        input::clear(&event);
    });
    html! {
        <main id="main" class="quiz">
            <h1 tabindex="-1">{words!("own-title")}</h1>
            <p class="intro">{words!("own-intro")}</p>
            <div class="buttons">
                <label class="file">{words!("own-choose")}<input type="file" class="visually-hidden" accept=".yaml,.yml" onchange={on_open} /></label>
            </div>
            if running {
                <p role="status">{words!("own-reading")}</p>
            }
            {for absent.as_ref().map(|absent| html! { <p role="alert">{absent}</p> })}
            if !problems.is_empty() {
                <section class="missed">
                    <p class="verdict wrong" role="alert">{words!("own-refused")}</p>
                    <ul>{for problems.iter().map(|problem| html! { <li>{marked(&say(&problem.message()))}</li> })}</ul>
                </section>
            }
        </main>
    }
}
