//! The picture: clients, Service, a lane for each ReplicaSet, and under it what changed last.

use web_sys::Element;
use yew::prelude::*;

use crate::session::{Action, Finish, Lane, PodState, PodView};
use crate::sim::object::Uid;

use super::pods::{Focused, lane_group};
use super::request_layer::{RequestLayer, Requests};
use super::scene::{LaneSize, Scene, layout};

/// What the picture shows.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Lanes, newest first.
    pub lanes: Vec<Lane>,
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
    /// Rises when the theme changes.
    pub themes: u32,
    /// What the big Play becomes.
    pub on_action: Callback<Action>,
}

/// The picture's size until it is measured, which natively it never is.
const SIZE: (i32, i32) = (720, 320);

/// The panel.
#[component]
pub fn Picture(props: &Props) -> Html {
    let frame = use_node_ref();
    let size = use_state_eq(|| SIZE);
    let focused = use_state_eq(|| None::<Uid>);
    let hovered = use_state_eq(|| None::<Uid>);
    use_size(&frame, &size);
    let sizes: Vec<LaneSize> = props.lanes.iter().map(|lane| LaneSize { slots: lane.slots }).collect();
    let scene = layout(f64::from(size.0), f64::from(size.1), &sizes);
    let on_pod = {
        let focused = focused.clone();
        Callback::from(move |uid: Uid| focused.set(Some(uid)))
    };
    let on_hover = {
        let hovered = hovered.clone();
        Callback::from(move |uid: Option<Uid>| hovered.set(uid))
    };
    let pods: Vec<&PodView> = props.lanes.iter().flat_map(|lane| &lane.pods).collect();
    let stop = focused.filter(|uid| pods.iter().any(|pod| pod.uid == *uid)).or(pods.first().map(|pod| pod.uid));
    let inspected = hovered.or(*focused).and_then(|uid| pods.iter().find(|pod| pod.uid == uid));
    let lanes = scene.lanes.iter().zip(&props.lanes).map(|(place, lane)| {
        let chosen = Focused { stop, on_pod: on_pod.clone(), on_hover: on_hover.clone() };
        lane_group(lane, place, props.focus == Some(lane.uid), &chosen)
    });
    html! {
        <section class="panel cluster" aria-labelledby="cluster-title">
            <h2 id="cluster-title">{"Cluster"}</h2>
            <div class={classes!("frame", props.fast.then_some("fast"))} ref={frame}>
                <svg class="scene" role="group" aria-label={props.summary.clone()} onkeydown={Callback::from(move_focus)}
                    width={scene.width.to_string()} height={scene.height.to_string()}
                    viewBox={format!("0 0 {} {}", scene.width, scene.height)}>
                    {wires(&scene, &props.lanes)}
                    {way(&scene)}
                    {for lanes}
                </svg>
                <RequestLayer requests={props.requests.clone()} places={places(&scene, &props.lanes)}
                    clients={scene.clients} service={scene.service} width={scene.width} height={scene.height}
                    themes={props.themes} />
                { (!props.started).then(|| invitation(&props.on_action)) }
            </div>
            <p class="headline">{ match (inspected, &props.headline) {
                (Some(pod), _) => html! { {inspect(pod)} },
                (None, Some(headline)) => html! { {headline} },
                (None, None) => html! { {"Nothing has changed yet."} },
            } }</p>
            { for props.finish.as_ref().map(scorecard) }
        </section>
    }
}

/// Measures the frame after each drawing and when the window changes.
#[hook]
fn use_size(frame: &NodeRef, size: &UseStateHandle<(i32, i32)>) {
    let measure = {
        let (frame, size) = (frame.clone(), size.clone());
        move || {
            if let Some(frame) = frame.cast::<Element>().filter(|frame| frame.client_width() > 0) {
                size.set((frame.client_width(), frame.client_height()));
            }
        }
    };
    let update = use_force_update();
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            gloo_events::EventListener::new(&window, "resize", move |_| update.force_update())
        });
        move || drop(listener)
    });
    use_effect(measure);
}

fn places(scene: &Scene, lanes: &[Lane]) -> std::rc::Rc<[(Uid, super::scene::Point)]> {
    let of_lane = |(place, lane): (&super::scene::LaneBox, &Lane)| {
        let shown = place.shown;
        lane.pods.iter().map(|pod| (pod.uid, place.slot(pod.slot.min(shown.saturating_sub(1))))).collect::<Vec<_>>()
    };
    scene.lanes.iter().zip(lanes).flat_map(of_lane).collect()
}

/// Quiet lines from the Service to the pods that receive; in a crowd none.
fn wires(scene: &Scene, lanes: &[Lane]) -> Html {
    let from = scene.service;
    let all = scene.lanes.iter().zip(lanes).flat_map(|(place, lane)| {
        lane.pods.iter().filter(|pod| pod.receives && pod.slot < place.shown).map(move |pod| place.slot(pod.slot))
    });
    let points: Vec<_> = all.take(61).collect();
    if points.len() > 60 {
        return Html::default();
    }
    let line = |to: super::scene::Point| format!("M{:.0} {:.0}L{:.0} {:.0}", from.x, from.y, to.x, to.y);
    let path: String = points.into_iter().map(line).collect();
    html! { <path class="wires" d={path} /> }
}

/// Clients and Service, with the way between them.
fn way(scene: &Scene) -> Html {
    let (clients, service) = (scene.clients, scene.service);
    let at = |x: f64, y: f64| format!("translate({x:.0} {y:.0})");
    html! {
        <g class="way">
            <path class="wires" d={format!("M{:.0} {:.0}L{:.0} {:.0}", clients.x, clients.y, service.x, service.y)} />
            <g transform={at(clients.x, clients.y)}>
                <circle class="node" r="24" />
                <path class="glyph" d="M-6 -3a4 4 0 1 1 8 0a4 4 0 1 1 -8 0M-11 11c1-6 5-8 9-8s8 2 9 8M6 -7a4 4 0 0 1 0 8M10 4c3 1 5 3 5 7" />
                <text y="42">{"Clients"}</text>
            </g>
            <g transform={at(service.x, service.y)}>
                <path class="node" d="M0 -28L28 0L0 28L-28 0Z" />
                <path class="glyph" d="M-12 0H-3M-3 0L8 -8M-3 0H10M-3 0L8 8" />
                <text y="46">{"Service web"}</text>
            </g>
        </g>
    }
}

fn invitation(on_action: &Callback<Action>) -> Html {
    let onclick = on_action.reform(|_: MouseEvent| Action::Play);
    html! {
        <div class="invitation">
            <p>{"Version 1 is in service: every dot is a request."}</p>
            <p>{"Press Play, then take the first step on the left."}</p>
            <p>{"Watch which pods come, which go, and who answers."}</p>
            <button type="button" class="primary" {onclick}>{"Start"}</button>
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

/// A pod in a sentence.
pub(super) fn inspect(pod: &PodView) -> String {
    let node = pod.node.as_deref().map_or("no node yet".to_string(), |node| format!("on {node}"));
    let receives = match (pod.receives, pod.state) {
        (true, PodState::Terminating) => "still receives requests: the proxies do not know yet",
        (true, _) => "receives requests",
        (false, PodState::Ready) => "receives none: the Service does not select it, or the proxies do not know yet",
        (false, _) => "receives none: it is not ready",
    };
    format!("{}: v{}, {}, {node}, {} s old, {receives}", pod.name, pod.version, pod.word, pod.age / 1000)
}

/// Arrow keys, Home and End move between the pods, which are one tab stop.
fn move_focus(event: KeyboardEvent) {
    use wasm_bindgen::JsCast;
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Some(scene) = target.closest(".scene").ok().flatten() else { return };
    let Ok(pods) = scene.query_selector_all(".pod") else { return };
    let all: Vec<Element> = (0..pods.length()).filter_map(|index| pods.get(index)?.dyn_into().ok()).collect();
    let Some(current) = all.iter().position(|pod| *pod == target) else { return };
    let to = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => (current + 1).min(all.len() - 1),
        "ArrowLeft" | "ArrowUp" => current.saturating_sub(1),
        "Home" => 0,
        "End" => all.len() - 1,
        _ => return,
    };
    event.prevent_default();
    if let Some(pod) = all[to].dyn_ref::<web_sys::SvgElement>() {
        // Focus can only fail on an element that is gone, and then there is nothing to focus.
        drop(pod.focus());
    }
}
