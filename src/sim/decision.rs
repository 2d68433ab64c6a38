//! The arithmetic behind a controller's decision, as data. Words for it are the page's business, in any language.

/// Why a controller scaled a ReplicaSet, or why it did not.
///
/// All numbers are replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The new ReplicaSet takes what the surge leaves free: `max_total − current` more, but no more than it lacks.
    ///
    /// 10 replicas and surge 3 allow 13; 10 present leave 3; the new one has 0 of 10: 0 → 3.
    NewReplicas {
        /// `spec.replicas` of the Deployment.
        replicas: i32,
        /// maxSurge, resolved.
        max_surge: i32,
        /// `spec.replicas` of all ReplicaSets together.
        current: i32,
        /// The new ReplicaSet's size before.
        from: i32,
        /// And after; the same where nothing is free.
        to: i32,
    },
    /// The new ReplicaSet was larger than the Deployment and is cut to its size.
    NewTooLarge {
        /// `spec.replicas` of the Deployment.
        replicas: i32,
    },
    /// Old replicas that are not available go first: `min(unhealthy, budget)` of this ReplicaSet.
    CleanupUnhealthy {
        /// The whole budget the old ReplicaSets share.
        budget: OldBudget,
        /// Cut from other ReplicaSets before this one.
        spent: i32,
        /// Replicas of this one that are not available.
        unhealthy: i32,
        /// What goes.
        cut: i32,
    },
    /// Old replicas go as far as availability allows: `available − min_available`.
    ScaleDownOld {
        /// Available replicas of all ReplicaSets.
        available: i32,
        /// `replicas − max_unavailable`.
        min_available: i32,
        /// Cut from other ReplicaSets before this one.
        spent: i32,
        /// What goes.
        cut: i32,
    },
    /// No old replica may go: the budget is used up. The rollout waits.
    NoBudget(OldBudget),
    /// The one ReplicaSet with pods takes the Deployment's size. Surge and unavailable play no part.
    ScaleOnly {
        /// `spec.replicas` of the Deployment.
        replicas: i32,
    },
    /// The new ReplicaSet is complete: every old one goes to 0.
    Saturated {
        /// `spec.replicas` of the Deployment.
        replicas: i32,
    },
    /// A change of size in mid-rollout is shared out in proportion to size.
    Proportional {
        /// `replicas + max_surge`, or 0 for 0 replicas.
        allowed: i32,
        /// `spec.replicas` of all ReplicaSets with pods.
        current: i32,
        /// This ReplicaSet's size before.
        from: i32,
        /// What it is measured against: `replicas + max_surge` when it was last scaled.
        base: i32,
        /// Its share of the change, the rest that rounding left over included.
        share: i32,
    },
    /// Recreate: every old pod goes before a new one comes.
    RecreateDown {
        /// This ReplicaSet's size before.
        from: i32,
    },
    /// Recreate: old pods are still there. The rollout waits, without service.
    RecreateWait {
        /// Old pods that are neither finished nor removed; terminating ones count.
        old_pods: i32,
    },
    /// Recreate: no old pod is left, so all new ones come at once.
    RecreateUp {
        /// `spec.replicas` of the Deployment.
        replicas: i32,
    },
}

/// How many old replicas may go at the most: `current − min_available − new_unavailable`.
///
/// 13 present, 8 must stay available, 3 new ones are not available yet: 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldBudget {
    /// `spec.replicas` of all ReplicaSets together.
    pub current: i32,
    /// `replicas − max_unavailable`.
    pub min_available: i32,
    /// Replicas of the new ReplicaSet that are not available.
    pub new_unavailable: i32,
}

impl OldBudget {
    /// The budget itself; 0 or less means none.
    pub fn left(self) -> i32 {
        self.current - self.min_available - self.new_unavailable
    }
}
