//! A canary with a router: weights in an HTTPRoute or a second Ingress, Services led to versions, hand edits undone.

use podyard::kube::object::Kind;
use podyard::kube::time::SECOND;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::world::{App, Entry};

use super::{
    apply, busy, field, http_route, pass, patch, quick, roll_out, rollout, said, services, sizes, stands,
    version_behind, web, weights,
};

const ROUTED: &str = "canary: {stableService: web-stable, canaryService: web-canary, \
                      trafficRouting: {plugins: {argoproj-labs/gatewayAPI: {httpRoute: web}}, managedRoutes: [{name: by-header}]}, \
                      steps: [{setWeight: 25}, {pause: {}}, {setWeight: 50}, {pause: {duration: 10s}}]}";

fn begun(strategy: &str) -> Cluster {
    let mut cluster = Cluster::new(busy(Entry::HttpRoute));
    apply(&mut cluster, &services(&["web-stable", "web-canary"]));
    apply(&mut cluster, &http_route("web-stable", "web-canary"));
    apply(&mut cluster, &web(strategy));
    pass(&mut cluster, 10);
    cluster
}

/// Requests that failed since the first version was there.
fn failed(cluster: &Cluster) -> u64 {
    // 20 a second failed until it was ready, after 5 s.
    cluster.traffic().total().failed() - 100
}

/// Weights of the route, versions behind the stable and the canary Service.
fn split(cluster: &Cluster) -> (Vec<i64>, String, String) {
    (weights(cluster, "web"), version_behind(cluster, "web-stable"), version_behind(cluster, "web-canary"))
}

fn is(weights: [i64; 2], stable: &str, canary: &str) -> (Vec<i64>, String, String) {
    (weights.into(), stable.into(), canary.into())
}

#[test]
fn weights_and_services_follow_the_steps() {
    let mut cluster = begun(ROUTED);
    assert_eq!(split(&cluster), is([100, 0], "v1", "v1"));
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 2);
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([100, 0], "v1", "v1"), "v1 4, v2 1"));
    pass(&mut cluster, 8);
    assert_eq!((split(&cluster), &*stands(&cluster)), (is([75, 25], "v1", "v2"), "1 Paused: CanaryPauseStep"));
    let weights = rollout(&cluster).status.canary.weights.expect("a router splits");
    assert_eq!((weights.canary.weight, weights.stable.weight), (25, 75));
    assert_eq!(&*weights.canary.service_name, "web-canary");
    cluster.apply(Command::promote_rollout(&rollout(&cluster)).expect("it waits")).expect("accepted");
    pass(&mut cluster, 10);
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([50, 50], "v1", "v2"), "v1 4, v2 2"));
    pass(&mut cluster, 20);
    // Promoted: the stable Service leads to the new version, and the old one stays for its 30 s.
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([100, 0], "v2", "v2"), "v1 4, v2 4"));
    assert_eq!(stands(&cluster), "4 Healthy");
    pass(&mut cluster, 40);
    assert_eq!(sizes(&cluster), "v1 0, v2 4");
    let told: Vec<String> =
        said(&cluster, Kind::Rollout, 10 * SECOND).into_iter().filter(|it| it.starts_with("Traffic")).collect();
    let expected = ["from 0 to 25", "from 25 to 50", "from 50 to 100", "from 100 to 0"];
    assert_eq!(told, expected.map(|it| format!("TrafficWeightUpdated: Traffic weight updated {it}")));
    assert_eq!(failed(&cluster), 0, "nobody noticed");
}

#[test]
fn hand_edits_are_undone() {
    let mut cluster = begun(ROUTED);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 10);
    let paused = is([75, 25], "v1", "v2");
    // A Service's selector: its watch tells the controller.
    let hash = rollout(&cluster).status.stable_rs;
    let selector = format!("{{spec: {{selector: {{rollouts-pod-template-hash: '{hash}'}}}}}}");
    patch(&mut cluster, Kind::Service, "web-canary", &selector).expect("accepted");
    assert_eq!(version_behind(&cluster, "web-canary"), "v1");
    pass(&mut cluster, 1);
    assert_eq!(split(&cluster), paused);
    // A weight: nobody watches HTTPRoutes, so it stays until the controller looks for another reason.
    let rules = "{spec: {rules: [{backendRefs: [{name: web-stable, port: 80, weight: 1}, {name: web-canary, port: 80, \
                 weight: 9}]}]}}";
    patch(&mut cluster, Kind::HttpRoute, "web", rules).expect("accepted");
    pass(&mut cluster, 60);
    assert_eq!(weights(&cluster, "web"), [1, 9]);
    pass(&mut cluster, 900);
    assert_eq!(split(&cluster), paused, "at the latest after a quarter of an hour");
    patch(&mut cluster, Kind::HttpRoute, "web", rules).expect("accepted");
    cluster
        .apply(Command::Patch {
            kind: Kind::Rollout,
            name: "web".into(),
            patch: podyard::kube::yaml::documents("{spec: {replicas: 8}}").expect("YAML").remove(0),
        })
        .expect("accepted");
    pass(&mut cluster, 1);
    assert_eq!(weights(&cluster, "web"), [1, 9], "4 of 8 stable pods do not answer 75 %");
    pass(&mut cluster, 7);
    assert_eq!(weights(&cluster, "web"), [75, 25], "any look will do once they are there");
    assert_eq!(sizes(&cluster), "v1 8, v2 2");
}

#[test]
fn an_abort_takes_all_traffic_back_and_the_pods_later() {
    let mut cluster = begun(ROUTED);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 10);
    cluster.apply(Command::abort_rollout(&"web".into())).expect("accepted");
    pass(&mut cluster, 2);
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([100, 0], "v1", "v1"), "v1 4, v2 1"));
    assert!(stands(&cluster).starts_with("0 Degraded: RolloutAborted"));
    pass(&mut cluster, 32);
    assert_eq!(sizes(&cluster), "v1 4, v2 0");
    cluster.apply(Command::retry_rollout(&"web".into())).expect("accepted");
    pass(&mut cluster, 10);
    assert_eq!((split(&cluster), &*stands(&cluster)), (is([75, 25], "v1", "v2"), "1 Paused: CanaryPauseStep"));
    assert_eq!(failed(&cluster), 0);
}

#[test]
fn a_header_route_comes_and_goes() {
    let steps = ROUTED.replace(
        "steps: [{setWeight: 25}",
        "steps: [{setCanaryScale: {replicas: 1}}, {setHeaderRoute: {name: by-header, match: [{headerName: end-user, headerValue: {exact: jason}}]}}",
    );
    let mut cluster = begun(&steps);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 10);
    assert_eq!(stands(&cluster), "2 Paused: CanaryPauseStep");
    let header = |cluster: &Cluster, path: &str| field(cluster, Kind::HttpRoute, "web", path);
    assert_eq!(header(&cluster, "spec.rules[1].name"), "by-header");
    assert_eq!(header(&cluster, "spec.rules[1].matches[0].headers[0].value"), "jason");
    assert_eq!(header(&cluster, "spec.rules[1].backendRefs[0].name"), "web-canary");
    cluster.apply(Command::abort_rollout(&"web".into())).expect("accepted");
    pass(&mut cluster, 2);
    assert_eq!(header(&cluster, "spec.rules[1]"), "null");
}

#[test]
fn ingress_nginx_gets_a_second_ingress() {
    let ingress = "---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web-stable, port: {number: 80}}}}]}}]
";
    let mut cluster = Cluster::new(busy(Entry::Ingress));
    apply(&mut cluster, &services(&["web-stable", "web-canary"]));
    apply(&mut cluster, ingress);
    let strategy =
        ROUTED.replace("plugins: {argoproj-labs/gatewayAPI: {httpRoute: web}}", "nginx: {stableIngress: web}");
    apply(&mut cluster, &web(&strategy));
    pass(&mut cluster, 10);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 10);
    let weight = |cluster: &Cluster| {
        let at = "metadata.annotations[nginx.ingress.kubernetes.io/canary-weight]";
        field(cluster, Kind::Ingress, "web-web-canary", at)
    };
    assert_eq!((weight(&cluster), &*stands(&cluster)), ("25".into(), "1 Paused: CanaryPauseStep"));
    assert_eq!(field(&cluster, Kind::Ingress, "web-web-canary", "metadata.ownerReferences[0].kind"), "Rollout");
    let service = "spec.rules[0].http.paths[0].backend.service.name";
    assert_eq!(field(&cluster, Kind::Ingress, "web-web-canary", service), "web-canary");
    // Ingresses are watched.
    let edit = "{metadata: {annotations: {nginx.ingress.kubernetes.io/canary-weight: '90'}}}";
    patch(&mut cluster, Kind::Ingress, "web-web-canary", edit).expect("accepted");
    pass(&mut cluster, 1);
    assert_eq!(weight(&cluster), "25");
    assert_eq!(failed(&cluster), 0);
}

#[test]
fn what_it_names_must_be_there() {
    let mut cluster = Cluster::new(quick());
    apply(&mut cluster, &web(ROUTED));
    pass(&mut cluster, 5);
    let words = "- Degraded: InvalidSpec: The Rollout \"web\" is invalid: spec.strategy.canary.stableService: Invalid value: \
                 \"web-stable\": service \"web-stable\" not found";
    assert_eq!(stands(&cluster), words);
    apply(&mut cluster, &services(&["web-stable", "web-canary"]));
    apply(&mut cluster, &http_route("web-stable", "web-canary"));
    pass(&mut cluster, 10);
    assert_eq!(stands(&cluster), "4 Healthy", "the watch of Services told of it");
}

#[test]
fn a_deadline_that_passed_is_over_at_the_first_progress() {
    let steps = ROUTED.replace("{pause: {}}, {setWeight: 50}, ", "");
    let mut cluster = begun(&steps);
    patch(&mut cluster, Kind::Rollout, "web", "{spec: {progressDeadlineSeconds: 15}}").expect("accepted");
    super::behaves(&mut cluster, "web:v2", App { ready_after: 25_000, ..App::default() });
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 20);
    assert!(stands(&cluster).starts_with("0 Degraded: ProgressDeadlineExceeded"), "{}", stands(&cluster));
    pass(&mut cluster, 10);
    assert_eq!(stands(&cluster), "1 Paused: CanaryPauseStep");
    pass(&mut cluster, 90);
    assert_eq!(stands(&cluster), "2 Healthy");
}

#[test]
fn a_header_route_before_there_are_pods_fails_nobody() {
    let header = "{setHeaderRoute: {name: by-header, match: [{headerName: end-user, headerValue: {regex: '.*'}}]}}";
    let mut cluster = begun(&ROUTED.replace("steps: [", &format!("steps: [{header}, {{pause: {{duration: 10s}}}}, ")));
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 9);
    assert_eq!(stands(&cluster), "1 Paused: CanaryPauseStep");
    assert_eq!(field(&cluster, Kind::HttpRoute, "web", "spec.rules[1]"), "null", "it lived for one look");
    pass(&mut cluster, 30);
    assert_eq!(weights(&cluster, "web"), [75, 25]);
    assert_eq!(failed(&cluster), 0);
}

#[test]
fn a_stable_version_that_follows_its_share_comes_back_step_by_step() {
    let dynamic = ROUTED
        .replace("canary: {", "canary: {dynamicStableScale: true, ")
        .replace("{setWeight: 50}, {pause: {duration: 10s}}", "{setWeight: 75}, {pause: {}}");
    let mut cluster = begun(&dynamic);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 15);
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([75, 25], "v1", "v2"), "v1 3, v2 1"));
    cluster.apply(Command::promote_rollout(&rollout(&cluster)).expect("it waits")).expect("accepted");
    pass(&mut cluster, 15);
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([25, 75], "v1", "v2"), "v1 1, v2 3"));
    cluster.apply(Command::abort_rollout(&"web".into())).expect("accepted");
    let from = cluster.now();
    pass(&mut cluster, 1);
    // The canary keeps its share until pods for it have come.
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([25, 75], "v1", "v2"), "v1 3, v2 3"));
    pass(&mut cluster, 6);
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([75, 25], "v1", "v2"), "v1 4, v2 1"));
    pass(&mut cluster, 40);
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([100, 0], "v1", "v1"), "v1 4, v2 0"));
    let told: Vec<String> =
        said(&cluster, Kind::Rollout, from).into_iter().filter(|it| it.starts_with("Traffic")).collect();
    let expected = ["from 75 to 25", "from 25 to 0"];
    assert_eq!(told, expected.map(|it| format!("TrafficWeightUpdated: Traffic weight updated {it}")));
    assert_eq!(failed(&cluster), 0);
}

#[test]
fn a_third_version_in_the_middle_fails_nobody() {
    let mut cluster = begun(ROUTED);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 10);
    assert_eq!(split(&cluster), is([75, 25], "v1", "v2"));
    roll_out(&mut cluster, "web:v3");
    pass(&mut cluster, 2);
    // Until it has a pod the canary's Service leads to the second version, which stays for that and gets no requests.
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([100, 0], "v1", "v2"), "v1 4, v2 1, v3 1"));
    pass(&mut cluster, 10);
    assert_eq!((split(&cluster), &*sizes(&cluster)), (is([75, 25], "v1", "v3"), "v1 4, v2 0, v3 1"));
    assert_eq!(failed(&cluster), 0);
}
