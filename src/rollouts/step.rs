//! Steps of an Argo Rollouts canary: read from a short text, judged as the controller judges them, said as it says them.

use crate::kube::errors::Rejected;
use crate::kube::time::{Millis, SECOND};

/// One step of `spec.strategy.canary.steps`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many percent to the new version.
    SetWeight(i32),
    /// For so long, ms; `None` until a person promotes.
    Pause(Option<Millis>),
    /// So many pods of the new version, whatever the weight; `None` is `matchTrafficWeight: true`. Needs a router.
    SetCanaryScale(Option<i32>),
    /// An AnalysisRun, to be waited for.
    Analysis,
    /// Requests whose header has this value go to the new version; without one the route is removed. Needs a router.
    SetHeaderRoute(Option<(String, String)>),
    /// A copy of so many percent of the requests to the new version. Needs a router.
    SetMirrorRoute(u32),
}

impl Step {
    /// As events name it, e.g. `setWeight: 20` or `pause: 30s`.
    pub fn words(&self) -> String {
        match self {
            Self::SetWeight(weight) => format!("setWeight: {weight}"),
            Self::Pause(None) => "pause".into(),
            Self::Pause(Some(lasts)) => format!("pause: {}s", lasts / SECOND),
            Self::SetCanaryScale(Some(replicas)) => format!("setCanaryScale{{replicas: {replicas}}}"),
            Self::SetCanaryScale(None) => "setCanaryScale{matchTrafficWeight: true}".into(),
            Self::Analysis => "analysis".into(),
            Self::SetHeaderRoute(_) => "setHeaderRoute: by-header".into(),
            Self::SetMirrorRoute(_) => "setMirrorRoute: mirror".into(),
        }
    }

    fn check(&self, routed: bool) -> Option<(&'static str, String, &'static str)> {
        match self {
            Self::SetWeight(weight) if !(0..=100).contains(weight) => {
                Some(("setWeight", weight.to_string(), "SetWeight needs to be between 0 and 100"))
            }
            Self::Pause(Some(0)) => Some(("pause.duration", "\"0s\"".into(), "Duration needs to be greater than 0")),
            Self::SetCanaryScale(_) if !routed => {
                Some(("setCanaryScale", "\"object\"".into(), "SetCanaryScale requires TrafficRouting to be set"))
            }
            Self::SetHeaderRoute(_) if !routed => Some((
                "setHeaderRoute",
                "\"object\"".into(),
                "SetHeaderRoute requires TrafficRouting, supports Istio and ALB and Apisix",
            )),
            Self::SetMirrorRoute(_) if !routed => Some((
                "setMirrorRoute",
                "\"object\"".into(),
                "SetMirrorRoute requires TrafficRouting, supports Istio and Plugins",
            )),
            _ => None,
        }
    }
}

/// Refuses steps the controller refuses.
///
/// # Errors
///
/// Its words for the first step that is wrong.
pub fn check(steps: &[Step], routed: bool) -> Result<(), Rejected> {
    for (index, step) in steps.iter().enumerate() {
        if let Some((field, value, why)) = step.check(routed) {
            return Err(Rejected {
                message: format!(
                    "InvalidSpec: The Rollout \"web\" is invalid: spec.strategy.canary.steps[{index}].{field}: Invalid value: {value}: {why}"
                ),
                hint: "Mend that step.",
            });
        }
    }
    Ok(())
}

/// Reads steps as they are typed, one after the other with commas: `20, pause 30s, analysis, header end-user=jason,
/// mirror 10, scale 2, scale match, pause`. A number alone is a weight.
///
/// # Errors
///
/// Argo Rollouts' words where a step is none of those, with the step.
pub fn parse(text: &str) -> Result<Vec<Step>, Rejected> {
    text.split(',').map(str::trim).filter(|step| !step.is_empty()).enumerate().map(one).collect()
}

fn one((index, text): (usize, &str)) -> Result<Step, Rejected> {
    let (word, rest) = text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()));
    let read = match (word, rest) {
        ("pause", "") => Some(Step::Pause(None)),
        ("pause", lasts) => duration(lasts).map(|lasts| Step::Pause(Some(lasts))),
        ("analysis", "") => Some(Step::Analysis),
        ("scale", "match") => Some(Step::SetCanaryScale(None)),
        ("scale", replicas) => {
            replicas.parse().ok().filter(|replicas| *replicas >= 0).map(|replicas| Step::SetCanaryScale(Some(replicas)))
        }
        ("header", "") => Some(Step::SetHeaderRoute(None)),
        ("header", pair) => pair
            .split_once('=')
            .map(|(name, value)| Step::SetHeaderRoute(Some((name.trim().into(), value.trim().into())))),
        ("mirror", percent) => percent.parse().ok().filter(|percent| *percent <= 100).map(Step::SetMirrorRoute),
        ("weight", weight) | (weight, "") => weight.trim_end_matches('%').parse().ok().map(Step::SetWeight),
        _ => None,
    };
    read.ok_or_else(|| Rejected {
        message: format!(
            "InvalidSpec: The Rollout \"web\" is invalid: spec.strategy.canary.steps[{index}]: Invalid value: \"{text}\": \
             Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause"
        ),
        hint: "Steps are: 20, pause 30s, pause, analysis, scale 2, scale match, header end-user=jason, mirror 10.",
    })
}

/// `30`, `30s`, `10m` or `1h`, ms.
fn duration(text: &str) -> Option<Millis> {
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) if text.ends_with('m') => (number, 60),
        Some(number) if text.ends_with('h') => (number, 3_600),
        Some(number) => (number, 1),
        None => (text, 1),
    };
    let number: Millis = number.parse().ok()?;
    number.checked_mul(unit * SECOND)
}
