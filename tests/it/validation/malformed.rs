//! What is no Deployment: line, field, what is wrong and the cure.

use podyard::documents;
use podyard::kube::quantity::Quantity;
use podyard::kube::validate::validate_deployment;
use podyard::text::say;

use super::{RICH, WEB, changed, container, said, spec};

/// Name, text, line, field, what is wrong, the cure: the beginning of each.
fn malformed() -> Vec<(&'static str, String, usize, &'static str, &'static str, &'static str)> {
    let known = "write ";
    vec![
        ("empty", String::new(), 1, "", "nothing is written here", "give the YAML"),
        ("only comments", "# web\n---\n".into(), 1, "", "nothing is written here", "give the YAML"),
        (
            "a list",
            "- a\n".into(),
            1,
            "",
            "not a Deployment, a PodDisruptionBudget or a HorizontalPodAutoscaler: no mapping",
            "begin with apiVersion",
        ),
        ("no kind", "metadata: {}\n".into(), 1, "kind", "no kind is given", "write kind: Deployment"),
        (
            "a Service",
            WEB.replace("Deployment", "Service"),
            2,
            "kind",
            "not a Deployment, a PodDisruptionBudget or a HorizontalPodAutoscaler but a Service",
            "write kind: Deployment",
        ),
        (
            "a List",
            WEB.replace("Deployment", "List"),
            2,
            "kind",
            "not a Deployment, a PodDisruptionBudget or a HorizontalPodAutoscaler but a List",
            "give its items",
        ),
        (
            "an old version",
            WEB.replace("apps/v1", "extensions/v1beta1"),
            1,
            "apiVersion",
            "there is no Deployment in \"extensions/v1beta1\"",
            "write apiVersion: apps/v1",
        ),
        ("no version", WEB.replace("apiVersion: apps/v1\n", ""), 1, "apiVersion", "no version is given", "write apiV"),
        ("two documents", format!("{WEB}---\n{WEB}"), 16, "", "a second document begins here", "give one Deployment"),
        ("unclosed", changed(&[("{app: web}", "{app: web")]), 8, "", "not YAML: ", "check the indentation"),
        ("a tab", changed(&[("  name: web", "\tname: web")]), 4, "", "not YAML: ", "a tab indents this line"),
        ("unknown field", spec("replica: 3"), 6, "spec.replica", "unknown field", "write replicas"),
        ("wrong case", spec("minreadyseconds: 3"), 6, "spec.minreadyseconds", "unknown field", "write minReadySeconds"),
        ("misplaced", spec("containers: []"), 6, "spec.containers", "unknown field", "take it out, or look where"),
        ("far down", container("imag: a"), 15, "spec.template.spec.containers[0].imag", "unknown field", "write image"),
        ("given twice", spec("replicas: 1\n  replicas: 2"), 7, "spec.replicas", "given twice", "keep one of the two"),
        (
            "label given twice",
            changed(&[("{app: web}", "{app: web, app: api}")]),
            7,
            "spec.selector.matchLabels[app]",
            "given twice",
            "keep one of the two",
        ),
        ("text for a number", spec("replicas: three"), 6, "spec.replicas", "\"three\" is text", "write a whole number"),
        (
            "quoted number",
            spec("replicas: \"3\""),
            6,
            "spec.replicas",
            "\"3\" is text",
            "write the number without quotes",
        ),
        ("fraction", spec("replicas: 1.5"), 6, "spec.replicas", "`1.5` is a number", "write a whole number from -2147"),
        ("too big", spec("replicas: 3000000000"), 6, "spec.replicas", "`3000000000` is a", "write a whole number from"),
        ("beyond int64", spec("replicas: 99999999999999999999"), 6, "spec.replicas", "`99999999999999999999`", known),
        ("text for bool", spec("paused: \"true\""), 6, "spec.paused", "\"true\" is text", "write true or false"),
        (
            "fraction for a bound",
            spec("strategy: {rollingUpdate: {maxSurge: 0.25}}"),
            6,
            "spec.strategy.rollingUpdate.maxSurge",
            "`0.25` is a number",
            "write a whole number such as 3, or text",
        ),
        (
            "number for a label",
            changed(&[("  name: web", "  name: web\n  labels: {version: 2}")]),
            5,
            "metadata.labels[version]",
            "`2` is a number",
            "put it in quotes",
        ),
        (
            "bool for a label",
            changed(&[("  name: web", "  name: web\n  annotations: {canary: yes}")]),
            5,
            "metadata.annotations[canary]",
            "`true` is true or false",
            "put it in quotes",
        ),
        ("number for a name", changed(&[("name: web", "name: 8")]), 4, "metadata.name", "`8` is a number", "put it in"),
        (
            "text for a mapping",
            spec("strategy: Recreate"),
            6,
            "spec.strategy",
            "\"Recreate\" is text",
            "write a mapping, with fields such as type",
        ),
        (
            "mapping for a list",
            container("ports: {containerPort: 80}"),
            15,
            "spec.template.spec.containers[0].ports",
            "a mapping stands here",
            "write a list",
        ),
        (
            "list for text",
            container("imagePullPolicy: [Always]"),
            15,
            "spec.template.spec.containers[0].imagePullPolicy",
            "a list stands here",
            "write text",
        ),
        (
            "no quantity",
            container("resources: {requests: {cpu: 100x}}"),
            15,
            "spec.template.spec.containers[0].resources.requests[cpu]",
            "\"100x\" is text",
            "write a quantity",
        ),
        (
            "a made-up name",
            changed(&[("  name: web", "  generateName: web-")]),
            1,
            "metadata.generateName",
            "the name would be made up",
            "write metadata.name",
        ),
        ("an alias of itself", "a: &a [*a]\n".into(), 1, "", "this alias stands in", "write the value out"),
        ("a merge of nothing", "<<: 3\n".into(), 1, "", "`<<` merges no mapping", "write `<<: *name`"),
        ("a mapping as a key", "{a: 1}: 2\n".into(), 1, "", "a list or mapping stands where", "write `name: value`"),
        ("too deep", "[".repeat(80), 1, "", "more than 64 lists", "a Deployment needs no more than 12"),
        ("a bomb", bomb(), 5, "", "more than 20000 values", "give fewer documents"),
        ("too long", "#".repeat(4 << 20), 1, "", "4194304 bytes are too many", "give at most 3 MiB"),
    ]
}

/// Five levels of ten aliases each: 100,000 values in six lines.
fn bomb() -> String {
    let mut text = String::from("a0: &a0 x\n");
    for level in 1..=5 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    text
}

#[test]
fn what_is_no_deployment_is_refused_with_line_field_and_cure() {
    for (name, text, line, field, what, fix) in malformed() {
        let problems = documents::planned(&text).expect_err(name);
        let [problem] = problems.as_slice() else { panic!("{name}: {}", said(&problems)) };
        assert_eq!((problem.line, problem.field.as_str()), (line, field), "{name}: {problem:?}");
        assert!(say(&problem.what).starts_with(what), "{name}: {problem:?}");
        assert!(say(&problem.fix).starts_with(fix), "{name}: {problem:?}");
        assert!(say(&problem.fix).len() > 10, "{name}: {problem:?}");
    }
}

#[test]
fn problems_come_together_in_the_order_of_lines() {
    let text =
        changed(&[("spec:\n  selector", "spec:\n  replicas: x\n  selector"), ("image", "imgae"), ("labels", "lables")]);
    let problems = documents::planned(&text).expect_err("three mistakes");
    let lines: Vec<String> = problems.iter().map(|problem| say(&problem.message())).collect();
    let expected = [
        "line 6: spec.replicas: \"x\" is text. Fix: write a whole number such as 3",
        "line 11: spec.template.metadata.lables: unknown field. Fix: write labels",
        "line 15: spec.template.spec.containers[0].imgae: unknown field. Fix: write image",
    ];
    assert_eq!(lines, expected);
}

/// Every third letter of a manifest in turn, replaced by what YAML gives a meaning to.
#[test]
fn no_text_makes_the_reader_panic() {
    let mut understood = 0;
    let others = [":", "{", "}", "[", "]", "\"", "&a ", "*a ", "-", "\t", "\n", ",", "0", "<<: ", "é", ""];
    for (number, other) in others.into_iter().enumerate() {
        for (at, letter) in RICH.char_indices().skip(number % 3).step_by(3) {
            let text = format!("{}{other}{}", &RICH[..at], &RICH[at + letter.len_utf8()..]);
            if let Ok(read) = documents::planned(&text) {
                validate_deployment(&read.deployment);
                understood += 1;
            }
        }
    }
    assert!(understood > 500, "{understood}");
    for text in ["1e9223372036854775807", "1.0000000000e-9223372036854775808", "1e-99", "9e-9223372036854775800"] {
        Quantity::parse(text);
    }
}
