//! All ReplicaSets and pods as plain tables: the picture's content for eyes, ears and copy and paste.

use yew::prelude::*;

use crate::kube::object::Uid;
use crate::kube::time::SECOND;
use crate::view::{Lane, PodView, RolloutView};

use super::details::ready_column;
use super::pod_tab::conditions;
use super::traffic_panel::swatch;

/// Both tables, of lanes from the newest.
pub(super) fn tables(rollouts: &[RolloutView], lanes: &[Lane], on_inspect: &Callback<Uid>) -> Html {
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
            {for rollouts.iter().map(|rollout| conditions(&format!("Conditions of {} {}", rollout.kind.as_str(), rollout.name), &rollout.conditions))}
            <table>
                <caption>{"ReplicaSets"}</caption>
                {head(&["Name", "Revision", "Image", "Desired", "Current", "Ready", "Available"], &[1, 3, 4, 5, 6])}
                <tbody>{for lanes.iter().map(set)}</tbody>
            </table>
            <table>
                <caption>{"Pods"}</caption>
                {head(&["Name", "ReplicaSet", "Version", "Status", "Ready", "Node", "Age"], &[6])}
                <tbody>{for pods.map(|(lane, pod)| pod_row(lane, pod, on_inspect))}</tbody>
            </table>
        </>
    }
}

pub(super) fn head(names: &'static [&'static str], numbers: &'static [usize]) -> Html {
    let cell = |(index, name): (usize, &&'static str)| {
        html! { <th scope="col" class={numbers.contains(&index).then_some("number")}>{*name}</th> }
    };
    html! { <thead><tr>{for names.iter().enumerate().map(cell)}</tr></thead> }
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
            <td class="number">{format!("{}s", pod.age / SECOND)}</td>
        </tr>
    }
}
