//! The details under the picture: every event with its arithmetic, and all objects as plain tables.

use std::rc::Rc;

use yew::prelude::*;

use crate::session::{Lane, PodState, PodView, Session, explain};
use crate::sim::event::Event;
use crate::sim::time::Millis;

use super::player::clock;
use super::storage;
use super::tables::tables;

/// Newest entries shown.
const ROWS: usize = 400;
const TAB: &str = "podyard.details";

/// An entry of the log in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the log.
    index: usize,
    /// Since the run began, ms.
    at: Millis,
    reason: &'static str,
    object: String,
    message: String,
    arithmetic: Option<String>,
}

impl Row {
    fn of((index, event): (usize, &Event), origin: Millis) -> Self {
        Self {
            index,
            at: event.at.saturating_sub(origin),
            reason: event.happening.reason(),
            object: event.object.to_string(),
            message: event.message().to_string(),
            arithmetic: event.happening.decision().map(explain),
        }
    }
}

/// The log's newest entries, newest first: of all, and of controllers' decisions alone.
pub fn rows(session: &Session) -> Rows {
    let newest = || session.log().iter().enumerate().rev();
    let row = |entry| Row::of(entry, session.origin());
    let decisions = newest().filter(|(_, event)| event.happening.decision().is_some());
    Rows { all: newest().take(ROWS).map(row).collect(), decisions: decisions.take(ROWS).map(row).collect() }
}

/// See [`rows`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    all: Rc<[Row]>,
    decisions: Rc<[Row]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Events,
    Tables,
}

impl Tab {
    const ALL: [Self; 2] = [Self::Events, Self::Tables];

    fn label(self) -> &'static str {
        match self {
            Self::Events => "Events",
            Self::Tables => "Tables",
        }
    }

    fn slug(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Tables => "tables",
        }
    }

    fn remembered() -> Self {
        let slug = storage::get(TAB);
        Self::ALL.into_iter().find(|tab| Some(tab.slug()) == slug.as_deref()).unwrap_or(Self::Events)
    }
}

/// What the details are of.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The log.
    pub rows: Rows,
    /// Lanes, newest first.
    pub lanes: Rc<[Lane]>,
}

/// The panel.
#[component]
pub fn Details(props: &Props) -> Html {
    let tab = use_state_eq(Tab::remembered);
    let decisions_only = use_state_eq(|| false);
    let choose = {
        let tab = tab.clone();
        Callback::from(move |chosen: Tab| {
            storage::set(TAB, chosen.slug());
            tab.set(chosen);
        })
    };
    let on_filter = {
        let decisions_only = decisions_only.clone();
        Callback::from(move |_: web_sys::Event| decisions_only.set(!*decisions_only))
    };
    html! {
        <section class="panel details" aria-label="Details">
            <div class="tab-row">
                <div role="tablist" aria-label="Details">
                    {for Tab::ALL.into_iter().map(|other| tab_button(other, *tab, &choose))}
                </div>
                { (*tab == Tab::Events).then(|| html! {
                    <label class="choice"><input type="checkbox" checked={*decisions_only} onchange={on_filter} />{"Decisions only"}</label>
                }) }
            </div>
            <div role="tabpanel" class="scroll" id="details-panel" aria-labelledby={format!("tab-{}", tab.slug())} tabindex="0">
                { match *tab {
                    Tab::Events => events(if *decisions_only { &props.rows.decisions } else { &props.rows.all }),
                    Tab::Tables => tables(&props.lanes),
                } }
            </div>
        </section>
    }
}

fn tab_button(tab: Tab, current: Tab, choose: &Callback<Tab>) -> Html {
    let selected = tab == current;
    let other = if tab == Tab::Events { Tab::Tables } else { Tab::Events };
    let onkeydown = {
        let choose = choose.clone();
        Callback::from(move |event: KeyboardEvent| {
            if ["ArrowLeft", "ArrowRight", "Home", "End"].contains(&event.key().as_str()) {
                event.prevent_default();
                choose.emit(other);
                focus_tab(other);
            }
        })
    };
    html! {
        <button type="button" role="tab" id={format!("tab-{}", tab.slug())} aria-selected={if selected { "true" } else { "false" }}
            aria-controls="details-panel" tabindex={if selected { "0" } else { "-1" }} {onkeydown}
            onclick={choose.reform(move |_: MouseEvent| tab)}>{tab.label()}</button>
    }
}

fn focus_tab(tab: Tab) {
    use wasm_bindgen::JsCast;
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(&format!("tab-{}", tab.slug())));
    if let Some(button) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A tab that cannot take the focus leaves it where it is.
        drop(button.focus());
    }
}

fn events(rows: &[Row]) -> Html {
    if rows.is_empty() {
        return html! { <p class="note">{"Nothing has happened yet. Take a step, then play."}</p> };
    }
    let row = |row: &Row| {
        html! {
            <li key={row.index} class={row.arithmetic.is_some().then_some("decision")}>
                <span class="at">{clock(row.at)}</span>
                <span class="reason">{row.reason}</span>
                <span class="said">
                    <span class="object">{&row.object}</span>{" "}{&row.message}
                    {for row.arithmetic.iter().map(|words| html! { <span class="arithmetic">{words}</span> })}
                </span>
            </li>
        }
    };
    html! { <ol class="events">{for rows.iter().map(row)}</ol> }
}

/// The READY column of `kubectl get pods`.
pub(super) fn ready_column(pod: &PodView) -> &'static str {
    if pod.state == PodState::Ready { "1/1" } else { "0/1" }
}
