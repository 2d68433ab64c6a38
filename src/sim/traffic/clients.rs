//! The users: who they are, and how their client talks to the cluster.

use super::super::object::{Name, Uid};
use super::super::small::SmallMap;
use super::super::time::{Millis, SECOND};

/// First names of users; further ones are numbered.
const NAMES: [&str; 50] = [
    "jason", "ana", "ben", "chloe", "dario", "emi", "farid", "grace", "hugo", "ines", "jun", "kofi", "lena", "mateo",
    "nadia", "omar", "priya", "quinn", "rosa", "sven", "tara", "umar", "vera", "wei", "xenia", "yusuf", "zoe", "aiko",
    "bela", "carl", "dina", "elif", "femi", "gita", "hans", "ivy", "jana", "kai", "luis", "mina", "nils", "olga",
    "pia", "raj", "sara", "tom", "ulla", "viktor", "wanda", "yara",
];

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
            sessions: false,
        }
    }
}

/// A user's name, e.g. `jason`, who is the first.
pub fn name(user: u32) -> String {
    NAMES.get(user as usize).map_or_else(|| format!("user-{}", user + 1), |name| (*name).to_string())
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
    pub met: SmallMap<Name, Millis>,
}
