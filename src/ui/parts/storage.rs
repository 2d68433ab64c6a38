//! What the browser remembers, where it lets us; where not, the page remembers until it is closed, and says so once. Never panics.

use std::cell::{Cell, RefCell};

use gloo_events::EventListener;
use yew::prelude::*;

use crate::history::{Refused, Shelf};
use crate::ui::parts::hooks::{use_effect_with, use_value};

thread_local! {
    /// Values the browser did not take.
    static MEMORY: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
    /// Why it did not take the first of them.
    static REFUSED: Cell<Option<Refused>> = const { Cell::new(None) };
    /// Who is told of it.
    static TOLD: RefCell<Option<Callback<Refused>>> = const { RefCell::new(None) };
}

/// The browser's two memories: for all tabs, and for this one. A frame may be forbidden to have them.
#[cfg(target_arch = "wasm32")]
fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

#[cfg(target_arch = "wasm32")]
fn of_this_tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

/// Natively there is none.
#[cfg(not(target_arch = "wasm32"))]
fn local() -> Option<web_sys::Storage> {
    None
}

#[cfg(not(target_arch = "wasm32"))]
fn of_this_tab() -> Option<web_sys::Storage> {
    None
}

fn put(storage: Option<web_sys::Storage>, key: &str, value: &str) -> Result<(), Refused> {
    let storage = storage.ok_or(Refused::Forbidden)?;
    storage.set_item(key, value).map_err(|error| {
        let name = js_sys::Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
        if name.as_deref() == Some("SecurityError") { Refused::Forbidden } else { Refused::Full }
    })
}

/// The value of a key: what was set last, whether the browser took it or not.
pub fn get(key: &str) -> Option<String> {
    let held =
        MEMORY.with_borrow(|memory| memory.iter().find(|(other, _)| other == key).map(|(_, value)| value.clone()));
    held.or_else(|| local()?.get_item(key).ok().flatten())
}

/// Remembers a value. Where the browser does not take it, the page keeps it until it is closed, and [`use_refused`] says so.
pub fn set(key: &str, value: &str) {
    let kept = put(local(), key, value);
    MEMORY.with_borrow_mut(|memory| {
        memory.retain(|(other, _)| other != key);
        if kept.is_err() {
            memory.push((key.into(), value.into()));
        }
    });
    let Err(refused) = kept else { return };
    if REFUSED.replace(Some(refused)).is_none()
        && let Some(told) = TOLD.with_borrow(Clone::clone)
    {
        told.emit(refused);
    }
}

/// Why a value was refused, once one was, and what closes the word about it for good.
#[hook]
pub(crate) fn use_refused() -> (Option<Refused>, Callback<MouseEvent>) {
    let refused = use_value(|| None::<Refused>);
    let tell = refused.setter();
    use_effect_with((), move |()| {
        tell.set(REFUSED.get());
        TOLD.with_borrow_mut(|told| *told = Some(Callback::from(move |why| tell.set(Some(why)))));
    });
    let close = refused.setter();
    (*refused, Callback::from(move |_: MouseEvent| close.set(None)))
}

/// What this tab remembers across a reload, and no other tab knows.
pub(crate) fn get_of_tab(key: &str) -> Option<String> {
    of_this_tab()?.get_item(key).ok().flatten()
}

/// Remembers it; where that is forbidden a reload begins as a new tab does, which loses nothing.
pub(crate) fn set_of_tab(key: &str, value: &str) {
    let _forgotten = put(of_this_tab(), key, value);
}

/// The browser's memory for all tabs, as the store of runs wants it.
pub(crate) struct Local;

impl Shelf for Local {
    fn get(&self, key: &str) -> Option<String> {
        local()?.get_item(key).ok().flatten()
    }

    fn set(&self, key: &str, text: &str) -> Result<(), Refused> {
        put(local(), key, text)
    }

    fn remove(&self, key: &str) {
        if let Some(storage) = local() {
            // What cannot be removed is still there, and is read again.
            let _there = storage.remove_item(key);
        }
    }

    fn keys(&self) -> Vec<String> {
        let Some(storage) = local() else { return Vec::new() };
        let count = storage.length().unwrap_or(0);
        (0..count).filter_map(|index| storage.key(index).ok().flatten()).collect()
    }

    fn fresh(&self) -> u64 {
        // 52 bits of chance; a key that is taken is not used.
        #[cfg(target_arch = "wasm32")]
        return (js_sys::Math::random() * 4_503_599_627_370_496.0) as u64;
        #[cfg(not(target_arch = "wasm32"))]
        0
    }
}

/// Calls when another tab changed a key (`None`: all of them), until it is dropped.
pub(crate) fn on_change(call: Callback<Option<String>>) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "storage", move |event| {
        call.emit(js_sys::Reflect::get(event, &"key".into()).ok().and_then(|key| key.as_string()));
    }))
}

/// Calls with true when the page may be about to go, with false when it is back, until it is dropped.
pub(crate) fn on_leaving(call: &Callback<bool>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let (hide, show) = (call.clone(), call.clone());
    let mut all = vec![
        EventListener::new(&window, "pagehide", move |_| hide.emit(true)),
        EventListener::new(&window, "pageshow", move |_| show.emit(false)),
    ];
    if let Some(document) = window.document() {
        let call = call.clone();
        let hidden = document.clone();
        all.push(EventListener::new(&document, "visibilitychange", move |_| {
            let state = js_sys::Reflect::get(&hidden, &"hidden".into());
            call.emit(state.is_ok_and(|hidden| hidden.is_truthy()));
        }));
    }
    all
}
