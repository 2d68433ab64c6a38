//! Our own small icons: 1.5 px strokes in the colour of the text. They say nothing words do not say as well.

use yew::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Brand,
    Play,
    Pause,
    Step,
    StepBack,
    Undo,
    Redo,
    Restart,
    More,
    Theme,
    Close,
    Right,
    Wrong,
}

/// Draws an icon, hidden from assistive technology.
pub(crate) fn icon(icon: Icon) -> Html {
    let path = match icon {
        Icon::Brand => "M3 14h14M5 14V8.5h4V14M11 14V5h4v9M3 17h14",
        Icon::Play => "M6 4l10 6-10 6z",
        Icon::Pause => "M7 4v12M13 4v12",
        Icon::Step => "M5 4l7 6-7 6zM15 4v12",
        Icon::StepBack => "M15 4l-7 6 7 6zM5 4v12",
        Icon::Undo => "M8 5L4 9l4 4M4 9h8a4 4 0 0 1 0 8h-2",
        Icon::Redo => "M12 5l4 4-4 4M16 9H8a4 4 0 0 0 0 8h2",
        Icon::Right => "M4 10.5l4 4 8-9",
        Icon::Wrong | Icon::Close => "M5 5l10 10M15 5L5 15",
        Icon::Theme => "M10 4a6 6 0 0 0 0 12zM10 4a6 6 0 0 1 0 12",
        Icon::More => "M4 10h.01M10 10h.01M16 10h.01",
        Icon::Restart => "M5 9a6 6 0 1 1-.3 4M5 4v5h5",
    };
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d={path} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round" />
        </svg>
    }
}
