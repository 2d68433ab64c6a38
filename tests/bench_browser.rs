//! Speed of the simulator in Chromium, on the scenarios of `benches/simulator.rs`. `./dev bench` runs it optimised; it
//! prints figures and judges none.

#![cfg(target_arch = "wasm32")]

#[path = "../benches/scenarios.rs"]
mod scenarios;

use scenarios::{hour, idle, standing, update};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn now() -> f64 {
    js_sys::Date::now()
}

/// Median of so many runs, each on a fresh copy of a cluster, ms.
fn median(runs: usize, cluster: &podyard::sim::Cluster, run: fn(&mut podyard::sim::Cluster)) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let mut copy = cluster.clone();
            let from = now();
            run(&mut copy);
            now() - from
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[runs / 2]
}

#[wasm_bindgen_test]
fn speed() {
    for replicas in [100, 1_000, 5_000, 10_000] {
        console_log!("rolling update of {replicas}: {} ms", median(11, &standing(replicas), update));
    }
    // A clock of whole milliseconds: many hours are timed at once.
    let hours = |cluster: &mut podyard::sim::Cluster| (0..100).for_each(|_| hour(cluster));
    console_log!("100 idle hours of 100 pods: {} ms", median(11, &idle(), hours));
}
