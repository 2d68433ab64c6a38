//! Manifests: every recorded verdict of upstream's validation, the rules the recordings do not show, YAML that is no
//! Deployment, defaults, and what the simulator is handed.

#![cfg(not(target_arch = "wasm32"))]

use podyard::kubectl::manifest::{Malformed, Manifest, Quantity};
use podyard::sim::command::Command;
use podyard::sim::quantity::IntOrString;
use podyard::sim::time::SECOND;
use podyard::sim::validation::validate_deployment;
use podyard::sim::workload::Strategy;
use podyard::sim::{Cluster, Config};
use serde::Deserialize;

const WEB: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: web:v1
";

/// A manifest with each old text replaced by a new one, which must stand there.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(WEB.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old:?} is not in\n{text}");
        text.replacen(old, new, 1)
    })
}

fn parsed(name: &str, text: &str) -> Manifest {
    Manifest::parse(text).unwrap_or_else(|problems| panic!("{name}: {}\n{text}", said(&problems)))
}

fn said(problems: &[Malformed]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

/// A manifest with lines added to `spec`.
fn spec(lines: &str) -> String {
    changed(&[("spec:\n  selector", &format!("spec:\n  {lines}\n  selector"))])
}

/// A manifest with a line added to the pod's spec.
fn pod(line: &str) -> String {
    changed(&[("      containers:", &format!("      {line}\n      containers:"))])
}

/// A manifest with a line added to its container.
fn container(line: &str) -> String {
    format!("{WEB}        {line}\n")
}

#[derive(Deserialize)]
struct Recorded {
    manifest: String,
    errors: Vec<String>,
}

#[test]
fn every_recorded_verdict_is_reproduced() {
    let text = include_str!("conformance/validation.json");
    let cases: Vec<Recorded> = serde_json::from_str(text).expect("validation.json is JSON");
    assert!(cases.len() >= 22, "{}", cases.len());
    for (index, case) in cases.iter().enumerate() {
        let name = format!("case {index}, {:?}", case.errors.first());
        assert_eq!(parsed(&name, &case.manifest).validate(), case.errors, "{name}\n{}", case.manifest);
    }
}

const AT: &str = "spec.template.spec.containers[0]";
const PERCENT: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex \
                       used for validation is '[0-9]+%')";
const MISMATCH: &str = "`selector` does not match template `labels`";
const LABEL_VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and \
                           must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', \
                           regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

fn bounds(surge: &str, unavailable: &str) -> String {
    spec(&format!("strategy: {{rollingUpdate: {{maxSurge: {surge}, maxUnavailable: {unavailable}}}}}"))
}

/// Name, manifest, errors.
fn table_of_the_deployment() -> Vec<(&'static str, String, Vec<String>)> {
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

fn probe_of(kind: &str, more: &str) -> String {
    container(&format!("{kind}: {{tcpSocket: {{port: 80}}, {more}}}"))
}

fn table_of_the_pods() -> Vec<(&'static str, String, Vec<String>)> {
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

#[test]
fn the_rules_the_recordings_do_not_show() {
    for (name, text, errors) in table_of_the_deployment().into_iter().chain(table_of_the_pods()) {
        assert_eq!(parsed(name, &text).validate(), errors, "{name}\n{text}");
    }
}

/// What the simulator holds is judged alike, whether it comes from a manifest or not.
#[test]
fn the_simulators_own_validation_agrees() {
    let tables = table_of_the_deployment().into_iter().filter(|(name, ..)| {
        ["replicas", "minReady", "revision", "all", "both", "text", "a number", "max", "integers", "accepted"]
            .iter()
            .any(|begin| name.starts_with(begin))
    });
    let mut compared = 0;
    for (name, text, errors) in tables {
        assert_eq!(validate_deployment(&parsed(name, &text).deployment()), errors, "{name}");
        compared += 1;
    }
    assert!(compared >= 11, "{compared}");
}

/// Name, text, line, field, what is wrong, the cure: the beginning of each.
fn malformed() -> Vec<(&'static str, String, usize, &'static str, &'static str, &'static str)> {
    let known = "write ";
    vec![
        ("empty", String::new(), 1, "", "nothing is written here", "give the YAML"),
        ("only comments", "# web\n---\n".into(), 1, "", "nothing is written here", "give the YAML"),
        ("a list", "- a\n".into(), 1, "", "not a Deployment: no mapping", "begin with apiVersion"),
        ("no kind", "metadata: {}\n".into(), 1, "kind", "no kind is given", "write kind: Deployment"),
        (
            "a Service",
            WEB.replace("Deployment", "Service"),
            2,
            "kind",
            "not a Deployment but a Service",
            "give a manifest",
        ),
        ("a List", WEB.replace("Deployment", "List"), 2, "kind", "not a Deployment but a List", "give one Deployment"),
        (
            "an old version",
            WEB.replace("apps/v1", "extensions/v1beta1"),
            1,
            "apiVersion",
            "there is no Deployment in \"extensions/v1beta1\"",
            "write apiVersion: apps/v1",
        ),
        ("no version", WEB.replace("apiVersion: apps/v1\n", ""), 1, "apiVersion", "no version is given", "write apiV"),
        ("two documents", format!("{WEB}---\n{WEB}"), 16, "", "a second document begins here", "give one Deployment"),
        ("unclosed", changed(&[("{app: web}", "{app: web")]), 8, "", "not YAML: ", "check the indentation"),
        ("a tab", changed(&[("  name: web", "\tname: web")]), 4, "", "not YAML: ", "a tab indents this line"),
        ("unknown field", spec("replica: 3"), 6, "spec.replica", "unknown field", "write replicas"),
        ("wrong case", spec("minreadyseconds: 3"), 6, "spec.minreadyseconds", "unknown field", "write minReadySeconds"),
        ("misplaced", spec("containers: []"), 6, "spec.containers", "unknown field", "take it out, or look where"),
        ("far down", container("imag: a"), 15, "spec.template.spec.containers[0].imag", "unknown field", "write image"),
        ("given twice", spec("replicas: 1\n  replicas: 2"), 7, "spec.replicas", "given twice", "keep one of the two"),
        (
            "label given twice",
            changed(&[("{app: web}", "{app: web, app: api}")]),
            7,
            "spec.selector.matchLabels[app]",
            "given twice",
            "keep one of the two",
        ),
        ("text for a number", spec("replicas: three"), 6, "spec.replicas", "\"three\" is text", "write a whole number"),
        (
            "quoted number",
            spec("replicas: \"3\""),
            6,
            "spec.replicas",
            "\"3\" is text",
            "write the number without quotes",
        ),
        ("fraction", spec("replicas: 1.5"), 6, "spec.replicas", "`1.5` is a number", "write a whole number from -2147"),
        ("too big", spec("replicas: 3000000000"), 6, "spec.replicas", "`3000000000` is a", "write a whole number from"),
        ("beyond int64", spec("replicas: 99999999999999999999"), 6, "spec.replicas", "`99999999999999999999`", known),
        ("text for bool", spec("paused: \"true\""), 6, "spec.paused", "\"true\" is text", "write true or false"),
        (
            "fraction for a bound",
            spec("strategy: {rollingUpdate: {maxSurge: 0.25}}"),
            6,
            "spec.strategy.rollingUpdate.maxSurge",
            "`0.25` is a number",
            "write a whole number such as 3, or text",
        ),
        (
            "number for a label",
            changed(&[("  name: web", "  name: web\n  labels: {version: 2}")]),
            5,
            "metadata.labels[version]",
            "`2` is a number",
            "put it in quotes",
        ),
        (
            "bool for a label",
            changed(&[("  name: web", "  name: web\n  annotations: {canary: yes}")]),
            5,
            "metadata.annotations[canary]",
            "`true` is true or false",
            "put it in quotes",
        ),
        ("number for a name", changed(&[("name: web", "name: 8")]), 4, "metadata.name", "`8` is a number", "put it in"),
        (
            "text for a mapping",
            spec("strategy: Recreate"),
            6,
            "spec.strategy",
            "\"Recreate\" is text",
            "write a mapping, with fields such as type",
        ),
        (
            "mapping for a list",
            container("ports: {containerPort: 80}"),
            15,
            "spec.template.spec.containers[0].ports",
            "a mapping stands here",
            "write a list",
        ),
        (
            "list for text",
            container("imagePullPolicy: [Always]"),
            15,
            "spec.template.spec.containers[0].imagePullPolicy",
            "a list stands here",
            "write text",
        ),
        (
            "no quantity",
            container("resources: {requests: {cpu: 100x}}"),
            15,
            "spec.template.spec.containers[0].resources.requests[cpu]",
            "\"100x\" is text",
            "write a quantity",
        ),
        (
            "a made-up name",
            changed(&[("  name: web", "  generateName: web-")]),
            1,
            "metadata.generateName",
            "the name would be made up",
            "write metadata.name",
        ),
        ("an alias of itself", "a: &a [*a]\n".into(), 1, "", "this alias stands in", "write the value out"),
        ("a merge of nothing", "<<: 3\n".into(), 1, "", "`<<` merges no mapping", "write `<<: *name`"),
        ("a mapping as a key", "{a: 1}: 2\n".into(), 1, "", "a list or mapping stands where", "write `name: value`"),
        ("too deep", "[".repeat(80), 1, "", "more than 64 lists", "a Deployment needs no more than 12"),
        ("a bomb", bomb(), 5, "", "more than 20000 values", "give one Deployment"),
        ("too long", "#".repeat(4 << 20), 1, "", "4194304 bytes are too many", "give one Deployment"),
    ]
}

/// Five levels of ten aliases each: 100,000 values in six lines.
fn bomb() -> String {
    let mut text = String::from("a0: &a0 x\n");
    for level in 1..=5 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    text
}

#[test]
fn what_is_no_deployment_is_refused_with_line_field_and_cure() {
    for (name, text, line, field, what, fix) in malformed() {
        let problems = Manifest::parse(&text).expect_err(name);
        let [problem] = problems.as_slice() else { panic!("{name}: {}", said(&problems)) };
        assert_eq!((problem.line, problem.field.as_str()), (line, field), "{name}: {problem}");
        assert!(problem.what.starts_with(what), "{name}: {problem}");
        assert!(problem.fix.starts_with(fix), "{name}: {problem}");
        assert!(problem.fix.len() > 10, "{name}: {problem}");
    }
}

#[test]
fn problems_come_together_in_the_order_of_lines() {
    let text =
        changed(&[("spec:\n  selector", "spec:\n  replicas: x\n  selector"), ("image", "imgae"), ("labels", "lables")]);
    let problems = Manifest::parse(&text).expect_err("three mistakes");
    let lines: Vec<String> = problems.iter().map(Malformed::to_string).collect();
    let expected = [
        "line 6: spec.replicas: \"x\" is text. Fix: write a whole number such as 3",
        "line 11: spec.template.metadata.lables: unknown field. Fix: write labels",
        "line 15: spec.template.spec.containers[0].imgae: unknown field. Fix: write image",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn defaults_are_the_api_servers() {
    let manifest =
        parsed("defaults", &container("livenessProbe: {httpGet: {port: http}}\n        ports: [{containerPort: 80}]"));
    let spec = &manifest.spec;
    assert_eq!((spec.replicas, spec.min_ready_seconds, spec.paused), (1, 0, false));
    assert_eq!((spec.revision_history_limit, spec.progress_deadline_seconds), (10, 600));
    let bounds = spec.strategy.rolling_update.as_ref().expect("defaulted");
    let quarter = IntOrString::percent(25);
    assert_eq!(
        (&*spec.strategy.kind, &bounds.max_surge, &bounds.max_unavailable),
        ("RollingUpdate", &quarter, &quarter)
    );
    let pod = &spec.template.spec;
    assert_eq!((pod.restart_policy.as_str(), pod.termination_grace_period_seconds), ("Always", 30));
    assert_eq!(pod.containers[0].ports[0].protocol, "TCP");
    let probe = pod.containers[0].liveness_probe.as_ref().expect("given");
    assert_eq!((probe.initial_delay_seconds, probe.timeout_seconds, probe.period_seconds), (0, 1, 10));
    assert_eq!((probe.success_threshold, probe.failure_threshold), (1, 3));
    let get = probe.handler.http_get.as_ref().expect("given");
    assert_eq!((get.path.as_str(), get.scheme.as_str()), ("/", "HTTP"));
}

#[test]
fn the_pull_policy_follows_the_tag() {
    for (image, policy) in [
        ("web", "Always"),
        ("web:latest", "Always"),
        ("web:v1", "IfNotPresent"),
        ("localhost:5000/web", "Always"),
        ("localhost:5000/web:v1", "IfNotPresent"),
        ("web@sha256:00", "IfNotPresent"),
        ("web:latest@sha256:00", "Always"),
    ] {
        let manifest = parsed(image, &changed(&[("image: web:v1", &format!("image: {image}"))]));
        assert_eq!(manifest.spec.template.spec.containers[0].image_pull_policy, policy, "{image}");
    }
}

#[test]
fn quantities_have_upstreams_canonical_form() {
    for (given, shown, milli) in [
        ("0", "0", 0),
        ("0.5", "500m", 500),
        ("1000m", "1", 1000),
        ("1.5Gi", "1536Mi", 1_610_612_736_000),
        ("1024Mi", "1Gi", 1_073_741_824_000),
        ("0.5Ki", "512", 512_000),
        ("1500", "1500", 1_500_000),
        ("12e3", "12e3", 12_000_000),
        ("1E", "1E", 1_000_000_000_000_000_000_000),
        ("-.25", "-250m", -250),
        ("0.1n", "1n", 1),
        ("9e99", "9223372036854775807", 9_223_372_036_854_775_807_000),
    ] {
        let quantity = Quantity::parse(given).unwrap_or_else(|| panic!("{given}"));
        assert_eq!((quantity.to_string().as_str(), quantity.milli()), (shown, milli), "{given}");
    }
    for given in ["", "x", "1x", "1 Gi", "1.2.3", "--1", "1e", "Mi", ".", "1ki"] {
        assert_eq!(Quantity::parse(given), None, "{given}");
    }
}

const RICH: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  namespace: prod
  labels: {team: a}
  annotations: {note: hello}
spec:
  replicas: 4
  paused: on
  minReadySeconds: 5
  revisionHistoryLimit: 2
  progressDeadlineSeconds: 60
  strategy: {rollingUpdate: {maxSurge: 2, maxUnavailable: 10%}}
  selector: {matchLabels: {app: shop}, matchExpressions: [{key: app, operator: Exists}]}
  template:
    metadata: {labels: {app: shop, tier: front}, annotations: {n: \"1\"}, creationTimestamp: null}
    spec:
      terminationGracePeriodSeconds: 45
      nodeSelector: {disk: ssd}
      containers:
      - name: shop
        image: shop:v2
        imagePullPolicy: Always
        env: [{name: A, value: b}]
        ports: [{containerPort: 80, hostPort: 80}]
        resources: {requests: {cpu: 0.25, x.io/gpu: 1}, limits: {memory: 100M, x.io/gpu: 1}}
        lifecycle: {preStop: {exec: {command: [sh, -c, sleep 7]}}, postStart: {exec: {command: [warm]}}}
        readinessProbe: {httpGet: {path: /ready, port: 80, httpHeaders: []}, periodSeconds: 2, initialDelaySeconds: 1}
        livenessProbe: {exec: {command: [ok]}, timeoutSeconds: 3, failureThreshold: 5, terminationGracePeriodSeconds: 4}
      - {name: side, image: side, env: []}
status: {replicas: 4}
";

#[test]
fn the_simulator_gets_what_it_can_hold() {
    let manifest = parsed("rich", RICH);
    assert_eq!(manifest.validate(), [""; 0]);
    let deployment = manifest.deployment();
    let spec = &deployment.spec;
    assert_eq!((&*deployment.metadata.name, deployment.metadata.annotation("note")), ("shop", Some("hello")));
    assert_eq!(deployment.metadata.labels.get("team").map(|team| &**team), Some("a"));
    assert_eq!((spec.replicas, spec.paused, spec.min_ready_seconds), (4, true, 5));
    assert_eq!((spec.revision_history_limit, spec.progress_deadline_seconds), (Some(2), Some(60)));
    let bounds = Strategy::RollingUpdate { max_surge: IntOrString::Int(2), max_unavailable: IntOrString::percent(10) };
    assert_eq!(spec.strategy, bounds);
    assert_eq!((spec.selector.len(), spec.template.labels.len(), spec.template.annotations.len()), (1, 2, 1));
    let template = &spec.template;
    assert_eq!((&*template.container, &*template.image), ("shop", "shop:v2"));
    assert_eq!(template.termination_grace_period, 45_000);
    assert_eq!((template.requests.cpu_milli, template.requests.memory_mib), (250, 96), "100 MB are 95.4 MiB");
    let lifecycle = template.lifecycle;
    assert_eq!((lifecycle.pre_stop, lifecycle.startup), (Some(7_000), None));
    let readiness = lifecycle.readiness.expect("given");
    assert_eq!((readiness.period, readiness.initial_delay, readiness.timeout), (2_000, 1_000, 1_000));
    let liveness = lifecycle.liveness.expect("given");
    assert_eq!((liveness.timeout, liveness.failure_threshold), (3_000, 5));
    assert_eq!(liveness.termination_grace_period, Some(4_000));
}

#[test]
fn nothing_is_dropped_silently() {
    let at = |field: &str| format!("{AT}.{field}");
    let expected = [
        "metadata.namespace".to_owned(),
        "spec.selector.matchExpressions".into(),
        at("env"),
        at("imagePullPolicy"),
        at("lifecycle.postStart"),
        at("livenessProbe.exec"),
        at("ports"),
        at("readinessProbe.httpGet"),
        at("resources.limits"),
        at("resources.requests[x.io/gpu]"),
        "spec.template.spec.containers[1]".into(),
        "spec.template.spec.nodeSelector".into(),
        "status".into(),
    ];
    assert_eq!(parsed("rich", RICH).ignored(), expected);
    assert_eq!(parsed("web", WEB).ignored(), [""; 0]);
}

#[test]
fn odd_but_legal_manifests_are_read() {
    let grace = |seconds: i64| parsed("grace", &pod(&format!("terminationGracePeriodSeconds: {seconds}"))).deployment();
    assert_eq!(grace(-1).spec.template.termination_grace_period, 1_000, "the kubelet takes -1 as 1");
    assert_eq!(grace(0).spec.template.termination_grace_period, 0);
    let bare = parsed("no probe", WEB).deployment();
    assert_eq!(bare.spec.template.lifecycle.readiness, None, "no probe: ready once started");
    let hook = |hook: &str| {
        let manifest = parsed(hook, &container(&format!("lifecycle: {{preStop: {hook}}}")));
        (manifest.deployment().spec.template.lifecycle.pre_stop, manifest.ignored().len())
    };
    assert_eq!(hook("{sleep: {seconds: 3}}"), (Some(3_000), 0));
    assert_eq!(hook("{exec: {command: [sleep, \"10\"]}}"), (Some(10_000), 0));
    assert_eq!(hook("{exec: {command: [nginx, -s, quit]}}"), (None, 1));
    let expressions = changed(&[("matchLabels: {app: web}", "matchExpressions: [{key: app, operator: Exists}]")]);
    assert_eq!(
        parsed("expressions", &expressions).deployment().spec.selector.len(),
        1,
        "the template's labels stand in"
    );
    let merged = changed(&[("metadata:\n  name: web", "metadata:\n  <<: {name: other, labels: {a: b}}\n  name: web")]);
    assert_eq!(&*parsed("merge", &merged).metadata.name, "web", "its own fields come first");
    let json = "{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \"a\\u0062\"}}";
    assert_eq!(&*parsed("JSON", json).metadata.name, "ab");
    let framed = format!("---\n{WEB}...\n---\n# nothing\n");
    assert_eq!(parsed("framed", &framed), parsed("plain", WEB));
    let anchored =
        changed(&[("matchLabels: {app: web}", "matchLabels: &l {app: web}"), ("labels: {app: web}", "labels: *l")]);
    assert_eq!(parsed("anchored", &anchored).deployment(), parsed("plain", WEB).deployment());
}

fn apply(cluster: &mut Cluster, text: &str) -> String {
    let deployment = Box::new(parsed("applied", text).deployment());
    cluster.apply(Command::ApplyDeployment(deployment)).unwrap_or_else(|rejected| rejected.message)
}

#[test]
fn a_manifest_is_applied_and_its_selector_stays() {
    let mut cluster = Cluster::new(Config::default());
    assert_eq!(apply(&mut cluster, WEB), "deployment.apps/web created");
    assert_eq!(apply(&mut cluster, WEB), "deployment.apps/web unchanged");
    assert_eq!(apply(&mut cluster, &spec("replicas: 2")), "deployment.apps/web configured");
    let other = WEB.replace("app: web", "app: b");
    let expected = "The Deployment \"web\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"b\"}}: field \
                    is immutable";
    assert_eq!(apply(&mut cluster, &other), expected);
}

/// Legal, if senseless: the cluster has to bear them.
#[test]
fn the_largest_legal_bounds_run() {
    for text in [bounds("2147483647", "2147483647"), bounds("99999999999%", "100%")] {
        let mut cluster = Cluster::new(Config::default());
        let manifest = parsed("largest", &text);
        assert_eq!(manifest.validate(), [""; 0]);
        apply(&mut cluster, &text);
        cluster.advance_to(60 * SECOND);
        apply(&mut cluster, &text.replace("web:v1", "web:v2"));
        cluster.advance_to(120 * SECOND);
    }
}

/// Every third letter of a manifest in turn, replaced by what YAML gives a meaning to.
#[test]
fn no_text_makes_the_reader_panic() {
    let mut read = 0;
    let others = [":", "{", "}", "[", "]", "\"", "&a ", "*a ", "-", "\t", "\n", ",", "0", "<<: ", "é", ""];
    for (number, other) in others.into_iter().enumerate() {
        for (at, letter) in RICH.char_indices().skip(number % 3).step_by(3) {
            let text = format!("{}{other}{}", &RICH[..at], &RICH[at + letter.len_utf8()..]);
            if let Ok(manifest) = Manifest::parse(&text) {
                manifest.validate();
                manifest.deployment();
                read += 1;
            }
        }
    }
    assert!(read > 500, "{read}");
    for text in ["1e9223372036854775807", "1.0000000000e-9223372036854775808", "1e-99", "9e-9223372036854775800"] {
        Quantity::parse(text);
    }
}
