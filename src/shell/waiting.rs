//! What kubectl waits for: `rollout status`, `wait`, `get -w`. Models kubectl's pkg/cmd/rollout/rollout_status.go and
//! pkg/cmd/wait/wait.go.

use super::host::Stop;
use super::run::Run;
use super::streams::Streams;
use super::verbs::length;
use crate::kube::object::{Kind, Name};
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::REVISION;
use crate::kubectl::change::{Desk, named_targets};
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::get::{FLAGS, Watch, get};
use crate::kubectl::printed::Printed;
use crate::kubectl::{RolloutStatus, resource, rollout_status};
use crate::sim::Cluster;
use crate::sim::objects::Object;

/// Executes what waits; nothing where the words are none of these.
pub(super) async fn run(run: &Run, words: &[String], streams: &Streams) -> Option<Result<u8, Stop>> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let printed = match words.as_slice() {
        ["rollout", "status", rest @ ..] => status(run, &owned(rest), streams).await,
        ["get", rest @ ..] if rest.iter().any(|word| is_watch(word)) => watch(run, &owned(rest), streams).await,
        ["wait", rest @ ..] => wait(run, &owned(rest), streams).await,
        _ => return None,
    };
    Some(Ok(match printed {
        Ok(code) => code,
        Err(printed) => streams.print(&run.desk, printed),
    }))
}

/// A word that may ask for a watch; the flags are read by who knows them.
fn is_watch(word: &str) -> bool {
    word.starts_with("--watch") || word.starts_with('-') && !word.starts_with("--") && word.contains('w')
}

/// What is there, then a row for each change, until somebody stops it.
async fn watch(run: &Run, words: &[String], streams: &Streams) -> Result<u8, Printed> {
    let given = Given::read("get", &FLAGS, words)?;
    if !given.has("watch") && !given.has("watch-only") {
        let printed = run.desk.read(|cluster| get(cluster, words));
        return Ok(streams.print(&run.desk, printed));
    }
    let begun = run.desk.read(|cluster| Some(Watch::begin(cluster, &given)));
    let (mut watch, printed) = begun.unwrap_or_else(|| Err(Printed::wrong("error: no cluster")))?;
    streams.print(&run.desk, printed);
    loop {
        let mut rows = String::new();
        let changed = &mut |cluster: &Cluster| {
            rows = watch.poll(cluster);
            !rows.is_empty()
        };
        if !run.desk.until_it(changed, None).await {
            return Ok(0);
        }
        streams.out(&run.desk, &rows);
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

const TIMEOUT: Flag = Flag::new("timeout", ' ', Takes::Value);
const STATUS: [Flag; 3] = [Flag::new("watch", 'w', Takes::Nothing), TIMEOUT, Flag::new("revision", ' ', Takes::Number)];

/// Until when, in the cluster's time; nothing where it waits for good.
fn end(run: &Run, given: &Given, usual: Option<Millis>) -> Result<Option<Millis>, Printed> {
    let lasts = match given.value("timeout") {
        None => usual,
        Some("0" | "0s") => None,
        Some(text) => Some(length(text).ok_or_else(|| {
            Printed::wrong(format!(
                "error: invalid argument \"{text}\" for \"--timeout\" flag: time: invalid duration \"{text}\""
            ))
        })?),
    };
    Ok(lasts.map(|lasts| run.desk.now() + lasts))
}

/// The objects that words name.
fn named(run: &Run, given: &Given) -> Result<Vec<(Kind, Name)>, Printed> {
    let host = &run.desk.host;
    let read = run.desk.read(|cluster| Some(named_targets(given, &Desk { cluster, files: &**host, stdin: None })));
    read.unwrap_or_else(|| Err(Printed::wrong("error: no cluster")))
}

/// One look at a Deployment after each change of it; each line is printed, as kubectl does, though it be the same.
async fn status(run: &Run, words: &[String], streams: &Streams) -> Result<u8, Printed> {
    let given = Given::read("rollout status", &STATUS, words)?;
    let end = end(run, &given, None)?;
    for (kind, name) in named(run, &given)? {
        if kind != Kind::Deployment {
            let message = format!("error: no status viewer has been implemented for {}", kind.as_str());
            return Err(Printed::wrong(message).with(message!("kubectl-status-deployments")));
        }
        let mut seen = None;
        loop {
            let seen_now = run.desk.read(|cluster| Some(look(cluster, &name, given.number("revision"))));
            let (version, status) = match seen_now.flatten() {
                Some(look) => look,
                None if seen.is_some() => return Err(Printed::wrong("error: object has been deleted")),
                None => {
                    return Err(Printed::wrong(format!(
                        "Error from server (NotFound): deployments.apps \"{name}\" not found"
                    )));
                }
            };
            if seen != Some(version) {
                seen = Some(version);
                match status {
                    RolloutStatus::Failed(line) => return Err(Printed::wrong(line)),
                    RolloutStatus::Done(line) => {
                        streams.out(&run.desk, &format!("{line}\n"));
                        break;
                    }
                    RolloutStatus::Waiting(line) => streams.out(&run.desk, &format!("{line}\n")),
                }
                if given.value("watch") == Some("false") {
                    break;
                }
            }
            let changed = &mut |cluster: &Cluster| look(cluster, &name, None).map(|(version, _)| version) != seen;
            if !run.desk.until_it(changed, end).await {
                return Err(Printed::wrong("error: timed out waiting for the condition"));
            }
        }
    }
    Ok(0)
}

/// The version of a Deployment, and what is said of it.
fn look(cluster: &Cluster, name: &str, revision: Option<i64>) -> Option<(u64, RolloutStatus)> {
    let deployment = cluster.objects().deployment(name)?;
    let version = deployment.metadata.resource_version;
    let is = deployment.metadata.annotation(REVISION).and_then(|revision| revision.parse::<i64>().ok()).unwrap_or(0);
    let other = revision.filter(|wanted| *wanted > 0 && *wanted != is);
    Some(match other {
        Some(wanted) => {
            let line = format!("error: desired revision ({wanted}) is different from the running revision ({is})");
            (version, RolloutStatus::Failed(line))
        }
        None => (version, rollout_status(deployment)),
    })
}

const WAIT: [Flag; 4] = [
    Flag::new("for", ' ', Takes::Value),
    TIMEOUT,
    Flag::new("selector", 'l', Takes::Value),
    Flag::new("all", ' ', Takes::Nothing),
];

/// What `--for` says.
enum For {
    Delete,
    Condition(String, String),
}

async fn wait(run: &Run, words: &[String], streams: &Streams) -> Result<u8, Printed> {
    let given = Given::read("wait", &WAIT, words)?;
    let what = match given.value("for") {
        Some("delete") => For::Delete,
        Some(text) => match text.strip_prefix("condition=") {
            Some(condition) => {
                let (kind, status) = condition.split_once('=').unwrap_or((condition, "True"));
                For::Condition(kind.into(), status.into())
            }
            None => {
                return Err(Printed::wrong(format!("error: unrecognized condition: \"{text}\""))
                    .with(message!("kubectl-wait-knows")));
            }
        },
        None => return Err(Printed::wrong("error: must specify one of --for").with(message!("kubectl-wait-knows"))),
    };
    let end = end(run, &given, Some(30 * SECOND))?;
    let mut code = 0;
    for (kind, name) in named(run, &given)? {
        let one = format!("{}/{name}", resource::of(kind).qualified());
        let missing = run.desk.read(|cluster| cluster.objects().find(kind, &name).is_none());
        if missing && matches!(what, For::Condition(..)) {
            streams
                .err(&run.desk, &format!("Error from server (NotFound): {} \"{name}\" not found\n", kind.resources()));
            code = 1;
            continue;
        }
        let met = &mut |cluster: &Cluster| match (&what, cluster.objects().find(kind, &name)) {
            (For::Delete, found) => found.is_none(),
            (For::Condition(wanted, status), Some(object)) => {
                condition(&object, wanted).is_some_and(|is| is.eq_ignore_ascii_case(status))
            }
            (For::Condition(..), None) => false,
        };
        if run.desk.until_it(met, end).await {
            let done = if matches!(what, For::Delete) { "deleted" } else { "met" };
            let done = if done == "met" { "condition met" } else { done };
            streams.out(&run.desk, &format!("{one} {done}\n"));
        } else {
            let resources = kind.resources().split('.').next().unwrap_or_default();
            streams.err(&run.desk, &format!("error: timed out waiting for the condition on {resources}/{name}\n"));
            code = 1;
        }
    }
    Ok(code)
}

/// The status of a condition of an object.
fn condition(object: &Object, wanted: &str) -> Option<&'static str> {
    let of = |conditions: &[crate::kube::object::Condition]| {
        conditions.iter().find(|it| it.kind.eq_ignore_ascii_case(wanted)).map(|it| it.status.as_str())
    };
    match object {
        Object::Deployment(it) => of(&it.status.conditions),
        Object::ReplicaSet(it) => of(&it.status.conditions),
        Object::Pod(it) if wanted.eq_ignore_ascii_case("ready") => Some(if it.status.ready { "True" } else { "False" }),
        _ => None,
    }
}
