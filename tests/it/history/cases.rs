//! Single moves, by name.

use podyard::control::FieldPath;
use podyard::history::{About, History, Jump, MarkKind, Travel};
use podyard::kube::object::Kind;
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Leader, Scenario, StrategyKind};
use podyard::session::Action;
use podyard::text::said;

use super::{replicas, state};

fn web() -> About {
    About { name: "web".into(), kind: Kind::Deployment }
}

pub(super) fn started() -> History {
    let mut history = History::new(Scenario::default());
    history.update(Action::Play);
    history
}

pub(super) fn play(history: &mut History, seconds: u32) {
    history.update(Action::Play);
    for _ in 0..seconds * 20 {
        history.update(Action::Tick { elapsed_ms: 50 });
    }
}

fn set(history: &mut History, field: Control, text: &str) {
    history.update(Action::Set { control: field, text: text.into() });
}

#[test]
fn a_change_in_the_past_begins_a_branch_and_one_at_the_end_does_not() {
    let mut history = started();
    play(&mut history, 5);
    history.update(Action::Do(ChoiceId::Next));
    play(&mut history, 20);
    set(&mut history, Control::Replicas, "6");
    assert_eq!(history.branches().len(), 1, "at its end a run goes on");
    play(&mut history, 5);
    history.travel(Travel::Seek(8_000));
    assert_eq!((history.session().elapsed(), replicas(history.session())), (8_000, 4));
    play(&mut history, 17);
    assert_eq!(replicas(history.session()), 6, "what is written down happens again");
    assert_eq!(history.branches().len(), 1);
    history.travel(Travel::Seek(8_000));
    set(&mut history, Control::Replicas, "2");
    assert_eq!(history.branches().len(), 2);
    let branch = history.current();
    assert_eq!(
        (branch.parent, branch.edits.len(), &*said(&branch.title())),
        (Some((0, 8_000)), 2, "Branch 2 of 1 at 8.0 s")
    );
    history.travel(Travel::Undo);
    assert_eq!((history.current().id, replicas(history.session())), (1, 4));
    history.travel(Travel::Switch(0));
    assert_eq!((history.session().elapsed(), replicas(history.session())), (30_000, 6), "where it was left");
}

/// A field that no control shows, as the log of objects has it.
fn revision_history_limit(history: &History) -> i32 {
    history
        .session()
        .cluster()
        .objects()
        .deployments
        .values()
        .next()
        .expect("web")
        .spec
        .revision_history_limit
        .unwrap_or(10)
}

fn set_field(history: &mut History, path: &str, text: &str) {
    let at = FieldPath { kind: Kind::Deployment, name: "web".into(), path: path.into() };
    history.update(Action::SetField(at, text.into()));
}

#[test]
fn what_was_set_before_anything_happened_is_part_of_the_start() {
    let mut history = History::new(Scenario::default());
    set_field(&mut history, "spec.revisionHistoryLimit", "3");
    set_field(&mut history, "spec.replicas", "6");
    let quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: tight}\nspec: {hard: {pods: \"9\"}}";
    history.update(Action::Apply(quota.into()));
    history.update(Action::Do(ChoiceId::Next));
    play(&mut history, 20);
    set_field(&mut history, "spec.revisionHistoryLimit", "5");
    set(&mut history, Control::Replicas, "5");
    history.update(Action::Restart);
    let quotas = |history: &History| history.session().cluster().objects().resource_quotas.len();
    let stands = |history: &History| (revision_history_limit(history), replicas(history.session()), quotas(history));
    assert_eq!(stands(&history), (3, 5, 1), "the start, and what the control says now");
    assert_eq!((history.session().elapsed(), history.branches().len()), (0, 2));
    let images = |history: &History| history.session().lanes().len();
    assert_eq!(images(&history), 1, "the rollout is no part of it");
    play(&mut history, 10);
    history.travel(Travel::Seek(0));
    assert_eq!(stands(&history), (3, 5, 1), "and it is written down");
    history.travel(Travel::Switch(0));
    assert_eq!(stands(&history), (5, 5, 1), "the run before is as it was");
}

/// What is set before time runs is how the run begins: nothing is scaled at 0:00, no edit is written down, the link says it.
#[test]
fn settings_before_the_start_are_the_start() {
    let mut history = History::new(Scenario::default());
    let shown = |history: &History| {
        let session = history.session();
        let ready: i32 = session.lanes().iter().map(|lane| lane.available).sum();
        (ready, session.log().len(), history.branches().len(), history.link().write(), session.elapsed())
    };
    let title = said(&history.current().title());
    for replicas in ["7", "8", "10"] {
        set(&mut history, Control::Replicas, replicas);
    }
    set(&mut history, Control::MaxSurge, "50%");
    assert_eq!(shown(&history), (10, 0, 1, "replicas=10&maxSurge=50%25".into(), 0));
    assert_eq!((said(&history.current().title()), history.current().edits.len()), (title, 0));
    history.travel(Travel::Undo);
    assert_eq!(shown(&history), (10, 0, 1, "replicas=10".into(), 0));
    assert_eq!(told(&history), "Undone: maxSurge 50%. Redo does it again.");
    history.travel(Travel::Undo);
    assert_eq!(shown(&history), (8, 0, 1, "replicas=8".into(), 0));
    history.travel(Travel::Redo);
    history.travel(Travel::Redo);
    assert_eq!(told(&history), "Done again: maxSurge 50%. Undo takes it back.");
    assert_eq!((shown(&history), history.can_redo()), ((10, 0, 1, "replicas=10&maxSurge=50%25".into(), 0), false));
    history.travel(Travel::Undo);
    set(&mut history, Control::MaxUnavailable, "0");
    assert!(!history.can_redo(), "what was taken back is gone once something else is set");
    history.update(Action::ChooseStrategy(StrategyKind::Recreate));
    assert_eq!(shown(&history).2, 1);
    history.travel(Travel::Undo);
    assert_eq!(told(&history), "Undone: strategy Recreate. Redo does it again.");
    assert_eq!(history.session().scenario().strategy(), StrategyKind::RollingUpdate);
    play(&mut history, 5);
    set(&mut history, Control::Replicas, "6");
    assert_eq!(
        (history.current().edits.len(), replicas(history.session())),
        (1, 6),
        "from here on it is kubectl scale"
    );
    history.travel(Travel::Seek(0));
    set(&mut history, Control::Replicas, "3");
    assert_eq!((shown(&history).0, shown(&history).2, history.current().edits.len()), (3, 2, 0), "a run of its own");
    history.travel(Travel::Undo);
    assert_eq!((history.branches().len(), history.current().edits.len()), (2, 1), "back in the run before");
}

fn told(history: &History) -> String {
    history.told().map(podyard::text::say).unwrap_or_default()
}

/// What the API server refuses is refused, and what no v1 would come up with is asked of the cluster that runs one.
#[test]
fn not_every_setting_can_be_a_start() {
    let mut history = History::new(Scenario::default());
    set(&mut history, Control::MaxUnavailable, "0");
    set(&mut history, Control::MaxSurge, "0");
    let refused = history.session().field_error(Control::MaxSurge).map(|it| said(&it.message)).unwrap_or_default();
    assert!(refused.contains("may not be 0 when `maxSurge` is 0"), "{refused}");
    set(&mut history, Control::MaxUnavailable, "1");
    assert_eq!(history.session().field_error(Control::MaxSurge), None, "it is tried again");
    assert_eq!((history.link().write(), history.current().edits.len()), ("maxSurge=0&maxUnavailable=1".into(), 0));
    let mut led = History::new(Scenario::of(StrategyKind::Canary).led_by(Leader::ArgoRollouts));
    set(&mut led, Control::Count, "3");
    set(&mut led, Control::FailureLimit, "5");
    let up: i32 = led.session().lanes().iter().map(|lane| lane.available).sum();
    assert_eq!((up, led.current().edits.len()), (4, 1), "the template is invalid, and v1 runs");
    set_field(&mut history, "spec.revisionHistoryLimit", "3");
    set(&mut history, Control::Replicas, "6");
    assert_eq!(history.current().edits.len(), 2, "something was asked of the cluster: this is asked of it, too");
}

#[test]
fn a_rollout_is_no_part_of_the_start_however_it_was_begun() {
    for strategy in StrategyKind::ALL {
        for leader in [Leader::You, Leader::ArgoRollouts] {
            let mut history = History::new(Scenario::default().by(strategy).led_by(leader));
            set(&mut history, Control::Replicas, "3");
            let before = history.session().lanes().len();
            history.update(Action::Do(ChoiceId::Next));
            play(&mut history, 20);
            history.update(Action::Restart);
            let now = (history.session().lanes().len(), history.session().values().text(Control::Replicas));
            assert_eq!(now, (before, "3".to_string()), "{strategy:?} {leader:?}");
            let edits = &history.current().edits;
            assert_eq!(edits.len(), 0, "{strategy:?} {leader:?}: {edits:?}");
        }
    }
}

#[test]
fn what_was_undone_is_kept_when_something_else_is_done() {
    let mut history = started();
    play(&mut history, 2);
    set(&mut history, Control::Replicas, "6");
    play(&mut history, 2);
    history.travel(Travel::Undo);
    assert_eq!((history.session().elapsed(), replicas(history.session())), (2_000, 4));
    play(&mut history, 10);
    assert_eq!(replicas(history.session()), 4, "undone is undone, however long one plays");
    history.travel(Travel::Redo);
    assert_eq!((history.session().elapsed(), replicas(history.session())), (2_000, 6));
    history.travel(Travel::Undo);
    set(&mut history, Control::Replicas, "2");
    assert_eq!(history.branches().len(), 2);
    history.travel(Travel::Switch(0));
    assert_eq!(replicas(history.session()), 6, "the first branch has its edit again");
}

#[test]
fn another_strategy_is_another_run_and_undoing_leads_back() {
    let mut history = started();
    play(&mut history, 5);
    set(&mut history, Control::Replicas, "3");
    let before = state(history.session());
    history.update(Action::ChooseStrategy(StrategyKind::Canary));
    assert_eq!((history.branches().len(), history.session().elapsed()), (2, 0));
    assert_eq!(replicas(history.session()), 3, "settings are taken along");
    history.travel(Travel::Undo);
    assert_eq!(state(history.session()), before);
    assert_eq!(history.session().scenario().strategy(), StrategyKind::RollingUpdate);
    history.travel(Travel::Redo);
    assert_eq!(history.session().scenario().strategy(), StrategyKind::Canary);
    // Trying one after the other leaves no trail of runs in which nothing was done.
    for strategy in [StrategyKind::Recreate, StrategyKind::BlueGreen, StrategyKind::Canary] {
        history.update(Action::ChooseStrategy(strategy));
    }
    assert_eq!(history.branches().len(), 2);
}

#[test]
fn a_checkpoint_is_returned_to_exactly() {
    let mut history = started();
    play(&mut history, 5);
    history.update(Action::Do(ChoiceId::Next));
    play(&mut history, 3);
    let here = state(history.session());
    history.travel(Travel::SetCheckpoint);
    assert_eq!(history.checkpoint(), Some(8_000));
    set(&mut history, Control::Replicas, "9");
    play(&mut history, 20);
    history.travel(Travel::ToCheckpoint);
    assert_eq!(state(history.session()), here);
}

#[test]
fn branches_are_named_and_deleted_and_the_last_one_stays() {
    let mut history = started();
    play(&mut history, 5);
    history.update(Action::ChooseStrategy(StrategyKind::Recreate));
    play(&mut history, 1);
    history.travel(Travel::Rename(1, "  with downtime ".into()));
    history.travel(Travel::Rename(0, "   ".into()));
    let names: Vec<String> = history.branches().iter().map(|branch| said(&branch.title())).collect();
    assert_eq!(names, ["Rolling update 1", "with downtime"]);
    history.travel(Travel::Delete(1));
    assert_eq!((history.branches().len(), history.current().id), (1, 0));
    assert_eq!(history.deleted().map(|branch| said(&branch.title())).as_deref(), Some("with downtime"));
    history.travel(Travel::BringBack);
    assert_eq!((history.branches().len(), history.branches()[1].id, history.deleted()), (2, 1, None));
    history.travel(Travel::BringBack);
    assert_eq!(history.branches().len(), 2, "there is nothing more to bring back");
    history.travel(Travel::Switch(1));
    assert_eq!(history.session().scenario().strategy(), StrategyKind::Recreate);
    history.travel(Travel::Delete(1));
    assert_eq!(history.session().scenario().strategy(), StrategyKind::RollingUpdate);
    history.travel(Travel::Delete(0));
    assert_eq!(history.branches().len(), 1);
    assert!(!history.can_redo(), "nothing leads to what is gone");
}

#[test]
fn jumps_go_to_changes_of_one_object() {
    let mut history = started();
    play(&mut history, 2);
    history.update(Action::Do(ChoiceId::Next));
    play(&mut history, 30);
    let end = history.session().elapsed();
    history.travel(Travel::Jump(Jump::Back, web()));
    let back = history.session().elapsed();
    assert!(back < end && history.session().log().last().is_some_and(|event| web().is_of(event)), "{back} of {end}");
    history.travel(Travel::Jump(Jump::Back, web()));
    assert!(history.session().elapsed() < back);
    history.travel(Travel::Jump(Jump::On, web()));
    assert_eq!(history.session().elapsed(), back);
    let here = state(history.session());
    history.travel(Travel::Jump(Jump::Back, About { name: "nobody".into(), ..web() }));
    assert_eq!(state(history.session()), here, "a jump to nothing leads nowhere");
}

#[test]
fn marks_name_what_happened() {
    let mut history = started();
    play(&mut history, 2);
    history.update(Action::Do(ChoiceId::Next));
    play(&mut history, 30);
    let marks = history.marks();
    let entries = history.session().log().len();
    for entry in 0..=entries {
        let later = history.marks_since(entry);
        assert!(marks.ends_with(&later), "from entry {entry} on");
    }
    let kinds = |kind| marks.iter().filter(|mark| mark.kind == kind).count();
    assert_eq!(kinds(MarkKind::Command), 1);
    assert!(kinds(MarkKind::Scaling) >= 2 && kinds(MarkKind::Ready) == 4 && kinds(MarkKind::Wrong) == 0, "{marks:?}");
    assert_eq!(
        (marks[0].at, &*marks[0].words),
        (2_000, "Command web: kubectl set image deployment/web web=web:v2: deployment.apps/web image updated")
    );
}

#[test]
fn what_was_typed_and_refused_survives_turning_back() {
    let mut history = started();
    play(&mut history, 5);
    set(&mut history, Control::MaxSurge, "many");
    history.travel(Travel::Seek(1_000));
    assert_eq!(history.session().field_text(Control::MaxSurge), "many");
    assert!(history.session().field_error(Control::MaxSurge).is_some());
}

/// Pods of v2 in the picture.
fn new_pods(history: &History) -> usize {
    history.session().lanes().iter().filter(|lane| lane.version == 2).map(|lane| lane.pods.len()).sum()
}

#[test]
fn the_first_step_of_a_fresh_run_starts_time_and_a_new_pod_comes_at_once() {
    for (strategy, label) in [
        (StrategyKind::RollingUpdate, "a rolling update makes its first new pod"),
        (StrategyKind::Canary, "the canary comes"),
        (StrategyKind::BlueGreen, "green comes"),
    ] {
        let mut history = History::new(Scenario::default().by(strategy));
        assert_eq!((history.session().started(), history.session().playing(), new_pods(&history)), (false, false, 0));
        history.update(Action::Do(ChoiceId::Next));
        assert!(history.session().playing(), "{label}: the step starts time");
        for _ in 0..12 {
            history.update(Action::Tick { elapsed_ms: 16 });
        }
        assert_eq!(history.session().elapsed(), 192);
        assert!(new_pods(&history) > 0, "{label} within 200 ms");
    }
}

#[test]
fn who_stopped_time_or_moves_it_by_hand_keeps_it_stopped_at_a_step() {
    let ways = [
        ("paused", vec![Action::Play, Action::Pause]),
        ("stepped", vec![Action::Step(podyard::session::Grain::Event)]),
        ("did a step before", vec![Action::Do(ChoiceId::Next), Action::Pause]),
    ];
    for (way, before) in ways {
        let mut history = History::new(Scenario::default());
        before.into_iter().for_each(|action| history.update(action));
        history.update(Action::Do(ChoiceId::Next));
        assert!(!history.session().playing(), "{way}: time stands");
    }
    let mut history = History::new(Scenario::default());
    set(&mut history, Control::Replicas, "6");
    assert!(!history.session().playing(), "a setting is no step");
}

#[test]
fn time_that_a_step_started_is_no_part_of_the_run() {
    let mut history = History::new(Scenario::default());
    history.update(Action::Do(ChoiceId::Next));
    assert_eq!(history.current().edits.len(), 1);
    let done = state(history.session());
    history.travel(Travel::Undo);
    assert_eq!((history.session().playing(), history.session().elapsed()), (false, 0));
    history.travel(Travel::Redo);
    assert_eq!((history.session().playing(), state(history.session())), (false, done), "done again, time stands");
    let mut opened = History::new(Scenario::default());
    opened.open(history.link()).expect("a link of its own");
    assert_eq!((opened.session().playing(), state(opened.session())), (false, done), "a link is opened at its instant");
}
