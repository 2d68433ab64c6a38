//! Virtual time as dates: the cluster starts at a fixed one, so that the same run shows the same.

use super::field::Field;
use super::form::Form;
use super::reader::Reader;
use super::time::{Millis, SECOND, timestamp};
use super::tree::{Node, Value};

/// Seconds of the Unix epoch at which every cluster starts: 2026-01-01T00:00:00Z.
const START: u64 = 1_767_225_600;

/// An instant as a timestamp of the API: the whole second, in UTC, by RFC 3339.
///
/// 90,500 ms is `2026-01-01T00:01:30Z`.
pub fn rfc3339(at: Millis) -> String {
    let seconds = START + timestamp(at);
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The other way round; `None` for a text that is no such timestamp, or is of before the cluster's start.
pub fn instant(text: &str) -> Option<Millis> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let signs = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')];
    if text.len() != 20 || signs.iter().any(|(at, sign)| text.as_bytes()[*at] != *sign) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = days(year, month, day)? * 86_400 + number(11, 13)? * 3_600 + number(14, 16)? * 60 + number(17, 19)?;
    let read = seconds.checked_sub(START)? * SECOND;
    (rfc3339(read) == text).then_some(read)
}

/// So many days after 1970-01-01; see [`date`].
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = year.checked_sub(u64::from(month <= 2))?;
    let month_from_march = (month + 9) % 12;
    let of_year = ((153 * month_from_march + 2) / 5 + day).checked_sub(1)?;
    let (era, of_era) = (year / 400, year % 400);
    (era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year).checked_sub(719_468)
}

/// A timestamp of the API: a whole second, in ms since the cluster's start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub Millis);

impl Time {
    /// The whole second an instant falls in.
    pub fn of(instant: Millis) -> Self {
        Self(timestamp(instant) * SECOND)
    }
}

impl Field for Time {
    const FORM: Form = Form::Written("2026-01-01T00:01:30Z");

    fn absent() -> Self {
        Self(0)
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let text = reader.text(node, path)?;
        let read = instant(&text);
        if read.is_none() {
            reader.problem(
                node.line,
                path,
                message!("manifest-no-time", text = format!("{text:?}")),
                message!("manifest-write-2026-01-01t00"),
            );
        }
        read.map(Self)
    }

    fn write(&self) -> Option<Node> {
        Some(Value::Text(rfc3339(self.0)).into())
    }
}

/// Year, month and day, so many days after 1970-01-01. Years are counted from March on, so that a leap day is the last of
/// its year, and 400 of them have 146,097 days.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // March to July have 153 days, and so have August to December.
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (400 * era + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let cases = [
            (0, (1970, 1, 1)),
            (58, (1970, 2, 28)),
            (59, (1970, 3, 1)),
            (10_957, (2000, 1, 1)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (20_453, (2025, 12, 31)),
            (20_454, (2026, 1, 1)),
        ];
        for (days, expected) in cases {
            assert_eq!(date(days), expected, "{days}");
            let (year, month, day) = expected;
            assert_eq!(super::days(year, month, day), Some(days));
        }
    }

    #[test]
    fn timestamps() {
        let cases = [
            (0, "2026-01-01T00:00:00Z"),
            (90_999, "2026-01-01T00:01:30Z"),
            (86_400_000, "2026-01-02T00:00:00Z"),
            (59 * 86_400_000 + 3_723_000, "2026-03-01T01:02:03Z"),
        ];
        for (at, expected) in cases {
            assert_eq!(rfc3339(at), expected);
            assert_eq!(instant(expected), Some(Time::of(at).0));
        }
        for text in ["2025-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "2026-01-01 00:00:00Z", "2026-01-01", "", "é"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
