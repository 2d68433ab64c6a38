//! The users: who they are, and how their client talks to the cluster.

use litemap::LiteMap;

use super::super::object::{Name, Uid};
use super::super::routing::{Head, Split};
use super::super::time::{Millis, SECOND};

/// First names of users; further ones are numbered.
const NAMES: [&str; 50] = [
    "jason", "ana", "ben", "chloe", "dario", "emi", "farid", "grace", "hugo", "ines", "jun", "kofi", "lena", "mateo",
    "nadia", "omar", "priya", "quinn", "rosa", "sven", "tara", "umar", "vera", "wei", "xenia", "yusuf", "zoe", "aiko",
    "bela", "carl", "dina", "elif", "femi", "gita", "hans", "ivy", "jana", "kai", "luis", "mina", "nils", "olga",
    "pia", "raj", "sara", "tom", "ulla", "viktor", "wanda", "yara",
];

/// The way into the cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// The Service itself: each node's proxy chooses an endpoint for each connection.
    #[default]
    Service,
    /// A gateway that follows HTTPRoutes, built on Envoy.
    HttpRoute,
    /// ingress-nginx with its canary annotations.
    Ingress,
}

/// What all clients do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clients {
    /// Pages asked for in a second; 0 asks for none.
    pub requests_per_second: u32,
    /// How many users there are; each request is of one of them, all alike.
    pub users: u32,
    /// A client keeps its connection for so long, ms, and sends every request over it; `None` opens one for each request.
    pub keep_alive: Option<Millis>,
    /// How long a client waits for an answer, all attempts included, ms.
    pub timeout: Millis,
    /// How often a client tries again where a connection failed or a gateway could not reach a pod.
    pub retries: u32,
    /// Files a browser asks for as soon as it has a page; each pod has those of its own version only.
    pub assets: u32,
    /// The way they take into the cluster.
    pub entry: Entry,
    /// How a gateway splits requests by weight.
    pub split: Split,
    /// Users log in, and the pod that answers keeps their session in its memory.
    pub sessions: bool,
}

impl Clients {
    /// 50 users, a connection for each request, 10 s of patience, no retries, no files, no sessions.
    pub fn of(requests_per_second: u32) -> Self {
        Self {
            requests_per_second,
            users: NAMES.len() as u32,
            keep_alive: None,
            timeout: 10 * SECOND,
            retries: 0,
            assets: 0,
            entry: Entry::Service,
            split: Split::Random,
            sessions: false,
        }
    }
}

/// A user's name, e.g. `jason`, who is the first.
pub fn name(user: u32) -> String {
    NAMES.get(user as usize).map_or_else(|| format!("user-{}", user + 1), |name| (*name).to_string())
}

/// The head of a user's request: for `/`, or for a file of the page of an image. jason and every tenth user after him are in
/// the group `beta`, all others in `main`; a browser sends that as a cookie.
pub(super) fn head(user: u32, asset_of: Option<&Name>) -> Head {
    let name = name(user);
    let group = if user.is_multiple_of(10) { "beta" } else { "main" };
    let path = asset_of.map_or_else(|| "/".to_string(), |image| format!("/assets/{}.js", image.replace(':', "-")));
    Head::get(&path, &[("end-user", &name), ("cookie", &format!("user={name}; group={group}"))])
}

/// A container's process: the pod, and when it started, ms.
pub(super) type Process = (Uid, Millis);

/// What is remembered of a user.
#[derive(Clone, Debug, Default)]
pub(super) struct User {
    /// The process its open connection leads to, and until when it is kept.
    pub connection: Option<(Process, Millis)>,
    /// The process that holds its session.
    pub session: Option<Process>,
    /// When it last got an answer of a version, ms.
    pub met: LiteMap<Name, Millis>,
}
