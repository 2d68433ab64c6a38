//! Rolling updates from their first step to the last, by size and bounds: the worked examples of the rolling update's
//! arithmetic.

use super::{START, Web, never_ready, rolling_update};

struct Rollout {
    name: &'static str,
    replicas: i32,
    max_surge: &'static str,
    max_unavailable: &'static str,
    never_ready: bool,
    /// `second: what`, one for each change of a ReplicaSet's size after the change of image.
    scalings: &'static [&'static str],
}

/// Every new pod is available 10 s after its creation.
const ROLLOUTS: &[Rollout] = &[
    Rollout {
        name: "3 by default",
        replicas: 3,
        max_surge: "25%",
        max_unavailable: "25%",
        never_ready: false,
        scalings: &["0: v2 0→1", "10: v1 3→2", "10: v2 1→2", "20: v1 2→1", "20: v2 2→3", "30: v1 1→0"],
    },
    Rollout {
        name: "4 by default",
        replicas: 4,
        max_surge: "25%",
        max_unavailable: "25%",
        never_ready: false,
        scalings: &["0: v2 0→1", "0: v1 4→3", "0: v2 1→2", "10: v1 3→1", "10: v2 2→4", "20: v1 1→0"],
    },
    Rollout {
        name: "10 by default",
        replicas: 10,
        max_surge: "25%",
        max_unavailable: "25%",
        never_ready: false,
        scalings: &["0: v2 0→3", "0: v1 10→8", "0: v2 3→5", "10: v1 8→3", "10: v2 5→10", "20: v1 3→0"],
    },
    Rollout {
        name: "no surge",
        replicas: 4,
        max_surge: "0",
        max_unavailable: "1",
        never_ready: false,
        scalings: &[
            "0: v1 4→3",
            "0: v2 0→1",
            "10: v1 3→2",
            "10: v2 1→2",
            "20: v1 2→1",
            "20: v2 2→3",
            "30: v1 1→0",
            "30: v2 3→4",
        ],
    },
    Rollout {
        name: "surge by all",
        replicas: 3,
        max_surge: "100%",
        max_unavailable: "0",
        never_ready: false,
        scalings: &["0: v2 0→3", "10: v1 3→0"],
    },
    Rollout {
        name: "all unavailable",
        replicas: 3,
        max_surge: "0",
        max_unavailable: "100%",
        never_ready: false,
        scalings: &["0: v1 3→0", "0: v2 0→3"],
    },
    Rollout {
        name: "a version that is never ready stops at the bound",
        replicas: 10,
        max_surge: "3",
        max_unavailable: "2",
        never_ready: true,
        scalings: &["0: v2 0→3", "0: v1 10→8", "0: v2 3→5"],
    },
    Rollout {
        name: "a version that is never ready, none to spare",
        replicas: 3,
        max_surge: "25%",
        max_unavailable: "25%",
        never_ready: true,
        scalings: &["0: v2 0→1"],
    },
];

#[test]
fn golden_trajectories() {
    for rollout in ROLLOUTS {
        let mut web = Web::new(rollout.replicas, rolling_update(rollout.max_surge, rollout.max_unavailable));
        if rollout.never_ready {
            web.app("v2", never_ready());
        }
        web.set_image("v2");
        web.until(START + 300);
        assert_eq!(web.scalings(START), rollout.scalings, "{}", rollout.name);
    }
}
