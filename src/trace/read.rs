//! Reads a file of scenarios or of traces, and says which scenario and field is malformed.

use serde_json::Value;

use super::run::kubectl_words;
use super::scenario::{Action, Scenario, Step};
use crate::message::Message;

/// The scenarios of a JSON array of scenarios, or of traces, whose `scenario` counts.
///
/// # Errors
///
/// What is wrong with the first scenario that is malformed, with its number and the field, and the cure; none is returned
/// then.
pub fn scenarios(text: &str) -> Result<Vec<Scenario>, Message> {
    let items: Vec<Value> = match serde_json::from_str(text) {
        Ok(Value::Array(items)) => items,
        Ok(_) => return Err(message!("trace-no-list")),
        Err(error) => return Err(message!("trace-no-json", error = error.to_string())),
    };
    items.into_iter().enumerate().map(|(index, item)| scenario(index, item)).collect()
}

fn scenario(index: usize, mut item: Value) -> Result<Scenario, Message> {
    if let Some(inner) = item.get_mut("scenario") {
        item = inner.take();
    }
    let number = index + 1;
    let which = match item.get("name").and_then(Value::as_str) {
        Some(name) => message!("trace-scenario-named", number, name),
        None => message!("trace-scenario", number),
    };
    let scenario: Scenario = serde_path_to_error::deserialize(item).map_err(|error| {
        let (field, problem) = (error.path().to_string(), error.inner().to_string());
        if field == "." {
            message!("trace-in-scenario", which = which.clone(), problem)
        } else {
            message!("trace-in-field", which = which.clone(), field, problem)
        }
    })?;
    match sense(&scenario) {
        Ok(()) => Ok(scenario),
        Err((field, problem)) => Err(message!("trace-in-field", which, field, problem)),
    }
}

/// The field, and what is wrong with it.
type Wrong = (String, Message);

fn wrong(field: impl Into<String>, problem: Message) -> Result<(), Wrong> {
    Err((field.into(), problem))
}

/// What the types do not say.
fn sense(scenario: &Scenario) -> Result<(), Wrong> {
    let deployment = &scenario.deployment;
    not_negative("deployment.replicas", deployment.replicas)?;
    not_negative("deployment.min_ready_seconds", deployment.min_ready_seconds)?;
    not_negative("deployment.progress_deadline_seconds", deployment.progress_deadline_seconds.unwrap_or(0))?;
    not_negative("deployment.revision_history_limit", deployment.revision_history_limit.unwrap_or(0))?;
    bound("deployment.max_surge", deployment.max_surge.as_deref())?;
    bound("deployment.max_unavailable", deployment.max_unavailable.as_deref())?;
    known("deployment.image", &deployment.image, scenario)?;
    if scenario.until > LAST_SECOND {
        return wrong("until", message!("trace-too-far", until = scenario.until, last = LAST_SECOND));
    }
    let mut before = 0;
    for (index, step) in scenario.steps.iter().enumerate() {
        let path = format!("steps[{index}]");
        if step.at < before {
            return wrong(format!("{path}.at"), message!("trace-out-of-order", at = step.at, before));
        }
        if index > 0 && step.action == Action::Create {
            return wrong(format!("{path}.do"), message!("trace-created-twice"));
        }
        if index == 0 && step.action != Action::Create {
            return wrong(format!("{path}.do"), message!("trace-not-created"));
        }
        before = step.at;
        sense_of_step(&path, step, scenario)?;
    }
    sense_of_shows(scenario)
}

fn sense_of_shows(scenario: &Scenario) -> Result<(), Wrong> {
    let mut before = 0;
    for (index, show) in scenario.show.iter().enumerate() {
        let path = format!("show[{index}]");
        if show.at < before {
            return wrong(format!("{path}.at"), message!("trace-out-of-order", at = show.at, before));
        }
        if show.at > scenario.until {
            return wrong(format!("{path}.at"), message!("trace-shown-too-late", at = show.at, until = scenario.until));
        }
        if kubectl_words(&show.command).is_none() {
            return wrong(format!("{path}.command"), message!("trace-no-look", command = &show.command));
        }
        before = show.at;
    }
    Ok(())
}

/// A day and a half more than anybody watches; keeps every product with 1,000 ms far from overflowing.
const LAST_SECOND: u64 = 10_000_000;

fn sense_of_step(path: &str, step: &Step, scenario: &Scenario) -> Result<(), Wrong> {
    let (image, replicas) = match step.action {
        Action::SetImage => (true, false),
        Action::Scale | Action::DeletePods => (false, true),
        Action::ScaleAndSetImage => (true, true),
        _ => (false, false),
    };
    match &step.image {
        None if image => return wrong(format!("{path}.image"), message!("trace-image-missing")),
        Some(tag) => known(&format!("{path}.image"), tag, scenario)?,
        None => {}
    }
    match step.replicas {
        None if replicas => return wrong(format!("{path}.replicas"), message!("trace-replicas-missing")),
        Some(number) => not_negative(&format!("{path}.replicas"), number)?,
        None => {}
    }
    if step.action == Action::Strategy && step.strategy.is_none() {
        return wrong(format!("{path}.strategy"), message!("trace-strategy-missing"));
    }
    bound(&format!("{path}.max_surge"), step.max_surge.as_deref())?;
    bound(&format!("{path}.max_unavailable"), step.max_unavailable.as_deref())
}

fn not_negative(field: &str, number: i32) -> Result<(), Wrong> {
    if number < 0 { wrong(field, message!("trace-negative", number)) } else { Ok(()) }
}

fn bound(field: &str, text: Option<&str>) -> Result<(), Wrong> {
    use crate::kube::int_or_string::IntOrString;
    let Some(text) = text else { return Ok(()) };
    match IntOrString::parse(text) {
        IntOrString::Int(number) => not_negative(field, number),
        percent if percent.as_percent().is_some() => Ok(()),
        _ => wrong(field, message!("trace-no-bound", text = format!("{text:?}"))),
    }
}

fn known(field: &str, tag: &str, scenario: &Scenario) -> Result<(), Wrong> {
    if scenario.apps.contains_key(tag) {
        return Ok(());
    }
    let known: Vec<&str> = scenario.apps.keys().map(String::as_str).collect();
    wrong(field, message!("trace-unknown-image", tag = format!("{tag:?}"), known = known.join(", ")))
}
