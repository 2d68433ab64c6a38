//! HorizontalPodAutoscalers as whole runs: what pods serve becomes CPU, CPU becomes pods. Nothing but the application takes
//! time: pods are ready as soon as they run and take 10 ms of CPU for each request.

use podyard::documents::{self, Content};
use podyard::kube::object::{Kind, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::resources::Resources;
use podyard::kube::service::Service;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::kubectl::{columns, events};
use podyard::sim::Cluster;
use podyard::sim::admission::admit;
use podyard::sim::command::Command;
use podyard::sim::objects::Object;
use podyard::world::{App, Clients, Latency, Nodes, World};

struct Yard {
    cluster: Cluster,
}

impl Yard {
    /// Pods that request 250m each, and so many requests per second.
    fn new(replicas: i32, requests: u32) -> Self {
        let mut cluster = Cluster::new(World { delays: Latency::NONE, nodes: Nodes::of(0), ..World::default() });
        let mut template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", "web:v1");
        crate::template::set_requests(&mut template, Resources { cpu_milli: 250, memory_mib: 64 });
        for command in [
            Command::app("web:v1", &App::fine(0)),
            Command::app("web:v2", &App::fine(0)),
            Command::create(Service::new("web", labels(&[("app", "web")]))),
            Command::create(Deployment::new("web", DeploymentSpec::new(replicas, template))),
            Command::clients(&Clients::of(requests)),
        ] {
            cluster.apply(command).expect("accepted");
        }
        cluster.advance_to(60 * SECOND);
        Self { cluster }
    }

    fn apply(&mut self, spec: &str) -> String {
        let target = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, ";
        let target = if spec.contains("scaleTargetRef") { "" } else { target };
        let text = format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: web}}\n\
             spec: {{{target}{spec}}}"
        );
        let document = documents::read(&text).expect("an autoscaler").remove(0);
        let command = Command::of(document);
        let answer = self.cluster.apply(command.clone()).expect("accepted");
        podyard::kubectl::answer(&command, &answer)
    }

    fn requests(&mut self, requests: u32) {
        self.cluster.apply(Command::clients(&Clients::of(requests))).expect("accepted");
    }

    fn until(&mut self, second: u64) {
        self.cluster.advance_to(second * SECOND);
    }

    fn replicas(&self) -> i32 {
        self.cluster.objects().deployment("web").expect("it is there").spec.replicas
    }

    /// What `kubectl get hpa` prints but for the age.
    fn row(&self) -> Vec<String> {
        let found = self.cluster.objects().find(Kind::HorizontalPodAutoscaler, "web").expect("it is there");
        let mut row = columns::row(&found, self.cluster.now());
        row.pop();
        row
    }

    /// Type, status and reason of each condition.
    fn conditions(&self) -> Vec<String> {
        match self.cluster.objects().find(Kind::HorizontalPodAutoscaler, "web") {
            Some(Object::HorizontalPodAutoscaler(it)) => {
                let words = it.status.conditions.iter().map(|it| format!("{}={} {}", it.kind, it.status, it.reason));
                words.collect()
            }
            other => panic!("{other:?}"),
        }
    }

    /// Second and message of the events of a reason.
    fn said(&self, reason: &str) -> Vec<(u64, String)> {
        let events = self.cluster.log().events().iter();
        let those =
            events.filter(|event| event.kind == Kind::HorizontalPodAutoscaler && event.happening.reason() == reason);
        those.map(|event| (event.at / SECOND, event.message().to_string())).collect()
    }
}

const CPU: &str =
    "metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]";
const ABOVE: &str = "cpu resource utilization (percentage of request) above target";

#[test]
fn load_becomes_cpu_and_cpu_becomes_pods() {
    // 100 requests/s of 10 ms are 1000m: of two pods each uses 500m, 200 % of its request. 80 % are 5 pods.
    let mut yard = Yard::new(2, 100);
    assert_eq!(
        yard.apply(&format!("minReplicas: 1, maxReplicas: 10, {CPU}")),
        "horizontalpodautoscaler.autoscaling/web created"
    );
    yard.until(74);
    assert_eq!((yard.replicas(), yard.row()[2].as_str()), (2, "cpu: <unknown>/80%"));
    yard.until(600);
    // Nobody is measured before two looks, at 75 and 90 s; without `behavior` it doubles at most.
    let sizes = yard.said("SuccessfulRescale");
    assert_eq!(sizes[0], (90, format!("New size: 4; reason: {ABOVE}")));
    // The new pods are not measured yet, so 4 are proposed: it is the highest recommendation of the last 300 s that counts, and
    // upstream then gives no reason.
    assert_eq!(sizes[1], (105, "New size: 5; reason: ".into()));
    assert_eq!((sizes.len(), yard.replicas()), (2, 5));
    assert_eq!(yard.row(), ["web", "Deployment/web", "cpu: 79%/80%", "1", "10", "5"]);
    let expected = [
        "AbleToScale=True ReadyForNewScale",
        "ScalingActive=True ValidMetricFound",
        "ScalingLimited=False DesiredWithinRange",
    ];
    assert_eq!(yard.conditions(), expected);
    let listed = events::list(yard.cluster.log().events().iter());
    let mut rescales = listed.iter().filter(|event| event.reason == "SuccessfulRescale");
    let first = rescales.next().expect("the first");
    assert_eq!((first.kind, first.source), ("Normal", "horizontal-pod-autoscaler"));
    assert_eq!(
        columns::heads(Kind::HorizontalPodAutoscaler),
        ["NAME", "REFERENCE", "TARGETS", "MINPODS", "MAXPODS", "REPLICAS", "AGE"]
    );
}

#[test]
fn it_shrinks_five_minutes_after_the_load_is_gone() {
    let mut yard = Yard::new(4, 80);
    yard.apply(&format!("minReplicas: 2, maxReplicas: 10, {CPU}"));
    yard.until(300);
    assert_eq!(yard.replicas(), 4, "800m of four pods that request 250m are 80 %");
    yard.requests(0);
    yard.until(590);
    assert_eq!(yard.conditions()[0], "AbleToScale=True ScaleDownStabilized");
    yard.until(640);
    assert_eq!(yard.replicas(), 2);
    let (at, words) = yard.said("SuccessfulRescale").remove(0);
    assert!((600..=631).contains(&at), "{at}");
    assert_eq!(words, "New size: 2; reason: All metrics below target");
    yard.until(660);
    assert_eq!(yard.conditions()[2], "ScalingLimited=True TooFewReplicas");
}

#[test]
fn its_range_holds_whatever_is_measured() {
    let rows = [
        (3, "minReplicas: 5, maxReplicas: 10", 5, "Current number of replicas below Spec.MinReplicas"),
        (9, "minReplicas: 1, maxReplicas: 6", 6, "Current number of replicas above Spec.MaxReplicas"),
    ];
    for (replicas, range, size, reason) in rows {
        let mut yard = Yard::new(replicas, 0);
        yard.apply(&format!("{range}, {CPU}"));
        yard.until(76);
        assert_eq!(yard.said("SuccessfulRescale"), [(75, format!("New size: {size}; reason: {reason}"))]);
        assert_eq!(yard.conditions(), ["AbleToScale=True SucceededRescale"]);
    }
}

#[test]
fn at_zero_it_is_off() {
    let mut yard = Yard::new(0, 0);
    yard.apply(&format!("minReplicas: 2, maxReplicas: 6, {CPU}"));
    yard.until(120);
    assert_eq!(yard.replicas(), 0);
    assert_eq!(yard.conditions(), ["AbleToScale=True SucceededGetScale", "ScalingActive=False ScalingDisabled"]);
}

#[test]
fn a_manifest_without_replicas_leaves_them_and_one_with_them_is_led_back() {
    let mut yard = Yard::new(2, 100);
    let manifest = |image: &str, replicas: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  {replicas}\n  selector: {{matchLabels: {{app: web}}}}\n  \
             template:\n    metadata: {{labels: {{app: web}}}}\n    spec: {{containers: [{{name: web, image: '{image}', resources: {{requests: {{cpu: 250m}}}}}}]}}"
        )
    };
    let apply = |yard: &mut Yard, text: &str| {
        let document = documents::read(text).expect("a Deployment").remove(0);
        yard.cluster.apply(Command::of(document)).expect("accepted");
    };
    apply(&mut yard, &manifest("web:v1", ""));
    yard.apply(&format!("minReplicas: 1, maxReplicas: 10, {CPU}"));
    yard.until(400);
    assert_eq!(yard.replicas(), 5);
    apply(&mut yard, &manifest("web:v2", ""));
    assert_eq!(yard.replicas(), 5, "a field in neither manifest is left alone");
    yard.until(500);
    apply(&mut yard, &manifest("web:v2", "replicas: 2"));
    assert_eq!(yard.replicas(), 2);
    yard.until(600);
    assert_eq!(yard.replicas(), 5);
}

#[test]
fn what_cannot_be_measured_is_a_warning_that_is_not_repeated() {
    let mut yard = Yard::new(2, 10);
    let patch = "{spec: {template: {spec: {containers: [{name: web, resources: {requests: {cpu: null}}}]}}}}";
    let patch = podyard::kube::yaml::documents(patch).expect("YAML").remove(0);
    yard.cluster.apply(Command::Patch { kind: Kind::Deployment, name: "web".into(), patch }).expect("accepted");
    yard.apply(&format!("minReplicas: 1, maxReplicas: 10, {CPU}"));
    yard.until(400);
    let words: Vec<String> = yard.said("FailedGetResourceMetric").into_iter().map(|(_, words)| words).collect();
    assert_eq!(
        words[0],
        "failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API"
    );
    assert!(
        words[1].starts_with("failed to get cpu utilization: missing request for cpu in container web of Pod web-"),
        "{words:?}"
    );
    assert_eq!(words.len(), 2, "said once, though it looks every 15 s");
    let words = yard.said("FailedComputeMetricsReplicas");
    assert!(words[0].1.starts_with("invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: "));
    assert_eq!(yard.conditions()[1], "ScalingActive=False FailedGetResourceMetric");
    let mut lost = Yard::new(1, 0);
    lost.apply("scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: gone}, maxReplicas: 3");
    lost.until(80);
    assert_eq!(lost.said("FailedGetScale"), [(75, "deployments.apps \"gone\" not found".into())]);
    assert_eq!(lost.conditions(), ["AbleToScale=False FailedGetScale"]);
}

#[test]
fn requests_per_second_are_a_metric_too() {
    let pods = "metrics: [{type: Pods, pods: {metric: {name: http_requests_per_second}, target: {type: AverageValue, averageValue: '10'}}}]";
    let each = "metrics: [{type: Object, object: {describedObject: {kind: Service, name: web}, metric: {name: requests-per-second}, \
                target: {type: AverageValue, averageValue: '10'}}}]";
    let all = "metrics: [{type: Object, object: {describedObject: {kind: Service, name: web}, metric: {name: requests-per-second}, \
               target: {type: Value, value: '20'}}}]";
    // 40 requests per second on 2 pods. The metric, pods in the end, its name, TARGETS.
    let rows = [
        (pods, 4, "pods metric http_requests_per_second", "/10"),
        (each, 4, "external metric requests-per-second(nil)", "/10 (avg)"),
    ];
    for (metrics, size, name, targets) in rows {
        let mut yard = Yard::new(2, 40);
        yard.apply(&format!("maxReplicas: 10, {metrics}"));
        yard.until(400);
        assert_eq!(yard.said("SuccessfulRescale"), [(90, format!("New size: {size}; reason: {name} above target"))]);
        assert!(["10", "9999m"].iter().any(|is| yard.row()[2] == format!("{is}{targets}")), "{:?}", yard.row());
    }
    // A value of the whole that pods do not lower: it grows as far as it may.
    let mut yard = Yard::new(2, 40);
    yard.apply(&format!("maxReplicas: 10, {all}"));
    yard.until(400);
    assert_eq!(
        yard.said("SuccessfulRescale")[0].1,
        "New size: 4; reason: Service metric requests-per-second above target"
    );
    assert_eq!((yard.replicas(), yard.conditions()[2].as_str()), (10, "ScalingLimited=True TooManyReplicas"));
    let mut yard = Yard::new(2, 40);
    yard.apply("maxReplicas: 10, metrics: [{type: Pods, pods: {metric: {name: queue}, target: {type: AverageValue, averageValue: 10}}}]");
    yard.until(100);
    let words = "unable to get metric queue: unable to fetch metrics from custom metrics API: the server could not find the metric queue for pods";
    assert_eq!(yard.said("FailedGetPodsMetric"), [(75, words.into())]);
}

#[test]
fn rollouts_and_replica_sets_are_scaled_too() {
    let mut yard = Yard::new(1, 0);
    let rollout = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: ro}\nspec: {selector: {matchLabels: {app: ro}}, \
                   strategy: {canary: {}}, template: {metadata: {labels: {app: ro}}, spec: {containers: [{name: ro, image: 'web:v1'}]}}}";
    yard.cluster.apply(Command::of(documents::read(rollout).expect("one").remove(0))).expect("accepted");
    let set = yard.cluster.objects().replica_sets.values().next().expect("of web").metadata.name.clone();
    yard.apply(
        "scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: ro}, minReplicas: 3, maxReplicas: 4",
    );
    yard.until(80);
    let ready = yard
        .cluster
        .objects()
        .pods
        .values()
        .filter(|pod| pod.metadata.labels.get("app").is_some_and(|app| &**app == "ro"));
    assert_eq!(ready.count(), 3);
    yard.apply(&format!(
        "scaleTargetRef: {{apiVersion: apps/v1, kind: ReplicaSet, name: {set}}}, minReplicas: 2, maxReplicas: 4"
    ));
    yard.until(100);
    let sizes = yard.said("SuccessfulRescale").into_iter().map(|(_, words)| words);
    let expected =
        [3, 2].map(|size| format!("New size: {size}; reason: Current number of replicas below Spec.MinReplicas"));
    assert_eq!(sizes.collect::<Vec<_>>(), expected);
}

#[test]
fn two_autoscalers_of_the_same_pods_stand_still() {
    let mut yard = Yard::new(2, 100);
    yard.apply(&format!("maxReplicas: 10, {CPU}"));
    let text = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: other}\n\
                spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 7}";
    yard.cluster.apply(Command::of(documents::read(text).expect("one").remove(0))).expect("accepted");
    yard.until(200);
    assert_eq!(yard.replicas(), 2);
    assert_eq!(yard.conditions()[1], "ScalingActive=False AmbiguousSelector");
    let words = "pods by selector app=web are controlled by multiple HPAs: [default/other default/web]";
    for reason in ["AmbiguousSelector", "FailedComputeMetricsReplicas"] {
        assert!(yard.said(reason).iter().any(|(_, said)| said == words), "{reason}: {:?}", yard.said(reason));
    }
}

#[test]
fn autoscalers_are_refused_in_the_api_servers_words() {
    let target = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    let resource =
        |target: &str| format!("metrics: [{{type: Resource, resource: {{name: cpu, target: {{{target}}}}}}}]");
    let behavior = |rules: &str| format!("maxReplicas: 5, behavior: {{scaleUp: {{{rules}}}}}");
    let rows: [(String, &str); 15] = [
        ("maxReplicas: 5".into(), ""),
        (
            "minReplicas: 0, maxReplicas: 5".into(),
            "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1",
        ),
        ("maxReplicas: 0, minReplicas: -1".into(), "spec.maxReplicas: Invalid value: 0: must be greater than 0"),
        (
            "minReplicas: 4, maxReplicas: 2".into(),
            "spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`",
        ),
        ("maxReplicas: 5, scaleTargetRef: {kind: '', name: web}".into(), "spec.scaleTargetRef.kind: Required value"),
        (
            "maxReplicas: 5, scaleTargetRef: {kind: a/b, name: web}".into(),
            "spec.scaleTargetRef.kind: Invalid value: \"a/b\": may not contain '/'",
        ),
        (
            "maxReplicas: 5, metrics: [{type: Nonsense}]".into(),
            "spec.metrics[0].type: Unsupported value: \"Nonsense\": supported values: \"ContainerResource\", \"External\", \"Object\", \
             \"Pods\", \"Resource\"",
        ),
        (
            "maxReplicas: 5, metrics: [{type: Resource}]".into(),
            "spec.metrics[0].resource: Required value: must populate information for the given metric source",
        ),
        (
            format!("maxReplicas: 5, {}", resource("type: Utilization")),
            "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target \
             utilization",
        ),
        (
            format!("maxReplicas: 5, {}", resource("type: Utilization, averageUtilization: -10")),
            "spec.metrics[0].resource.target.averageUtilization: Invalid value: -10: must be greater than 0",
        ),
        (
            format!("maxReplicas: 5, {}", resource("type: Other, averageUtilization: 10")),
            "spec.metrics[0].resource.target.type: Invalid value: \"Other\": must be either Utilization, Value, or AverageValue",
        ),
        (
            behavior("stabilizationWindowSeconds: 3601"),
            "spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600",
        ),
        (
            behavior("selectPolicy: Most"),
            "spec.behavior.scaleUp.selectPolicy: Unsupported value: \"Most\": supported values: \"Disabled\", \"Max\", \"Min\"",
        ),
        (
            behavior("policies: [{type: Pods, value: 0, periodSeconds: 60}]"),
            "spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero",
        ),
        (
            behavior("policies: [{type: Pods, value: 1, periodSeconds: 1801}]"),
            "spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800",
        ),
    ];
    for (spec, expected) in rows {
        let target = if spec.contains("scaleTargetRef") { String::new() } else { format!("{target}, ") };
        let text = format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: web}}\nspec: {{{target}{spec}}}"
        );
        let Content::Object(manifest) = documents::read(&text).expect("YAML").remove(0).content else {
            panic!("{spec}")
        };
        let refused = admit(&manifest).err().map(|refused| refused.message.as_text().to_owned()).unwrap_or_default();
        assert!(refused.contains(expected) && refused.is_empty() == expected.is_empty(), "{spec}: {refused}");
    }
}
