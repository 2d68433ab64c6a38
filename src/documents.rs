//! The documents of a text: objects, and the World they stand in; all that is wrong with them in one list.

use crate::kube::field::Field;
use crate::kube::manifest::{Manifest, object};
use crate::kube::object::Kind;
use crate::kube::reader::Reader;
use crate::kube::tree::{Node, Value, refused};
use crate::kube::workload::Deployment;
use crate::kube::{Malformed, yaml};
use crate::sorted;
use crate::world::World;

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
const KINDS: [Kind; 10] = [
    Kind::Deployment,
    Kind::Service,
    Kind::HttpRoute,
    Kind::Ingress,
    Kind::ResourceQuota,
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
    if text.len() > BYTES_MAX {
        return Err(vec![refused(1, &format!("{} bytes are too many", text.len()), "give at most 3 MiB")]);
    }
    let documents = yaml::documents(text).map_err(|problem| vec![problem])?;
    if documents.is_empty() {
        return Err(vec![refused(1, "nothing is written here", &format!("give the YAML of {}", named(wanted)))]);
    }
    let mut problems = Vec::new();
    let read: Vec<Document> = documents.iter().filter_map(|root| document(root, wanted, &mut problems)).collect();
    sorted::sort_by(&mut problems, Ord::cmp);
    if problems.is_empty() { Ok(read) } else { Err(problems) }
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

/// One Deployment and nothing else, with the paths of what has no effect.
///
/// # Errors
///
/// As [`read`], and a second document.
pub fn deployment(text: &str) -> Result<(Deployment, Vec<String>), Vec<Malformed>> {
    let mut documents = read_kinds(text, &[Kind::Deployment])?.into_iter();
    match (documents.next(), documents.next()) {
        (Some(Document { content: Content::Object(Manifest::Deployment(deployment)), ignored, .. }), None) => {
            Ok((*deployment, ignored))
        }
        (_, second) => {
            let fix = "give one Deployment alone, without what stands before or after a `---`";
            Err(vec![refused(second.map_or(1, |second| second.line), "a second document begins here", fix)])
        }
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
fn named(kinds: &[Kind]) -> String {
    let names: Vec<String> = kinds
        .iter()
        .map(|kind| {
            let article =
                if matches!(kind, Kind::HttpRoute | Kind::Ingress | Kind::AnalysisTemplate | Kind::AnalysisRun) {
                    "an"
                } else {
                    "a"
                };
            format!("{article} {}", kind.as_str())
        })
        .collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
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
            reader.problem(key.line, "spec", "a World has no spec", "write its fields at the left, beside kind");
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
    let wrong = |line, field: &str, what: String, fix: String| Malformed { line, field: field.into(), what, fix };
    let Value::Map(pairs) = &root.value else {
        let what = format!("not {}: no mapping of fields", named(wanted));
        let example = wanted.first().unwrap_or(&Kind::Deployment);
        let fix = format!("begin with apiVersion: {} and kind: {}", example.api_version(), example.as_str());
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
            "" => ("no kind is given".into(), format!("write kind: {}", names(wanted))),
            "List" => (format!("not {} but a List", named(wanted)), "give its items, with --- between".into()),
            other => (format!("not {} but a {other}", named(wanted)), format!("write kind: {}", names(wanted))),
        };
        return Err(wrong(line("kind"), "kind", what, fix));
    };
    if version == kind.api_version() {
        return Ok(*kind);
    }
    let what = match version.as_str() {
        "" => "no version is given".into(),
        other => format!("there is no {given} in {other:?}"),
    };
    Err(wrong(line("apiVersion"), "apiVersion", what, format!("write apiVersion: {}", kind.api_version())))
}

fn names(kinds: &[Kind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}
