//! Speed of the simulator in Chromium, on the scenarios of `benches/simulator.rs`. `./dev bench` runs it as the page is
//! compiled, small; it prints figures and judges none.

#![cfg(target_arch = "wasm32")]

#[path = "../benches/scenarios.rs"]
mod scenarios;

use scenarios::{hour, hour_of_history, idle, instants, roll_out, sandbox, standing, update};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).expect("a browser").now()
}

/// Median of so many runs, each on a fresh copy of where it begins, ms.
fn median<T: Clone>(runs: usize, start: &T, run: fn(&mut T)) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let mut copy = start.clone();
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
    let sizes = [100, 1_000, 5_000, 10_000];
    let times = sizes.map(|replicas| median(21, &standing(replicas), update));
    for (replicas, time) in sizes.iter().zip(times) {
        console_log!("rolling update of {replicas}: {time:.2} ms");
    }
    // The browser's clock is coarse: many hours are timed at once.
    let hours = |cluster: &mut podyard::sim::Cluster| (0..100).for_each(|_| hour(cluster));
    console_log!("an idle hour of 100 pods: {:.1} us", 10.0 * median(21, &idle(), hours));
}

/// The names are criterion's: `scripts/slope.mjs` holds both against each other.
#[wasm_bindgen_test]
fn own_cluster() {
    for replicas in [100, 1_000, 10_000] {
        let time = median(5, &replicas, |replicas| drop(sandbox(*replicas)));
        console_log!("settled start of the sandbox of {replicas}: {time:.2} ms");
    }
    for replicas in [100, 500, 1_000, 5_000, 10_000] {
        let runs = if replicas < 5_000 { 21 } else { 5 };
        console_log!("rollout in the sandbox of {replicas}: {:.2} ms", median(runs, &sandbox(replicas), roll_out));
    }
}

#[wasm_bindgen_test]
fn any_instant() {
    let mut history = hour_of_history();
    let mut times: Vec<f64> = instants()
        .map(|at| {
            let from = now();
            history.travel(podyard::history::Travel::Seek(at));
            now() - from
        })
        .collect();
    times.sort_by(f64::total_cmp);
    console_log!(
        "any instant of an hour of 100 pods and 100 requests/s: median {:.1} ms, longest {:.1} ms",
        times[times.len() / 2],
        times[times.len() - 1]
    );
}
