//! How large an element came out, as the browser lays it out.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use crate::ui::parts::hooks::{Setter, use_effect_with, use_value};

/// The kind of screen that sizes are taken from until they are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1366×768.
    Wide,
    /// 390×844.
    Narrow,
}

impl Screen {
    /// The one at hand. The style sheet changes to one column below 800 px too.
    fn here() -> Self {
        #[cfg(target_arch = "wasm32")]
        let width = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
        #[cfg(not(target_arch = "wasm32"))]
        let width = None::<f64>;
        if width.is_some_and(|width| width < 800.0) { Self::Narrow } else { Self::Wide }
    }
}

/// The room an element has, in units of which 16 are as much as the page's type: on a large screen type and pictures are
/// larger together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub width: f64,
    pub height: f64,
    /// CSS pixels of a unit.
    pub scale: f64,
}

/// An element's width and height in CSS pixels on each [`Screen`], as it comes out there once it is measured.
#[derive(Clone, Copy)]
pub(crate) struct First {
    pub wide: (i32, i32),
    pub narrow: (i32, i32),
}

/// The element's room; `first` until it is measured, which natively it never is.
#[hook]
pub(crate) fn use_size(element: &NodeRef, first: First) -> Room {
    let screen = use_context::<Screen>().unwrap_or_else(Screen::here);
    let size = use_value(|| {
        let (width, height) = match screen {
            Screen::Wide => first.wide,
            Screen::Narrow => first.narrow,
        };
        Room { width: f64::from(width), height: f64::from(height), scale: 1.0 }
    });
    let (element, set) = (element.clone(), size.setter());
    use_effect_with((), move |()| {
        let watch = element.cast::<Element>().and_then(|element| Watch::of(element, set));
        move || drop(watch)
    });
    *size
}

/// CSS pixels of a unit: the style sheet makes type larger on large screens.
fn scale() -> Option<f64> {
    let window = web_sys::window()?;
    let root = window.document()?.document_element()?;
    let size = window.get_computed_style(&root).ok()??.get_property_value("font-size").ok()?;
    let size = js_sys::Number::parse_float(size.strip_suffix("px")?);
    size.is_finite().then(|| size / 16.0)
}

/// Hears of an element's size as the browser lays it out. To ask for it after each drawing would make the browser lay the
/// page out each time, 3 ms a frame.
struct Watch {
    observer: ResizeObserver,
    _heard: Closure<dyn Fn()>,
}

impl Watch {
    fn of(element: Element, size: Setter<Room>) -> Option<Self> {
        let watched = element.clone();
        let heard = Closure::<dyn Fn()>::new(move || {
            let (width, height) = (f64::from(element.client_width()), f64::from(element.client_height()));
            if width > 0.0 {
                let scale = scale().unwrap_or(1.0);
                size.set(Room { width: (width / scale).floor(), height: (height / scale).floor(), scale });
            }
        });
        let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
        observer.observe(&watched);
        Some(Self { observer, _heard: heard })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// A coordinate with one decimal place: 2.7499 is `2.7`.
pub(crate) fn px(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// So many units as a length that grows with the page's type: 24 are `1.5rem`.
pub(crate) fn rem(units: f64) -> String {
    let part = (units * 100.0 / 16.0).round() as i64;
    format!("{}.{:02}rem", part / 100, part % 100)
}

/// A place as an SVG transform.
pub(crate) fn translate(x: f64, y: f64) -> String {
    format!("translate({} {})", px(x), px(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_decimal_place() {
        for (value, text) in
            [(0.0, "0.0"), (2.7499, "2.7"), (-0.04, "0.0"), (-0.26, "-0.3"), (12.96, "13.0"), (640.0, "640.0")]
        {
            assert_eq!(px(value), text, "{value}");
        }
    }
}
