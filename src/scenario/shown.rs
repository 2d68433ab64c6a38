//! Which controls mean anything in a run that began like this.

use super::Scenario;
use super::control::{Control, GROUPS, heading};
use super::strategy::{Leader, StrategyKind};
use crate::message::Message;

impl Control {
    /// Whether it means anything in a run that began like this.
    pub fn is_shown(self, scenario: &Scenario) -> bool {
        let (canary, leader) = (scenario.strategy() == StrategyKind::Canary, scenario.leader());
        let led = canary || scenario.strategy() == StrategyKind::BlueGreen;
        let (argo, flagger) = (leader == Leader::ArgoRollouts, leader == Leader::Flagger);
        let by_iterations = scenario.number(Self::Iterations) > 0;
        match self {
            // Who begins with nothing comes by a link, or from a command line.
            Self::Objects => false,
            Self::Split => canary && scenario.routed(),
            Self::Leader => led,
            Self::Steps => canary && (argo || leader == Leader::You && scenario.routed()),
            Self::Header => canary && (leader == Leader::You && scenario.routed() || flagger && by_iterations),
            Self::MaxSurge | Self::MaxUnavailable => canary || !argo,
            Self::Background => argo && canary,
            Self::AutoPromotion | Self::PrePromotion | Self::PostPromotion => argo && !canary,
            Self::SuccessCondition | Self::InitialDelay | Self::Interval | Self::Count | Self::FailureLimit => argo,
            Self::LatencyMax => argo || flagger,
            Self::AnalysisInterval | Self::Threshold | Self::SuccessRate | Self::Iterations => flagger,
            Self::Mirror => canary && leader == Leader::You && scenario.routed(),
            Self::MirrorFirst => flagger,
            Self::StepWeight | Self::MaxWeight => flagger && !by_iterations,
            Self::ScaleDownDelay | Self::AbortScaleDownDelay => argo && (scenario.routed() || !canary),
            _ => true,
        }
    }

    /// The controls under each heading that mean anything in a run that began like this.
    pub fn groups(scenario: &Scenario) -> Vec<(Message, Vec<Self>)> {
        let shown =
            |group| Self::ALL.iter().copied().filter(move |it| it.row().group == group && it.is_shown(scenario));
        (0..GROUPS).map(|group| (heading(group), shown(group).collect())).collect()
    }
}
