//! Exercises: what is judged, what a run that is handed in cannot claim, and the seeds by which a copy shows.

use podyard::history::{Edit, History, Link, Runs};
use podyard::kube::time::SECOND;
use podyard::learn::exercise::Exercise;
use podyard::learn::grading::Grade;
use podyard::learn::handed_in::{handed_in, seed_of};
use podyard::learn::marks::Mark;
use podyard::learn::{exercises, parse};
use podyard::pace::at_once;
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Scenario, StrategyKind};
use podyard::session::Action;
use podyard::sim::command::Command;
use podyard::text::{said, say};
use podyard::world::App;

/// v2 never becomes ready; undo, and no failed request.
fn stuck() -> Exercise {
    let text = r#"
id: stuck
type: mend
title: Stuck
topic: rolling-update
kubernetes: 1.27-1.36
task: Bring it back.
start: replicas=4&maxSurge=1&maxUnavailable=0&never-ready=true
do: [{at: 1, step: next}]
begins: 30
until: 600
goal:
  all:
  - {eventually: "rollout(deployment/web) == complete", for: 10s}
  - always: requests.failed == 0
costs: [{name: failed requests, value: requests.failed}, {name: time, value: time}]
solutions: [{title: Undo, do: [{at: 40, request: {rolloutUndo: deployment/web}}]}]
"#;
    parse(text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Settings are hers: 8 new pods ready within 20 seconds.
fn quick() -> Exercise {
    let text = r#"
id: quick
type: build
title: Quick
topic: rolling-update
kubernetes: 1.27-1.36
task: Roll out v2 within 20 seconds.
start: replicas=8&maxSurge=1&maxUnavailable=0
begins: 0
until: 300
may: [maxSurge, strategy]
goal: {eventually: "count(pods where .spec.containers[0].image == web:v2 and .status.conditions[type=Ready].status == True) == 8", within: 20s}
costs: [{name: most pods, value: score.peakPods}]
"#;
    parse(text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn undone(exercise: &Exercise) -> Link {
    exercise.attempt(&exercise.solutions[0]).expect("it can be done")
}

fn faults(grade: &Grade) -> Vec<String> {
    grade.faults.iter().map(say).collect()
}

#[test]
fn a_solution_is_executed_and_has_its_costs() {
    let exercise = stuck();
    let grade = exercise.grade(&undone(&exercise));
    let costs: Vec<String> = grade.costs.iter().flatten().map(ToString::to_string).collect();
    assert_eq!((grade.solved(), grade.changes, faults(&grade)), (true, 1, vec![]));
    assert_eq!(costs[0], "0", "no request failed");
    // Ten seconds after the Deployment is complete again, which takes it a moment.
    let met = grade.met.expect("it is met");
    assert!((20 * SECOND..25 * SECOND).contains(&met), "{met}");
    assert_eq!(exercise.grade(&undone(&exercise)), grade, "the same run, the same grade");
}

#[test]
fn the_same_by_hand_on_the_page_is_the_same_grade() {
    let exercise = stuck();
    let mut history = History::new(Scenario::default());
    history.open(exercise.link(None).expect("it begins")).expect("the link opens");
    assert!(
        history.session().verdict().is_none_or(|verdict| matches!(verdict, podyard::guide::watch::Verdict::NotYet(_)))
    );
    history.update(Action::Do(ChoiceId::Back));
    let undone = history.link();
    history.travel(podyard::history::Travel::Seek(60_000));
    let later = history.link();
    let verdict = history.session().verdict();
    assert!(matches!(verdict, Some(podyard::guide::watch::Verdict::Met { .. })), "{verdict:?}");
    // Back in time it is not met, and forward again it is: the verdict belongs to the instant.
    history.travel(podyard::history::Travel::Seek(31_000));
    assert!(matches!(history.session().verdict(), Some(podyard::guide::watch::Verdict::NotYet(_))));
    let grade = exercise.grade(&undone);
    assert_eq!((grade.solved(), grade.changes, faults(&grade)), (true, 1, vec![]));
    assert_eq!(exercise.grade(&later), grade, "wherever in it she stood when she copied the link");
    // The saved file says the same.
    let file = Runs::read(&history.write()).expect("it is whole").shown_as_link();
    assert_eq!(exercise.grade(&file).met, grade.met);
}

/// Each is a way to claim what did not happen.
#[test]
fn what_is_claimed_and_not_so_does_not_count() {
    let exercise = stuck();
    let honest = undone(&exercise);
    let forged = |change: &dyn Fn(&mut Link)| {
        let mut link = honest.clone();
        change(&mut link);
        exercise.grade(&link)
    };
    type Change = Box<dyn Fn(&mut Link)>;
    let set = |control, value: &'static str| -> Change {
        Box::new(move |link: &mut Link| link.scenario = link.scenario.clone().with(control, value))
    };
    let idle = exercise.link(None).expect("it begins");
    let cases: Vec<(&str, Change, &str)> = vec![
        ("another state", Box::new(|link| link.hash = Some(1)), "The link says that it leads to another state"),
        ("a v2 that becomes ready", set(Control::NeverReady, "false"), "It begins with never-ready = false"),
        ("fewer pods", set(Control::Replicas, "1"), "It begins with replicas = 1"),
        (
            "another strategy",
            Box::new(|link| link.scenario = link.scenario.clone().by(StrategyKind::Recreate)),
            "It begins with the strategy recreate",
        ),
        ("no rollout before", Box::new(|link| drop(link.edits.remove(0))), "What happened before is not what"),
        (
            "another exercise",
            Box::new(|link| link.scenario = Scenario::default()),
            "This is no run of the exercise stuck",
        ),
        (
            "an easier goal",
            Box::new(|link| {
                let mut assignment = (*link.scenario.assignment).clone();
                assignment.goal = Some(podyard::guide::goal::Goal::parse("time > 1s").expect("a goal").into());
                link.scenario = link.scenario.clone().assigned(assignment.into());
            }),
            "Its task or its goal is not the exercise's",
        ),
        (
            "no clients",
            Box::new(|link| {
                let clients = podyard::world::Clients::default();
                let action = Action::Request(vec![Command::clients(&clients)]);
                link.edits.push(Edit { action, ..link.edits[1].clone() });
                link.hash = None;
            }),
            "It changes the World",
        ),
        ("an edit out of step", Box::new(|link| link.edits[1].steps = 1), "Step 2 does not fit"),
    ];
    for (name, change, expected) in cases {
        let grade = forged(&*change);
        let said = faults(&grade);
        assert!(!grade.solved() && said.iter().any(|it| it.starts_with(expected)), "{name}: {said:?}");
    }
    // A v2 that was mended by hand is not: the session makes it known as the exercise has it.
    let healthy = Command::app("web:v2", &App::default());
    let mut mended = idle.clone();
    mended.edits.push(Edit { steps: idle.at.1, at: idle.at.0, action: Action::Request(vec![healthy]) });
    let grade = exercise.grade(&Link { at: (0, 0), hash: None, ..mended });
    assert_eq!((grade.met, faults(&grade)), (None, vec![]));
    assert_eq!(exercise.grade(&idle).met, None, "and doing nothing does nothing");
}

#[test]
fn settings_that_may_be_changed_are_hers() {
    let exercise = quick();
    let way = |start: &str| podyard::learn::exercise::Attempt {
        start: Some(start.into()),
        acts: parse::<podyard::learn::run::Run>("start: ''\ndo: [{at: 1, step: next}]").expect("acts").acts,
        ..Default::default()
    };
    let grade = |start| exercise.grade(&exercise.attempt(&way(start)).expect("it can be done"));
    let cases = [("maxSurge=1", false, 1), ("maxSurge=100%", true, 2), ("strategy=recreate", true, 1)];
    for (start, solved, changes) in cases {
        let grade = grade(start);
        assert_eq!((grade.solved(), grade.changes, faults(&grade)), (solved, changes, vec![]), "{start}");
    }
}

#[test]
fn seeds_show_copies() {
    assert_eq!(seed_of("10b", "Ada Lovelace"), seed_of(" 10B ", "ada  lovelace"));
    assert_ne!(seed_of("10b", "Ada"), seed_of("10b", "Bob"));
    assert_ne!(seed_of("10b", "Ada"), seed_of("10c", "Ada"));
    let exercise = stuck();
    let own = |name: &str| {
        let link = exercise.link(Some(seed_of("10b", name))).expect("it begins");
        let mut history = History::new(Scenario::default());
        history.open(link).expect("it opens");
        history.update(Action::Do(ChoiceId::Back));
        format!("https://school.example/podyard/#/sandbox?{}", history.link_text().expect("it is short"))
    };
    let (ada, bob) = (own("Ada"), own("Bob"));
    let list = format!("Ada, {ada}\nBob; {bob}\n\"Cy\"\t<{ada}>\nDi, not a link\n{ada}\n");
    let marks = at_once(async |pace| exercise.mark(handed_in("", &list), "10b", pace).await);
    let rows: Vec<(String, bool, Vec<String>)> =
        marks.iter().map(|mark| (mark.name.clone(), mark.solved(), mark.remarks.iter().map(said).collect())).collect();
    let hers = "The seed is not that of this name and class.".to_string();
    let twice = "Has the seed of Ada.".to_string();
    assert_eq!(rows[0], ("Ada".into(), true, vec![]));
    assert_eq!(rows[1], ("Bob".into(), true, vec![]));
    assert_eq!(rows[2], ("Cy".into(), true, vec![hers.clone(), twice.clone()]));
    assert_eq!((&*rows[3].0, rows[3].1), ("Di, not a link", false));
    assert_eq!(rows[4], (String::new(), true, vec![hers, twice]));
    let csv = exercise.csv(&marks, said);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], r#""Name","Result","After (s)","Changes","failed requests","time","Seed","Remarks""#);
    assert!(lines[1].starts_with(r#""Ada","solved","1"#), "{}", lines[1]);
    assert_eq!(lines.len(), 6);
}

#[test]
fn what_is_handed_in_is_read_in_every_form() {
    let exercise = stuck();
    let link = undone(&exercise);
    let text = link.write();
    let mut history = History::new(Scenario::default());
    history.open(link.clone()).expect("it opens");
    let file = history.write();
    let page = format!("<html><script type=\"text/plain\" id=\"recorded\">{file}</script></html>");
    let cases = [
        ("a link", format!("http://127.0.0.1:8080/#/sandbox?{text}")),
        ("its fragment", format!("#/sandbox?{text}")),
        ("what stands behind the mark", text),
        ("a file", file),
        ("a page", page),
    ];
    for (form, text) in cases {
        let runs = handed_in("Ada", &text);
        assert_eq!((runs.len(), &*runs[0].name), (1, "Ada"), "{form}");
        let run = runs[0].run.as_ref().unwrap_or_else(|refused| panic!("{form}: {}", say(&refused.whole())));
        assert_eq!((&run.scenario, &run.edits), (&link.scenario, &link.edits), "{form}");
    }
    let damaged = Mark { name: String::new(), grade: None, remarks: vec![] };
    assert_eq!(exercise.row(&damaged, said)[1], "does not count");
}

/// A link says all that is set, and is read as the same.
#[test]
fn assignments_survive_writing_and_reading() {
    for exercise in exercises() {
        let link = exercise.link(Some(99)).unwrap_or_else(|stuck| panic!("{}: {stuck:?}", exercise.id));
        let read =
            Link::read(&link.write()).unwrap_or_else(|refused| panic!("{}: {}", exercise.id, say(&refused.whole())));
        assert_eq!(read, link, "{}", exercise.id);
        assert_eq!(*read.scenario.assignment, exercise.assignment(), "{}", exercise.id);
        let mut history = History::new(Scenario::default());
        assert_eq!(history.open(link), Ok(None), "{}: it comes out as it was written", exercise.id);
    }
}

#[test]
fn an_assigned_run_begins_anew_where_she_took_over() {
    let exercise = stuck();
    let mut history = History::new(Scenario::default());
    history.open(exercise.link(None).expect("it begins")).expect("it opens");
    let begun = history.session().cluster().state_hash();
    history.update(Action::Do(ChoiceId::Back));
    history.travel(podyard::history::Travel::Seek(90_000));
    history.update(Action::Restart);
    assert_eq!((history.session().elapsed(), history.session().cluster().state_hash()), (30_000, begun));
    assert_eq!(history.current().edits.len(), 1, "what had happened before is in it");
    // What is locked stays, objects do not.
    history.update(Action::Apply("kind: World\nnodes: {count: 9}\n".into()));
    assert_eq!(history.told().map(say).as_deref(), Some("Who made this link locked the settings."));
    history.update(Action::Request(vec![Command::Scale {
        kind: podyard::kube::object::Kind::Deployment,
        name: "web".into(),
        replicas: 5,
    }]));
    assert_eq!(history.session().values().text(Control::Replicas), "5");
}

/// What a course has to set at least, and what its example says.
#[test]
fn there_are_enough_of_every_type() {
    use podyard::learn::exercise::Sort;
    let all = exercises();
    for sort in Sort::ALL {
        let of = all.iter().filter(|exercise| exercise.sort == sort).count();
        assert!(of >= 10, "{sort:?}: {of}");
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_to_string(root.join("docs/exercises.md")).expect("it is there");
    let shipped = std::fs::read_to_string(root.join("content/exercises/stuck-never-ready.yaml")).expect("it is there");
    assert!(docs.contains(shipped.trim_end()), "the example of the documentation is the one that is shipped");
    assert!(all.iter().all(|exercise| exercise.task.chars().count() <= 400), "a task fits into a link");
}
