//! What the tabs of the drawer show: nothing of it is worked out while its tab is closed.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::Traveller;
use crate::kube::object::{Kind, Name};
use crate::session::{Action, Session};
use crate::ui::details::{fields_tab, own_request, requests_tab, routes_tab};
use crate::ui::parts::hooks::{use_memo, use_value};
use crate::view::{Draft, OwnRequest, RequestCard};

/// What the tab of single requests shows; nothing while it is closed.
#[hook]
pub(crate) fn use_requests(history: &Rc<RefCell<Traveller>>, open: bool) -> requests_tab::Props {
    let only = use_value(|| None::<u32>);
    let card = use_value(|| None::<Rc<RequestCard>>);
    let draft = use_value(Draft::default);
    let ways = {
        let (only, card, write, history) = (only.setter(), card.setter(), draft.setter(), history.clone());
        use_memo((), move |()| {
            let on_only = Callback::from(move |user: Option<u32>| only.set(user));
            let chosen = move |number: u64| card.set(history.borrow().session().request_card(number).map(Rc::new));
            (on_only, Callback::from(chosen), Callback::from(move |text: Draft| write.set(text)))
        })
    };
    let (on_only, on_choose, on_write) = (*ways).clone();
    let requests = if open { history.borrow().session().requests(*only) } else { Vec::new() };
    let own = own_request::Props {
        // Behind another tab nobody sees what becomes of it.
        asked: match draft.head() {
            Ok(head) if open => Ok(history.borrow().session().own_request(&head)),
            Ok(_) => Ok(OwnRequest::default()),
            Err(problem) => Err(problem),
        },
        draft: (*draft).clone(),
        on_write,
    };
    let users = if open { history.borrow().session().users() } else { Vec::new() };
    requests_tab::Props { requests, users, only: *only, card: (*card).clone(), on_only, on_choose, own }
}

/// What the tab of Services and routes shows; nothing while it is closed.
pub(crate) fn routes(
    session: &Session,
    open: bool,
    (draft, on_draft): (&str, &Callback<String>),
    on_action: &Callback<Action>,
) -> routes_tab::Props {
    let error = session.refused_manifest();
    routes_tab::Props {
        routes: if open { session.routes() } else { Vec::new() },
        draft: draft.into(),
        on_draft: on_draft.clone(),
        error: error.map(|(_, error)| error.clone()),
        documents: session.applied_documents().to_vec(),
        on_action: on_action.clone(),
    }
}

/// What the tab of fields shows: of the object chosen, or the first one where it has gone. Made anew only where a field may
/// have changed: a drawing in between would take back what somebody types.
#[hook]
pub(crate) fn use_fields(
    history: &Rc<RefCell<Traveller>>,
    open: bool,
    on_action: &Callback<Action>,
) -> Option<Rc<fields_tab::Props>> {
    let chosen = use_value(|| None::<(Kind, Name)>);
    let filter = use_value(String::new);
    let revision = history.borrow().session().controls_revision();
    let on_action = on_action.clone();
    let made = use_memo((open, revision, (*chosen).clone(), (*filter).clone()), |(open, _, wanted, text)| {
        let history = history.borrow();
        let session = history.session();
        open.then(|| {
            let objects = session.objects_with_fields();
            let there = wanted.clone().filter(|it| objects.contains(it));
            let shown = there.or_else(|| objects.first().cloned()).unwrap_or((Kind::World, Name::default()));
            let (choose, set) = (chosen.setter(), filter.setter());
            Rc::new(fields_tab::Props {
                fields: session.fields(shown.0, &shown.1),
                objects,
                locked: !session.scenario().assignment.allows_fields_of(shown.0),
                chosen: shown,
                filter: text.clone(),
                on_choose: Callback::from(move |it| choose.set(Some(it))),
                on_filter: Callback::from(move |text| set.set(text)),
                on_action,
            })
        })
    });
    (*made).clone()
}
