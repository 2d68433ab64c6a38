//! Text boxes: what is accepted, what is refused and in which words, what a percentage comes to.

use crate::kube::int_or_string::{IntOrString, resolve_fenceposts};
use crate::kube::object::{Kind, Name, labels};
use crate::sim::admission::check;
use crate::sim::command::{Command, Rejected};

use crate::documents::{Content, read_kinds};
use crate::rollouts::Measure;
use crate::rollouts::analysis::Condition;
use crate::rollouts::step;

use crate::world::Change;

use super::Session;
use super::entry::{HeaderRule, check_header, check_steps, header_note};
use super::field::Field;
use super::pick::Pick;
use super::playbook::Playbook;
use super::settings::{Settings, StrategyKind};
use super::setup::{deployment, strategy};

/// Most seconds, requests per second and percent the boxes take.
const READY_AFTER_MAX: u32 = 600;
const REQUESTS_PER_SECOND_MAX: u32 = 500;
const NODES_MAX: u32 = 100;

impl Session {
    /// What the box shows: a refused text stays until it is mended.
    pub fn field_text(&self, field: Field) -> String {
        self.texts.get(&field).cloned().unwrap_or_else(|| value_of(&self.settings, field))
    }

    /// Why the box's text was refused.
    pub fn field_error(&self, field: Field) -> Option<&Rejected> {
        self.errors.get(&field)
    }

    /// What a percentage comes to, e.g. `25% of 10 = 2.5, rounded up: 3`, or that a number is taken as it is.
    pub fn resolution(&self, field: Field) -> Option<String> {
        let settings = &self.settings;
        let posts = resolve_fenceposts(&settings.max_surge, &settings.max_unavailable, settings.replicas);
        let (value, direction, resolved) = match field {
            Field::Header if !settings.header.is_empty() => return header_note(settings),
            Field::Nodes if settings.nodes < settings.nodes_needed() => {
                return Some(format!("{} for {} replicas", settings.nodes_needed(), settings.replicas));
            }
            Field::MaxSurge => (&settings.max_surge, "up", posts.max_surge),
            Field::MaxUnavailable => (&settings.max_unavailable, "down", posts.max_unavailable),
            _ => return None,
        };
        let replicas = settings.replicas;
        let Some(percent) = value.as_percent() else {
            return Some(if value.scaled(replicas, false) == Some(resolved) {
                format!("{resolved} of {replicas}")
            } else {
                format!("0 and maxSurge comes to 0 too, so {resolved}")
            });
        };
        let exact = exact_share(percent, replicas);
        let rounded = value.scaled(replicas, field == Field::MaxSurge).unwrap_or(0);
        let mut text = if i64::from(percent) * i64::from(replicas) % 100 == 0 {
            format!("{value} of {replicas} = {rounded}")
        } else {
            format!("{value} of {replicas} = {exact}, rounded {direction}: {rounded}")
        };
        if rounded != resolved {
            text.push_str(&format!("; both come to 0, so {resolved}"));
        }
        Some(text)
    }

    pub(super) fn set_field(&mut self, field: Field, text: &str) {
        if field == Field::Manifest {
            return self.apply_manifest(text);
        }
        let deployment = self.playbook.name(self.playbook.stable_version());
        let candidate = match candidate(&self.settings, field, text, &deployment) {
            Ok(candidate) => candidate,
            Err(rejected) => {
                self.texts.insert(field, text.into());
                self.errors.insert(field, rejected);
                return;
            }
        };
        self.texts.remove(&field);
        self.errors.remove(&field);
        if matches!(field, Field::MaxSurge | Field::MaxUnavailable) {
            self.retry_partner(field);
        }
        self.settings = candidate;
        self.carry_over(field);
    }

    /// Applies a manifest of a route or a Service, or keeps it with what is wrong with it.
    fn apply_manifest(&mut self, text: &str) {
        let read = read_kinds(text, &[Kind::HttpRoute, Kind::Ingress, Kind::Service]).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Rejected { message: lines.join("\n"), hint: "Nothing was applied." }
        });
        let applied = read.and_then(|read| read.into_iter().try_for_each(|document| self.apply_read(document.content)));
        match applied {
            Ok(()) => {
                self.texts.remove(&Field::Manifest);
                self.errors.remove(&Field::Manifest);
            }
            Err(rejected) => {
                self.texts.insert(Field::Manifest, text.into());
                self.errors.insert(Field::Manifest, rejected);
            }
        }
    }

    fn apply_read(&mut self, read: Content) -> Result<(), Rejected> {
        self.cluster.apply(match read {
            Content::Object(manifest) => Command::Apply(manifest),
            Content::World(world) => Command::World(Box::new(Change::Whole(world))),
        })?;
        // The control shows what the object says.
        self.settings.affinity = self.keeps_users();
        Ok(())
    }

    /// A box refused because of its partner may be right by now: its error goes, its text stays to be committed.
    fn retry_partner(&mut self, field: Field) {
        let partner = if field == Field::MaxSurge { Field::MaxUnavailable } else { Field::MaxSurge };
        if self.errors.get(&partner).is_some_and(|error| error.message.contains("may not be 0")) {
            self.errors.remove(&partner);
            self.texts.remove(&partner);
        }
    }

    /// The cluster follows the settings.
    fn carry_over(&mut self, field: Field) {
        match field {
            Field::Replicas => {
                self.grow_nodes();
                let commands = self.playbook.resize(&self.settings, &self.cluster);
                commands.into_iter().for_each(|command| self.command(command));
                self.resize_judged();
            }
            Field::MaxSurge | Field::MaxUnavailable if self.settings.strategy != StrategyKind::Recreate => {
                let names: Vec<_> =
                    self.cluster.objects().deployments.values().map(|object| object.metadata.name.clone()).collect();
                for deployment in names {
                    self.command(Command::patch_spec(
                        Kind::Deployment,
                        &deployment,
                        "strategy",
                        strategy(&self.settings).patch(),
                    ));
                }
            }
            Field::ReadyAfter => self.set_apps(),
            Field::Knob(knob) if knob.is_of_the_template() => self.anew(self.settings.clone()),
            Field::Knob(knob) if knob.is_of_the_judge() => {}
            Field::RequestsPerSecond | Field::Knob(_) => {
                self.command(Command::clients(&self.settings.clients()));
            }
            Field::Nodes => self.set_nodes(),
            Field::MinReadySeconds | Field::ProgressDeadlineSeconds => self.set_seconds(),
            Field::Manifest | Field::Steps | Field::Header | Field::SuccessCondition => {}
            Field::MaxSurge | Field::MaxUnavailable | Field::Trait(_) => {}
        }
    }
}

impl Session {
    /// More nodes come as one looks on; with fewer a run starts anew.
    fn set_nodes(&mut self) {
        if self.settings.nodes_there() < self.cluster.world().nodes.count {
            self.anew(self.settings.clone());
        } else {
            self.grow_nodes();
        }
    }

    /// There are at least as many nodes as the settings need.
    fn grow_nodes(&mut self) {
        let wanted = self.settings.nodes_there().max(self.cluster.world().nodes.count);
        self.command(Command::nodes(wanted));
    }

    /// The living Deployments take minReadySeconds and progressDeadlineSeconds over.
    fn set_seconds(&mut self) {
        let living: Vec<_> = self.cluster.objects().deployments.values().cloned().collect();
        for deployment in living {
            let mut applied = deployment.as_ref().clone();
            applied.spec.min_ready_seconds = self.settings.min_ready_seconds;
            applied.spec.progress_deadline_seconds = Some(self.settings.progress_deadline_seconds);
            self.command(Command::apply(applied));
        }
    }
}

/// The settings with this text in this box, if the API server would take them for the Deployment of this name.
fn candidate(settings: &Settings, field: Field, text: &str, deployment: &str) -> Result<Settings, Rejected> {
    let mut settings = settings.clone();
    settings.write(field, text)?;
    match field {
        Field::Steps => check_steps(&settings)?,
        Field::Header => check_header(&settings)?,
        _ => {}
    }
    settings.judge(deployment)?;
    Ok(settings)
}

impl Settings {
    /// Writes a text into a box, whatever stands in the others: steps a gateway could take are written before the gateway is
    /// chosen, so that settings can be read in any order.
    ///
    /// # Errors
    ///
    /// Why it can never stand there.
    pub fn write(&mut self, field: Field, text: &str) -> Result<(), Rejected> {
        match field {
            Field::Replicas => self.replicas = parse_replicas(text)?,
            Field::MaxSurge => self.max_surge = IntOrString::parse(text),
            Field::MaxUnavailable => self.max_unavailable = IntOrString::parse(text),
            Field::ReadyAfter => self.ready_after_s = parse_bounded(field, text, READY_AFTER_MAX)?,
            Field::RequestsPerSecond => {
                self.requests_per_second = parse_bounded(field, text, REQUESTS_PER_SECOND_MAX)?;
            }
            Field::Nodes => self.nodes = parse_bounded(field, text, NODES_MAX)?.max(1),
            Field::MinReadySeconds => self.min_ready_seconds = parse_seconds(field, text)?,
            Field::ProgressDeadlineSeconds => self.progress_deadline_seconds = parse_seconds(field, text)?,
            Field::Manifest => {}
            Field::Steps => {
                self.steps = text.trim().into();
                step::parse(&self.steps)?;
            }
            Field::Header => {
                self.header = text.trim().into();
                HeaderRule::parse(&self.header)?;
            }
            Field::SuccessCondition => {
                self.success_condition = text.trim().into();
                Condition::parse(&self.success_condition, Measure::SuccessRate)?;
            }
            Field::Knob(knob) => {
                let (min, max) = knob.range();
                self.knobs[knob as usize] = parse_bounded(field, text, max)?.max(min);
            }
            Field::Trait(which) => {
                self.behaviour = self.behaviour.with(which, parse_bounded(field, text, which.max())?);
            }
        }
        Ok(())
    }

    /// The Deployment of the first version.
    pub fn first_name(&self) -> Name {
        Playbook::new(self).name(1)
    }

    /// Whether the API server would take the Deployment they make, under this name.
    ///
    /// # Errors
    ///
    /// Its words.
    pub fn judge(&self, name: &str) -> Result<(), Rejected> {
        // Recreate has no bounds, but the boxes keep theirs for the next strategy: they are judged all the same.
        let judged = Self { strategy: StrategyKind::RollingUpdate, ..self.clone() };
        check(&deployment(&judged, name, labels(&[("app", "web")]), 1, self.replicas))
    }

    /// What stands in a box.
    pub fn text(&self, field: Field) -> String {
        value_of(self, field)
    }

    /// Chooses an item of a list by its key; false where there is none of that name.
    pub fn choose(&mut self, pick: Pick, key: &str) -> bool {
        let item = pick.keys().iter().position(|known| *known == key);
        item.inspect(|item| pick.choose(*item, self)).is_some()
    }
}

fn value_of(settings: &Settings, field: Field) -> String {
    match field {
        Field::Replicas => settings.replicas.to_string(),
        Field::MaxSurge => settings.max_surge.to_string(),
        Field::MaxUnavailable => settings.max_unavailable.to_string(),
        Field::ReadyAfter => settings.ready_after_s.to_string(),
        Field::RequestsPerSecond => settings.requests_per_second.to_string(),
        Field::Nodes => settings.nodes.to_string(),
        Field::MinReadySeconds => settings.min_ready_seconds.to_string(),
        Field::ProgressDeadlineSeconds => settings.progress_deadline_seconds.to_string(),
        Field::Manifest => String::new(),
        Field::Steps => settings.steps.clone(),
        Field::Header => settings.header.clone(),
        Field::SuccessCondition => settings.success_condition.clone(),
        Field::Knob(knob) => settings.knob(knob).to_string(),
        Field::Trait(which) => settings.behaviour.get(which).to_string(),
    }
}

/// Models how kubectl reads `--replicas`.
fn parse_replicas(text: &str) -> Result<i32, Rejected> {
    let text = text.trim();
    text.parse().map_err(|_| Rejected {
        message: format!(
            "error: invalid argument \"{text}\" for \"--replicas\" flag: strconv.ParseInt: parsing \"{text}\": invalid syntax"
        ),
        hint: "Give a whole number of pods, 0 to 10,000.",
    })
}

/// Which seconds the API server takes is for it to say.
fn parse_seconds(field: Field, text: &str) -> Result<i32, Rejected> {
    text.trim().parse().map_err(|_| Rejected {
        message: format!("{}: \"{}\" is not a whole number.", field.label(), text.trim()),
        hint: "Give seconds.",
    })
}

fn parse_bounded(field: Field, text: &str, max: u32) -> Result<u32, Rejected> {
    text.trim().parse().ok().filter(|number| *number <= max).ok_or_else(|| Rejected {
        message: format!("{}: \"{}\" is not a whole number from 0 to {max}.", field.label(), text.trim()),
        hint: "This is a setting of the simulation, not of Kubernetes.",
    })
}

/// `percent` of `replicas` with up to two decimals: 25 of 10 is `2.5`.
fn exact_share(percent: u32, replicas: i32) -> String {
    let hundredths = i64::from(percent) * i64::from(replicas);
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
