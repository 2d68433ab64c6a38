//! Which exercises a learner has done, and how well: kept by their ids, so that it outlives new content.

use crate::kube::fields::fields;
use crate::kube::form::Form;
use crate::kube::object::Name;
use crate::kube::time::Millis;

use super::stored::Stored;

fields! {
    /// All of them.
    pub struct Done ("exercises that are done") {
        all: Vec<Best> = "done";
    }
}

fields! {
    /// The best way in which one was done: with the fewest hints, then the fewest changes, then soonest.
    pub struct Best ("an exercise that is done") {
        exercise: Name = "exercise";
        /// Hints that were opened.
        hints: u32 = "hints" in Form::Whole(0, 1_000);
        changes: u32 = "changes" in Form::Whole(0, 1_000_000);
        /// When it was met, ms since she took over.
        met: Millis = "met" in Form::Seconds(0, 1_000_000_000);
    }
}

impl Stored for Done {}

impl Done {
    /// How well one was done.
    pub fn of(&self, exercise: &str) -> Option<&Best> {
        self.all.iter().find(|best| &*best.exercise == exercise)
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Takes in those of another: of two of one exercise the better one stays.
    pub fn merge(&mut self, other: Self) {
        other.all.into_iter().for_each(|best| self.add(best));
    }

    /// One was done; kept where it was not done better before.
    pub fn add(&mut self, best: Best) {
        let rank = |best: &Best| (best.hints, best.changes, best.met);
        match self.all.iter_mut().find(|before| before.exercise == best.exercise) {
            Some(before) if rank(before) <= rank(&best) => {}
            Some(before) => *before = best,
            None => self.all.push(best),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(exercise: &str, hints: u32, changes: u32, met: Millis) -> Best {
        Best { exercise: exercise.into(), hints, changes, met }
    }

    #[test]
    fn the_best_is_kept_and_read_again() {
        let mut done = Done::default();
        let cases = [
            (best("a", 1, 3, 20_000), best("a", 1, 3, 20_000)),
            (best("a", 0, 9, 90_500), best("a", 0, 9, 90_500)),
            (best("a", 0, 10, 1_000), best("a", 0, 9, 90_500)),
            (best("a", 0, 9, 60_000), best("a", 0, 9, 60_000)),
        ];
        for (add, kept) in cases {
            done.add(add.clone());
            assert_eq!(done.of("a"), Some(&kept), "{add:?}");
        }
        done.add(best("b", 2, 1, 5_000));
        assert_eq!(Done::parse(&done.to_json()), Some(done));
        assert_eq!(Done::parse(""), Some(Done::default()));
        for foreign in ["{", "nothing", r#"{"done":[],"grades":[]}"#] {
            assert_eq!(Done::parse(foreign), None, "{foreign}");
        }
    }
}
