//! One animation-frame loop: runs while time runs, stops with it, and stands still while the tab is hidden.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use yew::prelude::*;

use crate::ui::parts::hooks::{use_effect_with, use_mut_ref};

/// Most wall-clock milliseconds one frame may bring, so that a slow tab does not jump.
const FRAME_MAX: f64 = 100.0;

/// Calls `on_frame` with the wall-clock milliseconds since the last frame while `running`. One more frame may come after it
/// was told to stop, until the page is drawn anew: then there must be nothing left to do.
#[hook]
pub(crate) fn use_frames(running: bool, on_frame: Callback<u32>) {
    let frame = use_mut_ref(|| None::<AnimationFrame>);
    use_effect_with(running, move |running| {
        if *running {
            schedule(frame.clone(), on_frame, None);
        }
        move || drop(frame.borrow_mut().take())
    });
}

fn schedule(frame: Rc<RefCell<Option<AnimationFrame>>>, on_frame: Callback<u32>, last: Option<f64>) {
    let slot = frame.clone();
    let next = request_animation_frame(move |now| {
        let elapsed = last.map_or(0.0, |last| (now - last).clamp(0.0, FRAME_MAX));
        let whole = elapsed.floor();
        // The next frame is scheduled first: the callback may stop the loop by dropping it.
        schedule(slot.clone(), on_frame.clone(), Some(now - (elapsed - whole)));
        on_frame.emit(whole as u32);
    });
    *frame.borrow_mut() = Some(next);
}
