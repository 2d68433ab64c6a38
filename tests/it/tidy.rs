//! House rules that no compiler keeps: which layer may know what, how long a file may be, what must never be written.

use std::fs;
use std::path::{Path, PathBuf};

/// One rule about lines of source.
struct Rule {
    /// Which files it is about.
    applies: fn(&str) -> bool,
    /// What must not stand in a line, as whole words.
    words: &'static [&'static str],
    /// Why, and what to write instead.
    instead: &'static str,
}

/// The longest a source file may be, lines.
const LINES_MAX: usize = 400;

/// The longest a function may be, lines, with its signature. Tables of cases are not counted.
const FUNCTION_LINES_MAX: usize = 70;

/// Calls and signs with which code decides by a text.
const DECIDES: [&str; 8] =
    [".contains(", ".starts_with(", ".ends_with(", ".strip_prefix(", ".strip_suffix(", ".find(", "== ", "!= "];

/// Texts of several words that may decide, and why.
const GRAMMAR: &[(&str, &str, &str)] = &[
    ("src/history/file.rs", "podyard run ", "the first line of our own file, with its version behind"),
    ("src/guide/read.rs", " of the start", "a word of the tasks' grammar: `within 10s of the start`"),
];

/// Functions that may be longer, and why.
const LONG_FUNCTIONS: &[(&str, &str, &str)] = &[
    ("src/ui/sandbox.rs", "Sandbox", "the hooks of a Yew component have to stand in one function"),
    ("src/ui/details/runs_tab.rs", "RunsTab", "the hooks of a Yew component have to stand in one function"),
];

const RULES: &[Rule] = &[
    Rule {
        applies: is_pure,
        words: &["yew", "web_sys", "gloo", "gloo_events", "gloo_render", "js_sys", "wasm_bindgen"],
        instead: "the pure layers know no page: hand the value in as an argument, or move the code to src/ui",
    },
    Rule {
        applies: is_pure,
        words: &["std::time", "std::fs", "std::env", "std::thread", "std::net", "std::process"],
        instead: "the pure layers touch nothing outside: take text or kube::time::Millis from the caller",
    },
    Rule {
        applies: is_source,
        words: &["HashMap", "HashSet"],
        instead: "their order differs between runs: use BTreeMap, BTreeSet or Vec",
    },
    Rule {
        applies: is_pure,
        words: &["f32", "f64"],
        instead: "floating point decides nothing: use integers (milliseconds, percent, permille)",
    },
    Rule {
        applies: is_source,
        words: &["SmallRng", "StdRng", "rand::rng", "thread_rng"],
        instead: "these streams are not portable, and links carry seeds: use sim::random",
    },
    Rule {
        applies: is_source,
        words: &["to_lowercase", "to_uppercase", "parse::<f64>"],
        instead: "each brings 8 KB of tables into the page: to_ascii_lowercase, integers, js_sys::Number::parse_float",
    },
    Rule {
        applies: is_ui,
        words: &["use_state", "use_state_eq"],
        instead: "Yew compiles 2 KB for each type of them: parts::hooks::use_value",
    },
    Rule { applies: is_source, words: &["todo!", "unimplemented!"], instead: "finish it, or leave it out" },
    Rule {
        applies: is_source,
        words: &["innerHTML", "set_inner_html", "from_html_unchecked"],
        instead: "text becomes elements, never markup: build it with html!, or set the text content",
    },
    Rule {
        applies: is_ui,
        words: &["style="],
        instead: "the content security policy refuses style attributes: use a class or an SVG attribute",
    },
];

/// What `yew::prelude` has under the same name as the page's own, which is compiled once; the module that has the page's.
const OWN: [(&str, &str); 4] =
    [("classes!", "class"), ("use_memo(", "hooks"), ("use_mut_ref(", "hooks"), ("use_effect_with(", "hooks")];

fn is_source(_path: &str) -> bool {
    true
}

fn is_ui(path: &str) -> bool {
    path == "src/ui.rs" || path.starts_with("src/ui/")
}

/// All but the page and the programs' entry points.
fn is_pure(path: &str) -> bool {
    !is_ui(path) && path != "src/main.rs" && !path.starts_with("src/bin/")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    for path in entries.map(|entry| entry.expect("a directory entry can be read").path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Every source file with its path from the root, in order.
pub fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.strip_prefix(root()).expect("sources lie below the root").display().to_string();
        (name.replace('\\', "/"), text)
    };
    files.into_iter().map(read).collect()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether `word` stands in `line` not as a part of a longer one.
///
/// `HashMapper` does not hold `HashMap`, and `"--style=wide"` does not hold `style=`.
fn holds(line: &str, word: &str) -> bool {
    let starts_open = word.starts_with(is_word);
    let ends_open = word.ends_with(is_word);
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !(starts_open && before.is_some_and(|c| is_word(c) || c == '-') || ends_open && after.is_some_and(is_word))
    })
}

/// What a file breaks, one line for each break.
fn breaks(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !text.starts_with("//!") {
        found.push(format!("{path}:1: begins without //!: say what the file is, and what it is not"));
    }
    let lines = text.lines().count();
    if lines > LINES_MAX {
        found.push(format!("{path}:{lines}: longer than {LINES_MAX} lines: split it by what it is about"));
    }
    if !path.rsplit('/').next().is_some_and(|file| file.starts_with("tests")) {
        found.extend(functions(text).into_iter().filter(|(_, _, lines)| *lines > FUNCTION_LINES_MAX).filter_map(
            |(name, at, lines)| {
                let known = LONG_FUNCTIONS.iter().any(|(file, known, _)| *file == path && *known == name);
                (!known).then(|| format!("{path}:{at}: `{name}` has {lines} lines: let it decide, and others compute"))
            },
        ));
    }
    if is_pure(path) {
        found.extend(
            sentences_that_decide(path, text).into_iter().filter(|(_, sentence)| !is_grammar(path, sentence)).map(
                |(at, sentence)| {
                    format!("{path}:{at}: `{sentence}` decides: give the value a kind, and decide by that")
                },
            ),
        );
    }
    if is_ui(path) {
        found.extend(of_yew(path, text));
    }
    // A comment may name what the code must not use.
    let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    for (index, line) in code {
        for rule in RULES.iter().filter(|rule| (rule.applies)(path)) {
            for word in rule.words.iter().filter(|word| holds(line, word)) {
                found.push(format!("{path}:{}: `{word}`: {}", index + 1, rule.instead));
            }
        }
    }
    found
}

/// Uses of Yew's where the page has its own, with their lines: those that no `use` brings from there.
fn of_yew(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (call, module) in OWN.iter().filter(|(_, module)| path != format!("src/ui/parts/{module}.rs")) {
        let name = call.trim_end_matches(['!', '(']);
        let own = format!("use crate::ui::parts::{module}::");
        let mut brought = text.split(&own).skip(1).filter_map(|rest| rest.split(';').next());
        let uses = text.lines().position(|line| !line.trim_start().starts_with("//") && holds(line, call));
        if let Some(at) = uses.filter(|_| !brought.any(|names| holds(names, name))) {
            found.push(format!("{path}:{}: `{name}` is Yew's, which is compiled for each type: {own}{name}", at + 1));
        }
    }
    found
}

/// Texts of two words or more that code outside of tests compares with or looks for, with their lines.
fn sentences_that_decide<'a>(path: &str, text: &'a str) -> Vec<(usize, &'a str)> {
    let is_test = path.rsplit('/').next().is_some_and(|file| file.starts_with("tests"));
    let code = text.lines().enumerate().take_while(|(_, line)| !is_test && *line != "#[cfg(test)]");
    let mut found = Vec::new();
    for (index, line) in code.filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for (at, call) in DECIDES.iter().flat_map(|call| line.match_indices(call)) {
            let literal = line[at + call.len()..].strip_prefix('"').and_then(|rest| rest.split_once('"'));
            let sentence = literal.map(|(literal, _)| literal);
            found.extend(sentence.filter(|it| it.split_whitespace().count() > 1).map(|it| (index + 1, it)));
        }
    }
    found
}

fn is_grammar(path: &str, sentence: &str) -> bool {
    GRAMMAR.iter().any(|(file, known, _)| *file == path && *known == sentence)
}

/// The column and the name of a function that begins in a line.
fn function(line: &str) -> Option<(usize, &str)> {
    let code = line.trim_start();
    let mut words = code.split([' ', '(', '<']);
    let mut before = words.by_ref().take_while(|word| *word != "fn");
    let plain = before.all(|word| matches!(word, "pub" | "const" | "async" | "unsafe" | "super)" | "crate)"));
    let name = words.next().filter(|_| plain && code.contains("fn "))?;
    Some((line.len() - code.len(), name))
}

/// Every function with its name, its first line, and how many it has: up to the brace in the column of its `fn`.
fn functions(text: &str) -> Vec<(&str, usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some((column, name)) = function(line) else { continue };
        let closing = format!("{}}}", " ".repeat(column));
        let body = lines[index..].iter().position(|line| *line == closing);
        let ends_at_once = line.ends_with(';') || line.ends_with('}');
        if let Some(length) = body.filter(|_| !ends_at_once) {
            found.push((name, index + 1, length + 1));
        }
    }
    found
}

#[test]
fn long_functions_are_listed_as_long_as_they_are_long() {
    for (file, name, why) in LONG_FUNCTIONS {
        let text = sources().into_iter().find(|(path, _)| path == file).map(|(_, text)| text).unwrap_or_default();
        let lines = functions(&text).into_iter().find(|(found, ..)| found == name).map_or(0, |(_, _, lines)| lines);
        assert!(lines > FUNCTION_LINES_MAX, "{file}: `{name}` has {lines} lines: it needs no exception");
        assert!(!why.is_empty(), "{file}: `{name}`: say why");
    }
}

#[test]
fn grammar_is_listed_as_long_as_it_is_read() {
    for (file, words, why) in GRAMMAR {
        let text = sources().into_iter().find(|(path, _)| path == file).map(|(_, text)| text).unwrap_or_default();
        let found = sentences_that_decide(file, &text);
        assert!(
            found.iter().any(|(_, found)| found == words),
            "{file}: `{words}` decides nothing: it needs no exception"
        );
        assert!(!why.is_empty(), "{file}: `{words}`: say why");
    }
}

#[test]
fn sources_keep_the_house_rules() {
    let sources = sources();
    assert!(sources.len() > 10, "src was not found: {} files", sources.len());
    let found: Vec<String> = sources.iter().flat_map(|(path, text)| breaks(path, text)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn files_lie_at_most_two_folders_below_src() {
    for (path, _) in sources() {
        let folders = path.matches('/').count() - 1;
        assert!(folders <= 2, "{path}: {folders} folders below src: two are enough");
        assert!(!path.ends_with("/mod.rs"), "{path}: name the file after its module, beside the folder");
    }
}

#[test]
fn the_page_holds_no_inline_script_or_style() {
    let html = fs::read_to_string(root().join("index.html")).expect("index.html can be read");
    let inlined = "rel=\"inline\" type=\"js\" href=\"boot.js\"";
    assert_eq!(html.matches(inlined).count(), 1, "boot.js is the one inline script: the build names its hash");
    for (index, line) in html.lines().enumerate() {
        let at = index + 1;
        assert!(!line.contains("<script"), "index.html:{at}: a script: put it into boot.js");
        assert!(!line.contains("<style") && !holds(line, "style="), "index.html:{at}: inline style: use styles/*.css");
        let handler = line.split_whitespace().any(|word| word.starts_with("on") && word.contains("=\""));
        assert!(!handler, "index.html:{at}: inline handler: add a listener in boot.js");
    }
}

/// The rules themselves: each finds what it is for, names the line, and lets the rest pass.
#[test]
fn every_rule_finds_a_break() {
    let paths = ["src/sim/a.rs", "src/ui/a.rs"];
    for rule in RULES {
        let path = paths.into_iter().find(|path| (rule.applies)(path)).expect("a rule applies somewhere");
        for word in rule.words {
            let found = breaks(path, &format!("//! A file.\n\nlet x = {word};\n"));
            assert!(found.iter().any(|line| line.starts_with(&format!("{path}:3: `{word}`"))), "{word}: {found:?}");
        }
    }
    assert_eq!(breaks("src/sim/a.rs", "//! No HashMap.\n// no f64 either\nlet my_hash_map = HashMapper;\n"), [""; 0]);
    assert_eq!(breaks("src/ui/a.rs", "//! Draws.\nuse yew::prelude::*;\nlet a = \"--style=wide\";\n"), [""; 0]);
    for (call, module) in OWN {
        let name = call.trim_end_matches(['!', '(']);
        let uses = format!("//! Draws.\nuse yew::prelude::*;\nlet a = {call};\n");
        assert_eq!(breaks("src/ui/a.rs", &uses).len(), 1, "{name} of Yew");
        let ours = uses.replace("use yew", &format!("use crate::ui::parts::{module}::{{b, {name}}};\nuse yew"));
        assert_eq!(breaks("src/ui/a.rs", &ours), [""; 0], "{name} of ours");
    }
    let decides =
        "//! A.\nif error.contains(\"must not be 0\") && a == \"b c\" || a.ends_with(\"- \") || a == \"b\" {}\n";
    assert_eq!(breaks("src/sim/a.rs", decides).len(), 2, "each text of two words");
    assert_eq!(breaks("src/ui/a.rs", decides), [""; 0], "the page may look for its own words");
    assert_eq!(breaks("src/sim/tests_a.rs", decides), [""; 0]);
    assert_eq!(breaks("src/sim/a.rs", &decides.replacen("\n", "\n#[cfg(test)]\n", 1)), [""; 0]);
    assert_eq!(breaks("src/sim/a.rs", "fn main() {}\n").len(), 1, "a file needs //!");
    let long = format!(
        "//! Long.\nimpl A {{\n    pub(super) async fn all() -> u32 {{\n{}    }}\n}}\n",
        "        step();\n".repeat(69)
    );
    assert_eq!(
        breaks("src/sim/a.rs", &long),
        ["src/sim/a.rs:3: `all` has 71 lines: let it decide, and others compute"]
    );
    assert_eq!(breaks("src/sim/a.rs", &long.replacen("        step();\n", "", 1)), [""; 0]);
    assert_eq!(
        breaks("src/sim/a.rs", &format!("//! Long.\n{}", "\n".repeat(LINES_MAX))).len(),
        1,
        "a file is too long"
    );
}
