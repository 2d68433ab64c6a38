//! Says messages: the one place where an id becomes a sentence. One file a language in `src/text/`, English first.
//!
//! A line is `id = pattern`; the file's head says what stands in a pattern. A pattern is cut up when it is said, and the file
//! into its lines once.

use std::sync::OnceLock;

use crate::message::{Message, Said};

const ENGLISH: &str = include_str!("text/en.txt");

/// A message in words. One without a sentence says its id, which a test forbids.
pub fn say(message: &Message) -> String {
    fill(pattern(message.id).unwrap_or(message.id), &message.values)
}

/// What stands in a place, in words: a text as it is, parts one behind the other.
pub fn said(said: &Said) -> String {
    match said {
        Said::Text(text) => text.clone(),
        Said::Count(count) => count.to_string(),
        Said::Part(part) => say(part),
        Said::Parts(parts) => parts.iter().map(say).collect(),
    }
}

/// A sentence without values. Written as `words!("id")`, so that the tests find it.
pub fn words(id: &'static str) -> &'static str {
    pattern(id).unwrap_or(id)
}

/// A sentence without values, for whoever prints: `words!("close")`.
#[macro_export]
macro_rules! words {
    ($id:literal) => {
        $crate::text::words($id)
    };
}

/// The sentence of an id.
fn pattern(id: &str) -> Option<&'static str> {
    static TABLE: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table = lines(ENGLISH);
        table.sort_unstable();
        table
    });
    let place = table.binary_search_by(|(other, _)| (*other).cmp(id)).ok()?;
    table.get(place).map(|(_, pattern)| *pattern)
}

/// The ids of a language file with their patterns, in its order.
fn lines(text: &'static str) -> Vec<(&'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).collect()
}

/// Values in their places. Braces that are not closed, and places without a value, stay empty.
fn fill(pattern: &str, values: &[(&'static str, Said)]) -> String {
    let (mut said, mut rest) = (String::new(), pattern);
    while let Some(at) = rest.find(['{', '\\']) {
        said.push_str(&rest[..at]);
        let from = &rest[at..];
        if let Some(escaped) = from.strip_prefix('\\') {
            let sign = escaped.chars().next();
            said.extend(sign.map(|sign| if sign == 'n' { '\n' } else { sign }));
            rest = &escaped[sign.map_or(0, char::len_utf8)..];
        } else {
            let (place, after) = from[1..].split_once('}').unwrap_or((&from[1..], ""));
            put(&mut said, place, values);
            rest = after;
        }
    }
    said.push_str(rest);
    said
}

/// `name`, `name|one|many` or `name, "between"`.
fn put(said: &mut String, place: &str, values: &[(&'static str, Said)]) {
    let name = place.split(['|', ',']).next().unwrap_or(place);
    let Some((_, value)) = values.iter().find(|(other, _)| *other == name) else { return };
    let forms = place[name.len()..].strip_prefix('|').and_then(|forms| forms.split_once('|'));
    match (value, forms) {
        (Said::Count(count), Some((one, many))) => said.push_str(if *count == 1 { one } else { many }),
        (Said::Parts(parts), _) => {
            let between = place.split('"').nth(1).unwrap_or("");
            let parts: Vec<String> = parts.iter().map(say).collect();
            said.push_str(&parts.join(between));
        }
        (value, _) => said.push_str(&self::said(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_their_places() {
        let values = |count: i64| {
            vec![
                ("name", Said::from("web")),
                ("count", Said::Count(count)),
                ("parts", Said::Parts(vec![Message::new("one-that-is-not-there"), Message::new("nor-this")])),
            ]
        };
        let cases = [
            ("Nothing to fill in.", 1, "Nothing to fill in."),
            ("{name} has {count} {count|pod|pods}.", 1, "web has 1 pod."),
            ("{name} has {count} {count|pod|pods}.", 0, "web has 0 pods."),
            ("{count|is|are}", -1, "are"),
            ("{parts, \", and \"}!", 1, "one-that-is-not-there, and nor-this!"),
            ("{parts}", 1, "one-that-is-not-therenor-this"),
            (r"one\ntwo \{\\}", 1, "one\ntwo {\\}"),
            ("{missing}, {name", 1, ", web"),
            ("\\", 1, ""),
        ];
        for (pattern, count, expected) in cases {
            assert_eq!(fill(pattern, &values(count)), expected, "{pattern}");
        }
    }

    #[test]
    fn an_id_without_a_sentence_says_itself() {
        assert_eq!(say(&Message::new("there-is-none")), "there-is-none");
        assert_eq!(say(&Message::default()), "");
    }
}
