//! A lesson as a page that needs no program: figures as they first stand, and what came of predictions and discoveries
//! folded up. Rendered natively while the site is built, by the components of the live lesson.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Name;
use crate::learn::lesson::{Block, Discover, Predict};
use crate::learn::played::chosen;
use crate::learn::review::Review;
use crate::learn::{Answer, Given, Kind, Lesson, Question, Quiz, order};
use crate::text::say;
use crate::ui::learn::answering::Ids;
use crate::ui::learn::learn_page::builds_on;
use crate::ui::learn::lesson_dial::told;
use crate::ui::learn::lesson_figure::{self, LessonFigure};
use crate::ui::learn::lesson_page::{card, plain, sources};
use crate::ui::learn::lesson_predict::{Guess, came};
use crate::ui::learn::lesson_runs::{Kept, Stage};
use crate::ui::learn::lesson_words::words;
use crate::ui::learn::marked::marked;
use crate::ui::learn::practice_round::by_id;
use crate::ui::learn::question_answered::Answered;
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::view::view;

/// Every lesson, and of which one the page is; of none, the list of all of them.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub lessons: Rc<Vec<Lesson>>,
    pub quizzes: Rc<Vec<Quiz>>,
    pub at: Option<usize>,
}

/// All that stands in the document's body.
#[component]
pub(crate) fn Paper(props: &Props) -> Html {
    let list = props.at.is_none();
    html! {
        <>
            <header class="site-header">
                <a class="brand" href="../">{icon(Icon::Brand)}<span class="brand-word">{words!("page-podyard")}</span></a>
                <nav aria-label={words!("page-main")}><ul><li><a href="index.html" aria-current={list.then_some("page")}>{words!("learn-lessons")}</a></li></ul></nav>
            </header>
            <main id="main" class="quiz learn lesson paper">
                { match props.at {
                    Some(at) => read(&props.lessons, &props.quizzes, at),
                    None => all(&props.lessons),
                } }
            </main>
        </>
    }
}

fn page(id: &str) -> String {
    format!("{id}.html")
}

fn all(lessons: &[Lesson]) -> Html {
    let item = |lesson: &Lesson| {
        html! {
            <li>
                <a href={page(&lesson.id)}>{&*lesson.title}</a>
                <span class="state">{message!("lesson-minutes", minutes = lesson.minutes)}</span>
                <span class="note">{marked(&lesson.about)}</span>
                {builds_on(&lesson.needed(lessons), page)}
            </li>
        }
    };
    html! {
        <>
            <h1>{words!("paper-lessons")}</h1>
            <p class="intro">{message!("paper-intro", lessons = lessons.len())}</p>
            <ol class="lesson-map">{for lessons.iter().map(item)}</ol>
            <p><a href="../#/learn">{words!("paper-program")}</a></p>
        </>
    }
}

fn read(lessons: &[Lesson], quizzes: &[Quiz], at: usize) -> Html {
    let lesson = Rc::new(lessons[at].clone());
    let stages: Vec<Stage> = (0..lesson.runs.len()).map(|run| Stage::still(&lesson, run, Vec::new())).collect();
    let block = |(index, block): (usize, &Block)| {
        let stage = lesson.run_of(block).and_then(|run| stages.get(run));
        match (&block.predict, &block.discover, stage) {
            (Some(it), _, Some(stage)) => predict(it, stage, index),
            (_, Some(it), Some(stage)) => discover(it, stage),
            _ => match block.ask.as_ref().and_then(|id| by_id(quizzes, id)) {
                Some(question) => ask(question, &lesson),
                None => plain(block, stage, &index.to_string()),
            },
        }
    };
    let beside = |at: Option<usize>, words: fn(&Name) -> crate::message::Message| {
        let lesson = at.and_then(|at| lessons.get(at))?;
        Some(html! { <p><a href={page(&lesson.id)}>{words(&lesson.title)}</a></p> })
    };
    html! {
        <>
            <h1>{&*lesson.title}</h1>
            <article>
                <header>
                    <p class="topic">{lesson.topic.label()}{" · "}{message!("lesson-minutes", minutes = lesson.minutes)}</p>
                    <p class="intro">{marked(&lesson.about)}</p>
                    {builds_on(&lesson.needed(lessons), page)}
                    <p class="note out"><a href={format!("../#/lesson/{}", lesson.id)}>{words!("paper-live")}</a>{". "}{words!("paper-live-about")}</p>
                </header>
                {for lesson.blocks.iter().enumerate().map(block)}
                {card(&lesson, &stages, Html::default())}
                <footer>
                    <h2>{words!("lesson-then")}</h2>
                    {for beside(Some(at + 1), |title| message!("lesson-next", title))}
                    {for beside(at.checked_sub(1), |title| message!("paper-before", title))}
                    {sources(&lesson)}
                </footer>
            </article>
        </>
    }
}

fn figure(stage: &Stage, show: &[crate::learn::lesson::Shown], key: &'static str) -> Html {
    let props = lesson_figure::Props {
        stage: stage.clone(),
        id: String::new(),
        show: show.to_vec(),
        at: None,
        dials: Vec::new(),
        on_at: None,
    };
    view::<LessonFigure>(key, props)
}

/// Something one does in the live lesson, with what comes of it folded up.
fn doing(id: &str, kind: &'static str, what: Html, open: Html, summary: &'static str, folded: Html) -> Html {
    html! {
        <section class="doing" aria-labelledby={id.to_owned()}>
            <p class="kind">{kind}</p>
            <h3 id={id.to_owned()}>{what}</h3>
            {open}
            <details><summary>{summary}</summary>{folded}</details>
        </section>
    }
}

fn predict(predict: &Predict, stage: &Stage, index: usize) -> Html {
    let options = html! {
        if !predict.options.is_empty() {
            <ul class="points">{for predict.options.iter().map(|option| html! { <li>{marked(&option.text)}</li> })}</ul>
        }
    };
    let folded = html! {
        <>
            {for stage.played.as_ref().map(|played| came(stage, index, predict, played, &Guess::default()))}
            if !predict.show.is_empty() { {figure(stage, &predict.show, "came")} }
            <p class="because">{words(&predict.because, Some(stage))}</p>
        </>
    };
    let id = format!("predict-{}", predict.id);
    let question = words(&predict.question, Some(stage));
    doing(&id, words!("lesson-predict"), question, options, words!("paper-came"), folded)
}

/// As it begins, and as its solution leaves it.
fn discover(discover: &Discover, stage: &Stage) -> Html {
    let chosen = chosen(&discover.solution);
    let solved = Stage::still(&stage.lesson, stage.run, chosen.clone());
    let set = |(dial, _): &(Name, Name)| {
        let (label, value) = told(&solved, dial);
        say(&message!("paper-setting", label, value))
    };
    let what = chosen.iter().map(set).collect::<Vec<_>>().join(", ");
    let folded = html! {
        <>
            <p class="set">{marked(&say(&message!("paper-set", what)))}</p>
            {figure(&solved, &discover.show, "solved")}
            <p class="because">{words(&discover.then, Some(&solved))}</p>
        </>
    };
    let id = format!("discover-{}", discover.id);
    let task = marked(&discover.task);
    doing(&id, words!("lesson-discover"), task, figure(stage, &discover.show, "begins"), words!("paper-way"), folded)
}

fn ask(question: &Question, lesson: &Rc<Lesson>) -> Html {
    let ids = Ids::of(&question.id);
    let order = order(1, question);
    let given = match question.kind {
        Kind::Choice | Kind::Several => Given::Chosen(Default::default()),
        _ => Given::Placed((0..question.parts()).collect()),
    };
    let review = Review::default();
    let answer = Answer { given, right: true, attempts: 1, first_try_right: true, open: false, sure: None, review };
    let kept = Kept::of(lesson.clone());
    let part = |index: &usize| match question.kind {
        Kind::Order => marked(&question.steps[*index]),
        Kind::Match => marked(&question.pairs[*index].left),
        _ => marked(&question.options[*index].text),
    };
    let parts = html! {
        if !order.is_empty() {
            <ul class="points">{for order.iter().map(|index| html! { <li>{part(index)}</li> })}</ul>
        }
    };
    let number = question.answer.map(|answer| {
        let unit = question.unit.as_deref().unwrap_or_default();
        html! { <><p class="text">{message!("lesson-number", came = answer, unit)}</p><p class="reason">{for question.reason.as_deref().map(marked)}</p></> }
    });
    let explained = || Answered { question, order: &order, answer: &answer, ids: &ids, kept: &kept }.explained();
    let folded = number.unwrap_or_else(explained);
    doing(&ids.prompt, words!("lesson-question"), marked(&question.prompt), parts, words!("paper-answer"), folded)
}
