//! The forms of `-o`. Models kubectl's pkg/cmd/get/get_flags.go, customcolumn.go and cli-runtime's pkg/printers.

use super::super::flags::Given;
use super::super::jsonpath::{self, Template};
use super::super::peek::{NONE, go};
use super::super::printed::Printed;
use super::super::table;
use super::item::Item;
use super::yaml::yaml;
use crate::kube::tree::{Mapping, Node, Value, quoted};
use crate::sim::Cluster;

/// How objects are printed.
#[derive(Clone, Debug)]
pub enum Format {
    Table {
        wide: bool,
    },
    Yaml,
    Json,
    Name,
    JsonPath(Template),
    JsonPathAsJson(Template),
    /// Heads and what stands below them.
    Columns(Vec<(String, Template)>),
}

/// Forms that kubectl knows.
const FORMS: &str = "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,\
                     jsonpath-file,kyaml,name,template,templatefile,wide,yaml";

impl Format {
    /// What stands behind `-o`.
    ///
    /// # Errors
    ///
    /// What kubectl prints.
    pub fn read(given: &Given) -> Result<Self, Printed> {
        let text = given.value("output").unwrap_or_default();
        let (name, rest) = text.split_once('=').unwrap_or((text, ""));
        let template = |text: &str| {
            let read = Template::parse(text);
            read.map_err(|why| Printed::wrong(jsonpath::unreadable(text, &why)))
        };
        if rest.is_empty() && matches!(name, "jsonpath" | "jsonpath-as-json") {
            return Err(Printed::wrong("error: template format specified but no template given"));
        }
        Ok(match name {
            "" => Self::Table { wide: false },
            "wide" => Self::Table { wide: true },
            "yaml" => Self::Yaml,
            "json" => Self::Json,
            "name" => Self::Name,
            "jsonpath" => Self::JsonPath(template(rest)?),
            "jsonpath-as-json" => Self::JsonPathAsJson(template(rest)?),
            "custom-columns" => Self::Columns(columns(rest)?),
            _ => {
                return Err(Printed::wrong(format!(
                    "error: unable to match a printer suitable for the output format \"{name}\", allowed formats are: \
                     {FORMS}"
                )));
            }
        })
    }

    /// Prints objects in a form that is no table of the API server's; `single` where one was asked for by its name.
    pub fn print(&self, items: &[Item], single: bool, heads: bool, cluster: &Cluster) -> String {
        match self {
            Self::Table { .. } => String::new(),
            Self::Name => items.iter().map(|item| format!("{}/{}\n", item.what().qualified(), item.name())).collect(),
            Self::Columns(columns) => custom(columns, items, heads, cluster),
            _ => {
                let trees: Vec<Node> = items.iter().map(|item| item.tree(cluster)).collect();
                match trees.as_slice() {
                    [] if single => String::new(),
                    [tree] if single => self.tree(tree),
                    _ => self.tree(&list(trees)),
                }
            }
        }
    }

    /// One object, or a list of them.
    fn tree(&self, tree: &Node) -> String {
        match self {
            Self::Yaml => yaml(tree),
            Self::Json => json(tree),
            Self::JsonPath(template) => template.fill(tree),
            Self::JsonPathAsJson(template) => json(&jsonpath::as_json(&template.find(tree))),
            Self::Table { .. } | Self::Name | Self::Columns(_) => String::new(),
        }
    }
}

/// Objects as kubectl hands on several.
fn list(trees: Vec<Node>) -> Node {
    let mut meta = Mapping::default();
    meta.put("resourceVersion", Some(Value::Text(String::new()).into()));
    let mut mapping = Mapping::default();
    mapping.put("apiVersion", Some(Value::Text("v1".into()).into()));
    mapping.put("items", Some(Value::List(trees).into()));
    mapping.put("kind", Some(Value::Text("List".into()).into()));
    mapping.put("metadata", meta.end());
    mapping.end().unwrap_or_else(|| Value::Null.into())
}

/// JSON as Go's MarshalIndent writes it with four blanks a level.
pub fn json(node: &Node) -> String {
    let mut text = String::new();
    indented(node, 0, &mut text);
    text.push('\n');
    text
}

fn indented(node: &Node, depth: usize, text: &mut String) {
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.push_str(&"    ".repeat(depth));
    };
    match &node.value {
        Value::List(items) if !items.is_empty() => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                line(text, depth + 1);
                indented(item, depth + 1, text);
            }
            line(text, depth);
            text.push(']');
        }
        Value::Map(pairs) if !pairs.is_empty() => {
            text.push('{');
            for (index, (key, item)) in pairs.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                line(text, depth + 1);
                text.push_str(&escaped(&quoted(&key.text)));
                text.push_str(": ");
                indented(item, depth + 1, text);
            }
            line(text, depth);
            text.push('}');
        }
        _ => text.push_str(&escaped(&node.json())),
    }
}

/// Go writes signs of HTML by their numbers.
fn escaped(text: &str) -> String {
    text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
}

/// `NAME:.metadata.name,IMAGE:.spec.containers[*].image`.
fn columns(text: &str) -> Result<Vec<(String, Template)>, Printed> {
    if text.is_empty() {
        return Err(Printed::wrong("error: custom-columns format specified but no custom columns given"));
    }
    let column = |part: &str| {
        let (head, path) = part.split_once(':').ok_or_else(|| {
            Printed::wrong(format!("error: unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"))
        })?;
        let template = Template::relaxed(path).map_err(|why| Printed::wrong(format!("error: {why}")))?;
        Ok((head.to_owned(), template))
    };
    text.split(',').map(column).collect()
}

fn custom(columns: &[(String, Template)], items: &[Item], heads: bool, cluster: &Cluster) -> String {
    let mut rows = Vec::new();
    if heads {
        rows.push(columns.iter().map(|(head, _)| head.clone()).collect());
    }
    for item in items {
        let tree = item.tree(cluster);
        let cell = |(_, template): &(String, Template)| {
            let found: Vec<String> = template.find(&tree).into_iter().map(|node| go(&node.value)).collect();
            if found.is_empty() { NONE.into() } else { found.join(",") }
        };
        rows.push(columns.iter().map(cell).collect());
    }
    table::rows(&rows, table::GET, &mut Vec::new())
}
