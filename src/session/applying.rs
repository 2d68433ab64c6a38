//! Manifests applied from a text, each by itself, as kubectl does: one that is refused keeps no other from being applied.

use crate::documents::{self, Beside};
use crate::kube::Malformed;
use crate::kubectl;
use crate::message::Message;
use crate::sim::command::{Command, Rejected};

use super::Session;

/// A text of which something was refused or kept out, and what became of each of its documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Applied {
    text: String,
    /// Why none of it could be applied: it cannot be read.
    unread: Option<Rejected>,
    documents: Vec<AppliedDocument>,
}

/// What became of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedDocument {
    /// Kind and name, e.g. `Deployment web`.
    pub title: String,
    pub outcome: Outcome,
}

/// What can become of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What kubectl printed, empty for the World.
    Applied(String),
    /// Why it was refused.
    Refused(Rejected),
    /// Why it was left aside: what it says has no effect here.
    KeptOut(Message),
}

/// Why a document of such a kind is left aside. Models what [`crate::sim::routing`] does with `parentRefs` and with the
/// namespace of a backend.
fn kept_out(beside: &Beside) -> Message {
    match beside.kind {
        "Gateway" => message!("kept-out-gateway"),
        "GatewayClass" => message!("kept-out-gateway-class"),
        "ReferenceGrant" => message!("kept-out-reference-grant"),
        _ => message!("kept-out-namespace"),
    }
}

impl Session {
    /// Applies the documents of a text, one after the other; the text is kept where something of it was refused
    /// or kept out.
    pub(super) fn apply_manifest(&mut self, text: &str) {
        let (unread, documents) = match documents::read_beside(text) {
            Ok(read) => {
                let outcomes = read.into_iter().map(|read| match read {
                    Ok(document) => self.apply_document(Command::of(document)),
                    Err(beside) => AppliedDocument {
                        title: format!("{} {}", beside.kind, beside.name),
                        outcome: Outcome::KeptOut(kept_out(&beside)),
                    },
                });
                (None, outcomes.collect())
            }
            Err(problems) => {
                let problems: Vec<Message> = problems.iter().map(Malformed::message).collect();
                (
                    Some(Rejected {
                        message: message!("control-problems", problems).into(),
                        hint: message!("control-nothing-was-applied"),
                    }),
                    Vec::new(),
                )
            }
        };
        let applied = Applied { text: text.into(), unread, documents };
        self.manifest = Some(applied).filter(Applied::is_told);
    }

    fn apply_document(&mut self, command: Command) -> AppliedDocument {
        let (kind, name) = command.subject();
        let title = format!("{} {name}", kind.as_str());
        let outcome = match self.request(command.clone()) {
            Ok(answer) => Outcome::Applied(kubectl::answer(&command, &answer)),
            Err(rejected) => Outcome::Refused(rejected),
        };
        AppliedDocument { title, outcome }
    }

    /// The text of which something was refused, and the first of the reasons.
    pub fn refused_manifest(&self) -> Option<(&str, &Rejected)> {
        let applied = self.manifest.as_ref()?;
        applied.refusal().map(|rejected| (&*applied.text, rejected))
    }

    /// What became of each document of a text of which something was refused or kept out; nothing where it could not even be
    /// read.
    pub fn applied_documents(&self) -> &[AppliedDocument] {
        self.manifest.as_ref().map_or(&[], |applied| &applied.documents)
    }
}

impl Applied {
    /// Whether there is more to say than that all of it was applied.
    fn is_told(&self) -> bool {
        let all = self.documents.iter().all(|document| matches!(document.outcome, Outcome::Applied(_)));
        self.unread.is_some() || !all
    }

    fn refusal(&self) -> Option<&Rejected> {
        self.unread.as_ref().or_else(|| {
            self.documents.iter().find_map(|document| match &document.outcome {
                Outcome::Refused(rejected) => Some(rejected),
                _ => None,
            })
        })
    }
}
