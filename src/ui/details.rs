//! The details under the picture: every event with its arithmetic, and all objects as plain tables.

use std::rc::Rc;

use yew::prelude::*;

use crate::history::{About, Gleaned, Topic, Traveller};
use crate::kube::object::{Kind, Uid};
use crate::kube::time::Millis;
use crate::kubectl;
use crate::session::{Action, Session};
use crate::sim::event::Event;
use crate::view::{Lane, NodeView, PodDetail, PodState, PodView, RolloutView, explain};

use super::fields_tab::{self, FieldsTab};
use super::focus;
use super::nodes_tab::nodes_tab;
use super::object_row::{Chosen, Named, object_row};
use super::plan_tab::{self, PlanTab};
use super::player::clock;
use super::pod_tab::pod_tab;
use super::requests_tab::{self, RequestsTab};
use super::routes_tab::{self, RoutesTab};
use super::runs_tab::{self, RunsTab};
use super::storage;
use super::tables::tables;
use super::view::view;

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
    pub(super) object: About,
    message: String,
    arithmetic: Option<String>,
}

impl Row {
    pub(super) fn of((index, event): (usize, &Event), origin: Millis) -> Self {
        Self {
            index,
            at: event.at.saturating_sub(origin),
            reason: event.happening.reason(),
            object: About::of(event),
            message: kubectl::said(event),
            arithmetic: event.happening.decision().map(explain),
        }
    }
}

/// Where in the log the entries stand that a tab shows alone.
#[derive(Default)]
pub(super) struct Places {
    decisions: Gleaned,
    pod: Gleaned,
}

/// The log's newest entries, newest first: of all, and of controllers' decisions alone.
pub(super) fn rows(history: &Traveller, places: &mut Places) -> Rows {
    let session = history.session();
    let newest = session.log().iter().enumerate().rev().take(ROWS);
    let decisions = places.decisions.look(history, Topic::Decisions);
    Rows { all: newest.map(|entry| Row::of(entry, session.origin())).collect(), decisions: named(session, decisions) }
}

/// The entries about a pod, newest first.
pub(super) fn timeline(history: &Traveller, places: &mut Places, pod: &PodDetail) -> Rc<[Row]> {
    let pod = About { name: pod.name.clone(), kind: Kind::Pod };
    named(history.session(), places.pod.look(history, Topic::Of(pod)))
}

/// The newest of the entries at these places of the log, newest first.
fn named(session: &Session, places: &[usize]) -> Rc<[Row]> {
    let row = |place: &usize| Row::of((*place, &session.log()[*place]), session.origin());
    places.iter().rev().take(ROWS).map(row).collect()
}

/// See [`rows`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    all: Rc<[Row]>,
    decisions: Rc<[Row]>,
}

/// The tabs of the details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The log.
    Events,
    /// Single requests.
    Requests,
    /// Services and routes.
    Routes,
    /// Every field of every object.
    Fields,
    /// What a rollout would cost.
    Plan,
    /// Runs and branches.
    Runs,
    /// One pod.
    Pod,
    /// The nodes.
    Nodes,
    /// All objects.
    Tables,
}

impl Tab {
    const ALL: [Self; 9] = [
        Self::Events,
        Self::Requests,
        Self::Routes,
        Self::Fields,
        Self::Plan,
        Self::Runs,
        Self::Pod,
        Self::Nodes,
        Self::Tables,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Events => "Events",
            Self::Requests => "Requests",
            Self::Routes => "Routes",
            Self::Fields => "Fields",
            Self::Plan => "Plan",
            Self::Runs => "Runs",
            Self::Pod => "Pod",
            Self::Nodes => "Nodes",
            Self::Tables => "Tables",
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Events => "tab-events",
            Self::Requests => "tab-requests",
            Self::Routes => "tab-routes",
            Self::Fields => "tab-fields",
            Self::Plan => "tab-plan",
            Self::Runs => "tab-runs",
            Self::Pod => "tab-pod",
            Self::Nodes => "tab-nodes",
            Self::Tables => "tab-tables",
        }
    }

    /// The one that was open last.
    pub(super) fn remembered() -> Self {
        let label = storage::get(TAB);
        Self::ALL.into_iter().find(|tab| Some(tab.label()) == label.as_deref()).unwrap_or(Self::Events)
    }

    /// Opens it, and again the next time.
    pub(super) fn remember(self) {
        storage::set(TAB, self.label());
    }
}

/// What the details are of. What no tab shows need not be filled in.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Which tab is open.
    pub tab: Tab,
    /// Opens another.
    pub on_tab: Callback<Tab>,
    /// The log.
    pub rows: Rows,
    /// The object it is about.
    pub chosen: Chosen,
    /// Single requests.
    pub requests: requests_tab::Props,
    /// Services and routes.
    pub routes: routes_tab::Props,
    /// Every field of an object; nothing while they are not shown.
    pub fields: Option<Rc<fields_tab::Props>>,
    /// What a rollout would cost.
    pub plan: plan_tab::Props,
    /// Runs and branches; nothing while they are not shown.
    pub runs: Option<runs_tab::Props>,
    /// Lanes, newest first.
    pub lanes: Rc<[Lane]>,
    /// Deployments.
    pub rollouts: Vec<RolloutView>,
    /// The pod looked at.
    pub pod: Option<PodDetail>,
    /// Its entries of the log.
    pub timeline: Rc<[Row]>,
    /// Nodes.
    pub nodes: Vec<NodeView>,
    /// What a button becomes.
    pub on_action: Callback<Action>,
    /// Looks at a pod.
    pub on_inspect: Callback<Uid>,
}

/// The panel.
#[component]
pub fn Details(props: &Props) -> Html {
    let decisions_only = use_state_eq(|| false);
    let on_filter = {
        let decisions_only = decisions_only.clone();
        Callback::from(move |_: web_sys::Event| decisions_only.set(!*decisions_only))
    };
    html! {
        <section class="panel details" aria-label="Details">
            <div class="tab-row">
                <div role="tablist" aria-label="Details">
                    {for Tab::ALL.into_iter().map(|other| tab_button(other, props.tab, &props.on_tab))}
                </div>
                { (props.tab == Tab::Events).then(|| html! {
                    <label class="choice"><input type="checkbox" checked={*decisions_only} onchange={on_filter} />{"Decisions only"}</label>
                }) }
            </div>
            <div role="tabpanel" class="scroll" id="details-panel" aria-labelledby={props.tab.id()} tabindex="0">
                { match props.tab {
                    Tab::Events => events(props, *decisions_only),
                    Tab::Requests => view::<RequestsTab>("requests", props.requests.clone()),
                    Tab::Routes => view::<RoutesTab>("routes", props.routes.clone()),
                    Tab::Fields => {
                        props.fields.as_ref().map_or(Html::default(), |fields| view::<FieldsTab>("fields", (**fields).clone()))
                    }
                    Tab::Plan => view::<PlanTab>("plan", props.plan.clone()),
                    Tab::Runs => props.runs.as_ref().map_or(Html::default(), |runs| view::<RunsTab>("runs", runs.clone())),
                    Tab::Pod => pod_tab(props.pod.as_ref(), &props.timeline, &props.on_action),
                    Tab::Nodes => nodes_tab(&props.nodes, &props.on_action),
                    Tab::Tables => tables(&props.rollouts, &props.lanes, &props.on_inspect),
                } }
            </div>
        </section>
    }
}

fn tab_button(tab: Tab, current: Tab, on_tab: &Callback<Tab>) -> Html {
    let selected = tab == current;
    let onkeydown = {
        let on_tab = on_tab.clone();
        Callback::from(move |event: KeyboardEvent| {
            let (index, all) = (tab as usize, Tab::ALL.len());
            let to = match event.key().as_str() {
                "ArrowLeft" => (index + all - 1) % all,
                "ArrowRight" => (index + 1) % all,
                "Home" => 0,
                "End" => all - 1,
                _ => return,
            };
            event.prevent_default();
            on_tab.emit(Tab::ALL[to]);
            focus::element(Tab::ALL[to].id());
        })
    };
    html! {
        <button type="button" role="tab" id={tab.id()} aria-selected={if selected { "true" } else { "false" }}
            aria-controls="details-panel" tabindex={if selected { "0" } else { "-1" }} {onkeydown}
            onclick={on_tab.reform(move |_: MouseEvent| tab)}>{tab.label()}</button>
    }
}

/// The log: of everything, or of one object.
fn events(props: &Props, decisions_only: bool) -> Html {
    let rows = if decisions_only { &props.rows.decisions } else { &props.rows.all };
    if props.rows.all.is_empty() {
        return event_list(&[], &[]);
    }
    html! { <>{object_row(&props.chosen, &props.rows.all)}{event_list(&props.chosen.of(rows), &props.rows.all)}</> }
}

/// Entries of the log, which name objects apart from all that are in `among`.
pub(super) fn event_list(rows: &[Row], among: &[Row]) -> Html {
    if rows.is_empty() {
        return html! { <p class="note">{"Nothing has happened yet. Take a step, then play."}</p> };
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

/// The READY column of `kubectl get pods`.
pub(super) fn ready_column(pod: &PodView) -> &'static str {
    if pod.state == PodState::Ready { "1/1" } else { "0/1" }
}
