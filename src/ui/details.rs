//! The details under the picture: every event with its arithmetic, and all objects as plain tables.

pub mod compare_page;
pub mod event_list;
pub mod fields_tab;
pub mod log_rows;
pub mod nodes_tab;
pub mod object_row;
pub mod own_request;
pub mod plan_tab;
pub mod pod_tab;
pub mod qr_code;
pub mod requests_tab;
pub mod routes_tab;
pub mod runs_tab;
pub mod tables;
pub mod verdicts;

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Uid;
use crate::session::Action;
use crate::ui::parts::class::classes;
use crate::view::{Lane, ListView, NodeView, PodDetail, RolloutView};
use event_list::event_list;
use log_rows::{Row, Rows};

use crate::ui::parts::focus;
use crate::ui::parts::hooks::use_value;
use crate::ui::parts::icons::{Icon, icon};
use crate::ui::parts::storage;
use crate::ui::parts::view::view;
use fields_tab::FieldsTab;
use nodes_tab::nodes_tab;
use object_row::{Chosen, ObjectRow};
use plan_tab::PlanTab;
use pod_tab::pod_tab;
use requests_tab::RequestsTab;
use routes_tab::RoutesTab;
use runs_tab::RunsTab;
use tables::tables;

const TAB: &str = "podyard.details";

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
            Self::Events => words!("tab-events"),
            Self::Requests => words!("tab-requests"),
            Self::Routes => words!("tab-routes"),
            Self::Fields => words!("tab-fields"),
            Self::Plan => words!("tab-plan"),
            Self::Runs => words!("tab-runs"),
            Self::Pod => words!("tab-pod"),
            Self::Nodes => words!("tab-nodes"),
            Self::Tables => words!("tab-tables"),
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

    /// The one that was open last, unless the drawer was closed.
    pub(crate) fn remembered() -> Option<Self> {
        let id = storage::get(TAB);
        Self::ALL.into_iter().find(|tab| Some(tab.id()) == id.as_deref())
    }

    /// Opens it again the next time; `None` leaves the drawer closed.
    pub(crate) fn remember(tab: Option<Self>) {
        storage::set(TAB, tab.map_or("", Self::id));
    }
}

/// What the details are of. What no tab shows need not be filled in.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Which tab is open; the drawer may be closed.
    pub tab: Option<Tab>,
    /// Opens another, or closes the drawer.
    pub on_tab: Callback<Option<Tab>>,
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
    /// Objects that nothing else shows.
    pub lists: Vec<ListView>,
    /// The pod looked at.
    pub pod: Option<PodDetail>,
    /// Its entries of the log.
    pub timeline: Rc<[Rc<Row>]>,
    pub nodes: Rc<[NodeView]>,
    /// What a button becomes.
    pub on_action: Callback<Action>,
    /// Looks at a pod.
    pub on_inspect: Callback<Uid>,
}

/// The panel.
#[component]
pub fn Details(props: &Props) -> Html {
    let decisions_only = use_value(|| false);
    let on_filter = {
        let decisions_only = decisions_only.clone();
        Callback::from(move |_: web_sys::Event| decisions_only.change(|only| !only))
    };
    let tall = use_value(|| false);
    let on_tall = {
        let tall = tall.clone();
        Callback::from(move |_: MouseEvent| tall.change(|tall| !tall))
    };
    let class = classes!("panel", "details", (*tall && props.tab.is_some()).then_some("tall"));
    html! {
        <section {class} aria-label={words!("page-details")}>
            <div class="tab-row">
                <div role="tablist" aria-label={words!("page-details")}>
                    {for Tab::ALL.into_iter().map(|other| tab_button(other, props.tab, &props.on_tab))}
                </div>
                { props.tab.map_or(Html::default(), |tab| html! {
                    <div>
                        { (tab == Tab::Events).then(|| html! {
                            <label class="choice"><input type="checkbox" checked={*decisions_only} onchange={on_filter} />{words!("page-decisions-only")}</label>
                        }) }
                        <button type="button" class="taller" aria-pressed={if *tall { "true" } else { "false" }} onclick={on_tall}>{words!("page-more-room")}</button>
                        <button type="button" onclick={props.on_tab.reform(|_: MouseEvent| None)} aria-label={words!("page-close-details")}>{icon(Icon::Close)}</button>
                    </div>
                }) }
            </div>
            { props.tab.map_or(Html::default(), |tab| html! {
                <div role="tabpanel" class="scroll" id="details-panel" aria-labelledby={tab.id()} tabindex="0">
                    {content(props, tab, *decisions_only)}
                </div>
            }) }
        </section>
    }
}

fn content(props: &Props, tab: Tab, decisions_only: bool) -> Html {
    match tab {
        Tab::Events => events(props, decisions_only),
        Tab::Requests => view::<RequestsTab>("requests", props.requests.clone()),
        Tab::Routes => view::<RoutesTab>("routes", props.routes.clone()),
        Tab::Fields => {
            props.fields.as_ref().map_or(Html::default(), |fields| view::<FieldsTab>("fields", (**fields).clone()))
        }
        Tab::Plan => view::<PlanTab>("plan", props.plan.clone()),
        Tab::Runs => props.runs.as_ref().map_or(Html::default(), |runs| view::<RunsTab>("runs", runs.clone())),
        Tab::Pod => pod_tab(props.pod.as_ref(), &props.timeline, &props.on_action),
        Tab::Nodes => nodes_tab(&props.nodes, &props.on_action),
        Tab::Tables => tables(&props.rollouts, &props.lists, &props.lanes, &props.on_inspect),
    }
}

fn tab_button(tab: Tab, current: Option<Tab>, on_tab: &Callback<Option<Tab>>) -> Html {
    let selected = Some(tab) == current;
    // While the drawer is closed the first one can be reached by Tab.
    let stop = tab == current.unwrap_or(Tab::Events);
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
            on_tab.emit(Some(Tab::ALL[to]));
            focus::element(Tab::ALL[to].id());
        })
    };
    html! {
        <button type="button" role="tab" id={tab.id()} aria-selected={if selected { "true" } else { "false" }}
            aria-controls={selected.then_some("details-panel")} tabindex={if stop { "0" } else { "-1" }} {onkeydown}
            onclick={on_tab.reform(move |_: MouseEvent| Some(tab))}>{tab.label()}</button>
    }
}

/// The log: of everything, or of one object.
fn events(props: &Props, decisions_only: bool) -> Html {
    let rows = if decisions_only { &props.rows.decisions } else { &props.rows.all };
    if props.rows.all.is_empty() {
        return event_list(&[], &[]);
    }
    html! { <>
        { view::<ObjectRow>("object", object_row::Props::of(&props.chosen, &props.rows.all)) }
        {event_list(&props.chosen.of(rows), &props.rows.all)}
    </> }
}
