//! Durations: as Go writes them, in manifests of Argo Rollouts and Flagger, and the Gateway API's, which are fewer.
//!
//! Models Go's time.ParseDuration, without signs. What is shorter than a millisecond is nothing. Every duration of the Gateway
//! API is one of Go's of the same length (GEP-2257), so one parser reads both; what the Gateway API leaves out of Go's
//! (decimals, ns and us, long numbers) its CRD refuses by a pattern.

use super::field::Field;
use super::form::Form;
use super::int_or_string::IntOrString;
use super::object::Name;
use super::reader::Reader;
use super::time::{Millis, SECOND};
use super::tree::{Node, Value};
use crate::message::Message;

/// A duration such as `1m30s`, kept as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoDuration(Name);

impl GoDuration {
    /// So much of it, ms.
    pub fn length(&self) -> Millis {
        parse(&self.0).unwrap_or(0)
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl From<&str> for GoDuration {
    /// A text that is no duration counts as none.
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Field for GoDuration {
    const FORM: Form = Form::Written("1m30s");

    fn absent() -> Self {
        Self(Name::default())
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        reader.duration(node, path, message!("manifest-write-30s-1m-1h30m"))
    }

    fn write(&self) -> Option<Node> {
        (!self.0.is_empty()).then(|| Value::Text(self.0.to_string()).into())
    }
}

impl Reader {
    fn duration(&mut self, node: &Node, path: &str, fix: Message) -> Option<GoDuration> {
        let text = self.text(node, path)?;
        if parse(&text).is_none() {
            self.problem(node.line, path, message!("manifest-no-duration", text = format!("{text:?}")), fix);
            return None;
        }
        Some(GoDuration(text.into()))
    }
}

/// A duration of the Gateway API such as `500ms` or `1m30s`, kept as it was written: one of Go's with up to four whole
/// numbers of at most five digits, in h, m, s and ms. Models the pattern of apis/v1/shared_types.go Duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayDuration(GoDuration);

impl GatewayDuration {
    /// So many milliseconds, in units of which none has more than five digits.
    ///
    /// 9,000,500 ms are `2h30m500ms`.
    pub fn of(all: Millis) -> Self {
        if all < 100_000 {
            return Self(GoDuration(format!("{all}ms").into()));
        }
        let parts = [(all / 3_600_000, "h"), (all / 60_000 % 60, "m"), (all / 1_000 % 60, "s"), (all % 1_000, "ms")];
        let text: String =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
        Self(GoDuration(text.into()))
    }

    /// How long it is, ms.
    pub fn ms(&self) -> Millis {
        self.0.length()
    }
}

impl Field for GatewayDuration {
    const FORM: Form = GoDuration::FORM;

    fn absent() -> Self {
        Self(GoDuration::absent())
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        // Which texts are durations is for the definition of the kind to say.
        reader.text(node, path).map(|text| Self(GoDuration(text.into())))
    }

    fn write(&self) -> Option<Node> {
        self.0.write()
    }
}

/// Seconds as a number, or a duration: of a pause; `None` for neither. Models RolloutPause.DurationSeconds.
///
/// 30, `"30"` and `30s` are 30,000 ms.
pub fn seconds_or_duration(value: &IntOrString) -> Option<Millis> {
    let seconds = match value {
        IntOrString::Int(number) => Some(Millis::try_from(*number).ok()?),
        IntOrString::String(text) => text.parse().ok(),
    };
    match (seconds, value) {
        (Some(seconds), _) => seconds.checked_mul(SECOND),
        // Whole seconds only.
        (None, IntOrString::String(text)) => parse(text).map(|length| length / SECOND * SECOND),
        (None, IntOrString::Int(_)) => None,
    }
}

const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// `1m1.5s` is 61,500 ms; `None` for what is no duration.
pub fn parse(text: &str) -> Option<Millis> {
    if text == "0" {
        return Some(0);
    }
    let (mut rest, mut nanoseconds) = (text, 0_u64);
    while !rest.is_empty() {
        let end = rest.find(|sign: char| !sign.is_ascii_digit() && sign != '.')?;
        let (number, after) = rest.split_at(end);
        let letters = after.find(|sign: char| sign.is_ascii_digit() || sign == '.').unwrap_or(after.len());
        let (unit, next) = after.split_at(letters);
        let (_, size) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + decimals.len() == 0 || !digits(decimals) || decimals.len() > 9 {
            return None;
        }
        let whole = if whole.is_empty() { 0 } else { whole.parse::<u64>().ok()? };
        let part = if decimals.is_empty() { 0 } else { decimals.parse::<u64>().ok()? };
        let below = u128::from(part) * u128::from(*size) / 10_u128.pow(decimals.len() as u32);
        nanoseconds = nanoseconds.checked_add(whole.checked_mul(*size)?)?.checked_add(u64::try_from(below).ok()?)?;
        rest = next;
    }
    (!text.is_empty()).then_some(nanoseconds / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let cases = [
            ("30s", Some(30_000)),
            ("1m30s", Some(90_000)),
            ("1h", Some(3_600_000)),
            ("500ms", Some(500)),
            ("1.5s", Some(1_500)),
            (".5m", Some(30_000)),
            ("900us", Some(0)),
            ("0", Some(0)),
            ("30", None),
            ("s", None),
            ("-1s", None),
            ("1.2.3s", None),
            ("1d", None),
            ("", None),
            (".s", None),
            ("9999999999h", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), expected, "{text}");
        }
        // Those of the Gateway API are Go's, too; what it leaves out of them is refused when a route is applied.
        for (text, expected) in [("10s", 10_000), ("2h30m500ms", 9_000_500), ("0s", 0), ("99999h", 359_996_400_000)] {
            let mut reader = Reader::default();
            let read = GatewayDuration::read(&mut reader, &Value::Text(text.into()).into(), "request").unwrap();
            assert_eq!(read.ms(), expected, "{text}");
            assert_eq!(read.write().map(|node| node.value), Some(Value::Text(text.into())), "as it was written");
            assert_eq!(GatewayDuration::of(expected).ms(), expected, "{text}");
        }
        let pauses = [
            (IntOrString::Int(30), Some(30_000)),
            (IntOrString::String("30".into()), Some(30_000)),
            (IntOrString::String("1m".into()), Some(60_000)),
            (IntOrString::String("1500ms".into()), Some(1_000)),
            (IntOrString::Int(-1), None),
            (IntOrString::String("soon".into()), None),
        ];
        for (value, expected) in pauses {
            assert_eq!(seconds_or_duration(&value), expected, "{value}");
        }
    }
}
