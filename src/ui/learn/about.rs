//! What Podyard leaves out, and what its rules are taken from.

use yew::prelude::*;

use crate::sim::{KUBERNETES_VERSION, RECORDINGS};

/// What is simplified, and what a real cluster adds.
const LEFT_OUT: [(&str, &str); 15] = [
    (
        "No container runtime and no images",
        "A version is a table of traits: when it starts, crashes, fails its readiness, what it asks for. A real process does what it likes.",
    ),
    (
        "No network",
        "There is no CNI and no DNS. A real connection can be slow, be dropped, or be cut in the middle of an answer.",
    ),
    (
        "A scheduler without wishes",
        "It knows requests, room for pods, cordons and lost nodes, and spreads. A real one also looks at affinity, taints, volumes and priorities, and may preempt.",
    ),
    (
        "One container in a pod",
        "No init containers, sidecars, volumes or readiness gates, and no pod that needs more memory than it asked for.",
    ),
    (
        "An ideal readiness probe here",
        "The sandbox sees each change at once. The simulator knows the probes with all their fields; a real probe asks every few seconds and needs several answers.",
    ),
    (
        "Three seconds from SIGTERM to the end, unless told",
        "How a process ends is one of the new version's traits; version 1 always serves on for 3 seconds. Real ones differ, and often nobody knows.",
    ),
    (
        "Requests without a network",
        "A request reaches its pod at once, and its answer its client. Connections (one for each request, or kept open as Keep-alive says), time-outs, retries, queues and cuts are there; packets, TLS and HTTP/2 streams are not.",
    ),
    (
        "One gateway, and no mesh",
        "HTTPRoutes with their matches, weights and mirrors, or ingress-nginx with its canary. No hosts, no TLS, no rewriting, no cookie affinity, no Istio.",
    ),
    (
        "A database and an API of one piece",
        "Each only has a version, which changes in a moment. A real migration takes time, locks tables and can fail half-way.",
    ),
    (
        "Rollouts without objects",
        "Argo Rollouts' and Flagger's controllers decide as upstream does, over the Rollout or the Canary of a strategy and over those that you apply. Experiments, plugins and hooks are left out.",
    ),
    (
        "Controllers without a speed limit",
        "Real controllers write about 20 times a second: thousands of pods take minutes. Here only the delays of watches, scheduling, pulls, starts and proxies count.",
    ),
    (
        "An API server that always answers",
        "No admission webhooks, no outages, no second replica of it with an older view. Conflicts and late watches there are.",
    ),
    (
        "No PodDisruptionBudget",
        "A drain evicts every pod of a node at once. A real drain waits where a budget says so; a rollout never does.",
    ),
    (
        "One namespace, no autoscaler of pods",
        "Nobody but you scales. Nodes come by themselves where the replicas alone would not fit.",
    ),
    (
        "One EndpointSlice for each Service",
        "A real one is split at 100 endpoints. Names and hashes of pods differ from a real cluster's: they are our own.",
    ),
];

/// The page.
pub(crate) fn about() -> Html {
    html! {
        <main id="main" class="prose">
            <h1 tabindex="-1">{"What Podyard leaves out"}</h1>
            <p>{format!("Podyard simulates the Deployment, ReplicaSet and EndpointSlice controllers, the scheduler, the kubelets and the \
                proxies by the rules of Kubernetes {KUBERNETES_VERSION}, and is checked against {RECORDINGS} recordings of that version's own controllers. \
                Everything you see is computed; nothing is a scripted animation. The same seed and the same clicks give the same run.")}</p>
            <dl>
                {for LEFT_OUT.iter().map(|(what, adds)| html! { <><dt>{*what}</dt><dd>{*adds}</dd></> })}
            </dl>
            <h2>{"Private by construction"}</h2>
            <p>{"The page sends nothing anywhere. Runs, answers and your theme stay in this browser. After one visit it works without a network."}</p>
            <h2>{"Version"}</h2>
            <p>{format!("Podyard {}. Not affiliated with the Kubernetes project.", env!("CARGO_PKG_VERSION"))}</p>
        </main>
    }
}
