//! What a line asks for: resources, names, selectors. Models cli-runtime's pkg/resource/builder.go, apimachinery's
//! pkg/labels/selector.go and pkg/fields/selector.go.

use super::super::flags::Given;
use super::super::peek;
use super::super::printed::Printed;
use super::super::query;
use super::item::{Item, What};
use crate::kube::object::Kind;
use crate::kube::selector::LabelSelector;
use crate::sim::Cluster;

/// What `all` stands for, in the order of the API's groups: the resources whose definitions say so.
const ALL: [Kind; 6] =
    [Kind::Pod, Kind::Service, Kind::Deployment, Kind::ReplicaSet, Kind::HorizontalPodAutoscaler, Kind::Canary];

/// The one namespace there is.
const NAMESPACE: &str = "default";

/// A resource, and the name of the one that is meant.
pub type Wanted = (What, Option<String>);

/// What a line asks for, and of that, which.
#[derive(Clone, Debug)]
pub struct Asked {
    pub wanted: Vec<Wanted>,
    labels: Option<LabelSelector>,
    fields: Vec<FieldIs>,
    /// The namespace, none where it is all of them.
    pub namespace: Option<String>,
}

/// A field's path, whether it must be so, and its value.
type FieldIs = (String, bool, String);

/// What was found, and what kubectl says of the rest.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub items: Vec<Item>,
    pub errors: String,
}

impl Asked {
    /// Reads the words and flags of `get` and `describe`.
    ///
    /// # Errors
    ///
    /// What kubectl prints.
    pub fn read(given: &Given) -> Result<Self, Printed> {
        let wanted = wanted(&given.words)?;
        let namespace = given.value("namespace").unwrap_or(NAMESPACE).to_owned();
        let everywhere = given.has("all-namespaces");
        let asked = Self {
            labels: given.value("selector").filter(|text| !text.is_empty()).map(query::labels).transpose()?,
            fields: given.value("field-selector").map_or(Ok(Vec::new()), field_selector)?,
            namespace: (!everywhere).then_some(namespace),
            wanted,
        };
        let named = asked.wanted.iter().any(|(_, name)| name.is_some());
        if named && asked.labels.is_some() {
            return Err(Printed::wrong("error: name cannot be provided when a selector is specified"));
        }
        if named && !asked.fields.is_empty() {
            return Err(Printed::wrong(
                "error: when a field selector is specified, resource may not be provided by name",
            ));
        }
        if named && everywhere {
            return Err(Printed::wrong("error: a resource cannot be retrieved by name across all namespaces"));
        }
        Ok(asked)
    }

    /// A single object was named.
    pub fn is_single(&self) -> bool {
        matches!(self.wanted.as_slice(), [(_, Some(_))])
    }

    /// Everything asked for.
    pub fn find(&self, cluster: &Cluster) -> Found {
        let mut found = Found::default();
        for (what, name) in &self.wanted {
            if let Some(wrong) = self.unknown_field(*what) {
                found.errors.push_str(&wrong);
                continue;
            }
            let mut items = if self.is_elsewhere(*what) { Vec::new() } else { what.all(cluster) };
            match name {
                None => items.retain(|item| self.keeps(item, cluster)),
                Some(name) => {
                    items.retain(|item| item.name() == *name);
                    if items.is_empty() {
                        found.errors.push_str(&what.not_found(name));
                    }
                }
            }
            found.items.append(&mut items);
        }
        found
    }

    fn is_elsewhere(&self, what: What) -> bool {
        what.is_namespaced() && self.namespace.as_deref().is_some_and(|namespace| namespace != NAMESPACE)
    }

    /// The selectors let it through.
    pub fn keeps(&self, item: &Item, cluster: &Cluster) -> bool {
        if !self.labels.as_ref().is_none_or(|selector| selector.matches(&item.labels())) {
            return false;
        }
        self.fields.is_empty() || {
            let tree = item.tree(cluster);
            self.fields.iter().all(|(path, is, value)| (peek::text(&tree, path) == *value) == *is)
        }
    }

    /// What the API server says of a field that it does not select by.
    fn unknown_field(&self, what: What) -> Option<String> {
        let (wrong, ..) = self.fields.iter().find(|(path, ..)| !selectable(what).contains(&path.as_str()))?;
        let fields: Vec<String> = self
            .fields
            .iter()
            .map(|(path, is, value)| format!("{path}{}{value}", if *is { "=" } else { "!=" }))
            .collect();
        let resource = what.resources().split('.').next().unwrap_or_default();
        let version = match what.api_version() {
            "v1" => "/v1",
            version => version,
        };
        let labels = self.labels.as_ref().map_or_else(String::new, LabelSelector::in_words);
        Some(format!(
            "Error from server (BadRequest): Unable to find \"{version}, Resource={resource}\" that match label selector \
             \"{labels}\", field selector \"{}\": field label not supported: {wrong}\n",
            fields.join(",")
        ))
    }
}

/// The fields the API server selects by. Models pkg/apis/core/v1/conversion.go and pkg/apis/apps/v1/conversion.go.
fn selectable(what: What) -> &'static [&'static str] {
    match what {
        What::Kind(Kind::Pod) => &[
            "metadata.name",
            "metadata.namespace",
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
        What::Kind(Kind::Node) => &["metadata.name", "spec.unschedulable"],
        What::Kind(Kind::ReplicaSet) => &["metadata.name", "metadata.namespace", "status.replicas"],
        What::Kind(Kind::Service) => &["metadata.name", "metadata.namespace", "spec.clusterIP", "spec.type"],
        What::Kind(_) => &["metadata.name", "metadata.namespace"],
        What::Event => &[
            "metadata.name",
            "metadata.namespace",
            "involvedObject.kind",
            "involvedObject.name",
            "involvedObject.namespace",
            "involvedObject.apiVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
    }
}

/// Resources and names of a line: `deploy,rs`, `deploy web api`, `deploy/web rs/web-1`.
fn wanted(words: &[String]) -> Result<Vec<Wanted>, Printed> {
    let (slashed, plain): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| word.contains('/'));
    if !slashed.is_empty() {
        if !plain.is_empty() {
            return Err(Printed::wrong(
                "error: there is no need to specify a resource type as a separate argument when passing arguments in \
                 resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource \
                 resource/<resource_name>'",
            ));
        }
        return slashed.into_iter().map(|word| pair(word)).collect();
    }
    let Some((types, names)) = plain.split_first() else { return Ok(Vec::new()) };
    let mut whats = Vec::new();
    for name in types.split(',').filter(|name| !name.is_empty()) {
        if name == "all" {
            whats.extend(ALL.map(What::Kind));
        } else {
            whats.push(called(name)?);
        }
    }
    if names.is_empty() {
        return Ok(whats.into_iter().map(|what| (what, None)).collect());
    }
    Ok(names.iter().flat_map(|name| whats.iter().map(|what| (*what, Some((*name).clone())))).collect())
}

fn pair(word: &str) -> Result<Wanted, Printed> {
    let mut parts = word.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(what), Some(name), None) if !what.is_empty() && !name.is_empty() => {
            Ok((called(what)?, Some(name.to_owned())))
        }
        (_, _, Some(_)) => {
            Err(Printed::wrong("error: arguments in resource/name form may not have more than one slash"))
        }
        _ => Err(Printed::wrong("error: arguments in resource/name form must have a single resource and name")),
    }
}

fn called(name: &str) -> Result<What, Printed> {
    let unknown = || Printed::wrong(format!("error: the server doesn't have a resource type \"{name}\""));
    What::called(name).ok_or_else(unknown)
}

/// `status.phase=Running,spec.nodeName!=node-1`.
fn field_selector(text: &str) -> Result<Vec<FieldIs>, Printed> {
    let one = |part: &str| {
        let (is, split) = match part.split_once("!=") {
            Some(split) => (false, Some(split)),
            None => (true, part.split_once("==").or_else(|| part.split_once('='))),
        };
        let (path, value) = split
            .ok_or_else(|| Printed::wrong(format!("error: invalid selector: '{text}'; can't understand '{part}'")))?;
        Ok((path.to_owned(), is, value.to_owned()))
    };
    text.split(',').filter(|part| !part.is_empty()).map(one).collect()
}
