//! Runs side by side.

use podyard::history::{Cell, Comparison, History, SHOTS, Travel};
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Scenario, StrategyKind};
use podyard::session::Action;
use podyard::text::{said, say};

fn rolled_out(settings: Scenario) -> History {
    let mut history = History::new(settings);
    history.travel(Travel::Seek(2_000));
    history.update(Action::Do(ChoiceId::Next));
    history.travel(Travel::Seek(40_000));
    history
}

#[test]
fn the_same_rollout_with_the_other_three_strategies() {
    let mut history = rolled_out(Scenario::default().with(Control::RequestsPerSecond, 50));
    let looked_at = (history.current().id, history.session().cluster().state_hash());
    let ids = history.with_other_strategies();
    assert_eq!((history.current().id, history.session().cluster().state_hash()), looked_at, "one stays where one is");
    let comparison = history.compare(&ids).expect("four runs");
    let names: Vec<String> = comparison.runs.iter().map(|run| said(&run.name)).collect();
    let expected = ["Rolling update 1", "Recreate 2", "Canary 3", "Blue/green 4"];
    assert_eq!(names, expected);
    let row = |name: &str| {
        let row = comparison.figures.iter().find(|row| say(&row.name) == name).expect("it is compared");
        let cell = |(index, cell): (usize, &Cell)| {
            format!("{} {}", said(&row.value(*cell)), row.difference(index).as_ref().map(say).unwrap_or_default())
        };
        row.cells.iter().enumerate().map(cell).collect::<Vec<_>>()
    };
    let failed = row("requests failed");
    assert_eq!((&*failed[0], &*failed[2], &*failed[3]), ("0 ", "0 the same", "0 the same"));
    assert!(failed[1].ends_with(" more"), "Recreate refuses: {failed:?}");
    assert_eq!(row("fewest available"), ["3 ", "0 3 less", "4 1 more", "4 1 more"]);
    assert!(
        row("without service")[1].ends_with(" s more") && row("Peak pods (with terminating)")[3] == "8 1 more",
        "{:?}",
        row("Peak pods (with terminating)")
    );
    // Every branch has come to its end, and can be looked at like any other.
    for id in &ids[1..] {
        history.travel(Travel::Switch(*id));
        assert!(history.session().finished().is_some(), "{:?}", history.current().name);
        assert_ne!(history.session().scenario().strategy(), StrategyKind::RollingUpdate);
    }
}

#[test]
fn where_two_runs_part_is_named() {
    let mut history = rolled_out(Scenario::default());
    history.travel(Travel::Seek(10_000));
    history.update(Action::Set { control: Control::Replicas, text: "6".into() });
    history.travel(Travel::Seek(40_000));
    let comparison = history.compare(&[0, 1]).expect("two runs");
    let words = say(&comparison.parts[0]);
    assert!(words.starts_with("Rolling update 1 and Branch 2 of 1 at 10.0 s differ from 10.0 s on: "), "{words}");
    assert!(words.contains("against “Command kubectl scale deployment/web --replicas=6"), "{words}");
    assert_eq!(comparison.end, 40_000);
    assert_eq!(history.compare(&[0]), None, "one alone is not compared");
    let same = history.compare(&[0, 0]).expect("twice the same");
    assert_eq!((comparison.first_part, same.first_part), (Some(10_000), None));
    assert_eq!(say(&same.parts[0]), "Rolling update 1 and Rolling update 1 are the same.");
    assert!(same.figures.iter().all(|row| row.difference(1).is_some_and(|said| say(&said) == "the same")));
}

/// Every picture is the branch itself at that instant, and the last one has what the figures say.
#[test]
fn pictures_are_of_the_runs_at_their_instants() {
    let mut history = rolled_out(Scenario::default().with(Control::RequestsPerSecond, 50));
    let ids = history.with_other_strategies();
    let comparison = history.compare(&ids).expect("four runs");
    for run in &comparison.runs {
        assert_eq!(run.shots.len() as u64, SHOTS + 1, "{:?}", run.name);
        history.travel(Travel::Switch(run.id));
        let horizon = history.current().horizon.0;
        for shot in (0..=SHOTS).step_by(15) {
            let at = comparison.end * shot / SHOTS;
            if at > horizon {
                continue;
            }
            history.travel(Travel::Seek(at));
            let (session, shown) = (history.session(), &run.shots[shot as usize]);
            assert_eq!(shown.summary, session.summary(), "{:?} at {at}", run.name);
            assert_eq!(shown.failed, session.bill().map_or(0, |card| card.failed), "{:?} at {at}", run.name);
            let pods = shown.lanes.iter().map(|(_, pods)| pods.len()).sum::<usize>();
            assert_eq!(pods, session.cluster().objects().pods.len(), "{:?} at {at}", run.name);
        }
    }
    let failed: Vec<String> = comparison.runs.iter().map(|run| run.shots[SHOTS as usize].failed.to_string()).collect();
    let row = comparison.figures.iter().find(|row| say(&row.name) == "requests failed").expect("it is compared");
    assert_eq!(row.cells.iter().map(|cell| said(&row.value(*cell))).collect::<Vec<_>>(), failed);
}

/// A run of 300 s of a rollout with one setting, beside the other three strategies.
fn compared(control: Control, text: &str) -> Comparison {
    let mut history = History::new(Scenario::default().with(Control::RequestsPerSecond, 50));
    history.update(Action::Set { control, text: text.into() });
    history.travel(Travel::Seek(2_000));
    history.update(Action::Do(ChoiceId::Next));
    history.travel(Travel::Seek(60_000));
    let ids = history.with_other_strategies();
    history.compare(&ids).expect("four runs")
}

#[test]
fn each_run_has_its_verdict_in_a_sentence() {
    let cases = [
        (
            Control::MaxSurge,
            "1",
            [
                "v2 is live: never down, none of # requests failed.",
                "v2 is live: down for # s, # of # requests failed.",
                "v2 is live: never down, none of # requests failed.",
                "v2 is live: never down, none of # requests failed.",
            ],
        ),
        (
            Control::NeverReady,
            "true",
            [
                "Did not finish in # s: never down, none of # requests failed.",
                "Did not finish in # s: down for # s, # of # requests failed.",
                "Did not finish in # s: never down, none of # requests failed.",
                "Did not finish in # s: never down, none of # requests failed.",
            ],
        ),
    ];
    for (control, text, expected) in cases {
        let comparison = compared(control, text);
        let figures = |text: String| {
            let words =
                text.split(' ').map(|word| if word.starts_with(|c: char| c.is_ascii_digit()) { "#" } else { word });
            words.collect::<Vec<_>>().join(" ")
        };
        let verdicts: Vec<String> = comparison.runs.iter().map(|run| figures(say(&run.verdict))).collect();
        assert_eq!(verdicts, expected, "{control:?} {text}");
    }
    let mut idle = History::new(Scenario::default());
    idle.travel(Travel::Seek(5_000));
    let idle = idle.compare(&[0, 0]).expect("twice the same");
    assert_eq!(say(&idle.runs[0].verdict), "No rollout was begun.");
    assert!(idle.figures.iter().all(|row| said(&row.value(row.cells[0])) == "–" && row.difference(1).is_none()));
}

#[test]
fn a_run_without_an_end_has_no_duration_and_the_table_goes_into_a_spreadsheet() {
    let comparison = compared(Control::NeverReady, "true");
    let duration = &comparison.figures[0];
    assert_eq!(said(&duration.value(duration.cells[0])), "did not finish");
    assert_eq!(duration.difference(1), None, "what did not finish is not compared");
    let text = comparison.csv(said);
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0], ",Rolling update 1,Recreate 2,Canary 3,Blue/green 4");
    assert!(lines[1].starts_with("from first command to end (s),did not finish,did not finish,"), "{text}");
    assert!(lines[4].starts_with("without service (s),0.0,"), "{text}");
    assert!(lines[9].starts_with("Of a month's error budget (SLO 99.9 %) (%),0.000,"), "{text}");
    assert_eq!(lines.len(), 11, "nine figures, and the end of the last line");
}
