//! Which controls a learner sees: those that mean anything with the settings as they are, in groups.

use super::behaviour::Trait;
use super::field::Field;
use super::knob::Knob;
use super::pick::Pick;
use super::settings::{Leader, Settings, StrategyKind};

/// One control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A text box.
    Text(Field),
    /// A list.
    List(Pick),
    /// A box to tick.
    Tick(Trait),
    /// The behaviours to begin with.
    Presets,
}

/// A group of controls under its heading; the first one stands open.
pub type Group = (&'static str, Vec<Control>);

/// Every group, the first without a heading.
pub fn groups(settings: &Settings) -> Vec<Group> {
    use Control::{List, Presets, Text};
    let knob = |knob: Knob| Text(Field::Knob(knob));
    let traits = Trait::ALL.into_iter();
    vec![
        (
            "",
            vec![
                Text(Field::Replicas),
                Presets,
                Text(Field::MaxSurge),
                Text(Field::MaxUnavailable),
                Text(Field::ReadyAfter),
                Text(Field::RequestsPerSecond),
            ],
        ),
        ("Way in, and who leads", lead(settings)),
        (
            "How the new version behaves",
            traits
                .map(|which| if which.is_flag() { Control::Tick(which) } else { Text(Field::Trait(which)) })
                .collect(),
        ),
        (
            "Clients",
            vec![
                knob(Knob::Users),
                knob(Knob::KeepAlive),
                knob(Knob::Retries),
                knob(Knob::Timeout),
                knob(Knob::Assets),
                List(Pick::Affinity),
                List(Pick::Sessions),
            ],
        ),
        ("What the application needs", vec![List(Pick::Schema), List(Pick::Contract)]),
        (
            "Nodes, delays, deadlines, ends",
            vec![
                Text(Field::Nodes),
                List(Pick::Delays),
                Text(Field::MinReadySeconds),
                Text(Field::ProgressDeadlineSeconds),
                knob(Knob::PreStop),
                knob(Knob::Grace),
            ],
        ),
    ]
}

/// The way in, and what its leader asks for.
fn lead(settings: &Settings) -> Vec<Control> {
    use Control::{List, Text};
    let knob = |knob: Knob| Text(Field::Knob(knob));
    let mut all = vec![List(Pick::Entry)];
    let canary = settings.strategy == StrategyKind::Canary;
    if settings.routed() && canary {
        all.push(List(Pick::Split));
    }
    if !canary && settings.strategy != StrategyKind::BlueGreen {
        return all;
    }
    all.push(List(Pick::Leader));
    match settings.leader() {
        Leader::You if canary && settings.routed() => {
            all.extend([Text(Field::Steps), Text(Field::Header), knob(Knob::Mirror)]);
        }
        Leader::You => {}
        Leader::ArgoRollouts => {
            let own = if canary {
                [Text(Field::Steps), List(Pick::Background)]
            } else {
                [List(Pick::Promotion), List(Pick::PromotionAnalyses)]
            };
            all.extend(own);
            all.push(Text(Field::SuccessCondition));
            all.extend([Knob::Interval, Knob::Count, Knob::FailureLimit, Knob::LatencyMax].map(knob));
            if settings.routed() || !canary {
                all.push(knob(Knob::ScaleDownDelay));
            }
        }
        Leader::Flagger => {
            let shared =
                [Knob::Interval, Knob::Threshold, Knob::SuccessRate, Knob::LatencyMax, Knob::Mirror, Knob::Iterations];
            all.extend(shared.map(knob));
            if settings.knob(Knob::Iterations) > 0 {
                all.push(Text(Field::Header));
            } else {
                all.extend([Knob::StepWeight, Knob::MaxWeight].map(knob));
            }
        }
    }
    all
}
