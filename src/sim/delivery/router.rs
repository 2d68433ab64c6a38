//! The two routers Argo Rollouts can lead here: HTTPRoutes by the Gateway API's plugin, and ingress-nginx by a second Ingress.
//!
//! Models pkg/plugin of argoproj-labs/rollouts-plugin-trafficrouter-gatewayapi and rollout/trafficrouting/nginx of
//! argoproj/argo-rollouts. The plugin does nothing for a mirror, and neither does this.

use std::rc::Rc;

use super::super::Cluster;
use super::super::retry::Retry;
use super::rollout::{Look, stable_ingress};
use crate::kube::field::Field;
use crate::kube::object::{Labels, Name, ObjectMeta, labels};
use crate::kube::rest::Rest;
use crate::kube::rollout_strategy::{HeaderRoutingMatch, SetHeaderRoute, TrafficRouting};
use crate::kube::route::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, HttpValueMatch, Ingress};
use crate::kube::tree::Value;

const CANARY: &str = "nginx.ingress.kubernetes.io/canary";
const CANARY_WEIGHT: &str = "nginx.ingress.kubernetes.io/canary-weight";

/// The name a rule has been given; it is of no effect on requests.
fn name_of(rule: &HttpRouteRule) -> Option<&str> {
    let (_, node) = rule.rest.fields().iter().find(|(key, _)| key.text == "name")?;
    if let Value::Text(text) = &node.value { Some(text) } else { None }
}

fn backend<'a>(rule: &'a mut HttpRouteRule, service: &str) -> Option<&'a mut BackendRef> {
    rule.backend_refs.iter_mut().find(|backend| &*backend.name == service)
}

/// Gives two Services of each rule that names both their weights; whether one does.
pub(super) fn split(route: &mut HttpRoute, [stable, canary]: [&str; 2], weight: i32) -> bool {
    let mut found = false;
    for rule in route.spec.rules.iter_mut().flatten() {
        if backend(rule, stable).is_none() || backend(rule, canary).is_none() {
            continue;
        }
        found = true;
        for (service, weight) in [(stable, 100 - weight), (canary, weight)] {
            if let Some(backend) = backend(rule, service) {
                backend.weight = weight.into();
            }
        }
    }
    found
}

fn value_match(wanted: &HeaderRoutingMatch) -> HttpValueMatch {
    let value = &wanted.header_value;
    let (kind, text) = if !value.exact.is_empty() {
        ("Exact", value.exact.clone())
    } else if !value.prefix.is_empty() {
        ("RegularExpression", format!("^{}.*", value.prefix).into())
    } else {
        ("RegularExpression", value.regex.clone())
    };
    HttpValueMatch { kind: kind.into(), name: wanted.header_name.clone(), value: text, ..HttpValueMatch::default() }
}

impl Look {
    fn routes(&self, cluster: &Cluster, routing: &TrafficRouting) -> Vec<Rc<HttpRoute>> {
        let names = routing.http_routes();
        let named = |route: &&Rc<HttpRoute>| names.contains(&route.metadata.name);
        cluster.cache.http_routes.values().filter(named).cloned().collect()
    }

    /// Changes the HTTPRoutes that are led, as far as there is anything to change.
    fn change_routes(
        &self,
        cluster: &mut Cluster,
        routing: &TrafficRouting,
        change: impl Fn(&mut HttpRoute) -> bool,
    ) -> Result<(), Retry> {
        for route in self.routes(cluster, routing) {
            let mut changed = route.as_ref().clone();
            if !change(&mut changed) {
                let (name, words) =
                    (&route.metadata.name, "no rule of it names both the stable and the canary Service");
                self.say(cluster, "TrafficRoutingError", &format!("HTTPRoute {name:?}: {words}"));
                return Err(Retry);
            }
            if changed != *route {
                cluster.api.update(changed)?;
                cluster.fan_out();
            }
        }
        Ok(())
    }

    /// Of 100 requests so many to the canary's Service.
    pub fn set_weight(&self, cluster: &mut Cluster, routing: &TrafficRouting, weight: i32) -> Result<(), Retry> {
        let canary = self.canary();
        let services = [&*canary.stable_service, &*canary.canary_service];
        self.change_routes(cluster, routing, |route| split(route, services, weight))?;
        if routing.nginx.is_some() { self.set_nginx_weight(cluster, weight) } else { Ok(()) }
    }

    /// Requests with this header go to the canary's Service, whatever the weight; without a match the route goes.
    pub fn set_header_route(
        &self,
        cluster: &mut Cluster,
        routing: &TrafficRouting,
        wanted: &SetHeaderRoute,
    ) -> Result<(), Retry> {
        let canary = self.canary();
        let service = &canary.canary_service;
        self.change_routes(cluster, routing, |route| {
            let rules = route.spec.rules.get_or_insert_with(Vec::new);
            rules.retain(|rule| name_of(rule) != Some(&wanted.name));
            let like = rules.iter().find(|rule| rule.backend_refs.iter().any(|backend| backend.name == *service));
            let Some(like) = like.cloned().filter(|_| !wanted.matches.is_empty()) else { return true };
            let mut header_rule = like;
            let headers: Vec<HttpValueMatch> = wanted.matches.iter().map(value_match).collect();
            if header_rule.matches.is_empty() {
                header_rule.matches.push(HttpRouteMatch::default());
            }
            header_rule.matches.iter_mut().for_each(|one| one.headers.extend(headers.iter().cloned()));
            header_rule.backend_refs.retain(|backend| backend.name == *service);
            header_rule.backend_refs.iter_mut().for_each(|backend| backend.weight = 1);
            header_rule.rest = rule_named(&wanted.name);
            rules.push(header_rule);
            true
        })
    }

    /// The routes that steps have set go.
    pub fn remove_managed_routes(&self, cluster: &mut Cluster, routing: &TrafficRouting) -> Result<(), Retry> {
        let managed = |rule: &HttpRouteRule| {
            let name = name_of(rule);
            routing.managed_routes.iter().any(|route| Some(&*route.name) == name)
        };
        self.change_routes(cluster, routing, |route| {
            if let Some(rules) = &mut route.spec.rules {
                rules.retain(|rule| !managed(rule));
            }
            true
        })
    }

    /// The canary's Ingress, made or brought up to date. Models the nginx reconciler's SetWeight.
    fn set_nginx_weight(&self, cluster: &mut Cluster, weight: i32) -> Result<(), Retry> {
        let Some(name) = stable_ingress(&self.rollout) else { return Ok(()) };
        let ingresses = &cluster.cache.ingresses;
        let Some(stable) = ingresses.values().find(|ingress| &*ingress.metadata.name == name) else {
            return Err(Retry);
        };
        let Some(spec) = self.canary_ingress_spec(stable) else {
            let service = self.canary().stable_service;
            let words = format!("ingress `{name}` has no rules using service {service} backend");
            self.say(cluster, "TrafficRoutingError", &words);
            return Err(Retry);
        };
        let own = format!("{}-{name}-canary", self.rollout.metadata.name);
        let annotations = labels(&[(CANARY, "true"), (CANARY_WEIGHT, &weight.to_string())]);
        match ingresses.values().find(|ingress| *ingress.metadata.name == *own).cloned() {
            None => {
                let mut metadata = ObjectMeta::named(&own, Labels::default());
                metadata.owner = Some(self.rollout.metadata.uid);
                metadata.annotations = annotations;
                cluster.api.create(Ingress { metadata, spec }, cluster.now);
            }
            Some(known) => {
                let mut changed = known.as_ref().clone();
                changed.spec = spec;
                for (key, value) in annotations.iter() {
                    changed.metadata.annotate(key, value);
                }
                if changed != *known {
                    cluster.api.update(changed)?;
                }
            }
        }
        cluster.fan_out();
        Ok(())
    }

    /// The stable Ingress' rules, leading to the canary's Service; `None` where they do not lead to the stable one.
    fn canary_ingress_spec(&self, stable: &Ingress) -> Option<crate::kube::route::IngressSpec> {
        let canary = self.canary();
        let mut spec = stable.spec.clone();
        let mut found = false;
        for path in spec.rules.iter_mut().flat_map(|rule| &mut rule.http.paths) {
            if path.backend.service.name == canary.stable_service {
                path.backend.service.name = canary.canary_service.clone();
                found = true;
            }
        }
        found.then_some(spec)
    }
}

/// What names a rule.
fn rule_named(name: &Name) -> Rest {
    Rest::written("rules", &format!("name: {}", name.write().map_or_else(String::new, |node| node.json())))
}
