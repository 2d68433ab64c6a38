//! `kubectl get`. Models kubectl's pkg/cmd/get/get.go, sorter.go and cli-runtime's pkg/printers/tableprinter.go.

pub(super) mod ask;
mod cells;
pub(super) mod item;
mod output;
mod sort;
mod watch;
pub(super) mod yaml;

pub use watch::Watch;

use super::flags::{Flag, Given, Takes};
use super::peek;
use super::printed::Printed;
use super::table::{self, GET};
use crate::sim::Cluster;
use ask::{Asked, Found};
use item::{Item, What};
use output::Format;
use sort::Order;

/// What `kubectl get` knows here.
pub const FLAGS: [Flag; 14] = [
    Flag::new("output", 'o', Takes::Value),
    Flag::new("selector", 'l', Takes::Value),
    Flag::new("field-selector", ' ', Takes::Value),
    Flag::new("show-labels", ' ', Takes::Nothing),
    Flag::new("label-columns", 'L', Takes::Value),
    Flag::new("sort-by", ' ', Takes::Value),
    Flag::new("no-headers", ' ', Takes::Nothing),
    Flag::new("all-namespaces", 'A', Takes::Nothing),
    Flag::new("show-kind", ' ', Takes::Nothing),
    Flag::new("ignore-not-found", ' ', Takes::Nothing),
    Flag::new("watch", 'w', Takes::Nothing),
    Flag::new("watch-only", ' ', Takes::Nothing),
    Flag::new("output-watch-events", ' ', Takes::Nothing),
    Flag::new("chunk-size", ' ', Takes::Number),
];

/// What `kubectl get` prints, given the words behind it. A watch is for [`Watch`]: here it is not looked at.
pub fn get(cluster: &Cluster, words: &[String]) -> Printed {
    Given::read("get", &FLAGS, words)
        .and_then(|given| Get::read(&given))
        .and_then(|get| get.print(cluster))
        .unwrap_or_else(|wrong| wrong)
}

/// A line of `kubectl get`, read.
#[derive(Clone, Debug)]
struct Get {
    asked: Asked,
    format: Format,
    order: Option<Order>,
    /// Labels that have a column of their own.
    label_columns: Vec<String>,
    show_labels: bool,
    heads: bool,
    show_kind: bool,
    ignore_not_found: bool,
}

impl Get {
    fn read(given: &Given) -> Result<Self, Printed> {
        if given.words.is_empty() {
            return Err(nothing_asked());
        }
        let labels = given.values("label-columns").flat_map(|text| text.split(',')).map(String::from);
        Ok(Self {
            format: Format::read(given)?,
            order: given.value("sort-by").filter(|text| !text.is_empty()).map(Order::read).transpose()?,
            label_columns: labels.filter(|label| !label.is_empty()).collect(),
            show_labels: given.has("show-labels"),
            heads: !given.has("no-headers"),
            show_kind: given.has("show-kind"),
            ignore_not_found: given.has("ignore-not-found"),
            asked: Asked::read(given)?,
        })
    }

    fn print(&self, cluster: &Cluster) -> Result<Printed, Printed> {
        let mut found = self.found(cluster)?;
        if self.ignore_not_found {
            found.errors.clear();
        }
        let code = u8::from(!found.errors.is_empty());
        let stdout = match self.format {
            Format::Table { .. } => self.tables(&found.items, cluster),
            _ => self.format.print(&found.items, self.asked.is_single(), self.heads, cluster),
        };
        let mut stderr = found.errors;
        let is_table = matches!(self.format, Format::Table { .. });
        if is_table && stdout.is_empty() && stderr.is_empty() && !self.ignore_not_found {
            stderr = self.nothing_there();
        }
        Ok(Printed { stdout, stderr, code, ..Printed::default() })
    }

    fn found(&self, cluster: &Cluster) -> Result<Found, Printed> {
        let mut found = self.asked.find(cluster);
        if let Some(order) = &self.order {
            order.sort(&mut found.items, cluster)?;
        }
        Ok(found)
    }

    fn nothing_there(&self) -> String {
        let namespaced = self.asked.wanted.iter().all(|(what, _)| what.is_namespaced());
        match &self.asked.namespace {
            Some(namespace) if namespaced => format!("No resources found in {namespace} namespace.\n"),
            _ => "No resources found\n".into(),
        }
    }

    /// Several kinds were asked for, so each row says its own.
    fn says_kind(&self) -> bool {
        let mut whats = self.asked.wanted.iter().map(|(what, _)| what);
        let first = whats.next();
        self.show_kind || whats.any(|what| Some(what) != first)
    }

    /// A table for each run of objects of one kind.
    fn tables(&self, items: &[Item], cluster: &Cluster) -> String {
        let mut text = String::new();
        let mut rest = items;
        while let Some(first) = rest.first() {
            let what = first.what();
            let same = rest.iter().take_while(|item| item.what() == what).count();
            let (these, others) = rest.split_at(same);
            rest = others;
            if !text.is_empty() && self.heads {
                text.push('\n');
            }
            let mut rows = Vec::new();
            if self.heads {
                rows.push(self.heads(what));
            }
            rows.extend(these.iter().map(|item| self.row(item, cluster)));
            text.push_str(&table::rows(&rows, GET, &mut Vec::new()));
        }
        text
    }

    fn shows(&self, wide: bool) -> bool {
        !wide || matches!(self.format, Format::Table { wide: true })
    }

    fn heads(&self, what: What) -> Vec<String> {
        let mut heads = Vec::new();
        if self.asked.namespace.is_none() && what.is_namespaced() {
            heads.push("NAMESPACE".into());
        }
        let own = cells::columns_of(what).into_iter().filter(|(_, wide)| self.shows(*wide));
        heads.extend(own.map(|(head, _)| head.to_owned()));
        let last = |label: &String| label.rsplit('/').next().unwrap_or_default().to_ascii_uppercase();
        heads.extend(self.label_columns.iter().map(last));
        heads.extend(self.show_labels.then(|| "LABELS".into()));
        heads
    }

    fn row(&self, item: &Item, cluster: &Cluster) -> Vec<String> {
        let what = item.what();
        let mut row = Vec::new();
        if self.asked.namespace.is_none() && what.is_namespaced() {
            row.push("default".into());
        }
        for ((head, wide), cell) in cells::columns_of(what).into_iter().zip(cells::row(item, cluster)) {
            if self.shows(wide) {
                let prefix = head == "NAME" && self.says_kind();
                row.push(if prefix { format!("{}/{cell}", what.qualified()) } else { cell });
            }
        }
        let labels = item.labels();
        let value = |label: &String| labels.get(label.as_str()).map_or_else(String::new, ToString::to_string);
        row.extend(self.label_columns.iter().map(value));
        row.extend(self.show_labels.then(|| peek::labels(&labels)));
        row
    }
}

fn nothing_asked() -> Printed {
    Printed::wrong(
        "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported \
         resources.\n\nerror: Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed \
         description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples",
    )
}
