//! A history and what is under way in it: what takes longer than a frame goes on in slices, and can be called off.
//!
//! A journey works on a copy and takes its place once it has arrived, so that the page shows an instant that holds until
//! then, and calling it off leaves everything as it was. What is asked for meanwhile waits, in order, for the arrival: it is
//! done at the instant that was asked for before. Time stands on the way.

use std::collections::VecDeque;
use std::ops::Deref;
use std::rc::Rc;

use crate::message::Message;
use crate::pace::{Pace, Work};
use crate::session::Action;
use crate::sim::command::Rejected;

use super::branch::BranchId;
use super::compare::Comparison;
use super::file::Runs;
use super::link::Link;
use super::travel::Travel;
use super::{History, is_edit};

/// What can be asked of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// What a person or the clock does.
    Act(Action),
    /// A move.
    Go(Travel),
    /// Opens a link as a run of its own.
    Open(Box<Link>),
    /// Takes these runs over in place of what is there, and stands at the end of the one looked at.
    Become(Rc<Runs>),
    /// The same, but at its start, which nothing has to be replayed for.
    BecomeAtStart(Rc<Runs>),
    /// Reads one and takes its runs in beside those that are there.
    TakeIn(String),
    /// Compares branches; none at all asks for the other three strategies.
    Compare(Vec<BranchId>),
    /// The next event at [`crate::session::Speed::Events`].
    StepOn,
}

/// What came of an errand that has something to say.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// The runs there were are here.
    Here,
    /// Of a link or a text: what to tell people, or why it leads nowhere.
    Opened(Result<Option<Message>, Rejected>),
    /// Of a comparison; nothing where there are fewer than two runs.
    Compared(Option<Comparison>),
}

/// An errand under way.
#[derive(Debug)]
pub struct Journey {
    errand: Errand,
    work: Work<(History, Option<News>)>,
}

/// See the module. It is read like the history it holds, and changed through its own calls only.
#[derive(Debug)]
pub struct Traveller {
    history: History,
    journey: Option<Journey>,
    waiting: VecDeque<Errand>,
    news: VecDeque<News>,
    /// Events of all journeys that are over, those called off included.
    spent: u64,
    arrivals: u64,
}

impl Deref for Traveller {
    type Target = History;

    fn deref(&self) -> &History {
        &self.history
    }
}

impl Journey {
    fn new(history: History, errand: Errand) -> Self {
        let asked = errand.clone();
        Self { errand, work: Work::new(|pace| async move { run(history, asked, &pace).await }) }
    }

    /// For people, e.g. `Going to the next change`.
    pub fn name(&self) -> Message {
        match &self.errand {
            Errand::Act(Action::Step(_)) | Errand::StepOn => message!("run-going-next-event"),
            Errand::Act(_) => message!("run-starting-cluster"),
            Errand::Go(Travel::Jump(..)) => message!("run-going-change"),
            Errand::Go(Travel::Switch(_)) => message!("run-going-run"),
            Errand::Go(_) => message!("run-going"),
            Errand::Open(_) | Errand::Become(_) | Errand::BecomeAtStart(_) | Errand::TakeIn(_) => {
                message!("run-opening-run")
            }
            Errand::Compare(_) => message!("run-comparing"),
        }
    }

    /// How far it is, permille.
    pub fn permille(&self) -> u64 {
        self.work.permille()
    }
}

impl History {
    async fn become_these(&mut self, runs: &Runs, to_end: bool, pace: &Pace) {
        let mut read = Self::of(runs, to_end, pace).await;
        read.session.keep_view(&self.session);
        read.say_what_was_done();
        *self = read;
    }
}

async fn run(mut history: History, errand: Errand, pace: &Pace) -> (History, Option<News>) {
    let news = match errand {
        Errand::Act(action) => {
            history.update_paced(action, pace).await;
            None
        }
        Errand::StepOn => {
            history.step_on(pace).await;
            None
        }
        Errand::Go(travel) => {
            history.travel_paced(travel, pace).await;
            None
        }
        Errand::Open(link) => Some(News::Opened(history.open_paced(*link, pace).await)),
        Errand::Become(ref runs) | Errand::BecomeAtStart(ref runs) => {
            history.become_these(runs, matches!(errand, Errand::Become(_)), pace).await;
            Some(News::Here)
        }
        Errand::TakeIn(text) => Some(News::Opened(match Runs::read(&text) {
            Ok(runs) => {
                history.take_in(History::of(&runs, true, pace).await);
                Ok(None)
            }
            Err(refused) => Err(refused),
        })),
        Errand::Compare(mut ids) => {
            if ids.is_empty() {
                pace.span(0, 500);
                ids = history.with_other_strategies_paced(pace).await;
                pace.span(500, 1_000);
            }
            Some(News::Compared(history.compare_paced(&ids, pace).await))
        }
    };
    (history, news)
}

impl Traveller {
    /// Nobody is on the way.
    pub fn new(history: History) -> Self {
        Self { history, journey: None, waiting: VecDeque::new(), news: VecDeque::new(), spent: 0, arrivals: 0 }
    }

    /// Does at once what never takes long, and begins the rest: [`Traveller::work`] goes on with it.
    ///
    /// While a journey is under way time stands, one instant to go to takes the place of another, and everything else waits
    /// for the arrival.
    pub fn ask(&mut self, errand: Errand) {
        if self.journey.is_some() {
            return self.wait(errand);
        }
        match errand {
            Errand::Act(Action::Tick { elapsed_ms }) => {
                if self.history.tick(elapsed_ms) {
                    self.begin(Errand::StepOn);
                }
            }
            Errand::Act(action) if !matches!(action, Action::Step(_)) && !is_edit(&action) => {
                self.history.update(action)
            }
            errand => self.begin(errand),
        }
    }

    fn wait(&mut self, errand: Errand) {
        let seeks = |errand: &Errand| matches!(errand, Errand::Go(Travel::Seek(_)));
        if errand == Errand::StepOn || matches!(errand, Errand::Act(Action::Tick { .. })) {
            return;
        }
        // Who drags the timeline wants to be where it is let go, not everywhere on the way.
        let under_way = self.journey.as_ref().map(|journey| &journey.errand);
        if seeks(&errand) && self.waiting.is_empty() && under_way.is_some_and(seeks) {
            self.call_off();
            return self.begin(errand);
        }
        if seeks(&errand) && self.waiting.back().is_some_and(seeks) {
            self.waiting.pop_back();
        }
        self.waiting.push_back(errand);
    }

    fn begin(&mut self, errand: Errand) {
        self.journey = Some(Journey::new(self.history.clone(), errand));
    }

    fn call_off(&mut self) {
        self.spent += self.journey.take().map_or(0, |journey| journey.work.spent());
    }

    /// Goes on by about so many events; whether there is more to do.
    pub fn work(&mut self, events: u64) -> bool {
        let Some(journey) = &mut self.journey else { return false };
        let Some((history, news)) = journey.work.go_on(events) else { return true };
        self.call_off();
        self.history = history;
        self.arrivals += 1;
        self.news.extend(news);
        while self.journey.is_none()
            && let Some(errand) = self.waiting.pop_front()
        {
            self.ask(errand);
        }
        self.journey.is_some()
    }

    /// Goes on to the end of everything that was asked for.
    pub fn finish(&mut self) {
        while self.work(u64::MAX) {}
    }

    /// Calls the journey off, with all that waits for its end: everything is as it was before. Where runs are being read,
    /// there was nothing before that should be kept: they are all there then, and the one looked at stands at its start.
    pub fn cancel(&mut self) {
        let errand = self.journey.as_ref().map(|journey| journey.errand.clone());
        self.call_off();
        self.waiting.clear();
        if let Some(Errand::Become(runs) | Errand::BecomeAtStart(runs)) = errand {
            self.begin(Errand::BecomeAtStart(runs));
        }
    }

    /// Stores the runs, or takes in what another tab has stored: nothing while a journey is under way, whose arrival would
    /// undo it.
    pub fn settle<T>(&mut self, with: impl FnOnce(&mut History) -> T) -> Option<T> {
        self.journey.is_none().then(|| with(&mut self.history))
    }

    /// What is under way.
    pub fn journey(&self) -> Option<&Journey> {
        self.journey.as_ref()
    }

    /// The next thing that came of an errand, once.
    pub fn news(&mut self) -> Option<News> {
        self.news.pop_front()
    }

    /// Journeys that have arrived. Between two of them the log only grows, or its last entry changes.
    pub fn arrivals(&self) -> u64 {
        self.arrivals
    }

    /// Events that journeys took so far.
    pub fn spent(&self) -> u64 {
        self.spent + self.journey.as_ref().map_or(0, |journey| journey.work.spent())
    }
}
