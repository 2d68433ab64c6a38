//! Guides: goals, which say when a step, an exercise or a discovery task is done.
//!
//! A goal is text in a content file ([`read`]), is watched over a cluster ([`watch`]) and explains itself as data
//! ([`explain`]), worded in one place ([`words`]). It asks objects, requests, the scorecard, the log and the clock of the
//! cluster, never who did something by which button. `docs/goals.md` is its grammar.

pub mod explain;
pub mod goal;
mod happened;
mod lexer;
mod objects;
mod parse;
pub mod path;
pub mod read;
mod requests;
mod source;
mod state;
mod terms;
pub mod value;
pub mod watch;
pub mod words;
mod write;
