//! Integers and percentages as the API takes them, and what they come to for a given number of replicas.
//!
//! Not a parser of Kubernetes quantities such as `100m` or `2Gi`.

use std::fmt;

use super::object::Name;

/// A field that takes an integer or a text such as `"25%"`.
///
/// Holds whatever was given, so that validation can name it; only [`IntOrString::scaled`] judges it.
/// Models staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go IntOrString.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntOrString {
    /// An absolute number.
    Int(i32),
    /// Anything else, a percentage if it is legal.
    String(Name),
}

impl IntOrString {
    /// Reads what a person typed: a whole number becomes [`IntOrString::Int`], all else stays text.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        match text.parse() {
            Ok(number) => Self::Int(number),
            Err(_) => Self::String(text.into()),
        }
    }

    /// A percentage, e.g. `percent(25)` for `"25%"`.
    pub fn percent(percent: u32) -> Self {
        Self::String(format!("{percent}%").into())
    }

    /// The number before the `%`, if this is a legal percentage (`[0-9]+%`); one beyond `u32` counts as its end.
    pub fn as_percent(&self) -> Option<u32> {
        let Self::String(text) = self else { return None };
        let digits = text.strip_suffix('%')?;
        let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        all_digits.then(|| digits.parse().unwrap_or(u32::MAX))
    }

    /// Replicas this comes to out of `total`, a percentage rounded up or down; `None` if it is no legal percentage.
    ///
    /// 25 % of 10 is 2.5: 3 rounded up, 2 rounded down.
    ///
    /// Models intstr.go GetScaledValueFromIntOrPercent.
    pub fn scaled(&self, total: i32, round_up: bool) -> Option<i32> {
        if let Self::Int(number) = self {
            return Some(*number);
        }
        let hundredths = i64::from(self.as_percent()?) * i64::from(total);
        let whole = if round_up { (hundredths + 99).div_euclid(100) } else { hundredths.div_euclid(100) };
        Some(i32::try_from(whole).unwrap_or(i32::MAX))
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => write!(f, "{number}"),
            Self::String(text) => f.write_str(text),
        }
    }
}

/// maxSurge and maxUnavailable in replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fenceposts {
    /// How many replicas more than desired may exist.
    pub max_surge: i32,
    /// How many replicas fewer than desired may be available.
    pub max_unavailable: i32,
}

/// Resolves both fields: surge rounds up, unavailable rounds down, and where both come to 0, unavailable becomes 1.
///
/// 25 % and 25 % of 10 are 3 and 2; 0 and 10 % of 2 are 0 and 0, hence 0 and 1.
///
/// Text that is no percentage counts as 0: validation refuses it before.
/// Models pkg/controller/deployment/util/deployment_util.go ResolveFenceposts.
pub fn resolve_fenceposts(max_surge: &IntOrString, max_unavailable: &IntOrString, desired: i32) -> Fenceposts {
    let surge = max_surge.scaled(desired, true).unwrap_or(0);
    let unavailable = max_unavailable.scaled(desired, false).unwrap_or(0);
    let stuck = surge == 0 && unavailable == 0;
    Fenceposts { max_surge: surge, max_unavailable: if stuck { 1 } else { unavailable } }
}
