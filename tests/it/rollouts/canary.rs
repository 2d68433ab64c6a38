//! Argo Rollouts' canary: whole runs with pods that take a while, weights, pauses, analyses, abort.

use podyard::kube::time::{Millis, SECOND};
use podyard::rollouts::analysis::{Condition, Metric};
use podyard::rollouts::canary::{Canary, Spec};
use podyard::rollouts::canary_counts::Bounds;
use podyard::rollouts::step::{Step, check, parse};
use podyard::rollouts::{Measure, Order, SetView, Which, World};

/// Seconds from a pod's creation to available.
const READY: Millis = 5;

pub struct Stage {
    pub now: Millis,
    pub canary: SetView,
    pub stable: SetView,
    pub weight: u32,
    pub rate: Option<u64>,
    coming: Vec<(Millis, Which, i32)>,
    pub told: Vec<(Millis, String)>,
    pub moved: Vec<(Millis, i32, i32, u32)>,
}

impl Stage {
    pub fn new(replicas: i32) -> Self {
        let stable = SetView { spec: replicas, available: replicas };
        Self {
            now: 0,
            canary: SetView::default(),
            stable,
            weight: 0,
            rate: Some(1_000),
            coming: Vec::new(),
            told: Vec::new(),
            moved: Vec::new(),
        }
    }

    fn order(&mut self, order: &Order) {
        match order {
            Order::Scale(which, replicas) => {
                let set = if *which == Which::Canary { &mut self.canary } else { &mut self.stable };
                set.spec = *replicas;
                set.available = set.available.min(*replicas);
                self.coming.push((self.now + READY, *which, *replicas));
            }
            Order::SetWeight(weight) => self.weight = *weight,
            other => self.told.push((self.now, format!("{other:?}"))),
        }
        self.moved.push((self.now, self.canary.spec, self.stable.spec, self.weight));
    }

    fn look(&mut self, canary: &mut Canary) {
        for _ in 0..50 {
            let rate = self.rate;
            let measure = move |_: Measure, _: Millis| rate;
            let world = World { now: self.now * SECOND, stable: self.stable, canary: self.canary, measure: &measure };
            let pass = canary.reconcile(&world);
            if pass.is_empty() {
                return;
            }
            pass.said.iter().for_each(|said| self.told.push((self.now, said.message.clone())));
            pass.orders.iter().for_each(|order| self.order(order));
        }
        panic!("it never comes to rest: {:?}", self.told);
    }

    /// Until second `end`, every second.
    fn run(&mut self, canary: &mut Canary, end: Millis) {
        while self.now < end {
            for (at, which, replicas) in std::mem::take(&mut self.coming) {
                if at > self.now {
                    self.coming.push((at, which, replicas));
                    continue;
                }
                let set = if which == Which::Canary { &mut self.canary } else { &mut self.stable };
                set.available = replicas.min(set.spec);
            }
            self.look(canary);
            self.now += 1;
        }
    }

    fn told(&self) -> Vec<String> {
        let told = self.told.iter().filter(|(_, words)| !words.starts_with("Scaled") && !words.starts_with("Set"));
        told.map(|(at, words)| format!("{at} {words}")).collect()
    }
}

fn spec(steps: &str, routed: bool) -> Spec {
    Spec {
        bounds: Bounds { replicas: 10, max_surge: 1, max_unavailable: 0 },
        steps: parse(steps).unwrap(),
        routed,
        dynamic_stable_scale: false,
        min_pods_per_replica_set: 0,
        scale_down_delay: 30 * SECOND,
        abort_scale_down_delay: 30 * SECOND,
        analysis: vec![success_rate()],
        background: None,
        progress_deadline: 600 * SECOND,
        progress_deadline_abort: false,
    }
}

fn success_rate() -> Metric {
    let condition = Condition::parse("result >= 0.95", Measure::SuccessRate).unwrap();
    Metric {
        interval: Some(10 * SECOND),
        count: Some(3),
        ..Metric::new("success-rate", Measure::SuccessRate, Some(condition))
    }
}

#[test]
fn a_canary_by_numbers_of_pods() {
    let (mut stage, mut canary) = (Stage::new(10), Canary::new(spec("20, pause 20s, 50, pause", false), 2, 0));
    stage.run(&mut canary, 300);
    assert_eq!((stage.canary.spec, stage.stable.spec), (5, 5), "it waits at half");
    assert!(canary.waits_for_a_person());
    canary.promote(stage.now * SECOND);
    stage.run(&mut canary, 600);
    assert!(canary.promoted());
    assert_eq!((stage.canary.spec, stage.stable.spec, stage.weight), (10, 0, 0));
    for (at, canary, stable, _) in &stage.moved {
        assert!(canary + stable <= 11, "second {at}: {canary} and {stable}");
    }
    let told = stage.told();
    for words in [
        "Rollout step 1/4 completed (setWeight: 20)",
        "Rollout is paused (CanaryPauseStep)",
        "Rollout step 2/4 completed (pause: 20s)",
        "Rollout completed update to revision 2 (web-v2): Completed all 4 canary steps",
    ] {
        assert_eq!(
            told.iter().filter(|line| line.ends_with(words)).count(),
            if words.contains("paused") { 2 } else { 1 },
            "{words}: {told:?}"
        );
    }
}

#[test]
fn a_canary_with_a_router() {
    let (mut stage, mut canary) = (Stage::new(10), Canary::new(spec("20, pause 60s, 50, pause 60s", true), 2, 0));
    stage.run(&mut canary, 300);
    assert!(canary.promoted());
    // 2 pods first, traffic once they are available; the old version whole until 30 s after the end.
    let expected =
        [(0, 2, 10, 0), (5, 2, 10, 20), (65, 5, 10, 20), (70, 5, 10, 50), (130, 10, 10, 50), (135, 10, 10, 100)];
    let moved: Vec<_> = stage.moved.iter().copied().filter(|(at, ..)| *at < 136).collect();
    let mut distinct = moved.clone();
    distinct.dedup();
    assert_eq!(distinct, expected, "{:?}", stage.told);
    assert_eq!(stage.moved.last(), Some(&(165, 10, 0, 100)), "the old version goes 30 s after the promotion");
}

#[test]
fn the_stable_version_shrinks_after_its_traffic() {
    let spec = Spec { dynamic_stable_scale: true, ..spec("20, pause 60s, 50, pause", true) };
    let (mut stage, mut canary) = (Stage::new(10), Canary::new(spec, 2, 0));
    stage.run(&mut canary, 200);
    let mut states: Vec<(i32, i32, u32)> =
        stage.moved.iter().map(|(_, canary, stable, weight)| (*canary, *stable, *weight)).collect();
    states.dedup();
    assert_eq!(states, [(2, 10, 0), (2, 10, 20), (2, 8, 20), (5, 8, 20), (5, 8, 50), (5, 5, 50)]);
}

#[test]
fn an_analysis_that_fails_aborts() {
    for routed in [false, true] {
        let (mut stage, mut canary) = (Stage::new(10), Canary::new(spec("20, analysis, 50", routed), 2, 0));
        stage.rate = Some(900);
        stage.run(&mut canary, 200);
        assert!(canary.aborted(), "routed {routed}");
        assert_eq!((stage.canary.spec, stage.stable.spec, stage.weight), (0, 10, 0), "routed {routed}");
        let aborted = "Rollout aborted update to revision 2: Step-based analysis phase error/failed: Metric \"success-rate\" assessed Failed due to failed (1) > failureLimit (0)";
        assert!(stage.told().iter().any(|line| line.ends_with(aborted)), "routed {routed}: {:?}", stage.told());
        if routed {
            let at = |wanted: fn(&(Millis, i32, i32, u32)) -> bool| {
                stage.moved.iter().find(|state| wanted(state)).unwrap().0
            };
            let (exposed, back) =
                (at(|state| state.3 == 20), stage.moved.iter().rev().find(|state| state.3 == 20).unwrap().0);
            assert!(back - exposed <= 1, "traffic left at once: {:?}", stage.moved);
            assert_eq!(stage.moved.last().unwrap().0 - back, 30, "the pods stay for 30 s more");
        }
        let retried = canary.retry(stage.now * SECOND);
        assert_eq!(retried.said[0].message, "Retrying Rollout after abort");
        stage.rate = Some(1_000);
        stage.run(&mut canary, 600);
        assert!(canary.promoted(), "routed {routed}: {:?}", stage.told());
    }
}

#[test]
fn a_background_analysis_watches_from_its_step_on() {
    let metrics = vec![Metric { count: None, ..success_rate() }];
    let spec = Spec { background: Some((1, metrics)), ..spec("20, pause 60s, 50, pause 60s", true) };
    let (mut stage, mut canary) = (Stage::new(10), Canary::new(spec, 2, 0));
    stage.run(&mut canary, 90);
    assert!(!canary.aborted());
    stage.rate = Some(0);
    stage.run(&mut canary, 110);
    assert!(canary.aborted());
    assert!(
        stage.told().iter().any(|line| line.contains("Background analysis phase error/failed")),
        "{:?}",
        stage.told()
    );
}

#[test]
fn without_data_an_analysis_errs_and_aborts() {
    let (mut stage, mut canary) = (Stage::new(10), Canary::new(spec("20, analysis", true), 2, 0));
    stage.rate = None;
    stage.run(&mut canary, 300);
    assert!(canary.aborted());
    assert!(
        stage.told().iter().any(|line| line.contains("consecutiveErrors (5) > consecutiveErrorLimit (4)")),
        "{:?}",
        stage.told()
    );
}

#[test]
fn what_a_person_can_do() {
    let begin = || (Stage::new(10), Canary::new(spec("20, pause, 50, pause, analysis", true), 2, 0));
    let (mut stage, mut canary) = begin();
    stage.run(&mut canary, 100);
    canary.promote_full();
    stage.run(&mut canary, 200);
    assert!(canary.promoted());
    assert!(stage.told().iter().any(|line| line.ends_with("(web-v2): Full promotion requested")), "{:?}", stage.told());
    let (mut stage, mut canary) = begin();
    stage.run(&mut canary, 100);
    assert_eq!(canary.abort().said[0].message, "Rollout aborted update to revision 2");
    assert!(canary.promote(0).is_empty() && canary.abort().is_empty(), "after that there is nothing to promote");
    stage.run(&mut canary, 200);
    assert_eq!((stage.canary.spec, stage.weight), (0, 0));
}

#[test]
fn the_progress_deadline() {
    for aborts in [false, true] {
        let spec = Spec { progress_deadline: 60 * SECOND, progress_deadline_abort: aborts, ..spec("20, pause", true) };
        let (mut stage, mut canary) = (Stage::new(10), Canary::new(spec, 2, 0));
        stage.look(&mut canary);
        stage.coming.clear(); // The new pods never become available.
        stage.run(&mut canary, 200);
        let words = "ReplicaSet \"web-v2\" has timed out progressing.";
        let told: Vec<String> = stage.told().into_iter().filter(|line| line.ends_with(words)).collect();
        assert_eq!(told.first().map(String::as_str), Some(&*format!("60 {words}")), "{:?}", stage.told());
        assert_eq!(canary.aborted(), aborts);
    }
    let (mut stage, mut canary) = (Stage::new(10), Canary::new(spec("20, pause", true), 2, 0));
    stage.run(&mut canary, 5_000);
    assert!(!stage.told().iter().any(|line| line.contains("timed out")), "a pause has no deadline");
}

#[test]
fn steps_as_they_are_typed() {
    let read = parse(
        "20, pause 30s, pause 2m,pause, analysis, scale 2, scale match, header end-user=jason, mirror 10, weight 100%",
    )
    .unwrap();
    let words: Vec<String> = read.iter().map(Step::words).collect();
    assert_eq!(
        words,
        [
            "setWeight: 20",
            "pause: 30s",
            "pause: 120s",
            "pause",
            "analysis",
            "setCanaryScale{replicas: 2}",
            "setCanaryScale{matchTrafficWeight: true}",
            "setHeaderRoute: by-header",
            "setMirrorRoute: mirror",
            "setWeight: 100"
        ]
    );
    assert_eq!(parse(" , "), Ok(vec![]));
    for bad in ["twenty", "pause soon", "scale -1", "mirror 101", "header jason", "analysis now"] {
        let refused = parse(bad).unwrap_err().message;
        assert!(refused.ends_with(&format!("steps[0]: Invalid value: \"{bad}\": Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause")), "{refused}");
    }
    let refusals = [
        ("20, 101", false, "steps[1].setWeight: Invalid value: 101: SetWeight needs to be between 0 and 100"),
        ("-1", true, "steps[0].setWeight: Invalid value: -1: SetWeight needs to be between 0 and 100"),
        ("pause 0s", true, "steps[0].pause.duration: Invalid value: \"0s\": Duration needs to be greater than 0"),
        (
            "scale 2",
            false,
            "steps[0].setCanaryScale: Invalid value: \"object\": SetCanaryScale requires TrafficRouting to be set",
        ),
        (
            "mirror 5",
            false,
            "steps[0].setMirrorRoute: Invalid value: \"object\": SetMirrorRoute requires TrafficRouting, supports Istio and Plugins",
        ),
        (
            "header a=b",
            false,
            "steps[0].setHeaderRoute: Invalid value: \"object\": SetHeaderRoute requires TrafficRouting, supports Istio and ALB and Apisix",
        ),
    ];
    for (text, routed, words) in refusals {
        let refused = check(&parse(text).unwrap(), routed).unwrap_err().message;
        assert!(refused.ends_with(words), "{text}: {refused}");
    }
    assert_eq!(check(&parse("20, scale 2, header a=b, mirror 5, pause").unwrap(), true), Ok(()));
}
