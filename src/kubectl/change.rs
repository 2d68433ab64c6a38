//! Lines that change something, as the requests they come to: `scale`, `apply`, `set image`, `rollout undo` … The other way
//! round, a request as a line, is [`super::line`].
//!
//! Nothing is asked of the API server here. What kubectl reads before it writes is read from the cluster as it stands.

mod argo;
mod delete;
mod edit;
mod files;
mod make;
mod mark;
mod node;
mod rollout;
mod set;
mod target;

pub use files::Files;

use super::flags::{Flag, Given, Takes};
use super::printed::Printed;
use crate::documents::Document;
use crate::kube::object::{Kind, Name};
use crate::message::Message;
use crate::sim::Cluster;
use crate::sim::command::Command;

/// What a line stands in.
pub struct Desk<'a> {
    pub cluster: &'a Cluster,
    /// What `-f` names.
    pub files: &'a dyn Files,
    /// What `-f -` reads.
    pub stdin: Option<&'a str>,
}

/// One thing a line comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Is asked of the API server.
    Ask(Box<Command>, Said),
    /// The same, only to see what would come of it: ` (dry run)`.
    Try(Box<Command>, Said, &'static str),
    /// Is printed.
    Print(String),
    /// Is printed beside what there is to read.
    Warn(&'static str),
    /// Changes nothing, for a reason that is printed.
    Note(Message),
    /// Goes wrong: the rest goes on, and the line ends with 1.
    Fail(String),
    /// Waits until an object of this name is gone.
    UntilGone(Kind, Name),
    /// Waits until a node is drained.
    UntilDrained(Name),
}

/// What is printed of a request that was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// As [`super::answer`] has it.
    Answer,
    /// `deployment.apps/web` with a word behind it: one where it changed, one where it did not.
    Word(&'static str, &'static str),
    /// These words.
    Line(String),
    /// Nothing.
    Nothing,
}

impl Step {
    fn ask(command: Command) -> Self {
        Self::Ask(Box::new(command), Said::Answer)
    }
}

/// What a line comes to, or what kubectl prints where it comes to nothing.
pub(super) type Steps = Result<Vec<Step>, Printed>;

const FILENAME: Flag = Flag::new("filename", 'f', Takes::Value);
const SELECTOR: Flag = Flag::new("selector", 'l', Takes::Value);
const ALL: Flag = Flag::new("all", ' ', Takes::Nothing);
const DRY_RUN: Flag = Flag::new("dry-run", ' ', Takes::Perhaps("unchanged"));
const OUTPUT: Flag = Flag::new("output", 'o', Takes::Value);

/// Reads the words behind `kubectl`; nothing where they are no line of this kind.
pub fn steps(words: &[String], desk: &Desk<'_>) -> Option<Steps> {
    let (verb, rest) = words.split_first()?;
    Some(match verb.as_str() {
        "apply" => files::apply(rest, desk),
        "create" => make::create(rest, desk),
        "replace" => files::replace(rest, desk),
        "delete" => delete::delete(rest, desk),
        "patch" => edit::patch(rest, desk),
        "scale" => edit::scale(rest, desk),
        "set" => set::set(rest, desk),
        "label" => mark::mark(&mark::LABEL, rest, desk),
        "annotate" => mark::mark(&mark::ANNOTATE, rest, desk),
        "rollout" => return rollout::rollout(rest, desk),
        "argo" => return argo::argo(rest, desk),
        "autoscale" => make::autoscale(rest, desk),
        "expose" => make::expose(rest, desk),
        "cordon" => node::cordon(true, rest, desk),
        "uncordon" => node::cordon(false, rest, desk),
        "drain" => node::drain(rest, desk),
        _ => return None,
    })
}

/// The documents of what `-f` names, for whoever only looks.
///
/// # Errors
///
/// No file is named, one cannot be read, or what stands in it cannot.
pub fn manifests(given: &Given, desk: &Desk<'_>) -> Result<Vec<Document>, Printed> {
    Ok(files::documents(given, desk)?.into_iter().flatten().collect())
}

/// The objects that a line's words name, for whoever only looks: without a name all of a kind.
///
/// # Errors
///
/// As kubectl has them.
pub fn named_targets(given: &Given, desk: &Desk<'_>) -> Result<Vec<(Kind, Name)>, Printed> {
    target::targets(&given.words, given, desk)
}

/// ` (dry run)`, ` (server dry run)` or nothing.
///
/// # Errors
///
/// Another word behind the flag.
fn dry_run(given: &Given) -> Result<Option<&'static str>, Printed> {
    match given.value("dry-run") {
        None | Some("none" | "false") => Ok(None),
        Some("client" | "unchanged" | "true") => Ok(Some(" (dry run)")),
        Some("server") => Ok(Some(" (server dry run)")),
        Some(_) => Err(Printed::wrong("error: invalid dry-run value. Must be \"none\", \"server\", or \"client\".")),
    }
}

/// Asks, or only tries.
fn ask_or_try(command: Command, said: Said, dry: Option<&'static str>) -> Step {
    match dry {
        Some(dry) => Step::Try(Box::new(command), said, dry),
        None => Step::Ask(Box::new(command), said),
    }
}
