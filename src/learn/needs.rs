//! What a question needs so that it can be asked and explained, whoever wrote it: `podyard check` reports it, and the page
//! refuses a file of somebody's own for it.

use super::question::{Kind, Question};
use crate::message::Message;

/// What is wrong with a field of a question: its path from the question on, what, and what to do.
pub type Fault = (String, Message, Message);

/// All of it.
pub fn faults(question: &Question) -> Vec<Fault> {
    let mut all = Faults(Vec::new());
    all.said("prompt".into(), &question.prompt);
    all.0.extend(no_address(question.source.as_deref()).map(|(what, fix)| ("source".into(), what, fix)));
    for (index, it) in question.options.iter().enumerate() {
        all.part("options", index, [("text", &it.text), ("reason", &it.reason)]);
    }
    for (index, it) in question.pairs.iter().enumerate() {
        all.part("pairs", index, [("left", &it.left), ("right", &it.right)]);
    }
    for (index, it) in question.wrong.iter().enumerate() {
        all.part("wrong", index, [("answer", &it.answer), ("reason", &it.reason)]);
    }
    for (name, texts) in [("accept", &question.accept), ("steps", &question.steps)] {
        for (index, it) in texts.iter().enumerate() {
            all.said(format!("{name}[{index}]"), it);
        }
    }
    match question.kind {
        Kind::Choice | Kind::Several => all.options(question),
        Kind::Number => all.there("answer", question.answer.is_some()),
        Kind::Text => all.there("accept", !question.accept.is_empty()),
        Kind::Order => all.at_least("steps", question.steps.len(), 3),
        Kind::Match => all.at_least("pairs", question.pairs.len(), 3),
        Kind::Pod | Kind::Moment | Kind::Curve | Kind::Goal => all.seen(question),
    }
    if !matches!(question.kind, Kind::Choice | Kind::Several) {
        all.there("reason", question.reason.is_some());
    }
    all.0
}

/// What is wrong with a source, and what to do.
pub fn no_address(source: Option<&str>) -> Option<(Message, Message)> {
    let text = source.filter(|it| !it.starts_with("https://") || it.contains(char::is_whitespace))?;
    Some((message!("quiz-no-address", text), message!("quiz-begin-https-leave-no")))
}

struct Faults(Vec<Fault>);

impl Faults {
    fn there(&mut self, name: &str, there: bool) {
        if !there {
            let field = name.rsplit('.').next().unwrap_or(name);
            self.0.push((name.into(), message!("quiz-missing"), message!("quiz-add", field)));
        }
    }

    /// A text that must be there.
    fn said(&mut self, path: String, text: &str) {
        self.there(&path, !text.trim().is_empty());
    }

    /// The texts of an item.
    fn part(&mut self, list: &str, index: usize, texts: [(&str, &str); 2]) {
        for (name, text) in texts {
            self.said(format!("{list}[{index}].{name}"), text);
        }
    }

    fn at_least(&mut self, name: &str, count: usize, least: usize) {
        if count < least {
            self.0.push((
                name.into(),
                message!("quiz-least", count, least),
                message!("quiz-add-another", field = name),
            ));
        }
    }

    /// What is answered by what is seen of a run.
    fn seen(&mut self, question: &Question) {
        self.there("run", question.run.is_some());
        let all = match question.kind {
            Kind::Pod => vec![("at", question.at.is_some()), ("which", question.which.is_some())],
            Kind::Moment => vec![("figure", !question.figure.is_empty()), ("proof", question.proof.is_some())],
            Kind::Curve => vec![("curve", question.curve.is_some())],
            _ => vec![
                ("figure", !question.figure.is_empty()),
                ("goal", question.goal.is_some()),
                ("dials", !question.dials.is_empty()),
                ("solution", question.solution.is_some()),
            ],
        };
        all.into_iter().for_each(|(name, there)| self.there(name, there));
    }

    fn options(&mut self, question: &Question) {
        self.at_least("options", question.options.len(), 2);
        let right = question.options.iter().filter(|option| option.right).count();
        let (what, fix) = match (question.kind, right) {
            (Kind::Choice, 0) => (message!("quiz-no-option-right"), message!("quiz-set-right-true-exactly")),
            (Kind::Choice, 2..) => {
                (message!("quiz-options-right-where-one", right), message!("quiz-leave-right-true-one"))
            }
            (_, 0) => (message!("quiz-no-option-right"), message!("quiz-set-right-true-least")),
            _ => return,
        };
        self.0.push(("options".into(), what, fix));
    }
}
