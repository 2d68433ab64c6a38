//! A canary without a router: the numbers of pods are the weights.

use podyard::kube::object::Kind;
use podyard::sim::Cluster;
use podyard::sim::command::Command;

use super::{apply, pass, patch, quick, roll_out, rollout, said, sizes, stands, web};

const STEPS: &str = "canary: {maxSurge: 1, maxUnavailable: 0, steps: [{setWeight: 25}, {pause: {duration: 10s}}, \
                     {setWeight: 50}, {pause: {}}]}";

fn begun(steps: &str) -> Cluster {
    let mut cluster = Cluster::new(quick());
    apply(&mut cluster, &web(steps));
    pass(&mut cluster, 10);
    cluster
}

#[test]
fn the_first_version_is_there_at_once() {
    let mut cluster = Cluster::new(quick());
    apply(&mut cluster, &web(STEPS));
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("", "- "));
    pass(&mut cluster, 1);
    assert_eq!(sizes(&cluster), "v1 4");
    assert_eq!(stands(&cluster), "4 Progressing: updated replicas are still becoming available");
    pass(&mut cluster, 9);
    assert_eq!(stands(&cluster), "4 Healthy");
    let status = rollout(&cluster).status;
    assert_eq!((status.replicas, status.available_replicas, status.updated_replicas), (4, 4, 4));
    assert_eq!(status.stable_rs, status.current_pod_hash);
    let expected = [
        "NewReplicaSetCreated: Created ReplicaSet web-H (revision 1)",
        "RolloutUpdated: Rollout updated to revision 1",
        "ScalingReplicaSet: Scaled up ReplicaSet web-H (revision 1) from 0 to 4",
        "RolloutCompleted: Rollout completed update to revision 1 (H): Initial deploy",
    ];
    let mut words: Vec<String> =
        said(&cluster, Kind::Rollout, 0).iter().map(|it| it.replace(&*status.stable_rs, "H")).collect();
    words.sort_by_key(|word| expected.iter().position(|expected| expected == word));
    assert_eq!(words, expected);
}

#[test]
fn a_canary_step_by_step() {
    let mut cluster = begun(STEPS);
    roll_out(&mut cluster, "web:v2");
    // Seconds after the change, sizes, step and phase.
    let instants = [
        (1, "v1 4, v2 1", "0 Progressing: more replicas need to be updated"),
        // The new pod is ready: the stable version gives one, and the step is done; then the pause begins.
        (6, "v1 3, v2 1", "1 Paused: CanaryPauseStep"),
        (14, "v1 3, v2 1", "1 Paused: CanaryPauseStep"),
        (16, "v1 3, v2 2", "2 Progressing: more replicas need to be updated"),
        (25, "v1 2, v2 2", "3 Paused: CanaryPauseStep"),
        (300, "v1 2, v2 2", "3 Paused: CanaryPauseStep"),
    ];
    let begin = cluster.now();
    for (second, pods, phase) in instants {
        cluster.advance_to(begin + second * 1_000);
        assert_eq!((&*sizes(&cluster), &*stands(&cluster)), (pods, phase), "at {second} s");
    }
    let promote = Command::promote_rollout(&rollout(&cluster)).expect("it waits");
    cluster.apply(promote).expect("accepted");
    pass(&mut cluster, 40);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 0, v2 4", "4 Healthy"));
    let steps: Vec<String> = said(&cluster, Kind::Rollout, begin)
        .into_iter()
        .filter(|words| words.starts_with("RolloutStep") || words.starts_with("RolloutPaused"))
        .collect();
    assert_eq!(
        steps,
        [
            "RolloutStepCompleted: Rollout step 1/4 completed (setWeight: 25)",
            "RolloutPaused: Rollout is paused (CanaryPauseStep)",
            "RolloutStepCompleted: Rollout step 2/4 completed (pause: 10s)",
            "RolloutStepCompleted: Rollout step 3/4 completed (setWeight: 50)",
            "RolloutPaused: Rollout is paused (CanaryPauseStep)",
            "RolloutStepCompleted: Rollout step 4/4 completed (pause)",
        ]
    );
}

#[test]
fn an_abort_goes_back_and_a_retry_begins_again() {
    let mut cluster = begun(STEPS);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 30);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 2, v2 2", "3 Paused: CanaryPauseStep"));
    cluster.apply(Command::abort_rollout(&"web".into())).expect("accepted");
    pass(&mut cluster, 30);
    assert_eq!(sizes(&cluster), "v1 4, v2 0");
    assert_eq!(stands(&cluster), "0 Degraded: RolloutAborted: Rollout aborted update to revision 2");
    assert!(rollout(&cluster).status.abort && rollout(&cluster).status.aborted_at.is_some());
    cluster.apply(Command::retry_rollout(&"web".into())).expect("accepted");
    pass(&mut cluster, 6);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 3, v2 1", "1 Paused: CanaryPauseStep"));
}

#[test]
fn promoted_fully_it_skips_what_is_left() {
    let mut cluster = begun(STEPS);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 2);
    cluster.apply(Command::promote_rollout_fully(&"web".into())).expect("accepted");
    pass(&mut cluster, 40);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 0, v2 4", "4 Healthy"));
    let words = said(&cluster, Kind::Rollout, 0);
    let hash = rollout(&cluster).status.stable_rs;
    assert!(words.contains(&format!(
        "RolloutCompleted: Rollout completed update to revision 2 ({hash}): Full promotion requested"
    )));
}

#[test]
fn held_by_a_person_nothing_moves() {
    let mut cluster = begun(STEPS);
    cluster.apply(Command::pause_rollout(&"web".into())).expect("accepted");
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 60);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 4, v2 0", "0 Paused: manually paused"));
    cluster.apply(Command::promote_rollout(&rollout(&cluster)).expect("it waits")).expect("accepted");
    pass(&mut cluster, 6);
    assert_eq!(sizes(&cluster), "v1 3, v2 1");
}

#[test]
fn what_changes_the_template_starts_a_rollout_and_nothing_else_does() {
    let mut cluster = begun(STEPS);
    patch(&mut cluster, Kind::Rollout, "web", "{spec: {replicas: 6, minReadySeconds: 1}}").expect("accepted");
    pass(&mut cluster, 20);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 6", "4 Healthy"));
    let label = "{spec: {template: {metadata: {annotations: {note: hello}}}}}";
    patch(&mut cluster, Kind::Rollout, "web", label).expect("accepted");
    pass(&mut cluster, 20);
    assert_eq!(cluster.objects().replica_sets.len(), 2, "an annotation of the template counts");
    assert_eq!(stands(&cluster), "1 Paused: CanaryPauseStep");
}

#[test]
fn going_back_to_the_stable_version_skips_the_steps() {
    let mut cluster = begun(STEPS);
    let stable = cluster.objects().replica_sets.values().next().expect("one").as_ref().clone();
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 30);
    cluster.apply(Command::undo_rollout(&"web".into(), &stable)).expect("accepted");
    pass(&mut cluster, 30);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 4, v2 0", "4 Healthy"));
    assert!(said(&cluster, Kind::Rollout, 0).contains(&"SkipSteps: Rollback to stable ReplicaSets".to_owned()));
}

#[test]
fn a_third_version_on_the_way_takes_the_second_ones_place() {
    let mut cluster = begun(STEPS);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 30);
    roll_out(&mut cluster, "web:v3");
    pass(&mut cluster, 30);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 2, v2 0, v3 2", "3 Paused: CanaryPauseStep"));
}

#[test]
fn what_is_stuck_is_said_and_may_be_given_up() {
    for (abort, phase) in [(false, "ProgressDeadlineExceeded: ReplicaSet "), (true, "RolloutAborted: Rollout aborted ")]
    {
        let mut cluster = begun(STEPS);
        let deadline = format!("{{spec: {{progressDeadlineSeconds: 30, progressDeadlineAbort: {abort}}}}}");
        patch(&mut cluster, Kind::Rollout, "web", &deadline).expect("accepted");
        super::behaves(&mut cluster, "web:v2", podyard::world::App { never_ready: true, ..Default::default() });
        roll_out(&mut cluster, "web:v2");
        pass(&mut cluster, 25);
        assert_eq!(stands(&cluster), "0 Progressing: more replicas need to be updated");
        pass(&mut cluster, 20);
        let stands = stands(&cluster);
        assert!(stands.starts_with(&format!("0 Degraded: {phase}")), "{stands}");
        assert!(stands.ends_with("has timed out progressing."), "{stands}");
    }
}

#[test]
fn an_invalid_rollout_is_stored_and_not_acted_on() {
    let mut cluster = begun(STEPS);
    patch(&mut cluster, Kind::Rollout, "web", "{spec: {strategy: {canary: {steps: [{setWeight: 120}]}}}}")
        .expect("taken");
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 20);
    assert_eq!(sizes(&cluster), "v1 4");
    let words = "Degraded: InvalidSpec: The Rollout \"web\" is invalid: spec.strategy.canary.steps[0].setWeight: Invalid \
                 value: 120: SetWeight needs to be between 0 and 100";
    assert_eq!(stands(&cluster), format!("4 {words}"));
    patch(&mut cluster, Kind::Rollout, "web", "{spec: {strategy: {canary: {steps: []}}}}").expect("taken");
    pass(&mut cluster, 40);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 0, v2 4", "- Healthy"));
}

#[test]
fn a_deleted_rollout_takes_everything_with_it() {
    let mut cluster = begun(STEPS);
    cluster.apply(Command::Delete { kind: Kind::Rollout, name: "web".into() }).expect("it is there");
    pass(&mut cluster, 30);
    let objects = cluster.objects();
    assert_eq!((objects.rollouts.len(), objects.replica_sets.len(), objects.pods.len()), (0, 0, 0));
}

/// Ten pods, half of them new, all of them there.
fn half() -> Cluster {
    let mut cluster =
        begun("canary: {maxSurge: 1, maxUnavailable: 0, steps: [{setWeight: 50}, {pause: {}}, {setWeight: 80}]}");
    patch(&mut cluster, Kind::Rollout, "web", "{spec: {replicas: 10}}").expect("accepted");
    pass(&mut cluster, 20);
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 120);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 5, v2 5", "1 Paused: CanaryPauseStep"));
    cluster
}

#[test]
fn fewer_replicas_in_the_middle_take_no_available_pod_too_many() {
    let mut cluster = half();
    patch(&mut cluster, Kind::Rollout, "web", "{spec: {replicas: 6}}").expect("accepted");
    let before = said(&cluster, Kind::Rollout, 0).len();
    pass(&mut cluster, 30);
    assert_eq!(sizes(&cluster), "v1 3, v2 3");
    let scaled = said(&cluster, Kind::Rollout, 0).split_off(before);
    assert!(scaled.iter().all(|line| line.starts_with("ScalingReplicaSet: Scaled down")), "{scaled:?}");
    // The new version's pods have gone unready: those that answer stay.
    let mut cluster = half();
    let away = podyard::world::App { never_ready: true, ..Default::default() };
    super::behaves(&mut cluster, "web:v2", away);
    for pod in cluster.objects().pods.values().cloned().collect::<Vec<_>>() {
        if pod.spec.containers[0].image.ends_with("v2") {
            cluster.apply(Command::Delete { kind: Kind::Pod, name: pod.metadata.name.clone() }).expect("it is there");
        }
    }
    pass(&mut cluster, 30);
    patch(&mut cluster, Kind::Rollout, "web", "{spec: {replicas: 6}}").expect("accepted");
    pass(&mut cluster, 30);
    assert_eq!(sizes(&cluster), "v1 5, v2 2");
}

#[test]
fn an_earlier_template_within_the_window_is_gone_back_to_at_once() {
    for (window, steps) in [(0, "3 Paused: CanaryPauseStep"), (1, "4 Healthy")] {
        let mut cluster = begun(STEPS);
        patch(&mut cluster, Kind::Rollout, "web", &format!("{{spec: {{rollbackWindow: {{revisions: {window}}}}}}}"))
            .expect("accepted");
        let first = cluster.objects().replica_sets.values().next().expect("one").as_ref().clone();
        roll_out(&mut cluster, "web:v2");
        pass(&mut cluster, 5);
        cluster.apply(Command::promote_rollout_fully(&"web".into())).expect("accepted");
        pass(&mut cluster, 40);
        assert_eq!(stands(&cluster), "4 Healthy");
        cluster.apply(Command::undo_rollout(&"web".into(), &first)).expect("accepted");
        pass(&mut cluster, 40);
        assert_eq!(stands(&cluster), steps, "a window of {window}");
        let hash = rollout(&cluster).status.current_pod_hash;
        let words =
            format!("RolloutCompleted: Rollout completed update to revision 3 ({hash}): Rollback within window");
        assert_eq!(said(&cluster, Kind::Rollout, 0).contains(&words), window > 0);
    }
}
