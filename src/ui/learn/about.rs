//! What Podyard is and leaves out, and what its rules are taken from.

use yew::prelude::*;

use crate::sim::{KUBERNETES_VERSION, RECORDINGS};

/// What is simplified, and what a real cluster adds.
fn left_out() -> [(&'static str, &'static str); 14] {
    [
        (words!("page-no-container-runtime-no-images"), words!("page-version-table-traits-when-starts")),
        (words!("page-no-network"), words!("page-there-no-cni-no-dns")),
        (words!("page-scheduler-without-wishes"), words!("page-knows-requests-room-pods-cordons")),
        (words!("page-one-container-pod"), words!("page-no-init-containers-sidecars-volumes")),
        (words!("page-ideal-readiness-probe-here"), words!("page-sandbox-sees-each-change-once")),
        (words!("page-three-seconds-from-sigterm-end"), words!("page-how-process-ends-one-new")),
        (words!("page-requests-without-network"), words!("page-request-reaches-pod-once-answer")),
        (words!("page-one-gateway-no-mesh"), words!("page-httproutes-their-matches-weights-mirrors")),
        (words!("page-database-api-one-piece"), words!("page-each-only-version-which-changes")),
        (words!("page-rollouts-canaries-part"), words!("page-argo-rollouts-flagger-s-controllers")),
        (words!("page-controllers-without-speed-limit"), words!("page-real-controllers-write-about-20")),
        (words!("page-api-server-always-answers"), words!("page-no-admission-webhooks-no-outages")),
        (words!("page-one-namespace-no-autoscaler-nodes"), words!("page-nodes-come-where-replicas-alone")),
        (words!("page-one-endpointslice-each-service"), words!("page-real-one-split-100-endpoints")),
    ]
}

/// The page.
pub(crate) fn about() -> Html {
    html! {
        <main id="main" class="prose">
            <h1 tabindex="-1">{words!("page-podyard-leaves-out")}</h1>
            <p>{message!("about-simulates", version = KUBERNETES_VERSION, recordings = RECORDINGS)}</p>
            <h2>{words!("page-simplified")}</h2>
            <dl>
                {for left_out().iter().map(|(what, adds)| html! { <><dt>{*what}</dt><dd>{*adds}</dd></> })}
            </dl>
            <h2>{words!("page-private-construction")}</h2>
            <p>{words!("page-page-sends-nothing-anywhere-runs")}</p>
            <h2>{words!("page-version")}</h2>
            <p>{message!("about-version", version = env!("CARGO_PKG_VERSION"))}</p>
        </main>
    }
}
