//! What a file of an exercise holds, as tables of fields. What makes a good one is for `podyard check` to say.

use std::rc::Rc;

use crate::kube::fields::fields;
use crate::kube::form::Form;
use crate::kube::number::words;
use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND};
use crate::scenario::{Assignment, OBJECTS};

use super::run::{Act, LONGEST, Proof};
use super::topic::Topic;

fields! {
    /// Something to bring about in a cluster, which the simulator judges.
    pub struct Exercise ("an exercise") {
        /// Its name in links, as the file's: `stuck-at-two` of `stuck-at-two.yaml`.
        id: Name = "id" (required);
        /// For people.
        title: Name = "title" (required);
        /// What kind of thing is asked for.
        sort: Sort = "type" (required);
        /// What it is about.
        topic: Topic = "topic" (required);
        /// The Kubernetes versions of which it is true, e.g. `1.27-1.36`.
        kubernetes: Name = "kubernetes" (required);
        /// Where it stands among all exercises of its type.
        place: u32 = "place" in Form::Whole(1, 1_000), default 100;
        /// What is to be brought about, symptoms first. Text with `code`.
        task: Name = "task" (required);
        /// Settings it begins with, as a link has them.
        start: Name = "start" (required);
        /// What has happened before she who does it takes over.
        acts: Vec<Act> = "do";
        /// When she takes over.
        begins: Millis = "begins" in Form::Seconds(0, LONGEST);
        /// When it is over, met or not.
        until: Millis = "until" in Form::Seconds(1, LONGEST), default 900 * SECOND;
        /// Settings that may be changed, by the names links have for them; `strategy` is one. Objects always may.
        may: Vec<Name> = "may";
        /// When it is done.
        goal: Proof = "goal" (required);
        /// What doing it costs, as values of the goal language: `requests.failed`. Less is better.
        costs: Vec<Cost> = "costs";
        /// How many changes the first solution makes. The build writes it; no file does.
        fewest: Option<u32> = "changes" (computed) in Form::Whole(0, 1_000);
        /// From the faintest to the plainest.
        hints: Vec<Hint> = "hints" (required);
        /// Ways that reach the goal; the first is the one whose costs are par.
        solutions: Vec<Attempt> = "solutions" (required);
        /// Ways that people try and that do not.
        wrong: Vec<Attempt> = "wrong" (required);
        /// What is said once it is done.
        debrief: Option<Debrief> = "debrief" (required);
        /// Where one can read more: an address beginning with `https://`.
        source: Option<Name> = "source" (required);
    }
}

fields! {
    /// Something that doing it costs.
    pub struct Cost ("a cost") {
        /// For people: `failed requests`.
        name: Name = "name" (required);
        /// A value of the goal language, counted from where she takes over.
        value: Name = "value" (required);
        /// What the first solution costs. The build writes it; no file does.
        par: Option<Name> = "par" (computed);
    }
}

fields! {
    /// A word that helps.
    pub struct Hint ("a hint") {
        /// Text with `code`, and with what holds at that moment: `$(deployment/web .spec.replicas)`.
        text: Name = "text" (required);
        /// Where she has to have looked before: the name of a tab.
        look: Option<Look> = "look";
    }
}

fields! {
    /// A way to go about it.
    pub struct Attempt ("a way") {
        /// In a few words. Text with `code`.
        title: Name = "title" (required);
        /// Settings changed before it begins, of those that may be: `strategy=canary&replicas=4`.
        start: Option<Name> = "start";
        /// What is done, in order.
        acts: Vec<Act> = "do";
        /// The run as a link has it, at its last act. The build writes it; no file does.
        show: Option<Name> = "show" (computed);
        /// Of a wrong one: why it does not do. Text with `code`.
        why: Option<Name> = "why";
        /// Of a wrong one: the wrong belief that leads to it.
        misconception: Option<Name> = "misconception";
    }
}

fields! {
    /// What there is to learn from it. Texts with `code`.
    pub struct Debrief ("a debrief") {
        /// What was the matter.
        cause: Name = "cause" (required);
        /// Why that made it fail.
        why: Name = "why" (required);
        /// What mended it.
        mended: Name = "mended" (required);
        /// How it does not happen again.
        prevent: Name = "prevent" (required);
    }
}

/// What kind of thing is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Something is broken.
    Mend,
    /// A strategy is to be chosen.
    Choose,
    /// Something is to be made.
    Build,
}

words! { Sort { "mend" => Self::Mend, "choose" => Self::Choose, "build" => Self::Build } }

/// A tab in which something can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Events,
    Requests,
    Routes,
    Fields,
    Pod,
    Nodes,
    Tables,
}

words! { Look {
    "events" => Self::Events, "requests" => Self::Requests, "routes" => Self::Routes, "fields" => Self::Fields,
    "pod" => Self::Pod, "nodes" => Self::Nodes, "tables" => Self::Tables,
} }

impl Sort {
    pub const ALL: [Self; 3] = [Self::Mend, Self::Choose, Self::Build];
}

impl Exercise {
    /// What is to be done in its run.
    pub fn assignment(&self) -> Assignment {
        Assignment {
            task: self.task.to_string().into(),
            locked: true,
            may: self.may.iter().cloned().chain([OBJECTS.into()]).collect(),
            exercise: Some(self.id.clone()),
            goal: Some(Rc::clone(&self.goal.0)),
            from: self.begins,
            until: self.until,
        }
    }
}
