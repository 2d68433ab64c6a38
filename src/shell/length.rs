//! Lengths of time, as `sleep` and flags take them.

use crate::kube::time::{Millis, SECOND};

/// `10`, `0.5`, `2m`, `1h`, in ms; a day at most.
pub(super) fn length(text: &str) -> Option<Millis> {
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) if text.ends_with('m') => (number, 60 * SECOND),
        Some(number) if text.ends_with('h') => (number, 3_600 * SECOND),
        Some(number) => (number, SECOND),
        None => (text, SECOND),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) {
        return None;
    }
    let whole: Millis = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let thousandths: Millis = format!("{part:0<3}")[..3].parse().ok()?;
    Some((whole * unit + thousandths * unit / 1_000).min(86_400 * SECOND))
}
