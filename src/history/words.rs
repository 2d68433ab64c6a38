//! Texts in links: what may not stand there is written as `%` and two digits.

use crate::message::Message;
use crate::sim::command::Rejected;

/// Signs that stand for themselves.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_,:/*()'!$".contains(&byte)
}

/// `25% or so` is `25%25%20or%20so`.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if is_plain(byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

/// The other way round; `None` where a `%` has no digits behind it or the bytes are no text. A `%` a person wrote by hand,
/// as in `maxSurge=25%`, stands for itself at the end.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' && !after.is_empty() {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A number with 36 digits: 1,295 is `zz`.
pub(super) fn short(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(DIGITS[(number % 36) as usize]);
        number /= 36;
        if number == 0 {
            break;
        }
    }
    digits.iter().rev().map(|digit| char::from(*digit)).collect()
}

/// The other way round.
pub(super) fn long(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 36).ok().filter(|_| !text.starts_with('+'))
}

/// What is wrong with a link or a file, and what to do.
pub(super) fn damaged(what: Message) -> Rejected {
    Rejected { message: message!("run-run-cannot-opened", what).into(), hint: message!("run-copy-link-file-again") }
}

/// It is written in another form than this page's.
pub(super) fn other_form(what: Message, form: &str, known: u64) -> Rejected {
    let earlier = form.parse::<u64>().is_ok_and(|form| form < known);
    let (form, known) = (escape(form), known.to_string());
    Rejected {
        message: message!("run-written-form-page-knows-form", what, form, known).into(),
        hint: if earlier { message!("run-time-before-first-release") } else { message!("run-open-newer-podyard") },
    }
}

/// A number for a text: FNV-1a, 64 bits. It tells what was cut or changed by accident, not by malice.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The pairs of a link: `replicas=4&seed=7`.
pub(super) fn pairs(text: &str) -> Vec<(&str, &str)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect()
}
