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

/// A file of questions as it is written holds no key of what is answered by looking: the page works it out, as the build does.
#[wasm_bindgen_test::wasm_bindgen_test]
fn a_page_in_development_works_out_the_keys() {
    use podyard::learn::{Kind, Quiz, Reading, in_order};
    let mut reading = Reading::<Quiz>::of(include_str!("../quizzes/seeing.yaml"));
    while reading.goes_on() {}
    let mut quizzes = reading.end().expect("it is read");
    in_order(&mut quizzes);
    let seen = || quizzes.iter().flat_map(|quiz| &quiz.questions).filter(|it| it.is_seen() && it.kind != Kind::Goal);
    assert!(seen().count() > 0);
    for question in seen() {
        assert!(!question.key.is_empty(), "{}", question.id);
    }
}
