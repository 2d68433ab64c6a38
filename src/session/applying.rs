//! Manifests applied from a text, each by itself, as kubectl does: one that is refused keeps no other from being applied.

use crate::documents;
use crate::kube::Malformed;
use crate::kubectl;
use crate::message::Message;
use crate::sim::command::{Command, Rejected};

use super::Session;

/// A text of which something was refused, and what became of each of its documents.
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
    /// What kubectl printed, empty for the World; or why it was refused.
    pub outcome: Result<String, Rejected>,
}

impl Session {
    /// Applies the documents of a text, one after the other; the text is kept where something of it was refused.
    pub(super) fn apply_manifest(&mut self, text: &str) {
        let (unread, documents) = match documents::read(text) {
            Ok(read) => {
                let commands = read.into_iter().map(Command::of);
                (None, commands.map(|command| self.apply_document(command)).collect())
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
        self.manifest = Some(applied).filter(|applied| applied.refusal().is_some());
    }

    fn apply_document(&mut self, command: Command) -> AppliedDocument {
        let (kind, name) = command.subject();
        let title = format!("{} {name}", kind.as_str());
        let outcome = self.request(command.clone()).map(|answer| kubectl::answer(&command, &answer));
        AppliedDocument { title, outcome }
    }

    /// The text of which something was refused, and the first of the reasons.
    pub fn refused_manifest(&self) -> Option<(&str, &Rejected)> {
        let applied = self.manifest.as_ref()?;
        applied.refusal().map(|rejected| (&*applied.text, rejected))
    }

    /// What became of each document of a text of which something was refused; nothing where it could not even be read.
    pub fn applied_documents(&self) -> &[AppliedDocument] {
        self.manifest.as_ref().map_or(&[], |applied| &applied.documents)
    }
}

impl Applied {
    fn refusal(&self) -> Option<&Rejected> {
        self.unread.as_ref().or_else(|| self.documents.iter().find_map(|document| document.outcome.as_ref().err()))
    }
}
