//! Carries a plan out and watches every event.

use podyard::kube::object::Kind;
use podyard::kube::quota::ResourceQuota;
use std::collections::BTreeMap;

use podyard::kube::int_or_string::IntOrString;
use podyard::kube::object::{Name, Uid, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::resources::Resources;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, DeploymentSpec, Strategy};
use podyard::kube::yaml;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::invariant::Watchdog;
use podyard::sim::probe::{Lifecycle, Probe};
use podyard::world::{App, Clients, Latency, Nodes, Versions, World};

use crate::fault::{Fault, Inject};

use super::plan::{Act, IMAGES, Image, Plan};

/// How often each kind struck.
pub type Struck = BTreeMap<&'static str, u64>;

/// After the last fault is healed everything has to be at rest within twice this, ms.
const HEALED: u64 = 1_800 * SECOND;
/// More events than any run needs: a controller that runs in circles is caught.
const EVENTS_MAX: u64 = 2_000_000;

fn tag(image: Image) -> &'static str {
    match image {
        Image::Fine => "fine",
        Image::Slow => "slow",
        Image::NeverReady => "never-ready",
        Image::Crashing => "crashing",
        Image::Missing => "missing",
        Image::Hanging => "hanging",
        Image::Flaky => "flaky",
        Image::Deaf => "deaf",
        Image::Heavy => "heavy",
    }
}

fn app(image: Image) -> App {
    let fine = App::fine(3 * SECOND);
    match image {
        Image::Fine | Image::Heavy => fine,
        Image::Slow => App {
            drains: true,
            varies: true,
            workers: 1,
            start_up: 8 * SECOND,
            ready_after: 20 * SECOND,
            stagger: SECOND,
            ..fine
        },
        Image::NeverReady => App { never_ready: true, ..fine },
        Image::Crashing => App { crash_after: Some(5 * SECOND), ..fine },
        Image::Missing => App { image_missing: true, ..fine },
        Image::Hanging => App { hangs_after: Some(25 * SECOND), ..fine },
        Image::Flaky => App { unready_after: Some(10 * SECOND), unready_for: Some(15 * SECOND), ..fine },
        Image::Deaf => App { ignores_sigterm: true, schema: Some(Versions::FIRST), ..fine },
    }
}

fn strategy(index: usize) -> Strategy {
    let rolling = |surge: &str, unavailable: &str| Strategy::RollingUpdate {
        max_surge: IntOrString::parse(surge),
        max_unavailable: IntOrString::parse(unavailable),
    };
    match index {
        0 => Strategy::Recreate,
        1 => rolling("25%", "25%"),
        2 => rolling("1", "0"),
        3 => rolling("0", "1"),
        _ => rolling("100%", "50%"),
    }
}

/// A plan on its way.
pub struct Run {
    pub cluster: Cluster,
    watchdog: Watchdog,
    struck: Struck,
    events: u64,
}

/// Carries the plan out. The error says what broke, and when.
pub fn run(plan: &Plan, seed: u64) -> Result<Struck, String> {
    let mut run = Run::new(plan, seed);
    run.create(plan);
    for (pause, act) in &plan.acts {
        run.advance(run.cluster.now() + pause)?;
        run.act(act);
        run.look("after a step")?;
        run.shares_add_up()
            .and_then(|()| run.says_no_untruth())
            .map_err(|why| format!("{} ms, after {act:?}: {why}", run.cluster.now()))?;
    }
    run.heal();
    run.advance(run.cluster.now() + HEALED)?;
    run.end_scaling();
    run.advance(run.cluster.now() + HEALED)?;
    run.at_rest()?;
    run.silent()?;
    Ok(run.struck)
}

/// The hash of the log of the plan's own part.
pub fn hash(plan: &Plan, seed: u64) -> u64 {
    let mut run = Run::new(plan, seed);
    run.create(plan);
    for (pause, act) in &plan.acts {
        run.cluster.advance_to(run.cluster.now() + pause);
        run.act(act);
    }
    run.cluster.log().hash()
}

impl Run {
    fn new(plan: &Plan, seed: u64) -> Self {
        let latency = [Latency::NONE, Latency::SMALL_CLUSTER, Latency::SLOW_CLUSTER][plan.latency];
        let node_size = Resources { cpu_milli: 4_000, memory_mib: 8_192 };
        let cluster = Cluster::new(World {
            seed,
            delays: latency,
            nodes: Nodes::sized(plan.nodes, node_size),
            ..World::default()
        });
        Self { cluster, watchdog: Watchdog::default(), struck: Struck::new(), events: 0 }
    }

    fn create(&mut self, plan: &Plan) {
        for image in IMAGES {
            let command = Command::app(&format!("web:{}", tag(image)), &app(image));
            self.cluster.apply(command).expect("accepted");
        }
        let mut template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", "web:fine");
        if plan.probes {
            let probe = Probe { period: 5 * SECOND, ..Probe::DEFAULT };
            crate::template::set_lifecycle(
                &mut template,
                Lifecycle {
                    startup: Some(Probe { failure_threshold: 10, ..probe }),
                    liveness: Some(probe),
                    readiness: Some(Probe { period: 2 * SECOND, ..probe }),
                    pre_stop: plan.pre_stop,
                },
            );
        }
        crate::template::set_requests(&mut template, Resources { cpu_milli: 100, memory_mib: 64 });
        let mut spec = DeploymentSpec::new(plan.replicas, template);
        spec.strategy = strategy(plan.strategy);
        spec.min_ready_seconds = plan.min_ready_seconds;
        spec.progress_deadline_seconds = Some(plan.deadline.max(plan.min_ready_seconds + 1));
        spec.revision_history_limit = Some(plan.history);
        let commands = [
            Command::create(podyard::kube::service::Service::new("web", labels(&[("app", "web")]))),
            Command::clients(&Clients::of(plan.requests_per_second)),
            Command::create(Deployment::new("web", spec)),
        ];
        for command in commands {
            self.cluster.apply(command).expect("accepted");
        }
    }

    pub fn advance(&mut self, until: u64) -> Result<(), String> {
        while self.cluster.next_event_at().is_some_and(|at| at <= until) {
            self.cluster.step();
            self.look("after an event")?;
            self.events += 1;
            if self.events > EVENTS_MAX {
                return Err(format!("{} ms: more than {EVENTS_MAX} events", self.cluster.now()));
            }
        }
        self.cluster.advance_to(until);
        Ok(())
    }

    fn look(&mut self, when: &str) -> Result<(), String> {
        let broken = self.watchdog.check(&self.cluster);
        if broken.is_empty() {
            Ok(())
        } else {
            Err(format!("{} ms, {when}: {}", self.cluster.now(), broken.join("; ")))
        }
    }

    fn strike(&mut self, kind: &'static str, struck: bool) {
        *self.struck.entry(kind).or_default() += u64::from(struck);
    }

    pub fn command(&mut self, kind: &'static str, command: Command) {
        let accepted = self.cluster.apply(command).is_ok();
        self.strike(kind, accepted);
    }

    fn fault(&mut self, kind: &'static str, fault: Fault) {
        let struck = self.cluster.inject(fault);
        self.strike(kind, struck);
    }

    fn pod(&self, index: usize) -> Uid {
        let pods = &self.cluster.objects().pods;
        pods.keys().nth(index % pods.len().max(1)).copied().unwrap_or(Uid(0))
    }

    fn set(&self, index: usize) -> Uid {
        let sets: Vec<Uid> = self.cluster.objects().replica_sets.keys().copied().collect();
        if sets.is_empty() { Uid(0) } else { sets[index % sets.len()] }
    }

    fn node(&self, index: usize) -> usize {
        index % self.cluster.objects().nodes.len()
    }

    pub fn node_name(&self, index: usize) -> Name {
        self.cluster.nodes()[self.node(index)].name.clone()
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::SetImage(_)
            | Act::SetEnv(_)
            | Act::Scale(_)
            | Act::Undo(_)
            | Act::Pause
            | Act::Resume
            | Act::Strategy(_)
            | Act::DeletePod(_)
            | Act::Quota(_)
            | Act::LiftQuota
            | Act::Budget(_)
            | Act::LiftBudget
            | Act::Autoscaler(_)
            | Act::LiftAutoscaler
            | Act::Drain(_)
            | Act::Uncordon(_) => self.ask(act),
            Act::Clients(_)
            | Act::Route(..)
            | Act::Tries(_)
            | Act::Canary(..)
            | Act::DeleteRoute
            | Act::Migrate(..)
            | Act::Affinity(_) => self.steer(act),
            _ => self.go_wrong(act),
        }
    }

    /// What a person asks for. Bounds that may fall, and pauses, are outside what sums of sizes promise.
    fn ask(&mut self, act: &Act) {
        let deployment: Name = "web".into();
        match act {
            Act::SetImage(image) => self.set_image(*image),
            Act::SetEnv(value) => self.set_env(*value),
            Act::Scale(replicas) => {
                self.watchdog.meddle();
                self.command("scale", Command::scale(deployment, *replicas));
            }
            Act::Undo(revision) => {
                self.command("undo", Command::RolloutUndo { deployment, to_revision: i64::from(*revision) });
            }
            Act::Pause => self.command("pause", Command::RolloutPause { deployment }),
            Act::Resume => self.command("resume", Command::RolloutResume { deployment }),
            Act::Strategy(index) => {
                self.watchdog.meddle();
                self.command(
                    "strategy",
                    Command::patch_spec(Kind::Deployment, &deployment, "strategy", strategy(*index).patch()),
                );
            }
            Act::DeletePod(index) => {
                let pod = self.cluster.objects().pods.get(&self.pod(*index)).map(|pod| pod.metadata.name.clone());
                self.command("delete pod", Command::Delete { kind: Kind::Pod, name: pod.unwrap_or_default() });
            }
            Act::Quota(pods) => self.command("quota", Command::apply(ResourceQuota::new("pods", Some(*pods)))),
            Act::LiftQuota => {
                self.command("quota lifted", Command::Delete { kind: Kind::ResourceQuota, name: "pods".into() })
            }
            Act::Budget(which) => self.command("budget", Command::apply(crate::budget::budget(*which))),
            Act::LiftBudget => {
                let (kind, name) = (Kind::PodDisruptionBudget, "web".into());
                self.command("budget lifted", Command::Delete { kind, name })
            }
            Act::Autoscaler(which) => {
                self.command("autoscaler", Command::apply(crate::budget::autoscaler(*which)));
            }
            Act::LiftAutoscaler => {
                let (kind, name) = (Kind::HorizontalPodAutoscaler, "web".into());
                self.command("autoscaler lifted", Command::Delete { kind, name })
            }
            Act::Drain(index) => self.command("drain", Command::Drain { node: self.node_name(*index) }),
            Act::Uncordon(index) => {
                self.command("uncordon", Command::Cordon { node: self.node_name(*index), unschedulable: false });
            }
            _ => unreachable!("a fault is nothing anybody asks for"),
        }
    }

    pub fn set_image(&mut self, image: Image) {
        let kind = match image {
            Image::Fine => "image fine",
            Image::Slow => "image slow",
            Image::NeverReady => "image never ready",
            Image::Crashing => "image crashing",
            Image::Missing => "image missing",
            Image::Hanging => "image hanging",
            Image::Flaky => "image flaky",
            Image::Deaf => "image deaf to SIGTERM",
            Image::Heavy => "image heavy",
        };
        let current = self.cluster.objects().deployment("web").expect("it is never deleted");
        let mut changed = current.as_ref().clone();
        changed.spec.template.set_image(&format!("web:{}", tag(image)));
        let cpu_milli = if image == Image::Heavy { 1_500 } else { 100 };
        crate::template::set_requests(&mut changed.spec.template, Resources { cpu_milli, memory_mib: 64 });
        self.command(kind, Command::apply(changed));
    }

    /// A field of the template on which the simulator does not act: a rollout all the same.
    fn set_env(&mut self, value: u8) {
        let env = format!(
            "{{spec: {{template: {{spec: {{containers: [{{name: web, env: [{{name: A, value: \"{value}\"}}]}}]}}}}}}}}"
        );
        let patch = yaml::documents(&env).expect("YAML").remove(0);
        self.command("environment", Command::Patch { kind: Kind::Deployment, name: "web".into(), patch });
    }

    fn go_wrong(&mut self, act: &Act) {
        let deployment = self.cluster.objects().deployment("web").map_or(Uid(0), |it| it.metadata.uid);
        match act {
            Act::Crash(index) => self.fault("crash", Fault::Crash(self.pod(*index), 137)),
            Act::Flap(index, lasts) => self.fault("readiness flap", Fault::FlapReadiness(self.pod(*index), *lasts)),
            Act::Evict(index) => self.fault("eviction", Fault::Evict(self.pod(*index))),
            Act::ForceDelete(index) => self.fault("force delete", Fault::ForceDelete(self.pod(*index))),
            Act::Relabel(index) => self.fault("relabel", Fault::Relabel(self.pod(*index))),
            Act::LoseNode(index) => self.fault("node lost", Fault::LoseNode(self.node(*index) as u32)),
            Act::RegainNode(index) => self.fault("node regained", Fault::RegainNode(self.node(*index) as u32)),
            Act::LoseRegistry => self.fault("registry lost", Fault::LoseRegistry),
            Act::RegainRegistry => self.fault("registry regained", Fault::RegainRegistry),
            Act::SlowWatch(lasts) => self.fault("slow watch", Fault::SlowWatch(*lasts)),
            Act::RestartDeploymentController => {
                self.fault("deployment controller restart", Fault::RestartDeploymentController);
            }
            Act::RestartReplicaSetController => {
                self.watchdog.meddle_with_pods();
                self.fault("replica set controller restart", Fault::RestartReplicaSetController);
            }
            Act::Touch => self.fault("concurrent write", Fault::Touch(deployment)),
            Act::ScaleReplicaSet(index, replicas) => {
                self.watchdog.meddle();
                self.fault("scaled behind its back", Fault::ScaleReplicaSet(self.set(*index), *replicas));
            }
            Act::Orphan(index) => {
                self.watchdog.meddle();
                self.fault("orphaned", Fault::Orphan(self.set(*index)));
            }
            _ => unreachable!("this is asked for"),
        }
    }
}
