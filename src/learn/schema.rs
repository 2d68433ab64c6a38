//! Schemas of content files, for editors: JSON Schema, draft 2020-12, made of the tables by which the files are read.
//!
//! A schema says what each field holds. What goes by other fields, by lengths or by a run is for `podyard check` to say.

use crate::kube::form::{Duty, Form, Row, Shape};
use crate::kube::number;
use crate::kube::tree::{Mapping, Node, Value};
use crate::scenario::STRATEGY_FILE;
use crate::world::World;

use super::{Exercise, Lesson, Quiz};

/// A kind of content file.
pub struct Published {
    /// In the name of its schema's file: `quiz` of `schemas/quiz.json`.
    pub name: &'static str,
    /// What such a file is.
    about: &'static str,
    /// Its fields.
    shape: &'static Shape,
    /// What stands beside them.
    beside: &'static [Row],
}

const fn published(name: &'static str, about: &'static str, shape: &'static Shape) -> Published {
    Published { name, about, shape, beside: &[] }
}

/// Every kind.
pub const PUBLISHED: &[Published] = &[
    published("quiz", "A file of questions: docs/quizzes.md", &Quiz::SHAPE),
    published("exercise", "An exercise: docs/exercises.md", &Exercise::SHAPE),
    published("lesson", "A lesson: docs/lessons.md", &Lesson::SHAPE),
    published("strategy", "A strategy: docs/strategies.md", &STRATEGY_FILE),
    Published { beside: &DOCUMENT, ..published("world", "A World: docs/world.md", &World::SHAPE) },
];

/// What makes a document a World.
const DOCUMENT: [Row; 2] = [
    Row { duty: Duty::Required, ..Row::new("apiVersion", Form::OneOf(&["podyard/v1"])) },
    Row { duty: Duty::Required, ..Row::new("kind", Form::OneOf(&["World"])) },
];

impl Published {
    /// The schema.
    pub fn schema(&self) -> Node {
        let mut shapes = Shapes(Vec::new());
        let fields = shapes.fields(self.shape, self.beside);
        let mut root = Mapping::default();
        root.put("$schema", Some(text("https://json-schema.org/draft/2020-12/schema")));
        root.put("title", Some(text(self.about)));
        root.extend(&fields);
        root.put("$defs", shapes.definitions().end());
        tree(root)
    }
}

/// Mappings that stand in several places, each once.
struct Shapes(Vec<(&'static str, Node)>);

impl Shapes {
    fn definitions(self) -> Mapping {
        let mut all = Mapping::default();
        for (name, node) in self.0 {
            all.put(&key(name), Some(node));
        }
        all
    }

    /// What a mapping of this shape is.
    fn fields(&mut self, shape: &'static Shape, beside: &[Row]) -> Vec<(crate::kube::tree::Key, Node)> {
        let (mut all, mut required) = (Mapping::default(), Vec::new());
        for row in beside.iter().chain(shape.rows).filter(|row| row.duty != Duty::Computed) {
            let mut field = self.form(row.form, row.duty);
            let about = row.about.trim();
            field.put("description", (!about.is_empty()).then(|| text(about)));
            all.put(row.name, Some(tree(field)));
            required.extend((row.duty == Duty::Required).then(|| text(row.name)));
        }
        for name in shape.kept {
            all.put(name, Some(Value::Bool(true).into()));
        }
        let mut fields = of_type("object");
        fields.put("properties", Some(tree(all)));
        fields.put("required", (!required.is_empty()).then(|| Value::List(required).into()));
        fields.put("additionalProperties", Some(Value::Bool(false).into()));
        match tree(fields).value {
            Value::Map(fields) => fields,
            _ => Vec::new(),
        }
    }

    /// What a value of this form is. Text that has to be there says something, and of a list there is one item at least.
    fn form(&mut self, form: Form, duty: Duty) -> Mapping {
        let required = duty == Duty::Required;
        match form {
            Form::Whole(min, max) => {
                let bound = |bound: i64, none: i64| (bound != none).then(|| Value::Int(bound).into());
                bounded("integer", bound(min, i64::MIN), bound(max, i64::MAX))
            }
            Form::Seconds(min, max) => {
                let [min, max] = [min, max].map(|bound| number::write(Some(bound), form));
                bounded("number", min, max)
            }
            Form::Amount(min, _, unit) => {
                let mut field = of_types(&["string", "number"]);
                field.put("examples", Some(list([text(&number::amount(min, unit))])));
                field
            }
            Form::OneOf(words) => {
                let mut field = Mapping::default();
                field.put("enum", Some(list(words.iter().map(|word| text(word)))));
                field
            }
            Form::Bool => of_type("boolean"),
            Form::Text => {
                let mut field = of_type("string");
                field.put("pattern", required.then(|| text("\\S")));
                field
            }
            Form::IntOrString => of_types(&["integer", "string"]),
            Form::Quantities => by_keys(of_types(&["string", "number"])),
            Form::Labels => by_keys(of_type("string")),
            Form::Mapping(shape) => self.named(shape),
            Form::List(item) => {
                let mut field = of_type("array");
                field.put("items", Some(tree(self.form(*item, Duty::Optional))));
                field.put("minItems", required.then(|| Value::Int(1).into()));
                field
            }
            Form::Keyed(_, item) => by_keys(self.form(*item, Duty::Optional)),
            Form::Written(example) => {
                let mut field = Mapping::default();
                field.put("examples", Some(list([text(example)])));
                field
            }
        }
    }

    /// A mapping by its name.
    fn named(&mut self, shape: &'static Shape) -> Mapping {
        if !self.0.iter().any(|(name, _)| *name == shape.name) {
            let fields = self.fields(shape, &[]);
            self.0.push((shape.name, Value::Map(fields).into()));
        }
        let mut field = Mapping::default();
        field.put("$ref", Some(text(&format!("#/$defs/{}", key(shape.name)))));
        field
    }
}

/// A shape's name in an address: `a-wrong-answer`.
fn key(name: &str) -> String {
    name.replace(' ', "-")
}

fn bounded(kind: &str, min: Option<Node>, max: Option<Node>) -> Mapping {
    let mut field = of_type(kind);
    field.put("minimum", min);
    field.put("maximum", max);
    field
}

fn by_keys(item: Mapping) -> Mapping {
    let mut field = of_type("object");
    field.put("additionalProperties", Some(tree(item)));
    field
}

fn of_type(name: &str) -> Mapping {
    let mut field = Mapping::default();
    field.put("type", Some(text(name)));
    field
}

fn of_types(names: &[&str]) -> Mapping {
    let mut field = Mapping::default();
    field.put("type", Some(list(names.iter().map(|name| text(name)))));
    field
}

fn tree(fields: Mapping) -> Node {
    fields.end().unwrap_or_else(|| Value::Map(Vec::new()).into())
}

fn text(text: &str) -> Node {
    Value::Text(text.into()).into()
}

fn list(items: impl IntoIterator<Item = Node>) -> Node {
    Value::List(items.into_iter().collect()).into()
}
