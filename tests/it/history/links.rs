//! Links and files: there and back, damaged, hostile, of another form.

use std::rc::Rc;

use podyard::history::{Errand, History, Link, Runs, Travel, Traveller, assign};
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Scenario, StrategyKind};
use podyard::session::Action;
use podyard::sim::random::Random;
use podyard::text::{said, say};

use super::{seeds, state};
use crate::random_runs::random_run;
use crate::thorough::runs;

#[test]
fn a_link_leads_to_the_same_state() {
    for seed in seeds() {
        let (mut history, mut random) = random_run(seed, true);
        if random.below(3) == 0 {
            history.travel(Travel::Seek(u64::from(random.below(20_000))));
        }
        let link = history.link();
        let text = link.write();
        let read = Link::read(&text).unwrap_or_else(|refused| panic!("seed {seed}: {refused:?}: {text}"));
        assert_eq!(read, link, "seed {seed}: {text}");
        let mut other = History::new(Scenario::default());
        let said = other.open(read).unwrap_or_else(|refused| panic!("seed {seed}: {refused:?}: {text}"));
        assert_eq!((said, state(other.session())), (None, state(history.session())), "seed {seed}: {text}");
        assert_eq!(other.session().scenario(), history.session().scenario(), "seed {seed}");
    }
}

#[test]
fn who_comes_into_a_run_is_told_what_came_of_what_was_done() {
    for (does, begun) in [(true, true), (false, false)] {
        let mut history = History::new(Scenario::default());
        if does {
            history.update(Action::Do(ChoiceId::Next));
        }
        history.travel(Travel::Seek(20_000));
        let mut other = History::new(Scenario::default());
        other.open(history.link()).expect("it leads there");
        assert_eq!((other.session().started(), other.session().playing()), (begun, false), "by a link, {does}");
        let mut visit = Traveller::new(History::new(Scenario::default()));
        visit.ask(Errand::Become(Rc::new(Runs::read(&history.write()).expect("it is sound"))));
        while visit.work(u64::MAX) {}
        assert_eq!((visit.session().started(), visit.session().playing()), (begun, false), "after a reload, {does}");
    }
}

#[test]
fn a_file_holds_every_branch() {
    for seed in seeds() {
        let (mut history, mut random) = random_run(seed, true);
        history.travel(Travel::Seek(history.session().elapsed() / 2));
        history.update(Action::Set { control: Control::Replicas, text: (1 + random.below(8)).to_string() });
        let text = history.write();
        let mut read = History::read(&text).unwrap_or_else(|refused| panic!("seed {seed}: {refused:?}:\n{text}"));
        assert_eq!(read.write(), text, "seed {seed}");
        assert_eq!(state(read.session()), state(history.session()), "seed {seed}");
        for branch in history.branches().to_vec() {
            history.travel(Travel::Switch(branch.id));
            read.travel(Travel::Switch(branch.id));
            assert_eq!(state(read.session()), state(history.session()), "seed {seed}, {:?}", branch.name);
        }
    }
}

#[test]
fn the_common_case_can_be_read_and_written_by_hand() {
    let link = Link::read("strategy=canary&replicas=10&maxSurge=25%25&seed=7").expect("it is sound");
    let expected = Scenario::default().by(StrategyKind::Canary).with(Control::Replicas, 10);
    assert_eq!((link.scenario, link.edits.len(), link.at.0), (expected, 0, 0));
    // A person forgets to write 25% as 25%25, and later forms have more pairs.
    let link = Link::read("maxSurge=40%&entry=httproute&utm=x&header=end-user%3Djason&t=12.5").expect("it is sound");
    assert_eq!(
        (link.scenario.text(Control::MaxSurge), link.scenario.text(Control::Header), link.at.0),
        ("40%", "end-user=jason", 12_500)
    );
    assert_eq!(Link { at: (0, 0), ..link.clone() }.write(), "maxSurge=40%25&entry=httproute&header=end-user%3Djason");
    let mut history = History::new(Scenario::default());
    assert_eq!(history.link().write(), "", "the first run at its start is the bare address");
    history.update(Action::Play);
    history.update(Action::Tick { elapsed_ms: 90 });
    history.update(Action::Do(ChoiceId::Next));
    assert!(history.link().write().starts_with("v=2&e="), "{}", history.link().write());
}

/// A teacher's link: a task in her words, and settings that stay as they are.
#[test]
fn a_link_takes_a_task_and_a_lock_along() {
    let page = "https://example.org/#/sandbox";
    let cases = [
        ("nothing", format!("{page}?replicas=6"), "", false, format!("{page}?replicas=6")),
        ("of the first run", page.into(), " Go ", true, format!("{page}?task=Go&lock=settings")),
        (
            "in the place of another",
            format!("{page}?task=Old&lock=settings&t=5"),
            "A & B?",
            false,
            format!("{page}?t=5&task=A%20%26%20B%3F"),
        ),
        ("taken away", format!("{page}?task=Old"), "  ", false, page.into()),
    ];
    for (name, link, task, locked, expected) in cases {
        assert_eq!(assign(&link, task, locked), expected, "{name}");
    }
    let mut history = History::new(Scenario::default());
    let made = assign(&format!("{page}?replicas=6"), "Roll out v2 without a failed request", true);
    let text = made.split_once('?').expect("it has settings").1;
    history.open(Link::read(text).expect("it is sound")).expect("it opens");
    let stands = |history: &History| {
        let scenario = history.session().scenario();
        (
            scenario.assignment.task.to_string(),
            scenario.assignment.locked,
            history.session().values().text(Control::Replicas),
        )
    };
    let expected = ("Roll out v2 without a failed request".to_string(), true, "6".to_string());
    assert_eq!(stands(&history), expected);
    let refused = [
        Action::Set { control: Control::Replicas, text: "9".into() },
        Action::ChooseStrategy(StrategyKind::Recreate),
        Action::Choose(podyard::scenario::Preset::Crashes),
    ];
    for action in refused {
        history.update(action);
        assert_eq!((stands(&history), history.current().edits.len()), (expected.clone(), 0));
        assert_eq!(history.session().scenario().strategy(), StrategyKind::RollingUpdate);
        assert_eq!(history.told().map(say).as_deref(), Some("Who made this link locked the settings."));
    }
    history.update(Action::Do(ChoiceId::Next));
    history.travel(podyard::history::Travel::Seek(20_000));
    assert_eq!(history.session().lanes().len(), 2, "the rollout is hers");
    let read = History::read(&history.write()).expect("a file holds it");
    assert_eq!((stands(&read), read.link().write()), (expected.clone(), history.link().write()));
    history.update(Action::Restart);
    assert_eq!(stands(&history), expected, "and so does the run that begins anew");
    assert!(Link::read(&format!("task={}", "x".repeat(401))).is_err());
    // What its maker set under way is done again, though nobody else can set it.
    let mut hers = History::new(Scenario::of(StrategyKind::Canary));
    hers.travel(podyard::history::Travel::Seek(2_000));
    hers.update(Action::Set { control: Control::Steps, text: "30, pause".into() });
    hers.travel(podyard::history::Travel::Seek(4_000));
    let link = assign(&format!("{page}?{}", hers.link().write()), "", true);
    let mut opened = History::new(Scenario::default());
    let said = opened.open(Link::read(link.split_once('?').expect("pairs").1).expect("sound")).expect("it opens");
    assert_eq!((said, opened.session().values().text(Control::Steps)), (None, "30, pause".to_string()));
}

#[test]
fn what_is_wrong_is_said_and_nothing_has_changed() {
    // Name, link, part of the message.
    let cases = [
        ("a later form", "v=3&replicas=4", "written in form 3; this page knows form 2"),
        ("an earlier form", "replicas=4&e=u.1xg.n", "written in form 1; this page knows form 2"),
        ("a bad escape", "header=%zz", "the value of header is damaged"),
        ("half an escape", "header=%a", "the value of header is damaged"),
        ("too many replicas", "replicas=100000000000", "invalid argument \"100000000000\""),
        ("both bounds 0", "maxSurge=0&maxUnavailable=0", "may not be 0"),
        ("an item there is not", "entry=istio", "\"istio\" is none of service, httproute, ingress"),
        ("a seed that is none", "seed=-1", "its seed is no number"),
        ("an instant that is none", "t=soon", "its instant is no number of seconds"),
        ("a step that is none", "v=2&e=1.2.z", "step 1 of it is damaged"),
        ("numbers that overflow", "v=2&e=zzzzzzzzzzzz.0.n", "it is too long"),
        ("a step too late", "v=2&e=0.zzzzzzzzz.n", "it is too long"),
        ("steps before their events", "v=2&e=0.5yc.n", "step 1 of it does not fit"),
        ("a step that begins another run", "v=2&e=0.0.sdelays=none", "step 1 of it does not fit"),
    ];
    let mut history = History::new(Scenario::default().with(Control::Replicas, 7));
    history.update(Action::Step(podyard::session::Grain::Event));
    let before = (state(history.session()), history.branches().to_vec());
    for (name, text, words) in cases {
        let refused = Link::read(text).and_then(|link| history.open(link)).err();
        let refused = refused.unwrap_or_else(|| panic!("{name} is taken"));
        assert!(said(&refused.message).contains(words), "{name}: {}", said(&refused.message));
        assert!(!refused.hint.is_empty(), "{name}");
        assert_eq!((state(history.session()), history.branches().to_vec()), before, "{name}");
    }
    let files = [
        ("nothing", "", "the first line has to be"),
        ("something else", "<html>", "the first line has to be"),
        ("a later form", "podyard run 9\ncurrent 0\n", "written in form 9"),
        ("an earlier form", "podyard run 2\ncurrent 0\n", "written in form 2"),
        ("no current", "podyard run 3\nx", "line 2 does not say"),
        (
            "a current that is not there",
            "podyard run 3\ncurrent 1\n0 a - 0 0 0.0 ? ?\nend\n",
            "the run that was looked at is not in it",
        ),
        (
            "one twice",
            "podyard run 3\ncurrent 0\n0 a - 0 0 0.0 ? ?\n0 b - 0 0 0.0 ? ?\nend\n",
            "line 4 holds a run that is there already",
        ),
        ("a line cut off", "podyard run 3\ncurrent 0\n0 a - 0", "line 3 is damaged"),
        ("more in force than there is", "podyard run 3\ncurrent 0\n0 a - 0 3 0.0 ? ?\nend\n", "line 3 is damaged"),
        ("no end", "podyard run 3\ncurrent 0\n0 a - 0 0 0.0 ? ?\n", "it ends early"),
        (
            "more behind the end",
            "podyard run 3\ncurrent 0\n0 a - 0 0 0.0 ? ?\nend\n1 a - 0 0 0.0 ? ?\n",
            "line 5 stands behind the end",
        ),
        (
            "more than its parent has",
            "podyard run 3\ncurrent 0\n0 a - 0 0 0.0 ? ?\n1 a 0@0 1 0 0.0 ? ?\nend\n",
            "line 4 is damaged",
        ),
        (
            "a parent that comes later",
            "podyard run 3\ncurrent 0\n1 a 0@0 1 0 0.0 ? ?\n0 a - 0 0 0.0 ? ?0.0.n\nend\n",
            "line 3 is damaged",
        ),
        (
            "a step far too late",
            "podyard run 3\ncurrent 0\n0 a - 0 0 0.0 ? ?zzzzzzzzzz.zzzzzzzzzz.n\nend\n",
            "it is too long",
        ),
    ];
    for (name, text, words) in files {
        let refused = History::read(text).err().unwrap_or_else(|| panic!("{name} is taken"));
        assert!(said(&refused.message).contains(words), "{name}: {}", said(&refused.message));
    }
}

/// The gateway comes behind the steps that need one, in a link and in a file.
#[test]
fn settings_are_read_in_any_order() {
    let link = Link::read("strategy=canary&steps=5%2C%20scale%202&entry=httproute&leader=argo").expect("it is sound");
    assert_eq!(Link::read(&link.write()), Ok(link));
}

/// At ×64 two hours are over in two minutes: such a run, or one of many edits, has no link, but it has a file.
#[test]
fn a_run_too_long_for_a_link_goes_into_a_file() {
    let short = History::read("podyard run 3\ncurrent 0\n0 a - 0 1 0.0 ? ?0.0.n\nend\n").expect("it is sound");
    assert!(short.link_text().is_ok());
    let step = |at: &str| format!("0.{at}.sreplicas=5");
    // One edit three hours behind the start, and 10,000 at the start.
    let cases = [("late", step("6fcmo")), ("many", vec![step("0"); 10_000].join("~"))];
    for (name, edits) in cases {
        let count = edits.split('~').count();
        let text = format!("podyard run 3\ncurrent 0\n0 a - 0 {count} 6fcmo.0 ?requests-per-second=0 ?{edits}\nend\n");
        let history = History::read(&text).unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        assert_eq!(history.current().edits.len(), count, "{name}");
        if name == "many" {
            let refused = history.link_text().expect_err(name);
            assert!(
                said(&refused.message).contains("too long for a link") && say(&refused.hint).contains("file"),
                "{refused:?}"
            );
        }
        assert_eq!(
            History::read(&history.write()).map(|read| read.branches().to_vec()),
            Ok(history.branches().to_vec()),
            "{name}"
        );
    }
    assert!(
        Link::read(&"e".repeat(200_000))
            .is_err_and(|refused| said(&refused.message).contains("at most 100000 characters"))
    );
}

/// Another hash in the link: the run is opened all the same, and one is told.
#[test]
fn a_run_that_comes_out_otherwise_says_so() {
    let (history, _) = random_run(5, false);
    let link = Link { hash: Some(1), ..history.link() };
    let mut other = History::new(Scenario::default());
    let said = other.open(link).expect("it opens");
    assert!(said.is_some_and(|said| say(&said).contains("another version of Podyard")));
}

/// Texts with a few signs changed, doubled, cut out: nothing panics, nothing takes for ever.
#[test]
fn mutated_links_and_files_do_no_harm() {
    let mutations = runs(300, 5_000);
    let signs = b"0129az%&=.~?-@ \n\"{}<>\xff";
    let mut opened = [0, 0];
    let texts: Vec<[String; 2]> = (1..=40)
        .map(|seed| random_run(seed, true).0)
        .map(|history| [history.link().write(), history.write()])
        .collect();
    for seed in 1..=mutations {
        let mut random = Random::new(seed);
        for (kind, text) in texts[seed as usize % texts.len()].iter().enumerate() {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..1 + random.below(4) {
                let at = random.below(bytes.len().max(1) as u32) as usize;
                match random.below(4) {
                    0 if at < bytes.len() => bytes[at] = signs[random.below(signs.len() as u32) as usize],
                    1 if at < bytes.len() => drop(bytes.remove(at)),
                    2 => bytes.insert(at.min(bytes.len()), signs[random.below(signs.len() as u32) as usize]),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            opened[kind] += u32::from(match kind {
                0 => Link::read(&text).and_then(|link| History::new(Scenario::default()).open(link)).is_ok(),
                _ => History::read(&text).is_ok(),
            });
        }
    }
    let mutations = u32::try_from(mutations).expect("few");
    assert!(opened.iter().all(|opened| (1..mutations).contains(opened)), "some still open, some do not: {opened:?}");
}
