//! What of lessons a reader has done: tasks, and tests that were passed. Kept by their ids, so that it outlives new content.

use crate::kube::fields::fields;
use crate::kube::object::Name;

use super::lesson::Lesson;
use super::stored::Stored;

/// What a passed test is kept by; no task may be called so.
pub const TEST: &str = "test";

fields! {
    /// All of it.
    pub struct Ticked ("what of lessons is done") {
        all: Vec<Tick> = "ticks";
    }
}

fields! {
    /// A task of a lesson that is done.
    pub struct Tick ("a task that is done") {
        lesson: Name = "lesson";
        task: Name = "task";
    }
}

impl Stored for Ticked {}

impl Ticked {
    /// A task is done.
    pub fn has(&self, lesson: &str, task: &str) -> bool {
        self.all.iter().any(|tick| &*tick.lesson == lesson && &*tick.task == task)
    }

    /// One is done now.
    pub fn add(&mut self, lesson: &str, task: &str) {
        if !self.has(lesson, task) {
            self.all.push(Tick { lesson: lesson.into(), task: task.into() });
        }
    }

    /// How many of a lesson's tasks are done, of how many.
    pub fn of(&self, lesson: &Lesson) -> (usize, usize) {
        let done = lesson.tasks().filter(|task| self.has(&lesson.id, task)).count();
        (done, lesson.tasks().count())
    }

    /// Its test was passed.
    pub fn is_passed(&self, lesson: &Lesson) -> bool {
        self.has(&lesson.id, TEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_read_again() {
        let mut ticked = Ticked::default();
        for (lesson, task) in [("a", "first"), ("a", "second"), ("a", "first"), ("b", TEST)] {
            ticked.add(lesson, task);
        }
        assert_eq!(ticked.all.len(), 3);
        assert_eq!(Ticked::parse(&ticked.to_json()), Some(ticked.clone()));
        assert!(ticked.has("a", "second") && !ticked.has("b", "second"));
        assert_eq!(Ticked::parse(""), Some(Ticked::default()));
        for foreign in ["{", "nothing", r#"{"ticks":[],"marks":[]}"#] {
            assert_eq!(Ticked::parse(foreign), None, "{foreign}");
        }
    }
}
