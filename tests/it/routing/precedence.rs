//! HTTPRoutes: which rule takes a request, by which criterion, over all rules of all routes.

use podyard::kube::int_or_string::IntOrString;
use podyard::kube::object::Name;
use podyard::sim::random::Random;
use podyard::sim::routing::{Destination, Head, HttpRoute, HttpRouteMatch, Router, Why};
use podyard::text::said;
use podyard::world::Split;

use super::{header, lettered, path, regex, value};

struct Case {
    name: &'static str,
    routes: Vec<HttpRoute>,
    head: Head,
    /// The Service, named after its rule; empty for 404.
    takes: &'static str,
    /// Words of the verdict on some rule that loses, or on the one that wins.
    says: &'static str,
}

fn case(name: &'static str, routes: Vec<HttpRoute>, head: Head, takes: &'static str, says: &'static str) -> Case {
    Case { name, routes, head, takes, says }
}

fn one(matches: Vec<Vec<HttpRouteMatch>>) -> Vec<HttpRoute> {
    vec![lettered("web", 0, 'a', matches)]
}

fn get(path: &str) -> Head {
    Head::get(path, &[])
}

fn user(name: &str) -> Head {
    Head::get("/", &[("end-user", name)])
}

fn cookie(text: &str) -> Head {
    Head::get("/", &[("cookie", text)])
}

fn with(method: &str, mut head: Head) -> Head {
    head.method = method.into();
    head
}

fn asking(query: &[(&str, &str)]) -> Head {
    Head { query: query.iter().map(|(key, value)| (Name::from(*key), Name::from(*value))).collect(), ..get("/") }
}

/// jason to a, everybody else to b.
fn jason() -> Vec<HttpRoute> {
    one(vec![vec![header("end-user", "jason")], vec![]])
}

fn beta_cookie() -> Vec<HttpRoute> {
    let beta = HttpRouteMatch {
        headers: vec![regex("cookie", "^(.*?;)?\\s*(group=beta)(;.*)?$")],
        ..HttpRouteMatch::default()
    };
    one(vec![vec![beta], vec![]])
}

fn method(name: &str) -> HttpRouteMatch {
    HttpRouteMatch { method: Some(name.into()), ..HttpRouteMatch::default() }
}

fn query(pairs: &[(&str, &str)]) -> HttpRouteMatch {
    HttpRouteMatch {
        query_params: pairs.iter().map(|(key, wanted)| value(key, wanted)).collect(),
        ..HttpRouteMatch::default()
    }
}

fn headers(pairs: &[(&str, &str)]) -> HttpRouteMatch {
    HttpRouteMatch {
        headers: pairs.iter().map(|(key, wanted)| value(key, wanted)).collect(),
        ..HttpRouteMatch::default()
    }
}

fn by_value() -> Vec<Case> {
    let two = || one(vec![vec![headers(&[("a", "1"), ("b", "2")])], vec![]]);
    vec![
        case("jason has a rule of his own", jason(), user("jason"), "a", "matches"),
        case("ana has none", jason(), user("ana"), "b", "header end-user is ana"),
        case("without the header", jason(), get("/"), "b", "no header end-user"),
        case("values know capitals", jason(), user("Jason"), "b", "header end-user is Jason"),
        case("an exact value is the whole value", jason(), user("jasonx"), "b", "header end-user is jasonx"),
        case("names know none", jason(), Head::get("/", &[("End-User", "jason")]), "a", "matches"),
        case(
            "the values of repeated fields are one value",
            jason(),
            Head::get("/", &[("end-user", "ana"), ("end-user", "jason")]),
            "b",
            "header end-user is ana,jason",
        ),
        case(
            "and the other way round",
            jason(),
            Head::get("/", &[("end-user", "jason"), ("end-user", "ana")]),
            "b",
            "header end-user is jason,ana",
        ),
        case(
            "of names that differ in case alone the first counts",
            one(vec![vec![HttpRouteMatch {
                headers: vec![value("X-Group", "beta"), value("x-group", "other")],
                ..HttpRouteMatch::default()
            }]]),
            Head::get("/", &[("x-group", "beta")]),
            "a",
            "matches",
        ),
        case("conditions of one match must all hold", two(), Head::get("/", &[("a", "1")]), "b", "no header b"),
        case("both hold", two(), Head::get("/", &[("b", "2"), ("a", "1")]), "a", "matches"),
        case(
            "one of several matches is enough",
            one(vec![vec![header("a", "1"), header("b", "2")], vec![]]),
            Head::get("/", &[("b", "2")]),
            "a",
            "no header a",
        ),
        case("a rule without matches takes everything", one(vec![vec![]]), get("/any/where"), "a", "matches"),
        case(
            "nothing matches",
            one(vec![vec![header("end-user", "jason")]]),
            user("ana"),
            "",
            "header end-user is ana",
        ),
        case("a cookie alone", beta_cookie(), cookie("group=beta"), "a", "matches"),
        case("a cookie among others", beta_cookie(), cookie("user=ana; group=beta; x=1"), "a", "matches"),
        case("another value", beta_cookie(), cookie("group=betatest"), "b", "header cookie is group=betatest"),
        case("another name that ends alike", beta_cookie(), cookie("xgroup=beta"), "b", "header cookie is xgroup=beta"),
        case("no cookie at all", beta_cookie(), get("/"), "b", "no header cookie"),
        case(
            "a regular expression is for the whole value",
            one(vec![
                vec![HttpRouteMatch { headers: vec![regex("v", "[0-9]+")], ..HttpRouteMatch::default() }],
                vec![],
            ]),
            Head::get("/", &[("v", "12a")]),
            "b",
            "header v is 12a",
        ),
        case("a query parameter", one(vec![vec![query(&[("v", "2")])], vec![]]), asking(&[("v", "2")]), "a", "matches"),
        case(
            "its name knows capitals",
            one(vec![vec![query(&[("v", "2")])], vec![]]),
            asking(&[("V", "2")]),
            "b",
            "no parameter v",
        ),
        case(
            "the first of repeated parameters",
            one(vec![vec![query(&[("v", "2")])], vec![]]),
            asking(&[("v", "1"), ("v", "2")]),
            "b",
            "parameter v is 1",
        ),
        case("a method", one(vec![vec![method("POST")], vec![]]), with("POST", get("/")), "a", "matches"),
        case("another method", one(vec![vec![method("POST")], vec![]]), get("/"), "b", "method is GET"),
    ]
}

fn by_path() -> Vec<Case> {
    let prefix = || one(vec![vec![path("/a")]]);
    vec![
        case("a prefix is itself", prefix(), get("/a"), "a", "matches"),
        case("and what lies below", prefix(), get("/a/b"), "a", "matches"),
        case("not what begins alike", prefix(), get("/ab"), "", "path is /ab"),
        case(
            "a trailing slash of the prefix counts for nothing",
            one(vec![vec![path("/a/")]]),
            get("/a"),
            "a",
            "matches",
        ),
        case("an exact path is no prefix", one(vec![vec![path("=/a")]]), get("/a/b"), "", "path is /a/b"),
        case("an exact path takes its slash seriously", one(vec![vec![path("=/a")]]), get("/a/"), "", "path is /a/"),
        case("paths know capitals", prefix(), get("/A"), "", "path is /A"),
        case(
            "a regular expression for the whole path",
            one(vec![vec![path("~/v[0-9]+/.*")]]),
            get("/v2/x"),
            "a",
            "matches",
        ),
        case("not for a part of it", one(vec![vec![path("~/v[0-9]+")]]), get("/v2/x"), "", "path is /v2/x"),
    ]
}

fn by_precedence() -> Vec<Case> {
    let more = "its path is more specific";
    let exact_and_prefix = vec![vec![path("/a")], vec![path("=/a")]];
    let long = vec![vec![path("/a")], vec![path("/a/b")], vec![path("/")]];
    let verb = HttpRouteMatch { method: Some("GET".into()), ..path("/a") };
    let head = HttpRouteMatch { headers: vec![value("x", "1")], ..path("/a") };
    let two_headers = headers(&[("x", "1"), ("y", "2")]);
    let at = Head::get("/a", &[("x", "1"), ("y", "2")]);
    let equal = || vec![vec![path("/a")]];
    vec![
        case("exact before prefix", one(exact_and_prefix), get("/a"), "b", more),
        case("the longest prefix", one(long.clone()), get("/a/b/c"), "b", more),
        case("the next longest where it ends", one(long), get("/a/x"), "a", more),
        case("a path before any header", one(vec![vec![two_headers.clone()], vec![path("/a")]]), at.clone(), "b", more),
        case(
            "a method before a header",
            one(vec![vec![head.clone()], vec![verb]]),
            at.clone(),
            "b",
            "it names a method",
        ),
        case(
            "more headers",
            one(vec![vec![header("x", "1")], vec![two_headers]]),
            at.clone(),
            "b",
            "it names more header fields",
        ),
        case(
            "a header before two parameters",
            one(vec![vec![query(&[("v", "1"), ("w", "1")])], vec![header("x", "1")]]),
            Head { query: vec![("v".into(), "1".into()), ("w".into(), "1".into())], ..Head::get("/", &[("x", "1")]) },
            "b",
            "it names more header fields",
        ),
        case(
            "more parameters",
            one(vec![vec![query(&[("v", "1")])], vec![query(&[("v", "1"), ("w", "1")])]]),
            asking(&[("v", "1"), ("w", "1")]),
            "b",
            "it names more query parameters",
        ),
        case(
            "the older route",
            vec![lettered("a-young", 9, 'a', equal()), lettered("old", 3, 'c', equal())],
            at.clone(),
            "c",
            "its route is older",
        ),
        case(
            "of equal age the first name",
            vec![lettered("web-b", 3, 'a', equal()), lettered("web-a", 3, 'c', equal())],
            at.clone(),
            "c",
            "its route's name comes first",
        ),
        case(
            "the first rule of one route",
            one(vec![equal().remove(0), equal().remove(0)]),
            at.clone(),
            "a",
            "it stands first in its route",
        ),
        case(
            "specificity before age",
            vec![lettered("old", 1, 'a', equal()), lettered("young", 5, 'c', vec![vec![head]])],
            at,
            "c",
            "it names more header fields",
        ),
        case(
            "exact before a regular expression",
            one(vec![vec![path("~/a.*")], vec![path("=/a")]]),
            get("/a"),
            "b",
            more,
        ),
        case(
            "a regular expression before a prefix",
            one(vec![vec![path("/a/very/long")], vec![path("~/a/.*")]]),
            get("/a/very/long"),
            "b",
            more,
        ),
    ]
}

#[test]
fn every_case_takes_its_rule_and_says_why() {
    let cases: Vec<Case> = by_value().into_iter().chain(by_path()).chain(by_precedence()).collect();
    assert!(cases.len() >= 48, "{} cases", cases.len());
    let mut random = Random::new(1);
    for Case { name, routes, head, takes, says } in cases {
        routes.iter().for_each(|route| route.check().unwrap_or_else(|refused| panic!("{name}: {refused:?}")));
        let mut router = Router::gateway(&routes.iter().map(Into::into).collect::<Vec<_>>(), Split::Random);
        let verdicts = router.explain(&head);
        let decision = router.decide(&head, &|_, _| Ok(1), &mut random);
        let expected = match takes {
            "" => Destination::Status(404, Why::NoRule),
            service => Destination::Service(service.into()),
        };
        assert_eq!(decision.to, expected, "{name}");
        let winners: Vec<_> = verdicts.iter().filter(|verdict| verdict.wins).collect();
        assert_eq!(winners.len(), usize::from(!takes.is_empty()), "{name}: {verdicts:?}");
        if let (Some(id), Some(winner)) = (&decision.rule, winners.first()) {
            assert!(
                said(&winner.rule).starts_with(&format!("{} rule {}:", id.route, id.rule + 1)),
                "{name}: {winner:?}"
            );
        }
        let told = verdicts.iter().any(|verdict| said(&verdict.why).contains(says));
        assert!(told || verdicts.is_empty() && says.is_empty(), "{name}: {verdicts:?}");
    }
}

#[test]
fn a_route_without_rules_has_one_that_leads_nowhere() {
    // The API server fills one in, for every path and without a backend.
    let route = HttpRoute { metadata: super::named("web", 0), rules: vec![] };
    let mut router = Router::gateway(&[(&route).into()], Split::Exact);
    let decision = router.decide(&get("/"), &|_, _| Ok(1), &mut Random::new(1));
    assert_eq!(decision.to, Destination::Status(500, Why::NoWeight));
    assert_eq!(route.check(), Ok(()));
}

#[test]
fn answers_a_gateway_makes_by_itself() {
    let mut random = Random::new(1);
    // Name, backends with their usable endpoints (None: no such Service) and weights, and what must come of 1,000 requests.
    type Case = (&'static str, &'static [(Option<usize>, i64)], &'static [(u16, usize)]);
    let cases: [Case; 7] = [
        ("a healthy one", &[(Some(1), 1)], &[(200, 1_000)]),
        ("no backend at all", &[], &[(500, 1_000)]),
        ("all weights 0", &[(Some(1), 0), (Some(1), 0)], &[(500, 1_000)]),
        ("a single backend of weight 0", &[(Some(1), 0)], &[(500, 1_000)]),
        ("a missing Service fails its share alone", &[(Some(1), 9), (None, 1)], &[(200, 900), (500, 100)]),
        ("no ready endpoint fails its share alone", &[(Some(1), 19), (Some(0), 1)], &[(200, 950), (503, 50)]),
        ("a missing one of weight 0 fails nothing", &[(Some(1), 1), (None, 0)], &[(200, 1_000)]),
    ];
    for (name, backends, expected) in cases {
        let refs = backends
            .iter()
            .enumerate()
            .map(|(index, (_, weight))| super::backend(&index.to_string(), *weight))
            .collect();
        let route = HttpRoute { metadata: super::named("web", 0), rules: vec![super::rule(vec![], refs)] };
        let mut router = Router::gateway(&[(&route).into()], Split::Exact);
        let usable = |service: &str, _: Option<&IntOrString>| {
            backends[service.parse::<usize>().unwrap()].0.ok_or(Why::NoService)
        };
        let mut counted = std::collections::BTreeMap::new();
        for _ in 0..1_000 {
            let status = match router.decide(&get("/"), &usable, &mut random).to {
                Destination::Service(_) => 200,
                Destination::Status(status, _) => status,
            };
            *counted.entry(status).or_insert(0) += 1;
        }
        assert_eq!(counted.into_iter().collect::<Vec<_>>(), expected, "{name}");
    }
}
