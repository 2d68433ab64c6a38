//! What the browser remembers, where it lets us; where not, the page remembers until it is closed. Never panics.

use std::cell::RefCell;

thread_local! {
    static MEMORY: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

#[cfg(target_arch = "wasm32")]
fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The value of a key, from the browser or from memory.
pub fn get(key: &str) -> Option<String> {
    #[cfg(target_arch = "wasm32")]
    if let Some(value) = local().and_then(|storage| storage.get_item(key).ok().flatten()) {
        return Some(value);
    }
    MEMORY.with_borrow(|memory| memory.iter().find(|(other, _)| other == key).map(|(_, value)| value.clone()))
}

/// Remembers a value. Says whether it will outlive the page.
pub fn set(key: &str, value: &str) -> bool {
    MEMORY.with_borrow_mut(|memory| {
        memory.retain(|(other, _)| other != key);
        memory.push((key.into(), value.into()));
    });
    #[cfg(target_arch = "wasm32")]
    return local().is_some_and(|storage| storage.set_item(key, value).is_ok());
    #[cfg(not(target_arch = "wasm32"))]
    false
}

/// Whether what is remembered outlives the page.
pub fn lasts() -> bool {
    #[cfg(target_arch = "wasm32")]
    return local().is_some_and(|storage| {
        let (key, value) = ("podyard.probe", "1");
        storage.set_item(key, value).is_ok() && storage.remove_item(key).is_ok()
    });
    #[cfg(not(target_arch = "wasm32"))]
    false
}
