//! The users: who they are, and what is remembered of them.

use std::rc::Rc;

use litemap::LiteMap;

use super::super::routing::Head;
use crate::kube::object::{Name, Uid};
use crate::kube::time::Millis;

/// First names of users; further ones are numbered.
const NAMES: [&str; 50] = [
    "jason", "ana", "ben", "chloe", "dario", "emi", "farid", "grace", "hugo", "ines", "jun", "kofi", "lena", "mateo",
    "nadia", "omar", "priya", "quinn", "rosa", "sven", "tara", "umar", "vera", "wei", "xenia", "yusuf", "zoe", "aiko",
    "bela", "carl", "dina", "elif", "femi", "gita", "hans", "ivy", "jana", "kai", "luis", "mina", "nils", "olga",
    "pia", "raj", "sara", "tom", "ulla", "viktor", "wanda", "yara",
];

/// A user's name, e.g. `jason`, who is the first.
pub fn name(user: u32) -> String {
    NAMES.get(user as usize).map_or_else(|| format!("user-{}", user + 1), |name| (*name).to_string())
}

/// What a gateway set to know a user by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: Name,
    /// The first part of its value: leads to an endpoint.
    pub key: u32,
    /// The second part: leads to a Service.
    pub backend: Name,
}

/// The head of a user's request: for `/`, or for a file of the page of an image. jason and every tenth user after him are in
/// the group `beta`, all others in `main`; a browser sends that as a cookie, and with it what a gateway has set.
pub(super) fn head(user: u32, asset_of: Option<&Name>, kept: Option<&Cookie>) -> Head {
    let kept = kept.map_or_else(String::new, |Cookie { name, key, backend }| format!("; {name}={key}|{backend}"));
    let name = name(user);
    let group = if user.is_multiple_of(10) { "beta" } else { "main" };
    let path = asset_of.map_or_else(|| "/".to_string(), |image| format!("/assets/{}.js", image.replace(':', "-")));
    Head::get(&path, &[("end-user", &name), ("cookie", &format!("user={name}; group={group}{kept}"))])
}

/// A container's process: the pod, and when it started, ms.
pub(super) type Process = (Uid, Millis);

/// What is remembered of a user.
#[derive(Clone, Debug, Default)]
pub(super) struct User {
    /// The process its open connection leads to, and until when it is kept.
    pub connection: Option<(Process, Millis)>,
    /// What a gateway knows it by.
    pub cookie: Option<Rc<Cookie>>,
    /// The process that holds its session.
    pub session: Option<Process>,
    /// When it last got an answer of a version, ms.
    pub met: LiteMap<Name, Millis>,
}
