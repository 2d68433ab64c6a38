//! Shares of the requests over time: what each version was asked to take, and what its pods made possible. What was seen
//! stands in the clients' tallies: see [`super::curves`].

use std::rc::Rc;

use crate::kube::time::{Millis, SECOND};
use crate::sim::shared::{SharedList, Stretch};

use super::lead::Lead;
use super::{VersionShare, View};

/// Most samples kept; then every second one goes.
const SHARES_MAX: usize = 8_000;

/// A version's part at an instant, percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub version: u32,
    /// See [`VersionShare::asked`].
    pub asked: Option<u32>,
    /// See [`VersionShare::possible`].
    pub possible: u32,
}

/// The parts of all versions with usable endpoints, until the next sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareSample {
    /// Cluster time, ms.
    pub at: Millis,
    /// In the order of versions.
    pub parts: Rc<[Part]>,
}

/// The samples of a run, in order of time: at most one a second, where something differs.
#[derive(Clone, Debug, Default)]
pub struct Shares {
    taken: SharedList<ShareSample>,
    /// The second of the last look, and [`crate::sim::Cluster::changes`] at that.
    looked: Option<(Millis, (u64, u64))>,
}

impl Shares {
    /// Every one.
    pub fn all(&self) -> Stretch<'_, ShareSample> {
        self.taken.all()
    }

    /// Those that a copy has for itself; it shares all others.
    pub fn own(&self) -> usize {
        self.taken.own()
    }

    /// Looks, after an event, whether it is the first of its second. What events alone decide comes out the same however
    /// the clock is moved.
    pub fn follow<'a>(&mut self, view: &View, lead: impl FnOnce() -> Lead<'a>) {
        let (at, changes) = (view.cluster.now(), view.cluster.changes());
        match self.looked {
            Some((second, _)) if second == at / SECOND => return,
            Some((_, before)) if before == changes => return,
            _ => self.looked = Some((at / SECOND, changes)),
        }
        let part = |it: &VersionShare| Part { version: it.version, asked: it.asked, possible: it.possible };
        let parts: Rc<[Part]> = view.parts(lead()).iter().map(part).collect();
        if self.taken.all().last().is_none_or(|last| last.parts != parts) {
            self.taken.push(ShareSample { at, parts });
        }
        if self.taken.len() > SHARES_MAX {
            self.taken = self.all().iter().step_by(2).cloned().collect();
        }
    }
}
