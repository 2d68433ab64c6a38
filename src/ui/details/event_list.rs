//! Entries of the log as a list.

use yew::prelude::*;

use crate::ui::details::log_rows::Row;
use crate::ui::details::object_row::Named;
use crate::ui::parts::clock::clock;

/// Entries of the log, which name objects apart from all that are in `among`.
pub(crate) fn event_list(rows: &[Row], among: &[Row]) -> Html {
    if rows.is_empty() {
        return html! { <p class="note">{words!("page-nothing-happened-yet-take-step")}</p> };
    }
    let all = Named::of(among.iter().chain(rows).map(|row| &row.object));
    let row = |row: &Row| {
        html! {
            <li key={row.index} class={row.arithmetic.is_some().then_some("decision")}>
                <span class="at">{clock(row.at)}</span>
                <span class="reason">{row.reason}</span>
                <span class="said">
                    <span class="object">{all.words(&row.object)}</span>{" "}{&row.message}
                    {for row.arithmetic.iter().map(|words| html! { <span class="arithmetic">{words}</span> })}
                </span>
            </li>
        }
    };
    html! { <ol class="events">{for rows.iter().map(row)}</ol> }
}
