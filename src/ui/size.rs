//! How large an element came out, measured after each drawing.

use web_sys::Element;
use yew::prelude::*;

/// The screen that a first frame is rendered for. Nothing in a browser reads it: there, sizes are measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// 1366×768.
    #[default]
    Wide,
    /// 390×844.
    Narrow,
}

/// An element's width and height in CSS pixels on each [`Screen`], as it comes out there once it is measured.
#[derive(Clone, Copy)]
pub(super) struct First {
    pub wide: (i32, i32),
    pub narrow: (i32, i32),
}

/// The element's width and height in CSS pixels; `first` until it is measured, which natively it never is.
#[hook]
pub(super) fn use_size(element: &NodeRef, first: First) -> (i32, i32) {
    let screen = use_context::<Screen>().unwrap_or_default();
    let size = use_state_eq(|| match screen {
        Screen::Wide => first.wide,
        Screen::Narrow => first.narrow,
    });
    let measure = {
        let (element, size) = (element.clone(), size.clone());
        move || {
            if let Some(element) = element.cast::<Element>().filter(|element| element.client_width() > 0) {
                size.set((element.client_width(), element.client_height()));
            }
        }
    };
    let update = use_force_update();
    use_effect_with((), move |()| {
        let listener = web_sys::window()
            .map(|window| gloo_events::EventListener::new(&window, "resize", move |_| update.force_update()));
        move || drop(listener)
    });
    use_effect(measure);
    *size
}

/// A coordinate with one decimal place: 2.7499 is `2.7`.
pub(super) fn px(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    // Adding nothing turns a negative zero, which would be written -0.0, into a plain one.
    format!("{:.1}", tenths + 0.0)
}

/// A place as an SVG transform.
pub(super) fn translate(x: f64, y: f64) -> String {
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
