//! The quizzes as the build wrote them: JSON is YAML, which the page reads anyway. The build has held each against the
//! schema's own types, so nothing is explained here.

use super::schema::{Choice, Exercise, FORMAT_VERSION, Kind, Question, Quiz, ShortText, Topic, TryStrategy};
use crate::kube::tree::{Node, Value};
use crate::kube::yaml;

/// Every quiz of a text; `None` where it is something else.
pub(super) fn quizzes(json: &str) -> Option<Vec<Quiz>> {
    items(&document(json)?, quiz)
}

/// The text's only document.
pub(super) fn document(json: &str) -> Option<Node> {
    yaml::documents(json).ok()?.into_iter().next()
}

fn quiz(node: &Node) -> Option<Quiz> {
    Some(Quiz {
        format_version: FORMAT_VERSION,
        id: text(node, "id")?,
        title: text(node, "title")?,
        intro: text(node, "intro"),
        texts: list(node, "texts", |node| {
            let (title, words) = (text(node, "title")?, text(node, "text")?);
            Some(ShortText { title, text: words, try_strategy: try_strategy(node) })
        })?,
        exercises: list(node, "exercises", |node| {
            let (title, task, seen) = (text(node, "title")?, text(node, "task")?, text(node, "seen")?);
            Some(Exercise { title, task, seen, try_strategy: try_strategy(node)? })
        })?,
        questions: list(node, "questions", question)?,
    })
}

fn question(node: &Node) -> Option<Question> {
    Some(Question {
        id: text(node, "id")?,
        kind: if text(node, "type")? == "multi" { Kind::Multi } else { Kind::Choice },
        topic: one_of(node, "topic", Topic::ALL, Topic::slug)?,
        prompt: text(node, "prompt")?,
        source: text(node, "source"),
        try_strategy: try_strategy(node),
        options: list(node, "options", |node| {
            let right = node.field("right").is_some_and(|right| right.value == Value::Bool(true));
            Some(Choice { text: text(node, "text")?, right, reason: text(node, "reason")? })
        })?,
    })
}

fn try_strategy(node: &Node) -> Option<TryStrategy> {
    one_of(node, "try_strategy", TryStrategy::ALL, TryStrategy::slug)
}

fn one_of<T: Copy, const N: usize>(node: &Node, name: &str, all: [T; N], slug: fn(T) -> &'static str) -> Option<T> {
    let written = text(node, name)?;
    all.into_iter().find(|one| slug(*one) == written)
}

fn text(node: &Node, name: &str) -> Option<String> {
    match &node.field(name)?.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// The items of a field; none where there is no such field.
fn list<T>(node: &Node, name: &str, read: fn(&Node) -> Option<T>) -> Option<Vec<T>> {
    node.field(name).map_or(Some(Vec::new()), |node| items(node, read))
}

fn items<T>(node: &Node, read: fn(&Node) -> Option<T>) -> Option<Vec<T>> {
    match &node.value {
        Value::List(items) => items.iter().map(read).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::JSON;
    use super::*;

    #[test]
    fn it_reads_what_the_schema_reads() {
        let expected: Vec<Quiz> = serde_json::from_str(JSON).unwrap();
        assert_eq!(quizzes(JSON), Some(expected));
    }

    #[test]
    fn the_words_of_topics_are_the_schemas() {
        let slugs = Topic::ALL.map(|topic| serde_json::to_string(&topic).unwrap());
        assert_eq!(slugs, Topic::ALL.map(|topic| format!("{:?}", topic.slug())));
    }
}
