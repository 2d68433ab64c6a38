//! Schemas of content files: they take every file we ship, they refuse what the tables refuse, and what they call required
//! is what `podyard check` misses and what the docs call required.

use std::fs;
use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use podyard::kube::form::{Duty, Shape};
use podyard::kube::tree::{Node, Value};
use podyard::kube::yaml;
use podyard::learn::check::check;
use podyard::learn::question::Question;
use podyard::learn::schema::PUBLISHED;
use podyard::learn::{Exercise, Lesson, Quiz};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The YAML files of a folder, with their texts.
fn folder(folder: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("the folder stands");
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".yaml"));
    names.sort();
    names.into_iter().map(|name| (name.clone(), read(&format!("{folder}/{name}")))).collect()
}

/// A kind's schema, as an editor has it.
pub(crate) struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    pub(crate) fn of(kind: &str) -> Self {
        let published = PUBLISHED.iter().find(|published| published.name == kind).expect("a kind of content");
        let schema = serde_json::from_str(&published.schema().json()).expect("JSON");
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("podyard.json", schema).expect("a schema");
        let index = compiler.compile("podyard.json", &mut schemas).unwrap_or_else(|error| panic!("{kind}: {error:#}"));
        Self { schemas, index }
    }

    /// What is wrong with a tree.
    pub(crate) fn refuses(&self, tree: &Node) -> Option<String> {
        let value = serde_json::from_str(&tree.json()).expect("JSON");
        self.schemas.validate(&value, self.index).err().map(|error| format!("{error:#}"))
    }
}

fn tree(text: &str) -> Node {
    yaml::documents(text).expect("YAML").into_iter().next().expect("a document")
}

#[test]
fn every_shipped_file_is_as_its_schema_says() {
    let mut count = 0;
    for (kind, of, least) in [
        ("quiz", "quizzes", 5),
        ("exercise", "content/exercises", 30),
        ("lesson", "content/lessons", 11),
        ("strategy", "content/strategies", 8),
    ] {
        let (schema, files) = (Schema::of(kind), folder(of));
        assert!(files.len() >= least, "{of}: {}", files.len());
        for (name, text) in files {
            assert_eq!(schema.refuses(&tree(&text)), None, "{of}/{name}");
            count += 1;
        }
    }
    let docs = read("docs/world.md");
    let world = docs.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    assert_eq!(Schema::of("world").refuses(&tree(world)), None);
    assert!(count > 40, "{count} files");
}

/// The broken files whose fault is in a field by itself; the others break rules between fields.
#[test]
fn what_breaks_a_rule_of_a_field_is_refused() {
    for (file, kind) in [("shapes", "quiz"), ("empty", "quiz"), ("fields", "quiz"), ("exercise", "exercise")] {
        let text = read(&format!("tests/check/{file}.yaml"));
        assert!(Schema::of(kind).refuses(&tree(&text)).is_some(), "{file}.yaml");
    }
    for (file, kind) in [("whole", "quiz"), ("rules", "quiz"), ("proofs", "quiz")] {
        let text = read(&format!("tests/check/{file}.yaml"));
        let refused = Schema::of(kind).refuses(&tree(&text));
        assert_eq!(refused.is_some(), file == "rules", "{file}.yaml: {refused:?}");
    }
}

#[test]
fn one_wrong_value_is_enough() {
    let quiz = "id: a\ntitle: A\nkubernetes: 1.27-1.36\nquestions:\n- id: b\n  type: choice\n  topic: canary\n  prompt: What?\n";
    let world = "apiVersion: podyard/v1\nkind: World\n";
    assert_eq!(Schema::of("quiz").refuses(&tree(quiz)), None);
    assert_eq!(Schema::of("world").refuses(&tree(world)), None);
    let cases = [
        ("quiz", quiz.replace("choice", "single")),
        ("quiz", quiz.replace("What?", "7")),
        ("quiz", quiz.replace("What?", "\" \"")),
        ("quiz", quiz.replace("prompt", "promt")),
        ("quiz", format!("{quiz}  show: v2-x\n")),
        ("quiz", format!("{quiz}  run: {{start: replicas=4, until: 3601}}\n")),
        ("quiz", format!("{quiz}place: 0\n")),
        ("quiz", "id: a\ntitle: A\nkubernetes: 1.27-1.36\nquestions: []\n".into()),
        ("world", world.replace("v1", "v2")),
        ("world", format!("{world}nodes: {{count: 1001}}\n")),
        ("world", format!("{world}images: {{web:v2: {{readyAfter: 3}}}}\n")),
        ("world", format!("{world}delays: {{set: middling}}\n")),
        ("strategy", "deployments: [{name: web}]\nscales: []\nobjects: []\nsteps: []\nback: []\n".into()),
    ];
    for (kind, text) in cases {
        assert!(Schema::of(kind).refuses(&tree(&text)).is_some(), "{kind}: {text}");
    }
}

/// Takes each field of a tree out in turn.
fn without_each(node: &Node, above: &str, found: &mut Vec<(String, Node)>) {
    let again = |value: Value| Node { line: node.line, value };
    match &node.value {
        Value::Map(pairs) => {
            for (at, (key, inner)) in pairs.iter().enumerate() {
                let path = format!("{above}.{}", key.text);
                let mut less = pairs.clone();
                less.remove(at);
                found.push((path.clone(), again(Value::Map(less))));
                let mut below = Vec::new();
                without_each(inner, &path, &mut below);
                found.extend(below.into_iter().map(|(path, inner)| {
                    let mut pairs = pairs.clone();
                    pairs[at].1 = inner;
                    (path, again(Value::Map(pairs)))
                }));
            }
        }
        Value::List(items) => {
            for (at, inner) in items.iter().enumerate() {
                let mut below = Vec::new();
                without_each(inner, &format!("{above}[{at}]"), &mut below);
                found.extend(below.into_iter().map(|(path, inner)| {
                    let mut items = items.clone();
                    items[at] = inner;
                    (path, again(Value::List(items)))
                }));
            }
        }
        _ => {}
    }
}

#[test]
fn what_a_schema_misses_the_check_misses() {
    let mut missed = 0;
    for (kind, name, text) in [
        ("quiz", "whole.yaml", read("tests/check/whole.yaml")),
        ("exercise", "never-side-by-side.yaml", read("content/exercises/never-side-by-side.yaml")),
    ] {
        let schema = Schema::of(kind);
        let mut without = Vec::new();
        without_each(&tree(&text), "", &mut without);
        for (path, less) in without.into_iter().filter(|(_, less)| schema.refuses(less).is_some()) {
            // An exercise is known by its goal or its task; as a quiz it is refused as well.
            assert_ne!(check(&[(name.into(), less.json())]), [], "{name}: only the schema misses {path}");
            missed += 1;
        }
    }
    assert!(missed > 50, "{missed} fields");
}

#[test]
fn what_the_docs_call_required_is() {
    let cases: [(&str, &str, &Shape); 4] = [
        ("docs/quizzes.md", "### The file", &Quiz::SHAPE),
        ("docs/quizzes.md", "### A question", &Question::SHAPE),
        ("docs/exercises.md", "## Fields", &Exercise::SHAPE),
        ("docs/lessons.md", "## Fields", &Lesson::SHAPE),
    ];
    for (page, heading, shape) in cases {
        let text = read(page);
        let part = text.split(heading).nth(1).and_then(|rest| rest.split("\n#").next()).expect("the heading stands");
        let first = |line: &str| line.split('|').nth(1).unwrap_or_default().to_owned();
        let row = |name: &str| part.lines().find(|line| first(line).contains(&format!("`{name}`")));
        for field in shape.rows.iter().filter(|field| field.duty != Duty::Computed) {
            let Some(row) = row(field.name) else {
                assert_eq!(field.duty, Duty::Optional, "{page} lacks {}", field.name);
                continue;
            };
            let duty = row.split('|').nth(2).unwrap_or_default().trim();
            let required = ["required", "at least 1", "at least 3", "3"].contains(&duty);
            assert_eq!(required, field.duty == Duty::Required, "{page}: {row}");
        }
    }
}

#[test]
fn the_program_prints_one_or_all() {
    let podyard = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_podyard")).args(arguments).output();
        let output = output.expect("the program was built with this test");
        (output.status.code(), String::from_utf8(output.stdout).expect("it prints UTF-8"))
    };
    let all: Vec<String> = PUBLISHED.iter().map(|kind| format!("\"{}\":{}", kind.name, kind.schema().json())).collect();
    assert_eq!(podyard(&["schema"]), (Some(0), format!("{{{}}}\n", all.join(","))));
    assert_eq!(podyard(&["schema", "quiz"]), (Some(0), format!("{}\n", PUBLISHED[0].schema().json())));
    assert_eq!(podyard(&["schema", "poem"]), (Some(2), String::new()));
}
