//! `kubectl`: what it changes is asked of the cluster, what it shows is read from it, and what it waits for is waited for.

use super::host::{Stop, line};
use super::run::Run;
use super::streams::Streams;
use super::waiting;
use crate::kube::object::{Kind, Name};
use crate::kube::spelling;
use crate::kube::time::SECOND;
use crate::kubectl::change::{self, Desk, Said, Step};
use crate::kubectl::diff::diff;
use crate::kubectl::look::look;
use crate::kubectl::printed::Printed;
use crate::kubectl::{answer, resource};
use crate::sim::command::{Answer, Command};
use crate::sim::drain_step::DrainStep;
use crate::sim::event::Happening;

/// Every verb there is.
pub(super) const VERBS: [&str; 30] = [
    "get",
    "describe",
    "create",
    "apply",
    "replace",
    "diff",
    "set",
    "scale",
    "autoscale",
    "rollout",
    "patch",
    "label",
    "annotate",
    "delete",
    "expose",
    "logs",
    "events",
    "top",
    "cordon",
    "uncordon",
    "drain",
    "wait",
    "explain",
    "api-resources",
    "version",
    "config",
    "argo",
    "cluster-info",
    "edit",
    "help",
];

pub(super) async fn run(run: &Run, words: &[String], streams: &Streams) -> Result<u8, Stop> {
    let desk = &run.desk;
    let steps = desk
        .read(|cluster| change::steps(words, &Desk { cluster, files: &*desk.host, stdin: streams.input.as_deref() }));
    if let Some(steps) = steps {
        return match steps {
            Ok(steps) => take(run, steps, streams).await,
            Err(printed) => Ok(streams.print(desk, printed)),
        };
    }
    if let Some(code) = waiting::run(run, words, streams).await {
        return code;
    }
    if let Some(("diff", rest)) = words.split_first().map(|(verb, rest)| (verb.as_str(), rest)) {
        let stdin = streams.input.as_deref();
        let printed = desk.read(|cluster| diff(rest, &Desk { cluster, files: &*desk.host, stdin }));
        return Ok(streams.print(desk, printed));
    }
    if let Some(printed) = desk.read(|cluster| look(words, cluster)) {
        return Ok(streams.print(desk, printed));
    }
    Ok(match words.split_first().map(|(verb, rest)| (verb.as_str(), rest)) {
        None | Some(("help" | "--help" | "-h", _)) => {
            streams.note(desk, message!("kubectl-help", known = VERBS.join(", ")));
            0
        }
        Some(("version", _)) => streams
            .print(desk, Printed::good("Client Version: v1.36.2\nKustomize Version: v5.7.1\nServer Version: v1.36.2")),
        Some(("config", rest)) => config(run, rest, streams),
        Some((verb, _)) => {
            let near: Vec<&str> = spelling::nearest(verb, VERBS.into_iter()).into_iter().collect();
            let mean = near.iter().map(|near| format!("\n\nDid you mean this?\n\t{near}")).collect::<String>();
            let unknown = Printed::wrong(format!("error: unknown command \"{verb}\" for \"kubectl\"{mean}"));
            streams.print(desk, unknown.with(message!("kubectl-help", known = VERBS.join(", "))))
        }
    })
}

/// As far as one namespace needs it.
fn config(run: &Run, words: &[String], streams: &Streams) -> u8 {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let printed = match words.as_slice() {
        ["current-context"] => Printed::good("podyard"),
        ["get-contexts", ..] => Printed::good(
            "CURRENT   NAME      CLUSTER   AUTHINFO   NAMESPACE\n*         podyard   podyard   podyard    default",
        ),
        ["use-context", "podyard"] => Printed::good("Switched to context \"podyard\"."),
        ["use-context", other] => Printed::wrong(format!("error: no context exists with the name: \"{other}\"")),
        ["set-context", "--current", namespace] if namespace.starts_with("--namespace") => {
            if namespace.ends_with("=default") {
                Printed::good("Context \"podyard\" modified.")
            } else {
                Printed::wrong("error: there is one namespace").with(message!("kubectl-one-namespace"))
            }
        }
        _ => Printed::wrong("error: unknown command").with(message!("kubectl-config-knows")),
    };
    streams.print(&run.desk, printed)
}

/// Asks for one thing after the other; one that is refused keeps no other from being asked for.
async fn take(run: &Run, steps: Vec<Step>, streams: &Streams) -> Result<u8, Stop> {
    let (desk, mut code) = (&run.desk, 0);
    let mut refused = Vec::new();
    for step in steps {
        match step {
            Step::Ask(command, said) => {
                let subject = command.subject();
                match desk.host.ask((*command).clone()) {
                    Ok(answer) => {
                        print_answer(run, streams, &words(&command, &answer, &said));
                        let failed = matches!(answer, Answer::NotDrained { .. });
                        code = if failed { 1 } else { code };
                    }
                    Err(rejected) => {
                        refused.push(subject);
                        print_refused(run, streams, &rejected);
                        code = 1;
                    }
                }
            }
            Step::Try(command, said, dry) => {
                let tried = desk.read(|cluster| Some(cluster.clone().apply((*command).clone())));
                match tried {
                    Some(Ok(answer)) => streams.out(desk, &lines(&format!("{}{dry}", words(&command, &answer, &said)))),
                    Some(Err(rejected)) => {
                        print_refused(run, streams, &rejected);
                        code = 1;
                    }
                    None => {}
                }
            }
            Step::Print(text) => streams.out(desk, &lines(&text)),
            Step::Warn(text) => streams.err(desk, &lines(text)),
            Step::Note(note) => streams.note(desk, note),
            Step::Fail(text) => {
                streams.err(desk, &lines(&text));
                code = 1;
            }
            Step::UntilGone(kind, name) if !refused.contains(&(kind, name.clone())) => {
                until_gone(run, kind, &name).await;
            }
            Step::UntilDrained(node) if !refused.contains(&(Kind::Node, node.clone())) && code == 0 => {
                code = until_drained(run, &node, streams).await;
            }
            Step::UntilGone(..) | Step::UntilDrained(_) => {}
        }
    }
    Ok(code)
}

/// Warnings go to the other stream.
fn print_answer(run: &Run, streams: &Streams, text: &str) {
    for line in text.lines() {
        let line = format!("{line}\n");
        if line.starts_with("Warning: ") || line.starts_with("error: ") {
            streams.err(&run.desk, &line);
        } else {
            streams.out(&run.desk, &line);
        }
    }
}

fn print_refused(run: &Run, streams: &Streams, rejected: &crate::sim::command::Rejected) {
    match line(&rejected.message) {
        super::host::Piece::Err(text) => streams.err(&run.desk, &text),
        piece => run.desk.host.print(piece),
    }
    streams.note(&run.desk, rejected.hint.clone());
}

fn lines(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

/// What is printed once it is done.
fn words(command: &Command, done: &Answer, said: &Said) -> String {
    let (kind, name) = command.subject();
    let word = |word: &str| match word {
        "" => String::new(),
        word => format!("{}/{name} {word}", resource::of(kind).qualified()),
    };
    match said {
        Said::Nothing => String::new(),
        Said::Line(line) => line.clone(),
        Said::Answer if matches!(command, Command::World(_)) && answer(command, done).is_empty() => {
            "world.podyard.dev/world configured".into()
        }
        Said::Answer => answer(command, done),
        Said::Word(..) if *done == Answer::ImageUpdated => answer(command, done),
        Said::Word(_, not) if matches!(done, Answer::NotPatched | Answer::ImageUnchanged) => word(not),
        Said::Word(done, _) => word(done),
    }
}

/// Looks each second, as kubectl's watch would tell at once.
async fn until_gone(run: &Run, kind: Kind, name: &Name) {
    let gone = &mut |cluster: &crate::sim::Cluster| cluster.objects().find(kind, name).is_none();
    let end = run.desk.now() + 3_600 * SECOND;
    run.desk.until_it(gone, Some(end)).await;
}

/// Says what becomes of each pod, up to the end of the drain.
async fn until_drained(run: &Run, node: &Name, streams: &Streams) -> u8 {
    let mut read = run.desk.read(|cluster| cluster.log().events().len());
    loop {
        let (mut out, mut err, mut end) = (String::new(), String::new(), None);
        let seen = run.desk.read(|cluster| {
            for event in cluster.log().events().since(read) {
                let Happening::Drain(step) = &event.happening else { continue };
                if event.object != *node {
                    continue;
                }
                let (to, code) = match step {
                    DrainStep::Evicted { .. } => (&mut out, None),
                    DrainStep::Drained => (&mut out, Some(0)),
                    DrainStep::Refused { .. } | DrainStep::Failed { .. } => (&mut err, None),
                    DrainStep::Unfinished { .. } => (&mut err, Some(1)),
                };
                to.push_str(&format!("{}\n", event.message()));
                end = end.or(code);
            }
            cluster.log().events().len()
        });
        streams.err(&run.desk, &err);
        streams.out(&run.desk, &out);
        if let Some(code) = end {
            return code;
        }
        read = seen;
        let more = &mut |cluster: &crate::sim::Cluster| cluster.log().events().len() > read;
        if !run.desk.until_it(more, Some(run.desk.now() + 3_600 * SECOND)).await {
            return 1;
        }
    }
}
