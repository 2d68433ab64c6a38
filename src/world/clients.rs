//! What all clients do: who is called, how often, how patiently.

use crate::kube::fields::fields;
use crate::kube::form::{Form, When};
use crate::kube::number::words;
use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND};

/// The way into the cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// The Service itself: each node's proxy chooses an endpoint for each connection.
    #[default]
    Service,
    /// A gateway that follows HTTPRoutes, built on Envoy.
    HttpRoute,
    /// ingress-nginx with its canary annotations.
    Ingress,
}

words! { Entry { "Service" => Self::Service, "HTTPRoute" => Self::HttpRoute, "Ingress" => Self::Ingress } }
words! { Split { "random" => Self::Random, "exact" => Self::Exact } }

/// How a gateway makes choices of weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Split {
    /// Each request is an independent draw, as in Envoy and ingress-nginx.
    #[default]
    Random,
    /// Smooth weighted round robin: of every 100 requests with weights 95 and 5 exactly 5.
    Exact,
}

fields! {
    /// What all clients do. Times are in ms.
    pub struct Clients ("Clients") {
        /// The Service they call.
        service: Name = "service" when When::Before, default "web".into();
        /// Pages asked for in a second; 0 asks for none.
        requests_per_second: u32 = "requestsPerSecond" in Form::Whole(0, 1_000);
        /// How many users there are; each request is of one of them, all alike.
        users: u32 = "users" in Form::Whole(1, 1_000), default 50;
        /// A client keeps its connection for so long and sends every request over it; one for each request where it is not
        /// given.
        keep_alive: Option<Millis> = "keepAliveSeconds" in Form::Seconds(1, 3_600_000);
        /// How long a client waits for an answer, all attempts included.
        timeout: Millis = "timeoutSeconds" in Form::Seconds(1, 600_000), default 10 * SECOND;
        /// How often a client tries again where a connection failed or a gateway could not reach a pod.
        retries: u32 = "retries" in Form::Whole(0, 10);
        /// Files a browser asks for as soon as it has a page; each pod has those of its own version only.
        assets: u32 = "pageFiles" in Form::Whole(0, 20);
        /// The way they take into the cluster.
        entry: Entry = "entry";
        /// How a gateway splits requests by weight: each an independent draw, or of every 100 with weights 95 and 5 exactly 5.
        split: Split = "split";
        /// Users log in, and the pod that answers keeps their session in its memory.
        sessions: bool = "sessions";
    }
}

impl Clients {
    /// 50 users, a connection for each request, 10 s of patience, no retries, no files, no sessions.
    pub fn of(requests_per_second: u32) -> Self {
        Self { requests_per_second, ..Self::default() }
    }
}
