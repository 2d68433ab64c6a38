//! What of a mapping is no field of ours, kept as it was written, and when two of such are the same.
//!
//! Two templates are the same for the Deployment controller only where these are, too. Upstream compares the whole
//! PodTemplateSpec once the API server has filled in its defaults (deployment_util.go EqualIgnoreHash), so a default that is
//! written out changes nothing, and neither does the order of keys, the way in which a quantity is written, or an empty list.
//!
//! Models pkg/apis/core/v1/defaults.go, as far as fields of a template go. Left out: the host ports of a pod on its node's
//! network, and the volume without a source.

use std::rc::Rc;

use crate::sorted;

use super::image::pull_policy;
use super::quantity::Quantity;
use super::reader::Fields;
use super::tree::{Key, Mapping, Node, Value, quoted};
use super::yaml;

/// Fields whose value stands for none, by the end of their paths. `*` is any container.
const DEFAULTS: [(&str, &str); 40] = [
    ("spec.restartPolicy", "\"Always\""),
    ("spec.dnsPolicy", "\"ClusterFirst\""),
    ("spec.schedulerName", "\"default-scheduler\""),
    ("spec.enableServiceLinks", "true"),
    ("spec.securityContext", "{}"),
    ("*.terminationMessagePath", "\"/dev/termination-log\""),
    ("*.terminationMessagePolicy", "\"File\""),
    ("*.resources", "{}"),
    ("*.lifecycle", "{}"),
    ("*.ports.protocol", "\"TCP\""),
    ("*.ports.hostPort", "0"),
    ("*.env.valueFrom.fieldRef.apiVersion", "\"v1\""),
    ("Probe.initialDelaySeconds", "0"),
    ("Probe.timeoutSeconds", "1"),
    ("Probe.periodSeconds", "10"),
    ("Probe.successThreshold", "1"),
    ("Probe.failureThreshold", "3"),
    ("httpGet.path", "\"/\""),
    ("httpGet.scheme", "\"HTTP\""),
    ("grpc.service", "\"\""),
    ("volumes.secret.defaultMode", "420"),
    ("volumes.configMap.defaultMode", "420"),
    ("volumes.downwardAPI.defaultMode", "420"),
    ("volumes.downwardAPI.items.fieldRef.apiVersion", "\"v1\""),
    ("volumes.projected.defaultMode", "420"),
    ("volumes.projected.sources.serviceAccountToken.expirationSeconds", "3600"),
    ("volumes.projected.sources.downwardAPI.items.fieldRef.apiVersion", "\"v1\""),
    ("volumes.iscsi.iscsiInterface", "\"default\""),
    ("volumes.rbd.pool", "\"rbd\""),
    ("volumes.azureDisk.kind", "\"Shared\""),
    ("serviceSpec.type", "\"ClusterIP\""),
    ("serviceSpec.internalTrafficPolicy", "\"Cluster\""),
    ("serviceSpec.ipFamilyPolicy", "\"SingleStack\""),
    ("serviceSpec.ports.protocol", "\"TCP\""),
    ("httpRoute.parentRefs.group", "\"gateway.networking.k8s.io\""),
    ("httpRoute.parentRefs.kind", "\"Gateway\""),
    ("backendRefs.group", "\"\""),
    ("backendRefs.kind", "\"Service\""),
    ("backendRef.group", "\"\""),
    ("backendRef.kind", "\"Service\""),
];

/// Fields of the table which the API server does not fill in: where they are not given, nothing stands there.
const NOT_FILLED_IN: [&str; 3] = ["enableServiceLinks", "lifecycle", "hostPort"];

/// Adds the defaults that stand directly in a mapping of this kind and are no rows of its table.
///
/// Of a container without `terminationMessagePath`: `/dev/termination-log`.
pub(super) fn fill_in(of: &str, mapping: &mut Mapping) {
    for (path, value) in DEFAULTS {
        let name = path.strip_prefix(of).and_then(|rest| rest.strip_prefix('.')).unwrap_or_default();
        if name.is_empty() || name.contains('.') || NOT_FILLED_IN.contains(&name) || mapping.has(name) {
            continue;
        }
        match (value, value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))) {
            ("{}", _) => mapping.put(name, Some(Value::Map(Vec::new()).into())),
            (_, Some(text)) => mapping.put(name, Some(Value::Text(text.into()).into())),
            // Numbers are of rows, where 0 is not shown.
            _ => {}
        }
    }
}

/// Where `false` and nothing are two things: pointers in upstream's types.
const POINTERS: [&str; 11] = [
    "enableServiceLinks",
    "automountServiceAccountToken",
    "shareProcessNamespace",
    "setHostnameAsFQDN",
    "hostUsers",
    "runAsNonRoot",
    "privileged",
    "allowPrivilegeEscalation",
    "readOnlyRootFilesystem",
    "optional",
    "hostProcess",
];

/// Fields of a mapping that are kept as they were written.
#[derive(Clone, Debug, Default)]
pub struct Rest {
    /// Of what: decides which values are as good as none.
    of: &'static str,
    fields: Option<Rc<Vec<(Key, Node)>>>,
}

impl Rest {
    /// Nothing more.
    pub fn of(of: &'static str) -> Self {
        Self { of, fields: None }
    }

    /// Fields as this YAML has them, which is ours.
    pub fn written(of: &'static str, text: &str) -> Self {
        let read = yaml::documents(text).ok().and_then(|documents| documents.into_iter().next());
        debug_assert!(read.is_some(), "{text}");
        match read.map(|node| node.value) {
            Some(Value::Map(fields)) => Self { of, fields: Some(Rc::new(fields)) },
            _ => Self::of(of),
        }
    }

    /// Those of a mapping's fields that have these names.
    pub fn take(of: &'static str, fields: &Fields<'_>, kept: &[&str]) -> Self {
        let given = |(key, node): &&(Key, Node)| kept.contains(&key.text.as_str()) && node.value != Value::Null;
        let fields: Vec<(Key, Node)> = fields.pairs.iter().filter(given).cloned().collect();
        Self { of, fields: (!fields.is_empty()).then(|| Rc::new(fields)) }
    }

    /// As they were written.
    pub fn fields(&self) -> &[(Key, Node)] {
        self.fields.as_ref().map_or(&[], |fields| fields)
    }

    /// One text for all ways of writing the same; empty for none.
    fn canonical(&self) -> String {
        self.fields.as_ref().map(|fields| map(fields, self.of)).filter(|text| text != "{}").unwrap_or_default()
    }
}

impl PartialEq for Rest {
    fn eq(&self, other: &Self) -> bool {
        match (&self.fields, &other.fields) {
            (None, None) => true,
            (Some(one), Some(two)) if Rc::ptr_eq(one, two) => true,
            _ => self.canonical() == other.canonical(),
        }
    }
}

impl Eq for Rest {}

/// One text for all ways of writing the same tree; `of` is where it stands: `spec` for the pods of a template, `*` for a
/// container.
///
/// `{b: 0.5, a: null}` below `resources.limits` is `{"b":"500000000n"}`.
pub fn canonical(node: &Node, of: &str) -> String {
    value(node, of, None).unwrap_or_default()
}

/// A value, unless it is as good as none. `owner` are the fields beside it.
fn value(node: &Node, path: &str, owner: Option<&[(Key, Node)]>) -> Option<String> {
    let name = path.rsplit('.').next().unwrap_or(path);
    let text = match &node.value {
        Value::Null => return None,
        Value::Bool(false) if !POINTERS.contains(&name) => return None,
        Value::Bool(value) => value.to_string(),
        Value::Int(_) | Value::Number(_) | Value::Text(_) if is_quantity(path) => quantity(&node.value),
        Value::Int(number) => number.to_string(),
        Value::Number(text) => text.clone(),
        Value::Text(text) if text.is_empty() && name != "storageClassName" => return None,
        Value::Text(text) => quoted(text),
        Value::List(items) if items.is_empty() => return None,
        Value::List(items) => list(items, path),
        Value::Map(pairs) => map(pairs, path),
    };
    let default = DEFAULTS.iter().any(|(end, value)| *value == text && ends_with(path, end));
    let as_good_as_none = default || name == "imagePullPolicy" && is_default_policy(owner, &text);
    (!as_good_as_none).then_some(text)
}

/// Items keep their places.
fn list(items: &[Node], path: &str) -> String {
    let path = match path {
        "spec.containers" | "spec.initContainers" | "spec.ephemeralContainers" => "*",
        _ => path,
    };
    let items: Vec<String> = items.iter().map(|item| value(item, path, None).unwrap_or_else(|| "{}".into())).collect();
    format!("[{}]", items.join(","))
}

fn map(pairs: &[(Key, Node)], path: &str) -> String {
    let field = |(key, node): &(Key, Node)| {
        // The older name of the two, which the API server keeps the same.
        let name = if key.text == "serviceAccount" { "serviceAccountName" } else { &key.text };
        let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
        value(node, &path, Some(pairs)).map(|text| (name.to_string(), text))
    };
    let fields = sorted::map(pairs.iter().filter_map(field));
    let fields: Vec<String> = fields.iter().map(|(name, text)| format!("{}:{text}", quoted(name))).collect();
    format!("{{{}}}", fields.join(","))
}

/// Whether a path ends so; `*` at the beginning stands for a container.
fn ends_with(path: &str, end: &str) -> bool {
    match end.strip_prefix("*.") {
        Some(field) => path.strip_prefix("*.") == Some(field),
        None => path.strip_suffix(end).is_some_and(|before| {
            // `readinessProbe.periodSeconds` ends in `Probe.periodSeconds`; other names are whole.
            before.is_empty() || before.ends_with('.') || end.starts_with("Probe.")
        }),
    }
}

fn is_quantity(path: &str) -> bool {
    let amounts = [".resources.limits.", ".resources.requests.", "overhead."];
    amounts.iter().any(|amounts| path.contains(amounts)) || path.ends_with("emptyDir.sizeLimit")
}

/// 500m and 0.5 are one amount.
fn quantity(value: &Value) -> String {
    let text = match value {
        Value::Int(number) => number.to_string(),
        Value::Number(text) | Value::Text(text) => text.clone(),
        _ => String::new(),
    };
    Quantity::parse(text.trim()).map_or(text, |amount| format!("{}n", amount.nano()))
}

/// The policy that the container's image has anyway.
fn is_default_policy(container: Option<&[(Key, Node)]>, policy: &str) -> bool {
    let image = container.and_then(|pairs| pairs.iter().find(|(key, _)| key.text == "image"));
    match image {
        Some((_, Node { value: Value::Text(image), .. })) => policy == quoted(pull_policy(image)),
        _ => false,
    }
}
