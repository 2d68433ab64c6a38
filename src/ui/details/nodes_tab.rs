//! The nodes and what is promised of them.

use yew::prelude::*;

use crate::session::Action;
use crate::ui::draw::deeds::{self, Deed};
use crate::view::NodeView;

pub(crate) fn nodes_tab(nodes: &[NodeView], on_action: &Callback<Action>) -> Html {
    html! {
        <table>
            <caption>{words!("page-nodes-pods-asked-them")}</caption>
            {crate::ui::parts::table::head(&[words!("column-name"), words!("column-status"), words!("column-pods"), words!("column-cpu-m"), words!("column-memory-mi"), words!("column-what-can-happen-to-it")], &[])}
            <tbody>{for nodes.iter().enumerate().map(|(index, node)| row(index, node, on_action))}</tbody>
        </table>
    }
}

fn row(index: usize, view: &NodeView, on_action: &Callback<Action>) -> Html {
    let node = &view.node;
    let name = &node.metadata.name;
    let deed = |(label, command): Deed| {
        let onclick = on_action.reform(move |_: MouseEvent| Action::Request(vec![command.clone()]));
        html! { <button type="button" key={label} {onclick} aria-label={message!("node-asks", what = label, name)}>{label}</button> }
    };
    let (asked, whole) = (view.requested, node.status.allocatable.resources);
    html! {
        <tr key={index}>
            <th scope="row">{&**name}</th>
            <td>{node.status_word()}{ (!view.reachable).then(|| html! { <span class="loud">{" "}{words!("page-cannot-reached")}</span> }) }
                {for view.refused.iter().map(|(pod, cause)| html! { <div class="note" key={&**pod}>{message!("node-eviction-refused", pod, cause)}</div> })}</td>
            {load(words!("page-pods"), view.pods, node.status.allocatable.pods)}
            {load(words!("page-thousandths-cpu"), asked.cpu_milli, whole.cpu_milli)}
            {load(words!("page-mib-memory"), asked.memory_mib, whole.memory_mib)}
            <td class="deeds"><div>{for deeds::of_node(view).into_iter().map(deed)}</div></td>
        </tr>
    }
}

/// A number, what it is of, and a bar.
fn load(what: &str, asked: u32, whole: u32) -> Html {
    let (min, max) = ("0", whole.to_string());
    html! {
        <td class="load">
            <span class="number">{format!("{asked} of {whole}")}</span>
            <meter {min} {max} value={asked.to_string()} aria-label={message!("node-load", asked, whole, what)}></meter>
        </td>
    }
}
