//! What a line's first word names.

use super::host::{Piece, Stop};
use super::run::Run;
use super::streams::Streams;
use super::{curl, kubectl, podyard, tools};
use crate::kube::spelling;
use crate::kube::time::{Millis, SECOND};
use crate::message::Message;

/// Every word there is, for completion and for who mistypes.
pub(super) const VERBS: [&str; 22] = [
    "kubectl", "k", "curl", "podyard", "sleep", "watch", "cat", "ls", "echo", "seq", "grep", "wc", "head", "tail",
    "sort", "uniq", "date", "true", "false", "clear", "help", "exit",
];

/// Executes one command; how it ends.
pub(super) async fn run(run: &Run, words: &[String], streams: &Streams) -> Result<u8, Stop> {
    let Some((verb, rest)) = words.split_first() else { return Ok(0) };
    let desk = &run.desk;
    if let Some((text, code)) = tools::run(verb, rest, streams.input.as_deref()) {
        match code {
            0 | 1 if verb != "head" || !text.is_empty() => streams.out(desk, &text),
            _ => streams.err(desk, &text),
        }
        return Ok(code);
    }
    Ok(match verb.as_str() {
        "kubectl" | "k" => return kubectl::run(run, rest, streams).await,
        "curl" => return curl::run(run, rest, streams).await,
        "podyard" => podyard::run(desk, rest, streams),
        "sleep" => match rest.iter().map(|text| length(text)).collect::<Option<Vec<_>>>() {
            Some(all) if !all.is_empty() => {
                desk.until(desk.now() + all.into_iter().sum::<Millis>()).await;
                0
            }
            _ => wrong(run, streams, &format!("sleep: invalid time interval '{}'\n", rest.join(" "))),
        },
        "watch" => return watch(run, rest, streams).await,
        "cat" => files(run, rest, streams),
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
        "exit" => return Err(Stop::Exit(rest.first().and_then(|code| code.parse().ok()).unwrap_or(run.last.get()))),
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

pub(super) fn wrong(run: &Run, streams: &Streams, text: &str) -> u8 {
    streams.err(&run.desk, text);
    1
}

/// `10`, `0.5`, `2m`, `1h`, in ms; a day at most.
pub(super) fn length(text: &str) -> Option<Millis> {
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) if text.ends_with('m') => (number, 60 * SECOND),
        Some(number) if text.ends_with('h') => (number, 3_600 * SECOND),
        Some(number) => (number, SECOND),
        None => (text, SECOND),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) {
        return None;
    }
    let whole: Millis = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let thousandths: Millis = format!("{part:0<3}")[..3].parse().ok()?;
    Some((whole * unit + thousandths * unit / 1_000).min(86_400 * SECOND))
}

/// `watch -n 2 kubectl get pods`: again and again, until somebody stops it.
async fn watch(run: &Run, words: &[String], streams: &Streams) -> Result<u8, Stop> {
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
            None => return Ok(wrong(run, streams, &format!("watch: failed to parse argument: '{value}'\n"))),
        }
    }
    if rest.is_empty() {
        return Ok(wrong(run, streams, "Usage:\n watch [options] command\n"));
    }
    // A line in quotes is a script of its own.
    let text = if let [line] = rest {
        line.clone()
    } else {
        rest.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    };
    loop {
        run.desk.host.print(Piece::Clear);
        let seconds = format!("{}.{}", every / SECOND, every % SECOND / 100);
        streams.out(&run.desk, &format!("Every {seconds}s: {}\n\n", rest.join(" ")));
        run.line(&text, streams).await?;
        run.desk.until(run.desk.now() + every).await;
    }
}

/// A word as a shell reads it again.
pub(super) fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:=,@%+".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn files(run: &Run, names: &[String], streams: &Streams) -> u8 {
    if names.is_empty() {
        streams.out(&run.desk, streams.input.as_deref().unwrap_or_default());
    }
    let mut code = 0;
    for name in names {
        match run.desk.host.read(name) {
            Ok(texts) => texts.iter().for_each(|(_, text)| streams.out(&run.desk, text)),
            Err(why) => code = wrong(run, streams, &format!("cat: {why}\n")),
        }
    }
    code
}
