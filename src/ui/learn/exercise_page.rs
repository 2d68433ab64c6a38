//! An exercise before it begins: what is asked, what may be changed, and the way into its run.

use std::rc::Rc;

use yew::prelude::*;

use crate::learn::Exercise;
use crate::learn::handed_in::seed_of;
use crate::scenario::Setting;
use crate::text::said;
use crate::ui::learn::learn_page::{absent, use_exercises};
use crate::ui::learn::marked::marked;
use crate::ui::parts::content::Content;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::input;
use crate::ui::parts::route::go;
use crate::ui::parts::view::view;
use crate::ui::visit::opening;

/// Which one.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its id.
    pub id: AttrValue,
}

#[component]
pub fn ExercisePage(props: &Props) -> Html {
    let (exercises, again) = use_exercises();
    let known = match &exercises {
        Content::Here(all) => all.iter().find(|exercise| *exercise.id == *props.id),
        _ => None,
    };
    let body = match &exercises {
        Content::Here(_) => match known {
            Some(exercise) => view::<Begin>(props.id.to_string(), BeginProps { exercise: Rc::new(exercise.clone()) }),
            None => html! { <p>{message!("exercise-unknown", id = &*props.id)}</p> },
        },
        _ => absent(&exercises, &again),
    };
    html! {
        <main id="main" class="quiz learn">
            // It is there before its exercise is: the focus comes to it.
            <h1 tabindex="-1">{known.map_or(words!("learn-title"), |exercise| &*exercise.title)}</h1>
            {body}
            <p><a href="#/learn">{words!("exercise-all")}</a></p>
        </main>
    }
}

#[derive(PartialEq, Properties)]
struct BeginProps {
    exercise: Rc<Exercise>,
}

#[component]
fn Begin(props: &BeginProps) -> Html {
    let exercise = &props.exercise;
    let class = use_value(String::new);
    let name = use_value(String::new);
    let stuck = use_value(|| None::<String>);
    let typed = |value: &crate::ui::parts::hooks::Value<String>| {
        let set = value.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(text) = input::typed(&event) {
                set.set(text);
            }
        })
    };
    let begin = {
        let (exercise, class, name, stuck) = (exercise.clone(), class.clone(), name.clone(), stuck.setter());
        Callback::from(move |_: MouseEvent| {
            let seed = (!class.trim().is_empty()).then(|| seed_of(&class, &name));
            match exercise.link(seed) {
                Ok(link) => {
                    opening::forget();
                    go(&format!("#/sandbox?{}", link.write()));
                }
                Err(why) => stuck.set(Some(said(&why.what))),
            }
        })
    };
    html! {
        <>
            <p class="topic">{exercise.topic.label()}</p>
            <p class="task-text">{marked(&exercise.task)}</p>
            <p class="note">{may(exercise)}</p>
            { for (!exercise.costs.is_empty()).then(|| html! {
                <p class="note">{words!("exercise-counts")}{" "}{exercise.costs.iter().map(|cost| cost.name.to_string()).collect::<Vec<_>>().join(", ")}</p>
            }) }
            <div class="buttons"><button type="button" class="primary" onclick={begin}>{words!("exercise-begin")}</button></div>
            { for stuck.as_ref().map(|why| html! { <p role="alert">{why.clone()}</p> }) }
            <details class="reading">
                <summary>{words!("exercise-for-a-class")}</summary>
                <p>{words!("exercise-class-about")}</p>
                <div class="two">
                    <label class="label">{words!("exercise-class")}<input type="text" oninput={typed(&class)} value={(*class).clone()} autocomplete="off" /></label>
                    <label class="label">{words!("exercise-name")}<input type="text" oninput={typed(&name)} value={(*name).clone()} autocomplete="off" /></label>
                </div>
            </details>
        </>
    }
}

/// What may be changed, in words.
fn may(exercise: &Exercise) -> String {
    let named = |name: &str| Setting::of(name).map_or_else(|| name.to_owned(), |setting| said(&setting.label()));
    let settings: Vec<String> = exercise.may.iter().map(|name| named(name)).collect();
    if settings.is_empty() {
        words!("exercise-may-objects").into()
    } else {
        crate::text::say(&message!("exercise-may-settings", settings = settings.join(", ")))
    }
}
