//! Time that turns back, and runs that branch: over random runs, and by name.

mod cases;
mod compare;
mod glean;
mod journeys;
mod links;
mod names;
mod shelf;
mod store;
mod tabs;
mod told;

use crate::random_runs::{random_run, wait};
use crate::thorough::runs;
use podyard::history::{History, Travel};
use podyard::playbook::ChoiceId;
use podyard::scenario::Control;
use podyard::session::{Action, Grain, Session};

/// Pods wanted, as the control shows it.
fn replicas(session: &Session) -> i32 {
    session.values().text(Control::Replicas).parse().expect("a number")
}

/// Everything of a session that a run decides.
fn state(session: &Session) -> (u64, u64, u64, usize) {
    (session.cluster().state_hash(), session.elapsed(), session.happened(), session.log().len())
}

/// Seeds of random runs that a test goes through.
fn seeds() -> std::ops::RangeInclusive<u64> {
    1..=runs(20, 300)
}

#[test]
fn stepping_back_and_forward_again_is_where_one_was() {
    for seed in seeds() {
        let (mut history, mut random) = random_run(seed, false);
        let grain = if seed % 2 == 0 { Grain::Event } else { Grain::Change };
        // From a stop, so that time alone does not count as a step.
        history.travel(Travel::StepBack(grain));
        let here = state(history.session());
        let mut way = vec![here];
        let steps = 1 + random.below(30) as usize;
        while way.len() <= steps && history.session().happened() > 0 {
            history.travel(Travel::StepBack(grain));
            way.push(state(history.session()));
        }
        for before in way.iter().rev().skip(1) {
            history.update(Action::Step(grain));
            assert_eq!(state(history.session()), *before, "seed {seed} by {grain:?}, {} steps back", way.len() - 1);
        }
    }
}

#[test]
fn any_instant_is_the_same_whenever_one_comes_to_it() {
    for seed in seeds() {
        let (mut history, mut random) = random_run(seed, false);
        let end = history.session().elapsed();
        let instants: Vec<u64> = (0..4).map(|_| u64::from(random.below(end as u32 + 1))).collect();
        let mut seen = Vec::new();
        for at in &instants {
            history.travel(Travel::Seek(*at));
            seen.push(state(history.session()));
        }
        history.travel(Travel::Seek(end));
        for (at, seen) in instants.iter().zip(&seen) {
            history.travel(Travel::Seek(*at));
            assert_eq!(state(history.session()), *seen, "seed {seed} at {at} ms");
        }
    }
}

#[test]
fn undoing_everything_gives_the_start_and_redoing_it_gives_it_back() {
    for seed in seeds() {
        let (mut history, _) = random_run(seed, true);
        let edits = |history: &History| history.current().edits.len();
        let first = History::new(history.branches()[0].scenario.clone());
        let (mut places, mut undone) = (Vec::new(), 0);
        while history.can_undo() {
            history.travel(Travel::Undo);
            places.push((history.current().id, state(history.session())));
            undone += 1;
            assert!(undone < 200, "seed {seed}: it ends");
        }
        assert_eq!(history.current().id, history.branches()[0].id, "seed {seed}");
        assert_eq!(state(history.session()), state(first.session()), "seed {seed}: the start");
        let mut redone = 0;
        while history.can_redo() {
            history.travel(Travel::Redo);
            redone += 1;
            assert!(redone < 200, "seed {seed}: it ends");
        }
        let last = history.current();
        assert_eq!(last.limit, edits(&history), "seed {seed}: every edit is in force again");
    }
}

#[test]
fn a_branch_never_changes_its_parent() {
    for seed in seeds() {
        let (mut history, mut random) = random_run(seed, false);
        let parent = history.current().clone();
        let end = history.session().elapsed();
        let whole = state(history.session());
        history.travel(Travel::Seek(u64::from(random.below(end as u32 + 1)) / 2));
        let action = Action::Set { control: Control::Replicas, text: (1 + random.below(8)).to_string() };
        history.update(action);
        wait(&mut random, &mut history);
        assert_ne!(history.current().id, parent.id, "seed {seed}: another branch");
        assert_eq!(history.current().parent.map(|(id, _)| id), Some(parent.id), "seed {seed}");
        let kept = history.branches().iter().find(|branch| branch.id == parent.id).expect("it is kept");
        assert_eq!(
            (&kept.edits, kept.limit, kept.horizon),
            (&parent.edits, parent.edits.len(), parent.horizon),
            "seed {seed}"
        );
        history.travel(Travel::Switch(parent.id));
        assert_eq!(state(history.session()), whole, "seed {seed}: as it was left");
    }
}

/// The same edits in a session without a history: writing down changes nothing.
#[test]
fn a_history_is_the_session_it_holds() {
    for seed in seeds() {
        let (history, _) = random_run(seed, false);
        let branch = history.current();
        let mut session = Session::new(branch.scenario.clone());
        for edit in branch.edits.iter() {
            session.replay_to(edit.steps, edit.at);
            session.update(edit.action.clone());
        }
        session.replay_to(history.session().happened(), history.session().elapsed());
        assert_eq!(state(&session), state(history.session()), "seed {seed}");
        assert!(
            branch.edits.iter().all(|edit| edit.action != Action::Do(ChoiceId::Next) || edit.at <= branch.horizon.0)
        );
    }
}
