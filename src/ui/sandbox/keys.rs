//! Single keys, wherever the focus is on nothing that takes keys itself; and whether they work at all.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::{About, Jump, Travel, Traveller};
use crate::kube::object::Kind;
use crate::session::{Action, Grain, Speed};
use crate::ui::parts::hooks::{use_effect_with, use_value};

use crate::ui::parts::storage;
use crate::ui::sandbox::stage::Cue;
use crate::ui::visit::history::HistoryHandle;

/// Where it is remembered that keys are off.
const KEYS: &str = "podyard.keys";

/// What a key does.
enum Does {
    Act(Action),
    Go(Travel),
    Help,
    Cue(Cue),
}

/// Whether single keys work, and what turns them on and off.
#[hook]
pub(crate) fn use_switch() -> (bool, Callback<()>) {
    let on = use_value(|| storage::get(KEYS).as_deref() != Some("off"));
    let switch = {
        let on = on.clone();
        Callback::from(move |()| {
            storage::set(KEYS, if *on.now() { "off" } else { "on" });
            on.change(|on| !on);
        })
    };
    (*on, switch)
}

/// Listens while the page is shown. Undoing and the sheet work with single keys off, too: they are no single keys, or lead
/// to the switch.
#[hook]
pub(crate) fn use_keys(
    shown: bool,
    on: bool,
    keeper: &HistoryHandle,
    object: Option<About>,
    on_help: Callback<()>,
    on_cue: &Callback<Cue>,
) {
    let (keeper, on_cue) = (keeper.clone(), on_cue.clone());
    use_effect_with((shown, on, object), move |(shown, on, object)| {
        let (window, on, object) = (if *shown { web_sys::window() } else { None }, *on, object.clone());
        let listener = window.map(|window| {
            let options = gloo_events::EventListenerOptions::enable_prevent_default();
            gloo_events::EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(event) = wasm_bindgen::JsCast::dyn_ref::<web_sys::KeyboardEvent>(event) else { return };
                let Some(does) = read(event, on, &keeper.history, object.as_ref()) else { return };
                event.prevent_default();
                match does {
                    Does::Act(action) => keeper.on_action.emit(action),
                    Does::Go(travel) => keeper.on_travel.emit(travel),
                    Does::Help => on_help.emit(()),
                    Does::Cue(cue) => on_cue.emit(cue),
                }
            })
        });
        move || drop(listener)
    });
}

/// `chosen` is the object to jump to; else it is the pod looked at, or the Deployment.
fn read(
    event: &web_sys::KeyboardEvent,
    on: bool,
    history: &Rc<RefCell<Traveller>>,
    chosen: Option<&About>,
) -> Option<Does> {
    let key = event.key();
    if takes_keys(event.target(), &key) || event.alt_key() {
        return None;
    }
    if event.ctrl_key() || event.meta_key() {
        return match key.to_ascii_lowercase().as_str() {
            "z" if event.shift_key() => Some(Does::Go(Travel::Redo)),
            "z" => Some(Does::Go(Travel::Undo)),
            "y" => Some(Does::Go(Travel::Redo)),
            _ => None,
        };
    }
    let history = history.borrow();
    let session = history.session();
    let index = Speed::ALL.iter().position(|other| *other == session.speed())?;
    let object = || match (chosen, session.pod_detail()) {
        (Some(chosen), _) => chosen.clone(),
        (None, Some(pod)) => About { name: pod.name, kind: Kind::Pod },
        (None, None) => About { name: "web".into(), kind: Kind::Deployment },
    };
    let grain = if event.shift_key() { Grain::Event } else { Grain::Change };
    let does = match key.as_str() {
        "?" => return Some(Does::Help),
        _ if !on => return None,
        " " | "k" => Does::Act(if session.playing() { Action::Pause } else { Action::Play }),
        "n" => Does::Go(Travel::Jump(Jump::On, object())),
        "p" => Does::Go(Travel::Jump(Jump::Back, object())),
        "." | "ArrowRight" => Does::Act(Action::Step(grain)),
        "," | "ArrowLeft" => Does::Go(Travel::StepBack(grain)),
        "Home" => Does::Go(Travel::Seek(0)),
        "End" => Does::Go(Travel::Seek(history.current().horizon.0)),
        "r" => Does::Act(Action::Restart),
        "f" => Does::Cue(Cue::Stage),
        "q" => Does::Cue(Cue::Code),
        "b" => Does::Cue(Cue::Blank),
        "Escape" => Does::Cue(Cue::Less),
        "<" => Does::Act(Action::SetSpeed(*Speed::ALL.get(index.checked_sub(1)?)?)),
        ">" => Does::Act(Action::SetSpeed(*Speed::ALL.get(index + 1)?)),
        _ => return None,
    };
    Some(does)
}

/// What has the focus needs this key itself.
fn takes_keys(target: Option<web_sys::EventTarget>, key: &str) -> bool {
    let element = target.and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok());
    element.is_some_and(|element| {
        let tag = element.tag_name();
        let moves = key.starts_with("Arrow") || key == "Home" || key == "End";
        let inside = |selector: &str| element.closest(selector).ok().flatten().is_some();
        ["INPUT", "SELECT", "TEXTAREA"].contains(&tag.as_str())
            || ["BUTTON", "A", "SUMMARY"].contains(&tag.as_str()) && (key == " " || key == "Enter")
            || moves && inside("[role=tab], [role=slider], .scene, .marks, .scroll, [role=dialog]")
    })
}
