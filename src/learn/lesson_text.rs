//! A lesson's texts: words, `code`, values of a run, `$(requests.failed)`, and dials of it, `[[replicas]]`.
//!
//! A value may be the most or the least of a run, `$(most count(pods))`, or that of an instant, `$(score.failed at 12s)`;
//! several may be added or taken away, `$(maxSurge(deployment/web) + deployment/web .spec.replicas)`, and one sum be told
//! as a part of another: `$(count(pods -l track=canary) / count(pods))`.

use crate::guide::datum::Datum;
use crate::guide::gauge::Gauge;
use crate::guide::value::Value;
use crate::kube::Malformed;
use crate::kube::time::Millis;
use crate::sim::Cluster;

use super::answer::instant;
use super::filled::{Piece, pieces};
use super::question::Take;
use super::text::{self, spans};

/// A piece of such a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    Text(&'a str),
    Code(&'a str),
    /// With the word behind it where there is one of it, and where there are several: `$(count(pods), pod|pods)`.
    Value(&'a str, Option<(&'a str, &'a str)>),
    Dial(&'a str),
}

/// Its pieces in order, none of them empty.
pub fn lesson_spans(text: &str) -> Vec<Span<'_>> {
    let mut all = Vec::new();
    for span in spans(text) {
        match span {
            text::Span::Code(code) => all.push(Span::Code(code)),
            text::Span::Text(text) => {
                for piece in pieces(text) {
                    match piece {
                        Piece::Value(value) => all.push(counted(value)),
                        Piece::Words(words) => dials(words, &mut all),
                    }
                }
            }
        }
    }
    all.retain(|span| *span != Span::Text(""));
    all
}

fn counted(text: &str) -> Span<'_> {
    let noun = text.rsplit_once(", ").and_then(|(value, nouns)| Some((value, nouns.split_once('|')?)));
    noun.map_or(Span::Value(text, None), |(value, noun)| Span::Value(value, Some(noun)))
}

fn dials<'a>(words: &'a str, all: &mut Vec<Span<'a>>) {
    let mut rest = words;
    while let Some((before, (dial, after))) =
        rest.split_once("[[").and_then(|(before, after)| Some((before, after.split_once("]]")?)))
    {
        all.extend([Span::Text(before), Span::Dial(dial)]);
        rest = after;
    }
    all.push(Span::Text(rest));
}

/// What stands between `$(` and `)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    terms: Vec<Term>,
    over: Option<Box<Sum>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    less: bool,
    take: Take,
    at: Option<Millis>,
    value: Value,
}

impl Sum {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// What is wrong with one of its values, and what to write.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if let Some((part, whole)) = text.split_once(" / ") {
            return Ok(Self { over: Some(Box::new(Self::parse(whole)?)), ..Self::parse(part)? });
        }
        let (mut terms, mut rest, mut less) = (Vec::new(), text, false);
        loop {
            let end = [" + ", " - "].into_iter().filter_map(|sign| rest.find(sign)).min().unwrap_or(rest.len());
            terms.push(Term::parse(rest[..end].trim(), less)?);
            if end == rest.len() {
                return Ok(Self { terms, over: None });
            }
            less = rest[end..].starts_with(" - ");
            rest = &rest[end + 3..];
        }
    }
}

impl Term {
    fn parse(text: &str, less: bool) -> Result<Self, Malformed> {
        let (take, text) = [("most ", Take::Most), ("least ", Take::Least)]
            .into_iter()
            .find_map(|(word, take)| Some((take, text.strip_prefix(word)?)))
            .unwrap_or((Take::End, text));
        let taken_at = |(value, at): (&'_ str, &'_ str)| Some((value.len(), instant(at.strip_suffix('s')?)?));
        let at = text.rsplit_once(" at ").and_then(taken_at);
        let value = at.map_or(text, |(end, _)| &text[..end]);
        Ok(Self { less, take, at: at.map(|(_, at)| at), value: Value::parse(value)? })
    }
}

/// A sum while it is watched.
#[derive(Debug)]
pub struct Sought {
    terms: Vec<(Term, Gauge, Option<Datum>)>,
    over: Option<Box<Sought>>,
    start: Millis,
}

impl Sought {
    /// Begins to count now.
    pub fn begin(sum: &Sum, cluster: &Cluster) -> Self {
        let term = |term: &Term| (term.clone(), Gauge::begin(&term.value, cluster), None);
        let over = sum.over.as_ref().map(|over| Box::new(Self::begin(over, cluster)));
        let mut sought = Self { terms: sum.terms.iter().map(term).collect(), over, start: cluster.now() };
        sought.look(cluster);
        sought
    }

    /// To be called after every event, and at the end.
    pub fn look(&mut self, cluster: &Cluster) {
        if let Some(over) = &mut self.over {
            over.look(cluster);
        }
        let elapsed = cluster.now() - self.start;
        for (term, gauge, kept) in &mut self.terms {
            if term.at.is_some_and(|at| at < elapsed) {
                continue;
            }
            gauge.look(cluster);
            let Some(now) = gauge.now() else { continue };
            let better = match (&*kept, term.take) {
                (None, _) | (_, Take::End) => true,
                (Some(kept), Take::Most) => number(now) > number(kept),
                (Some(kept), Take::Least) => number(now) < number(kept),
            };
            if better {
                *kept = Some(now.clone());
            }
        }
    }

    /// What it comes to; nothing where one of its values cannot be told, or cannot be added.
    pub fn now(&self) -> Option<Datum> {
        let mut terms = self.terms.iter();
        let mut sum = terms.next()?.2.clone()?;
        for (term, _, kept) in terms {
            sum = added(&sum, kept.as_ref()?, term.less)?;
        }
        match &self.over {
            Some(over) => share(&sum, &over.now()?),
            None => Some(sum),
        }
    }
}

fn number(datum: &Datum) -> Option<i64> {
    match datum {
        Datum::Number(number) => Some(*number),
        Datum::Share(number) | Datum::Time(number) => i64::try_from(*number).ok(),
        Datum::Bool(_) | Datum::Text(_) => None,
    }
}

/// 1 of 8 is 12.5%.
fn share(part: &Datum, whole: &Datum) -> Option<Datum> {
    let (part, whole) = (number(part)?, number(whole)?);
    let permille = part.checked_mul(1_000)?.checked_add(whole / 2)?.checked_div(whole)?;
    permille.try_into().ok().map(Datum::Share)
}

fn added(one: &Datum, other: &Datum, less: bool) -> Option<Datum> {
    let sum = |one: i64, other: i64| if less { one.checked_sub(other) } else { one.checked_add(other) };
    let both = sum(number(one)?, number(other)?)?;
    Some(match (one, other) {
        (Datum::Number(_), Datum::Number(_)) => Datum::Number(both),
        (Datum::Share(_), Datum::Share(_)) => Datum::Share(both.try_into().ok()?),
        (Datum::Time(_), Datum::Time(_)) => Datum::Time(both.try_into().ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Span::{Code, Dial, Text, Value};
    use super::*;

    #[test]
    fn pieces_of_a_text() {
        let text =
            "With [[replicas]] pods and `maxSurge` [[maxSurge]], at most $(most count(pods -l app=web), pod|pods).";
        let expected = [
            Text("With "),
            Dial("replicas"),
            Text(" pods and "),
            Code("maxSurge"),
            Text(" "),
            Dial("maxSurge"),
            Text(", at most "),
            Value("most count(pods -l app=web)", Some(("pod", "pods"))),
            Text("."),
        ];
        assert_eq!(lesson_spans(text), expected);
        assert_eq!(lesson_spans("a list[[0] is no dial"), [Text("a list[[0] is no dial")]);
    }

    #[test]
    fn terms() {
        let parsed = Sum::parse("most count(pods -l app=web) at 12s - maxSurge(deployment/web)").expect("a sum");
        let terms: Vec<_> = parsed.terms.iter().map(|it| (it.less, it.take, it.at, it.value.to_string())).collect();
        let expected = [
            (false, Take::Most, Some(12_000), "count(pods -l app=web)".to_owned()),
            (true, Take::End, None, "maxSurge(deployment/web)".to_owned()),
        ];
        assert_eq!(terms, expected);
        let share = |part, whole| super::share(&Datum::Number(part), &Datum::Number(whole));
        assert_eq!([share(1, 8), share(2, 3), share(1, 0)], [Some(Datum::Share(125)), Some(Datum::Share(667)), None]);
        for wrong in ["", "most", "time + ", "deployment/web .spec.replica"] {
            assert!(Sum::parse(wrong).is_err(), "{wrong}");
        }
    }
}
