//! The picture: clients, Service, a lane for each ReplicaSet, and under it what changed last.

use yew::prelude::*;

use crate::kube::object::{Kind, Name, Uid};
use crate::session::Action;
use crate::view::{ConditionView, Lane, NODES_MAX, NodeView, PodView, RolloutView, by_node};

use crate::ui::draw::below::{self, Below, Next};
use crate::ui::draw::card::{self, Card, Pressed};
use crate::ui::draw::legend;
use crate::ui::draw::pods::{Focused, Ways, lane_boxes, lane_group};
use crate::ui::draw::request_layer::{self, RequestLayer, Requests};
use crate::ui::draw::scene::{LaneSize, Scene, layout};
use crate::ui::draw::tracks;
use crate::ui::parts::class::classes;
use crate::ui::parts::focus;
use crate::ui::parts::hooks::{Setter, Value, use_memo, use_mut_ref, use_value};
use crate::ui::parts::size::{First, Room, px, rem, use_size};
use crate::ui::parts::term::{Term, term};
use crate::ui::parts::view::view;

/// What the picture shows.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Lanes, newest first.
    pub lanes: std::rc::Rc<[Lane]>,
    /// The picture in a sentence.
    pub summary: String,
    /// The nodes, among which the pods can be shown.
    pub nodes: std::rc::Rc<[NodeView]>,
    /// The ReplicaSet that changed last.
    pub focus: Option<Uid>,
    /// What stands under the picture.
    pub below: Below,
    /// Time runs too fast for pods to slide.
    pub fast: bool,
    /// Requests on their way.
    pub requests: Requests,
    /// What leads into the cluster: kind and name.
    pub entry: [Name; 2],
    /// Rises when the theme changes.
    pub themes: u32,
    /// The Deployments' conditions.
    pub rollouts: Vec<RolloutView>,
    pub on_action: Callback<Action>,
    /// Looks at a pod in every detail, where there is a place for it.
    pub on_inspect: Option<Callback<Uid>>,
    /// What to try next.
    pub on_next: Callback<Next>,
}

/// The picture's size until it is measured.
const SIZE: First = First { wide: (758, 392), narrow: (366, 340) };
/// The same where there is nothing else on the page.
const ALONE: First = First { wide: (1096, 392), narrow: (366, 340) };

/// The panel.
#[component]
pub fn Picture(props: &Props) -> Html {
    let (panel, frame) = (use_node_ref(), use_node_ref());
    focus::use_kept(&panel);
    let size = use_size(&frame, if props.below.welcome { ALONE } else { SIZE });
    // Where the room is another one than in the drawing before, everything stands where it now belongs.
    let before = use_mut_ref(|| None::<Room>);
    let still = before.replace(Some(size)) != Some(size);
    let focused = use_value(|| None::<Uid>);
    let hovered = use_value(|| None::<Uid>);
    let counted = use_value(|| None::<std::rc::Rc<[u32]>>);
    let on_counted = {
        let counted = counted.setter();
        Callback::from(move |pods| counted.set(pods))
    };
    let Shown { lanes: shown, as_nodes, toggle } = use_shown(props);
    let sizes: Vec<LaneSize> = shown.iter().map(|lane| LaneSize { slots: lane.slots }).collect();
    let scene = layout(size.width, size.height, &sizes);
    let (pressed, ways) = use_ways(props, &focused, &hovered);
    let pods: Vec<&PodView> = shown.iter().flat_map(|lane| &lane.pods).collect();
    let stop = focused.filter(|uid| pods.iter().any(|pod| pod.uid == *uid)).or(pods.first().map(|pod| pod.uid));
    let card = card_of(props, (&shown, &scene), *pressed, *hovered, pressed.setter());
    let lanes = scene.lanes.iter().zip(shown.iter());
    let lanes = lanes.map(|(place, lane)| {
        lane_group(lane, place, &Focused { stop, ways: ways.clone(), counted: (*counted).clone() })
    });
    let shares = scene.lanes.iter().zip(shown.iter()).map(|(place, lane)| tracks::share(&scene, place, lane));
    html! {
        <section ref={panel} class="panel cluster" aria-labelledby="cluster-title">
            <div class="title-row">
                <h2 id="cluster-title" tabindex="-1">{words!("page-cluster")}</h2>
                {legend::button()}
                {toggle}
                {for worth_a_word(&props.rollouts).into_iter().map(|rollout| stands(rollout, props.rollouts.len() > 1))}
            </div>
            <div class={classes!("frame", props.fast.then_some("fast"), still.then_some("still"))} ref={frame}>
                <svg class="scene" role="group" aria-label={props.summary.clone()} onkeydown={Callback::from(|event| focus::among(&event, ".scene", ".pod-button"))}
                    width={rem(scene.width)} height={rem(scene.height)} viewBox={format!("0 0 {} {}", px(scene.width), px(scene.height))}>
                    { (!as_nodes).then(|| tracks::free(&scene)) }
                    {lane_boxes(&shown, &scene.lanes, props.focus)}
                    {tracks::tracks(&scene, &shown)}
                    {tracks::entry(&scene, &props.entry)}
                    <g>{for lanes}</g>
                    <g>{for shares}</g>
                    {tracks::legend(&scene, props.requests.each)}
                </svg>
                { view::<RequestLayer>("requests", request_layer::Props {
                    requests: props.requests.clone(),
                    places: tracks::places(&scene, &shown),
                    clients: scene.clients,
                    service: scene.service,
                    room: Room { width: scene.width, height: scene.height, scale: size.scale },
                    themes: props.themes,
                }) }
                // A place of its own: else what stands before it would be made anew when it comes and goes.
                <div class="over">{for card}</div>
            </div>
            <div class="below">{below::below(&props.below, *hovered, &props.on_next, &on_counted)}</div>
        </section>
    }
}

/// What was pressed, and what happens when a pod is focused, hovered or pressed.
#[hook]
fn use_ways(
    props: &Props,
    focused: &Value<Option<Uid>>,
    hovered: &Value<Option<Uid>>,
) -> (Value<Option<Pressed>>, std::rc::Rc<Ways>) {
    let pressed = use_value(|| None::<Pressed>);
    let (focused, hovered, set) = (focused.setter(), hovered.setter(), pressed.setter());
    let ways = use_memo(props.on_action.clone(), move |on_action| {
        let on_action = on_action.clone();
        Ways {
            on_pod: Callback::from(move |uid: Uid| focused.set(Some(uid))),
            on_hover: Callback::from(move |uid: Option<Uid>| hovered.set(uid)),
            on_press: Callback::from(move |what: Pressed| {
                set.set(Some(what));
                if let Pressed::Pod(uid) = what {
                    // The tab Pod shows it, if it is open.
                    on_action.emit(Action::ChoosePod(uid));
                }
            }),
        }
    });
    (pressed, ways)
}

/// The card of what was pressed, else of the pod that is pointed at.
fn card_of(
    props: &Props,
    (lanes, scene): (&[Lane], &Scene),
    pressed: Option<Pressed>,
    hovered: Option<Uid>,
    set: Setter<Option<Pressed>>,
) -> Option<Html> {
    let open = pressed.and_then(|what| Some((what, card::find(what, lanes, &scene.lanes)?)));
    let is_open = open.is_some();
    let (what, found) = match (open, hovered.map(Pressed::Pod)) {
        (Some(open), _) => open,
        (None, Some(what)) => (what, card::find(what, lanes, &scene.lanes)?),
        (None, None) => return None,
    };
    let on_more = match (&props.on_inspect, what) {
        (Some(on_inspect), Pressed::Pod(uid)) => Some(on_inspect.reform(move |_: MouseEvent| uid)),
        _ => None,
    };
    Some(view::<Card>(
        "card",
        card::Props {
            what,
            title: found.title,
            says: found.says,
            sides: card::beside(found.at, found.gap, (scene.width, scene.height)),
            deeds: is_open.then_some(found.deeds),
            on_action: props.on_action.clone(),
            on_more,
            on_close: Callback::from(move |()| set.set(None)),
        },
    ))
}

/// The lanes that are drawn, and the button that has them by node.
struct Shown {
    lanes: std::rc::Rc<[Lane]>,
    as_nodes: bool,
    toggle: Html,
}

/// A lane for each ReplicaSet, or for each node where that was asked for and there are few.
#[hook]
fn use_shown(props: &Props) -> Shown {
    let asked = use_value(|| false);
    let possible = !props.below.welcome && props.nodes.len() <= NODES_MAX;
    let as_nodes = *asked && possible;
    let lanes = if as_nodes { by_node(&props.lanes, &props.nodes).into() } else { props.lanes.clone() };
    let onclick = Callback::from(move |_: MouseEvent| asked.change(|asked| !asked));
    let button = || {
        html! {
            <button type="button" class="term by-node" aria-pressed={as_nodes.to_string()} {onclick}>{words!("page-by-node")}</button>
        }
    };
    Shown { lanes, as_nodes, toggle: if possible { button() } else { Html::default() } }
}

/// They say what other conditions say too.
const QUIET: [&str; 3] = ["Completed", "Healthy", "Paused"];

/// Where one of several is under way or in trouble, the others need no word.
fn worth_a_word(all: &[RolloutView]) -> Vec<&RolloutView> {
    let busy = |rollout: &&RolloutView| {
        rollout.deadline_in.is_some() || rollout.conditions.iter().any(|it| !it.well && !QUIET.contains(&&*it.kind))
    };
    let busy: Vec<&RolloutView> = all.iter().filter(busy).collect();
    if busy.is_empty() { all.iter().take(1).collect() } else { busy }
}

/// Conditions in a line, those that matter now, with the time that the deadline leaves; the tables have them all.
fn stands(rollout: &RolloutView, named: bool) -> Html {
    let condition = |condition: &ConditionView| {
        let class = classes!("condition", (!condition.well).then_some("loud"));
        html! {
            <span {class} title={condition.message.to_string()}>
                {&*condition.kind}{" "}<strong>{&*condition.status}</strong>{" "}{&*condition.reason}
            </span>
        }
    };
    let bad = || rollout.conditions.iter().filter(|it| !it.well && !QUIET.contains(&&*it.kind));
    let progressing = rollout.conditions.iter().filter(|it| &*it.kind == "Progressing" && bad().next().is_none());
    let shown = bad().chain(progressing);
    let name = match rollout.kind {
        Kind::Deployment => rollout.name.to_string(),
        kind => format!("{} {}", kind.as_str(), rollout.name),
    };
    html! {
        <p class="conditions" key={format!("{}/{}", rollout.kind.as_str(), rollout.name)}>
            { named.then(|| html! { <span class="note">{name}</span> }) }
            {for shown.map(condition)}
            { for rollout.deadline_in.map(|seconds| html! {
                <span class="condition">{term(Term::Deadline, words!("page-deadline"))}{" "}<strong class="number">{format!("{}:{:02}", seconds / 60, seconds % 60)}</strong></span>
            }) }
        </p>
    }
}
