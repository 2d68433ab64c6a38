//! What of a manifest is kept as text.

use crate::kube::object::Name;
use crate::kube::rest::Rest;
use crate::kube::tree::Value;

/// Text that is kept and not a field.
pub(super) fn kept(rest: &Rest, name: &str) -> Name {
    match rest.fields().iter().find(|(key, _)| key.text == name).map(|(_, node)| &node.value) {
        Some(Value::Text(text)) => text.as_str().into(),
        _ => Name::default(),
    }
}
