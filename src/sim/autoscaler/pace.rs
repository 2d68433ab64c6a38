//! How far an autoscaler goes at once: its memory of recommendations and of what it has changed.
//!
//! Models pkg/controller/podautoscaler/horizontal.go normalizeDesiredReplicas and, where `behavior` is given,
//! normalizeDesiredReplicasWithBehaviors. What upstream overwrites because it is too old is dropped here.

use crate::kube::autoscaler::{Behavior, ScalingRules};
use crate::kube::time::{Millis, SECOND};

/// Models downscaleStabilisationWindow.
const DOWNSCALE_STABILIZATION: Millis = 300 * SECOND;
/// Without `behavior` at most twice as many at once, or so many. Models scaleUpLimitFactor and scaleUpLimitMinimum.
const SCALE_UP_FACTOR: i32 = 2;
const SCALE_UP_MINIMUM: i32 = 4;

const WITHIN: (&str, &str) = ("DesiredWithinRange", "the desired count is within the acceptable range");
const TOO_MANY: (&str, &str) = ("TooManyReplicas", "the desired replica count is more than the maximum replica count");
const TOO_FEW: (&str, &str) = ("TooFewReplicas", "the desired replica count is less than the minimum replica count");
const UP_LIMIT: (&str, &str) =
    ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate");
const DOWN_LIMIT: (&str, &str) =
    ("ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate");
const READY: (&str, &str) = ("ReadyForNewScale", "recommended size matches current size");
const DOWN_STABILIZED: (&str, &str) = (
    "ScaleDownStabilized",
    "recent recommendations were higher than current one, applying the highest recent recommendation",
);
const UP_STABILIZED: (&str, &str) = (
    "ScaleUpStabilized",
    "recent recommendations were lower than current one, applying the lowest recent recommendation",
);

/// What an autoscaler remembers: numbers of pods with their instants, ms.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    recommendations: Vec<(i32, Millis)>,
    added: Vec<(i32, Millis)>,
    removed: Vec<(i32, Millis)>,
}

/// The bounds of an autoscaler, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub min: i32,
    pub max: i32,
    pub current: i32,
    pub now: Millis,
}

/// What a recommendation comes to, with the reason and message of AbleToScale and of ScalingLimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paced {
    pub replicas: i32,
    pub able: (&'static str, &'static str),
    /// It goes less far than it would.
    pub limited: bool,
    pub limit: (&'static str, &'static str),
}

impl Memory {
    /// Models recordInitialRecommendation.
    pub fn begin(&mut self, replicas: i32, now: Millis) {
        if self.recommendations.is_empty() {
            self.recommendations.push((replicas, now));
        }
    }

    /// A recommendation within the bounds of range and pace.
    pub fn pace(&mut self, behavior: Option<&Behavior>, wanted: i32, bounds: Bounds) -> Paced {
        let (stable, stabilized) = match behavior {
            None => (self.highest(wanted, DOWNSCALE_STABILIZATION, bounds.now), DOWN_STABILIZED),
            Some(behavior) => self.stabilize(behavior, wanted, bounds),
        };
        let able = if stable == wanted { READY } else { stabilized };
        let (replicas, limit) = match behavior {
            None => by_range(stable, bounds),
            Some(behavior) => self.by_rate(behavior, stable, bounds),
        };
        Paced { replicas, able, limited: replicas != stable, limit }
    }

    /// Models stabilizeRecommendation.
    fn highest(&mut self, wanted: i32, window: Millis, now: Millis) -> i32 {
        self.recommendations.retain(|(_, at)| at + window >= now);
        let highest = self.recommendations.iter().map(|(recommended, _)| *recommended).max().unwrap_or(wanted);
        self.recommendations.push((wanted, now));
        highest.max(wanted)
    }

    /// Models stabilizeRecommendationWithBehaviors.
    fn stabilize(&mut self, behavior: &Behavior, wanted: i32, bounds: Bounds) -> (i32, (&'static str, &'static str)) {
        let window = |rules: &ScalingRules, unless: Millis| {
            let given = rules.stabilization_window_seconds.and_then(|window| Millis::try_from(window).ok());
            given.map_or(unless, |window| window * SECOND)
        };
        let (up, down) = (window(&behavior.scale_up, 0), window(&behavior.scale_down, DOWNSCALE_STABILIZATION));
        let (mut lowest, mut highest) = (wanted, wanted);
        for (recommended, at) in &self.recommendations {
            if at + up > bounds.now {
                lowest = lowest.min(*recommended);
            }
            if at + down > bounds.now {
                highest = highest.max(*recommended);
            }
        }
        self.recommendations.retain(|(_, at)| at + up.max(down) >= bounds.now);
        self.recommendations.push((wanted, bounds.now));
        let words = if wanted >= bounds.current { UP_STABILIZED } else { DOWN_STABILIZED };
        (bounds.current.max(lowest).min(highest), words)
    }

    /// Models convertDesiredReplicasWithBehaviorRate.
    fn by_rate(&self, behavior: &Behavior, wanted: i32, bounds: Bounds) -> (i32, (&'static str, &'static str)) {
        if wanted > bounds.current {
            let limit = self.limit(&behavior.scale_up, true, bounds).max(bounds.current);
            let (most, why) = if bounds.max > limit { (limit, UP_LIMIT) } else { (bounds.max, TOO_MANY) };
            if wanted > most {
                return (most, why);
            }
        } else if wanted < bounds.current {
            let limit = self.limit(&behavior.scale_down, false, bounds).min(bounds.current);
            let (least, why) = if bounds.min < limit { (limit, DOWN_LIMIT) } else { (bounds.min, TOO_FEW) };
            if wanted < least {
                return (least, why);
            }
        }
        (wanted, WITHIN)
    }

    /// How far the policies let it go. Models calculateScaleUpLimitWithScalingRules and calculateScaleDownLimitWithBehaviors.
    fn limit(&self, rules: &ScalingRules, up: bool, bounds: Bounds) -> i32 {
        if &*rules.select_policy == "Disabled" {
            return bounds.current;
        }
        let changed = |changes: &[(i32, Millis)], period: Millis| -> i32 {
            changes.iter().filter(|(_, at)| at + period > bounds.now).map(|(pods, _)| *pods).sum()
        };
        let limits = rules.policies.iter().map(|policy| {
            let period = Millis::try_from(policy.period_seconds).unwrap_or(0) * SECOND;
            let start = bounds.current - changed(&self.added, period) + changed(&self.removed, period);
            let percent = i64::from(start) * i64::from(policy.value);
            // Upwards what is added is rounded up; downwards what stays is rounded down.
            let by = if &*policy.kind == "Pods" { i64::from(policy.value) } else { (percent + 99).div_euclid(100) };
            let to = if up { i64::from(start) + by } else { i64::from(start) - by };
            i32::try_from(to).unwrap_or(if up { i32::MAX } else { 0 })
        });
        let farthest = &*rules.select_policy != "Min";
        if farthest == up { limits.max() } else { limits.min() }.unwrap_or(bounds.current)
    }

    /// The size was changed. Models storeScaleEvent.
    pub fn changed(&mut self, behavior: Option<&Behavior>, from: i32, to: i32, now: Millis) {
        let Some(behavior) = behavior else { return };
        let (rules, changes, by) = if to > from {
            (&behavior.scale_up, &mut self.added, to - from)
        } else {
            (&behavior.scale_down, &mut self.removed, from - to)
        };
        let longest = rules.policies.iter().map(|policy| policy.period_seconds).max().unwrap_or(0);
        let longest = Millis::try_from(longest).unwrap_or(0) * SECOND;
        changes.retain(|(_, at)| at + longest >= now);
        changes.push((by, now));
    }
}

/// Models convertDesiredReplicasWithRules.
fn by_range(wanted: i32, bounds: Bounds) -> (i32, (&'static str, &'static str)) {
    let limit = bounds.current.saturating_mul(SCALE_UP_FACTOR).max(SCALE_UP_MINIMUM);
    let (most, why) = if bounds.max > limit { (limit, UP_LIMIT) } else { (bounds.max, TOO_MANY) };
    if wanted < bounds.min {
        (bounds.min, TOO_FEW)
    } else if wanted > most {
        (most, why)
    } else {
        (wanted, WITHIN)
    }
}
