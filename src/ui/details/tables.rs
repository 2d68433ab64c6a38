//! All ReplicaSets and pods as plain tables: the picture's content for eyes, ears and copy and paste.

use crate::text::say;
use yew::prelude::*;

use crate::kube::object::{Name, Uid};
use crate::view::{ConditionView, Lane, ListView, PodState, PodView, RolloutView};

use crate::ui::draw::swatch::swatch;
use crate::ui::parts::table::head;

/// Both tables, of lanes from the newest.
pub(crate) fn tables(rollouts: &[RolloutView], lists: &[ListView], lanes: &[Lane], on_inspect: &Callback<Uid>) -> Html {
    let set = |lane: &Lane| {
        html! {
            <tr key={lane.uid.0}>
                <th scope="row">{&*lane.name}</th>
                <td class="number">{lane.revision}</td>
                <td>{&*lane.image}</td>
                {for [lane.desired, lane.current, lane.ready, lane.available].map(|count| html! { <td class="number">{count}</td> })}
            </tr>
        }
    };
    let pods = lanes.iter().flat_map(|lane| lane.pods.iter().map(move |pod| (lane, pod)));
    html! {
        <>
            {for rollouts.iter().map(|rollout| conditions(&say(&message!("conditions-of", kind = rollout.kind.as_str(), name = &rollout.name)), &rollout.conditions))}
            {for lists.iter().map(list)}
            <table>
                <caption>{words!("page-replicasets")}</caption>
                {head(&[words!("column-name"), words!("column-revision"), words!("column-image"), words!("column-desired"), words!("column-current"), words!("column-ready"), words!("column-available")], &[1, 3, 4, 5, 6])}
                <tbody>{for lanes.iter().map(set)}</tbody>
            </table>
            <table>
                <caption>{words!("page-pods-2")}</caption>
                {head(&[words!("column-name"), words!("column-replicaset"), words!("column-version"), words!("column-status"), words!("column-ready"), words!("column-node"), words!("column-age")], &[6])}
                <tbody>{for pods.map(|(lane, pod)| pod_row(lane, pod, on_inspect))}</tbody>
            </table>
        </>
    }
}

/// What `kubectl get` prints of a kind, and the conditions of each object.
fn list(list: &ListView) -> Html {
    let kind = list.kind.as_str();
    let row = |cells: &Vec<String>| {
        let (name, others) = cells.split_first()?;
        Some(html! {
            <tr key={name.clone()}>
                <th scope="row">{name}</th>
                {for others.iter().map(|cell| html! { <td>{cell}</td> })}
            </tr>
        })
    };
    let stands =
        |(name, all): &(Name, Vec<ConditionView>)| conditions(&say(&message!("conditions-of", kind, name)), all);
    html! {
        <>
            <table>
                <caption>{kind}</caption>
                {head(list.heads, &[])}
                <tbody>{for list.rows.iter().filter_map(row)}</tbody>
            </table>
            {for list.conditions.iter().map(stands)}
        </>
    }
}

fn pod_row(lane: &Lane, pod: &PodView, on_inspect: &Callback<Uid>) -> Html {
    let uid = pod.uid;
    let onclick = on_inspect.reform(move |_: MouseEvent| uid);
    html! {
        <tr key={pod.uid.0}>
            <th scope="row"><button type="button" class="plain" {onclick}>{&*pod.name}</button></th>
            <td>{&*lane.name}</td>
            <td>{swatch(pod.version)}{format!("v{}", pod.version)}</td>
            <td>{pod.word}</td>
            <td>{ready_column(pod)}</td>
            <td>{pod.node.as_deref().unwrap_or("<none>").to_string()}</td>
            <td class="number">{format!("{}s", pod.age)}</td>
        </tr>
    }
}

/// Conditions as a table.
pub(crate) fn conditions(caption: &str, conditions: &[ConditionView]) -> Html {
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
            {crate::ui::parts::table::head(&[words!("column-type"), words!("column-status"), words!("column-reason"), words!("column-message")], &[])}
            <tbody>{for conditions.iter().map(row)}</tbody>
        </table>
    }
}

/// The READY column of `kubectl get pods`.
pub(crate) fn ready_column(pod: &PodView) -> &'static str {
    if pod.state == PodState::Ready { "1/1" } else { "0/1" }
}
