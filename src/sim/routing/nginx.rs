//! ingress-nginx' servers: hosts with their paths, and which canary stands beside which of them.
//!
//! Models internal/ingress/controller/controller.go (getBackendServers, mergeAlternativeBackends) and the decision in
//! rootfs/etc/nginx/lua/balancer.lua, with is_affinitized of balancer/sticky.lua. A canary is merged with a Service, and so
//! counts at every path of that Service. Left out: `use-regex`, `rewrite-target`, TLS.

use super::super::random::Random;
use std::rc::Rc;

use super::ingress::{Canary, Step, backend_key, class, is_canary, is_legacy, keeps};
use super::locations::{Location, default_backend, locations};
use super::split::Splitter;
use super::{Decision, Destination, Head, Keeps, Odds, RuleId, Usable, Verdict, Why};
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::Name;
use crate::kube::route::Ingress;
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

/// A canary beside a Service.
#[derive(Clone, Debug)]
struct Beside {
    main: Name,
    service: Name,
    port: Option<IntOrString>,
    keeps: Option<Rc<Keeps>>,
    ingress: Name,
    canary: Canary,
    splitter: Splitter,
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
        let metadata = &ingress.metadata;
        let mut named = locations(ingress);
        if let Some((service, port)) = default_backend(ingress) {
            let mut hosts: Vec<Name> = named.iter().map(|location| location.host.clone()).collect();
            hosts.dedup();
            if hosts.is_empty() {
                hosts.push(Name::default());
            }
            for host in hosts {
                let (ingress, rule) = (ingress.metadata.name.clone(), named.len());
                let (path, kind) = ("/".into(), "Prefix".into());
                let keeps = keeps(metadata, &service, port.as_ref());
                named.push(Location {
                    host,
                    path,
                    kind,
                    service: service.clone(),
                    port: port.clone(),
                    keeps,
                    ingress,
                    rule,
                });
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
        if let Some((service, port)) = default_backend(ingress) {
            let mains: Vec<Location> = self.of_host("").cloned().collect();
            add.extend(mains.into_iter().map(|main| (main, service.clone(), port.clone())));
        }
        for wanted in locations(ingress) {
            let why = match self.why_not(&wanted) {
                Ok(main) if main.service != wanted.service => {
                    add.push((main, wanted.service, wanted.port));
                    continue;
                }
                Ok(main) => message!("route-leads-as-main", main = main.service),
                Err(why) => why,
            };
            let why = message!("route-does-not-count", kind = &wanted.kind, path = &wanted.path, why);
            self.strays.push((name.clone(), why.into()));
        }
        for (main, service, port) in add {
            if let Some(other) = self.canaries.iter().find(|other| other.main == main.service) {
                if other.ingress != *name {
                    let why = message!("route-only-first-canary", ingress = &other.ingress, main = &main.service);
                    self.strays.push((name.clone(), why.into()));
                }
                continue;
            }
            // Unless it says `legacy`, it takes the affinity of the main Ingress over.
            let own = keeps(&ingress.metadata, &service, port.as_ref());
            let taken = main
                .keeps
                .as_ref()
                .map(|keeps| Keeps { backend: backend_key(&service, port.as_ref()), ..keeps.as_ref().clone() });
            self.canaries.push(Beside {
                main: main.service,
                keeps: if is_legacy(&ingress.metadata) { own } else { taken.map(Rc::new) },
                service,
                port,
                ingress: name.clone(),
                canary: Canary::of(&ingress.metadata),
                splitter: Splitter::default(),
            });
        }
    }

    /// What a canary's path stands beside, or why it stands beside nothing.
    fn why_not(&self, wanted: &Location) -> Result<Location, Message> {
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
                same_path = Ok(location.clone());
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
        if usable(&location.service, location.port.as_ref()).unwrap_or(0) == 0 {
            // A stable side without endpoints answers 503 even where the canary has some.
            return (Destination::Status(503, Why::NoEndpoint), None);
        }
        let healthy = |beside: &Beside| {
            beside.main == location.service && usable(&beside.service, beside.port.as_ref()).unwrap_or(0) > 0
        };
        (Destination::Service(location.service.clone()), self.canaries.iter().position(healthy))
    }

    pub(super) fn decide(&mut self, head: &Head, usable: Usable, random: &mut Random) -> Decision {
        let Some(index) = self.location(head) else {
            return Decision::to(None, NOWHERE);
        };
        let location = &self.locations[index];
        let rule = RuleId { route: location.ingress.clone(), rule: location.rule };
        let (to, beside) = self.found(location, usable);
        let mut decision = Decision { keeps: location.keeps.clone(), ..Decision::to(Some(rule), to) };
        let Some(beside) = beside.map(|beside| &mut self.canaries[beside]) else { return decision };
        let decided = bound(location, beside, head).or_else(|| beside.canary.decides(head));
        let weights = beside.canary.weights();
        if decided.unwrap_or_else(|| beside.splitter.choose(&weights, self.split, random) == Some(1)) {
            decision.rule = Some(RuleId { route: beside.ingress.clone(), rule: 0 });
            decision.to = Destination::Service(beside.service.clone());
            decision.keeps = beside.keeps.clone();
        }
        decision
    }

    pub(super) fn odds(&self, head: &Head, usable: Usable) -> Odds {
        let Some(index) = self.location(head) else { return Odds::certain(NOWHERE) };
        let location = &self.locations[index];
        let (to, beside) = self.found(location, usable);
        let Some(beside) = beside.map(|beside| &self.canaries[beside]) else { return Odds::certain(to) };
        let canary = Destination::Service(beside.service.clone());
        match bound(location, beside, head).or_else(|| beside.canary.decides(head)) {
            Some(true) => Odds::certain(canary),
            Some(false) => Odds::certain(to),
            None => {
                let [stable, share] = beside.canary.weights();
                Odds { to: vec![(to, stable), (canary, share)], mirrors: Vec::new() }
            }
        }
    }

    /// Ingresses that keep users by a cookie: its name, and how its value ends for which Service.
    pub(super) fn cookies(&self) -> Vec<(Name, Said)> {
        let mains = self.locations.iter().map(|it| (&it.ingress, &it.service, &it.keeps));
        let canaries = self.canaries.iter().map(|it| (&it.ingress, &it.service, &it.keeps));
        let said = |(ingress, service, keeps): (&Name, &Name, &Option<Rc<Keeps>>)| {
            let Keeps { cookie, backend, .. } = keeps.as_deref()?;
            let said = message!("route-affinity-value", cookie, backend, service);
            Some((ingress.clone(), Said::from(said)))
        };
        let mut all: Vec<(Name, Said)> = mains.chain(canaries).filter_map(said).collect();
        all.dedup();
        all
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
        if let Some(beside) = self.canaries.iter().find(|beside| beside.main == location.service) {
            let Beside { ingress, canary, .. } = beside;
            if let Some(canary) = bound(location, beside, head) {
                let (keeps, service) =
                    if canary { (&beside.keeps, &beside.service) } else { (&location.keeps, &location.service) };
                let cookie = keeps.as_ref().map(|keeps| keeps.cookie.clone()).unwrap_or_default();
                let why = message!("route-cookie-keeps", service).into();
                verdicts.push(Verdict { rule: message!("route-affinity", cookie).into(), wins: canary, why });
                open = false;
            }
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

/// Where a cookie keeps a user: `true` for the canary. The main Service is asked first.
fn bound(location: &Location, beside: &Beside, head: &Head) -> Option<bool> {
    let kept_by = |keeps: &Option<Rc<Keeps>>| {
        let Some(keeps) = keeps else { return false };
        let mut found = head.cookies().filter(|(name, _)| *name == &*keeps.cookie);
        found.any(|(_, value)| value.split('|').nth(1) == Some(&*keeps.backend))
    };
    if kept_by(&location.keeps) { Some(false) } else { kept_by(&beside.keeps).then_some(true) }
}

const NOWHERE: Destination = Destination::Status(404, Why::NoRule);
