//! The run that proves an answer: settings, what is done when, and how long it goes on.

use std::rc::Rc;

use crate::guide::goal::{Goal, When};
use crate::kube::field::Field;
use crate::kube::fields::fields;
use crate::kube::form::Form;
use crate::kube::number::words;
use crate::kube::object::Name;
use crate::kube::reader::Reader;
use crate::kube::time::{Millis, SECOND};
use crate::kube::tree::{Key, Node, Value};
use crate::kube::{Malformed, yaml};
use crate::playbook::ChoiceId;
use crate::sim::command::Command;

/// The longest a run may go on, ms.
pub(super) const LONGEST: i64 = 3_600_000;

fields! {
    /// A run: it begins with settings, things are done in it, and it ends. Times are in seconds since its start.
    pub struct Run ("a run") {
        /// Settings as a link into the sandbox has them: `strategy=canary&replicas=10&maxSurge=25%`.
        start: Name = "start";
        /// What is done, in order.
        acts: Vec<Act> = "do";
        /// When it ends.
        until: Millis = "until" in Form::Seconds(0, LONGEST), default 120 * SECOND;
    }
}

fields! {
    /// Something that is done: one of `step`, `set` and `request`.
    pub struct Act ("an act") {
        /// When.
        at: Millis = "at" in Form::Seconds(0, LONGEST);
        /// A button of the steps.
        step: Option<ChoiceId> = "step";
        /// A setting, as a link has it: `maxSurge=50%`.
        set: Option<Name> = "set";
        /// A request, as strategies have them: `{scale: deployment/web, replicas: 5}`.
        request: Option<Request> = "request";
        /// The API server refuses the request: nothing comes of it.
        refused: bool = "refused";
    }
}

words! { ChoiceId {
    "next" => Self::Next, "back" => Self::Back, "promote" => Self::Promote,
    "promote-full" => Self::PromoteFull, "abort" => Self::Abort, "retry" => Self::Retry,
} }

/// A request to the API server, or a fault, as its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request(pub Command);

impl Field for Request {
    const FORM: Form = Form::Written("{scale: deployment/web, replicas: 5}");

    fn absent() -> Self {
        Self(Command::Scale { kind: crate::kube::object::Kind::Deployment, name: "web".into(), replicas: 1 })
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        match Command::from_tree(node) {
            Ok(command) => Some(Self(command)),
            Err(problem) => {
                reader.problems.push(Malformed { field: path.to_owned(), ..problem });
                None
            }
        }
    }

    fn write(&self) -> Option<Node> {
        Some(self.0.tree())
    }
}

/// What a run must meet, as `docs/goals.md` has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof(pub Rc<Goal>);

impl Field for Proof {
    const FORM: Form = Form::Written("at the end: score.failed == 0");

    fn absent() -> Self {
        Self(Rc::new(Goal::All(Vec::new())))
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        match Goal::read(&in_a_line(node), path) {
            Ok(goal) => Some(Self(Rc::new(goal))),
            Err(problems) => {
                reader.problems.extend(problems);
                None
            }
        }
    }

    fn write(&self) -> Option<Node> {
        yaml::documents(&self.0.to_string()).ok()?.into_iter().next()
    }
}

/// `"at the end: score.failed == 0"` in quotes is the mapping that it would be without them.
fn in_a_line(node: &Node) -> Node {
    let Value::Text(text) = &node.value else { return node.clone() };
    let split = When::ALL.iter().find_map(|(_, key)| Some((*key, text.strip_prefix(key)?.strip_prefix(": ")?)));
    let Some((key, condition)) = split else { return node.clone() };
    let condition = Node { value: Value::Text(condition.into()), ..node.clone() };
    Node { value: Value::Map(vec![(Key { line: node.line, ..Key::from(key) }, condition)]), ..node.clone() }
}

/// Settings as a content file has them, in plain signs, as a link has them: `maxSurge=25%` is `maxSurge=25%25`.
pub fn plain_settings(settings: &str) -> String {
    settings.replace('%', "%25").replace(' ', "%20")
}
