//! `kubectl get -w`: what is there, then a row for each change. Models kubectl's pkg/cmd/get/get.go watch.

use std::collections::BTreeMap;

use super::super::flags::Given;
use super::super::printed::Printed;
use super::super::table::{self, GET};
use super::Get;
use super::item::{Item, What};
use super::output::Format;
use crate::sim::Cluster;

/// A watch under way. Whoever lets time run asks after every event of the queue; changes between two looks are one.
#[derive(Clone, Debug)]
pub struct Watch {
    get: Get,
    what: What,
    /// What is known, by name.
    known: BTreeMap<String, Item>,
    /// Columns do not get narrower.
    widths: Vec<usize>,
    /// Writes and entries of the log that have been looked at.
    writes: usize,
    entries: usize,
    /// Each row says what became of it.
    says_change: bool,
    begun: bool,
}

impl Watch {
    /// Begins: what is there is printed, but not with `--watch-only`.
    ///
    /// # Errors
    ///
    /// What kubectl prints where it does not begin.
    pub fn begin(cluster: &Cluster, given: &Given) -> Result<(Self, Printed), Printed> {
        let get = Get::read(given)?;
        let [(what, name)] = get.asked.wanted.as_slice() else {
            return Err(Printed::wrong("error: you may only watch a single resource or type of resource at a time"));
        };
        let found = get.found(cluster)?;
        if name.is_some() && !found.errors.is_empty() {
            return Err(Printed { stderr: found.errors, code: 1, ..Printed::default() });
        }
        let mut watch = Self {
            what: *what,
            known: found.items.iter().map(|item| (item.name(), item.clone())).collect(),
            widths: Vec::new(),
            writes: cluster.writes().len(),
            entries: cluster.log().events().len(),
            says_change: given.has("output-watch-events"),
            begun: false,
            get,
        };
        let mut printed = Printed { stderr: found.errors, ..Printed::default() };
        if !given.has("watch-only") {
            let rows: Vec<(&str, &Item)> = found.items.iter().map(|item| ("ADDED", item)).collect();
            printed.stdout = watch.print(&rows, cluster);
        }
        Ok((watch, printed))
    }

    /// What has changed since, in order; what is gone is printed once more as it was last.
    pub fn poll(&mut self, cluster: &Cluster) -> String {
        let changed = match self.what {
            What::Kind(_) => self.written(cluster),
            What::Event => self.recorded(cluster),
        };
        let rows: Vec<(&str, &Item)> = changed.iter().map(|(change, item)| (*change, item)).collect();
        self.print(&rows, cluster)
    }

    fn written(&mut self, cluster: &Cluster) -> Vec<(&'static str, Item)> {
        let What::Kind(kind) = self.what else { return Vec::new() };
        let writes = cluster.writes();
        let mut changed = Vec::new();
        for (_, uid) in writes.since(self.writes).into_iter().filter(|(written, _)| *written == kind) {
            let is_it = |item: &Item| matches!(item, Item::Object(object) if object.metadata().uid == *uid);
            let before = self.known.iter().find(|(_, item)| is_it(item)).map(|(name, _)| name.clone());
            match cluster.objects().get(kind, *uid).map(Item::Object).filter(|item| self.is_asked(item, cluster)) {
                Some(item) => {
                    if self.known.get(&item.name()) != Some(&item) {
                        changed.push((if before.is_some() { "MODIFIED" } else { "ADDED" }, item.clone()));
                        self.known.insert(item.name(), item);
                    }
                }
                None => changed.extend(before.and_then(|name| self.known.remove(&name)).map(|item| ("DELETED", item))),
            }
        }
        self.writes = writes.len();
        changed
    }

    fn recorded(&mut self, cluster: &Cluster) -> Vec<(&'static str, Item)> {
        let entries = cluster.log().events().len();
        if std::mem::replace(&mut self.entries, entries) == entries {
            return Vec::new();
        }
        let mut changed = Vec::new();
        for item in self.get.asked.find(cluster).items {
            let before = self.known.insert(item.name(), item.clone());
            if before.as_ref() != Some(&item) {
                changed.push((if before.is_some() { "MODIFIED" } else { "ADDED" }, item));
            }
        }
        changed
    }

    fn is_asked(&self, item: &Item, cluster: &Cluster) -> bool {
        let named = self.get.asked.wanted.iter().find_map(|(_, name)| name.as_ref());
        named.is_none_or(|name| item.name() == *name) && self.get.asked.keeps(item, cluster)
    }

    fn print(&mut self, changed: &[(&str, &Item)], cluster: &Cluster) -> String {
        if changed.is_empty() {
            return String::new();
        }
        let first = !std::mem::replace(&mut self.begun, true);
        if !matches!(self.get.format, Format::Table { .. }) {
            let between = if matches!(self.get.format, Format::Yaml) { "---\n" } else { "" };
            let one = |(index, (_, item)): (usize, &(&str, &Item))| {
                let heads = first && index == 0 && self.get.heads;
                let text = self.get.format.print(&[(*item).clone()], true, heads, cluster);
                format!("{}{text}", if first && index == 0 { "" } else { between })
            };
            return changed.iter().enumerate().map(one).collect();
        }
        let with = |change: &str, mut row: Vec<String>| {
            if self.says_change {
                row.insert(0, change.to_owned());
            }
            row
        };
        let mut rows = Vec::new();
        if first && self.get.heads {
            rows.push(with("EVENT", self.get.heads(self.what)));
        }
        rows.extend(changed.iter().map(|(change, item)| with(change, self.get.row(item, cluster))));
        table::rows(&rows, GET, &mut self.widths)
    }
}
