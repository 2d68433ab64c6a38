//! The examples in CONTRIBUTING.md work: questions and exercises pass the check, a strategy's parts can be read and filled in.

use podyard::documents;
use podyard::guide::goal::Goal;
use podyard::kube::tree::{Node, Value};
use podyard::kube::yaml;
use podyard::learn::check::check;
use podyard::scenario::{Terms, items};
use podyard::sim::command::Command;

use super::schemas::Schema;

const PAGE: &str = include_str!("../../CONTRIBUTING.md");

/// The example below a heading, and the name of the file that it would be.
fn example(heading: &str) -> (String, String) {
    let part = PAGE.split(&format!("### {heading}\n")).nth(1).unwrap_or_else(|| panic!("no {heading}"));
    let name = part.split('`').nth(1).expect("the name of a file");
    let text = part.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    (name.into(), text.into())
}

fn tree(text: &str) -> Node {
    yaml::documents(text).expect("YAML").into_iter().next().expect("a document")
}

#[test]
fn the_question_and_the_exercise_have_no_problem() {
    for (heading, kind) in [("A question", "quiz"), ("An exercise", "exercise")] {
        let (name, text) = example(heading);
        assert_eq!(Schema::of(kind).refuses(&tree(&text)), None, "{name}");
        assert_eq!(check(&[(name, text)]), []);
    }
}

#[test]
fn the_strategy_can_be_read_and_filled_in() {
    let (name, text) = example("A strategy");
    let file = tree(&text);
    assert_eq!(Schema::of("strategy").refuses(&file), None, "{name}");
    let objects: Vec<String> =
        items(file.field("objects")).iter().map(|object| format!("---\n{}\n", object.json())).collect();
    assert_eq!(documents::read(&objects.concat()).map(|read| read.len()), Ok(objects.len()));
    let mut terms = Terms::default();
    terms.put("next", 2);
    let filled = terms.fill_tree(&file);
    for (list, goal) in [("steps", "done"), ("back", "when")] {
        for step in items(filled.field(list)) {
            let Some(goal) = step.field(goal) else { panic!("{list} without {goal}") };
            assert!(Goal::read(goal, "").is_ok(), "{list}: {goal:?}");
            for request in items(step.field("requests")) {
                assert!(Command::from_tree(request).is_ok(), "{request:?}");
            }
        }
    }
    assert!(!matches!(filled.field("steps").map(|steps| &steps.value), Some(Value::List(steps)) if steps.is_empty()));
}
