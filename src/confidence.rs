//! How many requests a canary must see before its error rate says anything. Integers throughout.

/// A standard normal deviate at 95 % one-sided, thousandths.
const ALPHA: u128 = 1_645;
/// One at 80 %, thousandths: the power.
const BETA: u128 = 842;
/// Rates are counted in millionths.
const ONE: u128 = 1_000_000;

/// Requests the canary must answer to tell an error rate from a higher one, both in millionths, the control being `control`
/// times as big: one-sided at 5 %, seen in 8 of 10 runs.
///
/// n = [ 1.645·√((1+1/k)·p·q) + 0.842·√(p1·q1 + p0·q0/k) ]² / (p1-p0)², with p = (p1 + k·p0)/(1+k). From 1 % to 2 % with a
/// control 19 times as big (a canary of 5 %): p = 0.0105, so [1.645·0.10457 + 0.842·0.14188]² / 0.0001 = 850.
/// Returns `None` where the second rate is not above the first.
pub fn requests_needed(from: u64, to: u64, control: u64) -> Option<u64> {
    if to <= from || control == 0 || u128::from(to) > ONE {
        return None;
    }
    let (p0, p1, k) = (u128::from(from), u128::from(to), u128::from(control));
    let variance = |rate: u128| rate * (ONE - rate);
    let pooled = (p1 + k * p0) / (1 + k);
    // Under the roots stand squares of millionths; ten thousand times as much keeps two more digits.
    let scale = 10_000;
    let first = ALPHA * (variance(pooled) * scale * (k + 1) / k).isqrt();
    let second = BETA * ((variance(p1) + variance(p0) / k) * scale).isqrt();
    let root = first + second;
    let apart = (p1 - p0) * 1_000 * 100;
    u64::try_from((root * root).div_ceil(apart * apart)).ok()
}

/// Between which counts n independent draws with a chance of `part` in `whole` stay, but for 1 in 2 million runs (five
/// standard deviations) or 1 in 20 (two).
///
/// 100 draws at 5 of 100, two standard deviations of 2.2: 0 to 10.
pub fn expected_range(draws: u64, part: u64, whole: u64, deviations: u64) -> (u64, u64) {
    if whole == 0 {
        return (0, 0);
    }
    let mean = draws * part / whole;
    let variance = u128::from(draws) * u128::from(part) * u128::from(whole - part.min(whole));
    let spread = (variance * u128::from(deviations * deviations)).isqrt().div_ceil(u128::from(whole));
    let spread = u64::try_from(spread).unwrap_or(u64::MAX);
    (mean.saturating_sub(spread), (mean + spread).min(draws))
}
