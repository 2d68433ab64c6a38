//! ingress-nginx' canary: a second Ingress whose annotations take a part of the first one's requests.
//!
//! Models rootfs/etc/nginx/lua/balancer.lua (route_to_alternative_balancer) and internal/ingress/annotations/canary/main.go
//! of kubernetes/ingress-nginx. Cookie affinity (`affinity: cookie`) is left out. The project is retired; its annotations
//! are still what many clusters run.

use super::super::random::Random;
use super::pattern::Pattern;
use super::split::Splitter;
use super::{Decision, Destination, Head, RuleId, Usable, Verdict};
use crate::kube::object::{Labels, Name, ObjectMeta};
use crate::world::Split;

/// What all its annotations begin with.
pub(super) const PREFIX: &str = "nginx.ingress.kubernetes.io/";

/// An Ingress of one host with one path.
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
        u32::try_from(Canary::of(self).weight).unwrap_or(0)
    }

    /// A header or a cookie leads to it too.
    pub fn has_header_rule(&self) -> bool {
        let canary = Canary::of(self);
        canary.header.is_some() || canary.cookie.is_some()
    }

    /// An annotation, without the prefix all of them share.
    pub(super) fn annotation(&self, name: &str) -> Option<&str> {
        annotation(&self.metadata.annotations, name)
    }
}

fn annotation<'a>(annotations: &'a Labels, name: &str) -> Option<&'a str> {
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
    /// `canary-by-header-pattern`.
    pub header_pattern: Option<Name>,
    /// `canary-by-cookie`.
    pub cookie: Option<Name>,
    /// `canary-weight`, 0 unless told.
    pub weight: i64,
    /// `canary-weight-total`; only a total above 100 is honoured.
    pub weight_total: i64,
}

impl Canary {
    /// Reads the annotations of an Ingress that passed [`Ingress::check`].
    pub(super) fn of(ingress: &Ingress) -> Self {
        let text = |name: &str| ingress.annotation(name).filter(|value| !value.is_empty()).map(Name::from);
        let number = |name: &str| ingress.annotation(name).and_then(|value| value.parse().ok());
        Self {
            header: text("canary-by-header"),
            header_value: text("canary-by-header-value"),
            header_pattern: text("canary-by-header-pattern"),
            cookie: text("canary-by-cookie"),
            weight: number("canary-weight").unwrap_or(0),
            weight_total: number("canary-weight-total").unwrap_or(100).max(100),
        }
    }
}

/// The controller with what it was given.
#[derive(Clone, Debug)]
pub struct Nginx {
    stable: Ingress,
    canary: Option<(Ingress, Canary)>,
    split: Split,
    splitter: Splitter,
}

/// Who decided about a request, and how.
struct Step {
    rule: String,
    /// `true` for the canary; `None` passes it on.
    says: Option<bool>,
    why: String,
}

impl Nginx {
    pub(super) fn new(stable: Ingress, canary: Option<Ingress>, split: Split) -> Self {
        let canary = canary.map(|ingress| (Canary::of(&ingress), ingress)).map(|(canary, ingress)| (ingress, canary));
        Self { stable, canary, split, splitter: Splitter::default() }
    }

    fn serves(&self, head: &Head) -> bool {
        let prefix = self.stable.path.trim_end_matches('/');
        head.path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    pub(super) fn decide(&mut self, head: &Head, usable: Usable, random: &mut Random) -> Decision {
        let mut decision = Decision {
            rule: None,
            to: Destination::Status(404, "no rule matches"),
            mirrors: Vec::new(),
            timeout: None,
        };
        if !self.serves(head) {
            return decision;
        }
        decision.rule = Some(RuleId { route: self.stable.metadata.name.clone(), rule: 0 });
        decision.to = if usable(&self.stable.service).unwrap_or(0) == 0 {
            Destination::Status(503, "the Service has no ready endpoint")
        } else {
            Destination::Service(self.stable.service.clone())
        };
        // A stable side without endpoints answers 503 even where the canary has some.
        let Some((ingress, canary)) = &self.canary else { return decision };
        let healthy = usable(&ingress.service).unwrap_or(0) > 0 && matches!(decision.to, Destination::Service(_));
        if !healthy {
            return decision;
        }
        let decided = canary.steps(head).into_iter().find_map(|step| step.says);
        let to_canary = decided.unwrap_or_else(|| {
            let weights = [canary.weight_total - canary.weight.min(canary.weight_total), canary.weight];
            self.splitter.choose(&weights, self.split, random) == Some(1)
        });
        if to_canary {
            decision.rule = Some(RuleId { route: ingress.metadata.name.clone(), rule: 0 });
            decision.to = Destination::Service(ingress.service.clone());
        }
        decision
    }

    pub(super) fn explain(&self, head: &Head) -> Vec<Verdict> {
        let stable = format!("{}: Prefix {}", self.stable.metadata.name, self.stable.path);
        if !self.serves(head) {
            return vec![Verdict { rule: stable, wins: false, why: format!("path is {}", head.path) }];
        }
        let mut open = true;
        let mut verdicts = Vec::new();
        if let Some((ingress, canary)) = &self.canary {
            for Step { rule, says, why } in canary.steps(head) {
                let wins = open && says.is_some();
                let why = if open || says.is_none() { why } else { format!("{why}, but it was decided above") };
                open &= says.is_none();
                verdicts.push(Verdict { rule: format!("{}: {rule}", ingress.metadata.name), wins, why });
            }
            if canary.weight > 0 {
                let rule =
                    format!("{}: canary-weight {} of {}", ingress.metadata.name, canary.weight, canary.weight_total);
                let why = if open { "a draw decides" } else { "not asked: it was decided above" };
                verdicts.push(Verdict { rule, wins: false, why: why.into() });
            }
        }
        let why = if open { "takes what no canary rule takes" } else { "not asked: it was decided above" };
        verdicts.push(Verdict {
            rule: stable,
            wins: open && verdicts.iter().all(|verdict| verdict.why != "a draw decides"),
            why: why.into(),
        });
        verdicts
    }
}

impl Canary {
    /// Header first, then cookie, as the balancer asks them.
    fn steps(&self, head: &Head) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some(name) = &self.header {
            steps.push(self.by_header(name, head.header(name)));
        }
        if let Some(name) = &self.cookie {
            let found = head.cookie(name);
            let says = always_or_never(found);
            steps.push(Step {
                rule: format!("canary-by-cookie {name}"),
                says,
                why: found_words("cookie", name, found),
            });
        }
        steps
    }

    fn by_header(&self, name: &Name, found: Option<&str>) -> Step {
        let why = found_words("header", name, found);
        let rule = match (&self.header_value, &self.header_pattern) {
            (Some(value), _) => format!("canary-by-header {name}: {value}"),
            (None, Some(pattern)) => format!("canary-by-header {name} with pattern {pattern}"),
            (None, None) => format!("canary-by-header {name}"),
        };
        let says = match (found, &self.header_value, &self.header_pattern) {
            (None, _, _) => None,
            (Some(found), Some(value), _) => (*found == **value).then_some(true),
            // A pattern that PCRE cannot read decides for the stable side at once.
            (Some(found), None, Some(pattern)) => {
                Pattern::new(pattern).map_or(Some(false), |pattern| pattern.finds(found).then_some(true))
            }
            (Some(_), None, None) => always_or_never(found),
        };
        Step { rule, says, why }
    }
}

fn always_or_never(found: Option<&str>) -> Option<bool> {
    match found {
        Some("always") => Some(true),
        Some("never") => Some(false),
        _ => None,
    }
}

fn found_words(kind: &str, name: &str, found: Option<&str>) -> String {
    found.map_or_else(|| format!("no {kind} {name}"), |found| format!("{kind} {name} is {found}"))
}
