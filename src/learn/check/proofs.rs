//! Whether answers are true: what they claim of the cluster is run.

use std::rc::Rc;

use crate::guide::goal::Goal;
use crate::guide::watch::Verdict;
use crate::learn::play::Stuck;
use crate::learn::played::chosen;
use crate::learn::question::{Kind, Question, Quiz, Take};
use crate::learn::run::Run;
use crate::learn::{Given, grade};

use super::Sheet;

/// Reports what the simulator says otherwise, and what cannot be run.
pub(super) fn check(sheet: &mut Sheet<'_>, quiz: &Quiz) {
    for (index, question) in quiz.questions.iter().enumerate() {
        let path = format!("questions[{index}]");
        match &question.run {
            Some(_) if question.is_seen() => look(sheet, &path, question),
            Some(run) => prove(sheet, &path, question, run),
            None => claims_without_run(sheet, &path, question),
        }
    }
}

/// What is seen of a run has to tell one answer from another: some pods are right and some are not, the instant comes, the
/// line is not flat, the goal is reached by the solution and not before.
fn look(sheet: &mut Sheet<'_>, path: &str, question: &Question) {
    let worked_out = question.worked_out();
    let key = match &worked_out {
        Ok(key) => key,
        Err(stuck) => {
            let Stuck { field, what, fix } = stuck.clone();
            return sheet.report(format!("{path}.{field}"), message!("learn-refused", what), fix);
        }
    };
    let differ = || key.iter().any(|value| *value != key[0]);
    let (field, tells) = match question.kind {
        Kind::Pod => ("which", differ()),
        Kind::Moment => ("proof", key.len() == 1),
        Kind::Curve => ("curve", differ() && !is_flat(question, key)),
        _ => ("goal", reaches(question)),
    };
    if !tells {
        sheet.report(format!("{path}.{field}"), message!("quiz-any-would-do"), message!("quiz-mend-answer-or-run"));
    }
}

/// Whether who draws nothing, a line that stays as it begins, would be right.
fn is_flat(question: &Question, key: &[i64]) -> bool {
    let nothing = vec![usize::try_from(key[0]).unwrap_or(0); key.len()];
    grade(&Question { key: key.to_vec(), ..question.clone() }, &Given::Placed(nothing))
}

/// Whether the solution reaches the goal, and doing nothing does not.
fn reaches(question: &Question) -> bool {
    let lesson = question.staged();
    let met = |settings: &str| {
        question.played(&chosen(settings)).is_ok_and(|played| played.met(&lesson, 0, &lesson.blocks[0]).contains(&true))
    };
    met(question.solution.as_deref().unwrap_or_default()) && !met("")
}

/// A claim of an answer: where it stands, the goal, and whether it must be met.
type Claim = (String, Rc<Goal>, bool);

fn prove(sheet: &mut Sheet<'_>, path: &str, question: &Question, run: &Run) {
    let Some(claims) = claims(sheet, path, question) else { return };
    let goals: Vec<Rc<Goal>> = claims.iter().map(|(_, goal, _)| goal.clone()).collect();
    match run.verdicts(&goals) {
        Ok(verdicts) => {
            for ((path, _, wanted), verdict) in claims.iter().zip(verdicts) {
                let met = matches!(verdict, Verdict::Met { .. });
                if met != *wanted {
                    let what = if *wanted {
                        message!("quiz-not-so", verdict = verdict.explain())
                    } else {
                        message!("quiz-is-so", verdict = verdict.explain())
                    };
                    sheet.report(path, what, message!("quiz-mend-answer-or-run"));
                }
            }
        }
        Err(Stuck { field, what, fix }) => {
            sheet.report(format!("{path}.{field}"), message!("learn-refused", what), fix)
        }
    }
}

/// That a value comes to an answer, as goals of which each must be met. Below `all` they would not do: there what must
/// always hold need no longer hold once the rest is met.
///
/// The most of `deployment/web .status.replicas` is 13: `eventually: … == 13` and `always: … <= 13`.
fn claimed(value: &str, take: Take, answer: i64) -> Vec<String> {
    let bound = match take {
        Take::End => return vec![format!("at the end: {value} == {answer}")],
        Take::Most => "<=",
        Take::Least => ">=",
    };
    vec![format!("eventually: {value} == {answer}"), format!("always: {value} {bound} {answer}")]
}

/// What a question's answers claim; nothing where they claim too little to prove it, which is reported.
fn claims(sheet: &mut Sheet<'_>, path: &str, question: &Question) -> Option<Vec<Claim>> {
    let mut claims: Vec<Claim> = Vec::new();
    for (index, option) in question.options.iter().enumerate() {
        match &option.proof {
            Some(proof) => claims.push((format!("{path}.options[{index}].proof"), proof.0.clone(), option.right)),
            None if option.right => {
                let at = format!("{path}.options[{index}].proof");
                sheet.report(at, message!("quiz-right-unproved"), message!("quiz-write-its-goal"));
            }
            None => {}
        }
    }
    if question.kind == Kind::Number {
        let Some((value, answer)) = question.value.as_ref().zip(question.answer) else {
            sheet.report(format!("{path}.value"), message!("quiz-missing"), message!("quiz-write-value"));
            return None;
        };
        for goal in claimed(value, question.take, answer) {
            match Goal::parse(&goal) {
                Ok(goal) => claims.push((format!("{path}.answer"), Rc::new(goal), true)),
                Err(problems) => {
                    for problem in problems {
                        sheet.report(format!("{path}.value"), problem.what, problem.fix);
                    }
                    return None;
                }
            }
        }
    }
    claims.extend(question.proof.iter().map(|proof| (format!("{path}.proof"), proof.0.clone(), true)));
    if claims.is_empty() {
        sheet.report(format!("{path}.run"), message!("quiz-run-proves-nothing"), message!("quiz-write-its-goal"));
    }
    // A goal that any run meets proves nothing: a wrong option must claim something too.
    let of_options = matches!(question.kind, Kind::Choice | Kind::Several);
    if of_options && !claims.iter().any(|(.., wanted)| !wanted) && claims.iter().any(|(.., wanted)| *wanted) {
        sheet.report(format!("{path}.options"), message!("quiz-no-wrong-proof"), message!("quiz-write-a-wrong-goal"));
    }
    Some(claims)
}

fn claims_without_run(sheet: &mut Sheet<'_>, path: &str, question: &Question) {
    let of_options = (0..).zip(&question.options).filter(|(_, option)| option.proof.is_some());
    let mut at: Vec<String> = of_options.map(|(index, _)| format!("{path}.options[{index}].proof")).collect();
    at.extend(question.proof.as_ref().map(|_| format!("{path}.proof")));
    at.extend(question.value.as_ref().map(|_| format!("{path}.value")));
    for path in at {
        sheet.report(path, message!("quiz-proof-without-run"), message!("quiz-write-a-run"));
    }
}
