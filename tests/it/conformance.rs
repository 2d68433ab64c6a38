//! Every recording of upstream's own controllers is reproduced.
//!
//! A step runs at the start of its second; upstream does not define its order against a pod's change due in that second.
//! Here the pods' changes always come first: some recordings can be met only so, and all can.

use podyard::trace::{Scaling, State, Trace, run};
use serde::Deserialize;

/// A recording: a trace, and what of it upstream itself repeated each time.
#[derive(Deserialize)]
struct Recording {
    #[serde(flatten)]
    trace: Trace,
    scaling_order_is_stable: bool,
    progressing_is_stable: bool,
}

fn recordings(file: &str) -> Vec<Recording> {
    let text = std::fs::read_to_string(format!("{}/tests/conformance/{file}", env!("CARGO_MANIFEST_DIR")))
        .unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The first difference in words, if there is one.
fn difference(upstream: &Recording, ours: &Trace) -> Option<String> {
    let name = &upstream.trace.scenario.name;
    let found = states(&upstream.trace.states, &ours.states)
        .or_else(|| upstream.scaling_order_is_stable.then(|| scalings(&upstream.trace, ours)).flatten())
        .or_else(|| upstream.progressing_is_stable.then(|| progressing(&upstream.trace, ours)).flatten())
        .or_else(|| {
            let (theirs, ours) = (&upstream.trace.refused, &ours.refused);
            (theirs != ours).then(|| format!("undo: answered {ours:?}, upstream {theirs:?}"))
        });
    found.map(|found| format!("{name}, {found}"))
}

/// Compares what held second by second: both lists leave out seconds that bring nothing new.
fn states(upstream: &[State], ours: &[State]) -> Option<String> {
    let mut seconds: Vec<u64> = upstream.iter().chain(ours).map(|state| state.at).collect();
    seconds.sort_unstable();
    seconds.dedup();
    seconds.into_iter().find_map(|at| {
        let held = |states: &[State]| states.iter().rfind(|state| state.at <= at).cloned();
        let what = match (held(upstream), held(ours)) {
            (Some(theirs), Some(ours)) => state(&State { at, ..theirs }, &State { at, ..ours }),
            (theirs, ours) => (theirs != ours).then(|| format!("there is {ours:?}, upstream {theirs:?}")),
        };
        what.map(|what| format!("second {at}: {what}"))
    })
}

fn state(upstream: &State, ours: &State) -> Option<String> {
    let newest = upstream.replica_sets.iter().max_by_key(|set| set.revision.parse::<i64>().unwrap_or(0));
    let images = |state: &State| state.replica_sets.iter().map(|set| set.image.clone()).collect::<Vec<_>>().join(", ");
    if images(upstream) != images(ours) {
        return Some(format!("there are the ReplicaSets {}, upstream {}", images(ours), images(upstream)));
    }
    for (theirs, ours) in upstream.replica_sets.iter().zip(&ours.replica_sets) {
        if theirs != ours {
            let age = if Some(theirs) == newest { "new" } else { "old" };
            let image = &theirs.image;
            return Some(if theirs.spec_replicas == ours.spec_replicas {
                format!("{age} ReplicaSet {image} is {ours:?}, upstream {theirs:?}")
            } else {
                format!("{age} ReplicaSet {image} has {}, upstream {}", ours.spec_replicas, theirs.spec_replicas)
            });
        }
    }
    let counts = |state: &State| {
        format!(
            "replicas {}, updated {}, ready {}, available {}, unavailable {}, pods {}, terminating {}",
            state.replicas,
            state.updated,
            state.ready,
            state.available,
            state.unavailable,
            state.pod_objects,
            state.terminating_pods
        )
    };
    if counts(upstream) != counts(ours) {
        return Some(format!("the Deployment has {}, upstream {}", counts(ours), counts(upstream)));
    }
    (upstream != ours).then(|| {
        format!(
            "{:?} and {:?}, upstream {:?} and {:?}",
            ours.conditions, ours.rollout_status, upstream.conditions, upstream.rollout_status
        )
    })
}

fn scalings(upstream: &Trace, ours: &Trace) -> Option<String> {
    let words = |scaling: Option<&Scaling>| match scaling {
        Some(Scaling { at, replica_set, from, to }) => format!("second {at}: {replica_set} from {from} to {to}"),
        None => "nothing more".into(),
    };
    let (theirs, ours) = (upstream.scalings.as_deref().unwrap_or(&[]), ours.scalings.as_deref().unwrap_or(&[]));
    (0..theirs.len().max(ours.len())).find(|index| theirs.get(*index) != ours.get(*index)).map(|index| {
        format!("scaling {}: {}, upstream {}", index + 1, words(ours.get(index)), words(theirs.get(index)))
    })
}

fn progressing(upstream: &Trace, ours: &Trace) -> Option<String> {
    let (theirs, ours) = (upstream.progressing.as_deref().unwrap_or(&[]), ours.progressing.as_deref().unwrap_or(&[]));
    (0..theirs.len().max(ours.len()))
        .find(|index| theirs.get(*index) != ours.get(*index))
        .map(|index| format!("Progressing {}: {:?}, upstream {:?}", index + 1, ours.get(index), theirs.get(index)))
}

/// Runs every scenario of a file and fails with the first difference of each that has one.
fn reproduce(file: &str, expected: usize) {
    let recordings = recordings(file);
    assert_eq!(recordings.len(), expected, "{file}");
    let differences: Vec<String> =
        recordings.iter().filter_map(|recording| difference(recording, &run(&recording.trace.scenario))).collect();
    assert!(
        differences.is_empty(),
        "{} of {} recordings are not reproduced:\n{}",
        differences.len(),
        recordings.len(),
        differences.join("\n")
    );
}

#[test]
fn named_recordings() {
    reproduce("rollouts-named.json", 58);
}

#[test]
fn mixed_recordings() {
    reproduce("rollouts-mixed.json", 208);
}

#[test]
fn large_recordings() {
    reproduce("rollouts-large.json", 2);
}

#[test]
fn the_page_names_as_many_recordings_as_there_are() {
    let files = ["rollouts-named.json", "rollouts-mixed.json", "rollouts-large.json"];
    let counts = files.map(|file| recordings(file).len());
    assert_eq!(counts.iter().sum::<usize>(), podyard::sim::RECORDINGS, "{counts:?}");
}
