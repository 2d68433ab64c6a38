//! `kubectl diff -f`: what `apply` would change, line by line. Models kubectl's pkg/cmd/diff/diff.go: LIVE is the object as it
//! stands, MERGED the one that a dry run of the API server comes to; the program `diff` compares them.

use similar::TextDiff;

use super::change::{Desk, manifests};
use super::flags::{Flag, Given, Takes};
use super::printed::Printed;
use super::show;
use crate::documents::Content;
use crate::kube::object::Kind;
use crate::kube::tree::{Value, path};
use crate::kube::write::yaml;
use crate::sim::Cluster;
use crate::sim::command::Command;

const FLAGS: [Flag; 3] = [
    Flag::new("filename", 'f', Takes::Value),
    Flag::new("recursive", 'R', Takes::Nothing),
    Flag::new("server-side", ' ', Takes::Nothing),
];

/// Ends with 0 where nothing would change, with 1 where something would; what is wrong ends with more, as upstream's.
pub fn diff(words: &[String], desk: &Desk<'_>) -> Printed {
    let read = Given::read("diff", &FLAGS, words).and_then(|given| manifests(&given, desk));
    let documents = match read {
        Ok(documents) => documents,
        Err(wrong) => return Printed { code: 2, ..wrong },
    };
    let mut printed = Printed::default();
    for document in documents {
        let Content::Object(manifest) = &document.content else { continue };
        let (kind, name) = (manifest.kind(), manifest.metadata().name.clone());
        let mut merged = desk.cluster.clone();
        match merged.apply(Command::of(document)) {
            Ok(_) => {
                let (before, after) =
                    (text(desk.cluster, None, kind, &name), text(&merged, Some(desk.cluster), kind, &name));
                if before != after {
                    let file =
                        format!("{}.{kind}.default.{name}", kind.api_version().replace('/', "."), kind = kind.as_str());
                    printed.stdout.push_str(&unified(&before, &after, &file));
                    printed.code = printed.code.max(1);
                }
            }
            Err(rejected) => {
                printed.stderr.push_str(&format!("{}\n", rejected.message.as_text()));
                printed.notes.push(rejected.hint);
                printed.code = 2;
            }
        }
    }
    printed
}

/// An object as YAML; of a merged one, what only a real write changes is as it was.
fn text(cluster: &Cluster, live: Option<&Cluster>, kind: Kind, name: &str) -> String {
    let Some(object) = cluster.objects().find(kind, name) else { return String::new() };
    let mut tree = show::tree(&object, cluster.objects());
    let before = live.and_then(|live| Some(show::tree(&live.objects().find(kind, name)?, live.objects())));
    for at in ["metadata.resourceVersion", "metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]"] {
        let as_it_was = before.as_ref().and_then(|before| before.at(&path(at)));
        match (live, as_it_was) {
            (Some(_), Some(value)) => tree.put(&path(at), value.value.clone()),
            (Some(_), None) if before.is_some() => tree.put(&path(at), Value::Null),
            _ => {}
        }
    }
    yaml(&tree)
}

/// As the program `diff -u -N` prints it.
fn unified(before: &str, after: &str, file: &str) -> String {
    let (live, merged) = (format!("/tmp/LIVE/{file}"), format!("/tmp/MERGED/{file}"));
    let diff = TextDiff::from_lines(before, after);
    let hunks = diff.unified_diff().context_radius(3).to_string();
    format!("diff -u -N {live} {merged}\n--- {live}\n+++ {merged}\n{hunks}")
}
