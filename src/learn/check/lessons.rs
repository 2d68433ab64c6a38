//! Whether a lesson is whole and true: each of its runs is executed, each number told, each prediction decided, each
//! discovery ticked by its solution and by nothing less.

use std::collections::BTreeSet;

use crate::guide::datum::Datum;
use crate::kube::object::Name;
use crate::learn::filled::{Piece, pieces, plain};
use crate::learn::lesson::{Block, Lesson, Setup, WAY};
use crate::learn::lesson_text::{Span, Sum, lesson_spans};
use crate::learn::play::Stuck;
use crate::learn::played::{Chosen, Played, chosen};
use crate::pace::at_once;
use crate::scenario::Setting;

use super::exercises::times;
use super::{Sheet, language, rules};

/// Questions by which a lesson is passed.
const TEST: usize = 3;

/// Reports every rule that a lesson breaks, and what the simulator says otherwise.
pub(super) fn check(sheet: &mut Sheet<'_>, lesson: &Lesson) {
    fields(sheet, lesson);
    for (index, run) in lesson.runs.iter().enumerate() {
        setup(sheet, &format!("runs[{index}]"), run);
    }
    let ids: Vec<&Name> = lesson.runs.iter().map(|run| &run.id).collect();
    unique(sheet, &ids, |index| format!("runs[{index}].id"));
    let tasks: Vec<&Name> = lesson.tasks().collect();
    let of_tasks = lesson.blocks.iter().enumerate().filter_map(|(index, block)| {
        let name = if block.predict.is_some() { "predict" } else { "discover" };
        (block.predict.is_some() || block.discover.is_some()).then(|| format!("blocks[{index}].{name}.id"))
    });
    let paths: Vec<String> = of_tasks.collect();
    tasks.iter().zip(&paths).for_each(|(id, path)| rules::id(sheet, path, id));
    unique(sheet, &tasks, |index| paths[index].clone());
    for (name, blocks) in [("blocks", &lesson.blocks), ("card", &lesson.card)] {
        for (index, it) in blocks.iter().enumerate() {
            block(sheet, &format!("{name}[{index}]"), lesson, it);
        }
    }
    if sheet.problems.is_empty() {
        execute(sheet, lesson);
    }
}

fn fields(sheet: &mut Sheet<'_>, lesson: &Lesson) {
    rules::id(sheet, "id", &lesson.id);
    rules::name_of_file(sheet, &lesson.id);
    rules::text(sheet, "title", &lesson.title);
    rules::text(sheet, "about", &lesson.about);
    rules::versions(sheet, &lesson.kubernetes);
    if !sheet.has("topic") {
        rules::missing(sheet, "", "topic");
    }
    rules::at_least(sheet, "", "sources", lesson.sources.len(), 1);
    for (index, source) in lesson.sources.iter().enumerate() {
        rules::source(sheet, &format!("sources[{index}]"), Some(source));
    }
    rules::at_least(sheet, "", "test", lesson.test.len(), TEST);
    rules::at_least(sheet, "", "card", lesson.card.len(), 1);
    let has = |what: fn(&Block) -> bool| lesson.blocks.iter().filter(|block| what(block)).count();
    for (what, count) in [
        ("figure", has(|block| block.figure.is_some())),
        ("predict", has(|block| block.predict.is_some())),
        ("discover", has(|block| block.discover.is_some())),
    ] {
        if count == 0 {
            sheet.report("blocks", message!("lesson-has-no", what), message!("quiz-add-another", field = what));
        }
    }
}

fn unique(sheet: &mut Sheet<'_>, ids: &[&Name], path: impl Fn(usize) -> String) {
    let mut seen = BTreeSet::new();
    for (index, id) in ids.iter().enumerate() {
        if !seen.insert(*id) {
            sheet.report(path(index), message!("lesson-twice", id = *id), message!("lesson-another-id"));
        }
    }
}

fn setup(sheet: &mut Sheet<'_>, path: &str, run: &Setup) {
    rules::id(sheet, &format!("{path}.id"), &run.id);
    rules::settings(sheet, &format!("{path}.start"), Some(&run.start));
    times(sheet, &format!("{path}.do"), &run.acts, 0, run.until);
    for (index, way) in run.ways.iter().enumerate() {
        rules::text(sheet, &format!("{path}.ways[{index}].title"), &way.title);
        let from = run.acts.last().map_or(0, |act| act.at);
        times(sheet, &format!("{path}.ways[{index}].do"), &way.acts, from, run.until);
    }
    for (index, dial) in run.dials.iter().enumerate() {
        let path = format!("{path}.dials[{index}]");
        if Setting::of(&dial.control).is_none() {
            let what = message!("learn-no-setting", key = &dial.control);
            sheet.report(format!("{path}.control"), what, message!("exercise-setting-by-name"));
        }
        if dial.all().len() < 2 {
            sheet.report(path.clone(), message!("lesson-dial-stands-still"), message!("lesson-write-from-to"));
        }
        let first = run.value(&dial.control, &Chosen::new());
        if !dial.all().contains(&first) {
            sheet.report(path, message!("lesson-dial-lacks", value = first), message!("lesson-write-from-to"));
        }
    }
}

/// Of a block: what it holds, its run, its texts, its dials.
fn block(sheet: &mut Sheet<'_>, path: &str, lesson: &Lesson, block: &Block) {
    let held = [
        block.heading.is_some(),
        block.text.is_some(),
        !block.list.is_empty(),
        block.code.is_some(),
        block.figure.is_some(),
        block.predict.is_some(),
        block.discover.is_some(),
        block.ask.is_some(),
    ];
    if held.iter().filter(|held| **held).count() != 1 {
        sheet.report(path, message!("lesson-one-thing"), message!("lesson-write-one-thing"));
    }
    let run = lesson.run_of(block).map(|run| &lesson.runs[run]);
    if let (Some(id), None) = (&block.run, run) {
        sheet.report(format!("{path}.run"), message!("lesson-no-run", id), message!("lesson-name-a-run"));
    }
    if block.heading.is_some() {
        text(sheet, &format!("{path}.heading"), block.heading.as_deref().unwrap_or_default(), None);
    }
    for (field, it) in texts(path, block) {
        text(sheet, &field, it, run);
    }
    if let Some(figure) = &block.figure {
        rules::at_least(sheet, &format!("{path}.figure"), "show", figure.show.len(), 1);
        dials(sheet, &format!("{path}.figure.dials"), &figure.dials, run);
        if figure.at > run.map(|run| run.until) {
            sheet.report(format!("{path}.figure.at"), message!("learn-not-in-order"), message!("lesson-before-until"));
        }
    }
    if let Some(predict) = &block.predict {
        let ways = [predict.number.is_some(), !predict.options.is_empty(), predict.curve.is_some()];
        if ways.iter().filter(|way| **way).count() != 1 {
            sheet.report(format!("{path}.predict"), message!("lesson-predict-one"), message!("lesson-write-predict"));
        }
        if let Some(Err(problem)) = predict.number.as_deref().map(Sum::parse) {
            sheet.report(format!("{path}.predict.number"), problem.what, problem.fix);
        }
        for (index, guess) in predict.options.iter().enumerate() {
            let path = format!("{path}.predict.options[{index}]");
            rules::text(sheet, &format!("{path}.text"), &guess.text);
            rules::belief(sheet, &path, guess.misconception.as_deref());
        }
    }
    if let Some(discover) = &block.discover {
        rules::at_least(sheet, &format!("{path}.discover"), "dials", discover.dials.len(), 1);
        rules::at_least(sheet, &format!("{path}.discover"), "show", discover.show.len(), 1);
        dials(sheet, &format!("{path}.discover.dials"), &discover.dials, run);
        solution(sheet, &format!("{path}.discover.solution"), &discover.solution, &discover.dials, run);
    }
}

/// The texts of a block with their paths.
fn texts<'a>(path: &str, block: &'a Block) -> Vec<(String, &'a str)> {
    let text = |(field, index, text): (&str, Option<usize>, &'a Name)| {
        let path = index.map_or_else(|| format!("{path}.{field}"), |index| format!("{path}.{field}[{index}]"));
        (path, &**text)
    };
    block.texts().into_iter().map(text).collect()
}

fn text(sheet: &mut Sheet<'_>, path: &str, text: &str, run: Option<&Setup>) {
    rules::text(sheet, path, text);
    let mut prose = String::new();
    for span in lesson_spans(text) {
        match (span, run) {
            (Span::Text(words), _) => {
                prose.push_str(words);
                if let Some(number) = bare_number(words) {
                    sheet.report(path, message!("lesson-bare-number", number), message!("lesson-compute-it"));
                }
            }
            (Span::Code(code), _) => {
                prose.push('x');
                let is_value = |piece: &Piece<'_>| matches!(piece, Piece::Value(value) if Sum::parse(value).is_ok());
                if pieces(code).iter().any(is_value) {
                    sheet.report(path, message!("lesson-value-in-code", code), message!("lesson-take-out-of-code"));
                }
            }
            (Span::Value(value, _), Some(_)) => {
                prose.push('x');
                if let Err(problem) = Sum::parse(value) {
                    sheet.report(path, problem.what, problem.fix);
                }
            }
            (Span::Dial(dial), Some(run)) if has_dial(run, dial) => prose.push('x'),
            (Span::Dial(dial), Some(_)) => {
                sheet.report(path, message!("lesson-no-dial", dial), message!("lesson-name-a-dial"));
            }
            (Span::Value(..) | Span::Dial(_), None) => {
                sheet.report(path, message!("lesson-no-run-here"), message!("lesson-name-a-run"));
            }
        }
    }
    for (what, fix) in language::faults(&prose, false) {
        sheet.report(path, what, fix);
    }
}

/// A number that nothing computes: `v2` and `p99` are names, `3` is one.
fn bare_number(words: &str) -> Option<&str> {
    let is_number = |word: &&str| word.starts_with(|sign: char| sign.is_ascii_digit());
    words.split(|sign: char| !sign.is_alphanumeric()).find(is_number)
}

fn has_dial(run: &Setup, name: &str) -> bool {
    name == WAY && run.ways.len() > 1 || run.dials.iter().any(|dial| *dial.control == *name)
}

fn dials(sheet: &mut Sheet<'_>, path: &str, names: &[Name], run: Option<&Setup>) {
    for (index, dial) in names.iter().enumerate() {
        if !run.is_some_and(|run| has_dial(run, dial)) {
            let what = message!("lesson-no-dial", dial);
            sheet.report(format!("{path}[{index}]"), what, message!("lesson-name-a-dial"));
        }
    }
}

/// A solution turns dials that are offered, as far as they go.
fn solution(sheet: &mut Sheet<'_>, path: &str, solution: &str, dials: &[Name], run: Option<&Setup>) {
    let chosen = chosen(solution);
    if chosen.is_empty() {
        rules::text(sheet, path, "");
    }
    for (dial, value) in chosen {
        let can = run.is_some_and(|run| {
            let of = run.dials.iter().find(|it| it.control == dial);
            match of {
                Some(of) => of.all().contains(&value),
                None => *dial == *WAY && value.parse().is_ok_and(|way| (1..=run.ways.len()).contains(&way)),
            }
        });
        if !can || !dials.contains(&dial) {
            let what = message!("lesson-solution-cannot", dial, value);
            sheet.report(path, what, message!("lesson-name-a-dial"));
        }
    }
}

fn execute(sheet: &mut Sheet<'_>, lesson: &Lesson) {
    for (index, run) in lesson.runs.iter().enumerate() {
        let Some(first) = played(sheet, lesson, index, &Chosen::new()) else { continue };
        told(sheet, lesson, index, &first);
        for (at, block) in lesson.blocks.iter().enumerate().filter(|(_, block)| lesson.run_of(block) == Some(index)) {
            let met = first.met(lesson, index, block);
            if let Some(predict) = block.predict.as_ref().filter(|predict| !predict.options.is_empty()) {
                let true_ones = met.iter().filter(|met| **met).count();
                if true_ones != 1 {
                    let what = message!("lesson-comes-true", count = true_ones, of = predict.options.len());
                    sheet.report(format!("blocks[{at}].predict.options"), what, message!("lesson-mend-run-or-goal"));
                }
            }
            if let Some(discover) = &block.discover {
                let path = format!("blocks[{at}].discover");
                let goal = discover.goal.0.to_string().trim().replace('\n', " ");
                if met.contains(&true) {
                    let what = message!("lesson-ticks-itself", goal = &goal);
                    sheet.report(format!("{path}.goal"), what, message!("lesson-mend-run-or-goal"));
                }
                let Some(solved) = played(sheet, lesson, index, &chosen(&discover.solution)) else { continue };
                if !solved.met(lesson, index, block).contains(&true) {
                    let what = message!("lesson-not-ticked", goal);
                    sheet.report(format!("{path}.solution"), what, message!("lesson-mend-run-or-goal"));
                }
            }
        }
        // What a dial leads to may be refused, in the API server's words, but nothing may break.
        for dial in &run.dials {
            for value in dial.all().first().into_iter().chain(dial.all().last()) {
                at_once(async |pace| lesson.play(index, &vec![(dial.control.clone(), value.clone())], pace).await);
            }
        }
        for way in 2..=run.ways.len() {
            played(sheet, lesson, index, &vec![(WAY.into(), way.to_string().into())]);
        }
    }
}

fn played(sheet: &mut Sheet<'_>, lesson: &Lesson, run: usize, chosen: &Chosen) -> Option<Played> {
    match at_once(async |pace| lesson.execute(run, chosen, pace).await) {
        Ok(played) => Some(played),
        Err(Stuck { field, what, fix }) => {
            sheet.report(format!("runs[{run}].{field}"), message!("learn-refused", what), fix);
            None
        }
    }
}

/// Every value in a text can be told.
fn told(sheet: &mut Sheet<'_>, lesson: &Lesson, run: usize, played: &Played) {
    for (name, blocks) in [("blocks", &lesson.blocks), ("card", &lesson.card)] {
        for (at, block) in blocks.iter().enumerate().filter(|(_, block)| lesson.run_of(block) == Some(run)) {
            let path = format!("{name}[{at}]");
            let of_texts = texts(&path, block).into_iter().flat_map(|(path, text)| {
                let spans = lesson_spans(text).into_iter();
                spans
                    .filter_map(move |span| if let Span::Value(it, _) = span { Some((path.clone(), it)) } else { None })
            });
            let number = block.predict.iter().filter_map(|predict| predict.number.as_deref());
            for value in number.clone() {
                if let Some(came) = played.value(value).filter(|came| !matches!(came, Datum::Number(_))) {
                    let what = message!("lesson-no-number", value, came = plain(came));
                    sheet.report(format!("{path}.predict.number"), what, message!("lesson-ask-for-a-number"));
                }
            }
            let all: Vec<(String, &str)> =
                of_texts.chain(number.map(|it| (format!("{path}.predict.number"), it))).collect();
            for (path, value) in all.into_iter().filter(|(_, value)| played.value(value).is_none()) {
                sheet.report(path, message!("lesson-untold", value), message!("lesson-mend-run-or-goal"));
            }
        }
    }
}
