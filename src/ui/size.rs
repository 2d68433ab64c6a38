//! How large an element came out, measured after each drawing.

use web_sys::Element;
use yew::prelude::*;

/// The element's width and height in CSS pixels; `first` until it is measured, which natively it never is.
#[hook]
pub(super) fn use_size(element: &NodeRef, first: (i32, i32)) -> (i32, i32) {
    let size = use_state_eq(|| first);
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

/// A coordinate with one decimal place: 2.7499 is `2.7`. Floating-point formatting would weigh 4 KB more.
pub(super) fn px(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
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
