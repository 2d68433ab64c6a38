//! A control's text as a value of an object or of the World, and the other way round.

use crate::kube::field::Field;
use crate::kube::int_or_string::IntOrString;
use crate::kube::reader::Reader;
use crate::kube::tree::{Node, Value};
use crate::sim::admission::refused_world;
use crate::sim::command::Rejected;
use crate::sim::delivery::analysis::{Condition, Measure};

use super::control::{Bind, Control, Input};
use super::header_rule::HeaderRule;
use super::short_steps;

/// A part of the World from a tree.
pub fn read<T: Field>(tree: &Node) -> Result<T, Rejected> {
    let mut reader = Reader::default();
    let read = T::read(&mut reader, tree, "");
    match (reader.problems.first(), read) {
        (None, Some(read)) => Ok(read),
        (Some(problem), _) => Err(refused_world(problem)),
        (None, None) => Ok(T::absent()),
    }
}

/// A control's text as it stands in an object or in the World.
pub fn value(control: Control, text: &str) -> Value {
    let text = text.trim();
    let of_the_world = matches!(control.bind(), Bind::World(_) | Bind::Next(_) | Bind::Images(_));
    match text {
        "0" | "" if of_the_world && control.first() == "0" => return Value::Null,
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ => {}
    }
    if matches!(control, Control::MaxSurge | Control::MaxUnavailable) {
        return IntOrString::parse(text).write().map_or(Value::Null, |node| node.value);
    }
    match text.parse() {
        Ok(number) => Value::Int(number),
        Err(_) if is_decimal(text) => Value::Number(text.into()),
        Err(_) => Value::Text(text.into()),
    }
}

/// `2.5`.
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, part)| digits(whole) && digits(part))
}

/// What stands in an object or in the World, as a control shows it.
pub fn written(control: Control, node: Option<&Node>) -> String {
    let text = shown(node);
    if text.is_empty() { control.of_nothing().into() } else { text }
}

/// Whether a text can be a control's value, whatever stands in the others.
pub fn check_value(control: Control, text: &str) -> Result<(), Rejected> {
    match (control, control.input()) {
        (Control::Replicas, _) => parse_replicas(text).map(|_| ()),
        (Control::Steps, _) => short_steps::parse(text).map(|_| ()),
        (Control::Header, _) => HeaderRule::parse(text).map(|_| ()),
        (Control::SuccessCondition, _) => Condition::parse(text, Measure::SuccessRate).map(|_| ()),
        (_, Input::Number(min, max)) => {
            let number = text.parse().ok().filter(|number: &u32| (min..=max).contains(number));
            number.map(|_| ()).ok_or_else(|| Rejected {
                message: message!("control-not-whole-number-from", label = control.label(), text, min, max).into(),
                hint: message!("control-setting-simulation-not-kubernetes"),
            })
        }
        (_, Input::List(values)) if !values.contains(&text) => Err(Rejected {
            message: message!("control-none", label = control.label(), text, values = values.join(", ")).into(),
            hint: message!("control-write-one-them"),
        }),
        _ => Ok(()),
    }
}

/// Models how kubectl reads `--replicas`.
pub fn parse_replicas(text: &str) -> Result<i32, Rejected> {
    let text = text.trim();
    text.parse().map_err(|_| Rejected {
        message: format!(
            "error: invalid argument \"{text}\" for \"--replicas\" flag: strconv.ParseInt: parsing \"{text}\": invalid syntax"
        ).into(),
        hint: message!("control-give-whole-number-pods"),
    })
}

/// What stands in a field, as text: of a mapping its pairs, `app=web, tier=front`.
pub fn shown(node: Option<&Node>) -> String {
    match node.map(|node| &node.value) {
        None | Some(Value::Null | Value::List(_)) => String::new(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        Some(Value::Text(text) | Value::Number(text)) => text.clone(),
        Some(Value::Map(pairs)) => {
            let pairs: Vec<String> =
                pairs.iter().map(|(key, node)| format!("{}={}", key.text, shown(Some(node)))).collect();
            pairs.join(", ")
        }
    }
}
