//! Behind a gateway: jason and 5 of every 100, weights that cannot be, shadow traffic, what a request's card says.

use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Preset, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::traffic::Outcome;
use podyard::text::{said, say};
use podyard::view::RequestCard;
use podyard::world::Entry;

use super::{endpoints, play, press, set};

fn routed(entry: Entry, header: &str, steps: &str) -> Session {
    let settings = Scenario::default()
        .by(StrategyKind::Canary)
        .with(Control::Replicas, 4)
        .through(entry)
        .with(Control::Split, "exact")
        .with(Control::RequestsPerSecond, 50)
        .with(Control::Header, header)
        .with(Control::Steps, steps);
    let mut session = Session::new(settings);
    session.update(Action::Play);
    session
}

/// Versions that answered jason and everybody else, of the last 400 requests.
fn met(session: &Session) -> (Vec<u32>, Vec<u32>) {
    let (mut jason, mut others) = (Vec::new(), Vec::new());
    for request in session.cluster().traffic().recent() {
        let version = request.target.as_ref().map_or(0, |target| podyard::view::version_of(&target.image));
        if request.user == 0 { &mut jason } else { &mut others }.push(version);
    }
    (jason, others)
}

#[test]
fn jason_is_always_on_the_new_version_and_everybody_else_is_split_95_to_5() {
    for entry in [Entry::HttpRoute, Entry::Ingress] {
        let mut session = routed(entry, "end-user=jason", "5, pause");
        press(&mut session, "Create the canary: 1 pod of v2");
        play(&mut session, 20);
        press(&mut session, "Send end-user: jason to v2");
        play(&mut session, 20);
        let (jason, others) = met(&session);
        assert!(!jason.is_empty() && jason.iter().all(|version| *version == 2), "{entry:?}: jason {jason:?}");
        assert!(others.iter().all(|version| *version == 1), "{entry:?}: nobody else yet");
        press(&mut session, "Set weight 5");
        play(&mut session, 30);
        let (jason, others) = met(&session);
        assert!(jason.iter().all(|version| *version == 2), "{entry:?}: jason {jason:?}");
        // Any stretch of 100 requests by weight holds exactly 5: the last 300 of the others do so three times.
        let of_new = |part: &[u32]| part.iter().filter(|version| **version == 2).count();
        for part in others[others.len() - 300..].chunks(100) {
            assert_eq!(of_new(part), 5, "{entry:?}");
        }
    }
}

#[test]
fn a_weight_by_hand_is_the_step_of_that_weight() {
    for entry in [Entry::HttpRoute, Entry::Ingress] {
        for header in ["", "end-user=jason"] {
            let mut session = routed(entry, header, "20, pause, 50, pause");
            assert_eq!(session.weighed(), None, "{entry:?}: there is no second version");
            press(&mut session, "Create the canary: 1 pod of v2");
            play(&mut session, 5);
            if !header.is_empty() {
                press(&mut session, "Send end-user: jason to v2");
            }
            let weighed = session.weighed().expect("two versions behind a gateway");
            assert_eq!((weighed.version, weighed.way.weight), (2, 0), "{entry:?}");
            let by_hand = weighed.way.weighing(20).commands(weighed.entry);
            assert_eq!(by_hand, session.ground().requests(ChoiceId::Next), "{entry:?} {header}");
            session.update(Action::Request(by_hand));
            assert_eq!(session.weighed().map(|weighed| weighed.way.weight), Some(20), "{entry:?}");
            assert!(session.choices().iter().all(|choice| said(&choice.label) != "Set weight 20"), "the step is done");
        }
    }
    let mut session = super::session(StrategyKind::Canary, 4);
    press(&mut session, "Create the canary: 1 pod of v2");
    assert_eq!(session.weighed(), None, "a Service has no weights");
}

#[test]
fn a_routed_canary_to_its_end_and_back() {
    for entry in [Entry::HttpRoute, Entry::Ingress] {
        let mut session = routed(entry, "", "25, 50");
        press(&mut session, "Create the canary: 1 pod of v2");
        play(&mut session, 20);
        press(&mut session, "Set weight 25");
        play(&mut session, 10);
        press(&mut session, "Abort the canary");
        play(&mut session, 20);
        assert_eq!(endpoints(&session), [(1, 4)], "{entry:?} is back");
        for label in ["Create the canary: 1 pod of v3", "Set weight 25", "Scale the canary to 2", "Set weight 50"] {
            press(&mut session, label);
            play(&mut session, 20);
        }
        assert_eq!(endpoints(&session), [(1, 4), (3, 2)], "{entry:?}");
        for label in ["Scale the canary to 4", "Set weight 100", "Make v3 the stable version", "Delete v1"] {
            press(&mut session, label);
            play(&mut session, 20);
        }
        assert_eq!(endpoints(&session), [(3, 4)], "{entry:?}");
        let total = session.cluster().traffic().total();
        assert_eq!(total.failed(), 0, "{entry:?}: nobody noticed");
        assert!(session.finished().is_some(), "{entry:?}");
        assert_eq!(said(&session.choices()[0].label), "Create the canary: 1 pod of v4", "{entry:?}");
    }
}

#[test]
fn a_shadow_gets_copies_and_changes_no_answer() {
    let mut session = routed(Entry::HttpRoute, "", "50");
    session.update(Action::Set { control: Control::Mirror, text: "100".into() });
    session.update(Action::Choose(Preset::Errors));
    press(&mut session, "Create the canary: 1 pod of v2");
    play(&mut session, 20);
    press(&mut session, "Copy 100% of the requests to v2");
    play(&mut session, 20);
    let total = session.cluster().traffic().total();
    let copies = total.mirrored.get("web:v2").expect("v2 got copies");
    assert!(copies.failed() > 100, "v2 fails a fifth of about 1,000 copies: {}", copies.failed());
    assert_eq!((total.failed(), total.versions.get("web:v2").map(|v2| v2.ended())), (0, None), "no user noticed");
}

#[test]
fn what_is_asked_possible_and_seen() {
    let mut session = routed(Entry::HttpRoute, "", "20");
    press(&mut session, "Create the canary: 1 pod of v2");
    play(&mut session, 20);
    press(&mut session, "Set weight 20");
    play(&mut session, 20);
    let view = session.traffic();
    let row = |version: u32| {
        let share = view.versions.iter().find(|share| share.version == version).expect("both answer");
        (share.asked, share.possible, share.share_percent, share.ready_endpoints)
    };
    assert_eq!(
        (row(1), row(2)),
        ((Some(80), 80, 80, 4), (Some(20), 20, 20, 1)),
        "the gateway needs no fifth pod for 20 %"
    );
    assert_eq!(say(&view.notes[0]), "Exact split: 20 of every 100 requests by weight go to v2.");
    // k = 4: p = 0.012, (1.645·√(1.25·p·q) + 0.842·√(0.0196 + 0.0099/4))² / 0.0001 = 0.3254² / 0.0001.
    assert!(say(&view.notes[1]).starts_with("Too few to judge: "), "{:?}", view.notes);
    session.update(Action::Set { control: Control::Split, text: "random".into() });
    play(&mut session, 20);
    let notes: Vec<String> = session.traffic().notes.iter().map(say).collect();
    assert!(notes.contains(&"Random split: expect 12 to 28 of the last 100 at v2.".into()), "{notes:?}");
}

fn last_card_of(session: &Session, user: u32) -> RequestCard {
    let newest = session.requests(Some(user)).into_iter().next().expect("this user sent something");
    session.request_card(newest.number).expect("it is among the last")
}

#[test]
fn a_request_card_says_which_rule_took_it_and_why_the_others_did_not() {
    let mut session = routed(Entry::HttpRoute, "end-user=jason", "5");
    press(&mut session, "Create the canary: 1 pod of v2");
    play(&mut session, 20);
    press(&mut session, "Send end-user: jason to v2");
    play(&mut session, 30);
    let card = last_card_of(&session, 0);
    assert_eq!((card.view.user.as_str(), card.view.version, &*say(&card.view.outcome)), ("jason", Some(2), "200 OK"));
    assert!(card.headers.contains(&("end-user".into(), "jason".into())), "{:?}", card.headers);
    let rules: Vec<(bool, String)> = card.verdicts.iter().map(|verdict| (verdict.wins, said(&verdict.why))).collect();
    assert_eq!(
        rules,
        [(true, "matches".into()), (false, "also matches, but another wins: it names more header fields".to_string())]
    );
    assert!(say(&card.went).contains("pod web-v2-") && say(&card.went).ends_with("image web:v2."), "{:?}", card.went);
    let other = last_card_of(&session, 1);
    let rules: Vec<(bool, String)> = other.verdicts.iter().map(|verdict| (verdict.wins, said(&verdict.why))).collect();
    assert_eq!(rules, [(false, "header end-user is ana".to_string()), (true, "matches".into())]);
    // The routes change: what was decided before cannot be explained by the new ones.
    let old = session.requests(None)[0].number;
    press(&mut session, "Set weight 5");
    play(&mut session, 2);
    let card = session.request_card(old).expect("still known");
    let whys: Vec<String> = card.verdicts.iter().map(|verdict| said(&verdict.why)).collect();
    assert_eq!(whys, ["have changed since this request"]);
}

#[test]
fn a_service_explains_itself_too() {
    let mut session = Session::new(Scenario::default());
    session.update(Action::Play);
    play(&mut session, 10);
    let card = last_card_of(&session, session.requests(None)[0].user_number);
    assert_eq!(card.verdicts.len(), 1);
    assert_eq!(said(&card.verdicts[0].rule), "Service web");
    assert!(said(&card.verdicts[0].why).contains("every ready endpoint is equally likely"), "{card:?}");
}

#[test]
fn what_is_refused_and_in_whose_words() {
    // Way in, field, text; part of the message.
    let cases = [
        (Entry::HttpRoute, Control::Steps, "-5", "spec.rules[0].backendRefs[1].weight: Invalid value: -5"),
        (Entry::HttpRoute, Control::Steps, "2000000", "should be less than or equal to 1e+06"),
        (Entry::HttpRoute, Control::Steps, "soon", "Step must have one of the following set"),
        (Entry::HttpRoute, Control::Header, "end user=jason", "headers[0].name: Invalid value: \"end user\""),
        (Entry::HttpRoute, Control::Header, "jason", "neither name=value nor name~pattern"),
        (Entry::HttpRoute, Control::Header, "cookie~(", "Invalid value: \"(\""),
        (Entry::Service, Control::SuccessCondition, "result is good", "could not evaluate successCondition"),
        (Entry::Service, Control::Steps, "soon", "Step must have one of the following set"),
    ];
    for (entry, field, text, words) in cases {
        let mut session = routed(entry, "", "20");
        if entry == Entry::Service {
            session.update(Action::Set { control: Control::Leader, text: "argo".into() });
        }
        let before = session.scenario().clone();
        set(&mut session, field, text);
        let error = session.field_error(field).unwrap_or_else(|| panic!("{text:?} is taken by {entry:?}"));
        assert!(said(&error.message).contains(words), "{entry:?} {text:?}: {}", said(&error.message));
        assert_eq!(
            (session.scenario(), session.field_text(field)),
            (&before, text.to_string()),
            "{text:?} stays in its box"
        );
    }
}

#[test]
fn no_requests_at_all() {
    let mut session = routed(Entry::HttpRoute, "", "20");
    set(&mut session, Control::RequestsPerSecond, "0");
    play(&mut session, 10);
    let before = session.traffic().sent;
    play(&mut session, 10);
    let view = session.traffic();
    assert_eq!((view.sent - before, view.on_the_way), (0, 0));
    assert!(session.cluster().traffic().recent().iter().all(|request| request.outcome == Outcome::Answered));
}
