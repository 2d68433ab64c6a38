//! `podyard check`: every problem is found, at its line, with a cure; and what has none, the build takes.
//!
//! The broken files in `tests/check/` say themselves what is wrong with them: `#~ field: what` at the end of a line
//! stands for one problem reported there, by the beginning of its words.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use podyard::quiz::Quiz;
use podyard::quiz::check::{Problem, check};
use podyard::sim::random::Random;
use podyard::text::say;

const BROKEN: &str = "tests/check";
const SHIPPED: &str = "quizzes/strategies.toml";

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
    check(&[("strategies.toml".into(), text.into())])
}

#[test]
fn every_broken_file_shows_its_problems_and_no_other() {
    let files = broken();
    assert!(files.len() >= 6, "{}", files.len());
    let mut problems = check(&files);
    for (file, text) in &files {
        assert!(text.contains("#~"), "{file} expects nothing");
        for (index, line) in text.lines().enumerate() {
            for expected in line.split("#~ ").skip(1) {
                let here = |problem: &Problem| {
                    let said = format!("{}: {}", problem.field, say(&problem.what));
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
    let text = read(SHIPPED).replacen("type = \"choice\"", "type = \"single\"", 1);
    let line = 1 + text.lines().position(|line| line.contains("single")).unwrap();
    let said: Vec<String> = check_text(&text).iter().map(|problem| say(&problem.message())).collect();
    let expected =
        format!("strategies.toml:{line}: questions[1].type: `single` is not known. Fix: write one of choice, multi");
    assert_eq!(said, [expected]);
    assert!(check(&broken()).iter().all(|problem| say(&problem.fix).len() > 10));
}

#[test]
fn the_quizzes_we_ship_have_no_problem() {
    assert_eq!(check_text(&read(SHIPPED)), []);
}

#[test]
fn the_example_of_the_documentation_has_no_problem() {
    let docs = read("docs/quizzes.md");
    let example = docs.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).expect("there is an example");
    assert_eq!(check_text(&format!("{}\n{example}", read(SHIPPED))), []);
    let alone = format!("format_version = 1\nid = \"strategies\"\ntitle = \"One question\"\n{example}");
    assert_eq!(check_text(&alone), [], "one question alone is not too often");
}

/// Takes each line out in turn. Every field but the optional ones is missed by its name, and by the build too.
#[test]
fn every_missing_line_is_found() {
    let text = read(SHIPPED);
    let lines: Vec<&str> = text.lines().collect();
    let mut found = 0;
    for (index, line) in lines.iter().enumerate() {
        let Some((field, _)) = line.split_once(" = ") else { continue };
        if ["intro", "source", "try_strategy"].contains(&field) {
            continue;
        }
        let rest = [&lines[..index], &lines[index + 1..]].concat().join("\n");
        let problems = check_text(&rest);
        if field == "right" {
            assert!(
                problems.iter().any(|problem| say(&problem.what) == "no option is right")
                    || line_is_of_multi(&lines, index)
            );
            continue;
        }
        let [problem] = &problems[..] else { panic!("{line}: {problems:#?}") };
        assert!(say(&problem.what) == "is missing" && problem.field.ends_with(field), "{line}: {problem:?}");
        assert!(toml::from_str::<Quiz>(&rest).is_err(), "the build would take it: {line}");
        found += 1;
    }
    assert!(found > 13 * (4 + 2 * 4), "{found} lines were tried");
}

fn line_is_of_multi(lines: &[&str], index: usize) -> bool {
    lines[..index].iter().rev().find(|line| line.starts_with("type")) == Some(&"type = \"multi\"")
}

/// Spoils the file at random: nothing panics, and what passes is a quiz for the build.
#[test]
fn what_passes_the_build_takes() {
    let text = read(SHIPPED);
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
        let problems = check_text(&spoilt);
        if problems.is_empty() {
            passed += 1;
            assert!(toml::from_str::<Quiz>(&spoilt).is_ok(), "seed {seed} passes, and the build refuses it");
        } else {
            refused += 1;
            let last = spoilt.lines().count().max(1);
            assert!(problems.iter().all(|problem| (1..=last).contains(&problem.line)), "seed {seed}: {problems:#?}");
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
    let expected = (
        Some(0),
        "quizzes/strategies.toml: 13 questions, 52 options\nquizzes/traffic.toml: 8 questions, 32 options\n"
            .to_string(),
        String::new(),
    );
    assert_eq!(podyard(&["check"]), expected);
    assert_eq!(podyard(&["check", "quizzes"]), expected);
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
    fs::write(dir.join("strategies.toml"), read(SHIPPED)).unwrap();
    fs::write(dir.join(".hidden"), "").unwrap();
    assert_eq!(podyard(&["check", &shown]).0, Some(0), "hidden files are nobody's quizzes");
    fs::write(dir.join("notes.md"), "").unwrap();
    fs::write(dir.join("latin.toml"), b"title = \"gr\xfcn\"").unwrap();
    fs::create_dir(dir.join("more.toml")).unwrap();
    let (code, printed, complaint) = podyard(&["check", &shown]);
    assert_eq!((code, complaint.as_str()), (Some(1), "podyard: 3 problems\n"));
    let starts =
        ["latin.toml:1: file: cannot be read", "more.toml:1: file: is not a quiz", "notes.md:1: file: is not a quiz"];
    assert_eq!(printed.lines().count(), starts.len(), "{printed}");
    for (line, start) in printed.lines().zip(starts) {
        assert!(line.starts_with(&format!("{shown}/{start}")) && line.contains(". Fix: "), "{line}");
    }
}
