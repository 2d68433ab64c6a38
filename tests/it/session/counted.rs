//! The numbers of the sentence under the picture and the pods that they count.

use podyard::message::Said;
use podyard::scenario::{Control, Preset, StrategyKind};
use podyard::session::{Action, Grain, Session};
use podyard::sim::pod::Pod;
use podyard::text::marked;

use super::{play, press, session};

/// The numbers that have their pods with them, as they are written, and the pods.
fn counted(session: &Session) -> Vec<(String, Vec<u32>)> {
    let Some((_, sentence)) = session.view().voice() else { return Vec::new() };
    let sentence = marked(&sentence);
    sentence.pods.iter().map(|(place, pods)| (sentence.text[place.clone()].to_string(), pods.to_vec())).collect()
}

fn pods(session: &Session, wanted: impl Fn(&Pod) -> bool) -> Vec<u32> {
    let all = session.cluster().objects().pods.values();
    let mut found: Vec<u32> = all.filter(|pod| wanted(pod)).map(|pod| pod.metadata.uid.0).collect();
    found.sort_unstable();
    found
}

fn sorted(mut pods: Vec<u32>) -> Vec<u32> {
    pods.sort_unstable();
    pods
}

#[test]
fn present_counts_every_pod_that_stays() {
    let mut session = session(StrategyKind::RollingUpdate, 10);
    press(&mut session, "Roll out v2");
    let mut seen = 0;
    for _ in 0..200 {
        session.update(Action::Step(Grain::Event));
        for (number, shown) in counted(&session) {
            assert_eq!(number, shown.len().to_string());
            let there = pods(&session, |_| true);
            assert!(shown.iter().all(|uid| there.binary_search(uid).is_ok()), "{shown:?} of {there:?}");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
    let stays = |pod: &Pod| pod.metadata.deletion_timestamp.is_none();
    let mut new = Session::new(session.scenario().clone());
    press(&mut new, "Roll out v2");
    while new.log().len() < 3 {
        new.update(Action::Step(Grain::Event));
    }
    let all = pods(&new, stays);
    let found = counted(&new);
    assert!(found.iter().any(|(_, shown)| sorted(shown.clone()) == all), "{found:?} {all:?}");
}

#[test]
fn what_was_decided_of_other_pods_shows_none() {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    press(&mut session, "Roll out v2");
    play(&mut session, 60);
    // Long after: the sentence says that it is complete, or what was decided of pods that are gone.
    assert!(counted(&session).iter().all(|(number, shown)| *number == shown.len().to_string()));
}

#[test]
fn who_cannot_start_is_shown() {
    let mut session = session(StrategyKind::RollingUpdate, 4);
    session.update(Action::Choose(Preset::ImageMissing));
    session.update(Action::Set { control: Control::Delays, text: "short".into() });
    press(&mut session, "Roll out v2");
    play(&mut session, 60);
    let ill = pods(&session, |pod| pod.image.ends_with(":v2"));
    let found: Vec<(String, Vec<u32>)> = counted(&session).into_iter().map(|(it, pods)| (it, sorted(pods))).collect();
    assert_eq!(found, [(ill.len().to_string(), ill.clone()), (ill.len().to_string(), ill)]);
    assert!(matches!(session.view().voice(), Some((_, Said::Part(_)))));
}
