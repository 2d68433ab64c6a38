//! Flagger: it begins, shifts weights, promotes or rolls back, and keeps what it leads as it should be.

use podyard::kube::object::Kind;
use podyard::kube::time::SECOND;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::world::{App, Entry};

use super::{apply, behaves, busy, field, pass, patch, said, weights};

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations: {podyard/ideal-probes: 'true'}
    spec:
      containers:
      - name: web
        image: web:v1
        readinessProbe: {httpGet: {path: /ready, port: 80}, periodSeconds: 1, failureThreshold: 1}
---
";

fn canary(analysis: &str) -> String {
    format!(
        "apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {{name: web}}
spec:
  provider: gatewayapi:v1
  targetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}
  service: {{port: 80, gatewayRefs: [{{name: gateway}}]}}
  progressDeadlineSeconds: 60
  analysis: {{interval: 10s, threshold: 2, {analysis}, metrics: [{{name: request-success-rate, interval: 10s, thresholdRange: {{min: 99}}}}]}}
"
    )
}

const WEIGHTS: &str = "maxWeight: 50, stepWeight: 25";

/// Begun at 0 s, so that ticks come at full tens of seconds; the new revision comes at 35 s.
fn begun(analysis: &str, app: App) -> Cluster {
    let mut cluster = Cluster::new(busy(Entry::HttpRoute));
    behaves(&mut cluster, "web:v2", app);
    apply(&mut cluster, &(DEPLOYMENT.to_owned() + &canary(analysis)));
    pass(&mut cluster, 35);
    cluster.apply(Command::set_image("web", "web:v2")).expect("accepted");
    cluster
}

/// Ways to judge: by weights, by a list of them, after a mirror, as blue/green, both with gates.
pub const ANALYSES: [&str; 6] = [
    "maxWeight: 50, stepWeight: 25",
    "stepWeights: [10, 40, 80], stepWeightPromotion: 50",
    "maxWeight: 30, stepWeight: 30, mirror: true",
    "iterations: 1, mirror: true",
    GATED,
    "iterations: 2, canaryReadyThreshold: 60, webhooks: [{name: begin, type: confirm-rollout, url: 'http://t/gate/check'}, \
     {name: end, type: confirm-promotion, url: 'http://t/gate/check'}, {name: load, type: rollout, url: 'http://t/'}, {name: \
     back, type: rollback, url: 'http://t/rollback/check'}]",
];

/// A Deployment and the Canary that leads it.
pub fn create(cluster: &mut Cluster, analysis: &str) {
    apply(cluster, &(DEPLOYMENT.to_owned() + &canary(analysis)));
}

/// At its first weight.
pub fn on_its_way() -> Cluster {
    let mut cluster = begun("iterations: 2, match: [{headers: {end-user: {exact: jason}}}]", App::default());
    pass(&mut cluster, 20);
    cluster
}

fn phase(cluster: &Cluster) -> String {
    field(cluster, Kind::Canary, "web", "status.phase")
}

fn replicas(cluster: &Cluster) -> [i32; 2] {
    ["web", "web-primary"].map(|name| cluster.objects().deployment(name).expect("it is there").spec.replicas)
}

#[test]
fn it_begins_with_a_primary_and_takes_the_target_out_of_service() {
    let mut cluster = Cluster::new(busy(Entry::HttpRoute));
    apply(&mut cluster, &(DEPLOYMENT.to_owned() + &canary(WEIGHTS)));
    pass(&mut cluster, 1);
    assert_eq!((&*phase(&cluster), cluster.objects().services.len()), ("Initializing", 0));
    pass(&mut cluster, 10);
    assert_eq!((&*phase(&cluster), replicas(&cluster)), ("Initializing", [3, 3]));
    pass(&mut cluster, 10);
    assert_eq!(
        (&*phase(&cluster), replicas(&cluster), weights(&cluster, "web")),
        ("Initialized", [0, 3], vec![100, 0])
    );
    let selectors =
        ["web", "web-primary", "web-canary"].map(|name| field(&cluster, Kind::Service, name, "spec.selector.app"));
    assert_eq!(selectors, ["web-primary", "web-primary", "web"]);
    assert_eq!(field(&cluster, Kind::Deployment, "web-primary", "metadata.ownerReferences[0].kind"), "Canary");
    assert_eq!(
        field(&cluster, Kind::Canary, "web", "status.conditions[0].message"),
        "Deployment initialization completed."
    );
    assert_eq!(
        said(&cluster, Kind::Canary, 0),
        [
            "Synced: all the metrics providers are available!",
            "Synced: web-primary.default not ready: waiting for rollout to finish: observed deployment generation less than \
             desired generation",
            "Synced: all the metrics providers are available!",
            "Synced: Initialization done! web.default",
        ]
    );
}

#[test]
fn a_good_version_is_promoted() {
    let mut cluster = begun(WEIGHTS, App::default());
    // Seconds, phase, weights, replicas of the target and of the primary.
    let instants = [
        (36, "Initialized", [100, 0], [0, 3]),
        (41, "Progressing", [100, 0], [3, 3]),
        (51, "Progressing", [75, 25], [3, 3]),
        (61, "Progressing", [50, 50], [3, 3]),
        (71, "Promoting", [50, 50], [3, 3]),
    ];
    for (second, expected, split, pods) in instants {
        cluster.advance_to(second * SECOND);
        let found = (phase(&cluster), weights(&cluster, "web"), replicas(&cluster));
        assert_eq!(found, (expected.to_owned(), split.to_vec(), pods), "at {second} s");
    }
    pass(&mut cluster, 80);
    assert_eq!((&*phase(&cluster), weights(&cluster, "web"), replicas(&cluster)), ("Succeeded", vec![100, 0], [0, 3]));
    let primary = cluster.objects().deployment("web-primary").expect("there").spec.template.image();
    assert_eq!(&*primary, "web:v2");
    let words = said(&cluster, Kind::Canary, 40 * SECOND);
    let words: Vec<&String> = words.iter().filter(|words| !words.contains("not ready")).collect();
    assert_eq!(
        words,
        [
            "Synced: New revision detected! Scaling up web.default",
            "Synced: Starting canary analysis for web.default",
            "Synced: Advance web.default canary weight 25",
            "Synced: Advance web.default canary weight 50",
            "Synced: Copying web.default template spec to web-primary.default",
            "Synced: Routing all traffic to primary",
            "Synced: Promotion completed! Scaling down web.default",
        ]
    );
    let failed = cluster.traffic().at_version_since("web:v2", 0).failed();
    assert_eq!(failed, 0);
}

#[test]
fn a_bad_version_is_rolled_back() {
    let mut cluster = begun(WEIGHTS, App { error_percent: 40, ..App::default() });
    cluster.advance_to(95 * SECOND);
    assert_eq!((&*phase(&cluster), weights(&cluster, "web"), replicas(&cluster)), ("Failed", vec![100, 0], [0, 3]));
    let words = said(&cluster, Kind::Canary, 55 * SECOND);
    assert!(words[0].starts_with("Synced: Halt web.default advancement success rate "), "{words:?}");
    assert!(words[0].ends_with("% < 99%"), "{words:?}");
    assert_eq!(words[2], "Synced: Rolling back web.default failed checks threshold reached 2");
    assert_eq!(words[3], "Synced: Canary failed! Scaling down web.default");
    assert_eq!(field(&cluster, Kind::Canary, "web", "status.failedChecks"), "0");
    // Going back to what is in service is no new revision.
    cluster.apply(Command::set_image("web", "web:v1")).expect("accepted");
    pass(&mut cluster, 30);
    assert_eq!(phase(&cluster), "Failed");
}

#[test]
fn a_version_whose_pods_do_not_come_is_rolled_back_at_the_deadline() {
    let mut cluster = begun(WEIGHTS, App { never_ready: true, ..App::default() });
    cluster.advance_to(95 * SECOND);
    assert_eq!(phase(&cluster), "Progressing");
    cluster.advance_to(125 * SECOND);
    assert_eq!((&*phase(&cluster), replicas(&cluster)), ("Failed", [0, 3]));
    let words = said(&cluster, Kind::Canary, 50 * SECOND);
    let waits = "Synced: canary deployment web.default not ready: waiting for rollout to finish: 0 of 3 (readyThreshold 100%) \
                 updated replicas are available";
    assert_eq!(words[0], waits);
}

#[test]
fn a_new_revision_on_the_way_begins_again() {
    let mut cluster = begun(WEIGHTS, App::default());
    cluster.advance_to(62 * SECOND);
    assert_eq!(weights(&cluster, "web"), [50, 50]);
    cluster.apply(Command::set_image("web", "web:v3")).expect("accepted");
    cluster.advance_to(72 * SECOND);
    assert_eq!((&*phase(&cluster), weights(&cluster, "web")), ("Progressing", vec![100, 0]));
    cluster.advance_to(200 * SECOND);
    let primary = cluster.objects().deployment("web-primary").expect("there").spec.template.image();
    assert_eq!((&*phase(&cluster), &*primary), ("Succeeded", "web:v3"));
}

#[test]
fn an_ab_test_by_a_header_and_blue_green_by_iterations() {
    let ab = "iterations: 2, match: [{headers: {end-user: {exact: jason}}}]";
    let mut cluster = begun(ab, App::default());
    let header = field(&cluster, Kind::HttpRoute, "web", "spec.rules[0].matches[0].headers[0].value");
    assert_eq!((&*header, weights(&cluster, "web")), ("jason", vec![100, 0]));
    cluster.advance_to(52 * SECOND);
    assert_eq!(weights(&cluster, "web"), [0, 100], "of the rule with the header");
    assert_eq!(field(&cluster, Kind::HttpRoute, "web", "spec.rules[1].backendRefs[0].name"), "web-primary");
    let mut cluster = begun("iterations: 2, mirror: true", App::default());
    cluster.advance_to(52 * SECOND);
    assert_eq!(field(&cluster, Kind::HttpRoute, "web", "spec.rules[0].filters[0].type"), "RequestMirror");
    cluster.advance_to(72 * SECOND);
    assert_eq!(weights(&cluster, "web"), [0, 100]);
    assert_eq!(field(&cluster, Kind::HttpRoute, "web", "spec.rules[0].filters"), "null");
    cluster.advance_to(200 * SECOND);
    assert_eq!((&*phase(&cluster), weights(&cluster, "web")), ("Succeeded", vec![100, 0]));
}

#[test]
fn hand_edits_are_undone_at_the_next_tick_and_weights_are_gone_on_from() {
    let mut cluster = begun(WEIGHTS, App::default());
    cluster.advance_to(52 * SECOND);
    patch(&mut cluster, Kind::Service, "web", "{spec: {selector: {app: web}}}").expect("accepted");
    let rules = "{spec: {rules: [{matches: [{path: {value: /api}}], backendRefs: [{name: web-primary, port: 80}]}]}}";
    patch(&mut cluster, Kind::HttpRoute, "web", rules).expect("accepted");
    cluster.advance_to(61 * SECOND);
    assert_eq!(field(&cluster, Kind::Service, "web", "spec.selector.app"), "web-primary");
    // The route is whole again, and begins anew with its weights.
    assert_eq!(weights(&cluster, "web"), [75, 25]);
    let rules = "{spec: {rules: [{matches: [{path: {type: PathPrefix, value: /}}], backendRefs: [{name: web-primary, port: 80, \
                 weight: 90}, {name: web-canary, port: 80, weight: 10}]}]}}";
    patch(&mut cluster, Kind::HttpRoute, "web", rules).expect("accepted");
    cluster.advance_to(71 * SECOND);
    assert_eq!(weights(&cluster, "web"), [65, 35]);
}

#[test]
fn ingress_nginx_is_led_too() {
    let ingress = "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec: {ingressClassName: nginx, rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
---
";
    let mut cluster = Cluster::new(busy(Entry::Ingress));
    let text = canary(WEIGHTS)
        .replace("gatewayapi:v1", "nginx\n  ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: shop}");
    apply(&mut cluster, &(DEPLOYMENT.to_owned() + ingress + &text));
    pass(&mut cluster, 35);
    cluster.apply(Command::set_image("web", "web:v2")).expect("accepted");
    cluster.advance_to(61 * SECOND);
    let weight = "metadata.annotations[nginx.ingress.kubernetes.io/canary-weight]";
    assert_eq!(field(&cluster, Kind::Ingress, "shop-canary", weight), "50");
    cluster.advance_to(200 * SECOND);
    assert_eq!((&*phase(&cluster), &*field(&cluster, Kind::Ingress, "shop-canary", weight)), ("Succeeded", "0"));
}

#[test]
fn without_an_analysis_and_deleted() {
    let mut cluster = begun(WEIGHTS, App::default());
    patch(&mut cluster, Kind::Canary, "web", "{spec: {skipAnalysis: true}}").expect("accepted");
    cluster.advance_to(90 * SECOND);
    assert_eq!(phase(&cluster), "Succeeded");
    let words = said(&cluster, Kind::Canary, 0);
    assert!(
        words.contains(&"Synced: Promotion completed! Canary analysis was skipped for web.default".to_owned()),
        "{words:?}"
    );
    cluster.apply(Command::Delete { kind: Kind::Canary, name: "web".into() }).expect("it is there");
    pass(&mut cluster, 30);
    let objects = cluster.objects();
    assert_eq!((objects.deployments.len(), objects.services.len(), objects.http_routes.len()), (1, 0, 0));
    assert_eq!(objects.pods.len(), 0, "the target stays at no pod, as upstream leaves it");
}

/// A gate in the way of each kind that asks a person.
const GATED: &str = "maxWeight: 50, stepWeight: 25, webhooks: [{name: begin, type: confirm-rollout, url: 'http://t/gate/check'}, \
                     {name: more, type: confirm-traffic-increase, url: 'http://t/gate/check'}, {name: end, type: \
                     confirm-promotion, url: 'http://t/gate/check'}, {name: load, url: 'http://t/'}]";

#[test]
fn gates_wait_for_a_person() {
    let mut cluster = begun(GATED, App::default());
    let opened = |cluster: &mut Cluster, name: &str| {
        cluster.apply(Command::gate(name, true)).expect("accepted");
        pass(cluster, 20);
        (phase(cluster), weights(cluster, "web"))
    };
    pass(&mut cluster, 60);
    assert_eq!((&*phase(&cluster), replicas(&cluster)), ("Waiting", [0, 3]));
    assert_eq!(opened(&mut cluster, "begin"), ("Progressing".to_owned(), vec![100, 0]));
    assert_eq!(opened(&mut cluster, "more"), ("Progressing".to_owned(), vec![50, 50]));
    pass(&mut cluster, 60);
    assert_eq!((&*phase(&cluster), weights(&cluster, "web")), ("WaitingPromotion", vec![50, 50]));
    cluster.apply(Command::gate("end", true)).expect("accepted");
    pass(&mut cluster, 90);
    assert_eq!((&*phase(&cluster), weights(&cluster, "web")), ("Succeeded", vec![100, 0]));
    assert_eq!(cluster.traffic().at_version_since("web:v2", 0).failed(), 0);
}
