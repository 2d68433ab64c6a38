//! The page drawn to text, natively: what stands in it, under which role and name.

use std::rc::Rc;

use podyard::history::{History, Travel};
use podyard::message;
use podyard::playbook::ChoiceId;
use podyard::ui::details::compare_page::{CompareView, Props as CompareProps};
use podyard::ui::details::own_request::Props as OwnProps;
use podyard::ui::details::requests_tab::{Props as RequestsProps, RequestsTab};
use podyard::ui::details::routes_tab::{Props as RoutesProps, RoutesTab};
use podyard::ui::learn::quiz_page::{Props as QuizProps, QuizPage};
use podyard::ui::sandbox::{Props, Sandbox};
use yew::{Callback, LocalServerRenderer};

use podyard::scenario::{Scenario, StrategyKind};
use podyard::session::{Action, AppliedDocument, Outcome, Session};
use podyard::sim::command::Rejected;
use podyard::view::Draft;
use podyard::world::Entry;

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
    let run = strategy.map_or(String::new(), |strategy| format!("strategy={}", strategy.slug()));
    let props = Props { shown: true, themes: 0, run, welcome: false, plan: false, compare: false, embed: false };
    now(LocalServerRenderer::<Sandbox>::with_props(props).hydratable(false).render())
}

fn quiz(quiz: Option<&'static str>) -> String {
    let props = QuizProps { quiz: quiz.map(Into::into), quizzes: std::rc::Rc::new(podyard::learn::embedded()) };
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
            ">Play</span></button>",
            ">Roll out v2</button>",
            "kubectl set image deployment/web web=web:v2",
            "25% of 4 = 1",
            "Version 1 is serving traffic: each dot is a request. Roll out version 2 and watch.",
        ],
    );
    assert!(!html.contains("style="), "the content security policy refuses style attributes");
}

#[test]
fn the_comparison_is_a_page_of_its_own() {
    let props =
        Props { shown: false, themes: 0, run: String::new(), welcome: false, plan: false, compare: true, embed: false };
    let html = now(LocalServerRenderer::<Sandbox>::with_props(props).hydratable(false).render());
    stands(
        &html,
        &[
            "<main hidden=\"hidden\"",
            "<main id=\"main\" class=\"compare\"><a href=\"#/sandbox\">Back to the sandbox</a><h1 tabindex=\"-1\">Comparison</h1>",
            "Nothing is compared yet.",
            ">Compare with the other three strategies</button>",
        ],
    );
    let mut history = History::new(Scenario::default());
    history.update(Action::Do(ChoiceId::Next));
    history.travel(Travel::Seek(30_000));
    let ids = history.with_other_strategies();
    let comparison = Rc::new(history.compare(&ids).expect("four runs"));
    let html =
        now(LocalServerRenderer::<CompareView>::with_props(CompareProps { comparison }).hydratable(false).render());
    stands(
        &html,
        &[
            "id=\"compare-at\" type=\"range\" min=\"0\" max=\"120\"",
            "<section aria-label=\"Recreate 2\"><h2>Recreate 2</h2><p class=\"ending\">v2 is live: down for ",
            "<figcaption>Pods</figcaption>",
            "<figcaption>Available pods, dashed: all (0–8)</figcaption>",
            ">Save as CSV</button>",
            "<th scope=\"row\">without service</th><td class=\"number\"><strong>0.0 s</strong></td>",
        ],
    );
    assert!(!html.contains("style="), "the content security policy refuses style attributes");
}

#[test]
fn the_picture_says_the_state_of_every_pod_in_words() {
    let html = sandbox(None);
    let pods: Vec<&str> =
        html.split("role=\"button\" aria-label=\"web-").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(pods.len(), 4);
    for pod in pods {
        assert!(pod.contains(": v1, Running, on node-") && pod.ends_with(" s old, receives requests"), "web-{pod}");
    }
    stands(&html, &["4 pods. v1: 4 ready. The Service routes to 4."]);
    let scene = html.split("class=\"scene\"").nth(1).and_then(|rest| rest.split("</svg>").next()).expect("a picture");
    assert_eq!(
        (scene.matches("tabindex=\"0\"").count(), scene.matches("tabindex=\"-1\"").count()),
        (1, 3),
        "one tab stop for all pods"
    );
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
fn the_way_in_and_who_leads_bring_their_own_controls() {
    let plain = sandbox(None);
    stands(
        &plain,
        &["Traffic routing and controller", ">HTTPRoute</option>", "Dependencies", ">Keep-alive (s)</label>"],
    );
    assert!(!plain.contains("Controller</label>"), "a rolling update has one leader: its controller");
    let canary = sandbox(Some(StrategyKind::Canary));
    stands(&canary, &["Controller</label>", ">Argo Rollouts</option>", ">Flagger</option>"]);
    assert!(!canary.contains("successCondition"), "nobody measures where the learner leads");
}

#[test]
fn a_request_card_says_who_asked_what_took_it_and_how_it_ended() {
    let mut session = Session::new(Scenario::default());
    session.update(Action::Play);
    session.update(Action::Tick { elapsed_ms: 2_000 });
    let requests = session.requests(None);
    let number = requests[0].number;
    let card = session.request_card(number).map(Rc::new);
    let user = requests[0].user.clone();
    let draft = Draft { headers: "end-user: jason".into(), ..Draft::default() };
    let asked = draft.head().map(|head| session.own_request(&head));
    let own = OwnProps { draft, asked, on_write: Callback::noop() };
    let props = RequestsProps {
        requests,
        users: session.users(),
        only: None,
        card,
        on_only: Callback::noop(),
        on_choose: Callback::noop(),
        own,
    };
    let html = now(LocalServerRenderer::<RequestsTab>::with_props(props).hydratable(false).render());
    stands(
        &html,
        &[
            "<option selected=\"selected\">All users</option>",
            "Last requests, newest first",
            "A request of your own</summary>",
            "to an endpoint of Service web: the clients call it directly",
            &format!("Request #{number} of {user}, 60 ms"),
            &format!("end-user: {user}"),
            "Service web</code> <strong>takes it:</strong> a new connection",
            &format!("Follow {user}</button>"),
        ],
    );
}

#[test]
fn routes_stand_as_yaml_and_a_refused_one_with_its_reason() {
    let settings = Scenario::default().by(StrategyKind::Canary).through(Entry::HttpRoute);
    let session = Session::new(settings);
    let props = RoutesProps {
        routes: session.routes(),
        draft: "kind: Pod".into(),
        error: Some(Rejected {
            message: "line 1: kind: a Pod routes nothing here".into(),
            hint: message!("control-nothing-was-applied"),
        }),
        documents: Vec::new(),
        on_draft: Callback::noop(),
        on_action: Callback::noop(),
    };
    let html = now(LocalServerRenderer::<RoutesTab>::with_props(props).hydratable(false).render());
    stands(
        &html,
        &[
            ">HTTPRoute web</h3>",
            "ResolvedRefs=True",
            "kind: HTTPRoute",
            "weight: 100",
            ">Service web-canary</h3>",
            "4 endpoints in use",
            "role=\"alert\"",
            "a Pod routes nothing here</span> Nothing was applied.",
        ],
    );
}

#[test]
fn of_several_documents_each_is_reported() {
    let document = |title: &str, outcome| AppliedDocument { title: title.into(), outcome };
    let refused =
        Rejected { message: "The Deployment \"api\" is invalid".into(), hint: message!("refused-name-object-exists") };
    let props = RoutesProps {
        routes: Vec::new(),
        draft: "kind: Service".into(),
        error: Some(refused.clone()),
        documents: vec![
            document("Service web", Outcome::Applied("service/web configured".into())),
            document("Deployment api", Outcome::Refused(refused)),
        ],
        on_draft: Callback::noop(),
        on_action: Callback::noop(),
    };
    let html = now(LocalServerRenderer::<RoutesTab>::with_props(props).hydratable(false).render());
    stands(
        &html,
        &[
            "role=\"alert\" id=\"manifest-error\"",
            "Service web applied: <span class=\"mono\">service/web configured</span>",
            "Deployment api refused: <span class=\"mono\">The Deployment \"api\" is invalid</span> Name an object that exists.",
        ],
    );
}

#[test]
fn a_gateway_beside_a_route_is_named_as_kept_out() {
    let mut session = Session::new(Scenario::default().by(StrategyKind::Canary).through(Entry::HttpRoute));
    let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: eg}\n";
    let route = session.routes().into_iter().find(|route| route.title == "HTTPRoute web").expect("there").yaml;
    session.update(Action::Apply(format!("{gateway}---\n{route}")));
    let props = RoutesProps {
        routes: Vec::new(),
        draft: String::new(),
        error: session.refused_manifest().map(|(_, error)| error.clone()),
        documents: session.applied_documents().to_vec(),
        on_draft: Callback::noop(),
        on_action: Callback::noop(),
    };
    let html = now(LocalServerRenderer::<RoutesTab>::with_props(props).hydratable(false).render());
    stands(
        &html,
        &[
            "role=\"status\"",
            "<li>Gateway eg kept out: the page has one gateway, which serves every HTTPRoute that names a Gateway;",
            "HTTPRoute web applied: <span class=\"mono\">httproute.gateway.networking.k8s.io/web unchanged</span>",
        ],
    );
    assert!(!html.contains("aria-invalid") && !html.contains("role=\"alert\""), "{html}");
}

#[test]
fn the_other_quizzes_stand_before_the_questions() {
    let html = quiz(Some("traffic"));
    stands(
        &html,
        &["Who gets which version", "0 of 25 answered", "href=\"#/quiz/strategies\"", "aria-current=\"page\""],
    );
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

#[test]
fn the_first_frames_hold_every_page_and_nothing_that_a_policy_refuses() {
    let html = podyard::ui::shell::prerender::first_frames();
    for (frame, holds) in [
        ("first-welcome", "Version 1 answers every request. Replace it by version 2."),
        ("first-pocket", "Version 1 answers every request. Replace it by version 2."),
        ("first-wide", "Version 1 is serving traffic: each dot is a request."),
        ("first-narrow", "Version 1 is serving traffic: each dot is a request."),
        ("first-quiz", "The questions are coming."),
        ("first-about", "About Podyard"),
    ] {
        let (_, rest) = html.split_once(&format!("<div class=\"first {frame}\">")).unwrap_or_else(|| panic!("{frame}"));
        let this = rest.split("<div class=\"first ").next().unwrap_or(rest);
        assert!(this.contains(holds), "{frame} lacks {holds}");
        assert_eq!(this.matches("<main").count(), 1, "{frame} is one page");
        assert!(this.contains("aria-current=\"page\""), "{frame} says where one is");
    }
    for refused in ["style=", "<script", "onclick="] {
        assert!(!html.contains(refused), "{refused}");
    }
}
