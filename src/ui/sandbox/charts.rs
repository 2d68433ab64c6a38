//! What the charts are given: the small ones that were asked for, and the band's edges to be taken in the hand.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::Traveller;
use crate::kube::time::SECOND;
use crate::scenario::Control;
use crate::session::Action;
use crate::ui::draw::band::{Hands, edges};
use crate::ui::draw::lines::More;
use crate::ui::parts::axis::Axis;
use crate::ui::parts::hooks::{use_memo, use_value};
use crate::view::Kind;

/// The small charts: counted anew when a second is over, and only the one that is shown.
#[hook]
pub(crate) fn use_more_charts(history: &Rc<RefCell<Traveller>>) -> More {
    let shown = use_value(|| None::<Kind>);
    let on_show = {
        let set = shown.setter();
        use_memo((), move |()| Callback::from(move |kind: Option<Kind>| set.set(kind)))
    };
    let history = history.borrow();
    let session = history.session();
    let now = session.cluster().now();
    let instant = (history.current().id, session.generation(), session.edits(), now / SECOND, *shown);
    let drawn = use_memo(instant, |(.., shown)| {
        let kinds = session.charts();
        let shown = shown.filter(|kind| kinds.contains(kind));
        let from = Axis::new(session.origin(), now).from;
        (kinds, shown.map(|kind| (kind, Rc::from(session.curves(kind, from)))))
    });
    More { kinds: drawn.0.clone(), shown: drawn.1.clone(), on_show: (*on_show).clone() }
}

/// The band's edges, as the object has them.
#[hook]
pub(crate) fn use_hands(history: &Rc<RefCell<Traveller>>, on_action: &Callback<Action>) -> Hands {
    let ahead = {
        let history = history.clone();
        use_memo((), move |()| {
            Callback::from(move |(control, pods): (Control, i32)| {
                history.borrow().session().ahead(control, &pods.to_string()).map(Rc::new)
            })
        })
    };
    let history = history.borrow();
    let session = history.session();
    let edges = use_memo(session.controls_revision(), |_| (edges(session), session.ground().wanted()));
    let (edges, most) = (edges.0.clone(), edges.1);
    Hands { edges, most, ahead: (*ahead).clone(), on_action: on_action.clone() }
}
