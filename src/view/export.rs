//! The log as a table for a spreadsheet.

use crate::kubectl;
use crate::message::Say;

use super::View;
use super::explain::explain;

/// A field of RFC 4180: in quotes where it needs them. What a spreadsheet would take for a formula is no formula here.
pub fn csv_field(text: &str) -> String {
    let safe = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_string() };
    if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

impl View<'_> {
    /// Every entry of the log, oldest first: ms of the clock, kind, object, reason, message, arithmetic.
    pub fn events_csv(&self, say: Say) -> String {
        let mut text = String::from("time_ms,kind,object,reason,message,arithmetic\r\n");
        for event in self.log() {
            let arithmetic = event.happening.decision().map(|it| say(&explain(it).into())).unwrap_or_default();
            let cells = [
                (event.at - self.origin).to_string(),
                event.kind.as_str().into(),
                csv_field(&event.object),
                event.happening.reason().into(),
                csv_field(&kubectl::said(event)),
                csv_field(&arithmetic),
            ];
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let cases = [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"it\"", "\"say \"\"it\"\"\""),
            ("=1+1", "'=1+1"),
            ("two\nlines", "\"two\nlines\""),
        ];
        for (text, expected) in cases {
            assert_eq!(csv_field(text), expected, "{text:?}");
        }
    }
}
