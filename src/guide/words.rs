//! The messages about goals in English: every word of theirs stands here.

use super::explain::{Id, Message, Said};
use super::goal::{Op, When};
use super::value::{RequestFigure, ScoreFigure, Which};

/// A message in words. Names, fields and values stand as they are.
pub fn english(message: &Message) -> String {
    let (words, between) = template(message.id);
    let mut said = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        let value = place.parse().ok().and_then(|place: usize| message.values.get(place));
        said.push_str(&match value {
            Some(Said::Text(text)) => text.clone(),
            Some(Said::Part(part)) => english(part),
            Some(Said::Parts(parts)) => parts.iter().map(english).collect::<Vec<String>>().join(between),
            None => String::new(),
        });
        rest = after;
    }
    said.push_str(rest);
    said
}

/// The words with their places, and what stands between several parts.
fn template(id: Id) -> (&'static str, &'static str) {
    match id {
        Id::AllGoals => ("all of these: {0}", "; "),
        Id::AnyGoal => ("one of these: {0}", "; "),
        Id::NotGoal => ("not this: {0}", ""),
        Id::Clause(When::Eventually) => ("at some time {0}{1}", ""),
        Id::Clause(When::Always) => ("at all times {0}{1}", ""),
        Id::Clause(When::AtTheEnd) => ("at the end {0}{1}", ""),
        Id::From => (", counted from when {0}", ""),
        Id::Until => (", until {0}", ""),
        Id::Within => (", within {0} of the start", ""),
        Id::Lasting => (", for {0} without a break", ""),
        Id::AllConditions => ("{0}", " and "),
        Id::AnyCondition => ("either {0}", ", or "),
        Id::NotCondition => ("it is not so that {0}", ""),
        Id::Compared(op) | Id::FilterCompared(op) => (comparison(op), ""),
        Id::There(true) | Id::FilterThere(true) => ("{0} exists", ""),
        Id::There(false) | Id::FilterThere(false) => ("{0} does not exist", ""),
        Id::Object => ("{0} {1}", ""),
        Id::Field => ("{0} of {1}", ""),
        Id::Rollout => ("the rollout of Deployment {0}", ""),
        Id::Count => ("the number of {0}", ""),
        Id::Objects => ("{0}", ""),
        Id::Labelled => ("{0} with {1}", ""),
        Id::Filtered => ("{0} whose {1}", " and "),
        Id::Happened(Which::Count) => ("the number of times that {0}", ""),
        Id::Happened(Which::First) => ("the time at which {0} for the first time", ""),
        Id::Happened(Which::Last) => ("the time at which {0} for the last time", ""),
        Id::Event => ("{0} happened to {1}", ""),
        Id::Command => ("{0} was commanded for {1}", ""),
        Id::AnyCommand => ("{0} was commanded", ""),
        Id::AnyOf => ("any of the {0}", ""),
        Id::Requests(figure) => (requests(figure), ""),
        Id::OfImage => (" by pods of {0}", ""),
        Id::ByUser => (" of user {0}", ""),
        Id::InTheLast => (" in the last {0}", ""),
        Id::Score(figure) => (score(figure), ""),
        Id::ScoreOf => (" from {0} to {1}", ""),
        Id::Time => ("the time since the start", ""),
        Id::Met => ("Met at {0}.", ""),
        Id::NotYet => ("Not yet: {0}.", "; "),
        Id::Missed => ("Missed at {0}: {1}.", "; "),
        Id::Now => ("{0}: it is {1}", ""),
        Id::NowBoth => ("{0}: they are {1} and {2}", ""),
        Id::NowUnknown => ("{0}: it cannot be told", ""),
        Id::NowHolds => ("{0}: it is so", ""),
    }
}

fn comparison(op: Op) -> &'static str {
    match op {
        Op::Is => "{0} is {1}",
        Op::IsNot => "{0} is not {1}",
        Op::Less => "{0} is less than {1}",
        Op::AtMost => "{0} is at most {1}",
        Op::More => "{0} is more than {1}",
        Op::AtLeast => "{0} is at least {1}",
    }
}

fn requests(figure: RequestFigure) -> &'static str {
    match figure {
        RequestFigure::Sent => "the number of requests sent{0}",
        RequestFigure::Ended => "the number of requests ended{0}",
        RequestFigure::Answered => "the number of requests answered{0}",
        RequestFigure::Failed => "the number of requests failed{0}",
        RequestFigure::Errors => "the number of requests answered with 500{0}",
        RequestFigure::AssetsMissing => "the number of files not found{0}",
        RequestFigure::Refused => "the number of connections refused{0}",
        RequestFigure::Reset => "the number of connections cut{0}",
        RequestFigure::TimedOut => "the number of requests timed out{0}",
        RequestFigure::Gateway => "the number of requests the gateway failed{0}",
        RequestFigure::Share => "the share of requests ended{0}",
        RequestFigure::FailedShare => "the share of requests failed{0}",
    }
}

fn score(figure: ScoreFigure) -> &'static str {
    match figure {
        ScoreFigure::Duration => "the duration{0}",
        ScoreFigure::Sent => "the number of requests sent{0}",
        ScoreFigure::Failed => "the number of requests failed{0}",
        ScoreFigure::WithoutService => "the time without a usable endpoint{0}",
        ScoreFigure::LowestAvailable => "the fewest available pods{0}",
        ScoreFigure::MissingPodTime => "the pod time missing{0}",
        ScoreFigure::PeakPods => "the most pods at a time{0}",
        ScoreFigure::ExtraPodTime => "the extra pod time{0}",
        ScoreFigure::MetNew => "the number of users who met the new version{0}",
        ScoreFigure::MetBoth => "the number of users who met both versions{0}",
        ScoreFigure::FailedAtNew => "the number of requests failed at the new version{0}",
        ScoreFigure::Exposure => "the time in which the new version failed somebody{0}",
        ScoreFigure::SessionsLost => "the number of sessions lost{0}",
    }
}
