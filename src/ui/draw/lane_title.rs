//! What is written above a lane's pods: which ReplicaSet it is, who picks its pods, and its counts.

use yew::prelude::*;

use crate::kube::object::{Kind, Name, Uid};
use crate::message::Message;
use crate::text::say;
use crate::view::{Lane, LaneOf, NodeView, Picked};

use crate::ui::draw::card::Pressed;
use crate::ui::draw::scene::LaneBox;
use crate::ui::parts::class::classes;
use crate::ui::parts::size::px;

/// Two lines: what the lane is, and its counts.
pub(crate) fn title(lane: &Lane, place: &LaneBox, on_press: &Callback<Pressed>) -> Html {
    match &lane.of {
        LaneOf::ReplicaSet => of_set(lane, place),
        LaneOf::Node(node) => pressed((lane.uid, node), place, of_node(node, lane, place), on_press),
        LaneOf::NoNode => {
            named(place, words!("lane-no-node"), String::new(), None, vec![("Pending".into(), lane.pods.len() as i64)])
        }
    }
}

fn of_set(lane: &Lane, place: &LaneBox) -> Html {
    let revision = if lane.revision > 0 { format!("revision {}", lane.revision) } else { "deleted".into() };
    let counts =
        [("desired", lane.desired), ("current", lane.current), ("ready", lane.ready), ("available", lane.available)];
    let counts = counts.map(|(word, number)| (word.to_string(), i64::from(number)));
    let counts = fitting_counts(counts, lane.slots, place.width);
    let of = format!("{} · {revision}", lane.image);
    // The version, two gaps, and what stands beside them.
    let free = place.width - 24.0 - 40.0 - of.chars().count() as f64 * LETTER;
    let picked = (place.x > 100.0).then(|| fitting(lane, free)).flatten();
    let whole = message!("lane-title", set = &lane.name, owner = owner(lane), revision, picked = picked_by(lane));
    html! {
        <>
            {named(place, &format!("v{}", lane.version), of, Some(whole), counts)}
            {for picked.map(|words| html! {
                <text class="lane-words" x={px(place.x + place.width - 12.0)} y={px(place.y + FIRST)} text-anchor="end">{words}</text>
            })}
        </>
    }
}

/// A node: how it stands, and what its pods ask for of what it has.
fn of_node(view: &NodeView, lane: &Lane, place: &LaneBox) -> Html {
    let (asked, all) = (view.requested, view.node.status.allocatable);
    let lost = (!view.reachable).then(|| format!(" · {}", words!("page-cannot-reached")));
    let status = format!("{}{}", view.node.status_word(), lost.unwrap_or_default());
    let cpu = say(&message!("lane-of-cpu", all = all.resources.cpu_milli));
    let memory = say(&message!("lane-of-memory", all = all.resources.memory_mib));
    let pods = say(&message!("lane-of-pods", count = lane.pods.len()));
    let mut counts = vec![(pods, lane.pods.len() as i64), (cpu, asked.cpu_milli.into())];
    if place.width >= 400.0 {
        counts.push((memory, asked.memory_mib.into()));
    }
    named(place, &view.node.metadata.name, status, None, counts)
}

/// A node's title as the button that opens its card.
fn pressed((uid, node): (Uid, &NodeView), place: &LaneBox, title: Html, on_press: &Callback<Pressed>) -> Html {
    let onkeydown = {
        let on_press = on_press.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                on_press.emit(Pressed::Node(uid));
            }
        })
    };
    html! {
        <g class="node-button" role="button" tabindex="0" aria-haspopup="dialog" aria-label={message!("node-button", name = &node.node.metadata.name)}
            {onkeydown} onclick={on_press.reform(move |_: MouseEvent| Pressed::Node(uid))}>
            <rect class="target" x={px(place.x + 4.0)} y={px(place.y + 3.0)} width={px(place.width - 8.0)} height={px(SECOND + 4.0)} />
            {title}
        </g>
    }
}

/// From a lane's upper edge to its two lines of text, px.
const FIRST: f64 = 20.0;
const SECOND: f64 = 41.0;

/// Its numbers are smaller.
fn is_narrow(width: f64) -> bool {
    width < 400.0
}

/// How wide a number and its word come out, px: digits of 13 or 10.5, letters of 7.5.
fn wide(word: &str, digits: usize, narrow: bool) -> f64 {
    let digit = if narrow { 10.5 } else { 13.0 };
    digits as f64 * digit + word.chars().count() as f64 * LETTER + 5.0
}

/// Least room between two counts, px.
const APART: f64 = 10.0;

/// All four where there is room for as many digits as the lane's places have, so that none comes and goes; else
/// without `status.replicas`, which is in the tables.
fn fitting_counts(counts: [(String, i64); 4], slots: usize, width: f64) -> Vec<(String, i64)> {
    let digits = slots.to_string().len();
    let used: f64 = counts.iter().map(|(word, _)| wide(word, digits, is_narrow(width))).sum();
    let room = used + 3.0 * APART <= width - 24.0;
    counts.into_iter().filter(|(word, _)| room || word != "current").collect()
}

/// A name with words beside it, and numbers under it, one after the other, as wide as what is written.
fn named(place: &LaneBox, name: &str, words: String, whole: Option<Message>, counts: Vec<(String, i64)>) -> Html {
    let x = place.x + 12.0;
    let narrow = is_narrow(place.width);
    let digits = |number: i64| number.to_string().len();
    let used: f64 = counts.iter().map(|(word, number)| wide(word, digits(*number), narrow)).sum();
    let gap = ((place.width - 24.0 - used) / (counts.len().max(2) - 1) as f64).clamp(4.0, 28.0);
    let mut at = x;
    let counts = counts.into_iter().map(|(word, number)| {
        let from = at;
        at += wide(&word, digits(number), narrow) + gap;
        html! {
            <text class={classes!("count", narrow.then_some("small"))} x={px(from)} y={px(place.y + SECOND)}>
                <tspan class="count-number">{number}</tspan><tspan class="count-word" dx="5">{word}</tspan>
            </text>
        }
    });
    html! {
        <>
            <text class="lane-name" x={px(x)} y={px(place.y + FIRST)}>
                <tspan class="lane-version">{name}</tspan>
                <tspan class="lane-words" dx="8">{words}</tspan>
                {for whole.map(|whole| html! { <title>{whole}</title> })}
            </text>
            {for counts}
        </>
    }
}

/// The Services that pick a lane's pods, as long as there is room for: `Service web: 3 endpoints`.
fn picked_by(lane: &Lane) -> Message {
    match lane.services.as_slice() {
        [] if lane.owner.is_none() => Message::default(),
        [] => message!("lane-no-service"),
        [one] => message!("lane-service", service = &one.service, count = one.endpoints),
        _ => message!("lane-services", services = endpoints(lane)),
    }
}

/// `web: 4, web-stable: 4`.
fn endpoints(lane: &Lane) -> Vec<Message> {
    let of = |it: &Picked| message!("lane-endpoints", service = &it.service, count = it.endpoints);
    lane.services.iter().map(of).collect()
}

/// Most that a letter of 14 px takes on the average, px.
const LETTER: f64 = 7.5;

/// The longest of the ways to say it that is at most this wide, px. All of it is in the lane's title.
///
/// 500 px of lane less 24 of margins, 40 for the version and 165 for `web:v1 · revision 1` leave 271: `Service web: 3 endpoints` takes 180.
fn fitting(lane: &Lane, free: f64) -> Option<String> {
    let short = message!("lane-services-short", services = endpoints(lane));
    let count = message!("lane-services-count", count = lane.services.len());
    let shorter = [short, count].into_iter().filter(|_| lane.services.len() > 1);
    let mut ways = std::iter::once(picked_by(lane)).chain(shorter).map(|words| say(&words));
    ways.find(|words| !words.is_empty() && words.chars().count() as f64 * LETTER <= free)
}

/// ` of Rollout web`; nothing of an owner that is gone.
fn owner(lane: &Lane) -> Message {
    let of = |(kind, name): &(Kind, Name)| message!("lane-owner", kind = kind.as_str(), name);
    lane.owner.as_ref().map_or_else(Message::default, of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(services: &[(&str, usize)]) -> Lane {
        Lane {
            of: LaneOf::ReplicaSet,
            uid: Uid(1),
            name: "web-1".into(),
            owner: Some((Kind::Deployment, "web".into())),
            revision: 1,
            image: "web:v1".into(),
            version: 1,
            newest: true,
            desired: 4,
            current: 4,
            ready: 4,
            available: 4,
            slots: 4,
            pods: vec![],
            services: services
                .iter()
                .map(|(name, endpoints)| Picked { service: (*name).into(), endpoints: *endpoints })
                .collect(),
            part: None,
        }
    }

    #[test]
    fn counts_never_touch() {
        let words = ["desired", "current", "ready", "available"];
        for (slots, width, expected) in
            [(4, 280.0, 3), (9, 342.0, 4), (60, 342.0, 3), (45, 380.0, 4), (1_000, 342.0, 3), (60, 516.0, 4)]
        {
            let counts = words.map(|word| (word.to_string(), slots as i64));
            let shown = fitting_counts(counts, slots, width);
            assert_eq!(shown.len(), expected, "{slots} pods in {width} px");
        }
    }

    #[test]
    fn who_picks_a_lane_is_said_as_long_as_there_is_room() {
        let three = [("web", 4), ("web-stable", 4), ("web-canary", 0)];
        type Case<'a> = (&'a [(&'a str, usize)], f64, Option<&'a str>);
        let cases: [Case; 8] = [
            (&[("web", 3)], 300.0, Some("Service web: 3 endpoints")),
            (&[("web", 3)], 179.0, None),
            (&[], 300.0, Some("no Service selects it")),
            (&[], 100.0, None),
            (&three, 400.0, Some("Endpoints of web: 4, web-stable: 4, web-canary: 0")),
            (&three, 300.0, Some("web: 4, web-stable: 4, web-canary: 0")),
            (&three, 100.0, Some("3 Services")),
            (&three, 50.0, None),
        ];
        for (services, free, expected) in cases {
            assert_eq!(fitting(&lane(services), free).as_deref(), expected, "{services:?} in {free} px");
        }
        assert_eq!(fitting(&Lane { owner: None, ..lane(&[]) }, 400.0), None, "a deleted owner's, picked by none");
    }
}
