//! The pod one looks at: what is known of it, its conditions, what happened to it.

use std::rc::Rc;

use yew::prelude::*;

use crate::message::{Message, Said};
use crate::session::Action;
use crate::ui::details::tables::conditions;
use crate::view::PodDetail;

use crate::ui::details::{event_list::event_list, log_rows::Row};
use crate::ui::draw::deeds::{self, Deed};

/// The tab. `timeline` are the entries that [`PodDetail::timeline`] names.
pub(crate) fn pod_tab(detail: Option<&PodDetail>, timeline: &[Rc<Row>], on_action: &Callback<Action>) -> Html {
    let Some(detail) = detail else {
        return html! {
            <p class="note">{words!("page-no-pod-chosen-go-one")}</p>
        };
    };
    let deed = |(label, command): Deed| {
        let onclick = on_action.reform(move |_: MouseEvent| Action::Request(vec![command.clone()]));
        html! { <button type="button" key={label} {onclick}>{label}</button> }
    };
    let fact = |(label, value): &(Message, Said)| html! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    html! {
        <div class="pod-tab">
            <div class="pod-title">
                <h3>{&*detail.name}</h3>
                { if detail.exists {
                    html! { <>{for deeds::of_pod(&detail.name).into_iter().map(deed)}</> }
                } else {
                    html! { <span class="note">{words!("page-pod-gone")}</span> }
                } }
            </div>
            <dl class="facts">{for detail.facts.iter().map(fact)}</dl>
            { (!detail.conditions.is_empty()).then(|| conditions(words!("conditions-of-a-pod"), &detail.conditions)) }
            <h3>{words!("page-timeline-pod-newest-first")}</h3>
            {event_list(timeline, &[])}
        </div>
    }
}
