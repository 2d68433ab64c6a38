//! No control keeps a copy: what a manifest says stands in the control, and what the control is given stands in the object.

use podyard::kube::manifest::{Manifest, Written};
use podyard::kube::tree::{Node, Value, path};
use podyard::kube::write;
use podyard::session::{Action, Bind, Control, Input, Scenario, Session, StrategyKind};
use podyard::world::Entry;

use super::set;

/// Two values that a control can have and does not have at first.
fn values(control: Control) -> Vec<String> {
    match control.input() {
        Input::List(items) => {
            let others = items.iter().rev().map(|(value, _)| value.to_string());
            others.collect()
        }
        Input::Tick => vec!["true".into(), "false".into()],
        _ => match control {
            Control::MaxSurge | Control::MaxUnavailable => vec!["40%".into(), "2".into()],
            Control::Nodes => vec!["4".into(), "6".into()],
            _ => vec!["7".into(), "9".into()],
        },
    }
}

/// The text of a value in YAML's own words.
fn text(node: Option<&Node>) -> Option<String> {
    match node.map(|node| &node.value)? {
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        _ => None,
    }
}

fn deployment(session: &Session) -> Manifest {
    let deployments = session.cluster().objects().deployments.values();
    deployments.into_iter().next().expect("one is there").as_ref().clone().into_manifest()
}

/// The document in which the value of a control stands, and its path there.
fn document(session: &Session, control: Control) -> Option<(Node, String)> {
    let world = || session.cluster().world().document();
    Some(match control.bind() {
        Bind::Replicas => (deployment(session).tree(), "spec.replicas".into()),
        Bind::Deployments(at) => (deployment(session).tree(), at.into()),
        Bind::Service(at) => {
            let service = session.cluster().objects().service("web").expect("it is there").as_ref().clone();
            (service.into_manifest().tree(), at.into())
        }
        Bind::World(at) => (world(), at.into()),
        Bind::Next(field) | Bind::Images(field) => (world(), format!("images[web:v2].{field}")),
        Bind::Needs(_) | Bind::Begins | Bind::Guide => return None,
    })
}

fn begin() -> Session {
    // Behind a gateway the split by weight is shown too.
    Session::new(Scenario::of(StrategyKind::Canary).through(Entry::HttpRoute))
}

fn as_value(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.parse().map_or(Value::Text(text.into()), Value::Bool), Value::Int)
}

#[test]
fn what_a_control_is_given_stands_in_the_object() {
    let mut bound = 0;
    for control in Control::ALL.iter().copied() {
        let mut session = begin();
        let Some((_, at)) = document(&session, control) else { continue };
        bound += 1;
        for value in values(control) {
            set(&mut session, control, &value);
            assert_eq!(session.field_error(control), None, "{control:?} {value}");
            let (tree, _) = document(&session, control).expect("as before");
            // What is the rule is not written.
            let found = text(tree.at(&path(&at))).unwrap_or_else(|| control.first().into());
            assert_eq!(found, value, "{control:?} at {at} of\n{}", write::yaml(&tree));
            assert_eq!(session.values().text(control), value, "{control:?}");
        }
    }
    assert_eq!(bound, 33, "a control that is bound to nothing shows a copy: say why it is");
}

#[test]
fn what_a_manifest_says_stands_in_the_control() {
    for control in Control::ALL.iter().copied() {
        let mut session = begin();
        for value in values(control) {
            let Some((mut tree, at)) = document(&session, control) else { continue };
            tree.put(&path(&at), as_value(&value));
            let before = session.generation();
            session.update(Action::Apply(write::yaml(&tree)));
            if control == Control::Delays {
                // A cluster that runs keeps its delays: only another run has others.
                let refused = session.refused_manifest().map(|(_, rejected)| rejected.message.clone());
                assert_eq!(refused.is_some(), value != "short", "{value}: {refused:?}");
                continue;
            }
            assert_eq!(session.refused_manifest(), None, "{control:?} {value}:\n{}", write::yaml(&tree));
            assert_eq!(session.generation(), before, "{control:?}: it is the same run");
            assert_eq!(session.values().text(control), value, "{control:?} after\n{}", write::yaml(&tree));
        }
    }
}

/// A part of the pod template is a rollout, by whichever door it comes; nothing else is.
#[test]
fn a_control_of_the_template_begins_a_rollout_and_no_other_does() {
    for control in Control::ALL.iter().copied() {
        let Bind::Deployments(at) = control.bind() else { continue };
        for by_manifest in [false, true] {
            let mut session = Session::new(Scenario::default());
            let sets = |session: &Session| session.cluster().objects().replica_sets.len();
            let value = values(control).remove(0);
            if by_manifest {
                let mut tree = deployment(&session).tree();
                tree.put(&path(at), as_value(&value));
                session.update(Action::Apply(write::yaml(&tree)));
            } else {
                set(&mut session, control, &value);
            }
            session.update(Action::Play);
            super::play(&mut session, 3);
            let expected = if at.starts_with("spec.template.") { 2 } else { 1 };
            assert_eq!(sets(&session), expected, "{control:?}, by a manifest: {by_manifest}");
        }
    }
}

/// What is refused by a control is what the API server says of the manifest.
#[test]
fn a_control_is_refused_in_the_words_of_the_manifest() {
    for (control, value) in
        [(Control::MaxSurge, "-1"), (Control::ProgressDeadlineSeconds, "-5"), (Control::MinReadySeconds, "-5")]
    {
        let mut session = begin();
        let (mut tree, at) = document(&session, control).expect("it is bound");
        tree.put(&path(&at), as_value(value));
        session.update(Action::Apply(write::yaml(&tree)));
        let of_the_manifest = session.refused_manifest().map(|(_, rejected)| rejected.message.clone());
        set(&mut session, control, value);
        let of_the_control = session.field_error(control).map(|rejected| rejected.message.clone());
        assert!(of_the_control.is_some(), "{control:?} {value}");
        assert_eq!(of_the_control, of_the_manifest, "{control:?} {value}");
        assert_eq!(session.values().text(control), control.first(), "{control:?}: the object is as it was");
    }
}
