//! What Podyard leaves out, and what its rules are taken from.

use yew::prelude::*;

/// What is simplified, and what a real cluster adds.
const LEFT_OUT: [(&str, &str); 9] = [
    (
        "No container runtime and no images",
        "A version's behaviour is a setting. A real pull fails, backs off and tries again, and a process does what it likes.",
    ),
    (
        "No network",
        "There is no CNI and no DNS. A real connection can be slow, be dropped, or be cut in the middle of an answer.",
    ),
    (
        "One rule set for all proxies",
        "All nodes learn of an endpoint at the same instant, 50 ms to 1.2 s late. In a real cluster each node has its own delay.",
    ),
    (
        "One connection for each request",
        "Every request chooses a pod anew, each equally likely. Real clients keep connections open and stay on a pod.",
    ),
    (
        "Nodes with room for everything",
        "The scheduler only spreads pods. A real one looks at requests, taints and affinity, and pods stay Pending where nothing fits.",
    ),
    (
        "A readiness probe and no other",
        "No liveness or startup probes, no restarts and no crash loops yet, and no preStop hooks.",
    ),
    (
        "Pods that end in 3 seconds",
        "Each serves on until then, so that the proxies have time to learn. A real process may stop at once and lose requests.",
    ),
    ("One namespace, no quota, no autoscaler", "Nothing refuses a pod and nobody but you scales."),
    ("One EndpointSlice for each Service", "A real one is split at 100 endpoints."),
];

/// The page.
pub(super) fn about() -> Html {
    html! {
        <main id="main" class="prose">
            <h1 tabindex="-1">{"What Podyard leaves out"}</h1>
            <p>{"Podyard simulates the Deployment, ReplicaSet and EndpointSlice controllers by the rules of Kubernetes v1.36. \
                Everything you see is computed; nothing is a scripted animation. The same seed and the same clicks give the same run."}</p>
            <dl>
                {for LEFT_OUT.iter().map(|(what, adds)| html! { <><dt>{*what}</dt><dd>{*adds}</dd></> })}
            </dl>
            <h2>{"Private by construction"}</h2>
            <p>{"The page sends nothing anywhere. Answers and your theme stay in this browser."}</p>
            <h2>{"Version"}</h2>
            <p>{format!("Podyard {}. Not affiliated with the Kubernetes project.", env!("CARGO_PKG_VERSION"))}</p>
        </main>
    }
}
