//! What the definition of HTTPRoute says of paths. Models its CEL rules of HTTPPathMatch, every one of which is asked.

use super::pattern::{Dialect, Pattern};
use super::schema::Found;
use super::tree::{Node, Value};

const VALID: &str = "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$";

/// What a path of type `Exact` or `PathPrefix` may not have within it.
const WITHIN: [&str; 6] = ["//", "/./", "/../", "%2f", "%2F", "#"];

/// The rules about one path. `/a//b?x` breaks two of them: it has `//` within it, and a sign that no path has.
pub(super) fn check_path(at: &str, kind: &str, value: &str, found: &mut Found) {
    if !["Exact", "PathPrefix"].contains(&kind) {
        return;
    }
    let of = "when type one of ['Exact', 'PathPrefix']";
    if !value.starts_with('/') {
        found.says(at, "object", &format!("value must be an absolute path and start with '/' {of}"));
    }
    for part in WITHIN.iter().filter(|part| value.contains(**part)) {
        found.says(at, "object", &format!("must not contain '{part}' {of}"));
    }
    for end in ["/..", "/."].iter().filter(|end| value.ends_with(**end)) {
        found.says(at, "object", &format!("must not end with '{end}' {of}"));
    }
    if !Pattern::new(VALID, Dialect::Re2).is_ok_and(|valid| valid.finds(value)) {
        let why = format!("must only contain valid characters (matching {VALID}) for types ['Exact', 'PathPrefix']");
        found.says(at, "object", &why);
    }
}

/// Whether a rule has exactly one match, and that by a prefix of the path.
pub(super) fn one_prefix(rule: &Node) -> bool {
    let Some(Node { value: Value::List(matches), .. }) = rule.field("matches") else {
        // Without matches there is one by default: everything below `/`.
        return true;
    };
    let [one] = &matches[..] else { return matches.is_empty() };
    let kind = one.field("path").and_then(|path| path.field("type"));
    kind.is_none_or(|kind| kind.value == Value::Text("PathPrefix".into()))
}
