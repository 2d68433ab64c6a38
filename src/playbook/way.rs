//! The way into the cluster: Services and routes of a playbook, and what a learner may ask of them.

use crate::kube::object::{ObjectMeta, labels};
use crate::kube::rollout_strategy::CanaryStep;
use crate::kube::route;
use crate::sim::command::{Command, Rejected};
use crate::sim::routing::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, Ingress, Mirror, ValueMatch};
use crate::sim::{self, Cluster};
use crate::world::Entry;

use crate::scenario::{Control, HeaderRule, Leader, SERVICE, Scenario, StrategyKind, short_steps};

/// The route, and the Ingress in which the canary is told of.
const ROUTE: &str = "web";
const CANARY_INGRESS: &str = "web-canary";
/// What ingress-nginx' annotations begin with.
const NGINX: &str = "nginx.ingress.kubernetes.io";

/// What a gateway is told: the same in both dialects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The Service in front of the version in service.
    pub stable: &'static str,
    /// The Service in front of the new one, where the playbook has one.
    pub canary: Option<&'static str>,
    /// Of 100 requests, how many go to the new one.
    pub weight: i64,
    /// And whose do in any case.
    pub header: Option<HeaderRule>,
    /// Of 100 requests, of how many it gets a copy.
    pub mirror: i64,
}

impl Way {
    /// Everything goes to the version in service.
    pub fn to(stable: &'static str, canary: Option<&'static str>) -> Self {
        Self { stable, canary, weight: 0, header: None, mirror: 0 }
    }

    /// What the gateway is told by the objects as they stand.
    pub fn of(cluster: &Cluster, scenario: &Scenario) -> Self {
        let way = Self::first(scenario);
        match (way.canary, scenario.entry()) {
            (Some(canary), Entry::HttpRoute) => way.with_http_route(canary, cluster),
            (Some(_), Entry::Ingress) => way.with_ingress(cluster),
            _ => way,
        }
    }

    /// The same with another weight.
    pub fn weighing(self, weight: i64) -> Self {
        Self { weight: weight.clamp(0, 100), ..self }
    }

    /// What it is told when a run begins.
    pub fn first(scenario: &Scenario) -> Self {
        match (scenario.strategy(), scenario.leader()) {
            (StrategyKind::Canary, Leader::Flagger) => Self::to("web-primary", Some("web-canary")),
            (StrategyKind::Canary, _) => Self::to("web-stable", Some("web-canary")),
            (StrategyKind::BlueGreen, Leader::ArgoRollouts) => Self::to("web-active", None),
            _ => Self::to(SERVICE, None),
        }
    }

    fn with_http_route(mut self, canary: &str, cluster: &Cluster) -> Self {
        let routes = cluster.objects().http_routes.values();
        let Some(route) = routes.into_iter().find(|route| &*route.metadata.name == ROUTE) else { return self };
        for rule in HttpRoute::from(&**route).rules {
            let weight = |of: &str| rule.backend_refs.iter().find(|to| &*to.service == of).map_or(0, |to| to.weight);
            let header = rule.matches.first().and_then(|matched| matched.headers.first());
            if let Some(header) = header.filter(|_| weight(canary) > 0) {
                let ValueMatch { name, value, regular_expression: pattern } = header.clone();
                self.header = Some(HeaderRule { name: name.to_string(), value: value.to_string(), pattern });
            } else {
                self.weight = weight(canary);
                self.mirror = rule.mirrors.first().map_or(0, |mirror| mirror.percent);
            }
        }
        self
    }

    fn with_ingress(mut self, cluster: &Cluster) -> Self {
        let ingresses = cluster.objects().ingresses.values();
        let found = ingresses.into_iter().find(|ingress| sim::routing::Ingress::from(&***ingress).is_canary());
        let Some(ingress) = found else { return self };
        let said = |key: &str| ingress.metadata.annotations.get(&*format!("{NGINX}/{key}")).map(ToString::to_string);
        self.weight = said("canary-weight").and_then(|weight| weight.parse().ok()).unwrap_or(0);
        let pattern = said("canary-by-header-pattern");
        let value = pattern.clone().or_else(|| said("canary-by-header-value"));
        self.header = said("canary-by-header").zip(value).map(|(name, value)| HeaderRule {
            name,
            value,
            pattern: pattern.is_some(),
        });
        self
    }

    /// The commands that tell the gateway so; none where there is none.
    pub fn commands(&self, entry: Entry) -> Vec<Command> {
        match entry {
            Entry::Service => Vec::new(),
            Entry::HttpRoute => vec![Command::apply(route::HttpRoute::from(&self.http_route()))],
            Entry::Ingress => self.ingresses().iter().map(|it| Command::apply(route::Ingress::from(it))).collect(),
        }
    }

    fn ingresses(&self) -> Vec<Ingress> {
        let stable = Ingress { metadata: named("web"), path: "/".into(), service: self.stable.into() };
        let canary = self.canary.map(|service| self.canary_ingress(service));
        [stable].into_iter().chain(canary).collect()
    }

    fn http_route(&self) -> HttpRoute {
        let to = |service: &str, weight: i64| BackendRef { service: service.into(), weight };
        let mut rest = HttpRouteRule { backend_refs: vec![to(self.stable, 100)], ..HttpRouteRule::default() };
        if let Some(canary) = self.canary {
            rest.backend_refs = vec![to(self.stable, 100 - self.weight), to(canary, self.weight)];
            if self.mirror > 0 {
                rest.mirrors = vec![Mirror { service: canary.into(), percent: self.mirror }];
            }
        }
        let mut rules = vec![rest];
        if let (Some(canary), Some(HeaderRule { name, value, pattern })) = (self.canary, &self.header) {
            let header = ValueMatch { name: (**name).into(), value: (**value).into(), regular_expression: *pattern };
            let matches = vec![HttpRouteMatch { headers: vec![header], ..HttpRouteMatch::default() }];
            rules.push(HttpRouteRule { matches, backend_refs: vec![to(canary, 1)], ..HttpRouteRule::default() });
        }
        HttpRoute { metadata: named(ROUTE), rules }
    }

    fn canary_ingress(&self, service: &str) -> Ingress {
        let weight = self.weight.to_string();
        let mut annotations = vec![("canary", "true"), ("canary-weight", &weight)];
        if let Some(HeaderRule { name, value, pattern }) = &self.header {
            annotations.push(("canary-by-header", name));
            annotations.push((if *pattern { "canary-by-header-pattern" } else { "canary-by-header-value" }, value));
        }
        let annotations: Vec<(String, &str)> =
            annotations.iter().map(|(key, value)| (format!("{NGINX}/{key}"), *value)).collect();
        let pairs: Vec<(&str, &str)> = annotations.iter().map(|(key, value)| (&**key, *value)).collect();
        let metadata = ObjectMeta { annotations: labels(&pairs), ..named(CANARY_INGRESS) };
        Ingress { metadata, path: "/".into(), service: service.into() }
    }

    /// What the API server or the webhook would say of it.
    fn check(&self, entry: Entry) -> Result<(), Rejected> {
        match entry {
            Entry::Service => Ok(()),
            Entry::HttpRoute => self.http_route().check(),
            Entry::Ingress => self.ingresses().iter().try_for_each(Ingress::check),
        }
    }
}

fn named(name: &str) -> ObjectMeta {
    ObjectMeta::named(name, labels(&[]))
}

/// The weights of the steps, in their order.
pub(super) fn weights(steps: &[CanaryStep]) -> impl Iterator<Item = i32> {
    steps.iter().filter_map(|step| step.set_weight)
}

/// The API server judges the steps at each weight.
pub fn check_steps(scenario: &Scenario) -> Result<(), Rejected> {
    let steps = short_steps::parse(scenario.text(Control::Steps))?;
    let mut way = Way::to("web-stable", Some("web-canary"));
    weights(&steps).try_for_each(|weight| {
        way.weight = weight.into();
        way.check(scenario.entry())
    })
}

/// As the gateway's API server would judge the rule; a Service looks at no header, so there the Gateway API's words stand.
pub fn check_header(scenario: &Scenario) -> Result<(), Rejected> {
    let header = HeaderRule::parse(scenario.text(Control::Header))?;
    let entry = if scenario.routed() { scenario.entry() } else { Entry::HttpRoute };
    Way { header, ..Way::to("web-stable", Some("web-canary")) }.check(entry)
}
