//! Several documents in one text: each is applied by itself, and each is reported.

use podyard::scenario::StrategyKind;
use podyard::session::Action;
use podyard::text::{said, say};

use super::session;

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  \
                       sessionAffinity: ClientIP\n";

fn deployment(name: &str, surge: u32) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  replicas: 2\n  strategy:\n    \
         rollingUpdate: {{maxSurge: {surge}, maxUnavailable: 0}}\n  selector:\n    matchLabels: {{app: {name}}}\n  \
         template:\n    metadata:\n      labels: {{app: {name}}}\n    spec:\n      containers:\n      - {{name: {name}, \
         image: 'api:v1'}}\n"
    )
}

#[test]
fn a_document_that_is_refused_keeps_no_other_from_being_applied() {
    let mut session = session(StrategyKind::RollingUpdate, 3);
    let text = [SERVICE.to_string(), deployment("api", 0), deployment("other", 1)].join("---\n");
    let action = Action::Apply(text.clone());
    session.update(action.clone());
    let outcomes: Vec<_> = session.applied_documents().iter().map(|it| (it.title.as_str(), &it.outcome)).collect();
    let [(first, one), (second, Err(refused)), (third, three)] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!((*first, *one), ("Service web", &Ok("service/web configured".to_string())));
    assert_eq!(*second, "Deployment api");
    assert!(said(&refused.message).starts_with("The Deployment \"api\" is invalid: "), "{refused:?}");
    assert_eq!((*third, *three), ("Deployment other", &Ok("deployment.apps/other created".to_string())));
    let objects = session.cluster().objects();
    assert!(objects.service("web").expect("there").keeps_clients());
    assert!(objects.deployment("other").is_some() && objects.deployment("api").is_none());
    assert_eq!(session.refused_manifest(), Some((&*text, refused)), "the text stays in its box");
    let Some(Action::Request(written)) = session.written(action) else { panic!("two were taken") };
    assert_eq!(written.len(), 2, "what was refused is not written down");

    let mended = [SERVICE.to_string(), deployment("api", 1), deployment("other", 1)].join("---\n");
    session.update(Action::Apply(mended));
    assert_eq!((session.refused_manifest(), session.applied_documents()), (None, &[][..]));
    assert!(session.cluster().objects().deployment("api").is_some());
}

#[test]
fn a_text_that_cannot_be_read_is_refused_whole() {
    let mut session = session(StrategyKind::RollingUpdate, 3);
    let text = [SERVICE.to_string(), deployment("api", 1).replace("replicas", "replica")].join("---\n");
    session.update(Action::Apply(text.clone()));
    let (kept, refused) = session.refused_manifest().expect("it is refused");
    assert_eq!((kept, &*say(&refused.hint)), (&*text, "Nothing was applied."));
    assert_eq!(session.applied_documents(), []);
    assert!(!session.cluster().objects().service("web").expect("there").keeps_clients());
}

#[test]
fn budgets_and_autoscalers_stand_in_the_columns_of_kubectl() {
    let mut session = session(StrategyKind::RollingUpdate, 3);
    let budget = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {minAvailable: 2, selector: \
                  {matchLabels: {app: web}}}\n";
    let autoscaler = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {scaleTargetRef: \
                      {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 5}\n";
    assert_eq!(session.lists(), []);
    session.update(Action::Apply([budget, autoscaler].join("---\n")));
    assert_eq!(session.refused_manifest(), None);
    session.update(Action::Play);
    (0..40).for_each(|_| session.update(Action::Tick { elapsed_ms: 50 }));
    let lists = session.lists();
    let rows: Vec<Vec<&str>> = lists.iter().map(|list| list.rows[0].iter().map(String::as_str).collect()).collect();
    let expected =
        [vec!["web", "Deployment/web", "cpu: <unknown>/80%", "1", "5", "0", "2s"], vec!["web", "2", "N/A", "1", "2s"]];
    assert_eq!(rows, expected);
    assert!(lists.iter().all(|list| list.heads.len() == list.rows[0].len()));
    let reasons: Vec<_> = lists[1].conditions[0].1.iter().map(|it| (&*it.kind, &*it.reason)).collect();
    assert_eq!(reasons, [("DisruptionAllowed", "SufficientPods")]);
}
