//! What the API server and ingress-nginx' webhook refuse of a route.
//!
//! Models the schema in config/crd/standard/gateway.networking.k8s.io_httproutes.yaml (its minimums, maximums, patterns and
//! CEL rules) and internal/ingress/annotations/canary/main.go.

use crate::kube::object::Name;
use crate::kube::route;
use crate::sorted;

use super::super::command::Rejected;
use super::ingress::{Ingress, annotation};
use super::kept::kept;
use super::pattern::Pattern;
use super::{HttpRoute, HttpRouteMatch, PathMatch, ValueMatch};

const RULES_MAX: usize = 16;
const MATCHES_MAX: usize = 64;
const BACKENDS_MAX: usize = 16;
const WEIGHT_MAX: i64 = 1_000_000;
const VALUE_MAX: usize = 4_096;

/// Problems found so far, in the order of the fields.
#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn value(&mut self, field: &str, value: &str, why: &str) {
        self.0.push(format!("{field}: Invalid value: {value}: {why}"));
    }

    fn in_body(&mut self, field: &str, value: &str, why: &str) {
        self.value(field, value, &format!("{field} in body {why}"));
    }

    fn range(&mut self, field: &str, value: i64, most: i64, most_words: &str) {
        if value < 0 {
            self.in_body(field, &value.to_string(), "should be greater than or equal to 0");
        } else if value > most {
            self.in_body(field, &value.to_string(), &format!("should be less than or equal to {most_words}"));
        }
    }

    fn too_many(&mut self, field: &str, found: usize, most: usize) {
        if found > most {
            self.0.push(format!("{field}: Too many: {found}: must have at most {most} items"));
        }
    }
}

impl HttpRoute {
    /// Refuses what the API server refuses. A Service that does not exist is no reason: see [`HttpRoute::missing`].
    ///
    /// # Errors
    ///
    /// The API server's words, all problems of the route together.
    pub fn check(&self) -> Result<(), Rejected> {
        let mut problems = Problems::default();
        problems.too_many("spec.rules", self.rules.len(), RULES_MAX);
        for (index, rule) in self.rules.iter().enumerate() {
            let at = format!("spec.rules[{index}]");
            problems.too_many(&format!("{at}.matches"), rule.matches.len(), MATCHES_MAX);
            for (index, conditions) in rule.matches.iter().enumerate() {
                check_match(&format!("{at}.matches[{index}]"), conditions, &mut problems);
            }
            problems.too_many(&format!("{at}.backendRefs"), rule.backend_refs.len(), BACKENDS_MAX);
            for (index, backend) in rule.backend_refs.iter().enumerate() {
                problems.range(&format!("{at}.backendRefs[{index}].weight"), backend.weight, WEIGHT_MAX, "1e+06");
            }
            for (index, mirror) in rule.mirrors.iter().enumerate() {
                problems.range(&format!("{at}.filters[{index}].requestMirror.percent"), mirror.percent, 100, "100");
            }
        }
        let name = &self.metadata.name;
        let message = match &problems.0[..] {
            [] => return Ok(()),
            [one] => format!("The HTTPRoute \"{name}\" is invalid: {one}"),
            all => format!("The HTTPRoute \"{name}\" is invalid: \n* {}", all.join("\n* ")),
        };
        Err(Rejected { message: message.into(), hint: message!("refused-mend-field-named-apply-route") })
    }

    /// The Services it names that do not exist. The route is accepted all the same, with the condition
    /// `ResolvedRefs=False`, reason `BackendNotFound`, and their share of requests is answered with 500.
    pub fn missing<'a>(&'a self, exists: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
        let named = self.rules.iter().flat_map(|rule| {
            rule.backend_refs
                .iter()
                .map(|backend| &backend.service)
                .chain(rule.mirrors.iter().map(|mirror| &mirror.service))
        });
        let mut missing: Vec<&str> = named.map(|service| &**service).filter(|service| !exists(service)).collect();
        sorted::sort_by(&mut missing, Ord::cmp);
        missing.dedup();
        missing
    }
}

fn check_match(at: &str, conditions: &HttpRouteMatch, problems: &mut Problems) {
    match &conditions.path {
        PathMatch::RegularExpression(text) => check_pattern(&format!("{at}.path.value"), text, problems),
        PathMatch::Exact(path) | PathMatch::PathPrefix(path) => {
            if !path.starts_with('/') {
                let why = "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']";
                problems.value(&format!("{at}.path"), "\"object\"", why);
            } else if path.contains("//") {
                let why = "must not contain '//' when type one of ['Exact', 'PathPrefix']";
                problems.value(&format!("{at}.path"), "\"object\"", why);
            }
        }
    }
    let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    if let Some(method) = conditions.method.as_ref().filter(|method| !methods.contains(&&***method)) {
        let all = methods.map(|method| format!("\"{method}\"")).join(", ");
        problems.0.push(format!("{at}.method: Unsupported value: \"{method}\": supported values: {all}"));
    }
    for (kind, values) in [("headers", &conditions.headers), ("queryParams", &conditions.query_params)] {
        problems.too_many(&format!("{at}.{kind}"), values.len(), 16);
        for (index, value) in values.iter().enumerate() {
            check_value(&format!("{at}.{kind}[{index}]"), value, problems);
            if values[..index].iter().any(|other| other.name == value.name) {
                problems.0.push(format!("{at}.{kind}[{index}]: Duplicate value: {{\"name\":\"{}\"}}", value.name));
            }
        }
    }
}

fn check_value(at: &str, value: &ValueMatch, problems: &mut Problems) {
    let quoted = |text: &str| format!("\"{text}\"");
    if value.name.is_empty() {
        problems.in_body(&format!("{at}.name"), "\"\"", "should be at least 1 chars long");
    } else if !value.name.chars().all(|sign| sign.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(sign)) {
        let why = "should match '^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$'";
        problems.in_body(&format!("{at}.name"), &quoted(&value.name), why);
    }
    if value.value.is_empty() {
        problems.in_body(&format!("{at}.value"), "\"\"", "should be at least 1 chars long");
    } else if value.value.len() > VALUE_MAX {
        problems.0.push(format!("{at}.value: Too long: may not be more than {VALUE_MAX} bytes"));
    } else if value.regular_expression {
        check_pattern(&format!("{at}.value"), &value.value, problems);
    }
}

/// No API server reads the expression; the gateway would refuse the route later. Saying it here keeps it from being silent.
fn check_pattern(at: &str, text: &str, problems: &mut Problems) {
    if let Err((place, why)) = Pattern::new(text) {
        problems.value(at, &format!("\"{text}\""), &format!("at character {place}: {why}"));
    }
}

impl Ingress {
    /// Refuses what ingress-nginx' webhook refuses of an Ingress by itself. It takes any value of a canary annotation: what it
    /// cannot read it drops.
    ///
    /// # Errors
    ///
    /// The webhook's words, as kubectl prints them.
    pub fn check(&self) -> Result<(), Rejected> {
        check_ingress(&route::Ingress::from(self))
    }
}

/// What the API server, then ingress-nginx' webhook, refuses of an Ingress by itself. Models ValidateIngress, ValidatePathType.
pub(in super::super) fn check_ingress(ingress: &route::Ingress) -> Result<(), Rejected> {
    let mut problems = Vec::new();
    let mut odd = Vec::new();
    for (index, rule) in ingress.spec.rules.iter().enumerate() {
        for (place, path) in rule.http.paths.iter().enumerate() {
            let at = format!("spec.rules[{index}].http.paths[{place}]");
            let kind = kept(&path.rest, "pathType");
            match &*kind {
                "Exact" | "Prefix" if !path.path.starts_with('/') => {
                    problems.push(format!("{at}.path: Invalid value: \"{}\": must be an absolute path", path.path));
                }
                "Exact" | "Prefix" => {
                    let plain = |sign: char| sign.is_ascii_alphanumeric() || "/-._~".contains(sign);
                    if !path.path.chars().all(plain) {
                        odd.push(format!("path {} cannot be used with pathType {kind}", path.path));
                    }
                }
                "ImplementationSpecific" => {}
                "" => problems.push(format!("{at}.pathType: Required value: pathType must be specified")),
                other => problems.push(format!(
                    "{at}.pathType: Unsupported value: \"{other}\": supported values: \"Exact\", \"ImplementationSpecific\", \
                     \"Prefix\""
                )),
            }
            if !path.backend.service.rest.fields().iter().any(|(key, _)| key.text == "port") {
                problems.push(format!("{at}.backend: Required value: port name or number is required"));
            }
        }
    }
    let name = &ingress.metadata.name;
    if !problems.is_empty() {
        let message = match &problems[..] {
            [one] => format!("The Ingress \"{name}\" is invalid: {one}"),
            all => format!("The Ingress \"{name}\" is invalid: \n* {}", all.join("\n* ")),
        };
        return Err(Rejected { message: message.into(), hint: message!("refused-mend-field-named-apply") });
    }
    if odd.is_empty() {
        Ok(())
    } else {
        Err(webhook(name, &format!("ingress contains invalid paths: {}", odd.join(" "))))
    }
}

/// What the webhook refuses of an Ingress beside those that are there. Models checkOverlap: it looks at Ingresses without
/// any `canary` annotation only.
///
/// # Errors
///
/// The webhook's words, as kubectl prints them.
pub fn check_overlap<'a>(
    ingress: &route::Ingress,
    others: impl Iterator<Item = &'a route::Ingress> + Clone,
) -> Result<(), Rejected> {
    let plain = |ingress: &route::Ingress| annotation(&ingress.metadata.annotations, "canary").is_none();
    let paths = |ingress: &route::Ingress| -> Vec<(Name, Name)> {
        let of = |rule: &route::IngressRule| {
            let host = kept(&rule.rest, "host");
            rule.http.paths.iter().map(move |path| (host.clone(), path.path.clone())).collect::<Vec<_>>()
        };
        ingress.spec.rules.iter().flat_map(of).collect()
    };
    if !plain(ingress) {
        return Ok(());
    }
    for wanted in paths(ingress) {
        let mut other = others.clone().filter(|other| other.metadata.name != ingress.metadata.name && plain(other));
        if let Some(other) = other.find(|other| paths(other).contains(&wanted)) {
            let host = if wanted.0.is_empty() { "_" } else { &*wanted.0 };
            let why = format!(
                "host \"{host}\" and path \"{}\" is already defined in ingress default/{}",
                wanted.1, other.metadata.name
            );
            return Err(webhook(&ingress.metadata.name, &why));
        }
    }
    Ok(())
}

fn webhook(name: &str, why: &str) -> Rejected {
    Rejected {
        message: format!(
            "Error from server (BadRequest): error when creating \"{name}.yaml\": admission webhook \
             \"validate.nginx.ingress.kubernetes.io\" denied the request: {why}"
        )
        .into(),
        hint: message!("refused-mend-what-named-apply"),
    }
}
