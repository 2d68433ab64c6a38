//! Imports point down: what `src/lib.rs` says of its layers, held against every source file.

use std::fs;
use std::path::Path;

use crate::tidy::sources;

/// The layers in the order of lib.rs: each knows only those before it.
fn order() -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("it is there");
    let listed = text.lines().filter_map(|line| line.strip_prefix("//! - "));
    listed.filter_map(|line| line.split('`').nth(1)).map(String::from).collect()
}

/// The layers that a line of code names, wherever it does.
fn named(line: &str) -> Vec<&str> {
    let parts = line.split("crate::").skip(1);
    parts.map(|part| part.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap_or(part)).collect()
}

#[test]
fn each_layer_knows_only_those_above_it() {
    let order = order();
    assert!(order.len() >= 15, "{order:?}");
    let place = |layer: &str| order.iter().position(|one| one == layer);
    let mut looked_at = 0;
    for (path, text) in sources() {
        let top = path.split('/').nth(1).unwrap_or_default().trim_end_matches(".rs");
        let Some(own) = place(top) else {
            assert!(["lib", "main", "bin"].contains(&top), "{path} is of no layer that lib.rs lists");
            continue;
        };
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for layer in named(line) {
                let Some(other) = place(layer) else { continue };
                assert!(other <= own, "{path}:{number}: {top} knows {layer}, which lib.rs lists below it");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 500, "{looked_at}");
}

#[test]
fn what_a_line_names() {
    let cases = [
        ("use crate::kube::object::Name;", vec!["kube"]),
        ("    fn a(b: crate::sim::Cluster) -> crate::kube::tree::Node {", vec!["sim", "kube"]),
        ("use super::object::Name;", vec![]),
    ];
    for (line, expected) in cases {
        assert_eq!(named(line), expected, "{line}");
    }
}
