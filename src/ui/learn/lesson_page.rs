//! A lesson: read from top to bottom, with its runs alive in it; the card to keep, and the test by which it is passed.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Name;
use crate::learn::Lesson;
use crate::learn::lesson::Block;
use crate::learn::ticked::{TEST, Ticked};
use crate::ui::learn::learn_page::{absent, address, builds_on, use_lessons};
use crate::ui::learn::lesson_ask::{self, LessonAsk};
use crate::ui::learn::lesson_discover::{self, LessonDiscover};
use crate::ui::learn::lesson_figure::{self, LessonFigure};
use crate::ui::learn::lesson_predict::{self, LessonPredict};
use crate::ui::learn::lesson_runs::{Stage, use_runs};
use crate::ui::learn::lesson_words::{has_dials, refused, words};
use crate::ui::learn::lessons_done::{tick, ticked};
use crate::ui::learn::marked::marked;
use crate::ui::parts::class::classes;
use crate::ui::parts::content::Content;
use crate::ui::parts::hooks::{use_effect_with, use_value};
use crate::ui::parts::view::view;

/// Which one.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its id.
    pub id: AttrValue,
}

#[component]
pub fn LessonPage(props: &Props) -> Html {
    let (lessons, again) = use_lessons();
    let body = match &lessons {
        Content::Here(all) => match all.iter().position(|lesson| *lesson.id == *props.id) {
            Some(at) => {
                let next = all.get(at + 1).map(|next| (next.id.clone(), next.title.clone()));
                let needed = all[at].needed(all);
                view::<Read>(props.id.to_string(), ReadProps { lesson: Rc::new(all[at].clone()), needed, next })
            }
            None => html! { <p>{message!("lesson-unknown", id = &*props.id)}</p> },
        },
        _ => absent(&lessons, &again),
    };
    let known = match &lessons {
        Content::Here(all) => all.iter().find(|lesson| *lesson.id == *props.id),
        _ => None,
    };
    html! {
        <main id="main" class="quiz learn lesson">
            // It is there before its lesson is: the focus comes to it.
            <h1 tabindex="-1">{known.map_or(words!("learn-lessons"), |lesson| &*lesson.title)}</h1>
            {body}
            <p class="out"><a href="#/learn">{words!("lesson-all")}</a></p>
        </main>
    }
}

/// A lesson with its first values, as it is read without a program or printed.
#[derive(PartialEq, Properties)]
pub struct ReadProps {
    pub lesson: Rc<Lesson>,
    /// The lessons it builds on: ids and titles.
    pub needed: Vec<(Name, Name)>,
    /// The lesson behind it likewise.
    pub next: Option<(Name, Name)>,
}

#[component]
pub fn Read(props: &ReadProps) -> Html {
    let lesson = &props.lesson;
    let stages = use_runs(lesson);
    let done = use_value(ticked);
    // How often it was begun again without its texts.
    let bare = use_value(|| 0_u32);
    let only_card = use_value(|| false);
    use_printing(*only_card, only_card.setter());
    let on_task = {
        let (done, id) = (done.setter(), lesson.id.clone());
        Callback::from(move |task: Name| {
            tick(&id, &task);
            done.set(ticked());
        })
    };
    let shown = |(index, block): (usize, &Block)| {
        let hidden = *bare > 0
            && (block.text.is_some() || !block.list.is_empty() || block.code.is_some() || block.figure.is_some());
        (!hidden).then(|| body(lesson, &stages, block, index, &done, *bare, &on_task))
    };
    let (right, all) = done.of(lesson);
    let again = {
        let bare = bare.clone();
        Callback::from(move |_: MouseEvent| {
            bare.change(|times| times + 1);
            crate::ui::parts::focus::main();
        })
    };
    let whole = {
        let bare = bare.setter();
        Callback::from(move |_: MouseEvent| bare.set(0))
    };
    let print = {
        let only_card = only_card.setter();
        let onclick = Callback::from(move |_: MouseEvent| only_card.set(true));
        html! { <div class="buttons"><button type="button" {onclick}>{words!("lesson-print-card")}</button></div> }
    };
    html! {
        <article class={classes!(only_card.then_some("only-card"))} key={*bare}>
            <header>
                <p class="topic">{lesson.topic.label()}{" · "}{message!("lesson-minutes", minutes = lesson.minutes)}{" · "}{message!("lesson-tasks-done", done = right, all)}</p>
                <p class="intro">{marked(&lesson.about)}</p>
                {builds_on(&props.needed, address)}
                if *bare > 0 {
                    <div class="bare-note"><p>{words!("lesson-bare")}</p><button type="button" onclick={whole}>{words!("lesson-whole")}</button></div>
                }
            </header>
            {for lesson.blocks.iter().enumerate().filter_map(shown)}
            if *bare == 0 { {card(lesson, &stages, print)} }
            {test(lesson, &on_task)}
            <footer>
                <h2>{words!("lesson-then")}</h2>
                <div class="buttons"><button type="button" onclick={again}>{words!("lesson-without-help")}</button></div>
                { for props.next.as_ref().map(|(id, title)| html! { <p><a href={address(id)}>{message!("lesson-next", title)}</a></p> }) }
                {sources(lesson)}
            </footer>
        </article>
    }
}

/// Where one can read more.
pub(crate) fn sources(lesson: &Lesson) -> Html {
    let source = |source: &Name| html! { <li><a href={source.to_string()} target="_blank" rel="noopener noreferrer">{&**source}</a></li> };
    html! {
        <>
            <p class="note">{words!("page-source")}</p>
            <ul class="note">{for lesson.sources.iter().map(source)}</ul>
        </>
    }
}

/// A block in its place.
fn body(
    lesson: &Lesson,
    stages: &[Stage],
    block: &Block,
    index: usize,
    done: &Ticked,
    bare: u32,
    on_task: &Callback<Name>,
) -> Html {
    let stage = lesson.run_of(block).and_then(|run| stages.get(run));
    let key = format!("{bare}-{index}");
    if let (Some(predict), Some(stage)) = (&block.predict, stage) {
        let id = predict.id.clone();
        let on_done = on_task.reform(move |()| id.clone());
        return view::<LessonPredict>(key, lesson_predict::Props { stage: stage.clone(), block: index, on_done });
    }
    if let (Some(discover), Some(stage)) = (&block.discover, stage) {
        let id = discover.id.clone();
        let ticked = bare == 0 && done.has(&lesson.id, &id);
        let on_done = on_task.reform(move |()| id.clone());
        return view::<LessonDiscover>(
            key,
            lesson_discover::Props { stage: stage.clone(), block: index, ticked, on_done },
        );
    }
    if let Some(id) = &block.ask {
        return view::<LessonAsk>(key, lesson_ask::Props { ids: vec![id.clone()], on_passed: None });
    }
    plain(block, stage, &key)
}

/// What is only read: headings, texts, code, figures.
pub(crate) fn plain(block: &Block, stage: Option<&Stage>, key: &str) -> Html {
    if let (Some(figure), Some(stage)) = (&block.figure, stage) {
        let props = lesson_figure::Props {
            stage: stage.clone(),
            id: format!("figure-{key}"),
            show: figure.show.clone(),
            at: figure.at,
            dials: figure.dials.clone(),
            on_at: None,
        };
        return html! {
            <figure key={key.to_owned()}>
                { view::<LessonFigure>("figure", props) }
                <figcaption>{words(&figure.caption, Some(stage))}</figcaption>
            </figure>
        };
    }
    if let Some(heading) = &block.heading {
        return html! { <h2 key={key.to_owned()}>{marked(heading)}</h2> };
    }
    if let Some(code) = &block.code {
        return html! { <pre key={key.to_owned()}><code>{&**code}</code></pre> };
    }
    if let Some(text) = &block.text {
        let refused = stage.filter(|_| has_dials(text)).map(refused);
        return html! { <div class="paragraph" key={key.to_owned()}><p>{words(text, stage)}</p>{for refused}</div> };
    }
    html! { <ul class="points" key={key.to_owned()}>{for block.list.iter().map(|text| html! { <li>{words(text, stage)}</li> })}</ul> }
}

/// What one keeps, and what prints it.
pub(crate) fn card(lesson: &Lesson, stages: &[Stage], print: Html) -> Html {
    let block = |(index, block): (usize, &Block)| {
        plain(block, lesson.run_of(block).and_then(|run| stages.get(run)), &format!("card-{index}"))
    };
    html! {
        <section class="lesson-card" aria-labelledby="card-title">
            <h2 id="card-title">{words!("lesson-card")}{": "}{&*lesson.title}</h2>
            {for lesson.card.iter().enumerate().map(block)}
            {print}
        </section>
    }
}

/// The questions by which it is passed, folded up.
fn test(lesson: &Lesson, on_task: &Callback<Name>) -> Html {
    let on_passed = on_task.reform(|()| TEST.into());
    html! { <section class="lesson-test" aria-labelledby="test-title">
        <h2 id="test-title">{words!("lesson-test")}</h2>
        <p>{words!("lesson-test-about")}</p>
        { view::<Folded>("test", FoldedProps { ids: lesson.test.clone(), on_passed }) }
    </section> }
}

#[derive(PartialEq, Properties)]
struct FoldedProps {
    ids: Vec<Name>,
    on_passed: Callback<()>,
}

#[component]
fn Folded(props: &FoldedProps) -> Html {
    let open = use_value(|| false);
    let onclick = {
        let open = open.setter();
        Callback::from(move |_: MouseEvent| open.set(true))
    };
    if *open {
        view::<LessonAsk>(
            "asked",
            lesson_ask::Props { ids: props.ids.clone(), on_passed: Some(props.on_passed.clone()) },
        )
    } else {
        html! { <div class="buttons"><button type="button" {onclick}>{words!("lesson-take-test")}</button></div> }
    }
}

/// Prints the card alone once it alone is shown, and shows everything again.
#[hook]
fn use_printing(only_card: bool, set: crate::ui::parts::hooks::Setter<bool>) {
    use_effect_with(only_card, move |only_card| {
        if *only_card {
            // A browser that does not print shows the card all the same until the next drawing.
            let _printed = web_sys::window().map(|window| window.print());
            set.set(false);
        }
    });
}
