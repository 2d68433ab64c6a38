//! The ways of requests through the yard: from the clients to the Service, down the gap beside the lanes, along a track above
//! each row of pods. Nothing that is written stands on them.

use yew::prelude::*;

use crate::kube::object::{Name, Uid};
use crate::message::Message;
use crate::view::Lane;

use crate::ui::draw::scene::{LaneBox, Point, Scene};
use crate::ui::parts::size::{px, translate};

/// How round a track's corners are, px.
const CORNER: f64 = 8.0;

/// A path along points, its corners rounded.
pub(crate) fn path(points: &[Point]) -> String {
    let mut path = String::new();
    for (index, at) in points.iter().enumerate() {
        let (before, after) = (index.checked_sub(1).map(|before| points[before]), points.get(index + 1));
        match (before, after) {
            (None, _) => path.push_str(&format!("M{} {}", px(at.x), px(at.y))),
            (Some(_), None) => path.push_str(&format!("L{} {}", px(at.x), px(at.y))),
            (Some(before), Some(after)) => {
                let (into, out) = (towards(*at, before), towards(*at, *after));
                path.push_str(&format!(
                    "L{} {}Q{} {} {} {}",
                    px(into.x),
                    px(into.y),
                    px(at.x),
                    px(at.y),
                    px(out.x),
                    px(out.y)
                ));
            }
        }
    }
    path
}

/// The point a corner's radius away from it, at most half-way.
fn towards(from: Point, to: Point) -> Point {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy);
    let part = if length > 0.0 { (CORNER / length).min(0.5) } else { 0.0 };
    Point { x: from.x + dx * part, y: from.y + dy * part }
}

/// The way on from the Service to a pod.
pub(crate) fn way(scene: &Scene, place: &LaneBox, slot: usize) -> Vec<Point> {
    let last = place.shown.saturating_sub(1);
    let own = place.way(scene.trunk_x(), slot.min(last));
    scene.trunk.iter().copied().chain(own).collect()
}

/// Where requests to each pod go, from the Service on.
pub(crate) fn places(scene: &Scene, lanes: &[Lane]) -> std::rc::Rc<[(Uid, Vec<Point>)]> {
    let of_lane = |(place, lane): (&LaneBox, &Lane)| {
        lane.pods.iter().map(|pod| (pod.uid, way(scene, place, pod.slot))).collect::<Vec<_>>()
    };
    scene.lanes.iter().zip(lanes).flat_map(of_lane).collect()
}

/// All tracks, under everything else: those to pods that can get requests, each as thick as its lane's part of them.
pub(crate) fn tracks(scene: &Scene, lanes: &[Lane]) -> Html {
    let lane = |(place, lane): (&LaneBox, &Lane)| {
        let thick = 1.5 + lane.part.unwrap_or(0) as f64 * 3.0 / 1_000_000.0;
        let receivers = || lane.pods.iter().filter(|pod| pod.receives && pod.slot < place.shown);
        let mut rows: Vec<(usize, usize)> = Vec::new();
        for pod in receivers() {
            let (row, column) = (pod.slot / place.columns, pod.slot % place.columns);
            match rows.iter_mut().find(|(other, _)| *other == row) {
                Some((_, furthest)) => *furthest = column.max(*furthest),
                None => rows.push((row, column)),
            }
        }
        if !place.size.is_written() {
            // All rows share the track above the first.
            let furthest = rows.iter().map(|(_, furthest)| *furthest).max();
            rows = furthest.map(|furthest| (0, furthest)).into_iter().collect();
        }
        let row = |(row, furthest): (usize, usize)| {
            let way = way(scene, place, row * place.columns + furthest);
            path(&way[..way.len() - 1])
        };
        let drop = |slot: usize| {
            let [_, above, pod] = place.way(scene.trunk_x(), slot);
            format!("M{} {}V{}", px(above.x), px(above.y), px(pod.y))
        };
        let line: String = rows.into_iter().map(row).collect();
        let drops: String = receivers().filter(|_| place.size.is_written()).map(|pod| drop(pod.slot)).collect();
        html! { <><path class="wires" d={line} stroke-width={px(thick)} /><path class="wires" d={drops} /></> }
    };
    let (clients, service) = (scene.clients, scene.service);
    html! {
        <g>
            <path class="wires" d={path(&[clients, service])} />
            {for scene.lanes.iter().zip(lanes).map(lane)}
        </g>
    }
}

/// A lane's part of the requests, written where its track leaves the trunk; on a phone in the lane, for want of room.
pub(crate) fn share(scene: &Scene, place: &LaneBox, lane: &Lane) -> Html {
    let Some(part) = lane.part else { return Html::default() };
    let percent = (part + 5_000) / 10_000;
    let (x, y, anchor) = if scene.narrow {
        (place.x + place.width - 10.0, place.y + 20.0, "end")
    } else {
        (scene.trunk_x() + 6.0, place.track(0) - 6.0, "start")
    };
    html! {
        <text class="share-of-lane" x={px(x)} y={px(y)} text-anchor={anchor}>
            {format!("{percent}%")}
            <title>{message!("lane-part", percent, version = lane.version)}</title>
        </text>
    }
}

/// Clients and what leads into the cluster.
pub(crate) fn entry(scene: &Scene, entry: &[Name; 2]) -> Html {
    let (clients, service) = (scene.clients, scene.service);
    let side = if scene.narrow { "start" } else { "middle" };
    let (x, first, second) = if scene.narrow { (36.0, -2.0, 16.0) } else { (0.0, 48.0, 66.0) };
    html! {
        <g class="way">
            <g transform={translate(clients.x, clients.y)}>
                <circle class="node" r="24" />
                <path class="glyph" d="M-6 -3a4 4 0 1 1 8 0a4 4 0 1 1 -8 0M-11 11c1-6 5-8 9-8s8 2 9 8M6 -7a4 4 0 0 1 0 8M10 4c3 1 5 3 5 7" />
                <text text-anchor="middle" y={px(if scene.narrow { 40.0 } else { 44.0 })}>{words!("page-clients")}</text>
            </g>
            <g transform={translate(service.x, service.y)}>
                <path class="node" d="M0 -28L28 0L0 28L-28 0Z" />
                <path class="glyph" d="M-12 0H-3M-3 0L8 -8M-3 0H10M-3 0L8 8" />
                <text class="entry" text-anchor={side} x={px(x)} y={px(first)}>{&*entry[0]}</text>
                <text class="entry" text-anchor={side} x={px(x)} y={px(second)}>{&*entry[1]}</text>
            </g>
        </g>
    }
}

/// For how many requests a dot stands.
pub(crate) fn legend(scene: &Scene, each: u64) -> Html {
    let (x, y, anchor) =
        if scene.narrow { (scene.width - 6.0, 70.0, "end") } else { (8.0, scene.height - 10.0, "start") };
    html! { <text class="lane-words" x={px(x)} y={px(y)} text-anchor={anchor}>{message!("dots-each", count = each)}</text> }
}

/// The place of a lane to come.
pub(crate) fn free(scene: &Scene) -> Html {
    let Some((from, to)) = scene.free else { return Html::default() };
    let middle = Point { x: (from.x + to.x) / 2.0, y: (from.y + to.y) / 2.0 + 5.0 };
    let words: Message = message!("lane-free");
    html! {
        <g>
            <rect class="lane-free" x={px(from.x + 1.0)} y={px(from.y + 1.0)} width={px(to.x - from.x - 2.0)} height={px(to.y - from.y - 2.0)} rx="6" />
            <text class="lane-words" x={px(middle.x)} y={px(middle.y)} text-anchor="middle">{words}</text>
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::draw::scene::{HEADER, LaneSize, layout};

    #[test]
    fn corners_are_round_and_ends_are_not() {
        let points = [Point { x: 0.0, y: 0.0 }, Point { x: 100.0, y: 0.0 }, Point { x: 100.0, y: 50.0 }];
        assert_eq!(path(&points), "M0.0 0.0L92.0 0.0Q100.0 0.0 100.0 8.0L100.0 50.0");
        assert_eq!(path(&points[..1]), "M0.0 0.0");
    }

    /// Everything that is written in a lane: its two lines, and the words under its pods.
    fn written(place: &LaneBox) -> Vec<(f64, f64, f64, f64)> {
        let mut boxes = vec![(place.x, place.y, place.x + place.width, place.y + HEADER - 4.0)];
        for slot in (0..place.shown).filter(|_| place.size.words) {
            let at = place.slot(slot);
            let (top, half) = (at.y + place.size.radius + 6.0, place.size.pitch / 2.0);
            boxes.push((at.x - half, top, at.x + half, top + 18.0));
        }
        boxes
    }

    #[test]
    fn no_way_comes_within_4_px_of_what_is_written() {
        let mut looked_at = 0;
        for width in [296.0, 350.0, 366.0, 520.0, 560.0, 766.0, 1_100.0, 1_500.0] {
            for height in [300.0, 384.0, 560.0] {
                for lanes in 1..=4_usize {
                    for pods in [1_usize, 2, 4, 5, 10, 13, 25, 40, 60] {
                        let sizes = vec![LaneSize { slots: pods }; lanes];
                        let scene = layout(width, height, &sizes);
                        for of in &scene.lanes {
                            for slot in 0..of.shown {
                                let way = way(&scene, of, slot);
                                for text in scene.lanes.iter().flat_map(written) {
                                    let near = way.windows(2).any(|leg| crosses(leg, text, 4.0));
                                    assert!(
                                        !near,
                                        "{width}×{height}, {lanes} lanes of {pods}: {slot} {way:?} {text:?}"
                                    );
                                    looked_at += 1;
                                }
                            }
                        }
                    }
                }
            }
        }
        assert!(looked_at > 100_000, "{looked_at}");
    }

    /// Legs run straight: whether one comes this near to a box.
    fn crosses(leg: &[Point], (left, top, right, bottom): (f64, f64, f64, f64), near: f64) -> bool {
        let (x0, x1) = (leg[0].x.min(leg[1].x), leg[0].x.max(leg[1].x));
        let (y0, y1) = (leg[0].y.min(leg[1].y), leg[0].y.max(leg[1].y));
        x1 > left - near && x0 < right + near && y1 > top - near && y0 < bottom + near
    }
}
