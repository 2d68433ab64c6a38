//! `spec.strategy` of a Rollout: canary with its steps and its router, blue/green.
//!
//! Models pkg/apis/rollouts/v1alpha1/types.go of argoproj/argo-rollouts, and pkg/plugin of its trafficrouter for the Gateway API.

use super::duration::seconds_or_duration;
use super::fields::fields;
use super::int_or_string::{Fenceposts, IntOrString, resolve_fenceposts};
use super::object::Name;
use super::time::{Millis, SECOND};

fields! {
    /// How a Rollout replaces pods: one of the two.
    pub struct RolloutStrategy ("RolloutStrategy", "rolloutStrategy") {
        /// Little by little, by steps.
        canary: Option<CanaryStrategy> = "canary";
        /// The new version whole, then all at once.
        blue_green: Option<BlueGreenStrategy> = "blueGreen";
    }
    inert [], kept &[]
}

fields! {
    /// `strategy.canary`.
    pub struct CanaryStrategy ("CanaryStrategy", "canary") {
        /// Pods allowed above the desired number; 25 % unless given. Of no effect with a router.
        max_surge: Option<IntOrString> = "maxSurge";
        /// Pods allowed to be missing; 25 % unless given. Of no effect with a router.
        max_unavailable: Option<IntOrString> = "maxUnavailable";
        /// What is done one after the other; without any, everything at once.
        steps: Vec<CanaryStep> = "steps";
        /// The Service that is led to the version in service.
        stable_service: Name = "stableService";
        /// The Service that is led to the new version.
        canary_service: Name = "canaryService";
        /// The router that splits requests; without one the numbers of pods do.
        traffic_routing: Option<TrafficRouting> = "trafficRouting";
        /// An analysis that runs all along.
        analysis: Option<RolloutAnalysis> = "analysis";
        /// With a router: how long the old version stays after the promotion, s; 30 unless given.
        scale_down_delay_seconds: Option<i32> = "scaleDownDelaySeconds";
        /// With a router: how long the new version stays after an abort, s; 30 unless given, 0 keeps it.
        abort_scale_down_delay_seconds: Option<i32> = "abortScaleDownDelaySeconds";
        /// With a router: the stable version shrinks as its share of requests does.
        dynamic_stable_scale: bool = "dynamicStableScale";
        /// With a router: least pods of a version that has any; 1 unless given.
        min_pods_per_replica_set: Option<i32> = "minPodsPerReplicaSet";
        /// With a router: how many old versions stay until their delay is over; all unless given.
        scale_down_delay_revision_limit: Option<i32> = "scaleDownDelayRevisionLimit";
    }
    inert [], kept &[
        "canaryMetadata",
        "stableMetadata",
        "antiAffinity",
        "pingPong",
        "replicaProgressThreshold",
    ]
}

fields! {
    /// One of `steps`: one of these.
    pub struct CanaryStep ("CanaryStep", "steps") {
        /// So many percent to the new version.
        set_weight: Option<i32> = "setWeight";
        /// A wait.
        pause: Option<RolloutPause> = "pause";
        /// So many pods of the new version, whatever the weight. Needs a router.
        set_canary_scale: Option<SetCanaryScale> = "setCanaryScale";
        /// An AnalysisRun, to be waited for.
        analysis: Option<RolloutAnalysis> = "analysis";
        /// Requests with this header go to the new version; without a match the route is removed. Needs a router.
        set_header_route: Option<SetHeaderRoute> = "setHeaderRoute";
        /// A copy of requests to the new version. Needs a router.
        set_mirror_route: Option<SetMirrorRoute> = "setMirrorRoute";
    }
    inert [], kept &["experiment", "plugin"]
}

impl CanaryStep {
    /// As events name it, e.g. `setWeight: 20` or `pause: 30s`. Models CanaryStepString.
    pub fn words(&self) -> String {
        if let Some(weight) = self.set_weight {
            format!("setWeight: {weight}")
        } else if let Some(pause) = &self.pause {
            pause.duration.as_ref().map_or_else(|| "pause".into(), |duration| format!("pause: {duration}"))
        } else if let Some(SetCanaryScale { replicas, weight, match_traffic_weight, .. }) = &self.set_canary_scale {
            let scale = match (replicas, weight) {
                (Some(replicas), _) => format!("replicas: {replicas}"),
                (None, Some(weight)) => format!("weight: {weight}"),
                (None, None) => format!("matchTrafficWeight: {match_traffic_weight}"),
            };
            format!("setCanaryScale{{{scale}}}")
        } else if let Some(route) = &self.set_header_route {
            format!("setHeaderRoute: {}", route.name)
        } else if let Some(route) = &self.set_mirror_route {
            format!("setMirrorRoute: {}", route.name)
        } else {
            "analysis".into()
        }
    }
}

fields! {
    /// `pause`.
    pub struct RolloutPause ("RolloutPause", "pause") {
        /// Seconds, or a duration such as `10m`; without one until a person promotes.
        duration: Option<IntOrString> = "duration";
    }
    inert [], kept &[]
}

impl RolloutPause {
    /// How long it lasts, ms; `None` until a person promotes.
    pub fn lasts(&self) -> Option<Millis> {
        self.duration.as_ref().map(|duration| seconds_or_duration(duration).unwrap_or(0))
    }
}

fields! {
    /// `setCanaryScale`: one of these.
    pub struct SetCanaryScale ("SetCanaryScale", "setCanaryScale") {
        /// So many pods.
        replicas: Option<i32> = "replicas";
        /// So many percent of the wanted pods.
        weight: Option<i32> = "weight";
        /// As many as the share of requests asks for.
        match_traffic_weight: bool = "matchTrafficWeight";
    }
    inert [], kept &[]
}

fields! {
    /// `setHeaderRoute`.
    pub struct SetHeaderRoute ("SetHeaderRoute", "setHeaderRoute") {
        /// One of `managedRoutes`.
        name: Name = "name";
        /// Which requests; without any the route is removed.
        matches: Vec<HeaderRoutingMatch> = "match";
    }
    inert [], kept &[]
}

fields! {
    /// A header and its value.
    pub struct HeaderRoutingMatch ("HeaderRoutingMatch", "headerMatch") {
        header_name: Name = "headerName";
        header_value: StringMatch = "headerValue";
    }
    inert [], kept &[]
}

fields! {
    /// A text as it must be: one of these.
    pub struct StringMatch ("StringMatch", "stringMatch") {
        /// This very text.
        exact: Name = "exact";
        /// A text that begins so.
        prefix: Name = "prefix";
        /// A text of this pattern.
        regex: Name = "regex";
    }
    inert [], kept &[]
}

fields! {
    /// `setMirrorRoute`.
    pub struct SetMirrorRoute ("SetMirrorRoute", "setMirrorRoute") {
        /// One of `managedRoutes`.
        name: Name = "name";
        /// Of 100 requests so many are copied; without one the route is removed.
        percentage: Option<i32> = "percentage";
    }
    inert [], kept &["match"]
}

fields! {
    /// The router that splits requests: one of these.
    pub struct TrafficRouting ("RolloutTrafficRouting", "trafficRouting") {
        /// ingress-nginx.
        nginx: Option<NginxTrafficRouting> = "nginx";
        /// The Gateway API.
        plugins: Option<TrafficPlugins> = "plugins";
        /// The names of routes that steps may set.
        managed_routes: Vec<ManagedRoute> = "managedRoutes";
    }
    inert [], kept &["istio", "alb", "smi", "ambassador", "appMesh", "traefik", "apisix", "maxTrafficWeight"]
}

fields! {
    /// `nginx`.
    pub struct NginxTrafficRouting ("NginxTrafficRouting", "nginx") {
        /// The Ingress of the version in service.
        stable_ingress: Name = "stableIngress";
    }
    inert [], kept &["stableIngresses", "annotationPrefix", "additionalIngressAnnotations", "canaryIngressAnnotations"]
}

fields! {
    /// Plugins by their names.
    pub struct TrafficPlugins ("TrafficRouterPlugins", "plugins") {
        /// The one for the Gateway API.
        gateway_api: Option<GatewayApiRouting> = "argoproj-labs/gatewayAPI";
    }
    inert [], kept &[]
}

fields! {
    /// What the Gateway API's plugin is told.
    pub struct GatewayApiRouting ("GatewayAPITrafficRouting", "gatewayAPI") {
        /// The HTTPRoute whose rules name both Services.
        http_route: Name = "httpRoute";
        /// Or several of them.
        http_routes: Vec<RouteName> = "httpRoutes";
    }
    inert [], kept &["namespace", "grpcRoute", "grpcRoutes", "tcpRoute", "tcpRoutes", "tlsRoutes", "configMap", "disableInProgressLabel"]
}

fields! {
    /// One of `httpRoutes`.
    pub struct RouteName ("HTTPRoute", "httpRoutes") {
        /// The HTTPRoute.
        name: Name = "name";
    }
    inert [], kept &["useHeaderRoutes"]
}

fields! {
    /// One of `managedRoutes`.
    pub struct ManagedRoute ("MangedRoutes", "managedRoutes") {
        name: Name = "name";
    }
    inert [], kept &[]
}

fields! {
    /// Which AnalysisTemplates make an AnalysisRun.
    pub struct RolloutAnalysis ("RolloutAnalysis", "rolloutAnalysis") {
        /// All of their metrics are measured.
        templates: Vec<AnalysisTemplateRef> = "templates";
        /// Of an analysis that runs all along: it begins at this step, counted from 0.
        starting_step: Option<i32> = "startingStep";
    }
    inert [], kept &["args", "dryRun", "measurementRetention", "analysisRunMetadata"]
}

fields! {
    /// One of `templates`.
    pub struct AnalysisTemplateRef ("AnalysisTemplateRef", "templates") {
        /// The AnalysisTemplate.
        template_name: Name = "templateName";
    }
    inert [], kept &["clusterScope"]
}

fields! {
    /// `strategy.blueGreen`.
    pub struct BlueGreenStrategy ("BlueGreenStrategy", "blueGreen") {
        /// The Service of the version in service. Required.
        active_service: Name = "activeService";
        /// The Service of the version that is to come.
        preview_service: Name = "previewService";
        /// Without it a person promotes; true unless given.
        auto_promotion_enabled: Option<bool> = "autoPromotionEnabled";
        /// How long the preview lasts, s.
        auto_promotion_seconds: Option<i32> = "autoPromotionSeconds";
        /// Pods of the preview until it is promoted; all of them unless given.
        preview_replica_count: Option<i32> = "previewReplicaCount";
        /// How long the old version stays after the switch, s; 30 unless given.
        scale_down_delay_seconds: Option<i32> = "scaleDownDelaySeconds";
        /// How long the new version stays after an abort, s; 30 unless given, 0 keeps it.
        abort_scale_down_delay_seconds: Option<i32> = "abortScaleDownDelaySeconds";
        /// How many old versions stay until their delay is over; all unless given.
        scale_down_delay_revision_limit: Option<i32> = "scaleDownDelayRevisionLimit";
        /// Measured before the switch.
        pre_promotion_analysis: Option<RolloutAnalysis> = "prePromotionAnalysis";
        /// Measured after it.
        post_promotion_analysis: Option<RolloutAnalysis> = "postPromotionAnalysis";
    }
    inert [], kept &[
        "previewMetadata",
        "activeMetadata",
        "antiAffinity",
        "maxUnavailable",
    ]
}

/// Seconds unless given, ms. Models defaults.go DefaultScaleDownDelaySeconds and DefaultAbortScaleDownDelaySeconds.
fn delay(seconds: Option<i32>) -> Millis {
    Millis::try_from(seconds.unwrap_or(30)).unwrap_or(0) * SECOND
}

impl CanaryStrategy {
    /// Both bounds in pods; more may not be missing than there are.
    pub fn bounds(&self, replicas: i32) -> Fenceposts {
        let default = IntOrString::percent(25);
        let bound = |given: &Option<IntOrString>| given.clone().unwrap_or_else(|| default.clone());
        let posts = resolve_fenceposts(&bound(&self.max_surge), &bound(&self.max_unavailable), replicas);
        Fenceposts { max_unavailable: posts.max_unavailable.min(replicas), ..posts }
    }

    /// How long the old version stays after the promotion, ms: without a router it goes at once.
    pub fn scale_down_delay(&self) -> Millis {
        if self.traffic_routing.is_some() { delay(self.scale_down_delay_seconds) } else { 0 }
    }

    /// How long the new version stays after an abort, ms; `None` keeps it.
    pub fn abort_scale_down_delay(&self) -> Option<Millis> {
        Some(delay(self.abort_scale_down_delay_seconds)).filter(|delay| *delay > 0)
    }
}

impl BlueGreenStrategy {
    /// How long the old version stays after the switch, ms.
    pub fn scale_down_delay(&self) -> Millis {
        delay(self.scale_down_delay_seconds)
    }

    /// How long the new version stays after an abort, ms; `None` keeps it.
    pub fn abort_scale_down_delay(&self) -> Option<Millis> {
        Some(delay(self.abort_scale_down_delay_seconds)).filter(|delay| *delay > 0)
    }
}

impl TrafficRouting {
    /// The HTTPRoutes whose weights are set.
    pub fn http_routes(&self) -> Vec<Name> {
        let Some(routing) = self.plugins.as_ref().and_then(|plugins| plugins.gateway_api.as_ref()) else {
            return Vec::new();
        };
        let one = Some(&routing.http_route).filter(|name| !name.is_empty());
        one.into_iter().chain(routing.http_routes.iter().map(|route| &route.name)).cloned().collect()
    }
}
