//! One request: who sent it, where it went, how it ended.

use std::rc::Rc;

use super::super::routing::{Head, RuleId, Why};
use super::clients::{self, Cookie};
use crate::kube::object::{Name, Uid};
use crate::kube::time::Millis;

/// Why a pod answered with 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Its version does so, every now and then.
    Bug,
    /// The database has a schema its version does not understand.
    Schema,
    /// The API it calls has a contract its version does not understand.
    Contract,
}

/// How a request ended, as the client saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// 200.
    Answered,
    /// 500 from the pod.
    Error(Fault),
    /// 404 from the pod: it was asked for a file of another version's page.
    AssetMissing,
    /// No connection: the Service has no usable endpoint, or the one chosen no longer listens.
    Refused,
    /// The connection was cut before the answer: the process ended.
    Reset,
    /// The client waited no longer.
    TimedOut,
    /// A status the gateway made by itself: 404, 500, 502, 503 or 504.
    Gateway(u16),
}

impl Outcome {
    /// How many [`Outcome::kind`]s there are.
    pub const KINDS: usize = 7;

    /// Its place in a [`super::Counts`]: the order above, whatever it carries.
    pub fn kind(self) -> usize {
        match self {
            Self::Answered => 0,
            Self::Error(_) => 1,
            Self::AssetMissing => 2,
            Self::Refused => 3,
            Self::Reset => 4,
            Self::TimedOut => 5,
            Self::Gateway(_) => 6,
        }
    }

    /// The HTTP status, where there was an answer.
    pub fn status(self) -> Option<u16> {
        match self {
            Self::Answered => Some(200),
            Self::Error(_) => Some(500),
            Self::AssetMissing => Some(404),
            Self::Gateway(status) => Some(status),
            Self::Refused | Self::Reset | Self::TimedOut => None,
        }
    }

    /// Another attempt may end better: nothing was answered, or the gateway could not reach a pod.
    pub(super) fn is_worth_a_retry(self) -> bool {
        matches!(self, Self::Refused | Self::Reset | Self::Gateway(502..=504))
    }
}

/// The pod a request was sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The pod, which may be gone by now.
    pub pod: Uid,
    pub image: Name,
}

/// One request, ended or on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Counts up from 0 in the order of sending.
    pub number: u64,
    /// When it was sent, ms.
    pub at: Millis,
    /// Which of the users sent it.
    pub user: u32,
    /// The node whose rules it met.
    pub node: u32,
    /// It asks for a file of the page of this image; `None` asks for a page.
    pub asset_of: Option<Name>,
    /// What a gateway knew its user by when it was sent.
    pub cookie: Option<Rc<Cookie>>,
    /// It went over a connection that was open already.
    pub kept_alive: bool,
    /// The gateway's rule that took it.
    pub rule: Option<RuleId>,
    /// How often the gateway had taken its routes over by then: see [`super::super::Cluster::router`].
    pub routes: u32,
    /// Why the gateway answered by itself, if it did.
    pub made_by_gateway: Option<Why>,
    /// Where its last attempt went; `None` if nowhere.
    pub target: Option<Target>,
    /// Attempts made, the first included.
    pub attempts: u32,
    /// How it ended; of a request on its way, how it will, unless something comes between.
    pub outcome: Outcome,
    /// Until its end, ms.
    pub latency: Millis,
}

impl Request {
    /// What it says before its body.
    pub fn head(&self) -> Head {
        clients::head(self.user, self.asset_of.as_ref(), self.cookie.as_deref())
    }
}
