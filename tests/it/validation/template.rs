//! Which change of a manifest is a rollout: any of the pod template, whether the simulator acts on it or not, and no other.
//! Upstream compares the whole template with its defaults filled in (deployment_util.go EqualIgnoreHash).

use podyard::kube::time::SECOND;
use podyard::sim::Cluster;
use podyard::sim::command::{Answer, Command};
use podyard::world::World;

use super::parsed;

/// A Deployment with more fields of the Deployment, of its template, of its pods and of its container.
fn manifest([deployment, template, pods, container]: [&str; 4]) -> String {
    let lines = |text: &str, indent: usize| -> String {
        text.lines().map(|line| format!("{}{line}\n", " ".repeat(indent))).collect()
    };
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {{app: web}}\n\
         {}  template:\n    metadata:\n      labels: {{app: web}}\n{}    spec:\n{}      containers:\n      - name: web\n\
         {}",
        lines(deployment, 2),
        lines(template, 6),
        lines(pods, 6),
        lines(if container.contains("image:") { container } else { "image: web:v1" }, 8)
            + &if container.contains("image:") { String::new() } else { lines(container, 8) },
    )
}

/// Applies one after the other; returns what the second came to, how many ReplicaSets there are, and the revision.
fn apply(one: &str, other: &str) -> (Answer, usize, i64) {
    let mut cluster = Cluster::new(World::default());
    let mut answer = Answer::Taken;
    for text in [one, other] {
        let manifest = parsed("a row", text);
        assert_eq!(manifest.validate(), Vec::<String>::new(), "{text}");
        let document = podyard::documents::read(text).expect("it is sound").remove(0);
        answer = cluster.apply(Command::of(document)).expect("accepted");
        let soon = cluster.now() + 120 * SECOND;
        cluster.advance_to(soon);
    }
    let sets = cluster.objects().replica_sets.values();
    let revision = sets.clone().map(|set| set.revision()).max().unwrap_or(0);
    let (deployment, with_pods) = (cluster.objects().deployment("web").expect("it is there"), sets.clone());
    // Pods with a readiness gate are never ready: that rollout ends nowhere.
    let sizes = if deployment.spec.template.spec.readiness_gates.is_empty() { 1 } else { 2 };
    assert_eq!(with_pods.filter(|set| set.spec.replicas > 0).count(), sizes, "it has come to its end");
    assert_eq!(deployment.status.updated_replicas, deployment.spec.replicas);
    (answer, sets.count(), revision)
}

const NONE: &str = "";
const VOLUME: &str = "volumes: [{name: c, configMap: {name: one}}]";
const CONTAINERS: &str = "initContainers: [{name: i, image: init:v1}]";

/// Where the field is: of the Deployment's spec, the template's metadata, the pods, the container.
#[derive(Clone, Copy)]
enum At {
    Deployment,
    Template,
    Pods,
    Container,
}

fn both(at: At, before: &str, after: &str) -> [String; 2] {
    [before, after].map(|text| {
        let mut parts = [NONE; 4];
        parts[at as usize] = text;
        manifest(parts)
    })
}

#[test]
fn every_change_of_the_template_is_a_rollout() {
    use At::{Container, Pods, Template};
    let rows = [
        (Container, "env, a value", "env: [{name: A, value: \"1\"}]", "env: [{name: A, value: \"2\"}]"),
        (Container, "env, one more", "env: [{name: A, value: a}]", "env: [{name: A, value: a}, {name: B, value: b}]"),
        (
            Container,
            "env, their order",
            "env: [{name: A, value: a}, {name: B, value: b}]",
            "env: [{name: B, value: b}, {name: A, value: a}]",
        ),
        (
            Container,
            "env from a field",
            "env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]",
            "env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]",
        ),
        (Container, "envFrom", NONE, "envFrom: [{configMapRef: {name: c}}]"),
        (Container, "args", "args: [serve]", "args: [serve, --fast]"),
        (Container, "command", NONE, "command: [/bin/web]"),
        (Container, "workingDir", NONE, "workingDir: /srv"),
        (Container, "image", "image: web:v1", "image: web:v2"),
        (Container, "imagePullPolicy", NONE, "imagePullPolicy: Always"),
        (Container, "ports", NONE, "ports: [{containerPort: 80}]"),
        (Container, "a port's name", "ports: [{containerPort: 80}]", "ports: [{containerPort: 80, name: http}]"),
        (Container, "a port's protocol", "ports: [{containerPort: 80}]", "ports: [{containerPort: 80, protocol: UDP}]"),
        (Container, "a probe", NONE, "readinessProbe: {httpGet: {port: 80}}"),
        (
            Container,
            "a probe's path",
            "readinessProbe: {httpGet: {port: 80}}",
            "readinessProbe: {httpGet: {port: 80, path: /ready}}",
        ),
        (Container, "a probe's port", "readinessProbe: {httpGet: {port: 80}}", "readinessProbe: {httpGet: {port: 81}}"),
        (
            Container,
            "a probe's header",
            "livenessProbe: {httpGet: {port: 80}}",
            "livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: A, value: a}]}}",
        ),
        (
            Container,
            "a probe's period",
            "readinessProbe: {httpGet: {port: 80}}",
            "readinessProbe: {httpGet: {port: 80}, periodSeconds: 5}",
        ),
        (
            Container,
            "a probe's command",
            "livenessProbe: {exec: {command: [true1]}}",
            "livenessProbe: {exec: {command: [true2]}}",
        ),
        (
            Container,
            "limits",
            "resources: {limits: {cpu: 500m}, requests: {cpu: 100m}}",
            "resources: {limits: {cpu: 600m}, requests: {cpu: 100m}}",
        ),
        (Container, "requests", "resources: {requests: {cpu: 100m}}", "resources: {requests: {cpu: 200m}}"),
        (Container, "requests of another resource", NONE, "resources: {requests: {ephemeral-storage: 1Gi}}"),
        (Container, "readOnlyRootFilesystem", NONE, "securityContext: {readOnlyRootFilesystem: true}"),
        (Container, "securityContext", "securityContext: {runAsUser: 1}", "securityContext: {runAsUser: 2}"),
        (Container, "a pointer to false", NONE, "securityContext: {allowPrivilegeEscalation: false}"),
        (Container, "terminationMessagePath", NONE, "terminationMessagePath: /tmp/end"),
        (Container, "tty", NONE, "tty: true"),
        (Container, "a preStop that sleeps", NONE, "lifecycle: {preStop: {sleep: {seconds: 5}}}"),
        (
            Container,
            "a preStop that sleeps longer",
            "lifecycle: {preStop: {exec: {command: [sleep, \"5\"]}}}",
            "lifecycle: {preStop: {exec: {command: [sleep, \"6\"]}}}",
        ),
        (Container, "a preStop that does something else", NONE, "lifecycle: {preStop: {exec: {command: [/stop]}}}"),
        (Container, "postStart", NONE, "lifecycle: {postStart: {exec: {command: [/begin]}}}"),
        (Pods, "terminationGracePeriodSeconds", NONE, "terminationGracePeriodSeconds: 45"),
        (Pods, "a volume", NONE, VOLUME),
        (Pods, "a volume's ConfigMap", VOLUME, "volumes: [{name: c, configMap: {name: two}}]"),
        (Pods, "an init container", NONE, CONTAINERS),
        (Pods, "an init container's image", CONTAINERS, "initContainers: [{name: i, image: init:v2}]"),
        (Pods, "nodeSelector", NONE, "nodeSelector: {disk: ssd}"),
        (Pods, "tolerations", NONE, "tolerations: [{key: a, operator: Exists}]"),
        (Pods, "serviceAccountName", NONE, "serviceAccountName: web"),
        (Pods, "securityContext", NONE, "securityContext: {runAsNonRoot: true}"),
        (Pods, "readinessGates", NONE, "readinessGates: [{conditionType: a.b/c}]"),
        (Pods, "dnsPolicy", NONE, "dnsPolicy: Default"),
        (Pods, "enableServiceLinks", NONE, "enableServiceLinks: false"),
        (Pods, "priorityClassName", NONE, "priorityClassName: high"),
        (
            Pods,
            "topologySpreadConstraints",
            NONE,
            "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]",
        ),
        (Pods, "affinity", NONE, "affinity: {nodeAffinity: {}}"),
        (Template, "an annotation", NONE, "annotations: {at: noon}"),
    ];
    assert!(rows.len() >= 40);
    for (at, what, before, after) in rows {
        for texts in [both(at, before, after), both(at, after, before)] {
            assert_eq!(apply(&texts[0], &texts[1]), (Answer::Configured, 2, 2), "{what}:\n{}", texts[1]);
        }
    }
    let two = |image: &str| manifest([NONE, NONE, NONE, NONE]) + &format!("      - {{name: side, image: {image}}}\n");
    assert_eq!(apply(&two("side:v1"), &two("side:v2")), (Answer::Configured, 2, 2), "a second container's image");
    assert_eq!(apply(&two("side:v1"), &manifest([NONE; 4])), (Answer::Configured, 2, 2), "a second container");
}

#[test]
fn what_is_no_change_of_the_template_is_no_rollout() {
    use At::{Container, Deployment, Pods};
    let rows = [
        (Deployment, "replicas", NONE, "replicas: 3", Answer::Configured),
        (Deployment, "strategy", NONE, "strategy: {type: Recreate}", Answer::Configured),
        (Deployment, "minReadySeconds", NONE, "minReadySeconds: 5", Answer::Configured),
        (Deployment, "revisionHistoryLimit", NONE, "revisionHistoryLimit: 3", Answer::Configured),
        (Deployment, "progressDeadlineSeconds", NONE, "progressDeadlineSeconds: 60", Answer::Configured),
        // Defaults that are written out, and other ways of writing the same: kubectl notes the other manifest, no more.
        (Container, "imagePullPolicy", NONE, "imagePullPolicy: IfNotPresent", Answer::Configured),
        (
            Container,
            "imagePullPolicy of latest",
            "image: web",
            "image: web\nimagePullPolicy: Always",
            Answer::Configured,
        ),
        (Container, "terminationMessagePath", NONE, "terminationMessagePath: /dev/termination-log", Answer::Configured),
        (Container, "terminationMessagePolicy", NONE, "terminationMessagePolicy: File", Answer::Configured),
        (Container, "no resources", NONE, "resources: {}", Answer::Configured),
        (Container, "no args", NONE, "args: []", Answer::Configured),
        (Container, "an empty value", "env: [{name: A}]", "env: [{name: A, value: \"\"}]", Answer::Configured),
        (Container, "no terminal", NONE, "tty: false", Answer::Configured),
        (
            Container,
            "a port's protocol",
            "ports: [{containerPort: 80}]",
            "ports: [{containerPort: 80, protocol: TCP}]",
            Answer::Configured,
        ),
        (Container, "order of keys", "env: [{name: A, value: a}]", "env: [{value: a, name: A}]", Answer::Unchanged),
        (
            Container,
            "a probe's defaults",
            "readinessProbe: {httpGet: {port: 80}}",
            "readinessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3, initialDelaySeconds: 0}",
            Answer::Configured,
        ),
        (
            Container,
            "a limit written otherwise",
            "resources: {limits: {cpu: 500m}}",
            "resources: {limits: {cpu: \"0.5\"}}",
            Answer::Configured,
        ),
        (
            Container,
            "fieldRef's version",
            "env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]",
            "env: [{name: A, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.name}}}]",
            Answer::Configured,
        ),
        (Pods, "dnsPolicy", NONE, "dnsPolicy: ClusterFirst", Answer::Configured),
        (Pods, "restartPolicy", NONE, "restartPolicy: Always", Answer::Configured),
        (Pods, "schedulerName", NONE, "schedulerName: default-scheduler", Answer::Configured),
        (Pods, "terminationGracePeriodSeconds", NONE, "terminationGracePeriodSeconds: 30", Answer::Configured),
        (Pods, "an empty securityContext", NONE, "securityContext: {}", Answer::Configured),
        (Pods, "links", NONE, "enableServiceLinks: true", Answer::Configured),
        (Pods, "the older name", "serviceAccountName: web", "serviceAccount: web", Answer::Configured),
        (
            Pods,
            "a volume's mode",
            VOLUME,
            "volumes: [{name: c, configMap: {name: one, defaultMode: 420}}]",
            Answer::Configured,
        ),
        (
            Pods,
            "an init container's defaults",
            CONTAINERS,
            "initContainers: [{name: i, image: init:v1, imagePullPolicy: IfNotPresent, terminationMessagePolicy: File}]",
            Answer::Configured,
        ),
    ];
    for (at, what, before, after, answer) in rows {
        for texts in [both(at, before, after), both(at, after, before)] {
            assert_eq!(apply(&texts[0], &texts[1]), (answer.clone(), 1, 1), "{what}:\n{}", texts[1]);
        }
    }
}
