//! What a quiz file may hold. Not what makes a good one: that is `podyard check`.
//!
//! The build compiles this file too (`build.rs` reads the TOML with it), so it knows nothing but serde.

use serde::{Deserialize, Deserializer, Serialize, de};

/// The only form of a quiz file there is so far.
pub const FORMAT_VERSION: u32 = 1;

/// One file of questions, taken in one sitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    /// The form of the file: [`FORMAT_VERSION`]. Any other is refused when read.
    #[serde(deserialize_with = "format_version")]
    pub format_version: u32,
    /// Its name in the page's address, as the file's: `strategies` of `strategies.toml`.
    pub id: String,
    /// For people.
    pub title: String,
    /// A sentence or two before the first question. Text with `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    /// What one may read before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<ShortText>,
    /// What one may do before, in the sandbox.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exercises: Vec<Exercise>,
    /// In the order they are asked.
    pub questions: Vec<Question>,
}

/// A paragraph about one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortText {
    /// Its heading.
    pub title: String,
    /// Text with `code`.
    pub text: String,
    /// The strategy with which the sandbox shows what it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub try_strategy: Option<TryStrategy>,
}

/// Something to do in the sandbox, and what one sees then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// Its heading.
    pub title: String,
    /// What to do. Text with `code`.
    pub task: String,
    /// What one sees when it is done. Text with `code`.
    pub seen: String,
    /// The strategy it begins with.
    pub try_strategy: TryStrategy,
}

/// One question with its options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What saved answers know it by. No two questions of all quizzes share one.
    pub id: String,
    /// How many options are right.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What it is about.
    pub topic: Topic,
    /// What is asked. Text with `code`.
    pub prompt: String,
    /// Where one can read more: an address beginning with `https://`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The strategy with which the sandbox shows what the question is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub try_strategy: Option<TryStrategy>,
    /// In the order of the file, which is not the order shown. An answer is a set of indices into it, from 0.
    pub options: Vec<Choice>,
}

/// One option of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What can be chosen. Text with `code`.
    pub text: String,
    /// Whether a right answer holds it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub right: bool,
    /// Why it is right, or what is wrong with exactly this idea. Text with `code`.
    pub reason: String,
}

/// How many options of a question are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Exactly one.
    Choice,
    /// At least one; a right answer holds them all and no other.
    Multi,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// A strategy of the sandbox, by the name its address knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TryStrategy {
    /// `#/sandbox?strategy=rolling-update`
    RollingUpdate,
    /// `#/sandbox?strategy=recreate`
    Recreate,
    /// `#/sandbox?strategy=canary`
    Canary,
    /// `#/sandbox?strategy=blue-green`
    BlueGreen,
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

    /// As a quiz file writes it.
    pub fn slug(self) -> &'static str {
        match self {
            Self::RollingUpdate => "rolling-update",
            Self::MaxSurgeMaxUnavailable => "max-surge-max-unavailable",
            Self::Recreate => "recreate",
            Self::Canary => "canary",
            Self::BlueGreen => "blue-green",
            Self::Choosing => "choosing",
            Self::Traffic => "traffic",
            Self::Routes => "routes",
            Self::Judgement => "judgement",
            Self::Dependencies => "dependencies",
        }
    }

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

impl TryStrategy {
    /// Every strategy of the sandbox.
    pub const ALL: [Self; 4] = [Self::RollingUpdate, Self::Recreate, Self::Canary, Self::BlueGreen];

    /// As the sandbox's address and a quiz file write it.
    pub fn slug(self) -> &'static str {
        match self {
            Self::RollingUpdate => "rolling-update",
            Self::Recreate => "recreate",
            Self::Canary => "canary",
            Self::BlueGreen => "blue-green",
        }
    }
}

/// Refuses a form this program does not know, instead of misreading it.
fn format_version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        FORMAT_VERSION => Ok(FORMAT_VERSION),
        other => Err(de::Error::custom(format!("format_version {other} is not known, only {FORMAT_VERSION}"))),
    }
}

fn is_false(value: &bool) -> bool {
    !value
}
