//! YAML text to a tree that knows its lines: aliases and merge keys followed, bombs refused.

use litemap::LiteMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::Malformed;
use super::scalar::scalar;
use super::tree::{Key, Node, Value, refused};

/// Nodes a text may come to, aliases counted as often as they are used: a bomb is stopped here.
const NODES_MAX: usize = 20_000;
/// How deep lists and mappings may lie in each other.
const DEPTH_MAX: usize = 64;

/// A list or mapping that is not complete yet.
struct Open {
    anchor: usize,
    node: Node,
    /// The key whose value is to come, and whether it is YAML's merge key.
    key: Option<(Key, bool)>,
    /// Values of merge keys: the mapping's own pairs come first.
    merged: Vec<(Key, Node)>,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: LiteMap<usize, Node>,
    documents: Vec<Node>,
    nodes: usize,
}

/// The documents of a text that are not empty.
///
/// # Errors
///
/// YAML that cannot be read, or that is too big.
pub fn documents(text: &str) -> Result<Vec<Node>, Malformed> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text).keep_tags(true) {
        let (event, span) = event.map_err(|error| unreadable(text, error.marker().line(), error.info()))?;
        builder.take(event, span.start.line())?;
    }
    Ok(builder.documents)
}

fn unreadable(text: &str, line: usize, info: &str) -> Malformed {
    let indent = |line: &str| line.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t');
    let from = line.saturating_sub(2);
    let tab = text.lines().enumerate().skip(from).take(3).find(|(_, line)| indent(line));
    let (line, fix) = match tab {
        Some((index, _)) => (index + 1, message!("manifest-tab-indents-line-indent")),
        None => (line.min(text.lines().count().max(1)), message!("manifest-check-indentation-blanks-after")),
    };
    Malformed { line, field: String::new(), what: message!("manifest-not-yaml", info), fix }
}

impl Builder {
    fn take(&mut self, event: Event<'_>, line: usize) -> Result<(), Malformed> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let merge = style == ScalarStyle::Plain && text == "<<";
                self.count(1, line)?;
                let value = scalar(&text, style, tag.as_deref());
                self.add(anchor, Node { line, value }, &text, merge)
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, line, Value::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(anchor, line, Value::Map(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(mut open) => {
                    if let Value::Map(pairs) = &mut open.node.value {
                        open.merged.into_iter().try_for_each(|(key, node)| merge(pairs, key.line, node))?;
                    }
                    self.add(open.anchor, open.node, "", false)
                }
                None => Ok(()),
            },
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => {
                    self.count(size(&node.value), line)?;
                    self.add(0, Node { line, ..node }, "", false)
                }
                None => Err(refused(
                    line,
                    message!("manifest-alias-stands-what-alias"),
                    message!("manifest-write-value-out"),
                )),
            },
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn count(&mut self, more: usize, line: usize) -> Result<(), Malformed> {
        self.nodes += more;
        if self.nodes <= NODES_MAX {
            return Ok(());
        }
        let what = message!("manifest-more-than-values-aliases", most = NODES_MAX);
        Err(refused(line, what, message!("manifest-give-fewer-documents-without")))
    }

    fn begin(&mut self, anchor: usize, line: usize, value: Value) -> Result<(), Malformed> {
        if self.open.len() >= DEPTH_MAX {
            let what = message!("manifest-more-than-lists-mappings", most = DEPTH_MAX);
            return Err(refused(line, what, message!("manifest-deployment-needs-no-more")));
        }
        self.count(1, line)?;
        self.open.push(Open { anchor, node: Node { line, value }, key: None, merged: Vec::new() });
        Ok(())
    }

    /// A complete node takes its place: as a document, an item, a key or a key's value.
    fn add(&mut self, anchor: usize, node: Node, text: &str, merge: bool) -> Result<(), Malformed> {
        if anchor != 0 {
            self.count(size(&node.value), node.line)?;
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            if !matches!(node.value, Value::Null) {
                self.documents.push(node);
            }
            return Ok(());
        };
        match (&mut open.node.value, open.key.take()) {
            (Value::Map(pairs), Some((key, merge))) => {
                if merge { &mut open.merged } else { pairs }.push((key, node));
                Ok(())
            }
            (Value::Map(_), None) if matches!(node.value, Value::List(_) | Value::Map(_)) => Err(refused(
                node.line,
                message!("manifest-list-mapping-stands-where"),
                message!("manifest-write-name-value"),
            )),
            (Value::Map(_), None) => {
                open.key = Some((Key { text: text.to_owned(), line: node.line }, merge));
                Ok(())
            }
            (Value::List(items), _) => {
                items.push(node);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(|item| size(&item.value)).sum::<usize>(),
        Value::Map(pairs) => 1 + pairs.iter().map(|(_, node)| 1 + size(&node.value)).sum::<usize>(),
        _ => 1,
    }
}

/// `<<: *base`: pairs whose keys are not there yet.
fn merge(pairs: &mut Vec<(Key, Node)>, line: usize, node: Node) -> Result<(), Malformed> {
    match node.value {
        Value::Map(more) => {
            for (key, node) in more {
                if !pairs.iter().any(|(there, _)| there.text == key.text) {
                    pairs.push((key, node));
                }
            }
            Ok(())
        }
        Value::List(items) => items.into_iter().try_for_each(|item| merge(pairs, line, item)),
        _ => Err(refused(line, message!("manifest-merges-no-mapping"), message!("manifest-write-name-mapping-marked"))),
    }
}
