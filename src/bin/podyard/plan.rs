//! `podyard plan`: reads manifests and flags, runs the plan, prints it.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use podyard::documents::{self, Planned};
use podyard::kube::manifest::Manifest;
use podyard::kube::time::SECOND;
use podyard::kube::validate::validate_deployment;
use podyard::kube::workload::Deployment;
use podyard::plan::{Axis, Base, Plan, SETTLING, report};
use podyard::world::{App, Clients, Latency, Nodes, World};
use podyard::{message, text};

/// What is added to an image where one manifest is given, to have something to roll out.
const NEXT: &str = "-next";
/// So many runs before a plan says how far it is.
const SILENCE: u64 = 200;

#[derive(Args)]
pub struct Plans {
    /// One manifest of a Deployment, whose image is then replaced; or two of the same, from the first to the second.
    #[arg(required = true, num_args = 1..=2)]
    manifests: Vec<PathBuf>,
    /// Axes such as 'maxSurge=0,1,25%' 'replicas=3,10': every combination is a cell.
    #[arg(long, num_args = 1..)]
    grid: Vec<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Seeds each cell is run with.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,
    /// Requests a second.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    requests_per_second: u32,
    /// Seconds from a container's start to its readiness endpoint answering well.
    #[arg(long, default_value_t = 5)]
    ready_after: u64,
    /// Seconds from SIGTERM to the end of the process.
    #[arg(long, default_value_t = 3)]
    terminate: u64,
    /// On SIGTERM it takes no more connections and finishes what it has.
    #[arg(long)]
    drains: bool,
    /// Percent of the new version's answers that are errors.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=100))]
    error_percent: u32,
    /// Seconds a client keeps its connection; 0 opens one for each request.
    #[arg(long, default_value_t = 0)]
    keep_alive: u64,
    /// Nodes, of 4 CPUs and 16 GiB each.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    nodes: u32,
    /// How long the cluster's own parts take.
    #[arg(long, value_enum, default_value = "short")]
    delays: Delays,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Delays {
    None,
    Short,
    Long,
}

/// Plans and prints.
///
/// # Errors
///
/// What is wrong, with the file, and what to do; nothing was printed then.
pub fn plan(plans: &Plans) -> Result<(), String> {
    let read: Vec<_> = plans.manifests.iter().map(|file| manifest(file)).collect::<Result<_, _>>()?;
    let silent = not_simulated(read.iter().map(|read| read.ignored.clone()).collect());
    let notes = notes(&read);
    let axes: Vec<Axis> =
        plans.grid.iter().map(|axis| Axis::parse(axis).map_err(|why| text::say(&why))).collect::<Result<_, _>>()?;
    let mut plan = Plan::new(base(plans, read)?, axes);
    while plan.step() {
        let (done, all) = plan.progress();
        if done > 0 && done.is_multiple_of(SILENCE) {
            let end = if io::stderr().is_terminal() { "\r" } else { "\n" };
            eprint!("{}{end}", text::say(&message!("plan-runs", done, all)));
        }
    }
    if plan.axes().is_empty()
        && let Some(refused) = &plan.cells()[0].refused
    {
        return Err(format!("{}: {}", plans.manifests[0].display(), text::said(refused)));
    }
    let printed = match plans.format {
        Format::Table => format!("{}{}", report::table(&plan, text::said), assumptions(plans)),
        Format::Csv => report::csv(&plan, text::said),
        Format::Json => report::json(&plan, &silent, &notes, text::said),
    };
    // Beside a table, and not among the lines of a file.
    if !matches!(plans.format, Format::Json) {
        if !silent.is_empty() {
            eprintln!("{}", text::say(&message!("plan-silent", paths = silent.join(", "))));
        }
        notes.iter().for_each(|note| eprintln!("{note}"));
    }
    io::stdout().lock().write_all(printed.as_bytes()).map_err(|error| error.to_string())
}

/// What the manifests say of the rollout and the simulator does not act on.
fn not_simulated(ignored: Vec<Vec<String>>) -> Vec<String> {
    let mut paths = ignored.concat();
    paths.retain(|path| path.starts_with("spec."));
    paths.sort();
    paths.dedup();
    paths
}

/// What is to be known of the objects beside the Deployment.
fn notes(read: &[Planned]) -> Vec<String> {
    let left = leaves_replicas(read);
    let whose = || if left { message!("plan-replicas-scaled") } else { message!("plan-replicas-written") };
    let note = |manifest: &Manifest| {
        let name = &manifest.metadata().name;
        text::say(&match manifest {
            Manifest::HorizontalPodAutoscaler(_) => {
                message!("plan-owns-replicas", name, seconds = SETTLING / SECOND, whose = whose())
            }
            _ => message!("plan-holds-nothing-back", name),
        })
    };
    let mut notes: Vec<String> = read.iter().flat_map(|read| &read.beside).map(note).collect();
    notes.sort();
    notes.dedup();
    notes
}

/// No manifest says how many replicas there are.
fn leaves_replicas(read: &[Planned]) -> bool {
    !read.iter().any(|read| read.says_replicas)
}

/// A Deployment that the API server takes, and what stands beside it.
fn manifest(file: &Path) -> Result<Planned, String> {
    let name = file.display();
    let text = super::read(file, message!("file-of-deployment"))?;
    let read = documents::planned(&text).map_err(|problems| {
        let lines: Vec<String> =
            problems.iter().map(|problem| format!("{name}: {}", text::say(&problem.message()))).collect();
        lines.join("\n")
    })?;
    match validate_deployment(&read.deployment).as_slice() {
        [] => Ok(read),
        errors => {
            let errors: Vec<&str> = errors.iter().map(|error| &*error.text).collect();
            let name = name.to_string();
            let deployment = &read.deployment.metadata.name;
            Err(text::say(&message!("plan-deployment-invalid", name, deployment, errors = errors.join("; "))))
        }
    }
}

fn base(plans: &Plans, mut read: Vec<Planned>) -> Result<Base, String> {
    let leaves_replicas = leaves_replicas(&read);
    let Planned { deployment: from, beside, .. } = read.remove(0);
    let next = || {
        let mut next: Deployment = from.clone();
        next.spec.template.set_image(&format!("{}{NEXT}", from.spec.template.image()));
        next
    };
    let (to, then) = read.pop().map_or_else(|| (next(), Vec::new()), |to| (to.deployment, to.beside));
    if from.metadata.name != to.metadata.name {
        let [one, other] = [0, 1].map(|index| plans.manifests[index].display().to_string());
        let (from, to) = (&from.metadata.name, &to.metadata.name);
        return Err(text::say(&message!("plan-two-deployments", one, other, from, to)));
    }
    let app =
        App { terminate: plans.terminate * SECOND, drains: plans.drains, ..App::fine(plans.ready_after * SECOND) };
    let new_app = App { error_percent: plans.error_percent, ..app };
    let [old, new] = [&from, &to].map(|deployment| deployment.spec.template.image());
    let world = World {
        nodes: Nodes::of(plans.nodes),
        delays: match plans.delays {
            Delays::None => Latency::NONE,
            Delays::Short => Latency::SMALL_CLUSTER,
            Delays::Long => Latency::SLOW_CLUSTER,
        },
        images: [(old, app), (new, new_app)].into_iter().collect(),
        clients: Clients {
            keep_alive: Some(plans.keep_alive * SECOND).filter(|lifetime| *lifetime > 0),
            ..Clients::of(plans.requests_per_second)
        },
        ..World::default()
    };
    Ok(Base { from, to, leaves_replicas, beside: [beside, then], world, seeds: plans.seeds })
}

/// What the manifest does not say, and was therefore taken to be so.
fn assumptions(plans: &Plans) -> String {
    let drains = if plans.drains { message!("plan-drains") } else { message!("plan-serves-on") };
    let kept = match plans.keep_alive {
        0 => message!("plan-opened-for-each"),
        seconds => message!("plan-kept-for", seconds),
    };
    let delays = match plans.delays {
        Delays::None => message!("plan-delays-none"),
        Delays::Short => message!("plan-delays-short"),
        Delays::Long => message!("plan-delays-long"),
    };
    let said = message!(
        "plan-assumed",
        ready_after = plans.ready_after,
        drains,
        terminate = plans.terminate,
        rate = plans.requests_per_second,
        kept,
        nodes = plans.nodes,
        delays,
        seeds = plans.seeds
    );
    format!("{}\n", text::say(&said))
}
