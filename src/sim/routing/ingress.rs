//! ingress-nginx' canary: a second Ingress whose annotations take a part of the first one's requests.
//!
//! Models rootfs/etc/nginx/lua/balancer.lua (route_to_alternative_balancer) and internal/ingress/annotations/canary/main.go
//! of kubernetes/ingress-nginx. The project is retired; its annotations are still what many clusters run.

use std::rc::Rc;

use super::kept::kept;
use super::{Head, Keeps};
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::{Labels, Name, ObjectMeta};
use crate::kube::pattern::{Dialect, Pattern, Unreadable};
use crate::kube::route;
use crate::message::Message;

/// What all its annotations begin with.
pub(super) const PREFIX: &str = "nginx.ingress.kubernetes.io/";

/// The one path of an Ingress that a person or a playbook writes; what has more is a [`route::Ingress`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingress {
    /// Name and annotations, as written.
    pub metadata: ObjectMeta,
    /// The path, of type Prefix.
    pub path: Name,
    /// The Service behind it.
    pub service: Name,
}

impl Ingress {
    /// `canary-weight`, percent; 0 where there is none.
    pub fn weight(&self) -> u32 {
        u32::try_from(Canary::of(&self.metadata).weight).unwrap_or(0)
    }

    /// A header or a cookie leads to it too.
    pub fn has_header_rule(&self) -> bool {
        let canary = Canary::of(&self.metadata);
        canary.header.is_some() || canary.cookie.is_some()
    }

    /// It is a canary beside another Ingress.
    pub fn is_canary(&self) -> bool {
        is_canary(&self.metadata)
    }
}

/// Whether the annotations make it a canary. Models strconv.ParseBool.
pub(super) fn is_canary(metadata: &ObjectMeta) -> bool {
    let value = annotation(&metadata.annotations, "canary");
    value.is_some_and(|value| ["1", "t", "T", "true", "TRUE", "True"].contains(&value))
}

/// The class of an Ingress, if it names one; the annotation is the older way.
pub(super) fn class(ingress: &route::Ingress) -> Option<Name> {
    let named = kept(&ingress.spec.rest, "ingressClassName");
    let older = || ingress.metadata.annotation("kubernetes.io/ingress.class").map(Name::from);
    if named.is_empty() { older() } else { Some(named) }
}

/// An annotation, without the prefix all of them share.
pub(super) fn annotation<'a>(annotations: &'a Labels, name: &str) -> Option<&'a str> {
    let found = annotations.iter().find(|(key, _)| key.strip_prefix(PREFIX) == Some(name));
    found.map(|(_, value)| &**value)
}

/// The canary annotations, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Canary {
    /// `canary-by-header`.
    pub header: Option<Name>,
    /// `canary-by-header-value`.
    pub header_value: Option<Name>,
    /// `canary-by-header-pattern`, as text, and ready where PCRE can read it.
    pub header_pattern: Option<(Name, Option<Pattern>)>,
    /// `canary-by-cookie`.
    pub cookie: Option<Name>,
    /// `canary-weight`, 0 unless told.
    pub weight: i64,
    /// `canary-weight-total`; only a total above 100 is honoured.
    pub weight_total: i64,
}

impl Canary {
    /// Reads the annotations. What ingress-nginx cannot read it takes as not given, and nobody is told: see [`dropped`].
    pub(super) fn of(metadata: &ObjectMeta) -> Self {
        let text = |name: &str| {
            let value = annotation(&metadata.annotations, name).filter(|value| !value.is_empty())?;
            sound(name, value).then(|| Name::from(value))
        };
        let number = |name: &str| annotation(&metadata.annotations, name).and_then(|value| value.parse().ok());
        Self {
            header: text("canary-by-header"),
            header_value: text("canary-by-header-value"),
            header_pattern: text("canary-by-header-pattern").map(|text| {
                let pattern = Pattern::new(&text, Dialect::Pcre).ok();
                (text, pattern)
            }),
            cookie: text("canary-by-cookie"),
            weight: number("canary-weight").unwrap_or(0),
            weight_total: number("canary-weight-total").unwrap_or(100).max(100),
        }
    }

    /// Of the stable side and of the canary.
    pub(super) fn weights(&self) -> [i64; 2] {
        [self.weight_total - self.weight.clamp(0, self.weight_total), self.weight.max(0)]
    }
}

/// Whether ingress-nginx takes a value. Models parser.ValidateRegex with BasicCharsRegex and IsValidRegex, and ValidateInt.
fn sound(name: &str, value: &str) -> bool {
    let basic = |sign: char| sign.is_ascii_alphanumeric() || "/-._~:".contains(sign);
    match name {
        "canary-weight" | "canary-weight-total" => value.parse::<i64>().is_ok(),
        "canary-by-header-pattern" => value.chars().all(|sign| basic(sign) || "^$[](){}*+?|&=\\".contains(sign)),
        _ => value.chars().all(|sign| basic(sign) || sign == ' '),
    }
}

/// Canary annotations whose value ingress-nginx drops without telling anybody but its log, and what stands in their place.
pub(super) fn dropped(metadata: &ObjectMeta) -> Vec<Message> {
    let names = [
        ("canary-weight", message!("route-counts-as-0")),
        ("canary-weight-total", message!("route-counts-as-100")),
        ("canary-by-header", message!("route-no-header-decides")),
        ("canary-by-header-value", message!("route-always-and-never-alone")),
        ("canary-by-header-pattern", message!("route-always-and-never-alone")),
        ("canary-by-cookie", message!("route-no-cookie-decides")),
    ];
    let note = |(name, instead): (&str, Message)| {
        let value = annotation(&metadata.annotations, name).filter(|value| !value.is_empty())?;
        let key = format!("{PREFIX}{name}");
        (!sound(name, value)).then(|| message!("route-value-dropped", key, value, instead))
    };
    let broken = pattern(metadata).and_then(|(text, read)| read.err().filter(|why| why.broken).map(|_| text));
    let broken = broken.map(|value| message!("route-pattern-broken", key = format!("{PREFIX}{PATTERN}"), value));
    names.into_iter().filter_map(note).chain(broken).collect()
}

const PATTERN: &str = "canary-by-header-pattern";

/// Its pattern, where there is one that ingress-nginx hands to PCRE.
fn pattern(metadata: &ObjectMeta) -> Option<(&str, Result<Pattern, Unreadable>)> {
    let text = annotation(&metadata.annotations, PATTERN).filter(|text| !text.is_empty() && sound(PATTERN, text))?;
    Some((text, Pattern::new(text, Dialect::Pcre)))
}

/// A pattern that PCRE may well read and that is not simulated: it would be a lie to let it decide.
pub(super) fn pattern_left_out(metadata: &ObjectMeta) -> Option<Message> {
    let why = pattern(metadata)?.1.err().filter(|why| !why.broken)?;
    Some(message!("route-pattern-left-out", key = format!("{PREFIX}{PATTERN}"), place = why.place, why = why.why))
}

/// `affinity: cookie` of an Ingress: what keeps users with one of its Services.
pub(super) fn keeps(metadata: &ObjectMeta, service: &str, port: Option<&IntOrString>) -> Option<Rc<Keeps>> {
    let text = |name: &str| annotation(&metadata.annotations, name).filter(|value| !value.is_empty());
    (text("affinity") == Some("cookie")).then(|| {
        Rc::new(Keeps {
            cookie: text("session-cookie-name").unwrap_or("INGRESSCOOKIE").into(),
            backend: backend_key(service, port),
            persistent: text("affinity-mode") == Some("persistent"),
        })
    })
}

/// `affinity-canary-behavior: legacy`: a canary does not take the affinity of its main Ingress over.
pub(super) fn is_legacy(metadata: &ObjectMeta) -> bool {
    annotation(&metadata.annotations, "affinity-canary-behavior") == Some("legacy")
}

/// What a cookie says of a Service. Models sticky.lua's `backend_key` with upstreamName of the controller: of Service `web` and
/// port 80 the digest of the digest of `default-web-80` and the name itself.
pub(super) fn backend_key(service: &str, port: Option<&IntOrString>) -> Name {
    let port = port.map(ToString::to_string).unwrap_or_default();
    let name = format!("default-{service}-{port}");
    let first = format!("{:x}", md5::compute(&name));
    format!("{:x}", md5::compute(first + &name)).into()
}

/// Who decided about a request, and how.
pub(super) struct Step {
    pub rule: Message,
    /// `true` for the canary; `None` passes it on.
    pub says: Option<bool>,
    pub why: Message,
}

impl Canary {
    /// Header first, then cookie, as the balancer asks them.
    pub(super) fn steps(&self, head: &Head) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some(name) = &self.header {
            steps.push(self.by_header(name, head.nginx_header(name).as_deref()));
        }
        if let Some(name) = &self.cookie {
            let found = head.cookie(name);
            let says = always_or_never(found);
            steps.push(Step {
                rule: message!("route-by-cookie", name),
                says,
                why: found.map_or_else(
                    || message!("route-no-cookie", name),
                    |found| message!("route-cookie-is", name, found),
                ),
            });
        }
        steps
    }

    /// What the header and then the cookie decide; nothing leaves it to the weight.
    pub(super) fn decides(&self, head: &Head) -> Option<bool> {
        let by_header = self.header.as_ref().and_then(|name| self.by_value(head.nginx_header(name).as_deref()));
        by_header.or_else(|| self.cookie.as_ref().and_then(|name| always_or_never(head.cookie(name))))
    }

    /// What the value of its header decides.
    fn by_value(&self, found: Option<&str>) -> Option<bool> {
        match (found, &self.header_value, &self.header_pattern) {
            (None, _, _) => None,
            (Some(found), Some(value), _) => (*found == **value).then_some(true),
            // A pattern that PCRE cannot read decides for the stable side at once.
            (Some(found), None, Some((_, pattern))) => match pattern {
                Some(pattern) => pattern.finds(found).then_some(true),
                None => Some(false),
            },
            (Some(_), None, None) => always_or_never(found),
        }
    }

    fn by_header(&self, name: &Name, found: Option<&str>) -> Step {
        let why = header_is(name, found);
        let rule = match (&self.header_value, &self.header_pattern) {
            (Some(value), _) => message!("route-by-header-value", name, value),
            (None, Some((pattern, _))) => message!("route-by-header-pattern", name, pattern),
            (None, None) => message!("route-by-header", name),
        };
        Step { rule, says: self.by_value(found), why }
    }
}

fn always_or_never(found: Option<&str>) -> Option<bool> {
    match found {
        Some("always") => Some(true),
        Some("never") => Some(false),
        _ => None,
    }
}

/// What a header field of a request is.
pub(super) fn header_is(name: &str, found: Option<&str>) -> Message {
    found.map_or_else(|| message!("route-no-header", name), |found| message!("route-header-is", name, found))
}
