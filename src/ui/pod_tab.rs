//! The pod one looks at: what is known of it, its conditions, what happened to it.

use yew::prelude::*;

use crate::session::{Action, ConditionView, Deed, PodDetail};

use super::details::{Row, event_list};

/// The tab. `timeline` are the entries that [`PodDetail::timeline`] names.
pub(super) fn pod_tab(detail: Option<&PodDetail>, timeline: &[Row], on_action: &Callback<Action>) -> Html {
    let Some(detail) = detail else {
        return html! {
            <p class="note">{"No pod is chosen. Go to one in the picture with Tab and the arrow keys and press Enter, or click it, or choose its name in Tables."}</p>
        };
    };
    let uid = detail.uid;
    let deed = |label: &'static str, deed: Deed| {
        html! { <button type="button" onclick={on_action.reform(move |_: MouseEvent| Action::Carry(deed))}>{label}</button> }
    };
    let fact = |(label, value): &(&'static str, String)| html! { <div><dt>{*label}</dt><dd>{value}</dd></div> };
    html! {
        <div class="pod-tab">
            <div class="pod-title">
                <h3>{&*detail.name}</h3>
                { if detail.exists {
                    html! { <>{deed("Delete pod", Deed::DeletePod(uid))}{deed("Crash it", Deed::CrashPod(uid))}</> }
                } else {
                    html! { <span class="note">{"This pod is gone."}</span> }
                } }
            </div>
            <dl class="facts">{for detail.facts.iter().map(fact)}</dl>
            { (!detail.conditions.is_empty()).then(|| conditions("Conditions", &detail.conditions)) }
            <h3>{"Timeline of this pod, newest first"}</h3>
            {event_list(timeline, &[])}
        </div>
    }
}

/// Conditions as a table.
pub(super) fn conditions(caption: &str, conditions: &[ConditionView]) -> Html {
    let row = |condition: &ConditionView| {
        html! {
            <tr key={&*condition.kind}>
                <th scope="row">{&*condition.kind}</th>
                <td class={(!condition.well).then_some("loud")}>{&*condition.status}</td>
                <td>{&*condition.reason}</td>
                <td class="wraps">{&*condition.message}</td>
            </tr>
        }
    };
    html! {
        <table>
            <caption>{caption.to_string()}</caption>
            {super::tables::head(&["Type", "Status", "Reason", "Message"], &[])}
            <tbody>{for conditions.iter().map(row)}</tbody>
        </table>
    }
}
