//! Which objects a line names: `deployment/web`, `deployment web api`, `deploy,svc -l app=web`, `pods --all`. Models
//! cli-runtime's pkg/resource/builder.go.

use super::Desk;
use crate::kube::object::{Kind, Name};
use crate::kube::selector::LabelSelector;
use crate::kubectl::flags::Given;
use crate::kubectl::printed::Printed;
use crate::kubectl::{query, resource};
use crate::sim::objects::Object;
use crate::sorted;

const MIXED: &str = "error: there is no need to specify a resource type as a separate argument when passing arguments in \
                     resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource \
                     resource/<resource_name>'";

/// A kind with a name.
pub(super) type Target = (Kind, Name);

/// The objects that words name, in their order. Nobody looks whether those with a name are there.
///
/// # Errors
///
/// kubectl's words for a type that is not there, and for names that are missing.
pub(super) fn targets(words: &[String], given: &Given, desk: &Desk<'_>) -> Result<Vec<Target>, Printed> {
    let Some(first) = words.first() else {
        return Err(Printed::wrong("error: required resource not specified"));
    };
    if first.contains('/') {
        return words.iter().map(|word| by_slash(word)).collect();
    }
    let kinds: Vec<Kind> = first.split(',').map(kind).collect::<Result<_, _>>()?;
    let names = &words[1..];
    if names.iter().any(|name| name.contains('/')) {
        return Err(Printed::wrong(MIXED));
    }
    if names.is_empty() {
        return many(&kinds, given, desk);
    }
    Ok(kinds.iter().flat_map(|kind| names.iter().map(|name| (*kind, Name::from(name.as_str())))).collect())
}

/// One object alone.
///
/// # Errors
///
/// As [`targets`]; kubectl's words where there are several.
pub(super) fn target(words: &[String], given: &Given, desk: &Desk<'_>) -> Result<Target, Printed> {
    let mut all = targets(words, given, desk)?;
    match (all.pop(), all.is_empty()) {
        (Some(one), true) => Ok(one),
        _ => Err(Printed::wrong("error: one resource must be named")),
    }
}

/// All of some kinds, where it was said which.
fn many(kinds: &[Kind], given: &Given, desk: &Desk<'_>) -> Result<Vec<Target>, Printed> {
    let selector = match given.value("selector") {
        Some(text) => Some(query::labels(text)?),
        None if given.has("all") => None,
        None => return Err(Printed::wrong("error: resource(s) were provided, but no name was specified")),
    };
    Ok(all_of(kinds, selector.as_ref(), desk))
}

/// Every object of some kinds, or those with certain labels, by name.
pub(super) fn all_of(kinds: &[Kind], selector: Option<&LabelSelector>, desk: &Desk<'_>) -> Vec<Target> {
    let mut found: Vec<Target> = Vec::new();
    for kind in kinds {
        let mut of_kind: Vec<Target> = Vec::new();
        desk.cluster.objects().each_until(*kind, &mut |object: Object| {
            let metadata = object.metadata();
            if selector.is_none_or(|selector| selector.matches(&metadata.labels)) {
                of_kind.push((*kind, metadata.name.clone()));
            }
            false
        });
        sorted::sort_by_key(&mut of_kind, |(_, name)| name.clone());
        found.extend(of_kind);
    }
    found
}

fn by_slash(word: &str) -> Result<Target, Printed> {
    match word.split_once('/') {
        Some((of, name)) if !name.is_empty() && !name.contains('/') => Ok((kind(of)?, name.into())),
        Some(_) => Err(Printed::wrong("error: arguments in resource/name form must have a single resource and name")),
        None => Err(Printed::wrong(MIXED)),
    }
}

/// The kind somebody names.
///
/// # Errors
///
/// kubectl's words where the server has no such type, and what was meant.
pub(super) fn kind(name: &str) -> Result<Kind, Printed> {
    if let Some(resource) = resource::called(name).filter(|resource| resource.kind != Kind::World) {
        return Ok(resource.kind);
    }
    let wrong = Printed::wrong(format!("error: the server doesn't have a resource type \"{name}\""));
    Err(match resource::nearest(name) {
        Some(near) => wrong.with(message!("kubectl-did-you-mean", near)),
        None => wrong,
    })
}
