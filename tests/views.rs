//! The page drawn to text, natively: what stands in it, under which role and name.

#![cfg(all(feature = "views", not(target_arch = "wasm32")))]

use podyard::ui::quiz_page::{Props as QuizProps, QuizPage};
use podyard::ui::sandbox::{Props, Sandbox};
use yew::LocalServerRenderer;

use podyard::session::StrategyKind;

/// Renders a future that never waits: a server renderer of views without suspension.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    for _ in 0..1_000 {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
    panic!("the view waits for something");
}

fn sandbox(strategy: Option<StrategyKind>) -> String {
    let props = Props { shown: true, themes: 0, strategy };
    now(LocalServerRenderer::<Sandbox>::with_props(props).hydratable(false).render())
}

fn quiz(quiz: Option<&'static str>) -> String {
    let props = QuizProps { quiz: quiz.map(Into::into) };
    now(LocalServerRenderer::<QuizPage>::with_props(props).hydratable(false).render())
}

#[track_caller]
fn stands(html: &str, wanted: &[&str]) {
    for text in wanted {
        assert!(html.contains(text), "`{text}` does not stand in:\n{html}");
    }
}

#[test]
fn the_sandbox_names_its_regions_and_controls() {
    let html = sandbox(None);
    stands(
        &html,
        &[
            "aria-labelledby=\"setup-title\"",
            "aria-labelledby=\"steps-title\"",
            "aria-labelledby=\"cluster-title\"",
            "aria-labelledby=\"traffic-title\"",
            "aria-labelledby=\"chart-title\"",
            "role=\"toolbar\" aria-label=\"Time\"",
            "role=\"tablist\"",
            ">Play</button>",
            ">Roll out v2</button>",
            "kubectl set image deployment/web web=web:v2",
            "25% of 4 = 1",
            "Version 1 is in service, and every dot is a request.",
        ],
    );
    assert!(!html.contains("style="), "the content security policy refuses style attributes");
}

#[test]
fn the_picture_says_the_state_of_every_pod_in_words() {
    let html = sandbox(None);
    assert_eq!(html.matches("class=\"pod ready v1\"").count(), 4);
    assert_eq!(html.matches("receives requests").count(), 4);
    stands(&html, &["4 pods. v1: 4 ready. The Service routes to 4."]);
    // One tab stop for all pods.
    assert_eq!(html.matches("role=\"img\" aria-label=\"web-").count(), 4);
}

#[test]
fn every_strategy_begins_with_its_own_step() {
    let cases = [
        (StrategyKind::RollingUpdate, "Roll out v2", "kubectl set image deployment/web web=web:v2"),
        (StrategyKind::Recreate, "Roll out v2", "kubectl set image deployment/web web=web:v2"),
        (StrategyKind::Canary, "Create the canary: 1 pod of v2", "kubectl create -f web-v2.yaml"),
        (StrategyKind::BlueGreen, "Create green with v2", "kubectl create -f web-green.yaml"),
    ];
    for (strategy, label, line) in cases {
        let html = sandbox(Some(strategy));
        stands(&html, &[label, line, &format!("value=\"{}\" checked", strategy.slug())]);
    }
}

#[test]
fn the_first_question_stands_with_all_its_options() {
    let html = quiz(None);
    stands(
        &html,
        &[
            "<legend>What is a canary deployment?</legend>",
            "Squawking when a deployment breaks",
            "directing a subset of traffic to it",
            "Check answer",
            "0 of 13 answered",
        ],
    );
    assert_eq!(html.matches("type=\"radio\"").count(), 4);
    assert_eq!(html, quiz(Some("strategies")));
}
