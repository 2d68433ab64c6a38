//! What goes on in slices comes to the same as in one go, can be called off, and is done once.

use podyard::history::{About, Errand, History, Jump, Link, News, Travel, Traveller};
use podyard::kube::object::Kind;
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Scenario, StrategyKind};
use podyard::session::{Action, Session, Speed};
use podyard::sim::random::Random;

use super::{replicas, state};
use crate::random_runs::random_run;

/// Seeds of each test by chance: a jump to what never comes is half an hour of requests.
const SEEDS: u64 = if cfg!(debug_assertions) { 6 } else { 60 };

fn deployment(name: &str) -> About {
    About { name: name.into(), kind: Kind::Deployment }
}

/// Everything of a history that a person can tell apart.
fn whole(history: &History) -> (u64, u64, u64, usize, String) {
    let (hash, at, steps, log) = state(history.session());
    (hash, at, steps, log, history.write())
}

/// Something that may take long.
fn errand(random: &mut Random, history: &History) -> Errand {
    let end = history.current().horizon.0;
    let branches = history.branches();
    let any = branches[random.below(branches.len() as u32) as usize].id;
    match random.below(14) {
        0..=2 => Errand::Go(Travel::Seek(u64::from(random.below(end as u32 + 5_000)))),
        3 => Errand::Go(Travel::StepBack(podyard::session::Grain::Event)),
        4 => Errand::Go(Travel::Jump(Jump::On, deployment("web"))),
        5 => Errand::Go(Travel::Jump(Jump::Back, deployment("web"))),
        6 => Errand::Go(Travel::Undo),
        7 => Errand::Go(Travel::Redo),
        8 => Errand::Go(Travel::Switch(any)),
        9 => Errand::Act(Action::ChooseStrategy(StrategyKind::ALL[random.below(4) as usize])),
        10 => Errand::Act(Action::Set { control: Control::Replicas, text: (1 + random.below(8)).to_string() }),
        11 => Errand::Act(Action::Step(podyard::session::Grain::Event)),
        12 => Errand::Open(Box::new(history.link())),
        _ => Errand::TakeIn(history.write()),
    }
}

#[test]
fn slices_of_any_size_lead_to_the_same_place() {
    for seed in 1..=SEEDS {
        let (history, random) = random_run(seed, true);
        let mut ends = Vec::new();
        for slice in [1, 7, 1_000, u64::MAX] {
            let (mut traveller, mut random) = (Traveller::new(history.clone()), random.clone());
            let mut seen = Vec::new();
            for _ in 0..5 {
                let errand = errand(&mut random, &traveller);
                traveller.ask(errand);
                let mut before = traveller.spent();
                while traveller.work(slice) {
                    // Settled or simulated, an event is one; only looking at all pods at once is more.
                    assert!(traveller.spent() - before <= slice, "seed {seed}: a slice of {slice} is one");
                    before = traveller.spent();
                }
                seen.push(whole(&traveller));
            }
            ends.push((slice, seen));
        }
        for (slice, seen) in &ends {
            assert_eq!(*seen, ends[0].1, "seed {seed}: slices of {slice}");
        }
    }
}

/// The calls without slices are the same work.
#[test]
fn a_journey_arrives_where_the_move_leads() {
    for seed in 1..=SEEDS {
        let (mut history, mut random) = random_run(seed, true);
        let mut traveller = Traveller::new(history.clone());
        for _ in 0..5 {
            let errand = errand(&mut random, &history);
            traveller.ask(errand.clone());
            traveller.finish();
            match errand {
                Errand::Act(action) => history.update(action),
                Errand::Go(travel) => history.travel(travel),
                Errand::Open(link) => drop(history.open(*link)),
                Errand::TakeIn(text) => history.take_in(History::read(&text).expect("our own file is read")),
                errand => unreachable!("{errand:?} is not asked here"),
            }
            assert_eq!(whole(&traveller), whole(&history), "seed {seed}");
        }
    }
}

#[test]
fn calling_a_journey_off_leaves_everything_as_it_was() {
    let mut called_off = 0;
    for seed in 1..=SEEDS {
        let (history, mut random) = random_run(seed, true);
        let before = whole(&history);
        let mut traveller = Traveller::new(history);
        for _ in 0..5 {
            let errand = errand(&mut random, &traveller);
            traveller.ask(errand);
            let mut slices = 1 + random.below(20);
            while slices > 0 && traveller.work(3) {
                slices -= 1;
            }
            if traveller.journey().is_none() {
                // It was there before it could be called off.
                traveller = Traveller::new(random_run(seed, true).0);
                continue;
            }
            traveller.ask(Errand::Act(Action::Do(ChoiceId::Next)));
            traveller.cancel();
            called_off += 1;
            assert_eq!(whole(&traveller), before, "seed {seed}");
            assert!(!traveller.work(1_000), "seed {seed}: nothing is left of it");
        }
    }
    assert!(called_off > SEEDS, "only {called_off} were called off");
}

/// A long run: a rollout at the start, then nothing but requests.
fn long() -> History {
    let mut history = History::new(Scenario::default().with(Control::RequestsPerSecond, 100));
    history.travel(Travel::Seek(2_000));
    history.update(Action::Do(ChoiceId::Next));
    history.travel(Travel::Seek(120_000));
    history.travel(Travel::Seek(0));
    history
}

#[test]
fn what_is_asked_for_on_the_way_waits_for_the_arrival() {
    let mut traveller = Traveller::new(long());
    traveller.ask(Errand::Go(Travel::Jump(Jump::On, deployment("nobody"))));
    assert!(traveller.work(100) && traveller.journey().is_some());
    traveller.ask(Errand::Act(Action::Tick { elapsed_ms: 1_000 }));
    traveller.ask(Errand::Go(Travel::Seek(50_000)));
    traveller.ask(Errand::Act(Action::Set { control: Control::Replicas, text: "6".into() }));
    assert_eq!((traveller.session().elapsed(), replicas(traveller.session())), (0, 4), "nothing yet");
    traveller.finish();
    let edit = traveller.current().edits.last().cloned().expect("it was done");
    assert_eq!((edit.at, replicas(traveller.session())), (50_000, 6), "at the instant asked for before it");
    assert_eq!(traveller.branches().len(), 2, "in the past, so a branch begins");
}

#[test]
fn one_instant_to_go_to_takes_the_place_of_another() {
    let mut traveller = Traveller::new(long());
    let before = traveller.spent();
    for at in [119_000, 60_000, 90_000, 1_500] {
        traveller.ask(Errand::Go(Travel::Seek(at)));
        traveller.work(10);
    }
    traveller.finish();
    assert_eq!(traveller.session().elapsed(), 1_500);
    assert!(traveller.spent() - before < 1_000, "nobody went to the others: {} events", traveller.spent() - before);
}

#[test]
fn time_stands_on_the_way_and_runs_again_behind_it() {
    let mut traveller = Traveller::new(long());
    traveller.ask(Errand::Go(Travel::Seek(100_000)));
    assert!(traveller.work(50));
    traveller.ask(Errand::Act(Action::Play));
    traveller.ask(Errand::Act(Action::Tick { elapsed_ms: 100 }));
    traveller.finish();
    assert!(traveller.session().playing());
    assert_eq!(traveller.session().elapsed(), 100_000, "a tick on the way is none");
    traveller.ask(Errand::Act(Action::Tick { elapsed_ms: 100 }));
    assert_eq!(traveller.session().elapsed(), 100_100);
}

/// Event by event, the wait for the next one is a journey too: nothing comes but requests, for half an hour.
#[test]
fn steps_of_the_clock_go_on_in_slices() {
    let mut traveller = Traveller::new(long());
    traveller.ask(Errand::Act(Action::SetSpeed(Speed::Events)));
    traveller.ask(Errand::Act(Action::Play));
    traveller.ask(Errand::Act(Action::Tick { elapsed_ms: 500 }));
    assert!(traveller.journey().is_some());
    traveller.finish();
    assert!(traveller.session().playing() && traveller.session().log().len() == 1, "the command of the rollout");
}

/// Opening replays the run once, whatever its length, and settles its cluster once.
#[test]
fn a_run_is_opened_by_one_replay() {
    let history = long();
    let link = Link { at: history.current().horizon, ..history.link() };
    let link = Link { edits: history.current().edits.to_vec(), hash: None, ..link };
    // What settling takes: a link to the very start does nothing else.
    let settles = {
        let mut traveller = Traveller::new(History::new(Scenario::default()));
        traveller.ask(Errand::Open(Box::new(Link { at: (0, 0), edits: Vec::new(), ..link.clone() })));
        traveller.finish();
        traveller.spent()
    };
    let mut traveller = Traveller::new(History::new(Scenario::default()));
    traveller.ask(Errand::Open(Box::new(link.clone())));
    traveller.finish();
    assert_eq!(traveller.news(), Some(News::Opened(Ok(None))));
    let happened = traveller.session().happened();
    assert_eq!(happened, link.at.1);
    // One breath more is taken to see that nothing comes any more.
    assert!((happened..=happened + 3).contains(&(traveller.spent() - settles)), "{happened}: {}", traveller.spent());
}

/// The frames of a run that is opened are as good as those of one that was played.
#[test]
fn an_opened_run_is_sought_in_without_replaying_it() {
    let history = long();
    let link = Link { edits: history.current().edits.to_vec(), at: history.current().horizon, ..history.link() };
    let mut traveller = Traveller::new(History::new(Scenario::default()));
    traveller.ask(Errand::Open(Box::new(Link { hash: None, ..link })));
    traveller.finish();
    let opened = traveller.spent();
    traveller.ask(Errand::Go(Travel::Seek(100_000)));
    traveller.finish();
    assert!(traveller.spent() - opened < 10_000, "{} events of {}", traveller.spent() - opened, opened);
}

/// Where nothing is found one stays where one was; every entry of the log is looked at once.
#[test]
fn a_jump_to_what_never_comes_leads_nowhere() {
    let mut history = long();
    history.travel(Travel::Seek(90_000));
    let before = whole(&history);
    history.travel(Travel::Jump(Jump::On, deployment("nobody")));
    assert_eq!(whole(&history), before);
}

#[test]
fn how_far_it_is_rises_to_the_end() {
    let mut traveller = Traveller::new(long());
    traveller.ask(Errand::Compare(Vec::new()));
    let (mut last, mut seen) = (0, Vec::new());
    while traveller.work(2_000) {
        let permille = traveller.journey().map_or(1_000, podyard::history::Journey::permille);
        assert!(permille >= last && permille <= 1_000, "{permille} after {last}");
        if permille > last {
            seen.push(permille);
        }
        last = permille;
    }
    assert!(seen.len() > 10 && last > 900, "{seen:?}");
    let Some(News::Compared(Some(comparison))) = traveller.news() else { panic!("it was compared") };
    assert_eq!((comparison.runs.len(), traveller.branches().len()), (4, 4));
}

/// What a frame keeps for itself of the log and the samples does not grow with them.
#[test]
fn copies_of_a_session_share_its_past() {
    let mut session =
        Session::new(Scenario::default().with(Control::Replicas, 50).with(Control::RequestsPerSecond, 20));
    for minute in 1..=10 {
        session.update(Action::Do(ChoiceId::Next));
        session.run_until(minute * 60_000);
    }
    assert!(session.log().len() > 2_000, "{}", session.log().len());
    let own = session.own_entries();
    assert!(own <= 3 * 64, "{own} entries are the copy's own");
}
