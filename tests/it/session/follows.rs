//! What the page says follows the objects, whichever door a change came in by: a control, a manifest, a command.

use podyard::scenario::{Control, Leader, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::text::said;
use podyard::world::Entry;

use super::{play, session, set};

fn service(affinity: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec:\n  selector: {{app: web}}\n  sessionAffinity: {affinity}\n"
    )
}

/// What the card of the newest request of a connection of its own says of the Service.
fn card(session: &Session) -> String {
    let number = session.requests(None).first().expect("requests were sent").number;
    let card = session.request_card(number).expect("it is remembered");
    card.verdicts.iter().map(|verdict| said(&verdict.why)).collect()
}

#[test]
fn the_request_card_and_the_control_follow_the_service() {
    let by_control: fn(&mut Session, bool) =
        |session, on| set(session, Control::Affinity, if on { "ClientIP" } else { "None" });
    let by_manifest: fn(&mut Session, bool) =
        |session, on| session.update(Action::Apply(service(if on { "ClientIP" } else { "None" })));
    for (name, change) in [("by the control", by_control), ("by a manifest", by_manifest)] {
        let mut session = session(StrategyKind::RollingUpdate, 3);
        for on in [true, false, true] {
            change(&mut session, on);
            assert_eq!(session.refused_manifest(), None, "{name}");
            play(&mut session, 3);
            let object = session.cluster().objects().service("web").expect("it is there");
            assert_eq!(object.keeps_clients(), on, "{name}: the object");
            assert_eq!(session.values().text(Control::Affinity) == "ClientIP", on, "{name}: the control");
            assert_eq!(card(&session).starts_with("ClientIP: "), on, "{name}: {}", card(&session));
        }
    }
}

/// What was read and has no effect is named where the object stands, also after a patch.
#[test]
fn what_has_no_effect_is_named_beside_its_object() {
    let mut session = session(StrategyKind::RollingUpdate, 3);
    let of = |session: &Session| {
        session.routes().iter().find(|view| view.title == "Service web").map(|view| view.without_effect.clone())
    };
    assert_eq!(of(&session), Some(vec!["spec.ports".to_string()]));
    let text = format!("{}  externalTrafficPolicy: Local\n  ipFamilies: [IPv4]\n", service("None"));
    session.update(Action::Apply(text));
    assert_eq!(session.refused_manifest(), None);
    assert_eq!(of(&session), Some(vec!["spec.externalTrafficPolicy".to_string(), "spec.ipFamilies".into()]));
}

#[test]
fn a_refusal_names_the_deployment_that_there_is() {
    let rows = [
        (StrategyKind::RollingUpdate, Leader::You, Entry::Service, "web"),
        (StrategyKind::Recreate, Leader::You, Entry::Service, "web"),
        (StrategyKind::Canary, Leader::You, Entry::Service, "web-v1"),
        (StrategyKind::BlueGreen, Leader::You, Entry::Service, "web-blue"),
        (StrategyKind::Canary, Leader::Flagger, Entry::HttpRoute, "web"),
    ];
    for (strategy, leader, entry, name) in rows {
        let mut session = Session::new(Scenario::default().by(strategy).led_by(leader).through(entry));
        assert!(session.cluster().objects().deployment(name).is_some(), "{strategy:?}, {leader:?}: {name} is there");
        set(&mut session, Control::MaxSurge, "-1");
        let refused = session.field_error(Control::MaxSurge).expect("refused");
        let words = format!("The Deployment \"{name}\" is invalid: ");
        assert!(said(&refused.message).starts_with(&words), "{strategy:?}, {leader:?}: {}", said(&refused.message));
    }
    // Once green is in service, it is green that the API server would refuse.
    let mut session = session(StrategyKind::BlueGreen, 2);
    for _ in 0..10 {
        play(&mut session, 20);
        let Some(next) = session.choices().into_iter().find(|choice| choice.primary) else { break };
        if said(&next.label).contains("v3") {
            break;
        }
        session.update(Action::Do(next.id));
    }
    assert!(session.cluster().objects().deployment("web-green").is_some());
    set(&mut session, Control::MaxSurge, "-1");
    let refused = session.field_error(Control::MaxSurge).expect("refused");
    assert!(
        said(&refused.message).starts_with("The Deployment \"web-green\" is invalid: "),
        "{}",
        said(&refused.message)
    );
}

/// A Rollout that somebody applies beside a strategy led by hand is none of that strategy's.
#[test]
fn a_rollout_beside_the_strategy_changes_none_of_its_controls() {
    for leader in Leader::ALL {
        beside(Scenario::of(StrategyKind::Canary).through(Entry::HttpRoute).led_by(leader));
    }
    beside(Scenario::of(StrategyKind::RollingUpdate));
}

fn beside(scenario: Scenario) {
    let mut session = Session::new(scenario);
    let before = Control::ALL.iter().map(|control| session.values().text(*control)).collect::<Vec<_>>();
    let other = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: other}\nspec:\n  replicas: 7\n  \
                 selector: {matchLabels: {app: other}}\n  strategy: {canary: {steps: [{setWeight: 20}]}}\n  template:\n    \
                 metadata: {labels: {app: other}}\n    spec: {containers: [{name: other, image: 'other:v9'}]}\n";
    session.update(Action::Apply(other.into()));
    assert_eq!(session.refused_manifest(), None);
    let after = Control::ALL.iter().map(|control| session.values().text(*control)).collect::<Vec<_>>();
    assert_eq!(after, before);
    assert_eq!(session.bill(), None, "no rollout of the strategy has begun");
    let mut other = session.cluster().objects().rollouts.values();
    let other = other.find(|rollout| &*rollout.metadata.name == "other").expect("it is there").clone();
    set(&mut session, Control::Grace, "60");
    let mut rollouts = session.cluster().objects().rollouts.values();
    let still = rollouts.find(|rollout| rollout.metadata.uid == other.metadata.uid);
    assert_eq!(still.map(|rollout| &rollout.spec), Some(&other.spec), "nor do the controls change it");
    assert_eq!(session.plan_base().from.spec.template.image().to_string(), "web:v1", "and the plan is of the strategy");
}
