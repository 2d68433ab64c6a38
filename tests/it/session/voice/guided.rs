//! What is said with any other strategy: an outage that is meant, steps by hand, a controller that leads.

use super::*;

#[test]
fn recreate_has_its_outage() {
    all_as_said(&[
        (
            "recreate, errors",
            RECREATE,
            &[Behaves(Preset::Errors), ROLL, Pass(60)],
            Rank::VersionFails,
            "v2 answers 38 of 200 requests with an error (last 10 s)",
        ),
        (
            "recreate, old ones end",
            RECREATE,
            &[ROLL, Pass(1)],
            Rank::Happened,
            "Waiting: 4 old pods have not stopped yet (Recreate)",
        ),
        (
            "recreate, outage",
            RECREATE,
            &[ROLL, Pass(6)],
            Rank::Outage,
            "Outage: Service web has no endpoint, and every new connection is refused. v2 0 → 4: Recreate: no old pod is running, so 4 new ones are created",
        ),
        ("recreate, coming", RECREATE, &[ROLL, Pass(12)], Rank::Happened, "Service web has 4 endpoints, none before"),
        ("recreate, complete", RECREATE, &[ROLL, Pass(60)], Rank::Happened, "Service web has 4 endpoints, none before"),
        (
            "recreate, image missing",
            RECREATE,
            &[Behaves(Preset::ImageMissing), ROLL, Pass(60)],
            Rank::Outage,
            "Outage: Service web has no endpoint, and every new connection is refused. 4 of 4 pods of v2: image web:v2 cannot be pulled (ImagePullBackOff, retry in 22 s)",
        ),
        (
            "recreate, crashes",
            RECREATE,
            &[Behaves(Preset::Crashes), ROLL, Pass(90)],
            Rank::Outage,
            "Outage: Service web has no endpoint, and every new connection is refused. 4 of 4 pods of v2: the process ends again and again, 3 restarts, retry in 37 s",
        ),
        (
            "recreate, never ready",
            RECREATE,
            &[Behaves(Preset::NeverReady), ROLL, Pass(30)],
            Rank::Outage,
            "Outage: Service web has no endpoint, and every new connection is refused. v2 0 → 4: Recreate: no old pod is running, so 4 new ones are created",
        ),
    ]);
}

#[test]
fn canaries_and_colours_by_hand() {
    all_as_said(&[
        (
            "canary created",
            CANARY,
            &[Press("Create the canary"), Pass(2)],
            Rank::Happened,
            "v2 0 → 1: 2 allowed − 0 present = 2, but only 1 lacking: 1 more new pod",
        ),
        (
            "canary there",
            CANARY,
            &[Press("Create the canary"), Pass(30)],
            Rank::Happened,
            "Rollout of web-v2 complete: every replica is new and available",
        ),
        (
            "routed canary created",
            ROUTED,
            &[Press("Create the canary"), Pass(2)],
            Rank::Happened,
            "v2 0 → 1: 2 allowed − 0 present = 2, but only 1 lacking: 1 more new pod",
        ),
        (
            "routed canary there",
            ROUTED,
            &[Press("Create the canary"), Pass(30)],
            Rank::Happened,
            "Service web-canary has 1 endpoint, none before",
        ),
        (
            "routed canary weighs",
            ROUTED,
            &[Press("Create the canary"), Pass(30), Press("Set weight"), Pass(10)],
            Rank::Happened,
            "HTTPRoute web: web-stable 80, web-canary 20",
        ),
        (
            "nginx canary weighs",
            NGINX,
            &[Press("Create the canary"), Pass(30), Press("Set weight"), Pass(10)],
            Rank::Happened,
            "Ingress web-canary: to web-canary, canary true, canary-weight 20",
        ),
        (
            "a route to nowhere",
            ROUTED,
            &[
                Pass(2),
                Apply(
                    "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec: {parentRefs: [{name: gateway}], rules: [{backendRefs: [{name: nowhere, port: 80}]}]}\n",
                ),
                Pass(5),
            ],
            Rank::Outage,
            "Outage: the gateway answers every request with 500: the Service does not exist (BackendNotFound)",
        ),
        (
            "a tenth of a route to nowhere",
            ROUTED,
            &[
                Pass(2),
                Apply(
                    "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec: {parentRefs: [{name: gateway}], rules: [{backendRefs: [{name: web-stable, port: 80, weight: 9}, {name: nowhere, port: 80}]}]}\n",
                ),
                Pass(5),
            ],
            Rank::PartFails,
            "The gateway answers 10% of the requests with 500: the Service does not exist (BackendNotFound)",
        ),
        (
            "green created",
            COLOURS,
            &[Press("Create green"), Pass(2)],
            Rank::Happened,
            "v2 0 → 4: 5 allowed − 0 present = 5, but only 4 lacking: 4 more new pods",
        ),
        (
            "green there",
            COLOURS,
            &[Press("Create green"), Pass(30)],
            Rank::Happened,
            "Rollout of web-green complete: every replica is new and available",
        ),
        (
            "green switched to",
            COLOURS,
            &[Press("Create green"), Pass(30), Press("Switch"), Pass(3)],
            Rank::Happened,
            "Service web now selects app=web,color=green: new connections go to those pods",
        ),
        (
            "blue deleted",
            COLOURS,
            &[Press("Create green"), Pass(30), Press("Switch"), Pass(10), Press("Delete blue"), Pass(20)],
            Rank::Happened,
            "Done: kubectl delete deployment/web-blue",
        ),
    ]);
}

#[test]
fn led_by_argo_rollouts_or_flagger() {
    all_as_said(&[
        (
            "argo begins",
            ARGO,
            &[ROLL, Pass(2)],
            Rank::Happened,
            "Scaled up ReplicaSet web-df96dbffb (revision 2) from 0 to 1",
        ),
        ("argo pauses", ARGO, &[ROLL, Pass(25)], Rank::Happened, "Rollout is paused (CanaryPauseStep)"),
        (
            "argo is through",
            ARGO,
            &[ROLL, Pass(200)],
            Rank::Happened,
            "Scaled down ReplicaSet web-586867878c (revision 1) from 4 to 0",
        ),
        (
            "argo aborts",
            ARGO,
            &[Behaves(Preset::Errors), ROLL, Pass(100)],
            Rank::Aborted,
            "Argo Rollouts has given the new version up. RolloutAborted: Rollout aborted update to revision 2: Step-based analysis phase error/failed: Metric \"success-rate\" assessed Failed due to failed (1) > failureLimit (0)",
        ),
        (
            "argo's canary never ready",
            ARGO,
            &[Behaves(Preset::NeverReady), ROLL, Pass(90)],
            Rank::Stuck,
            "1 of 1 pod of v2: not ready. Readiness probe failed: HTTP probe failed with statuscode: 503",
        ),
        (
            "argo's preview waits",
            ARGO_COLOURS,
            &[ROLL, Pass(40)],
            Rank::Happened,
            "Service web-preview has 4 endpoints, none before",
        ),
        (
            "argo's preview promoted",
            ARGO_COLOURS,
            &[ROLL, Pass(40), Press("Promote"), Pass(10)],
            Rank::Happened,
            "Rollout completed update to revision 2 (df96dbffb): Completed blue-green update",
        ),
        (
            "flagger begins",
            FLAGGER,
            &[ROLL, Pass(15)],
            Rank::Happened,
            "v2 0 → 4: 5 allowed − 0 present = 5, but only 4 lacking: 4 more new pods",
        ),
        ("flagger advances", FLAGGER, &[ROLL, Pass(40)], Rank::Happened, "Advance web.default canary weight 60"),
        (
            "flagger is through",
            FLAGGER,
            &[ROLL, Pass(200)],
            Rank::Happened,
            "v2 4 → 0: the only ReplicaSet with pods is scaled to 0 at once",
        ),
        (
            "flagger rolls back",
            FLAGGER,
            &[Behaves(Preset::Errors), ROLL, Pass(120)],
            Rank::Aborted,
            "Flagger has rolled web back. Canary analysis failed, Deployment scaled to zero.",
        ),
        (
            "flagger's canary never ready",
            FLAGGER,
            &[Behaves(Preset::NeverReady), ROLL, Pass(90)],
            Rank::Stuck,
            "4 of 4 pods of v2: not ready. Readiness probe failed: HTTP probe failed with statuscode: 503",
        ),
    ]);
}
