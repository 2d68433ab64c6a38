//! HTTPRoutes of the Gateway API (gateway.networking.k8s.io/v1): which rule of which route takes a request.
//!
//! Models apis/v1/httproute_types.go and apis/v1/shared_types.go. Left out: of the filters all but RequestMirror and the
//! status of a RequestRedirect.

use std::borrow::Cow;

use crate::kube::pattern::{Dialect, Pattern};
use crate::message::{Message, Said};
use crate::sorted;

use super::super::random::Random;
use super::http_route::{BackendRef, HttpRouteMatch, PathMatch, ValueMatch};
use super::ingress::header_is;
use super::listener::Listener;
use super::split::Splitter;
use super::taken::{Taken, TakenBackend};
use super::{Decision, Destination, Head, Odds, RuleId, Usable, Verdict, Why};
use crate::kube::object::Name;
use crate::kube::route;
use crate::world::Split;

/// HTTPRoutes in the order of their precedence.
#[derive(Clone, Debug)]
pub struct Gateway {
    routes: Vec<Taken>,
    split: Split,
    candidates: Vec<Candidate>,
    /// One for each rule that ever chose.
    splitters: Vec<((usize, usize), Splitter)>,
}

/// One match of one rule, ready to be tried.
#[derive(Clone, Debug)]
struct Candidate {
    route: usize,
    rule: usize,
    conditions: HttpRouteMatch,
    /// Of the path, the header fields and the query parameters, in this order; `None` where none is asked for.
    patterns: Vec<Option<Pattern>>,
}

/// Why one of two is tried first, by the place of the criterion that tells them apart.
fn criterion(place: usize) -> Message {
    match place {
        0 => message!("route-path-more-specific"),
        1 => message!("route-names-method"),
        2 => message!("route-more-headers"),
        3 => message!("route-more-parameters"),
        4 => message!("route-older"),
        5 => message!("route-name-first"),
        _ => message!("route-first-in-route"),
    }
}

/// A condition that does not hold of a request.
enum Failing<'a> {
    Path,
    Method,
    /// A header field or else a query parameter, and what stands in it.
    Value {
        name: &'a str,
        of_header: bool,
        found: Option<Cow<'a, str>>,
    },
}

impl Candidate {
    fn new(route: usize, rule: usize, mut conditions: HttpRouteMatch) -> Self {
        // Of names that are the same but for case the first counts.
        let mut names: Vec<Name> = Vec::new();
        conditions.headers.retain(|wanted| {
            let new = !names.iter().any(|name| name.eq_ignore_ascii_case(&wanted.name));
            names.push(wanted.name.clone());
            new
        });
        let path = match &conditions.path {
            PathMatch::RegularExpression(text) => Pattern::new(text, Dialect::Re2).ok(),
            _ => None,
        };
        let values = conditions.headers.iter().chain(&conditions.query_params);
        let value = |value: &ValueMatch| {
            value.regular_expression.then(|| Pattern::new(&value.value, Dialect::Re2).ok()).flatten()
        };
        let patterns = [path].into_iter().chain(values.map(value)).collect();
        Self { route, rule, conditions, patterns }
    }

    /// Larger is tried earlier. Between a regular expression and the others the API leaves the order open: here it comes
    /// after an exact path and before a prefix, as in Envoy Gateway.
    fn specificity(&self) -> [usize; 4] {
        let path = match &self.conditions.path {
            PathMatch::Exact(_) => usize::MAX,
            PathMatch::RegularExpression(_) => usize::MAX - 1,
            PathMatch::PathPrefix(prefix) => prefix.trim_end_matches('/').len(),
        };
        let HttpRouteMatch { method, headers, query_params, .. } = &self.conditions;
        [path, usize::from(method.is_some()), headers.len(), query_params.len()]
    }

    /// The first condition that does not hold. Asked of every rule at every request: no words here.
    fn failing<'a>(&'a self, head: &'a Head) -> Option<Failing<'a>> {
        let HttpRouteMatch { path, method, headers, query_params } = &self.conditions;
        let path_holds = match path {
            PathMatch::Exact(wanted) => *wanted == head.path,
            PathMatch::PathPrefix(prefix) => lies_below(&head.path, prefix),
            PathMatch::RegularExpression(_) => self.patterns[0].as_ref().is_some_and(|path| path.matches(&head.path)),
        };
        if !path_holds {
            return Some(Failing::Path);
        }
        if method.as_ref().is_some_and(|method| *method != head.method) {
            return Some(Failing::Method);
        }
        let headers = headers.iter().map(|wanted| (wanted, true, head.header(&wanted.name)));
        let parameters =
            query_params.iter().map(|wanted| (wanted, false, head.parameter(&wanted.name).map(Cow::Borrowed)));
        for ((wanted, of_header, found), pattern) in headers.chain(parameters).zip(&self.patterns[1..]) {
            let holds = match (&found, pattern) {
                (None, _) => false,
                (Some(found), Some(pattern)) => pattern.matches(found),
                (Some(found), None) => !wanted.regular_expression && **found == *wanted.value,
            };
            if !holds {
                return Some(Failing::Value { name: &wanted.name, of_header, found });
            }
        }
        None
    }

    /// The same in words.
    fn fails(&self, head: &Head) -> Option<Message> {
        Some(match self.failing(head)? {
            Failing::Path => message!("route-path-is", path = &head.path),
            Failing::Method => message!("route-method-is", method = &head.method),
            Failing::Value { name, of_header: true, found } => header_is(name, found.as_deref()),
            Failing::Value { name, of_header: false, found } => parameter_is(name, found.as_deref()),
        })
    }
}

/// The gateway's own answer of a rule with a RequestRedirect.
fn redirected(status: Option<u16>) -> Option<Destination> {
    status.map(|status| Destination::Status(status, Why::Redirected))
}

/// The answer of a rule that leads nowhere.
const NO_BACKEND: Destination = Destination::Status(500, Why::NoWeight);

/// What becomes of a request for a Service.
fn destination(service: &Name, backend: &TakenBackend, usable: Usable) -> Destination {
    if let Some(why) = backend.invalid {
        return Destination::Status(500, why);
    }
    if let Some(to) = redirected(backend.redirect) {
        return to;
    }
    match usable(service, backend.port.as_ref()) {
        Err(why) => Destination::Status(500, why),
        Ok(0) => Destination::Status(503, Why::NoEndpoint),
        Ok(_) => Destination::Service(service.clone()),
    }
}

fn lies_below(path: &str, prefix: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Gateway {
    pub(super) fn new(routes: &[route::HttpRoute], listeners: &[Listener], split: Split) -> Self {
        let routes: Vec<Taken> = routes.iter().map(|route| Taken::new(route, listeners)).collect();
        let mut candidates = Vec::new();
        for (route, object) in routes.iter().enumerate() {
            for (index, rule) in object.route.rules.iter().enumerate() {
                let any = [HttpRouteMatch::default()];
                let matches = if rule.matches.is_empty() { &any[..] } else { &rule.matches };
                candidates.extend(matches.iter().map(|conditions| Candidate::new(route, index, conditions.clone())));
            }
        }
        let mut gateway = Self { routes, split, candidates: Vec::new(), splitters: Vec::new() };
        sorted::sort_by(&mut candidates, |a, b| gateway.compare(a, b).0);
        gateway.candidates = candidates;
        gateway
    }

    /// Which of two is tried first, and by which [`criterion`].
    fn compare(&self, a: &Candidate, b: &Candidate) -> (std::cmp::Ordering, usize) {
        for (criterion, (one, other)) in a.specificity().into_iter().zip(b.specificity()).enumerate() {
            if one != other {
                return (other.cmp(&one), criterion);
            }
        }
        let [one, other] = [a, b].map(|candidate| &self.routes[candidate.route].route.metadata);
        if one.creation_timestamp != other.creation_timestamp {
            return (one.creation_timestamp.cmp(&other.creation_timestamp), 4);
        }
        if one.name != other.name {
            return (one.name.cmp(&other.name), 5);
        }
        (a.rule.cmp(&b.rule), 6)
    }

    pub(super) fn decide(&mut self, head: &Head, usable: Usable, random: &mut Random) -> Decision {
        let Some(index) = self.first(head) else {
            return Decision::to(None, Destination::Status(404, Why::NoRule));
        };
        let (route, rule) = (self.candidates[index].route, self.candidates[index].rule);
        let id = RuleId { route: self.routes[route].route.metadata.name.clone(), rule };
        let beside = &self.routes[route].rules[rule];
        let rule_of = &self.routes[route].route.rules[rule];
        if let Some(to) = redirected(beside.redirect) {
            return Decision::to(Some(id), to);
        }
        let weights: Vec<i64> = rule_of.backend_refs.iter().map(|backend| backend.weight).collect();
        let place = match self.splitters.iter().position(|(key, _)| *key == (route, rule)) {
            Some(place) => place,
            None => {
                self.splitters.push(((route, rule), Splitter::default()));
                self.splitters.len() - 1
            }
        };
        let chosen = self.splitters[place].1.choose(&weights, self.split, random);
        let to = match chosen {
            None => NO_BACKEND,
            Some(chosen) => destination(&rule_of.backend_refs[chosen].service, &beside.backends[chosen], usable),
        };
        let copied = beside.mirrors.iter().filter(|(_, [some, of])| random.below(*of) < *some);
        let mirrors = copied.map(|(service, _)| service.clone()).collect();
        Decision {
            mirrors,
            timeout: rule_of.request_timeout,
            backend_timeout: beside.backend_timeout,
            retry: beside.retry.clone(),
            ..Decision::to(Some(id), to)
        }
    }

    /// The candidate that takes a request: of those that match, first that of the host that fits best.
    fn first(&self, head: &Head) -> Option<usize> {
        let host = head.host();
        let mut best: Option<(usize, [usize; 2])> = None;
        for (index, candidate) in self.candidates.iter().enumerate() {
            let route = &self.routes[candidate.route];
            let fits = if route.unattached.is_none() { route.fits(&host) } else { None };
            let Some(fits) = fits.filter(|fits| best.is_none_or(|(_, before)| *fits > before)) else { continue };
            if candidate.failing(head).is_none() {
                best = Some((index, fits));
            }
        }
        best.map(|(index, _)| index)
    }

    /// Why a candidate does not take a request.
    fn fails(&self, candidate: &Candidate, head: &Head) -> Option<Message> {
        let route = &self.routes[candidate.route];
        if let Some(why) = &route.unattached {
            return Some(why.clone());
        }
        match route.fits(&head.host()) {
            None => Some(message!("route-host-is", host = head.host())),
            Some(_) => candidate.fails(head),
        }
    }

    pub(super) fn odds(&self, head: &Head, usable: Usable) -> Odds {
        let Some(index) = self.first(head) else { return Odds::certain(Destination::Status(404, Why::NoRule)) };
        let Candidate { route, rule, .. } = self.candidates[index];
        let (rule, beside) = (&self.routes[route].route.rules[rule], &self.routes[route].rules[rule]);
        if let Some(to) = redirected(beside.redirect) {
            return Odds::certain(to);
        }
        let to = |(backend, beside): (&BackendRef, &TakenBackend)| {
            (destination(&backend.service, beside, usable), backend.weight)
        };
        let mut odds = Odds::certain(NO_BACKEND);
        if rule.backend_refs.iter().any(|backend| backend.weight > 0) {
            odds.to = rule.backend_refs.iter().zip(&beside.backends).map(to).collect();
        }
        Odds { mirrors: beside.mirrors.clone(), ..odds }
    }

    /// Routes that are attached to nothing, and why.
    pub(super) fn strays(&self) -> Vec<(Name, Said)> {
        let stray = |route: &Taken| Some((route.route.metadata.name.clone(), route.unattached.clone()?.into()));
        self.routes.iter().filter_map(stray).collect()
    }

    pub(super) fn explain(&self, head: &Head) -> Vec<Verdict> {
        let first = self.first(head);
        let verdict = |(index, candidate): (usize, &Candidate)| {
            let route = &self.routes[candidate.route].route.metadata.name;
            let why = match (self.fails(candidate, head), first) {
                (Some(why), _) => why,
                (None, Some(first)) if first < index => {
                    let (_, place) = self.compare(&self.candidates[first], candidate);
                    message!("route-another-counts", why = criterion(place))
                }
                (None, Some(first)) if first > index => {
                    message!("route-another-counts", why = message!("route-host-more-specific"))
                }
                (None, _) => message!("route-matches"),
            };
            let rule = format!("{route} rule {}: {}", candidate.rule + 1, words(&candidate.conditions));
            Verdict { rule: rule.into(), wins: first == Some(index), why: why.into() }
        };
        self.candidates.iter().enumerate().map(verdict).collect()
    }
}

/// Conditions in words, e.g. `PathPrefix /, header end-user: jason`.
fn words(conditions: &HttpRouteMatch) -> String {
    let (kind, path) = match &conditions.path {
        PathMatch::Exact(path) => ("Exact", path),
        PathMatch::PathPrefix(path) => ("PathPrefix", path),
        PathMatch::RegularExpression(path) => ("RegularExpression", path),
    };
    let mut words = format!("{kind} {path}");
    if let Some(method) = &conditions.method {
        words.push_str(&format!(", method {method}"));
    }
    for (kind, values) in [("header", &conditions.headers), ("parameter", &conditions.query_params)] {
        for ValueMatch { name, value, .. } in values {
            words.push_str(&format!(", {kind} {name}: {value}"));
        }
    }
    words
}

fn parameter_is(name: &str, found: Option<&str>) -> Message {
    found.map_or_else(|| message!("route-no-parameter", name), |found| message!("route-parameter-is", name, found))
}
