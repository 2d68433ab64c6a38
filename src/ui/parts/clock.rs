//! A clock's text, and the day outside.

use crate::kube::time::Millis;

/// A clock's text: 72,340 ms is `1:12.340`.
pub fn clock(elapsed: Millis) -> String {
    format!("{}:{:02}.{:03}", elapsed / 60_000, elapsed / 1_000 % 60, elapsed % 1_000)
}

/// The day where the reader is, counted since 1970. Natively there is none.
pub(crate) fn today() -> u64 {
    #[cfg(target_arch = "wasm32")]
    return ((js_sys::Date::now() - js_sys::Date::new_0().get_timezone_offset() * 60_000.0) / 86_400_000.0) as u64;
    #[cfg(not(target_arch = "wasm32"))]
    0
}
