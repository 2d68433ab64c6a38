//! Pictures and charts as files: what stands on the page is copied with the colours it has there.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, Element, HtmlCanvasElement, HtmlImageElement};

use super::{input, save};

/// What can be saved: its name for people, for the file, and where it stands.
pub(super) const ALL: [(&str, &str, &str); 5] = [
    ("Cluster", "podyard-cluster", ".scene"),
    ("Pods over time", "podyard-pods", ".plot"),
    ("Requests per second", "podyard-requests", ".history"),
    ("Last responses", "podyard-responses", ".wall"),
    ("Comparison", "podyard-comparison", ".compare svg"),
];

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
/// Room around a picture and between two, px.
const MARGIN: i32 = 12;
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
pub(super) fn save(index: usize, form: Form) -> Option<()> {
    let (_, name, selector) = ALL.get(index)?;
    let (svg, size) = draw(selector)?;
    match form {
        Form::Svg => save::file(&format!("{name}.svg"), &svg),
        Form::Png => png(format!("{name}.png"), &svg, size).ok()?,
    }
    Some(())
}

/// All that match, one under the other, as one drawing; and its width and height, px.
fn draw(selector: &str) -> Option<(String, (i32, i32))> {
    let document = web_sys::window()?.document()?;
    let found = document.query_selector_all(selector).ok()?;
    let all: Vec<Element> = (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect();
    let root = document.create_element_ns(Some(SVG), "svg").ok()?;
    let ground = document.create_element_ns(Some(SVG), "rect").ok()?;
    root.append_child(&ground).ok()?;
    let (mut width, mut height) = (0, MARGIN);
    for element in all.iter().filter(|element| element.client_width() > 0) {
        let part = copy(element)?;
        set(
            &part,
            &[("x", MARGIN), ("y", height), ("width", element.client_width()), ("height", element.client_height())],
        );
        root.append_child(&part).ok()?;
        if let Some(dots) = dots(element) {
            let image = document.create_element_ns(Some(SVG), "image").ok()?;
            set(
                &image,
                &[("x", MARGIN), ("y", height), ("width", element.client_width()), ("height", element.client_height())],
            );
            image.set_attribute("href", &dots).ok()?;
            root.append_child(&image).ok()?;
        }
        width = width.max(element.client_width() + 2 * MARGIN);
        height += element.client_height() + MARGIN;
    }
    if width == 0 {
        return None;
    }
    set(&root, &[("width", width), ("height", height)]);
    set(&ground, &[("width", width), ("height", height)]);
    ground
        .set_attribute("fill", &style(&document.body()?.into())?.get_property_value("background-color").ok()?)
        .ok()?;
    let text = web_sys::XmlSerializer::new().ok()?.serialize_to_string(&root).ok()?;
    Some((text, (width, height)))
}

fn set(element: &Element, values: &[(&str, i32)]) {
    for (name, value) in values {
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
            save::download(&name, &url);
        }
    });
    // It is needed once, for as long as the browser paints.
    loaded.forget();
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", input::encoded(svg)));
    Ok(())
}
