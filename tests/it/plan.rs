//! `podyard plan`: known cells, grids, refusals, and what is printed.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn podyard(arguments: &[&str]) -> Output {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_podyard")).current_dir(root).arg("plan").args(arguments).output().expect("it runs")
}

const EXAMPLE: &str = "docs/plan-example.yaml";

fn printed(arguments: &[&str]) -> String {
    let output = podyard(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The cells as JSON.
fn cells(arguments: &[&str]) -> Vec<Value> {
    let text = printed(&[&[EXAMPLE, "--format", "json"], arguments].concat());
    let value: Value = serde_json::from_str(&text).expect("JSON");
    value["cells"].as_array().expect("an array").clone()
}

fn figure(cell: &Value, key: &str, which: &str) -> u64 {
    cell["figures"][key][which].as_u64().unwrap_or_else(|| panic!("no {which} of {key} in {cell}"))
}

fn file(name: &str, text: &str) -> String {
    let path = std::env::temp_dir().join(format!("podyard-plan-{}-{name}", std::process::id()));
    std::fs::write(&path, text).expect("written");
    path.display().to_string()
}

#[test]
fn what_is_known_of_each_strategy() {
    let all = cells(&["--grid", "strategy=RollingUpdate,Recreate", "maxUnavailable=0,50%", "--delays", "none"]);
    assert_eq!(all.len(), 4);
    let [careful, bold, recreate, again] = &all[..] else { panic!("{all:?}") };
    assert_eq!((figure(careful, "lowest_available", "min"), figure(careful, "failed", "max")), (4, 0));
    assert_eq!(figure(bold, "lowest_available", "min"), 2, "half of 4 may be missing");
    assert!(figure(bold, "duration_ms", "median") < figure(careful, "duration_ms", "median"), "and it is faster");
    assert_eq!(figure(recreate, "lowest_available", "max"), 0);
    assert!(figure(recreate, "without_service_ms", "min") > 0 && figure(recreate, "refused", "min") > 0);
    assert_eq!(recreate["figures"], again["figures"], "Recreate has no bounds");
}

#[test]
fn figures_follow_what_is_asked() {
    let durations = |grid: &str| -> Vec<u64> {
        cells(&["--grid", grid, "--delays", "none"]).iter().map(|cell| figure(cell, "duration_ms", "median")).collect()
    };
    for grid in ["ready-after=1,10,30", "minReadySeconds=0,10,30", "terminate=1,30"] {
        let found = durations(grid);
        assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "{grid}: {found:?}");
    }
    let errors = cells(&["--grid", "error-percent=0,10,50", "--delays", "none"]);
    let failed: Vec<u64> = errors.iter().map(|cell| figure(cell, "errors", "median")).collect();
    assert!(failed[0] == 0 && failed[1] > 0 && failed[2] > 2 * failed[1], "{failed:?}");
    let stop = cells(&["--grid", "preStop=0,10", "--drains", "--requests-per-second", "200"]);
    assert!(figure(&stop[0], "refused", "min") > 0, "draining at once refuses what the proxies still send");
    assert_eq!(figure(&stop[1], "failed", "max"), 0, "preStop gives the proxies time");
}

#[test]
fn seeds_and_spreads() {
    let five = &cells(&["--seeds", "5"])[0];
    let singles: Vec<u64> = {
        let one = cells(&["--seeds", "1"]);
        vec![figure(&one[0], "duration_ms", "median")]
    };
    let (min, median, max) =
        (figure(five, "duration_ms", "min"), figure(five, "duration_ms", "median"), figure(five, "duration_ms", "max"));
    assert!(min <= median && median <= max && min < max, "{min} {median} {max}");
    assert!((min..=max).contains(&singles[0]), "the first seed is one of the five");
    assert_eq!(*five, cells(&["--seeds", "5"])[0], "the same seeds, the same figures");
}

#[test]
fn a_rollout_that_gets_stuck_says_so() {
    let text = printed(&[EXAMPLE, "--grid", "progressDeadlineSeconds=30", "ready-after=100", "--seeds", "1"]);
    assert!(text.contains("gets stuck"), "{text}");
}

#[test]
fn refused_cells_stand_with_the_api_servers_words() {
    let all = cells(&["--grid", "maxSurge=0,1", "maxUnavailable=0,1", "--seeds", "1"]);
    let refused: Vec<&str> = all.iter().filter_map(|cell| cell["refused"].as_str()).collect();
    assert_eq!(
        refused,
        [
            "The Deployment \"shop\" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"
        ]
    );
    assert_eq!(all.iter().filter(|cell| cell["figures"].is_object()).count(), 3);
    let text = printed(&[EXAMPLE, "--grid", "maxSurge=0,1", "maxUnavailable=0,1", "--seeds", "1"]);
    assert_eq!(text.lines().filter(|line| line.contains("refused")).count(), 1, "{text}");
    assert!(text.contains("maxSurge=0 maxUnavailable=0: The Deployment \"shop\" is invalid"), "{text}");
}

#[test]
fn csv_and_json_say_the_same() {
    let grid = ["--grid", "replicas=2,3", "maxSurge=1,2", "--seeds", "2"];
    let text = printed(&[&[EXAMPLE, "--format", "csv"], &grid[..]].concat());
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let all = cells(&grid);
    assert_eq!(rows.len(), all.len() + 1);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{text}");
    for (row, cell) in rows[1..].iter().zip(&all) {
        assert_eq!(
            (row[0], row[1]),
            (cell["values"]["replicas"].as_str().unwrap(), cell["values"]["maxSurge"].as_str().unwrap())
        );
        for (head, value) in rows[0].iter().zip(row).skip(2).filter(|(head, _)| **head != "refused") {
            let (key, which) = head.rsplit_once('_').unwrap();
            assert_eq!(*value, figure(cell, key, which).to_string(), "{head}");
        }
    }
}

#[test]
fn two_manifests_are_a_rollout_from_one_to_the_other() {
    let text = std::fs::read_to_string(EXAMPLE).expect("it is there");
    let second = file("second.yaml", &text.replace("shop:v1", "shop:v2").replace("replicas: 4", "replicas: 6"));
    let value: Value = serde_json::from_str(&printed(&[EXAMPLE, &second, "--format", "json", "--seeds", "1"])).unwrap();
    assert!(figure(&value["cells"][0], "peak_pods", "max") >= 6);
    let other = file("other.yaml", &text.replace("name: shop\nspec", "name: shed\nspec"));
    let output = podyard(&[EXAMPLE, &other]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("are two Deployments, \"shop\" and \"shed\". Fix:"));
}

#[test]
fn what_is_not_simulated_is_a_rollout_all_the_same_and_is_named() {
    let text = std::fs::read_to_string(EXAMPLE).expect("it is there");
    let with = |value: &str| {
        text.replace("image: shop:v1", &format!("image: shop:v1\n        env: [{{name: A, value: {value}}}]"))
    };
    let files = [file("env-a.yaml", &with("a")), file("env-b.yaml", &with("b"))];
    let output = podyard(&[&files[0], &files[1], "--format", "json", "--seeds", "1"]);
    let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(figure(&value["cells"][0], "duration_ms", "min") > 5_000, "the pods are replaced: {value}");
    assert!(figure(&value["cells"][0], "peak_pods", "min") > 4);
    let at = "spec.template.spec.containers[0]";
    let paths = [format!("{at}.env"), format!("{at}.readinessProbe.httpGet")];
    assert_eq!(value["not_simulated"], serde_json::json!(paths));
    assert!(output.stderr.is_empty(), "in JSON it is named there");
    for format in ["table", "csv"] {
        let output = podyard(&[&files[0], &files[1], "--format", format, "--seeds", "1"]);
        let said = String::from_utf8_lossy(&output.stderr);
        let words = format!("Not simulated, though a change of it is a rollout as any other: {}.", paths.join(", "));
        assert_eq!(said.trim_end(), words, "{format}");
    }
    let output = podyard(&[&files[0], &files[0], "--format", "json", "--seeds", "1"]);
    let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(figure(&value["cells"][0], "peak_pods", "max"), 4, "the same twice is no rollout");
}

#[test]
fn what_keeps_pods_from_being_ready_is_stuck_and_a_hook_without_effect_is_named() {
    let text = std::fs::read_to_string(EXAMPLE).expect("it is there");
    let gate = text.replace("      containers:", "      readinessGates: [{conditionType: x.y/z}]\n      containers:");
    let hook =
        |hook: &str| text.replace("image: shop:v1", &format!("image: shop:v1\n        lifecycle: {{preStop: {hook}}}"));
    let plan = |name: &str, text: &str| -> Value {
        assert_ne!(text, std::fs::read_to_string(EXAMPLE).expect("it is there"), "{name}");
        let output = podyard(&[&file(name, text), "--format", "json", "--seeds", "1"]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    assert_eq!(figure(&plan("gate.yaml", &gate)["cells"][0], "stuck", "min"), 1, "nobody sets the condition");
    for (effect, does) in [
        (false, "{exec: {command: [nginx, -s, quit]}}"),
        (false, "{exec: {command: [sh, -c, 'sleep 10 && nginx -s quit']}}"),
        (false, "{httpGet: {path: /stop, port: 80}}"),
        (true, "{exec: {command: [sh, -c, 'sleep 10']}}"),
    ] {
        let value = plan("hook.yaml", &hook(does));
        let named = value["not_simulated"]
            .as_array()
            .expect("paths")
            .iter()
            .any(|path| path.as_str() == Some("spec.template.spec.containers[0].lifecycle.preStop"));
        assert_eq!(named, !effect, "{does}: {value}");
    }
}

#[test]
fn what_cannot_be_read_is_named_and_nothing_is_printed() {
    let text = std::fs::read_to_string(EXAMPLE).expect("it is there");
    let bad = file("bad.yaml", &text.replace("replicas: 4", "replicaz: 4"));
    let negative = file("negative.yaml", &text.replace("replicas: 4", "replicas: -4"));
    let cases: Vec<(&str, Vec<&str>, &str)> = vec![
        ("no file", vec!["nowhere.yaml"], "nowhere.yaml: No such file"),
        ("an unknown field", vec![&bad], "line 6: spec"),
        ("an invalid value", vec![&negative], "spec.replicas: Invalid value: -4"),
        (
            "an unknown axis",
            vec![EXAMPLE, "--grid", "surge=1"],
            "unknown setting \"surge\". Fix: use one of replicas, strategy, maxSurge",
        ),
        (
            "an axis without values",
            vec![EXAMPLE, "--grid", "maxSurge="],
            "the axis maxSurge has no value. Fix: write maxSurge=1,2",
        ),
        ("an unknown format", vec![EXAMPLE, "--format", "xml"], "invalid value 'xml'"),
        ("no manifest", vec![], "required arguments"),
    ];
    for (name, arguments, words) in cases {
        let output = podyard(&arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {told}");
        assert!(told.contains(words), "{name}: {told}");
        assert!(output.stdout.is_empty(), "{name}: nothing is half-written");
    }
    let odd = cells(&["--grid", "replicas=two,3", "--seeds", "1"]);
    assert_eq!(odd[0]["refused"], "replicas: \"two\" is no whole number it can be");
    assert!(odd[1]["figures"].is_object(), "the other cells are run all the same");
}

const BUDGET: &str = "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: shop}\nspec: {minAvailable: 3, selector: \
                      {matchLabels: {app: shop}}}\n";
const AUTOSCALER: &str = "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: shop}\nspec:\n  \
                          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  minReplicas: 7\n  maxReplicas: \
                          9\n  metrics: [{type: Pods, pods: {metric: {name: http_requests_per_second}, target: {type: AverageValue, \
                          averageValue: 1k}}}]\n";

/// The figures of a plan of a file, and what is told beside them.
fn beside(name: &str, text: &str) -> (Value, Vec<String>) {
    let value: Value =
        serde_json::from_str(&printed(&[&file(name, text), "--format", "json", "--seeds", "1", "--delays", "none"]))
            .expect("JSON");
    let notes = value["notes"].as_array().expect("a list").iter();
    (value["cells"][0].clone(), notes.map(|note| note.as_str().expect("text").to_string()).collect())
}

#[test]
fn a_budget_and_an_autoscaler_beside_the_deployment_are_in_effect() {
    let text = std::fs::read_to_string(EXAMPLE).expect("it is there");
    let (plain, none) = beside("plain.yaml", &text);
    assert_eq!((figure(&plain, "lowest_available", "max"), none.len()), (3, 0), "one of 4 may be missing");
    let (budget, told) = beside("budget.yaml", &format!("{text}{BUDGET}"));
    assert_eq!(budget, plain, "no pod is evicted");
    assert_eq!(
        told,
        [
            "PodDisruptionBudget shop: in effect, but a rollout deletes its pods and evicts none, so the budget holds nothing back."
        ]
    );
    let both = format!("{}{AUTOSCALER}{BUDGET}", text.replace("  replicas: 4\n", ""));
    let (scaled, told) = beside("scaled.yaml", &both);
    assert_eq!(
        figure(&scaled, "lowest_available", "max"),
        6,
        "the autoscaler's 7, of which a quarter, rounded down, may be missing"
    );
    assert_eq!(told.len(), 2);
    assert_eq!(
        told[0],
        "HorizontalPodAutoscaler shop: in effect. The rollout begins after 360 s under load, and pods are counted as missing or \
         extra against the replicas that are there then."
    );
    let written = format!("{text}{AUTOSCALER}");
    let (_, told) = beside("written.yaml", &written);
    assert!(told[0].ends_with("that are applied then."), "{told:?}");
    let output = podyard(&[&file("table.yaml", &written), "--seeds", "1"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.lines().any(|line| line == told[0]), "beside a table too: {said}");
}

#[test]
fn a_file_without_a_deployment_or_with_two_is_refused() {
    let text = std::fs::read_to_string(EXAMPLE).expect("it is there");
    let service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {selector: {app: shop}}\n";
    for (name, text, words) in [
        ("none.yaml", BUDGET.trim_start_matches("---\n").to_string(), "no Deployment stands here"),
        ("two.yaml", format!("{text}{BUDGET}---\n{text}"), "a second document begins here"),
        ("service.yaml", format!("{text}{service}"), "a PodDisruptionBudget or a HorizontalPodAutoscaler"),
        ("invalid.yaml", format!("{text}{}", BUDGET.replace("3", "-3")), "spec.minAvailable: Invalid value: -3"),
    ] {
        let output = podyard(&[&file(name, &text)]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {told}");
        assert!(told.contains(words), "{name}: {told}");
    }
}

#[test]
fn pods_that_only_go_take_until_the_last_has_gone() {
    let text = std::fs::read_to_string(EXAMPLE).expect("it is there");
    let fewer = file("fewer.yaml", &text.replace("replicas: 4", "replicas: 2"));
    let value: Value =
        serde_json::from_str(&printed(&[EXAMPLE, &fewer, "--format", "json", "--terminate", "3"])).unwrap();
    let cell = &value["cells"][0];
    assert!(figure(cell, "duration_ms", "min") >= 3_000, "{cell}");
    assert_eq!(figure(cell, "lowest_available", "max"), 2, "{cell}");
}
