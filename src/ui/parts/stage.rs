//! The first drawing in parts: while the stage is open, each panel waits for its turn, which is a task of its own.
//!
//! A page drawn in one task blocks a slow phone for half a second. Who gives the turns is `mount`; natively, and once the
//! page is live, nobody waits.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use yew::prelude::*;

use crate::ui::parts::hooks::use_memo;

/// A panel that waits: whether its turn has come, and what draws it then.
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "nobody waits natively"))]
struct Waiting {
    come: Rc<Cell<bool>>,
    draw: UseForceUpdateHandle,
}

thread_local! {
    /// The panels that wait, in the order of the page; nothing where the stage is not open.
    static STAGE: RefCell<Option<VecDeque<Waiting>>> = const { RefCell::new(None) };
}

/// From now on panels wait.
#[cfg(target_arch = "wasm32")]
pub(crate) fn open() {
    STAGE.set(Some(VecDeque::new()));
}

/// Gives the next panel its turn, which Yew draws at the end of this task; false where none waits, and then none ever will.
#[cfg(target_arch = "wasm32")]
pub(crate) fn next() -> bool {
    let next = STAGE.with_borrow_mut(|stage| {
        let next = stage.as_mut().and_then(VecDeque::pop_front);
        *stage = stage.take().filter(|_| next.is_some());
        next
    });
    let Some(Waiting { come, draw }) = next else { return false };
    come.set(true);
    draw.force_update();
    true
}

/// Whether the turn of the panel that asks has come.
#[hook]
pub(crate) fn use_turn() -> bool {
    let draw = use_force_update();
    let come = use_memo((), |()| {
        let come = Rc::new(Cell::new(true));
        STAGE.with_borrow_mut(|stage| {
            if let Some(waiting) = stage {
                come.set(false);
                waiting.push_back(Waiting { come: come.clone(), draw });
            }
        });
        come
    });
    come.get()
}
