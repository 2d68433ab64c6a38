//! Turns `quizzes/*.toml` into one compact JSON text, so that the page needs no TOML parser.
//!
//! A file that is no quiz stops the page's build. The native build warns and goes on without it: `podyard check` comes
//! out of that build, and it is what tells a teacher everything that is wrong with the file.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

// The program's own schema. The build reads and writes quizzes, and uses nothing else of them.
#[allow(dead_code)] // Labels are for the page.
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
    let page = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32");
    let (mut quizzes, mut broken) = (Vec::new(), false);
    for path in files()? {
        match read(&path) {
            Ok(quiz) => quizzes.push(quiz),
            Err(message) => {
                println!("cargo::{}={message}", if page { "error" } else { "warning" });
                broken = true;
            }
        }
    }
    if page && broken {
        process::exit(1);
    }
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
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        // One line: Cargo shows no more of a message than that.
        let message = error.message().replace('\n', " ");
        format!("{}:{line}: {message}. All that is wrong: cargo run --bin podyard -- check", path.display())
    })
}
