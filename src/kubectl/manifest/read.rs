//! From the tree to the manifest: the Deployment itself, with its defaults.
//!
//! Models pkg/apis/apps/v1/defaults.go SetDefaults_Deployment.

use crate::sim::object::Name;
use crate::sim::quantity::IntOrString;
use crate::sorted;

use super::reader::{Fields, Reader};
use super::yaml::{self, Key, Node, Value};
use super::{Expression, Malformed, Manifest, Metadata, RollingUpdate, Selector, Spec, Strategy, Template};
use super::{read_pod, rest, shapes};

/// Longer texts are refused unread: the API server takes no object of more than 3 MiB.
const BYTES_MAX: usize = 3 * 1024 * 1024;

/// Reads a manifest.
///
/// # Errors
///
/// See [`Manifest::parse`].
pub(super) fn manifest(text: &str) -> Result<Manifest, Vec<Malformed>> {
    let root = document(text).map_err(|problem| vec![problem])?;
    kind(&root).map_err(|problem| vec![problem])?;
    let mut reader = Reader::default();
    let fields = reader.open(Some(&root), String::new(), &shapes::DEPLOYMENT);
    let metadata = fields.get("metadata");
    let metadata = metadata_at(&mut reader, metadata, "metadata".into(), &shapes::METADATA);
    let spec = spec(&mut reader, &fields);
    if metadata.name.is_empty() && reader.ignored.iter().any(|path| path == "metadata.generateName") {
        reader.problem(
            root.line,
            "metadata.generateName",
            "the name would be made up at creation",
            "write metadata.name",
        );
    }
    if !reader.problems.is_empty() {
        sorted::sort_by(&mut reader.problems, Ord::cmp);
        return Err(reader.problems);
    }
    Ok(Manifest { metadata, spec, ignored: topmost(reader.ignored) })
}

/// Without the paths below others of the list, sorted, each once.
fn topmost(mut paths: Vec<String>) -> Vec<String> {
    sorted::sort_by(&mut paths, Ord::cmp);
    paths.dedup();
    let below = |path: &str, above: &str| path.strip_prefix(above).is_some_and(|rest| rest.starts_with(['.', '[']));
    let all = paths.clone();
    paths.retain(|path| !all.iter().any(|above| below(path, above)));
    paths
}

/// The only document of the text.
fn document(text: &str) -> Result<Node, Malformed> {
    let refused = |line, what: String, fix: &str| Malformed { line, field: String::new(), what, fix: fix.into() };
    if text.len() > BYTES_MAX {
        return Err(refused(1, format!("{} bytes are too many", text.len()), "give one Deployment, of at most 3 MiB"));
    }
    let mut documents = yaml::documents(text)?.into_iter();
    match (documents.next(), documents.next()) {
        (Some(root), None) => Ok(root),
        (None, _) => Err(refused(1, "nothing is written here".into(), "give the YAML of one Deployment")),
        (_, Some(second)) => {
            let what = "a second document begins here".into();
            Err(refused(second.line, what, "give one Deployment alone, without what stands before or after a `---`"))
        }
    }
}

/// Whether the tree is an apps/v1 Deployment at all.
fn kind(root: &Node) -> Result<(), Malformed> {
    let refused =
        |line, field: &str, what: String, fix: &str| Malformed { line, field: field.into(), what, fix: fix.into() };
    let Value::Map(pairs) = &root.value else {
        let what = "not a Deployment: no mapping of fields".into();
        return Err(refused(root.line, "", what, "begin with apiVersion: apps/v1 and kind: Deployment"));
    };
    let pair = |name: &str| pairs.iter().find(|(key, _)| key.text == name);
    let text = |pair: Option<&(Key, Node)>| match pair {
        Some((_, Node { value: Value::Text(text), .. })) => text.clone(),
        _ => String::new(),
    };
    let line = |pair: Option<&(Key, Node)>| pair.map_or(root.line, |(key, _)| key.line);
    let (kind, version) = (pair("kind"), pair("apiVersion"));
    match text(kind).as_str() {
        "Deployment" => {}
        "" => return Err(refused(line(kind), "kind", "no kind is given".into(), "write kind: Deployment")),
        "List" => {
            let what = "not a Deployment but a List".into();
            return Err(refused(line(kind), "kind", what, "give one Deployment of its items"));
        }
        other => {
            let what = format!("not a Deployment but a {other}");
            return Err(refused(line(kind), "kind", what, "give a manifest whose kind is Deployment"));
        }
    }
    match text(version).as_str() {
        "apps/v1" => Ok(()),
        "" => Err(refused(line(version), "apiVersion", "no version is given".into(), "write apiVersion: apps/v1")),
        other => {
            let what = format!("there is no Deployment in {other:?}");
            Err(refused(line(version), "apiVersion", what, "write apiVersion: apps/v1"))
        }
    }
}

pub(super) fn metadata_at(reader: &mut Reader, node: Option<&Node>, path: String, shape: &shapes::Shape) -> Metadata {
    let fields = reader.open(node, path, shape);
    Metadata {
        name: reader.text(&fields, "name").unwrap_or_default().into(),
        labels: reader.labels(&fields, "labels"),
        annotations: reader.labels(&fields, "annotations"),
    }
}

fn spec(reader: &mut Reader, root: &Fields<'_>) -> Spec {
    let fields = reader.open(root.get("spec"), root.at("spec"), &shapes::SPEC);
    Spec {
        replicas: reader.int32(&fields, "replicas").unwrap_or(1),
        selector: selector(reader, &fields),
        template: template(reader, &fields),
        strategy: strategy(reader, &fields),
        min_ready_seconds: reader.int32(&fields, "minReadySeconds").unwrap_or(0),
        revision_history_limit: reader.int32(&fields, "revisionHistoryLimit").unwrap_or(10),
        progress_deadline_seconds: reader.int32(&fields, "progressDeadlineSeconds").unwrap_or(600),
        paused: reader.boolean(&fields, "paused").unwrap_or(false),
    }
}

fn selector(reader: &mut Reader, spec: &Fields<'_>) -> Option<Selector> {
    let fields = reader.child(spec, "selector", &shapes::SELECTOR)?;
    let mut match_expressions = Vec::new();
    for (node, path) in reader.list(&fields, "matchExpressions") {
        let fields = reader.open(Some(node), path, &shapes::EXPRESSION);
        match_expressions.push(Expression {
            key: reader.text(&fields, "key").unwrap_or_default(),
            operator: reader.text(&fields, "operator").unwrap_or_default(),
            values: reader.texts(&fields, "values"),
        });
    }
    Some(Selector { match_labels: reader.labels(&fields, "matchLabels"), match_expressions })
}

fn strategy(reader: &mut Reader, spec: &Fields<'_>) -> Strategy {
    let fields = reader.open(spec.get("strategy"), spec.at("strategy"), &shapes::STRATEGY);
    let kind = reader.text(&fields, "type").filter(|kind| !kind.is_empty());
    let kind = Name::from(kind.unwrap_or_else(|| "RollingUpdate".into()));
    let rolling = &*kind == "RollingUpdate";
    let missing = || if rolling { IntOrString::percent(25) } else { IntOrString::Int(0) };
    let given = reader.child(&fields, "rollingUpdate", &shapes::ROLLING_UPDATE).map(|fields| RollingUpdate {
        max_surge: reader.int_or_string(&fields, "maxSurge").unwrap_or_else(missing),
        max_unavailable: reader.int_or_string(&fields, "maxUnavailable").unwrap_or_else(missing),
    });
    let default = || RollingUpdate { max_surge: missing(), max_unavailable: missing() };
    Strategy { rolling_update: given.or_else(|| rolling.then(default)), kind }
}

fn template(reader: &mut Reader, spec: &Fields<'_>) -> Template {
    let fields = reader.open(spec.get("template"), spec.at("template"), &shapes::TEMPLATE);
    let path = fields.at("metadata");
    let metadata = metadata_at(reader, fields.get("metadata"), path, &shapes::TEMPLATE_METADATA);
    let pods = read_pod::pod_spec(reader, &fields);
    let pre_stop = pods.containers.first().and_then(|container| container.pre_stop.as_ref());
    let sleeps = pre_stop.is_some_and(|hook| hook.sleep_seconds().is_some());
    Template { metadata, rest: rest::rest(spec.get("template"), sleeps).into(), spec: pods }
}
