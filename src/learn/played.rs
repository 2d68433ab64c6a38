//! A lesson's run, executed: what its texts, figures, predictions and discoveries show of it. In slices.

use std::rc::Rc;

use crate::guide::datum::Datum;
use crate::guide::goal::Goal;
use crate::guide::watch::{Verdict, Watcher};
use crate::kube::object::Name;
use crate::kube::time::Millis;
use crate::message::{Message, Said};
use crate::pace::Pace;
use crate::scenario::Setting;
use crate::session::Session;
use crate::view::{Curve, Kind, Lane, LineKind, Sample};

use super::lesson::{Block, Drawn, Lesson, Setup, WAY};
use super::lesson_text::{Sought, Span, Sum, lesson_spans};
use super::play::Stuck;
use super::run::{Act, Run};

/// Most pictures of a run, and the least time between two, ms.
const FRAMES: Millis = 120;
const LEAST: Millis = 250;

/// What a reader has set: dials with their values, as a link has them.
pub type Chosen = Vec<(Name, Name)>;

/// Settings of dials as a content file has them: `maxSurge=0&way=2`.
#[cfg(not(target_arch = "wasm32"))]
pub fn chosen(settings: &str) -> Chosen {
    let pairs = settings.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(dial, value)| (dial.into(), value.into())).collect()
}

/// A run from its start to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// Why it cannot be run, and what to do; then there is nothing else.
    pub refused: Option<(Said, Message)>,
    /// What values in texts came to, by what is written for them.
    values: Vec<(Name, Option<Datum>)>,
    /// Whether goals were met, those of guesses and discoveries in the order in which they stand.
    met: Vec<bool>,
    /// The cluster at instants of equal distance and where figures stand, the last one at the end.
    pub frames: Vec<Frame>,
    pub samples: Rc<[Sample]>,
    pub curves: Vec<(Kind, Rc<[Curve]>)>,
    /// Cluster time at which it begins, ms.
    pub origin: Millis,
    /// How long it goes on, ms.
    pub until: Millis,
}

/// The cluster at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Since the run's start, ms.
    pub at: Millis,
    pub lanes: Rc<[Lane]>,
    /// The picture in a sentence.
    pub summary: Message,
    /// What leads into the cluster: kind and name.
    pub entry: [Name; 2],
}

impl Setup {
    /// What a dial stands at.
    pub fn value(&self, control: &str, chosen: &Chosen) -> Name {
        let of = |(dial, value): &(Name, Name)| (**dial == *control).then(|| value.clone());
        if let Some(value) = chosen.iter().find_map(of) {
            return value;
        }
        if control == WAY {
            return "1".into();
        }
        let pairs = self.start.split('&').filter_map(|pair| pair.split_once('='));
        let given = pairs.rev().find(|(key, _)| *key == control).map(|(_, value)| value.into());
        let first = || Setting::of(control).map(|setting| setting.first().into());
        given.or_else(first).unwrap_or_default()
    }

    /// Settings as they are chosen, as a content file has them.
    pub fn settings(&self, chosen: &Chosen) -> String {
        let own = chosen.iter().filter(|(dial, _)| &**dial != WAY);
        own.fold(self.start.to_string(), |all, (dial, value)| format!("{all}&{dial}={value}"))
    }

    /// What is done in it as things are chosen.
    pub fn acts(&self, chosen: &Chosen) -> Vec<Act> {
        let way = self.value(WAY, chosen).parse().ok().and_then(|way: usize| self.ways.get(way.checked_sub(1)?));
        self.acts.iter().chain(way.iter().flat_map(|way| &way.acts)).cloned().collect()
    }

    /// The run as a link has it, at its last act.
    pub fn link(&self, chosen: &Chosen) -> Option<String> {
        Run { start: self.settings(chosen).into(), acts: self.acts(chosen), until: self.until }.link()
    }
}

impl Lesson {
    /// Executes one of its runs.
    pub async fn play(&self, run: usize, chosen: &Chosen, pace: &Pace) -> Played {
        match self.execute(run, chosen, pace).await {
            Ok(played) => played,
            Err(stuck) => Played {
                refused: Some((stuck.what, stuck.fix)),
                values: Vec::new(),
                met: Vec::new(),
                frames: Vec::new(),
                samples: Rc::new([]),
                curves: Vec::new(),
                origin: 0,
                until: self.runs[run].until,
            },
        }
    }

    /// The same for whoever checks it.
    ///
    /// # Errors
    ///
    /// A setting that is refused, or an act that cannot be done then.
    pub async fn execute(&self, run: usize, chosen: &Chosen, pace: &Pace) -> Result<Played, Stuck> {
        let setup = &self.runs[run];
        let refused = |(what, fix)| Stuck { field: "start".into(), what, fix };
        let scenario = Run::can_begin(&setup.settings(chosen)).map_err(refused)?;
        let mut session = Session::begin(scenario, pace).await;
        session.take_in_hand();
        let of_run = |block: &&Block| self.run_of(block) == Some(run);
        let values = self.all_blocks().filter(of_run).flat_map(sought);
        let mut player = Player {
            values: values
                .filter_map(|it| Some((Sought::begin(&Sum::parse(&it).ok()?, session.cluster()), it)))
                .collect(),
            goals: self
                .blocks
                .iter()
                .filter(of_run)
                .flat_map(goals)
                .map(|goal| goal.watch(session.cluster()))
                .collect(),
            frames: Vec::new(),
            every: (setup.until / FRAMES).next_multiple_of(LEAST).max(LEAST),
            wanted: self.blocks.iter().filter(of_run).filter_map(|block| block.figure.as_ref()?.at).collect(),
            session,
        };
        let acts = setup.acts(chosen);
        for (index, act) in acts.iter().enumerate() {
            player.go(act.at.min(setup.until), pace).await;
            act.does(&mut player.session, index)?;
            player.look();
        }
        player.go(setup.until, pace).await;
        Ok(player.end(setup.until))
    }
}

/// What of a block is to be worked out: values in its texts, and what a number is foretold of.
fn sought(block: &Block) -> Vec<Name> {
    let mut all: Vec<Name> = Vec::new();
    for (.., text) in block.texts() {
        let values = lesson_spans(text).into_iter();
        all.extend(values.filter_map(|span| if let Span::Value(value, _) = span { Some(value.into()) } else { None }));
    }
    all.extend(block.predict.iter().filter_map(|predict| predict.number.clone()));
    all
}

/// The goals of a block, in order.
fn goals(block: &Block) -> Vec<Rc<Goal>> {
    let guesses = block.predict.iter().flat_map(|predict| &predict.options).map(|guess| &guess.proof);
    guesses.chain(block.discover.iter().map(|discover| &discover.goal)).map(|proof| proof.0.clone()).collect()
}

/// A run under way.
struct Player {
    session: Session,
    values: Vec<(Sought, Name)>,
    goals: Vec<Watcher>,
    frames: Vec<Frame>,
    /// Time between two pictures, ms.
    every: Millis,
    /// Instants at which figures stand: those have a picture of their own.
    wanted: Vec<Millis>,
}

impl Player {
    /// On to an instant. The picture of an instant is taken once all that was asked for in it has been.
    async fn go(&mut self, until: Millis, pace: &Pace) {
        while self.next() < until {
            self.run(self.next(), pace).await;
            self.picture();
        }
        self.run(until, pace).await;
    }

    /// When the next picture is due.
    fn next(&self) -> Millis {
        let Some(last) = self.frames.last().map(|last| last.at) else { return 0 };
        let wanted = self.wanted.iter().copied().filter(|at| *at > last).min();
        let regular = (last / self.every + 1) * self.every;
        wanted.map_or(regular, |at| at.min(regular))
    }

    async fn run(&mut self, until: Millis, pace: &Pace) {
        let limit = self.session.origin() + until;
        loop {
            pace.breathe(1).await;
            if !self.session.step_once(limit) {
                break;
            }
            self.look();
        }
        self.session.run_until(until);
        self.look();
    }

    fn look(&mut self) {
        let cluster = self.session.cluster();
        self.values.iter_mut().for_each(|(sought, _)| sought.look(cluster));
        self.goals.iter_mut().for_each(|goal| goal.look(cluster));
    }

    fn picture(&mut self) {
        let lanes = self.session.lanes();
        let summary = self.session.summary_of(&lanes);
        let entry = self.session.entry_words();
        self.frames.push(Frame { at: self.session.elapsed(), lanes: lanes.into(), summary, entry });
    }

    fn end(mut self, until: Millis) -> Played {
        self.picture();
        let Self { session, values, mut goals, frames, .. } = self;
        goals.iter_mut().for_each(|goal| goal.finish(session.cluster()));
        let curves = [Kind::Share, Kind::Errors, Kind::Latency]
            .map(|kind| (kind, session.curves(kind, session.origin()).into()));
        Played {
            refused: None,
            values: values.into_iter().map(|(sought, text)| (text, sought.now())).collect(),
            met: goals.iter().map(|goal| matches!(goal.verdict(), Verdict::Met { .. })).collect(),
            frames,
            samples: to_the_end(session.samples().iter().copied().collect(), session.cluster().now()).into(),
            curves: curves.into(),
            origin: session.origin(),
            until,
        }
    }
}

/// The last sample holds until the end.
fn to_the_end(mut samples: Vec<Sample>, end: Millis) -> Vec<Sample> {
    if let Some(last) = samples.last().copied().filter(|last| last.at < end) {
        samples.push(Sample { at: end, ..last });
    }
    samples
}

impl Played {
    /// What a value of a text came to.
    pub fn value(&self, text: &str) -> Option<&Datum> {
        self.values.iter().find(|(value, _)| **value == *text)?.1.as_ref()
    }

    /// Whether goals of a block were met, in the order in which they stand.
    pub fn met(&self, lesson: &Lesson, run: usize, block: &Block) -> &[bool] {
        let before = lesson.blocks.iter().take_while(|other| !std::ptr::eq(*other, block));
        let first: usize =
            before.filter(|other| lesson.run_of(other) == Some(run)).map(|other| goals(other).len()).sum();
        self.met.get(first..first + goals(block).len()).unwrap_or_default()
    }

    /// The picture at an instant, ms: the last one not behind it.
    pub fn frame(&self, at: Millis) -> Option<&Frame> {
        self.frames.iter().rev().find(|frame| frame.at <= at).or(self.frames.first())
    }

    /// What a curve was at instants of equal distance from the first to the end, so many of them.
    pub fn curve(&self, drawn: Drawn, points: usize) -> Vec<i64> {
        let instants = (0..points as u64).map(|point| self.until * point / (points as u64 - 1).max(1));
        instants.map(|at| self.at(drawn, at)).collect()
    }

    fn at(&self, drawn: Drawn, at: Millis) -> i64 {
        let at = self.origin + at;
        let sample = || self.samples.iter().rev().find(|sample| sample.at <= at).or(self.samples.first());
        match drawn {
            Drawn::Available => sample().map_or(0, |sample| sample.available.into()),
            Drawn::Total => sample().map_or(0, |sample| sample.total.into()),
            Drawn::Share => self.share(at),
        }
    }

    /// Requests that end at the newest of two versions, percent.
    fn share(&self, at: Millis) -> i64 {
        let curves = self.curves.iter().filter(|(kind, _)| *kind == Kind::Share).flat_map(|(_, curves)| curves.iter());
        let newest = curves.filter(|curve| curve.line == LineKind::Actual && curve.version > Some(1));
        let Some(newest) = newest.max_by_key(|curve| curve.version) else { return 0 };
        let point = newest.points.iter().rev().find(|(instant, value)| *instant <= at && value.is_some());
        point.and_then(|(_, value)| *value).map_or(0, |permille| (permille as i64 + 5) / 10)
    }
}
