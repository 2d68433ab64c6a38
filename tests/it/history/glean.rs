//! What is gleaned from the log is all there is, at a cost that does not grow with the log.

use podyard::history::{Errand, Gleaned, History, Topic, Travel, Traveller};
use podyard::playbook::ChoiceId;
use podyard::scenario::Scenario;
use podyard::session::Action;
use podyard::sim::random::Random;

use crate::random_runs::random_run;

/// The plain way.
fn all(history: &History) -> Vec<usize> {
    let log = history.session().log().iter().enumerate();
    log.filter(|(_, event)| event.happening.decision().is_some()).map(|(place, _)| place).collect()
}

#[test]
fn each_entry_is_looked_at_once_while_time_runs() {
    let mut traveller = Traveller::new(History::new(Scenario::default()));
    let mut gleaned = Gleaned::default();
    let mut looks = 0;
    for version in 0..6 {
        if version > 0 {
            traveller.ask(Errand::Act(Action::Do(ChoiceId::Next)));
            traveller.finish();
        }
        traveller.ask(Errand::Act(Action::Play));
        let before = (gleaned.looked(), traveller.session().log().len() as u64);
        for _ in 0..300 {
            traveller.ask(Errand::Act(Action::Tick { elapsed_ms: 100 }));
            assert_eq!(gleaned.look(&traveller, Topic::Decisions), all(&traveller));
            looks += 1;
        }
        let new = traveller.session().log().len() as u64 - before.1;
        // All of it after a step, since it may have changed; then what is new, and the last entry again at each look.
        assert!(gleaned.looked() - before.0 <= before.1 + new + 300, "{} of {}", gleaned.looked(), before.1);
    }
    assert!(traveller.session().log().len() > 200, "a log worth the trouble: {}", traveller.session().log().len());
    assert_eq!(looks, 1_800);
}

#[test]
fn it_is_the_same_as_a_look_at_everything_however_one_moves() {
    for seed in 1..=12 {
        let (history, _) = random_run(seed, true);
        let (mut traveller, mut gleaned, mut random) = (Traveller::new(history), Gleaned::default(), Random::new(seed));
        for _ in 0..40 {
            let end = traveller.current().horizon.0 as u32;
            let branches = traveller.branches();
            let any = branches[random.below(branches.len() as u32) as usize].id;
            traveller.ask(match random.below(8) {
                0 | 1 => Errand::Go(Travel::Seek(u64::from(random.below(end + 3_000)))),
                2 => Errand::Go(Travel::StepBack(podyard::session::Grain::Event)),
                3 => Errand::Go(Travel::Undo),
                4 => Errand::Go(Travel::Redo),
                5 => Errand::Go(Travel::Switch(any)),
                6 => Errand::Act(Action::Step(podyard::session::Grain::Event)),
                _ => Errand::Act(Action::Play),
            });
            traveller.finish();
            traveller.ask(Errand::Act(Action::Tick { elapsed_ms: 100 }));
            assert_eq!(gleaned.look(&traveller, Topic::Decisions), all(&traveller), "seed {seed}");
        }
    }
}
