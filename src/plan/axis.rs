//! What a grid can vary, by the names of manifests and flags.

use crate::kube::int_or_string::IntOrString;
use crate::kube::pod::LifecycleHandler;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::{Deployment, Strategy};
use crate::message::{Message, Said};
use crate::world::App;
use std::rc::Rc;

use super::Base;

/// One line of a grid: a name and the values it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// One of [`NAMES`].
    pub name: &'static str,
    /// As they were written.
    pub values: Vec<String>,
}

/// Every name an axis can have.
pub const NAMES: [&str; 15] = [
    "replicas",
    "strategy",
    "maxSurge",
    "maxUnavailable",
    "minReadySeconds",
    "progressDeadlineSeconds",
    "terminationGracePeriodSeconds",
    "preStop",
    "ready-after",
    "terminate",
    "drains",
    "error-percent",
    "requests-per-second",
    "keep-alive",
    "nodes",
];

impl Axis {
    /// Reads `maxSurge=0,1,25%`.
    ///
    /// # Errors
    ///
    /// Which names there are, where this is none of them; that there has to be a value.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let (name, values) = text.split_once('=').unwrap_or((text, ""));
        let Some(name) = NAMES.into_iter().find(|known| *known == name.trim()) else {
            return Err(message!("plan-no-axis-fix-take", name = name.trim(), names = NAMES.join(", ")));
        };
        let values: Vec<String> =
            values.split(',').map(|value| value.trim().to_string()).filter(|value| !value.is_empty()).collect();
        if values.is_empty() {
            return Err(message!("plan-axis-has-no-value", name));
        }
        Ok(Self { name, values })
    }
}

/// The base with a value for each axis.
pub(super) fn apply(base: &Base, axes: &[Axis], values: &[String]) -> Result<Base, Said> {
    let mut base = base.clone();
    for (axis, value) in axes.iter().zip(values) {
        set(&mut base, axis.name, value)?;
    }
    Ok(base)
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, Message> {
    value.parse().map_err(|_| message!("plan-no-whole-number-can", name, value))
}

fn both(base: &mut Base, change: impl Fn(&mut Deployment)) {
    change(&mut base.from);
    change(&mut base.to);
}

/// What both versions' software does.
fn software(base: &mut Base, change: impl Fn(&mut App)) {
    for image in [&base.from, &base.to].map(|deployment| deployment.spec.template.image()) {
        change(base.world.images.entry(image).or_default());
    }
}

fn set(base: &mut Base, name: &str, value: &str) -> Result<(), Message> {
    let seconds = || number::<Millis>(name, value).map(|seconds| seconds * SECOND);
    match name {
        "replicas" => {
            let replicas = number(name, value)?;
            both(base, |deployment| deployment.spec.replicas = replicas);
        }
        "strategy" => {
            let strategy = match value {
                "Recreate" => Strategy::Recreate,
                "RollingUpdate" => Strategy::default(),
                _ => return Err(message!("plan-strategy-neither-rollingupdate-nor", value)),
            };
            both(base, |deployment| deployment.spec.strategy = strategy.clone());
        }
        "maxSurge" | "maxUnavailable" => {
            let bound = IntOrString::parse(value);
            both(base, |deployment| {
                if let Strategy::RollingUpdate { max_surge, max_unavailable } = &mut deployment.spec.strategy {
                    *(if name == "maxSurge" { max_surge } else { max_unavailable }) = bound.clone();
                }
            });
        }
        "minReadySeconds" => {
            let seconds = number(name, value)?;
            both(base, |deployment| deployment.spec.min_ready_seconds = seconds);
        }
        "progressDeadlineSeconds" => {
            let seconds = number(name, value)?;
            both(base, |deployment| deployment.spec.progress_deadline_seconds = Some(seconds));
        }
        "terminationGracePeriodSeconds" => {
            let grace = number(name, value)?;
            both(base, |deployment| {
                Rc::make_mut(&mut deployment.spec.template.spec).termination_grace_period_seconds = grace;
            });
        }
        "preStop" => {
            let sleep = Some(number(name, value)?).filter(|sleep| *sleep > 0).map(LifecycleHandler::sleeping);
            both(base, |deployment| {
                deployment.spec.template.change_container(|container| container.lifecycle.pre_stop = sleep.clone());
            });
        }
        "ready-after" => {
            let ready_after = seconds()?;
            software(base, |app| app.ready_after = ready_after);
        }
        "terminate" => {
            let terminate = seconds()?;
            software(base, |app| app.terminate = terminate);
        }
        "drains" => {
            let drains = value.parse().map_err(|_| message!("plan-drains-neither-true-nor", value))?;
            software(base, |app| app.drains = drains);
        }
        "error-percent" => {
            let percent = Some(number::<u32>(name, value)?).filter(|percent| *percent <= 100);
            let percent = percent.ok_or_else(|| message!("plan-error-percent-more-than", value))?;
            let image = base.to.spec.template.image();
            base.world.images.entry(image).or_default().error_percent = percent;
        }
        "requests-per-second" => base.world.clients.requests_per_second = number(name, value)?,
        "keep-alive" => base.world.clients.keep_alive = Some(seconds()?).filter(|lifetime| *lifetime > 0),
        _ => base.world.nodes.count = number::<u32>(name, value)?.max(1),
    }
    Ok(())
}
