//! What names, labels and ports may be called, and what the API server says if they may not.
//!
//! Models staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go and api/validate/content/kube.go.

const LABEL_KEY_FORM: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character \
     (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
     '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_FORM: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and \
     end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is \
     '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const SUBDOMAIN_FORM: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and \
     end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
     '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_FORM: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with \
     an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
     '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/// Both ends are plain, all between is plain or one of `inner`.
fn is_word(text: &str, plain: fn(u8) -> bool, inner: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    ends.iter().all(|end| end.is_some_and(|byte| plain(*byte)))
        && bytes.iter().all(|byte| plain(*byte) || inner.contains(byte))
}

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(|part| is_word(part, is_lower, b"-"))
}

fn too_long(text: &str, max: usize) -> Option<String> {
    (text.len() > max).then(|| format!("must be no more than {max} bytes"))
}

/// Models IsDNS1123Subdomain: names of most objects.
pub(super) fn subdomain(text: &str) -> Vec<String> {
    let form = (!is_subdomain(text)).then(|| SUBDOMAIN_FORM.to_owned());
    too_long(text, 253).into_iter().chain(form).collect()
}

/// Models IsDNS1123Label: names of containers.
pub(super) fn label(text: &str) -> Vec<String> {
    let form = (!is_word(text, is_lower, b"-"))
        .then(|| if is_subdomain(text) { "must not contain dots".to_owned() } else { LABEL_FORM.to_owned() });
    too_long(text, 63).into_iter().chain(form).collect()
}

/// Models IsLabelKey: keys of labels and annotations, names of resources.
pub(super) fn label_key(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('/').collect();
    let mut errors = Vec::new();
    let name = match parts.as_slice() {
        [name] => *name,
        ["", name] => {
            errors.push("prefix part must be non-empty".into());
            *name
        }
        [prefix, name] => {
            errors.extend(subdomain(prefix).into_iter().map(|error| format!("prefix part {error}")));
            *name
        }
        _ => {
            let prefix = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            return vec![format!("a valid label key {LABEL_KEY_FORM} {prefix}")];
        }
    };
    if name.is_empty() {
        errors.push("name part must be non-empty".into());
    }
    errors.extend(too_long(name, 63).map(|error| format!("name part {error}")));
    if !is_word(name, is_alphanumeric, b"-_.") {
        errors.push(format!("name part {LABEL_KEY_FORM}"));
    }
    errors
}

/// Models IsLabelValue.
pub(super) fn label_value(text: &str) -> Vec<String> {
    let form = (!text.is_empty() && !is_word(text, is_alphanumeric, b"-_.")).then(|| LABEL_VALUE_FORM.to_owned());
    too_long(text, 63).into_iter().chain(form).collect()
}

/// Models IsValidPortName.
pub(super) fn port_name(text: &str) -> Vec<String> {
    let mut errors: Vec<String> = too_long(text, 15).into_iter().collect();
    if text.is_empty() || !text.bytes().all(|byte| is_lower(byte) || byte == b'-') {
        errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)".into());
    }
    if !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        errors.push("must contain at least one letter (a-z)".into());
    }
    if text.contains("--") {
        errors.push("must not contain consecutive hyphens".into());
    }
    if text.starts_with('-') || text.ends_with('-') {
        errors.push("must not begin or end with a hyphen".into());
    }
    errors
}

/// Models IsValidPortNum.
pub(super) fn port_number(number: i32) -> Option<&'static str> {
    (!(1..=65535).contains(&number)).then_some("must be between 1 and 65535, inclusive")
}
