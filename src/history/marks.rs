//! Marks on the timeline: what happened when.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::kubectl;
use crate::sim::event::Happening;

use super::History;

/// What a mark on the timeline is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// A person's command.
    Command,
    /// A ReplicaSet got another size.
    Scaling,
    /// A pod became ready.
    Ready,
    /// Something went wrong.
    Wrong,
    /// A condition changed, or a controller said something.
    Condition,
}

/// A mark on the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The clock, ms.
    pub at: Millis,
    /// What it is about.
    pub kind: MarkKind,
    /// In words.
    pub words: Rc<str>,
}

impl History {
    /// What happened so far, for a timeline.
    pub fn marks(&self) -> Vec<Mark> {
        self.marks_since(0)
    }

    /// The same from an entry of the log on, counted from 0: the marks before it do not change.
    pub fn marks_since(&self, entry: usize) -> Vec<Mark> {
        let origin = self.session.origin();
        let mark = |event: &crate::sim::event::Event| {
            let kind = match &event.happening {
                Happening::Command { .. } => MarkKind::Command,
                Happening::ScalingReplicaSet { .. } => MarkKind::Scaling,
                Happening::Ready => MarkKind::Ready,
                Happening::Condition { .. } | Happening::Said { .. } => MarkKind::Condition,
                Happening::Unhealthy { turns: true, .. }
                | Happening::PullFailed { .. }
                | Happening::Failed { .. }
                | Happening::ContainerDied { .. }
                | Happening::FailedScheduling { .. }
                | Happening::Endpoints { usable: 0, .. } => MarkKind::Wrong,
                _ => return None,
            };
            let words = format!("{} {}: {}", event.happening.reason(), event.object, kubectl::said(event));
            Some(Mark { at: event.at - origin, kind, words: words.into() })
        };
        self.session.log().since(entry).iter().filter_map(mark).collect()
    }
}
