//! Pictures and charts as files: what stands on the page is copied with the colours it has there.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, Document, Element, HtmlCanvasElement, HtmlImageElement};

use crate::ui::parts::download;
use crate::ui::parts::input;

/// What can be saved: its name for people, for the file, and where it stands.
pub(crate) fn all() -> [(&'static str, &'static str, &'static str); 5] {
    [
        (words!("page-cluster"), "podyard-cluster", ".scene"),
        (words!("page-pods-over-time"), "podyard-pods", ".plot"),
        (words!("page-requests-per-second"), "podyard-requests", ".history"),
        (words!("page-last-responses"), "podyard-responses", ".wall"),
        (words!("page-comparison"), "podyard-comparison", ".charts svg, .charts h2, .charts figcaption"),
    ]
}

/// The last of them, which has a page of its own.
pub(crate) const COMPARISON: usize = 4;

const SVG: &str = "http://www.w3.org/2000/svg";
/// What a drawing inherits from the page around it.
const INHERITED: [&str; 14] = [
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-opacity",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
    "visibility",
    "paint-order",
];
/// What each part has for itself, and its usual value.
const OWN: [(&str, &str); 3] = [("opacity", "1"), ("display", "inline"), ("vector-effect", "none")];
/// Of no use outside the page.
const PAGE_ONLY: [&str; 4] = ["class", "tabindex", "aria-label", "role"];
/// Room around a picture, px.
const MARGIN: f64 = 12.0;
/// Pixels of a PNG for each px: sharp on a projector.
const SHARP: i32 = 2;

/// As what a picture is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lines that stay sharp at any size.
    Svg,
    /// Pixels.
    Png,
}

/// Offers a picture as a file; nothing where it is not on the page.
pub(crate) fn save(index: usize, form: Form) -> Option<()> {
    let (_, name, selector) = *all().get(index)?;
    // What makes room for an open tab is laid out for this moment, and never painted.
    let page = web_sys::window()?.document()?.document_element()?;
    page.set_attribute("data-saving", "").ok()?;
    let drawn = draw(selector);
    page.remove_attribute("data-saving").ok()?;
    let (svg, size) = drawn?;
    match form {
        Form::Svg => download::file(&format!("{name}.svg"), &svg),
        Form::Png => png(format!("{name}.png"), &svg, size).ok()?,
    }
    Some(())
}

/// All that match, each where it stands on the page, as one drawing; and its width and height, px.
fn draw(selector: &str) -> Option<(String, (i32, i32))> {
    let document = web_sys::window()?.document()?;
    let found = document.query_selector_all(selector).ok()?;
    let all = (0..found.length()).filter_map(|index| found.get(index)?.dyn_into::<Element>().ok());
    let all: Vec<(Element, web_sys::DomRect)> =
        all.map(|element| (element.clone(), element.get_bounding_client_rect())).collect();
    let shown = || all.iter().filter(|(_, place)| place.width() > 0.0);
    let edge =
        |of: fn(&web_sys::DomRect) -> f64, pick: fn(f64, f64) -> f64| shown().map(|(_, place)| of(place)).reduce(pick);
    let (left, top) = (edge(web_sys::DomRect::x, f64::min)? - MARGIN, edge(web_sys::DomRect::y, f64::min)? - MARGIN);
    let (right, bottom) =
        (edge(|place| place.x() + place.width(), f64::max)?, edge(|place| place.y() + place.height(), f64::max)?);
    let size = ((right - left + MARGIN) as i32, (bottom - top + MARGIN) as i32);
    let root = new(&document, "svg", (0, 0), size)?;
    let ground = new(&document, "rect", (0, 0), size)?;
    ground
        .set_attribute("fill", &style(&document.body()?.into())?.get_property_value("background-color").ok()?)
        .ok()?;
    root.append_child(&ground).ok()?;
    for (element, place) in shown() {
        let at = ((place.x() - left) as i32, (place.y() - top) as i32);
        let size = (place.width() as i32, place.height() as i32);
        if element.namespace_uri().as_deref() != Some(SVG) {
            let text = caption(&document, element, at, size)?;
            root.append_child(&text).ok()?;
            continue;
        }
        let part = copy(element)?;
        put(&part, at, size);
        root.append_child(&part).ok()?;
        if let Some(dots) = dots(element) {
            let image = new(&document, "image", at, size)?;
            image.set_attribute("href", &dots).ok()?;
            root.append_child(&image).ok()?;
        }
    }
    Some((web_sys::XmlSerializer::new().ok()?.serialize_to_string(&root).ok()?, size))
}

/// A part of a drawing, with its place and size, px.
fn new(document: &Document, name: &str, at: (i32, i32), size: (i32, i32)) -> Option<Element> {
    let element = document.create_element_ns(Some(SVG), name).ok()?;
    put(&element, at, size);
    Some(element)
}

/// A line of the page's text.
fn caption(document: &Document, element: &Element, at: (i32, i32), size: (i32, i32)) -> Option<Element> {
    let text = new(document, "text", (at.0, at.1 + size.1 * 3 / 4), size)?;
    let style = style(element)?;
    for (name, of) in
        [("fill", "color"), ("font-family", "font-family"), ("font-size", "font-size"), ("font-weight", "font-weight")]
    {
        text.set_attribute(name, &style.get_property_value(of).ok()?).ok()?;
    }
    text.set_text_content(element.text_content().as_deref());
    Some(text)
}

fn put(element: &Element, (x, y): (i32, i32), (width, height): (i32, i32)) {
    for (name, value) in [("x", x), ("y", y), ("width", width), ("height", height)] {
        // The names are sound, so nothing can refuse them.
        drop(element.set_attribute(name, &value.to_string()));
    }
}

fn style(element: &Element) -> Option<CssStyleDeclaration> {
    web_sys::window()?.get_computed_style(element).ok()?
}

/// A copy that needs no style sheet.
fn copy(element: &Element) -> Option<Element> {
    let twin: Element = element.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    let (from, to) = (element.query_selector_all("*").ok()?, twin.query_selector_all("*").ok()?);
    dress(element, &twin, true)?;
    for index in 0..from.length() {
        let (from, to) = (from.get(index)?.dyn_into().ok()?, to.get(index)?.dyn_into().ok()?);
        dress(&from, &to, false)?;
    }
    Some(twin)
}

/// Writes a part's style into its attributes, but for what it takes over from the part around it.
fn dress(from: &Element, to: &Element, outermost: bool) -> Option<()> {
    let own = style(from)?;
    let around = style(&from.parent_element()?)?;
    for name in INHERITED {
        let value = own.get_property_value(name).ok()?;
        if outermost || around.get_property_value(name).ok()? != value {
            to.set_attribute(name, &value).ok()?;
        }
    }
    for (name, usual) in OWN {
        let value = own.get_property_value(name).ok()?;
        if value != usual && !outermost {
            to.set_attribute(name, &value).ok()?;
        }
    }
    if let Some(name) = from.get_attribute("aria-label").filter(|_| outermost) {
        let title = from.owner_document()?.create_element_ns(Some(SVG), "title").ok()?;
        title.set_text_content(Some(&name));
        to.prepend_with_node_1(&title).ok()?;
    }
    for name in PAGE_ONLY {
        to.remove_attribute(name).ok()?;
    }
    Some(())
}

/// The requests on their way, which a canvas beside the drawing shows.
fn dots(element: &Element) -> Option<String> {
    let canvas = element.next_element_sibling()?.dyn_into::<HtmlCanvasElement>().ok()?;
    canvas.to_data_url().ok()
}

/// Lets the browser paint a drawing, and offers the pixels.
fn png(name: String, svg: &str, (width, height): (i32, i32)) -> Result<(), JsValue> {
    let image = HtmlImageElement::new()?;
    let canvas = web_sys::window().and_then(|w| w.document()).map(|document| document.create_element("canvas"));
    let canvas: HtmlCanvasElement = canvas.ok_or(JsValue::NULL)??.dyn_into()?;
    canvas.set_width((width * SHARP) as u32);
    canvas.set_height((height * SHARP) as u32);
    let painted = image.clone();
    let loaded = gloo_events::EventListener::once(&image, "load", move |_| {
        let context = canvas.get_context("2d").ok().flatten();
        let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok()) else {
            return;
        };
        let (width, height) = (f64::from(width * SHARP), f64::from(height * SHARP));
        // What cannot be painted cannot be saved either; there is nothing else to try.
        let done = context.draw_image_with_html_image_element_and_dw_and_dh(&painted, 0.0, 0.0, width, height);
        if let Ok(url) = done.and_then(|()| canvas.to_data_url()) {
            download::download(&name, &url);
        }
    });
    // It is needed once, for as long as the browser paints.
    loaded.forget();
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", input::encoded(svg)));
    Ok(())
}
