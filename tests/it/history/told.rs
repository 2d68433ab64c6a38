//! What undo, redo, restart, a change in the past and a deletion say, and what was seen to come.

use podyard::history::{History, Travel};
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Scenario, StrategyKind};
use podyard::session::Action;
use podyard::text::say;

enum Move {
    Do(Action),
    Go(Travel),
    Run(u32),
}
use Move::{Do, Go, Run};

use super::cases::play;

fn told(moves: &[Move]) -> (History, Option<String>) {
    let mut history = History::new(Scenario::default());
    for one in moves {
        match one {
            Do(action) => history.update(action.clone()),
            Go(travel) => history.travel(travel.clone()),
            Run(seconds) => play(&mut history, *seconds),
        }
    }
    let words = history.told().map(say);
    (history, words)
}

fn surge() -> Move {
    Do(Action::Set { control: Control::MaxSurge, text: "3".into() })
}

#[test]
fn what_each_move_says() {
    let roll_out = || Do(Action::Do(ChoiceId::Next));
    let cases: [(&str, Vec<Move>, Option<&str>); 9] = [
        ("a step needs no word", vec![roll_out()], None),
        (
            "undo",
            vec![roll_out(), Run(5), Go(Travel::Undo)],
            Some("Undone: kubectl set image deployment/web web=web:v2. Redo does it again."),
        ),
        (
            "redo",
            vec![roll_out(), Run(5), Go(Travel::Undo), Go(Travel::Redo)],
            Some("Done again: kubectl set image deployment/web web=web:v2. Undo takes it back."),
        ),
        (
            "undo of time alone",
            vec![Run(5), Go(Travel::Undo)],
            Some("Back at the start of this run. Nothing was undone: its steps come again as time runs."),
        ),
        (
            "restart",
            vec![roll_out(), Run(5), Do(Action::Restart)],
            Some(
                "The same from the start. What was set after the start is not set again. Undo goes back to the run before, which is kept under Runs.",
            ),
        ),
        (
            "another strategy",
            vec![roll_out(), Run(5), Do(Action::ChooseStrategy(StrategyKind::Canary))],
            Some("A new run. Undo goes back to the one before, which is kept under Runs."),
        ),
        ("another strategy where nothing was done", vec![Do(Action::ChooseStrategy(StrategyKind::Canary))], None),
        (
            "a change in the past",
            vec![roll_out(), Run(9), Go(Travel::Seek(4_000)), surge()],
            Some(
                "You changed the past: from here on this is a run of its own. Undo takes the change back; the run before is kept under Runs.",
            ),
        ),
        ("a change at the end", vec![roll_out(), Run(9), surge()], None),
    ];
    for (name, moves, expected) in cases {
        assert_eq!(told(&moves).1.as_deref(), expected, "{name}");
    }
}

#[test]
fn who_looks_back_or_changes_the_past_sees_what_came() {
    let (mut history, _) = told(&[Do(Action::Do(ChoiceId::Next)), Run(12)]);
    assert!(history.ghost().is_none(), "nothing is ahead");
    let seen: Vec<_> = history.session().samples().iter().copied().collect();
    history.travel(Travel::Seek(4_000));
    assert_eq!(history.ghost().as_deref(), Some(&*seen), "looking back");
    history.update(Action::Set { control: Control::MaxSurge, text: "3".into() });
    assert_eq!(history.branches().len(), 2);
    assert_eq!(history.ghost().as_deref(), Some(&*seen), "the future of the run before");
    play(&mut history, 12);
    assert!(history.ghost().is_none(), "it is passed");
}
