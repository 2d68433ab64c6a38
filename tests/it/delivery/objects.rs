//! The kinds as manifests: read, written, shown, what has no effect and what is refused.

use podyard::documents;
use podyard::kube::object::Kind;
use podyard::kube::write::yaml;
use podyard::kubectl::{resource, show};
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::text::say;

use super::{apply, manifests, quick, web};

/// Everything of a Rollout that is acted on, and something that is not.
const ROLLOUT: &str = "apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 4
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: web:v1
        imagePullPolicy: IfNotPresent
  strategy:
    canary:
      maxSurge: 1
      maxUnavailable: 25%
      steps:
      - setWeight: 20
      - pause:
          duration: 10m
      - pause: {}
      - setCanaryScale:
          replicas: 2
      - setCanaryScale:
          weight: 25
      - setCanaryScale:
          matchTrafficWeight: true
      - analysis:
          templates:
          - templateName: success-rate
          args:
          - name: service
            value: web
      - setHeaderRoute:
          name: by-header
          match:
          - headerName: end-user
            headerValue:
              exact: jason
      - setMirrorRoute:
          name: mirror
          percentage: 10
      stableService: web-stable
      canaryService: web-canary
      trafficRouting:
        plugins:
          argoproj-labs/gatewayAPI:
            httpRoute: web
            namespace: default
        managedRoutes:
        - name: by-header
        - name: mirror
      analysis:
        templates:
        - templateName: success-rate
        startingStep: 1
      scaleDownDelaySeconds: 40
      abortScaleDownDelaySeconds: 0
      minPodsPerReplicaSet: 2
      antiAffinity:
        requiredDuringSchedulingIgnoredDuringExecution: {}
  minReadySeconds: 5
  revisionHistoryLimit: 2
  paused: true
  progressDeadlineSeconds: 120
  progressDeadlineAbort: true
  restartAt: \"2026-01-01T00:00:00Z\"
";

const BLUE_GREEN: &str = "apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: web:v1
        imagePullPolicy: IfNotPresent
  strategy:
    blueGreen:
      activeService: active
      previewService: preview
      autoPromotionEnabled: false
      autoPromotionSeconds: 30
      previewReplicaCount: 1
      scaleDownDelaySeconds: 0
      abortScaleDownDelaySeconds: 10
      prePromotionAnalysis:
        templates:
        - templateName: smoke
      postPromotionAnalysis:
        templates:
        - templateName: success-rate
      previewMetadata:
        labels:
          role: preview
";

const TEMPLATE: &str = "apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  metrics:
  - name: success-rate
    interval: 1m30s
    initialDelay: 10s
    count: 5
    successCondition: \"result[0] >= 0.95\"
    failureCondition: \"result[0] < 0.5\"
    failureLimit: 2
    inconclusiveLimit: 1
    consecutiveErrorLimit: 3
    consecutiveSuccessLimit: 4
    provider:
      prometheus:
        query: \"sum(rate(x))\"
        address: http://prometheus:9090
  dryRun:
  - metricName: latency
  args:
  - name: service
";

const CANARY: &str = "apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: web
spec:
  provider: gatewayapi:v1
  targetRef:
    kind: Deployment
    name: web
    apiVersion: apps/v1
  service:
    port: 80
    gatewayRefs:
    - name: gateway
  progressDeadlineSeconds: 60
  analysis:
    interval: 30s
    threshold: 5
    maxWeight: 50
    stepWeight: 10
    stepWeightPromotion: 20
    iterations: 10
    match:
    - headers:
        end-user:
          exact: jason
    mirror: true
    metrics:
    - name: request-success-rate
      interval: 1m
      thresholdRange:
        min: 99.5
    - name: request-duration
      thresholdRange:
        max: 500
    webhooks:
    - name: load-test
      url: http://load
";

#[test]
fn manifests_are_written_as_they_were_read() {
    for text in [ROLLOUT, BLUE_GREEN, TEMPLATE, CANARY] {
        let read = manifests(text).remove(0);
        // Strings that are numbers or durations aside, the text is the same.
        assert_eq!(read.yaml(), text);
        assert_eq!(manifests(&read.yaml()), [read], "and is read as the same");
    }
}

#[test]
fn what_has_no_effect_is_named() {
    let cases = [
        (
            ROLLOUT,
            vec![
                "spec.restartAt",
                "spec.strategy.canary.antiAffinity",
                "spec.strategy.canary.steps[6].analysis.args",
                "spec.strategy.canary.trafficRouting.plugins.argoproj-labs/gatewayAPI.namespace",
                "spec.template.spec.containers[0].imagePullPolicy",
            ],
        ),
        (
            BLUE_GREEN,
            vec!["spec.strategy.blueGreen.previewMetadata", "spec.template.spec.containers[0].imagePullPolicy"],
        ),
        (TEMPLATE, vec!["spec.args", "spec.metrics[0].provider.prometheus.address"]),
        (CANARY, vec!["spec.service.gatewayRefs", "spec.service.port", "spec.targetRef.apiVersion"]),
    ];
    for (text, expected) in cases {
        let read = documents::read(text).expect("it is sound").remove(0);
        assert_eq!(read.ignored, expected);
    }
}

#[test]
fn what_is_not_known_is_an_error_with_its_line() {
    let cases = [
        (ROLLOUT, "setWeight: 20", "setWeigth: 20", "spec.strategy.canary.steps[0].setWeigth", "write setWeight"),
        (ROLLOUT, "stableService", "stableservice", "spec.strategy.canary.stableservice", "write stableService"),
        (ROLLOUT, "setWeight: 20", "setWeight: \"20\"", "spec.strategy.canary.steps[0].setWeight", "write the number"),
        (TEMPLATE, "interval: 1m30s", "interval: soon", "spec.metrics[0].interval", "write 30s, 1m or 1h30m"),
        (CANARY, "threshold: 5", "treshold: 5", "spec.analysis.treshold", "write threshold"),
        (CANARY, "min: 99.5", "min: much", "spec.analysis.metrics[0].thresholdRange.min", "write a number"),
    ];
    for (text, old, new, field, fix) in cases {
        assert!(text.contains(old), "{old}");
        let problems = documents::read(&text.replacen(old, new, 1)).expect_err(new);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].field, field);
        assert!(say(&problems[0].fix).starts_with(fix), "{}", say(&problems[0].fix));
        let line = text.lines().position(|line| line.contains(old)).expect("there") + 1;
        assert_eq!(problems[0].line, line, "{new}");
    }
}

#[test]
fn refused_at_the_door() {
    let cases = [
        (
            CANARY.replace("kind: Deployment", "kind: Pod"),
            "spec.targetRef.kind: Unsupported value: \"Pod\": supported values",
        ),
        (CANARY.replace("    port: 80\n", ""), "spec.service.port: Required value"),
        (CANARY.replace("gatewayapi:v1", "istio"), "spec.provider: \"istio\", which is neither"),
        (ROLLOUT.replace("replicas: 4", "replicas: 20000"), "must be less than or equal to 10000"),
        (
            ROLLOUT.replace("setWeight: 20", "experiment: {}"),
            "spec.strategy.canary.steps[0].experiment is not simulated",
        ),
        (ROLLOUT.replace("httpRoute: web", "httpRoute: \"\""), "spec.strategy.canary.trafficRouting without"),
    ];
    for (text, words) in cases {
        let mut cluster = Cluster::new(quick());
        let refused = cluster.apply(Command::apply(manifests(&text).remove(0))).expect_err(words);
        assert!(podyard::text::said(&refused.message).contains(words), "{refused:?}");
    }
}

#[test]
fn shown_as_the_api_server_shows_them() {
    let mut cluster = Cluster::new(quick());
    apply(&mut cluster, &web("canary: {steps: [{setWeight: 25}, {pause: {duration: 1h}}]}"));
    super::pass(&mut cluster, 10);
    super::roll_out(&mut cluster, "web:v2");
    super::pass(&mut cluster, 20);
    let object = cluster.objects().find(Kind::Rollout, "web").expect("it is there");
    let shown = yaml(&show::tree(&object, cluster.objects()));
    for line in [
        "apiVersion: argoproj.io/v1alpha1",
        "  generation: 2",
        "  observedGeneration: \"2\"",
        "  - reason: CanaryPauseStep",
        "    startTime: \"2026-01-01T00:00:15Z\"",
        "  currentStepIndex: 1",
        "  phase: Paused",
        "    type: Progressing",
    ] {
        assert!(shown.contains(&format!("{line}\n")), "{line}\n{shown}");
    }
    assert_eq!(manifests(&shown).remove(0).yaml(), {
        let read = manifests(&web("canary: {steps: [{setWeight: 25}, {pause: {duration: 1h}}]}")).remove(0);
        let annotated = read.yaml().replace("web:v1", "web:v2");
        annotated.replacen("  name: web\n", "  name: web\n  annotations:\n    rollout.argoproj.io/revision: \"2\"\n", 1)
    });
    let called = ["rollouts.argoproj.io", "ro", "canaries", "analysistemplates", "ar"].map(resource::called);
    let kinds = called.map(|resource| resource.expect("known").kind);
    let expected = [Kind::Rollout, Kind::Rollout, Kind::Canary, Kind::AnalysisTemplate, Kind::AnalysisRun];
    assert_eq!(kinds, expected);
}
