//! Turns `quizzes/*.toml` into one compact JSON text, so that the page needs no TOML parser.
//!
//! A file that is no quiz stops the build. What makes a good one is for `podyard check` to say.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

// The program's own schema. The build reads and writes quizzes, and uses nothing else of them.
#[allow(dead_code)]
#[path = "src/quiz/schema.rs"]
mod schema;

const FOLDER: &str = "quizzes";

fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-changed=src/quiz/schema.rs");
    if let Err(message) = embed() {
        println!("cargo::error={message}");
        process::exit(1);
    }
}

fn embed() -> Result<(), String> {
    let quizzes: Vec<schema::Quiz> = files()?.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    let json = serde_json::to_string(&quizzes).map_err(|error| error.to_string())?;
    let out = env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    fs::write(Path::new(&out).join("quizzes.json"), json).map_err(|error| format!("{out}: {error}"))
}

/// The quiz files, in the order of their names.
fn files() -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(FOLDER).map_err(|error| format!("{FOLDER}: {error}"))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| format!("{FOLDER}: {error}"))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<schema::Quiz, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| named(&error))?;
    toml::from_str(&text).map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        // One line: Cargo shows no more of an error than that.
        format!("{}:{line}: {}. `podyard check` says more", path.display(), error.message())
    })
}
