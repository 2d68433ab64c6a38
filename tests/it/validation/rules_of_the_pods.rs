//! The rules for the pods it makes.

use super::{AT, LABEL_VALUE, Row, changed, container, pod};

fn probe_of(kind: &str, more: &str) -> String {
    container(&format!("{kind}: {{tcpSocket: {{port: 80}}, {more}}}"))
}

pub fn table() -> Vec<Row> {
    let port = "must be between 1 and 65535, inclusive";
    vec![
        (
            "activeDeadlineSeconds",
            pod("activeDeadlineSeconds: 60"),
            vec![
                "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported"
                    .into(),
            ],
        ),
        (
            "activeDeadlineSeconds out of range",
            pod("activeDeadlineSeconds: 0"),
            vec![
                "spec.template.spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"
                    .into(),
                "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported"
                    .into(),
            ],
        ),
        (
            "restartPolicy unknown",
            pod("restartPolicy: Sometimes"),
            vec![
                "spec.template.spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \
                 \"OnFailure\", \"Never\""
                    .into(),
                "spec.template.spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\"".into(),
            ],
        ),
        (
            "a container without name and image",
            changed(&[("- name: web\n        image: web:v1", "- {}")]),
            vec![format!("{AT}.name: Required value"), format!("{AT}.image: Required value")],
        ),
        (
            "a container's name with a dot",
            changed(&[("- name: web", "- name: a.b")]),
            vec![format!("{AT}.name: Invalid value: \"a.b\": must not contain dots")],
        ),
        (
            "startup successThreshold",
            probe_of("startupProbe", "successThreshold: 2"),
            vec![format!("{AT}.startupProbe.successThreshold: Invalid value: 2: must be 1")],
        ),
        ("readiness successThreshold", probe_of("readinessProbe", "successThreshold: 2"), vec![]),
        (
            "numbers of a probe",
            probe_of(
                "readinessProbe",
                "initialDelaySeconds: -1, timeoutSeconds: -1, periodSeconds: -1, successThreshold: -1, failureThreshold: -1",
            ),
            ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"]
                .map(|name| format!("{AT}.readinessProbe.{name}: Invalid value: -1: must be greater than or equal to 0"))
                .into(),
        ),
        (
            "a probe's grace",
            probe_of("livenessProbe", "terminationGracePeriodSeconds: 0"),
            vec![format!("{AT}.livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0")],
        ),
        (
            "a readiness probe's grace",
            probe_of("readinessProbe", "terminationGracePeriodSeconds: 5"),
            vec![format!(
                "{AT}.readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes"
            )],
        ),
        (
            "two handlers",
            probe_of("livenessProbe", "grpc: {port: 80}"),
            vec![format!("{AT}.livenessProbe.grpc: Forbidden: may not specify more than 1 handler type")],
        ),
        (
            "a handler's port",
            container("livenessProbe: {httpGet: {port: 70000, scheme: FTP}}"),
            vec![
                format!("{AT}.livenessProbe.httpGet.port: Invalid value: 70000: {port}"),
                format!(
                    "{AT}.livenessProbe.httpGet.scheme: Unsupported value: \"FTP\": supported values: \"HTTP\", \"HTTPS\""
                ),
            ],
        ),
        (
            "an empty command",
            container("livenessProbe: {exec: {}}"),
            vec![format!("{AT}.livenessProbe.exec.command: Required value")],
        ),
        (
            "preStop longer than the grace",
            container("lifecycle: {preStop: {sleep: {seconds: 31}}}"),
            vec![format!(
                "{AT}.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than \
                 terminationGracePeriodSeconds (30)"
            )],
        ),
        (
            "preStop without a handler",
            container("lifecycle: {preStop: {}}"),
            vec![format!("{AT}.lifecycle.preStop: Required value: must specify a handler type")],
        ),
        (
            "ports",
            container("ports: [{containerPort: 0, protocol: HTTP}, {containerPort: 70000, name: \"-\"}, {containerPort: 1, name: a}, {containerPort: 2, name: a}]"),
            vec![
                format!("{AT}.ports[0].containerPort: Required value"),
                format!("{AT}.ports[0].protocol: Unsupported value: \"HTTP\": supported values: \"SCTP\", \"TCP\", \"UDP\""),
                format!("{AT}.ports[1].name: Invalid value: \"-\": must contain at least one letter (a-z)"),
                format!("{AT}.ports[1].name: Invalid value: \"-\": must not begin or end with a hyphen"),
                format!("{AT}.ports[1].containerPort: Invalid value: 70000: {port}"),
                format!("{AT}.ports[3].name: Duplicate value: \"a\""),
            ],
        ),
        (
            "a request above its limit",
            container("resources: {requests: {cpu: 1500m, memory: 1Gi}, limits: {cpu: 1, memory: 1024Mi}}"),
            vec![format!("{AT}.resources.requests: Invalid value: \"1500m\": must be less than or equal to cpu limit of 1")],
        ),
        (
            "resources of one's own",
            container("resources: {requests: {cpu: -1, x.io/gpu: 1}, limits: {gpu: 1}}"),
            vec![
                format!("{AT}.resources.limits[gpu]: Invalid value: \"gpu\": must be a standard resource type or fully qualified"),
                format!("{AT}.resources.limits[gpu]: Invalid value: \"gpu\": must be a standard resource for containers"),
                format!("{AT}.resources.requests[cpu]: Invalid value: \"-1\": must be greater than or equal to 0"),
                format!("{AT}.resources.limits: Required value: Limit must be set for non overcommitable resources"),
            ],
        ),
        (
            "labels of the template",
            changed(&[("      labels: {app: web}", "      labels: {app: web, x: \"a\\tb\"}")]),
            vec![format!("spec.template.labels: Invalid value: \"a\\tb\": {LABEL_VALUE}")],
        ),
    ]
}
