//! Defaults, and what the simulator is handed and does with it.

use podyard::kube::int_or_string::IntOrString;
use podyard::kube::quantity::Quantity;
use podyard::kube::time::SECOND;
use podyard::kube::workload::Strategy;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::text::said;
use podyard::world::World;

use podyard::kube::object::{ObjectMeta, labels};
use podyard::sim::pod::Pod;

use super::{AT, Parsed, RICH, WEB, bounds, changed, container, parsed, pod, spec};

#[test]
fn defaults_are_the_api_servers() {
    let manifest =
        parsed("defaults", &container("livenessProbe: {httpGet: {port: http}}\n        ports: [{containerPort: 80}]"));
    let spec = &manifest.deployment.spec;
    assert_eq!((spec.replicas, spec.min_ready_seconds, spec.paused), (1, 0, false));
    assert_eq!((spec.revision_history_limit, spec.progress_deadline_seconds), (Some(10), Some(600)));
    let quarter = IntOrString::percent(25);
    assert_eq!(spec.strategy, Strategy::RollingUpdate { max_surge: quarter.clone(), max_unavailable: quarter });
    let pod = &spec.template.spec;
    assert_eq!((&*pod.restart_policy, pod.termination_grace_period_seconds), ("Always", 30));
    assert_eq!(&*pod.containers[0].ports[0].protocol, "TCP");
    let probe = pod.containers[0].liveness_probe.as_ref().expect("given");
    assert_eq!((probe.initial_delay_seconds, probe.timeout_seconds, probe.period_seconds), (0, 1, 10));
    assert_eq!((probe.success_threshold, probe.failure_threshold), (1, 3));
    let get = probe.http_get.as_ref().expect("given");
    assert_eq!((&*get.path, &*get.scheme), ("/", "HTTP"));
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
        assert_eq!(&*manifest.deployment.spec.template.spec.containers[0].image_pull_policy, policy, "{image}");
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

#[test]
fn the_simulator_gets_what_it_can_hold() {
    let manifest = parsed("rich", RICH);
    assert_eq!(manifest.validate(), [""; 0]);
    let deployment = &manifest.deployment;
    let spec = &deployment.spec;
    assert_eq!((&*deployment.metadata.name, deployment.metadata.annotation("note")), ("shop", Some("hello")));
    assert_eq!(deployment.metadata.labels.get("team").map(|team| &**team), Some("a"));
    assert_eq!((spec.replicas, spec.paused, spec.min_ready_seconds), (4, true, 5));
    assert_eq!((spec.revision_history_limit, spec.progress_deadline_seconds), (Some(2), Some(60)));
    let bounds = Strategy::RollingUpdate { max_surge: IntOrString::Int(2), max_unavailable: IntOrString::percent(10) };
    assert_eq!(spec.strategy, bounds);
    assert_eq!((spec.template.metadata.labels.len(), spec.template.metadata.annotations.len()), (2, 1));
    let template = &spec.template;
    let pod = Pod::new(ObjectMeta::named("shop", labels(&[])), template, 0);
    assert_eq!((&*pod.container, &*pod.image), ("shop", "shop:v2"));
    assert_eq!(pod.termination_grace_period, 45_000);
    assert_eq!((pod.requests.cpu_milli, pod.requests.memory_mib), (250, 96), "100 MB are 95.4 MiB");
    let lifecycle = pod.lifecycle;
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
    assert_eq!(parsed("rich", RICH).ignored, expected);
    assert_eq!(parsed("web", WEB).ignored, [""; 0]);
}

#[test]
fn odd_but_legal_manifests_are_read() {
    let of = |read: &Parsed| Pod::new(ObjectMeta::named("web", labels(&[])), &read.deployment.spec.template, 0);
    let grace = |seconds: i64| of(&parsed("grace", &pod(&format!("terminationGracePeriodSeconds: {seconds}"))));
    assert_eq!(grace(-1).termination_grace_period, 1_000, "the kubelet takes -1 as 1");
    assert_eq!(grace(0).termination_grace_period, 0);
    assert_eq!(of(&parsed("no probe", WEB)).lifecycle.readiness, None, "no probe: ready once started");
    let hook = |hook: &str| {
        let manifest = parsed(hook, &container(&format!("lifecycle: {{preStop: {hook}}}")));
        (of(&manifest).lifecycle.pre_stop, manifest.ignored.len())
    };
    assert_eq!(hook("{sleep: {seconds: 3}}"), (Some(3_000), 0));
    assert_eq!(hook("{exec: {command: [sleep, \"10\"]}}"), (Some(10_000), 0));
    for (time, ms) in [("0.25", 250), ("1.5s", 1_500), ("2m", 120_000), ("0.5h", 1_800_000)] {
        assert_eq!(hook(&format!("{{exec: {{command: [sleep, \"{time}\"]}}}}")), (Some(ms), 0), "{time}");
    }
    for time in ["", "x", "1d1", ".", "-1"] {
        assert_eq!(hook(&format!("{{exec: {{command: [sleep, \"{time}\"]}}}}")), (None, 1), "{time}");
    }
    assert_eq!(hook("{exec: {command: [nginx, -s, quit]}}"), (None, 1));
    let expressions = changed(&[("matchLabels: {app: web}", "matchExpressions: [{key: app, operator: Exists}]")]);
    let read = parsed("expressions", &expressions);
    assert!(read.deployment.spec.selects(&labels(&[("app", "any")])), "any value will do");
    assert!(!read.deployment.spec.selects(&labels(&[("tier", "front")])), "but there must be one");
    let merged = changed(&[("metadata:\n  name: web", "metadata:\n  <<: {name: other, labels: {a: b}}\n  name: web")]);
    assert_eq!(&*parsed("merge", &merged).deployment.metadata.name, "web", "its own fields come first");
    let json = "{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \"a\\u0062\"}}";
    assert_eq!(&*parsed("JSON", json).deployment.metadata.name, "ab");
    let framed = format!("---\n{WEB}...\n---\n# nothing\n");
    assert_eq!(parsed("framed", &framed), parsed("plain", WEB));
    let anchored =
        changed(&[("matchLabels: {app: web}", "matchLabels: &l {app: web}"), ("labels: {app: web}", "labels: *l")]);
    assert_eq!(parsed("anchored", &anchored).deployment, parsed("plain", WEB).deployment);
}

fn apply(cluster: &mut Cluster, text: &str) -> String {
    let deployment = parsed("applied", text).deployment;
    let command = Command::apply(deployment);
    match cluster.apply(command.clone()) {
        Ok(done) => podyard::kubectl::answer(&command, &done),
        Err(rejected) => said(&rejected.message),
    }
}

#[test]
fn a_manifest_is_applied_and_its_selector_stays() {
    let mut cluster = Cluster::new(World::default());
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
        let mut cluster = Cluster::new(World::default());
        let manifest = parsed("largest", &text);
        assert_eq!(manifest.validate(), [""; 0]);
        apply(&mut cluster, &text);
        cluster.advance_to(60 * SECOND);
        apply(&mut cluster, &text.replace("web:v1", "web:v2"));
        cluster.advance_to(120 * SECOND);
    }
}
