//! Manifests as people write them, Helm prints them and editors break them: each loads, or fails at the right line.

use podyard::documents;
use podyard::kube::manifest::Manifest;
use podyard::text::say;

/// A Deployment, indented by two, with labels, a template and what a row puts into its container and behind it.
fn web(container: &str, behind: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  \
         template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        \
         image: web:v1\n{container}{behind}"
    )
}

/// The line behind the container's image.
const NEXT: usize = 17;

const SERVICE: &str =
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n";

/// Name, text, how many documents.
fn loads() -> Vec<(&'static str, String, usize)> {
    let plain = || web("", "");
    let helm = "# Source: shop/templates/deployment.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop-web\n  labels:\n    \
                helm.sh/chart: shop-0.1.0\n    app.kubernetes.io/name: shop\n    app.kubernetes.io/instance: shop\n    \
                app.kubernetes.io/version: \"1.16.0\"\n    app.kubernetes.io/managed-by: Helm\nspec:\n  replicas: 1\n  selector:\n    \
                matchLabels:\n      app.kubernetes.io/name: shop\n      app.kubernetes.io/instance: shop\n  template:\n    metadata:\n      \
                labels:\n        app.kubernetes.io/name: shop\n        app.kubernetes.io/instance: shop\n    spec:\n      containers:\n        \
                - name: shop\n          image: \"nginx:1.16.0\"\n          imagePullPolicy: IfNotPresent\n          ports:\n            \
                - name: http\n              containerPort: 80\n              protocol: TCP\n";
    let json = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"web:v1"}]}}}}"#;
    let flow = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    \
                metadata: {labels: {app: web}}\n    spec:\n      containers: [\n        {name: web, image: 'web:v1'}\n      ]\n";
    let anchors = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels: &labels\n    app: web\nspec:\n  selector:\n    \
                   matchLabels: *labels\n  template:\n    metadata:\n      labels: *labels\n    spec:\n      containers:\n      - name: web\n        \
                   image: web:v1\n";
    vec![
        ("plain", plain(), 1),
        ("Helm's labels", helm.into(), 1),
        ("a remark first", format!("# by hand\n{}", plain()), 1),
        ("a remark behind a value", plain().replace("name: web\nspec", "name: web # the name\nspec"), 1),
        ("--- first", format!("---\n{}", plain()), 1),
        ("two documents", format!("{}---\n{SERVICE}", plain()), 2),
        ("an empty document between", format!("{}---\n---\n{SERVICE}", plain()), 2),
        ("a document of remarks", format!("{}---\n# nothing here\n---\n{SERVICE}", plain()), 2),
        ("... behind", format!("{}...\n", plain()), 1),
        ("CRLF", plain().replace('\n', "\r\n"), 1),
        ("CRLF and two documents", format!("{}---\n{SERVICE}", plain()).replace('\n', "\r\n"), 2),
        ("a byte order mark", format!("\u{feff}{}", plain()), 1),
        ("blanks at ends of lines", plain().replace('\n', "  \n"), 1),
        ("empty lines", plain().replace('\n', "\n\n"), 1),
        ("no line feed at the end", plain().trim_end().into(), 1),
        ("JSON", json.into(), 1),
        ("JSON in lines", json.replace(',', ",\n "), 1),
        ("flow lists that close at their key's column", flow.into(), 1),
        ("anchors", anchors.into(), 1),
        ("a list at its key's column", web("        args:\n        - -v\n        - x\n", ""), 1),
        ("a list further in", web("        args:\n            - -v\n            - x\n", ""), 1),
        ("keys in quotes", plain().replace("app: web", "\"app\": 'web'"), 1),
        ("a number in quotes is text", plain().replace("app: web", "app: \"1\""), 1),
        ("yes in quotes", plain().replace("app: web", "app: 'yes'"), 1),
        ("a long string, folded", web("        args:\n        - >-\n          one\n          two\n", ""), 1),
        ("a long string, kept", web("        args:\n        - |\n          one\n          two\n", ""), 1),
        ("a string over lines", web("        args:\n        - \"one\n          two\"\n", ""), 1),
        (
            "env",
            web(
                "        env:\n        - name: A\n          value: \"1\"\n        - name: B\n          valueFrom:\n            fieldRef:\n              fieldPath: metadata.name\n",
                "",
            ),
            1,
        ),
        (
            "probes",
            web(
                "        readinessProbe:\n          httpGet:\n            path: /healthz\n            port: 8080\n          periodSeconds: 5\n",
                "",
            ),
            1,
        ),
        (
            "resources in all units",
            web(
                "        resources:\n          requests:\n            cpu: 0.1\n            memory: 64Mi\n          limits:\n            cpu: 200m\n            memory: 1e8\n",
                "",
            ),
            1,
        ),
        (
            "annotations of words and signs",
            plain().replace("  name: web\nspec", "  name: web\n  annotations:\n    a/b: \"äöü – 日本 🚀\"\nspec"),
            1,
        ),
        (
            "a percentage",
            plain().replace(
                "spec:\n  selector",
                "spec:\n  strategy:\n    rollingUpdate:\n      maxSurge: 25%\n      maxUnavailable: \"0\"\n  selector",
            ),
            1,
        ),
        ("a status that kubectl printed", format!("{}status:\n  replicas: 3\n", plain()), 1),
        (
            "metadata that kubectl printed",
            plain().replace(
                "  name: web\nspec",
                "  name: web\n  uid: 1-2-3\n  resourceVersion: \"7\"\n  creationTimestamp: null\nspec",
            ),
            1,
        ),
        ("a namespace", plain().replace("  name: web\nspec", "  name: web\n  namespace: prod\nspec"), 1),
        ("a Service", SERVICE.into(), 1),
        (
            "a World beside it",
            format!("{}---\nkind: World\napiVersion: podyard/v1\nclients:\n  users: 5\n", SERVICE),
            2,
        ),
    ]
}

/// Name, text, the line it fails at, a word of why.
fn fails() -> Vec<(&'static str, String, usize, &'static str)> {
    let plain = || web("", "");
    vec![
        ("nothing", String::new(), 1, "nothing"),
        ("remarks alone", "# nothing\n".into(), 1, "nothing"),
        ("a word", "hello\n".into(), 1, "Deployment"),
        ("a list", "- a\n- b\n".into(), 1, "Deployment"),
        ("no kind", plain().replace("kind: Deployment\n", ""), 1, "kind"),
        ("a kind mistyped", plain().replace("kind: Deployment", "kind: Deploiment"), 2, "Deploiment"),
        ("no version", plain().replace("apiVersion: apps/v1\n", ""), 1, "version"),
        ("another version", plain().replace("apps/v1", "apps/v1beta1"), 1, "apps/v1beta1"),
        ("a tab", web("\tports:\n", ""), NEXT, ""),
        ("a tab in the middle", plain().replace("    metadata:", "\t metadata:"), 10, ""),
        ("a key twice", web("        image: web:v2\n", ""), NEXT, ""),
        ("a key twice at the top", format!("{}kind: Deployment\n", plain()), NEXT, ""),
        ("a quote that stays open", web("        args: [\"a\n", ""), NEXT, ""),
        ("a bracket that stays open", web("        args: [a\n", ""), NEXT, ""),
        ("a colon that is missing", plain().replace("metadata:\n  name", "metadata\n  name"), 4, ""),
        ("a blank too many", web("         ports: []\n", ""), NEXT, ""),
        ("a blank too few", web("       ports: []\n", ""), NEXT, ""),
        ("an unknown anchor", web("        args: *none\n", ""), NEXT, ""),
        ("an unknown field", web("        prots: []\n", ""), NEXT, "ports"),
        (
            "an unknown field of the spec",
            plain().replace("spec:\n  selector", "spec:\n  replica: 3\n  selector"),
            6,
            "replicas",
        ),
        ("a number that is text", plain().replace("spec:\n  selector", "spec:\n  replicas: three\n  selector"), 6, ""),
        ("a number in quotes", plain().replace("spec:\n  selector", "spec:\n  replicas: \"3\"\n  selector"), 6, ""),
        ("half a pod", plain().replace("spec:\n  selector", "spec:\n  replicas: 1.5\n  selector"), 6, ""),
        (
            "a number that is too large",
            plain().replace("spec:\n  selector", "spec:\n  replicas: 99999999999\n  selector"),
            6,
            "",
        ),
        ("a label that is a number", plain().replace("        app: web\n    spec", "        app: 1\n    spec"), 12, ""),
        ("a label that is true", plain().replace("        app: web\n    spec", "        app: true\n    spec"), 12, ""),
        ("a list where fields belong", plain().replace("metadata:\n  name: web\n", "metadata:\n- name: web\n"), 4, ""),
        (
            "fields where a list belongs",
            plain().replace("      - name: web\n        image", "        name: web\n        image"),
            15,
            "",
        ),
        (
            "a second document that is broken",
            format!("{SERVICE}---\n{}", plain().replace("kind: Deployment", "kind: X")),
            12,
            "X",
        ),
        ("a memory without sense", web("        resources: {limits: {memory: lots}}\n", ""), NEXT, ""),
        ("Helm that was not rendered", web("        args: [{{ .Values.args }}]\n", ""), NEXT, ""),
        (
            "a List",
            format!("apiVersion: v1\nkind: List\nitems:\n- {}", SERVICE.replace('\n', "\n  ").trim_end()),
            2,
            "List",
        ),
    ]
}

#[test]
fn manifests_load() {
    let rows = loads();
    let wrong = |(name, text, count): &(&str, String, usize)| match documents::read(text) {
        Ok(documents) => (documents.len() != *count).then(|| format!("{name}: {} documents", documents.len())),
        Err(problems) => Some(format!("{name}: {}", say(&problems[0].message()))),
    };
    let wrong: Vec<String> = rows.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows.len() + fails().len() >= 60, "{} manifests", rows.len() + fails().len());
}

#[test]
fn manifests_fail_at_the_right_line() {
    let wrong = |(name, text, line, word): (&str, String, usize, &str)| match documents::read(&text) {
        Ok(_) => Some(format!("{name}: it loads")),
        Err(problems) => {
            let (at, said) = (problems[0].line, say(&problems[0].message()));
            (at != line || !said.contains(word)).then(|| format!("{name}, line {line}, {word}: {said}"))
        }
    };
    let wrong: Vec<String> = fails().into_iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What was read is written, and read again as the same.
#[test]
fn what_was_read_is_written_whole() {
    for (name, text, _) in loads() {
        for document in documents::read(&text).expect(name) {
            let documents::Content::Object(manifest) = document.content else { continue };
            let again = documents::read(&manifest.yaml()).expect(name);
            let again: Vec<Manifest> = again
                .into_iter()
                .filter_map(|it| if let documents::Content::Object(it) = it.content { Some(it) } else { None })
                .collect();
            assert_eq!(again, [manifest], "{name}");
        }
    }
}
