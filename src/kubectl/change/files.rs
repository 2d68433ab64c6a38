//! Files of manifests: `apply -f`, `replace -f`, and what of them other verbs read. Models kubectl's pkg/cmd/apply/apply.go.

use super::{DRY_RUN, Desk, FILENAME, OUTPUT, SELECTOR, Said, Step, Steps, ask_or_try, dry_run};
use crate::documents::{self, Content, Document};
use crate::kube::Malformed;
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::printed::Printed;
use crate::sim::command::Command;

/// What can be read by a name.
pub trait Files {
    /// A file's text; of a folder that of its manifests, in the order of their names.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, as the system says it.
    fn read(&self, name: &str) -> Result<Vec<(String, String)>, String>;
}

const APPLY: [Flag; 8] = [
    FILENAME,
    SELECTOR,
    DRY_RUN,
    OUTPUT,
    Flag::new("recursive", 'R', Takes::Nothing),
    Flag::new("server-side", ' ', Takes::Nothing),
    Flag::new("force-conflicts", ' ', Takes::Nothing),
    Flag::new("validate", ' ', Takes::Perhaps("strict")),
];

pub(super) fn apply(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("apply", &APPLY, words)?;
    let dry = dry_run(&given)?;
    let server_side = given.has("server-side");
    let mut steps = Vec::new();
    for read in documents(&given, desk)? {
        match read {
            Ok(document) => {
                let said =
                    if server_side { Said::Word("serverside-applied", "serverside-applied") } else { Said::Answer };
                steps.push(ask_or_try(Command::of(document), said, dry));
            }
            Err(step) => steps.push(step),
        }
    }
    Ok(steps)
}

/// Every object is there already, and becomes as the file has it.
pub(super) fn replace(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("replace", &[FILENAME, DRY_RUN], words)?;
    let dry = dry_run(&given)?;
    let step = |read: Result<Document, Step>| match read {
        Err(step) => step,
        Ok(document) => match (&document.content, desk.stands(&document)) {
            (Content::Object(manifest), false) => {
                let (kind, name) = (manifest.kind(), &manifest.metadata().name);
                Step::Fail(format!("Error from server (NotFound): {} \"{name}\" not found", kind.resources()))
            }
            _ => ask_or_try(Command::of(document), Said::Word("replaced", "replaced"), dry),
        },
    };
    Ok(documents(&given, desk)?.into_iter().map(step).collect())
}

impl Desk<'_> {
    /// An object of a document is there.
    pub(super) fn stands(&self, document: &Document) -> bool {
        match &document.content {
            Content::Object(manifest) => {
                self.cluster.objects().find(manifest.kind(), &manifest.metadata().name).is_some()
            }
            Content::World(_) => true,
        }
    }
}

/// The documents of what `-f` names; what is no object of this cluster becomes a warning.
///
/// # Errors
///
/// No file is named, one cannot be read, or what stands in it cannot.
pub(super) fn documents(given: &Given, desk: &Desk<'_>) -> Result<Vec<Result<Document, Step>>, Printed> {
    let mut read = Vec::new();
    for name in given.values("filename").flat_map(|names| names.split(',')) {
        let texts = match (name, desk.stdin) {
            ("-", Some(text)) => vec![("STDIN".to_owned(), text.to_owned())],
            ("-", None) => return Err(Printed::wrong("error: no objects passed to apply")),
            _ => desk.files.read(name).map_err(|why| Printed::wrong(format!("error: {why}")))?,
        };
        for (file, text) in texts {
            let found = documents::read_beside(&text).map_err(|problems| unread(&file, &problems))?;
            for one in found {
                read.push(one.map_err(|beside| {
                    let (kind, name) = (beside.kind, &beside.name);
                    Step::Note(message!("kubectl-beside", file = &file, kind, name))
                }));
            }
        }
    }
    if given.values("filename").next().is_none() {
        return Err(Printed::wrong("error: must specify one of -f and -k"));
    }
    Ok(read)
}

/// kubectl's word, then each mistake with its file, line, field and cure.
fn unread(file: &str, problems: &[Malformed]) -> Printed {
    let wrong = Printed::wrong(format!("error: error parsing {file}"));
    let one = |problem: &Malformed| message!("kubectl-in-file", file, problem = problem.message());
    problems.iter().map(one).fold(wrong, Printed::with)
}
