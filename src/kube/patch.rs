//! Patches as kubectl sends them for Kubernetes' own kinds: strategic merge patches.
//!
//! Models apimachinery's pkg/util/strategicpatch/patch.go, as far as a person goes: `$patch: delete` and `$patch: replace` are
//! known, `$setElementOrder` and `$retainKeys` are not. For custom resources kubectl sends JSON merge patches (RFC 7386), in
//! which a list is replaced whole.

use super::tree::{Key, Node, Step, Value};

/// How lists are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// Items of the same name are merged: what kubectl does for Kubernetes' own kinds.
    Merged,
    /// A list takes the place of the one before: what it does for custom resources.
    Replaced,
}

/// Lists of Kubernetes' own kinds whose items are told apart by a field. Models the `patchMergeKey` tags of
/// staging/src/k8s.io/api/core/v1/types.go. `ports` are those of containers, or of a Service.
const MERGE_KEYS: [(&str, &str); 12] = [
    ("containers", "name"),
    ("initContainers", "name"),
    ("ephemeralContainers", "name"),
    ("env", "name"),
    ("volumes", "name"),
    ("imagePullSecrets", "name"),
    ("ports", "containerPort"),
    ("ports", "port"),
    ("volumeMounts", "mountPath"),
    ("volumeDevices", "devicePath"),
    ("hostAliases", "ip"),
    ("topologySpreadConstraints", "topologyKey"),
];

/// The field by which the items of a list are told apart: one that they have.
pub(super) fn merge_key(list: &str, items: &[Node], others: &[Node]) -> Option<&'static str> {
    let mut keys = MERGE_KEYS.iter().filter(|(name, _)| *name == list).map(|(_, key)| *key);
    let has = |key: &str| items.iter().chain(others).any(|item| item.field(key).is_some());
    let first = keys.clone().next();
    keys.find(|key| has(key)).or(first)
}

/// The place of the item of a list that has the name of another item.
pub(super) fn items_by(items: &[Node], by: &str, like: &Node) -> Option<usize> {
    let wanted = like.field(by)?;
    items.iter().position(|item| item.field(by) == Some(wanted))
}

/// Merges a patch into a tree.
///
/// `{a: 1, b: 2}` patched with `{b: null, c: 3}` is `{a: 1, c: 3}`.
pub fn merge(target: &mut Node, patch: &Node, lists: Lists) {
    merge_named(target, patch, "", lists);
}

fn merge_named(target: &mut Node, patch: &Node, name: &str, lists: Lists) {
    match (&mut target.value, &patch.value) {
        (Value::Map(fields), Value::Map(changes)) if directive(patch) != Some("replace") => {
            for (key, change) in changes.iter().filter(|(key, _)| key.text != DIRECTIVE) {
                let place = fields.iter().position(|(known, _)| known.text == key.text);
                match (place, &change.value) {
                    (Some(place), Value::Null) => drop(fields.remove(place)),
                    (None, Value::Null) => {}
                    (Some(place), _) => merge_named(&mut fields[place].1, change, &key.text, lists),
                    (None, _) => fields.push((key.clone(), without_directives(change))),
                }
            }
        }
        (Value::List(items), Value::List(changes)) => {
            match merge_key(name, items, changes).filter(|_| lists == Lists::Merged) {
                Some(by) => changes.iter().for_each(|change| merge_item(items, change, by, lists)),
                None => *items = changes.iter().map(without_directives).collect(),
            }
        }
        _ => *target = without_directives(patch),
    }
}

const DIRECTIVE: &str = "$patch";

fn directive(node: &Node) -> Option<&str> {
    match &node.field(DIRECTIVE)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn merge_item(items: &mut Vec<Node>, change: &Node, by: &str, lists: Lists) {
    match (items_by(items, by, change), directive(change)) {
        (Some(place), Some("delete")) => drop(items.remove(place)),
        (None, Some("delete")) => {}
        (Some(place), _) => merge_named(&mut items[place], change, "", lists),
        (None, _) => items.push(without_directives(change)),
    }
}

/// What is new: nulls and directives say nothing there.
pub(super) fn without_directives(node: &Node) -> Node {
    let value = match &node.value {
        Value::Map(pairs) => {
            let said = pairs.iter().filter(|(key, node)| key.text != DIRECTIVE && node.value != Value::Null);
            Value::Map(said.map(|(key, node)| (key.clone(), without_directives(node))).collect())
        }
        other => other.clone(),
    };
    Node { line: node.line, value }
}

/// The patch that puts a value at a path of an object, null for taking it away. Items of lists are named as the object names
/// them; of a list without names the patch holds all items.
///
/// `spec.containers[0].image` of an object whose first container is `web` gives
/// `{"spec":{"containers":[{"name":"web","image":"web:v2"}]}}`.
pub fn at(object: &Node, path: &[Step], value: Value, lists: Lists) -> Node {
    let Some((first, rest)) = path.split_first() else { return value.into() };
    match first {
        Step::Key(name) => {
            let nothing = Node::from(Value::Null);
            let below = object.field(name).unwrap_or(&nothing);
            let there: &[Node] = if let Value::List(items) = &below.value { items } else { &[] };
            let inner = match (rest.first(), merge_key(name, there, &[]).filter(|_| lists == Lists::Merged)) {
                (Some(Step::Index(index)), Some(by)) => item(below, *index, by, &rest[1..], value, lists),
                (Some(Step::Index(_)), None) => {
                    // A copy of the whole list with the one change in it.
                    let mut list = below.clone();
                    list.put(rest, value);
                    list
                }
                _ => at(below, rest, value, lists),
            };
            Value::Map(vec![(Key::from(&**name), inner)]).into()
        }
        Step::Index(_) => value.into(),
    }
}

fn item(list: &Node, index: usize, by: &str, rest: &[Step], value: Value, lists: Lists) -> Node {
    let nothing = Node::from(Value::Null);
    let current = match &list.value {
        Value::List(items) => items.get(index).unwrap_or(&nothing),
        _ => &nothing,
    };
    let mut change = if rest.is_empty() { value.into() } else { at(current, rest, value, lists) };
    if let (Value::Map(pairs), Some(name)) = (&mut change.value, current.field(by))
        && !pairs.iter().any(|(key, _)| key.text == by)
    {
        pairs.insert(0, (by.into(), name.clone()));
    }
    Value::List(vec![change]).into()
}

#[cfg(test)]
mod tests {
    use super::super::tree::path;
    use super::super::yaml::documents;
    use super::*;

    fn tree(text: &str) -> Node {
        documents(text).expect(text).remove(0)
    }

    #[test]
    fn merging() {
        // Name, object, patch, strategic, RFC 7386.
        let cases = [
            ("a field", "{a: 1, b: 2}", "{b: 3}", r#"{"a":1,"b":3}"#, r#"{"a":1,"b":3}"#),
            ("taken away", "{a: 1, b: 2}", "{b: null, c: null}", r#"{"a":1}"#, r#"{"a":1}"#),
            (
                "far down",
                "{a: {b: {c: 1}}}",
                "{a: {b: {d: 2}}}",
                r#"{"a":{"b":{"c":1,"d":2}}}"#,
                r#"{"a":{"b":{"c":1,"d":2}}}"#,
            ),
            ("new, with nulls", "{}", "{a: {b: null, c: 1}}", r#"{"a":{"c":1}}"#, r#"{"a":{"c":1}}"#),
            (
                "an item by its name",
                "{containers: [{name: a, image: x}, {name: b}]}",
                "{containers: [{name: a, image: z}, {name: c}]}",
                r#"{"containers":[{"name":"a","image":"z"},{"name":"b"},{"name":"c"}]}"#,
                r#"{"containers":[{"name":"a","image":"z"},{"name":"c"}]}"#,
            ),
            (
                "an item deleted",
                "{env: [{name: a}, {name: b}]}",
                "{env: [{name: a, $patch: delete}]}",
                r#"{"env":[{"name":"b"}]}"#,
                r#"{"env":[{"name":"a"}]}"#,
            ),
            (
                "a Service's port by its number",
                "{ports: [{port: 80}]}",
                "{ports: [{port: 80, targetPort: 81}, {port: 90}]}",
                r#"{"ports":[{"port":80,"targetPort":81},{"port":90}]}"#,
                r#"{"ports":[{"port":80,"targetPort":81},{"port":90}]}"#,
            ),
            ("a list without names", "{args: [a, b]}", "{args: [c]}", r#"{"args":["c"]}"#, r#"{"args":["c"]}"#),
            (
                "a mapping replaced",
                "{a: {b: 1}}",
                "{a: {$patch: replace, c: 2}}",
                r#"{"a":{"c":2}}"#,
                r#"{"a":{"c":2}}"#,
            ),
            ("another type", "{a: {b: 1}}", "{a: [1]}", r#"{"a":[1]}"#, r#"{"a":[1]}"#),
        ];
        for (name, object, patch, strategic, merged) in cases {
            for (lists, expected) in [(Lists::Merged, strategic), (Lists::Replaced, merged)] {
                let mut object = tree(object);
                merge(&mut object, &tree(patch), lists);
                assert_eq!(object.json(), expected, "{name}, {lists:?}");
            }
        }
    }

    #[test]
    fn a_patch_for_a_path_does_what_it_says() {
        let object =
            tree("{spec: {replicas: 1, containers: [{name: a, args: [x, u]}, {name: b}], rules: [{w: 1}, {w: 2}]}}");
        let cases = [
            ("spec.replicas", Value::Int(3), r#"{"spec":{"replicas":3}}"#),
            ("spec.strategy.type", Value::Text("Recreate".into()), r#"{"spec":{"strategy":{"type":"Recreate"}}}"#),
            (
                "spec.containers[1].image",
                Value::Text("i".into()),
                r#"{"spec":{"containers":[{"name":"b","image":"i"}]}}"#,
            ),
            (
                "spec.containers[0].args[1]",
                Value::Text("z".into()),
                r#"{"spec":{"containers":[{"name":"a","args":["x","z"]}]}}"#,
            ),
            ("spec.rules[1].w", Value::Int(9), r#"{"spec":{"rules":[{"w":1},{"w":9}]}}"#),
            ("spec.replicas", Value::Null, r#"{"spec":{"replicas":null}}"#),
        ];
        for (text, value, expected) in cases {
            let steps = path(text);
            let patch = at(&object, &steps, value.clone(), Lists::Merged);
            assert_eq!(patch.json(), expected, "{text}");
            let mut patched = object.clone();
            merge(&mut patched, &patch, Lists::Merged);
            let mut put = object.clone();
            put.put(&steps, value);
            assert_eq!(patched, put, "{text}");
        }
    }
}
