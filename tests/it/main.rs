//! Every native test, in one binary: the library is linked once. A module is a subject; its cases stand in the folder of its name.

#![cfg(not(target_arch = "wasm32"))]

mod apply;
mod autoscaling;
mod budget;
mod check;
mod circles;
mod confidence;
mod conformance;
mod contributing;
mod delivery;
mod determinism;
mod exercises;
mod fault;
mod guide;
mod history;
mod kubectl_get;
mod layers;
mod lessons;
mod network;
mod nodes;
mod palette;
mod plan;
mod pods;
#[cfg(feature = "views")]
mod press;
mod properties;
mod quizzes;
mod random_runs;
mod requests;
mod routing;
mod schemas;
mod session;
mod shell;
mod show;
mod simulation;
mod subtle;
mod template;
mod thorough;
mod tidy;
mod trace;
mod traffic;
mod validation;
#[cfg(feature = "views")]
mod views;
mod words;
mod world;
