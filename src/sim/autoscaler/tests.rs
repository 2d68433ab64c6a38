//! The calculation and the pace by tables, some of them upstream's: replica_calculator_test.go and horizontal_test.go.

use super::calculator::{Question, Tolerances, What};
use super::pace::{Bounds, Memory};
use crate::kube::autoscaler::{Behavior, ScalingPolicy, ScalingRules};
use crate::kube::object::{Labels, ObjectMeta, Uid};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::time::{Millis, SECOND, timestamp};
use crate::sim::metrics::{Measured, Metrics};
use crate::sim::pod::{Pod, PodPhase};

/// Long after the start of all pods.
const NOW: Millis = 1_000 * SECOND;
const TOLERANCES: Tolerances = Tolerances { down: 100, up: 100 };

/// How a pod is: measured to use so much while it is ready, or while it is not; without a measure; not started.
#[derive(Clone, Copy, Debug)]
enum Is {
    Ready(i64),
    Unready(i64),
    Missing,
    Pending,
}

/// Pods that request 1000m each and whose start is so long ago.
fn ask<T>(pods: &[Is], age: Millis, replicas: i32, what: What, ask: impl Fn(&Question) -> T) -> T {
    let mut metrics = Metrics::default();
    let mut template = PodTemplateSpec::new(Labels::default(), "web", "web:v1");
    template.change_container(|container| {
        let quantity = crate::kube::quantity::Quantity::parse("1").expect("one");
        container.resources.requests.insert("cpu".into(), quantity);
    });
    let mut all = Vec::new();
    for (number, is) in (1..).zip(pods) {
        let mut pod = Pod::new(ObjectMeta::named(&format!("web-{number}"), Labels::default()), &template, 0);
        (pod.metadata.uid, pod.metadata.creation_timestamp) = (Uid(number), NOW - age);
        pod.status.ready_transition = timestamp(NOW - age + 5 * SECOND);
        pod.status.phase = PodPhase::Running;
        let measured = |value| Measured { at: NOW, window: 15 * SECOND, cpu_milli: value, requests_milli: value };
        match *is {
            Is::Ready(value) => {
                pod.status.ready = true;
                metrics.put(pod.metadata.uid, measured(value));
            }
            Is::Unready(value) => metrics.put(pod.metadata.uid, measured(value)),
            Is::Missing => pod.status.ready = true,
            Is::Pending => pod.status.phase = PodPhase::Pending,
        }
        all.push(pod);
    }
    let pods: Vec<&Pod> = all.iter().collect();
    ask(&Question { pods: &pods, metrics: &metrics, what, replicas, tolerances: TOLERANCES, now: NOW })
}

#[test]
fn so_many_pods_for_so_much_cpu() {
    use Is::{Missing, Pending, Ready, Unready};
    // Name as upstream's, pods, wanted now, target %; pods then and the % that is shown.
    type Row = (&'static str, &'static [Is], i32, i32, i32, i32);
    let rows: [Row; 16] = [
        ("scale up", &[Ready(300), Ready(500), Ready(700)], 3, 30, 5, 50),
        ("scale up, unready lessens", &[Unready(300), Ready(500), Ready(700)], 3, 30, 4, 60),
        ("scale up, pending lessens", &[Ready(500), Ready(700), Pending], 3, 30, 4, 60),
        ("scale up, unready and hot is no scale", &[Unready(400), Ready(500), Unready(100)], 3, 30, 3, 50),
        ("scale down", &[Ready(100), Ready(300), Ready(500), Ready(250), Ready(250)], 5, 50, 3, 28),
        ("scale down ignores unready", &[Ready(100), Ready(300), Ready(500), Ready(250), Unready(250)], 5, 50, 3, 28),
        ("within the tolerance", &[Ready(1010), Ready(1030), Ready(1020)], 3, 100, 3, 102),
        ("at the edge of it", &[Ready(1100)], 1, 100, 1, 110),
        ("just beyond it", &[Ready(1110)], 1, 100, 2, 111),
        ("below it", &[Ready(890), Ready(890)], 2, 100, 2, 89),
        ("missing, less up", &[Ready(1000), Missing], 2, 24, 5, 100),
        ("missing, no change at all", &[Ready(1000), Missing], 2, 100, 2, 100),
        ("missing, no change down", &[Ready(100), Missing], 2, 100, 2, 10),
        ("missing, scale down", &[Ready(100), Ready(100), Missing], 3, 100, 2, 10),
        ("missing and unready, no change", &[Ready(950), Missing, Unready(450)], 3, 30, 3, 95),
        ("a target above 100 %", &[Ready(100), Missing], 2, 200, 2, 10),
    ];
    for (name, pods, replicas, target, wanted, shown) in rows {
        let found = ask(pods, 20 * SECOND, replicas, What::Cpu, |question| question.by_utilization(target));
        let found = found.map(|proposal| (proposal.replicas, proposal.utilization));
        assert_eq!(found, Ok((wanted, Some(shown))), "{name}");
    }
}

#[test]
fn cpu_counts_once_a_pod_is_past_its_start() {
    // Its age in s, whether the second of two pods is ready, and the pods wanted: it counts, or is taken for idle.
    let rows = [(19, true, 3), (20, true, 5), (20, false, 3), (299, false, 3), (301, false, 3), (301, true, 5)];
    for (age, ready, wanted) in rows {
        let other = if ready { Is::Ready(1_000) } else { Is::Unready(1_000) };
        let pods = [Is::Ready(1_500), other];
        let found = ask(&pods, age * SECOND, 2, What::Cpu, |question| question.by_utilization(60));
        // Under 20 s of age even the one that is ready became so less than a window ago.
        let expected = if age == 19 { None } else { Some(wanted) };
        assert_eq!(found.ok().map(|proposal| proposal.replicas), expected, "{age} s, {ready}");
    }
}

#[test]
fn nothing_to_measure_is_an_error() {
    let by = |pods: &[Is]| ask(pods, 20 * SECOND, 2, What::Cpu, |question| question.by_utilization(50)).unwrap_err();
    assert_eq!(by(&[]), "unable to get metrics for resource cpu: no metrics returned from resource metrics API");
    assert_eq!(
        by(&[Is::Missing]),
        "unable to get metrics for resource cpu: no metrics returned from resource metrics API"
    );
    assert_eq!(by(&[Is::Unready(9)]), "did not receive metrics for targeted pods (pods might be unready)");
}

#[test]
fn so_many_pods_for_a_value() {
    let pods = [Is::Ready(20_000), Is::Ready(10_000), Is::Ready(30_000)];
    let average = |target| ask(&pods, 20 * SECOND, 3, What::Requests, |question| question.by_average(target).unwrap());
    let found = [10_000, 19_000, 25_000].map(|target| (average(target).replicas, average(target).average));
    assert_eq!(found, [(6, 20_000), (3, 20_000), (3, 20_000)]);
    let value =
        |is, target| ask(&pods, 20 * SECOND, 3, What::Requests, |question| question.by_value(is, target).unwrap());
    assert_eq!((value(20_000, 10_000).replicas, value(10_500, 10_000).replicas), (6, 3));
    let each = |is, target| ask(&pods, 20 * SECOND, 3, What::Requests, |it| it.by_value_per_pod(is, target, 3));
    assert_eq!((each(60_000, 10_000).replicas, each(60_000, 10_000).average), (6, 20_000));
    assert_eq!((each(31_000, 10_000).replicas, each(31_000, 10_000).average), (3, 10_334));
}

fn bounds(current: i32, now: Millis) -> Bounds {
    Bounds { min: 2, max: 20, current, now: now * SECOND }
}

#[test]
fn without_a_behavior_it_doubles_at_most_and_waits_five_minutes_to_shrink() {
    let mut memory = Memory::default();
    memory.begin(5, 0);
    // At a second, from so many, recommended; what it comes to, why it is not more, and why not less.
    let rows = [
        (0, 5, 30, 10, "ReadyForNewScale", "ScaleUpLimit"),
        (15, 10, 30, 20, "ReadyForNewScale", "TooManyReplicas"),
        (30, 20, 6, 20, "ScaleDownStabilized", "TooManyReplicas"),
        (315, 20, 6, 20, "ScaleDownStabilized", "TooManyReplicas"),
        (316, 20, 6, 6, "ReadyForNewScale", "DesiredWithinRange"),
        (700, 6, 1, 2, "ReadyForNewScale", "TooFewReplicas"),
        (1_100, 1, 9, 4, "ReadyForNewScale", "ScaleUpLimit"),
    ];
    for (now, from, wanted, replicas, able, limit) in rows {
        let paced = memory.pace(None, wanted, bounds(from, now));
        assert_eq!((paced.replicas, paced.able.0, paced.limit.0), (replicas, able, limit), "at {now} s");
    }
}

fn policy(kind: &str, value: i32, period_seconds: i32) -> ScalingPolicy {
    ScalingPolicy { kind: kind.into(), value, period_seconds, ..ScalingPolicy::default() }
}

fn rules(select: &str, window: i32, policies: Vec<ScalingPolicy>) -> ScalingRules {
    ScalingRules {
        stabilization_window_seconds: Some(window),
        select_policy: select.into(),
        policies,
        ..ScalingRules::default()
    }
}

#[test]
fn policies_bound_what_is_changed_in_their_period() {
    let both = || vec![policy("Pods", 4, 60), policy("Percent", 100, 60)];
    // The policy that counts; from 3 pods, 20 are wanted: after the first look, and 30 and 61 s later.
    for (select, steps) in [("Max", [7, 7, 14]), ("Min", [6, 6, 10]), ("Disabled", [3, 3, 3])] {
        let behavior = Behavior { scale_up: rules(select, 0, both()), ..Behavior::default() };
        let (mut memory, mut replicas) = (Memory::default(), 3);
        for (now, expected) in [0, 30, 61].into_iter().zip(steps) {
            let paced = memory.pace(Some(&behavior), 20, bounds(replicas, now));
            memory.changed(Some(&behavior), replicas, paced.replicas, now * SECOND);
            replicas = paced.replicas;
            assert_eq!((replicas, paced.limit.0), (expected, "ScaleUpLimit"), "{select} at {now} s");
        }
    }
    // Downwards from 10, 2 are wanted.
    for (select, steps) in [("Max", [5, 5, 2]), ("Min", [7, 7, 4])] {
        let policies = vec![policy("Pods", 3, 60), policy("Percent", 50, 60)];
        let behavior = Behavior { scale_down: rules(select, 0, policies), ..Behavior::default() };
        let (mut memory, mut replicas) = (Memory::default(), 10);
        for (now, expected) in [0, 30, 61].into_iter().zip(steps) {
            let paced = memory.pace(Some(&behavior), 2, bounds(replicas, now));
            if paced.replicas != replicas {
                memory.changed(Some(&behavior), replicas, paced.replicas, now * SECOND);
            }
            replicas = paced.replicas;
            assert_eq!(replicas, expected, "{select} at {now} s");
        }
    }
}

#[test]
fn windows_look_back_both_ways() {
    let many = || vec![policy("Percent", 900, 15)];
    let behavior =
        Behavior { scale_up: rules("Max", 60, many()), scale_down: rules("Max", 120, many()), ..Behavior::default() };
    let mut memory = Memory::default();
    memory.begin(5, 0);
    let rows = [
        (15, 5, 12, 5, "ScaleUpStabilized"),
        (59, 5, 10, 5, "ScaleUpStabilized"),
        (61, 5, 12, 10, "ScaleUpStabilized"),
        (62, 10, 3, 10, "ScaleDownStabilized"),
        (200, 10, 3, 3, "ReadyForNewScale"),
    ];
    for (now, from, wanted, replicas, able) in rows {
        let paced = memory.pace(Some(&behavior), wanted, bounds(from, now));
        assert_eq!((paced.replicas, paced.able.0), (replicas, able), "at {now} s");
    }
}
