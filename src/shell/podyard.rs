//! `podyard`: what no kubectl does. The World, and what goes wrong by itself.
//!
//! `podyard set images[web:v2].errorPercent 20`, `podyard crash pod/web-7f4c --exitCode=137`: the request as strategies and
//! links have it, see [`crate::sim::command::Command::from_tree`].

use super::host::{Desk, line};
use super::streams::Streams;
use crate::kubectl::own;

pub(super) fn run(desk: &Desk, words: &[String], streams: &Streams) -> u8 {
    let command = match own::parse(words) {
        Ok(command) => command,
        Err(what) => {
            streams.err(desk, "podyard: ");
            streams.note(desk, what);
            return 1;
        }
    };
    match desk.host.ask(command) {
        Ok(_) => 0,
        Err(rejected) => {
            desk.host.print(line(&rejected.message));
            streams.note(desk, rejected.hint);
            1
        }
    }
}
