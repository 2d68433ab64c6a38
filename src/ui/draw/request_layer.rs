//! Requests on their way: painted on a canvas over the picture, along the path each one really took.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Uid;
use crate::kube::time::Millis;
use crate::session::Session;
use crate::sim::traffic::Outcome;
use crate::view::version_of;

use crate::ui::draw::scene::Point;
use crate::ui::parts::hooks::use_mut_ref;
use crate::ui::parts::size::Room;

/// A request takes this long from the clients to its pod, in ms of wall-clock time at the session's speed.
const TRAVEL: u64 = 900;

/// More dots at a time than this would be a bar and no dots.
const DOTS: u64 = 24;

/// Requests on their way at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Requests {
    on_the_way: Rc<[Dot]>,
    /// How many requests a dot stands for.
    pub each: u64,
}

/// One request on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Dot {
    pod: Option<Uid>,
    version: u32,
    outcome: Outcome,
    /// Part of the way gone, in thousandths.
    gone: u32,
}

impl Requests {
    /// The requests of the last moments before now.
    pub fn of(session: &Session) -> Self {
        let now = session.cluster().now();
        let travel = (TRAVEL * session.speed().thousandths() / 1_000).max(1);
        let age = |at: Millis| now.saturating_sub(at);
        // By what is asked for and not by what is there: else dots would come and go with each answer.
        let wanted = u64::from(session.cluster().world().clients.requests_per_second) * travel / 1_000;
        let each = rounded_up(wanted.div_ceil(DOTS));
        let recent = session.cluster().traffic().recent().iter().rev();
        let dot = |request: &crate::sim::traffic::Request| Dot {
            pod: request.target.as_ref().map(|target| target.pod),
            version: request.target.as_ref().map_or(0, |target| version_of(&target.image)),
            outcome: request.outcome,
            gone: u32::try_from(age(request.at) * 1_000 / travel).unwrap_or(1_000),
        };
        // Those that ended, and those whose answer is still to come: their dots wait at the pod.
        let ended = recent.take_while(|request| age(request.at + request.latency) < travel);
        let ended = ended.filter(|request| age(request.at) < travel && request.number % each == 0).map(dot);
        let waiting = session.cluster().traffic().on_the_way();
        // How it will end nobody knows yet.
        let waiting = waiting
            .filter(|request| request.number % each == 0)
            .map(dot)
            .map(|dot| Dot { outcome: Outcome::Answered, ..dot });
        Self { on_the_way: ended.chain(waiting).collect(), each }
    }
}

/// The next of 1, 2, 5, 10, 20, 50, …: 3 is 5.
fn rounded_up(count: u64) -> u64 {
    let mut step = 1;
    loop {
        if let Some(found) = [1, 2, 5].into_iter().map(|one| one * step).find(|one| *one >= count) {
            return found;
        }
        step *= 10;
    }
}

/// What the canvas shows.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Requests on their way.
    pub requests: Requests,
    /// The way from the Service to each pod.
    pub places: Rc<[(Uid, Vec<Point>)]>,
    /// Where requests start.
    pub clients: Point,
    /// Where they turn.
    pub service: Point,
    /// The picture's.
    pub room: Room,
    /// Rises when the theme changes.
    pub themes: u32,
}

/// The canvas. Its content is in the traffic panel's table too, so it is hidden from assistive technology.
#[component]
pub fn RequestLayer(props: &Props) -> Html {
    let canvas = use_node_ref();
    {
        // Read in the effect, not while drawing: natively there is no style to read.
        let colours = use_mut_ref(|| None::<(u32, paint::Colours)>);
        let themes = props.themes;
        let canvas = canvas.clone();
        let (requests, places) = (props.requests.clone(), props.places.clone());
        let (clients, service, room) = (props.clients, props.service, props.room);
        use_effect(move || {
            if let Some(canvas) = canvas.cast::<web_sys::HtmlCanvasElement>() {
                let mut known = colours.borrow_mut().take().filter(|(of, _)| *of == themes);
                let (_, read) = known.get_or_insert_with(|| (themes, paint::Colours::read()));
                // A browser that gives no 2D context shows the picture without dots.
                drop(paint::draw(&canvas, &requests, &places, (clients, service), room, read));
                *colours.borrow_mut() = known;
            }
        });
    }
    html! { <canvas ref={canvas} class="requests" aria-hidden="true" /> }
}

/// Of its time, thousandths, a request needs this much to the Service.
const TO_SERVICE: u32 = 400;

/// Where a dot is: on the straight way to the Service, then along the tracks to its pod, at an even pace.
fn position(dot: &Dot, clients: Point, service: Point, way: Option<&[Point]>) -> Point {
    match way {
        Some(way) if dot.gone >= TO_SERVICE => {
            along(way, f64::from((dot.gone - TO_SERVICE).min(600)) / f64::from(1_000 - TO_SERVICE))
        }
        _ => along(&[clients, service], f64::from(dot.gone.min(TO_SERVICE)) / f64::from(TO_SERVICE)),
    }
}

/// The point that part of a way, 0 to 1, from its beginning: half of a way of 100 and 20 px lies 60 px from it.
fn along(way: &[Point], part: f64) -> Point {
    let length = |leg: &[Point]| (leg[1].x - leg[0].x).hypot(leg[1].y - leg[0].y);
    let mut left = way.windows(2).map(length).sum::<f64>() * part;
    for leg in way.windows(2) {
        let length = length(leg);
        if left <= length && length > 0.0 {
            let t = left / length;
            return Point { x: leg[0].x + (leg[1].x - leg[0].x) * t, y: leg[0].y + (leg[1].y - leg[0].y) * t };
        }
        left -= length;
    }
    way.last().copied().unwrap_or(Point { x: 0.0, y: 0.0 })
}

mod paint {
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

    use crate::sorted;

    use super::{Dot, Outcome, Point, Requests, Room, TO_SERVICE, Uid, position};
    use crate::ui::draw::shape;
    use crate::ui::parts::size::rem;

    /// The theme's colours as the style sheet has them.
    pub(crate) struct Colours {
        versions: [String; 4],
        wrong: String,
        undecided: String,
    }

    impl Colours {
        pub fn read() -> Self {
            let window = web_sys::window();
            let root = window.as_ref().and_then(|window| window.document()).and_then(|d| d.document_element());
            let style = window.zip(root).and_then(|(window, root)| window.get_computed_style(&root).ok().flatten());
            let colour = |name: &str| {
                let value = style.as_ref().and_then(|style| style.get_property_value(name).ok());
                value.map_or("gray".into(), |value| value.trim().to_string())
            };
            Self {
                versions: ["--v1", "--v2", "--v3", "--v4"].map(colour),
                wrong: colour("--wrong"),
                undecided: colour("--muted"),
            }
        }
    }

    /// Paints all dots: one path for each colour, crosses for what failed.
    pub(crate) fn draw(
        canvas: &HtmlCanvasElement,
        requests: &Requests,
        places: &[(Uid, Vec<Point>)],
        (clients, service): (Point, Point),
        room: Room,
        colours: &Colours,
    ) -> Result<(), JsValue> {
        let Room { width, height, scale } = room;
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()) * scale;
        let pixels = ((width * ratio) as u32, (height * ratio) as u32);
        if (canvas.width(), canvas.height()) != pixels {
            canvas.set_width(pixels.0);
            canvas.set_height(pixels.1);
            // The picture may be taller than its frame, which then scrolls; the canvas has to go with it.
            canvas.style().set_property("height", &rem(height))?;
            canvas.style().set_property("width", &rem(width))?;
        }
        let Some(context) = canvas.get_context("2d")? else { return Ok(()) };
        let context: CanvasRenderingContext2d = context.dyn_into()?;
        context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0)?;
        context.clear_rect(0.0, 0.0, width, height);
        if reduced_motion() {
            return Ok(());
        }
        let by_pod = sorted::map(places.iter().map(|(uid, way)| (*uid, way.as_slice())));
        let place = |uid: Uid| by_pod.get(&uid).copied();
        let at = |dot: &Dot| position(dot, clients, service, dot.pod.and_then(place));
        // Nothing knows which version a request will meet before the Service has decided.
        let decided = |dot: &&Dot| dot.gone >= TO_SERVICE && dot.pod.is_some();
        let good = |dot: &&Dot| dot.outcome == Outcome::Answered;
        context.begin_path();
        let undecided = requests.on_the_way.iter().filter(|dot| !decided(dot) && (good(dot) || dot.gone < TO_SERVICE));
        undecided.for_each(|dot| outline(&context, 0, at(dot)));
        context.set_fill_style_str(&colours.undecided);
        context.fill();
        for index in 0..4_u32 {
            let good = |dot: &&Dot| good(dot) && decided(dot) && shape::index(dot.version) == index;
            context.begin_path();
            requests.on_the_way.iter().filter(good).for_each(|dot| outline(&context, index, at(dot)));
            context.set_fill_style_str(&colours.versions[index as usize]);
            context.fill();
        }
        context.begin_path();
        requests
            .on_the_way
            .iter()
            .filter(|dot| dot.outcome != Outcome::Answered && dot.gone >= TO_SERVICE)
            .for_each(|dot| cross(&context, at(dot)));
        context.set_line_width(2.5);
        context.set_stroke_style_str(&colours.wrong);
        context.stroke();
        Ok(())
    }

    fn outline(context: &CanvasRenderingContext2d, index: u32, Point { x, y }: Point) {
        match index {
            1 => context.rect(x - 3.5, y - 3.5, 7.0, 7.0),
            2 | 3 => {
                context.move_to(x, y - 5.0);
                context.line_to(x + 5.0, if index == 2 { y } else { y + 4.0 });
                context.line_to(if index == 2 { x } else { x - 5.0 }, if index == 2 { y + 5.0 } else { y + 4.0 });
                if index == 2 {
                    context.line_to(x - 5.0, y);
                }
                context.close_path();
            }
            _ => {
                context.move_to(x + 4.0, y);
                // An arc of a positive radius cannot fail.
                drop(context.arc(x, y, 4.0, 0.0, std::f64::consts::TAU));
            }
        }
    }

    fn cross(context: &CanvasRenderingContext2d, Point { x, y }: Point) {
        for (dx, dy) in [(-4.0, -4.0), (-4.0, 4.0)] {
            context.move_to(x + dx, y + dy);
            context.line_to(x - dx, y - dy);
        }
    }

    fn reduced_motion() -> bool {
        let query = web_sys::window().and_then(|w| w.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
        query.is_some_and(|query| query.matches())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_goes_to_the_service_and_along_the_tracks_to_its_pod() {
        let at = |x: f64, y: f64| Point { x, y };
        let (clients, service) = (at(0.0, 0.0), at(100.0, 0.0));
        let way = [service, at(150.0, 0.0), at(150.0, 50.0), at(200.0, 50.0)];
        let cases = [
            (0, clients),
            (200, at(50.0, 0.0)),
            (400, service),
            (600, at(150.0, 0.0)),
            (700, at(150.0, 25.0)),
            (1_000, at(200.0, 50.0)),
        ];
        for (gone, expected) in cases {
            let dot = Dot { pod: Some(Uid(1)), version: 1, outcome: Outcome::Answered, gone };
            let found = position(&dot, clients, service, Some(&way));
            assert!((found.x - expected.x).abs() < 0.1 && (found.y - expected.y).abs() < 0.1, "{gone}: {found:?}");
        }
    }

    #[test]
    fn a_refused_request_stops_at_the_service() {
        let dot = Dot { pod: None, version: 0, outcome: Outcome::Refused, gone: 900 };
        let service = Point { x: 100.0, y: 0.0 };
        assert_eq!(position(&dot, Point { x: 0.0, y: 0.0 }, service, None), service);
    }

    #[test]
    fn a_dot_stands_for_a_round_number() {
        for (count, expected) in [(0, 1), (1, 1), (2, 2), (3, 5), (7, 10), (11, 20), (21, 50), (501, 1_000)] {
            assert_eq!(rounded_up(count), expected, "{count}");
        }
    }
}
