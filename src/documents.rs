//! The documents of a text: objects, and the World they stand in; all that is wrong with them in one list.

use crate::kube::field::Field;
use crate::kube::manifest::{Manifest, object};
use crate::kube::object::Kind;
use crate::kube::reader::Reader;
use crate::kube::tree::{Node, Value, refused};
use crate::kube::workload::Deployment;
use crate::kube::{Malformed, yaml};
use crate::message::Message;
use crate::sorted;
use crate::world::World;

mod beside;

pub use beside::{Beside, read_beside};

/// Longer texts are refused unread: the API server takes no object of more than 3 MiB.
const BYTES_MAX: usize = 3 * 1024 * 1024;

/// What a document can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// An object of the API server.
    Object(Manifest),
    /// What it stands in.
    World(Box<World>),
}

/// A document of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it says.
    pub content: Content,
    /// As it is written: which fields it names.
    pub tree: Node,
    /// Paths of the fields that are written in it and have no effect in the simulator, sorted.
    pub ignored: Vec<String>,
    /// Where it begins, from 1.
    pub line: usize,
}

/// The kinds that can be read.
const KINDS: [Kind; 12] = [
    Kind::Deployment,
    Kind::Service,
    Kind::HttpRoute,
    Kind::Ingress,
    Kind::ResourceQuota,
    Kind::PodDisruptionBudget,
    Kind::HorizontalPodAutoscaler,
    Kind::Rollout,
    Kind::AnalysisTemplate,
    Kind::AnalysisRun,
    Kind::Canary,
    Kind::World,
];

/// Reads every document of a text.
///
/// # Errors
///
/// Everything that keeps the text from being manifests, in the order of its lines: YAML that cannot be read, kinds that are
/// not known, unknown fields, values of a wrong type.
pub fn read(text: &str) -> Result<Vec<Document>, Vec<Malformed>> {
    read_kinds(text, &KINDS)
}

/// The same where only some kinds make sense.
///
/// # Errors
///
/// As [`read`], and a document of another kind.
pub fn read_kinds(text: &str, wanted: &[Kind]) -> Result<Vec<Document>, Vec<Malformed>> {
    let mut problems = Vec::new();
    let documents = roots(text, wanted)?;
    let read: Vec<Document> = documents.iter().filter_map(|root| document(root, wanted, &mut problems)).collect();
    sorted::sort_by(&mut problems, Ord::cmp);
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// The trees of a text, of which there is at least one.
fn roots(text: &str, wanted: &[Kind]) -> Result<Vec<Node>, Vec<Malformed>> {
    if text.len() > BYTES_MAX {
        return Err(vec![refused(
            1,
            message!("manifest-bytes-too-many", bytes = text.len()),
            message!("manifest-give-most-3-mib"),
        )]);
    }
    let documents = yaml::documents(text).map_err(|problem| vec![problem])?;
    if documents.is_empty() {
        return Err(vec![refused(
            1,
            message!("manifest-nothing-written"),
            message!("manifest-give-yaml", kinds = named(wanted)),
        )]);
    }
    Ok(documents)
}

/// One of a text's documents is a World.
pub fn have_world(text: &str) -> bool {
    let is_world = |root: &Node| matches!(root.field("kind").map(|kind| &kind.value), Some(Value::Text(kind)) if kind == Kind::World.as_str());
    yaml::documents(text).is_ok_and(|documents| documents.iter().any(is_world))
}

/// A document by itself, whatever is wrong with others of its text.
///
/// # Errors
///
/// As [`read`].
pub fn alone(root: &Node) -> Result<Document, Vec<Malformed>> {
    let mut problems = Vec::new();
    document(root, &KINDS, &mut problems).ok_or(problems)
}

/// A Deployment with what stands beside it in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The one that is rolled out.
    pub deployment: Deployment,
    /// Whether the file says how many replicas it has.
    pub says_replicas: bool,
    /// Budgets and autoscalers, in their order.
    pub beside: Vec<Manifest>,
    /// Paths of what has no effect, of the Deployment first.
    pub ignored: Vec<String>,
}

/// One Deployment, with PodDisruptionBudgets and HorizontalPodAutoscalers beside it.
///
/// # Errors
///
/// As [`read`], no Deployment, and a second one.
pub fn planned(text: &str) -> Result<Planned, Vec<Malformed>> {
    let wanted = [Kind::Deployment, Kind::PodDisruptionBudget, Kind::HorizontalPodAutoscaler];
    let (mut found, mut beside, mut ignored) = (None, Vec::new(), Vec::new());
    let alone = |line, what| Err(vec![refused(line, what, message!("manifest-give-one-deployment-alone"))]);
    for document in read_kinds(text, &wanted)? {
        match document.content {
            Content::Object(Manifest::Deployment(_)) if found.is_some() => {
                return alone(document.line, message!("manifest-second-document-begins"));
            }
            Content::Object(Manifest::Deployment(deployment)) => {
                let spec = document.tree.field("spec");
                found = Some((*deployment, spec.is_some_and(|spec| spec.field("replicas").is_some())));
                ignored.splice(0..0, document.ignored);
            }
            Content::Object(manifest) => {
                beside.push(manifest);
                ignored.extend(document.ignored);
            }
            Content::World(_) => {}
        }
    }
    match found {
        Some((deployment, says_replicas)) => Ok(Planned { deployment, says_replicas, beside, ignored }),
        None => alone(1, message!("manifest-no-deployment")),
    }
}

/// The object of a tree.
///
/// # Errors
///
/// As [`read`].
pub fn one(root: &Node) -> Result<Manifest, Vec<Malformed>> {
    let kind = kind(root, &KINDS).map_err(|problem| vec![problem])?;
    object(root, kind).map(|(manifest, _)| manifest)
}

/// `a Deployment`, `an HTTPRoute, an Ingress or a Service`.
fn named(kinds: &[Kind]) -> Message {
    let one = |kind: &Kind| {
        let name = kind.as_str();
        if matches!(kind, Kind::HttpRoute | Kind::Ingress | Kind::AnalysisTemplate | Kind::AnalysisRun) {
            message!("manifest-an", name)
        } else {
            message!("manifest-a", name)
        }
    };
    match kinds.split_last() {
        Some((last, [])) => one(last),
        Some((last, others)) => {
            let others: Vec<Message> = others.iter().map(one).collect();
            message!("manifest-or", others, last = one(last))
        }
        None => Message::default(),
    }
}

fn document(root: &Node, wanted: &[Kind], problems: &mut Vec<Malformed>) -> Option<Document> {
    let kind = kind(root, wanted).map_err(|problem| problems.push(problem)).ok()?;
    let read = match kind {
        Kind::World => world(root).map(|(world, ignored)| (Content::World(Box::new(world)), ignored)),
        _ => object(root, kind).map(|(manifest, ignored)| (Content::Object(manifest), ignored)),
    };
    let (content, ignored) = read.map_err(|more| problems.extend(more)).ok()?;
    Some(Document { content, tree: root.clone(), ignored, line: root.line })
}

/// A World has its fields where others have a spec; a name has no effect.
pub(crate) fn world(root: &Node) -> Result<(World, Vec<String>), Vec<Malformed>> {
    let mut reader = Reader::default();
    let mut fields = root.clone();
    if let Value::Map(pairs) = &mut fields.value {
        let named = pairs.iter().any(|(key, _)| key.text == "metadata");
        reader.ignored.extend(named.then(|| "metadata".into()));
        if let Some((key, _)) = pairs.iter().find(|(key, _)| key.text == "spec") {
            reader.problem(
                key.line,
                "spec",
                message!("manifest-world-has-no-spec"),
                message!("manifest-write-its-fields-left"),
            );
        }
        pairs.retain(|(key, _)| !["apiVersion", "kind", "metadata", "spec"].contains(&key.text.as_str()));
    }
    match World::read(&mut reader, &fields, "") {
        Some(world) if reader.problems.is_empty() => Ok((world, reader.ignored)),
        _ => Err(reader.problems),
    }
}

/// Which of the wanted kinds a tree is.
fn kind(root: &Node, wanted: &[Kind]) -> Result<Kind, Malformed> {
    let wrong = |line, field: &str, what: Message, fix: Message| Malformed { line, field: field.into(), what, fix };
    let Value::Map(pairs) = &root.value else {
        let what = message!("manifest-not-no-mapping-fields", kinds = named(wanted));
        let example = wanted.first().unwrap_or(&Kind::Deployment);
        let fix = message!("manifest-begin-apiversion-kind", version = example.api_version(), kind = example.as_str());
        return Err(wrong(root.line, "", what, fix));
    };
    let text = |name: &str| match root.field(name).map(|node| &node.value) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let line = |name: &str| pairs.iter().find(|(key, _)| key.text == name).map_or(root.line, |(key, _)| key.line);
    let (given, version) = (text("kind"), text("apiVersion"));
    let known = wanted.iter().find(|kind| kind.as_str() == given);
    let Some(kind) = known else {
        let (what, fix) = match given.as_str() {
            "" => (message!("manifest-no-kind-given"), message!("manifest-write-kind", kinds = names(wanted))),
            "List" => {
                (message!("manifest-not-but-list", kinds = named(wanted)), message!("manifest-give-its-items-between"))
            }
            other => (
                message!("manifest-not-but", kinds = named(wanted), other),
                message!("manifest-write-kind", kinds = names(wanted)),
            ),
        };
        return Err(wrong(line("kind"), "kind", what, fix));
    };
    // The older version is served too, with the same fields.
    let older = *kind == Kind::HttpRoute && version == "gateway.networking.k8s.io/v1beta1";
    if older || version == kind.api_version() {
        return Ok(*kind);
    }
    let what = match version.as_str() {
        "" => message!("manifest-no-version-given"),
        other => message!("manifest-no-kind-in-version", given, other = format!("{other:?}")),
    };
    Err(wrong(line("apiVersion"), "apiVersion", what, message!("manifest-write-version", version = kind.api_version())))
}

fn names(kinds: &[Kind]) -> Message {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => {
            message!("manifest-names-or", others = others.join(", "), last = *last)
        }
        _ => message!("manifest-name", name = names.concat()),
    }
}
