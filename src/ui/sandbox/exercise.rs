//! What an exercise beside the cluster is told of the run.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::Traveller;
use crate::learn::exercise::Look;
use crate::learn::filled::filled;
use crate::session::Action;
use crate::ui::details::Tab;
use crate::ui::learn::exercise_panel::{ExercisePanel, Props};
use crate::ui::parts::hooks::use_memo;
use crate::ui::parts::view::view;
use crate::ui::sandbox::paper::link;

/// The panel; nothing in a run without a goal.
#[hook]
pub(crate) fn use_exercise(
    history: &Rc<RefCell<Traveller>>,
    tab: Option<Tab>,
    on_action: &Callback<Action>,
) -> Option<Html> {
    let asked = {
        let (history, on_action) = (history.clone(), on_action.clone());
        use_memo((), move |()| {
            let (run, address) = (history.clone(), history.clone());
            (
                Callback::from(move |text: String| filled(&text, history.borrow().session().cluster())),
                Callback::from(move |()| run.borrow().link()),
                Callback::from(move |()| link(&address.borrow())),
                on_action.reform(|_: MouseEvent| Action::Restart),
            )
        })
    };
    let history = history.borrow();
    let session = history.session();
    let assignment = session.scenario().assignment.clone();
    assignment.goal.as_ref()?;
    let (fill, taken, address, on_anew) = (*asked).clone();
    let key = format!("exercise-{}", assignment.exercise.as_deref().unwrap_or_default());
    let props = Props {
        assignment,
        verdict: session.verdict(),
        run: history.current().id,
        edits: history.current().edits.len(),
        branched: history.current().parent.is_some(),
        looking: tab.and_then(look),
        fill,
        taken,
        address,
        on_anew,
    };
    Some(view::<ExercisePanel>(key, props))
}

fn look(tab: Tab) -> Option<Look> {
    Some(match tab {
        Tab::Events => Look::Events,
        Tab::Requests => Look::Requests,
        Tab::Routes => Look::Routes,
        Tab::Fields => Look::Fields,
        Tab::Pod => Look::Pod,
        Tab::Nodes => Look::Nodes,
        Tab::Tables => Look::Tables,
        Tab::Plan | Tab::Runs => return None,
    })
}
