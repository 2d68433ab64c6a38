//! Podyard: a training ground for Kubernetes rollouts in a browser tab.
//!
//! Each layer knows only those above it in this list:
//!
//! - [`pace`]: long work in slices; pure, and knows no cluster.
//! - [`sorted`]: a sort that is compiled once; pure.
//! - [`message`]: sentences for people as an id and values; pure.
//! - [`kube`]: Kubernetes' kinds: fields, manifests, validation; pure.
//! - [`world`]: what a cluster stands in and is no Kubernetes object: images' behaviour, clients, delays, nodes, seed; pure.
//! - [`documents`]: texts of manifests and a World; pure.
//! - [`sim`]: the cluster and its traffic; pure and deterministic.
//! - [`kubectl`]: commands as the kubectl lines a person would type, what kubectl prints; pure.
//! - [`shell`]: a small shell before a cluster: kubectl, curl, loops and pipes; pure.
//! - [`trace`]: scenarios of the recordings' form, run; pure.
//! - [`routes`]: where requests go by the routes of some manifests, without a cluster; pure.
//! - [`score`]: what a rollout costs, watched from its first command on; pure.
//! - [`confidence`]: what the figures of a canary are worth; pure.
//! - [`guide`]: goals, which say when a step, an exercise or a discovery task is done; pure.
//! - [`plan`]: what a rollout of a manifest will cost, over a grid and several seeds; pure.
//! - [`view`]: what can be seen of a cluster and its log; pure.
//! - [`scenario`]: what a run begins with: a strategy, the controls and where their values stand; pure.
//! - [`playbook`]: the steps of a strategy, and where in them one is; pure.
//! - [`control`]: controls read from objects and written as requests; pure.
//! - [`session`]: a run under way: its clock, what is asked of its cluster, what is typed; pure.
//! - [`history`]: runs as values: time that turns back, branches; pure.
//! - [`learn`]: questions and exercises, what proves them, grading, checking; pure.
//! - [`text`]: says messages, one file a language; for the page, the command line and tests.
//! - `ui`: the page, and every side effect of it (DOM, storage, clock).

pub mod pace;

pub mod sorted;

#[macro_use]
pub mod message;

pub mod kube;

pub mod world;

pub mod documents;

pub mod sim;

pub mod kubectl;

#[cfg(not(target_arch = "wasm32"))]
pub mod shell;

#[cfg(not(target_arch = "wasm32"))]
pub mod trace;

#[cfg(not(target_arch = "wasm32"))]
pub mod routes;

pub mod score;

pub mod confidence;

pub mod guide;

pub mod plan;

pub mod view;

pub mod scenario;

pub mod playbook;

pub mod control;
pub mod session;

pub mod history;

pub mod learn;

#[macro_use]
pub mod text;

#[cfg(any(target_arch = "wasm32", feature = "views"))]
pub mod ui;
