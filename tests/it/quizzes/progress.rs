//! What somebody has answered: counted, written down, read again whatever became of it.

use podyard::kube::field::Field;
use podyard::learn::done::{Best, Done};
use podyard::learn::kept::Kept;
use podyard::learn::{Given, Kind, Pair, Progress, Question, Quiz, embedded};

use podyard::text::say;

use super::{blank, chosen, right_ones};

const TODAY: u64 = 20_000;

/// Answers the first question wrongly and then rightly, the second rightly at once.
fn answered(quizzes: &[Quiz]) -> Progress {
    let [first, second] = [&quizzes[0].questions[0], &quizzes[0].questions[1]];
    let mut progress = Progress::default();
    assert!(!progress.answer(first, &chosen([0]), None, TODAY));
    progress.retry(first);
    assert!(progress.of(first).unwrap().open);
    assert!(progress.answer(first, &chosen(right_ones(first)), None, TODAY));
    assert!(progress.answer(second, &chosen(right_ones(second)), None, TODAY));
    progress
}

#[test]
fn progress_counts_what_was_tried() {
    let quizzes = embedded();
    let progress = answered(&quizzes);
    let [first, second, third] = [0, 1, 2].map(|index| progress.of(&quizzes[0].questions[index]).cloned());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!((first.right, first.attempts, first.first_try_right, first.open), (true, 2, false, false));
    assert_eq!((second.right, second.attempts, second.first_try_right, second.open), (true, 1, true, false));
    assert_eq!(first.given, chosen([1]));
    assert_eq!(third, None);
}

#[test]
fn choosing_nothing_is_no_answer() {
    let question = &embedded()[0].questions[0];
    let mut progress = Progress::default();
    assert!(!progress.answer(question, &chosen([]), None, TODAY));
    progress.retry(question);
    assert_eq!(progress, Progress::default());
}

#[test]
fn a_first_try_stays_right_whatever_follows() {
    let question = &embedded()[0].questions[0];
    let mut progress = Progress::default();
    progress.answer(question, &chosen(right_ones(question)), None, TODAY);
    progress.retry(question);
    let again = progress.of(question).unwrap();
    assert!(again.open && again.first_try_right && again.attempts == 1);
    progress.answer(question, &chosen([0]), None, TODAY);
    let wrong = progress.of(question).unwrap();
    assert_eq!((wrong.right, wrong.attempts, wrong.first_try_right), (false, 2, true));
}

#[test]
fn every_way_to_answer_comes_back_as_it_was_written() {
    let [number, text, steps, pairs] = [Kind::Number, Kind::Text, Kind::Order, Kind::Match].map(|kind| Question {
        id: format!("{kind:?}").into(),
        answer: Some(3),
        accept: vec!["kubectl".into()],
        steps: vec!["a".into(), "b".into()],
        pairs: vec![Pair { left: "a".into(), right: "b".into() }],
        ..blank(kind)
    });
    let given = [
        (number, Given::Typed("3".into())),
        (text, Given::Typed("it \"is\" …".into())),
        (steps, Given::Placed(vec![1, 0])),
        (pairs, Given::Placed(vec![0])),
    ];
    let mut progress = Progress::default();
    for (question, given) in &given {
        progress.answer(question, given, None, TODAY);
    }
    let quiz = Quiz { questions: given.iter().map(|(question, _)| question.clone()).collect(), ..Quiz::absent() };
    let read = Progress::parse(&progress.to_json(), &[quiz]);
    assert_eq!(read, progress);
    let right = given.map(|(question, _)| read.of(&question).map(|answer| answer.right));
    assert_eq!(right, [Some(true), Some(false), Some(false), Some(true)]);
}

#[test]
fn progress_comes_back_as_it_was_written() {
    let quizzes = embedded();
    let mut progress = answered(&quizzes);
    assert_eq!(Progress::parse(&progress.to_json(), &quizzes), progress);
    progress.retry(&quizzes[0].questions[1]);
    assert_eq!(Progress::parse(&progress.to_json(), &quizzes), progress, "an open question stays open");
    assert_eq!(Progress::parse(&Progress::default().to_json(), &quizzes), Progress::default());
}

#[test]
fn an_edited_question_drops_its_answer_and_no_other() {
    type Edit = fn(&mut Question);
    let edits: [(&str, Edit, bool); 7] = [
        ("the prompt", |question| question.prompt = "Another?".into(), false),
        ("an option's text", |question| question.options[0].text = "Another".into(), false),
        ("what is right", |question| question.options[0].right = true, false),
        ("the order of options", |question| question.options.swap(2, 3), false),
        ("the kind", |question| question.kind = Kind::Several, false),
        ("a reason", |question| question.options[0].reason = "Another".into(), true),
        ("the source", |question| question.source = None, true),
    ];
    for (name, edit, stays) in edits {
        let mut quizzes = embedded();
        let progress = answered(&quizzes);
        let json = progress.to_json();
        edit(&mut quizzes[0].questions[0]);
        let [first, second] = [&quizzes[0].questions[0], &quizzes[0].questions[1]];
        let parsed = Progress::parse(&json, &quizzes);
        assert_eq!(parsed.of(first).is_some(), stays, "{name}");
        assert_eq!(progress.of(first).is_some(), stays, "{name}, without a reload");
        assert!(parsed.of(second).is_some(), "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_dropped_and_the_rest_stays() {
    let quizzes = embedded();
    let json = answered(&quizzes).to_json();
    let [first, second] = [&quizzes[0].questions[0], &quizzes[0].questions[1]];
    let broken = [
        ("\"attempts\":2", "\"attempts\":0"),
        ("\"attempts\":2", "\"attempts\":-2"),
        ("\"attempts\":2", "\"attempts\":\"two\""),
        ("\"attempts\":2,", ""),
        ("\"attempts\":2,\"chosen\":[1]", "\"attempts\":2,\"chosen\":[]"),
        ("\"attempts\":2,\"chosen\":[1]", "\"attempts\":2,\"chosen\":[4]"),
        ("\"attempts\":2,\"chosen\":[1]", "\"attempts\":2,\"chosen\":null"),
        ("\"canary-what\"", "\"a-question-that-is-gone\""),
    ];
    for (from, to) in broken {
        let text = json.replacen(from, to, 1);
        assert_ne!(text, json, "{from} does not stand in {json}");
        let parsed = Progress::parse(&text, &quizzes);
        assert_eq!(parsed.of(first), None, "{to}");
        assert!(parsed.of(second).is_some(), "{to}");
    }
    for text in ["", "null", "[]", "{}", "{\"format_version\":2}", "{\"format_version\":2,\"answers\":[]}", "\u{0}"] {
        assert_eq!(Progress::parse(text, &quizzes), Progress::default(), "{text}");
    }
    let newer = json.replacen("\"format_version\":2", "\"format_version\":3", 1);
    assert_eq!(Progress::parse(&newer, &quizzes), Progress::default());
    let is_later = [newer.as_str(), "{\"format_version\":9}", &json, "", "[]", "{\"format_version\":\"9\"}"]
        .map(Progress::is_later);
    assert_eq!(is_later, [true, true, false, false, false, false]);
    // Cut or changed anywhere, it is read or dropped, and nothing panics.
    for at in 0..json.len() {
        Progress::parse(&json[..at], &quizzes);
        Progress::parse(&json.replacen(&json[at..=at], "9", 1), &quizzes);
    }
}

#[test]
fn a_stored_answer_is_graded_anew() {
    let quizzes = embedded();
    let question = &quizzes[0].questions[0];
    let mut progress = Progress::default();
    progress.answer(question, &chosen([0]), None, TODAY);
    let json = progress.to_json();
    assert!(!json.contains("\"right\""), "whether it is right is for the question to say: {json}");
    assert!(!Progress::parse(&json, &quizzes).of(question).unwrap().right);
    let forged = json.replacen("\"chosen\":[0]", "\"chosen\":[1]", 1);
    assert!(Progress::parse(&forged, &quizzes).of(question).unwrap().right);
}

#[test]
fn form_1_is_read_and_its_answers_are_due_at_once() {
    let quizzes = embedded();
    let [first, second] = [&quizzes[0].questions[0], &quizzes[0].questions[1]];
    let json = answered(&quizzes).to_json();
    // As the first versions of the page wrote it: without days, and without being sure.
    let mut old = json.replacen("\"format_version\":2", "\"format_version\":1", 1);
    for gone in ["\"review\":[20000,1,20001],", "\"review\":[20000,1,20001],"] {
        assert!(old.contains(gone), "{old}");
        old = old.replacen(gone, "", 1);
    }
    let read = Progress::parse(&old, &quizzes);
    for question in [first, second] {
        let answer = read.of(question).expect("the answer is kept");
        assert!(answer.right && answer.review.is_due(TODAY) && answer.sure.is_none(), "{answer:?}");
    }
    assert!(!Progress::is_later(&old), "and it may be written over");
    assert!(read.to_json().starts_with("{\"format_version\":2"), "in the form of today");
}

#[test]
fn what_one_says_of_being_sure_is_kept_and_read_from_what_knew_only_sure() {
    let quizzes = embedded();
    let question = &quizzes[0].questions[0];
    for sure in [None, Some(false), Some(true)] {
        let mut progress = Progress::default();
        progress.answer(question, &chosen(right_ones(question)), sure, TODAY);
        let json = progress.to_json();
        assert!(json.starts_with("{\"format_version\":2"), "{json}");
        assert_eq!(Progress::parse(&json, &quizzes), progress);
        // A page that knows only `sure` reads unsure as not said.
        let old = json.replace(",\"unsure\":true", "");
        assert_eq!(Progress::parse(&old, &quizzes).of(question).unwrap().sure, sure.filter(|sure| *sure), "{old}");
    }
}

#[test]
fn a_file_of_answers_is_merged_and_another_is_refused() {
    let quizzes = embedded();
    let [first, second, third] = [0, 1, 2].map(|index| &quizzes[0].questions[index]);
    let mut here = Progress::default();
    here.answer(first, &chosen([0]), None, TODAY);
    here.answer(second, &chosen(right_ones(second)), None, TODAY + 2);
    let mut there = Progress::default();
    there.answer(first, &chosen(right_ones(first)), Some(true), TODAY + 1);
    there.answer(second, &chosen([]), None, TODAY + 3);
    there.answer(third, &chosen(right_ones(third)), None, TODAY - 9);
    let mut merged = here.clone();
    merged.merge(Kept::of_file(&there.to_json(), &quizzes).expect("a file of answers").progress);
    assert_eq!(merged.count(), 3);
    assert_eq!(merged.of(first), there.of(first), "the later answer");
    assert_eq!(merged.of(second), here.of(second), "which only one of them has");
    let mut other_way = there.clone();
    other_way.merge(here.clone());
    assert_eq!(other_way, merged, "whoever takes in whom");
    let mut again = merged.clone();
    again.merge(there);
    assert_eq!(again, merged, "twice is once");
    let foreign = [
        "",
        "hello",
        "{}",
        "[1]",
        "{\"format_version\":2}",
        "{\"format_version\":1,\"runs\":{}}",
        "a: &a [*a]",
        "\u{0}",
    ];
    for text in foreign {
        let why = Kept::of_file(text, &quizzes).expect_err(text);
        assert_eq!(say(&why), "This is no file of answers. Nothing was changed.", "{text}");
    }
    let later = "{\"format_version\":9,\"answers\":{}}";
    let why = Kept::of_file(later, &quizzes).expect_err(later);
    assert_eq!(say(&why), "A later version of Podyard wrote this file. Nothing was changed.");
}

#[test]
fn a_file_holds_exercises_too_and_of_two_the_better_one_stays() {
    let quizzes = embedded();
    let best = |exercise: &str, hints, changes| Best { exercise: exercise.into(), hints, changes, met: 1_500 };
    let done = |all: &[Best]| {
        let mut done = Done::default();
        all.iter().for_each(|best| done.add(best.clone()));
        done
    };
    let mut kept = Kept { progress: answered(&quizzes), done: done(&[best("a", 0, 3), best("b", 2, 1)]) };
    assert_eq!(Kept::of_file(&kept.to_json(), &quizzes), Ok(kept.clone()));
    let only = Kept { done: kept.done.clone(), ..Kept::default() };
    assert_eq!(Kept::of_file(&only.to_json(), &quizzes), Ok(only), "exercises alone");
    kept.done.merge(done(&[best("a", 1, 1), best("b", 0, 9), best("c", 0, 0)]));
    assert_eq!(kept.done, done(&[best("a", 0, 3), best("b", 0, 9), best("c", 0, 0)]));
    let long = "x".repeat(101);
    let hostile = format!(
        r#"{{"format_version":2,"answers":{{}},"done":[7,{{"exercise":"{long}"}},{{"exercise":""}},{{"exercise":"a","changes":-1}},
        {{"exercise":"a","hints":1e99}},{{"exercise":"b","grade":1}},{{"exercise":"ok","changes":2}}]}}"#
    );
    let read = Kept::of_file(&hostile, &quizzes).expect("a file of answers");
    assert_eq!(read.done, done(&[Best { met: 0, ..best("ok", 0, 2) }]));
    let many: Vec<String> = (0..3_000).map(|number| format!(r#"{{"exercise":"e{number}"}}"#)).collect();
    let many = format!(r#"{{"format_version":2,"answers":{{}},"done":[{}]}}"#, many.join(","));
    assert_eq!(Kept::of_file(&many, &quizzes).expect("a file of answers").done.count(), 1_000);
    let old = answered(&quizzes).to_json();
    assert_eq!(Kept::of_file(&old, &quizzes).expect("a file from before").done, Done::default());
}
