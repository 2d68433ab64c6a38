//! Entries of the log as a list.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::details::log_rows::Row;
use crate::ui::details::object_row::Named;
use crate::ui::parts::clock::clock;
use crate::ui::parts::view::view;

/// Entries of the log, which name objects apart from all that are in `among`.
pub(crate) fn event_list(rows: &[Rc<Row>], among: &[Rc<Row>]) -> Html {
    if rows.is_empty() {
        return html! { <p class="note">{words!("page-nothing-happened-yet-take-step")}</p> };
    }
    let all = Named::of(among.iter().chain(rows).map(|row| &row.object));
    // A component for each: where an entry is added the others stay as they are drawn.
    let entry = |row: &Rc<Row>| {
        view::<Entry>(row.index.to_string(), EntryProps { row: row.clone(), object: all.words(&row.object) })
    };
    html! { <ol class="events">{for rows.iter().map(entry)}</ol> }
}

#[derive(PartialEq, Properties)]
struct EntryProps {
    row: Rc<Row>,
    object: AttrValue,
}

#[component]
fn Entry(props: &EntryProps) -> Html {
    let EntryProps { row, object } = props;
    html! {
        <li class={row.arithmetic.is_some().then_some("decision")}>
            <span class="at">{clock(row.at)}</span>
            <span class="reason">{row.reason}</span>
            <span class="said">
                <span class="object">{object}</span>{" "}{&row.message}
                {for row.arithmetic.iter().map(|words| html! { <span class="arithmetic">{words}</span> })}
            </span>
        </li>
    }
}
