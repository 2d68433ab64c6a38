//! Edits in few signs: what was done, as a link carries it.

use crate::kube::tree::{Node, Value};
use crate::kube::yaml;
use crate::playbook::ChoiceId;
use crate::scenario::{Control, Preset};
use crate::session::Action;
use crate::sim::command::{Command, Rejected};

use super::branch::Edit;
use super::words::{damaged, escape, long, short, unescape};

/// An edit: events since the one before it, milliseconds since then, and what was done, with points between.
///
/// 30 events and 2,500 ms after the last one the next step is taken: `u.1xg.n`.
pub(super) fn write(edit: &Edit, before: (u64, u64)) -> Option<String> {
    let done = action(&edit.action)?;
    // Edits stand in the order they were made, so neither number falls.
    let (steps, at) = (edit.steps.saturating_sub(before.0), edit.at.saturating_sub(before.1));
    Some(format!("{}.{}.{done}", short(steps), short(at)))
}

/// The other way round.
pub(super) fn read(text: &str, before: (u64, u64)) -> Option<Edit> {
    let mut parts = text.splitn(3, '.');
    let (steps, at, done) = (long(parts.next()?)?, long(parts.next()?)?, parts.next()?);
    Some(Edit { steps: before.0.checked_add(steps)?, at: before.1.checked_add(at)?, action: undo(done)? })
}

/// Edits one after the other with `~` between, the first counted from `before`: events and milliseconds.
pub(super) fn write_all(edits: &[Edit], mut before: (u64, u64)) -> String {
    let mut written = Vec::new();
    for edit in edits {
        written.extend(write(edit, before));
        before = (edit.steps, edit.at);
    }
    written.join("~")
}

/// The other way round, none later than `latest`: events and milliseconds.
///
/// # Errors
///
/// Which of them is damaged or too late.
pub(super) fn read_all(text: &str, mut before: (u64, u64), latest: (u64, u64)) -> Result<Vec<Edit>, Rejected> {
    let mut edits = Vec::new();
    for (index, part) in text.split('~').filter(|part| !part.is_empty()).enumerate() {
        let edit =
            read(part, before).ok_or_else(|| damaged(message!("run-step-damaged", step = (index + 1).to_string())))?;
        before = (edit.steps, edit.at);
        if before.0 > latest.0 || before.1 > latest.1 {
            return Err(damaged(message!("run-too-long")));
        }
        edits.push(edit);
    }
    Ok(edits)
}

/// One letter, and what it needs. What begins another run, or changes none, has no sign, and neither has what is written as
/// the requests it comes to.
fn action(action: &Action) -> Option<String> {
    Some(match action {
        Action::Request(commands) => {
            let all = Value::List(commands.iter().map(Command::tree).collect());
            format!("q{}", escape(&swapped(&Node::from(all).json())))
        }
        Action::Do(choice) => match choice {
            ChoiceId::Next => "n".into(),
            ChoiceId::Promote => "p".into(),
            ChoiceId::PromoteFull => "f".into(),
            ChoiceId::Abort => "a".into(),
            ChoiceId::Retry => "r".into(),
            ChoiceId::Back | ChoiceId::Migrate(..) => return None,
        },
        Action::Set { control, text } => format!("s{}={}", control.key(), escape(text)),
        Action::Choose(preset) => format!("k{}", Preset::ALL.iter().position(|other| other == preset)?),
        _ => return None,
    })
}

fn undo(text: &str) -> Option<Action> {
    let (sign, rest) = text.split_at_checked(1)?;
    Some(match (sign, rest) {
        ("q", _) => {
            let [all] = &yaml::documents(&swapped(&unescape(rest)?)).ok()?[..] else { return None };
            let Value::List(trees) = &all.value else { return None };
            Action::Request(trees.iter().map(|tree| Command::from_tree(tree).ok()).collect::<Option<Vec<_>>>()?)
        }
        ("n", "") => Action::Do(ChoiceId::Next),
        ("p", "") => Action::Do(ChoiceId::Promote),
        ("f", "") => Action::Do(ChoiceId::PromoteFull),
        ("a", "") => Action::Do(ChoiceId::Abort),
        ("r", "") => Action::Do(ChoiceId::Retry),
        ("s", _) => {
            let (key, value) = rest.split_once('=')?;
            Action::Set { control: Control::of(key)?, text: unescape(value)? }
        }
        ("k", _) => Action::Choose(*Preset::ALL.get(rest.parse::<usize>().ok()?)?),
        _ => return None,
    })
}

/// JSON with signs that may stand in an address as they are, and the other way round.
///
/// `[{"scale":"deployment/web","replicas":5}]` is `!('scale':'deployment/web','replicas':5)$`.
pub(super) fn swapped(text: &str) -> String {
    const PAIRS: [[char; 2]; 5] = [['{', '('], ['}', ')'], ['"', '\''], ['[', '!'], [']', '$']];
    let other = |sign: char| {
        let pair = PAIRS.iter().find(|pair| pair.contains(&sign));
        pair.map_or(sign, |[one, other]| if sign == *one { *other } else { *one })
    };
    text.chars().map(other).collect()
}
