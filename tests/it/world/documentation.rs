//! docs/world.md: its table is the World's own, and its example is a World.

use podyard::kube::field::Field;
use podyard::kube::form::{Form, Row, Shape, When};
use podyard::kube::number::{amount, seconds};
use podyard::kube::reader::Reader;
use podyard::kube::tree::{Node, Value, path};
use podyard::world::World;

use super::{empty, read_again};

const PAGE: &str = include_str!("../../../docs/world.md");

/// What a field can hold.
fn values(form: Form) -> String {
    match form {
        Form::Whole(min, i64::MAX) => format!("{min} and up"),
        Form::Whole(min, max) => format!("{min} to {max}"),
        Form::Seconds(min, max) => format!("{} to {}", seconds(min), seconds(max)),
        Form::Amount(min, max, unit) => format!("{} to {}", amount(min, unit), amount(max, unit)),
        Form::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Form::Bool => "`true` or `false`".into(),
        Form::Text => "text".into(),
        other => panic!("no leaf of the World is {other:?}"),
    }
}

/// Where one image is named and nothing is said of it.
fn plain() -> Node {
    let mut tree = empty();
    tree.put(&path("images[web:v2]"), empty().value);
    tree
}

/// A World from its fields, where they are sound.
fn world(tree: &Node) -> Option<World> {
    let mut reader = Reader::default();
    World::read(&mut reader, tree, "").filter(|_| reader.problems.is_empty())
}

/// What stands there if nothing is given: the value that changes nothing.
fn default(at: &str, form: Form) -> String {
    let candidates: Vec<Value> = match form {
        Form::Whole(min, max) => (min..=max.min(min + 2_000)).map(Value::Int).collect(),
        Form::Seconds(..) => (0..=600).map(Value::Int).collect(),
        Form::Amount(_, _, unit) => (1..=64_000).map(|number| Value::Text(format!("{number}{unit}"))).collect(),
        Form::OneOf(words) => words.iter().map(|word| Value::Text((*word).into())).collect(),
        Form::Bool => [true, false].map(Value::Bool).into(),
        _ => vec![Value::Text("web".into())],
    };
    let rule = world(&plain()).expect("it is sound");
    let found = candidates.into_iter().find(|value| {
        let mut tree = plain();
        tree.put(&path(at), value.clone());
        world(&tree).as_ref() == Some(&rule)
    });
    match (found, form) {
        (Some(Value::Text(text)), Form::Amount(_, _, unit)) => {
            let number = text.trim_end_matches(unit).parse().expect("a number with its unit");
            format!("`{}`", amount(number, unit))
        }
        (Some(Value::Text(text)), _) => format!("`{text}`"),
        (Some(value), _) => format!("`{}`", Node::from(value).json()),
        (None, _) => "nothing".into(),
    }
}

fn line(row: &Row, at: &str, form: Form, when: When) -> String {
    let when = match when {
        When::Ever => "yes",
        When::Grows(_) => "upwards",
        When::Before => "no",
    };
    let about: Vec<&str> = row.about.split_whitespace().collect();
    let default = match at.strip_prefix("delays.") {
        Some(delay) if delay != "set" => "as in the set".into(),
        _ => default(at, form),
    };
    format!("| `{at}` | {} | {} | {default} | {when} |\n", about.join(" "), values(form))
}

/// A line for each leaf. The bounds of the delays differ from set to set, so that each delay has one line.
fn table(shape: &Shape, above: &str, outer: When) -> String {
    let of = |row: &Row| {
        let at = if above.is_empty() { row.name.to_string() } else { format!("{above}.{}", row.name) };
        let when = if row.when == When::Ever { outer } else { row.when };
        match row.form {
            Form::Mapping(shape) if shape.name == "Delay" => {
                let about = row.about.trim();
                let bounds = values(shape.rows[0].form);
                format!("| `{at}.min`, `{at}.max` | {about} | {bounds} | as in the set | no |\n")
            }
            Form::Mapping(shape) if shape.name == "Versions" => {
                let about = row.about.trim();
                let (bounds, min) = (values(shape.rows[0].form), default(&format!("{at}.min"), shape.rows[0].form));
                format!("| `{at}.min`, `{at}.max` | {about} | {bounds} | {min} | yes |\n")
            }
            Form::Mapping(shape) => table(shape, &at, when),
            Form::Keyed(key, Form::Mapping(shape)) => table(shape, &format!("{at}[{key}]"), when),
            form => line(row, &at, form, when),
        }
    };
    shape.rows.iter().map(of).collect()
}

#[test]
fn the_table_is_that_of_the_world() {
    let head = "| field | what it is | values | unless given | changes in a running cluster |\n|---|---|---|---|---|\n";
    let expected = format!("{head}{}", table(&World::SHAPE, "", When::Ever));
    let begin = PAGE.find(head).unwrap_or_else(|| panic!("docs/world.md lacks the table:\n{expected}"));
    let found = PAGE[begin..].split("\n\n").next().unwrap_or_default();
    assert_eq!(found.trim_end(), expected.trim_end(), "put this into docs/world.md:\n{expected}");
}

#[test]
fn the_example_is_a_world() {
    let example =
        PAGE.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("there is an example");
    let world = read_again(example, "the example");
    assert_eq!((world.seed, world.images.len(), world.clients.requests_per_second), (7, 1, 50));
}
