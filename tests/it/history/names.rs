//! Objects of different kinds with one name are told apart: in the log, in what is said of them, by jumps.

use podyard::history::{About, Jump, Travel};
use podyard::kube::object::{Kind, Labels, ObjectMeta, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::quota::ResourceQuota;
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::kubectl;
use podyard::playbook::ChoiceId;
use podyard::session::Action;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::routing::{HttpRoute, HttpRouteRule};
use podyard::text::said;
use podyard::world::{Latency, World};

use super::cases::{play, started};

const KINDS: [Kind; 4] = [Kind::Deployment, Kind::Service, Kind::HttpRoute, Kind::ResourceQuota];

fn about(kind: Kind) -> About {
    About { name: "pods".into(), kind }
}

/// A Service, a Deployment, an HTTPRoute and a ResourceQuota called `pods`.
fn four() -> Cluster {
    let mut cluster = Cluster::new(World { delays: Latency::NONE, ..World::default() });
    let template = PodTemplateSpec::new(labels(&[("app", "pods")]), "web", "web:v1");
    let deployment = Deployment::new("pods", DeploymentSpec::new(2, template));
    let rules = vec![HttpRouteRule::default()];
    let route = HttpRoute { metadata: ObjectMeta::named("pods", Labels::default()), rules };
    for command in [
        Command::apply(ResourceQuota::new("pods", Some(9))),
        Command::create(podyard::kube::service::Service::new("pods", labels(&[("app", "pods")]))),
        Command::create(deployment),
        Command::apply(podyard::kube::route::HttpRoute::from(&route)),
    ] {
        cluster.apply(command).expect("legal");
    }
    cluster.advance_to(5_000);
    cluster
}

#[test]
fn each_entry_of_the_log_is_about_one_of_them() {
    let mut cluster = four();
    let of = |cluster: &Cluster, kind| {
        let events = cluster.log().events().iter().filter(move |event| about(kind).is_of(event));
        events.map(|event| (event.happening.reason(), kubectl::said(event))).collect::<Vec<_>>()
    };
    let created = [
        "deployment.apps/pods created",
        "service/pods created",
        "httproute.gateway.networking.k8s.io/pods created",
        "resourcequota/pods created",
    ];
    for (kind, created) in KINDS.into_iter().zip(created) {
        let (reason, said) = &of(&cluster, kind)[0];
        assert!(*reason == "Command" && said.ends_with(created), "{kind:?}: {said}");
    }
    for event in cluster.log().events().iter().filter(|event| &*event.object == "pods") {
        assert_eq!(KINDS.into_iter().filter(|kind| about(*kind).is_of(event)).count(), 1, "{event}");
    }
    let reasons = |kind| of(&cluster, kind).into_iter().map(|(reason, _)| reason).collect::<Vec<_>>();
    assert_eq!((reasons(Kind::HttpRoute), reasons(Kind::ResourceQuota)), (vec!["Command"], vec!["Command"]));
    assert_eq!(reasons(Kind::Service)[..2], ["Command", "Endpoints"]);
    assert!(reasons(Kind::Deployment).contains(&"ScalingReplicaSet"));

    let lengths = KINDS.map(|kind| of(&cluster, kind).len());
    cluster.apply(Command::Delete { kind: Kind::HttpRoute, name: "pods".into() }).expect("it is there");
    let more: Vec<usize> =
        KINDS.into_iter().zip(lengths).map(|(kind, length)| of(&cluster, kind).len() - length).collect();
    assert_eq!(more, [0, 0, 1, 0]);
}

#[test]
fn what_is_done_to_one_is_done_to_no_other() {
    let there = |cluster: &Cluster| {
        let objects = cluster.objects();
        let named = |name: &str| name == "pods";
        [
            objects.deployments.values().any(|it| named(&it.metadata.name)),
            objects.services.values().any(|it| named(&it.metadata.name)),
            objects.http_routes.values().any(|it| named(&it.metadata.name)),
            objects.resource_quotas.values().any(|it| named(&it.metadata.name)),
        ]
    };
    let cases = [
        (Command::Delete { kind: Kind::Deployment, name: "pods".into() }, [false, true, true, true]),
        (Command::Delete { kind: Kind::HttpRoute, name: "pods".into() }, [true, true, false, true]),
        (Command::Delete { kind: Kind::ResourceQuota, name: "pods".into() }, [true, true, true, false]),
    ];
    for (command, left) in cases {
        let mut cluster = four();
        assert_eq!(there(&cluster), [true; 4]);
        let words = format!("{command:?}");
        cluster.apply(command).expect("it is there");
        assert_eq!(there(&cluster), left, "{words}");
    }
    let refused = four().apply(Command::Delete { kind: Kind::Ingress, name: "pods".into() });
    assert!(
        refused.is_err_and(|refused| said(&refused.message).contains("ingresses.networking.k8s.io \"pods\" not found"))
    );
}

#[test]
fn a_jump_leads_to_changes_of_the_kind_that_was_chosen() {
    let mut history = started();
    play(&mut history, 2);
    history.update(Action::Do(ChoiceId::Next));
    play(&mut history, 30);
    let end = history.session().elapsed();
    for kind in [Kind::Deployment, Kind::Service] {
        history.travel(Travel::Seek(end));
        let web = About { name: "web".into(), kind };
        let mut jumps = 0;
        loop {
            let before = history.session().elapsed();
            history.travel(Travel::Jump(Jump::Back, web.clone()));
            let session = history.session();
            let here = session.elapsed();
            if here == before {
                break;
            }
            jumps += 1;
            let now = session.log().iter().rev().take_while(|event| event.at - session.origin() == here);
            assert!(now.clone().any(|event| About::of(event) == web), "{kind:?} at {here} ms");
        }
        assert!(jumps > 1, "{kind:?}: {jumps}");
    }
}
