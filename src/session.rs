//! A run under way: its cluster, its clock, what is asked of it and what is typed. Pure.
//!
//! The page sends an [`Action`] for all a person or the clock does and draws what it reads here. Not in here: the page,
//! wall-clock time beyond the milliseconds it is handed, storage.

mod ahead;
mod applying;
mod asked;
mod following;
mod planning;
mod request;
mod running;
mod seen;
mod setting;
mod setup;
mod speed;
mod watching;

use litemap::LiteMap;

use crate::control::{FieldPath, Refused};
use crate::kube::object::{Name, Uid};
use crate::kube::time::{Millis, SECOND};
use crate::message::Said;
use crate::pace::{Pace, at_once};
use crate::playbook::{ChoiceId, Playbook};
use crate::scenario::{Control, Preset, Scenario, StrategyKind};
use crate::sim::Cluster;
use crate::sim::command::{Command, Rejected};
use crate::sim::event::{Event, Happening};
use crate::sim::shared::Stretch;
use crate::view::{Places, Samples, Shares, milestone};

pub use ahead::Ahead;
pub use applying::{AppliedDocument, Outcome};
pub use seen::Weighed;
pub use speed::Speed;

use applying::Applied;
use following::Run;
use request::Done;
use watching::Watching;

/// Longest wait for the next event of a single step, ms.
const STEP_MAX: Millis = 1_800 * SECOND;

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// To the next entry of the log that is seen: see [`Happening::is_seen`].
    Change,
    /// To the next entry.
    Event,
}

impl Grain {
    /// Entries of the log have brought what this step looks for.
    pub fn is_met(self, new: Stretch<'_, Event>) -> bool {
        new.iter().any(|event| self == Self::Event || event.happening.is_seen())
    }
}

/// Everything a person or the clock does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Takes another strategy and starts anew.
    ChooseStrategy(StrategyKind),
    /// Gives a control another value.
    Set {
        control: Control,
        /// The value, as its box holds it.
        text: String,
    },
    /// How the next version behaves.
    Choose(Preset),
    /// Applies manifests, each by itself.
    Apply(String),
    /// Gives a field of an object, or of the World, another value.
    SetField(FieldPath, String),
    /// Asks the cluster for these, one after the other.
    Request(Vec<Command>),
    /// One of [`Session::choices`].
    Do(ChoiceId),
    /// Looks at a pod.
    ChoosePod(Uid),
    /// Lets time run.
    Play,
    /// Stops time.
    Pause,
    /// Moves time on.
    Step(Grain),
    /// How fast time runs.
    SetSpeed(Speed),
    /// The same seed and what the controls say, from the start. What was set otherwise before anything happened is for
    /// [`crate::history::History`] to set again.
    Restart,
    /// Nothing: what is derived from the cluster is brought up to date.
    Look,
    /// Wall-clock time passed; ignored unless time runs.
    Tick {
        /// Milliseconds since the last tick.
        elapsed_ms: u32,
    },
}

/// One learner's sandbox.
#[derive(Clone, Debug)]
pub struct Session {
    /// What the run began with; what no object says yet stands in it as it is now.
    scenario: Scenario,
    cluster: Cluster,
    playbook: Playbook,
    /// Texts that were refused, and why.
    texts: LiteMap<Control, String>,
    errors: LiteMap<Control, Rejected>,
    /// The field whose text was refused last, that text, and why.
    field: Option<Refused>,
    /// The text of manifests of which something was refused or kept out.
    manifest: Option<Applied>,
    playing: bool,
    started: bool,
    speed: Speed,
    /// Thousandths of a virtual millisecond left over from the last tick.
    carry: u64,
    origin: Millis,
    log_start: usize,
    log_read: usize,
    revision: u64,
    edits: u64,
    /// Events that happened since the clock showed 0.
    happened: u64,
    /// How often a cluster was begun.
    generation: u64,
    samples: Samples,
    shares: Shares,
    places: Places,
    focus: Option<Uid>,
    milestone: Option<Said>,
    run: Option<Run>,
    /// The pod looked at.
    chosen: Option<(Uid, Name)>,
    done: Done,
    /// What has become of the goal that is set.
    watching: Option<Watching>,
    /// The run that is to begin, until it has.
    asked: Option<Scenario>,
    /// Something was asked of the cluster: what is set from here on is no part of the start.
    touched: bool,
}

impl Session {
    /// A cluster that already runs v1, at rest; its clock shows 0.
    pub fn new(scenario: Scenario) -> Self {
        at_once(async |pace| Self::begin(scenario, pace).await)
    }

    /// The same in slices: a big cluster takes a while to come to rest.
    pub async fn begin(scenario: Scenario, pace: &Pace) -> Self {
        let (cluster, playbook) = setup::settled(&scenario, pace).await;
        let mut session = Self {
            origin: cluster.now(),
            log_start: cluster.log().events().len(),
            log_read: cluster.log().events().len(),
            cluster,
            playbook,
            texts: LiteMap::new(),
            errors: LiteMap::new(),
            field: None,
            manifest: None,
            playing: false,
            started: false,
            speed: Speed::One,
            carry: 0,
            revision: 0,
            edits: 0,
            happened: 0,
            generation: 0,
            samples: Samples::default(),
            shares: Shares::default(),
            places: Places::default(),
            focus: None,
            milestone: None,
            run: None,
            chosen: None,
            done: Done::default(),
            watching: scenario.assignment.goal.is_some().then_some(Watching::Before),
            asked: None,
            touched: false,
            scenario,
        };
        session.command(Command::clients(&session.scenario.world().clients));
        session.settle_views();
        session
    }

    /// Does what a person or the clock does. What is refused is shown beside its field and changes nothing.
    pub fn update(&mut self, action: Action) {
        at_once(async |pace| self.update_paced(action, pace).await);
    }

    /// The same in slices, for what begins a new cluster.
    pub async fn update_paced(&mut self, action: Action, pace: &Pace) {
        self.done = Done::default();
        let (playing, started) = (self.playing, self.started);
        let sets = self.is_at_the_start() && matches!(action, Action::Set { .. } | Action::Choose(_));
        self.act(action);
        if let Some(scenario) = self.asked.take() {
            let new = Self::begin(scenario, pace).await;
            // With what the cluster took no version may come up: then it is asked of the cluster that runs v1.
            let asked = self.done.is_something();
            if asked && !new.is_settled() {
                self.touched = true;
            } else {
                self.replace(new);
            }
            if sets {
                (self.playing, self.started) = (playing, started);
            }
        }
        self.settle_views();
    }

    /// Does again what was done in this run: whatever it sets is no part of the start.
    pub async fn again(&mut self, action: Action, pace: &Pace) {
        self.touched = true;
        self.update_paced(action, pace).await;
    }

    fn act(&mut self, action: Action) {
        self.revision += 1;
        self.edits += u64::from(!matches!(action, Action::Tick { .. }));
        match action {
            Action::ChooseStrategy(strategy) => self.anew(self.as_it_stands().by(strategy)),
            Action::Restart => self.anew(self.as_it_stands()),
            Action::Set { control, text } => self.set(control, &text),
            Action::Choose(preset) => {
                if let Err(rejected) = self.choose_preset(preset) {
                    self.milestone = Some(rejected.message);
                }
            }
            Action::Apply(text) => self.apply_manifest(&text),
            Action::SetField(at, text) => self.set_field(at, &text),
            Action::Request(commands) => self.request_all(commands),
            Action::Do(choice) => {
                self.started = true;
                self.request_all(self.ground().requests(choice));
            }
            Action::ChoosePod(uid) => self.choose_pod(uid),
            Action::Play => (self.playing, self.started) = (true, true),
            Action::Pause => self.playing = false,
            Action::Step(grain) => self.step(grain),
            Action::SetSpeed(speed) => self.speed = speed,
            Action::Look => {}
            Action::Tick { elapsed_ms } => self.tick(elapsed_ms),
        }
        self.touched |= self.asked.is_none() && self.done.is_something();
    }

    /// Time has not run and nothing was asked for: what is set now is how the run begins.
    fn is_at_the_start(&self) -> bool {
        !self.touched && self.happened == 0 && self.elapsed() == 0
    }

    fn is_settled(&self) -> bool {
        setup::at_rest(&self.cluster, &self.playbook, self.scenario.replicas())
    }

    /// Another run: it is begun once the action is done.
    fn anew(&mut self, scenario: Scenario) {
        self.asked = Some(scenario);
    }

    /// What belongs to the person goes over to the new cluster.
    fn replace(&mut self, new: Self) {
        let (revision, edits, speed, generation) = (self.revision, self.edits, self.speed, self.generation + 1);
        let texts = std::mem::take(&mut self.texts);
        let errors = std::mem::take(&mut self.errors);
        let manifest = self.manifest.take();
        *self = Self { revision, edits, speed, generation, texts, errors, manifest, ..new };
    }

    /// A command that nobody asked for: of a controller, or the first ones of a run. Its refusal would be a bug of the page, so it is shown, not lost.
    fn command(&mut self, command: Command) {
        if let Err(rejected) = self.cluster.apply(command) {
            self.milestone = Some(rejected.message);
        }
    }

    /// A rolling update has a band: see [`crate::view::Sample::band`].
    fn take_sample(&mut self) {
        self.samples.take(&self.cluster, self.scenario.strategy() == StrategyKind::RollingUpdate);
    }

    fn settle_views(&mut self) {
        self.take_sample();
        self.places.follow(&self.cluster);
        self.read_log();
        self.follow_run();
    }

    /// The log's new entries move the focus and the milestones.
    fn read_log(&mut self) {
        let new = self.cluster.log().events().since(self.log_read);
        for event in new {
            if let Some(milestone) = milestone(event) {
                self.milestone = Some(milestone);
            }
            if let Happening::ScalingReplicaSet { replica_set, .. } = &event.happening {
                let sets = self.cluster.objects().replica_sets.values();
                let scaled = sets.map(|set| &set.metadata).find(|metadata| metadata.name == *replica_set);
                self.focus = scaled.map(|metadata| metadata.uid);
            }
        }
        self.log_read = self.cluster.log().events().len();
    }

    /// What the run began with. How things stand now is for [`Session::values`] to say.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The cluster, to be read.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Whether time runs.
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// Whether anything was played, stepped or done yet.
    pub fn started(&self) -> bool {
        self.started
    }

    /// How fast time runs.
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// The clock shown, ms since the run began.
    pub fn elapsed(&self) -> Millis {
        self.cluster.now() - self.origin
    }

    /// Cluster time at which the clock shows 0, ms.
    pub fn origin(&self) -> Millis {
        self.origin
    }

    /// Rises with every action.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Changes whenever a control may show something else: with every action, and where a controller writes a spec.
    pub fn controls_revision(&self) -> (u64, u64) {
        let objects = self.cluster.objects();
        let specs = objects.deployments.values().map(|it| it.metadata.generation);
        let routes = objects.http_routes.values().map(|it| it.metadata.generation);
        let ingresses = objects.ingresses.values().map(|it| it.metadata.resource_version);
        let services = objects.services.values().map(|it| it.metadata.resource_version);
        let rollouts = objects.rollouts.values().map(|it| it.metadata.generation);
        let canaries = objects.canaries.values().map(|it| it.metadata.generation);
        let of_controllers = rollouts.chain(canaries);
        (self.edits, folded(specs.chain(routes).chain(ingresses).chain(services).chain(of_controllers)))
    }

    /// Changes whenever a step may stand otherwise: with every action, and where a controller writes what steps ask for.
    pub fn steps_revision(&self) -> (u64, u64, u64) {
        let objects = self.cluster.objects();
        let rollouts = objects.rollouts.values().map(|it| it.metadata.resource_version);
        let canaries = objects.canaries.values().map(|it| it.metadata.resource_version);
        let runs = objects.analysis_runs.values().map(|it| it.metadata.resource_version);
        let sets = objects.replica_sets.keys().map(|uid| u64::from(uid.0));
        let (edits, controls) = self.controls_revision();
        (edits, controls, folded(rollouts.chain(canaries).chain(runs).chain(sets)))
    }

    /// Rises with every action of a person, not with time.
    pub fn edits(&self) -> u64 {
        self.edits
    }

    /// The ReplicaSet that was scaled last.
    pub fn focus(&self) -> Option<Uid> {
        self.focus
    }

    /// What to say aloud, politely; changes at milestones only.
    pub fn milestone(&self) -> Option<&Said> {
        self.milestone.as_ref()
    }
}

/// Versions as one number: another list is another number, as good as always.
fn folded(versions: impl Iterator<Item = u64>) -> u64 {
    versions.fold(0, |all, version| (all ^ version).wrapping_mul(0x0000_0100_0000_01b3).wrapping_add(1))
}
