//! A request of one's own: what is written down, and what the routes make of it.

use podyard::scenario::{Control, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::text::{said, say};
use podyard::view::Draft;
use podyard::world::Entry;

use super::{play, press};

fn written(path: &str, headers: &str) -> Draft {
    Draft { path: path.into(), headers: headers.into(), ..Draft::default() }
}

/// Where it goes, and the rules that take it.
fn asked(session: &Session, written: &Draft) -> (Vec<String>, Vec<String>) {
    let own = session.own_request(&written.head().expect("a request"));
    let wins = own.verdicts.iter().filter(|verdict| verdict.wins).map(|verdict| said(&verdict.rule));
    (own.goes.iter().map(say).collect(), wins.collect())
}

#[test]
fn what_is_no_request_is_named_with_its_line() {
    let cases = [
        ("cart", "", "\"cart\" is no path: begin with / and leave out spaces, e.g. /cart?id=7"),
        ("/a b", "", "\"/a b\" is no path: begin with / and leave out spaces, e.g. /cart?id=7"),
        (
            "/",
            "a: 1\n\nend-user jason",
            "line 3, \"end-user jason\", is no header field: write name: value, e.g. end-user: jason",
        ),
        (
            "/",
            "end user: jason",
            "line 1, \"end user: jason\", is no header field: write name: value, e.g. end-user: jason",
        ),
    ];
    for (path, headers, expected) in cases {
        assert_eq!(
            written(path, headers).head().map_err(|problem| say(&problem)),
            Err(expected.into()),
            "{path} {headers}"
        );
    }
    let head =
        Draft { host: "shop.example".into(), ..written("/cart?id=7&x=%21", "end-user:  jason ") }.head().expect("one");
    assert_eq!((&*head.path, head.parameter("id"), head.parameter("x")), ("/cart", Some("7"), Some("!")));
    assert_eq!((&*head.host(), head.header("end-user").as_deref()), ("shop.example", Some("jason")));
}

#[test]
fn rules_answer_it_as_they_stand() {
    for entry in [Entry::HttpRoute, Entry::Ingress] {
        let scenario = Scenario::default().by(StrategyKind::Canary).through(entry);
        let mut session =
            Session::new(scenario.with(Control::Header, "end-user=jason").with(Control::Steps, "5, pause"));
        session.update(Action::Play);
        press(&mut session, "Create the canary: 1 pod of v2");
        play(&mut session, 20);
        press(&mut session, "Send end-user: jason to v2");
        play(&mut session, 10);
        press(&mut session, "Set weight 5");
        play(&mut session, 10);
        let (goes, wins) = asked(&session, &written("/", "end-user: jason"));
        assert_eq!((goes, wins.len()), (vec!["to Service web-canary".to_string()], 1), "{entry:?}");
        let (goes, _) = asked(&session, &written("/", "end-user: ana"));
        assert_eq!(goes, ["95.0 % to Service web-stable", "5.0 % to Service web-canary"], "{entry:?}");
    }
}

#[test]
fn without_a_route_or_a_gateway_it_says_so() {
    let session = Session::new(Scenario::default());
    let (goes, wins) = asked(&session, &Draft::default());
    assert_eq!((goes.len(), wins.len()), (1, 0));
    assert!(goes[0].starts_with("to an endpoint of Service web"), "{goes:?}");
    let mut session = Session::new(Scenario::default().by(StrategyKind::Canary).through(Entry::HttpRoute));
    session.update(Action::Play);
    let (goes, _) = asked(&session, &Draft { host: "other.example".into(), ..Draft::default() });
    assert_eq!(goes, ["to Service web-stable"], "a route without hostnames takes every host");
}
