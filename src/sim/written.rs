//! Commands as data: the same tree in links, files and guides, read again as the same command.
//!
//! `{"scale":"deployment/web","replicas":5}`: the first field is the verb with what it is about, the others what it needs.

use crate::documents;
use crate::kube::Malformed;
use crate::kube::manifest::{self, Manifest};
use crate::kube::object::{Kind, Name};
use crate::kube::tree::{Node, Value, path, path_text, refused};
use crate::message::Message;
use crate::world::{Change, World};

use super::command::Command;
use super::fault_written;
use super::written_parts::{mapping, named, number, object, text, word};

impl Command {
    /// As a tree, which [`Command::from_tree`] reads again.
    pub fn tree(&self) -> Node {
        let deployment = |name: &Name| named(Kind::Deployment, name);
        match self {
            Self::Create(manifest) => mapping([("create", Some(manifest.tree()))]),
            Self::Apply { written, .. } => mapping([("apply", Some(written.clone()))]),
            Self::Patch { kind, name, patch } => {
                mapping([("patch", Some(named(*kind, name))), ("with", Some(patch.clone()))])
            }
            Self::SetImage { kind, name, image } => {
                mapping([("setImage", Some(named(*kind, name))), ("image", Some(text(&**image)))])
            }
            Self::Scale { kind, name, replicas } => mapping([
                ("scale", Some(named(*kind, name))),
                ("replicas", Some(Value::Int((*replicas).into()).into())),
            ]),
            Self::Delete { kind, name } => mapping([("delete", Some(named(*kind, name)))]),
            Self::RolloutUndo { deployment: name, to_revision } => {
                let to = (*to_revision != 0).then(|| Value::Int(*to_revision).into());
                mapping([("rolloutUndo", Some(deployment(name))), ("toRevision", to)])
            }
            Self::RolloutPause { deployment: name } => mapping([("rolloutPause", Some(deployment(name)))]),
            Self::RolloutResume { deployment: name } => mapping([("rolloutResume", Some(deployment(name)))]),
            Self::Cordon { node, unschedulable } => {
                mapping([(if *unschedulable { "cordon" } else { "uncordon" }, Some(text(&**node)))])
            }
            Self::Drain { node } => mapping([("drain", Some(text(&**node)))]),
            Self::Fault(fault) => fault_written::tree(fault),
            Self::World(change) => match &**change {
                Change::Whole(world) => mapping([("world", Some(world.document()))]),
                Change::At { path, value } => {
                    mapping([("world", Some(text(path_text(path)))), ("is", Some(value.clone()))])
                }
            },
        }
    }

    /// Reads a command again.
    ///
    /// # Errors
    ///
    /// What is wrong with it: a verb that is none, an object that cannot be read.
    pub fn from_tree(tree: &Node) -> Result<Self, Malformed> {
        let wrong = |what: Message| refused(tree.line, what, message!("request-write-verb-its-object"));
        let Value::Map(pairs) = &tree.value else { return Err(wrong(message!("request-no-request-stands"))) };
        let Some((verb, about)) = pairs.first() else { return Err(wrong(message!("request-no-request-stands"))) };
        let object = || object(about).ok_or_else(|| wrong(message!("request-no-kind-and-name", verb = &verb.text)));
        let deployment = || match object()? {
            (Kind::Deployment, name) => Ok(name),
            (kind, _) => Err(wrong(message!(
                "request-not-a-but-a",
                verb = &verb.text,
                wanted = Kind::Deployment.as_str(),
                kind = kind.as_str()
            ))),
        };
        let workload = || match object()? {
            (kind @ (Kind::Deployment | Kind::Rollout), name) => Ok((kind, name)),
            (kind, _) => {
                Err(wrong(message!("request-neither-deployment-nor-rollout", verb = &verb.text, kind = kind.as_str())))
            }
        };
        let given = |name: &str| pairs.iter().find(|(key, _)| key.text == name).map(|(_, node)| node);
        let needed =
            |name: &str| given(name).ok_or_else(|| wrong(message!("request-not-given", verb = &verb.text, name)));
        let known: &[&str] = match verb.text.as_str() {
            "patch" => &["with"],
            "setImage" => &["image"],
            "scale" => &["replicas"],
            "rolloutUndo" => &["toRevision"],
            "world" => &["is"],
            other => fault_written::needs(other).unwrap_or(&[]),
        };
        if let Some((key, _)) = pairs.iter().skip(1).find(|(key, _)| !known.contains(&key.text.as_str())) {
            return Err(wrong(message!("request-no-part", verb = &verb.text, key = &key.text)));
        }
        Ok(match verb.text.as_str() {
            "create" => Self::Create(whole(about)?),
            "apply" => Self::Apply { manifest: whole(about)?, written: about.clone() },
            "patch" => {
                let (kind, name) = object()?;
                Self::Patch { kind, name, patch: needed("with")?.clone() }
            }
            "setImage" => {
                let (kind, name) = workload()?;
                Self::SetImage { kind, name, image: word(needed("image")?)? }
            }
            "scale" => {
                let (kind, name) = workload()?;
                Self::Scale { kind, name, replicas: number(needed("replicas")?)? }
            }
            "delete" => {
                let (kind, name) = object()?;
                Self::Delete { kind, name }
            }
            "rolloutUndo" => {
                let to_revision = given("toRevision").map_or(Ok(0), number::<i64>)?;
                Self::RolloutUndo { deployment: deployment()?, to_revision }
            }
            "rolloutPause" => Self::RolloutPause { deployment: deployment()? },
            "rolloutResume" => Self::RolloutResume { deployment: deployment()? },
            "cordon" => Self::Cordon { node: word(about)?, unschedulable: true },
            "uncordon" => Self::Cordon { node: word(about)?, unschedulable: false },
            "drain" => Self::Drain { node: word(about)? },
            "world" => Self::World(Box::new(match (&about.value, given("is")) {
                (Value::Text(at), Some(value)) => Change::At { path: path(at), value: value.clone() },
                _ => Change::Whole(Box::new(world(about)?)),
            })),
            other if fault_written::needs(other).is_some() => Self::Fault(fault_written::read(other, about, given)?),
            other => return Err(wrong(message!("request-no-request", other))),
        })
    }
}

fn whole(node: &Node) -> Result<Manifest, Malformed> {
    let kind = match node.field("kind").map(|kind| &kind.value) {
        Some(Value::Text(kind)) => Kind::ALL.into_iter().find(|known| known.as_str() == kind),
        _ => None,
    };
    let kind = kind.ok_or_else(|| {
        refused(node.line, message!("request-no-kind-given"), message!("request-write-kind-deployment"))
    })?;
    let read = manifest::object(node, kind).map(|(manifest, _)| manifest);
    read.map_err(|problems| {
        problems
            .into_iter()
            .next()
            .unwrap_or_else(|| refused(node.line, message!("request-no-object"), message!("request-write-one")))
    })
}

fn world(node: &Node) -> Result<World, Malformed> {
    let read = documents::world(node).map(|(world, _)| world);
    read.map_err(|problems| {
        problems
            .into_iter()
            .next()
            .unwrap_or_else(|| refused(node.line, message!("request-no-world"), message!("request-write-one")))
    })
}
