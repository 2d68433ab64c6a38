//! The questions we ship, and what the page does with them: content, grading, order and progress.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use podyard::history::{History, Link};
use podyard::kube::field::Field;
use podyard::learn::{
    Choice, Given, Kind, Pair, Progress, Question, Quiz, Span, Topic, embedded, grade, known, order, parse, spans,
};
use podyard::scenario::Scenario;
use podyard::sim::random::Random;

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
    let read = podyard::learn::read_all(&text).expect("it reads what it writes");
    assert!(!text.contains("\"proof\"") && !text.contains("\"until\""), "{text}");
    let progress = Progress::default();
    for (whole, there) in embedded().iter().zip(&read) {
        assert_eq!((&whole.id, whole.questions.len()), (&there.id, there.questions.len()));
        for (whole, there) in whole.questions.iter().zip(&there.questions) {
            assert_eq!((whole.settings(), &whole.prompt), (there.settings(), &there.prompt));
            let [mut one, mut other] = [progress.clone(), progress.clone()];
            let given = if whole.options.is_empty() { Given::Typed("1".into()) } else { chosen([0]) };
            assert_eq!(one.answer(whole, &given), other.answer(there, &given));
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
fn short_texts_and_exercises_are_short_calm_and_lead_somewhere() {
    let quizzes = embedded();
    let texts = quizzes.iter().flat_map(|quiz| &quiz.texts).map(|text| (&text.title, &text.text));
    let exercises = quizzes.iter().flat_map(|quiz| &quiz.exercises);
    let tasks =
        exercises.clone().flat_map(|exercise| [(&exercise.title, &exercise.task), (&exercise.title, &exercise.seen)]);
    let mut titles = BTreeSet::new();
    for (title, text) in texts.chain(tasks) {
        titles.insert(title);
        assert!((60..=600).contains(&text.chars().count()), "{title}: {} characters", text.chars().count());
        assert!(!text.contains('!') && !text.contains("  "), "{title}: {text}");
        assert!(!spans(text).iter().any(|span| matches!(span, Span::Text(words) if words.contains('`'))), "{text}");
    }
    let count = quizzes.iter().map(|quiz| quiz.texts.len() + quiz.exercises.len()).sum::<usize>();
    assert_eq!(titles.len(), count, "each has a title of its own");
    assert!(exercises.count() >= 5);
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

/// Steps are never shown in the right order: that would be no question.
#[test]
fn steps_are_shown_in_another_order() {
    for seed in 0..500 {
        let id = format!("steps-{seed}");
        let steps = Question { id: id.into(), steps: ["a", "b", "c"].map(Into::into).into(), ..blank(Kind::Order) };
        let shown = order(seed, &steps);
        assert!(!shown.is_sorted(), "seed {seed}: {shown:?}");
    }
}

#[test]
fn an_order_holds_every_option_once_and_stays_the_same() {
    let mut random = Random::new(3);
    for run in 0..2_000_u64 {
        let question = made_up(format!("question-{}", random.below(500)), random.below(9) as usize);
        let seed = run.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let shown = order(seed, &question);
        assert_eq!(shown, order(seed, &question), "seed {seed}");
        let mut sorted = shown.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..question.options.len()).collect::<Vec<_>>(), "seed {seed}");
    }
}

#[test]
fn every_order_is_as_likely_as_the_others() {
    let question = made_up("which".into(), 4);
    let mut counts: BTreeMap<Vec<usize>, i64> = BTreeMap::new();
    for seed in 0..24_000 {
        *counts.entry(order(seed, &question)).or_default() += 1;
    }
    assert_eq!(counts.len(), 24, "4 options have 24 orders");
    // Each is expected 1,000 times; the standard deviation is about 31.
    assert!(counts.values().all(|count| (count - 1_000).abs() < 5 * 31), "{counts:?}");
}

#[test]
fn two_questions_of_the_same_seed_have_orders_of_their_own() {
    let orders: BTreeSet<Vec<usize>> = (0..100).map(|n| order(1, &made_up(format!("q{n}"), 4))).collect();
    assert!(orders.len() > 12, "{} of 24", orders.len());
}

#[test]
fn the_order_is_a_file_format() {
    let question = &embedded()[0].questions[0];
    let shown: Vec<Vec<usize>> = (1..=4).map(|seed| order(seed, question)).collect();
    assert_eq!(shown, GOLDEN, "a changed order shows a returning learner other places for the same options");
}

/// Computed apart, by a program of its own after the published definitions of FNV-1a and PCG.
const GOLDEN: [[usize; 4]; 4] = [[3, 1, 0, 2], [0, 3, 2, 1], [2, 0, 1, 3], [3, 1, 0, 2]];

/// Answers the first question wrongly and then rightly, the second rightly at once.
fn answered(quizzes: &[Quiz]) -> Progress {
    let [first, second] = [&quizzes[0].questions[0], &quizzes[0].questions[1]];
    let mut progress = Progress::default();
    assert!(!progress.answer(first, &chosen([0])));
    progress.retry(first);
    assert!(progress.of(first).unwrap().open);
    assert!(progress.answer(first, &chosen(right_ones(first))));
    assert!(progress.answer(second, &chosen(right_ones(second))));
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
    assert!(!progress.answer(question, &chosen([])));
    progress.retry(question);
    assert_eq!(progress, Progress::default());
}

#[test]
fn a_first_try_stays_right_whatever_follows() {
    let question = &embedded()[0].questions[0];
    let mut progress = Progress::default();
    progress.answer(question, &chosen(right_ones(question)));
    progress.retry(question);
    let again = progress.of(question).unwrap();
    assert!(again.open && again.first_try_right && again.attempts == 1);
    progress.answer(question, &chosen([0]));
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
        progress.answer(question, given);
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
    for text in ["", "null", "[]", "{}", "{\"format_version\":1}", "{\"format_version\":1,\"answers\":[]}", "\u{0}"] {
        assert_eq!(Progress::parse(text, &quizzes), Progress::default(), "{text}");
    }
    let newer = json.replacen("\"format_version\":1", "\"format_version\":2", 1);
    assert_eq!(Progress::parse(&newer, &quizzes), Progress::default());
    let is_later = [newer.as_str(), "{\"format_version\":9}", &json, "", "[]", "{\"format_version\":\"2\"}"]
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
    progress.answer(question, &chosen([0]));
    let json = progress.to_json();
    assert!(!json.contains("\"right\""), "whether it is right is for the question to say: {json}");
    assert!(!Progress::parse(&json, &quizzes).of(question).unwrap().right);
    let forged = json.replacen("\"chosen\":[0]", "\"chosen\":[1]", 1);
    assert!(Progress::parse(&forged, &quizzes).of(question).unwrap().right);
}
