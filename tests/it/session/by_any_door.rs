//! A step is done when the objects say so: by its button, by a patch, by a manifest, and whoever does it goes on alike.

use podyard::kube::manifest::Written;
use podyard::kube::object::Kind;
use podyard::kube::time::Millis;
use podyard::kube::tree::{Value, path};
use podyard::playbook::{ChoiceId, Step};
use podyard::scenario::{Control, Leader, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::command::Command;
use podyard::text::said;
use podyard::world::Entry;

use super::play;

/// The same change by another verb.
fn patched(session: &Session, command: &Command) -> Action {
    let deployment = |name: &str| session.cluster().objects().deployment(name).expect("it is there").as_ref().clone();
    let patch = |name: &str, at: &str, value: Value| {
        Action::Request(vec![Command::patch(&deployment(name).into_manifest(), &path(at), value)])
    };
    match command {
        Command::Scale { name: deployment, replicas, .. } => {
            patch(deployment, "spec.replicas", Value::Int((*replicas).into()))
        }
        Command::SetImage { name: deployment, image, .. } => {
            patch(deployment, "spec.template.spec.containers[0].image", Value::Text(image.to_string()))
        }
        other => Action::Request(vec![other.clone()]),
    }
}

/// The same change by a whole manifest.
fn written(session: &Session, command: &Command) -> Action {
    let objects = session.cluster().objects();
    match command {
        Command::Create(manifest) | Command::Apply { manifest, .. } => Action::Apply(manifest.yaml()),
        Command::Scale { name: deployment, replicas, .. } => {
            let mut changed = objects.deployment(deployment).expect("it is there").as_ref().clone();
            changed.spec.replicas = *replicas;
            Action::Apply(changed.into_manifest().yaml())
        }
        Command::SetImage { name: deployment, image, .. } => {
            let mut changed = objects.deployment(deployment).expect("it is there").as_ref().clone();
            changed.spec.template.set_image(image);
            Action::Apply(changed.into_manifest().yaml())
        }
        Command::Patch { kind: Kind::Service, name, patch } => {
            let mut tree = objects.service(name).expect("it is there").as_ref().clone().into_manifest().tree();
            let selector = patch.at(&path("spec.selector")).expect("a step sets nothing else").value.clone();
            tree.put(&path("spec.selector"), selector);
            Action::Apply(podyard::kube::write::yaml(&tree))
        }
        other => Action::Request(vec![other.clone()]),
    }
}

fn labels(steps: &[Step]) -> Vec<(String, podyard::playbook::StepState)> {
    steps.iter().map(|step| (said(&step.label), step.state)).collect()
}

fn buttons(session: &Session) -> Vec<String> {
    session.choices().into_iter().map(|choice| said(&choice.label)).collect()
}

/// Takes `count` steps by the button, and the same in other sessions by the other doors; all show the same after each.
fn alike(name: &str, scenario: &Scenario, count: usize, choice: impl Fn(usize) -> ChoiceId) {
    let mut by_button = Session::new(scenario.clone());
    let mut others = [
        ("a patch", Session::new(scenario.clone()), patched as fn(&Session, &Command) -> Action),
        ("a manifest", Session::new(scenario.clone()), written),
    ];
    for at in 0..count {
        let action = Action::Do(choice(at));
        by_button.update(action.clone());
        let Some(Action::Request(commands)) = by_button.written(action) else {
            panic!("{name}: step {at} is no request: {:?}", buttons(&by_button))
        };
        for (door, session, convert) in &mut others {
            for command in &commands {
                let action = convert(session, command);
                session.update(action);
                assert_eq!(session.refused_manifest(), None, "{name}: step {at} by {door}");
            }
            // Of a step that a strategy has alone the line is another, and so are its words.
            let hand = labels(&session.steps());
            assert_eq!(hand, labels(&by_button.steps()), "{name}: step {at} by {door}");
            assert_eq!(buttons(session), buttons(&by_button), "{name}: step {at} by {door}");
        }
        for session in others.iter_mut().map(|(_, session, _)| session).chain([&mut by_button]) {
            session.update(Action::Play);
            play(session, 20);
        }
    }
    for (door, session, _) in &others {
        assert_eq!(session.bill().is_some(), by_button.bill().is_some(), "{name} by {door}: the scorecard");
    }
}

#[test]
fn a_step_is_recognised_by_whichever_door_it_is_done() {
    let forwards = |_: usize| ChoiceId::Next;
    for strategy in StrategyKind::ALL {
        let count = if matches!(strategy, StrategyKind::RollingUpdate | StrategyKind::Recreate) { 2 } else { 6 };
        alike(strategy.slug(), &Scenario::of(strategy), count, forwards);
    }
    for entry in [Entry::HttpRoute, Entry::Ingress] {
        let canary = Scenario::of(StrategyKind::Canary).through(entry).with(Control::Steps, "25, 50");
        let led = canary.clone().with(Control::Header, "end-user=jason").with(Control::Mirror, "20");
        alike(&format!("canary behind {entry:?}"), &canary, 8, forwards);
        alike(&format!("canary behind {entry:?} with a header rule and a mirror"), &led, 10, forwards);
    }
}

#[test]
fn the_way_back_is_recognised_by_whichever_door_it_is_taken() {
    // Two steps on, then back, then on again.
    let back_at_two = |at: usize| if at == 2 { ChoiceId::Back } else { ChoiceId::Next };
    for strategy in [StrategyKind::RollingUpdate, StrategyKind::Canary, StrategyKind::BlueGreen] {
        alike(strategy.slug(), &Scenario::of(strategy), 4, back_at_two);
    }
    let routed = Scenario::of(StrategyKind::Canary).through(Entry::HttpRoute).with(Control::Steps, "25, 50");
    alike("canary behind a route", &routed, 5, back_at_two);
}

/// Somebody who goes a way of her own is met where she is.
#[test]
fn a_step_taken_out_of_its_turn_is_done() {
    let mut session = Session::new(Scenario::of(StrategyKind::Canary).with(Control::Replicas, 4));
    session.update(Action::Do(ChoiceId::Next));
    let scale = Command::scale("web-v2", 4);
    session.update(Action::Request(vec![scale]));
    let next = session.steps().into_iter().find(|step| step.state == podyard::playbook::StepState::Next);
    assert_eq!(next.map(|step| said(&step.label)).as_deref(), Some("Delete v1"), "half of it is passed on the way");
}

/// A tag may be any number; nothing counts up to it.
#[test]
fn a_very_large_version_is_one_like_others() {
    let mut session = Session::new(Scenario::default());
    let image = format!("web:v{}", u32::MAX);
    session.update(Action::Request(vec![Command::set_image("web", image.as_str())]));
    assert_eq!(session.values().text(Control::ReadyAfter), "5");
    session.update(Action::Set { control: Control::ReadyAfter, text: "7".into() });
    assert_eq!(
        (session.field_error(Control::ReadyAfter), session.values().text(Control::ReadyAfter)),
        (None, "7".into())
    );
    session.update(Action::Play);
    play(&mut session, 30);
    assert_eq!(buttons(&session).len(), 2, "{:?}", buttons(&session));
}

/// The page computes steps and buttons again only where their revision is another: nothing may change without it.
#[test]
fn steps_and_buttons_change_with_their_revision_only() {
    let routed = Scenario::of(StrategyKind::Canary).through(Entry::HttpRoute).with(Control::Steps, "25, 50");
    let scenarios = [
        Scenario::of(StrategyKind::RollingUpdate),
        Scenario::of(StrategyKind::BlueGreen),
        routed.clone(),
        routed.clone().led_by(Leader::ArgoRollouts).with(Control::Steps, "25, pause, analysis, 50, pause 5s"),
        routed.led_by(Leader::Flagger),
        Scenario::of(StrategyKind::BlueGreen).led_by(Leader::ArgoRollouts),
    ];
    for scenario in scenarios {
        let mut session = Session::new(scenario.clone());
        let seen = |session: &Session| (session.steps(), session.choices());
        let (mut revision, mut known, mut changes) = (session.steps_revision(), seen(&session), 0);
        for at in 0..6_000 {
            if at % 300 == 10 {
                session.update(Action::Do(ChoiceId::Next));
            }
            if at % 600 == 200 {
                session.update(Action::Do(ChoiceId::Promote));
            }
            if !session.step_once(Millis::MAX) {
                break;
            }
            let now = (session.steps_revision(), seen(&session));
            assert!(now.0 != revision || now.1 == known, "{scenario:?} after {at}: {:?} was {known:?}", now.1);
            changes += u32::from(now.1 != known);
            (revision, known) = now;
        }
        assert!(changes > 1, "{scenario:?}: {changes} changes");
    }
}
