//! Every field of every object and of the World, as it stands and to be set.

use yew::prelude::*;

use crate::control::{FieldPath, FieldView};
use crate::kube::object::{Kind, Name};
use crate::session::Action;
use crate::text::{said, say};

use crate::ui::parts::input;

/// Signs that the box of a value shows on a phone: a longer one has as many lines as it needs.
const LINE: usize = 18;

/// What the tab shows, and what its controls become.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Everything that has fields.
    pub objects: Vec<(Kind, Name)>,
    /// The one whose fields are shown.
    pub chosen: (Kind, Name),
    pub fields: Vec<FieldView>,
    /// The run's maker has locked its settings.
    pub locked: bool,
    /// Only fields with this in their path.
    pub filter: String,
    /// Shows another object's.
    pub on_choose: Callback<(Kind, Name)>,
    /// Shows others of its fields.
    pub on_filter: Callback<String>,
    /// What a change becomes.
    pub on_action: Callback<Action>,
}

#[component]
pub fn FieldsTab(props: &Props) -> Html {
    let objects = props.objects.clone();
    let onchange = input::emit(&props.on_choose, move |event| objects.get(input::chosen(event)?).cloned());
    let oninput = {
        let on_filter = props.on_filter.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(text) = input::typed(&event) {
                on_filter.emit(text);
            }
        })
    };
    let wanted = props.filter.to_ascii_lowercase();
    let shown: Vec<&FieldView> =
        props.fields.iter().filter(|it| it.path.to_ascii_lowercase().contains(&wanted)).collect();
    let title = |(kind, name): &(Kind, Name)| {
        if *kind == Kind::World { kind.as_str().into() } else { format!("{} {name}", kind.as_str()) }
    };
    html! {
        <div class="fields-tab">
            <div class="fields-head">
                <label class="label">{words!("page-object")}
                    <select {onchange}>
                        {for props.objects.iter().map(|it| html! { <option selected={*it == props.chosen}>{title(it)}</option> })}
                    </select>
                </label>
                <label class="label">{words!("page-only-fields")}
                    <input type="text" {oninput} value={props.filter.clone()} placeholder={words!("page-probe")} autocomplete="off" spellcheck="false" />
                </label>
            </div>
            <fieldset class="all-settings" disabled={props.locked}>
            <table>
                <caption>{message!("fields-of", object = title(&props.chosen))}</caption>
                {crate::ui::parts::table::head(&[words!("column-field"), words!("column-value")], &[])}
                <tbody>{for shown.into_iter().map(|field| row(field, props))}</tbody>
            </table>
            </fieldset>
        </div>
    }
}

fn row(field: &FieldView, props: &Props) -> Html {
    let (kind, name) = props.chosen.clone();
    let at = FieldPath { kind, name, path: field.path.clone() };
    let label = field.path.clone();
    let control = if field.words.is_empty() {
        let onchange =
            input::emit(&props.on_action, move |event| Some(Action::SetField(at.clone(), input::text(event)?)));
        let (value, invalid) = (field.text.clone(), field.error.is_some().then_some("true"));
        let length = value.chars().count();
        if length > LINE {
            html! {
                <textarea {onchange} {value} rows={length.div_ceil(LINE).to_string()} aria-label={label} onkeydown={Callback::from(input::leave_at_enter)}
                    autocomplete="off" spellcheck="false" aria-invalid={invalid} />
            }
        } else {
            html! {
                <input type="text" {onchange} {value} aria-label={label} placeholder={words!("page-default")}
                    autocomplete="off" spellcheck="false" aria-invalid={invalid} />
            }
        }
    } else {
        let words = field.words;
        let onchange = input::emit(&props.on_action, move |event| {
            let text = match input::chosen(event)? {
                0 => "",
                place => words.get(place - 1)?,
            };
            Some(Action::SetField(at.clone(), text.into()))
        });
        html! {
            <select {onchange} aria-label={label}>
                <option selected={field.text.is_empty()}>{words!("page-default")}</option>
                {for words.iter().map(|word| html! { <option selected={field.text == *word}>{*word}</option> })}
            </select>
        }
    };
    html! {
        <tr key={field.path.clone()}>
            <th scope="row" class="mono">{&field.path}</th>
            <td>
                {control}
                { for field.without_effect.as_ref().map(|why| html! { <span class="note">{why}</span> }) }
                { for field.error.as_ref().map(|error| html! {
                    <p class="error" role="alert"><span class="mono">{said(&error.message)}</span>{" "}{say(&error.hint)}</p>
                }) }
            </td>
        </tr>
    }
}
