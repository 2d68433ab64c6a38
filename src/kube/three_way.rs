//! `kubectl apply` by the client: a merge of what was applied last, what stands there, and what is applied now.
//!
//! Models kubectl's pkg/util/apply.go, apimachinery's CreateThreeWayMergePatch of strategicpatch and
//! CreateThreeWayJSONMergePatch of jsonmergepatch, and the patch's effect in one step: there is no server between. Left out:
//! conflicts, lists of plain values that are merged (finalizers), and what is of a later version than the manifest.

use super::Malformed;
use super::patch::{Lists, items_by, merge_key, without_directives};
use super::tree::{Key, Node, Value, path};
use super::yaml;

/// The annotation in which kubectl keeps the manifest as it was applied last.
pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Mappings of which only the fields that a manifest names stay. Models the `retainKeys` of `patchStrategy` tags.
const RETAIN_KEYS: [&str; 2] = ["strategy", "volumes"];

/// A manifest as kubectl annotates it: JSON, fields in the order of their names, and a line feed.
///
/// `{kind: Service, metadata: {name: web}}` is
/// `{"kind":"Service","metadata":{"annotations":{},"name":"web","namespace":"default"}}`.
pub fn last_applied(written: &Node) -> String {
    let mut written = written.clone();
    for (field, empty) in [("metadata", Value::Map(Vec::new())), ("metadata.annotations", Value::Map(Vec::new()))] {
        if !matches!(written.at(&path(field)), Some(Node { value: Value::Map(_), .. })) {
            written.put(&path(field), empty);
        }
    }
    let annotation = path(&format!("metadata.annotations[{LAST_APPLIED}]"));
    written.put(&annotation, Value::Null);
    if written.at(&path("metadata.namespace")).is_none() {
        written.put(&path("metadata.namespace"), Value::Text("default".into()));
    }
    // Go's encoder writes these three so that JSON may stand in HTML; they only occur within texts.
    let json = written.in_order().json();
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026") + "\n"
}

/// What the object becomes. `annotation` is what [`last_applied`] wrote the last time, if it was applied before: its fields
/// that are not in `written` are taken away. What stands in `live` and in neither manifest stays, for it is somebody else's.
///
/// # Errors
///
/// The annotation cannot be read: somebody wrote it by hand.
pub fn three_way(annotation: Option<&str>, live: &Node, written: &Node, lists: Lists) -> Result<Node, Malformed> {
    let original = match annotation {
        Some(text) => yaml::documents(text)?.into_iter().next(),
        None => None,
    };
    let mut modified = written.clone();
    let at = path(&format!("metadata.annotations[{LAST_APPLIED}]"));
    modified.put(&at, Value::Text(last_applied(written)));
    Ok(merged(original.as_ref(), live, &modified, "", lists))
}

/// What becomes of what stands at one place; `name` is the field's, of an item its list's.
fn merged(original: Option<&Node>, live: &Node, modified: &Node, name: &str, lists: Lists) -> Node {
    let value = match (&live.value, &modified.value) {
        (Value::Map(live), Value::Map(modified)) => Value::Map(fields(original, live, modified, name, lists)),
        (Value::List(live), Value::List(modified)) => {
            match merge_key(name, modified, live).filter(|_| lists == Lists::Merged) {
                Some(by) => Value::List(items(original, live, modified, (name, by))),
                None => return without_directives(&Value::List(modified.clone()).into()),
            }
        }
        _ => return without_directives(modified),
    };
    value.into()
}

fn given<'a>(pairs: &'a [(Key, Node)], name: &str) -> Option<&'a Node> {
    pairs.iter().find(|(key, _)| key.text == name).map(|(_, node)| node)
}

fn fields(
    original: Option<&Node>,
    live: &[(Key, Node)],
    modified: &[(Key, Node)],
    name: &str,
    lists: Lists,
) -> Vec<(Key, Node)> {
    let only_named = lists == Lists::Merged
        && RETAIN_KEYS.contains(&name)
        && modified.iter().any(|(_, node)| node.value != Value::Null);
    let mut result = Vec::new();
    for (key, there) in live {
        let before = original.and_then(|original| original.field(&key.text));
        match given(modified, &key.text) {
            Some(now) if now.value == Value::Null => {}
            Some(now) => result.push((key.clone(), merged(before, there, now, &key.text, lists))),
            None if before.is_some() || only_named => {}
            None => result.push((key.clone(), there.clone())),
        }
    }
    for (key, now) in modified {
        if now.value != Value::Null && given(live, &key.text).is_none() {
            result.push((key.clone(), without_directives(now)));
        }
    }
    result
}

/// Items told apart by a field. Those of the manifest keep its order; between them stand those of others, where they stood.
/// Models mergeSortedSlice.
fn items(original: Option<&Node>, live: &[Node], modified: &[Node], (name, by): (&str, &str)) -> Vec<Node> {
    let original: &[Node] = match original.map(|node| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    };
    let mut others = live.iter().enumerate().filter(|(_, there)| {
        let known = |list| items_by(list, by, there).is_some();
        !known(modified) && !known(original)
    });
    let mut next = others.next();
    let mut result = Vec::new();
    for now in modified {
        let place = items_by(live, by, now);
        while let (Some((at, other)), Some(place)) = (next, place)
            && at < place
        {
            result.push(other.clone());
            next = others.next();
        }
        result.push(match place {
            Some(place) => {
                let before = items_by(original, by, now).map(|place| &original[place]);
                merged(before, &live[place], now, name, Lists::Merged)
            }
            None => without_directives(now),
        });
    }
    result.extend(next.into_iter().chain(others).map(|(_, other)| other.clone()));
    result
}
