//! Turns quizzes/*.toml into the JSON that the page embeds.

fn main() {}
