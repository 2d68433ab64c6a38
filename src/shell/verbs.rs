//! What a line's first word names.

use super::host::{Desk, Piece, Stop};
use super::length::length;
use super::streams::Streams;
use super::{curl, kubectl, podyard, tools};
use crate::kube::spelling;
use crate::kube::time::{Millis, SECOND};
use crate::kubectl::own::quoted;
use crate::message::Message;

/// Every word there is, for completion and for who mistypes.
pub(super) const VERBS: [&str; 22] = [
    "kubectl", "k", "curl", "podyard", "sleep", "watch", "cat", "ls", "echo", "seq", "grep", "wc", "head", "tail",
    "sort", "uniq", "date", "true", "false", "clear", "help", "exit",
];

/// What a command comes to.
pub(super) enum Done {
    /// It ended with this code.
    Code(u8),
    /// Something is to be done again and again.
    Again(Again),
}

/// `watch`.
pub(super) struct Again {
    pub every: Millis,
    pub script: String,
    /// What stands above it.
    pub title: String,
}

/// Executes one command.
pub(super) async fn run(desk: &Desk, words: &[String], streams: &Streams) -> Result<Done, Stop> {
    match words.split_first() {
        Some((verb, rest)) if verb == "watch" => Ok(watch(desk, rest, streams)),
        Some((verb, rest)) => one(desk, verb, rest, streams).await.map(Done::Code),
        None => Ok(Done::Code(0)),
    }
}

async fn one(desk: &Desk, verb: &str, rest: &[String], streams: &Streams) -> Result<u8, Stop> {
    if let Some((text, code)) = tools::run(verb, rest, streams.input.as_deref()) {
        match code {
            2 => streams.err(desk, &text),
            _ => streams.out(desk, &text),
        }
        return Ok(code);
    }
    Ok(match verb {
        "kubectl" | "k" => return kubectl::run(desk, rest, streams).await,
        "curl" => return curl::run(desk, rest, streams).await,
        "podyard" => podyard::run(desk, rest, streams),
        "sleep" => match rest.iter().map(|text| length(text)).collect::<Option<Vec<_>>>() {
            Some(all) if !all.is_empty() => {
                desk.until(desk.now() + all.into_iter().sum::<Millis>()).await;
                0
            }
            _ => wrong(desk, streams, &format!("sleep: invalid time interval '{}'\n", rest.join(" "))),
        },
        "cat" => files(desk, rest, streams),
        "ls" => {
            let names = desk.host.names();
            streams.out(desk, &names.iter().map(|name| format!("{name}\n")).collect::<String>());
            0
        }
        "date" => {
            streams.out(desk, &format!("{}\n", crate::kube::calendar::rfc3339(desk.now() / SECOND * SECOND)));
            0
        }
        "clear" => {
            desk.host.print(Piece::Clear);
            0
        }
        "help" => {
            streams.note(desk, help());
            0
        }
        "exit" => return Err(Stop::Exit(rest.first().and_then(|code| code.parse().ok()).unwrap_or(desk.last.get()))),
        "break" => return Err(Stop::Break),
        "continue" => return Err(Stop::Continue),
        _ => {
            streams.err(desk, &format!("{verb}: command not found\n"));
            streams.note(
                desk,
                match spelling::nearest(verb, VERBS.into_iter()) {
                    Some(near) => message!("kubectl-did-you-mean", near),
                    None => help(),
                },
            );
            127
        }
    })
}

fn help() -> Message {
    message!("shell-knows", known = VERBS.join(", "))
}

fn wrong(desk: &Desk, streams: &Streams, text: &str) -> u8 {
    streams.err(desk, text);
    1
}

/// `watch -n 2 kubectl get pods`: again and again, until somebody stops it.
fn watch(desk: &Desk, words: &[String], streams: &Streams) -> Done {
    let (mut every, mut rest) = (2 * SECOND, words);
    while let Some((flag, behind)) = rest.split_first().filter(|(flag, _)| flag.starts_with('-')) {
        rest = behind;
        let value = match flag.strip_prefix("-n") {
            Some("") => {
                let (value, behind) = behind.split_first().map_or(("", behind), |(value, rest)| (value.as_str(), rest));
                rest = behind;
                value
            }
            Some(value) => value,
            None => continue,
        };
        match length(value).filter(|length| *length >= 100) {
            Some(length) => every = length,
            None => return Done::Code(wrong(desk, streams, &format!("watch: failed to parse argument: '{value}'\n"))),
        }
    }
    if rest.is_empty() {
        return Done::Code(wrong(desk, streams, "Usage:\n watch [options] command\n"));
    }
    // A line in quotes is a script of its own.
    let text = if let [line] = rest {
        line.clone()
    } else {
        rest.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    };
    let seconds = format!("{}.{}", every / SECOND, every % SECOND / 100);
    Done::Again(Again { every, script: text, title: format!("Every {seconds}s: {}\n\n", rest.join(" ")) })
}

fn files(desk: &Desk, names: &[String], streams: &Streams) -> u8 {
    if names.is_empty() {
        streams.out(desk, streams.input.as_deref().unwrap_or_default());
    }
    let mut code = 0;
    for name in names {
        match desk.host.read(name) {
            Ok(texts) => texts.iter().for_each(|(_, text)| streams.out(desk, text)),
            Err(why) => code = wrong(desk, streams, &format!("cat: {why}\n")),
        }
    }
    code
}
