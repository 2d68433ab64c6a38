//! What of a pod template the simulator does not act on, as one text: two templates are the same for the Deployment
//! controller only where these are, too. Upstream compares the whole PodTemplateSpec once the API server has filled in its
//! defaults (deployment_util.go EqualIgnoreHash), so a default that is written out changes nothing, and neither does the
//! order of keys, the way in which a quantity is written, or an empty list.
//!
//! Models pkg/apis/core/v1/defaults.go, as far as fields of a template go. Left out: the host ports of a pod on its node's
//! network, and the volume without a source.

use crate::sorted;

use super::read_pod::pull_policy;
use super::yaml::{Key, Node, Value};
use super::{Quantity, shapes};

/// Fields whose value stands for none, by the end of their paths. `*` is any container.
const DEFAULTS: [(&str, &str); 30] = [
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
];

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

/// What the simulator holds itself: a change of these shows in its own fields. `first` is the first container.
const HELD: [&str; 8] = [
    "metadata.labels",
    "metadata.annotations",
    "metadata.creationTimestamp",
    "spec.terminationGracePeriodSeconds",
    "first.name",
    "first.image",
    "first.resources.requests.cpu",
    "first.resources.requests.memory",
];

/// The text for `spec.template`; empty where the simulator holds all of it. `sleeps`: the first container's preStop hook is
/// simulated.
///
/// `env: [{name: A, value: "1"}]` of the first container gives
/// `{"spec":{"containers":[{"env":[{"name":"A","value":"1"}]}]}}`.
pub(super) fn rest(template: Option<&Node>, sleeps: bool) -> String {
    let text = template.and_then(|node| Walk { sleeps }.value(node, "", None)).unwrap_or_default();
    if ["{\"spec\":{\"containers\":[{}]}}", "{}"].contains(&text.as_str()) { String::new() } else { text }
}

struct Walk {
    sleeps: bool,
}

impl Walk {
    /// A value, unless it is as good as none. `field` is its name in `owner`.
    fn value(&self, node: &Node, path: &str, owner: Option<&[(Key, Node)]>) -> Option<String> {
        if self.is_held(path) {
            return None;
        }
        let name = path.rsplit('.').next().unwrap_or(path);
        let text = match &node.value {
            Value::Null => return None,
            Value::Bool(false) if !POINTERS.contains(&name) => return None,
            Value::Bool(value) => value.to_string(),
            Value::Int(_) | Value::Number(_) | Value::Text(_) if is_quantity(path) => quantity(&node.value),
            Value::Int(number) => number.to_string(),
            Value::Number(text) => text.clone(),
            Value::Text(text) if text.is_empty() && name != "storageClassName" => return None,
            Value::Text(text) => format!("{text:?}"),
            Value::List(items) if items.is_empty() => return None,
            Value::List(items) => self.list(items, path),
            Value::Map(pairs) => self.map(pairs, path),
        };
        let default = DEFAULTS.iter().any(|(end, value)| *value == text && ends_with(path, end));
        let as_good_as_none = default || name == "imagePullPolicy" && is_default_policy(owner, &text);
        (!as_good_as_none).then_some(text)
    }

    /// Items keep their places; the first container is told from the others.
    fn list(&self, items: &[Node], path: &str) -> String {
        let item = |(index, item): (usize, &Node)| {
            let path = match (path, index) {
                ("spec.containers", 0) => "first",
                ("spec.containers" | "spec.initContainers" | "spec.ephemeralContainers", _) => "*",
                _ => path,
            };
            self.value(item, path, None).unwrap_or_else(|| "{}".into())
        };
        let items: Vec<String> = items.iter().enumerate().map(item).collect();
        format!("[{}]", items.join(","))
    }

    fn map(&self, pairs: &[(Key, Node)], path: &str) -> String {
        let field = |(key, node): &(Key, Node)| {
            // The older name of the two, which the API server keeps the same.
            let name = if key.text == "serviceAccount" { "serviceAccountName" } else { &key.text };
            let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            self.value(node, &path, Some(pairs)).map(|text| (name.to_string(), text))
        };
        let fields = sorted::map(pairs.iter().filter_map(field));
        let fields: Vec<String> = fields.iter().map(|(name, text)| format!("{name:?}:{text}")).collect();
        format!("{{{}}}", fields.join(","))
    }

    fn is_held(&self, path: &str) -> bool {
        let of_probe = || {
            let mut parts = path.split('.');
            let [of, probe, field] = [parts.next(), parts.next(), parts.next()];
            of == Some("first")
                && probe.is_some_and(|probe| probe.ends_with("Probe"))
                && field.is_some_and(|field| shapes::PROBE.holds(field))
                && parts.next().is_none()
        };
        HELD.contains(&path) || self.sleeps && path == "first.lifecycle.preStop" || of_probe()
    }
}

/// Whether a path ends so; `*` at the beginning stands for a container.
fn ends_with(path: &str, end: &str) -> bool {
    match end.strip_prefix("*.") {
        Some(field) => ["first.", "*."].iter().any(|of| path.strip_prefix(of) == Some(field)),
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
        Some((_, Node { value: Value::Text(image), .. })) => policy == format!("{:?}", pull_policy(image)),
        _ => false,
    }
}
