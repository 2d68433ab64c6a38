//! What became of all runs that were handed in, as a table: for people, as CSV and as JSON.

use std::collections::BTreeMap;

use crate::kube::tree::{Mapping, Node, Value};
use crate::message::{Message, Said, Say};
use crate::pace::Pace;

use super::exercise::Exercise;
use super::filled::{plain, seconds};
use super::grading::Grade;
use super::handed_in::{HandedIn, seed_of};

/// A run and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Whose it is.
    pub name: String,
    /// What became of it; nothing where it could not be read.
    pub grade: Option<Grade>,
    /// What is to be said of it beside that.
    pub remarks: Vec<Said>,
}

impl Mark {
    /// It is a run of the exercise, reaches its goal, and is nobody else's.
    pub fn solved(&self) -> bool {
        self.grade.as_ref().is_some_and(Grade::solved)
    }
}

impl Exercise {
    /// Executes all runs. `class` is the code that was given out; empty where none was.
    pub async fn mark(&self, runs: Vec<HandedIn>, class: &str, pace: &Pace) -> Vec<Mark> {
        let usual = self.scenario(None, None).map_or(0, |scenario| scenario.seed);
        let mut first: BTreeMap<u64, String> = BTreeMap::new();
        let mut marks = Vec::new();
        for (index, HandedIn { name, run }) in runs.into_iter().enumerate() {
            let run = match run {
                Ok(run) => run,
                Err(refused) => {
                    marks.push(Mark { name, grade: None, remarks: vec![refused.whole().into()] });
                    continue;
                }
            };
            let grade = self.grade_paced(&run, pace).await;
            let mut remarks: Vec<Said> = grade.faults.iter().cloned().map(Said::from).collect();
            if !class.trim().is_empty() && grade.seed != seed_of(class, &name) {
                remarks.push(message!("grade-seed-is-not-hers").into());
            }
            let whose = if name.is_empty() { (index + 1).to_string() } else { name.clone() };
            match first.get(&grade.seed) {
                Some(other) if grade.seed != usual => remarks.push(message!("grade-seed-twice", other).into()),
                Some(_) => {}
                None => drop(first.insert(grade.seed, whose)),
            }
            marks.push(Mark { name, grade: Some(grade), remarks });
        }
        marks
    }

    /// The columns of the table.
    pub fn columns(&self) -> Vec<Said> {
        let begin =
            [message!("grade-name"), message!("grade-result"), message!("grade-after"), message!("grade-changes")];
        let costs = self.costs.iter().map(|cost| Said::from(cost.name.to_string()));
        let end = [message!("grade-seed"), message!("grade-remarks")];
        begin.into_iter().map(Said::from).chain(costs).chain(end.into_iter().map(Said::from)).collect()
    }

    /// A row of it, a text for each column.
    pub fn row(&self, mark: &Mark, say: Say) -> Vec<String> {
        let grade = mark.grade.as_ref();
        let verdict = grade.and_then(|grade| grade.verdict.as_ref());
        let result: Message = match grade {
            Some(grade) if grade.solved() => message!("grade-solved"),
            Some(grade) if grade.faults.is_empty() => message!("grade-not-solved"),
            _ => message!("grade-not-counted"),
        };
        let number = |number: Option<String>| number.unwrap_or_default();
        let mut row = vec![mark.name.clone(), say(&result.into())];
        row.push(number(grade.and_then(|grade| grade.met).map(seconds)));
        row.push(number(grade.map(|grade| grade.changes.to_string())));
        for index in 0..self.costs.len() {
            row.push(number(grade.and_then(|grade| grade.costs[index].as_ref()).map(plain)));
        }
        row.push(number(grade.map(|grade| grade.seed.to_string())));
        let mut remarks: Vec<String> = mark.remarks.iter().map(say).collect();
        if mark.grade.as_ref().is_some_and(|grade| grade.faults.is_empty() && grade.met.is_none()) {
            remarks.extend(verdict.map(|verdict| say(&verdict.explain().into())));
        }
        row.push(remarks.join(" "));
        row
    }

    /// All of it for programs; times in ms.
    pub fn json(&self, marks: &[Mark], say: Say) -> String {
        let text = |text: &str| Some(Node::from(Value::Text(text.to_owned())));
        let number = |number: u64| Some(Node::from(Value::Number(number.to_string())));
        let one = |mark: &Mark| {
            let (mut tree, mut costs) = (Mapping::default(), Mapping::default());
            tree.put("name", text(&mark.name));
            tree.put("solved", Some(Value::Bool(mark.solved()).into()));
            if let Some(grade) = &mark.grade {
                tree.put("metAfterMilliseconds", grade.met.and_then(number));
                tree.put("changes", number(grade.changes as u64));
                for (cost, value) in self.costs.iter().zip(&grade.costs) {
                    costs.put(&cost.name, value.as_ref().and_then(|value| text(&plain(value))));
                }
                tree.put("costs", costs.end());
                tree.put("seed", number(grade.seed));
            }
            tree.put("remarks", self.row(mark, say).last().and_then(|remarks| text(remarks)));
            tree.end().unwrap_or_else(|| Value::Map(Vec::new()).into())
        };
        let mut all = Mapping::default();
        all.put("exercise", text(&self.id));
        all.put("runs", Some(Value::List(marks.iter().map(one).collect()).into()));
        all.end().map_or_else(String::new, |all| all.json() + "\n")
    }

    /// The table for a spreadsheet.
    pub fn csv(&self, marks: &[Mark], say: Say) -> String {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |cells: Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n";
        let head = line(self.columns().iter().map(say).collect());
        head + &marks.iter().map(|mark| line(self.row(mark, say))).collect::<String>()
    }
}
