//! What a file of a lesson holds, as tables of fields. What makes a good one is for `podyard check` to say.

use crate::kube::fields::fields;
use crate::kube::form::Form;
use crate::kube::number::words;
use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND};

use super::run::{Act, LONGEST, Proof};
use super::topic::Topic;

fields! {
    /// Something to read, with runs of a cluster in it.
    pub struct Lesson ("a lesson") {
        /// Its name in links, as the file's: `readiness` of `readiness.yaml`.
        id: Name = "id" (required);
        /// For people.
        title: Name = "title" (required);
        /// What it is about.
        topic: Topic = "topic" (required);
        /// The Kubernetes versions of which it is true, e.g. `1.27-1.36`.
        kubernetes: Name = "kubernetes" (required);
        /// Where it stands on the map.
        place: u32 = "place" in Form::Whole(1, 1_000), default 100;
        /// How long it takes to read and try, in minutes.
        minutes: u32 = "minutes" in Form::Whole(1, 60), default 10;
        /// What one can do after it, in a sentence: it stands on the map. Text with `code`.
        about: Name = "about" (required);
        /// Lessons that come before, by their ids.
        needs: Vec<Name> = "needs";
        /// The runs that its figures and numbers are of. A block that names none is about the first.
        runs: Vec<Setup> = "runs" (required);
        /// What is read, from top to bottom.
        blocks: Vec<Block> = "blocks" (required);
        /// What one keeps: texts, lists, figures on one printed page.
        card: Vec<Block> = "card" (required);
        /// Questions by which the lesson is passed, by their ids.
        test: Vec<Name> = "test" (required);
        /// Where one can read more: addresses beginning with `https://`.
        sources: Vec<Name> = "sources" (required);
    }
}

fields! {
    /// A run that the reader can change.
    pub struct Setup ("a lesson's run") {
        /// What blocks know it by.
        id: Name = "id" (required);
        /// Settings it begins with, as a link has them.
        start: Name = "start" (required);
        /// What is done in it, in order.
        acts: Vec<Act> = "do";
        /// When it ends.
        until: Millis = "until" in Form::Seconds(1, LONGEST), default 60 * SECOND;
        /// What can be changed in it.
        dials: Vec<Dial> = "dials";
        /// What can be done in it instead of `do`: the first unless another is chosen, by the dial `way`.
        ways: Vec<Way> = "ways";
    }
}

fields! {
    /// A setting that can be changed in a sentence or under a figure.
    pub struct Dial ("a dial") {
        /// The setting, by the name links have for it.
        control: Name = "control" (required);
        /// The least of a number, and the most.
        from: Option<u32> = "from" in Form::Whole(0, 100_000);
        to: Option<u32> = "to" in Form::Whole(0, 100_000);
        /// How far a step goes.
        by: u32 = "by" in Form::Whole(1, 10_000), default 1;
        /// What it can be, where it is no row of numbers, as a link has it: `25%`.
        values: Vec<Name> = "values";
    }
}

fields! {
    /// Something that can be done in a run.
    pub struct Way ("a way") {
        /// In a few words. Text with `code`.
        title: Name = "title" (required);
        /// What is done, in order.
        acts: Vec<Act> = "do";
    }
}

fields! {
    /// A piece of a lesson. It holds one of `heading`, `text`, `list`, `code`, `figure`, `predict`, `discover`, `ask`.
    pub struct Block ("a block") {
        heading: Option<Name> = "heading";
        /// A paragraph: text with `code`, values of the run as `$(requests.failed)`, dials of it as `[[replicas]]`.
        text: Option<Name> = "text";
        /// Texts of the same kind, one under the other.
        list: Vec<Name> = "list";
        /// A manifest or commands, as they are.
        code: Option<Name> = "code";
        figure: Option<Figure> = "figure";
        predict: Option<Predict> = "predict";
        discover: Option<Discover> = "discover";
        /// A question, by its id.
        ask: Option<Name> = "ask";
        /// The run it is about, by its id.
        run: Option<Name> = "run";
    }
}

fields! {
    /// A run as it is seen.
    pub struct Figure ("a figure") {
        /// What of it, one under the other.
        show: Vec<Shown> = "show" (required);
        /// The instant it first stands at; its end unless given.
        at: Option<Millis> = "at" in Form::Seconds(0, LONGEST);
        /// What can be changed under it: dials of the run.
        dials: Vec<Name> = "dials";
        /// What one should see. A text of the run.
        caption: Name = "caption" (required);
    }
}

fields! {
    /// Something to foretell. It has one of `number`, `options`, `curve`.
    pub struct Predict ("a prediction") {
        /// What it is kept by.
        id: Name = "id" (required);
        /// What is asked. A text of the run.
        question: Name = "question" (required);
        /// What the number is: a value of the run, such as `most count(pods -l app=web)`.
        number: Option<Name> = "number";
        /// What stands behind the number: `pods`.
        unit: Option<Name> = "unit";
        /// Of which exactly one comes true.
        options: Vec<Guess> = "options";
        /// What is drawn.
        curve: Option<Drawn> = "curve";
        /// What of the run is seen once one has said it.
        show: Vec<Shown> = "show";
        /// Why it came as it did. A text of the run.
        because: Name = "because" (required);
    }
}

fields! {
    /// One of the things that could happen.
    pub struct Guess ("a guess") {
        /// Text with `code`.
        text: Name = "text" (required);
        /// What it says, as a goal: the run meets that of one guess only.
        proof: Proof = "proof" (required);
        /// The wrong belief that leads to it.
        misconception: Option<Name> = "misconception";
    }
}

fields! {
    /// Something to bring about with dials, which ticks itself.
    pub struct Discover ("a discovery") {
        /// What it is kept by.
        id: Name = "id" (required);
        /// What to bring about. Text with `code`.
        task: Name = "task" (required);
        /// What can be changed for it: dials of the run.
        dials: Vec<Name> = "dials" (required);
        /// What of the run is seen.
        show: Vec<Shown> = "show" (required);
        /// When it is done.
        goal: Proof = "goal" (required);
        /// Settings that do it, as a link has them; `way=2` for the second way.
        solution: Name = "solution" (required);
        /// What is said once it is done. A text of the run.
        then: Name = "then" (required);
    }
}

/// What of a run is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Lanes of pods, at an instant.
    Picture,
    /// Pods over time.
    Pods,
    Share,
    Errors,
    Latency,
}

words! { Shown {
    "picture" => Self::Picture, "pods" => Self::Pods,
    "share" => Self::Share, "errors" => Self::Errors, "latency" => Self::Latency,
} }

/// What one draws over the time of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Pods that are available.
    Available,
    /// Pods that are there.
    Total,
    /// Requests that end at the newest version, percent.
    Share,
}

words! { Drawn { "available" => Self::Available, "total" => Self::Total, "share" => Self::Share } }

/// The dial that chooses among a run's ways.
pub const WAY: &str = "way";

impl Lesson {
    /// The place of the run that a block is about.
    pub fn run_of(&self, block: &Block) -> Option<usize> {
        match &block.run {
            Some(id) => self.runs.iter().position(|run| run.id == *id),
            None => (!self.runs.is_empty()).then_some(0),
        }
    }

    /// Those of all lessons that come before it: id and title.
    pub fn needed(&self, all: &[Self]) -> Vec<(Name, Name)> {
        let needed = |id: &Name| all.iter().find(|lesson| lesson.id == *id);
        self.needs.iter().filter_map(needed).map(|lesson| (lesson.id.clone(), lesson.title.clone())).collect()
    }

    /// Everything that is read, the card last.
    pub fn all_blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().chain(&self.card)
    }

    /// What there is to do in it, by the names it is kept by.
    pub fn tasks(&self) -> impl Iterator<Item = &Name> {
        self.blocks.iter().filter_map(|block| match (&block.predict, &block.discover) {
            (Some(predict), _) => Some(&predict.id),
            (_, Some(discover)) => Some(&discover.id),
            _ => None,
        })
    }
}

impl Block {
    /// Its texts, in which values and dials of its run may stand, each with its field and its place in a list of several.
    pub fn texts(&self) -> Vec<(&'static str, Option<usize>, &Name)> {
        let mut all: Vec<_> = self.text.iter().map(|it| ("text", None, it)).collect();
        all.extend(self.list.iter().enumerate().map(|(index, it)| ("list", Some(index), it)));
        all.extend(self.figure.iter().map(|it| ("figure.caption", None, &it.caption)));
        if let Some(it) = &self.predict {
            all.extend([("predict.question", None, &it.question), ("predict.because", None, &it.because)]);
        }
        if let Some(it) = &self.discover {
            all.extend([("discover.task", None, &it.task), ("discover.then", None, &it.then)]);
        }
        all
    }
}

impl Dial {
    /// Everything it can be, in order.
    pub fn all(&self) -> Vec<Name> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if self.values.is_empty() => {
                (from..=to).step_by(self.by.max(1) as usize).map(|number| number.to_string().into()).collect()
            }
            _ => self.values.clone(),
        }
    }
}
