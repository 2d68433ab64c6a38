//! What a file of questions holds, as tables of fields. Not what makes a good one: that is `podyard check`.

use crate::kube::fields::fields;
use crate::kube::form::Form;
use crate::kube::number::words;
use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND};
use crate::scenario::StrategyKind;

use super::lesson::{Dial, Drawn, Shown};
use super::run::{LONGEST, Proof, Run, plain_settings};
use super::topic::Topic;

/// Points of a line that is drawn, at equal distances from the start to the end.
pub const POINTS: usize = 13;

fields! {
    /// One file of questions, taken in one sitting.
    pub struct Quiz ("a quiz") {
        /// Its name in the page's address, as the file's: `strategies` of `strategies.yaml`.
        id: Name = "id" (required);
        /// For people.
        title: Name = "title" (required);
        /// The Kubernetes versions of which it is true, e.g. `1.27-1.36`.
        kubernetes: Name = "kubernetes" (required);
        /// Where it stands among all quizzes; those of one place stand in the order of their ids.
        place: u32 = "place" in Form::Whole(1, 1_000), default 100;
        /// A sentence or two before the first question. Text with `code`.
        intro: Option<Name> = "intro";
        /// In the order they are asked.
        questions: Vec<Question> = "questions" (required);
    }
}

fields! {
    /// One question. Which fields it has beside the first ones goes by its type.
    pub struct Question ("a question") {
        /// What saved answers know it by. No two questions of all quizzes share one.
        id: Name = "id" (required);
        /// How it is answered.
        kind: Kind = "type" (required);
        /// What it is about.
        topic: Topic = "topic" (required);
        /// What is asked. Text with `code`.
        prompt: Name = "prompt" (required);
        /// Where one can read more: an address beginning with `https://`.
        source: Option<Name> = "source";
        /// The settings with which the sandbox shows what it is about. Where there is a run, those of the run.
        sandbox: Option<Name> = "sandbox";
        /// The run as a link has it, at its last act. The build writes it; no file does.
        show: Option<Name> = "show" (computed);
        /// The run that proves the answer.
        run: Option<Run> = "run";
        /// Of `choice` and `several`: what can be chosen, in any order.
        options: Vec<Choice> = "options";
        /// Of `number`: the right one, a whole number.
        answer: Option<i64> = "answer";
        /// Of `number`: what stands behind the box, e.g. `pods`.
        unit: Option<Name> = "unit";
        /// Of `number`: what the run comes to, a value such as `score.peakPods`. It must be the answer.
        value: Option<Name> = "value";
        /// Of `number`: which of the values it takes during the run.
        take: Take = "take";
        /// Of `text`: what is right, each way to write it. Blanks at the ends and capitals do not count.
        accept: Vec<Name> = "accept";
        /// Of `order`: the steps, in the right order.
        steps: Vec<Name> = "steps";
        /// Of `match`: what belongs together.
        pairs: Vec<Pair> = "pairs";
        /// Of `pod`, `moment` and `goal`: what of the run is seen.
        figure: Vec<Shown> = "figure";
        /// Of `pod`: the instant at which the run is seen.
        at: Option<Millis> = "at" in Form::Seconds(0, LONGEST);
        /// Of `pod`: which of the pods seen then are right, as behind `count(…)`: `pods where STATUS == Terminating`.
        which: Option<Name> = "which";
        /// Of `pod`: when that is asked, where it is not the instant seen.
        judged: Option<Millis> = "judged" in Form::Seconds(0, LONGEST);
        /// Of `moment`: how far off it may be.
        within: Millis = "within" in Form::Seconds(0, LONGEST), default SECOND;
        /// Of `curve`: what is drawn.
        curve: Option<Drawn> = "curve";
        /// Of `goal`: what is to be brought about.
        goal: Option<Proof> = "goal";
        /// Of `goal`: what can be changed for it.
        dials: Vec<Dial> = "dials";
        /// Of `goal`: settings that do it, as a link has them.
        solution: Option<Name> = "solution";
        /// Of `pod`, `moment` and `curve`: what the run comes to. The build writes it; no file does.
        key: Vec<i64> = "key" (computed);
        /// Of all but `choice` and `several`: why the answer is right. Text with `code`.
        reason: Option<Name> = "reason";
        /// Of `number` and `text`: wrong answers that people give, and what is wrong with each.
        wrong: Vec<WrongAnswer> = "wrong";
        /// Of `text`, `order` and `match`: what the run must meet.
        proof: Option<Proof> = "proof";
    }
}

fields! {
    /// One option of a question.
    pub struct Choice ("an option") {
        /// What can be chosen. Text with `code`.
        text: Name = "text" (required);
        /// Whether a right answer holds it.
        right: bool = "right";
        /// Why it is right, or what is wrong with exactly this idea. Text with `code`.
        reason: Name = "reason" (required);
        /// The wrong belief that leads to it: `M1` to `M20`.
        misconception: Option<Name> = "misconception";
        /// What it claims, as a goal: the run must meet it where the option is right, and must not where it is wrong.
        proof: Option<Proof> = "proof";
    }
}

fields! {
    /// Two things that belong together.
    pub struct Pair ("a pair") {
        /// Shown on the left, in the file's order.
        left: Name = "left" (required);
        /// Chosen on the right.
        right: Name = "right" (required);
    }
}

fields! {
    /// A wrong answer that people give.
    pub struct WrongAnswer ("a wrong answer") {
        /// As somebody would write it; a number in quotes.
        answer: Name = "answer" (required);
        /// What is wrong with it. Text with `code`.
        reason: Name = "reason" (required);
        /// The wrong belief that leads to it.
        misconception: Option<Name> = "misconception";
    }
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One option is right.
    Choice,
    /// At least one is; a right answer holds them all and no other.
    Several,
    /// A whole number.
    Number,
    /// A few words, a name or a command.
    Text,
    /// Steps are put in order.
    Order,
    /// Things that belong together are found.
    Match,
    /// Pods of a picture are pointed at.
    Pod,
    /// An instant of a chart is pointed at.
    Moment,
    /// A line is drawn.
    Curve,
    /// Something is brought about.
    Goal,
}

words! { Kind {
    "choice" => Self::Choice, "several" => Self::Several, "number" => Self::Number,
    "text" => Self::Text, "order" => Self::Order, "match" => Self::Match,
    "pod" => Self::Pod, "moment" => Self::Moment, "curve" => Self::Curve, "goal" => Self::Goal,
} }

/// Which of the values that something takes during a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The last one.
    End,
    /// The greatest.
    Most,
    /// The least.
    Least,
}

words! { Take { "end" => Self::End, "most" => Self::Most, "least" => Self::Least } }

/// What there is to ask where a strategy runs, first the strategy itself.
fn topics(strategy: StrategyKind) -> &'static [Topic] {
    match strategy {
        StrategyKind::RollingUpdate => &[Topic::RollingUpdate, Topic::MaxSurgeMaxUnavailable, Topic::Traffic],
        StrategyKind::Recreate => &[Topic::Recreate, Topic::Dependencies],
        StrategyKind::Canary => &[Topic::Canary, Topic::Routes, Topic::Judgement],
        StrategyKind::BlueGreen => &[Topic::BlueGreen, Topic::Dependencies],
    }
}

/// The questions about what runs, in the order of topics.
pub fn about(quizzes: &[Quiz], strategy: StrategyKind) -> Vec<&Question> {
    let of = |topic: &'static Topic| {
        quizzes.iter().flat_map(|quiz| &quiz.questions).filter(move |question| question.topic == *topic)
    };
    topics(strategy).iter().flat_map(of).collect()
}

impl Question {
    /// The settings with which the sandbox shows what it is about.
    pub fn settings(&self) -> Option<&Name> {
        self.run.as_ref().map(|run| &run.start).or(self.sandbox.as_ref())
    }

    /// Where the sandbox shows it: the run, else its settings.
    pub fn link(&self) -> Option<String> {
        let link = self.show.as_ref().map(|link| link.to_string());
        let link = link.or_else(|| self.settings().map(|settings| plain_settings(settings)))?;
        Some(format!("#/sandbox?{link}"))
    }

    /// How many parts an answer is made of: options, steps or pairs.
    pub fn parts(&self) -> usize {
        match self.kind {
            Kind::Choice | Kind::Several => self.options.len(),
            Kind::Order => self.steps.len(),
            Kind::Match => self.pairs.len(),
            Kind::Pod => self.key.len(),
            Kind::Curve => POINTS,
            Kind::Goal => 1,
            Kind::Number | Kind::Text | Kind::Moment => 0,
        }
    }
}
