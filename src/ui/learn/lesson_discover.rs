//! A discovery: something to bring about with dials. It ticks itself; the explanation comes after that.

use yew::prelude::*;

use crate::ui::learn::lesson_figure::{self, LessonFigure};
use crate::ui::learn::lesson_runs::Stage;
use crate::ui::learn::lesson_words::words;
use crate::ui::learn::marked::marked;
use crate::ui::parts::hooks::{use_effect_with, use_value};
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::view::view;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub stage: Stage,
    /// The place of its block.
    pub block: usize,
    /// It was done before.
    pub ticked: bool,
    pub on_done: Callback<()>,
}

#[component]
pub(crate) fn LessonDiscover(props: &Props) -> Html {
    let stage = &props.stage;
    let block = &stage.lesson.blocks[props.block];
    let met = stage.is_met(props.block);
    let found = use_value(|| props.ticked);
    {
        let (found, on_done) = (found.setter(), props.on_done.clone());
        use_effect_with(met, move |met| {
            if *met {
                found.set(true);
                on_done.emit(());
            }
        });
    }
    let Some(discover) = &block.discover else { return Html::default() };
    let id = format!("discover-{}", discover.id);
    let state = if met {
        html! { <>{icon(Icon::Right)}{words!("lesson-found")}</> }
    } else if *found {
        html! { <>{icon(Icon::Right)}{words!("lesson-found-before")}</> }
    } else {
        html! { {words!("lesson-not-found")} }
    };
    html! {
        <section class="doing discover" aria-labelledby={id.clone()}>
            <p class="kind">{words!("lesson-discover")}</p>
            <h3 id={id.clone()} tabindex="-1">{marked(&discover.task)}</h3>
            { view::<LessonFigure>("figure", lesson_figure::Props { stage: stage.clone(), id, show: discover.show.clone(), at: None, dials: discover.dials.clone(), on_at: None }) }
            <p class={if *found { "verdict right" } else { "verdict open" }} role="status">{state}</p>
            if *found {
                <p class="because">{words(&discover.then, Some(stage))}</p>
            }
        </section>
    }
}
