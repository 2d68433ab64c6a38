//! The controls: strategy, and everything that is bound to an object, to the World or to the guide.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::errors::Rejected;
use crate::message::{Message, Said};
use crate::scenario::{Assignment, Control, Input, Preset, STRATEGY, StrategyKind};
use crate::session::{Action, Session};
use crate::text::{said, say};
use crate::ui::parts::class::classes;

use crate::ui::parts::input;
use crate::ui::parts::term::{Term, why};

/// What the form shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    strategy: StrategyKind,
    preset: Option<Preset>,
    behaviour: Message,
    groups: Vec<(Message, Vec<Shown>)>,
    /// Who made the link may keep settings as they are.
    assignment: Rc<Assignment>,
}

/// A control as it is shown.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    control: Control,
    text: String,
    note: Option<Message>,
    error: Option<Rejected>,
    /// Who made the link keeps it as it is.
    locked: bool,
}

impl Form {
    /// The form as the objects have it; a refused text stays until it is mended.
    pub fn of(session: &Session) -> Self {
        let values = session.values();
        let assignment = session.scenario().assignment.clone();
        let shown = |control| Shown {
            control,
            text: session.refused_text(control).map_or_else(|| values.text(control), str::to_string),
            note: values.note(control),
            error: session.field_error(control).cloned(),
            locked: !assignment.allows(control.key()),
        };
        let groups = Control::groups(&session.as_it_stands()).into_iter();
        Self {
            strategy: session.scenario().strategy(),
            preset: values.preset(),
            behaviour: values.behaviour(),
            groups: groups.map(|(title, all)| (title, all.into_iter().map(shown).collect())).collect(),
            assignment,
        }
    }
}

/// The form and where its changes go.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it shows.
    pub form: Rc<Form>,
    /// What a change becomes.
    pub on_action: Callback<Action>,
}

#[component]
pub fn SetupPanel(props: &Props) -> Html {
    let Form { strategy, preset, behaviour, groups, assignment } = &*props.form;
    let group = |(title, controls): &(Message, Vec<Shown>)| {
        let mut fields: Vec<Html> = controls.iter().map(|shown| control(shown, &props.on_action)).collect();
        if title.is_empty() {
            fields.insert(1, presets(*preset, assignment.locked, &props.on_action));
            return html! { <div class="fields">{for fields}</div> };
        }
        let of_the_version = controls.iter().any(|shown| shown.control == Control::StartUp);
        html! {
            <details key={title.id.place()}>
                <summary>{title}</summary>
                { for of_the_version.then(|| html! { <p class="note">{behaviour}</p> }) }
                <div class="fields">{for fields}</div>
            </details>
        }
    };
    html! {
        <section class="panel setup" aria-labelledby="setup-title">
            <h2 id="setup-title">{words!("page-setup")}</h2>
            { assignment.locked.then(|| html! { <p class="note">{words!("page-settings-locked")}</p> }) }
            <fieldset class="all-settings">
                {strategies(*strategy, !assignment.allows(STRATEGY), &props.on_action)}
                {for groups.iter().map(group)}
            </fieldset>
        </section>
    }
}

fn control(shown: &Shown, on_action: &Callback<Action>) -> Html {
    match shown.control.input() {
        Input::Text | Input::Number(..) => text_box(shown, on_action),
        Input::Tick => tick(shown, on_action),
        Input::List(values) => list_of(shown, values, on_action),
    }
}

/// Something the next version has or has not.
fn tick(shown: &Shown, on_action: &Callback<Action>) -> Html {
    let (control, on) = (shown.control, shown.text == "true");
    let onchange = on_action.reform(move |_: Event| Action::Set { control, text: (!on).to_string() });
    html! {
        <label class="choice" key={control.key()}>
            <input type="checkbox" checked={on} disabled={shown.locked} {onchange} />{control.label()}
        </label>
    }
}

fn strategies(current: StrategyKind, disabled: bool, on_action: &Callback<Action>) -> Html {
    let radio = |kind: StrategyKind| {
        let onchange = on_action.reform(move |_: Event| Action::ChooseStrategy(kind));
        html! {
            <label class="choice">
                <input type="radio" name="strategy" value={kind.slug()} checked={kind == current} {disabled} {onchange} />
                {kind.label()}
            </label>
        }
    };
    html! {
        <fieldset class="strategies">
            <legend class="label">{words!("page-strategy")}</legend>
            {for StrategyKind::ALL.into_iter().map(radio)}
        </fieldset>
    }
}

/// Behaviours to begin with; `Combined` where the fields below hold another.
fn presets(current: Option<Preset>, disabled: bool, on_action: &Callback<Action>) -> Html {
    let onchange = input::emit(on_action, |event| Some(Action::Choose(*Preset::ALL.get(input::chosen(event)?)?)));
    let presets = Preset::ALL.into_iter().map(|preset| (Said::from(preset.label()), Some(preset) == current));
    let combined = current.is_none().then(|| (message!("preset-combined").into(), true));
    list("preset", message!("preset-label").into(), presets.chain(combined).collect(), disabled, onchange)
}

fn list_of(shown: &Shown, values: &'static [&'static str], on_action: &Callback<Action>) -> Html {
    let control = shown.control;
    let onchange = input::emit(on_action, move |event| {
        let value = values.get(input::chosen(event)?)?;
        Some(Action::Set { control, text: (*value).into() })
    });
    let items = values.iter().map(|value| (control.option(value), *value == shown.text)).collect();
    list(control.key(), control.label(), items, shown.locked, onchange)
}

/// A list of which one item is chosen.
fn list(id: &'static str, label: Said, items: Vec<(Said, bool)>, disabled: bool, onchange: Callback<Event>) -> Html {
    html! {
        <div class={classes!("field", (id == "preset").then_some("beside"))} key={id}>
            <label class="label" for={id}>{label}</label>
            <select {id} {disabled} {onchange}>
                {for items.into_iter().map(|(item, selected)| html! { <option {selected}>{item}</option> })}
            </select>
        </div>
    }
}

/// The term that a control's name is.
fn of(control: Control) -> Option<Term> {
    match control {
        Control::MaxSurge => Some(Term::MaxSurge),
        Control::MaxUnavailable => Some(Term::MaxUnavailable),
        _ => None,
    }
}

fn text_box(shown: &Shown, on_action: &Callback<Action>) -> Html {
    let Shown { control, text, note, error, locked } = shown.clone();
    let id = control.key();
    let onchange = input::emit(on_action, move |event| Some(Action::Set { control, text: input::text(event)? }));
    let described = match (&note, &error) {
        (_, Some(_)) => Some(format!("{id}-error")),
        (Some(_), None) => Some(format!("{id}-note")),
        _ => None,
    };
    let wide = matches!(control, Control::Steps | Control::Header | Control::SuccessCondition);
    let placeholder = (control == Control::Header).then_some("end-user=jason");
    html! {
        <div class={classes!("field", wide.then_some("wide"), (control == Control::Replicas).then_some("beside"), error.is_some().then_some("refused"))} key={id}>
            <label class="label" for={id}>{control.label()}</label>
            {for of(control).map(|it| why(it, control.label()))}
            <input type="text" {id} value={text} {onchange} disabled={locked} autocomplete="off" spellcheck="false"
                {placeholder} aria-invalid={error.is_some().then_some("true")} aria-describedby={described} />
            { for note.map(|note| html! { <span class="note" id={format!("{id}-note")}>{note}</span> }) }
            { for error.map(|error| html! {
                <p class="error" role="alert" id={format!("{id}-error")}><span class="mono">{said(&error.message)}</span>{" "}{say(&error.hint)}</p>
            }) }
        </div>
    }
}
