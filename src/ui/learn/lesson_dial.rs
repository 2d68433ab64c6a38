//! A dial: a value in a sentence that one can turn by dragging, by keys or by two buttons.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::kube::object::Name;
use crate::learn::lesson::WAY;
use crate::scenario::Setting;
use crate::text::said;
use crate::ui::learn::lesson_runs::Stage;
use crate::ui::learn::marked::marked;
use crate::ui::parts::class::classes;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::view::view;

/// So far a pointer is dragged for the next value, px.
const STEP: i32 = 14;

/// A dial of a run: what it is called, what it can be, what it is.
struct Of {
    label: String,
    all: Rc<[Name]>,
    at: usize,
}

fn of(stage: &Stage, name: &str) -> Of {
    let setup = &stage.lesson.runs[stage.run];
    let label = match Setting::of(name) {
        Some(setting) => said(&setting.label()),
        None => words!("lesson-way").into(),
    };
    let all: Rc<[Name]> = match setup.dials.iter().find(|dial| *dial.control == *name) {
        Some(dial) => dial.all().into(),
        None => (1..=setup.ways.len()).map(|way| Name::from(way.to_string())).collect(),
    };
    let value = setup.value(name, &stage.chosen);
    let at = all.iter().position(|other| *other == value).unwrap_or(0);
    Of { label, all, at }
}

/// What a value is called.
fn shown(stage: &Stage, name: &str, value: &str) -> String {
    match (Setting::of(name), value) {
        (_, "true") => words!("lesson-yes").into(),
        (_, "false") => words!("lesson-no").into(),
        (Some(setting), value) => said(&setting.option(value)),
        (None, value) => {
            let way =
                value.parse().ok().and_then(|way: usize| stage.lesson.runs[stage.run].ways.get(way.checked_sub(1)?));
            way.map_or_else(String::new, |way| way.title.to_string())
        }
    }
}

/// What a dial is called, and what it stands at.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn told(stage: &Stage, name: &str) -> (String, String) {
    let Of { label, all, at } = of(stage, name);
    (label, shown(stage, name, all.get(at).map_or("", |value| value)))
}

/// The dial in a sentence.
pub(crate) fn in_sentence(stage: &Stage, name: &str) -> Html {
    let Of { label, all, at } = of(stage, name);
    let words = shown(stage, name, all.get(at).map_or("", |value| value));
    if stage.is_still() {
        return html! { <span class="computed">{marked(&words)}</span> };
    }
    view::<Spin>(name.to_owned(), SpinProps { label, words, at, all, on_turn: turns(stage, name) })
}

/// Sets it.
fn turns(stage: &Stage, name: &str) -> Callback<Name> {
    let (run, name) = (stage.run, Name::from(name));
    stage.on_dial.reform(move |value: Name| (run, name.clone(), value))
}

/// The dial under a figure: with its name, and with buttons; ways with what each does.
pub(crate) fn under_figure(stage: &Stage, name: &str, group: &str) -> Html {
    let Of { label, all, at } = of(stage, name);
    let on_turn = turns(stage, name);
    if name == WAY {
        let way = |(index, value): (usize, &Name)| {
            let (on_turn, value, title) = (on_turn.clone(), value.clone(), shown(stage, name, value));
            html! {
                <label class="choice" key={index}>
                    <input type="radio" name={format!("{group}-way")} checked={index == at} onchange={on_turn.reform(move |_: Event| value.clone())} />
                    <span>{marked(&title)}</span>
                </label>
            }
        };
        return html! { <fieldset class="ways" key={name.to_owned()}><legend>{label}</legend>{for all.iter().enumerate().map(way)}</fieldset> };
    }
    let button = |to: Option<usize>, sign: &'static str, words: crate::message::Message| {
        let value = to.and_then(|to| all.get(to)).cloned();
        let disabled = value.is_none();
        let onclick = on_turn.reform(move |_: MouseEvent| value.clone().unwrap_or_default());
        html! { <button type="button" aria-label={words} {disabled} {onclick}>{sign}</button> }
    };
    html! {
        <div class="dial-row" key={name.to_owned()}>
            <span class="label">{&label}</span>
            {button(at.checked_sub(1), "−", message!("lesson-less", label = &label))}
            {in_sentence(stage, name)}
            {button(Some(at + 1), "+", message!("lesson-more", label = &label))}
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct SpinProps {
    label: String,
    /// What it is, in words.
    words: String,
    all: Rc<[Name]>,
    at: usize,
    on_turn: Callback<Name>,
}

#[component]
fn Spin(props: &SpinProps) -> Html {
    let SpinProps { label, words, all, at, on_turn } = props;
    // Where a pointer took it: px from the left of the window, and the place of the value then.
    let grip = use_value(|| None::<(i32, usize)>);
    let place = use_node_ref();
    let most = all.len().saturating_sub(1);
    let go = {
        let (all, on_turn, at) = (all.clone(), on_turn.clone(), *at);
        move |to: usize| {
            let to = to.min(all.len().saturating_sub(1));
            if to != at
                && let Some(value) = all.get(to)
            {
                on_turn.emit(value.clone());
            }
        }
    };
    let onkeydown = {
        let (go, at) = (go.clone(), *at);
        Callback::from(move |event: KeyboardEvent| {
            let to = match &*event.key() {
                "ArrowUp" | "ArrowRight" => at + 1,
                "ArrowDown" | "ArrowLeft" => at.saturating_sub(1),
                "PageUp" => at + 5,
                "PageDown" => at.saturating_sub(5),
                "Home" => 0,
                "End" => most,
                _ => return,
            };
            event.prevent_default();
            go(to);
        })
    };
    let onpointerdown = {
        let (grip, at, place) = (grip.setter(), *at, place.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(element) = place.cast::<Element>() {
                // Without it the dial is only dragged as long as the pointer is above it.
                drop(element.set_pointer_capture(event.pointer_id()));
            }
            grip.set(Some((event.client_x(), at)));
        })
    };
    let onpointermove = {
        let grip = *grip;
        Callback::from(move |event: PointerEvent| {
            if let Some((from, at)) = grip {
                let moved = at as i32 + (event.client_x() - from) / STEP;
                go(usize::try_from(moved).unwrap_or(0));
            }
        })
    };
    let let_go = {
        let grip = grip.setter();
        Callback::from(move |_: PointerEvent| grip.set(None))
    };
    // Numbers are themselves; of other values their place is the number.
    let number = |index: usize| all.get(index).filter(|value| value.parse::<u32>().is_ok()).cloned();
    let numbers = all.iter().all(|value| value.parse::<u32>().is_ok());
    let now =
        |index: usize| number(index).filter(|_| numbers).map_or_else(|| index.to_string(), |value| value.to_string());
    html! {
        <span ref={place} class={classes!("dial", grip.is_some().then_some("held"))} tabindex="0" role="spinbutton" aria-label={label.clone()}
            aria-valuemin={now(0)} aria-valuemax={now(most)} aria-valuenow={now(*at)} aria-valuetext={words.clone()}
            {onkeydown} {onpointerdown} {onpointermove} onpointerup={let_go.clone()} onpointercancel={let_go}>{marked(words)}</span>
    }
}
