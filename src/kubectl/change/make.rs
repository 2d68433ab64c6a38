//! `kubectl create`, `kubectl autoscale` and `kubectl expose`. Models kubectl's pkg/cmd/create, pkg/cmd/autoscale and
//! pkg/cmd/expose.

use super::edit::manifest;
use super::target::target;
use super::{DRY_RUN, Desk, FILENAME, OUTPUT, Said, Step, Steps, ask_or_try, dry_run, files};
use crate::documents::{self, Content, Document};
use crate::kube::manifest::Manifest;
use crate::kube::object::Kind;
use crate::kube::tree::{Mapping, Node, Value};
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::printed::Printed;
use crate::kubectl::resource;
use crate::sim::command::Command;
use crate::world::{Dependency, Versions};

const fn value(long: &'static str) -> Flag {
    Flag::new(long, ' ', Takes::Value)
}

const fn number(long: &'static str) -> Flag {
    Flag::new(long, ' ', Takes::Number)
}

const CREATE: [Flag; 9] = [
    FILENAME,
    DRY_RUN,
    OUTPUT,
    Flag::new("replicas", 'r', Takes::Number),
    number("port"),
    value("image"),
    value("hard"),
    value("tcp"),
    Flag::new("save-config", ' ', Takes::Nothing),
];

pub(super) fn create(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("create", &CREATE, words)?;
    if given.value("filename").is_some() {
        return of_files(&given, desk);
    }
    let words: Vec<&str> = given.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["deployment" | "deploy", name] => made(&given, &deployment(name, &given)?),
        ["quota" | "resourcequota", name] => made(&given, &quota(name, &given)?),
        ["service" | "svc", "clusterip", name] => made(&given, &cluster_ip(name, &given)?),
        ["job", name] => migration(name, &given),
        ["deployment" | "deploy" | "quota" | "resourcequota" | "job" | "service" | "svc", ..] => {
            Err(Printed::wrong(format!("error: exactly one NAME is required, got {}", words.len() - 1)))
        }
        [] => Err(Printed::wrong("error: must specify one of -f and -k").with(message!("kubectl-create-knows"))),
        [other, ..] => Err(Printed::wrong(format!("error: unknown command \"{other}\" for \"kubectl create\""))
            .with(message!("kubectl-create-knows"))),
    }
}

fn of_files(given: &Given, desk: &Desk<'_>) -> Steps {
    let dry = dry_run(given)?;
    let step = |read: Result<Document, Step>| match read {
        Err(step) => step,
        Ok(Document { content: Content::Object(manifest), .. }) => {
            ask_or_try(Command::Create(manifest), Said::Answer, dry)
        }
        Ok(document) => ask_or_try(Command::of(document), Said::Answer, dry),
    };
    Ok(files::documents(given, desk)?.into_iter().map(step).collect())
}

/// An object of a tree is created; `--dry-run=client -o yaml` prints it.
fn made(given: &Given, tree: &Node) -> Steps {
    let dry = dry_run(given)?;
    let manifest = documents::one(tree).map_err(|problems| {
        problems.iter().map(crate::kube::Malformed::message).fold(Printed::wrong("error: invalid value"), Printed::with)
    })?;
    Ok(vec![match (dry, given.value("output")) {
        (Some(_), Some("yaml")) => Step::Print(manifest.yaml()),
        (Some(_), Some("json")) => Step::Print(manifest.tree().json()),
        _ => ask_or_try(Command::Create(manifest), Said::Answer, dry),
    }])
}

fn text(text: &str) -> Node {
    Value::Text(text.into()).into()
}

fn int(number: i64) -> Node {
    Value::Int(number).into()
}

/// Fields, in their order.
fn map<const N: usize>(fields: [(&str, Node); N]) -> Node {
    let mut map = Mapping::default();
    for (name, node) in fields {
        map.put(name, Some(node));
    }
    map.end().unwrap_or_else(|| Value::Map(Vec::new()).into())
}

fn list(items: Vec<Node>) -> Node {
    Value::List(items).into()
}

fn object(kind: Kind, name: &str, labels: Option<Node>, spec: Node) -> Node {
    let mut metadata = Mapping::default();
    metadata.put("name", Some(text(name)));
    metadata.put("labels", labels);
    let metadata = metadata.end().unwrap_or_else(|| Value::Null.into());
    map([
        ("apiVersion", text(kind.api_version())),
        ("kind", text(kind.as_str())),
        ("metadata", metadata),
        ("spec", spec),
    ])
}

/// Models create_deployment.go: the container is called like its image.
fn deployment(name: &str, given: &Given) -> Result<Node, Printed> {
    let Some(image) = given.value("image") else {
        return Err(Printed::wrong("error: required flag(s) \"image\" not set"));
    };
    let short = image.rsplit('/').next().unwrap_or(image);
    let short = short.split([':', '@']).next().unwrap_or(short);
    let mut container = Mapping::default();
    container.put("name", Some(text(short)));
    container.put("image", Some(text(image)));
    let port = given.number("port").map(|port| list(vec![map([("containerPort", int(port))])]));
    container.put("ports", port);
    let labels = || map([("app", text(name))]);
    let template = map([
        ("metadata", map([("labels", labels())])),
        ("spec", map([("containers", list(container.end().into_iter().collect()))])),
    ]);
    let spec = map([
        ("replicas", int(given.number("replicas").unwrap_or(1))),
        ("selector", map([("matchLabels", labels())])),
        ("template", template),
    ]);
    Ok(object(Kind::Deployment, name, Some(labels()), spec))
}

fn quota(name: &str, given: &Given) -> Result<Node, Printed> {
    let mut hard = Mapping::default();
    for pair in given.value("hard").unwrap_or_default().split(',').filter(|pair| !pair.is_empty()) {
        let Some((of, most)) = pair.split_once('=') else {
            return Err(Printed::wrong(format!("error: invalid argument syntax {pair}, expected <resource>=<value>")));
        };
        hard.put(of, Some(text(most)));
    }
    let hard = hard.end().unwrap_or_else(|| Value::Map(Vec::new()).into());
    Ok(object(Kind::ResourceQuota, name, None, map([("hard", hard)])))
}

/// Models create_service.go: `--tcp=80:8080`.
fn cluster_ip(name: &str, given: &Given) -> Result<Node, Printed> {
    let ports = given.value("tcp").unwrap_or_default();
    let wrong = || Printed::wrong("error: at least one tcp port specifier must be provided");
    let mut all = Vec::new();
    for pair in ports.split(',').filter(|pair| !pair.is_empty()) {
        let (port, to) = pair.split_once(':').unwrap_or((pair, pair));
        let (port, to): (i64, i64) = (port.parse().map_err(|_| wrong())?, to.parse().map_err(|_| wrong())?);
        all.push(map([("name", text(&pair.replace(':', "-"))), ("port", int(port)), ("targetPort", int(to))]));
    }
    if all.is_empty() {
        return Err(wrong());
    }
    let selector = map([("app", text(name))]);
    let spec = map([("ports", list(all)), ("selector", selector.clone())]);
    Ok(object(Kind::Service, name, Some(selector), spec))
}

/// What stands in front of the versions that a schema's Job leads to.
pub(in crate::kubectl) const MIGRATION: &str = "schema-";

/// `create job schema-1-to-2 --image=web-migrations` is the migration of the database that [`crate::kubectl::line`] writes so.
fn migration(name: &str, given: &Given) -> Steps {
    let versions = name.strip_prefix(MIGRATION).and_then(|versions| {
        let (min, max) = versions.split_once("-to-").unwrap_or((versions, versions));
        Some(Versions { min: min.parse().ok()?, max: max.parse().ok()? })
    });
    match (versions, given.value("image")) {
        (_, None) => Err(Printed::wrong("error: must specify one of --image or --from")),
        (None, Some(_)) => Err(Printed::wrong(format!("error: job.batch/{name}")).with(message!("kubectl-job"))),
        (Some(versions), Some(_)) => Ok(vec![Step::ask(Command::migrate(Dependency::Database, versions))]),
    }
}

const AUTOSCALE: [Flag; 6] =
    [number("min"), number("max"), number("cpu-percent"), value("cpu"), value("name"), DRY_RUN];

/// Models autoscale.go: 80 % of what is requested, where nothing else is said.
pub(super) fn autoscale(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("autoscale", &AUTOSCALE, words)?;
    let (kind, of) = target(&given.words, &given, desk)?;
    manifest(kind, &of, desk)?;
    let Some(max) = given.number("max").filter(|max| *max >= 1) else {
        return Err(Printed::wrong(
            "error: --max=MAXPODS is required and must be at least 1, max: ".to_owned()
                + &given.number("max").unwrap_or(-1).to_string(),
        ));
    };
    let mut spec = Mapping::default();
    spec.put(
        "scaleTargetRef",
        Some(map([("apiVersion", text(kind.api_version())), ("kind", text(kind.as_str())), ("name", text(&of))])),
    );
    spec.put("minReplicas", given.number("min").map(int));
    spec.put("maxReplicas", Some(int(max)));
    let percent = given.value("cpu").map(|cpu| cpu.trim_end_matches('%')).and_then(|cpu| cpu.parse().ok());
    let percent = percent.or_else(|| given.number("cpu-percent")).unwrap_or(80);
    let target = map([("type", text("Utilization")), ("averageUtilization", int(percent))]);
    let metric = map([("type", text("Resource")), ("resource", map([("name", text("cpu")), ("target", target)]))]);
    spec.put("metrics", Some(list(vec![metric])));
    let name = given.value("name").unwrap_or(&of);
    let spec = spec.end().unwrap_or_else(|| Value::Null.into());
    named(&given, &object(Kind::HorizontalPodAutoscaler, name, None, spec), "autoscaled")
}

/// The same with another word than `created`.
fn named(given: &Given, tree: &Node, word: &'static str) -> Steps {
    let mut steps = made(given, tree)?;
    for step in &mut steps {
        if let Step::Ask(_, said) | Step::Try(_, said, _) = step {
            *said = Said::Word(word, word);
        }
    }
    Ok(steps)
}

const EXPOSE: [Flag; 5] = [number("port"), value("target-port"), value("name"), value("type"), DRY_RUN];

/// Models expose.go: the Service looks for what the Deployment looks for.
pub(super) fn expose(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("expose", &EXPOSE, words)?;
    let (kind, of) = target(&given.words, &given, desk)?;
    let (selector, port) = match manifest(kind, &of, desk)? {
        Manifest::Deployment(deployment) => {
            let ports = deployment.spec.template.spec.containers.first().and_then(|it| it.ports.first());
            (deployment.spec.selector.clone(), ports.map(|port| i64::from(port.container_port)))
        }
        Manifest::Rollout(rollout) => (rollout.spec.selector.clone(), None),
        _ => {
            let kind = resource::of(kind).qualified();
            return Err(Printed::wrong(format!("error: cannot expose a {kind}")));
        }
    };
    let Some(port) = given.number("port").or(port) else {
        return Err(Printed::wrong(
            "error: couldn't find port via --port flag or introspection\nSee 'kubectl expose -h' for help and examples",
        ));
    };
    let to = given.value("target-port").map_or(int(port), |to| to.parse().map_or_else(|_| text(to), int));
    let mut pairs = Mapping::default();
    for (key, value) in selector.iter().flat_map(|selector| selector.match_labels.iter()) {
        pairs.put(key, Some(text(value)));
    }
    let mut spec = Mapping::default();
    spec.put("type", given.value("type").map(text));
    spec.put("selector", pairs.end());
    spec.put("ports", Some(list(vec![map([("port", int(port)), ("targetPort", to)])])));
    let spec = spec.end().unwrap_or_else(|| Value::Null.into());
    named(&given, &object(Kind::Service, given.value("name").unwrap_or(&of), None, spec), "exposed")
}
