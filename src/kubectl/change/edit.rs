//! `kubectl patch` and `kubectl scale`. Models kubectl's pkg/cmd/patch/patch.go and pkg/cmd/scale/scale.go.

use super::target::{target, targets};
use super::{ALL, DRY_RUN, Desk, SELECTOR, Said, Step, Steps, ask_or_try, dry_run};
use crate::kube::manifest::Manifest;
use crate::kube::object::{Kind, Name};
use crate::kube::tree::{Node, Value};
use crate::kube::{patch, tree, yaml};
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::printed::Printed;
use crate::kubectl::resource;
use crate::sim::command::Command;
use crate::sim::fault::Fault;
use crate::sim::objects::Object;

const PATCH: [Flag; 4] = [
    Flag::new("patch", 'p', Takes::Value),
    Flag::new("patch-file", ' ', Takes::Value),
    Flag::new("type", ' ', Takes::Value),
    DRY_RUN,
];

pub(super) fn patch(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("patch", &PATCH, words)?;
    let (kind, name) = target(&given.words, &given, desk)?;
    let text = match (given.value("patch"), given.value("patch-file")) {
        (Some(text), _) => text.to_owned(),
        (None, Some(file)) => {
            let read = desk.files.read(file).map_err(|why| Printed::wrong(format!("error: {why}")))?;
            read.into_iter().map(|(_, text)| text).collect()
        }
        (None, None) => {
            return Err(Printed::wrong(
                "error: must specify --patch or --patch-file containing the contents of the patch",
            ));
        }
    };
    let patch = one_document(&text)?;
    let how = given.value("type").unwrap_or("strategic");
    let patch = match (how, kind.lists()) {
        ("json", lists) => json_patch(kind, &name, &patch, lists, desk)?,
        ("merge", patch::Lists::Merged) if has_list(&patch) => {
            return Err(
                Printed::wrong("error: a merge patch replaces lists whole").with(message!("kubectl-merge-list"))
            );
        }
        ("strategic", patch::Lists::Replaced) => {
            return Err(Printed::wrong(
                "Error from server (UnsupportedMediaType): the body of the request was in an unknown format - accepted \
                 media types include: application/json-patch+json, application/merge-patch+json, \
                 application/apply-patch+yaml",
            )
            .with(message!("kubectl-type-merge")));
        }
        ("strategic" | "merge", _) => patch,
        (other, _) => {
            return Err(Printed::wrong(format!(
                "error: --type must be one of [json merge strategic], not \"{other}\""
            )));
        }
    };
    Ok(vec![ask_or_try(Command::Patch { kind, name, patch }, Said::Answer, dry_run(&given)?)])
}

fn one_document(text: &str) -> Result<Node, Printed> {
    match yaml::documents(text) {
        Ok(mut read) if read.len() == 1 => Ok(read.remove(0)),
        Ok(_) => Err(Printed::wrong(format!("error: unable to parse \"{text}\": one patch is to be given"))),
        Err(problem) => Err(Printed::wrong(format!("error: unable to parse \"{text}\"")).with(problem.message())),
    }
}

fn has_list(node: &Node) -> bool {
    match &node.value {
        Value::List(_) => true,
        Value::Map(pairs) => pairs.iter().any(|(_, below)| has_list(below)),
        _ => false,
    }
}

/// A JSON patch (RFC 6902) as the merge patch that does the same to the object as it stands; of one operation alone.
fn json_patch(kind: Kind, name: &Name, patch: &Node, lists: patch::Lists, desk: &Desk<'_>) -> Result<Node, Printed> {
    let wrong =
        || Printed::wrong("error: json patch must be a list of operations").with(message!("kubectl-json-patch"));
    let Value::List(operations) = &patch.value else { return Err(wrong()) };
    let [operation] = operations.as_slice() else { return Err(wrong()) };
    let said = |field: &str| match operation.field(field).map(|node| &node.value) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let (Some(op), Some(pointer)) = (said("op"), said("path")) else { return Err(wrong()) };
    let value = match (op, operation.field("value")) {
        ("remove", _) => Value::Null,
        ("add" | "replace", Some(value)) => value.value.clone(),
        _ => return Err(wrong()),
    };
    let steps: Vec<tree::Step> = pointer
        .split('/')
        .skip(1)
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .map(|part| part.parse().map_or_else(|_| tree::Step::Key(part.as_str().into()), tree::Step::Index))
        .collect();
    let object = written(kind, name, desk)?;
    Ok(patch::at(&object, &steps, value, lists))
}

/// An object as somebody would write it.
///
/// # Errors
///
/// There is none of the name, or none of its kind is written by people.
pub(super) fn written(kind: Kind, name: &str, desk: &Desk<'_>) -> Result<Node, Printed> {
    manifest(kind, name, desk).map(|manifest| manifest.tree())
}

/// The same with its types.
pub(super) fn manifest(kind: Kind, name: &str, desk: &Desk<'_>) -> Result<Manifest, Printed> {
    let object = desk.cluster.objects().find(kind, name).ok_or_else(|| not_found(kind, name))?;
    written_by_people(&object).ok_or_else(|| {
        let qualified = resource::of(kind).qualified();
        Printed::wrong(format!("error: {qualified}/{name} is made by a controller"))
            .with(message!("kubectl-made-by-controller"))
    })
}

fn written_by_people(object: &Object) -> Option<Manifest> {
    Some(match object {
        Object::Deployment(it) => Manifest::Deployment(Box::new((**it).clone())),
        Object::Service(it) => Manifest::Service(Box::new((**it).clone())),
        Object::HttpRoute(it) => Manifest::HttpRoute(Box::new((**it).clone())),
        Object::Ingress(it) => Manifest::Ingress(Box::new((**it).clone())),
        Object::ResourceQuota(it) => Manifest::ResourceQuota(Box::new((**it).clone())),
        Object::PodDisruptionBudget(it) => Manifest::PodDisruptionBudget(Box::new((**it).clone())),
        Object::HorizontalPodAutoscaler(it) => Manifest::HorizontalPodAutoscaler(Box::new((**it).clone())),
        Object::Rollout(it) => Manifest::Rollout(Box::new((**it).clone())),
        Object::AnalysisTemplate(it) => Manifest::AnalysisTemplate(Box::new((**it).clone())),
        Object::AnalysisRun(it) => Manifest::AnalysisRun(Box::new((**it).clone())),
        Object::Canary(it) => Manifest::Canary(Box::new((**it).clone())),
        Object::ReplicaSet(_) | Object::Pod(_) | Object::EndpointSlice(_) | Object::Node(_) => return None,
    })
}

pub(super) fn not_found(kind: Kind, name: &str) -> Printed {
    Printed::wrong(format!("Error from server (NotFound): {} \"{name}\" not found", kind.resources()))
}

const SCALE: [Flag; 5] = [
    Flag::new("replicas", ' ', Takes::Number),
    Flag::new("current-replicas", ' ', Takes::Number),
    SELECTOR,
    ALL,
    DRY_RUN,
];

pub(super) fn scale(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("scale", &SCALE, words)?;
    let dry = dry_run(&given)?;
    let replicas = given.number("replicas").and_then(|replicas| i32::try_from(replicas).ok());
    let Some(replicas) = replicas.filter(|replicas| *replicas >= 0) else {
        return Err(Printed::wrong(
            "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
        ));
    };
    let targets = targets(&given.words, &given, desk)?;
    let mut steps = Vec::new();
    for (kind, name) in targets {
        let Some(now) = replicas_of(kind, &name, desk) else {
            steps.push(Step::Fail(match desk.cluster.objects().find(kind, &name) {
                Some(_) => "Error from server (NotFound): the server could not find the requested resource".into(),
                None => format!("Error from server (NotFound): {} \"{name}\" not found", kind.resources()),
            }));
            continue;
        };
        if let Some(expected) = given.number("current-replicas").filter(|expected| *expected != i64::from(now)) {
            steps.push(Step::Fail(format!("error: Expected replicas to be {expected}, was {now}")));
            continue;
        }
        let command = match kind {
            // Its Deployment has it back soon: that is what somebody learns by it.
            Kind::ReplicaSet => Command::Fault(Fault::ScaleReplicaSet(name.clone(), replicas)),
            _ => Command::Scale { kind, name: name.clone(), replicas },
        };
        let line = format!("{}/{name} scaled", resource::of(kind).qualified());
        let same = kind == Kind::ReplicaSet && now == replicas;
        steps.push(if same { Step::Print(line) } else { ask_or_try(command, Said::Line(line), dry) });
    }
    Ok(steps)
}

fn replicas_of(kind: Kind, name: &str, desk: &Desk<'_>) -> Option<i32> {
    match desk.cluster.objects().find(kind, name)? {
        Object::Deployment(it) => Some(it.spec.replicas),
        Object::ReplicaSet(it) => Some(it.spec.replicas),
        Object::Rollout(it) => Some(it.spec.replicas.unwrap_or(1)),
        _ => None,
    }
}
