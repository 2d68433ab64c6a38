//! The names of kinds, as kubectl takes and prints them.

use crate::kube::object::Kind;
use crate::kube::spelling;

/// A kind with its names.
#[derive(Debug)]
pub struct Resource {
    pub kind: Kind,
    /// In the singular: `deployment`.
    pub singular: &'static str,
    /// In short: `deploy`; empty where there is no such name.
    pub short: &'static str,
}

impl Resource {
    const fn new(kind: Kind, singular: &'static str, short: &'static str) -> Self {
        Self { kind, singular, short }
    }

    /// In the plural: `deployments`.
    pub fn plural(&self) -> &'static str {
        self.plural_and_group().0
    }

    /// In the singular with the group behind it, as kubectl prints it: `deployment.apps`.
    pub fn qualified(&self) -> String {
        match self.plural_and_group() {
            (_, "") => self.singular.into(),
            (_, group) => format!("{}.{group}", self.singular),
        }
    }

    fn plural_and_group(&self) -> (&'static str, &'static str) {
        let resources = self.kind.resources();
        resources.split_once('.').unwrap_or((resources, ""))
    }

    /// The part of a name before the group is one of its own, in any case, and the group is its own or not given.
    fn is_called(&self, name: &str) -> bool {
        let (name, group) = name.split_once('.').unwrap_or((name, ""));
        let (plural, own_group) = self.plural_and_group();
        let own = [self.singular, plural, self.short];
        own.iter().any(|own| !own.is_empty() && own.eq_ignore_ascii_case(name))
            && (group.is_empty() || group == own_group)
    }
}

/// Every kind there is.
pub const RESOURCES: [Resource; 16] = [
    Resource::new(Kind::Deployment, "deployment", "deploy"),
    Resource::new(Kind::ReplicaSet, "replicaset", "rs"),
    Resource::new(Kind::Pod, "pod", "po"),
    Resource::new(Kind::Service, "service", "svc"),
    Resource::new(Kind::Node, "node", "no"),
    Resource::new(Kind::HttpRoute, "httproute", ""),
    Resource::new(Kind::Ingress, "ingress", "ing"),
    Resource::new(Kind::ResourceQuota, "resourcequota", "quota"),
    Resource::new(Kind::PodDisruptionBudget, "poddisruptionbudget", "pdb"),
    Resource::new(Kind::HorizontalPodAutoscaler, "horizontalpodautoscaler", "hpa"),
    Resource::new(Kind::EndpointSlice, "endpointslice", ""),
    Resource::new(Kind::Rollout, "rollout", "ro"),
    Resource::new(Kind::Canary, "canary", ""),
    Resource::new(Kind::AnalysisTemplate, "analysistemplate", "at"),
    Resource::new(Kind::AnalysisRun, "analysisrun", "ar"),
    Resource::new(Kind::World, "world", ""),
];

/// The names of a kind.
pub fn of(kind: Kind) -> &'static Resource {
    RESOURCES.iter().find(|resource| resource.kind == kind).unwrap_or(&RESOURCES[0])
}

/// What a person calls `deploy`, `deployments` or `deployment.apps`.
pub fn called(name: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|resource| resource.is_called(name))
}

/// A name that was meant, where there is one at most two letters away.
pub fn nearest(name: &str) -> Option<&'static str> {
    let names = RESOURCES.iter().flat_map(|resource| [resource.singular, resource.plural()]);
    spelling::nearest(name, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_by_its_names() {
        let cases = [
            ("deployment", Some("Deployment")),
            ("Deployments", Some("Deployment")),
            ("deploy", Some("Deployment")),
            ("deployment.apps", Some("Deployment")),
            ("deployments.apps", Some("Deployment")),
            ("deployment.batch", None),
            ("rs", Some("ReplicaSet")),
            ("po", Some("Pod")),
            ("svc", Some("Service")),
            ("no", Some("Node")),
            ("httproutes.gateway.networking.k8s.io", Some("HTTPRoute")),
            ("ing", Some("Ingress")),
            ("quota", Some("ResourceQuota")),
            ("pdb", Some("PodDisruptionBudget")),
            ("poddisruptionbudgets.policy", Some("PodDisruptionBudget")),
            ("hpa", Some("HorizontalPodAutoscaler")),
            ("endpointslice", Some("EndpointSlice")),
            ("canary", Some("Canary")),
            ("rollouts", Some("Rollout")),
            ("ro", Some("Rollout")),
            ("rollouts.argoproj.io", Some("Rollout")),
            ("canaries.flagger.app", Some("Canary")),
            ("at", Some("AnalysisTemplate")),
            ("analysisruns", Some("AnalysisRun")),
            ("", None),
            ("configmap", None),
        ];
        for (name, kind) in cases {
            assert_eq!(called(name).map(|resource| resource.kind.as_str()), kind, "{name}");
        }
        for resource in &RESOURCES {
            assert_eq!(of(resource.kind).singular, resource.singular);
        }
        let qualified = [Kind::Deployment, Kind::Pod, Kind::HttpRoute].map(|kind| of(kind).qualified());
        assert_eq!(qualified, ["deployment.apps", "pod", "httproute.gateway.networking.k8s.io"]);
        assert_eq!(
            (nearest("deploymnt"), nearest("servces"), nearest("configmap")),
            (Some("deployment"), Some("services"), None)
        );
    }
}
