//! `podyard route`: reads manifests and requests, prints where they go.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use podyard::routes::{answers, asked, report};
use podyard::{message, text};

#[derive(Args)]
pub struct Routed {
    /// Manifests of HTTPRoutes and Ingresses, applied in order; other kinds may stand beside them.
    #[arg(required = true)]
    manifests: Vec<PathBuf>,
    /// A JSON file: {"services": {"web": 2}, "requests": [{"method", "host", "path", "query", "headers"}]}.
    #[arg(long)]
    requests: PathBuf,
    /// How it is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Answers and prints.
///
/// # Errors
///
/// What is wrong, with the file, and what to do; nothing was printed then.
pub fn route(routed: &Routed) -> Result<(), String> {
    let texts: Vec<String> = routed
        .manifests
        .iter()
        .map(|file| super::read(file, message!("file-of-manifests")))
        .collect::<Result<_, _>>()?;
    let requests = super::read(&routed.requests, message!("file-of-requests"))?;
    let asked =
        asked(&requests).map_err(|problem| format!("{}: {}", routed.requests.display(), text::say(&problem)))?;
    let answers = answers(&texts, &asked, text::said);
    let printed = match routed.format {
        Format::Text => report::text(&answers, &asked, text::said),
        Format::Json => report::json(&answers),
    };
    io::stdout().lock().write_all(printed.as_bytes()).map_err(|error| error.to_string())
}
