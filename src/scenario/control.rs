//! The controls: what each is called and where its value stands. A row is a control; nothing keeps a copy of what it shows.

use crate::world::Dependency;

/// Where the value of a control stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bind {
    /// A field of what makes the application's pods: its Deployments, each of which gets what is set, or its Rollout.
    Workload(&'static str),
    /// `spec.replicas` of what makes the pods in service; what is set is `kubectl scale`.
    Replicas,
    /// A field of a Rollout, its AnalysisTemplates or a Canary, which depends on the controller.
    Delivery,
    /// A field of the Service that the clients call.
    Service(&'static str),
    /// A field of the World.
    World(&'static str),
    /// A field of how the next version's image behaves.
    Next(&'static str),
    /// The same of every version's image.
    Images(&'static str),
    /// Which versions of a dependency every version's image understands.
    Needs(Dependency),
    /// No object: which objects a run begins with. Another value begins another run.
    Begins,
    /// No object yet: what the next step is to be made of.
    Guide,
}

/// How a value is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A text box, whose text is for the object to judge.
    Text,
    /// A text box with a whole number, which no object judges: from, to.
    Number(u32, u32),
    /// A box to tick.
    Tick,
    /// A list: values and what they are called.
    List(&'static [(&'static str, &'static str)]),
}

/// The headings under which controls stand; the first has none.
pub const HEADINGS: [&str; 6] = [
    "",
    "Traffic routing and controller",
    "How the new version behaves",
    "Clients",
    "Dependencies",
    "Nodes, delays, deadlines",
];

macro_rules! controls {
    ($($name:ident: $group:literal $key:literal $label:literal = $first:literal, $bind:expr, $input:expr;)*) => {
        /// A control. Its row says all there is to know of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Control {
            $(
                #[doc = concat!("`", $key, "`: ", $label, ".")]
                $name,
            )*
        }

        impl Control {
            /// Every control, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub(super) fn row(self) -> &'static Row {
                const ROWS: &[Row] = &[$(Row {
                    group: $group, key: $key, label: $label, first: $first, bind: $bind, input: $input,
                },)*];
                &ROWS[self as usize]
            }
        }
    };
}

pub(super) struct Row {
    pub group: usize,
    key: &'static str,
    label: &'static str,
    first: &'static str,
    bind: Bind,
    input: Input,
}

const NO_YES: Input = Input::Tick;
const NEEDS: Input = Input::List(&[
    ("none", "Not needed"),
    ("own", "Each version its own"),
    ("own-and-last", "Its own and the one before"),
]);

use Bind::{Begins, Delivery, Guide, Images, Needs, Next, Replicas, Service, Workload, World};
use Input::{List, Number, Text};

controls! {
    Replicas: 0 "replicas" "Replicas" = "4", Replicas, Text;
    MaxSurge: 0 "maxSurge" "maxSurge" = "25%", Workload("spec.strategy.rollingUpdate.maxSurge"), Text;
    MaxUnavailable: 0 "maxUnavailable" "maxUnavailable" = "25%",
        Workload("spec.strategy.rollingUpdate.maxUnavailable"), Text;
    ReadyAfter: 0 "ready-after" "Ready after (s)" = "5", Images("readyAfterSeconds"), Text;
    RequestsPerSecond: 0 "requests-per-second" "Requests per second" = "10", World("clients.requestsPerSecond"), Text;

    Entry: 1 "entry" "Traffic routing" = "service", Begins,
        List(&[("service", "Service"), ("httproute", "HTTPRoute"), ("ingress", "ingress-nginx")]);
    Split: 1 "split" "Split by weight" = "random", World("clients.split"),
        List(&[("random", "By chance"), ("exact", "Exact")]);
    Leader: 1 "leader" "Controller" = "you", Begins,
        List(&[("you", "None: by hand"), ("argo", "Argo Rollouts"), ("flagger", "Flagger")]);
    Steps: 1 "steps" "Steps" = "20, pause 20s, analysis, 50, pause 20s", Guide, Text;
    Header: 1 "header" "Header rule" = "", Guide, Text;
    Background: 1 "background-analysis" "Analysis in the background" = "false", Delivery, NO_YES;
    AutoPromotion: 1 "auto-promotion" "autoPromotionEnabled" = "false", Delivery, NO_YES;
    PrePromotion: 1 "pre-promotion" "prePromotionAnalysis" = "false", Delivery, NO_YES;
    PostPromotion: 1 "post-promotion" "postPromotionAnalysis" = "false", Delivery, NO_YES;
    SuccessCondition: 1 "successCondition" "successCondition" = "result[0] >= 0.95", Delivery, Text;
    InitialDelay: 1 "initial-delay" "initialDelay (s)" = "5", Delivery, Number(0, 3_600);
    Interval: 1 "interval" "interval (s)" = "5", Delivery, Number(1, 600);
    Count: 1 "count" "count" = "3", Delivery, Number(1, 1_000);
    FailureLimit: 1 "failure-limit" "failureLimit" = "0", Delivery, Number(0, 1_000);
    AnalysisInterval: 1 "analysis-interval" "interval (s)" = "10", Delivery, Number(1, 600);
    Threshold: 1 "threshold" "threshold" = "2", Delivery, Number(1, 1_000);
    SuccessRate: 1 "success-rate" "Success rate, min (%)" = "99", Delivery, Number(0, 100);
    LatencyMax: 1 "p99-max" "p99 at most (ms)" = "0", Delivery, Number(0, 60_000);
    Mirror: 1 "mirror" "Mirrored requests (%)" = "0", Guide, Number(0, 100);
    MirrorFirst: 1 "mirror-first" "mirror" = "false", Delivery, NO_YES;
    Iterations: 1 "iterations" "iterations" = "0", Delivery, Number(0, 100);
    StepWeight: 1 "step-weight" "stepWeight" = "20", Delivery, Number(1, 100);
    MaxWeight: 1 "max-weight" "maxWeight" = "60", Delivery, Number(1, 100);
    ScaleDownDelay: 1 "scale-down-delay" "scaleDownDelaySeconds" = "30", Delivery, Number(0, 3_600);
    AbortScaleDownDelay: 1 "abort-scale-down-delay" "abortScaleDownDelaySeconds" = "30", Delivery, Number(0, 3_600);

    StartUp: 2 "start-up" "Start-up time (s)" = "0", Next("startUpSeconds"), Text;
    NeverReady: 2 "never-ready" "Never ready" = "false", Next("neverReady"), NO_YES;
    UnreadyAfter: 2 "unready-after" "Readiness fails after (s)" = "0", Next("unreadyAfterSeconds"), Text;
    UnreadyFor: 2 "unready-for" "… for (s)" = "0", Next("unreadyForSeconds"), Text;
    CrashAfter: 2 "crash-after" "Crashes after (s)" = "0", Next("crashAfterSeconds"), Text;
    ImageMissing: 2 "image-missing" "Image missing" = "false", Next("imageMissing"), NO_YES;
    HangsAfter: 2 "hangs-after" "Hangs after (s)" = "0", Next("hangsAfterSeconds"), Text;
    IgnoresSigterm: 2 "ignores-sigterm" "Ignores SIGTERM" = "false", Next("ignoresSigterm"), NO_YES;
    Drains: 2 "drains" "Drains on SIGTERM" = "false", Next("drains"), NO_YES;
    EndsAfter: 2 "ends-after" "Ends after SIGTERM (s)" = "3", Next("terminateSeconds"), Text;
    Cpu: 2 "cpu" "CPU request (m)" = "100", Guide, Number(0, 100_000);
    Memory: 2 "memory" "Memory request (Mi)" = "64", Guide, Number(0, 100_000);
    ErrorPercent: 2 "error-percent" "Error rate (%)" = "0", Next("errorPercent"), Text;
    Latency: 2 "latency" "Latency (ms)" = "60", Next("latencyMilliseconds"), Text;
    Varies: 2 "latency-varies" "Latency varies" = "false", Next("latencyVaries"), NO_YES;
    Workers: 2 "workers" "Concurrency" = "0", Next("workers"), Text;

    Users: 3 "users" "Users" = "50", World("clients.users"), Text;
    KeepAlive: 3 "keep-alive" "Keep-alive (s)" = "0", World("clients.keepAliveSeconds"), Text;
    Retries: 3 "retries" "Retries" = "0", World("clients.retries"), Text;
    Timeout: 3 "time-out" "Timeout (s)" = "10", World("clients.timeoutSeconds"), Text;
    PageFiles: 3 "files" "Files per page" = "0", World("clients.pageFiles"), Text;
    Affinity: 3 "affinity" "sessionAffinity" = "None", Service("spec.sessionAffinity"),
        List(&[("None", "None"), ("ClientIP", "ClientIP")]);
    Sessions: 3 "sessions" "Sessions" = "false", World("clients.sessions"),
        List(&[("false", "None"), ("true", "In the pod's memory")]);

    Schema: 4 "schema" "Database schema" = "none", Needs(Dependency::Database), NEEDS;
    Contract: 4 "contract" "API contract" = "none", Needs(Dependency::Api), NEEDS;

    Nodes: 5 "nodes" "Nodes" = "3", World("nodes.count"), Text;
    Delays: 5 "delays" "Delays" = "short", World("delays.set"), List(&[("none", "None"), ("short", "Short"), ("long", "Long")]);
    MinReadySeconds: 5 "minReadySeconds" "minReadySeconds" = "0", Workload("spec.minReadySeconds"), Text;
    ProgressDeadlineSeconds: 5 "progressDeadlineSeconds" "progressDeadlineSeconds" = "600",
        Workload("spec.progressDeadlineSeconds"), Text;
    PreStop: 5 "pre-stop" "preStop sleep (s)" = "0",
        Workload("spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds"), Text;
    Grace: 5 "grace" "terminationGracePeriodSeconds" = "30",
        Workload("spec.template.spec.terminationGracePeriodSeconds"), Text;
}

impl Control {
    /// For people; those in camel case are upstream's names.
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// In links; never changed.
    pub fn key(self) -> &'static str {
        self.row().key
    }

    /// The control of a key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|control| control.key() == key)
    }

    /// Its value where a run that nobody changed begins.
    pub fn first(self) -> &'static str {
        self.row().first
    }

    /// Where its value stands.
    pub fn bind(self) -> Bind {
        self.row().bind
    }

    /// How its value is given.
    pub fn input(self) -> Input {
        self.row().input
    }

    /// What holds where its field is not written: what is the rule is left out of objects and of the World.
    pub fn of_nothing(self) -> &'static str {
        match self {
            Self::RequestsPerSecond => "0",
            Self::AutoPromotion => "true",
            _ => self.first(),
        }
    }
}
