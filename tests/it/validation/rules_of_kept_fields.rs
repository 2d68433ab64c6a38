//! The rules for fields that are kept and not acted on: the mistakes that are made most often. Rows as in
//! pkg/apis/core/validation/validation_test.go.

use super::{AT, Row, changed, container, pod};

const SPEC: &str = "spec.template.spec";
const HEADER: &str = "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for \
                      validation is '[-A-Za-z0-9]+')";

pub fn table() -> Vec<Row> {
    let mut rows = of_containers();
    rows.extend(of_pods());
    rows
}

/// A manifest with volumes and a line in its container.
fn with_volumes(volumes: &str, line: &str) -> String {
    pod(&format!("volumes: {volumes}")) + &format!("        {line}\n")
}

fn of_containers() -> Vec<Row> {
    let one_of =
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
    let from = "valueFrom: {secretKeyRef: {name: s, key: k}}";
    vec![
        (
            "a mount of a volume that is not there",
            container("volumeMounts: [{name: data, mountPath: /data}]"),
            vec![format!("{AT}.volumeMounts[0].name: Not found: \"data\"")],
        ),
        (
            "a mount of one that is there",
            with_volumes("[{name: data, emptyDir: {}}]", "volumeMounts: [{name: data, mountPath: /data}]"),
            vec![],
        ),
        (
            "two mounts at one place, and one nowhere",
            with_volumes(
                "[{name: data, emptyDir: {}}]",
                "volumeMounts: [{name: data, mountPath: /a}, {name: data, mountPath: /a}, {name: data}]",
            ),
            vec![
                format!("{AT}.volumeMounts[1].mountPath: Invalid value: \"/a\": must be unique"),
                format!("{AT}.volumeMounts[2].mountPath: Required value"),
            ],
        ),
        ("env without a name", container("env: [{value: a}]"), vec![format!("{AT}.env[0].name: Required value")]),
        ("env from a secret", container(&format!("env: [{{name: A, {from}}}]")), vec![]),
        (
            "env with a value and a source",
            container(&format!("env: [{{name: A, value: b, {from}}}]")),
            vec![format!("{AT}.env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty")],
        ),
        (
            "env with an empty source",
            container("env: [{name: A, valueFrom: {}}]"),
            vec![format!("{AT}.env[0].valueFrom: Invalid value: \"\": {one_of}")],
        ),
        (
            "env with two sources",
            container(
                "env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}, configMapKeyRef: {name: s, key: k}}}]",
            ),
            vec![format!(
                "{AT}.env[0].valueFrom: Invalid value: \"\": may not have more than one field specified at a time"
            )],
        ),
        (
            "terminationMessagePolicy",
            container("terminationMessagePolicy: Unknown"),
            vec![format!(
                "{AT}.terminationMessagePolicy: Unsupported value: \"Unknown\": supported values: \"File\", \
                 \"FallbackToLogsOnError\""
            )],
        ),
        (
            "hostPort",
            container("ports: [{containerPort: 80, hostPort: 65536}]"),
            vec![format!("{AT}.ports[0].hostPort: Invalid value: 65536: must be between 1 and 65535, inclusive")],
        ),
        (
            "headers of a probe",
            container(
                "readinessProbe: {httpGet: {port: 80, httpHeaders: [{name: 'Host:', value: a}, {name: X_Forwarded_For}]}}",
            ),
            ["Host:", "X_Forwarded_For"]
                .map(|name| format!("{AT}.readinessProbe.httpGet.httpHeaders: Invalid value: \"{name}\": {HEADER}"))
                .into(),
        ),
        (
            "a header of a probe",
            container("readinessProbe: {httpGet: {port: 80, httpHeaders: [{name: X-Probe, value: a}]}}"),
            vec![],
        ),
    ]
}

fn of_pods() -> Vec<Row> {
    let qualified = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an \
                     alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
                     '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    let subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start \
                     and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
                     '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    vec![
        (
            "two volumes of one name, and one without",
            pod("volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}, {emptyDir: {}}]"),
            vec![
                format!("{SPEC}.volumes[1].name: Duplicate value: \"a\""),
                format!("{SPEC}.volumes[2].name: Required value"),
            ],
        ),
        (
            "an init container without an image, and one that is called as the container",
            pod("initContainers: [{name: init}, {name: web, image: init}]"),
            vec![
                format!("{SPEC}.initContainers[0].image: Required value"),
                format!("{SPEC}.initContainers[1].name: Duplicate value: \"web\""),
            ],
        ),
        (
            "ephemeralContainers",
            pod("ephemeralContainers: [{name: debug, image: debug}]"),
            vec![format!("{SPEC}.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template")],
        ),
        (
            "dnsPolicy",
            pod("dnsPolicy: Sometimes"),
            vec![format!(
                "{SPEC}.dnsPolicy: Unsupported value: \"Sometimes\": supported values: \"ClusterFirstWithHostNet\", \
                 \"ClusterFirst\", \"Default\", \"None\""
            )],
        ),
        (
            "readinessGates",
            pod("readinessGates: [{conditionType: a.b/c}, {conditionType: -a}]"),
            vec![format!("{SPEC}.readinessGates[1].conditionType: Invalid value: \"-a\": {qualified}")],
        ),
        (
            "priorityClassName",
            pod("priorityClassName: High"),
            vec![format!("{SPEC}.priorityClassName: Invalid value: \"High\": {subdomain}")],
        ),
        (
            "tolerations",
            pod(
                "tolerations: [{key: a, operator: Near}, {operator: Equal}, {key: a, operator: Exists, tolerationSeconds: 5}]",
            ),
            vec![
                format!(
                    "{SPEC}.tolerations[0].operator: Unsupported value: \"Near\": supported values: \"Equal\", \"Exists\""
                ),
                format!(
                    "{SPEC}.tolerations[1].operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty, which \
                     means \"match all values and all keys\""
                ),
                format!(
                    "{SPEC}.tolerations[2].effect: Invalid value: \"\": effect must be 'NoExecute' when `tolerationSeconds` is set"
                ),
            ],
        ),
        (
            "topologySpreadConstraints",
            pod("topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: Never}]"),
            vec![
                format!("{SPEC}.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero"),
                format!(
                    "{SPEC}.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"Never\": supported values: \
                     \"DoNotSchedule\", \"ScheduleAnyway\""
                ),
            ],
        ),
        (
            "the revision to roll back to",
            changed(&[(
                "  name: web\nspec",
                "  name: web\n  annotations: {deprecated.deployment.rollback.to: \"-3\"}\nspec",
            )]),
            vec!["spec.rollback.version: Invalid value: -3: must be greater than or equal to 0".into()],
        ),
        (
            "no revision in particular to roll back to",
            changed(&[(
                "  name: web\nspec",
                "  name: web\n  annotations: {deprecated.deployment.rollback.to: \"0\"}\nspec",
            )]),
            vec![],
        ),
    ]
}
