//! Argo Rollouts' blue/green, second by second.

use podyard::kube::time::{Millis, SECOND};
use podyard::rollouts::analysis::{Condition, Metric};
use podyard::rollouts::blue_green::{BlueGreen, Spec};
use podyard::rollouts::{Measure, Order, SetView, Which, World};

fn spec() -> Spec {
    Spec {
        replicas: 4,
        preview_replica_count: None,
        auto_promotion_enabled: true,
        auto_promotion_delay: 0,
        scale_down_delay: 30 * SECOND,
        abort_scale_down_delay: 30 * SECOND,
        pre_promotion_analysis: Vec::new(),
        post_promotion_analysis: Vec::new(),
        known_defect: false,
    }
}

fn metric() -> Vec<Metric> {
    let condition = Condition::parse("result >= 0.95", Measure::SuccessRate).unwrap();
    vec![Metric {
        interval: Some(10 * SECOND),
        count: Some(2),
        ..Metric::new("success-rate", Measure::SuccessRate, Some(condition))
    }]
}

/// The world as it was told to be; new pods take 5 s.
struct Stage {
    now: Millis,
    sets: [SetView; 2],
    ready_at: Millis,
    /// The new pods die from here on.
    crash_at: Millis,
    rate: u64,
    orders: Vec<String>,
    said: Vec<String>,
}

impl Stage {
    fn new() -> Self {
        let stable = SetView { spec: 4, available: 4 };
        Self {
            now: 0,
            sets: [stable, SetView::default()],
            ready_at: 0,
            crash_at: Millis::MAX,
            rate: 1_000,
            orders: Vec::new(),
            said: Vec::new(),
        }
    }

    fn run(&mut self, rollout: &mut BlueGreen, end: Millis) {
        while self.now < end {
            if self.now >= self.ready_at {
                self.sets[1].available = self.sets[1].spec;
            }
            if self.now >= self.crash_at {
                self.sets[1].available = 0;
            }
            for turn in 0.. {
                assert!(turn < 20, "it never comes to rest: {:?}", self.orders);
                let rate = self.rate;
                let measure = move |_: Measure, _: Millis| Some(rate);
                let pass = rollout.reconcile(&World {
                    now: self.now * SECOND,
                    stable: self.sets[0],
                    canary: self.sets[1],
                    measure: &measure,
                });
                if pass.is_empty() {
                    break;
                }
                self.take(&pass.orders);
                self.said.extend(pass.said.iter().map(|said| format!("{} {}", self.now, said.message)));
            }
            self.now += 1;
        }
    }

    fn take(&mut self, orders: &[Order]) {
        for order in orders {
            let words = match order {
                Order::Scale(which, to) => {
                    let set = &mut self.sets[usize::from(*which == Which::Canary)];
                    set.spec = *to;
                    set.available = set.available.min(*to);
                    self.ready_at = self.now + 5;
                    format!("{which:?} {to}")
                }
                Order::SwitchActive(which) => format!("active {which:?}"),
                Order::SwitchPreview => "preview".into(),
                Order::MarkStable => "stable".into(),
                other => panic!("{other:?}"),
            };
            self.orders.push(format!("{} {words}", self.now));
        }
    }
}

fn orders(spec: Spec, change: impl FnOnce(&mut Stage)) -> Vec<String> {
    let (mut stage, mut rollout) = (Stage::new(), BlueGreen::new(spec, 2));
    change(&mut stage);
    stage.run(&mut rollout, 200);
    stage.orders
}

#[test]
fn whole_runs() {
    let plain = ["0 preview", "0 Canary 4", "5 active Canary", "5 stable", "35 Stable 0"];
    assert_eq!(orders(spec(), |_| {}), plain, "by itself, the old version 30 s longer");
    let soak = Spec { auto_promotion_delay: 60 * SECOND, ..spec() };
    assert_eq!(
        orders(soak, |_| {}),
        ["0 preview", "0 Canary 4", "65 active Canary", "65 stable", "95 Stable 0"],
        "after a minute of preview"
    );
    let pre = Spec { pre_promotion_analysis: metric(), auto_promotion_delay: 20 * SECOND, ..spec() };
    assert_eq!(
        orders(pre, |_| {}),
        ["0 preview", "0 Canary 4", "35 active Canary", "35 stable", "65 Stable 0"],
        "the pause begins after the analysis"
    );
    let post = Spec { post_promotion_analysis: metric(), scale_down_delay: 0, ..spec() };
    assert_eq!(
        orders(post, |_| {}),
        ["0 preview", "0 Canary 4", "5 active Canary", "15 stable", "15 Stable 0"],
        "the old version is held while it is measured"
    );
    let few = Spec { preview_replica_count: Some(1), auto_promotion_delay: 20 * SECOND, ..spec() };
    assert_eq!(
        orders(few, |_| {}),
        ["0 preview", "0 Canary 1", "25 Canary 4", "30 active Canary", "30 stable", "60 Stable 0"],
        "a preview of one, whole before the switch"
    );
}

#[test]
fn aborts() {
    let bad = |stage: &mut Stage| stage.rate = 500;
    let pre = Spec { pre_promotion_analysis: metric(), ..spec() };
    assert_eq!(orders(pre, bad), ["0 preview", "0 Canary 4", "35 Canary 0"], "no user met it");
    let post = Spec { post_promotion_analysis: metric(), ..spec() };
    assert_eq!(
        orders(post.clone(), bad),
        ["0 preview", "0 Canary 4", "5 active Canary", "5 active Stable", "35 Canary 0"]
    );
    assert_eq!(
        orders(Spec { abort_scale_down_delay: 0, ..post.clone() }, bad),
        ["0 preview", "0 Canary 4", "5 active Canary", "5 active Stable"],
        "0 keeps it"
    );
    let crash = |stage: &mut Stage| (stage.rate, stage.crash_at) = (940, 5);
    let crashes_later = |defect: bool| {
        let spec = Spec { known_defect: defect, ..post.clone() };
        let (mut stage, mut rollout) = (Stage::new(), BlueGreen::new(spec, 2));
        stage.run(&mut rollout, 7);
        crash(&mut stage);
        stage.run(&mut rollout, 200);
        stage.orders
    };
    assert_eq!(crashes_later(false), ["0 preview", "0 Canary 4", "5 active Canary", "15 active Stable", "45 Canary 0"]);
    assert_eq!(
        crashes_later(true),
        ["0 preview", "0 Canary 4", "5 active Canary"],
        "upstream's early return leaves users on the dead version"
    );
}

#[test]
fn what_a_person_can_do() {
    let manual = Spec { auto_promotion_enabled: false, ..spec() };
    let begin = || {
        let (mut stage, mut rollout) = (Stage::new(), BlueGreen::new(manual.clone(), 2));
        stage.run(&mut rollout, 100);
        assert!(rollout.waits_for_a_person());
        assert_eq!(stage.said.last().unwrap(), "5 Rollout is paused (BlueGreenPause)");
        (stage, rollout)
    };
    let (mut stage, mut rollout) = begin();
    assert_eq!(rollout.promote().said[0].message, "Rollout is resumed");
    stage.run(&mut rollout, 200);
    assert_eq!(stage.orders[2..], ["100 active Canary", "100 stable", "130 Stable 0"]);
    assert_eq!(
        stage.said.iter().filter(|line| line.starts_with("100 ")).collect::<Vec<_>>(),
        [
            "100 Switched selector for service 'web-active' from 'web-v1' to 'web-v2'",
            "100 Rollout completed update to revision 2 (web-v2): Completed blue-green update"
        ]
    );
    let (mut stage, mut rollout) = begin();
    assert_eq!(rollout.abort().said[0].message, "Rollout aborted update to revision 2");
    stage.run(&mut rollout, 200);
    assert_eq!(stage.orders[2..], ["130 Canary 0"]);
    assert_eq!(rollout.retry().said[0].message, "Retrying Rollout after abort");
    rollout.promote_full();
    stage.run(&mut rollout, 300);
    assert!(rollout.promoted());
    assert!(stage.said.iter().any(|line| line.ends_with("Full promotion requested")), "{:?}", stage.said);
}
