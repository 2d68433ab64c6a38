//! The sentence under the picture, situation by situation.

use podyard::kube::object::Kind;
use podyard::kube::yaml;
use podyard::scenario::{Control, Leader, Preset, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::command::Command;
use podyard::text::said;
use podyard::view::Rank;
use podyard::world::Entry;

use super::play;

/// Where it begins: strategy, entry, leader.
type Start = (StrategyKind, Entry, Leader);

const ROLLING: Start = (StrategyKind::RollingUpdate, Entry::Service, Leader::You);
const RECREATE: Start = (StrategyKind::Recreate, Entry::Service, Leader::You);
const CANARY: Start = (StrategyKind::Canary, Entry::Service, Leader::You);
const ROUTED: Start = (StrategyKind::Canary, Entry::HttpRoute, Leader::You);
const NGINX: Start = (StrategyKind::Canary, Entry::Ingress, Leader::You);
const COLOURS: Start = (StrategyKind::BlueGreen, Entry::Service, Leader::You);
const ARGO: Start = (StrategyKind::Canary, Entry::HttpRoute, Leader::ArgoRollouts);
const ARGO_COLOURS: Start = (StrategyKind::BlueGreen, Entry::Service, Leader::ArgoRollouts);
const FLAGGER: Start = (StrategyKind::Canary, Entry::HttpRoute, Leader::Flagger);

/// What happens, one after the other.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// The step or button whose label begins so.
    Press(&'static str),
    Set(Control, &'static str),
    Behaves(Preset),
    Apply(&'static str),
    /// A request of any kind.
    Ask(fn() -> Command),
    /// So many seconds pass.
    Pass(u32),
}

use Then::{Apply, Ask, Behaves, Pass, Press, Set};

const QUOTA: &str = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: pods}\nspec: {hard: {pods: \"4\"}}\n";
const NO_POD: &str =
    "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: nothing}, ports: [{port: 80}]}\n";

fn undo() -> Command {
    Command::RolloutUndo { deployment: "web".into(), to_revision: 0 }
}

fn pause() -> Command {
    Command::RolloutPause { deployment: "web".into() }
}

fn drain() -> Command {
    Command::Drain { node: "node-1".into() }
}

fn cordon() -> Command {
    Command::Cordon { node: "node-1".into(), unschedulable: true }
}

fn no_service() -> Command {
    Command::Delete { kind: Kind::Service, name: "web".into() }
}

fn environment() -> Command {
    let env = "{spec: {template: {spec: {containers: [{name: web, env: [{name: A, value: '1'}]}]}}}}";
    let patch = yaml::documents(env).expect("YAML").remove(0);
    Command::Patch { kind: Kind::Deployment, name: "web".into(), patch }
}

fn begun(start: Start) -> Session {
    let (strategy, entry, leader) = start;
    let scenario = Scenario::default().by(strategy).through(entry).led_by(leader);
    let mut session = Session::new(scenario.with(Control::Replicas, 4).with(Control::RequestsPerSecond, 20));
    session.update(Action::Play);
    session
}

fn happens(session: &mut Session, then: Then) {
    match then {
        Press(label) => {
            let choices = session.choices();
            let choice = choices.iter().find(|choice| said(&choice.label).starts_with(label));
            let id = choice.unwrap_or_else(|| panic!("no {label:?} among {choices:?}")).id;
            session.update(Action::Do(id));
        }
        Set(control, text) => super::set(session, control, text),
        Behaves(preset) => session.update(Action::Choose(preset)),
        Apply(text) => {
            session.update(Action::Apply(text.into()));
            assert_eq!(session.refused_manifest(), None, "{text}");
        }
        Ask(command) => session.update(Action::Request(vec![command()])),
        Pass(seconds) => play(session, seconds),
    }
}

/// Its name, where it begins, what happens, and what is said at last.
type Case = (&'static str, Start, &'static [Then], Rank, &'static str);

fn all_as_said(cases: &[Case]) {
    for (name, start, thens, rank, sentence) in cases {
        let mut session = begun(*start);
        thens.iter().for_each(|then| happens(&mut session, *then));
        let (found, told) = session.view().voice().map_or((Rank::Happened, "-".into()), |(rank, it)| (rank, said(&it)));
        assert_eq!((found, told.as_str()), (*rank, *sentence), "{name}");
    }
}

const ROLL: Then = Press("Roll out v2");

#[test]
fn a_rolling_update() {
    all_as_said(&[
        ("nothing yet", ROLLING, &[], Rank::Happened, "-"),
        ("rolled out just now", ROLLING, &[ROLL], Rank::Happened, "Done: kubectl set image deployment/web web=web:v2"),
        (
            "first second",
            ROLLING,
            &[ROLL, Pass(1)],
            Rank::Happened,
            "Waiting: 5 present − 3 must stay − 2 new not available = 0: no old pod may go yet",
        ),
        (
            "waiting",
            ROLLING,
            &[ROLL, Pass(5)],
            Rank::Happened,
            "Waiting: 5 present − 3 must stay − 2 new not available = 0: no old pod may go yet",
        ),
        (
            "on its way",
            ROLLING,
            &[ROLL, Pass(12)],
            Rank::Happened,
            "Waiting: 5 present − 3 must stay − 2 new not available = 0: no old pod may go yet",
        ),
        (
            "complete",
            ROLLING,
            &[ROLL, Pass(60)],
            Rank::Happened,
            "Rollout of web complete: every replica is new and available",
        ),
        (
            "slow, waiting",
            ROLLING,
            &[Behaves(Preset::SlowToStart), ROLL, Pass(20)],
            Rank::Happened,
            "Waiting: 5 present − 3 must stay − 2 new not available = 0: no old pod may go yet",
        ),
        (
            "never ready, early",
            ROLLING,
            &[Behaves(Preset::NeverReady), ROLL, Pass(20)],
            Rank::Happened,
            "Waiting: 5 present − 3 must stay − 2 new not available = 0: no old pod may go yet",
        ),
        (
            "never ready, a minute on",
            ROLLING,
            &[Behaves(Preset::NeverReady), ROLL, Pass(90)],
            Rank::Stuck,
            "2 of 2 pods of v2: not ready. Readiness probe failed: HTTP probe failed with statuscode: 503",
        ),
        (
            "never ready, past the deadline",
            ROLLING,
            &[Set(Control::ProgressDeadlineSeconds, "60"), Pass(5), Behaves(Preset::NeverReady), ROLL, Pass(100)],
            Rank::Stuck,
            "The rollout of web is stuck, past its progress deadline. 2 of 2 pods of v2: not ready. Readiness probe failed: HTTP probe failed with statuscode: 503",
        ),
        (
            "crashes",
            ROLLING,
            &[Behaves(Preset::Crashes), ROLL, Pass(60)],
            Rank::Outage,
            "Outage: Service web has no endpoint, and every new connection is refused. 4 of 4 pods of v2: the process ends again and again, 2 restarts, retry in 25 s",
        ),
        (
            "crashes, all of it",
            ROLLING,
            &[Behaves(Preset::Crashes), Set(Control::MaxUnavailable, "100%"), Pass(5), ROLL, Pass(60)],
            Rank::Outage,
            "Outage: Service web has no endpoint, and every new connection is refused. 4 of 4 pods of v2: the process ends again and again, 2 restarts, retry in 15 s",
        ),
        (
            "image missing",
            ROLLING,
            &[Behaves(Preset::ImageMissing), ROLL, Pass(30)],
            Rank::Stuck,
            "2 of 2 pods of v2: image web:v2 cannot be pulled (ImagePullBackOff, retry in 5 s)",
        ),
        (
            "image missing, rolled back",
            ROLLING,
            &[Behaves(Preset::ImageMissing), ROLL, Pass(30), Press("Roll back"), Pass(30)],
            Rank::Happened,
            "Rollout of web complete: every replica is new and available",
        ),
        (
            "errors",
            ROLLING,
            &[Behaves(Preset::Errors), ROLL, Pass(60)],
            Rank::VersionFails,
            "v2 answers 48 of 200 requests with an error (last 10 s)",
        ),
        (
            "maxSurge set",
            ROLLING,
            &[Pass(2), Set(Control::MaxSurge, "3")],
            Rank::Happened,
            "Deployment web: spec.strategy.rollingUpdate.maxSurge is set to 3",
        ),
        (
            "replicas set",
            ROLLING,
            &[Pass(2), Set(Control::Replicas, "6")],
            Rank::Happened,
            "Done: kubectl scale deployment/web --replicas=6",
        ),
        (
            "replicas set, a while on",
            ROLLING,
            &[Pass(2), Set(Control::Replicas, "6"), Pass(10)],
            Rank::Happened,
            "v1 4 → 6: the only ReplicaSet with pods is scaled to 6 at once",
        ),
        (
            "too large",
            ROLLING,
            &[Pass(2), Set(Control::Cpu, "90000"), ROLL, Pass(20)],
            Rank::Stuck,
            "2 of 2 pods of v2: no node takes them. 0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
        ),
        (
            "quota full",
            ROLLING,
            &[Pass(2), Apply(QUOTA), Pass(2), ROLL, Pass(20)],
            Rank::Stuck,
            "The API server takes no more pods: pods \"web-df96dbffb-8v7xg\" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=4, limited: pods=4",
        ),
        (
            "undone on the way",
            ROLLING,
            &[ROLL, Pass(5), Ask(undo)],
            Rank::Happened,
            "Done: kubectl rollout undo deployment/web",
        ),
        (
            "undone, a while on",
            ROLLING,
            &[ROLL, Pass(8), Ask(undo), Pass(30)],
            Rank::Happened,
            "Rollout of web complete: every replica is new and available",
        ),
        (
            "paused on the way",
            ROLLING,
            &[ROLL, Pass(3), Ask(pause)],
            Rank::Happened,
            "Done: kubectl rollout pause deployment/web",
        ),
        (
            "environment changed",
            ROLLING,
            &[Pass(2), Ask(environment)],
            Rank::Happened,
            "Deployment web: spec.template.spec.containers.env.value is set to 1",
        ),
        (
            "node drained",
            ROLLING,
            &[Pass(2), Ask(drain)],
            Rank::Happened,
            "Done: kubectl drain node-1 --ignore-daemonsets",
        ),
        (
            "node drained, a while on",
            ROLLING,
            &[Pass(2), Ask(drain), Pass(30)],
            Rank::Happened,
            "Done: kubectl drain node-1 --ignore-daemonsets",
        ),
        ("node cordoned", ROLLING, &[Pass(2), Ask(cordon)], Rank::Happened, "Done: kubectl cordon node-1"),
        (
            "scaled to nothing",
            ROLLING,
            &[Pass(2), Set(Control::Replicas, "0"), Pass(20)],
            Rank::Outage,
            "Outage: Service web has no endpoint, and every new connection is refused. v1 4 → 0: the only ReplicaSet with pods is scaled to 0 at once",
        ),
        (
            "a selector that finds no pod",
            ROLLING,
            &[Pass(2), Apply(NO_POD), Pass(3)],
            Rank::Outage,
            "Outage: Service web has no endpoint, and every new connection is refused",
        ),
        (
            "no Service",
            ROLLING,
            &[Pass(2), Ask(no_service), Pass(3)],
            Rank::Happened,
            "Done: kubectl delete service/web",
        ),
        (
            "errors on the way",
            ROLLING,
            &[Behaves(Preset::Errors), ROLL, Pass(25)],
            Rank::VersionFails,
            "v2 answers 27 of 198 requests with an error (last 10 s)",
        ),
    ]);
}

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

#[test]
fn the_scorecard_says_how_it_ended() {
    let image = Behaves(Preset::ImageMissing);
    let cases: [(&str, Start, &[Then], &str); 8] = [
        (
            "a canary by hand",
            CANARY,
            &[
                Press("Create the canary"),
                Pass(40),
                Press("Scale the canary to 2"),
                Pass(40),
                Press("Scale the canary to 4"),
                Pass(40),
                Press("Delete v1"),
                Pass(40),
            ],
            "v2 is live",
        ),
        ("fine", ROLLING, &[ROLL, Pass(60)], "v2 is live"),
        ("recreate", RECREATE, &[ROLL, Pass(60)], "v2 is live"),
        ("rolled back", ROLLING, &[image, ROLL, Pass(30), Press("Roll back"), Pass(60)], "v2 was rolled back after 0:"),
        ("errors", ROLLING, &[Behaves(Preset::Errors), ROLL, Pass(60)], "v2 is live, and answered "),
        ("argo aborts", ARGO, &[Behaves(Preset::Errors), ROLL, Pass(150)], "v2 was rolled back after "),
        ("flagger rolls back", FLAGGER, &[Behaves(Preset::Errors), ROLL, Pass(150)], "v2 was rolled back after "),
        ("argo is through", ARGO, &[ROLL, Pass(250)], "v2 is live"),
    ];
    for (name, start, thens, title) in cases {
        let mut session = begun(start);
        thens.iter().for_each(|then| happens(&mut session, *then));
        let told = session.finished().map(|finish| podyard::text::say(&finish.title));
        assert!(told.as_ref().is_some_and(|told| told.starts_with(title)), "{name}: {told:?}");
        assert!(title.len() > 10 || told.as_deref() == Some(title), "{name}: {told:?}");
    }
}

#[test]
fn where_something_is_wrong_the_way_back_comes_first() {
    use podyard::playbook::{ChoiceId, back_first};
    use podyard::scenario::Preset;
    let cases = [
        ("healthy, by Recreate", StrategyKind::Recreate, None, 4, false),
        ("crashing, by Recreate", StrategyKind::Recreate, Some(Preset::Crashes), 40, true),
        ("without an image", StrategyKind::RollingUpdate, Some(Preset::ImageMissing), 20, true),
        ("healthy", StrategyKind::RollingUpdate, None, 4, false),
    ];
    for (name, strategy, preset, seconds, wrong) in cases {
        let mut session = super::session(strategy, 4);
        preset.into_iter().for_each(|preset| session.update(podyard::session::Action::Choose(preset)));
        super::press(&mut session, "Roll out v2");
        super::play(&mut session, seconds);
        assert_eq!(session.view().wants_back(), wrong, "{name}: {:?}", session.view().voice());
        let first = back_first(session.choices());
        assert_eq!((first[0].id, first[0].primary, first[1].primary), (ChoiceId::Back, true, false), "{name}");
    }
}
