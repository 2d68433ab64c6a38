//! Rollouts by chance: whatever people do, no invariant breaks, nothing runs in circles, and in the end all is as asked for.

use podyard::kube::object::Kind;
use podyard::kube::time::SECOND;
use podyard::kube::tree::Value;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::invariant::Watchdog;
use podyard::sim::random::Random;
use podyard::world::{Entry, Latency, World};

use super::{
    apply, busy, flagger, http_route, patch, roll_out, rollout, services, stands, version_behind, web, weights,
};

/// More events than any of these runs needs.
const EVENTS_MAX: usize = 400_000;

const STRATEGIES: [&str; 6] = [
    "canary: {maxSurge: 1, maxUnavailable: 1, steps: [{setWeight: 25}, {pause: {duration: 5s}}, {setWeight: 60}, {pause: {}}]}",
    "canary: {stableService: stable, canaryService: canary, trafficRouting: {plugins: {argoproj-labs/gatewayAPI: {httpRoute: \
     web}}}, steps: [{setWeight: 25}, {pause: {}}, {setCanaryScale: {replicas: 1}}, {setWeight: 60}, {pause: {duration: 9s}}]}",
    "canary: {stableService: stable, canaryService: canary, dynamicStableScale: true, trafficRouting: {plugins: \
     {argoproj-labs/gatewayAPI: {httpRoute: web}}}, steps: [{setWeight: 30}, {pause: {duration: 4s}}, {setWeight: 80}]}",
    "blueGreen: {activeService: stable, previewService: canary, autoPromotionEnabled: false, previewReplicaCount: 1}",
    "blueGreen: {activeService: stable, previewService: canary, autoPromotionSeconds: 10, scaleDownDelaySeconds: 15}",
    "blueGreen: {activeService: stable, previewService: canary, autoPromotionEnabled: false, scaleDownDelayRevisionLimit: 1}",
];

struct Run {
    cluster: Cluster,
    watchdog: Watchdog,
    events: usize,
    seed: u64,
}

impl Run {
    fn pass(&mut self, seconds: u64) {
        let until = self.cluster.now() + seconds * SECOND;
        while self.cluster.next_event_at().is_some_and(|at| at <= until) {
            self.cluster.step();
            if !self.cluster.objects().canaries.is_empty() {
                // Flagger lowers its target's replicas, after which sums of sizes are over their bound for a while.
                self.watchdog.meddle();
            }
            let broken = self.watchdog.check(&self.cluster);
            assert!(broken.is_empty(), "seed {}: {broken:?}", self.seed);
            self.events += 1;
            assert!(self.events < EVENTS_MAX, "seed {}: it runs in circles: {:?}", self.seed, self.last_words());
        }
        self.cluster.advance_clock(until);
    }

    /// The end of the log.
    fn last_words(&self) -> Vec<String> {
        let events = self.cluster.log().events();
        let from = events.len().saturating_sub(12);
        events.iter().skip(from).map(|event| format!("{} {}: {}", event.at, event.object, event.message())).collect()
    }

    fn act(&mut self, random: &mut Random) {
        let cluster = &mut self.cluster;
        let name = || "web".into();
        let version = random.below(3) + 1;
        let command = match random.below(13) {
            0..=2 => return roll_out(cluster, &format!("web:v{version}")),
            3 => match Command::promote_rollout(&rollout(cluster)) {
                Some(promote) => promote,
                None => return,
            },
            4 => Command::promote_rollout_fully(&name()),
            5 => Command::abort_rollout(&name()),
            6 => Command::retry_rollout(&name()),
            7 => Command::pause_rollout(&name()),
            8 => Command::patch_spec(Kind::Rollout, "web", "paused", Some(Value::Bool(false).into())),
            9 => {
                let replicas = Value::Int(i64::from(random.below(5)) + 1);
                Command::patch_spec(Kind::Rollout, "web", "replicas", Some(replicas.into()))
            }
            10 => {
                let selector = "{spec: {selector: {rollouts-pod-template-hash: nobody}}}";
                patch(cluster, Kind::Service, "stable", selector).expect("accepted");
                return;
            }
            11 => {
                let window = format!("{{spec: {{rollbackWindow: {{revisions: {}}}}}}}", random.below(3));
                // It may have been so.
                let _ = patch(cluster, Kind::Rollout, "web", &window);
                return;
            }
            _ => {
                let pod = cluster.objects().pods.values().next().map(|pod| pod.metadata.name.clone());
                match pod {
                    Some(name) => Command::Delete { kind: Kind::Pod, name },
                    None => return,
                }
            }
        };
        cluster.apply(command).expect("accepted");
    }

    /// A person sees to it that the newest version comes.
    fn settle(&mut self) {
        let commands = [
            Command::patch_spec(Kind::Rollout, "web", "paused", Some(Value::Bool(false).into())),
            Command::retry_rollout(&"web".into()),
        ];
        for command in commands {
            self.cluster.apply(command).expect("accepted");
        }
        self.pass(30);
        // An active Service that was led astray waits for a person too.
        if let Some(promote) = Command::promote_rollout(&rollout(&self.cluster)) {
            self.cluster.apply(promote).expect("accepted");
            self.pass(5);
        }
        if !rollout(&self.cluster).is_fully_promoted() {
            self.cluster.apply(Command::promote_rollout_fully(&"web".into())).expect("accepted");
        }
        // The resync and every delay.
        self.pass(1_000);
    }
}

#[test]
fn whatever_people_do_the_newest_version_comes_in_the_end() {
    for seed in 0..crate::thorough::runs(30, 400) {
        let strategy = STRATEGIES[seed as usize % STRATEGIES.len()];
        let mut random = Random::new(seed);
        let delays = if random.percent(50) { Latency::SMALL_CLUSTER } else { Latency::NONE };
        let mut cluster = Cluster::new(World { delays, seed, ..busy(Entry::HttpRoute) });
        apply(&mut cluster, &services(&["stable", "canary"]));
        apply(&mut cluster, &http_route("stable", "canary"));
        apply(&mut cluster, &web(strategy));
        let mut run = Run { cluster, watchdog: Watchdog::default(), events: 0, seed };
        for _ in 0..12 {
            run.pass(u64::from(random.below(25)));
            run.act(&mut random);
        }
        run.settle();
        let cluster = &run.cluster;
        let found = rollout(cluster);
        assert!(stands(cluster).ends_with("Healthy"), "seed {seed}: {}", stands(cluster));
        let version = found.spec.template.image().rsplit(':').next().unwrap_or_default().to_owned();
        for set in cluster.objects().replica_sets.values() {
            let newest = set.spec.template.image() == found.spec.template.image();
            let wanted = if newest { found.replicas() } else { 0 };
            let sizes = (set.spec.replicas, set.status.available_replicas);
            assert_eq!(sizes, (wanted, wanted), "seed {seed}: {}", set.metadata.name);
        }
        if !strategy.starts_with("canary: {maxSurge") {
            let behind = ["stable", "canary"].map(|service| version_behind(cluster, service));
            assert_eq!(behind, [version.clone(), version], "seed {seed}");
            assert_eq!(weights(cluster, "web"), if strategy.starts_with("canary") { [100, 0] } else { [1, 0] });
        }
    }
}

#[test]
fn whatever_people_do_flagger_brings_the_newest_version_in_the_end() {
    let (runs, mut promoted) = (crate::thorough::runs(20, 300), 0);
    for seed in 0..runs {
        let mut random = Random::new(seed);
        let delays = if random.percent(50) { Latency::SMALL_CLUSTER } else { Latency::NONE };
        let mut cluster = Cluster::new(World { delays, seed, ..busy(Entry::HttpRoute) });
        flagger::create(&mut cluster, flagger::ANALYSES[seed as usize % flagger::ANALYSES.len()]);
        let mut run = Run { cluster, watchdog: Watchdog::default(), events: 0, seed };
        // A revision that comes before the primary is ready is taken for promoted, as upstream.
        run.pass(60);
        for number in 2..12 {
            run.pass(u64::from(random.below(40)));
            let image = format!("web:v{number}");
            let cluster = &mut run.cluster;
            match random.below(8) {
                0..=2 => {
                    let change = Command::set_image("web", image.as_str());
                    cluster.apply(change).expect("accepted");
                }
                5 | 6 => {
                    let gate = ["begin", "more", "end", "load", "back"][random.below(5) as usize];
                    cluster.apply(Command::gate(gate, random.percent(70))).expect("accepted");
                }
                3 => {
                    let replicas = i32::try_from(random.below(4)).expect("few") + 1;
                    let scale = Command::scale("web-primary", replicas);
                    // Before there is one it is refused.
                    let _ = cluster.apply(scale);
                }
                4 => {
                    let pod = cluster.objects().pods.values().next().map(|pod| pod.metadata.name.clone());
                    if let Some(name) = pod {
                        cluster.apply(Command::Delete { kind: Kind::Pod, name }).expect("it is there");
                    }
                }
                _ => {
                    let selector = "{spec: {selector: {app: nobody}}}";
                    let _ = patch(cluster, Kind::Service, "web", selector);
                }
            }
        }
        for (gate, open) in [("begin", true), ("more", true), ("end", true), ("load", true), ("back", false)] {
            run.cluster.apply(Command::gate(gate, open)).expect("accepted");
        }
        run.pass(900);
        let cluster = &run.cluster;
        let phase = super::field(cluster, Kind::Canary, "web", "status.phase");
        assert!(["Initialized", "Succeeded", "Failed"].contains(&&*phase), "seed {seed}: {phase}");
        if phase == "Failed" {
            // Pods that went in the middle of it can cost it too many checks.
            continue;
        }
        promoted += 1;
        let image = |name: &str| cluster.objects().deployment(name).expect("there").spec.template.image();
        assert_eq!(image("web-primary"), image("web"), "seed {seed}");
        let target = cluster.objects().deployment("web").expect("there").spec.replicas;
        assert_eq!((target, weights(cluster, "web")[..2].to_vec()), (0, vec![100, 0]), "seed {seed}");
    }
    assert!(promoted * 10 >= runs * 8, "{promoted} of {runs}");
}
