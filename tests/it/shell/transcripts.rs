//! What `podyard shell FILE` prints, whole: each file of `tests/shell` is a transcript, and what stands behind `$ ` in it is
//! what is typed. Errors are on the other stream, and end it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn transcripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shell");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("it can be read").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

#[test]
fn transcripts_come_out_again() {
    let files = transcripts();
    assert!(files.len() >= 8, "{files:?}");
    for file in files {
        let expected = fs::read_to_string(&file).expect("it can be read");
        let typed: Vec<&str> = expected.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
        let script =
            std::env::temp_dir().join(format!("podyard-{}.txt", file.file_stem().expect("it has one").display()));
        fs::write(&script, typed.join("\n")).expect("it can be written");
        let start = expected.lines().next().and_then(|line| line.strip_prefix("# --start "));
        let mut command = Command::new(env!("CARGO_BIN_EXE_podyard"));
        command.arg("shell").arg(&script).current_dir(file.parent().expect("it has one"));
        if let Some(start) = start {
            command.args(["--start", start]);
        }
        let output = command.output().expect("it runs");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let expected: String =
            expected.lines().filter(|line| !line.starts_with("# --start ")).map(|line| format!("{line}\n")).collect();
        assert_eq!(out, expected, "{}: {err}", file.display());
    }
}

#[test]
fn it_stops_at_the_first_error_with_its_code() {
    let file = std::env::temp_dir().join("podyard-stops.txt");
    fs::write(
        &file,
        "kubectl get nodes -o name || true\nkubectl scale deploy x --replicas=2 || true\ngrep x web.yaml\necho y",
    )
    .expect("it can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_podyard")).arg("shell").arg(&file).output().expect("it runs");
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{out}");
    assert!(out.ends_with("$ grep x web.yaml\n"), "{out}");
}

#[test]
fn a_run_is_recorded_as_a_link() {
    let file = std::env::temp_dir().join("podyard-recorded.txt");
    fs::write(&file, "kubectl set image deployment/web web=web:v2\nsleep 5").expect("it can be written");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_podyard"));
        command.arg("shell").arg(&file).args(arguments).args(["--record", "-"]);
        String::from_utf8(command.output().expect("it runs").stdout).expect("it is text")
    };
    let out = run(&["--start", "strategy=rolling-update&replicas=3"]);
    let link = out.lines().last().and_then(|line| line.strip_prefix("#/sandbox?")).expect("a link");
    let link = podyard::history::Link::read(link).expect("it is read");
    assert_eq!((link.at.0, link.edits.len()), (5_000, 1));
    let mut session = podyard::session::Session::new(link.scenario);
    session.take_in_hand();
    for edit in &link.edits {
        session.replay_to(edit.steps, edit.at);
        session.update(edit.action.clone());
    }
    session.replay_to(link.at.1, link.at.0);
    assert_eq!(Some(session.cluster().state_hash()), link.hash);
}
