//! What the API server and ingress-nginx' webhook refuse of a route.
//!
//! The schema of HTTPRoutes stands in [`crate::kube::validate_http_route`]; of ingress-nginx this models
//! internal/ingress/annotations/canary/main.go and internal/ingress/inspector.

use crate::kube::errors::{FieldError, invalid, quoted, required, unsupported};
use crate::kube::object::Name;
use crate::kube::pattern::{Dialect, Pattern, Unreadable};
use crate::kube::route;
use crate::kube::validate_http_route::validate_http_route;
use crate::message::Message;

use super::super::command::Rejected;
use super::HttpRoute;
use super::ingress::{Ingress, annotation, pattern_left_out};
use super::kept::kept;

const PATH_TYPES: [&str; 3] = ["Exact", "ImplementationSpecific", "Prefix"];

impl HttpRoute {
    /// Refuses what the API server refuses. A Service that does not exist is no reason: see [`super::refs`].
    ///
    /// # Errors
    ///
    /// The API server's words, all problems of the route together.
    pub fn check(&self) -> Result<(), Rejected> {
        check_http_route(&route::HttpRoute::from(self))
    }
}

/// What the API server refuses of an HTTPRoute, and patterns: no API server reads those, but a gateway takes no route whose
/// pattern it cannot read. Saying it here keeps it from being silent.
pub(in super::super) fn check_http_route(route: &route::HttpRoute) -> Result<(), Rejected> {
    let mut errors = validate_http_route(route);
    for (index, rule) in route.spec.rules.iter().flatten().enumerate() {
        for (place, conditions) in rule.matches.iter().enumerate() {
            let at = format!("spec.rules[{index}].matches[{place}]");
            let path = (format!("{at}.path.value"), &conditions.path.kind, &conditions.path.value);
            let values = [("headers", &conditions.headers), ("queryParams", &conditions.query_params)];
            let values = values.into_iter().flat_map(|(name, values)| {
                let at = &at;
                let value = move |(index, value): (usize, &'_ route::HttpValueMatch)| {
                    (format!("{at}.{name}[{index}].value"), value.kind.clone(), value.value.clone())
                };
                values.iter().enumerate().map(value).collect::<Vec<_>>()
            });
            let all = std::iter::once((path.0, path.1.clone(), path.2.clone())).chain(values);
            for (at, _, text) in all.filter(|(_, kind, _)| &**kind == "RegularExpression") {
                if let Err(Unreadable { place, why, .. }) = Pattern::new(&text, Dialect::Re2) {
                    errors.push(invalid(&at, quoted(&text), &format!("at character {place}: {why}")));
                }
            }
        }
    }
    refused("HTTPRoute", &route.metadata.name, &errors, message!("refused-mend-field-named-apply-route"))
}

/// All errors together, as kubectl prints them.
fn refused(kind: &str, name: &str, errors: &[FieldError], hint: Message) -> Result<(), Rejected> {
    let message = match errors {
        [] => return Ok(()),
        [one] => format!("The {kind} \"{name}\" is invalid: {}", one.text),
        several => {
            let lines: Vec<&str> = several.iter().map(|error| &*error.text).collect();
            format!("The {kind} \"{name}\" is invalid: \n* {}", lines.join("\n* "))
        }
    };
    Err(Rejected { message: message.into(), hint })
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
    let mut problems: Vec<FieldError> = Vec::new();
    let mut odd = Vec::new();
    for (index, rule) in ingress.spec.rules.iter().enumerate() {
        for (place, path) in rule.http.paths.iter().enumerate() {
            let at = format!("spec.rules[{index}].http.paths[{place}]");
            let kind = kept(&path.rest, "pathType");
            match &*kind {
                "Exact" | "Prefix" if !path.path.starts_with('/') => {
                    problems.push(invalid(&format!("{at}.path"), quoted(&path.path), "must be an absolute path"));
                }
                "Exact" | "Prefix" => {
                    let plain = |sign: char| sign.is_ascii_alphanumeric() || "/-._~".contains(sign);
                    if !path.path.chars().all(plain) {
                        odd.push(format!("path {} cannot be used with pathType {kind}", path.path));
                    }
                }
                "ImplementationSpecific" => {}
                "" => problems.push(required(&format!("{at}.pathType"), "pathType must be specified")),
                other => problems.push(unsupported(&format!("{at}.pathType"), &quoted(other), &PATH_TYPES)),
            }
            if !path.backend.service.rest.fields().iter().any(|(key, _)| key.text == "port") {
                problems.push(required(&format!("{at}.backend"), "port name or number is required"));
            }
        }
    }
    let name = &ingress.metadata.name;
    refused("Ingress", name, &problems, message!("refused-mend-field-named-apply"))?;
    if !odd.is_empty() {
        return Err(webhook(name, &format!("ingress contains invalid paths: {}", odd.join(" "))));
    }
    match pattern_left_out(&ingress.metadata) {
        None => Ok(()),
        Some(what) => Err(Rejected {
            message: message!("refused-part-not-simulated", what).into(),
            hint: message!("refused-nothing-was-changed"),
        }),
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
