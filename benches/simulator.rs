//! Native speed of the simulator: rolling updates from 100 to 10,000 pods, bare and in the sandbox's own cluster, the
//! latter's start, requests, and an idle hour. `./dev bench` runs it.

#![allow(missing_docs)] // criterion's macros make public items.

#[cfg(not(target_arch = "wasm32"))]
mod scenarios;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::scenarios::{called, hour, hour_of_history, idle, instants, standing, ten_seconds, update};
    use super::scenarios::{roll_out, sandbox};
    use criterion::{BatchSize, BenchmarkId, Criterion};

    pub fn rolling_update(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("rolling update");
        group.sample_size(20);
        for replicas in [100, 1_000, 5_000, 10_000] {
            let cluster = standing(replicas);
            group.bench_with_input(BenchmarkId::from_parameter(replicas), &cluster, |bencher, cluster| {
                bencher.iter_batched_ref(|| cluster.clone(), update, BatchSize::LargeInput);
            });
        }
        group.finish();
    }

    /// The sandbox's own cluster: the goals are 20 ms at 1,000 pods and 250 ms at 10,000 for its start, and a slope of at
    /// most 1.15 for a rollout.
    pub fn own_cluster(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("settled start of the sandbox");
        group.sample_size(10);
        for replicas in [100, 1_000, 10_000] {
            group.bench_function(BenchmarkId::from_parameter(replicas), |bencher| bencher.iter(|| sandbox(replicas)));
        }
        group.finish();
        let mut group = criterion.benchmark_group("rollout in the sandbox");
        group.sample_size(10);
        for replicas in [100, 500, 1_000, 5_000, 10_000] {
            let session = sandbox(replicas);
            group.bench_with_input(BenchmarkId::from_parameter(replicas), &session, |bencher, session| {
                bencher.iter_batched_ref(|| session.clone(), roll_out, BatchSize::LargeInput);
            });
        }
        group.finish();
    }

    /// 10 s of 1,000 requests a second against 100 pods: the goal is 10 ms, which is 1,000 times faster than real time.
    pub fn requests(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("10 s of 1,000 requests/s to 100 pods");
        for (name, cluster) in called() {
            group.bench_with_input(BenchmarkId::from_parameter(name), &cluster, |bencher, cluster| {
                bencher.iter_batched_ref(|| cluster.clone(), ten_seconds, BatchSize::LargeInput);
            });
        }
        group.finish();
    }

    /// To any instant of an hour of 100 pods and 100 requests a second; the goal is 16 ms.
    pub fn seek(criterion: &mut Criterion) {
        let mut history = hour_of_history();
        let mut all = instants().collect::<Vec<_>>().into_iter().cycle();
        criterion.bench_function("any instant of an hour", |bencher| {
            bencher.iter(|| history.travel(podyard::history::Travel::Seek(all.next().unwrap_or(0))));
        });
    }

    pub fn idle_hour(criterion: &mut Criterion) {
        let cluster = idle();
        criterion.bench_function("idle hour of 100 pods", |bencher| {
            bencher.iter_batched_ref(|| cluster.clone(), hour, BatchSize::LargeInput);
        });
    }
}

#[cfg(not(target_arch = "wasm32"))]
criterion::criterion_group!(
    all,
    native::rolling_update,
    native::own_cluster,
    native::requests,
    native::seek,
    native::idle_hour
);
#[cfg(not(target_arch = "wasm32"))]
criterion::criterion_main!(all);

#[cfg(target_arch = "wasm32")]
fn main() {}
