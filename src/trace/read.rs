//! Reads a file of scenarios or of traces, and says which scenario and field is malformed.

use std::fmt;

use serde_json::Value;

use super::scenario::{Action, Scenario, Step};

/// A scenario that cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Which, e.g. `scenario 3 ("mixed-0003")`; empty where the file as a whole is no list.
    pub scenario: String,
    /// Path of the field, e.g. `steps[2].image`; empty for the scenario as a whole.
    pub field: String,
    /// What is wrong, and the cure.
    pub problem: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [&self.scenario, &self.field] {
            if !part.is_empty() {
                write!(f, "{part}: ")?;
            }
        }
        f.write_str(&self.problem)
    }
}

impl std::error::Error for Malformed {}

/// The scenarios of a JSON array of scenarios, or of traces, whose `scenario` counts.
///
/// # Errors
///
/// The first scenario that is malformed; none is returned then.
pub fn scenarios(text: &str) -> Result<Vec<Scenario>, Malformed> {
    let whole = |problem: String| Malformed { scenario: String::new(), field: String::new(), problem };
    let items: Vec<Value> = match serde_json::from_str(text) {
        Ok(Value::Array(items)) => items,
        Ok(_) => return Err(whole("not a list. Fix: write the scenarios as a JSON array [ … ]".into())),
        Err(error) => return Err(whole(format!("not JSON: {error}"))),
    };
    items.into_iter().enumerate().map(|(index, item)| scenario(index, item)).collect()
}

fn scenario(index: usize, mut item: Value) -> Result<Scenario, Malformed> {
    if let Some(inner) = item.get_mut("scenario") {
        item = inner.take();
    }
    let mut which = format!("scenario {}", index + 1);
    if let Some(name) = item.get("name").and_then(Value::as_str) {
        which.push_str(&format!(" (\"{name}\")"));
    }
    let malformed = |field: String, problem: String| Malformed { scenario: which.clone(), field, problem };
    let scenario: Scenario = serde_path_to_error::deserialize(item).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { String::new() } else { path };
        malformed(field, error.into_inner().to_string())
    })?;
    match sense(&scenario) {
        Ok(()) => Ok(scenario),
        Err((field, problem)) => Err(malformed(field, problem)),
    }
}

type Wrong = (String, String);

fn wrong(field: impl Into<String>, problem: impl Into<String>) -> Result<(), Wrong> {
    Err((field.into(), problem.into()))
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
        return wrong("until", format!("{} is too far away. Fix: end by second {LAST_SECOND}", scenario.until));
    }
    let mut before = 0;
    for (index, step) in scenario.steps.iter().enumerate() {
        let path = format!("steps[{index}]");
        if step.at < before {
            return wrong(
                format!("{path}.at"),
                format!("second {} comes after second {before}. Fix: sort the steps by time", step.at),
            );
        }
        if index > 0 && step.action == Action::Create {
            return wrong(format!("{path}.do"), "the Deployment exists by then. Fix: create once, in the first step");
        }
        if index == 0 && step.action != Action::Create {
            return wrong(format!("{path}.do"), "there is no Deployment yet. Fix: begin with \"create\"");
        }
        before = step.at;
        sense_of_step(&path, step, scenario)?;
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
        None if image => return wrong(format!("{path}.image"), "missing. Fix: name the image's tag"),
        Some(tag) => known(&format!("{path}.image"), tag, scenario)?,
        None => {}
    }
    match step.replicas {
        None if replicas => return wrong(format!("{path}.replicas"), "missing. Fix: say how many"),
        Some(number) => not_negative(&format!("{path}.replicas"), number)?,
        None => {}
    }
    if step.action == Action::Strategy && step.strategy.is_none() {
        return wrong(format!("{path}.strategy"), "missing. Fix: RollingUpdate or Recreate");
    }
    bound(&format!("{path}.max_surge"), step.max_surge.as_deref())?;
    bound(&format!("{path}.max_unavailable"), step.max_unavailable.as_deref())
}

fn not_negative(field: &str, number: i32) -> Result<(), Wrong> {
    if number < 0 { wrong(field, format!("{number} is less than 0. Fix: 0 or more")) } else { Ok(()) }
}

fn bound(field: &str, text: Option<&str>) -> Result<(), Wrong> {
    use crate::kube::int_or_string::IntOrString;
    let Some(text) = text else { return Ok(()) };
    match IntOrString::parse(text) {
        IntOrString::Int(number) => not_negative(field, number),
        percent if percent.as_percent().is_some() => Ok(()),
        _ => wrong(field, format!("{text:?} is neither a number nor a percentage. Fix: \"3\" or \"30%\"")),
    }
}

fn known(field: &str, tag: &str, scenario: &Scenario) -> Result<(), Wrong> {
    if scenario.apps.contains_key(tag) {
        return Ok(());
    }
    let known: Vec<&str> = scenario.apps.keys().map(String::as_str).collect();
    wrong(field, format!("{tag:?} is no image of apps. Fix: one of {}, or add it there", known.join(", ")))
}
