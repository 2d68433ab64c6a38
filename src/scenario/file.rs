//! A strategy's file in `content/strategies`: the objects a run begins with, the steps, the way back. Where it says `$(next)`,
//! the value of that term stands. `docs/strategies.md` says all that may stand in it.

use std::rc::Rc;

use crate::kube::tree::{Node, Value};
use crate::kube::yaml;

use super::strategy::{Leader, StrategyKind};

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../content/strategies/", $name, ".yaml"))
    };
}

/// A file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideFile(Rc<Node>);

impl GuideFile {
    /// That of a strategy under a controller, behind a gateway or not.
    pub fn of(strategy: StrategyKind, leader: Leader, routed: bool) -> Self {
        let text = match (strategy, leader) {
            (StrategyKind::RollingUpdate, _) => file!("rolling-update"),
            (StrategyKind::Recreate, _) => file!("recreate"),
            (StrategyKind::Canary, Leader::You) if routed => file!("canary-routed"),
            (StrategyKind::Canary, Leader::You) => file!("canary"),
            (StrategyKind::Canary, Leader::ArgoRollouts) => file!("canary-argo"),
            (StrategyKind::Canary, Leader::Flagger) => file!("canary-flagger"),
            (StrategyKind::BlueGreen, Leader::ArgoRollouts) => file!("blue-green-argo"),
            (StrategyKind::BlueGreen, _) => file!("blue-green"),
        };
        let read = yaml::documents(text);
        debug_assert!(read.is_ok(), "{read:?}");
        let first = read.unwrap_or_default().into_iter().next();
        Self(Rc::new(first.unwrap_or_else(|| Value::Null.into())))
    }

    /// The items of one of its lists; none where it has no such list.
    pub fn list(&self, name: &str) -> &[Node] {
        items(self.0.field(name))
    }

    /// One of its texts.
    pub fn text(&self, name: &str) -> Option<&str> {
        text(self.0.field(name))
    }
}

/// A list's items.
pub fn items(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

pub fn text(node: Option<&Node>) -> Option<&str> {
    match node.map(|node| &node.value) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// What stands for `$(…)`: names and values. Of two of one name the later holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(Vec<(String, String)>);

impl Terms {
    /// Adds one.
    pub fn put(&mut self, name: &str, value: impl ToString) {
        self.0.push((name.into(), value.to_string()));
    }

    /// The same with others beside them.
    pub fn with(&self, more: &[(&str, String)]) -> Self {
        let mut terms = self.clone();
        more.iter().for_each(|(name, value)| terms.put(name, value));
        terms
    }

    /// The value of one, if it has one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// A text with values in the place of terms; a term without a value is nothing.
    ///
    /// `web-v$(next)` where next is 2: `web-v2`.
    pub fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("$(") {
            let (name, end) = after.split_once(')').unwrap_or((after, ""));
            filled.push_str(before);
            filled.push_str(self.get(name).unwrap_or_default());
            rest = end;
        }
        filled + rest
    }

    /// The same of every text of a tree; what is a term alone and a number then is a number.
    pub fn fill_tree(&self, node: &Node) -> Node {
        let value = match &node.value {
            Value::Text(text) => {
                let filled = self.fill(text);
                let alone = text.starts_with("$(") && text.find(')') == Some(text.len() - 1);
                match filled.parse() {
                    Ok(number) if alone => Value::Int(number),
                    _ => Value::Text(filled),
                }
            }
            Value::List(items) => Value::List(items.iter().map(|item| self.fill_tree(item)).collect()),
            Value::Map(pairs) => {
                Value::Map(pairs.iter().map(|(key, node)| (key.clone(), self.fill_tree(node))).collect())
            }
            other => other.clone(),
        };
        Node { line: node.line, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every term that stands in a tree.
    fn terms_in(node: &Node, found: &mut Vec<String>) {
        match &node.value {
            Value::Text(text) => {
                found.extend(text.split("$(").skip(1).map(|rest| rest.split(')').next().unwrap_or_default().into()));
            }
            Value::List(items) => items.iter().for_each(|item| terms_in(item, found)),
            Value::Map(pairs) => pairs.iter().for_each(|(_, node)| terms_in(node, found)),
            _ => {}
        }
    }

    /// A term that nobody knows would be filled with nothing, without a word. Of parts that nobody knows the schema tells.
    #[test]
    fn the_files_speak_of_nothing_that_is_not_known() {
        const TERMS: [&str; 14] = [
            "version",
            "stable",
            "next",
            "from",
            "to",
            "replicas",
            "size",
            "weight",
            "pods",
            "header",
            "header.name",
            "header.value",
            "header.quoted",
            "mirror",
        ];
        let mut known = 0;
        for strategy in StrategyKind::ALL {
            for leader in Leader::ALL {
                for routed in [false, true] {
                    let file = GuideFile::of(strategy, leader, routed);
                    let more: Vec<String> = file
                        .list("deployments")
                        .iter()
                        .flat_map(|named| match &named.value {
                            Value::Map(pairs) => pairs.iter().map(|(key, _)| key.text.clone()).collect(),
                            _ => Vec::new(),
                        })
                        .collect();
                    let mut found = Vec::new();
                    terms_in(&file.0, &mut found);
                    for term in found {
                        let of_deployment = term.split_once('.').is_some_and(|(of, key)| {
                            ["from", "to"].contains(&of) && more.iter().any(|known| known == key)
                        });
                        assert!(of_deployment || TERMS.contains(&&*term), "{strategy:?}, {leader:?}: $({term})");
                        known += 1;
                    }
                }
            }
        }
        assert!(known > 100, "{known} terms");
    }

    #[test]
    fn terms_are_filled_in() {
        let mut terms = Terms::default();
        terms.put("next", 3);
        terms.put("to", "web-v3");
        let cases = [
            ("web-v$(next)", "web-v3"),
            ("$(to) of v$(next), $(nothing) else", "web-v3 of v3,  else"),
            ("$5 (five)", "$5 (five)"),
            ("$(next", "3"),
        ];
        for (text, expected) in cases {
            assert_eq!(terms.fill(text), expected);
        }
        let tree =
            yaml::documents("{a: $(next), b: v$(next), c: [$(to), 7], d: \"$(next)$(next)\"}").expect("YAML").remove(0);
        assert_eq!(terms.fill_tree(&tree).json(), r#"{"a":3,"b":"v3","c":["web-v3",7],"d":"33"}"#);
        assert_eq!(terms.with(&[("next", "9".into())]).fill("$(next)"), "9", "the later one holds");
    }
}
