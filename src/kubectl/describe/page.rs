//! A description as it grows: lines, some with tabs, which are set in columns at the end. Models kubectl's
//! pkg/describe/describe.go PrefixWriter, printLabelsMultiline, printAnnotationsMultiline and DescribeEvents.

use super::super::columns::since;
use super::super::events::{self, ListedEvent};
use super::super::peek::{NONE, go, pairs};
use super::super::table::{self, DESCRIBE};
use crate::kube::calendar::instant;
use crate::kube::object::Kind;
use crate::kube::three_way::LAST_APPLIED;
use crate::kube::tree::Node;
use crate::sim::Cluster;
use crate::sorted;

/// The longest an annotation may be, its key included.
const ANNOTATION_MAX: usize = 140;

#[derive(Default)]
pub struct Page(String);

impl Page {
    /// A line so many levels in.
    pub fn line(&mut self, level: usize, text: &str) {
        self.0.push_str(&"  ".repeat(level));
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// A name and what stands behind it.
    pub fn field(&mut self, level: usize, name: &str, value: impl AsRef<str>) {
        self.line(level, &format!("{name}:\t{}", value.as_ref()));
    }

    /// Texts below each other, the first behind a name.
    pub fn stack(&mut self, title: &str, texts: &[String]) {
        let none = [NONE.to_owned()];
        let texts = if texts.is_empty() { &none } else { texts };
        for (index, text) in texts.iter().enumerate() {
            let before = if index == 0 { format!("{title}:") } else { String::new() };
            self.line(0, &format!("{before}\t{text}"));
        }
    }

    /// The pairs of a mapping.
    pub fn labels(&mut self, title: &str, node: &Node, place: &str) {
        let pairs: Vec<String> =
            pairs(node, place).iter().map(|(key, node)| format!("{}={}", key.text, go(&node.value))).collect();
        self.stack(title, &pairs);
    }

    /// The pairs of a mapping of longer texts, without what was last applied.
    pub fn annotations(&mut self, title: &str, node: &Node, place: &str) {
        let mut lines = Vec::new();
        for (key, node) in pairs(node, place).iter().filter(|(key, _)| key.text != LAST_APPLIED) {
            let (key, value) = (&key.text, go(&node.value));
            let value = value.strip_suffix('\n').unwrap_or(&value);
            if key.len() + value.len() + 2 > ANNOTATION_MAX || value.contains('\n') {
                lines.push(format!("{key}:"));
                lines.extend(value.split('\n').map(|line| format!("  {}", shortened(line))));
            } else {
                lines.push(format!("{key}: {value}"));
            }
        }
        self.stack(title, &lines);
    }

    /// What is recorded about an object, what came last at the end.
    pub fn events(&mut self, kind: Kind, name: &str, cluster: &Cluster) {
        let is_its = |event: &ListedEvent| event.object_kind == kind && &*event.object == name;
        let mut all: Vec<ListedEvent> = events::list(cluster.log().events()).into_iter().filter(is_its).collect();
        sorted::sort_by_key(&mut all, |event| event.last_seen / 1_000);
        if all.is_empty() {
            self.field(0, "Events", NONE);
            return;
        }
        self.line(0, "Events:");
        self.line(1, "Type\tReason\tAge\tFrom\tMessage");
        self.line(1, "----\t------\t----\t----\t-------");
        for event in all {
            let age = interval(&event, cluster);
            let cells = [event.kind, event.reason, &age, event.source, event.message.trim()];
            self.line(1, &cells.join("\t"));
        }
    }

    pub fn end(self) -> String {
        table::set(&self.0, DESCRIBE)
    }
}

/// How long ago an event was; of one that came more often, how often and since when: `5s (x3 over 2m)`.
pub fn interval(event: &ListedEvent, cluster: &Cluster) -> String {
    let first = since(event.first_seen, cluster.now());
    match event.count {
        0 | 1 => first,
        count => format!("{} (x{count} over {first})", since(event.last_seen, cluster.now())),
    }
}

fn shortened(line: &str) -> String {
    match line.char_indices().map(|(at, _)| at).find(|at| *at >= ANNOTATION_MAX - 2) {
        Some(end) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    }
}

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A timestamp of the API as Go's RFC1123Z has it: `Thu, 01 Jan 2026 00:01:30 +0000`. Every cluster starts on a Thursday.
pub fn date(timestamp: &str) -> String {
    let days = instant(timestamp).map(|at| at / 86_400_000);
    let day = days.and_then(|days| usize::try_from(days % 7).ok()).and_then(|place| DAYS.get(place));
    let month = timestamp.get(5..7).and_then(|month| month.parse::<usize>().ok());
    let month = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (day, month, timestamp.get(8..10), timestamp.get(..4), timestamp.get(11..19)) {
        (Some(day), Some(month), Some(number), Some(year), Some(time)) => {
            format!("{day}, {number} {month} {year} {time} +0000")
        }
        _ => "Mon, 01 Jan 0001 00:00:00 +0000".into(),
    }
}
