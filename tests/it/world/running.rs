//! What of the World can change under a running cluster, and what follows.

use podyard::kube::form::{Form, Shape, When};
use podyard::kube::object::{Kind, labels};
use podyard::kube::service::Service;
use podyard::kube::time::SECOND;
use podyard::kube::tree::Value;
use podyard::kubectl;
use podyard::sim::Cluster;
use podyard::sim::command::{Answer, Command};
use podyard::text::said;
use podyard::world::{App, Change, Clients, Delay, Dependency, Entry, Latency, Nodes, Versions, World};

use super::others;

fn apply(cluster: &mut Cluster, change: Change) -> Result<Answer, String> {
    cluster.apply(Command::World(Box::new(change))).map_err(|rejected| said(&rejected.message))
}

/// Every leaf with the strictest word on its way about when it can change.
fn whens(shape: &Shape, above: &str, outer: When, found: &mut Vec<(String, Form, When)>) {
    for row in shape.rows {
        let at = if above.is_empty() { row.name.to_string() } else { format!("{above}.{}", row.name) };
        let when = if row.when == When::Ever { outer } else { row.when };
        match row.form {
            Form::Mapping(shape) => whens(shape, &at, when, found),
            Form::Keyed(key, Form::Mapping(shape)) => whens(shape, &format!("{at}[{key}]"), when, found),
            form => found.push((at, form, when)),
        }
    }
}

/// The table alone says what can change: a cluster takes exactly that, and holds it.
#[test]
fn the_table_says_what_can_change() {
    let mut leaves = Vec::new();
    whens(&World::SHAPE, "", When::Ever, &mut leaves);
    let mut refused = 0;
    for (at, form, when) in leaves {
        let mut cluster =
            Cluster::new(World { nodes: Nodes::of(1), delays: Latency::SLOW_CLUSTER, ..World::default() });
        if let Some(of) = at.strip_suffix(".min").filter(|of| !of.starts_with("delays")) {
            apply(&mut cluster, Change::set(&format!("{of}.max"), Value::Int(9))).expect("the newest comes first");
        }
        let before = cluster.world().clone();
        let value = others(form).pop().expect("there is another");
        let value = match &*at {
            "delays.set" => Value::Text("none".into()),
            at if at.starts_with("delays") && at.ends_with(".max") => Value::Int(500_000),
            _ => value,
        };
        let change = Change::set(&at, value);
        match when {
            When::Before => {
                let said = apply(&mut cluster, change).expect_err(&at);
                let field = at.split_once("Milliseconds").map_or(&*at, |_| "delays").replace("delays.set", "delays");
                let words = format!(
                    "error: World: {field}: it cannot change while the cluster runs. Fix: begin another run with it"
                );
                assert_eq!((said, cluster.world()), (words, &before), "{at}");
                refused += 1;
            }
            When::Ever | When::Grows(_) => {
                let after = before.changed(&change).expect(&at);
                assert_ne!(after, before, "{at}");
                assert!(apply(&mut cluster, change).is_ok(), "{at}");
                assert_eq!(cluster.world(), &after, "{at}");
            }
        }
    }
    assert_eq!(
        refused,
        1 + 2 + 1 + 2 * 9 + 1 + 1,
        "seed, a node's size, the delays with their set and work, the Service"
    );
}

#[test]
fn what_is_refused_changes_nothing() {
    let world = World { nodes: Nodes::of(5), ..World::default() };
    let fewer = World { nodes: Nodes::of(2), ..world.clone() };
    let slow = World { delays: Latency { work: 41, ..world.delays }, ..world.clone() };
    let few_users = World { clients: Clients { users: 0, ..Clients::of(5) }, ..world.clone() };
    let lagging = World { delays: Latency { pull: Delay { min: 2, max: 1 }, ..world.delays }, ..world.clone() };
    let cases = [
        (
            Change::nodes(4),
            "nodes.count: it can only grow while the cluster runs. Fix: write 5 or more, or begin another run with it",
        ),
        // Where none is given there are 3.
        (
            Change::set("nodes.count", Value::Null),
            "nodes.count: it can only grow while the cluster runs. Fix: write 5 or more, or begin another run with it",
        ),
        (
            Change::Whole(Box::new(fewer)),
            "nodes.count: it can only grow while the cluster runs. Fix: write 5 or more, or begin another run with it",
        ),
        (
            Change::Whole(Box::new(slow)),
            "delays: it cannot change while the cluster runs. Fix: begin another run with it",
        ),
        (
            Change::Whole(Box::new(few_users)),
            "clients.users: `0` is a number. Fix: write a whole number from 1 to 1000",
        ),
        (Change::Whole(Box::new(lagging)), "delays.pullMilliseconds: 2 to 1 is no delay. Fix: write min up to max"),
        (Change::set("clients.user", Value::Int(7)), "clients.user: unknown field. Fix: write users"),
        (
            Change::set("clients.users", Value::Text("7".into())),
            "clients.users: \"7\" is text. Fix: write the number without quotes",
        ),
        (
            Change::set("images[web:v2].workers.x", Value::Int(1)),
            "images[web:v2].workers: a mapping stands here. Fix: write a whole number such as 3",
        ),
        (
            Change::migration(Dependency::Api, Versions { min: 2, max: 1 }),
            "dependsOn.contract: 2 to 1 are no versions. Fix: write min up to max",
        ),
    ];
    for (change, words) in cases {
        let mut cluster = Cluster::new(world.clone());
        let hash = cluster.state_hash();
        assert_eq!(apply(&mut cluster, change.clone()), Err(format!("error: World: {words}")));
        assert_eq!((cluster.world(), cluster.state_hash()), (&world, hash), "{change:?}");
    }
    let mut alone = Cluster::new(World { nodes: Nodes::of(0), ..World::default() });
    assert!(
        apply(&mut alone, Change::nodes(3))
            .expect_err("each pod has its own")
            .contains("nodes.count: it cannot change")
    );
}

#[test]
fn nodes_join_and_images_are_named_by_any_name() {
    let mut cluster = Cluster::new(World::default());
    assert_eq!(apply(&mut cluster, Change::nodes(5)), Ok(Answer::Taken));
    assert_eq!((cluster.objects().nodes.len(), cluster.world().nodes.count), (5, 5));
    for image in ["5", "web:v2", "shop.example:443/a.b/c@sha256:0"] {
        let app = App { crash_after: Some(SECOND), ..App::fine(1) };
        assert_eq!(cluster.apply(Command::app(image, &app)), Ok(Answer::Taken), "{image}");
        assert_eq!(cluster.app(image), app, "{image}");
    }
    assert_eq!(cluster.app("another"), App::default());
    assert!(cluster.log().events().iter().all(|event| event.kind != Kind::World), "nobody typed that");
}

/// However a dependency changes, the log says which migration that was.
#[test]
fn migrations_are_kept_as_what_they_come_to() {
    let world = World::default();
    let mut both = world.clone();
    both.depends_on.schema.max = 2;
    both.depends_on.contract.max = 3;
    let lines = |changes: &[Change]| {
        let mut cluster = Cluster::new(world.clone());
        let from = cluster.log().events().len();
        changes.iter().for_each(|change| drop(apply(&mut cluster, change.clone()).expect("it is sound")));
        let events = cluster.log().events();
        events.since(from).iter().map(|event| (event.object.to_string(), kubectl::said(event))).collect::<Vec<_>>()
    };
    let one = |name: &str, said: &str| (name.to_string(), said.to_string());
    let schema = one(
        "database",
        "kubectl create job schema-1-to-2 --image=web-migrations  # the tables suit schema 1 to 2: job.batch/schema-1-to-2 created",
    );
    let api = |versions: &str, answer: &str| {
        one(
            "api",
            &format!("kubectl apply -f api.yaml  # the API honours contract {versions}: deployment.apps/api {answer}"),
        )
    };
    let expand = Versions { min: 1, max: 2 };
    assert_eq!(lines(&[Change::migration(Dependency::Database, expand)]), std::slice::from_ref(&schema));
    assert_eq!(lines(&[Change::set("dependsOn.schema.max", Value::Int(2))]), std::slice::from_ref(&schema));
    assert_eq!(lines(&[Change::Whole(Box::new(both))]), [schema, api("1 to 3", "configured")]);
    assert_eq!(lines(&[Change::migration(Dependency::Api, Versions::FIRST)]), [api("1", "unchanged")]);
    assert_eq!(lines(&[Change::Whole(Box::new(world.clone())), Change::clients(&Clients::of(5))]), Vec::new());
}

/// A World with clients is as good as one that gets them at once.
#[test]
fn clients_of_the_first_hour() {
    for entry in [Entry::Service, Entry::HttpRoute, Entry::Ingress] {
        let clients = Clients { entry, users: 7, ..Clients::of(20) };
        let mut born = Cluster::new(World { clients: clients.clone(), ..World::default() });
        let mut told = Cluster::new(World::default());
        told.apply(Command::clients(&clients)).expect("legal");
        for cluster in [&mut born, &mut told] {
            let selector = labels(&[("app", "web")]);
            cluster.apply(Command::create(Service::new("web", selector))).expect("legal");
            cluster.advance_to(10 * SECOND);
        }
        assert_eq!((born.traffic().total().sent, born.state_hash()), (200, told.state_hash()), "{entry:?}");
    }
}
