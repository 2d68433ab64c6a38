//! ingress-nginx: header, cookie, weight, in the balancer's order, with its fall-throughs.

use podyard::kube::int_or_string::IntOrString;
use podyard::kube::object::{Labels, ObjectMeta, labels};
use podyard::sim::random::Random;
use podyard::sim::routing::{Destination, Head, Ingress, Router, Why};
use podyard::text::said;
use podyard::world::Split;

pub fn ingress(name: &str, service: &str, annotations: &[(&str, &str)]) -> Ingress {
    let pairs: Vec<(String, &str)> =
        annotations.iter().map(|(key, value)| (format!("nginx.ingress.kubernetes.io/{key}"), *value)).collect();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(key, value)| (&**key, *value)).collect();
    let metadata = ObjectMeta { annotations: labels(&pairs), ..ObjectMeta::named(name, Labels::default()) };
    Ingress { metadata, path: "/".into(), service: service.into() }
}

fn router(annotations: &[(&str, &str)], split: Split) -> Router {
    let canary = ingress("web-canary", "web-v2", annotations);
    canary.check().unwrap();
    let main = ingress("web", "web-v1", &[]);
    Router::nginx(&[(&main).into(), (&canary).into()], split)
}

/// How many of 1,000 requests go to the canary.
fn share(router: &mut Router, head: &Head) -> usize {
    let mut random = Random::new(7);
    let to = |router: &mut Router, random: &mut Random| router.decide(head, &|_, _| Ok(1), random).to;
    (0..1_000).filter(|_| to(router, &mut random) == Destination::Service("web-v2".into())).count()
}

#[test]
fn who_goes_to_the_canary() {
    const ON: (&str, &str) = ("canary", "true");
    let by_name = [ON, ("canary-by-header", "end-user"), ("canary-by-header-value", "jason")];
    let by_name_and_weight = [by_name[0], by_name[1], by_name[2], ("canary-weight", "5")];
    let pattern = [ON, ("canary-by-header", "end-user"), ("canary-by-header-pattern", "^ja")];
    let bad_pattern = [ON, ("canary-by-header", "x"), ("canary-by-header-pattern", "("), ("canary-weight", "100")];
    let header = [ON, ("canary-by-header", "x"), ("canary-weight", "10")];
    let cookie = [ON, ("canary-by-cookie", "beta"), ("canary-weight", "10")];
    let both = [ON, ("canary-by-header", "x"), ("canary-by-cookie", "beta")];
    let value_and_cookie =
        [ON, ("canary-by-header", "x"), ("canary-by-header-value", "go"), ("canary-by-cookie", "beta")];
    type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)], usize);
    let leak =
        |list: &[(&'static str, &'static str)]| -> &'static [(&'static str, &'static str)] { Box::leak(list.into()) };
    let cases: Vec<Case> = vec![
        ("without canary: true nothing is taken", &[], &[], 0),
        ("enabled without a rule takes nothing", leak(&[ON]), &[], 0),
        ("jason by his header's value", leak(&by_name), &[("end-user", "jason")], 1_000),
        ("not ana", leak(&by_name), &[("end-user", "ana")], 0),
        ("always means nothing where a value is asked for", leak(&by_name), &[("end-user", "always")], 0),
        ("jason whatever the weight", leak(&by_name_and_weight), &[("end-user", "jason")], 1_000),
        ("another value falls through to the weight", leak(&by_name_and_weight), &[("end-user", "ana")], 50),
        ("never falls through too", leak(&by_name_and_weight), &[("end-user", "never")], 50),
        ("nobody's header: the weight", leak(&by_name_and_weight), &[], 50),
        ("a pattern found anywhere", leak(&pattern), &[("end-user", "jane")], 1_000),
        ("a pattern not found", leak(&pattern), &[("end-user", "ninja")], 0),
        ("a broken pattern is the stable side's", leak(&bad_pattern), &[("x", "y")], 0),
        ("but only for those with the header", leak(&bad_pattern), &[], 1_000),
        ("header always", leak(&header), &[("x", "always")], 1_000),
        ("header never", leak(&header), &[("x", "never")], 0),
        ("another value: the weight", leak(&header), &[("x", "true")], 100),
        ("names of headers know no capitals", leak(&header), &[("X", "always")], 1_000),
        ("cookie always", leak(&cookie), &[("cookie", "a=1; beta=always")], 1_000),
        ("cookie never", leak(&cookie), &[("cookie", "beta=never")], 0),
        ("another value of the cookie: the weight", leak(&cookie), &[("cookie", "beta=1")], 100),
        ("the header is asked before the cookie", leak(&both), &[("x", "never"), ("cookie", "beta=always")], 0),
        ("the cookie where the header says nothing", leak(&both), &[("x", "?"), ("cookie", "beta=always")], 1_000),
        (
            "the cookie after another header value",
            leak(&value_and_cookie),
            &[("x", "stay"), ("cookie", "beta=always")],
            1_000,
        ),
        ("a total above 100", leak(&[ON, ("canary-weight", "5"), ("canary-weight-total", "1000")]), &[], 5),
        (
            "a total below 100 is not honoured",
            leak(&[ON, ("canary-weight", "5"), ("canary-weight-total", "10")]),
            &[],
            50,
        ),
        ("a weight above the total takes all", leak(&[ON, ("canary-weight", "250")]), &[], 1_000),
    ];
    for (name, annotations, headers, expected) in cases {
        let head = Head::get("/", headers);
        assert_eq!(share(&mut router(annotations, Split::Exact), &head), expected, "{name}");
    }
}

#[test]
fn a_random_weight_stays_within_five_standard_deviations() {
    // 100,000 requests at 5 of 100: 5,000, standard deviation sqrt(100,000 · 0.05 · 0.95) = 69.
    for seed in 1..=5 {
        let mut router = router(&[("canary", "true"), ("canary-weight", "5")], Split::Random);
        let (mut random, head) = (Random::new(seed), Head::get("/", &[]));
        let canary = (0..100_000)
            .filter(|_| router.decide(&head, &|_, _| Ok(1), &mut random).to == Destination::Service("web-v2".into()));
        let count = canary.count();
        assert!(count.abs_diff(5_000) <= 5 * 69, "seed {seed}: {count}");
    }
}

#[test]
fn a_side_without_endpoints() {
    let (head, all) = (Head::get("/", &[("x", "always")]), [("canary", "true"), ("canary-by-header", "x")]);
    // Name, endpoints of the stable side and of the canary (None: no such Service), and what happens.
    let cases = [
        ("both healthy", Some(3), Some(1), Destination::Service("web-v2".into())),
        ("no canary pod: the stable side answers", Some(3), Some(0), Destination::Service("web-v1".into())),
        ("no canary Service: the same", Some(3), None, Destination::Service("web-v1".into())),
        (
            "no stable pod: 503 although the canary is healthy",
            Some(0),
            Some(1),
            Destination::Status(503, Why::NoEndpoint),
        ),
        ("no stable Service", None, Some(1), Destination::Status(503, Why::NoEndpoint)),
    ];
    for (name, stable, canary, expected) in cases {
        let usable = |service: &str, _: Option<&IntOrString>| {
            if service == "web-v1" { stable } else { canary }.ok_or(Why::NoService)
        };
        let decision = router(&all, Split::Exact).decide(&head, &usable, &mut Random::new(1));
        assert_eq!(decision.to, expected, "{name}");
    }
}

#[test]
fn the_card_tells_the_steps() {
    let router = router(
        &[
            ("canary", "true"),
            ("canary-by-header", "end-user"),
            ("canary-by-header-value", "jason"),
            ("canary-weight", "5"),
        ],
        Split::Exact,
    );
    let told = |user: &str| -> Vec<(bool, String)> {
        let verdicts = router.explain(&Head::get("/", &[("end-user", user)]));
        verdicts
            .into_iter()
            .map(|verdict| (verdict.wins, format!("{} | {}", said(&verdict.rule), said(&verdict.why))))
            .collect()
    };
    assert_eq!(
        told("jason"),
        [
            (true, "web-canary: canary-by-header end-user: jason | header end-user is jason".to_string()),
            (false, "web-canary: canary-weight 5 of 100 | not asked: it was decided above".to_string()),
            (false, "web: Prefix / | not asked: it was decided above".to_string()),
        ]
    );
    assert_eq!(
        told("ana"),
        [
            (false, "web-canary: canary-by-header end-user: jason | header end-user is ana".to_string()),
            (false, "web-canary: canary-weight 5 of 100 | a draw decides".to_string()),
            (false, "web: Prefix / | takes what no canary rule takes".to_string()),
        ]
    );
}
