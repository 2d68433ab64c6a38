//! Says messages: the one place where an id becomes a sentence. One file a language in `src/text/`, English first.
//!
//! A line is `id = pattern`; the file's head says what stands in a pattern. A pattern is cut up when it is said, and the file
//! into its lines once.

use std::sync::OnceLock;

use crate::message::{Id, Message, Said};

/// The sentences in the order of their ids, a line each: `build.rs` makes it of `src/text/en.txt`.
const ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.txt"));

/// A message in words; nothing of one that says nothing.
pub fn say(message: &Message) -> String {
    fill(words(message.id), &message.values)
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

/// A sentence as it stands in the language file. Written as `words!("id")`, so that the tests find it.
pub fn words(id: Id) -> &'static str {
    static TABLE: OnceLock<Vec<&str>> = OnceLock::new();
    TABLE.get_or_init(|| ENGLISH.split('\n').collect()).get(id.place()).copied().unwrap_or_default()
}

/// A sentence without values, for whoever prints: `words!("close")`.
#[macro_export]
macro_rules! words {
    ($id:literal) => {
        $crate::text::words(const { $crate::message::Id::of($id) })
    };
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
                ("parts", Said::Parts(vec![message!("pod-yes"), message!("pod-no")])),
            ]
        };
        let cases = [
            ("Nothing to fill in.", 1, "Nothing to fill in."),
            ("{name} has {count} {count|pod|pods}.", 1, "web has 1 pod."),
            ("{name} has {count} {count|pod|pods}.", 0, "web has 0 pods."),
            ("{count|is|are}", -1, "are"),
            ("{parts, \", and \"}!", 1, "yes, and no!"),
            ("{parts}", 1, "yesno"),
            (r"one\ntwo \{\\}", 1, "one\ntwo {\\}"),
            ("{missing}, {name", 1, ", web"),
            ("\\", 1, ""),
        ];
        for (pattern, count, expected) in cases {
            assert_eq!(fill(pattern, &values(count)), expected, "{pattern}");
        }
    }

    #[test]
    fn sentences_stand_at_the_places_of_their_ids() {
        assert_eq!(words!("pod-yes"), "yes");
        assert_eq!(say(&message!("run-name", strategy = "Canary", number = 2)), "Canary 2");
        assert_eq!(say(&Message::default()), "");
    }
}
