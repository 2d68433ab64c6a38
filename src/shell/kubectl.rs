//! `kubectl`: what it changes is asked of the cluster, what it shows is read from it, and what it waits for is waited for.

use super::host::{Desk, Stop, line};
use super::streams::Streams;
use super::waiting;
use crate::kube::object::{Kind, Name};
use crate::kube::spelling;
use crate::kube::time::SECOND;
use crate::kubectl::change::{self, Desk as Files, Said, Step};
use crate::kubectl::diff::diff;
use crate::kubectl::look::look;
use crate::kubectl::printed::Printed;
use crate::kubectl::{answer, resource};
use crate::sim::command::{Answer, Command};
use crate::sim::drain_step::DrainStep;
use crate::sim::event::Happening;

/// Every verb there is.
pub(super) const VERBS: [&str; 27] = [
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
    "help",
];

pub(super) async fn run(desk: &Desk, words: &[String], streams: &Streams) -> Result<u8, Stop> {
    let steps = desk
        .read(|cluster| change::steps(words, &Files { cluster, files: &*desk.host, stdin: streams.input.as_deref() }));
    if let Some(steps) = steps {
        return match steps {
            Ok(steps) => take(desk, steps, streams).await,
            Err(printed) => Ok(streams.print(desk, printed)),
        };
    }
    if let Some(code) = waiting::run(desk, words, streams).await {
        return code;
    }
    if let Some(("diff", rest)) = words.split_first().map(|(verb, rest)| (verb.as_str(), rest)) {
        let stdin = streams.input.as_deref();
        let printed = desk.read(|cluster| diff(rest, &Files { cluster, files: &*desk.host, stdin }));
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
        Some(("config", rest)) => config(desk, rest, streams),
        Some((verb, _)) => {
            let near: Vec<&str> = spelling::nearest(verb, VERBS.into_iter()).into_iter().collect();
            let mean = near.iter().map(|near| format!("\n\nDid you mean this?\n\t{near}")).collect::<String>();
            let unknown = Printed::wrong(format!("error: unknown command \"{verb}\" for \"kubectl\"{mean}"));
            streams.print(desk, unknown.with(message!("kubectl-help", known = VERBS.join(", "))))
        }
    })
}

/// As far as one namespace needs it.
fn config(desk: &Desk, words: &[String], streams: &Streams) -> u8 {
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
    streams.print(desk, printed)
}

/// Asks for one thing after the other; one that is refused keeps no other from being asked for.
async fn take(desk: &Desk, steps: Vec<Step>, streams: &Streams) -> Result<u8, Stop> {
    let (mut code, mut refused) = (0, Vec::new());
    for step in steps {
        match step {
            Step::Ask(command, said) => {
                let subject = command.subject();
                match desk.host.ask((*command).clone()) {
                    Ok(answer) => {
                        print_answer(desk, streams, &words(&command, &answer, &said));
                        let failed = matches!(answer, Answer::NotDrained { .. });
                        code = if failed { 1 } else { code };
                    }
                    Err(rejected) => {
                        refused.push(subject);
                        print_refused(desk, streams, &rejected);
                        code = 1;
                    }
                }
            }
            Step::Try(command, said, dry) => {
                let tried = desk.read(|cluster| Some(cluster.clone().apply((*command).clone())));
                match tried {
                    Some(Ok(answer)) => streams.out(desk, &lines(&format!("{}{dry}", words(&command, &answer, &said)))),
                    Some(Err(rejected)) => {
                        print_refused(desk, streams, &rejected);
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
                until_gone(desk, kind, &name).await;
            }
            Step::UntilDrained(node) if !refused.contains(&(Kind::Node, node.clone())) && code == 0 => {
                code = until_drained(desk, &node, streams).await;
            }
            Step::UntilGone(..) | Step::UntilDrained(_) => {}
        }
    }
    Ok(code)
}

/// Warnings go to the other stream.
fn print_answer(desk: &Desk, streams: &Streams, text: &str) {
    for line in text.lines() {
        let line = format!("{line}\n");
        if line.starts_with("Warning: ") || line.starts_with("error: ") {
            streams.err(desk, &line);
        } else {
            streams.out(desk, &line);
        }
    }
}

fn print_refused(desk: &Desk, streams: &Streams, rejected: &crate::sim::command::Rejected) {
    match line(&rejected.message) {
        super::host::Piece::Err(text) => streams.err(desk, &text),
        piece => desk.host.print(piece),
    }
    streams.note(desk, rejected.hint.clone());
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
async fn until_gone(desk: &Desk, kind: Kind, name: &Name) {
    let gone = &mut |cluster: &crate::sim::Cluster| cluster.objects().find(kind, name).is_none();
    let end = desk.now() + 3_600 * SECOND;
    desk.until_it(gone, Some(end)).await;
}

/// Says what becomes of each pod, up to the end of the drain.
async fn until_drained(desk: &Desk, node: &Name, streams: &Streams) -> u8 {
    let mut read = desk.read(|cluster| cluster.log().events().len());
    loop {
        let (mut out, mut err, mut end) = (String::new(), String::new(), None);
        let seen = desk.read(|cluster| {
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
        streams.err(desk, &err);
        streams.out(desk, &out);
        if let Some(code) = end {
            return code;
        }
        read = seen;
        let more = &mut |cluster: &crate::sim::Cluster| cluster.log().events().len() > read;
        if !desk.until_it(more, Some(desk.now() + 3_600 * SECOND)).await {
            return 1;
        }
    }
}
