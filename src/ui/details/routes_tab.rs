//! Services and routes as their YAML, and a place to apply one's own.

use yew::prelude::*;

use crate::kube::errors::Rejected;
use crate::session::{Action, AppliedDocument, Outcome};
use crate::text::{said, say};
use crate::view::RouteView;

use crate::ui::parts::input;

/// What the tab shows, and what its buttons become.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Routes, then Services.
    pub routes: Vec<RouteView>,
    /// What stands in the text area.
    pub draft: String,
    /// What it becomes.
    pub on_draft: Callback<String>,
    /// Why it was refused, and what to do.
    pub error: Option<Rejected>,
    /// What became of each document, where one was refused or kept out.
    pub documents: Vec<AppliedDocument>,
    /// What a button becomes.
    pub on_action: Callback<Action>,
}

#[component]
pub fn RoutesTab(props: &Props) -> Html {
    let apply = {
        let (text, on_action) = (props.draft.clone(), props.on_action.clone());
        Callback::from(move |_: MouseEvent| {
            on_action.emit(Action::Apply(text.clone()));
        })
    };
    let oninput = {
        let on_draft = props.on_draft.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(text) = input::typed(&event) {
                on_draft.emit(text);
            }
        })
    };
    let route = |route: &RouteView| {
        let (on_draft, yaml) = (props.on_draft.clone(), route.yaml.clone());
        let edit = Callback::from(move |_: MouseEvent| {
            on_draft.emit(yaml.clone());
            crate::ui::parts::focus::element("manifest");
        });
        html! {
            <div class="route" key={route.title.clone()}>
                <div class="pod-title">
                    <h3>{&route.title}</h3>
                    <span class="note">{&route.status}</span>
                    <button type="button" onclick={edit} aria-label={message!("route-edit", title = &route.title)}>{words!("page-edit")}</button>
                </div>
                <pre><code>{&route.yaml}</code></pre>
                { for (!route.without_effect.is_empty()).then(|| html! {
                    <p class="note">{words!("page-kept-without-effect-here")}{" "}<span class="mono">{route.without_effect.join(", ")}</span></p>
                }) }
                { for (!route.notes.is_empty()).then(|| html! {
                    <ul class="notes">{for route.notes.iter().map(|note| html! { <li class="note">{note}</li> })}</ul>
                }) }
            </div>
        }
    };
    let described = props.error.is_some().then_some("manifest-error");
    html! {
        <div class="routes-tab">
            <div class="routes">{for props.routes.iter().map(route)}</div>
            <div class="apply">
                <label class="label" for="manifest">{words!("page-your-own-manifests")}</label>
                <textarea id="manifest" {oninput} rows="12" spellcheck="false" autocomplete="off"
                    value={props.draft.clone()} aria-invalid={described.map(|_| "true")} aria-describedby={described} />
                <button type="button" onclick={apply}>{words!("page-apply")}</button>
                { match (&props.documents[..], &props.error) {
                    ([] | [_], Some(error)) => html! {
                        <p class="error" role="alert" id="manifest-error"><span class="mono">{said(&error.message)}</span>{" "}{say(&error.hint)}</p>
                    },
                    ([], None) => Html::default(),
                    (told, error) => html! {
                        <div role={if error.is_some() { "alert" } else { "status" }} id="manifest-error">
                            <ul class="outcomes">{for told.iter().map(outcome)}</ul>
                        </div>
                    },
                } }
            </div>
        </div>
    }
}

/// What became of a document: applied, refused or kept out, in words.
fn outcome(document: &AppliedDocument) -> Html {
    let title = &document.title;
    match &document.outcome {
        Outcome::Applied(said) => {
            html! { <li key={title.clone()}>{format!("{title} applied: ")}<span class="mono">{said}</span></li> }
        }
        Outcome::KeptOut(why) => html! { <li key={title.clone()}>{format!("{title} kept out: ")}{say(why)}</li> },
        Outcome::Refused(rejected) => html! {
            <li key={title.clone()} class="error">
                {format!("{title} refused: ")}<span class="mono">{said(&rejected.message)}</span>{" "}{say(&rejected.hint)}
            </li>
        },
    }
}
