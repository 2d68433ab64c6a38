//! What the API server says of a Canary, by the definition of its kind. Models artifacts/flagger/crd.yaml of fluxcd/flagger.

use super::canary::Canary;
use super::errors::{FieldError, invalid, quoted, required, unsupported};
use crate::message::{Message, Said};

/// Every error of a Canary; none means accepted.
pub fn validate_canary(canary: &Canary) -> Vec<FieldError> {
    let (spec, analysis) = (&canary.spec, &canary.spec.analysis);
    let mut errors = Vec::new();
    let kinds = ["DaemonSet", "Deployment", "Service"];
    if spec.target_ref.name.is_empty() {
        errors.push(required("spec.targetRef.name", ""));
    }
    if !kinds.contains(&&*spec.target_ref.kind) {
        errors.push(unsupported("spec.targetRef.kind", &quoted(&spec.target_ref.kind), &kinds));
    }
    if spec.service.port == 0 {
        errors.push(required("spec.service.port", ""));
    }
    for (name, weight) in [("maxWeight", analysis.max_weight), ("stepWeight", analysis.step_weight)] {
        if !(0..=100).contains(&weight) {
            errors.push(invalid(&format!("spec.analysis.{name}"), weight, "should be from 0 to 100"));
        }
    }
    let advances = analysis.step_weight > 0 || !analysis.step_weights.is_empty() || analysis.iterations > 0;
    if !advances && !spec.skip_analysis {
        errors.push(required("spec.analysis.stepWeight", "one of stepWeight, stepWeights and iterations is needed"));
    }
    errors
}

/// Which router can do what this one cannot, in our words.
pub fn router_hint(canary: &Canary) -> Option<Message> {
    let copies = canary.spec.analysis.mirror && &*canary.spec.provider == "nginx";
    copies.then(|| message!("router-flagger-copies-nothing"))
}

/// What of a Canary is not simulated, in our words.
pub fn not_simulated(canary: &Canary) -> Option<Said> {
    let spec = &canary.spec;
    if &*spec.target_ref.kind != "Deployment" {
        return Some(format!("spec.targetRef.kind: {}", spec.target_ref.kind).into());
    }
    let provider = &*spec.provider;
    if !provider.starts_with("gatewayapi") && provider != "nginx" {
        return Some(message!("refused-unknown-provider", provider = format!("{provider:?}")).into());
    }
    if provider == "nginx" && spec.ingress_ref.is_none() {
        return Some(message!("refused-nginx-without-ingress").into());
    }
    let header = spec.analysis.matches.iter().any(|one| !one.headers.is_empty());
    let unknown = !spec.analysis.matches.is_empty() && !header;
    unknown.then(|| message!("refused-match-without-headers").into())
}
