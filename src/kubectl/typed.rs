//! Commands as they are typed in a terminal, with the files they name.

use super::{bare_line, file, own};
use crate::kube::write::yaml;
use crate::sim::command::Command;
use crate::world::Change;

/// A command as somebody types it in a terminal: a line, with the file that it names, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub line: String,
    /// Its name and its text.
    pub file: Option<(String, String)>,
}

/// Every command can be typed; [`super::change::steps`] and [`own::parse`] read the line again as the same command.
pub fn typed(command: &Command) -> Typed {
    let of_file = |verb: &str, name: String, text: String| Typed {
        line: format!("kubectl {verb} -f {name}"),
        file: Some((name, text)),
    };
    match command {
        Command::Create(manifest) => of_file("create", file(manifest), manifest.yaml()),
        Command::Apply { manifest, written } => of_file("apply", file(manifest), yaml(written)),
        Command::World(change) if let Change::Whole(world) = &**change => {
            of_file("apply", "world.yaml".into(), yaml(&world.document()))
        }
        _ => {
            let line = own::line(command).or_else(|| bare_line(command)).unwrap_or_default();
            Typed { line, file: None }
        }
    }
}
