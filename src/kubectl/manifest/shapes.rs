//! Which fields each mapping of a manifest has, and which of them have an effect in the simulator.
//!
//! Names are those of staging/src/k8s.io/api/apps/v1/types.go and core/v1/types.go, v1.36.

/// The fields of one kind of mapping.
pub(super) struct Shape {
    /// Read and simulated.
    held: &'static [&'static str],
    /// Read and validated; the simulator cannot hold them.
    checked: &'static [&'static str],
    /// Not even read.
    unread: &'static [&'static str],
}

impl Shape {
    pub fn knows(&self, name: &str) -> bool {
        self.all().any(|known| known == name)
    }

    /// The simulator acts on it.
    pub fn holds(&self, name: &str) -> bool {
        self.held.contains(&name)
    }

    pub fn has_no_effect(&self, name: &str) -> bool {
        self.checked.contains(&name) || self.unread.contains(&name)
    }

    /// All its names.
    pub fn all(&self) -> impl Iterator<Item = &'static str> {
        self.held.iter().chain(self.checked).chain(self.unread).copied()
    }

    /// A few names to begin with.
    pub fn examples(&self) -> String {
        let names: Vec<&str> = self.all().take(3).collect();
        names.join(", ")
    }
}

pub(super) const DEPLOYMENT: Shape =
    Shape { held: &["apiVersion", "kind", "metadata", "spec"], checked: &[], unread: &["status"] };

const META_UNREAD: &[&str] = &[
    "generateName",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "ownerReferences",
    "finalizers",
    "managedFields",
];

pub(super) const METADATA: Shape =
    Shape { held: &["name", "labels", "annotations"], checked: &[], unread: META_UNREAD };

/// A template's metadata: its pods get names of their own.
pub(super) const TEMPLATE_METADATA: Shape =
    Shape { held: &["labels", "annotations"], checked: &["name"], unread: META_UNREAD };

pub(super) const SPEC: Shape = Shape {
    held: &[
        "replicas",
        "selector",
        "template",
        "strategy",
        "minReadySeconds",
        "revisionHistoryLimit",
        "paused",
        "progressDeadlineSeconds",
    ],
    checked: &[],
    unread: &[],
};

pub(super) const SELECTOR: Shape = Shape { held: &["matchLabels"], checked: &["matchExpressions"], unread: &[] };

pub(super) const EXPRESSION: Shape = Shape { held: &["key", "operator", "values"], checked: &[], unread: &[] };

pub(super) const STRATEGY: Shape = Shape { held: &["type", "rollingUpdate"], checked: &[], unread: &[] };

pub(super) const ROLLING_UPDATE: Shape = Shape { held: &["maxSurge", "maxUnavailable"], checked: &[], unread: &[] };

pub(super) const TEMPLATE: Shape = Shape { held: &["metadata", "spec"], checked: &[], unread: &[] };

pub(super) const POD_SPEC: Shape = Shape {
    held: &["containers", "restartPolicy", "terminationGracePeriodSeconds"],
    checked: &["activeDeadlineSeconds"],
    unread: &[
        "volumes",
        "initContainers",
        "ephemeralContainers",
        "dnsPolicy",
        "nodeSelector",
        "serviceAccountName",
        "serviceAccount",
        "automountServiceAccountToken",
        "nodeName",
        "hostNetwork",
        "hostPID",
        "hostIPC",
        "shareProcessNamespace",
        "securityContext",
        "imagePullSecrets",
        "hostname",
        "subdomain",
        "affinity",
        "schedulerName",
        "tolerations",
        "hostAliases",
        "priorityClassName",
        "priority",
        "dnsConfig",
        "readinessGates",
        "runtimeClassName",
        "enableServiceLinks",
        "preemptionPolicy",
        "overhead",
        "topologySpreadConstraints",
        "setHostnameAsFQDN",
        "os",
        "hostUsers",
        "schedulingGates",
        "resourceClaims",
        "resources",
        "hostnameOverride",
        "workloadRef",
        "schedulingGroup",
    ],
};

pub(super) const CONTAINER: Shape = Shape {
    held: &["name", "image", "startupProbe", "livenessProbe", "readinessProbe", "resources", "lifecycle"],
    checked: &["imagePullPolicy", "ports"],
    unread: &[
        "command",
        "args",
        "workingDir",
        "envFrom",
        "env",
        "resizePolicy",
        "restartPolicy",
        "restartPolicyRules",
        "volumeMounts",
        "volumeDevices",
        "terminationMessagePath",
        "terminationMessagePolicy",
        "securityContext",
        "stdin",
        "stdinOnce",
        "tty",
    ],
};

pub(super) const PORT: Shape =
    Shape { held: &["containerPort", "name", "protocol"], checked: &[], unread: &["hostPort", "hostIP"] };

/// The simulator's versions of an app decide what a probe finds: whom it asks has no effect.
pub(super) const PROBE: Shape = Shape {
    held: &[
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
        "terminationGracePeriodSeconds",
    ],
    checked: &["exec", "httpGet", "tcpSocket", "grpc"],
    unread: &[],
};

/// A hook that sleeps is simulated; whether it does is for the reader to see.
pub(super) const HOOK: Shape = Shape { held: &["exec", "httpGet", "tcpSocket", "sleep"], checked: &[], unread: &[] };

pub(super) const LIFECYCLE: Shape = Shape { held: &["preStop"], checked: &["postStart"], unread: &["stopSignal"] };

pub(super) const RESOURCES: Shape = Shape { held: &["requests"], checked: &["limits"], unread: &["claims"] };

pub(super) const EXEC: Shape = Shape { held: &["command"], checked: &[], unread: &[] };

pub(super) const HTTP_GET: Shape =
    Shape { held: &["path", "port", "scheme"], checked: &[], unread: &["host", "httpHeaders"] };

pub(super) const TCP_SOCKET: Shape = Shape { held: &["port"], checked: &[], unread: &["host"] };

pub(super) const GRPC: Shape = Shape { held: &["port"], checked: &[], unread: &["service"] };

pub(super) const SLEEP: Shape = Shape { held: &["seconds"], checked: &[], unread: &[] };

pub(super) const SERVICE_SPEC: Shape = Shape {
    held: &["selector", "sessionAffinity", "publishNotReadyAddresses"],
    checked: &[],
    unread: &[
        "ports",
        "type",
        "clusterIP",
        "clusterIPs",
        "externalIPs",
        "externalName",
        "externalTrafficPolicy",
        "internalTrafficPolicy",
        "ipFamilies",
        "ipFamilyPolicy",
        "sessionAffinityConfig",
        "trafficDistribution",
    ],
};

pub(super) const INGRESS_SPEC: Shape =
    Shape { held: &["rules"], checked: &[], unread: &["ingressClassName", "defaultBackend", "tls"] };

pub(super) const INGRESS_RULE: Shape = Shape { held: &["http"], checked: &[], unread: &["host"] };

pub(super) const INGRESS_HTTP: Shape = Shape { held: &["paths"], checked: &[], unread: &[] };

pub(super) const INGRESS_PATH: Shape = Shape { held: &["path", "backend"], checked: &[], unread: &["pathType"] };

pub(super) const INGRESS_BACKEND: Shape = Shape { held: &["service"], checked: &[], unread: &[] };

pub(super) const INGRESS_SERVICE: Shape = Shape { held: &["name"], checked: &[], unread: &["port"] };

pub(super) const ROUTE_SPEC: Shape =
    Shape { held: &["rules"], checked: &[], unread: &["parentRefs", "hostnames", "useDefaultGateways"] };

pub(super) const ROUTE_RULE: Shape = Shape {
    held: &["matches", "filters", "backendRefs", "timeouts"],
    checked: &[],
    unread: &["name", "retry", "sessionPersistence"],
};

pub(super) const ROUTE_MATCH: Shape =
    Shape { held: &["path", "method", "headers", "queryParams"], checked: &[], unread: &[] };

pub(super) const PATH_MATCH: Shape = Shape { held: &["type", "value"], checked: &[], unread: &[] };

pub(super) const VALUE_MATCH: Shape = Shape { held: &["type", "name", "value"], checked: &[], unread: &[] };

pub(super) const BACKEND_REF: Shape =
    Shape { held: &["name", "weight"], checked: &[], unread: &["group", "kind", "namespace", "port", "filters"] };

pub(super) const FILTER: Shape = Shape { held: &["type", "requestMirror"], checked: &[], unread: &[] };

pub(super) const MIRROR: Shape = Shape { held: &["backendRef", "percent"], checked: &[], unread: &["fraction"] };

pub(super) const ROUTE_TIMEOUTS: Shape = Shape { held: &["request"], checked: &[], unread: &["backendRequest"] };
