//! What is refused: kubectl's and the API server's words, letter by letter, then ours.

use podyard::scenario::Scenario;

use super::ground::Ground;

/// A Deployment web with 4 replicas and a Service web are there.
fn refused(line: &str) -> (String, String, u8) {
    let ground = Ground::of(Scenario::default());
    ground.files.borrow_mut().insert(
        "f.yaml".into(),
        "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: x}\nspec: {replica: 3}".into(),
    );
    let ended = ground.run(line);
    let (ours, theirs): (Vec<&str>, Vec<&str>) = ended.err.lines().partition(|line| line.starts_with("# "));
    (theirs.join("\n"), ours.join("\n"), ended.code)
}

#[test]
fn kubectl_refuses_in_its_own_words() {
    let cases = [
        (
            "kubectl scale deployment web",
            "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
        ),
        (
            "kubectl scale deployment web --replicas=-1",
            "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
        ),
        ("kubectl scale deployment web --replicas=2 --current-replicas=3", "error: Expected replicas to be 3, was 4"),
        ("kubectl scale deployment x --replicas=2", "Error from server (NotFound): deployments.apps \"x\" not found"),
        ("kubectl set image deployment/web c=web:v2", "error: unable to find container named \"c\""),
        ("kubectl set image deployment/x c=web:v2", "Error from server (NotFound): deployments.apps \"x\" not found"),
        ("kubectl set image deployment/web", "error: at least one image update is required"),
        ("kubectl rollout undo deployment/web", "error: no rollout history found for deployment \"web\""),
        (
            "kubectl rollout undo deployment/web --to-revision=9",
            "error: unable to find specified revision 9 in history",
        ),
        ("kubectl rollout resume deployment/web", "error: deployments.apps \"web\" is not paused"),
        (
            "kubectl rollout pause deployment/web; kubectl rollout pause deployment/web",
            "error: deployments.apps \"web\" is already paused",
        ),
        (
            "kubectl rollout pause deployment/web; kubectl rollout restart deployment/web",
            "error: deployments.apps \"web\" can't restart paused deployment (run rollout resume first)",
        ),
        (
            "kubectl rollout restart deployment/web; kubectl rollout restart deployment/web",
            "error: failed to create patch for web: if restart has already been triggered within the past second, please wait \
             before attempting to trigger another",
        ),
        ("kubectl rollout status deployment/x", "Error from server (NotFound): deployments.apps \"x\" not found"),
        (
            "kubectl set image deployment/web web=web:v2; kubectl rollout status deployment/web --revision=9",
            "error: desired revision (9) is different from the running revision (1)",
        ),
        (
            "kubectl set image deployment/web web=web:v2; kubectl rollout status deployment/web --timeout=2s > /dev/null",
            "error: timed out waiting for the condition",
        ),
        (
            "kubectl label deployment/web a=b > f; kubectl label deployment/web a=c",
            "error: 'a' already has a value (b), and --overwrite is false",
        ),
        ("kubectl delete deployment x", "Error from server (NotFound): deployments.apps \"x\" not found"),
        ("kubectl delete deployment", "error: resource(s) were provided, but no name was specified"),
        ("kubectl delete x y", "error: the server doesn't have a resource type \"x\""),
        ("kubectl apply", "error: must specify one of -f and -k"),
        ("kubectl apply -f no.yaml", "error: the path \"no.yaml\" does not exist"),
        ("kubectl apply -f f.yaml", "error: error parsing f.yaml"),
        ("kubectl create deployment y", "error: required flag(s) \"image\" not set"),
        (
            "kubectl create deployment web --image=a",
            "Error from server (AlreadyExists): deployments.apps \"web\" already exists",
        ),
        ("kubectl cordon node-9", "Error from server (NotFound): nodes \"node-9\" not found"),
        (
            "kubectl wait --for=condition=Available deployment/x",
            "Error from server (NotFound): deployments.apps \"x\" not found",
        ),
        (
            "kubectl wait --for=delete deployment/web --timeout=1s",
            "error: timed out waiting for the condition on deployments/web",
        ),
        ("kubectl gett pods", "error: unknown command \"gett\" for \"kubectl\"\n\nDid you mean this?\n\tget"),
        ("kubectl get pods --outptu=wide", "error: unknown flag: --outptu\nSee 'kubectl get --help' for usage."),
        ("kubectl argo rollouts promote x", "Error: rollouts.argoproj.io \"x\" not found"),
        ("kubctl get pods", "kubctl: command not found"),
        ("curl http://nobody", "curl: (6) Could not resolve host: nobody"),
        ("curl", "curl: (2) no URL specified\ncurl: try 'curl --help' for more information"),
    ];
    for (line, expected) in cases {
        let (theirs, _, code) = refused(line);
        assert_eq!(theirs, expected, "{line}");
        assert_ne!(code, 0, "{line}");
    }
}

#[test]
fn and_then_says_what_to_do() {
    let cases = [
        ("kubectl apply -f f.yaml", "# f.yaml: line 4: spec.replica: unknown field. Fix: write replicas"),
        ("kubectl get pods --outptu=wide", "# Did you mean --output?"),
        ("kubectl delete deploymnt y", "# Did you mean deployment?"),
        ("kubctl get pods", "# Did you mean kubectl?"),
        ("kubectl delete pod x --grace-period=0", "# Add --force: then the pod is gone without grace."),
        ("podyard set nodes.count 1", "# error: World: nodes.count: it can only grow while the cluster runs."),
        ("podyard crsh pod/x", "# Did you mean crash?"),
    ];
    for (line, expected) in cases {
        let (_, ours, _) = refused(line);
        let first = ours.lines().next().unwrap_or_default();
        assert!(first.starts_with(expected), "{line}: {ours}");
    }
}

/// What upstream's validation says of a manifest, through `kubectl apply`.
#[test]
fn apply_says_what_the_api_server_says() {
    #[derive(serde::Deserialize)]
    struct Case {
        manifest: String,
        errors: Vec<String>,
    }
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../conformance/validation.json")).expect("it is JSON");
    assert!(!cases.is_empty());
    for case in cases {
        let ground = Ground::empty();
        ground.files.borrow_mut().insert("m.yaml".into(), case.manifest.clone());
        let ended = ground.run("kubectl apply -f m.yaml");
        assert_eq!(ended.code == 0, case.errors.is_empty(), "{}: {ended:?}", case.manifest);
        for error in case.errors {
            assert!(ended.err.contains(&error), "{}: {error}: {}", case.manifest, ended.err);
        }
    }
}
