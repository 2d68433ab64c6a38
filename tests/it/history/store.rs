//! What is stored, and what becomes of it where the browser is full, forbids it, or holds what cannot be read.

use crate::random_runs::random_run;
use crate::thorough::runs;
use podyard::history::{History, RUNS_KEPT_MAX, Refused, Travel};
use podyard::scenario::{Scenario, StrategyKind};
use podyard::session::Action;
use podyard::text::{said, say};

use super::shelf::{Browser, Tab, View};
use super::state;

const RUN: &str = "podyard.run.";

/// A run of its own with one edit.
fn rollout(tab: &mut Tab, strategy: StrategyKind) {
    tab.history.update(Action::ChooseStrategy(strategy));
    tab.set_steps("10, pause");
}

#[test]
fn a_visit_is_there_again_after_a_reload() {
    for seed in 1..=runs(20, 300) {
        let browser = Browser::default();
        let mut tab = Tab::open(&browser);
        tab.history = random_run(seed, true).0;
        tab.reload();
        let (before, _) = random_run(seed, true);
        let worth = |history: &History| {
            let branches = history.branches().iter().filter(|branch| !branch.edits.is_empty() || branch.horizon.0 > 0);
            branches
                .map(|branch| {
                    (branch.name.clone(), branch.scenario.clone(), branch.edits.clone(), branch.limit, branch.horizon)
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(worth(&tab.history), worth(&before), "seed {seed}");
        assert_eq!(state(tab.history.session()), state(before.session()), "seed {seed}: it stands where it stood");
        assert_eq!((&tab.said, tab.store.refused(), tab.store.unread().count()), (&Vec::new(), None, 0), "seed {seed}");
    }
}

/// The figures of the report: 206 branches, 2,005 edits; both were written, and refused when read.
#[test]
fn many_branches_and_many_edits_are_read_back() {
    let browser = Browser::default();
    let mut tab = Tab::open(&browser);
    for number in 0..2_005 {
        tab.set_steps(&format!("{}, pause", number % 100));
    }
    for number in 0..206 {
        tab.run(5);
        tab.history.travel(Travel::Seek(0));
        tab.set_steps(&format!("{}, pause 1s", number % 100));
    }
    let (names, there) = (tab.names().join("|"), tab.works());
    assert_eq!((tab.history.branches().len(), there.len()), (207, 207));
    tab.reload();
    assert_eq!((tab.names().join("|"), tab.works()), (names, there.clone()));
    let read = History::read(&tab.history.write()).expect("our own file is read");
    assert_eq!(read.branches().len(), 207);
    assert!(browser.size() < 400_000, "stretches are stored once: {}", browser.size());
}

#[test]
fn a_writing_touches_only_what_changed() {
    let browser = Browser::default();
    let mut tab = Tab::open(&browser);
    rollout(&mut tab, StrategyKind::Recreate);
    tab.keep();
    let first = browser.keys_of(RUN);
    assert_eq!(first.len(), 1);
    rollout(&mut tab, StrategyKind::Canary);
    for number in 0..20_000 {
        tab.set_steps(&format!("{}, pause", number % 100));
    }
    tab.keep();
    browser.written.borrow_mut().clear();
    tab.run(5);
    tab.keep();
    tab.keep();
    let written = browser.written.borrow().clone();
    assert_eq!(written.len(), 1, "{written:?}");
    assert!(
        written[0].0.starts_with(RUN) && written[0].0 != first[0],
        "the run that changed, and no other: {written:?}"
    );
    assert!(written[0].1 < 20_000, "without its edits: {written:?}");
    browser.written.borrow_mut().clear();
    tab.set_steps("20");
    tab.keep();
    let size: usize = browser.written.borrow().iter().map(|(_, size)| size).sum();
    assert!(size < 20_000, "one edit more is no reason to write 20,000: {size}");
}

#[test]
fn a_full_memory_says_so_and_loses_nothing() {
    let browser = Browser::default();
    let mut tab = Tab::open(&browser);
    rollout(&mut tab, StrategyKind::Recreate);
    tab.keep();
    let stored = browser.texts.borrow().clone();
    browser.room.set(browser.size() + 10);
    rollout(&mut tab, StrategyKind::Canary);
    for _ in 0..200 {
        tab.set_steps("30, pause");
    }
    tab.keep();
    assert_eq!(tab.store.refused(), Some(Refused::Full));
    assert!(say(&Refused::Full.message()).contains("as a file"));
    assert_eq!(*browser.texts.borrow(), stored, "what was stored is as it was, with nothing half written beside it");
    assert_eq!(tab.works().len(), 2, "the work is in memory");
    let read = History::read(&tab.history.write()).expect("and goes into a file");
    assert_eq!(read.branches().len(), tab.history.branches().len());
    // Deleting makes room, and then everything is stored by itself.
    browser.room.set(browser.room.get() + 8_000);
    let id =
        tab.history.branches().iter().find(|branch| said(&branch.title()) == "Recreate 1").expect("it is there").id;
    tab.history.travel(Travel::Delete(id));
    tab.keep();
    assert_eq!(tab.store.refused(), None);
    let works = tab.works();
    tab.reload();
    assert_eq!((tab.works(), works.len()), (works.clone(), 1));
}

#[test]
fn a_forbidden_memory_says_so_and_the_page_works() {
    let browser = Browser::default();
    browser.forbidden.set(true);
    let mut tab = Tab::open(&browser);
    assert_eq!((tab.store.refused(), tab.names()), (None, vec!["Rolling update 1".to_string()]), "nothing is lost yet");
    rollout(&mut tab, StrategyKind::Canary);
    tab.keep();
    assert_eq!(tab.store.refused(), Some(Refused::Forbidden));
    tab.hear();
    assert_eq!(tab.works().len(), 1);
    assert!(say(&Refused::Forbidden.message()).contains("Save them as a file"));
}

/// A record, and a stretch of edits, cut at every place: the run is named, and stays as it is under its key.
#[test]
fn what_was_cut_short_is_kept_and_named() {
    let browser = Browser::default();
    let mut tab = Tab::open(&browser);
    for number in 0..140 {
        tab.set_steps(&format!("{}, pause", number % 100));
    }
    tab.keep();
    let whole = browser.texts.borrow().clone();
    let run = browser.keys_of(RUN).remove(0);
    assert!(whole.len() > 2, "a record and stretches");
    for (key, text) in &whole {
        for end in (0..text.len()).step_by(if key == &run { 1 } else { 37 }) {
            let cut: String = text.chars().take(end).collect();
            browser.texts.borrow_mut().clone_from(&whole);
            browser.texts.borrow_mut().insert(key.clone(), cut.clone());
            let mut tab = Tab::open(&browser);
            let unread: Vec<(String, String)> =
                tab.store.unread().map(|(key, why)| (key.to_string(), said(why))).collect();
            assert_eq!(unread.len(), 1, "{key} cut at {end}");
            assert_eq!(unread[0].0, run, "{key} cut at {end}");
            assert!(!unread[0].1.is_empty());
            assert_eq!(tab.names(), ["Rolling update 1"], "a page that works");
            rollout(&mut tab, StrategyKind::Canary);
            tab.keep();
            tab.history.travel(Travel::Delete(tab.history.branches()[0].id));
            tab.keep();
            assert_eq!(browser.texts.borrow().get(key), Some(&cut), "{key} cut at {end} stays");
            assert!(whole.keys().all(|key| browser.texts.borrow().contains_key(key)), "nothing is cleared away");
            assert!(tab.store.unread_text(&tab.view).contains(&run), "and it can be taken along");
        }
    }
}

#[test]
fn a_later_version_is_left_alone() {
    let browser = Browser::default();
    let later = "podyard 4 {\"everything\": \"is different\"}";
    browser.texts.borrow_mut().insert("podyard.run.later".into(), later.into());
    browser.texts.borrow_mut().insert("podyard.edits.unknown".into(), "what it needs".into());
    let mut tab = Tab::open(&browser);
    let unread: Vec<String> = tab.store.unread().map(|(_, why)| said(why)).collect();
    assert_eq!(unread, ["it is written in form 4; this page knows form 3"]);
    rollout(&mut tab, StrategyKind::Canary);
    tab.reload();
    assert_eq!(tab.works().len(), 1);
    assert_eq!(browser.texts.borrow().get("podyard.run.later").map(String::as_str), Some(later));
    assert!(browser.texts.borrow().contains_key("podyard.edits.unknown"));
    assert!(tab.store.unread_text(&tab.view).contains(later));
}

/// Before each run had a key, all stood in one text.
#[test]
fn runs_of_the_one_text_are_taken_over() {
    let (history, _) = random_run(3, true);
    let cases = [("sound", history.write()), ("damaged", "podyard run 3\ncurrent 7\nxyz".into())];
    for (name, text) in cases {
        let browser = Browser::default();
        browser.texts.borrow_mut().insert("podyard.runs".into(), text.clone());
        let mut tab = Tab::open(&browser);
        let sound = name == "sound";
        assert_eq!(tab.store.unread().count(), usize::from(!sound), "{name}");
        if sound {
            assert_eq!(state(tab.history.session()), state(history.session()));
        }
        browser.room.set(browser.size());
        rollout(&mut tab, StrategyKind::Canary);
        tab.keep();
        assert_eq!(
            browser.texts.borrow().get("podyard.runs"),
            Some(&text),
            "{name}: there is no room for it elsewhere"
        );
        browser.room.set(0);
        tab.reload();
        assert_eq!(browser.texts.borrow().contains_key("podyard.runs"), !sound, "{name}");
        let expected = if sound { history.branches().len() + 1 } else { 1 };
        assert_eq!(
            tab.history.branches().iter().filter(|branch| !branch.edits.is_empty()).count().max(1),
            expected.max(1).min(tab.history.branches().len()),
            "{name}"
        );
    }
}

#[test]
fn the_runs_untouched_for_longest_are_let_go_and_named() {
    let browser = Browser::default();
    let mut tab = Tab::open(&browser);
    let mut file = String::from("podyard run 3\ncurrent 0\n");
    for id in 0..=RUNS_KEPT_MAX {
        file.push_str(&format!("{id} Old%20{id} - 0 1 0.0 ? ?0.0.n\n"));
    }
    tab.history = History::read(&format!("{file}end\n")).expect("it is sound");
    tab.keep();
    let first = tab.history.branches()[0].id;
    assert_eq!((tab.history.branches().len(), &tab.said), (RUNS_KEPT_MAX + 1, &Vec::new()));
    rollout(&mut tab, StrategyKind::Canary);
    tab.keep();
    assert_eq!(tab.said, ["The oldest run was let go: Old 1."], "the first was looked at later");
    // The first one is touched, so those after it are the oldest untouched.
    tab.history.travel(Travel::Rename(first, "dear".into()));
    tab.keep();
    for _ in 0..3 {
        rollout(&mut tab, StrategyKind::Canary);
        rollout(&mut tab, StrategyKind::Recreate);
        tab.keep();
    }
    assert_eq!(tab.history.branches().len(), RUNS_KEPT_MAX + 1);
    assert!(tab.names().contains(&"dear".to_string()));
    let said = tab.said.join(" ");
    assert!(said.contains("2 oldest runs were let go: Old 2, Old 3."), "{said}");
    assert_eq!(browser.keys_of(RUN).len(), RUNS_KEPT_MAX + 1);
    tab.reload();
    assert_eq!(tab.history.branches().len(), RUNS_KEPT_MAX + 1);
    assert!(History::read(&tab.history.write()).is_ok());
}

#[test]
fn a_fresh_page_is_not_worth_a_key_but_chosen_settings_are() {
    let browser = Browser::default();
    let mut tab = Tab::open(&browser);
    tab.keep();
    assert_eq!((browser.size(), tab.shown.as_str()), (0, ""));
    tab.history.update(Action::ChooseStrategy(StrategyKind::BlueGreen));
    tab.keep();
    assert_eq!(browser.keys_of(RUN).len(), 1);
    tab.reload();
    assert_eq!(tab.history.session().scenario(), &Scenario::default().by(StrategyKind::BlueGreen));
    let other = Tab::with(View::of(&browser, false), Some(""));
    assert_eq!(
        (other.history.branches().len(), other.history.current().scenario.strategy()),
        (2, StrategyKind::RollingUpdate)
    );
}
