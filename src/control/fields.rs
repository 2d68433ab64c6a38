//! Every field that the tables of the kinds and of the World know, as it stands and to be set: what has no control of its own
//! is set here.

use crate::kube::field::Field;
use crate::kube::form::{Form, Leaf};
use crate::kube::int_or_string::IntOrString;
use crate::kube::manifest::Manifest;
use crate::kube::object::{Kind, Name};
use crate::kube::pod::IDEAL_PROBES;
use crate::kube::tree::{Node, Value, path};
use crate::message::Message;
use crate::playbook::Ground;
use crate::scenario::shown;
use crate::sim::command::{Command, Rejected};
use crate::world::{Change, Gate, World};

/// A field of an object, or of the World.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPath {
    /// The object's kind.
    pub kind: Kind,
    pub name: Name,
    /// From its own fields on, as in `spec.template.spec.containers[0].image`.
    pub path: String,
}

/// A field as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldView {
    /// See [`FieldPath::path`].
    pub path: String,
    /// What stands there; empty where nothing is written, and the default holds.
    pub text: String,
    /// The words it can be; empty where it can be anything.
    pub words: &'static [&'static str],
    /// Why nothing follows from it.
    pub without_effect: Option<Message>,
    /// Why the text in it was refused, and what to do.
    pub error: Option<Rejected>,
}

/// A field's text that was refused, and why.
pub type Refused = (FieldPath, String, Rejected);

/// Kind and name of everything whose fields can be set.
pub fn objects_with_fields(ground: Ground) -> Vec<(Kind, Name)> {
    let manifests = ground.manifests();
    let named = manifests.iter().map(|manifest| (manifest.kind(), manifest.metadata().name.clone()));
    named.chain([(Kind::World, "world".into())]).collect()
}

fn manifest(ground: Ground, kind: Kind, name: &str) -> Option<Manifest> {
    ground.manifests().into_iter().find(|it| it.kind() == kind && &*it.metadata().name == name)
}

/// An object's fields with their values, and with the text that was refused last; nothing where there is no such object.
pub fn fields(ground: Ground, kind: Kind, name: &str, refused: Option<&Refused>) -> Vec<FieldView> {
    let world = ground.cluster.world();
    let (tree, leaves) = match manifest(ground, kind, name) {
        Some(manifest) => (manifest.tree(), manifest.fields()),
        None if kind == Kind::World => (world.document(), world_fields(ground)),
        None => return Vec::new(),
    };
    let refused = refused.filter(|(at, ..)| at.kind == kind && &*at.name == name);
    let ideal = format!("spec.template.metadata.annotations[{IDEAL_PROBES}]");
    let ideal = tree.at(&path(&ideal)).is_some();
    let view = |leaf: Leaf| {
        let refused = refused.filter(|(at, ..)| at.path == leaf.path);
        FieldView {
            text: refused.map_or_else(|| shown(tree.at(&path(&leaf.path))), |(_, text, _)| text.clone()),
            words: match leaf.form {
                Form::OneOf(words) => words,
                Form::Bool => &["true", "false"],
                _ => &[],
            },
            without_effect: match () {
                () if leaf.inert => Some(message!("field-not-simulated")),
                () if ideal && leaf.path.contains("Probe.") => Some(message!("field-not-with-ideal-probes")),
                () => None,
            },
            error: refused.map(|(_, _, rejected)| rejected.clone()),
            path: leaf.path,
        }
    };
    leaves.into_iter().map(view).collect()
}

/// The patch that sets a field; none where there is no such object.
pub fn field_request(ground: Ground, at: &FieldPath, text: &str) -> Option<Command> {
    if at.kind == Kind::World {
        let leaves = world_fields(ground);
        let value = value(form(&leaves, &at.path), text);
        return Some(Command::World(Box::new(Change::At { path: path(&at.path), value: value.into() })));
    }
    let manifest = manifest(ground, at.kind, &at.name)?;
    let value = value(form(&manifest.fields(), &at.path), text);
    let value = without_the_others(value, manifest.tree().at(&path(&at.path)));
    Some(Command::patch(&manifest, &path(&at.path), value))
}

/// A patch leaves alone what it does not name: pairs that are not there any more are taken away.
fn without_the_others(value: Value, before: Option<&Node>) -> Value {
    match (value, before.map(|node| &node.value)) {
        (Value::Map(mut pairs), Some(Value::Map(before))) => {
            let gone = before.iter().filter(|(key, _)| !pairs.iter().any(|(kept, _)| kept == key));
            let gone: Vec<_> = gone.map(|(key, _)| (key.clone(), Value::Null.into())).collect();
            pairs.extend(gone);
            Value::Map(pairs)
        }
        (value, _) => value,
    }
}

/// The World's, with a gate for each webhook that asks one.
fn world_fields(ground: Ground) -> Vec<Leaf> {
    let mut world = ground.cluster.world().clone();
    for canary in ground.cluster.objects().canaries.values() {
        for hook in &canary.spec.analysis.webhooks {
            if !world.gates.contains_key(&hook.name) {
                world.gates.insert(hook.name.clone(), Gate::default());
            }
        }
    }
    let mut found = Vec::new();
    World::SHAPE.fields_of("", world.write().as_ref(), false, &mut found);
    found
}

fn form(leaves: &[Leaf], at: &str) -> Form {
    leaves.iter().find(|leaf| leaf.path == at).map_or(Form::Text, |leaf| leaf.form)
}

/// The other way round. Nothing takes the field away.
fn value(form: Form, given: &str) -> Value {
    if given.is_empty() {
        return Value::Null;
    }
    match form {
        Form::Bool => given.parse().map_or_else(|_| Value::Text(given.into()), Value::Bool),
        Form::IntOrString => IntOrString::parse(given).write().map_or(Value::Null, |node| node.value),
        Form::Whole(..) | Form::Seconds(..) => match given.parse() {
            Ok(number) => Value::Int(number),
            Err(_) if given.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => Value::Number(given.into()),
            Err(_) => Value::Text(given.into()),
        },
        Form::Labels | Form::Quantities => {
            let pair = |pair: &str| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (key.trim().into(), Value::Text(value.trim().into()).into())
            };
            Value::Map(given.split(',').map(pair).collect())
        }
        _ => Value::Text(given.into()),
    }
}
