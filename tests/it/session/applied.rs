//! Several documents in one text: each is applied by itself, and each is reported.

use podyard::scenario::StrategyKind;
use podyard::session::{Action, Outcome};
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
    let [(first, one), (second, Outcome::Refused(refused)), (third, three)] = &outcomes[..] else {
        panic!("{outcomes:?}")
    };
    assert_eq!((*first, *one), ("Service web", &Outcome::Applied("service/web configured".into())));
    assert_eq!(*second, "Deployment api");
    assert!(said(&refused.message).starts_with("The Deployment \"api\" is invalid: "), "{refused:?}");
    assert_eq!((*third, *three), ("Deployment other", &Outcome::Applied("deployment.apps/other created".into())));
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

const BESIDE: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n\
                      apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: envoy}\nspec: {controllerName: x/y}\n---\n\
                      apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: eg}\nspec: {gatewayClassName: envoy}\n---\n\
                      apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: may}\n";

#[test]
fn what_stands_beside_routes_is_kept_out_with_a_word_and_the_rest_is_applied() {
    let mut session = session(StrategyKind::RollingUpdate, 3);
    let action = Action::Apply([BESIDE, SERVICE].join("---\n"));
    session.update(action.clone());
    assert_eq!(session.refused_manifest(), None, "nothing is wrong with it");
    let told = session.applied_documents().iter().map(|document| match &document.outcome {
        Outcome::Applied(answer) => format!("{} applied: {answer}", document.title),
        Outcome::Refused(why) => panic!("{}: {why:?}", document.title),
        Outcome::KeptOut(why) => format!("{} kept out: {}", document.title, say(why)),
    });
    let expected = [
        "Namespace shop kept out: there is one namespace, default",
        "GatewayClass envoy kept out: the page has one gateway, and no class changes what it does",
        "Gateway eg kept out: the page has one gateway, which serves every HTTPRoute that names a Gateway; the listeners written here are \
         not looked at",
        "ReferenceGrant may kept out: there is one namespace, default, so nothing is granted; a backendRef to another one \
         still gets 500 (RefNotPermitted)",
        "Service web applied: service/web configured",
    ];
    assert_eq!(told.collect::<Vec<String>>(), expected);
    assert!(session.cluster().objects().service("web").expect("there").keeps_clients());
    let Some(Action::Request(written)) = session.written(action) else { panic!("one was taken") };
    assert_eq!(written.len(), 1, "what was kept out is not written down");

    session.update(Action::Apply(SERVICE.into()));
    assert_eq!(session.applied_documents(), [], "all of it was applied: there is nothing more to say");
}

#[test]
fn a_kind_of_the_same_name_in_another_group_is_not_taken_for_it() {
    let mut session = session(StrategyKind::RollingUpdate, 3);
    let istio = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: eg}\n";
    session.update(Action::Apply([istio, SERVICE].join("---\n")));
    assert!(session.refused_manifest().is_some());
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
