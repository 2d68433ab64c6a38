//! `kubectl events`. Models kubectl's pkg/cmd/events/events.go and event_printer.go.

use super::describe::interval;
use super::events::{self, ListedEvent};
use super::flags::{Flag, Given, Takes};
use super::get::item::What;
use super::printed::Printed;
use super::table::{self, GET};
use crate::kube::time::SECOND;
use crate::sim::Cluster;
use crate::sorted;

/// What `kubectl events` knows here.
pub const FLAGS: [Flag; 5] = [
    Flag::new("for", ' ', Takes::Value),
    Flag::new("types", ' ', Takes::Value),
    Flag::new("all-namespaces", 'A', Takes::Nothing),
    Flag::new("no-headers", ' ', Takes::Nothing),
    Flag::new("watch", 'w', Takes::Nothing),
];

/// What `kubectl events` prints, given the words behind it: what came last at the end.
pub fn recent(cluster: &Cluster, words: &[String]) -> Printed {
    let given = match Given::read("events", &FLAGS, words) {
        Ok(given) => given,
        Err(wrong) => return wrong,
    };
    let about = match given.value("for").map(subject).transpose() {
        Ok(about) => about,
        Err(wrong) => return wrong,
    };
    let types: Vec<&str> = given.values("types").flat_map(|text| text.split(',')).collect();
    if types.iter().any(|kind| !["Normal", "Warning"].iter().any(|known| known.eq_ignore_ascii_case(kind))) {
        return Printed::wrong("error: valid --types are Normal or Warning");
    }
    let namespace = given.value("namespace").unwrap_or("default");
    let keeps = |event: &ListedEvent| {
        let is_its = about
            .as_ref()
            .is_none_or(|(what, name)| What::Kind(event.object_kind) == *what && &*event.object == name.as_str());
        is_its && (types.is_empty() || types.iter().any(|kind| event.kind.eq_ignore_ascii_case(kind)))
    };
    let everywhere = given.has("all-namespaces");
    let mut all: Vec<ListedEvent> = events::list(cluster.log().events()).into_iter().filter(keeps).collect();
    if !everywhere && namespace != "default" {
        all.clear();
    }
    if all.is_empty() {
        let stderr = if everywhere {
            "No events found.\n".into()
        } else {
            format!("No events found in {namespace} namespace.\n")
        };
        return Printed { stderr, ..Printed::default() };
    }
    sorted::sort_by_key(&mut all, |event| event.last_seen / SECOND);
    let namespaced = |mut row: Vec<String>, namespace: &str| {
        if everywhere {
            row.insert(0, namespace.to_owned());
        }
        row
    };
    let mut rows = Vec::new();
    if !given.has("no-headers") {
        rows.push(namespaced(
            ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"].map(String::from).into(),
            "NAMESPACE",
        ));
    }
    let row = |event: &ListedEvent| {
        let object = format!("{}/{}", event.object_kind.as_str(), event.object);
        vec![interval(event, cluster), event.kind.into(), event.reason.into(), object, event.message.trim().into()]
    };
    rows.extend(all.iter().map(|event| namespaced(row(event), "default")));
    Printed::good(table::rows(&rows, GET, &mut Vec::new()))
}

/// The object that events are wanted about.
fn subject(text: &str) -> Result<(What, String), Printed> {
    let Some((what, name)) = text.split_once('/').filter(|(_, name)| !name.is_empty()) else {
        return Err(Printed::wrong("error: --for must be in resource/name form"));
    };
    let unknown = || Printed::wrong(format!("error: the server doesn't have a resource type \"{what}\""));
    Ok((What::called(what).ok_or_else(unknown)?, name.to_owned()))
}
