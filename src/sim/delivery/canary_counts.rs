//! How many pods of each version a canary has: Argo Rollouts' arithmetic, without a traffic router and with one.
//!
//! Models utils/replicaset/canary.go of argoproj/argo-rollouts (calculateReplicaCountsForBasicCanary,
//! CalculateReplicaCountsForTrafficRoutedCanary). Weights are percent.

/// A version's pods as its controller sees them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetView {
    /// Pods asked for.
    pub spec: i32,
    /// Pods available.
    pub available: i32,
}

/// The bounds a canary without a router keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Pods wanted in all.
    pub replicas: i32,
    /// Pods allowed above that.
    pub max_surge: i32,
    /// Pods allowed to be missing.
    pub max_unavailable: i32,
}

/// Pods of the canary and of the stable version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Of the new version.
    pub canary: i32,
    /// Of the old one.
    pub stable: i32,
}

/// The counts that come nearest to a weight, without a router: at most one pod more than wanted.
///
/// 10 pods, 25 %, surge allowed: 3 of 10 are 30 %, 2 of 10 cannot be told from it (2.5 is a tie), 3 of 11 are 27 %: 3 and 8.
pub fn target(bounds: Bounds, weight: i32) -> Counts {
    let n = bounds.replicas;
    if n == 0 {
        return Counts { canary: 0, stable: 0 };
    }
    let (ceil, floor) = ((n * weight + 99) / 100, n * weight / 100);
    let tied = |pods: i32| pods * weight % 100 == 50;
    let zero_allowed = weight == 100 || weight == 0 || (n == 1 && bounds.max_surge == 0);
    let mut candidates = Vec::new();
    if ceil < n || zero_allowed {
        candidates.push((ceil, n));
    }
    let floor_allowed = floor != 0 || zero_allowed;
    if !tied(n) && floor_allowed {
        candidates.push((floor, n));
    }
    if bounds.max_surge > 0 {
        candidates.push((ceil, n + 1));
        if !tied(n + 1) && floor_allowed {
            candidates.push((floor, n + 1));
        }
    }
    // How far from the weight, in hundredths of a percent of a common total: canary·100/total - weight, exactly.
    let distance = |(canary, total): (i32, i32)| {
        let other = if total == n { n + 1 } else { n };
        (canary * 100 - weight * total).abs() * other
    };
    let mut best = None::<(i32, i32)>;
    for candidate in candidates {
        if best.is_none_or(|best| distance(candidate) < distance(best)) {
            best = Some(candidate);
        }
    }
    best.map_or(Counts { canary: 0, stable: n }, |(canary, total)| Counts { canary, stable: total - canary })
}

/// One pass from what there is towards the target: the stable version is scaled if that is due, else the canary. There are
/// never more than `replicas + max_surge` in all, and what is available is not brought below `replicas - max_unavailable`.
/// `others` are pods of earlier updates: they take their room, and as long as there are any nothing else shrinks.
///
/// 10 pods, 25 % and 25 % (surge 3, 2 may be missing), target 2/8: the canary could take 2 (room for 3), and the stable version
/// can spare 10 - 8 = 2. The stable version goes first: 0/8, and in the next pass 2/8.
pub fn step(bounds: Bounds, target: Counts, canary: SetView, stable: SetView, others: i32) -> Counts {
    let now = Counts { canary: canary.spec, stable: stable.spec };
    let wanted = plan(bounds, target, canary, stable, others);
    if wanted.stable == now.stable { wanted } else { Counts { stable: wanted.stable, ..now } }
}

/// Where a pass would bring both versions. Models CalculateReplicaCountsForBasicCanary.
pub fn plan(bounds: Bounds, target: Counts, canary: SetView, stable: SetView, others: i32) -> Counts {
    let most = bounds.replicas + bounds.max_surge;
    let mut wanted = Counts { canary: canary.spec, stable: stable.spec };
    let mut room = (most - canary.spec - stable.spec - others).max(0);
    let more = room.min(target.stable - stable.spec).max(0);
    wanted.stable += more;
    room -= more;
    wanted.canary += room.min(target.canary - canary.spec).max(0);
    let least = bounds.replicas - bounds.max_unavailable;
    // One side gives what the other, as far as it is available, can do without.
    let increasing = target.canary >= canary.spec;
    let spare = counted(canary, !increasing) + counted(stable, increasing) - least;
    if others > 0 || spare <= 0 {
        return wanted;
    }
    let drain = |set: SetView, target: i32, wanted: i32| {
        if set.spec > target { target.max(set.spec - spare) } else { wanted }
    };
    if increasing {
        let drained = drain(stable, target.stable, wanted.stable);
        let (stable, canary) = within((most, least), (stable, drained), (canary, wanted.canary));
        Counts { canary, stable }
    } else {
        let drained = drain(canary, target.canary, wanted.canary);
        let (canary, stable) = within((most, least), (canary, drained), (stable, wanted.stable));
        Counts { canary, stable }
    }
}

/// Pods of a version that count while another shrinks. Models GetReplicasForScaleDown.
fn counted(set: SetView, whether_available_or_not: bool) -> i32 {
    if set.spec < set.available || whether_available_or_not { set.spec } else { set.available }
}

/// Fewer replicas may be wanted than there are: the version whose availability counts is cut to the cap, gets back what
/// availability needs, and what is then still too much goes from the one that is drained. Models adjustReplicaWithinLimits.
fn within((most, least): (i32, i32), (drain, drained): (SetView, i32), (other, kept): (SetView, i32)) -> (i32, i32) {
    let over = |kept: i32| (kept + drained - most).max(0);
    let cut = kept - over(kept);
    let available = drain.available.min(drained) + other.available.min(cut);
    let lost = (other.available - cut).max(0);
    let kept = cut + lost.min((least - available).max(0));
    (drained - over(kept), kept)
}

/// The canary's pods with a router: its part of the wanted, rounded up, but not fewer than `least` unless none.
///
/// 10 pods at 25 %: 3.
pub fn routed_canary(replicas: i32, weight: i32, least: i32) -> i32 {
    let part = (replicas * weight + 99) / 100;
    if part == 0 { 0 } else { part.max(least.min(replicas)) }
}

/// The stable version's pods with a router and `dynamicStableScale`: what the wanted and the present weight leave it.
///
/// 10 pods, going from 20 % to 50 %: 8 until the traffic has moved, then 5.
pub fn routed_stable(replicas: i32, wanted: i32, present: i32, least: i32) -> i32 {
    let part = |weight: i32| (replicas * (100 - weight) + 99) / 100;
    let most = part(wanted).max(part(present));
    if most == 0 { 0 } else { most.max(least.min(replicas)) }
}
