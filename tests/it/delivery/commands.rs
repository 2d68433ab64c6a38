//! What `kubectl argo rollouts` sends, and the line it is.

use podyard::kube::object::{Kind, Name};
use podyard::kubectl::{answer, bare_line, line};
use podyard::sim::Cluster;
use podyard::sim::command::{Answer, Command};

use super::{apply, pass, patch, quick, roll_out, rollout, web};

#[test]
fn the_line_of_each() {
    let mut cluster = Cluster::new(quick());
    apply(&mut cluster, &web("canary: {steps: [{setWeight: 25}, {pause: {}}]}"));
    pass(&mut cluster, 10);
    let name = Name::from("web");
    let set = cluster.objects().replica_sets.values().next().expect("one").as_ref().clone();
    let skip = Command::promote_rollout(&rollout(&cluster)).expect("there are steps");
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 20);
    let lift = Command::promote_rollout(&rollout(&cluster)).expect("it waits");
    let cases = [
        (skip, "promote web", "rollout 'web' promoted"),
        (lift, "promote web", "rollout 'web' promoted"),
        (Command::promote_rollout_fully(&name), "promote web --full", "rollout 'web' fully promoted"),
        (Command::abort_rollout(&name), "abort web", "rollout 'web' aborted"),
        (Command::retry_rollout(&name), "retry rollout web", "rollout 'web' retried"),
        (Command::pause_rollout(&name), "pause web", "rollout 'web' paused"),
        (Command::undo_rollout(&name, &set), "undo web", "rollout 'web' undo"),
        (
            Command::SetImage { kind: Kind::Rollout, name: name.clone(), image: "web:v3".into() },
            "set image web web=web:v3",
            "rollout \"web\" image updated",
        ),
    ];
    for (command, expected, prints) in cases {
        assert_eq!(line(&command), Some(format!("kubectl argo rollouts {expected}")));
        let done = cluster.apply(command.clone()).unwrap_or_else(|rejected| panic!("{expected}: {rejected:?}"));
        assert_eq!(answer(&command, &done), prints);
    }
    let scale = Command::Scale { kind: Kind::Rollout, name: name.clone(), replicas: 7 };
    assert_eq!(line(&scale).as_deref(), Some("kubectl scale rollout/web --replicas=7"));
    assert_eq!(cluster.apply(scale), Ok(Answer::Scaled));
    assert_eq!(rollout(&cluster).spec.replicas, Some(7));
    let refused = cluster.apply(Command::Scale { kind: Kind::Service, name, replicas: 7 }).expect_err("no replicas");
    assert!(podyard::text::said(&refused.message).contains("Service"), "{refused:?}");
    let other = Command::patch_spec(Kind::Rollout, "web", "replicas", None);
    assert_eq!(
        bare_line(&other).as_deref(),
        Some("kubectl patch rollout/web --type=merge -p '{\"spec\":{\"replicas\":null}}'")
    );
}

#[test]
fn a_status_is_patched_and_one_that_is_none_is_refused() {
    let mut cluster = Cluster::new(quick());
    apply(&mut cluster, &web("canary: {}"));
    pass(&mut cluster, 10);
    let generation = rollout(&cluster).metadata.generation;
    let abort = |cluster: &mut Cluster, value: &str| {
        patch(cluster, Kind::Rollout, "web", &format!("{{spec: {{replicas: 7}}, status: {{abort: {value}}}}}"))
    };
    let refused = abort(&mut cluster, "yes-please").expect_err("that is no answer");
    assert!(refused.contains("status.abort"), "{refused}");
    assert_eq!(rollout(&cluster).spec.replicas, Some(4), "and nothing was changed");
    assert_eq!(abort(&mut cluster, "true"), Ok(Answer::Patched));
    assert_eq!(rollout(&cluster).metadata.generation, generation + 1);
    assert_eq!(patch(&mut cluster, Kind::Rollout, "web", "{status: {abort: true}}"), Ok(Answer::NotPatched));
    assert_eq!(rollout(&cluster).metadata.generation, generation + 1, "a status counts no generation");
}
