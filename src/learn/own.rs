//! A file of questions that somebody opens in the page: nobody has checked it, and it may mean harm. It is read a question at
//! a time, within limits; what is wrong is said with its line. Nothing that it claims is run.

use super::needs::faults;
use super::parse;
use super::question::{Question, Quiz};
use crate::kube::field::Field;
use crate::kube::reader::Reader;
use crate::kube::tree::{Value, path};
use crate::kube::{Malformed, yaml};
use crate::pace::Pace;

/// The id of such a quiz: no other can have it, for a blank fits into no address.
const OWN: &str = "of one's own";
/// Most bytes of a file, of all that stands outside its questions, and of one question.
const FILE: usize = 1_000_000;
const HEAD: usize = 60_000;
const QUESTION: usize = 8_000;
/// Most questions.
const COUNT: usize = 300;
/// So many problems are looked for.
const PROBLEMS: usize = 20;
/// A question is as much work as a slice has events: the clock is looked at after each.
const WORK: u64 = 32;

/// The quiz, alone; else what is wrong, by line.
pub type Read = Result<Vec<Quiz>, Vec<Malformed>>;

/// These are the questions of such a file.
pub fn is_own(quizzes: &[Quiz]) -> bool {
    quizzes.first().is_some_and(|quiz| &*quiz.id == OWN)
}

/// The file that a link asks for: `file=questions/mine.yaml`; empty where it is yet to be chosen.
pub fn wanted(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("file="))
}

/// It is a file of this site, not above the page.
pub fn is_here(file: &str) -> bool {
    let plain = |sign: u8| sign.is_ascii_alphanumeric() || b"-_./".contains(&sign);
    let named = |part: &str| !part.is_empty() && !part.starts_with('.');
    file.bytes().all(plain) && file.split('/').all(named) && file.ends_with(".yaml")
}

/// Reads a file in slices.
pub async fn read(text: &str, pace: &Pace) -> Read {
    if text.len() > FILE {
        return Err(vec![too_long(1, "", FILE)]);
    }
    let (head, parts) = split(text);
    if head.len() > HEAD {
        return Err(vec![too_long(1, "", HEAD)]);
    }
    let mut quiz: Quiz = parse(&head)?;
    let mut problems = Vec::new();
    if quiz.title.trim().is_empty() {
        problems.push(wrong(1, "title", message!("quiz-missing"), message!("quiz-add", field = "title")));
    }
    if parts.is_empty() || !quiz.questions.is_empty() {
        problems.push(wrong(1, "questions", message!("own-no-questions"), message!("own-write-questions")));
    }
    if let Some(part) = parts.get(COUNT) {
        let what = message!("own-too-many", most = COUNT);
        problems.push(wrong(part.before + 1, "questions", what, message!("own-shorten")));
    }
    for (index, part) in parts.iter().enumerate().take(COUNT) {
        pace.breathe(WORK).await;
        let at = format!("questions[{index}]");
        match question(&part.text, &at) {
            Ok((question, line)) => {
                if let Some(place) = quiz.questions.iter().position(|it| it.id == question.id) {
                    let what = message!("quiz-taken-by", id = &question.id, place = format!("questions[{place}]"));
                    let line = line + part.before;
                    problems.push(wrong(line, &format!("{at}.id"), what, message!("quiz-give-question-id-its")));
                }
                quiz.questions.push(question);
            }
            Err(found) => {
                problems.extend(found.into_iter().map(|it| Malformed { line: it.line.max(1) + part.before, ..it }));
            }
        }
        if problems.len() >= PROBLEMS {
            break;
        }
    }
    quiz.id = OWN.into();
    if problems.is_empty() { Ok(vec![quiz]) } else { Err(problems) }
}

/// A question's text, and how many lines stand before it.
struct Part {
    before: usize,
    text: String,
}

/// All lines outside of `questions`, empty ones in the place of the others, and each question.
fn split(text: &str) -> (String, Vec<Part>) {
    let (mut head, mut parts) = (String::new(), Vec::<Part>::new());
    let (mut inside, mut indent) = (false, None);
    for (before, line) in text.lines().enumerate() {
        let rest = line.trim_start_matches(' ');
        let item = rest.starts_with("- ") || rest.trim_end() == "-";
        let blanks = line.len() - rest.len();
        if blanks == 0 && !item && !rest.is_empty() && !rest.starts_with('#') {
            let behind = rest.strip_prefix("questions:").map(str::trim_start);
            inside = behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('#'));
        } else if inside {
            if item && *indent.get_or_insert(blanks) == blanks {
                parts.push(Part { before, text: String::new() });
            }
            if let Some(part) = parts.last_mut() {
                part.text.push_str(line);
                part.text.push('\n');
            }
            head.push('\n');
            continue;
        }
        head.push_str(line);
        head.push('\n');
    }
    (head, parts)
}

/// A question and its line, from a text of which it is the only item.
fn question(text: &str, at: &str) -> Result<(Question, usize), Vec<Malformed>> {
    if text.len() > QUESTION {
        return Err(vec![too_long(1, at, QUESTION)]);
    }
    let documents = yaml::documents(text).map_err(|problem| vec![problem])?;
    let items = match documents.first().map(|node| &node.value) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    let [node] = items else {
        return Err(vec![wrong(1, at, message!("own-no-questions"), message!("own-write-questions"))]);
    };
    let mut reader = Reader::default();
    let read = Question::read(&mut reader, node, at);
    let Some(mut question) = read.filter(|_| reader.problems.is_empty()) else { return Err(reader.problems) };
    let mut found = faults(&question);
    if question.id.is_empty() {
        found.push(("id".into(), message!("quiz-missing"), message!("quiz-add", field = "id")));
    }
    if question.is_seen() {
        found.push(("type".into(), message!("own-runs-nothing"), message!("own-another-type")));
    }
    // Only the build may say where a run leads.
    question.show = None;
    let line = |field: &str| node.at(&path(field)).map_or(node.line, |found| found.line);
    let problem = |(field, what, fix): (String, _, _)| wrong(line(&field), &format!("{at}.{field}"), what, fix);
    let problems: Vec<Malformed> = found.into_iter().map(problem).collect();
    if problems.is_empty() { Ok((question, line("id"))) } else { Err(problems) }
}

fn too_long(line: usize, field: &str, most: usize) -> Malformed {
    wrong(line, field, message!("own-too-long", most), message!("own-shorten"))
}

fn wrong(line: usize, field: &str, what: crate::message::Message, fix: crate::message::Message) -> Malformed {
    Malformed { line, field: field.into(), what, fix }
}
