//! The sandbox: owns the session, lets time run, hands every panel what it shows.

pub mod charts;
pub mod drawer;
pub mod embed;
pub mod exercise;
pub mod keys;
pub mod keys_sheet;
pub mod paper;
pub mod player;
pub mod setup_panel;
pub mod stage;
pub mod steps_panel;
pub mod story;
pub mod traffic_panel;
pub mod weight;

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::{About, Traveller};
use crate::kube::object::Uid;
use crate::playbook::back_first;
use crate::session::{Action, Session, Speed};
use crate::text::{said, say};
use crate::ui::details::compare_page::{Stand, compare_page};
use crate::ui::details::log_rows;
use crate::view::{Lane, NodeView, drawn};

use crate::ui::details::object_row::Chosen;
use crate::ui::details::plan_tab::use_plan;
use crate::ui::details::runs_tab;
use crate::ui::details::{self, Details, Tab};
use crate::ui::draw::chart::{self, PodsChart};
use crate::ui::draw::legend::legend;
use crate::ui::draw::picture::{self, Picture};
use crate::ui::draw::request_layer::Requests;
use crate::ui::learn::aside::{self, Aside};
use crate::ui::parts::axis::Axis;
use crate::ui::parts::class::classes;
use crate::ui::parts::frames::use_frames;
use crate::ui::parts::hooks::{Setter, use_effect_with, use_memo, use_mut_ref, use_value};
use crate::ui::parts::term::meanings;
use crate::ui::parts::view::{panel, view};
use crate::ui::visit::history::{HistoryHandle, use_history, use_marks};
use crate::ui::visit::notice;
use crate::ui::visit::save::{Save, save};
use charts::{use_hands, use_more_charts};
use drawer::{routes, use_fields, use_requests};
use exercise::use_exercise;
use keys::{use_keys, use_switch};
use keys_sheet::{KeysSheet, use_help};
use paper::{link, use_paper};
use player::{Ways, player, use_more};
use setup_panel::{Form, SetupPanel};
use stage::{Cue, Stage};
use steps_panel::StepsPanel;
use story::{Spoken, below, use_aloud, use_story};
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
    /// The address is the bare one: who is new is welcomed.
    #[prop_or_default]
    pub welcome: bool,
    /// The address asks for what the settings would cost.
    #[prop_or_default]
    pub plan: bool,
    /// The address asks for runs side by side: the sandbox waits behind them.
    #[prop_or_default]
    pub compare: bool,
    /// The picture stands in another site's page.
    #[prop_or_default]
    pub embed: bool,
}

#[component]
pub fn Sandbox(props: &Props) -> Html {
    let keeper = use_history(&props.run, props.welcome);
    let HistoryHandle { history, on_action, on_travel, on_file, on_compare, on_cancel, comparison, notice, .. } =
        keeper.clone();
    let running = props.shown && history.borrow().session().playing();
    let (keys, on_keys) = use_switch();
    let (help, on_help) = use_help();
    let (more, on_more, on_leave) = use_more();
    let object = use_value(|| None::<About>);
    let stage = use_reducer_eq(Stage::default);
    let on_cue = {
        let stage = stage.dispatcher();
        use_memo((), move |()| Callback::from(move |cue: Cue| stage.dispatch(cue)))
    };
    use_keys(props.shown, keys, &keeper, (*object).clone(), on_help.clone(), &on_cue);
    let content = use_node_ref();
    embed::use_height_told(props.embed, &content);
    let marks = use_marks(&history);
    let on_paper = use_paper(&history);

    let form = {
        let history = history.borrow();
        use_memo(history.session().controls_revision(), |_| Form::of(history.session()))
    };
    let side = use_traffic(&history, &on_action);
    let tab = use_value(Tab::remembered);
    let story = use_story(&keeper, props.welcome);
    {
        let tab = tab.setter();
        use_effect_with(props.plan, move |plan| {
            if *plan {
                tab.set(Some(Tab::Plan));
            }
        });
    }
    let exercise = use_exercise(&history, *tab, &on_action);
    let fields = use_fields(&history, *tab == Some(Tab::Fields), &on_action);
    let looked = use_value(|| None::<Uid>);
    let handlers = {
        let (keeper, tab, object, looked) = (keeper.clone(), tab.setter(), object.setter(), looked.setter());
        use_memo((), move |()| Handlers::of(&keeper, tab, object, looked))
    };
    {
        // Once the drawer is drawn: it may have been closed.
        let reset = looked.setter();
        use_effect_with(*looked, move |looked| {
            if looked.is_some() {
                crate::ui::parts::focus::element("details-panel");
                reset.set(None);
            }
        });
    }
    let Handlers { on_frame, on_tab, on_choose, on_save, on_inspect } = (*handlers).clone();
    use_frames(running, on_frame);
    let more_charts = use_more_charts(&history);
    let hands = use_hands(&history, &on_action);
    let requests = use_requests(&history, *tab == Some(Tab::Requests));
    let draft = use_value(String::new);
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
    let pod = if *tab == Some(Tab::Pod) { session.pod_detail() } else { None };
    let timeline = pod.as_ref().map(|pod| log_rows::timeline(&history, &mut places.borrow_mut(), pod));
    let routes = routes(session, *tab == Some(Tab::Routes), (&draft, &on_draft), &on_action);
    let runs = (*tab == Some(Tab::Runs)).then(|| runs_tab::Props {
        branches: runs_tab::rows(&history),
        deleted: history.deleted().map(|branch| said(&branch.title())),
        checkpoint: history.checkpoint(),
        link: link(&history),
        task: session.scenario().assignment.task.clone(),
        locked: session.scenario().assignment.locked,
        set: session.scenario().assignment.goal.is_some(),
        on_save: on_save.clone(),
        on_travel: on_travel.clone(),
        on_file,
        on_compare: on_compare.clone(),
    });
    let rollouts = session.rollouts();
    let in_tables = *tab == Some(Tab::Tables);
    let axis = Axis::new(session.origin(), session.cluster().now());
    let instant = (history.current().id, session.happened(), session.edits(), session.revision());
    let drawn = use_memo(instant, |_| Lanes::of(session));
    let Lanes { all, lanes, summary, nodes } = &*drawn;
    let stand = use_memo((history.current().id, session.steps_revision()), |_| (session.steps(), session.choices()));
    // It looks at every pod and at the last seconds of requests: not at every frame, but with each entry of the log.
    let spoken = (history.current().id, session.edits(), session.log().len(), session.elapsed() / SPOKEN_EVERY);
    let spoken = use_memo(spoken, |_| Spoken::of(session));
    let aloud = use_aloud(session, &spoken, lanes);
    let steps = steps_panel::Props {
        steps: stand.0.clone(),
        choices: if spoken.wrong { back_first(stand.1.clone()) } else { stand.1.clone() },
        // An exercise says itself what it asks.
        task: if exercise.is_some() { "".into() } else { session.scenario().assignment.task.clone() },
        judgement: session.judgement(),
        dependencies: session.dependencies(),
        migrations: session.migrations(),
        on_action: on_action.clone(),
    };
    let whole = !story.welcome && !props.embed;
    let picture = picture::Props {
        lanes: lanes.clone(),
        summary: summary.clone(),
        nodes: nodes.clone(),
        below: below(session, spoken.sentence.clone(), story.welcome, props.embed),
        focus: session.focus(),
        fast: (Speed::Four..=Speed::SixtyFour).contains(&session.speed()),
        on_next: story.on_next.clone(),
        requests: Requests::of(session),
        entry: session.entry_words(),
        themes: props.themes,
        rollouts: rollouts.clone(),
        on_action: on_action.clone(),
        on_inspect: whole.then(|| on_inspect.clone()),
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
        nodes: if *tab == Some(Tab::Nodes) { nodes.clone() } else { Rc::default() },
        on_action: on_action.clone(),
        on_inspect,
    };
    let class = classes!(
        "sandbox",
        story.welcome.then_some("welcome"),
        session.started().then_some("begun"),
        stage.on.then_some("stage"),
        props.embed.then_some("embed")
    );
    let chart = chart::Props {
        samples: Rc::from(chart::window(session, &axis)),
        axis,
        ghost: history.ghost(),
        earlier: story.earlier.clone(),
        more: more_charts,
        hands: (whole && !session.scenario().assignment.locked).then_some(hands),
    };
    html! {
        <>
        <main id={(!props.compare).then_some("main")} hidden={props.compare} {class} ref={content}>
            <h1 class="visually-hidden" tabindex="-1">{words!("page-rollout-sandbox")}</h1>
            // With `if` there is a place for it where it is not shown, too: else everything behind it would be made anew.
            if whole {
                <div class="column controls">
                    <div class="set">{ for exercise.clone() }</div>
                    { panel::<StepsPanel>("steps", steps) }
                    { panel::<SetupPanel>("setup", setup_panel::Props { form, on_action: on_action.clone() }) }
                </div>
            }
            <div class="column middle">
                {embed::task(props.embed, &session.scenario().assignment.task)}
                { panel::<Picture>("picture", picture) }
                { panel::<PodsChart>("chart", chart) }
                if whole {
                    { panel::<Details>("details", details) }
                }
            </div>
            if whole {
                <div class="column side">
                    { panel::<TrafficPanel>("traffic", (*side).clone()) }
                    { panel::<Aside>("ask", aside::Props { strategy: session.scenario().strategy() }) }
                </div>
            }
            {player(&history, &marks, &Ways { on_action: &on_action, on_travel: &on_travel, on_help: on_help.reform(|_: MouseEvent| ()), on_stage: on_cue.reform(|_: MouseEvent| Cue::Stage), more, on_more, on_leave })}
            if help {
                { view::<KeysSheet>("keys", keys_sheet::Props { on: keys, on_switch: on_keys, on_close: on_help.clone() }) }
            }
            if let Some(journey) = history.journey() {
                { crate::ui::visit::journey::bar(journey, &on_cancel) }
            }
            { notice::bar(&notice, &on_save) }
            {meanings()}
            {legend()}
            {stage::view(*stage, || link(&history), &on_cue)}
            if props.embed {
                {embed::way_out(&props.run)}
            }
            if let Some(told) = history.told() {
                <p class="told" role="status">{told}</p>
            }
            <p class="visually-hidden" role="status">{aloud}</p>
            {on_paper}
        </main>
        if props.compare {
            {compare_page(&Stand { history: &history, notice: &notice, comparison: comparison.as_ref(), on_compare: &on_compare, on_cancel: &on_cancel, on_save: &on_save })}
        }
        </>
    }
}

/// What presses lead to, made once, so that what hangs on them need not be drawn anew.
#[derive(Clone)]
struct Handlers {
    on_frame: Callback<u32>,
    on_tab: Callback<Option<Tab>>,
    on_choose: Callback<Option<About>>,
    on_save: Callback<Save>,
    on_inspect: Callback<Uid>,
}

impl Handlers {
    fn of(
        keeper: &HistoryHandle,
        tab: Setter<Option<Tab>>,
        object: Setter<Option<About>>,
        looked: Setter<Option<Uid>>,
    ) -> Self {
        let (history, notice, on_action) = (keeper.history.clone(), keeper.notice.clone(), keeper.on_action.clone());
        let on_trouble = Callback::from(move |words: String| notice.set(Some(words.into())));
        let on_tab = Callback::from(move |chosen: Option<Tab>| {
            Tab::remember(chosen);
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
                show.emit(Some(Tab::Pod));
                looked.set(Some(uid));
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
    nodes: Rc<[NodeView]>,
}

impl Lanes {
    fn of(session: &Session) -> Self {
        let all: Rc<[Lane]> = session.all_lanes().into();
        let lanes = if drawn(&all).count() == all.len() { all.clone() } else { drawn(&all).cloned().collect() };
        Self { summary: say(&session.summary_of(&lanes)), nodes: session.nodes().into(), all, lanes }
    }
}

/// The sentence under the picture is asked for anew after so much virtual time, ms, and with each entry of the log.
const SPOKEN_EVERY: u64 = 200;

/// Ticks of the clock, one for each frame, between two drawings of the traffic panel: nobody reads numbers faster.
const TICKS: u64 = 4;

/// The traffic panel, drawn anew at each action of a person and every few ticks.
#[hook]
fn use_traffic(history: &Rc<RefCell<Traveller>>, on_action: &Callback<Action>) -> Rc<traffic_panel::Props> {
    let history = history.borrow();
    let session = history.session();
    let ticks = if session.playing() { session.revision() / TICKS } else { session.revision() };
    use_memo((session.edits(), ticks), |_| traffic_panel::Props::of(session, on_action))
}
