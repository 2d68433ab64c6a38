//! The sandbox: owns the session, lets time run, hands every panel what it shows.

pub mod keys;
pub mod keys_sheet;
pub mod player;
pub mod setup_panel;
pub mod steps_panel;
pub mod traffic_panel;

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::{About, History, Traveller};
use crate::kube::object::{Kind, Name, Uid};
use crate::session::{Action, Session, Speed};
use crate::text::{said, say};
use crate::ui::details::log_rows;
use crate::view::{Lane, OwnRequest, RequestCard, Written};

use crate::ui::details::fields_tab;
use crate::ui::details::object_row::Chosen;
use crate::ui::details::own_request;
use crate::ui::details::plan_tab::use_plan;
use crate::ui::details::requests_tab;
use crate::ui::details::routes_tab;
use crate::ui::details::runs_tab;
use crate::ui::details::{self, Details, Tab};
use crate::ui::draw::chart::{self, PodsChart};
use crate::ui::draw::picture::{self, Picture};
use crate::ui::draw::request_layer::Requests;
use crate::ui::parts::axis::Axis;
use crate::ui::parts::frames::use_frames;
use crate::ui::parts::view::{panel, view};
use crate::ui::visit::history::{HistoryHandle, use_history, use_marks};
use crate::ui::visit::notice;
use crate::ui::visit::save::{Save, save};
use keys::{use_keys, use_switch};
use keys_sheet::KeysSheet;
use player::{Ways, player};
use setup_panel::{Form, SetupPanel};
use steps_panel::StepsPanel;
use traffic_panel::TrafficPanel;

/// What the sandbox is shown with.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// False behind another page: time stands still.
    pub shown: bool,
    /// Rises when the theme changes, so that the canvas takes the new colours.
    #[prop_or_default]
    pub themes: u32,
    /// The run the address asks for, as [`crate::history::Link`] reads it.
    #[prop_or_default]
    pub run: String,
}

#[component]
pub fn Sandbox(props: &Props) -> Html {
    let keeper = use_history(&props.run);
    let HistoryHandle { history, on_action, on_travel, on_file, on_compare, on_cancel, comparison, notice } =
        keeper.clone();
    let running = props.shown && history.borrow().session().playing();
    let (keys, on_keys) = use_switch();
    let (help, on_help) = use_help();
    let object = use_state_eq(|| None::<About>);
    use_keys(props.shown, keys, &keeper, (*object).clone(), on_help.clone());
    let marks = use_marks(&history);

    let form = {
        let history = history.borrow();
        use_memo(history.session().controls_revision(), |_| Form::of(history.session()))
    };
    let side = use_traffic(&history);
    let tab = use_state_eq(Tab::remembered);
    let fields = use_fields(&history, *tab == Tab::Fields, &on_action);
    let handlers = {
        let (keeper, tab, object) = (keeper.clone(), tab.setter(), object.setter());
        use_memo((), move |()| Handlers::of(&keeper, tab, object))
    };
    let Handlers { on_frame, on_tab, on_choose, on_save, on_inspect } = (*handlers).clone();
    use_frames(running, on_frame);
    let requests = use_requests(&history, *tab == Tab::Requests);
    let draft = use_state_eq(String::new);
    let on_draft = {
        let set = draft.setter();
        use_memo((), move |()| Callback::from(move |text| set.set(text)))
    };
    let plan = {
        let history = history.clone();
        use_plan(move || history.borrow().session().plan_base())
    };
    let chosen = Chosen { object: (*object).clone(), on_choose, on_travel: on_travel.clone() };
    let history = history.borrow();
    let session = history.session();
    let last = session.log().last().map(|event| event.at);
    let places = use_mut_ref(log_rows::Places::default);
    let rows = use_memo((history.arrivals(), session.log().len(), last), |_| {
        log_rows::rows(&history, &mut places.borrow_mut())
    });
    let pod = if *tab == Tab::Pod { session.pod_detail() } else { None };
    let timeline = pod.as_ref().map(|pod| log_rows::timeline(&history, &mut places.borrow_mut(), pod));
    let routes = routes(session, *tab == Tab::Routes, (&draft, &on_draft), &on_action);
    let runs = (*tab == Tab::Runs).then(|| runs_tab::Props {
        branches: runs_tab::rows(&history),
        deleted: history.deleted().map(|branch| said(&branch.title())),
        checkpoint: history.checkpoint(),
        link: link(&history),
        on_save: on_save.clone(),
        on_travel: on_travel.clone(),
        on_file,
        on_compare,
        comparison,
    });
    let nodes = if *tab == Tab::Nodes { session.nodes() } else { Vec::new() };
    let rollouts = session.rollouts();
    let in_tables = *tab == Tab::Tables;
    let axis = Axis::new(session.origin(), session.cluster().now());
    let instant = (history.current().id, session.happened(), session.edits(), session.revision());
    let drawn = use_memo(instant, |_| Lanes::of(session));
    let Lanes { all, lanes, summary } = &*drawn;
    let stand = use_memo((history.current().id, session.steps_revision()), |_| (session.steps(), session.choices()));
    let steps = steps_panel::Props {
        steps: stand.0.clone(),
        choices: stand.1.clone(),
        judgement: session.judgement(),
        dependencies: session.dependencies(),
        migrations: session.migrations(),
        on_action: on_action.clone(),
    };
    // It looks at every pod and at the last seconds of requests: not at every frame, but with each entry of the log.
    let spoken = (history.current().id, session.edits(), session.log().len(), session.elapsed() / SPOKEN_EVERY);
    let headline = use_memo(spoken, |_| session.headline().map(|it| said(&it)));
    let picture = picture::Props {
        lanes: lanes.clone(),
        summary: summary.clone(),
        headline: (*headline).clone(),
        focus: session.focus(),
        finish: session.finished(),
        started: session.started(),
        fast: (Speed::Four..=Speed::SixtyFour).contains(&session.speed()),
        on_action: on_action.clone(),
        requests: Requests::of(session),
        entry: session.entry_words(),
        themes: props.themes,
        rollouts: rollouts.clone(),
        on_inspect: on_inspect.clone(),
    };
    let details = details::Props {
        tab: *tab,
        on_tab,
        rows: (*rows).clone(),
        chosen,
        requests,
        routes,
        fields,
        plan,
        runs,
        lanes: if in_tables { all.clone() } else { Rc::default() },
        rollouts: if in_tables { rollouts } else { Vec::new() },
        lists: if in_tables { session.lists() } else { Vec::new() },
        pod,
        timeline: timeline.unwrap_or_default(),
        nodes,
        on_action: on_action.clone(),
        on_inspect,
    };
    html! {
        <main id="main" class="sandbox">
            <h1 class="visually-hidden" tabindex="-1">{words!("page-rollout-sandbox")}</h1>
            <div class="column controls">
                { panel::<SetupPanel>("setup", setup_panel::Props { form, on_action: on_action.clone() }) }
                { panel::<StepsPanel>("steps", steps) }
            </div>
            <div class="column middle">
                { panel::<Picture>("picture", picture) }
                { panel::<PodsChart>("chart", chart::Props { samples: Rc::from(chart::window(session, &axis)), axis }) }
                { panel::<Details>("details", details) }
            </div>
            <div class="column side">
                { panel::<TrafficPanel>("traffic", (*side).clone()) }
            </div>
            {player(&history, &marks, &Ways { on_action: &on_action, on_travel: &on_travel, on_help: on_help.reform(|_: MouseEvent| ()) })}
            // With `if` there is a place for it where it is not shown, too: else everything before it would be made anew.
            if help {
                { view::<KeysSheet>("keys", keys_sheet::Props { on: keys, on_switch: on_keys, on_close: on_help.clone() }) }
            }
            if let Some(journey) = history.journey() {
                { crate::ui::visit::journey::bar(journey, &on_cancel) }
            }
            { notice::bar(&notice, &on_save) }
            <p class="visually-hidden" role="status">{session.milestone().map(said)}</p>
        </main>
    }
}

/// What presses lead to, made once, so that what hangs on them need not be drawn anew.
#[derive(Clone)]
struct Handlers {
    on_frame: Callback<u32>,
    on_tab: Callback<Tab>,
    on_choose: Callback<Option<About>>,
    on_save: Callback<Save>,
    on_inspect: Callback<Uid>,
}

impl Handlers {
    fn of(keeper: &HistoryHandle, tab: UseStateSetter<Tab>, object: UseStateSetter<Option<About>>) -> Self {
        let (history, notice, on_action) = (keeper.history.clone(), keeper.notice.clone(), keeper.on_action.clone());
        let on_trouble = Callback::from(move |words: String| notice.set(Some(words.into())));
        let on_tab = Callback::from(move |chosen: Tab| {
            chosen.remember();
            tab.set(chosen);
        });
        let show = on_tab.clone();
        Self {
            on_frame: on_action.reform(|elapsed_ms: u32| Action::Tick { elapsed_ms }),
            on_tab,
            on_choose: Callback::from(move |chosen| object.set(chosen)),
            on_save: Callback::from(move |what: Save| save(&history.borrow(), what, &on_trouble)),
            on_inspect: Callback::from(move |uid: Uid| {
                on_action.emit(Action::ChoosePod(uid));
                show.emit(Tab::Pod);
                crate::ui::parts::focus::element("details-panel");
            }),
        }
    }
}

/// Every pod of an instant, built once however often it is drawn.
struct Lanes {
    /// Of every ReplicaSet.
    all: Rc<[Lane]>,
    /// Those that the picture shows.
    lanes: Rc<[Lane]>,
    /// The picture in a sentence.
    summary: String,
}

impl Lanes {
    fn of(session: &Session) -> Self {
        let all: Rc<[Lane]> = session.all_lanes().into();
        let shown = || all.iter().filter(|lane| lane.is_shown()).cloned().collect();
        let lanes = if all.iter().all(Lane::is_shown) { all.clone() } else { shown() };
        Self { summary: say(&session.summary_of(&lanes)), all, lanes }
    }
}

/// The sentence under the picture is asked for anew after so much virtual time, ms, and with each entry of the log.
const SPOKEN_EVERY: u64 = 200;

/// Ticks of the clock, one for each frame, between two drawings of the traffic panel: nobody reads numbers faster.
const TICKS: u64 = 4;

/// The traffic panel, drawn anew at each action of a person and every few ticks.
#[hook]
fn use_traffic(history: &Rc<RefCell<Traveller>>) -> Rc<traffic_panel::Props> {
    let history = history.borrow();
    let session = history.session();
    let ticks = if session.playing() { session.revision() / TICKS } else { session.revision() };
    use_memo((session.edits(), ticks), |_| traffic_panel::Props::of(session))
}

/// What the tab of single requests shows; nothing while it is closed.
#[hook]
fn use_requests(history: &Rc<RefCell<Traveller>>, open: bool) -> requests_tab::Props {
    let only = use_state_eq(|| None::<u32>);
    let card = use_state_eq(|| None::<Rc<RequestCard>>);
    let written = use_state_eq(Written::default);
    let ways = {
        let (only, card, write, history) = (only.setter(), card.setter(), written.setter(), history.clone());
        use_memo((), move |()| {
            let on_only = Callback::from(move |user: Option<u32>| only.set(user));
            let chosen = move |number: u64| card.set(history.borrow().session().request_card(number).map(Rc::new));
            (on_only, Callback::from(chosen), Callback::from(move |text: Written| write.set(text)))
        })
    };
    let (on_only, on_choose, on_write) = (*ways).clone();
    let requests = if open { history.borrow().session().requests(*only) } else { Vec::new() };
    let own = own_request::Props {
        // Behind another tab nobody sees what becomes of it.
        asked: match written.head() {
            Ok(head) if open => Ok(history.borrow().session().own_request(&head)),
            Ok(_) => Ok(OwnRequest::default()),
            Err(problem) => Err(problem),
        },
        written: (*written).clone(),
        on_write,
    };
    requests_tab::Props { requests, only: *only, card: (*card).clone(), on_only, on_choose, own }
}

/// What the tab of Services and routes shows; nothing while it is closed.
fn routes(
    session: &Session,
    open: bool,
    (draft, on_draft): (&str, &Callback<String>),
    on_action: &Callback<Action>,
) -> routes_tab::Props {
    let error = session.refused_manifest();
    routes_tab::Props {
        routes: if open { session.routes() } else { Vec::new() },
        draft: draft.into(),
        on_draft: on_draft.clone(),
        error: error.map(|(_, error)| error.clone()),
        documents: session.applied_documents().to_vec(),
        on_action: on_action.clone(),
    }
}

/// What the tab of fields shows: of the object chosen, or the first one where it has gone. Made anew only where a field may
/// have changed: a drawing in between would take back what somebody types.
#[hook]
fn use_fields(
    history: &Rc<RefCell<Traveller>>,
    open: bool,
    on_action: &Callback<Action>,
) -> Option<Rc<fields_tab::Props>> {
    let chosen = use_state_eq(|| None::<(Kind, Name)>);
    let filter = use_state_eq(String::new);
    let revision = history.borrow().session().controls_revision();
    let on_action = on_action.clone();
    let made = use_memo((open, revision, (*chosen).clone(), (*filter).clone()), |(open, _, wanted, text)| {
        let history = history.borrow();
        let session = history.session();
        open.then(|| {
            let objects = session.objects_with_fields();
            let there = wanted.clone().filter(|it| objects.contains(it));
            let shown = there.or_else(|| objects.first().cloned()).unwrap_or((Kind::World, Name::default()));
            let (choose, set) = (chosen.setter(), filter.setter());
            Rc::new(fields_tab::Props {
                fields: session.fields(shown.0, &shown.1),
                objects,
                chosen: shown,
                filter: text.clone(),
                on_choose: Callback::from(move |it| choose.set(Some(it))),
                on_filter: Callback::from(move |text| set.set(text)),
                on_action,
            })
        })
    });
    (*made).clone()
}

/// The sheet of keys: whether it is open, and what opens and closes it.
#[hook]
fn use_help() -> (bool, Callback<()>) {
    let open = use_state_eq(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |()| open.set(!*open))
    };
    use_effect_with(*open, |open| {
        if *open {
            crate::ui::parts::focus::element("keys");
        }
    });
    (*open, toggle)
}

/// The address of the instant looked at, or why there is none.
fn link(history: &History) -> Result<String, String> {
    let run = history.link_text().map_err(|refused| say(&refused.whole()))?;
    let here = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    Ok(format!("{page}#/sandbox?{run}"))
}
