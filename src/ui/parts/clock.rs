//! A clock's text.

use crate::kube::time::Millis;

/// A clock's text: 72,340 ms is `1:12.340`.
pub fn clock(elapsed: Millis) -> String {
    format!("{}:{:02}.{:03}", elapsed / 60_000, elapsed / 1_000 % 60, elapsed % 1_000)
}
