//! The lines of the small charts: share of the requests, errors and latency by version, as the clients met them.

use litemap::LiteMap;

use crate::kube::time::{Millis, SECOND};
use crate::sim::shared::Stretch;
use crate::sim::traffic::{Counts, Tally};
use crate::sorted;

use super::{Part, ShareSample, View, version_of};

/// A point is counted over so many seconds up to it: ten requests a second say little by themselves.
pub const WINDOW: u64 = 10;
/// Most points of a line, about: each costs a count over its window.
const POINTS: u64 = 100;

/// What a chart is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Of 1,000 requests that ended, how many ended at a version.
    Share,
    /// Of 1,000 requests that ended, how many failed.
    Errors,
    /// Of answers, ms.
    Latency,
}

/// What a line of a chart is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// What somebody asked for.
    Target,
    /// What its pods make possible.
    Expected,
    /// What it got.
    Actual,
    Failed,
    /// Half of the answers took no longer.
    Median,
    /// 99 of 100 took no longer.
    P99,
}

/// A line of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// Of every version and of none, where there is none here.
    pub version: Option<u32>,
    pub line: LineKind,
    /// By cluster time, ms. A value is in the units of its [`Kind`]; nothing where nothing ended.
    pub points: Vec<(Millis, Option<u64>)>,
}

impl Curve {
    /// What it comes to at its end.
    pub fn last(&self) -> Option<u64> {
        self.points.last()?.1
    }

    /// It holds each value until the next one.
    pub fn is_stepped(&self) -> bool {
        matches!(self.line, LineKind::Target | LineKind::Expected)
    }
}

/// What ended in a window, by version.
type Counted = LiteMap<u32, Counts>;

impl View<'_> {
    /// The charts that have something to say: of shares once two versions got requests, of errors once one failed.
    pub fn charts(&self) -> Vec<Kind> {
        let total = self.cluster.traffic().total();
        let answering = total.versions.values().filter(|counts| counts.ended() > 0).count();
        let kinds = [(Kind::Share, answering > 1), (Kind::Errors, total.failed() > 0), (Kind::Latency, answering > 0)];
        kinds.into_iter().filter(|(_, speaks)| *speaks).map(|(kind, _)| kind).collect()
    }

    /// A chart's lines from an instant on, ms of cluster time, up to the last whole second: at most three versions, the
    /// newest first.
    pub fn curves(&self, kind: Kind, shares: Stretch<ShareSample>, from: Millis) -> Vec<Curve> {
        let (first, end) = (from / SECOND, self.cluster.now() / SECOND);
        let stride = 1 + (end - first) / POINTS;
        let ends = (first..=end).filter(|second| second % stride == 0 || *second == end);
        let windows: Vec<(Millis, Counted)> = ends.map(|second| (second * SECOND, self.ended_before(second))).collect();
        let mut versions: Vec<u32> = windows.iter().flat_map(|(_, counted)| counted.keys().copied()).collect();
        sorted::sort_by(&mut versions, |one, other| other.cmp(one));
        versions.dedup();
        let curve = |version: Option<u32>, line: LineKind| Curve {
            version,
            line,
            points: windows.iter().map(|(at, counted)| (*at, value(counted, version, line))).collect(),
        };
        let of_pods = versions.iter().copied().filter(|version| *version > 0);
        match kind {
            Kind::Share => {
                let newest = versions.first().copied().filter(|version| *version > 0);
                let told = newest.into_iter().flat_map(|newest| told(newest, shares, from));
                let mut actual = of_pods.take(3).map(|version| curve(Some(version), LineKind::Actual));
                actual.next().into_iter().chain(told).chain(actual).collect()
            }
            Kind::Errors => of_pods.take(3).map(Some).chain([None]).map(|of| curve(of, LineKind::Failed)).collect(),
            Kind::Latency => {
                let lines = |version| [LineKind::P99, LineKind::Median].map(|line| curve(Some(version), line));
                of_pods.take(2).flat_map(lines).collect()
            }
        }
    }

    /// What ended in the seconds before this one; version 0 stands for no pod.
    fn ended_before(&self, second: u64) -> Counted {
        let seconds = self.cluster.traffic().seconds();
        let first = seconds.partition_point(|(at, _)| at + WINDOW < second);
        let mut counted = Counted::new();
        for (_, tally) in seconds.since(first).iter().take_while(|(at, _)| *at < second) {
            add(&mut counted, tally);
        }
        counted
    }
}

fn add(counted: &mut Counted, tally: &Tally) {
    let versions = tally.versions.iter().map(|(image, counts)| (version_of(image), counts));
    for (version, counts) in versions.chain([(0, &tally.nowhere)]).filter(|(_, counts)| counts.ended() > 0) {
        counted.entry(version).or_default().add(counts);
    }
}

/// A line's value in a window: 3 of 10 requests ended at v2, 1 of them failed: 300 actual, 333 failed.
fn value(counted: &Counted, version: Option<u32>, line: LineKind) -> Option<u64> {
    let all = |of: fn(&Counts) -> u64| counted.values().map(of).sum::<u64>();
    let mine = |of: fn(&Counts) -> u64| version.map(|version| counted.get(&version).map_or(0, of));
    let permille = |part: u64, whole: u64| (whole > 0).then(|| (part * 1_000 + whole / 2) / whole);
    let took = |percent| counted.get(&version?).map(|it| it.percentile(percent)).filter(|latency| *latency > 0);
    match line {
        LineKind::Actual => permille(mine(Counts::ended)?, all(Counts::ended)),
        LineKind::Failed => permille(
            mine(Counts::failed).unwrap_or_else(|| all(Counts::failed)),
            mine(Counts::ended).unwrap_or_else(|| all(Counts::ended)),
        ),
        LineKind::Median => took(50),
        LineKind::P99 => took(99),
        LineKind::Target | LineKind::Expected => None,
    }
}

/// Target, where somebody asked for one, and expected; from the sample in force on.
fn told(version: u32, shares: Stretch<ShareSample>, from: Millis) -> Vec<Curve> {
    let first = shares.partition_point(|sample| sample.at <= from).saturating_sub(1);
    let curve = |line: LineKind, of: fn(Option<&Part>) -> Option<u32>| {
        let part = |sample: &ShareSample| of(sample.parts.iter().find(|part| part.version == version));
        let point = |sample: &ShareSample| (sample.at, part(sample).map(|percent| u64::from(percent) * 10));
        Curve { version: Some(version), line, points: shares.since(first).iter().map(point).collect() }
    };
    let target = curve(LineKind::Target, |part| part?.asked);
    let expected = curve(LineKind::Expected, |part| Some(part.map_or(0, |part| part.possible)));
    let is_told = |curve: &Curve| curve.points.iter().any(|(_, value)| value.is_some());
    [target, expected].into_iter().filter(is_told).collect()
}
