//! The examples of docs/goals.md are goals, and the refusals in it are those that are given.

use podyard::guide::goal::Goal;
use podyard::text::say;

const DOCS: &str = include_str!("../../../docs/goals.md");

/// The blocks of a kind, each without its fences.
fn blocks(kind: &str) -> Vec<&'static str> {
    let fence = format!("```{kind}\n");
    DOCS.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

#[test]
fn every_example_is_a_goal_and_stays_one_when_it_is_written() {
    let examples = blocks("yaml");
    assert!(examples.len() >= 8, "{}", examples.len());
    for example in examples {
        let goal = super::goal(example);
        assert_eq!(super::goal(&goal.to_string()), goal, "{example}");
    }
}

#[test]
fn every_refusal_is_given_as_it_is_written() {
    let refusals = blocks("text");
    assert!(!refusals.is_empty());
    for refusal in refusals {
        let (goal, expected) = refusal.trim_end().split_once("\n→ ").expect("a goal and what is said to it");
        let problems = Goal::parse(goal).expect_err(goal);
        let said: Vec<String> = problems.iter().map(|problem| say(&problem.message())).collect();
        assert_eq!(said.join("\n→ "), expected, "{goal}");
    }
}

#[test]
fn every_condition_in_the_tables_can_be_read() {
    let rows: Vec<&str> = DOCS.lines().filter(|line| line.starts_with("| `") && line.contains("` |")).collect();
    assert!(rows.len() >= 20, "{}", rows.len());
    for row in rows {
        let text = row.trim_start_matches("| `").split("` |").next().unwrap_or_default();
        super::goal(&format!("eventually: {}", podyard::kube::tree::quoted(text)));
    }
}
