//! `curl`, as far as a learner goes: a host, a path, header fields, a method, and what is printed of the answer. Exit codes
//! and messages are curl's own: see curl(1), EXIT CODES.

use super::host::Stop;
use super::run::Run;
use super::streams::Streams;
use super::verbs::length;
use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND};
use crate::sim::routing::Head;
use crate::sim::traffic::{Outcome, Reply};

/// What a line asks for.
#[derive(Debug, Default)]
struct Asked {
    url: String,
    method: Option<String>,
    headers: Vec<(Name, Name)>,
    silent: bool,
    shows_error: bool,
    fails: bool,
    /// `-i`, `-I`.
    head: bool,
    only_head: bool,
    verbose: bool,
    to: Option<String>,
    format: Option<String>,
    patience: Option<Millis>,
}

/// The time a client waits where nothing else is said, ms.
const PATIENCE: Millis = 120 * SECOND;

pub(super) async fn run(run: &Run, words: &[String], streams: &Streams) -> Result<u8, Stop> {
    let desk = &run.desk;
    let asked = match read(words) {
        Ok(asked) => asked,
        Err((code, text)) => {
            streams.err(desk, &format!("curl: {text}\n"));
            return Ok(code);
        }
    };
    let Some(target) = Target::read(&asked) else {
        streams.err(desk, "curl: (3) URL rejected: Malformed input to a URL function\n");
        return Ok(3);
    };
    let number = run.number();
    let patience = asked.patience.unwrap_or(PATIENCE);
    let reply = desk.read(|cluster| {
        let service = target.service(&|name| cluster.objects().service(name).is_some());
        match service {
            Some(service) => cluster.once_to_service(&service, number, patience),
            None => cluster.once_through_gateway(&target.head(&asked), number, patience),
        }
    });
    let Some(reply) = reply else {
        let host = &target.host;
        report(run, streams, &asked, &format!("curl: (6) Could not resolve host: {host}\n"));
        return Ok(6);
    };
    desk.until(desk.now() + reply.latency).await;
    Ok(answered(run, streams, &asked, &target, &reply))
}

fn report(run: &Run, streams: &Streams, asked: &Asked, text: &str) {
    if !asked.silent || asked.shows_error {
        streams.err(&run.desk, text);
    }
}

/// Prints the answer.
fn answered(run: &Run, streams: &Streams, asked: &Asked, target: &Target, reply: &Reply) -> u8 {
    let (host, port) = (&target.host, target.port);
    let written = |streams: &Streams, status: u16| {
        if let Some(format) = &asked.format {
            streams.out(&run.desk, &filled(format, status, reply.latency));
        }
    };
    let broken = match reply.outcome {
        Outcome::Refused => Some((
            7,
            format!(
                "curl: (7) Failed to connect to {host} port {port} after {} ms: Could not connect to server\n",
                reply.latency
            ),
        )),
        Outcome::Reset => Some((56, "curl: (56) Recv failure: Connection reset by peer\n".into())),
        Outcome::TimedOut => Some((
            28,
            format!("curl: (28) Operation timed out after {} milliseconds with 0 bytes received\n", reply.latency),
        )),
        _ => None,
    };
    if let Some((code, text)) = broken {
        report(run, streams, asked, &text);
        written(streams, 0);
        return code;
    }
    let status = reply.outcome.status().unwrap_or(502);
    let reason = reason(status);
    let body = match (&reply.image, &reply.pod) {
        (Some(image), Some(pod)) if status == 200 => format!("{image} {pod}\n"),
        (Some(image), Some(pod)) if reply.outcome.status().is_some_and(|status| status == 500) => {
            format!("{image} {pod}: {status} {reason}\n")
        }
        _ => format!("{status} {reason}\n"),
    };
    if asked.fails && status >= 400 {
        report(run, streams, asked, &format!("curl: (22) The requested URL returned error: {status}\n"));
        written(streams, status);
        return 22;
    }
    let mut text = String::new();
    if asked.head || asked.only_head {
        text.push_str(&format!(
            "HTTP/1.1 {status} {reason}\nContent-Type: text/plain\nContent-Length: {}\n\n",
            body.len()
        ));
    }
    if asked.verbose {
        let at = format!(
            "* Connected to {host} port {port}\n> {} {} HTTP/1.1\n> Host: {host}\n",
            target.method, target.path
        );
        let headers: String = asked.headers.iter().map(|(name, value)| format!("> {name}: {value}\n")).collect();
        streams.err(&run.desk, &format!("{at}{headers}>\n< HTTP/1.1 {status} {reason}\n<\n"));
    }
    if !asked.only_head {
        text.push_str(&body);
    }
    match asked.to.as_deref() {
        None | Some("-") => streams.out(&run.desk, &text),
        Some("/dev/null") => {}
        Some(file) => {
            if run.desk.host.write(file, &text, false).is_err() {
                return 23;
            }
        }
    }
    written(streams, status);
    0
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        404 => "Not Found",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    }
}

/// `-w`: `%{http_code}`, `%{time_total}`, `\n`, `\t`.
fn filled(format: &str, status: u16, latency: Millis) -> String {
    let total = format!("{}.{:03}000", latency / SECOND, latency % SECOND);
    let code = format!("{status:03}");
    let parts = [
        ("%{http_code}", code.as_str()),
        ("%{response_code}", code.as_str()),
        ("%{time_total}", total.as_str()),
        ("%%", "%"),
        ("\\n", "\n"),
        ("\\t", "\t"),
    ];
    let (mut text, mut rest) = (String::new(), format);
    'next: while let Some(sign) = rest.chars().next() {
        for (name, value) in parts {
            if let Some(after) = rest.strip_prefix(name) {
                text.push_str(value);
                rest = after;
                continue 'next;
            }
        }
        text.push(sign);
        rest = &rest[sign.len_utf8()..];
    }
    text
}

/// Where a request goes.
struct Target {
    host: String,
    port: u16,
    path: String,
    method: String,
}

impl Target {
    fn read(asked: &Asked) -> Option<Self> {
        let (scheme, rest) = asked.url.split_once("://").unwrap_or(("http", &asked.url));
        if !["http", "https"].contains(&scheme) {
            return None;
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, if scheme == "https" { 443 } else { 80 }),
        };
        if host.is_empty() || host.contains(char::is_whitespace) || path.contains(char::is_whitespace) {
            return None;
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let method = asked.method.clone().unwrap_or_else(|| if asked.only_head { "HEAD".into() } else { "GET".into() });
        Some(Self { host: host.to_owned(), port, path, method })
    }

    /// A Service of this name: `web`, `web.default`, `web.default.svc.cluster.local`.
    fn service(&self, exists: &dyn Fn(&str) -> bool) -> Option<String> {
        let (name, behind) = self.host.split_once('.').unwrap_or((&self.host, "default"));
        let within = ["default", "default.svc", "default.svc.cluster.local"].contains(&behind);
        (within && exists(name)).then(|| name.to_owned())
    }

    fn head(&self, asked: &Asked) -> Head {
        let mut headers = asked.headers.clone();
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            headers.push(("host".into(), self.host.as_str().into()));
        }
        Head::of(&self.method, &self.path, headers)
    }
}

/// Reads curl's words; what is wrong with them, with curl's exit code.
fn read(words: &[String]) -> Result<Asked, (u8, String)> {
    let mut asked = Asked::default();
    let words = spread(words);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let mut value = || rest.next().cloned().ok_or((2, format!("option {word}: requires parameter")));
        match word.as_str() {
            "-H" | "--header" => {
                let text = value()?;
                if let Some((name, value)) = text.split_once(':') {
                    asked.headers.push((name.trim().into(), value.trim().into()));
                }
            }
            "-b" | "--cookie" => asked.headers.push(("cookie".into(), value()?.as_str().into())),
            "-A" | "--user-agent" => asked.headers.push(("user-agent".into(), value()?.as_str().into())),
            "-X" | "--request" => asked.method = Some(value()?),
            "-d" | "--data" => {
                value()?;
                asked.method.get_or_insert("POST".into());
            }
            "-s" | "--silent" => asked.silent = true,
            "-S" | "--show-error" => asked.shows_error = true,
            "-f" | "--fail" => asked.fails = true,
            "-i" | "--include" => asked.head = true,
            "-I" | "--head" => asked.only_head = true,
            "-v" | "--verbose" => asked.verbose = true,
            "-k" | "--insecure" | "-L" | "--location" | "-4" => {}
            "-o" | "--output" => asked.to = Some(value()?),
            "-w" | "--write-out" => asked.format = Some(value()?),
            "-m" | "--max-time" | "--connect-timeout" => {
                let text = value()?;
                asked.patience =
                    Some(length(&text).ok_or((2, format!("expected a proper numerical parameter: {text}")))?);
            }
            "--retry" => drop(value()?),
            flag if flag.starts_with('-') && flag.len() > 1 => {
                return Err((2, format!("option {flag}: is unknown\ncurl: try 'curl --help' for more information")));
            }
            _ if asked.url.is_empty() => asked.url.clone_from(word),
            _ => return Err((2, "one address at a time".into())),
        }
    }
    if asked.url.is_empty() {
        return Err((2, "(2) no URL specified\ncurl: try 'curl --help' for more information".into()));
    }
    Ok(asked)
}

/// Flags of one letter each written together: `-sS`, `-so FILE`.
fn spread(words: &[String]) -> Vec<String> {
    const TAKES: &str = "HbAXdowm";
    let mut all = Vec::new();
    for word in words {
        let letters = word.strip_prefix('-').filter(|rest| rest.len() > 1 && !rest.starts_with('-'));
        let Some(letters) = letters else {
            all.push(word.clone());
            continue;
        };
        for (at, letter) in letters.char_indices() {
            all.push(format!("-{letter}"));
            let behind = &letters[at + letter.len_utf8()..];
            if TAKES.contains(letter) && !behind.is_empty() {
                all.push(behind.into());
                break;
            }
        }
    }
    all
}
