//! Services and routes as their YAML, and a place to apply one's own.

use yew::prelude::*;

use crate::session::{Action, Field, RouteView};

use super::input;

/// What the tab shows, and what its buttons become.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Routes, then Services.
    pub routes: Vec<RouteView>,
    /// What was written and refused.
    pub draft: String,
    /// Why it was refused, and what to do.
    pub error: Option<(String, &'static str)>,
    /// What a button becomes.
    pub on_action: Callback<Action>,
}

/// The tab.
#[component]
pub fn RoutesTab(props: &Props) -> Html {
    let area = use_node_ref();
    let apply = {
        let (area, on_action) = (area.clone(), props.on_action.clone());
        Callback::from(move |_: MouseEvent| {
            let text = input::area(&area).unwrap_or_default();
            on_action.emit(Action::SetField { field: Field::Manifest, text });
        })
    };
    let route = |route: &RouteView| {
        let (area, yaml) = (area.clone(), route.yaml.clone());
        let edit = Callback::from(move |_: MouseEvent| input::fill(&area, &yaml));
        html! {
            <div class="route" key={route.title.clone()}>
                <div class="pod-title">
                    <h3>{&route.title}</h3>
                    <span class="note">{&route.status}</span>
                    <button type="button" onclick={edit} aria-label={format!("Edit {}", route.title)}>{"Edit"}</button>
                </div>
                <pre><code>{&route.yaml}</code></pre>
            </div>
        }
    };
    let described = props.error.is_some().then_some("manifest-error");
    html! {
        <div class="routes-tab">
            <div class="routes">{for props.routes.iter().map(route)}</div>
            <div class="apply">
                <label class="label" for="manifest">{"Your own HTTPRoute, Ingress or Service"}</label>
                <textarea ref={area} id="manifest" rows="12" spellcheck="false" autocomplete="off"
                    value={props.draft.clone()} aria-invalid={described.map(|_| "true")} aria-describedby={described} />
                <button type="button" onclick={apply}>{"Apply"}</button>
                { for props.error.as_ref().map(|(message, hint)| html! {
                    <p class="error" role="alert" id="manifest-error"><span class="mono">{message}</span>{" "}{*hint}</p>
                }) }
            </div>
        </div>
    }
}
