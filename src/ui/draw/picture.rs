//! The picture: clients, Service, a lane for each ReplicaSet, and under it what changed last.

use yew::prelude::*;

use crate::kube::object::{Kind, Uid};
use crate::session::Action;
use crate::view::{ConditionView, Finish, Lane, PodView, RolloutView};

use crate::ui::draw::inspect::inspect;
use crate::ui::draw::pods::{Focused, Ways, lane_boxes, lane_group, lift, radius};
use crate::ui::draw::request_layer::{self, RequestLayer, Requests};
use crate::ui::draw::scene::{LaneBox, LaneSize, Point, Scene, layout};
use crate::ui::parts::focus;
use crate::ui::parts::size::{First, px, translate, use_size};
use crate::ui::parts::view::view;

/// What the picture shows.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Lanes, newest first.
    pub lanes: std::rc::Rc<[Lane]>,
    /// The picture in a sentence.
    pub summary: String,
    /// What changed last.
    pub headline: Option<String>,
    /// The ReplicaSet that changed last.
    pub focus: Option<Uid>,
    /// The scorecard, once a rollout is over.
    pub finish: Option<Finish>,
    /// Whether the invitation is gone.
    pub started: bool,
    /// Time runs too fast for pods to slide.
    pub fast: bool,
    /// Requests on their way.
    pub requests: Requests,
    /// The way into the cluster, and how it splits, in a word each.
    pub entry: [String; 2],
    /// Rises when the theme changes.
    pub themes: u32,
    /// The Deployments' conditions.
    pub rollouts: Vec<RolloutView>,
    /// Looks at a pod in every detail.
    pub on_inspect: Callback<Uid>,
    /// What the big Play becomes.
    pub on_action: Callback<Action>,
}

/// The picture's size until it is measured.
const SIZE: First = First { wide: (734, 203), narrow: (358, 340) };

/// The panel.
#[component]
pub fn Picture(props: &Props) -> Html {
    let (panel, frame) = (use_node_ref(), use_node_ref());
    focus::use_kept(&panel);
    let size = use_size(&frame, SIZE);
    let focused = use_state_eq(|| None::<Uid>);
    let hovered = use_state_eq(|| None::<Uid>);
    let sizes: Vec<LaneSize> = props.lanes.iter().map(|lane| LaneSize { slots: lane.slots }).collect();
    let scene = layout(f64::from(size.0), f64::from(size.1), &sizes);
    let ways = {
        let (focused, hovered) = (focused.setter(), hovered.setter());
        use_memo(props.on_inspect.clone(), move |on_inspect| Ways {
            on_pod: Callback::from(move |uid: Uid| focused.set(Some(uid))),
            on_hover: Callback::from(move |uid: Option<Uid>| hovered.set(uid)),
            on_inspect: on_inspect.clone(),
        })
    };
    let pods: Vec<&PodView> = props.lanes.iter().flat_map(|lane| &lane.pods).collect();
    let stop = focused.filter(|uid| pods.iter().any(|pod| pod.uid == *uid)).or(pods.first().map(|pod| pod.uid));
    let inspected = hovered.and_then(|uid| pods.iter().find(|pod| pod.uid == uid));
    let lanes = scene.lanes.iter().zip(props.lanes.iter());
    let lanes = lanes.map(|(place, lane)| lane_group(lane, place, &Focused { stop, ways: ways.clone() }));
    html! {
        <section ref={panel} class="panel cluster" aria-labelledby="cluster-title">
            <div class="title-row">
                <h2 id="cluster-title" tabindex="-1">{words!("page-cluster")}</h2>
                {for props.rollouts.iter().map(|rollout| stands(rollout, props.rollouts.len() > 1))}
            </div>
            <div class={classes!("frame", props.fast.then_some("fast"))} ref={frame}>
                <svg class="scene" role="group" aria-label={props.summary.clone()} onkeydown={Callback::from(|event| focus::among(&event, ".scene", ".pod"))}
                    width={px(scene.width)} height={px(scene.height)}>
                    {lane_boxes(&props.lanes, &scene.lanes, props.focus)}
                    {wires(&scene, &props.lanes)}
                    {way(&scene, &props.entry)}
                    {for lanes}
                </svg>
                { view::<RequestLayer>("requests", request_layer::Props {
                    requests: props.requests.clone(),
                    places: places(&scene, &props.lanes),
                    clients: scene.clients,
                    service: scene.service,
                    width: scene.width,
                    height: scene.height,
                    themes: props.themes,
                }) }
            </div>
            <div class="below">{below(props, inspected)}</div>
        </section>
    }
}

/// Conditions in a line, those that matter most, with the time that the deadline leaves; the tables have them all.
fn stands(rollout: &RolloutView, named: bool) -> Html {
    let condition = |condition: &ConditionView| {
        let class = classes!("condition", (!condition.well).then_some("loud"));
        html! {
            <span {class} title={condition.message.to_string()}>
                {&*condition.kind}{" "}<strong>{&*condition.status}</strong>{" "}{&*condition.reason}
            </span>
        }
    };
    let shown = rollout.conditions.iter().filter(|it| !["Completed", "Healthy", "Paused"].contains(&&*it.kind));
    let name = match rollout.kind {
        Kind::Deployment => rollout.name.to_string(),
        kind => format!("{} {}", kind.as_str(), rollout.name),
    };
    html! {
        <p class="conditions" key={format!("{}/{}", rollout.kind.as_str(), rollout.name)}>
            { named.then(|| html! { <span class="note">{name}</span> }) }
            {for shown.map(condition)}
            { for rollout.deadline_in.map(|seconds| html! {
                <span class="condition">{words!("page-deadline")}{" "}<strong class="number">{format!("{}:{:02}", seconds / 60, seconds % 60)}</strong></span>
            }) }
        </p>
    }
}

/// Under the picture: the pod one looks at, else the end of a rollout, else what changed last.
fn below(props: &Props, inspected: Option<&&PodView>) -> Html {
    match (inspected, &props.finish, &props.headline) {
        (Some(pod), _, _) => html! { <p class="headline">{inspect(pod)}</p> },
        _ if !props.started => invitation(&props.on_action),
        (None, Some(finish), _) => scorecard(finish),
        (None, None, Some(headline)) => html! { <p class="headline">{headline}</p> },
        (None, None, None) => {
            html! { <p class="headline">{words!("page-time-runs-nothing-changed-yet")}</p> }
        }
    }
}

/// Where requests to each pod end: at its edge, on the Service's side, so that its mark stays readable.
fn places(scene: &Scene, lanes: &[Lane]) -> std::rc::Rc<[(Uid, Point)]> {
    let of_lane = |(place, lane): (&LaneBox, &Lane)| {
        let last = place.shown.saturating_sub(1);
        let edge = |slot: usize| edge(scene.service, place, slot.min(last));
        lane.pods.iter().map(|pod| (pod.uid, edge(pod.slot))).collect::<Vec<_>>()
    };
    scene.lanes.iter().zip(lanes).flat_map(of_lane).collect()
}

fn edge(from: Point, place: &LaneBox, slot: usize) -> Point {
    let Point { x, y } = place.slot(slot);
    let (dx, dy) = (x - from.x, y - lift(place) - from.y);
    let part = 1.0 - (radius(place) * 1.15 / dx.hypot(dy).max(1.0)).min(1.0);
    Point { x: from.x + dx * part, y: from.y + dy * part }
}

/// With more receivers than this, lines would be a grey blur.
const WIRES: usize = 12;

/// Quiet lines from the Service to the pods that receive; in a crowd none.
fn wires(scene: &Scene, lanes: &[Lane]) -> Html {
    let from = scene.service;
    let all = scene.lanes.iter().zip(lanes).flat_map(|(place, lane)| {
        let receivers = lane.pods.iter().filter(|pod| pod.receives && pod.slot < place.shown);
        receivers.map(move |pod| edge(from, place, pod.slot))
    });
    let points: Vec<_> = all.take(WIRES + 1).collect();
    if points.len() > WIRES {
        return Html::default();
    }
    let line = |to: Point| format!("M{} {}L{} {}", px(from.x), px(from.y), px(to.x), px(to.y));
    let path: String = points.into_iter().map(line).collect();
    html! { <path class="wires" d={path} /> }
}

/// Clients and Service, with the way between them.
fn way(scene: &Scene, entry: &[String; 2]) -> Html {
    let (clients, service) = (scene.clients, scene.service);
    html! {
        <g class="way">
            <path class="wires" d={format!("M{} {}L{} {}", px(clients.x), px(clients.y), px(service.x), px(service.y))} />
            <g transform={translate(clients.x, clients.y)}>
                <circle class="node" r="24" />
                <path class="glyph" d="M-6 -3a4 4 0 1 1 8 0a4 4 0 1 1 -8 0M-11 11c1-6 5-8 9-8s8 2 9 8M6 -7a4 4 0 0 1 0 8M10 4c3 1 5 3 5 7" />
                <text y="42">{words!("page-clients")}</text>
            </g>
            <g transform={translate(service.x, service.y)}>
                <path class="node" d="M0 -28L28 0L0 28L-28 0Z" />
                <path class="glyph" d="M-12 0H-3M-3 0L8 -8M-3 0H10M-3 0L8 8" />
                { if scene.narrow {
                    html! { <text y="46">{entry.join(" ")}</text> }
                } else {
                    html! { <><text y="46">{&entry[0]}</text><text y="61">{&entry[1]}</text></> }
                } }
            </g>
        </g>
    }
}

fn invitation(on_action: &Callback<Action>) -> Html {
    let onclick = on_action.reform(|_: MouseEvent| Action::Play);
    html! {
        <div class="invitation">
            <div>
                <p>{words!("page-version-1-service-every-dot")}</p>
                <p>{words!("page-start-time-take-first-step")}</p>
                <p>{words!("page-watch-which-pods-come-which")}</p>
            </div>
            <button type="button" class="primary" {onclick}>{words!("page-start")}</button>
        </div>
    }
}

fn scorecard(finish: &Finish) -> Html {
    html! {
        <div class="scorecard">
            <strong>{&finish.title}</strong>
            <dl>
                {for finish.lines.iter().map(|(label, value)| html! { <div><dt>{label}</dt><dd>{value}</dd></div> })}
            </dl>
        </div>
    }
}
