//! The questions we ship, and what the page does with them: content, grading, order, progress and practice.

mod orders;
mod own;
mod practice;
mod progress;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use podyard::history::{History, Link};
use podyard::kube::field::Field;
use podyard::learn::{
    Choice, Given, Kind, Pair, Progress, Question, Quiz, Span, Topic, embedded, grade, known, parse, spans,
};
use podyard::scenario::Scenario;

fn questions() -> Vec<Question> {
    embedded().into_iter().flat_map(|quiz| quiz.questions).collect()
}

fn right_ones(question: &Question) -> BTreeSet<usize> {
    (0..question.options.len()).filter(|index| question.options[*index].right).collect()
}

/// An answer of these options.
fn chosen(options: impl IntoIterator<Item = usize>) -> Given {
    Given::Chosen(options.into_iter().collect())
}

#[test]
fn what_the_build_embedded_is_what_the_files_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("quizzes");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path| parse::<Quiz>(&fs::read_to_string(path).unwrap()).unwrap();
    let mut files: Vec<Quiz> = paths.iter().map(read).collect();
    files.sort_by_key(|quiz| (quiz.place, quiz.id.clone()));
    assert!(!files.is_empty());
    assert_eq!(embedded(), files);
    assert_eq!(&*embedded()[0].id, "strategies");
}

/// What a course of rollouts has to ask at least.
#[test]
fn there_are_enough_questions_of_every_sort() {
    let questions = questions();
    let proved = questions.iter().filter(|question| question.run.is_some()).count();
    let other = questions.iter().filter(|question| question.kind != Kind::Choice).count();
    assert!(questions.len() >= 120 && proved >= 60 && other >= 12, "{} {proved} {other}", questions.len());
    let without: Vec<_> = questions.iter().filter(|question| question.source.is_none()).map(|it| &it.id).collect();
    assert!(without.is_empty(), "no source: {without:?}");
    for number in 1..=20 {
        let id = format!("M{number}");
        let of = |question: &&Question| {
            let options = question.options.iter().map(|option| &option.misconception);
            let wrong = question.wrong.iter().map(|wrong| &wrong.misconception);
            options.chain(wrong).flatten().any(|it| **it == *id)
        };
        let count = questions.iter().filter(of).count();
        assert!(count >= 2, "{id} is asked {count} times");
    }
}

/// "Show me" leads into the run that proves the answer, and what happens there is what was proved.
#[test]
fn show_me_leads_into_the_run() {
    let mut shown = 0;
    for question in questions().iter().filter(|question| question.run.is_some()) {
        let run = question.run.as_ref().expect("it has one");
        let Some(link) = run.link() else { continue };
        let mut history = History::new(Scenario::default());
        let opened = history.open(Link::read(&link).unwrap_or_else(|error| panic!("{}: {error:?}", question.id)));
        assert_eq!(opened.ok(), Some(None), "{}: {link}", question.id);
        let at = run.acts.last().map_or(0, |act| act.at);
        assert_eq!(history.session().elapsed(), at, "{}: {link}", question.id);
        shown += 1;
    }
    let all = questions().iter().filter(|question| question.run.is_some()).count();
    assert!(shown * 10 >= all * 8, "{shown} of {all}");
}

/// What the page fetches says all that it asks, and nothing of how it is proved.
#[test]
fn the_page_s_questions_are_the_files_without_their_proofs() {
    let text = podyard::learn::for_the_page(embedded());
    let read = podyard::learn::read_all::<Quiz>(&text).expect("it reads what it writes");
    for proof in ["proof", "which", "judged", "solution"] {
        assert!(!text.contains(&format!("\"{proof}\"")), "{proof}");
    }
    let progress = Progress::default();
    for (whole, there) in embedded().iter().zip(&read) {
        assert_eq!((&whole.id, whole.questions.len()), (&there.id, there.questions.len()));
        for (whole, there) in whole.questions.iter().zip(&there.questions) {
            assert_eq!((whole.settings(), &whole.prompt), (there.settings(), &there.prompt));
            assert_eq!(there.run.is_some(), whole.is_seen(), "{}: only what is looked at is run", whole.id);
            if whole.is_seen() {
                assert_eq!(there.key.is_empty(), whole.kind == Kind::Goal, "{}", whole.id);
                continue;
            }
            let [mut one, mut other] = [progress.clone(), progress.clone()];
            let given = if whole.options.is_empty() { Given::Typed("1".into()) } else { chosen([0]) };
            assert_eq!(one.answer(whole, &given, None, 0), other.answer(there, &given, None, 0));
            assert_eq!(one, other, "{}: an answer is known by the same number", whole.id);
        }
    }
}

#[test]
fn the_first_question_is_the_canary_s() {
    let quizzes = embedded();
    let question = &quizzes[0].questions[0];
    assert_eq!(&*question.prompt, "What is a canary deployment?");
    assert_eq!(question.kind, Kind::Choice);
    assert_eq!(right_ones(question), BTreeSet::from_iter([1]));
    let said = ["squawking", "subset of traffic", "concurrently", "staging"];
    assert_eq!(question.options.len(), said.len());
    for (option, said) in question.options.iter().zip(said) {
        assert!(option.text.to_lowercase().contains(said), "{}", option.text);
    }
}

#[test]
fn twelve_more_cover_every_topic_twice() {
    let questions = questions();
    assert!(questions.len() >= 13, "{}", questions.len());
    for topic in Topic::ALL {
        let count = questions[1..].iter().filter(|question| question.topic == topic).count();
        assert!(count >= 2, "{}: {count}", topic.label());
    }
}

#[test]
fn texts_are_short_and_calm() {
    for question in questions() {
        let reasons = question.options.iter().map(|option| (&option.reason, 330));
        let reasons = reasons.chain(question.wrong.iter().map(|wrong| (&wrong.reason, 330)));
        let reasons = reasons.chain(question.reason.iter().map(|reason| (reason, 400)));
        let texts = question.options.iter().map(|option| (&option.text, 140));
        for (text, most) in reasons.chain(texts).chain([(&question.prompt, 330)]) {
            assert!(text.chars().count() <= most, "{}: {} characters: {text}", question.id, text.chars().count());
            assert!(!text.contains("! ") && !text.ends_with('!') && !text.contains("  "), "{}: {text}", question.id);
            assert!(!spans(text).iter().any(|span| matches!(span, Span::Text(words) if words.contains('`'))), "{text}");
        }
        let reasons: BTreeSet<&str> = question.options.iter().map(|option| &*option.reason).collect();
        assert_eq!(reasons.len(), question.options.len(), "{}: each option has a reason of its own", question.id);
    }
}

#[test]
fn an_answer_is_right_when_it_is_all_and_nothing_else() {
    for question in questions() {
        // Every set of options there is, as bits.
        let mut graded_right = Vec::new();
        for bits in 0..1_u32 << question.options.len() {
            let options: BTreeSet<usize> = (0..question.options.len()).filter(|index| bits >> index & 1 == 1).collect();
            if grade(&question, &chosen(options.clone())) {
                graded_right.push(options);
            }
        }
        let of_options = !question.options.is_empty();
        let expected: Vec<_> = of_options.then(|| right_ones(&question)).into_iter().collect();
        assert_eq!(graded_right, expected, "{}", question.id);
        assert!(!grade(&question, &chosen([99])));
    }
}

/// A question as a file without its fields would have it.
fn blank(kind: Kind) -> Question {
    Question { kind, ..Question::absent() }
}

fn made_up(id: String, options: usize) -> Question {
    let option = |index| Choice { text: format!("{index}").into(), right: index == 0, ..Choice::absent() };
    Question { id: id.into(), options: (0..options).map(option).collect(), ..blank(Kind::Choice) }
}

#[test]
fn what_is_typed_is_right_however_it_is_written() {
    let number = Question { answer: Some(13), ..blank(Kind::Number) };
    let text = Question { accept: vec!["kubectl rollout undo deployment/web".into()], ..blank(Kind::Text) };
    let cases: [(&Question, &str, bool); 9] = [
        (&number, "13", true),
        (&number, " 13 ", true),
        (&number, "12", false),
        (&number, "13 pods", false),
        (&number, "13.0", false),
        (&number, "", false),
        (&text, "  kubectl  rollout undo Deployment/web ", true),
        (&text, "kubectl rollout undo", false),
        (&text, " ", false),
    ];
    for (question, typed, right) in cases {
        assert_eq!(grade(question, &Given::Typed(typed.into())), right, "{typed:?}");
    }
    assert!(!grade(&blank(Kind::Number), &Given::Typed("0".into())), "no answer is right where none is given");
    assert!(!grade(&number, &chosen([0])) && !grade(&number, &Given::Placed(vec![0])), "another way to answer");
}

#[test]
fn a_wrong_answer_that_people_give_is_known() {
    let wrong = |answer: &str, reason: &str| podyard::learn::WrongAnswer {
        answer: answer.into(),
        reason: reason.into(),
        ..Field::absent()
    };
    let number = Question { answer: Some(13), wrong: vec![wrong("12", "down")], ..blank(Kind::Number) };
    let text = Question { wrong: vec![wrong("Rollout Undo", "no verb")], ..blank(Kind::Text) };
    let reason =
        |question: &Question, typed: &str| known(question, &Given::Typed(typed.into())).map(|it| it.reason.to_string());
    assert_eq!(reason(&number, " 12"), Some("down".into()));
    assert_eq!(reason(&number, "11"), None);
    assert_eq!(reason(&number, "twelve"), None);
    assert_eq!(reason(&text, "rollout undo"), Some("no verb".into()));
}

#[test]
fn steps_and_pairs_are_right_in_their_places() {
    let order = Question { steps: vec!["a".into(), "b".into(), "c".into()], ..blank(Kind::Order) };
    let pair = |left: &str| Pair { left: left.into(), right: left.into() };
    let pairs = Question { pairs: ["a", "b", "c"].map(pair).into(), ..blank(Kind::Match) };
    let cases: [(&Question, &[usize], bool, bool); 8] = [
        (&order, &[0, 1, 2], true, true),
        (&order, &[1, 0, 2], true, false),
        (&order, &[0, 0, 2], false, false),
        (&order, &[0, 1], false, false),
        (&pairs, &[0, 1, 2], true, true),
        (&pairs, &[0, 0, 2], true, false),
        (&pairs, &[0, 1, 3], false, false),
        (&pairs, &[], false, false),
    ];
    for (question, places, fits, right) in cases {
        let given = Given::Placed(places.to_vec());
        assert_eq!((given.fits(question), grade(question, &given)), (fits, right), "{:?} {places:?}", question.kind);
    }
}
