//! Requests and the scorecard as values: read, and counted from the beginning of a clause.

use crate::kube::form::Form;
use crate::kube::object::Name;
use crate::kube::spelling;
use crate::kube::time::{Millis, SECOND};
use crate::sim::Cluster;
use crate::sim::traffic::{Counts, Fault, Outcome, Request, Tally, name};
use crate::world::Clients;

use super::datum::Datum;
use super::lexer::Token;
use super::parse::Parser;
use super::value::{RequestFigure, Requests, ScoreFigure, Value};
use super::wrong::Wrong;

/// The longest time that `in the last …` looks back, ms.
const LAST_MAX: Millis = 600 * SECOND;

impl Parser {
    /// `requests.answered of web:v2 by jason in the last 30s`, from the figure on.
    pub(super) fn requests(&mut self, figure: &str) -> Result<Value, Wrong> {
        let figure = named(figure, "requests", &RequestFigure::ALL)?;
        let mut requests = Requests { figure, of: None, by: None, last: None };
        loop {
            if self.take("of") {
                requests.of = Some(self.word(message!("goal-noun-image"), message!("goal-write-one-such-web"))?.into());
            } else if self.take("by") {
                requests.by =
                    Some(user(&self.word(message!("goal-noun-user"), message!("goal-write-users-name-such-jason"))?)?);
            } else if self.take("in") {
                if !(self.take("the") && self.take("last")) {
                    return Err(Wrong::new(message!("goal-what-time-not-said"), message!("goal-write-last-30s")));
                }
                requests.last = Some(self.time().and_then(not_too_long)?);
            } else {
                break;
            }
        }
        let sent = figure == RequestFigure::Sent;
        match (&requests.of, requests.by, requests.last) {
            (Some(_), ..) if sent => {
                Err(Wrong::new(message!("goal-where-request-goes-not"), message!("goal-ask-requests-ended")))
            }
            (_, Some(_), _) if sent => {
                Err(Wrong::new(message!("goal-users-told-apart-when"), message!("goal-ask-requests-ended")))
            }
            (_, Some(_), Some(_)) => {
                Err(Wrong::new(message!("goal-requests-one-user-counted"), message!("goal-take-out-by-last")))
            }
            (None, ..) if figure == RequestFigure::Share => {
                Err(Wrong::new(message!("goal-whose-share-not-said"), message!("goal-write-image-behind")))
            }
            _ => Ok(Value::Requests(requests)),
        }
    }

    /// `score.duration`, `score(web:v1 -> web:v2).metBoth`, from behind `score` on.
    pub(super) fn score(&mut self, figure: &str) -> Result<Value, Wrong> {
        let fix = || message!("goal-write-score", figure = "metBoth");
        let mut images = None;
        let mut figure = figure.to_owned();
        if figure.is_empty() && self.peek() == Some(&Token::Open) {
            self.open("score", fix())?;
            let old = self.word(message!("goal-noun-image"), fix())?;
            if !self.arrow() {
                return Err(Wrong::new(message!("goal-no-arrow", old), fix()));
            }
            images = Some((old.into(), self.word(message!("goal-noun-image"), fix())?.into()));
            self.close()?;
            if let Some(Token::Path(path)) = self.next() {
                figure = path[1..].to_owned();
            }
        }
        let figure: ScoreFigure = named(&figure, "score", &ScoreFigure::ALL)?;
        if figure.needs_images() && images.is_none() {
            let fix = message!("goal-write-score", figure = figure.name());
            return Err(Wrong { what: message!("goal-score-does-not-know", figure = figure.name()), fix });
        }
        Ok(Value::Score { images, figure })
    }
}

fn named<T: Copy>(name: &str, of: &str, all: &[(T, &'static str)]) -> Result<T, Wrong> {
    if let Some((figure, _)) = all.iter().find(|(_, known)| *known == name) {
        return Ok(*figure);
    }
    let names = || all.iter().map(|(_, known)| *known);
    let fix = match spelling::nearest(name, names()) {
        Some(near) => message!("goal-write-figure", of, near),
        None => message!("goal-write-one", of, names = names().collect::<Vec<&str>>().join(", ")),
    };
    let what =
        if name.is_empty() { message!("goal-no-figure-named", of) } else { message!("goal-has-no-figure", of, name) };
    Err(Wrong { what, fix })
}

/// What a look costs grows with it.
fn not_too_long(last: Millis) -> Result<Millis, Wrong> {
    if last <= LAST_MAX {
        return Ok(last);
    }
    Err(Wrong::new(
        message!("goal-too-long-look-back", time = &Datum::Time(last)),
        message!("goal-write-most-10m-count"),
    ))
}

fn user(text: &str) -> Result<u32, Wrong> {
    let most = Clients::SHAPE.rows.iter().find_map(|row| match row.form {
        Form::Whole(_, most) if row.name == "users" => u32::try_from(most).ok(),
        _ => None,
    });
    let found = (0..most.unwrap_or(0)).find(|user| name(*user) == text);
    found.ok_or_else(|| Wrong::new(message!("goal-nobody-called", text), message!("goal-write-user")))
}

/// Requests counted so far.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// The parts of a share when the clause began.
    before: (u64, u64),
    /// Of one user: how many requests had ended at the last look, and the parts since the beginning.
    ended: u64,
    of_user: (u64, u64),
}

impl Counted {
    pub fn begin(requests: &Requests, cluster: &Cluster) -> Self {
        let total = cluster.traffic().total();
        Self { before: requests.parts(total), ended: total.ended(), of_user: (0, 0) }
    }

    /// What is asked, now. Of one user at most [`crate::sim::traffic::RECENT`] requests from look to look are seen.
    pub fn look(&mut self, requests: &Requests, cluster: &Cluster) -> Option<Datum> {
        let traffic = cluster.traffic();
        let (part, whole) = if let Some(user) = requests.by {
            let ended = traffic.total().ended();
            let new = usize::try_from(ended - self.ended).unwrap_or(usize::MAX);
            self.ended = ended;
            for request in traffic.recent().iter().rev().take(new).filter(|request| request.user == user) {
                self.of_user.0 += u64::from(requests.has(request));
                self.of_user.1 += u64::from(requests.is_whole(request));
            }
            self.of_user
        } else if let Some(last) = requests.last {
            let since = cluster.now().saturating_sub(last);
            let seconds = traffic.seconds().iter().rev().take_while(|(second, _)| second * SECOND >= since);
            seconds.map(|(_, tally)| requests.parts(tally)).fold((0, 0), |sum, more| (sum.0 + more.0, sum.1 + more.1))
        } else {
            let (part, whole) = requests.parts(traffic.total());
            (part - self.before.0, whole - self.before.1)
        };
        match requests.figure {
            RequestFigure::Share | RequestFigure::FailedShare => {
                (whole > 0).then(|| Datum::Share(part * 1_000 / whole))
            }
            _ => Some(Datum::Number(i64::try_from(part).unwrap_or(i64::MAX))),
        }
    }
}

impl Requests {
    /// The figure; of a share the part, and the whole.
    fn parts(&self, tally: &Tally) -> (u64, u64) {
        let of_image: Vec<&Counts> = match &self.of {
            Some(image) => tally.versions.get(image).into_iter().collect(),
            None => tally.all().collect(),
        };
        let sum = |figure: fn(&Counts) -> u64| of_image.iter().map(|counts| figure(counts)).sum::<u64>();
        let part = match self.figure {
            RequestFigure::Sent => tally.sent,
            RequestFigure::Ended | RequestFigure::Share => sum(Counts::ended),
            RequestFigure::Answered => sum(Counts::answered),
            RequestFigure::Failed | RequestFigure::FailedShare => sum(Counts::failed),
            RequestFigure::Errors => sum(|counts| counts.of(Outcome::Error(Fault::Bug))),
            RequestFigure::AssetsMissing => sum(|counts| counts.of(Outcome::AssetMissing)),
            RequestFigure::Refused => sum(|counts| counts.of(Outcome::Refused)),
            RequestFigure::Reset => sum(|counts| counts.of(Outcome::Reset)),
            RequestFigure::TimedOut => sum(|counts| counts.of(Outcome::TimedOut)),
            RequestFigure::Gateway => sum(|counts| counts.of(Outcome::Gateway(0))),
        };
        let whole = if self.figure == RequestFigure::FailedShare { sum(Counts::ended) } else { tally.ended() };
        (part, whole)
    }

    fn is_of(&self, request: &Request) -> bool {
        let image: Option<&Name> = request.target.as_ref().map(|target| &target.image);
        self.of.is_none() || image == self.of.as_ref()
    }

    /// One of those that are counted.
    fn has(&self, request: &Request) -> bool {
        let outcome = request.outcome;
        let counts = match self.figure {
            RequestFigure::Sent | RequestFigure::Ended | RequestFigure::Share => true,
            RequestFigure::Answered => outcome == Outcome::Answered,
            RequestFigure::Failed | RequestFigure::FailedShare => outcome != Outcome::Answered,
            RequestFigure::Errors => matches!(outcome, Outcome::Error(_)),
            RequestFigure::AssetsMissing => outcome == Outcome::AssetMissing,
            RequestFigure::Refused => outcome == Outcome::Refused,
            RequestFigure::Reset => outcome == Outcome::Reset,
            RequestFigure::TimedOut => outcome == Outcome::TimedOut,
            RequestFigure::Gateway => matches!(outcome, Outcome::Gateway(_)),
        };
        counts && self.is_of(request)
    }

    /// One of those that a share is of.
    fn is_whole(&self, request: &Request) -> bool {
        self.figure != RequestFigure::FailedShare || self.is_of(request)
    }
}

/// How long a clause lasts so far, ms.
pub(super) fn since(start: Millis, cluster: &Cluster) -> Option<Datum> {
    Some(Datum::Time(cluster.now() - start))
}
