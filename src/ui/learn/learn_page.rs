//! Learn: what there is to do, and what of it is done.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Name;
use crate::learn::exercise::Sort;
use crate::learn::{Exercise, Lesson, exercises_in_order, lessons_in_order};
use crate::ui::learn::exercises_done::done;
use crate::ui::learn::lessons_done::ticked;
use crate::ui::learn::marked::marked;
use crate::ui::parts::content::{self, Content, use_content};
use crate::ui::parts::icons::{Icon, icon};

/// All exercises, once they are there.
#[hook]
pub(crate) fn use_exercises() -> (Content<Exercise>, Callback<MouseEvent>) {
    use_content("exercises", exercises_in_order)
}

/// All lessons likewise.
#[hook]
pub(crate) fn use_lessons() -> (Content<Lesson>, Callback<MouseEvent>) {
    use_content("lessons", lessons_in_order)
}

/// What stands there until they are.
pub(crate) fn absent<T>(content: &Content<T>, again: &Callback<MouseEvent>) -> Html {
    content::absent(content, [words!("page-content-comes"), words!("page-content-missing")], again)
}

/// The page. It is drawn anew whenever it is shown, for something may have been done meanwhile.
#[component]
pub fn LearnPage() -> Html {
    let (exercises, again) = use_exercises();
    let (lessons, once_more) = use_lessons();
    html! {
        <main id="main" class="quiz learn">
            <h1 tabindex="-1">{words!("learn-title")}</h1>
            <p class="intro">{words!("learn-intro")}</p>
            { match (&lessons, &exercises) {
                (Content::Here(lessons), Content::Here(exercises)) => html! { <>{map(lessons)}{list(exercises)}</> },
                (Content::Here(lessons), _) => html! { <>{map(lessons)}{absent(&exercises, &again)}</> },
                _ => absent(&lessons, &once_more),
            } }
            <p>{words!("learn-and-questions")}{" "}<a href="#/quiz">{words!("page-practice")}</a></p>
            <p>{words!("learn-for-teachers")}{" "}<a href="#/grade">{words!("grade-title")}</a></p>
        </main>
    }
}

/// What a lesson builds on, as links.
pub(crate) fn builds_on(needed: &[(Name, Name)], address: fn(&str) -> String) -> Html {
    if needed.is_empty() {
        return Html::default();
    }
    let link = |(index, (id, title)): (usize, &(Name, Name))| {
        html! { <>{if index > 0 { ", " } else { " " }}<a href={address(id)}>{&**title}</a></> }
    };
    html! { <p class="note builds-on">{words!("lesson-builds-on")}{for needed.iter().enumerate().map(link)}</p> }
}

/// Where the live lesson is.
pub(crate) fn address(id: &str) -> String {
    format!("#/lesson/{id}")
}

/// The lessons in their order, and how far each is read.
fn map(lessons: &Rc<Vec<Lesson>>) -> Html {
    let ticked = ticked();
    let passed = lessons.iter().filter(|lesson| ticked.is_passed(lesson)).count();
    let next = lessons.iter().position(|lesson| !ticked.is_passed(lesson) && ticked.of(lesson).0 < ticked.of(lesson).1);
    let item = |(index, lesson): (usize, &Lesson)| {
        let (done, all) = ticked.of(lesson);
        let (class, state) = match (ticked.is_passed(lesson), done) {
            (true, _) => ("passed", html! { <>{icon(Icon::Right)}{words!("learn-passed")}</> }),
            (false, 0) => ("", message!("lesson-minutes", minutes = lesson.minutes).into()),
            (false, _) => ("begun", message!("lesson-tasks-done", done, all).into()),
        };
        html! {
            <li class={class} key={lesson.id.to_string()} aria-current={(next == Some(index)).then_some("step")}>
                <a href={address(&lesson.id)}>{&*lesson.title}</a>
                <span class="state">{state}</span>
                <span class="note">{marked(&lesson.about)}</span>
                {builds_on(&lesson.needed(lessons), address)}
            </li>
        }
    };
    html! {
        <section>
            <h2>{words!("learn-lessons")}</h2>
            <p class="note">{words!("learn-about-lessons")}{" "}{message!("learn-passed-of", passed, all = lessons.len())}</p>
            <ol class="lesson-map">{for lessons.iter().enumerate().map(item)}</ol>
        </section>
    }
}

fn list(exercises: &Rc<Vec<Exercise>>) -> Html {
    let done = done();
    let item = |exercise: &Exercise| {
        let best = done.of(&exercise.id);
        let state = best.map(|best| html! {
            <span class="done">{icon(Icon::Right)}{message!("learn-done", changes = best.changes, seconds = best.met / 1_000, hints = best.hints)}</span>
        });
        html! {
            <li key={exercise.id.to_string()}>
                <a href={format!("#/exercise/{}", exercise.id)}>{&*exercise.title}</a>
                <span class="topic">{exercise.topic.label()}</span>
                { for state }
            </li>
        }
    };
    let section = |sort: Sort| {
        let (title, about) = title(sort);
        let of: Vec<&Exercise> = exercises.iter().filter(|exercise| exercise.sort == sort).collect();
        let right = of.iter().filter(|exercise| done.of(&exercise.id).is_some()).count();
        html! {
            <section>
                <h2>{title}</h2>
                <p class="note">{about}{" "}{message!("learn-done-of", right, all = of.len())}</p>
                <ol class="exercises">{for of.into_iter().map(item)}</ol>
            </section>
        }
    };
    html! { <>{for Sort::ALL.into_iter().map(section)}</> }
}

fn title(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Mend => (words!("learn-mend"), words!("learn-about-mend")),
        Sort::Choose => (words!("learn-choose"), words!("learn-about-choose")),
        Sort::Build => (words!("learn-build"), words!("learn-about-build")),
    }
}
