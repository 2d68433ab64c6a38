//! The World: one value, one table of fields. Written and read again, malformed, set by path, changed under a running cluster,
//! and the table in its documentation.

mod documentation;
mod running;

use podyard::documents::{Content, read};
use podyard::kube::field::Field;
use podyard::kube::form::Form;
use podyard::kube::reader::Reader;
use podyard::kube::tree::{Node, Value, path};
use podyard::kube::write::yaml;
use podyard::sim::random::Random;
use podyard::text::say;
use podyard::world::{App, World};

/// Every leaf of the table, by its path.
fn leaves() -> Vec<(String, Form)> {
    let mut leaves = Vec::new();
    World::SHAPE.leaves("", &mut leaves);
    leaves
}

fn empty() -> Node {
    Value::Map(Vec::new()).into()
}

/// A World from its fields, which must be sound.
fn sound(tree: &Node, what: &str) -> World {
    let mut reader = Reader::default();
    let world = World::read(&mut reader, tree, "").expect("a World is read whatever is wrong with it");
    assert!(reader.problems.is_empty(), "{what}: {:?}", reader.problems);
    world
}

/// As a document, in YAML.
fn document(world: &World) -> String {
    yaml(&world.document())
}

fn read_again(text: &str, what: &str) -> World {
    let documents = read(text).unwrap_or_else(|problems| panic!("{what}: {problems:?}\n{text}"));
    assert_eq!(documents[0].ignored, [""; 0], "{what}");
    match &documents[0].content {
        Content::World(world) => (**world).clone(),
        other => panic!("{what}: {other:?}"),
    }
}

/// A number from one to another, both included, often one of the two.
fn between(random: &mut Random, min: i64, max: i64) -> i64 {
    let span = u32::try_from((max - min).min(4_000_000_000)).expect("it fits");
    match random.below(8) {
        0 => min,
        1 => max,
        _ => min + i64::from(random.below(span.saturating_add(1).max(1))),
    }
}

/// A value of a form, at least `least` where it is a number.
fn value(random: &mut Random, form: Form, least: i64) -> Value {
    match form {
        Form::Whole(min, max) => Value::Int(between(random, min.max(least), max)),
        Form::Seconds(min, max) => {
            let ms = between(random, min, max);
            if ms % 1_000 == 0 {
                Value::Int(ms / 1_000)
            } else {
                Value::Number(format!("{}.{:03}", ms / 1_000, ms % 1_000))
            }
        }
        Form::Amount(min, max, unit) => Value::Text(format!("{}{unit}", between(random, min, max))),
        Form::OneOf(words) => Value::Text(words[random.below(words.len() as u32) as usize].into()),
        Form::Bool => Value::Bool(random.percent(50)),
        Form::Text => Value::Text(["web", "shop", "a-1"][random.below(3) as usize].into()),
        other => panic!("no leaf of the World is {other:?}"),
    }
}

/// A World in which each field was given with a chance of its own, its fields' values anywhere within their bounds.
fn random_world(seed: u64) -> World {
    let mut random = Random::new(seed);
    let mut tree = empty();
    let chance = random.below(101);
    let mut least = 0;
    for (at, form) in leaves() {
        // The longest delay and the newest version are not below the shortest and the oldest, so both are given or neither.
        let follows = at.ends_with(".max") && tree.at(&path(&at.replace(".max", ".min"))).is_some();
        let is_free = !at.ends_with(".max") && random.percent(chance);
        if !follows && !is_free {
            continue;
        }
        let value = value(&mut random, form, if follows { least } else { 0 });
        least = if let Value::Int(number) = value { number } else { 0 };
        for image in ["web:v2", "shop.example/a/b:v1", "web@sha256:0"] {
            if !at.contains("web:v2") && image != "web:v2" {
                continue;
            }
            tree.put(&path(&at.replace("web:v2", image)), value.clone());
        }
    }
    sound(&tree, &format!("seed {seed}"))
}

#[test]
fn what_is_written_is_read_again() {
    let mut written = Vec::new();
    for seed in 1..=crate::thorough::runs(400, 5_000) {
        let world = random_world(seed);
        let text = document(&world);
        assert_eq!(read_again(&text, &format!("seed {seed}")), world, "seed {seed}:\n{text}");
        written.push(text);
    }
    let plain = document(&World::default());
    assert_eq!(plain, "apiVersion: podyard/v1\nkind: World\n", "what is the rule is left out");
    let odd = written.iter().filter(|text| text.len() > 10 * plain.len()).count();
    assert!(odd > 100, "only {odd} of the Worlds say much");
}

#[test]
fn seeds_are_any_number_of_64_bits() {
    for seed in [0, 1, i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX] {
        let world = World { seed, ..World::default() };
        assert_eq!(read_again(&document(&world), "seed").seed, seed);
    }
}

#[test]
fn defaults_are_those_of_a_small_cluster() {
    let text = "
apiVersion: podyard/v1
kind: World
metadata: { name: shop }
nodes: { cpu: 2 }
images:
  web:v2: {}
delays: { set: long, pullMilliseconds: { min: 0 } }
dependsOn: { schema: { max: 2 } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
";
    let documents = read(text).expect("it is sound");
    let Content::World(world) = &documents[0].content else { panic!("{documents:?}") };
    assert_eq!((documents.len(), &documents[0].ignored[..]), (2, &["metadata".to_string()][..]));
    assert_eq!((world.nodes.count, world.nodes.cpu_milli, world.nodes.memory_mib), (3, 2_000, 16_384));
    assert_eq!((world.images.len(), world.images.get("web:v2")), (1, Some(&App::default())));
    assert_eq!((world.delays.pull.min, world.delays.pull.max, world.delays.work), (0, 40_000, 40));
    assert_eq!((world.depends_on.schema.max, world.depends_on.contract.max), (2, 1));
    let rest = "delays:\n  set: long\n  pullMilliseconds:\n    min: 0\n";
    assert!(document(world).contains(rest), "only what is not as in the set is written:\n{}", document(world));
}

#[test]
fn malformed() {
    // What stands below the two lines of its kind; line, field, what is wrong, the cure.
    let cases = [
        ("sed: 7", 3, "sed", "unknown field", "write seed"),
        ("spec: {}", 3, "spec", "a World has no spec", "write its fields at the left, beside kind"),
        ("seed: 1\nseed: 2", 4, "seed", "given twice", "keep one of the two"),
        ("seed: -1", 3, "seed", "`-1` is a number", "write a whole number from 0 to 9223372036854775807"),
        ("nodes: 3", 3, "nodes", "`3` is a number", "write a mapping, with fields such as count, cpu, memory"),
        ("nodes:\n  count: 1001", 4, "nodes.count", "`1001` is a number", "write a whole number from 0 to 1000"),
        ("nodes:\n  cpu: 0", 4, "nodes.cpu", "`0` is a number", "write a quantity from 1m to 1k"),
        ("nodes:\n  memory: much", 4, "nodes.memory", "\"much\" is text", "write a quantity from 1Mi to 16Ti"),
        (
            "delays: long",
            3,
            "delays",
            "\"long\" is text",
            "write a mapping, with fields such as set, watchMilliseconds, writeMilliseconds",
        ),
        ("delays:\n  set: longer", 4, "delays.set", "Unsupported value: \"longer\"", "write none, short or long"),
        ("delays:\n  set: 1", 4, "delays.set", "`1` is a number", "write none, short or long"),
        (
            "delays:\n  pullMilliseconds: { min: 9000 }",
            4,
            "delays.pullMilliseconds",
            "9000 to 1400 is no delay",
            "write min up to max",
        ),
        (
            "delays:\n  pullMiliseconds: { min: 9 }",
            4,
            "delays.pullMiliseconds",
            "unknown field",
            "write pullMilliseconds",
        ),
        ("images: [web:v2]", 3, "images", "a list stands here", "write a mapping: `key: value`, a pair a line"),
        (
            "images:\n  web:v2:\n    errorPercent: 101",
            5,
            "images[web:v2].errorPercent",
            "`101` is a number",
            "write a whole number from 0 to 100",
        ),
        (
            "images:\n  web:v2:\n    crashAfterSeconds: 0",
            5,
            "images[web:v2].crashAfterSeconds",
            "`0` is a number",
            "write seconds from 0.001 to 3600, with at most three decimals",
        ),
        (
            "images:\n  web:v2:\n    startUpSeconds: 0.0001",
            5,
            "images[web:v2].startUpSeconds",
            "`0.0001` is a number",
            "write seconds from 0 to 3600, with at most three decimals",
        ),
        (
            "images:\n  web:v2:\n    startUpSeconds: \"3\"",
            5,
            "images[web:v2].startUpSeconds",
            "\"3\" is text",
            "write seconds from 0 to 3600, with at most three decimals",
        ),
        (
            "images:\n  web:v2:\n    drains: yes please",
            5,
            "images[web:v2].drains",
            "\"yes please\" is text",
            "write true or false, without quotes",
        ),
        (
            "images:\n  web:v2:\n    schema: { min: 3, max: 2 }",
            5,
            "images[web:v2].schema",
            "3 to 2 are no versions",
            "write min up to max",
        ),
        ("images:\n  web:v2: {}\n  web:v2: {}", 5, "images[web:v2]", "given twice", "keep one of the two"),
        ("clients:\n  users: 0", 4, "clients.users", "`0` is a number", "write a whole number from 1 to 1000"),
        (
            "clients:\n  requestsPerSec: 5",
            4,
            "clients.requestsPerSec",
            "unknown field",
            "take it out, or look where it belongs; here stand service, requestsPerSecond, users, keepAliveSeconds, timeoutSeconds, retries, pageFiles, entry, split, sessions",
        ),
        ("clients:\n  requestPerSecond: 5", 4, "clients.requestPerSecond", "unknown field", "write requestsPerSecond"),
        (
            "clients:\n  entry: httproute",
            4,
            "clients.entry",
            "Unsupported value: \"httproute\"",
            "write Service, HTTPRoute or Ingress",
        ),
        (
            "dependsOn:\n  schema: { min: 0 }",
            4,
            "dependsOn.schema.min",
            "`0` is a number",
            "write a whole number from 1 to 1000000",
        ),
    ];
    for (below, line, field, what, fix) in cases {
        let problems = read(&format!("apiVersion: podyard/v1\nkind: World\n{below}\n")).expect_err(below);
        let found: Vec<_> = problems.iter().map(|p| (p.line, &*p.field, say(&p.what), say(&p.fix))).collect();
        assert_eq!(found, [(line, field, what.to_owned(), fix.to_owned())], "{below}");
    }
    let other = read("apiVersion: podyard/v2\nkind: World\n").expect_err("another version");
    assert_eq!((other[0].field.as_str(), say(&other[0].fix).as_str()), ("apiVersion", "write apiVersion: podyard/v1"));
}

/// Values that no field has by itself.
fn others(form: Form) -> Vec<Value> {
    match form {
        Form::Whole(..) | Form::Seconds(..) => vec![Value::Int(7), Value::Int(8)],
        Form::Amount(_, _, "m") => vec![Value::Text("7".into()), Value::Text("250m".into())],
        Form::Amount(..) => vec![Value::Text("7Gi".into()), Value::Text("1000Mi".into())],
        Form::Bool => vec![Value::Bool(true)],
        Form::Text => vec![Value::Text("shop".into())],
        Form::OneOf(words) => words.iter().map(|word| Value::Text((*word).into())).collect(),
        other => panic!("no leaf of the World is {other:?}"),
    }
}

#[test]
fn every_leaf_is_set_and_read_by_its_path() {
    let leaves = leaves();
    assert!(leaves.len() > 50, "{leaves:?}");
    for (at, form) in leaves {
        let mut seen = 0;
        for value in others(form) {
            let mut tree = empty();
            if let (Some(of), Form::Whole(_, max)) = (at.strip_suffix(".min"), form) {
                tree.put(&path(&format!("{of}.max")), Value::Int(max));
            }
            if let Some(of) = at.strip_suffix(".max").filter(|of| of.starts_with("delays")) {
                tree.put(&path(&format!("{of}.min")), Value::Int(0));
            }
            tree.put(&path(&at), value.clone());
            let world = sound(&tree, &at);
            let written = world.document();
            // One of some words may be what stands there by itself.
            let found = written.at(&path(&at)).map(|node| node.value.clone());
            seen += usize::from(found.as_ref() == Some(&value));
            let is_the_rule = found.is_none() && matches!(form, Form::OneOf(_));
            assert!(is_the_rule || found.as_ref() == Some(&value), "{at}: {value:?}, {found:?}");
        }
        assert!(seen > 0, "{at}: it has no value but its own");
    }
}
