//! The controls: strategy, numbers, behaviour of the next version.

use yew::prelude::*;

use crate::session::{Action, Behaviour, BehaviourKind, Delays, Field, Pick, Session, StrategyKind, Trait};

use super::input;

/// What the form shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    strategy: StrategyKind,
    behaviour: Behaviour,
    delays: Delays,
    boxes: Vec<TextBox>,
}

#[derive(Clone, Debug, PartialEq)]
struct TextBox {
    field: Field,
    text: String,
    note: Option<String>,
    error: Option<(String, &'static str)>,
}

impl Form {
    /// The form as the session has it.
    pub fn of(session: &Session) -> Self {
        let settings = session.settings();
        let text_box = |field: Field| TextBox {
            field,
            text: session.field_text(field),
            note: session.resolution(field),
            error: session.field_error(field).map(|error| (error.message.clone(), error.hint)),
        };
        let numbers = Trait::ALL.into_iter().filter(|which| !which.is_flag()).map(Field::Trait);
        Self {
            strategy: settings.strategy,
            behaviour: settings.behaviour,
            delays: settings.delays,
            boxes: Field::ALL.into_iter().chain(numbers).map(text_box).collect(),
        }
    }

    fn text_box(&self, field: Field) -> Option<&TextBox> {
        self.boxes.iter().find(|text_box| text_box.field == field)
    }
}

/// The form and where its changes go.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it shows.
    pub form: Form,
    /// What a change becomes.
    pub on_action: Callback<Action>,
}

/// The panel.
#[component]
pub fn SetupPanel(props: &Props) -> Html {
    let form = &props.form;
    let of = |wanted: &[Field]| -> Html {
        let boxes = wanted.iter().filter_map(|wanted| form.text_box(*wanted));
        boxes.map(|text_box| field(text_box, form.strategy, &props.on_action)).collect()
    };
    html! {
        <section class="panel setup" aria-labelledby="setup-title">
            <h2 id="setup-title">{"Setup"}</h2>
            {strategies(form.strategy, &props.on_action)}
            <div class="fields">
                {of(&Field::ALL[..1])}
                {presets(&form.behaviour, &props.on_action)}
                {of(&Field::ALL[1..5])}
            </div>
            <details>
                <summary>{"How the new version behaves"}</summary>
                <p class="note">{form.behaviour.words()}</p>
                <div class="fields">{for Trait::ALL.into_iter().map(|which| trait_row(which, form, &props.on_action))}</div>
            </details>
            <details>
                <summary>{"Nodes, delays and deadlines"}</summary>
                <div class="fields">
                    {of(&Field::ALL[5..6])}
                    {delays(form.delays, &props.on_action)}
                    {of(&Field::ALL[6..])}
                </div>
            </details>
        </section>
    }
}

/// A trait of the next version: a box to tick, or a number.
fn trait_row(which: Trait, form: &Form, on_action: &Callback<Action>) -> Html {
    if let Some(text_box) = form.text_box(Field::Trait(which)) {
        return field(text_box, form.strategy, on_action);
    }
    let onchange = on_action.reform(move |_: Event| Action::Toggle(which));
    html! {
        <label class="choice" key={which.label()}>
            <input type="checkbox" checked={form.behaviour.get(which) > 0} {onchange} />{which.label()}
        </label>
    }
}

fn strategies(current: StrategyKind, on_action: &Callback<Action>) -> Html {
    let radio = |kind: StrategyKind| {
        let onchange = on_action.reform(move |_: Event| Action::ChooseStrategy(kind));
        html! {
            <label class="choice">
                <input type="radio" name="strategy" value={kind.slug()} checked={kind == current} {onchange} />
                {kind.label()}
            </label>
        }
    };
    html! {
        <fieldset class="strategies">
            <legend class="label">{"Strategy"}</legend>
            {for StrategyKind::ALL.into_iter().map(radio)}
        </fieldset>
    }
}

/// Behaviours to begin with; `Combined` where the table below holds another.
fn presets(current: &Behaviour, on_action: &Callback<Action>) -> Html {
    let onchange =
        input::emit(on_action, |event| input::chosen(event, &BehaviourKind::ALL).map(Action::ChooseBehaviour));
    let current = BehaviourKind::of(current);
    let kinds = BehaviourKind::ALL.into_iter().map(|kind| (kind.label(), Some(kind) == current));
    let combined = current.is_none().then_some(("Combined", true));
    list("behaviour", "New version", &kinds.chain(combined).collect::<Vec<_>>(), onchange)
}

fn delays(current: Delays, on_action: &Callback<Action>) -> Html {
    let onchange = input::emit(on_action, |event| {
        input::chosen(event, &Delays::ALL).map(|delays| Action::Pick(Pick::Delays, delays as usize))
    });
    list("delays", "Delays", &Delays::ALL.map(|delays| (delays.label(), delays == current)), onchange)
}

/// A list of which one item is chosen.
fn list(id: &'static str, label: &str, items: &[(&str, bool)], onchange: Callback<Event>) -> Html {
    html! {
        <div class="field">
            <label class="label" for={id}>{label}</label>
            <select {id} {onchange}>
                {for items.iter().map(|(label, selected)| html! { <option selected={*selected}>{label}</option> })}
            </select>
        </div>
    }
}

/// Its label without what is no letter, e.g. `minreadyseconds`.
fn id_of(field: Field) -> String {
    let mut id: String = field.label().chars().filter(char::is_ascii_alphabetic).collect();
    id.make_ascii_lowercase();
    id
}

fn field(text_box: &TextBox, strategy: StrategyKind, on_action: &Callback<Action>) -> Html {
    let TextBox { field, text, note, error } = text_box.clone();
    let id = id_of(field);
    let unused = strategy == StrategyKind::Recreate && matches!(field, Field::MaxSurge | Field::MaxUnavailable);
    let note = if unused { Some("not used by Recreate".to_string()) } else { note };
    let onchange = input::emit(on_action, move |event| Some(Action::SetField { field, text: input::text(event)? }));
    let described = match (&note, &error) {
        (_, Some(_)) => Some(format!("{id}-error")),
        (Some(_), None) => Some(format!("{id}-note")),
        _ => None,
    };
    html! {
        <div class={classes!("field", error.is_some().then_some("refused"))} key={id.clone()}>
            <label class="label" for={id.clone()}>{field.label()}</label>
            <input type="text" id={id.clone()} value={text} {onchange} autocomplete="off" spellcheck="false"
                aria-invalid={error.is_some().then_some("true")} aria-describedby={described} />
            { for note.map(|note| html! { <span class="note" id={format!("{id}-note")}>{note}</span> }) }
            { for error.map(|(message, hint)| html! {
                <p class="error" role="alert" id={format!("{id}-error")}><span class="mono">{message}</span>{" "}{hint}</p>
            }) }
        </div>
    }
}
