//! Requests on their way: painted on a canvas over the picture, along the path each one really took.

use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Uid;
use crate::kube::time::Millis;
use crate::session::Session;
use crate::sim::traffic::Outcome;
use crate::view::version_of;

use crate::ui::draw::scene::Point;

/// A request takes this long from the clients to its pod, in ms of wall-clock time at the session's speed.
const TRAVEL: u64 = 900;

/// Requests on their way at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Requests {
    on_the_way: Rc<[Dot]>,
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
        let recent = session.cluster().traffic().recent().iter().rev();
        let dot = |request: &crate::sim::traffic::Request| Dot {
            pod: request.target.as_ref().map(|target| target.pod),
            version: request.target.as_ref().map_or(0, |target| version_of(&target.image)),
            outcome: request.outcome,
            gone: u32::try_from(age(request.at) * 1_000 / travel).unwrap_or(1_000),
        };
        // Those that ended, and those whose answer is still to come: their dots wait at the pod.
        let ended = recent.take_while(|request| age(request.at + request.latency) < travel);
        let ended = ended.filter(|request| age(request.at) < travel).map(dot);
        let waiting = session.cluster().traffic().on_the_way();
        // How it will end nobody knows yet.
        let waiting = waiting.map(dot).map(|dot| Dot { outcome: Outcome::Answered, ..dot });
        Self { on_the_way: ended.chain(waiting).collect() }
    }
}

/// What the canvas shows.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Requests on their way.
    pub requests: Requests,
    /// Where the pods are.
    pub places: Rc<[(Uid, Point)]>,
    /// Where requests start.
    pub clients: Point,
    /// Where they turn.
    pub service: Point,
    /// Width of the picture, px.
    pub width: f64,
    /// Height of the picture, px.
    pub height: f64,
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
        let (clients, service, size) = (props.clients, props.service, (props.width, props.height));
        use_effect(move || {
            if let Some(canvas) = canvas.cast::<web_sys::HtmlCanvasElement>() {
                let mut known = colours.borrow_mut().take().filter(|(of, _)| *of == themes);
                let (_, read) = known.get_or_insert_with(|| (themes, paint::Colours::read()));
                // A browser that gives no 2D context shows the picture without dots.
                drop(paint::draw(&canvas, &requests, &places, (clients, service), size, read));
                *colours.borrow_mut() = known;
            }
        });
    }
    html! { <canvas ref={canvas} class="requests" aria-hidden="true" /> }
}

/// Where a dot is: half its time to the Service, half to the pod, each in a straight line.
fn position(dot: &Dot, clients: Point, service: Point, pod: Option<Point>) -> Point {
    let part = |from: Point, to: Point, thousandths: u32| {
        let t = f64::from(thousandths.min(1_000)) / 1_000.0;
        Point { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t }
    };
    match pod {
        Some(pod) if dot.gone >= 400 => part(service, pod, (dot.gone - 400) * 10 / 6),
        _ => part(clients, service, (dot.gone * 10 / 4).min(1_000)),
    }
}

mod paint {
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

    use crate::sorted;

    use super::{Dot, Outcome, Point, Requests, Uid, position};
    use crate::ui::draw::shape;

    /// The theme's colours as the style sheet has them.
    pub(crate) struct Colours {
        versions: [String; 4],
        wrong: String,
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
            Self { versions: ["--v1", "--v2", "--v3", "--v4"].map(colour), wrong: colour("--wrong") }
        }
    }

    /// Paints all dots: one path for each colour, crosses for what failed.
    pub(crate) fn draw(
        canvas: &HtmlCanvasElement,
        requests: &Requests,
        places: &[(Uid, Point)],
        (clients, service): (Point, Point),
        (width, height): (f64, f64),
        colours: &Colours,
    ) -> Result<(), JsValue> {
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let pixels = ((width * ratio) as u32, (height * ratio) as u32);
        if (canvas.width(), canvas.height()) != pixels {
            canvas.set_width(pixels.0);
            canvas.set_height(pixels.1);
            // The picture may be taller than its frame, which then scrolls; the canvas has to go with it.
            canvas.style().set_property("height", &format!("{}px", height as u32))?;
        }
        let Some(context) = canvas.get_context("2d")? else { return Ok(()) };
        let context: CanvasRenderingContext2d = context.dyn_into()?;
        context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0)?;
        context.clear_rect(0.0, 0.0, width, height);
        if reduced_motion() {
            return Ok(());
        }
        let by_pod = sorted::map(places.iter().copied());
        let place = |uid: Uid| by_pod.get(&uid).copied();
        let at = |dot: &Dot| position(dot, clients, service, dot.pod.and_then(place));
        for index in 0..4_u32 {
            let good = |dot: &&Dot| dot.outcome == Outcome::Answered && shape::index(dot.version) == index;
            context.begin_path();
            requests.on_the_way.iter().filter(good).for_each(|dot| outline(&context, index, at(dot)));
            context.set_fill_style_str(&colours.versions[index as usize]);
            context.fill();
        }
        context.begin_path();
        requests
            .on_the_way
            .iter()
            .filter(|dot| dot.outcome != Outcome::Answered)
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
    fn a_dot_goes_to_the_service_and_on_to_its_pod() {
        let (clients, service, pod) =
            (Point { x: 0.0, y: 0.0 }, Point { x: 100.0, y: 0.0 }, Point { x: 200.0, y: 60.0 });
        let at = |gone| {
            let dot = Dot { pod: Some(Uid(1)), version: 1, outcome: Outcome::Answered, gone };
            position(&dot, clients, service, Some(pod))
        };
        assert_eq!(at(0), clients);
        assert_eq!(at(200), Point { x: 50.0, y: 0.0 });
        assert_eq!(at(400), service);
        assert_eq!(at(700), Point { x: 150.0, y: 30.0 });
        assert_eq!(at(1_000), pod);
    }

    #[test]
    fn a_refused_request_stops_at_the_service() {
        let dot = Dot { pod: None, version: 0, outcome: Outcome::Refused, gone: 900 };
        let service = Point { x: 100.0, y: 0.0 };
        assert_eq!(position(&dot, Point { x: 0.0, y: 0.0 }, service, None), service);
    }
}
