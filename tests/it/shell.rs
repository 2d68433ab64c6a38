//! The shell: lines as somebody types them, and what comes of them.

mod ground;
mod lines;
mod transcripts;
mod typed;
mod wrong;
