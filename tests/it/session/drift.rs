//! No control keeps a copy: what a manifest says stands in the control, and what the control is given stands in the object.

use podyard::control::FieldPath;
use podyard::kube::manifest::{Manifest, Written};
use podyard::kube::object::Kind;
use podyard::kube::tree::{Node, Value, path};
use podyard::kube::write;
use podyard::scenario::{Bind, Control, Input, Leader, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::text::said;
use podyard::world::Entry;

use super::set;

/// Two values that a control can have and does not have at first.
fn values(control: Control) -> Vec<String> {
    match control.input() {
        Input::List(items) => {
            let others = items.iter().rev().map(ToString::to_string);
            others.collect()
        }
        Input::Tick => vec!["true".into(), "false".into()],
        _ => match control {
            Control::MaxSurge | Control::MaxUnavailable => vec!["40%".into(), "2".into()],
            Control::Nodes => vec!["4".into(), "6".into()],
            _ => vec!["7".into(), "9".into()],
        },
    }
}

/// The text of a value in YAML's own words.
fn text(node: Option<&Node>) -> Option<String> {
    match node.map(|node| &node.value)? {
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        _ => None,
    }
}

fn deployment(session: &Session) -> Manifest {
    let deployments = session.cluster().objects().deployments.values();
    deployments.into_iter().next().expect("one is there").as_ref().clone().into_manifest()
}

/// The document in which the value of a control stands, and its path there.
fn document(session: &Session, control: Control) -> Option<(Node, String)> {
    let world = || session.cluster().world().document();
    Some(match control.bind() {
        Bind::Replicas => (deployment(session).tree(), "spec.replicas".into()),
        Bind::Workload(at) => (deployment(session).tree(), at.into()),
        Bind::Service(at) => {
            let service = session.cluster().objects().service("web").expect("it is there").as_ref().clone();
            (service.into_manifest().tree(), at.into())
        }
        Bind::World(at) => (world(), at.into()),
        Bind::Next(field) | Bind::Images(field) => (world(), format!("images[web:v2].{field}")),
        Bind::Needs(_) | Bind::Begins | Bind::Guide | Bind::Delivery => return None,
    })
}

fn begin() -> Session {
    // Behind a gateway the split by weight is shown too.
    Session::new(Scenario::of(StrategyKind::Canary).through(Entry::HttpRoute))
}

fn as_value(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.parse().map_or(Value::Text(text.into()), Value::Bool), Value::Int)
}

#[test]
fn what_a_control_is_given_stands_in_the_object() {
    let mut bound = 0;
    for control in Control::ALL.iter().copied() {
        let mut session = begin();
        let Some((_, at)) = document(&session, control) else { continue };
        bound += 1;
        for value in values(control) {
            set(&mut session, control, &value);
            assert_eq!(session.field_error(control), None, "{control:?} {value}");
            let (tree, _) = document(&session, control).expect("as before");
            // What is the rule is not written.
            let found = text(tree.at(&path(&at))).unwrap_or_else(|| control.first().into());
            assert_eq!(found, value, "{control:?} at {at} of\n{}", write::yaml(&tree));
            assert_eq!(session.values().text(control), value, "{control:?}");
        }
    }
    assert_eq!(bound, 33, "a control that is bound to nothing shows a copy: say why it is");
}

#[test]
fn what_a_manifest_says_stands_in_the_control() {
    for control in Control::ALL.iter().copied() {
        let mut session = begin();
        for value in values(control) {
            let Some((mut tree, at)) = document(&session, control) else { continue };
            tree.put(&path(&at), as_value(&value));
            let before = session.generation();
            session.update(Action::Apply(write::yaml(&tree)));
            if control == Control::Delays {
                // A cluster that runs keeps its delays: only another run has others.
                let refused = session.refused_manifest().map(|(_, rejected)| said(&rejected.message));
                assert_eq!(refused.is_some(), value != "short", "{value}: {refused:?}");
                continue;
            }
            assert_eq!(session.refused_manifest(), None, "{control:?} {value}:\n{}", write::yaml(&tree));
            assert_eq!(session.generation(), before, "{control:?}: it is the same run");
            assert_eq!(session.values().text(control), value, "{control:?} after\n{}", write::yaml(&tree));
        }
    }
}

/// Values that a control of a controller's objects could have.
fn led_values(control: Control) -> Vec<&'static str> {
    match control {
        Control::Steps => vec!["5, pause 10s, analysis", "50, header end-user=jason, mirror 10, scale match, pause"],
        Control::SuccessCondition => vec!["result[0] >= 0.5"],
        Control::Header => vec!["end-user=jason", "cookie~.*beta.*", ""],
        Control::MaxSurge | Control::MaxUnavailable => vec!["40%", "2"],
        _ if control.first() == "false" => vec!["true", "false"],
        _ => vec!["25", "12"],
    }
}

/// What a control of a Rollout, its AnalysisTemplates or a Canary is given stands in the object; and what the object's manifest
/// says, applied elsewhere, the control shows there.
#[test]
fn controls_and_manifests_of_controllers_agree() {
    let mut met = Vec::new();
    for (strategy, leader) in [
        (StrategyKind::Canary, Leader::ArgoRollouts),
        (StrategyKind::BlueGreen, Leader::ArgoRollouts),
        (StrategyKind::Canary, Leader::Flagger),
    ] {
        let scenario = Scenario::of(strategy).through(Entry::HttpRoute).led_by(leader);
        let under_way = |scenario: Scenario| {
            let mut session = Session::new(scenario);
            session.update(Action::Play);
            super::play(&mut session, 1);
            session
        };
        let begun = under_way(scenario.clone());
        let by_header = under_way(scenario.with(Control::Iterations, 3));
        for control in Control::ALL.iter().copied() {
            let begun = if control == Control::Header { &by_header } else { &begun };
            if !control.is_shown(begun.scenario()) {
                continue;
            }
            let bound = matches!(control.bind(), Bind::Delivery | Bind::Guide | Bind::Workload(_));
            if !bound || matches!(control, Control::Cpu | Control::Memory) {
                continue;
            }
            met.push(control);
            for value in led_values(control) {
                let (mut one, mut other) = (begun.clone(), begun.clone());
                set(&mut one, control, value);
                assert_eq!(one.field_error(control), None, "{control:?} {value}");
                assert_eq!(one.values().text(control), value, "{control:?} of {strategy:?} by {leader:?}");
                let texts: Vec<String> = manifests(&one).iter().map(Manifest::yaml).collect();
                other.update(Action::Apply(texts.join("---\n")));
                assert_eq!(other.refused_manifest(), None, "{control:?} {value}");
                assert_eq!(other.values().text(control), value, "{control:?} of {strategy:?} by {leader:?}");
                assert_eq!(one.generation(), begun.generation(), "{control:?} is no other run");
            }
        }
    }
    met.sort();
    met.dedup();
    let all = Control::ALL.iter().filter(|control| control.bind() == Bind::Delivery);
    assert!(all.clone().all(|control| met.contains(control)), "{:?}", all.collect::<Vec<_>>());
}

fn manifests(session: &Session) -> Vec<Manifest> {
    let objects = session.cluster().objects();
    let mut all: Vec<Manifest> = Vec::new();
    all.extend(objects.rollouts.values().map(|it| it.as_ref().clone().into_manifest()));
    all.extend(objects.analysis_templates.values().map(|it| it.as_ref().clone().into_manifest()));
    all.extend(objects.canaries.values().map(|it| it.as_ref().clone().into_manifest()));
    all.extend(objects.deployments.values().map(|it| it.as_ref().clone().into_manifest()));
    all
}

/// A part of the pod template is a rollout, by whichever door it comes; nothing else is.
#[test]
fn a_control_of_the_template_begins_a_rollout_and_no_other_does() {
    for control in Control::ALL.iter().copied() {
        let Bind::Workload(at) = control.bind() else { continue };
        for by_manifest in [false, true] {
            let mut session = Session::new(Scenario::default());
            session.update(Action::Play);
            super::play(&mut session, 1);
            let sets = |session: &Session| session.cluster().objects().replica_sets.len();
            let value = values(control).remove(0);
            if by_manifest {
                let mut tree = deployment(&session).tree();
                tree.put(&path(at), as_value(&value));
                session.update(Action::Apply(write::yaml(&tree)));
            } else {
                set(&mut session, control, &value);
            }
            super::play(&mut session, 3);
            let expected = if at.starts_with("spec.template.") { 2 } else { 1 };
            assert_eq!(sets(&session), expected, "{control:?}, by a manifest: {by_manifest}");
        }
    }
}

/// What is refused by a control is what the API server says of the manifest.
#[test]
fn a_control_is_refused_in_the_words_of_the_manifest() {
    for (control, value) in
        [(Control::MaxSurge, "-1"), (Control::ProgressDeadlineSeconds, "-5"), (Control::MinReadySeconds, "-5")]
    {
        let mut session = begin();
        let (mut tree, at) = document(&session, control).expect("it is bound");
        tree.put(&path(&at), as_value(value));
        session.update(Action::Apply(write::yaml(&tree)));
        let of_the_manifest = session.refused_manifest().map(|(_, rejected)| said(&rejected.message));
        set(&mut session, control, value);
        let of_the_control = session.field_error(control).map(|rejected| said(&rejected.message));
        assert!(of_the_control.is_some(), "{control:?} {value}");
        assert_eq!(of_the_control, of_the_manifest, "{control:?} {value}");
        assert_eq!(session.values().text(control), control.first(), "{control:?}: the object is as it was");
    }
}

/// What a field could hold, whichever it is.
const CANDIDATES: [&str; 19] = [
    "ClientIP",
    "RegularExpression",
    "GET",
    "Always",
    "HTTPS",
    "Exact",
    "3",
    "true",
    "web-2",
    "40%",
    "75",
    "150m",
    "a=b, c=d",
    "/x",
    "cpu=150m",
    "HTTP",
    "10s",
    "web.example",
    "502",
];

/// Everything that a person can apply, in one session.
fn with_every_kind() -> Session {
    let mut session = Session::new(Scenario::of(StrategyKind::Canary).through(Entry::HttpRoute));
    let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: other}\nspec:\n  ingressClassName: nginx\n  rules:\n  - \
                   http:\n      paths:\n      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}\n";
    let quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: pods}\nspec: {hard: {pods: \"50\"}}\n";
    let mut web = deployment(&session).tree();
    for probe in ["startupProbe", "livenessProbe"] {
        web.put(&path(&format!("spec.template.spec.containers[0].{probe}.httpGet.port")), Value::Int(80));
    }
    web.put(&path("spec.template.spec.containers[0].ports[0].containerPort"), Value::Int(80));
    web.put(&path("spec.template.spec.containers[0].lifecycle.preStop.httpGet.port"), Value::Int(80));
    let mut route = whole(&session, Kind::HttpRoute, "web");
    for (at, text) in [
        ("matches[0].headers[0].name", "end-user"),
        ("matches[0].headers[0].value", "jason"),
        ("matches[0].queryParams[0].name", "beta"),
        ("matches[0].queryParams[0].value", "1"),
        ("timeouts.request", "20s"),
        ("filters[0].type", "RequestMirror"),
        ("filters[0].requestMirror.backendRef.name", "web-canary"),
    ] {
        route.put(&path(&format!("spec.rules[0].{at}")), Value::Text(text.into()));
    }
    route.put(&path("spec.rules[0].filters[0].requestMirror.backendRef.port"), Value::Int(80));
    let all = [ingress.into(), quota.into(), write::yaml(&web), write::yaml(&route)];
    session.update(Action::Apply(all.join("---\n")));
    assert_eq!(session.refused_manifest(), None);
    session
}

/// The document of an object, or of the World.
fn whole(session: &Session, kind: Kind, name: &str) -> Node {
    let objects = session.cluster().objects();
    match kind {
        Kind::World => session.cluster().world().document(),
        Kind::Deployment => objects.deployment(name).expect("it is there").as_ref().clone().into_manifest().tree(),
        Kind::Service => objects.service(name).expect("it is there").as_ref().clone().into_manifest().tree(),
        Kind::HttpRoute => objects.http_routes.values().next().expect("one").as_ref().clone().into_manifest().tree(),
        Kind::Ingress => objects.ingresses.values().next().expect("one").as_ref().clone().into_manifest().tree(),
        _ => objects.resource_quotas.values().next().expect("one").as_ref().clone().into_manifest().tree(),
    }
}

#[test]
fn every_field_of_every_object_follows_both_doors() {
    let base = with_every_kind();
    let (mut set_ones, mut stubborn) = (0, Vec::new());
    for (kind, name) in base.objects_with_fields() {
        let shown = |session: &Session, path: &str| {
            let fields = session.fields(kind, &name);
            fields.into_iter().find(|field| field.path == path).map(|field| (field.text, field.error))
        };
        for field in base.fields(kind, &name) {
            let at = || FieldPath { kind, name: name.clone(), path: field.path.clone() };
            let title = format!("{} {name} {}", kind.as_str(), field.path);
            let given = CANDIDATES.iter().chain(field.words).filter(|given| **given != field.text).find_map(|given| {
                let mut session = base.clone();
                session.update(Action::SetField(at(), (*given).into()));
                let (text, error) = shown(&session, &field.path).unwrap_or_default();
                (error.is_none() && text != field.text).then_some((session, text))
            });
            let Some((by_field, text)) = given else {
                stubborn.push(title);
                continue;
            };
            set_ones += 1;
            let tree = whole(&by_field, kind, &name);
            let stands = tree.at(&path(&field.path)).is_some();
            assert_eq!(
                stands,
                !text.is_empty(),
                "{title}: {text:?}, where nothing is the rule, stands in\n{}",
                write::yaml(&tree)
            );
            if field.path == "metadata.annotations" {
                continue; // kubectl apply leaves those alone that others wrote.
            }
            // The same by a manifest comes to the same, and the field shows it.
            let mut by_manifest = base.clone();
            by_manifest.update(Action::Apply(write::yaml(&tree)));
            if kind == Kind::World && by_manifest.refused_manifest().is_some() {
                continue; // What a running cluster cannot take is refused at both doors.
            }
            assert_eq!(by_manifest.refused_manifest(), None, "{title}: {}", write::yaml(&tree));
            assert_eq!(shown(&by_manifest, &field.path), Some((text, None)), "{title}");
            assert_eq!(whole(&by_manifest, kind, &name).in_order(), tree.in_order(), "{title}");
        }
    }
    assert!(set_ones >= 136, "{set_ones} fields were set");
    // What a running cluster cannot take, what may not change, what has one value only, a second handler of a probe or hook, and
    // of a list the field by which its items are told apart: a patch of that is another item.
    let excused = |title: &String| {
        let of_another_cluster =
            ["World world seed", "World world nodes.", "World world delays.", "World world clients.service"];
        of_another_cluster.iter().any(|start| title.starts_with(start))
            || [
                "selector",
                "template.metadata.labels",
                "restartPolicy",
                "activeDeadlineSeconds",
                "strategy.type",
                "ports[0]",
                "successThreshold",
            ]
            .iter()
            .any(|part| title.contains(part))
            || [
                "exec.command[0]",
                "tcpSocket.port",
                "grpc.port",
                "httpGet.path",
                "httpGet.scheme",
                "sleep.seconds",
                ".name",
                ".type",
            ]
            .iter()
            .any(|end| title.ends_with(end))
            || title.ends_with(".min")
            || title.contains("terminationGracePeriodSeconds")
    };
    let others: Vec<&String> = stubborn.iter().filter(|title| !excused(title)).collect();
    assert!(others.is_empty(), "{others:#?}");
}

/// Whoever has left still gets the answers that are on their way to her.
#[test]
fn users_leave_while_their_requests_are_on_the_way() {
    let mut session =
        Session::new(Scenario::default().with(Control::RequestsPerSecond, 100).with(Control::KeepAlive, 30));
    session.update(Action::Play);
    super::play(&mut session, 5);
    set(&mut session, Control::Users, "1");
    super::play(&mut session, 5);
    let traffic = session.cluster().traffic();
    assert_eq!((traffic.total().failed(), session.values().text(Control::Users).as_str()), (0, "1"));
    let newest = session.requests(None);
    assert!(newest.iter().take(50).all(|request| request.user_number == newest[0].user_number), "one user is left");
}
