//! A lesson's runs while it is read: what the dials are set to, and what came of it, worked out in slices.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::kube::object::Name;
use crate::learn::Lesson;
use crate::learn::played::{Chosen, Played};
use crate::pace::Work;
use crate::ui::parts::frames::use_frames;
use crate::ui::parts::hooks::{use_memo, use_value};
use crate::ui::visit::journey::{EVENTS, SLICE, for_a_while};

/// A run as a block sees it.
#[derive(Clone)]
pub(crate) struct Stage {
    pub lesson: Rc<Lesson>,
    /// Which of the lesson's runs.
    pub run: usize,
    pub chosen: Rc<Chosen>,
    /// What came of it; nothing until it is worked out for the first time.
    pub played: Option<Rc<Played>>,
    /// Why what the dials are set to now cannot be run: then what came of it is that of before, as in a cluster.
    pub refused: Option<Rc<Played>>,
    /// It is of what the dials are set to now.
    pub is_fresh: bool,
    /// Sets a dial.
    pub on_dial: Callback<(usize, Name, Name)>,
    /// On a page without a program.
    pub still: bool,
}

impl Stage {
    /// Nothing of it can be turned or played. In the program that is never so, and nothing of the other case is part of it.
    pub const fn is_still(&self) -> bool {
        cfg!(not(target_arch = "wasm32")) && self.still
    }

    /// A run as it stands on a page without a program.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn still(lesson: &Rc<Lesson>, run: usize, chosen: Chosen) -> Self {
        let played = crate::pace::at_once(async |pace| lesson.play(run, &chosen, pace).await);
        let (lesson, chosen, played) = (lesson.clone(), Rc::new(chosen), Some(Rc::new(played)));
        Self { lesson, run, chosen, played, refused: None, is_fresh: true, on_dial: Callback::noop(), still: true }
    }

    /// A goal of a block is met by what the dials are set to.
    pub fn is_met(&self, block: usize) -> bool {
        let played = self.played.as_ref().filter(|_| self.is_fresh && self.refused.is_none());
        let met = |played: &Rc<Played>| played.met(&self.lesson, self.run, &self.lesson.blocks[block]).contains(&true);
        played.is_some_and(met)
    }
}

/// By what it holds, not by what that says: there is much of it.
impl PartialEq for Stage {
    fn eq(&self, other: &Self) -> bool {
        let same = |one: &Option<Rc<Played>>, other: &Option<Rc<Played>>| match (one, other) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        Rc::ptr_eq(&self.lesson, &other.lesson)
            && self.run == other.run
            && Rc::ptr_eq(&self.chosen, &other.chosen)
            && same(&self.played, &other.played)
            && same(&self.refused, &other.refused)
            && self.is_fresh == other.is_fresh
            && self.on_dial == other.on_dial
    }
}

/// One of the runs.
struct OneRun {
    chosen: Rc<Chosen>,
    played: Option<Rc<Played>>,
    refused: Option<Rc<Played>>,
    is_fresh: bool,
}

/// What was worked out, for whoever comes into the place of who had it worked out: an answer shows the run its question showed.
#[derive(Clone)]
pub(crate) struct Kept(Rc<RefCell<Runs>>);

impl Kept {
    /// Nothing is worked out before it is shown.
    pub fn of(lesson: Rc<Lesson>) -> Self {
        Self(Rc::new(RefCell::new(Runs::of(lesson))))
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

struct Runs {
    lesson: Rc<Lesson>,
    all: Vec<OneRun>,
    work: Option<(usize, Work<Played>)>,
}

impl Runs {
    fn of(lesson: Rc<Lesson>) -> Self {
        let one = |_| OneRun { chosen: Rc::default(), played: None, refused: None, is_fresh: false };
        let all = lesson.runs.iter().map(one).collect();
        Self { lesson, all, work: None }
    }

    fn turn(&mut self, run: usize, dial: Name, value: Name) {
        let Some(one) = self.all.get_mut(run) else { return };
        let mut chosen = (*one.chosen).clone();
        chosen.retain(|(other, _)| *other != dial);
        chosen.push((dial, value));
        (one.chosen, one.is_fresh) = (Rc::new(chosen), false);
        self.work = self.work.take().filter(|(other, _)| *other != run);
    }

    /// Goes on with what there is to work out; whether there is more. A run that is done is seen.
    fn goes_on(&mut self) -> bool {
        if self.work.is_none() {
            let Some(run) = self.all.iter().position(|one| !one.is_fresh) else { return false };
            let (lesson, chosen) = (self.lesson.clone(), self.all[run].chosen.clone());
            let work = Work::new(move |pace| async move { lesson.play(run, &chosen, &pace).await });
            self.work = Some((run, work));
        }
        if let Some((run, work)) = &mut self.work
            && let Some(played) = work.go_on(EVENTS)
        {
            let (one, played) = (&mut self.all[*run], Rc::new(played));
            one.is_fresh = true;
            one.refused = played.refused.is_some().then(|| played.clone());
            if one.refused.is_none() {
                one.played = Some(played);
            }
            self.work = None;
        }
        true
    }

    fn finished(&self) -> usize {
        self.all.iter().filter(|one| one.is_fresh).count()
    }
}

/// All runs of a lesson, in its order.
#[hook]
pub(crate) fn use_runs(lesson: &Rc<Lesson>) -> Vec<Stage> {
    let kept = use_memo((), |()| Kept::of(lesson.clone()));
    use_kept_runs(&kept)
}

/// The same, where they are kept.
#[hook]
pub(crate) fn use_kept_runs(kept: &Kept) -> Vec<Stage> {
    let runs = kept.0.clone();
    let drawn = use_value(|| 0_u32);
    let running = use_value(|| true);
    // Natively views are drawn once.
    if cfg!(not(target_arch = "wasm32")) {
        while runs.borrow_mut().goes_on() {}
    }
    let on_frame = {
        let (runs, running, drawn) = (runs.clone(), running.setter(), drawn.clone());
        Callback::from(move |_: u32| {
            let before = runs.borrow().finished();
            let more = for_a_while(SLICE, || {
                let mut runs = runs.borrow_mut();
                runs.goes_on() && runs.finished() == before
            });
            let done = runs.borrow().finished();
            if done != before {
                drawn.change(|drawn| drawn + 1);
            }
            running.set(more || done < runs.borrow().all.len());
        })
    };
    use_frames(*running, on_frame);
    let on_dial = {
        let (runs, running) = (runs.clone(), running.setter());
        use_memo((), move |()| {
            Callback::from(move |(run, dial, value): (usize, Name, Name)| {
                runs.borrow_mut().turn(run, dial, value);
                running.set(true);
                drawn.change(|drawn| drawn + 1);
            })
        })
    };
    let runs = runs.borrow();
    let stage = |(run, one): (usize, &OneRun)| Stage {
        lesson: runs.lesson.clone(),
        run,
        chosen: one.chosen.clone(),
        played: one.played.clone(),
        refused: one.refused.clone(),
        is_fresh: one.is_fresh,
        on_dial: (*on_dial).clone(),
        still: false,
    };
    runs.all.iter().enumerate().map(stage).collect()
}
