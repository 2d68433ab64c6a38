//! Flagger, tick by tick: the order of a tick, and how long each of its strategies takes.

use podyard::kube::time::{Millis, SECOND};
use podyard::rollouts::flagger::{Flagger, Phase, Spec};
use podyard::rollouts::{Measure, Order, SetView, Which, World};

fn spec() -> Spec {
    Spec {
        interval: 60 * SECOND,
        threshold: 2,
        max_weight: 50,
        step_weight: 20,
        step_weights: Vec::new(),
        step_weight_promotion: 0,
        iterations: 0,
        matched: None,
        mirror: false,
        success_rate: 990,
        request_duration: Some(500),
        progress_deadline: 600 * SECOND,
        replicas: 2,
    }
}

fn whole(pods: i32) -> SetView {
    SetView { spec: pods, available: pods }
}

/// Ticks from a change on; `rate` and the sets are as given for each tick. What was ordered and said at each.
struct Loop {
    flagger: Flagger,
    primary: SetView,
    canary: SetView,
    rate: Option<u64>,
    latency: u64,
}

impl Loop {
    fn new(spec: Spec) -> Self {
        let mut flagger = Flagger::new(spec, 0);
        flagger.change();
        Self { flagger, primary: whole(2), canary: whole(0), rate: Some(1_000), latency: 100 }
    }

    fn tick(&mut self) -> String {
        let (rate, latency) = (self.rate, self.latency);
        let measure =
            move |which: Measure, _: Millis| if which == Measure::SuccessRate { rate } else { rate.map(|_| latency) };
        let now = self.flagger.next_tick();
        let tick = self.flagger.tick(&World { now, stable: self.primary, canary: self.canary, measure: &measure });
        let mut words: Vec<String> = Vec::new();
        for order in &tick.pass.orders {
            match order {
                Order::Scale(Which::Canary, replicas) => self.canary = whole(*replicas),
                Order::SetWeight(weight) => words.push(format!("{weight}%")),
                Order::SetMirror(percent) => words.push(format!("mirror {percent}%")),
                Order::SetHeaderRoute(header) => {
                    words.push(if header.is_some() { "match".into() } else { "no match".into() })
                }
                other => panic!("{other:?}"),
            }
        }
        words.extend(tick.copy_to_primary.then(|| "copy".to_string()));
        words.extend(tick.pass.said.iter().map(|said| said.message.clone()));
        words.join(" | ")
    }

    fn ticks(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.tick()).collect()
    }
}

#[test]
fn a_progressive_canary_from_tick_to_tick() {
    let mut flagger = Loop::new(spec());
    assert_eq!(
        flagger.ticks(8),
        [
            "New revision detected! Scaling up web.default",
            "20% | Starting canary analysis for web.default | Advance web.default canary weight 20",
            "40% | Advance web.default canary weight 40",
            "60% | Advance web.default canary weight 60",
            "copy | Copying web.default template spec to web-primary.default",
            "0% | Routing all traffic to primary",
            "Promotion completed! Scaling down web.default",
            "",
        ],
        "step 20 and max 50: 20, 40, 60, as upstream caps at 100 and not at maxWeight"
    );
    assert_eq!((flagger.flagger.phase(), flagger.canary), (Phase::Succeeded, whole(0)));
}

#[test]
fn an_ab_test_and_blue_green() {
    let matched = Some(("end-user".to_string(), "jason".to_string()));
    let mut test = Loop::new(Spec { iterations: 2, matched, ..spec() });
    assert_eq!(
        test.ticks(6),
        [
            "New revision detected! Scaling up web.default",
            "match | Starting canary analysis for web.default | Advance web.default canary iteration 1/2",
            "Advance web.default canary iteration 2/2",
            "copy | Copying web.default template spec to web-primary.default",
            "no match | Routing all traffic to primary",
            "Promotion completed! Scaling down web.default",
        ]
    );
    let mut green = Loop::new(Spec { iterations: 2, mirror: true, ..spec() });
    assert_eq!(
        green.ticks(7),
        [
            "New revision detected! Scaling up web.default",
            "mirror 100% | Starting canary analysis for web.default | Advance web.default canary iteration 1/2",
            "Advance web.default canary iteration 2/2",
            "mirror 0% | 100% | Stop traffic mirroring and route all traffic to canary",
            "copy | Copying web.default template spec to web-primary.default",
            "0% | Routing all traffic to primary",
            "Promotion completed! Scaling down web.default",
        ]
    );
    let mut plain = Loop::new(Spec { iterations: 1, ..spec() });
    assert_eq!(plain.ticks(3)[2], "100% | Routing all traffic to canary");
    let mut shadowed = Loop::new(Spec { mirror: true, ..spec() });
    let told = shadowed.ticks(3);
    assert_eq!(
        told[1],
        "mirror 100% | Starting canary analysis for web.default | Starting traffic mirroring for web.default"
    );
    assert_eq!(told[2], "mirror 0% | 20% | Advance web.default canary weight 20");
}

#[test]
fn checks_that_fail_add_up_and_roll_back_a_tick_later() {
    let mut flagger = Loop::new(spec());
    flagger.ticks(2);
    flagger.rate = Some(985);
    assert_eq!(flagger.tick(), "Halt web.default advancement success rate 98.50% < 99%");
    flagger.rate = Some(1_000);
    assert_eq!(flagger.tick(), "40% | Advance web.default canary weight 40", "a good tick does not reset them");
    flagger.latency = 700;
    assert_eq!(flagger.tick(), "Halt web.default advancement request duration 700ms > 500ms");
    assert_eq!(flagger.flagger.failed_checks(), 2, "the threshold is reached, and nothing happens yet");
    flagger.latency = 100;
    assert_eq!(
        flagger.tick(),
        "0% | Rolling back web.default failed checks threshold reached 2 | Canary failed! Scaling down web.default"
    );
    assert_eq!((flagger.flagger.phase(), flagger.tick()), (Phase::Failed, String::new()));
    let mut blind = Loop::new(spec());
    blind.ticks(2);
    blind.rate = None;
    assert_eq!(
        blind.tick(),
        "Halt advancement no values found for istio metric request-success-rate probably web.default is not receiving traffic"
    );
}

#[test]
fn the_order_of_a_tick() {
    // Each of these would apply together with everything below it, and wins.
    let mut flagger = Loop::new(spec());
    flagger.ticks(2);
    (flagger.rate, flagger.canary) = (Some(0), SetView { spec: 2, available: 1 });
    flagger.primary = SetView { spec: 2, available: 0 };
    flagger.flagger.change();
    let waits = "waiting for rollout to finish: 0 of 2 (readyThreshold 100%) updated replicas are available";
    assert_eq!(flagger.tick(), format!("primary deployment web-primary.default not ready: {waits}"), "2: the primary");
    flagger.primary = whole(2);
    assert_eq!(
        flagger.tick(),
        "0% | New revision detected! Restarting analysis for web.default",
        "4: a change in the analysis"
    );
    flagger.canary = SetView { spec: 2, available: 1 };
    assert!(
        flagger.tick().starts_with("canary deployment web.default not ready: waiting for rollout to finish: 1 of 2"),
        "5: the canary"
    );
    assert_eq!(flagger.flagger.failed_checks(), 0, "which is no failed check");
    flagger.canary = whole(2);
    flagger.rate = Some(1_000);
    flagger.tick();
    flagger.rate = Some(0);
    flagger.ticks(2);
    assert!(flagger.tick().contains("failed checks threshold reached 2"), "10: the threshold, before another check");
    let mut idle = Loop::new(spec());
    idle.flagger = Flagger::new(spec(), 0);
    idle.primary = SetView { spec: 2, available: 0 };
    assert_eq!(idle.tick(), "", "1: nothing to do, whatever the primary does");
}

#[test]
fn deadlines() {
    let mut flagger = Loop::new(spec());
    flagger.tick();
    flagger.canary = SetView { spec: 2, available: 1 };
    let told = flagger.ticks(11);
    assert!(told[9].contains("not ready"), "{told:?}");
    assert_eq!(
        told[10],
        "Rolling back web.default progress deadline exceeded | Canary failed! Scaling down web.default"
    );
    let mut promoting = Loop::new(spec());
    promoting.ticks(5);
    promoting.primary = SetView { spec: 2, available: 1 };
    let told = promoting.ticks(11);
    assert!(told[10].starts_with("100% | Promotion of web.default failed, primary not ready: "), "{told:?}");
    assert_eq!(promoting.flagger.phase(), Phase::Failed, "all weight stays with the only healthy copy");
}

#[test]
fn weights() {
    let advance = |spec: Spec, ticks: usize| -> Vec<String> {
        let mut flagger = Loop::new(spec);
        let told = flagger.ticks(ticks);
        told.iter().filter_map(|line| line.split(" canary weight ").nth(1).map(str::to_string)).collect()
    };
    assert_eq!(advance(Spec { step_weight: 0, step_weights: vec![1, 10, 50], ..spec() }, 10), ["1", "10", "50"]);
    assert_eq!(advance(Spec { step_weight: 40, max_weight: 100, ..spec() }, 10), ["40", "80", "100"]);
    assert_eq!(
        advance(Spec { step_weight: 10, step_weights: vec![5, 30], ..spec() }, 10),
        ["10", "20", "30"],
        "stepWeight decides the step, the list the limit"
    );
    assert_eq!(advance(Spec { step_weight: 0, ..spec() }, 10), [""; 0], "without any step it never advances");
    let mut back = Loop::new(Spec { step_weight_promotion: 30, ..spec() });
    let told = back.ticks(8);
    assert_eq!(
        told[5..8],
        [
            "30% | Advance web.default primary weight 70",
            "0% | Routing all traffic to primary",
            "Promotion completed! Scaling down web.default"
        ]
    );
}
