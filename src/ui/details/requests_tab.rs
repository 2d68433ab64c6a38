//! Single requests: the last ones as a list, and the card of one of them.

use std::rc::Rc;

use yew::prelude::*;

use crate::view::{RequestCard, RequestView};

use crate::ui::details::own_request::{self, OwnRequestForm};
use crate::ui::details::verdicts::verdicts;
use crate::ui::draw::swatch::swatch;
use crate::ui::parts::clock::clock;
use crate::ui::parts::input;
use crate::ui::parts::view::view;

/// What the tab shows, and what its buttons become.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The last requests, newest first.
    pub requests: Vec<RequestView>,
    /// The users, by their numbers, as far as one can be chosen.
    pub users: Vec<String>,
    /// The user whose requests alone are listed.
    pub only: Option<u32>,
    /// The one looked at, as it was when it was chosen.
    pub card: Option<Rc<RequestCard>>,
    /// Lists one user's requests, or everybody's.
    pub on_only: Callback<Option<u32>>,
    /// Looks at a request.
    pub on_choose: Callback<u64>,
    /// The one that somebody writes down.
    pub own: own_request::Props,
}

#[component]
pub fn RequestsTab(props: &Props) -> Html {
    let onchange =
        input::emit(&props.on_only, |event| Some(input::chosen(event)?.checked_sub(1).map(|user| user as u32)));
    let user = |(number, name): (u32, &String)| html! { <option selected={props.only == Some(number)}>{name}</option> };
    // Somebody who was chosen by following a request.
    let other = props.only.filter(|user| *user as usize >= props.users.len()).and_then(|_| props.requests.first());
    html! {
        <div class="requests-tab">
            <label class="label of-whom">{words!("page-requests-of")}
                <select {onchange}>
                    <option selected={props.only.is_none()}>{words!("page-users")}</option>
                    {for (0..).zip(&props.users).map(user)}
                    {for other.map(|request| html! { <option selected=true>{&request.user}</option> })}
                </select>
            </label>
            { for props.card.as_ref().map(|card| request_card(card, &props.on_only)) }
            { view::<OwnRequestForm>("own", props.own.clone()) }
            {list(props)}
        </div>
    }
}

fn list(props: &Props) -> Html {
    let row = |request: &RequestView| {
        let number = request.number;
        let onclick = props.on_choose.reform(move |_: MouseEvent| number);
        html! {
            <tr key={number}>
                <th scope="row"><button type="button" class="plain" {onclick}>{format!("#{number}")}</button></th>
                <td class="number">{clock(request.at)}</td>
                <td>{&request.user}</td>
                <td>{&request.path}</td>
                <td>{version(request.version)}</td>
                <td class={(!request.well).then_some("loud")}>{&request.outcome}</td>
                <td class="number">{request.latency}</td>
            </tr>
        }
    };
    html! {
        <table>
            <caption>{words!("page-last-requests-newest-first")}</caption>
            {crate::ui::parts::table::head(&[words!("column-request"), words!("column-sent"), words!("column-user"), words!("column-path"), words!("column-version"), words!("column-outcome"), words!("column-ms")], &[1, 6])}
            <tbody>{for props.requests.iter().map(row)}</tbody>
        </table>
    }
}

fn version(version: Option<u32>) -> Html {
    version.map_or(html! { "none" }, |version| html! { <>{swatch(version)}{format!("v{version}")}</> })
}

fn request_card(card: &RequestCard, on_only: &Callback<Option<u32>>) -> Html {
    let view = &card.view;
    let user = view.user_number;
    let follow = on_only.reform(move |_: MouseEvent| Some(user));
    html! {
        <section class="card" aria-label={message!("request-named", number = view.number)}>
            <h3>{message!("request-title", number = view.number, user = &view.user, latency = view.latency)}</h3>
            <p class={(!view.well).then_some("loud")}>{version(view.version)}{" "}<strong>{&view.outcome}</strong>{". "}{&card.went}</p>
            <p><code>{format!("GET {}", view.path)}</code>
                {for card.headers.iter().map(|(name, value)| html! { <>{" "}<code>{format!("{name}: {value}")}</code></> })}</p>
            {verdicts(&card.verdicts)}
            <button type="button" onclick={follow}>{message!("request-follow", user = &view.user)}</button>
        </section>
    }
}
