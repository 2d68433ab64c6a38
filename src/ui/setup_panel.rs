//! The controls: strategy, numbers, behaviour of the next version, way in, clients.

use yew::prelude::*;

use crate::session::{
    Action, Behaviour, BehaviourKind, Control, Field, Pick, Session, Settings, StrategyKind, Trait, groups,
};

use super::input;

/// What the form shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    settings: Settings,
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
        let text_box = |control| match control {
            Control::Text(field) => Some(TextBox {
                field,
                text: session.field_text(field),
                note: session.resolution(field),
                error: session.field_error(field).map(|error| (error.message.clone(), error.hint)),
            }),
            _ => None,
        };
        let all = groups(settings).into_iter().flat_map(|(_, controls)| controls);
        Self { settings: settings.clone(), boxes: all.filter_map(text_box).collect() }
    }

    fn text_box(&self, field: Field) -> Option<&TextBox> {
        self.boxes.iter().find(|text_box| text_box.field == field)
    }
}

/// The form and where its changes go.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it shows.
    pub form: std::rc::Rc<Form>,
    /// What a change becomes.
    pub on_action: Callback<Action>,
}

/// The panel.
#[component]
pub fn SetupPanel(props: &Props) -> Html {
    let form = &props.form;
    let group = |(title, controls): (&'static str, Vec<Control>)| {
        let fields = html! {
            <div class="fields">{for controls.into_iter().map(|which| control(which, form, &props.on_action))}</div>
        };
        if title.is_empty() {
            return fields;
        }
        let words = (title == "How the new version behaves").then(|| form.settings.behaviour.words());
        html! {
            <details key={title}>
                <summary>{title}</summary>
                { for words.map(|words| html! { <p class="note">{words}</p> }) }
                {fields}
            </details>
        }
    };
    html! {
        <section class="panel setup" aria-labelledby="setup-title">
            <h2 id="setup-title">{"Setup"}</h2>
            {strategies(form.settings.strategy, &props.on_action)}
            {for groups(&form.settings).into_iter().map(group)}
        </section>
    }
}

fn control(control: Control, form: &Form, on_action: &Callback<Action>) -> Html {
    match control {
        Control::Text(wanted) => {
            let text_box = form.text_box(wanted);
            text_box.map_or(Html::default(), |text_box| field(text_box, form.settings.strategy, on_action))
        }
        Control::List(pick) => list_of(pick, &form.settings, on_action),
        Control::Tick(which) => tick(which, &form.settings.behaviour, on_action),
        Control::Presets => presets(&form.settings.behaviour, on_action),
    }
}

/// A trait of the next version that it has or has not.
fn tick(which: Trait, behaviour: &Behaviour, on_action: &Callback<Action>) -> Html {
    let onchange = on_action.reform(move |_: Event| Action::Toggle(which));
    html! {
        <label class="choice" key={which.label()}>
            <input type="checkbox" checked={behaviour.get(which) > 0} {onchange} />{which.label()}
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
        input::emit(on_action, |event| Some(Action::ChooseBehaviour(*BehaviourKind::ALL.get(input::chosen(event)?)?)));
    let current = BehaviourKind::of(current);
    let kinds = BehaviourKind::ALL.into_iter().map(|kind| (kind.label(), Some(kind) == current));
    let combined = current.is_none().then_some(("Combined", true));
    list("New version", kinds.chain(combined).collect(), onchange)
}

fn list_of(pick: Pick, settings: &Settings, on_action: &Callback<Action>) -> Html {
    let onchange = input::emit(on_action, move |event| Some(Action::Pick(pick, input::chosen(event)?)));
    let chosen = pick.of(settings);
    let items = pick.items().into_iter().enumerate().map(|(index, item)| (item, index == chosen));
    list(pick.label(), items.collect(), onchange)
}

/// A list of which one item is chosen.
fn list(label: &'static str, items: Vec<(&'static str, bool)>, onchange: Callback<Event>) -> Html {
    let id = id_of(label);
    html! {
        <div class="field" key={label}>
            <label class="label" for={id.clone()}>{label}</label>
            <select {id} {onchange}>
                {for items.into_iter().map(|(item, selected)| html! { <option {selected}>{item}</option> })}
            </select>
        </div>
    }
}

/// A label without what is no letter, e.g. `minreadyseconds`.
fn id_of(label: &str) -> String {
    let mut id: String = label.chars().filter(char::is_ascii_alphabetic).collect();
    id.make_ascii_lowercase();
    id
}

/// Why a box means nothing now.
fn unused(field: Field, strategy: StrategyKind) -> Option<String> {
    let bounds = matches!(field, Field::MaxSurge | Field::MaxUnavailable);
    (strategy == StrategyKind::Recreate && bounds).then(|| "not used by Recreate".into())
}

fn field(text_box: &TextBox, strategy: StrategyKind, on_action: &Callback<Action>) -> Html {
    let TextBox { field, text, note, error } = text_box.clone();
    let id = id_of(field.label());
    let note = unused(field, strategy).or(note);
    let onchange = input::emit(on_action, move |event| Some(Action::SetField { field, text: input::text(event)? }));
    let described = match (&note, &error) {
        (_, Some(_)) => Some(format!("{id}-error")),
        (Some(_), None) => Some(format!("{id}-note")),
        _ => None,
    };
    let wide = matches!(field, Field::Steps | Field::Header | Field::SuccessCondition);
    let placeholder = (field == Field::Header).then_some("end-user=jason");
    html! {
        <div class={classes!("field", wide.then_some("wide"), error.is_some().then_some("refused"))} key={id.clone()}>
            <label class="label" for={id.clone()}>{field.label()}</label>
            <input type="text" id={id.clone()} value={text} {onchange} autocomplete="off" spellcheck="false"
                {placeholder} aria-invalid={error.is_some().then_some("true")} aria-describedby={described} />
            { for note.map(|note| html! { <span class="note" id={format!("{id}-note")}>{note}</span> }) }
            { for error.map(|(message, hint)| html! {
                <p class="error" role="alert" id={format!("{id}-error")}><span class="mono">{message}</span>{" "}{hint}</p>
            }) }
        </div>
    }
}
