//! Puts `quizzes/*.yaml` into one text, `content/exercises/*.yaml` and `content/lessons/*.yaml` into others, and the sentences of `src/text/en.txt` into a table by their ids, so that the
//! compiler finds an id that has none, and the page holds no ids. What is wrong with a quiz is for `podyard check` to say.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// Folders of content, and the text that each becomes.
const FOLDERS: [(&str, &str); 3] =
    [("quizzes", "quizzes.yaml"), ("content/exercises", "exercises.yaml"), ("content/lessons", "lessons.yaml")];

const ENGLISH: &str = "src/text/en.txt";
/// What the heading of sentences ends with that only the command line says.
const NATIVE: &str = "(native)";

fn main() {
    for (folder, _) in FOLDERS {
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rerun-if-changed={ENGLISH}");
    if let Err(message) = FOLDERS.into_iter().try_for_each(|(folder, to)| embed(folder, to)).and_then(|()| sentences())
    {
        println!("cargo::error={message}");
        process::exit(1);
    }
}

fn embed(folder: &str, to: &str) -> Result<(), String> {
    let mut all = String::new();
    for path in files(folder)? {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        all += &format!("---\n{text}\n");
    }
    let out = env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    fs::write(Path::new(&out).join(to), all).map_err(|error| format!("{out}: {error}"))
}

/// Writes the ids in order, as Rust, and the sentences in the same order, a line each.
fn sentences() -> Result<(), String> {
    let text = fs::read_to_string(ENGLISH).map_err(|error| format!("{ENGLISH}: {error}"))?;
    let (mut all, mut here) = (Vec::new(), true);
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            here = !is_page() || !heading.ends_with(NATIVE);
        } else if let Some(sentence) = line.split_once(" = ").filter(|_| here) {
            all.push(sentence);
        }
    }
    all.sort_unstable();
    if let Some(twice) = all.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(format!("{ENGLISH}: {} stands twice", twice[0].0));
    }
    let ids: String = all.iter().map(|(id, _)| format!("    {id:?},\n")).collect();
    let patterns: Vec<&str> = all.iter().map(|(_, pattern)| *pattern).collect();
    let ids = format!("/// Every id, in order.\nconst IDS: &[&str] = &[\n{ids}];\n");
    let out = env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    let write = |name: &str, text: &str| {
        let path = Path::new(&out).join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    write("ids.rs", &ids)?;
    write("en.txt", &patterns.join("\n"))
}

fn is_page() -> bool {
    env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32")
}

/// The YAML files of a folder, in the order of their names.
fn files(folder: &str) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| format!("{folder}: {error}"))?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
