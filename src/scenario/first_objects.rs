//! The objects a run begins with: those of its strategy's file in `content/strategies`, with what its controls say.

use crate::documents;
use crate::kube::Malformed;
use crate::kube::manifest::Manifest;
use crate::kube::object::Kind;
use crate::kube::patch::merge;
use crate::kube::tree::Node;
use crate::message::Message;
use crate::sim::admission::admit;
use crate::sim::command::Rejected;
use crate::world::Entry;

use super::Scenario;
use super::file::text;

impl Scenario {
    /// What a run begins with, as its file has it: what stands there for every way in, and for this one. An object that stands
    /// in both is one, merged.
    fn trees(&self) -> Vec<Node> {
        let file = self.file();
        let mut trees = file.list("objects").to_vec();
        let part = match self.entry() {
            Entry::Service => "service",
            Entry::HttpRoute => "httproute",
            Entry::Ingress => "ingress",
        };
        for more in file.list(part).iter().cloned() {
            let (kind, name) = (said(&more, "kind"), named(&more));
            match trees.iter_mut().find(|tree| said(tree, "kind") == kind && named(tree) == name) {
                Some(tree) => merge(tree, &more, Kind::Rollout.lists()),
                None => trees.push(more),
            }
        }
        trees
    }

    /// The objects a run begins with, in the order in which they are created.
    ///
    /// # Errors
    ///
    /// What of the controls' values cannot stand in them, in the words of whoever reads it.
    pub fn objects(&self) -> Result<Vec<Manifest>, Rejected> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let mut trees = self.trees();
        for (control, given) in self.changed() {
            let Some(place) = self.place(control) else { continue };
            for tree in &mut trees {
                let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == said(tree, "kind"));
                if kind.is_some_and(|kind| place.is_of(kind, &named(tree))) {
                    place.put(control, tree, given);
                }
            }
        }
        trees.iter().map(documents::one).collect::<Result<_, _>>().map_err(|problems| {
            let problems: Vec<Message> = problems.iter().map(Malformed::message).collect();
            Rejected { message: message!("control-problems", problems).into(), hint: Message::default() }
        })
    }

    /// The same; where anything is malformed or would be refused, as it is at first.
    pub fn sound_objects(&self) -> Vec<Manifest> {
        let admitted = |objects: Vec<Manifest>| objects.iter().try_for_each(admit).map(|()| objects);
        self.objects().and_then(admitted).or_else(|_| self.as_at_first().objects()).unwrap_or_default()
    }
}

fn said(tree: &Node, field: &str) -> String {
    text(tree.field(field)).unwrap_or_default().into()
}

fn named(tree: &Node) -> String {
    tree.field("metadata").map_or_else(String::new, |metadata| said(metadata, "name"))
}

#[cfg(test)]
mod tests {
    use super::super::control::Control;
    use super::super::strategy::{Leader, StrategyKind};
    use super::*;

    fn every() -> Vec<Scenario> {
        let entries = [Entry::Service, Entry::HttpRoute, Entry::Ingress];
        let all = StrategyKind::ALL.into_iter().flat_map(|strategy| {
            Leader::ALL
                .into_iter()
                .flat_map(move |leader| entries.map(|entry| Scenario::of(strategy).through(entry).led_by(leader)))
        });
        all.collect()
    }

    #[test]
    fn every_file_is_read_as_a_whole() {
        for scenario in every() {
            let objects = scenario.objects().unwrap_or_else(|rejected| panic!("{scenario:?}: {rejected:?}"));
            assert!(objects.len() > 1, "{scenario:?}");
        }
    }

    /// What a control shows at first is what the file says: nowhere do the two differ.
    #[test]
    fn the_files_say_what_the_controls_say_at_first() {
        for scenario in every() {
            for control in Control::ALL.iter().filter(|control| control.is_shown(&scenario)) {
                let Some(place) = scenario.place(*control) else { continue };
                let trees: Vec<Node> = scenario.sound_objects().iter().map(Manifest::tree).collect();
                let kind = place.kind.as_str();
                let shown: Vec<String> = trees
                    .iter()
                    .filter(|tree| {
                        said(tree, "kind") == kind && place.name.as_deref().is_none_or(|name| named(tree) == name)
                    })
                    .map(|tree| place.text(*control, tree))
                    .collect();
                // A template that measures without end has no count to set.
                let shown = shown.first().map(String::as_str);
                let made_by_flagger = scenario.leader() == Leader::Flagger && place.kind == Kind::Service;
                assert!(shown == Some(control.first()) || made_by_flagger, "{control:?} of {scenario:?}: {shown:?}");
            }
        }
    }

    #[test]
    fn what_is_set_is_what_is_shown() {
        let cases = [
            (Control::Steps, "5, pause 10s, header end-user=jason, analysis"),
            (Control::Background, "true"),
            (Control::PostPromotion, "true"),
            (Control::AutoPromotion, "true"),
            (Control::ScaleDownDelay, "90"),
            (Control::SuccessCondition, "result >= 0.9"),
            (Control::Interval, "70"),
            (Control::InitialDelay, "0"),
            (Control::Count, "5"),
            (Control::FailureLimit, "2"),
            (Control::LatencyMax, "250"),
            (Control::Header, "cookie~.*group=beta.*"),
            (Control::MirrorFirst, "true"),
            (Control::AnalysisInterval, "90"),
            (Control::Threshold, "7"),
            (Control::Iterations, "4"),
            (Control::StepWeight, "30"),
            (Control::SuccessRate, "95"),
            (Control::MaxSurge, "2"),
            (Control::Grace, "60"),
            (Control::PreStop, "5"),
            (Control::ProgressDeadlineSeconds, "60"),
        ];
        for (control, given) in cases {
            let mut met = 0;
            for scenario in every() {
                let Some(place) = scenario.place(control) else { continue };
                // Conditions are of an A/B test, weights of all else.
                let iterations = if control == Control::Header { 3 } else { 0 };
                let scenario = scenario.with(Control::Iterations, iterations).with(control, given);
                if !control.is_shown(&scenario) {
                    continue;
                }
                for manifest in scenario.objects().unwrap_or_else(|rejected| panic!("{control:?}: {rejected:?}")) {
                    if place.is_of(manifest.kind(), &manifest.metadata().name) {
                        let shown = place.text(control, &manifest.tree());
                        let endless = control == Control::Count && &*manifest.metadata().name != "success-rate";
                        assert!(shown == given || endless, "{control:?} of {scenario:?}: {shown}");
                        met += 1;
                    }
                }
            }
            assert!(met > 0, "{control:?} is of no run");
        }
    }
}
