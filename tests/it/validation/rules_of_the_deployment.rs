//! The rules for the Deployment itself that no recording shows.

use super::{LABEL_VALUE, Row, WEB, bounds, changed, spec};

const PERCENT: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex \
                       used for validation is '[0-9]+%')";
const MISMATCH: &str = "`selector` does not match template `labels`";

pub fn table() -> Vec<Row> {
    let not_negative = "Invalid value: -1: must be greater than or equal to 0";
    let both_zero = "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0";
    vec![
        ("accepted", WEB.into(), vec![]),
        ("replicas below 0", spec("replicas: -1"), vec![format!("spec.replicas: {not_negative}")]),
        ("minReadySeconds below 0", spec("minReadySeconds: -1"), vec![format!("spec.minReadySeconds: {not_negative}")]),
        (
            "revisionHistoryLimit below 0",
            spec("revisionHistoryLimit: -1"),
            vec![format!("spec.revisionHistoryLimit: {not_negative}")],
        ),
        (
            "all numbers below 0, in order",
            spec("{replicas: -1, minReadySeconds: -1, revisionHistoryLimit: -1, progressDeadlineSeconds: -1}")
                .replace("{replicas", "replicas")
                .replace(", minReady", "\n  minReady")
                .replace(", revision", "\n  revision")
                .replace(", progress", "\n  progress")
                .replace("-1}", "-1"),
            vec![
                format!("spec.replicas: {not_negative}"),
                format!("spec.minReadySeconds: {not_negative}"),
                format!("spec.revisionHistoryLimit: {not_negative}"),
                format!("spec.progressDeadlineSeconds: {not_negative}"),
                "spec.progressDeadlineSeconds: Invalid value: -1: must be greater than minReadySeconds".into(),
            ],
        ),
        (
            "minReadySeconds against the default deadline",
            spec("minReadySeconds: 600"),
            vec!["spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds".into()],
        ),
        (
            "selector nil",
            changed(&[("  selector:\n    matchLabels: {app: web}\n", "")]),
            vec![
                "spec.selector: Required value".into(),
                format!("spec.template.metadata.labels: Invalid value: {{\"app\":\"web\"}}: {MISMATCH}"),
            ],
        ),
        (
            "selector empty",
            changed(&[("  selector:\n    matchLabels: {app: web}\n", "  selector: {}\n")]),
            vec!["spec.selector: Invalid value: {}: empty selector is invalid for deployment".into()],
        ),
        (
            "template without labels",
            changed(&[("    metadata:\n      labels: {app: web}\n", "")]),
            vec![format!("spec.template.metadata.labels: Invalid value: null: {MISMATCH}")],
        ),
        (
            "a selector that cannot be used hides the template",
            changed(&[("matchLabels: {app: web}", "matchLabels: {app: \"a b\"}"), ("image: web:v1", "image: \"\"")]),
            vec![
                format!("spec.selector.matchLabels: Invalid value: \"a b\": {LABEL_VALUE}"),
                "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"a b\"}}: invalid label selector".into(),
            ],
        ),
        (
            "expressions that hold",
            changed(&[(
                "matchLabels: {app: web}",
                "matchExpressions: [{key: app, operator: In, values: [web, api]}, {key: old, operator: DoesNotExist}, \
                 {key: app, operator: Exists}, {key: app, operator: NotIn, values: [db]}]",
            )]),
            vec![],
        ),
        (
            "expressions that do not hold",
            changed(&[("matchLabels: {app: web}", "matchExpressions: [{key: app, operator: NotIn, values: [web]}]")]),
            vec![format!("spec.template.metadata.labels: Invalid value: {{\"app\":\"web\"}}: {MISMATCH}")],
        ),
        (
            "expressions that cannot be used",
            changed(&[(
                "matchLabels: {app: web}",
                "matchExpressions: [{key: app, operator: Is, values: [web]}, {key: app, operator: In}, \
                 {key: app, operator: Exists, values: [web]}]",
            )]),
            vec![
                "spec.selector.matchExpressions[0].operator: Invalid value: \"Is\": not a valid selector operator".into(),
                "spec.selector.matchExpressions[1].values: Required value: must be specified when `operator` is 'In' or \
                 'NotIn'"
                    .into(),
                "spec.selector.matchExpressions[2].values: Forbidden: may not be specified when `operator` is 'Exists' or \
                 'DoesNotExist'"
                    .into(),
                "spec.selector: Invalid value: {\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"Is\",\"values\":\
                 [\"web\"]},{\"key\":\"app\",\"operator\":\"In\"},{\"key\":\"app\",\"operator\":\"Exists\",\"values\":\
                 [\"web\"]}]}: invalid label selector"
                    .into(),
            ],
        ),
        ("both 0 as percentages", bounds("0%", "0"), vec![both_zero.into()]),
        (
            "text that is no percentage counts as 0",
            bounds("abc", "0"),
            vec![format!("spec.strategy.rollingUpdate.maxSurge: Invalid value: \"abc\": {PERCENT}"), both_zero.into()],
        ),
        (
            "a number in quotes is no percentage and not 0",
            bounds("\"5\"", "0"),
            vec![format!("spec.strategy.rollingUpdate.maxSurge: Invalid value: \"5\": {PERCENT}")],
        ),
        ("maxSurge above 100 %", bounds("99999999999%", "0"), vec![]),
        (
            "maxUnavailable far above 100 %",
            bounds("1", "99999999999%"),
            vec![
                "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"99999999999%\": must not be greater than 100%"
                    .into(),
            ],
        ),
        ("integers have no upper bound", bounds("1", "1000"), vec![]),
        ("maxSurge 0 alone: the other is 25 %", spec("strategy: {rollingUpdate: {maxSurge: 0}}"), vec![]),
        ("an empty rollingUpdate", spec("strategy: {rollingUpdate: {}}"), vec![]),
        ("Recreate", spec("strategy: {type: Recreate, rollingUpdate: null}"), vec![]),
        (
            "an unknown strategy with bounds",
            spec("strategy: {type: Canary, rollingUpdate: {maxSurge: 30%}}"),
            vec![
                "spec.strategy: Unsupported value: {\"Type\":\"Canary\",\"RollingUpdate\":{\"MaxUnavailable\":0,\"MaxSurge\":\
                 \"30%\"}}: supported values: \"Recreate\", \"RollingUpdate\""
                    .into(),
            ],
        ),
        (
            "no name",
            changed(&[("  name: web\n", "  labels: {}\n")]),
            vec!["metadata.name: Required value: name or generateName is required".into()],
        ),
        (
            "labels of the Deployment",
            changed(&[("  name: web\n", "  name: web\n  labels: {\"a/\": x, b: \"-\"}\n")]),
            vec![
                "metadata.labels: Invalid value: \"a/\": name part must be non-empty".into(),
                "metadata.labels: Invalid value: \"a/\": name part must consist of alphanumeric characters, '-', '_' or '.', \
                 and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex \
                 used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
                    .into(),
                format!("metadata.labels: Invalid value: \"-\": {LABEL_VALUE}"),
            ],
        ),
        (
            "nothing but a name",
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}".into(),
            vec![
                "spec.selector: Required value".into(),
                format!("spec.template.metadata.labels: Invalid value: null: {MISMATCH}"),
                "spec.template.spec.containers: Required value".into(),
            ],
        ),
    ]
}
