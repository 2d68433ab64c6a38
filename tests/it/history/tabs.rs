//! Two tabs and one memory: what one does never destroys what the other did.

use podyard::history::{BranchId, Travel};
use podyard::scenario::StrategyKind;
use podyard::session::Action;
use podyard::sim::random::Random;
use podyard::text::{said, say};

use super::shelf::{Browser, Tab, View};

fn rollout(tab: &mut Tab, strategy: StrategyKind) {
    tab.history.update(Action::ChooseStrategy(strategy));
    tab.set_steps("10, pause");
    tab.keep();
}

/// One tab with a run, and another that has opened it.
fn two(edits: &[&str]) -> (Browser, Tab, Tab) {
    let browser = Browser::default();
    let mut one = Tab::open(&browser);
    rollout(&mut one, StrategyKind::Canary);
    edits.iter().for_each(|text| one.set_steps(text));
    one.keep();
    let other = one.duplicate();
    assert_eq!((other.works(), other.shown.clone()), (one.works(), one.shown.clone()));
    (browser, one, other)
}

#[test]
fn a_run_made_in_each_of_two_tabs_is_there_in_both() {
    let browser = Browser::default();
    let (mut one, mut other) = (Tab::open(&browser), Tab::open(&browser));
    rollout(&mut one, StrategyKind::Canary);
    rollout(&mut other, StrategyKind::Recreate);
    for tab in [&mut one, &mut other] {
        tab.reload();
        let mut names = tab.names();
        names.sort_unstable();
        assert_eq!(names, ["Canary 1", "Recreate 1"]);
    }
    assert_eq!(
        (&*said(&one.history.current().title()), &*said(&other.history.current().title())),
        ("Canary 1", "Recreate 1")
    );
}

#[test]
fn a_run_made_in_one_tab_comes_to_the_other_without_a_reload() {
    let browser = Browser::default();
    let (mut one, mut other) = (Tab::open(&browser), Tab::open(&browser));
    rollout(&mut one, StrategyKind::Canary);
    other.hear();
    assert_eq!(other.names(), ["Rolling update 1", "Canary 1"]);
    assert_eq!(said(&other.history.current().title()), "Rolling update 1", "it shows what it showed");
}

#[test]
fn a_run_changed_in_two_tabs_becomes_two() {
    let (_, mut one, mut other) = two(&[]);
    one.set_steps("20");
    other.set_steps("30");
    one.keep();
    other.keep();
    assert_eq!(
        other.said,
        ["“Canary 1” was changed in another tab too: what was done here goes on as “Branch 2 of 1 at 0.0 s”."]
    );
    one.hear();
    for tab in [&mut one, &mut other] {
        tab.reload();
        assert_eq!(tab.names(), ["Canary 1", "Branch 2 of 1 at 0.0 s"]);
        let steps: Vec<_> = tab
            .history
            .branches()
            .iter()
            .map(|branch| format!("{:?}", branch.edits.last().map(|edit| &edit.action)))
            .collect();
        assert!(steps[0].contains("\"20\"") && steps[1].contains("\"30\""), "{steps:?}");
    }
    let of = |tab: &Tab| said(&tab.history.current().title());
    assert_eq!((of(&one), of(&other)), ("Canary 1".into(), "Branch 2 of 1 at 0.0 s".into()), "each looks at its own");
}

/// The tab behind writes late: what it has not got is not overwritten.
#[test]
fn a_tab_that_only_looks_on_writes_nothing_over_an_edit() {
    let (_, mut one, mut other) = two(&[]);
    one.set_steps("20");
    one.keep();
    other.run(5);
    other.keep();
    other.history.travel(Travel::Rename(other.history.current().id, "mine".into()));
    other.reload();
    assert_eq!((other.works(), other.names()), (one.works(), vec!["mine".to_string()]));
    assert_eq!(other.said, Vec::<String>::new());
}

#[test]
fn a_deletion_leaves_what_the_other_tab_has_open() {
    let browser = Browser::default();
    let mut one = Tab::open(&browser);
    rollout(&mut one, StrategyKind::Canary);
    rollout(&mut one, StrategyKind::Recreate);
    let mut other = one.duplicate();
    let id = |tab: &Tab, name: &str| {
        tab.history.branches().iter().find(|branch| said(&branch.title()) == name).expect(name).id
    };
    other.history.travel(Travel::Switch(id(&other, "Canary 1")));
    other.keep();
    one.history.travel(Travel::Delete(id(&one, "Canary 1")));
    one.keep();
    assert_eq!(one.touched(), ["Recreate 2"]);
    other.hear();
    one.hear();
    assert_eq!(one.said, ["“Canary 1” is open in another tab, so it stays."]);
    for tab in [&mut one, &mut other] {
        tab.reload();
        assert_eq!(tab.names(), ["Canary 1", "Recreate 2"]);
    }
    // What no other tab has open goes everywhere.
    one.history.travel(Travel::Delete(id(&one, "Recreate 2")));
    one.keep();
    other.hear();
    assert_eq!((one.touched(), other.touched()), (vec!["Canary 1".to_string()], vec!["Canary 1".to_string()]));
}

#[test]
fn a_changed_run_outlives_its_deletion_in_another_tab() {
    let (browser, mut one, mut other) = two(&["20"; 70]);
    rollout(&mut one, StrategyKind::Recreate);
    other.hear();
    other.set_steps("40");
    let id = one.history.branches().iter().find(|branch| said(&branch.title()) == "Canary 1").expect("it is there").id;
    one.history.travel(Travel::Delete(id));
    one.keep();
    assert_eq!(browser.keys_of("podyard.edits.").len(), 0, "nobody needs its stretches, as far as this tab knows");
    other.keep();
    let works = other.works();
    other.reload();
    assert_eq!(other.works(), works);
}

#[test]
fn a_stretch_that_was_cleared_too_soon_is_written_again() {
    let (browser, _, mut other) = two(&["20"; 70]);
    let key = browser.keys_of("podyard.edits.").remove(0);
    browser.texts.borrow_mut().remove(&key);
    other.said.extend(other.store.heard(&mut other.history, &other.view, Some(&key)).iter().map(say));
    assert!(browser.texts.borrow().contains_key(&key));
}

/// A key is taken where another text with the same number, or one cut short, stood first: the stretch has a salted one then.
#[test]
fn a_stretch_under_a_salted_key_is_written_again_for_every_run_that_names_it() {
    let plain = two(&["20"; 70]).0.keys_of("podyard.edits.").remove(0);
    let browser = Browser::default();
    browser.texts.borrow_mut().insert(plain.clone(), "cut".into());
    // What the plain key holds is damaged, so a run that cannot be read may need it: nothing is cleared away.
    browser.texts.borrow_mut().insert("podyard.run.damaged".into(), format!("podyard 3 ? ?{plain} ?"));
    let mut tab = Tab::open(&browser);
    rollout(&mut tab, StrategyKind::Canary);
    (0..70).for_each(|_| tab.set_steps("20"));
    tab.keep();
    let salted = format!("{plain}.1");
    assert_eq!(browser.keys_of("podyard.edits."), [plain.clone(), salted.clone()]);
    let works = tab.works();
    for key in [&plain, &salted] {
        browser.texts.borrow_mut().remove(key);
    }
    let said = tab.store.heard(&mut tab.history, &tab.view, Some(&salted));
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(browser.keys_of("podyard.edits."), [salted]);
    tab.reload_after_a_crash();
    assert_eq!(tab.works(), works);
}

#[test]
fn a_stretch_that_was_cut_short_is_written_anew_by_the_tab_that_has_it() {
    let (browser, _, mut other) = two(&["20"; 70]);
    let key = browser.keys_of("podyard.edits.").remove(0);
    browser.texts.borrow_mut().insert(key.clone(), "cut".into());
    other.set_steps("40");
    other.keep();
    let works = other.works();
    other.reload_after_a_crash();
    assert_eq!(other.works(), works);
}

/// A run by chance: two tabs edit, look, delete, reload, hear of each other late or at once. What was made and not deleted by
/// whoever had it is there at the end, in both.
#[test]
fn nothing_is_lost_between_two_tabs() {
    let rounds = if cfg!(debug_assertions) { 150 } else { 2_000 };
    let mut happened = [0; 9];
    for seed in 1..=rounds {
        let mut random = Random::new(seed);
        let browser = Browser::default();
        let late = seed % 2 == 0;
        let mut tabs = [0, 1].map(|_| Tab::with(View::of(&browser, late), None));
        // Everything made so far, as settings and edits; a run that goes on replaces what it was.
        let mut made: Vec<String> = Vec::new();
        let mut way = Vec::new();
        for step in 0..30 {
            let which = random.below(2);
            way.push(which);
            let tab = &mut tabs[which as usize];
            let what = random.below(9);
            way.push(what);
            happened[what as usize] += 1;
            // A deletion is stored at once; another strategy takes the place of a run that nobody has touched.
            let deletes = matches!(what, 3 | 8);
            let before = tab.works();
            match what {
                0 | 1 => tab.set_steps(&format!("{}", 1 + random.below(99))),
                2 => {
                    tab.run(5);
                    tab.history.travel(Travel::Seek(0));
                    tab.set_steps(&format!("{}", 1 + random.below(99)));
                }
                3 => tab.history.update(Action::ChooseStrategy(StrategyKind::ALL[random.below(4) as usize])),
                4 => tab.keep(),
                5 => tab.hear(),
                6 => tab.reload(),
                7 => {
                    let id = some_run(tab, &mut random);
                    tab.history.travel(Travel::Switch(id));
                }
                _ => {
                    let id = some_run(tab, &mut random);
                    tab.history.travel(Travel::Delete(id));
                }
            }
            if deletes {
                tab.keep();
            }
            let after = tab.works();
            match what {
                // Deleted by its owner, with all that it grew out of.
                8 => {
                    let gone = before.iter().filter(|work| !after.contains(work));
                    gone.for_each(|gone| made.retain(|work| !is_part(work, gone)));
                }
                0..=3 => made.extend(after.into_iter().filter(|work| !before.contains(work))),
                _ => {}
            }
            assert!(!tab.history.branches().is_empty(), "seed {seed}, step {step}");
        }
        for _ in 0..4 {
            tabs.iter_mut().for_each(Tab::keep);
            tabs.iter_mut().for_each(Tab::hear);
        }
        tabs.iter_mut().for_each(Tab::reload);
        for tab in &tabs {
            let there = tab.works();
            for work in &made {
                assert!(
                    there.iter().any(|run| is_part(work, run)),
                    "seed {seed}: lost {work}\nof {there:#?}\n{:?}\n{way:?}",
                    tab.said
                );
            }
            assert_eq!(tab.store.unread().collect::<Vec<_>>(), [], "seed {seed}");
        }
        let [mut one, mut other] = tabs.map(|tab| tab.works());
        one.sort();
        other.sort();
        assert_eq!(one, other, "seed {seed}: both show the same");
    }
    assert!(happened.iter().all(|count| *count > 100), "{happened:?}");
}

fn some_run(tab: &Tab, random: &mut Random) -> BranchId {
    let branches = tab.history.branches();
    branches[random.below(branches.len() as u32) as usize].id
}

/// The second goes on from the first, or is it: edits are the end of the text.
fn is_part(work: &str, run: &str) -> bool {
    run.starts_with(work.trim_end_matches(']'))
}
