//! What would come of a setting is what then comes of it.

use podyard::history::{History, Travel};
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Preset, Scenario, StrategyKind};
use podyard::session::{Action, Session, Speed};
use podyard::view::Sample;

use super::{play, press, set};

/// What pods did from an instant on, cluster time.
fn since(session: &Session, at: u64) -> Vec<Sample> {
    let all = session.samples();
    all.since(all.partition_point(|sample| sample.at <= at).saturating_sub(1)).iter().copied().collect()
}

#[test]
fn it_is_what_then_happens() {
    let (mut moved, mut begun, mut refused) = (0, 0, 0);
    for seed in 1..=120_u64 {
        let replicas = ["1", "3", "4", "7", "12", "20"][seed as usize % 6];
        let scenario =
            Scenario::default().seeded(seed).with(Control::Replicas, replicas).with(Control::ReadyAfter, "3");
        let mut history = History::new(scenario);
        if seed % 5 == 0 {
            history.update(Action::Choose(Preset::ALL[seed as usize % Preset::ALL.len()]));
        }
        if seed % 3 != 0 {
            history.update(Action::Do(ChoiceId::Next));
        }
        history.travel(Travel::Seek(seed * 7_919 % 25_000));
        let control = if seed % 2 == 0 { Control::MaxSurge } else { Control::MaxUnavailable };
        let text = (seed * 31 % (replicas.parse::<u64>().expect("a number") + 1)).to_string();
        let now = history.session().cluster().now();
        let before = history.session().elapsed();
        let Some(ahead) = history.session().ahead(control, &text) else {
            refused += 1;
            continue;
        };
        history.update(Action::Set { control, text: text.clone() });
        if ahead.begins.is_some() {
            history.update(Action::Do(ChoiceId::Next));
            begun += 1;
        }
        history.update(Action::SetSpeed(Speed::One));
        history.update(Action::Play);
        while history.session().elapsed() < before + 60_000 {
            let elapsed_ms =
                u32::try_from(before + 60_000 - history.session().elapsed()).expect("under a minute").min(33);
            history.update(Action::Tick { elapsed_ms });
        }
        let really = since(history.session(), now);
        assert_eq!(ahead.samples, really, "seed {seed}: {control:?} {text} at {before}");
        moved += usize::from(really.len() > 1);
    }
    assert!(moved > 60 && begun > 20 && begun < 100, "{moved} moved, {begun} begun, {refused} refused");
}

#[test]
fn looking_ahead_changes_nothing_and_what_is_refused_has_no_consequence() {
    let mut session = Session::new(Scenario::default());
    set(&mut session, Control::MaxUnavailable, "0");
    press(&mut session, "Roll out v2");
    play(&mut session, 3);
    let before = (session.happened(), session.elapsed(), session.values().text(Control::MaxSurge), session.log().len());
    // Name, text, whether anything would come of it.
    let cases = [("more pods at once", "4", true), ("neither up nor down", "0", false), ("no number", "many", false)];
    for (name, text, comes) in cases {
        assert_eq!(session.ahead(Control::MaxSurge, text).is_some(), comes, "{name}");
    }
    let after = (session.happened(), session.elapsed(), session.values().text(Control::MaxSurge), session.log().len());
    assert_eq!(after, before);
    assert!(session.field_error(Control::MaxSurge).is_none());
}

#[test]
fn it_costs_few_enough_events_for_a_hand_that_moves() {
    let scenario = Scenario::default().by(StrategyKind::RollingUpdate).with(Control::Replicas, "20");
    let mut session = Session::new(scenario);
    session.update(Action::Play);
    press(&mut session, "Roll out v2");
    play(&mut session, 2);
    set(&mut session, Control::MaxSurge, "3");
    let before = session.happened();
    session.run_until(session.elapsed() + 60_000);
    let events = session.happened() - before;
    // It takes a microsecond natively and three in the browser: 2,261 of them took 2.3 ms and 6 to 21 ms with the drawing.
    assert!(events < 5_000, "{events}");
}
