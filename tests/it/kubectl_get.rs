//! What `kubectl get`, `describe` and their neighbours print, letter by letter.

mod clusters;
mod recorded;
mod transcript;
