//! A version's shape in a line of text.

use yew::prelude::*;

use crate::ui::parts::class::classes;

use super::shape;

/// A version's shape beside its name.
pub(crate) fn swatch(version: u32) -> Html {
    html! {
        <svg class={classes!("swatch", shape::class(version))} viewBox="-7 -7 14 14" width="14" height="14" aria-hidden="true">
            <path d={shape::path(version, 5.0)} />
        </svg>
    }
}
