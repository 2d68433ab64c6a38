//! The sandbox: owns the session, lets time run, hands every panel what it shows.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::session::{Action, Field, Lane, RequestCard, Session, Settings, Speed, StrategyKind};
use crate::sim::object::Uid;

use super::axis::Axis;
use super::chart::{self, PodsChart};
use super::details::{Details, Tab};
use super::frames::use_frames;
use super::picture::Picture;
use super::plan_tab::use_plan;
use super::player::player;
use super::request_layer::Requests;
use super::setup_panel::{Form, SetupPanel};
use super::steps_panel::StepsPanel;
use super::traffic_panel::{self, TrafficPanel};
use super::{requests_tab, routes_tab};

/// What the sandbox is shown with.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// False behind another page: time stands still.
    pub shown: bool,
    /// Rises when the theme changes, so that the canvas takes the new colours.
    #[prop_or_default]
    pub themes: u32,
    /// The strategy the address asks for.
    #[prop_or_default]
    pub strategy: Option<StrategyKind>,
}

/// The sandbox.
#[component]
pub fn Sandbox(props: &Props) -> Html {
    let first = props.strategy;
    let session = use_mut_ref(|| {
        let settings = Settings::default();
        Session::new(Settings { strategy: first.unwrap_or(settings.strategy), ..settings })
    });
    let update = use_force_update();
    let on_action = {
        let (session, update) = (session.clone(), update.clone());
        use_callback((), move |action: Action, ()| {
            session.borrow_mut().update(action);
            update.force_update();
        })
    };
    {
        let (session, on_action) = (session.clone(), on_action.clone());
        use_effect_with(props.strategy, move |strategy| {
            if let Some(strategy) = strategy.filter(|strategy| *strategy != session.borrow().settings().strategy) {
                on_action.emit(Action::ChooseStrategy(strategy));
            }
        });
    }
    let running = props.shown && session.borrow().playing();
    let on_frame = {
        let on_action = on_action.clone();
        use_callback((), move |elapsed_ms: u32, ()| on_action.emit(Action::Tick { elapsed_ms }))
    };
    use_frames(running, on_frame);
    use_keys(props.shown, session.clone(), on_action.clone());

    let form = {
        let session = session.borrow();
        use_memo(session.edits(), |_| Form::of(&session))
    };
    let side = use_traffic(&session);
    let tab = use_state_eq(Tab::remembered);
    let on_tab = {
        let tab = tab.clone();
        use_callback((), move |chosen: Tab, ()| {
            chosen.remember();
            tab.set(chosen);
        })
    };
    let requests = use_requests(&session, *tab == Tab::Requests);
    let draft = use_state_eq(String::new);
    let plan = {
        let session = session.clone();
        use_plan(move || session.borrow().plan_base())
    };
    let session = session.borrow();
    let last = session.log().last().map(|event| event.at);
    let rows = use_memo((session.origin(), session.log().len(), last), |_| super::details::rows(&session));
    let on_inspect = {
        let (on_tab, on_action) = (on_tab.clone(), on_action.clone());
        use_callback((), move |uid: Uid, ()| {
            on_action.emit(Action::ChoosePod(uid));
            on_tab.emit(Tab::Pod);
            super::focus::element("details-panel");
        })
    };
    let pod = if *tab == Tab::Pod { session.pod_detail() } else { None };
    let timeline = pod.as_ref().map_or(Vec::new(), |pod| super::details::timeline(&session, pod));
    let routes = routes(&session, *tab == Tab::Routes, &draft, &on_action);
    let nodes = if *tab == Tab::Nodes { session.nodes().to_vec() } else { Vec::new() };
    let rollouts = session.rollouts();
    let axis = Axis::new(session.origin(), session.cluster().now());
    let all: Rc<[Lane]> = session.all_lanes().into();
    let lanes = if all.iter().all(Lane::is_shown) { all.clone() } else { session.lanes().into() };
    html! {
        <main id="main" class="sandbox">
            <h1 class="visually-hidden" tabindex="-1">{"Rollout sandbox"}</h1>
            <div class="column controls">
                <SetupPanel {form} on_action={on_action.clone()} />
                <StepsPanel steps={session.steps()} choices={session.choices()} judgement={session.judgement()}
                    dependencies={session.dependencies()} migrations={session.migrations()} on_action={on_action.clone()} />
            </div>
            <div class="column middle">
                <Picture lanes={lanes.clone()} summary={session.summary()} headline={session.headline()}
                    focus={session.focus()} finish={session.finished()} started={session.started()}
                    fast={session.speed() >= Speed::Four} on_action={on_action.clone()}
                    requests={Requests::of(&session)} entry={session.entry_words()} themes={props.themes}
                    rollouts={rollouts.clone()} on_inspect={on_inspect.clone()} />
                <PodsChart samples={Rc::from(chart::window(&session, &axis))} {axis} />
                <Details tab={*tab} {on_tab} rows={(*rows).clone()} {requests} {routes} {plan} lanes={all} {rollouts} {pod} {timeline} {nodes}
                    on_action={on_action.clone()} {on_inspect} />
            </div>
            <div class="column side">
                <TrafficPanel ..(*side).clone() />
            </div>
            {player(&session, &on_action)}
            <p class="visually-hidden" role="status">{session.milestone().unwrap_or_default().to_string()}</p>
        </main>
    }
}

/// Ticks of the clock, one for each frame, between two drawings of the traffic panel: nobody reads numbers faster.
const TICKS: u64 = 4;

/// The traffic panel, drawn anew at each action of a person and every few ticks.
#[hook]
fn use_traffic(session: &Rc<RefCell<Session>>) -> Rc<traffic_panel::Props> {
    let session = session.borrow();
    let ticks = if session.playing() { session.revision() / TICKS } else { session.revision() };
    use_memo((session.edits(), ticks), |_| traffic_panel::Props::of(&session))
}

/// What the tab of single requests shows; nothing while it is closed.
#[hook]
fn use_requests(session: &Rc<RefCell<Session>>, open: bool) -> requests_tab::Props {
    let only = use_state_eq(|| None::<u32>);
    let card = use_state_eq(|| None::<Rc<RequestCard>>);
    let on_only = {
        let only = only.clone();
        use_callback((), move |user: Option<u32>, ()| only.set(user))
    };
    let on_choose = {
        let (card, session) = (card.clone(), session.clone());
        use_callback((), move |number: u64, ()| card.set(session.borrow().request_card(number).map(Rc::new)))
    };
    let requests = if open { session.borrow().requests(*only) } else { Vec::new() };
    requests_tab::Props { requests, only: *only, card: (*card).clone(), on_only, on_choose }
}

/// What the tab of Services and routes shows; nothing while it is closed.
fn routes(
    session: &Session,
    open: bool,
    draft: &UseStateHandle<String>,
    on_action: &Callback<Action>,
) -> routes_tab::Props {
    let set = draft.clone();
    let error = session.field_error(Field::Manifest);
    routes_tab::Props {
        routes: if open { session.routes() } else { Vec::new() },
        draft: (**draft).clone(),
        on_draft: Callback::from(move |text| set.set(text)),
        error: error.map(|error| (error.message.clone(), error.hint)),
        on_action: on_action.clone(),
    }
}

/// Keys work wherever the focus is on nothing that takes keys itself.
#[hook]
fn use_keys(shown: bool, session: Rc<RefCell<Session>>, on_action: Callback<Action>) {
    use_effect_with(shown, move |shown| {
        let window = if *shown { web_sys::window() } else { None };
        let listener = window.map(|window| {
            let options = gloo_events::EventListenerOptions::enable_prevent_default();
            gloo_events::EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(event) = wasm_bindgen::JsCast::dyn_ref::<web_sys::KeyboardEvent>(event) else { return };
                let (playing, speed) = (session.borrow().playing(), session.borrow().speed());
                if let Some(action) = key_action(event, playing, speed) {
                    event.prevent_default();
                    on_action.emit(action);
                }
            })
        });
        move || drop(listener)
    });
}

fn key_action(event: &web_sys::KeyboardEvent, playing: bool, speed: Speed) -> Option<Action> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || takes_keys(event.target()) {
        return None;
    }
    let toggle = if playing { Action::Pause } else { Action::Play };
    let index = Speed::ALL.iter().position(|other| *other == speed)?;
    match event.key().as_str() {
        " " | "k" => Some(toggle),
        "." => Some(Action::StepEvent),
        "r" => Some(Action::Restart),
        "<" => Speed::ALL.get(index.checked_sub(1)?).map(|speed| Action::SetSpeed(*speed)),
        ">" => Speed::ALL.get(index + 1).map(|speed| Action::SetSpeed(*speed)),
        _ => None,
    }
}

fn takes_keys(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok());
    element.is_some_and(|element| {
        let tag = element.tag_name();
        ["INPUT", "SELECT", "TEXTAREA", "BUTTON", "A", "SUMMARY"].contains(&tag.as_str())
            || element.get_attribute("role").is_some_and(|role| role == "tab")
    })
}
