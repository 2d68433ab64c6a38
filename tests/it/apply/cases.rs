//! Manifests applied one after the other, with a change by another door between them.

use podyard::kube::object::Kind;
use podyard::kube::patch::{Lists, merge};
use podyard::kube::write;
use podyard::sim::command::Answer;

pub struct Case {
    pub name: &'static str,
    pub kind: Kind,
    /// Laid over the kind's plain manifest, mappings by their fields, lists whole.
    pub first: &'static str,
    /// A patch; none where it is empty.
    pub between: &'static str,
    pub second: &'static str,
    pub answer: Answer,
    /// Path, JSON.
    pub expected: &'static [(&'static str, &'static str)],
}

/// A plain manifest of a kind with other fields laid over it.
pub fn manifest(kind: Kind, fields: &str) -> String {
    let plain = match kind {
        Kind::Deployment => {
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, \
             template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: 'web:v1'}]}}}}"
        }
        Kind::Service => {
            "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}"
        }
        Kind::HttpRoute => {
            "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web}, spec: {parentRefs: \
             [{name: gateway}], rules: [{backendRefs: [{name: web, port: 80}]}]}}"
        }
        _ => {
            "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: web}, spec: {selector: {matchLabels: \
             {app: web}}, strategy: {canary: {steps: [{setWeight: 20}, {pause: {}}]}}, template: {metadata: {labels: \
             {app: web}}, spec: {containers: [{name: web, image: 'web:v1'}]}}}}"
        }
    };
    let mut tree = super::tree(plain);
    if !fields.is_empty() {
        merge(&mut tree, &super::tree(fields), Lists::Replaced);
    }
    write::yaml(&tree)
}

const fn case(
    kind: Kind,
    name: &'static str,
    [first, between, second]: [&'static str; 3],
    answer: Answer,
    expected: &'static [(&'static str, &'static str)],
) -> Case {
    Case { name, kind, first, between, second, answer, expected }
}

const SCALED: &str = "{spec: {replicas: 8}}";
const ENV: &str = "spec.template.spec.containers[0].env";

pub const CASES: &[Case] = &[
    case(
        Kind::Deployment,
        "replicas that no manifest names stay",
        ["", SCALED, "{metadata: {labels: {a: b}}}"],
        Answer::Configured,
        &[("spec.replicas", "8"), ("metadata.labels", r#"{"a":"b"}"#)],
    ),
    case(
        Kind::Deployment,
        "replicas that are named are set again, though the manifest is the same",
        ["{spec: {replicas: 3}}", SCALED, "{spec: {replicas: 3}}"],
        Answer::Configured,
        &[("spec.replicas", "3")],
    ),
    case(
        Kind::Deployment,
        "one replica that is named is no default",
        ["", SCALED, "{spec: {replicas: 1}}"],
        Answer::Configured,
        &[("spec.replicas", "nothing")],
    ),
    case(
        Kind::Deployment,
        "replicas that are named no more go, whoever changed them",
        ["{spec: {replicas: 3}}", SCALED, ""],
        Answer::Configured,
        &[("spec.replicas", "nothing")],
    ),
    case(
        Kind::Deployment,
        "the same manifest changes nothing of what others did",
        ["", "{metadata: {labels: {by: hand}}, spec: {minReadySeconds: 4}}", ""],
        Answer::Unchanged,
        &[("metadata.labels", r#"{"by":"hand"}"#), ("spec.minReadySeconds", "4")],
    ),
    case(
        Kind::Deployment,
        "labels and annotations of the manifest go with it, others' stay",
        [
            "{metadata: {labels: {a: '1', b: '2'}, annotations: {x: '1', z: '2'}}}",
            "{metadata: {labels: {c: '3'}, annotations: {by: hand}}}",
            "{metadata: {labels: {b: '2'}, annotations: {z: '4'}}}",
        ],
        Answer::Configured,
        &[
            ("metadata.labels", r#"{"b":"2","c":"3"}"#),
            ("metadata.annotations.by", r#""hand""#),
            ("metadata.annotations.z", r#""4""#),
            ("metadata.annotations.x", "nothing"),
        ],
    ),
    case(
        Kind::Deployment,
        "env by its names: the manifest's order, others' between",
        [
            "{spec: {template: {spec: {containers: [{name: web, image: 'web:v1', env: [{name: A, value: a}, {name: B, \
             value: b}, {name: C, value: c}]}]}}}}",
            "{spec: {template: {spec: {containers: [{name: web, env: [{name: X, value: x}]}]}}}}",
            "{spec: {template: {spec: {containers: [{name: web, image: 'web:v1', env: [{name: C, value: c}, {name: A, \
             value: z}, {name: D, value: d}]}]}}}}",
        ],
        Answer::Configured,
        &[(
            ENV,
            r#"[{"name":"C","value":"c"},{"name":"A","value":"z"},{"name":"D","value":"d"},{"name":"X","value":"x"}]"#,
        )],
    ),
    case(
        Kind::Deployment,
        "an env that takes its value from elsewhere has none of its own any more",
        [
            "{spec: {template: {spec: {containers: [{name: web, image: 'web:v1', env: [{name: A, value: a}]}]}}}}",
            "",
            "{spec: {template: {spec: {containers: [{name: web, image: 'web:v1', env: [{name: A, valueFrom: {fieldRef: \
             {fieldPath: status.podIP}}}]}]}}}}",
        ],
        Answer::Configured,
        &[(ENV, r#"[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}}]"#)],
    ),
    case(
        Kind::Deployment,
        "a sidecar that was injected stays, one that is named no more goes",
        [
            "{spec: {template: {spec: {containers: [{name: web, image: 'web:v1'}, {name: old, image: old}]}}}}",
            "{spec: {template: {spec: {containers: [{name: proxy, image: proxy}]}}}}",
            "",
        ],
        Answer::Configured,
        &[
            ("spec.template.spec.containers[0].name", r#""web""#),
            ("spec.template.spec.containers[1].name", r#""proxy""#),
            ("spec.template.spec.containers[2]", "nothing"),
        ],
    ),
    case(
        Kind::Deployment,
        "an image set by hand is set back",
        ["", "{spec: {template: {spec: {containers: [{name: web, image: 'web:v9'}]}}}}", ""],
        Answer::Configured,
        &[("spec.template.spec.containers[0].image", r#""web:v1""#)],
    ),
    case(
        Kind::Deployment,
        "args are one value",
        [
            "{spec: {template: {spec: {containers: [{name: web, image: 'web:v1', args: [a, b]}]}}}}",
            "{spec: {template: {spec: {containers: [{name: web, args: [a, b, c]}]}}}}",
            "{spec: {template: {spec: {containers: [{name: web, image: 'web:v1', args: [z]}]}}}}",
        ],
        Answer::Configured,
        &[("spec.template.spec.containers[0].args", r#"["z"]"#)],
    ),
    case(
        Kind::Deployment,
        "of a strategy only what is named stays",
        ["", "{spec: {strategy: {rollingUpdate: {maxSurge: 3}}}}", "{spec: {strategy: {type: Recreate}}}"],
        Answer::Configured,
        &[("spec.strategy", r#"{"type":"Recreate"}"#)],
    ),
    case(
        Kind::Deployment,
        "a null takes away what others set",
        ["", SCALED, "{spec: {minReadySeconds: 2}, metadata: {labels: {}}}"],
        Answer::Configured,
        &[("spec.replicas", "8"), ("spec.minReadySeconds", "2")],
    ),
    case(
        Kind::Service,
        "a selector's labels one by one, ports by their numbers",
        [
            "{spec: {selector: {app: web, version: v1}, ports: [{port: 80, targetPort: 8080}, {port: 81, name: b}]}}",
            "{spec: {sessionAffinity: ClientIP, selector: {tier: front}, ports: [{port: 90, name: c}]}}",
            "{spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8081}]}}",
        ],
        Answer::Configured,
        &[
            ("spec.selector", r#"{"app":"web","tier":"front"}"#),
            ("spec.sessionAffinity", r#""ClientIP""#),
            ("spec.ports", r#"[{"port":80,"targetPort":8081},{"port":90,"name":"c"}]"#),
        ],
    ),
    case(
        Kind::Service,
        "the same one again",
        ["{spec: {sessionAffinity: ClientIP}}", "", "{spec: {sessionAffinity: ClientIP}}"],
        Answer::Unchanged,
        &[("spec.sessionAffinity", r#""ClientIP""#)],
    ),
    case(
        Kind::HttpRoute,
        "rules are one value: weights set by a controller are set back",
        [
            "{spec: {rules: [{backendRefs: [{name: a, port: 80, weight: 100}, {name: b, port: 80, weight: 0}]}]}}",
            "{spec: {rules: [{backendRefs: [{name: a, port: 80, weight: 60}, {name: b, port: 80, weight: 40}]}]}}",
            "{spec: {rules: [{backendRefs: [{name: a, port: 80, weight: 100}, {name: b, port: 80, weight: 0}]}]}}",
        ],
        Answer::Configured,
        &[("spec.rules[0].backendRefs[0].weight", "100"), ("spec.rules[0].backendRefs[1].weight", "0")],
    ),
    case(
        Kind::HttpRoute,
        "hostnames that are named no more go, annotations of others stay",
        ["{spec: {hostnames: [web.example]}}", "{metadata: {annotations: {by: hand}}}", ""],
        Answer::Configured,
        &[("spec.hostnames", "nothing"), ("metadata.annotations.by", r#""hand""#)],
    ),
    case(
        Kind::Rollout,
        "replicas that no manifest names stay",
        ["", SCALED, "{spec: {minReadySeconds: 3}}"],
        Answer::Configured,
        &[("spec.replicas", "8"), ("spec.minReadySeconds", "3")],
    ),
    case(
        Kind::Rollout,
        "containers are one value: a sidecar that was injected goes",
        [
            "",
            "{spec: {template: {spec: {containers: [{name: web, image: 'web:v1'}, {name: proxy, image: proxy}]}}}}",
            "",
        ],
        Answer::Configured,
        &[("spec.template.spec.containers[0].name", r#""web""#), ("spec.template.spec.containers[1]", "nothing")],
    ),
    case(
        Kind::Rollout,
        "another strategy in place of the one before",
        ["", "", "{spec: {strategy: {canary: null, blueGreen: {activeService: web}}}}"],
        Answer::Configured,
        &[("spec.strategy", r#"{"blueGreen":{"activeService":"web"}}"#)],
    ),
];
