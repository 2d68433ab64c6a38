//! The controls: strategy, numbers, behaviour of the next version.

use yew::prelude::*;

use crate::session::{Action, BehaviourKind, Field, Session, StrategyKind};

use super::input;

/// What the form shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    strategy: StrategyKind,
    behaviour: BehaviourKind,
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
        let fields = Field::ALL.into_iter();
        let shown = |field: &Field| *field != Field::ErrorPercent || settings.behaviour == BehaviourKind::Errors;
        Self {
            strategy: settings.strategy,
            behaviour: settings.behaviour,
            boxes: fields.filter(shown).map(text_box).collect(),
        }
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
        let boxes = form.boxes.iter().filter(|text_box| wanted.contains(&text_box.field));
        boxes.map(|text_box| field(text_box, form.strategy, &props.on_action)).collect()
    };
    html! {
        <section class="panel setup" aria-labelledby="setup-title">
            <h2 id="setup-title">{"Setup"}</h2>
            {strategies(form.strategy, &props.on_action)}
            <div class="fields">
                {of(&[Field::Replicas])}
                {behaviours(form.behaviour, &props.on_action)}
                {of(&[Field::MaxSurge, Field::MaxUnavailable, Field::ReadyAfter, Field::RequestsPerSecond, Field::ErrorPercent])}
            </div>
        </section>
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

fn behaviours(current: BehaviourKind, on_action: &Callback<Action>) -> Html {
    let onchange =
        input::emit(on_action, |event| input::chosen(event, &BehaviourKind::ALL).map(Action::ChooseBehaviour));
    html! {
        <div class="field">
            <label class="label" for="behaviour">{"New version"}</label>
            <select id="behaviour" {onchange}>
                {for BehaviourKind::ALL.into_iter().map(|kind| html! {
                    <option selected={kind == current}>{kind.label()}</option>
                })}
            </select>
        </div>
    }
}

fn id_of(field: Field) -> &'static str {
    match field {
        Field::Replicas => "replicas",
        Field::MaxSurge => "max-surge",
        Field::MaxUnavailable => "max-unavailable",
        Field::ReadyAfter => "ready-after",
        Field::RequestsPerSecond => "requests-per-second",
        Field::ErrorPercent => "error-percent",
    }
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
        <div class={classes!("field", error.is_some().then_some("refused"))} key={id}>
            <label class="label" for={id}>{field.label()}</label>
            <input type="text" {id} value={text} {onchange} autocomplete="off" spellcheck="false"
                aria-invalid={error.is_some().then_some("true")} aria-describedby={described} />
            { for note.map(|note| html! { <span class="note" id={format!("{id}-note")}>{note}</span> }) }
            { for error.map(|(message, hint)| html! {
                <p class="error" role="alert" id={format!("{id}-error")}><span class="mono">{message}</span>{" "}{hint}</p>
            }) }
        </div>
    }
}
