//! Over runs by chance: what is shown has the fields that its kind is said to have, and is read again as the same object.

use podyard::documents;
use podyard::documents::Content;
use podyard::kube::analysis::{AnalysisRun, AnalysisTemplate};
use podyard::kube::autoscaler::HorizontalPodAutoscaler;
use podyard::kube::canary::Canary;
use podyard::kube::disruption_budget::PodDisruptionBudget;
use podyard::kube::field::Field;
use podyard::kube::form::{Form, Shape};
use podyard::kube::manifest::Written;
use podyard::kube::object::{Kind, ObjectMeta};
use podyard::kube::pod::{PodSpec, PodTemplateSpec};
use podyard::kube::quota::ResourceQuota;
use podyard::kube::reader::Reader;
use podyard::kube::rollout::Rollout;
use podyard::kube::route::{HttpRoute, Ingress};
use podyard::kube::selector::LabelSelector;
use podyard::kube::service::Service;
use podyard::kube::tree::{Node, Value};
use podyard::kube::workload::Deployment;
use podyard::kube::write::yaml;
use podyard::kube::yaml::documents;
use podyard::kubectl::show::{self, shape};
use podyard::sim::Cluster;
use podyard::sim::objects::Object;

use crate::random_runs::random_run;

const KINDS: [Kind; 15] = [
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::Pod,
    Kind::Service,
    Kind::EndpointSlice,
    Kind::HttpRoute,
    Kind::Ingress,
    Kind::ResourceQuota,
    Kind::PodDisruptionBudget,
    Kind::HorizontalPodAutoscaler,
    Kind::Node,
    Kind::Rollout,
    Kind::AnalysisTemplate,
    Kind::AnalysisRun,
    Kind::Canary,
];

/// What of a tree is not as its shape says.
fn strays(node: &Node, form: Form, path: &str, found: &mut Vec<String>) {
    match (&node.value, form) {
        (Value::Map(pairs), Form::Mapping(shape)) => pairs.iter().for_each(|(key, node)| {
            let path = format!("{path}.{}", key.text);
            match shape.rows.iter().find(|row| row.name == key.text) {
                Some(row) => strays(node, row.form, &path, found),
                None if shape.kept.contains(&key.text.as_str()) => {}
                None => found.push(path),
            }
        }),
        (Value::List(items), Form::List(item)) => items.iter().for_each(|node| strays(node, *item, path, found)),
        (Value::Map(_), Form::Labels | Form::Quantities)
        | (Value::Bool(_), Form::Bool)
        | (Value::Text(_), Form::Text | Form::Written(_) | Form::IntOrString)
        | (Value::Int(_), Form::IntOrString) => {}
        (Value::Int(_) | Value::Number(_), Form::Written("99.5")) => {}
        (Value::Map(pairs), Form::Keyed(_, item)) => {
            pairs.iter().for_each(|(key, node)| strays(node, *item, &format!("{path}[{}]", key.text), found));
        }
        (Value::Int(number), Form::Whole(min, max)) if (min..=max).contains(number) => {}
        _ => found.push(path.to_owned()),
    }
}

fn read_field<T: Field>(node: Option<&Node>) -> T {
    let mut reader = Reader::default();
    let read = node.and_then(|node| T::read(&mut reader, node, "")).unwrap_or_else(T::absent);
    assert_eq!(reader.problems, [], "{node:?}");
    read
}

/// The object, read from its own text, with what nobody writes taken from the one it is of.
fn again(object: &Object, shown: &Node) -> Object {
    let text = yaml(shown);
    let manifest = || match documents::read(&text) {
        Ok(documents) => match documents.into_iter().next().expect("one").content {
            Content::Object(manifest) => manifest,
            other => panic!("{other:?}"),
        },
        Err(problems) => panic!("{problems:?}\n{text}"),
    };
    let spec = |name: &str| shown.field("spec").and_then(|spec| spec.field(name));
    let of = |read: &ObjectMeta| {
        let meta = object.metadata();
        assert_eq!((&read.name, &read.labels), (&meta.name, &meta.labels));
        assert_eq!(read.annotations, meta.annotations);
        meta.clone()
    };
    match object.clone() {
        Object::Deployment(before) => {
            let read = Deployment::from_manifest(manifest()).expect("a Deployment");
            let metadata = of(&read.metadata);
            Object::Deployment(Deployment { metadata, status: before.status.clone(), ..read }.into())
        }
        Object::Service(before) => {
            let mut read = Service::from_manifest(manifest()).expect("a Service");
            read.metadata = of(&read.metadata);
            // What the API server allots, and fills into ports, is none of the wish.
            assert!(spec("clusterIP").is_some() && spec("ports").is_some());
            read.spec.rest = before.spec.rest.clone();
            Object::Service(read.into())
        }
        Object::HttpRoute(_) => {
            let mut read = HttpRoute::from_manifest(manifest()).expect("an HTTPRoute");
            read.metadata = of(&read.metadata);
            Object::HttpRoute(read.into())
        }
        Object::Ingress(_) => {
            let mut read = Ingress::from_manifest(manifest()).expect("an Ingress");
            read.metadata = of(&read.metadata);
            Object::Ingress(read.into())
        }
        Object::ResourceQuota(_) => {
            let mut read = ResourceQuota::from_manifest(manifest()).expect("a ResourceQuota");
            read.metadata = of(&read.metadata);
            Object::ResourceQuota(read.into())
        }
        Object::PodDisruptionBudget(_) => {
            let mut read = PodDisruptionBudget::from_manifest(manifest()).expect("a PodDisruptionBudget");
            read.metadata = of(&read.metadata);
            read.status = read_field(shown.field("status"));
            Object::PodDisruptionBudget(read.into())
        }
        Object::HorizontalPodAutoscaler(_) => {
            let mut read = HorizontalPodAutoscaler::from_manifest(manifest()).expect("a HorizontalPodAutoscaler");
            read.metadata = of(&read.metadata);
            read.status = read_field(shown.field("status"));
            Object::HorizontalPodAutoscaler(read.into())
        }
        Object::ReplicaSet(before) => {
            let mut set = before.as_ref().clone();
            set.spec.replicas = read_field(spec("replicas"));
            set.spec.min_ready_seconds = read_field(spec("minReadySeconds"));
            set.spec.selector = read_field::<LabelSelector>(spec("selector"));
            set.spec.template = read_field::<PodTemplateSpec>(spec("template"));
            Object::ReplicaSet(set.into())
        }
        Object::Pod(before) => {
            let mut read = read_field::<PodSpec>(shown.field("spec"));
            // What admission and the scheduler added.
            read.rest = before.spec.rest.clone();
            let mut pod = before.as_ref().clone();
            pod.spec = read.into();
            Object::Pod(pod.into())
        }
        Object::Rollout(_) => {
            let mut read = Rollout::from_manifest(manifest()).expect("a Rollout");
            read.metadata = of(&read.metadata);
            read.status = read_field(shown.field("status"));
            Object::Rollout(read.into())
        }
        Object::AnalysisTemplate(_) => {
            let mut read = AnalysisTemplate::from_manifest(manifest()).expect("an AnalysisTemplate");
            read.metadata = of(&read.metadata);
            Object::AnalysisTemplate(read.into())
        }
        Object::AnalysisRun(_) => {
            let mut read = AnalysisRun::from_manifest(manifest()).expect("an AnalysisRun");
            read.metadata = of(&read.metadata);
            read.status = read_field(shown.field("status"));
            Object::AnalysisRun(read.into())
        }
        Object::Canary(_) => {
            let mut read = Canary::from_manifest(manifest()).expect("a Canary");
            read.metadata = of(&read.metadata);
            read.status = read_field(shown.field("status"));
            Object::Canary(read.into())
        }
        other => other,
    }
}

fn check(cluster: &Cluster, seed: u64, seen: &mut [usize; KINDS.len()]) {
    for (kind, seen) in KINDS.into_iter().zip(seen) {
        let shape: &'static Shape = shape::of(kind).expect("its objects are kept");
        cluster.objects().each_until(kind, &mut |object| {
            let shown = show::tree(&object, cluster.objects());
            let mut found = Vec::new();
            strays(&shown, Form::Mapping(shape), "", &mut found);
            assert!(found.is_empty(), "seed {seed}, {}: {found:?}", kind.as_str());
            assert_eq!(documents(&yaml(&shown)), Ok(vec![shown.clone()]), "seed {seed}, {}", kind.as_str());
            assert_eq!(again(&object, &shown), object, "seed {seed}, {}", kind.as_str());
            *seen += 1;
            false
        });
    }
}

#[test]
fn what_is_shown_is_read_again_as_the_same_object() {
    let mut seen = [0; KINDS.len()];
    for seed in 0..40 {
        let (history, _) = random_run(seed, true);
        check(history.session().cluster(), seed, &mut seen);
    }
    check(&super::cluster(), u64::MAX, &mut seen);
    for cluster in crate::delivery::some_of_each() {
        check(&cluster, u64::MAX, &mut seen);
    }
    assert!(seen.iter().all(|seen| *seen > 0), "every kind came: {seen:?}");
}

#[test]
fn a_field_that_is_not_known_would_be_found() {
    let deployment = shape::of(Kind::Deployment).expect("kept");
    let cases = [
        ("spec:\n  replicas: 3\n  paused: true\n", vec![]),
        ("spec:\n  replicsa: 3\n", vec![".spec.replicsa"]),
        ("spec:\n  replicas: \"3\"\n", vec![".spec.replicas"]),
        ("status:\n  conditions:\n  - kind: Progressing\n", vec![".status.conditions.kind"]),
    ];
    for (text, expected) in cases {
        let mut found = Vec::new();
        strays(&documents(text).expect("YAML")[0], Form::Mapping(deployment), "", &mut found);
        assert_eq!(found, expected, "{text}");
    }
}
