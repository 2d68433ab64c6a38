//! Every message in the code has its sentence, every sentence its message, and both have the same values.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::tidy::sources;

/// A call of `message!`: its id, its values, and where it stands.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    id: String,
    values: BTreeSet<String>,
    line: usize,
}

/// What a call begins with: of a message, and of a sentence without values that is said at once.
const OPENINGS: [&str; 2] = ["message!(", "words!("];

/// The text up to the bracket that closes it, cut at the commas outside of brackets and quotes; `None` if none closes it.
fn arguments(text: &str) -> Option<Vec<String>> {
    let (mut found, mut depth, mut in_quotes) = (vec![String::new()], 0, false);
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if in_quotes => {
                found.last_mut()?.push(sign);
                found.last_mut()?.extend(signs.next());
                continue;
            }
            '"' => in_quotes = !in_quotes,
            _ if in_quotes => {}
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            ')' if depth == 0 => {
                let all = found.iter().map(|one| one.trim().to_owned());
                return Some(all.filter(|one| !one.is_empty()).collect());
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        found.last_mut()?.push(sign);
    }
    None
}

/// The name of a value: `name`, or what stands before `=`.
fn value(argument: &str) -> Option<String> {
    let (name, after) = argument.split_once('=').unwrap_or((argument, " "));
    let name = name.trim();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (is_name && !after.starts_with('=')).then(|| name.to_owned())
}

/// Every call in a source file, or the line of the first that cannot be read.
fn calls(text: &str) -> Result<Vec<Call>, String> {
    // A comment may show a call; lines keep their numbers.
    let code: Vec<&str> =
        text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    let places = OPENINGS.iter().flat_map(|opening| code.match_indices(opening));
    for (at, opening) in places {
        let line = code[..at].matches('\n').count() + 1;
        let read = || {
            let arguments = arguments(&code[at + opening.len()..])?;
            let id = arguments.first()?.strip_prefix('"')?.strip_suffix('"')?.to_owned();
            let values = arguments[1..].iter().map(|argument| value(argument)).collect::<Option<BTreeSet<String>>>()?;
            (values.len() + 1 == arguments.len()).then_some(Call { id, values, line })
        };
        found.push(read().ok_or_else(|| format!("{line}: write message!(\"id\", name, name = value)"))?);
    }
    Ok(found)
}

/// The values that a pattern uses.
fn places(pattern: &str) -> BTreeSet<String> {
    let pattern = pattern.replace("\\{", "");
    let inside = pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(place, _)| place));
    inside.map(|place| place.split(['|', ',']).next().unwrap_or(place).to_owned()).collect()
}

/// A language file: ids with their patterns, or what is wrong with it.
fn sentences(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let Some((id, pattern)) = line.split_once(" = ") else { return Err(format!("{number}: write id = pattern")) };
        if !is_id(id) {
            return Err(format!("{number}: {id}: write an id in small letters, digits and hyphens"));
        }
        let mut rest = pattern;
        while let Some((_, after)) = rest.split_once('{').filter(|(before, _)| !before.ends_with('\\')) {
            let Some((place, after)) = after.split_once('}') else {
                return Err(format!("{number}: {id}: a brace is not closed"));
            };
            let ways = place.matches('|').count();
            let quotes = place.matches('"').count();
            let joins = place.contains(", \"") && quotes == 2 && place.ends_with('"') && ways == 0;
            if !(joins || place.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') || ways == 2 && quotes == 0) {
                return Err(format!("{number}: {id}: {{{place}}} is neither a value, a plural nor a list"));
            }
            rest = after;
        }
        if found.insert(id.to_owned(), pattern.to_owned()).is_some() {
            return Err(format!("{number}: {id} stands twice"));
        }
    }
    Ok(found)
}

fn is_id(id: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    id.split('-').all(part)
}

/// What is wrong between calls and sentences.
fn faults(calls: &[(String, Call)], sentences: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut used = BTreeSet::new();
    for (path, call) in calls {
        let at = format!("{path}:{}: {}", call.line, call.id);
        used.insert(call.id.as_str());
        match sentences.get(&call.id) {
            None => found.push(format!("{at} has no sentence")),
            Some(pattern) if places(pattern) != call.values => {
                found.push(format!("{at} has {:?}, its sentence {:?}", call.values, places(pattern)));
            }
            Some(_) => {}
        }
    }
    // Somebody meant a new line.
    let written_out = sentences.iter().filter(|(_, pattern)| pattern.contains("\\\\n"));
    found.extend(written_out.map(|(id, _)| format!("{id} says a backslash and an n")));
    found.extend(sentences.keys().filter(|id| !used.contains(id.as_str())).map(|id| format!("{id} is said nowhere")));
    found
}

#[test]
fn every_message_has_its_sentence_and_every_sentence_its_message() {
    let mut all = Vec::new();
    // The macro itself is no call.
    for (path, text) in sources().into_iter().filter(|(path, _)| path != "src/message.rs" && path != "src/text.rs") {
        let found = calls(&text).unwrap_or_else(|why| panic!("{path}:{why}"));
        all.extend(found.into_iter().map(|call| (path.clone(), call)));
    }
    assert!(all.len() > 50, "{}", all.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text");
    let mut languages = 0;
    for file in fs::read_dir(folder).expect("the language files are there") {
        let path = file.expect("an entry can be read").path();
        let text = fs::read_to_string(&path).expect("it is text");
        let sentences = sentences(&text).unwrap_or_else(|why| panic!("{}:{why}", path.display()));
        let found = faults(&all, &sentences);
        assert!(found.is_empty(), "{}:\n{}", path.display(), found.join("\n"));
        languages += 1;
    }
    assert!(languages > 0);
}

#[test]
fn calls_are_read() {
    let text = "// message!(\"not-this\")\nlet a = message!(\"plain\");\nf(message!(\n    \"with-values\",\n    name,\n    \
                count = pods(a, b).len(),\n    part = message!(\"in-it\", sign = \"),(\\\"\"),\n));\n";
    let read = |id: &str, values: &[&str], line| Call {
        id: id.into(),
        values: values.iter().map(ToString::to_string).collect(),
        line,
    };
    let expected =
        [read("plain", &[], 2), read("with-values", &["name", "count", "part"], 3), read("in-it", &["sign"], 7)];
    assert_eq!(calls(text).expect("all can be read"), expected);
    for wrong in [
        "message!(id)",
        "message!(\"a\", x.y)",
        "message!(\"a\", b == c)",
        "message!(\"a\", name, name = b)",
        "message!(\"a\"",
    ] {
        assert!(calls(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn language_files_are_read() {
    let text = "# Pods\n\npods-left = {count} {count|pod|pods} of {name}: {parts, \", \"} \\{no}\n";
    let found = sentences(text).expect("it is in order");
    assert_eq!(found.len(), 1);
    let names: Vec<String> = places(&found["pods-left"]).into_iter().collect();
    assert_eq!(names, ["count", "name", "parts"]);
    let wrong = ["no pattern", "Upper = a", "two--hyphens = a", "a = {b", "a = {b c}", "a = {b|c}", "a = b\na = c"];
    for text in wrong {
        assert!(sentences(text).is_err(), "{text}");
    }
}

#[test]
fn each_fault_is_found() {
    let calls: Vec<(String, Call)> =
        calls("message!(\"one\", a)").expect("it can be read").into_iter().map(|call| ("a.rs".into(), call)).collect();
    let cases: [(&str, &[&str]); 5] = [
        ("one = {a}", &[]),
        ("", &["a.rs:1: one has no sentence"]),
        ("one = a", &["a.rs:1: one has {\"a\"}, its sentence {}"]),
        ("one = {a} {b}", &["a.rs:1: one has {\"a\"}, its sentence {\"a\", \"b\"}"]),
        ("one = {a}\ntwo = b", &["two is said nowhere"]),
    ];
    for (text, expected) in cases {
        assert_eq!(faults(&calls, &sentences(text).expect("it is in order")), expected, "{text}");
    }
}
