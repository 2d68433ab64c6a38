//! The controls: what each is called and where its value stands. A row is a control; nothing keeps a copy of what it shows.

use crate::message::{Message, Said};
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
    /// A list of values; see [`Control::option`] for what they are called.
    List(&'static [&'static str]),
}

/// How many groups of controls there are; the first has no heading.
pub const GROUPS: usize = 6;

/// The heading of a group of controls.
pub fn heading(group: usize) -> Message {
    match group {
        1 => message!("heading-traffic-routing"),
        2 => message!("heading-behaviour"),
        3 => message!("heading-clients"),
        4 => message!("heading-dependencies"),
        5 => message!("heading-nodes"),
        _ => Message::default(),
    }
}

macro_rules! controls {
    ($($name:ident: $group:literal $key:literal $label:expr => $first:literal, $bind:expr, $input:expr;)*) => {
        /// A control. Its row says all there is to know of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Control {
            $(
                #[doc = concat!("`", $key, "`.")]
                $name,
            )*
        }

        impl Control {
            /// Every control, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub(super) fn row(self) -> &'static Row {
                const ROWS: &[Row] = &[$(Row {
                    group: $group, key: $key, label: || Said::from($label), first: $first, bind: $bind, input: $input,
                },)*];
                &ROWS[self as usize]
            }
        }
    };
}

pub(super) struct Row {
    pub group: usize,
    key: &'static str,
    label: fn() -> Said,
    first: &'static str,
    bind: Bind,
    input: Input,
}

const NO_YES: Input = Input::Tick;
const NEEDS: Input = Input::List(&["none", "own", "own-and-last"]);

use Bind::{Begins, Delivery, Guide, Images, Needs, Next, Replicas, Service, Workload, World};
use Input::{List, Number, Text};

controls! {
    Replicas: 0 "replicas" message!("control-replicas") => "4", Replicas, Text;
    MaxSurge: 0 "maxSurge" Said::from("maxSurge") => "25%", Workload("spec.strategy.rollingUpdate.maxSurge"), Text;
    MaxUnavailable: 0 "maxUnavailable" Said::from("maxUnavailable") => "25%",
        Workload("spec.strategy.rollingUpdate.maxUnavailable"), Text;
    ReadyAfter: 0 "ready-after" message!("control-ready-after") => "5", Images("readyAfterSeconds"), Text;
    RequestsPerSecond: 0 "requests-per-second" message!("control-requests-per-second") => "10", World("clients.requestsPerSecond"), Text;

    Objects: 0 "objects" message!("control-objects") => "app", Begins, List(&["app", "none"]);

    Entry: 1 "entry" message!("control-entry") => "service", Begins,
        List(&["service", "httproute", "ingress"]);
    Split: 1 "split" message!("control-split") => "random", World("clients.split"),
        List(&["random", "exact"]);
    Leader: 1 "leader" message!("control-leader") => "you", Begins,
        List(&["you", "argo", "flagger"]);
    Steps: 1 "steps" message!("control-steps") => "20, pause 20s, analysis, 50, pause 20s", Guide, Text;
    Header: 1 "header" message!("control-header") => "", Guide, Text;
    Background: 1 "background-analysis" message!("control-background-analysis") => "false", Delivery, NO_YES;
    AutoPromotion: 1 "auto-promotion" Said::from("autoPromotionEnabled") => "false", Delivery, NO_YES;
    PrePromotion: 1 "pre-promotion" Said::from("prePromotionAnalysis") => "false", Delivery, NO_YES;
    PostPromotion: 1 "post-promotion" Said::from("postPromotionAnalysis") => "false", Delivery, NO_YES;
    SuccessCondition: 1 "successCondition" Said::from("successCondition") => "result[0] >= 0.95", Delivery, Text;
    InitialDelay: 1 "initial-delay" Said::from("initialDelay (s)") => "5", Delivery, Number(0, 3_600);
    Interval: 1 "interval" Said::from("interval (s)") => "5", Delivery, Number(1, 600);
    Count: 1 "count" Said::from("count") => "3", Delivery, Number(1, 1_000);
    FailureLimit: 1 "failure-limit" Said::from("failureLimit") => "0", Delivery, Number(0, 1_000);
    AnalysisInterval: 1 "analysis-interval" Said::from("interval (s)") => "10", Delivery, Number(1, 600);
    Threshold: 1 "threshold" Said::from("threshold") => "2", Delivery, Number(1, 1_000);
    SuccessRate: 1 "success-rate" message!("control-success-rate") => "99", Delivery, Number(0, 100);
    LatencyMax: 1 "p99-max" message!("control-p99-max") => "0", Delivery, Number(0, 60_000);
    Mirror: 1 "mirror" message!("control-mirror") => "0", Guide, Number(0, 100);
    MirrorFirst: 1 "mirror-first" Said::from("mirror") => "false", Delivery, NO_YES;
    Iterations: 1 "iterations" Said::from("iterations") => "0", Delivery, Number(0, 100);
    StepWeight: 1 "step-weight" Said::from("stepWeight") => "20", Delivery, Number(1, 100);
    MaxWeight: 1 "max-weight" Said::from("maxWeight") => "60", Delivery, Number(1, 100);
    ScaleDownDelay: 1 "scale-down-delay" Said::from("scaleDownDelaySeconds") => "30", Delivery, Number(0, 3_600);
    AbortScaleDownDelay: 1 "abort-scale-down-delay" Said::from("abortScaleDownDelaySeconds") => "30", Delivery, Number(0, 3_600);

    StartUp: 2 "start-up" message!("control-start-up") => "0", Next("startUpSeconds"), Text;
    NeverReady: 2 "never-ready" message!("control-never-ready") => "false", Next("neverReady"), NO_YES;
    UnreadyAfter: 2 "unready-after" message!("control-unready-after") => "0", Next("unreadyAfterSeconds"), Text;
    UnreadyFor: 2 "unready-for" message!("control-unready-for") => "0", Next("unreadyForSeconds"), Text;
    CrashAfter: 2 "crash-after" message!("control-crash-after") => "0", Next("crashAfterSeconds"), Text;
    ImageMissing: 2 "image-missing" message!("control-image-missing") => "false", Next("imageMissing"), NO_YES;
    HangsAfter: 2 "hangs-after" message!("control-hangs-after") => "0", Next("hangsAfterSeconds"), Text;
    IgnoresSigterm: 2 "ignores-sigterm" message!("control-ignores-sigterm") => "false", Next("ignoresSigterm"), NO_YES;
    Drains: 2 "drains" message!("control-drains") => "false", Next("drains"), NO_YES;
    EndsAfter: 2 "ends-after" message!("control-ends-after") => "3", Next("terminateSeconds"), Text;
    Cpu: 2 "cpu" message!("control-cpu") => "100", Guide, Number(0, 100_000);
    Memory: 2 "memory" message!("control-memory") => "64", Guide, Number(0, 100_000);
    ErrorPercent: 2 "error-percent" message!("control-error-percent") => "0", Next("errorPercent"), Text;
    Latency: 2 "latency" message!("control-latency") => "60", Next("latencyMilliseconds"), Text;
    Varies: 2 "latency-varies" message!("control-latency-varies") => "false", Next("latencyVaries"), NO_YES;
    Workers: 2 "workers" message!("control-workers") => "0", Next("workers"), Text;

    Users: 3 "users" message!("control-users") => "50", World("clients.users"), Text;
    KeepAlive: 3 "keep-alive" message!("control-keep-alive") => "0", World("clients.keepAliveSeconds"), Text;
    Retries: 3 "retries" message!("control-retries") => "0", World("clients.retries"), Text;
    Timeout: 3 "time-out" message!("control-time-out") => "10", World("clients.timeoutSeconds"), Text;
    PageFiles: 3 "files" message!("control-files") => "0", World("clients.pageFiles"), Text;
    Affinity: 3 "affinity" Said::from("sessionAffinity") => "None", Service("spec.sessionAffinity"),
        List(&["None", "ClientIP"]);
    Sessions: 3 "sessions" message!("control-sessions") => "false", World("clients.sessions"),
        List(&["false", "true"]);

    Schema: 4 "schema" message!("control-schema") => "none", Needs(Dependency::Database), NEEDS;
    Contract: 4 "contract" message!("control-contract") => "none", Needs(Dependency::Api), NEEDS;

    Nodes: 5 "nodes" message!("control-nodes") => "3", World("nodes.count"), Text;
    Delays: 5 "delays" message!("control-delays") => "short", World("delays.set"), List(&["none", "short", "long"]);
    MinReadySeconds: 5 "minReadySeconds" Said::from("minReadySeconds") => "0", Workload("spec.minReadySeconds"), Text;
    ProgressDeadlineSeconds: 5 "progressDeadlineSeconds" Said::from("progressDeadlineSeconds") => "600",
        Workload("spec.progressDeadlineSeconds"), Text;
    PreStop: 5 "pre-stop" message!("control-pre-stop") => "0",
        Workload("spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds"), Text;
    Grace: 5 "grace" Said::from("terminationGracePeriodSeconds") => "30",
        Workload("spec.template.spec.terminationGracePeriodSeconds"), Text;
}

impl Control {
    /// For people; those in camel case are upstream's names.
    pub fn label(self) -> Said {
        (self.row().label)()
    }

    /// What one of the values of its list is called.
    pub fn option(self, value: &str) -> Said {
        let message = match (self, value) {
            (Self::Entry, "service") => return "Service".into(),
            (Self::Entry, "httproute") => return "HTTPRoute".into(),
            (Self::Entry, "ingress") => return "ingress-nginx".into(),
            (Self::Leader, "argo") => return "Argo Rollouts".into(),
            (Self::Leader, "flagger") => return "Flagger".into(),
            (Self::Objects, "none") => message!("option-objects-none"),
            (Self::Objects, _) => message!("option-objects-app"),
            (Self::Leader, _) => message!("option-leader-you"),
            (Self::Split, "exact") => message!("option-split-exact"),
            (Self::Split, _) => message!("option-split-random"),
            (Self::Sessions, "true") => message!("option-sessions-memory"),
            (Self::Schema | Self::Contract, "own") => message!("option-needs-own"),
            (Self::Schema | Self::Contract, "own-and-last") => message!("option-needs-own-and-last"),
            (Self::Schema | Self::Contract, _) => message!("option-needs-none"),
            (Self::Delays, "short") => message!("option-delays-short"),
            (Self::Delays, "long") => message!("option-delays-long"),
            (Self::Delays | Self::Sessions, _) => message!("option-none"),
            _ => return value.into(),
        };
        message.into()
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
