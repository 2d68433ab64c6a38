//! What has to be the same in the browser as natively: the same file runs in both.

#![cfg(target_arch = "wasm32")]

#[path = "it/determinism.rs"]
mod determinism;

#[path = "it/budget.rs"]
mod budget;
#[path = "it/random_runs.rs"]
mod random_runs;

#[path = "it/thorough.rs"]
mod thorough;
