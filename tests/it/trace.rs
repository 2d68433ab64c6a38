//! `podyard trace` as a command: good files of both forms, and what it says of bad ones.

use std::process::{Command, Output};

use serde_json::{Value, json};

fn trace(name: &str, text: &str) -> Output {
    let file = std::env::temp_dir().join(format!("podyard-trace-{}-{name}.json", std::process::id()));
    std::fs::write(&file, text).expect("the folder for passing files can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_podyard")).arg("trace").arg(&file).output().expect("it starts");
    std::fs::remove_file(&file).expect("it was written");
    output
}

fn app() -> Value {
    json!({"ready_after_s": 10, "stagger_s": 0, "never_ready": false, "unready_after_s": 0, "terminate_s": 5})
}

fn scenario(name: &str, replicas: i32) -> Value {
    json!({
        "name": name,
        "deployment": {"replicas": replicas, "strategy": "RollingUpdate", "min_ready_seconds": 0, "image": "v1"},
        "apps": {"v1": app(), "v2": app()},
        "steps": [{"at": 0, "do": "create"}, {"at": 30, "do": "set_image", "image": "v2"}],
        "until": 120,
    })
}

/// `steps[1].image` and the like: sets or takes away one field of a scenario.
fn changed(path: &str, value: Option<Value>) -> String {
    let mut second = scenario("bad", 3);
    let (parent, field) = path.rsplit_once('/').expect("a JSON pointer");
    let object = second.pointer_mut(parent).and_then(Value::as_object_mut).expect("it is there");
    match value {
        Some(value) => drop(object.insert(field.into(), value)),
        None => drop(object.remove(field)),
    }
    json!([scenario("good", 3), second]).to_string()
}

#[test]
fn malformed_files_are_refused_whole() {
    let cases = [
        ("no-json", "[{".to_string(), vec!["not JSON", "line 1"]),
        ("no-list", json!({"name": "x"}).to_string(), vec!["not a list", "Fix: write the scenarios as a JSON array"]),
        ("no-object", "[3]".into(), vec!["scenario 1"]),
        ("missing", changed("/deployment/replicas", None), vec!["deployment", "missing field `replicas`"]),
        ("kind", changed("/deployment/replicas", Some(json!("many"))), vec!["deployment.replicas", "invalid type"]),
        ("unknown", changed("/deployment/colour", Some(json!(1))), vec!["deployment", "unknown field `colour`"]),
        ("negative", changed("/deployment/replicas", Some(json!(-1))), vec!["deployment.replicas", "Fix: 0 or more"]),
        (
            "strategy",
            changed("/deployment/strategy", Some(json!("Big"))),
            vec!["deployment.strategy", "unknown variant"],
        ),
        (
            "bound",
            changed("/deployment/max_surge", Some(json!("few"))),
            vec!["deployment.max_surge", "Fix: \"3\" or \"30%\""],
        ),
        ("image", changed("/steps/1/image", Some(json!("v9"))), vec!["steps[1].image", "Fix: one of v1, v2"]),
        ("no-image", changed("/steps/1/image", None), vec!["steps[1].image", "missing"]),
        ("deed", changed("/steps/1/do", Some(json!("dance"))), vec!["steps[1]", "unknown variant `dance`"]),
        ("order", changed("/steps/0/at", Some(json!(31))), vec!["steps[1].at", "Fix: sort the steps by time"]),
        ("twice", changed("/steps/1/do", Some(json!("create"))), vec!["steps[1].do", "Fix: create once"]),
        ("until", changed("/until", Some(json!(99_999_999_999_u64))), vec!["until", "too far away"]),
    ];
    for (name, text, words) in cases {
        let output = trace(name, &text);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert_eq!(output.stdout, b"", "{name}: something half-written");
        assert_eq!(said.lines().count(), 1, "{name}: {said}");
        assert!(said.contains(&format!("{name}.json: ")), "{name} does not name its file: {said}");
        if text.contains("\"bad\"") {
            assert!(said.contains("scenario 2 (\"bad\")"), "{name} does not name its scenario: {said}");
        }
        for word in words {
            assert!(said.contains(word), "{name} does not say {word:?}: {said}");
        }
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_podyard")).args(["trace", "no/such.json"]).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
    assert!(said.contains("no/such.json") && said.contains("Fix: name a file of scenarios"), "{said}");
}

#[test]
fn traces_are_run_again_and_keep_their_order() {
    let first = trace("scenarios", &json!([scenario("b", 3), scenario("a", 5)]).to_string());
    assert_eq!(first.status.code(), Some(0));
    let traces: Vec<Value> = serde_json::from_slice(&first.stdout).expect("a JSON array");
    let names: Vec<&Value> = traces.iter().map(|trace| &trace["scenario"]["name"]).collect();
    assert_eq!(names, ["b", "a"]);
    for trace in &traces {
        for field in ["scenario", "scalings", "states", "progressing"] {
            assert!(trace.get(field).is_some(), "{field} is missing in {trace}");
        }
        assert_eq!(trace.get("refused"), None, "nothing was undone: the recordings leave it away then");
    }
    let again = trace("traces", &String::from_utf8_lossy(&first.stdout));
    assert_eq!(again.stdout, first.stdout);
}

#[test]
fn the_guides_example_and_its_mistake_are_true() {
    let guide = include_str!("../../docs/trace.md");
    let block = |kind: &str| {
        let from = guide.find(kind).expect("it is there") + kind.len();
        guide[from..].split("```").next().expect("it ends").to_string()
    };
    let example = block("```json\n");
    assert_eq!(example, include_str!("../../docs/trace-example.json"));
    let output = trace("example", &example);
    let traces: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let scaling = |at, set, from, to| json!({"at": at, "replica_set": set, "from": from, "to": to});
    // The first new pod is ready in the second of the undo, and has let an old one go.
    let expected = [scaling(1, "v1", 0, 3), scaling(60, "v2", 0, 1)];
    assert_eq!(traces[0]["scalings"].as_array().expect("a list")[..2], expected);
    assert_eq!(traces[0]["refused"], json!(["70 undo: rolled back"]));
    let last = traces[0]["states"].as_array().and_then(|states| states.last()).expect("states");
    assert_eq!(last["rollout_status"], "deployment \"web\" successfully rolled out");
    let mistaken = trace("mistake", &example.replace(", \"image\": \"v2\" }", " }"));
    let said = String::from_utf8_lossy(&mistaken.stderr).to_string();
    let shown = block("```text\nbad.json: ");
    assert!(said.contains(shown.trim()), "{said}\nis not what the guide shows:\n{shown}");
    assert_eq!((mistaken.status.code(), mistaken.stdout.len()), (Some(2), 0));
}
