//! What the API server says of PodDisruptionBudgets. Rows as in pkg/apis/policy/validation/validation_test.go.

use podyard::documents::{self, Content};
use podyard::sim::admission::admit;

#[test]
fn budgets_are_refused_in_the_api_servers_words() {
    const PERCENT: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', \
                           regex used for validation is '[0-9]+%')";
    let both = "spec: Invalid value: {\"MinAvailable\":3,\"Selector\":{\"matchLabels\":{\"app\":\"web\"}},\"MaxUnavailable\":\
                \"10%\",\"UnhealthyPodEvictionPolicy\":null}: minAvailable and maxUnavailable cannot be both set";
    let rows = [
        ("minAvailable: 3", vec![]),
        ("maxUnavailable: 10%, unhealthyPodEvictionPolicy: AlwaysAllow", vec![]),
        ("minAvailable: 100%", vec![]),
        ("minAvailable: 0", vec![]),
        ("unhealthyPodEvictionPolicy: IfHealthyBudget", vec![]),
        ("minAvailable: 3, maxUnavailable: 10%", vec![both.into()]),
        ("minAvailable: 1.1%", vec![format!("spec.minAvailable: Invalid value: \"1.1%\": {PERCENT}")]),
        ("minAvailable: nope", vec![format!("spec.minAvailable: Invalid value: \"nope\": {PERCENT}")]),
        ("minAvailable: -1", vec!["spec.minAvailable: Invalid value: -1: must be greater than or equal to 0".into()]),
        (
            "maxUnavailable: -1",
            vec!["spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0".into()],
        ),
        (
            "minAvailable: 101%",
            vec!["spec.minAvailable: Invalid value: \"101%\": must not be greater than 100%".into()],
        ),
        (
            "minAvailable: 1, unhealthyPodEvictionPolicy: Invalid",
            vec![
                "spec.unhealthyPodEvictionPolicy: Unsupported value: \"Invalid\": supported values: \"AlwaysAllow\", \
                 \"IfHealthyBudget\""
                    .into(),
            ],
        ),
    ];
    for (spec, expected) in rows {
        let text = format!(
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: web}}\nspec: {{selector: {{matchLabels: {{app: web}}}}, {spec}}}"
        );
        let document = documents::read(&text).expect("YAML").remove(0);
        let Content::Object(manifest) = document.content else { panic!("no object") };
        let refused = admit(&manifest).err().map(|refused| refused.message.as_text().to_owned());
        let expected = match expected.as_slice() {
            [] => None,
            [one] => Some(format!("The PodDisruptionBudget \"web\" is invalid: {one}")),
            several => panic!("{several:?}"),
        };
        assert_eq!(refused, expected, "{spec}");
    }
}

#[test]
fn a_selector_that_cannot_be_used_is_refused() {
    let text = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n\
                spec: {minAvailable: 1, selector: {matchExpressions: [{key: app, operator: In}]}}";
    let Content::Object(manifest) = documents::read(text).expect("YAML").remove(0).content else { panic!("no object") };
    let refused = admit(&manifest).expect_err("no values").message.as_text().to_owned();
    let path = "spec.selector.matchExpressions[0].values";
    let why = format!("{path}: Required value: must be specified when `operator` is 'In' or 'NotIn'");
    assert_eq!(refused, format!("The PodDisruptionBudget \"web\" is invalid: {why}"));
}
