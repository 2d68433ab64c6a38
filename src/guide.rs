//! Guides: goals, which say when a step, an exercise or a discovery task is done.
//!
//! A goal is text in a content file ([`read`]), is watched over a cluster ([`watch`]) and explains itself as a message
//! ([`explain`]). It asks objects, requests, the scorecard, the log and the clock of the
//! cluster, never who did something by which button. `docs/goals.md` is its grammar.

pub mod datum;
pub mod explain;
pub mod gauge;
pub mod goal;
mod happened;
mod lexer;
mod literal;
mod objects;
pub mod op;
mod parse;
pub mod path;
pub mod read;
mod requests;
mod source;
pub mod standing;
mod state;
mod terms;
pub mod value;
pub mod watch;
mod write;
mod wrong;
