//! Argo Rollouts' canary arithmetic against the specification's vectors and traces.

use podyard::sim::delivery::canary_counts::{Bounds, Counts, SetView, routed_canary, routed_stable, step, target};

const WEIGHTS: [i32; 14] = [5, 10, 20, 25, 33, 40, 50, 60, 75, 80, 90, 95, 99, 100];

/// Replicas, surge, and canary/stable for each of [`WEIGHTS`].
const TABLE: [(i32, i32, &str); 12] = [
    (1, 0, "0/1 0/1 0/1 0/1 0/1 0/1 1/0 1/0 1/0 1/0 1/0 1/0 1/0 1/0"),
    (1, 1, "1/1 1/1 1/1 1/1 1/1 1/1 1/1 1/1 1/1 1/1 1/1 1/1 1/1 1/0"),
    (2, 0, "1/1 1/1 1/1 1/1 1/1 1/1 1/1 1/1 0/2 1/1 1/1 1/1 1/1 2/0"),
    (2, 1, "1/2 1/2 1/2 1/2 1/2 1/2 1/1 2/1 2/1 2/1 2/1 2/1 2/1 2/0"),
    (3, 0, "1/2 1/2 1/2 1/2 1/2 1/2 2/1 2/1 2/1 2/1 2/1 2/1 2/1 3/0"),
    (3, 1, "1/3 1/3 1/3 1/3 1/2 1/2 2/2 2/1 3/1 3/1 3/1 3/1 3/1 3/0"),
    (4, 0, "1/3 1/3 1/3 1/3 1/3 2/2 2/2 2/2 3/1 3/1 3/1 3/1 3/1 4/0"),
    (4, 1, "1/4 1/4 1/4 1/3 2/3 2/3 2/2 3/2 3/1 4/1 4/1 4/1 4/1 4/0"),
    (5, 0, "1/4 1/4 1/4 1/4 2/3 2/3 3/2 3/2 4/1 4/1 0/5 4/1 4/1 5/0"),
    (5, 1, "1/5 1/5 1/4 1/4 2/4 2/3 3/3 3/2 4/1 4/1 5/1 5/1 5/1 5/0"),
    (10, 0, "1/9 1/9 2/8 3/7 3/7 4/6 5/5 6/4 8/2 8/2 9/1 0/10 9/1 10/0"),
    (10, 1, "1/10 1/9 2/8 3/8 3/7 4/6 5/5 6/4 8/3 8/2 9/1 10/1 10/1 10/0"),
];

#[test]
fn every_vector_of_the_table() {
    let mut vectors = 0;
    for (replicas, max_surge, cells) in TABLE {
        for (weight, cell) in WEIGHTS.into_iter().zip(cells.split(' ')) {
            let Counts { canary, stable } = target(Bounds { replicas, max_surge, max_unavailable: 0 }, weight);
            assert_eq!(format!("{canary}/{stable}"), cell, "{replicas} replicas, surge {max_surge}, {weight} %");
            vectors += 1;
        }
    }
    assert_eq!(vectors, 168);
    let nothing = target(Bounds { replicas: 0, max_surge: 1, max_unavailable: 0 }, 50);
    assert_eq!(nothing, Counts { canary: 0, stable: 0 });
}

/// Every state the pods pass through on the way to each weight, pods being available at once.
fn trace(bounds: Bounds, mut now: Counts, weights: &[i32]) -> String {
    let words = |counts: Counts| format!("{}/{}", counts.canary, counts.stable);
    let mut text = words(now);
    for (index, weight) in weights.iter().enumerate() {
        let wanted = target(bounds, *weight);
        for turn in 0.. {
            let view = |spec| SetView { spec, available: spec };
            let next = step(bounds, wanted, view(now.canary), view(now.stable), 0);
            if next == now {
                break;
            }
            assert!(turn < 50, "it never comes to rest");
            now = next;
            text.push_str(if turn == 0 && index > 0 { " · " } else { "→" });
            text.push_str(&words(now));
        }
    }
    text
}

#[test]
fn the_traces() {
    let start = |stable| Counts { canary: 0, stable };
    type Case = (&'static str, i32, i32, i32, Counts, &'static [i32], &'static str);
    let cases: [Case; 5] = [
        (
            "25 % and 25 %",
            10,
            3,
            2,
            start(10),
            &[20, 50, 80, 100],
            "0/10→0/8→2/8 · 2/6→5/6→5/5 · 5/3→8/3→8/2 · 8/0→10/0",
        ),
        ("25 % and 0", 10, 3, 0, start(10), &[20, 50, 100], "0/10→2/10→2/8 · 5/8→5/5 · 8/5→8/2→10/2→10/0"),
        ("1 and 0", 5, 1, 0, start(5), &[10, 20, 50, 100], "0/5→1/5 · 1/4 · 2/4→2/3→3/3 · 3/2→4/2→4/1→5/1→5/0"),
        ("4 pods", 4, 1, 0, start(4), &[25, 50, 75, 100], "0/4→1/4→1/3 · 2/3→2/2 · 3/2→3/1 · 4/1→4/0"),
        ("abort at 25 %", 10, 1, 0, Counts { canary: 3, stable: 8 }, &[0], "3/8→2/8→2/9→1/9→1/10→0/10"),
    ];
    for (name, replicas, max_surge, max_unavailable, from, weights, expected) in cases {
        assert_eq!(trace(Bounds { replicas, max_surge, max_unavailable }, from, weights), expected, "{name}");
    }
}

#[test]
fn bounds_are_kept_on_every_way() {
    let mut random = podyard::sim::random::Random::new(42);
    for run in 0..3_000 {
        let replicas = 1 + random.below(20) as i32;
        let (max_surge, max_unavailable) = (random.below(4) as i32, random.below(4) as i32);
        let max_unavailable = if max_surge == 0 && max_unavailable == 0 { 1 } else { max_unavailable.min(replicas) };
        let bounds = Bounds { replicas, max_surge, max_unavailable };
        let mut now = Counts { canary: 0, stable: replicas };
        let mut ready = now;
        let mut least = replicas;
        for _ in 0..200 {
            let wanted = target(bounds, random.below(21) as i32 * 5);
            let view = |spec: i32, available: i32| SetView { spec, available: available.min(spec) };
            // Some pods become available, some do not yet.
            ready.canary = ready.canary.min(now.canary) + (now.canary > ready.canary && random.below(2) == 0) as i32;
            ready.stable = ready.stable.min(now.stable) + (now.stable > ready.stable && random.below(2) == 0) as i32;
            now = step(bounds, wanted, view(now.canary, ready.canary), view(now.stable, ready.stable), 0);
            assert!(now.canary + now.stable <= replicas + max_surge, "run {run}: {now:?} of {bounds:?}");
            assert!(now.canary >= 0 && now.stable >= 0, "run {run}: {now:?}");
            let available = ready.canary.min(now.canary) + ready.stable.min(now.stable);
            assert!(
                available >= (replicas - max_unavailable).min(least),
                "run {run}: {available} available of {bounds:?}"
            );
            least = available;
        }
    }
}

#[test]
fn with_a_router() {
    for (replicas, weight, least, expected) in
        [(10, 25, 0, 3), (10, 1, 0, 1), (10, 0, 0, 0), (10, 0, 2, 0), (10, 5, 2, 2), (1, 5, 2, 1), (10, 100, 0, 10)]
    {
        assert_eq!(routed_canary(replicas, weight, least), expected, "{replicas} at {weight} %, at least {least}");
    }
    // The trace of dynamicStableScale, 10 pods, 20 then 50: stable pods go only when traffic has left them.
    for (wanted, present, expected) in
        [(20, 0, 10), (20, 20, 8), (50, 20, 8), (50, 50, 5), (100, 50, 5), (100, 100, 0), (0, 50, 10)]
    {
        assert_eq!(routed_stable(10, wanted, present, 0), expected, "from {present} % to {wanted} %");
    }
}
