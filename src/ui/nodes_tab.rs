//! The nodes and what is promised of them.

use yew::prelude::*;

use crate::session::{Action, Deed};
use crate::sim::node::Node;

/// The tab.
pub(super) fn nodes_tab(nodes: &[Node], on_action: &Callback<Action>) -> Html {
    html! {
        <table>
            <caption>{"Nodes, and what pods asked of them"}</caption>
            {super::tables::head(&["Name", "Status", "Pods", "CPU (m)", "Memory (Mi)", "What can happen to it"], &[])}
            <tbody>{for nodes.iter().enumerate().map(|(index, node)| row(index, node, on_action))}</tbody>
        </table>
    }
}

fn row(index: usize, node: &Node, on_action: &Callback<Action>) -> Html {
    let deed = |label: &'static str, deed: Deed| {
        let onclick = on_action.reform(move |_: MouseEvent| Action::Carry(deed));
        html! { <button type="button" {onclick} aria-label={format!("{label} {}", node.name)}>{label}</button> }
    };
    let (asked, whole) = (node.requested, node.allocatable);
    html! {
        <tr key={index}>
            <th scope="row">{&*node.name}</th>
            <td>{node.status_word()}{ (!node.reachable).then(|| html! { <span class="loud">{" cannot be reached"}</span> }) }</td>
            {load("pods", node.pods, node.allocatable_pods)}
            {load("thousandths of a CPU", asked.cpu_milli, whole.cpu_milli)}
            {load("MiB of memory", asked.memory_mib, whole.memory_mib)}
            <td class="deeds"><div>
                { if node.unschedulable { deed("Uncordon", Deed::Uncordon(index)) } else { deed("Drain", Deed::Drain(index)) } }
                { if node.reachable { deed("Lose", Deed::LoseNode(index)) } else { deed("Bring back", Deed::RegainNode(index)) } }
            </div></td>
        </tr>
    }
}

/// A number, what it is of, and a bar.
fn load(what: &str, asked: u32, whole: u32) -> Html {
    let (min, max) = ("0", whole.to_string());
    html! {
        <td class="load">
            <span class="number">{format!("{asked} of {whole}")}</span>
            <meter {min} {max} value={asked.to_string()} aria-label={format!("{asked} of {whole} {what}")}></meter>
        </td>
    }
}
