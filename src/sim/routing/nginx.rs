//! ingress-nginx' servers: hosts with their paths, and which canary stands beside which of them.
//!
//! Models internal/ingress/controller/controller.go (getBackendServers, mergeAlternativeBackends) and the decision in
//! rootfs/etc/nginx/lua/balancer.lua. A canary is merged with a Service, and so counts at every path of that Service. Left
//! out: `use-regex`, `rewrite-target`, TLS, cookie affinity.

use super::super::random::Random;
use super::ingress::{Canary, Step, class, is_canary};
use super::kept::kept;
use super::split::Splitter;
use super::{Decision, Destination, Head, Odds, RuleId, Usable, Verdict, Why};
use crate::kube::object::Name;
use crate::kube::route::Ingress;
use crate::kube::tree::Value;
use crate::message::{Message, Said};
use crate::world::Split;

/// The controller with what it was given.
#[derive(Clone, Debug)]
pub struct Nginx {
    locations: Vec<Location>,
    canaries: Vec<Beside>,
    strays: Vec<(Name, Said)>,
    split: Split,
}

/// A path of a host.
#[derive(Clone, Debug)]
struct Location {
    /// Empty for the server of all hosts that have none of their own.
    host: Name,
    path: Name,
    kind: Name,
    service: Name,
    ingress: Name,
    rule: usize,
}

/// A canary beside a Service.
#[derive(Clone, Debug)]
struct Beside {
    main: Name,
    service: Name,
    ingress: Name,
    canary: Canary,
    splitter: Splitter,
}

/// The paths that an Ingress names, with their hosts.
fn locations(ingress: &Ingress) -> Vec<Location> {
    let mut found = Vec::new();
    for rule in &ingress.spec.rules {
        let host: Name = kept(&rule.rest, "host").to_ascii_lowercase().into();
        for path in &rule.http.paths {
            let kind = kept(&path.rest, "pathType");
            found.push(Location {
                host: host.clone(),
                path: path.path.clone(),
                kind: if kind.is_empty() { "Prefix".into() } else { kind },
                service: path.backend.service.name.clone(),
                ingress: ingress.metadata.name.clone(),
                rule: found.len(),
            });
        }
    }
    found
}

/// The Service that an Ingress' `defaultBackend` names.
fn default_backend(ingress: &Ingress) -> Option<Name> {
    let (_, node) = ingress.spec.rest.fields().iter().find(|(key, _)| key.text == "defaultBackend")?;
    match &node.field("service")?.field("name")?.value {
        Value::Text(name) => Some(name.as_str().into()),
        _ => None,
    }
}

impl Location {
    /// How well it takes a path: larger wins; `None` if it does not.
    fn takes(&self, path: &str) -> Option<usize> {
        let exact = *self.path == *path;
        let below =
            |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let holds = match &*self.kind {
            "Exact" => return exact.then_some(usize::MAX),
            "ImplementationSpecific" => path.starts_with(&*self.path),
            _ => below(self.path.trim_end_matches('/')),
        };
        holds.then_some(self.path.len())
    }

    fn words(&self) -> String {
        let host = if self.host.is_empty() { String::new() } else { format!("host {}, ", self.host) };
        format!("{}: {host}{} {}", self.ingress, self.kind, self.path)
    }
}

impl Nginx {
    /// In order of their creation: of two that name the same host and path the older one counts.
    pub(super) fn new(ingresses: &[Ingress], split: Split) -> Self {
        let mut nginx = Self { locations: Vec::new(), canaries: Vec::new(), strays: Vec::new(), split };
        let served = |ingress: &&Ingress| class(ingress).is_none_or(|class| &*class == "nginx");
        for ingress in ingresses.iter().filter(served).filter(|ingress| !is_canary(&ingress.metadata)) {
            nginx.serve(ingress);
        }
        for ingress in ingresses.iter().filter(served).filter(|ingress| is_canary(&ingress.metadata)) {
            nginx.merge(ingress);
        }
        for other in ingresses.iter().filter(|ingress| !served(ingress)) {
            let class = class(other).unwrap_or_default();
            let why = message!("route-other-class", class);
            nginx.strays.push((other.metadata.name.clone(), why.into()));
        }
        nginx
    }

    fn serve(&mut self, ingress: &Ingress) {
        let mut named = locations(ingress);
        if let Some(service) = default_backend(ingress) {
            let mut hosts: Vec<Name> = named.iter().map(|location| location.host.clone()).collect();
            hosts.dedup();
            if hosts.is_empty() {
                hosts.push(Name::default());
            }
            for host in hosts {
                let (ingress, rule) = (ingress.metadata.name.clone(), named.len());
                let (path, kind) = ("/".into(), "Prefix".into());
                named.push(Location { host, path, kind, service: service.clone(), ingress, rule });
            }
        }
        for location in named {
            let same = |other: &&Location| {
                (&other.host, &other.path, &other.kind) == (&location.host, &location.path, &location.kind)
            };
            match self.locations.iter().find(same) {
                Some(other) if other.ingress != location.ingress => {
                    let Location { kind, path, .. } = &location;
                    let why = message!("route-already-served", kind, path, ingress = &other.ingress);
                    self.strays.push((location.ingress.clone(), why.into()));
                }
                Some(_) => {}
                None => self.locations.push(location),
            }
        }
    }

    /// Models mergeAlternativeBackends: host, path and pathType must all be the same.
    fn merge(&mut self, ingress: &Ingress) {
        let name = &ingress.metadata.name;
        let mut add = Vec::new();
        if let Some(service) = default_backend(ingress) {
            let mains: Vec<Name> = self.of_host("").map(|location| location.service.clone()).collect();
            add.extend(mains.into_iter().map(|main| (main, service.clone())));
        }
        for wanted in locations(ingress) {
            let why = match self.why_not(&wanted) {
                Ok(main) if main != wanted.service => {
                    add.push((main, wanted.service));
                    continue;
                }
                Ok(main) => message!("route-leads-as-main", main),
                Err(why) => why,
            };
            let why = message!("route-does-not-count", kind = &wanted.kind, path = &wanted.path, why);
            self.strays.push((name.clone(), why.into()));
        }
        for (main, service) in add {
            if let Some(other) = self.canaries.iter().find(|other| other.main == main) {
                if other.ingress != *name {
                    let why = message!("route-only-first-canary", ingress = &other.ingress, main);
                    self.strays.push((name.clone(), why.into()));
                }
                continue;
            }
            let canary = Canary::of(&ingress.metadata);
            self.canaries.push(Beside { main, service, ingress: name.clone(), canary, splitter: Splitter::default() });
        }
    }

    /// The Service that a canary's path stands beside, or why it stands beside none.
    fn why_not(&self, wanted: &Location) -> Result<Name, Message> {
        let host = match &*wanted.host {
            "" => message!("route-without-host"),
            host => message!("route-for-host", host),
        };
        let mut same_path = Err(message!("route-no-main", host = host.clone()));
        for location in self.of_host(&wanted.host) {
            if location.path != wanted.path {
                if same_path.is_err() {
                    same_path = Err(message!("route-no-main-path", host = host.clone(), path = &wanted.path));
                }
            } else if location.kind != wanted.kind {
                return Err(message!("route-main-other-type", ingress = &location.ingress, kind = &location.kind));
            } else {
                same_path = Ok(location.service.clone());
            }
        }
        same_path
    }

    fn of_host<'a>(&'a self, host: &'a str) -> impl Iterator<Item = &'a Location> {
        self.locations.iter().filter(move |location| *location.host == *host)
    }

    /// The host whose paths a request is looked up in: its own, one with a wildcard, or that of all others.
    fn server<'a>(&'a self, host: &str) -> &'a str {
        let wildcard = |name: &str| {
            let rest = name.strip_prefix('*')?;
            let label = host.strip_suffix(rest)?;
            (!label.is_empty()).then_some(rest.len())
        };
        if let Some(location) = self.locations.iter().find(|location| *location.host == *host) {
            return &location.host;
        }
        let fits = self.locations.iter().filter_map(|location| Some((wildcard(&location.host)?, location)));
        fits.max_by_key(|(length, _)| *length).map_or("", |(_, location)| &location.host)
    }

    fn location(&self, head: &Head) -> Option<usize> {
        let server = self.server(&head.host());
        let fits = |(index, location): (usize, &Location)| {
            let takes = if *location.host == *server { location.takes(&head.path) } else { None };
            takes.map(|length| (length, std::cmp::Reverse(index)))
        };
        self.locations.iter().enumerate().filter_map(fits).max().map(|(_, index)| index.0)
    }

    /// Where a request goes if no canary takes it, and the canary that can.
    fn found(&self, location: &Location, usable: Usable) -> (Destination, Option<usize>) {
        if usable(&location.service).unwrap_or(0) == 0 {
            // A stable side without endpoints answers 503 even where the canary has some.
            return (Destination::Status(503, Why::NoEndpoint), None);
        }
        let healthy = |beside: &Beside| beside.main == location.service && usable(&beside.service).unwrap_or(0) > 0;
        (Destination::Service(location.service.clone()), self.canaries.iter().position(healthy))
    }

    pub(super) fn decide(&mut self, head: &Head, usable: Usable, random: &mut Random) -> Decision {
        let Some(index) = self.location(head) else {
            return Decision { rule: None, to: NOWHERE, mirrors: Vec::new(), timeout: None };
        };
        let location = &self.locations[index];
        let rule = RuleId { route: location.ingress.clone(), rule: location.rule };
        let (to, beside) = self.found(location, usable);
        let mut decision = Decision { rule: Some(rule), to, mirrors: Vec::new(), timeout: None };
        let Some(beside) = beside.map(|beside| &mut self.canaries[beside]) else { return decision };
        let decided = beside.canary.decides(head);
        let weights = beside.canary.weights();
        if decided.unwrap_or_else(|| beside.splitter.choose(&weights, self.split, random) == Some(1)) {
            decision.rule = Some(RuleId { route: beside.ingress.clone(), rule: 0 });
            decision.to = Destination::Service(beside.service.clone());
        }
        decision
    }

    pub(super) fn odds(&self, head: &Head, usable: Usable) -> Odds {
        let Some(index) = self.location(head) else { return Odds::certain(NOWHERE) };
        let (to, beside) = self.found(&self.locations[index], usable);
        let Some(beside) = beside.map(|beside| &self.canaries[beside]) else { return Odds::certain(to) };
        let canary = Destination::Service(beside.service.clone());
        match beside.canary.decides(head) {
            Some(true) => Odds::certain(canary),
            Some(false) => Odds::certain(to),
            None => {
                let [stable, share] = beside.canary.weights();
                Odds { to: vec![(to, stable), (canary, share)], mirrors: Vec::new() }
            }
        }
    }

    /// Ingresses of which something does not count, and why.
    pub(super) fn strays(&self) -> Vec<(Name, Said)> {
        self.strays.clone()
    }

    pub(super) fn explain(&self, head: &Head) -> Vec<Verdict> {
        let lost = |(ingress, why): &(Name, Said)| Verdict { rule: ingress.into(), wins: false, why: why.clone() };
        let mut verdicts: Vec<Verdict> = Vec::new();
        let index = self.location(head);
        if let Some(location) = index.map(|index| &self.locations[index]) {
            self.explain_canary(location, head, &mut verdicts);
        }
        let server = self.server(&head.host());
        let others = self.locations.iter().enumerate().filter(|(place, _)| Some(*place) != index);
        for (_, location) in others {
            let why = if *location.host != *server {
                message!("route-host-is", host = head.host())
            } else if location.takes(&head.path).is_some() {
                message!("route-other-path")
            } else {
                message!("route-path-is", path = &head.path)
            };
            verdicts.push(Verdict { rule: location.words().into(), wins: false, why: why.into() });
        }
        verdicts.extend(self.strays.iter().map(lost));
        verdicts
    }

    fn explain_canary(&self, location: &Location, head: &Head, verdicts: &mut Vec<Verdict>) {
        let mut open = true;
        let mut drawn = false;
        if let Some(Beside { ingress, canary, .. }) =
            self.canaries.iter().find(|beside| beside.main == location.service)
        {
            for Step { rule, says, why } in canary.steps(head) {
                let wins = open && says.is_some();
                let why = if open || says.is_none() { why } else { message!("route-but-decided-above", why) };
                open &= says.is_none();
                verdicts.push(Verdict {
                    rule: message!("route-of-canary", ingress, rule).into(),
                    wins,
                    why: why.into(),
                });
            }
            if canary.weight > 0 {
                drawn = open;
                let rule: Said =
                    format!("{ingress}: canary-weight {} of {}", canary.weight, canary.weight_total).into();
                let why = if open { message!("route-draw-decides") } else { message!("route-decided-above") };
                verdicts.push(Verdict { rule, wins: false, why: why.into() });
            }
        }
        let why = if open { message!("route-takes-the-rest") } else { message!("route-decided-above") };
        verdicts.push(Verdict { rule: location.words().into(), wins: open && !drawn, why: why.into() });
    }
}

const NOWHERE: Destination = Destination::Status(404, Why::NoRule);
