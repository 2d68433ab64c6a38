//! What Flagger makes and keeps as it should be: the primary, three Services, the route.
//!
//! Models pkg/canary/deployment_controller.go, pkg/router/kubernetes_default.go, gateway_api.go and ingress.go of
//! fluxcd/flagger.

use std::rc::Rc;

use super::super::Cluster;
use super::tick::{Routes, Tick};
use crate::kube::canary::CanaryService;
use crate::kube::object::{Labels, Name, ObjectMeta, labels};
use crate::kube::rest::Rest;
use crate::kube::rollout_strategy::StringMatch;
use crate::kube::route::{
    BackendRef, HttpRoute, HttpRouteFilter, HttpRouteMatch, HttpRouteRule, HttpRouteSpec, HttpValueMatch, Ingress,
    MirrorRef, RequestMirror,
};
use crate::kube::service::Service;
use crate::kube::tree::{Mapping, Value};
use crate::kube::workload::{Deployment, DeploymentStatus};
use crate::kube::write::yaml;

const ANNOTATION: &str = "nginx.ingress.kubernetes.io/canary";

/// Labels by which a target may be told. Models the flag `-selector-labels`.
const SELECTOR_LABELS: [&str; 3] = ["app", "name", "app.kubernetes.io/name"];

fn relabelled(before: &Labels, label: &str, value: &str) -> Labels {
    let mut labels = before.clone();
    if labels.contains_key(label) {
        Rc::make_mut(&mut labels).insert(label.into(), value.into());
    }
    labels
}

fn value_match(header: &Name, wanted: &StringMatch) -> HttpValueMatch {
    let exact = !wanted.exact.is_empty();
    let text = if exact {
        wanted.exact.clone()
    } else if !wanted.regex.is_empty() {
        wanted.regex.clone()
    } else {
        format!("^{}.*", wanted.prefix).into()
    };
    let kind = if exact { "Exact" } else { "RegularExpression" };
    HttpValueMatch { kind: kind.into(), name: header.clone(), value: text, ..HttpValueMatch::default() }
}

impl Tick {
    /// Makes what is missing, mends what is other than it should be, and begins once the primary is ready.
    ///
    /// # Errors
    ///
    /// Why it cannot go on.
    pub fn initialize(&self, cluster: &mut Cluster) -> Result<(), String> {
        let Some(target) = self.target_deployment(cluster) else {
            return Err(format!(
                "deployment {} get query error: deployments.apps {:?} not found",
                self.target(),
                self.canary.spec.target_ref.name
            ));
        };
        let pairs = target.spec.selector.as_ref().map(|selector| selector.match_labels.clone()).unwrap_or_default();
        let Some((label, value)) = SELECTOR_LABELS.iter().find_map(|label| Some((*label, pairs.get(*label)?.clone())))
        else {
            return Err(format!(
                "deployment {} spec.selector.matchLabels must contain one of [app name app.kubernetes.io/name]",
                self.target()
            ));
        };
        let primary_value = format!("{value}-primary");
        let [apex, primary, canary] = self.canary.services();
        self.service(cluster, &canary, labels(&[(label, &value)]));
        self.service(cluster, &primary, labels(&[(label, &primary_value)]));
        let initializing = ["", "Initializing"].contains(&&*self.canary.status.phase);
        if initializing && !self.canary.spec.skip_analysis {
            self.say(cluster, "all the metrics providers are available!");
        }
        if self.primary(cluster).is_none() {
            self.create_primary(cluster, &target, label, &primary_value);
        }
        if initializing {
            self.primary_ready(cluster).map_err(|not_ready| not_ready.words)?;
        }
        self.service(cluster, &apex, labels(&[(label, &primary_value)]));
        if initializing {
            self.scale_target(cluster, 0);
        }
        self.reconcile_route(cluster)?;
        if initializing {
            self.enter(cluster, "Initialized");
            self.say(cluster, &format!("Initialization done! {}", self.named()));
        }
        Ok(())
    }

    fn owned(&self, name: &str) -> ObjectMeta {
        ObjectMeta { owner: Some(self.canary.metadata.uid), ..ObjectMeta::named(name, Labels::default()) }
    }

    /// A Service with this selector; one of that name is taken over.
    fn service(&self, cluster: &mut Cluster, name: &str, selector: Labels) {
        match cluster.api.objects.service(name).cloned() {
            None => {
                let service = Service { metadata: self.owned(name), ..Service::new(name, selector) };
                cluster.api.create(service, cluster.now);
            }
            Some(known) if known.spec.selector != selector => {
                let mut changed = known.as_ref().clone();
                changed.spec.selector = selector;
                let written = cluster.api.update(changed);
                debug_assert!(written.is_ok(), "read and written in one step");
            }
            Some(_) => {}
        }
    }

    fn create_primary(&self, cluster: &mut Cluster, target: &Deployment, label: &str, value: &str) {
        let mut spec = target.spec.clone();
        if let Some(selector) = &mut spec.selector {
            selector.match_labels = relabelled(&selector.match_labels, label, value);
        }
        spec.template.metadata.labels = relabelled(&spec.template.metadata.labels, label, value);
        spec.replicas = spec.replicas.max(1);
        let mut metadata = self.owned(&self.canary.primary());
        metadata.labels = relabelled(&target.metadata.labels, label, value);
        cluster.api.create(Deployment { metadata, spec, status: DeploymentStatus::default() }, cluster.now);
    }

    /// The primary takes over the target's template and how it is rolled out. Models Promote.
    pub fn promote(&self, cluster: &mut Cluster) {
        let (Some(target), Some(primary)) = (self.target_deployment(cluster), self.primary(cluster)) else { return };
        let mut changed = primary.as_ref().clone();
        let (from, to) = (&target.spec, &mut changed.spec);
        to.progress_deadline_seconds = from.progress_deadline_seconds;
        to.min_ready_seconds = from.min_ready_seconds;
        to.revision_history_limit = from.revision_history_limit;
        to.strategy = from.strategy.clone();
        let mine = to.template.metadata.labels.clone();
        to.template = from.template.clone();
        for label in SELECTOR_LABELS {
            if let Some(value) = mine.get(label) {
                to.template.metadata.labels = relabelled(&to.template.metadata.labels, label, value);
            }
        }
        if changed != *primary {
            let written = cluster.api.update(changed);
            debug_assert!(written.is_ok(), "read and written in one step");
        }
    }

    /// So many pods of the target.
    pub fn scale_target(&self, cluster: &mut Cluster, replicas: i32) {
        let Some(target) = self.target_deployment(cluster).filter(|it| it.spec.replicas != replicas) else { return };
        let mut changed = target.as_ref().clone();
        changed.spec.replicas = replicas;
        let written = cluster.api.update(changed);
        debug_assert!(written.is_ok(), "read and written in one step");
    }

    fn is_nginx(&self) -> bool {
        &*self.canary.spec.provider == "nginx"
    }

    fn http_route(&self, cluster: &Cluster) -> Option<Rc<HttpRoute>> {
        let [apex, ..] = self.canary.services();
        cluster.api.objects.http_routes.values().find(|route| *route.metadata.name == *apex).cloned()
    }

    /// The route's rules for these weights. Models SetRoutes.
    fn wanted_route(&self, routes: Routes) -> HttpRouteSpec {
        let [_, primary, canary] = self.canary.services();
        let port = self.canary.spec.service.port;
        let backend = |name: &str, weight: i32| BackendRef {
            name: name.into(),
            weight: weight.into(),
            rest: Rest::written("backendRefs", &format!("port: {port}")),
        };
        let everything = vec![HttpRouteMatch::default()];
        let to_primary = backend(&primary, 100);
        let mut weighted = HttpRouteRule {
            matches: everything.clone(),
            backend_refs: vec![backend(&primary, routes.primary), backend(&canary, routes.canary)],
            ..HttpRouteRule::default()
        };
        if routes.mirrored {
            let rest = Rest::written("backendRef", &format!("port: {port}"));
            let backend_ref = MirrorRef { name: canary.as_str().into(), rest };
            let request_mirror = RequestMirror { backend_ref, ..RequestMirror::default() };
            let kind = "RequestMirror".into();
            weighted.filters = vec![HttpRouteFilter { kind, request_mirror, ..HttpRouteFilter::default() }];
        }
        let mut rules = Vec::new();
        let matches = &self.canary.spec.analysis.matches;
        if !matches.is_empty() {
            let one = |wanted: &crate::kube::canary::RequestMatch| HttpRouteMatch {
                headers: wanted.headers.iter().map(|(name, value)| value_match(name, value)).collect(),
                ..HttpRouteMatch::default()
            };
            weighted.matches = matches.iter().map(one).collect();
            rules.push(HttpRouteRule {
                matches: everything,
                backend_refs: vec![to_primary],
                ..HttpRouteRule::default()
            });
        }
        rules.insert(0, weighted);
        HttpRouteSpec { rules: Some(rules), rest: parents(&self.canary.spec.service) }
    }

    /// How requests are split now. Models GetRoutes.
    pub fn routes(&self, cluster: &Cluster) -> Routes {
        if self.is_nginx() {
            return self.nginx_routes(cluster);
        }
        let [_, primary, canary] = self.canary.services();
        let mut routes = Routes::default();
        let route = self.http_route(cluster);
        for rule in route.iter().flat_map(|route| route.spec.rules.iter().flatten()) {
            for backend in rule.backend_refs.iter().filter(|_| rule.backend_refs.len() == 2) {
                let weight = i32::try_from(backend.weight).unwrap_or(0);
                if *backend.name == *primary {
                    routes.primary = weight;
                } else if *backend.name == *canary {
                    routes.canary = weight;
                }
            }
            routes.mirrored |= rule.filters.iter().any(|filter| *filter.request_mirror.backend_ref.name == *canary);
        }
        routes
    }

    /// Makes the route, or mends all of it but its weights. Models Reconcile.
    fn reconcile_route(&self, cluster: &mut Cluster) -> Result<(), String> {
        if self.is_nginx() {
            return self.reconcile_ingress(cluster);
        }
        if !self.canary.spec.service.rest.fields().iter().any(|(key, _)| key.text == "gatewayRefs") {
            return Err("GatewayRefs must be specified when using Gateway API as a provider.".into());
        }
        let Some(route) = self.http_route(cluster) else {
            let [apex, ..] = self.canary.services();
            let spec = self.wanted_route(Routes::PRIMARY);
            cluster.api.create(HttpRoute { metadata: self.owned(&apex), spec }, cluster.now);
            return Ok(());
        };
        let present = self.routes(cluster);
        if route.spec != self.wanted_route(present) {
            self.write_route(cluster, &route, self.wanted_route(Routes::PRIMARY));
        }
        Ok(())
    }

    fn write_route(&self, cluster: &mut Cluster, route: &HttpRoute, spec: HttpRouteSpec) {
        if route.spec != spec {
            let written = cluster.api.update(HttpRoute { metadata: route.metadata.clone(), spec });
            debug_assert!(written.is_ok(), "read and written in one step");
        }
    }

    /// Splits requests so.
    pub fn set_routes(&self, cluster: &mut Cluster, routes: Routes) {
        if self.is_nginx() {
            self.set_nginx(cluster, routes);
        } else if let Some(route) = self.http_route(cluster) {
            self.write_route(cluster, &route, self.wanted_route(routes));
        }
    }

    fn ingress(&self, cluster: &Cluster, name: &str) -> Option<Rc<Ingress>> {
        cluster.api.objects.ingresses.values().find(|ingress| &*ingress.metadata.name == name).cloned()
    }

    fn ingress_name(&self) -> Name {
        self.canary.spec.ingress_ref.as_ref().map(|ingress| ingress.name.clone()).unwrap_or_default()
    }

    fn canary_ingress(&self, cluster: &Cluster) -> Option<Rc<Ingress>> {
        self.ingress(cluster, &format!("{}-canary", self.ingress_name()))
    }

    /// The canary's Ingress, without which nothing is split.
    fn reconcile_ingress(&self, cluster: &mut Cluster) -> Result<(), String> {
        let name = self.ingress_name();
        let [apex, _, canary] = self.canary.services();
        let Some(stable) = self.ingress(cluster, &name) else {
            return Err(format!(
                "ingress {name}.default get query error: ingresses.networking.k8s.io {name:?} not found"
            ));
        };
        let mut spec = stable.spec.clone();
        let mut found = false;
        for path in spec.rules.iter_mut().flat_map(|rule| &mut rule.http.paths) {
            if *path.backend.service.name == *apex {
                path.backend.service.name = canary.as_str().into();
                found = true;
            }
        }
        if !found {
            return Err(format!("backend {apex} not found in ingress {name}"));
        }
        match self.canary_ingress(cluster) {
            None => {
                let mut metadata = self.owned(&format!("{name}-canary"));
                metadata.annotations = labels(&[(ANNOTATION, "true"), (&format!("{ANNOTATION}-weight"), "0")]);
                cluster.api.create(Ingress { metadata, spec }, cluster.now);
            }
            Some(known) if known.spec != spec => {
                let written = cluster.api.update(Ingress { metadata: known.metadata.clone(), spec });
                debug_assert!(written.is_ok(), "read and written in one step");
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// ingress-nginx copies no requests, as Flagger leads it.
    fn nginx_routes(&self, cluster: &Cluster) -> Routes {
        let ingress = self.canary_ingress(cluster);
        let of = |name: &str| ingress.as_ref().and_then(|it| it.metadata.annotation(&format!("{ANNOTATION}{name}")));
        let matched = of("-by-header").is_some();
        let weight = of("-weight").and_then(|weight| weight.parse().ok()).unwrap_or(0);
        let canary: i32 = if matched { 100 } else { weight };
        Routes { primary: 100 - canary, canary, mirrored: false }
    }

    fn set_nginx(&self, cluster: &mut Cluster, routes: Routes) {
        let Some(known) = self.canary_ingress(cluster) else { return };
        let mut changed = known.as_ref().clone();
        let first = self.canary.spec.analysis.matches.iter().find_map(|one| one.headers.iter().next());
        let annotations = Rc::make_mut(&mut changed.metadata.annotations);
        for name in ["-by-header", "-by-header-value", "-by-header-pattern", "-weight"] {
            annotations.remove(format!("{ANNOTATION}{name}").as_str());
        }
        let mut annotate =
            |name: &str, value: &str| drop(annotations.insert(format!("{ANNOTATION}{name}").into(), value.into()));
        match first {
            Some((header, value)) if routes.canary > 0 => {
                annotate("-by-header", header);
                if value.regex.is_empty() {
                    annotate("-by-header-value", &value.exact);
                } else {
                    annotate("-by-header-pattern", &value.regex);
                }
            }
            _ => annotate("-weight", &routes.canary.to_string()),
        }
        if changed != *known {
            let written = cluster.api.update(changed);
            debug_assert!(written.is_ok(), "read and written in one step");
        }
    }
}

/// Gateways and hosts of the route.
fn parents(service: &CanaryService) -> Rest {
    let mut mapping = Mapping::default();
    for (name, as_route) in [("gatewayRefs", "parentRefs"), ("hosts", "hostnames")] {
        let given = service.rest.fields().iter().find(|(key, _)| key.text == name);
        mapping.put(as_route, given.map(|(_, node)| node.clone()));
    }
    let text = mapping.end().map_or_else(|| yaml(&Value::Map(Vec::new()).into()), |node| yaml(&node));
    Rest::written("httpRoute", &text)
}
