//! Says messages: the one place where an id becomes a sentence. One file a language in `src/text/`, English first.
//!
//! A line is `id = pattern`; the file's head says what stands in a pattern. A pattern is cut up when it is said, and the file
//! into its lines once.

use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

use crate::message::{Id, Message, Said};

/// The sentences in the order of their ids, a line each: `build.rs` makes it of `src/text/en.txt`.
const ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.txt"));

/// A sentence, and which of its numbers count which pods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    pub text: String,
    /// Where the number stands in the text, in bytes, and the uids of the pods.
    pub pods: Vec<(Range<usize>, Rc<[u32]>)>,
}

impl From<String> for Marked {
    fn from(text: String) -> Self {
        Self { text, pods: Vec::new() }
    }
}

/// A message in words; nothing of one that says nothing.
pub fn say(message: &Message) -> String {
    let mut into = Marked::default();
    fill(words(message.id), &message.values, &mut into);
    into.text
}

/// What stands in a place, in words: a text as it is, parts one behind the other.
pub fn said(said: &Said) -> String {
    marked(said).text
}

/// The same with the pods that its numbers count.
pub fn marked(said: &Said) -> Marked {
    let mut into = Marked::default();
    write(said, &mut into);
    into
}

fn write(said: &Said, into: &mut Marked) {
    match said {
        Said::Text(text) => into.text.push_str(text),
        Said::Count(count) => into.text.push_str(&count.to_string()),
        Said::Pods(pods) => {
            let from = into.text.len();
            into.text.push_str(&pods.len().to_string());
            into.pods.push((from..into.text.len(), pods.clone()));
        }
        Said::Part(part) => fill(words(part.id), &part.values, into),
        Said::Parts(parts) => parts.iter().for_each(|part| fill(words(part.id), &part.values, into)),
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
fn fill(pattern: &str, values: &[(&'static str, Said)], into: &mut Marked) {
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '\\']) {
        into.text.push_str(&rest[..at]);
        let from = &rest[at..];
        if let Some(escaped) = from.strip_prefix('\\') {
            let sign = escaped.chars().next();
            into.text.extend(sign.map(|sign| if sign == 'n' { '\n' } else { sign }));
            rest = &escaped[sign.map_or(0, char::len_utf8)..];
        } else {
            let (place, after) = from[1..].split_once('}').unwrap_or((&from[1..], ""));
            put(place, values, into);
            rest = after;
        }
    }
    into.text.push_str(rest);
}

/// `name`, `name|one|many` or `name, "between"`.
fn put(place: &str, values: &[(&'static str, Said)], into: &mut Marked) {
    let name = place.split(['|', ',']).next().unwrap_or(place);
    let Some((_, value)) = values.iter().find(|(other, _)| *other == name) else { return };
    let forms = place[name.len()..].strip_prefix('|').and_then(|forms| forms.split_once('|'));
    let count = match value {
        Said::Count(count) => Some(*count),
        Said::Pods(pods) => i64::try_from(pods.len()).ok(),
        _ => None,
    };
    match (value, count, forms) {
        (_, Some(count), Some((one, many))) => into.text.push_str(if count == 1 { one } else { many }),
        (Said::Parts(parts), ..) => {
            let between = place.split('"').nth(1).unwrap_or("");
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    into.text.push_str(between);
                }
                fill(words(part.id), &part.values, into);
            }
        }
        (value, ..) => write(value, into),
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
            let mut into = Marked::default();
            fill(pattern, &values(count), &mut into);
            assert_eq!(into, Marked::from(expected.to_string()), "{pattern}");
        }
    }

    #[test]
    fn sentences_stand_at_the_places_of_their_ids() {
        assert_eq!(words!("pod-yes"), "yes");
        assert_eq!(say(&message!("run-name", strategy = "Canary", number = 2)), "Canary 2");
        assert_eq!(say(&Message::default()), "");
    }

    #[test]
    fn numbers_that_count_pods_are_marked_where_they_stand() {
        let two: Rc<[u32]> = [7, 9].into();
        let who = message!("voice-pods", many = Said::Pods(two.clone()), alive = Said::Pods([7].into()), version = 2);
        let said = marked(&message!("headline-waiting", why = who).into());
        assert_eq!(said.text, "Waiting: 2 of 1 pod of v2");
        assert_eq!(said.pods, [(9..10, two), (14..15, [7].into())]);
    }
}
