//! What is practised: of which topics, in which order, and how a round goes.

use podyard::learn::misconception::{self, held};
use podyard::learn::practice::{Practice, Round, Which};
use podyard::learn::{Progress, Question, Quiz, Topic, embedded};
use podyard::sim::random::Random;
use podyard::text::say;

use super::{chosen, right_ones};

const TODAY: u64 = 20_000;

/// The questions of a quiz that have one right option of several.
fn of_choice(quizzes: &[Quiz]) -> Vec<&Question> {
    let all = quizzes.iter().flat_map(|quiz| &quiz.questions);
    all.filter(|it| it.options.len() > 2 && right_ones(it).len() == 1).collect()
}

fn wrongly(question: &Question) -> podyard::learn::Given {
    chosen((0..question.options.len()).find(|index| !question.options[*index].right))
}

fn ids<'a>(all: &[&'a Question]) -> Vec<&'a str> {
    all.iter().map(|it| &*it.id).collect()
}

#[test]
fn what_one_was_sure_of_and_had_wrong_comes_first() {
    let quizzes = embedded();
    let [sure, wrong, due, right, ..] = of_choice(&quizzes)[..] else { panic!("there are four") };
    let mut progress = Progress::default();
    progress.answer(right, &chosen(right_ones(right)), Some(true), TODAY);
    progress.answer(due, &chosen(right_ones(due)), None, TODAY - 1);
    progress.answer(wrong, &wrongly(wrong), None, TODAY);
    progress.answer(sure, &wrongly(sure), Some(true), TODAY);
    let all = Practice { length: None, ..Practice::default() };
    let picked = all.pick(&quizzes, &progress, TODAY, 7);
    assert_eq!(ids(&picked[..3]), ids(&[sure, wrong, due]));
    assert_eq!(picked.last().expect("all").id, right.id, "what is right and not due comes last");
    let of = |which| ids(&Practice { which, ..all.clone() }.pick(&quizzes, &progress, TODAY, 7)).len();
    let count = picked.len();
    assert_eq!([Which::All, Which::New, Which::Wrong, Which::Due].map(of), [count, count - 4, 2, 3]);
    assert_eq!(all.count(Which::Due, &quizzes, &progress, TODAY + 1), 4, "tomorrow the right one too");
    progress.retry(sure);
    assert_eq!(all.pick(&quizzes, &progress, TODAY, 7)[0].id, sure.id, "trying again is no answer yet");
}

#[test]
fn links_name_topics_and_length() {
    let cases: [(&str, &[Topic], Option<usize>); 8] = [
        ("", &[], Some(10)),
        ("topics=canary,routes&length=20", &[Topic::Canary, Topic::Routes], Some(20)),
        ("topics=canary%2Croutes", &[Topic::Canary, Topic::Routes], Some(10)),
        ("length=all", &[], None),
        ("length=0", &[], None),
        ("length=7&topics=blue-green", &[Topic::BlueGreen], Some(7)),
        ("topics=Canary,nonsense,recreate", &[Topic::Recreate], Some(10)),
        ("x=1&topics=&length=99999999999999999999999", &[], None),
    ];
    for (query, topics, length) in cases {
        let practice = Practice::of_link(query);
        assert_eq!((&practice.topics[..], practice.length), (topics, length), "{query}");
    }
}

#[test]
fn beliefs_are_practised_by_the_questions_that_ask_them() {
    let quizzes = embedded();
    for place in 0..misconception::COUNT {
        let of = Practice { beliefs: vec![place], length: None, ..Practice::default() };
        let picked = of.pick(&quizzes, &Progress::default(), TODAY, 1);
        assert!(picked.len() >= 2, "M{} is asked by {:?}", place + 1, ids(&picked));
        assert!(say(&misconception::sentence(place)).ends_with('.'), "M{}", place + 1);
    }
    for (id, place) in
        [("M1", Some(0)), ("M20", Some(19)), ("M0", None), ("M21", None), ("M01", None), ("m1", None), ("M", None)]
    {
        assert_eq!(misconception::place(id), place, "{id}");
    }
}

#[test]
fn a_belief_is_held_until_its_question_is_right() {
    let quizzes = embedded();
    let belief = |question: &&&Question| {
        let at = question.options.iter().position(|option| option.misconception.is_some());
        at.is_some_and(|at| !question.options[at].right)
    };
    let all = of_choice(&quizzes);
    let question = all.iter().find(belief).expect("one asks a belief");
    let at = question.options.iter().position(|option| option.misconception.is_some()).expect("it has one");
    let place = question.options[at].misconception.as_deref().and_then(misconception::place).expect("a belief");
    let mut progress = Progress::default();
    assert!(held(&quizzes, &progress).is_empty());
    progress.answer(question, &chosen([at]), None, TODAY);
    assert_eq!(held(&quizzes, &progress), [place]);
    progress.answer(question, &chosen(right_ones(question)), None, TODAY);
    assert!(held(&quizzes, &progress).is_empty());
}

/// Whatever was answered and chosen: no question twice, none of another topic, no more than asked for, the better reason
/// first, and the same again for the same seed.
#[test]
fn any_practice_keeps_its_word() {
    let quizzes = embedded();
    let all = of_choice(&quizzes);
    let mut random = Random::new(19);
    for round in 0..300_u64 {
        let mut progress = Progress::default();
        for question in &all {
            let day = TODAY - u64::from(random.below(9));
            match random.below(4) {
                0 => progress.answer(
                    question,
                    &wrongly(question),
                    [None, Some(false), Some(true)][random.below(3) as usize],
                    day,
                ),
                1 | 2 => progress.answer(
                    question,
                    &chosen(right_ones(question)),
                    [None, Some(false), Some(true)][random.below(3) as usize],
                    day,
                ),
                _ => false,
            };
        }
        let topics: Vec<Topic> = Topic::ALL.into_iter().filter(|_| random.percent(20)).collect();
        let length = [None, Some(5), Some(20)][random.below(3) as usize];
        let which = Which::ALL[random.below(4) as usize];
        let practice = Practice { topics: topics.clone(), beliefs: vec![], which, length };
        let picked = practice.pick(&quizzes, &progress, TODAY, round);
        assert_eq!(ids(&picked), ids(&practice.pick(&quizzes, &progress, TODAY, round)), "round {round}");
        assert!(length.is_none_or(|most| picked.len() <= most), "round {round}");
        let mut distinct = ids(&picked);
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), picked.len(), "round {round}");
        assert!(picked.iter().all(|it| topics.is_empty() || topics.contains(&it.topic)), "round {round}");
        let worth = |question: &&Question| match progress.of(question) {
            Some(answer) if !answer.right => {
                if answer.sure == Some(true) {
                    0
                } else {
                    1
                }
            }
            Some(answer) => {
                if answer.review.is_due(TODAY) {
                    2
                } else {
                    4
                }
            }
            None => 3,
        };
        assert!(picked.iter().map(worth).is_sorted(), "round {round}");
        let counted = practice.count(which, &quizzes, &progress, TODAY);
        assert_eq!(picked.len(), length.unwrap_or(usize::MAX).min(counted), "round {round}");
    }
}

#[test]
fn a_round_counts_first_tries_and_asks_the_wrong_ones_again() {
    let quizzes = embedded();
    let asked = &of_choice(&quizzes)[..4];
    let mut round = Round::of(asked);
    for (at, right, sure) in [(0, false, true), (0, true, false), (1, true, true), (2, false, false), (9, true, true)] {
        round.at = at;
        round.note(right, sure);
    }
    assert_eq!(round.score(), (1, 3));
    assert_eq!(round.wrong(true), [asked[0].id.clone()]);
    assert_eq!(round.wrong(false), [asked[0].id.clone(), asked[2].id.clone()]);
    let again = round.again();
    assert_eq!((again.asked.len(), again.score()), (2, (0, 0)));
}
