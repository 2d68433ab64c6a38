//! What a file of questions holds, as tables of fields. Not what makes a good one: that is `podyard check`.

use crate::kube::fields::fields;
use crate::kube::form::Form;
use crate::kube::number::words;
use crate::kube::object::Name;
use crate::scenario::StrategyKind;

use super::run::{Proof, Run, plain_settings};

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
        /// What one may read before.
        texts: Vec<ShortText> = "texts";
        /// What one may do before, in the sandbox.
        exercises: Vec<ToDo> = "exercises";
        /// In the order they are asked.
        questions: Vec<Question> = "questions" (required);
    }
}

fields! {
    /// A paragraph about one thing.
    pub struct ShortText ("a text") {
        /// Its heading.
        title: Name = "title" (required);
        /// Text with `code`.
        text: Name = "text" (required);
        /// The settings with which the sandbox shows what it is about, as a link has them: `strategy=canary&replicas=4`.
        sandbox: Option<Name> = "sandbox";
    }
}

fields! {
    /// Something to do in the sandbox, and what one sees then.
    pub struct ToDo ("something to do") {
        /// Its heading.
        title: Name = "title" (required);
        /// What to do. Text with `code`.
        task: Name = "task" (required);
        /// What one sees when it is done. Text with `code`.
        seen: Name = "seen" (required);
        /// The settings it begins with.
        sandbox: Option<Name> = "sandbox" (required);
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
}

words! { Kind {
    "choice" => Self::Choice, "several" => Self::Several, "number" => Self::Number,
    "text" => Self::Text, "order" => Self::Order, "match" => Self::Match,
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

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Rolling updates and the ReplicaSets that carry them.
    RollingUpdate,
    /// The arithmetic of the two limits.
    MaxSurgeMaxUnavailable,
    /// Recreate, and changes that two versions do not survive side by side.
    Recreate,
    /// A few pods of the new version beside the old one.
    Canary,
    /// Two complete versions and one switch.
    BlueGreen,
    /// Which strategy fits which change.
    Choosing,
    /// What clients meet: connections, ends of pods.
    Traffic,
    /// Rules by header and by weight.
    Routes,
    /// What a canary's figures are worth, and who decides by them.
    Judgement,
    /// What versions need of a database or of another API.
    Dependencies,
}

words! { Topic {
    "rolling-update" => Self::RollingUpdate,
    "max-surge-max-unavailable" => Self::MaxSurgeMaxUnavailable,
    "recreate" => Self::Recreate,
    "canary" => Self::Canary,
    "blue-green" => Self::BlueGreen,
    "choosing" => Self::Choosing,
    "traffic" => Self::Traffic,
    "routes" => Self::Routes,
    "judgement" => Self::Judgement,
    "dependencies" => Self::Dependencies,
} }

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

impl Topic {
    /// Every topic, in the order they are taught.
    pub const ALL: [Self; 10] = [
        Self::RollingUpdate,
        Self::MaxSurgeMaxUnavailable,
        Self::Recreate,
        Self::Canary,
        Self::BlueGreen,
        Self::Choosing,
        Self::Traffic,
        Self::Routes,
        Self::Judgement,
        Self::Dependencies,
    ];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::RollingUpdate => "Rolling update",
            Self::MaxSurgeMaxUnavailable => "maxSurge and maxUnavailable",
            Self::Recreate => "Recreate",
            Self::Canary => "Canary",
            Self::BlueGreen => "Blue/green",
            Self::Choosing => "Choosing a strategy",
            Self::Traffic => "What clients meet",
            Self::Routes => "Routes and weights",
            Self::Judgement => "Judging a canary",
            Self::Dependencies => "Schema and contract",
        }
    }
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
            Kind::Number | Kind::Text => 0,
        }
    }
}
