//! JSONPath templates as kubectl takes them. Models client-go's util/jsonpath parser.go and jsonpath.go.
//!
//! Left out: `in` and the like in filters, functions.

mod parse;

use crate::kube::tree::{Node, Value};

/// A template: text, and what is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// What stands in braces.
    Path(Vec<Step>),
    /// `{range …}` to `{end}`.
    Range(Vec<Step>, Vec<Part>),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// `$`: the whole.
    Root,
    /// `.name` or `['name']`.
    Field(String),
    /// `.*` or `[*]`.
    All,
    /// `..name`: everything below, itself included.
    Below,
    /// `[1:5:2]`, `[3]`, `[-1:]`.
    Slice { from: Option<i64>, to: Option<i64>, step: i64 },
    /// `[?(@.a=="b")]`.
    Filter(Operand, &'static str, Operand),
    /// `['a','b']`, `[0,2]`.
    Union(Vec<Vec<Step>>),
    /// A text or number that stands for itself.
    Literal(Value),
}

/// One side of a comparison.
type Operand = Vec<Step>;

impl Template {
    /// Reads a template such as `{.items[*].metadata.name}`.
    ///
    /// # Errors
    ///
    /// What upstream says of it.
    pub fn parse(text: &str) -> Result<Self, String> {
        parse::template(text).map(Self)
    }

    /// Reads what `--sort-by` and custom columns take: a path without its braces or its first point, too. Models
    /// kubectl's pkg/cmd/get/customcolumn.go RelaxedJSONPathExpression.
    ///
    /// # Errors
    ///
    /// What upstream says of it.
    pub fn relaxed(text: &str) -> Result<Self, String> {
        Self::parse(&relaxed_text(text)?)
    }

    /// The template filled in. What is missing is left out, as kubectl does.
    pub fn fill(&self, root: &Node) -> String {
        let mut out = String::new();
        fill(&self.0, root, root, &mut out);
        out
    }

    /// All that is found, in order.
    pub fn find<'a>(&'a self, root: &'a Node) -> Vec<&'a Node> {
        let paths = self.0.iter().filter_map(|part| match part {
            Part::Path(steps) => Some(walk(steps, root, root)),
            _ => None,
        });
        paths.flatten().filter_map(Found::node).collect()
    }
}

/// `.a` or `a` as `{.a}`.
///
/// # Errors
///
/// What upstream says of it.
pub fn relaxed_text(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let inner = match (text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')), text.contains(['{', '}'])) {
        (Some(inner), _) if !inner.contains(['{', '}']) => inner,
        (None, false) => text,
        _ => {
            return Err("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or \
                        '{.name1.name2}'"
                .into());
        }
    };
    Ok(format!("{{.{}}}", inner.strip_prefix('.').unwrap_or(inner)))
}

/// Something in the tree, or a text of the template itself.
#[derive(Clone, Copy)]
enum Found<'a> {
    Node(&'a Node),
    Literal(&'a Value),
}

impl<'a> Found<'a> {
    fn node(self) -> Option<&'a Node> {
        match self {
            Self::Node(node) => Some(node),
            Self::Literal(_) => None,
        }
    }

    fn value(self) -> &'a Value {
        match self {
            Self::Node(node) => &node.value,
            Self::Literal(value) => value,
        }
    }
}

fn fill(parts: &[Part], root: &Node, at: &Node, out: &mut String) {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Path(steps) => {
                let found: Vec<String> = walk(steps, root, at).into_iter().map(|found| text(found.value())).collect();
                out.push_str(&found.join(" "));
            }
            Part::Range(steps, inner) => {
                let items = walk(steps, root, at).into_iter().filter_map(Found::node);
                items.for_each(|item| fill(inner, root, item, out));
            }
        }
    }
}

/// A value as a template prints it: texts bare, lists and mappings as JSON.
pub fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Null => String::new(),
        other => Node::from(other.clone()).json(),
    }
}

fn walk<'a>(steps: &'a [Step], root: &'a Node, at: &'a Node) -> Vec<Found<'a>> {
    let mut found = vec![Found::Node(at)];
    for step in steps {
        let mut next = Vec::new();
        for one in found {
            match (step, one) {
                (Step::Literal(value), _) => next.push(Found::Literal(value)),
                (_, Found::Node(node)) => take(step, root, node, &mut next),
                (_, Found::Literal(_)) => {}
            }
        }
        found = next;
    }
    found
}

fn take<'a>(step: &'a Step, root: &'a Node, node: &'a Node, next: &mut Vec<Found<'a>>) {
    match step {
        Step::Root => next.push(Found::Node(root)),
        Step::Field(name) => next.extend(node.field(name).map(Found::Node)),
        Step::All => next.extend(children(node).into_iter().map(Found::Node)),
        Step::Below => below(node, next),
        Step::Slice { from, to, step } => slice(node, *from, *to, *step, next),
        Step::Filter(one, sign, other) => {
            let items = children(node).into_iter().filter(|item| holds(one, sign, other, root, item));
            next.extend(items.map(Found::Node));
        }
        Step::Union(paths) => paths.iter().for_each(|path| next.extend(walk(path, root, node))),
        Step::Literal(_) => {}
    }
}

fn children(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(pairs) => pairs.iter().map(|(_, node)| node).collect(),
        _ => Vec::new(),
    }
}

fn below<'a>(node: &'a Node, next: &mut Vec<Found<'a>>) {
    next.push(Found::Node(node));
    children(node).into_iter().for_each(|child| below(child, next));
}

fn slice<'a>(node: &'a Node, from: Option<i64>, to: Option<i64>, step: i64, next: &mut Vec<Found<'a>>) {
    let Value::List(items) = &node.value else { return };
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let from_end = |place: i64| if place < 0 { place + length } else { place };
    let (mut place, end) = (from_end(from.unwrap_or(0)), from_end(to.unwrap_or(length)).min(length));
    while step > 0 && place < end {
        next.extend(usize::try_from(place).ok().and_then(|place| items.get(place)).map(Found::Node));
        place += step;
    }
}

/// Models evalFilter: both sides must be there; numbers are compared as numbers, everything else as text.
fn holds(one: &[Step], sign: &str, other: &[Step], root: &Node, item: &Node) -> bool {
    let left = walk(one, root, item);
    if sign.is_empty() {
        return !left.is_empty();
    }
    let right = walk(other, root, item);
    let (Some(left), Some(right)) = (left.first(), right.first()) else { return false };
    let order = match (left.value(), right.value()) {
        (Value::Int(left), Value::Int(right)) => left.cmp(right),
        (left, right) => text(left).cmp(&text(right)),
    };
    match sign {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        ">" => order.is_gt(),
        "<=" => order.is_le(),
        _ => order.is_ge(),
    }
}

/// What kubectl says of a template that cannot be read.
pub fn unreadable(template: &str, why: &str) -> String {
    format!("error: error parsing jsonpath {template}, {why}")
}

/// The texts found, one in quotes each, as `jsonpath-as-json` prints them.
pub fn as_json(values: &[&Node]) -> Node {
    Value::List(values.iter().map(|node| (*node).clone()).collect()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::yaml::documents;

    const PODS: &str = r#"
kind: List
items:
- metadata: {name: web-1, labels: {app: web, "app.io/x": z}}
  status: {phase: Running, restarts: 2}
- metadata: {name: web-2, labels: {app: web}}
  status: {phase: Pending, restarts: 10, ready: true}
- metadata: {name: api-1, labels: {app: api}}
  status: {phase: Running, list: [a, b, c, d, e]}
"#;

    #[test]
    fn templates_are_filled_in() {
        let cases = [
            ("{.kind}", "List"),
            ("{$.kind}", "List"),
            ("{kind}", "List"),
            ("{.items[*].metadata.name}", "web-1 web-2 api-1"),
            ("{.items..name}", "web-1 web-2 api-1"),
            ("{..name}", "web-1 web-2 api-1"),
            ("{.items[0].metadata.name}", "web-1"),
            ("{.items[-1].metadata.name}", "api-1"),
            ("{.items[-1:].metadata.name}", "api-1"),
            ("{.items[0:2].metadata.name}", "web-1 web-2"),
            ("{.items[2].status.list[0:5:2]}", "a c e"),
            ("{.items[2].status.list[0,2]}", "a c"),
            ("{.items[0].metadata['name','labels']}", r#"web-1 {"app":"web","app.io/x":"z"}"#),
            ("{.items[0].metadata.labels.app\\.io/x}", "z"),
            ("{.items[0].metadata.labels['app.io/x']}", "z"),
            ("{.items[?(@.status.phase==\"Running\")].metadata.name}", "web-1 api-1"),
            ("{.items[?(@.status.phase!='Running')].metadata.name}", "web-2"),
            ("{.items[?(@.status.restarts>2)].metadata.name}", "web-2"),
            ("{.items[?(@.status.restarts<=2)].metadata.name}", "web-1"),
            ("{.items[?(@.status.ready==true)].metadata.name}", "web-2"),
            ("{.items[?(@.status.ready)].metadata.name}", "web-2"),
            (
                "{range .items[*]}{.metadata.name}{\"\\t\"}{.status.phase}{\"\\n\"}{end}",
                "web-1\tRunning\nweb-2\tPending\napi-1\tRunning\n",
            ),
            ("{range .items[*]}[{@.metadata.name}, {.status.restarts}] {end}", "[web-1, 2] [web-2, 10] [api-1, ] "),
            ("names: {.items[*]['metadata.name', 'status.phase']}", "names: "),
            ("{.items[*].nothing.at.all}", ""),
            ("{.items[9].metadata.name}", ""),
            ("plain", "plain"),
            ("", ""),
            ("{'a b'} {\"}\"}", "a b }"),
            ("{.items[2].status.list}", r#"["a","b","c","d","e"]"#),
            ("{.items[2].status.list[*]}", "a b c d e"),
            ("{.items[1].status.*}", "Pending 10 true"),
        ];
        let root = &documents(PODS).expect("YAML")[0];
        for (template, expected) in cases {
            let read = Template::parse(template).unwrap_or_else(|why| panic!("{template}: {why}"));
            assert_eq!(read.fill(root), expected, "{template}");
        }
    }

    #[test]
    fn templates_that_cannot_be_read() {
        let cases = [
            ("{.a", "unclosed action"),
            ("{range .a}{.b}", "unterminated range"),
            ("{end}", "not in range, nothing to end"),
            ("{.a[0}", "unterminated array"),
            ("{'a}", "unclosed action"),
            ("{.a[?(@.b}", "unterminated array"),
            ("{.a[x]}", "invalid array index x"),
        ];
        for (template, why) in cases {
            assert_eq!(Template::parse(template), Err(why.into()), "{template}");
        }
    }

    #[test]
    fn relaxed_paths() {
        for text in [".metadata.name", "metadata.name", "{.metadata.name}", "{metadata.name}"] {
            assert_eq!(relaxed_text(text), Ok("{.metadata.name}".into()), "{text}");
        }
        assert!(relaxed_text("{.a}{.b}").is_err() && relaxed_text("{.a").is_err());
    }
}
