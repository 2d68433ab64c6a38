//! The lessons we ship: whole, in order, true, and complete as text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use podyard::learn::check::check;
use podyard::learn::lesson::{Block, Lesson};
use podyard::learn::lesson_text::{Span, lesson_spans};
use podyard::learn::{embedded, lessons, lessons_for_the_page, misconception, parse, read_all};
use podyard::pace::at_once;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a rollout's course has to teach, in this order.
const COURSE: [&str; 11] = [
    "why-rollouts",
    "a-deployment-and-its-replicasets",
    "readiness",
    "max-surge-and-max-unavailable",
    "stuck-and-undo",
    "recreate-and-schema-changes",
    "canary-by-replica-count",
    "exact-shares-and-named-users",
    "blue-green",
    "choosing-and-combining",
    "the-dependent-api",
];

#[test]
fn the_course_is_whole_and_in_order() {
    let ids: Vec<String> = lessons().iter().map(|lesson| lesson.id.to_string()).collect();
    assert_eq!(ids, COURSE);
}

#[test]
fn no_lesson_needs_one_behind_it() {
    let all = lessons();
    for (index, lesson) in all.iter().enumerate() {
        for needed in &lesson.needs {
            let at = all.iter().position(|other| other.id == *needed);
            assert!(at.is_some_and(|at| at < index), "{} needs {needed}", lesson.id);
        }
        assert_eq!(lesson.needs.is_empty(), index == 0, "{}", lesson.id);
    }
}

#[test]
fn each_is_true() {
    let files: Vec<(String, String)> =
        COURSE.iter().map(|id| format!("content/lessons/{id}.yaml")).map(|path| (path.clone(), read(&path))).collect();
    assert_eq!(check(&files), []);
}

/// About ten minutes: so many words are read in five, and there is something to do.
#[test]
fn each_is_as_long_as_it_says() {
    for lesson in lessons() {
        let texts: Vec<String> =
            lesson.blocks.iter().flat_map(Block::texts).map(|(.., text)| text.to_string()).collect();
        let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
        assert!((600..2_400).contains(&words), "{}: {words} words", lesson.id);
        let of = |what: fn(&Block) -> bool| lesson.blocks.iter().filter(|block| what(block)).count();
        let [figures, predictions, discoveries] =
            [of(|it| it.figure.is_some()), of(|it| it.predict.is_some()), of(|it| it.discover.is_some())];
        assert!(figures >= 2 && predictions >= 2 && discoveries >= 1, "{}", lesson.id);
        let has_dial = texts.iter().any(|text| lesson_spans(text).iter().any(|span| matches!(span, Span::Dial(_))));
        assert!(has_dial, "{}: no number in a sentence can be turned", lesson.id);
        assert!(lesson.card.iter().any(|block| !block.list.is_empty()), "{}: the card holds no facts", lesson.id);
    }
}

/// Nobody passes a lesson by questions that its own text asks and answers.
#[test]
fn tests_are_about_the_lesson() {
    let quizzes = embedded();
    for lesson in lessons() {
        let asked: Vec<_> = lesson.blocks.iter().filter_map(|block| block.ask.as_ref()).collect();
        assert!(lesson.test.len() >= 4, "{}", lesson.id);
        for id in &lesson.test {
            assert!(!asked.contains(&id), "{}: {id} is asked in the text too", lesson.id);
            assert!(quizzes.iter().flat_map(|quiz| &quiz.questions).any(|question| question.id == *id), "{id}");
        }
    }
}

#[test]
fn curves_are_drawn_and_wrong_beliefs_are_met() {
    let all = lessons();
    let predictions = || all.iter().flat_map(|lesson| &lesson.blocks).filter_map(|block| block.predict.as_ref());
    assert!(predictions().filter(|predict| predict.curve.is_some()).count() >= 3);
    let met: Vec<String> = predictions()
        .flat_map(|predict| &predict.options)
        .filter_map(|guess| Some(guess.misconception.as_ref()?.to_string()))
        .collect();
    assert!(met.iter().all(|id| misconception::place(id).is_some()));
    assert!(met.len() >= 10, "{met:?}");
}

/// Chance itself can be turned: the share that few requests show is another with another seed.
#[test]
fn a_seed_is_a_dial() {
    let lesson = lessons().into_iter().find(|lesson| &*lesson.id == "canary-by-replica-count").expect("it is shipped");
    let run = lesson.runs.iter().position(|run| run.dials.iter().any(|dial| &*dial.control == "seed")).expect("a dial");
    let setup = &lesson.runs[run];
    assert_eq!(&*setup.value("seed", &Vec::new()), "7", "it begins with the seed of a run that nobody gave one");
    assert_eq!(&*setup.value("strategy", &Vec::new()), "canary");
    let shares = (1..=9).map(|seed: u8| {
        let chosen = vec![("seed".into(), seed.to_string().into())];
        let played = at_once(async |pace| lesson.play(run, &chosen, pace).await);
        played.value("requests.answered of web:v2 in the last 20s").map(|share| format!("{share:?}"))
    });
    let shares: BTreeSet<Option<String>> = shares.collect();
    assert!(shares.len() > 1 && !shares.contains(&None), "{shares:?}");
}

/// What the page is given is read again, says the same, and does not give solutions away.
#[test]
fn the_page_reads_them() {
    let all = lessons();
    let text = lessons_for_the_page(all.clone());
    let read: Vec<Lesson> = read_all(&text).expect("the page reads it");
    assert_eq!(read.len(), all.len());
    for (mut lesson, read) in all.into_iter().zip(read) {
        for discover in lesson.blocks.iter_mut().filter_map(|block| block.discover.as_mut()) {
            assert!(!discover.solution.is_empty(), "{}", lesson.id);
            discover.solution = "".into();
        }
        assert_eq!(lesson, read);
    }
}

/// The example of the documentation is a lesson we ship.
#[test]
fn the_example_of_the_documentation_is_shipped() {
    let docs = read("docs/lessons.md");
    let example = docs.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let id = example.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id");
    assert_eq!(example, read(&format!("content/lessons/{id}.yaml")));
    assert!(parse::<Lesson>(example).is_ok());
}

/// What a reader finds in each of them, drawn natively with the values of its runs as they begin.
#[cfg(feature = "views")]
mod read {
    use std::rc::Rc;

    use podyard::learn::lessons;
    use podyard::ui::learn::lesson_page::{Read, ReadProps};
    use yew::LocalServerRenderer;

    fn html(index: usize) -> String {
        let lesson = Rc::new(lessons().swap_remove(index));
        let needed = lesson.needed(&lessons());
        let props = ReadProps { lesson, needed, next: None };
        let mut future = std::pin::pin!(LocalServerRenderer::<Read>::with_props(props).hydratable(false).render());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(html) => html,
            std::task::Poll::Pending => panic!("the view waits for something"),
        }
    }

    /// Complete as text: every number is there, every figure is drawn, nothing waits for a program.
    #[test]
    fn each_is_complete_as_text() {
        for (index, lesson) in lessons().iter().enumerate() {
            let html = html(index);
            let figures = lesson.blocks.iter().filter(|block| block.figure.is_some()).count();
            assert!(html.contains(&*lesson.title), "{}", lesson.id);
            assert_eq!(html.matches("<figcaption>").count(), figures + card_figures(lesson), "{}", lesson.id);
            let untold = html.matches("class=\"computed\">…").count() + html.matches("class=\"computed\">–").count();
            assert_eq!(untold, 0, "{}", lesson.id);
            assert!(html.matches("class=\"computed\"").count() >= 10, "{}", lesson.id);
            let drawn = html.contains("class=\"scene\"") || html.contains("class=\"plot\"");
            assert!(drawn && html.contains("role=\"spinbutton\""), "{}", lesson.id);
            assert!(!html.contains("style=\""), "{}", lesson.id);
            for needed in &lesson.needs {
                assert!(html.contains(&format!("href=\"#/lesson/{needed}\"")), "{}: {needed}", lesson.id);
            }
        }
    }

    fn card_figures(lesson: &podyard::learn::Lesson) -> usize {
        lesson.card.iter().filter(|block| block.figure.is_some()).count()
    }
}

/// Lessons as pages that need no program.
#[cfg(feature = "views")]
mod papers {
    use podyard::learn::lesson::{Block, Lesson};
    use podyard::learn::{embedded, lessons};
    use podyard::ui::shell::prerender::{Paper, papers};

    /// Figures of a page: a prediction's is that of what happened, a discovery has one as it begins and one as it was solved.
    fn figures(lesson: &Lesson) -> usize {
        let of = |block: &Block| match (&block.figure, &block.predict, &block.discover) {
            (Some(_), ..) => 1,
            (_, Some(predict), _) => usize::from(!predict.show.is_empty()),
            (.., Some(_)) => 2,
            _ => 0,
        };
        lesson.all_blocks().map(of).sum()
    }

    fn whole(lesson: &Lesson, Paper { id, body, .. }: &Paper) {
        let id = &**id;
        assert_eq!(body.matches("<h1").count(), 1, "{id}");
        for unsaid in [">…<", ">–<", "$(", "[[", "NaN"] {
            assert!(!body.contains(unsaid), "{id}: {unsaid}");
        }
        for alive in
            ["<script", "style=", "<button", "<input", "tabindex=\"0\"", "spinbutton", "role=\"slider\"", "href=\"#/"]
        {
            assert!(!body.contains(alive), "{id}: {alive}");
        }
        // Each is drawn for a desk and for a phone; the style sheet shows one.
        let drawn: Vec<&str> = body.split("<div class=\"figure").skip(1).collect();
        assert_eq!(drawn.len(), figures(lesson), "{id}");
        for figure in drawn {
            let [wide, narrow] =
                ["class=\"on-wide\"", "class=\"on-narrow\""].map(|copy| figure.split_once(copy).map(|(_, rest)| rest));
            let (wide, narrow) = (wide.expect("a copy for a desk"), narrow.expect("a copy for a phone"));
            let wide = &wide[..wide.len() - narrow.len()];
            assert!(wide.contains("<svg") && narrow.contains("<svg"), "{id}");
        }
        assert!(body.matches("class=\"computed\"").count() >= 10, "{id}");
        assert!(body.contains(&format!("href=\"../#/lesson/{id}\"")), "{id}");
        let ids: Vec<&str> = body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for (index, id) in ids.iter().enumerate() {
            assert!(!ids[..index].contains(id), "{id} stands twice");
        }
    }

    #[test]
    fn each_is_a_page_without_a_program() {
        let all = lessons();
        let pages = papers(&all, &embedded());
        let index = &pages[0];
        assert_eq!((&*index.id, pages.len()), ("index", all.len() + 1));
        for (at, (lesson, page)) in all.iter().zip(&pages[1..]).enumerate() {
            assert_eq!((&page.id, &page.title), (&lesson.id, &lesson.title));
            assert!(index.body.contains(&format!("href=\"{}.html\"", lesson.id)));
            whole(lesson, page);
            for needed in &lesson.needs {
                assert!(page.body.contains(&format!("href=\"{needed}.html\"")), "{}: {needed}", lesson.id);
            }
            for beside in [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| all.get(at)) {
                assert!(page.body.contains(&format!("href=\"{}.html\"", beside.id)), "{}", lesson.id);
            }
            // What there is to find out stands there as it was found out, and each question with its answer.
            let folded =
                lesson.blocks.iter().filter(|it| it.predict.is_some() || it.discover.is_some() || it.ask.is_some());
            assert_eq!(page.body.matches("<summary>").count(), folded.count(), "{}", lesson.id);
        }
    }
}
