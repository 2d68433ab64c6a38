//! The run of a question that is answered by what is seen of it: pods, an instant, a line, something brought about.

use crate::kube::object::Name;

use super::lesson::{Block, Discover, Figure, Lesson, Setup};
use super::question::{Kind, Question};

impl Question {
    /// It is answered by what is seen of its run.
    pub fn is_seen(&self) -> bool {
        matches!(self.kind, Kind::Pod | Kind::Moment | Kind::Curve | Kind::Goal)
    }

    /// Its run as a lesson has one, with a block that shows what there is to see: its figure, or what is to be brought about.
    pub fn staged(&self) -> Lesson {
        let run = self.run.clone().unwrap_or_default();
        let setup = Setup {
            id: "run".into(),
            start: run.start,
            acts: run.acts,
            until: run.until,
            dials: self.dials.clone(),
            ..Setup::default()
        };
        let names: Vec<Name> = self.dials.iter().map(|dial| dial.control.clone()).collect();
        let mut block = Block::default();
        match &self.goal {
            Some(goal) => {
                let solution = self.solution.clone().unwrap_or_default();
                block.discover = Some(Discover {
                    dials: names,
                    show: self.figure.clone(),
                    goal: goal.clone(),
                    solution,
                    ..Discover::default()
                });
            }
            None => block.figure = Some(Figure { show: self.figure.clone(), at: self.at, ..Figure::default() }),
        }
        Lesson { runs: vec![setup], blocks: vec![block], ..Lesson::default() }
    }
}

// In the page only while it is developed: a release has the keys in its file of questions.
#[cfg(any(not(target_arch = "wasm32"), debug_assertions))]
mod key {
    use crate::guide::value::Value;
    use crate::guide::watch::Verdict;
    use crate::kube::Malformed;
    use crate::learn::play::Stuck;
    use crate::learn::played::{Chosen, Played};
    use crate::learn::question::{Kind, POINTS, Question};
    use crate::pace::at_once;

    impl Question {
        /// What its run comes to: of each pod seen whether it is right, the instant in ms, the line's values.
        ///
        /// # Errors
        ///
        /// What of the run cannot be done; what of a value cannot be read stands in its field.
        pub fn worked_out(&self) -> Result<Vec<i64>, Stuck> {
            match self.kind {
                Kind::Pod => self.pods(),
                Kind::Moment => self.moment(),
                Kind::Curve => {
                    let played = self.played(&Chosen::new())?;
                    Ok(self.curve.map_or_else(Vec::new, |drawn| played.curve(drawn, POINTS)))
                }
                _ => Ok(Vec::new()),
            }
        }

        /// Its run, executed with dials set.
        pub fn played(&self, chosen: &Chosen) -> Result<Played, Stuck> {
            let lesson = self.staged();
            at_once(async |pace| lesson.execute(0, chosen, pace).await)
        }

        fn pods(&self) -> Result<Vec<i64>, Stuck> {
            let at = self.at.unwrap_or_default();
            let counted = format!("count({})", self.which.as_deref().unwrap_or_default());
            let value = Value::parse(&counted).map_err(|wrong| of("which", wrong))?;
            let Value::Count(things) = value else { return Ok(Vec::new()) };
            let run = self.run.clone().unwrap_or_default();
            let mut session = run.begin()?;
            run.on_to(&mut session, self.judged.unwrap_or(at).max(at))?;
            let right = things.all(session.cluster());
            // Those that the page shows, in the order in which it shows them.
            let played = self.played(&Chosen::new())?;
            let seen = played.frame(at).into_iter().flat_map(|frame| frame.lanes.iter().flat_map(|lane| &lane.pods));
            Ok(seen.map(|pod| i64::from(right.contains(&pod.uid))).collect())
        }

        /// The first instant at which its proof is met.
        fn moment(&self) -> Result<Vec<i64>, Stuck> {
            let goal = self.proof.iter().map(|proof| proof.0.clone()).collect::<Vec<_>>();
            let run = self.run.clone().unwrap_or_default();
            // Verdicts are told by the cluster's clock.
            let origin = run.begin()?.origin();
            let met = run.verdicts(&goal)?.into_iter().filter_map(|verdict| match verdict {
                Verdict::Met { at, .. } => i64::try_from(at.checked_sub(origin)?).ok(),
                _ => None,
            });
            Ok(met.collect())
        }
    }

    fn of(field: &str, wrong: Malformed) -> Stuck {
        Stuck { field: field.into(), what: wrong.what.into(), fix: wrong.fix }
    }
}
