//! What goes by chance, in a binary of its own: small enough to be optimised soon, for all the runs of `./dev test`. The
//! same cases stand in `main.rs`, for a few.

#![cfg(not(target_arch = "wasm32"))]

mod budget;
mod determinism;
mod fault;
mod history;
mod random_runs;
mod simulation;
#[expect(dead_code, reason = "runs by chance need two of its four")]
mod template;
mod thorough;
