//! Manifests: every recorded verdict of upstream's validation, the rules the recordings do not show, YAML that is no
//! Deployment, defaults, and what the simulator is handed.

mod corpus;
mod handed_over;
mod malformed;
mod rules_of_budgets;
mod rules_of_kept_fields;
mod rules_of_the_deployment;
mod rules_of_the_pods;
mod template;

use podyard::documents;
use podyard::kube::Malformed;
use podyard::kube::errors::Fix;
use podyard::kube::validate::validate_deployment;
use podyard::kube::workload::Deployment;
use podyard::sim::admission;
use podyard::text::say;
use serde::Deserialize;

/// Name, manifest, errors.
type Row = (&'static str, String, Vec<String>);

/// The path of the container that most manifests have.
const AT: &str = "spec.template.spec.containers[0]";
const LABEL_VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and \
                           must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', \
                           regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

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

/// A manifest with a bit of everything.
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

/// A manifest with each old text replaced by a new one, which must stand there.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(WEB.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old:?} is not in\n{text}");
        text.replacen(old, new, 1)
    })
}

/// A Deployment that was read.
#[derive(Debug, PartialEq)]
struct Parsed {
    deployment: Deployment,
    ignored: Vec<String>,
}

impl Parsed {
    fn validate(&self) -> Vec<String> {
        validate_deployment(&self.deployment).into_iter().map(|error| error.text).collect()
    }
}

fn parsed(name: &str, text: &str) -> Parsed {
    let read = documents::planned(text).unwrap_or_else(|problems| panic!("{name}: {}\n{text}", said(&problems)));
    Parsed { deployment: read.deployment, ignored: read.ignored }
}

fn said(problems: &[Malformed]) -> String {
    problems.iter().map(|problem| format!("{}\n", say(&problem.message()))).collect()
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

fn bounds(surge: &str, unavailable: &str) -> String {
    spec(&format!("strategy: {{rollingUpdate: {{maxSurge: {surge}, maxUnavailable: {unavailable}}}}}"))
}

#[derive(Deserialize)]
struct Recorded {
    manifest: String,
    errors: Vec<String>,
}

#[test]
fn every_recorded_verdict_is_reproduced() {
    let text = include_str!("../conformance/validation.json");
    let cases: Vec<Recorded> = serde_json::from_str(text).expect("validation.json is JSON");
    assert!(cases.len() >= 22, "{}", cases.len());
    for (index, case) in cases.iter().enumerate() {
        let name = format!("case {index}, {:?}", case.errors.first());
        assert_eq!(parsed(&name, &case.manifest).validate(), case.errors, "{name}\n{}", case.manifest);
    }
}

#[test]
fn the_rules_the_recordings_do_not_show() {
    let tables = [rules_of_the_deployment::table(), rules_of_the_pods::table(), rules_of_kept_fields::table()];
    for (name, text, errors) in tables.into_iter().flatten() {
        assert_eq!(parsed(name, &text).validate(), errors, "{name}\n{text}");
    }
}

/// What to do comes from the rule that found the error, whatever names and values it quotes.
#[test]
fn every_kind_of_error_has_its_advice() {
    let name_the_rule = "    metadata:\n      labels: {app: web, note: must not be greater than 100%}\n";
    let raise = "Raise one of the two: with no pod to spare and none to add, nothing could move.";
    let at_most_all = "Give at most 100%: no more than all pods can be missing.";
    let cases = [
        (bounds("0", "0"), Fix::RaiseOneOfTwo, raise),
        (bounds("1", "101%"), Fix::AtMostAll, at_most_all),
        (bounds("1", "half"), Fix::NumberOrPercent, "Give a whole number such as 3, or a percentage such as 25%."),
        (spec("replicas: -1"), Fix::NotNegative, "Give 0 or more."),
        (container("resources: {requests: {cpu: -1}}"), Fix::NotNegative, "Give 0 or more."),
        (spec("minReadySeconds: 600"), Fix::ChangeTheField, "Change the field the message names."),
        (changed(&[("image: web:v1", "image: \"\"")]), Fix::ChangeTheField, "Change the field the message names."),
        (
            changed(&[("    metadata:\n      labels: {app: web}\n", name_the_rule)]),
            Fix::ChangeTheField,
            "Change the field the message names.",
        ),
    ];
    for (text, fix, advice) in cases {
        let deployment = parsed("refused", &text).deployment;
        let found: Vec<Fix> = validate_deployment(&deployment).iter().map(|error| error.fix).collect();
        assert_eq!(found, [fix], "{text}");
        let refused = admission::check(&deployment).expect_err("it is against the rules");
        assert_eq!(say(&refused.hint), advice, "{text}");
    }
}
