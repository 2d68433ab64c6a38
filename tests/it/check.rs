//! `podyard check`: every problem is found, at its line, with a cure; and what has none, the build takes.
//!
//! The broken files in `tests/check/` say themselves what is wrong with them: `#~ field: what` at the end of a line
//! stands for one problem reported there, by the beginning of its words.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use podyard::learn::check::{Problem, check};
use podyard::learn::{Quiz, parse};
use podyard::sim::random::Random;
use podyard::text::say;

const BROKEN: &str = "tests/check";
const SHIPPED: &str = "quizzes/strategies.yaml";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The broken files in the order of their names, by path from the root.
fn broken() -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join(BROKEN)).expect("the folder of broken files stands");
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.into_iter().map(|name| format!("{BROKEN}/{name}")).map(|path| (path.clone(), read(&path))).collect()
}

fn check_text(text: &str) -> Vec<Problem> {
    check(&[("strategies.yaml".into(), text.into())])
}

#[test]
fn every_broken_file_shows_its_problems_and_no_other() {
    let files = broken();
    assert!(files.len() >= 6, "{}", files.len());
    let mut problems = check(&files);
    for (file, text) in &files {
        assert!(text.contains("#~") || file.ends_with("whole.yaml"), "{file} expects nothing");
        for (index, line) in text.lines().enumerate() {
            for expected in line.split("#~ ").skip(1) {
                let here = |problem: &Problem| {
                    let said = format!("{}: {}", problem.field, say(&problem.what));
                    // Of some the words are the API server's: then the field will do.
                    problem.file == *file && problem.line == index + 1 && said.starts_with(expected.trim())
                };
                let found = problems.iter().position(here);
                let found =
                    found.unwrap_or_else(|| panic!("{file}:{}: not found: {expected}\n{problems:#?}", index + 1));
                problems.remove(found);
            }
        }
    }
    assert!(problems.is_empty(), "not expected: {problems:#?}");
}

#[test]
fn problems_come_in_the_order_of_files_and_lines() {
    let files = broken();
    let names: Vec<&String> = files.iter().map(|(name, _)| name).collect();
    let place = |problem: &Problem| (names.iter().position(|name| **name == problem.file).unwrap(), problem.line);
    let places: Vec<_> = check(&files).iter().map(place).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_message_has_file_line_field_what_and_fix() {
    let text = read(SHIPPED).replacen("type: choice", "type: single", 1);
    let line = 1 + text.lines().position(|line| line.contains("single")).unwrap();
    let said: Vec<String> = check_text(&text).iter().map(|problem| say(&problem.message())).collect();
    let expected = format!(
        "strategies.yaml:{line}: questions[0].type: Unsupported value: \"single\". Fix: write choice, several, number, text, order, match, pod, moment, curve or goal"
    );
    assert_eq!(said, [expected]);
    assert!(check(&broken()).iter().all(|problem| say(&problem.fix).len() > 10));
}

#[test]
fn the_quizzes_we_ship_have_no_problem() {
    assert_eq!(check_text(&read(SHIPPED)), []);
}

/// Every example of the documentation stands in a file of its own and has no problem.
#[test]
fn the_examples_of_the_documentation_have_no_problem() {
    let docs = read("docs/quizzes.md");
    let examples: Vec<&str> = docs.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 5, "one for each way to answer: {}", examples.len());
    for example in examples {
        let alone = format!("id: strategies\ntitle: One question\nkubernetes: 1.27-1.36\nquestions:\n{example}");
        assert_eq!(check_text(&alone), [], "{example}");
    }
}

/// Takes each line of a question out in turn. Every field but the optional ones is missed.
#[test]
fn every_missing_line_is_found() {
    const OPTIONAL: [&str; 8] = ["start", "intro", "source", "sandbox", "unit", "misconception", "take", "until"];
    let text = read("tests/check/whole.yaml");
    let lines: Vec<&str> = text.lines().collect();
    let whole = |text: &str| check(&[("whole.yaml".into(), text.into())]);
    assert_eq!(whole(&text), []);
    let mut found = 0;
    for (index, line) in lines.iter().enumerate() {
        let Some((field, _)) = line.trim_start_matches(['-', ' ']).split_once(": ") else { continue };
        if OPTIONAL.contains(&field) || line.trim_start().starts_with(['-', '#']) {
            continue;
        }
        let rest = [&lines[..index], &lines[index + 1..]].concat().join("\n");
        assert_ne!(whole(&rest), [], "nobody misses {line}");
        found += 1;
    }
    assert!(found > 30, "{found} lines were tried");
}

/// Spoils the file at random: nothing panics, and what passes is a quiz for the page.
#[test]
fn what_passes_the_page_takes() {
    let text = read("tests/check/whole.yaml");
    let lines: Vec<&str> = text.lines().collect();
    let (mut passed, mut refused) = (0, 0);
    for seed in 0..1_000 {
        let mut random = Random::new(seed);
        let mut spoilt: Vec<String> = lines.iter().map(ToString::to_string).collect();
        for _ in 0..=random.below(2) {
            let (at, other) = (random.below(spoilt.len() as u32) as usize, random.below(lines.len() as u32) as usize);
            match random.below(5) {
                0 => drop(spoilt.remove(at)),
                1 => spoilt.insert(at, lines[other].into()),
                2 => spoilt.swap(at, other.min(lines.len() - 4)),
                3 => spoilt[at] = spoilt[at].chars().filter(|_| !random.percent(5)).collect(),
                _ => spoilt[at] = spoilt[at].replacen('"', "", 1),
            }
        }
        let spoilt = spoilt.join("\n");
        let problems = check(&[("whole.yaml".into(), spoilt.clone())]);
        if problems.is_empty() {
            passed += 1;
            assert!(parse::<Quiz>(&spoilt).is_ok(), "seed {seed} passes, and the page refuses it");
        } else {
            refused += 1;
            let last = spoilt.lines().count().max(1);
            assert!(
                problems.iter().all(|problem| (1..=last + 1).contains(&problem.line)),
                "seed {seed}: {problems:#?}"
            );
        }
    }
    assert!(passed > 50 && refused > 500, "{passed} passed, {refused} were refused");
}

/// Runs the program in the root: its exit code, what it printed, and what it complained.
fn podyard(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_podyard")).args(arguments).current_dir(root()).output();
    let output = output.expect("the program was built with this test");
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_program_counts_what_is_good() {
    // The shipped ones are a stage of their own: to prove them takes a minute.
    let dir = scratch("check-good");
    fs::write(dir.join("whole.yaml"), read("tests/check/whole.yaml")).unwrap();
    let shown = dir.display().to_string();
    let expected = format!("{shown}/whole.yaml: 6 questions, 5 options, 2 proved by running\n");
    assert_eq!(podyard(&["check", &shown]), (Some(0), expected, String::new()));
}

#[test]
fn the_program_prints_every_problem() {
    let (code, printed, complaint) = podyard(&["check", BROKEN]);
    let expected: Vec<String> = check(&broken()).iter().map(|problem| say(&problem.message())).collect();
    assert_eq!(code, Some(1));
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
    assert_eq!(complaint, format!("podyard: {} problems\n", expected.len()));
}

#[test]
fn the_program_says_that_there_is_nothing() {
    let (code, printed, complaint) = podyard(&["check", "no-such-folder"]);
    assert_eq!((code, printed.as_str()), (Some(2), ""));
    assert!(complaint.starts_with("podyard: no-such-folder: ") && complaint.contains("Fix: "), "{complaint}");
    assert_eq!(podyard(&["chek"]).0, Some(2), "clap ends so too");
}

/// A folder of its own for one test, empty.
fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("a scratch folder can be made");
    dir
}

#[test]
fn the_program_finds_what_is_no_quiz() {
    let dir = scratch("check-unexpected");
    let shown = dir.display().to_string();
    assert_eq!(podyard(&["check", &shown]).0, Some(2), "an empty folder");
    fs::write(dir.join("strategies.yaml"), read(SHIPPED)).unwrap();
    fs::write(dir.join(".hidden"), "").unwrap();
    assert_eq!(podyard(&["check", &shown]).0, Some(0), "hidden files are nobody's quizzes");
    fs::write(dir.join("notes.md"), "").unwrap();
    fs::write(dir.join("latin.yaml"), b"title: gr\xfcn").unwrap();
    fs::create_dir(dir.join("more.yaml")).unwrap();
    let (code, printed, complaint) = podyard(&["check", &shown]);
    assert_eq!((code, complaint.as_str()), (Some(1), "podyard: 3 problems\n"));
    let starts =
        ["latin.yaml:1: file: cannot be read", "more.yaml:1: file: is not a quiz", "notes.md:1: file: is not a quiz"];
    assert_eq!(printed.lines().count(), starts.len(), "{printed}");
    for (line, start) in printed.lines().zip(starts) {
        assert!(line.starts_with(&format!("{shown}/{start}")) && line.contains(". Fix: "), "{line}");
    }
}
