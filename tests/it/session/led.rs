//! Argo Rollouts and Flagger at the wheel, over the real simulated cluster.

use podyard::control::FieldPath;
use podyard::kube::manifest::Written;
use podyard::kube::object::Kind;
use podyard::kube::tree::{Value, path};
use podyard::kube::write;
use podyard::kube::yaml;
use podyard::playbook::{ChoiceId, StepState};
use podyard::scenario::{Control, Leader, Preset, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::command::Command;
use podyard::sim::event::Happening;
use podyard::text::{said, say};
use podyard::world::Entry;

use super::{endpoints, play, press, set};

fn led(leader: Leader, strategy: StrategyKind, entry: Entry) -> Scenario {
    Scenario::default()
        .by(strategy)
        .led_by(leader)
        .through(entry)
        .with(Control::Replicas, 4)
        .with(Control::RequestsPerSecond, 50)
}

fn begin(settings: Scenario) -> Session {
    let mut session = Session::new(settings);
    session.update(Action::Play);
    session
}

/// Reasons and messages of what the controller said.
fn told(session: &Session) -> Vec<(&'static str, String)> {
    let said = session.log().iter().filter_map(|event| match &event.happening {
        Happening::Said { reason, message } => Some((*reason, message.to_string())),
        _ => None,
    });
    said.collect()
}

fn has(session: &Session, reason: &str, words: &str) -> bool {
    told(session).iter().any(|(found, message)| *found == reason && message.contains(words))
}

fn labels(session: &Session) -> Vec<String> {
    session.choices().into_iter().map(|choice| said(&choice.label)).collect()
}

#[test]
fn argo_leads_a_canary_to_its_end_on_every_way_in() {
    for entry in [Entry::Service, Entry::HttpRoute, Entry::Ingress] {
        let mut session = begin(led(Leader::ArgoRollouts, StrategyKind::Canary, entry));
        press(&mut session, "Roll out v2");
        play(&mut session, 150);
        assert_eq!(endpoints(&session), [(2, 4)], "{entry:?}");
        let whys = ["Rollout step 1/5 completed (setWeight: 20)", "Completed all 5 canary steps"];
        assert!(has(&session, "RolloutStepCompleted", whys[0]), "{entry:?}: {:?}", told(&session));
        assert!(has(&session, "RolloutCompleted", whys[1]), "{entry:?}: {:?}", told(&session));
        assert_eq!(has(&session, "TrafficWeightUpdated", "to 20"), entry != Entry::Service, "{entry:?}");
        assert_eq!(session.cluster().traffic().total().failed(), 0, "{entry:?}");
        assert!(session.finished().is_some(), "{entry:?} has its scorecard");
        assert_eq!(labels(&session), ["Roll out v3"], "{entry:?}");
        press(&mut session, "Roll out v3");
        play(&mut session, 150);
        assert_eq!(endpoints(&session), [(3, 4)], "{entry:?}: and again");
    }
}

#[test]
fn a_version_that_fails_is_aborted_by_its_analysis() {
    for entry in [Entry::Service, Entry::HttpRoute, Entry::Ingress] {
        let mut session = begin(led(Leader::ArgoRollouts, StrategyKind::Canary, entry));
        session.update(Action::Choose(Preset::Errors));
        press(&mut session, "Roll out v2");
        play(&mut session, 120);
        assert_eq!(endpoints(&session), [(1, 4)], "{entry:?} is back at v1");
        let why = "Metric \"success-rate\" assessed Failed due to failed (1) > failureLimit (0)";
        assert!(has(&session, "RolloutAborted", why), "{entry:?}: {:?}", told(&session));
        assert_eq!(labels(&session), ["Roll out v3", "Retry"], "{entry:?}");
        assert!(said(&session.judgement()[0]).starts_with("Degraded: RolloutAborted"), "{:?}", session.judgement());
        // The mended version comes; what was left of the bad one goes.
        session.update(Action::Choose(Preset::Fine));
        press(&mut session, "Roll out v3");
        play(&mut session, 150);
        assert_eq!(endpoints(&session), [(3, 4)], "{entry:?}");
    }
}

#[test]
fn the_background_analysis_needs_no_step() {
    let mut session = begin(
        led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::HttpRoute)
            .with(Control::Background, "true")
            .with(Control::Steps, "20, pause 60s"),
    );
    session.update(Action::Choose(Preset::Errors));
    press(&mut session, "Roll out v2");
    play(&mut session, 50);
    assert!(has(&session, "RolloutAborted", "success-rate"), "{:?}", told(&session));
}

#[test]
fn a_person_promotes_skips_aborts_and_tries_again() {
    let settings =
        led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::HttpRoute).with(Control::Steps, "20, pause, 50, pause");
    let mut session = begin(settings);
    press(&mut session, "Roll out v2");
    play(&mut session, 60);
    assert_eq!(said(&session.judgement()[0]), "Paused: CanaryPauseStep");
    let primary =
        |session: &Session| session.choices().into_iter().find(|choice| choice.primary).map(|c| said(&c.label));
    assert_eq!(primary(&session).as_deref(), Some("Promote"), "it waits for a person");
    press(&mut session, "Promote");
    play(&mut session, 30);
    press(&mut session, "Abort");
    play(&mut session, 60);
    assert_eq!(endpoints(&session), [(1, 4)]);
    press(&mut session, "Retry");
    play(&mut session, 30);
    press(&mut session, "Promote fully");
    play(&mut session, 90);
    assert_eq!(endpoints(&session), [(2, 4)], "{:?}", told(&session));
    assert!(has(&session, "RolloutCompleted", "Full promotion requested"), "{:?}", told(&session));
}

#[test]
fn argo_leads_blue_green_with_preview_promotion_and_delay() {
    let mut session = begin(led(Leader::ArgoRollouts, StrategyKind::BlueGreen, Entry::Service));
    press(&mut session, "Roll out v2");
    play(&mut session, 30);
    assert_eq!(endpoints(&session), [(1, 4)], "the preview gets nothing");
    assert_eq!(said(&session.judgement()[0]), "Paused: BlueGreenPause");
    let preview = session.cluster().usable_endpoints("web-preview");
    assert!(preview.len() == 4 && preview.iter().all(|endpoint| &*endpoint.image == "web:v2"), "{preview:?}");
    press(&mut session, "Promote");
    play(&mut session, 20);
    assert_eq!(endpoints(&session), [(2, 4)]);
    let of_v1 = |session: &Session| {
        let mut sets = session.cluster().objects().replica_sets.values();
        sets.find(|set| &*set.spec.template.image() == "web:v1").map(|set| set.spec.replicas)
    };
    assert_eq!(of_v1(&session), Some(4), "scaleDownDelaySeconds 30 are not over");
    play(&mut session, 40);
    assert_eq!(of_v1(&session), Some(0));
    assert_eq!(session.cluster().traffic().total().failed(), 0);
    assert!(session.finished().is_some());
}

#[test]
fn blue_green_goes_back_when_its_analysis_after_the_promotion_fails() {
    let mut session = begin(
        led(Leader::ArgoRollouts, StrategyKind::BlueGreen, Entry::Service)
            .with(Control::PostPromotion, "true")
            .with(Control::AutoPromotion, "true"),
    );
    session.update(Action::Choose(Preset::Errors));
    press(&mut session, "Roll out v2");
    play(&mut session, 120);
    assert_eq!(endpoints(&session), [(1, 4)], "{:?}", told(&session));
    let switches: Vec<String> = told(&session)
        .into_iter()
        .filter(|(_, words)| words.contains("'web-active'"))
        .map(|(_, words)| words)
        .collect();
    assert_eq!(switches.len(), 2, "there and back: {switches:?}");
}

#[test]
fn flagger_ticks_to_the_end_and_rolls_the_primary() {
    let mut session = begin(led(Leader::Flagger, StrategyKind::Canary, Entry::HttpRoute));
    press(&mut session, "Roll out v2");
    play(&mut session, 150);
    assert_eq!(endpoints(&session), [(2, 4)], "{:?}", told(&session));
    for words in ["Advance web.default canary weight 20", "Advance web.default canary weight 60", "Copying web.default"]
    {
        assert!(has(&session, "Synced", words), "{words}: {:?}", told(&session));
    }
    assert_eq!(said(&session.judgement()[0]), "Succeeded: weight 0, failed checks 0");
    assert_eq!(session.cluster().traffic().total().failed(), 0);
    assert_eq!(labels(&session), ["Roll out v3"]);
}

#[test]
fn a_gate_that_holds_flagger_up_is_named_and_opened_by_its_field() {
    let mut session = begin(led(Leader::Flagger, StrategyKind::Canary, Entry::HttpRoute));
    let hook = "{spec: {analysis: {webhooks: [{name: ask, type: confirm-rollout, url: 'http://tester/gate/check'}]}}}";
    let patch = yaml::documents(hook).expect("YAML").remove(0);
    session.update(Action::Request(vec![Command::Patch { kind: Kind::Canary, name: "web".into(), patch }]));
    press(&mut session, "Roll out v2");
    play(&mut session, 30);
    let judged: Vec<String> = session.judgement().iter().map(said).collect();
    let words = "It waits for the webhook ask. Set gates[ask].open of the World to true, and it answers well.";
    assert_eq!(judged, ["Waiting: weight 0, failed checks 0", words]);
    let at = FieldPath { kind: Kind::World, name: "world".into(), path: "gates[ask].open".into() };
    let shown = session.fields(Kind::World, "world");
    assert!(shown.iter().any(|field| field.path == at.path && field.text.is_empty()), "{shown:?}");
    session.update(Action::SetField(at, "true".into()));
    play(&mut session, 150);
    assert_eq!(said(&session.judgement()[0]), "Succeeded: weight 0, failed checks 0");
}

#[test]
fn what_a_router_cannot_do_names_one_that_can() {
    let mut session = begin(led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::Ingress));
    set(&mut session, Control::Steps, "20, header end-user=jason, pause");
    play(&mut session, 5);
    let judged: Vec<String> = session.judgement().iter().map(said).collect();
    assert!(
        judged[0].contains("SetHeaderRoute requires TrafficRouting, supports Istio and ALB and Apisix"),
        "{judged:?}"
    );
    assert!(judged[1].starts_with("ingress-nginx sets no header route. The Gateway API's plugin does"), "{judged:?}");
    let mut session = begin(led(Leader::Flagger, StrategyKind::Canary, Entry::Ingress));
    set(&mut session, Control::MirrorFirst, "true");
    let judged: Vec<String> = session.judgement().iter().map(said).collect();
    assert!(judged[1].starts_with("Flagger copies no requests with ingress-nginx"), "{judged:?}");
}

#[test]
fn flagger_rolls_back_at_its_threshold() {
    let mut session = begin(led(Leader::Flagger, StrategyKind::Canary, Entry::Ingress));
    session.update(Action::Choose(Preset::Errors));
    press(&mut session, "Roll out v2");
    play(&mut session, 120);
    assert_eq!(endpoints(&session), [(1, 4)], "{:?}", told(&session));
    assert!(has(&session, "Synced", "Halt web.default advancement success rate"), "{:?}", told(&session));
    assert!(has(&session, "Synced", "Canary failed! Scaling down web.default"), "{:?}", told(&session));
}

#[test]
fn flagger_runs_an_a_b_test_by_header() {
    let led = led(Leader::Flagger, StrategyKind::Canary, Entry::HttpRoute);
    let mut session = begin(led.with(Control::Header, "end-user=jason"));
    set(&mut session, Control::Iterations, "6");
    set(&mut session, Control::RequestsPerSecond, "100");
    press(&mut session, "Roll out v2");
    play(&mut session, 45);
    assert!(has(&session, "Synced", "Advance web.default canary iteration 1/6"), "{:?}", told(&session));
    let of_new: Vec<u32> = session
        .requests(None)
        .into_iter()
        .filter(|request| request.version == Some(2))
        .map(|request| request.user_number)
        .collect();
    assert!(of_new.iter().all(|user| *user == 0), "only jason meets v2: {of_new:?}");
    play(&mut session, 90);
    assert_eq!(endpoints(&session), [(2, 4)], "{:?}", told(&session));
}

#[test]
fn flagger_needs_a_gateway_and_gets_one() {
    let mut session = begin(Scenario::default().by(StrategyKind::Canary));
    session.update(Action::Set { control: Control::Leader, text: "flagger".into() });
    assert_eq!((session.scenario().leader(), session.scenario().entry()), (Leader::Flagger, Entry::HttpRoute));
    session.update(Action::Set { control: Control::Entry, text: "service".into() });
    assert_eq!(session.scenario().leader(), Leader::You, "a Service has no weights for Flagger to set");
}

/// The button, `kubectl patch` and a manifest come to the same rollout, watched from its first command on.
#[test]
fn by_any_door_it_is_the_same_rollout() {
    for leader in [Leader::ArgoRollouts, Leader::Flagger] {
        let run = |door: usize| {
            let mut session = begin(led(leader, StrategyKind::Canary, Entry::HttpRoute));
            let objects = session.cluster().objects();
            let object = match objects.rollouts.values().next() {
                Some(rollout) => rollout.as_ref().clone().into_manifest(),
                None => objects.deployment("web").expect("the target").as_ref().clone().into_manifest(),
            };
            let at = path("spec.template.spec.containers[0].image");
            let image = Value::Text("web:v2".into());
            session.update(match door {
                0 => Action::Do(ChoiceId::Next),
                1 => Action::Request(vec![Command::patch(&object, &at, image)]),
                _ => {
                    let mut tree = object.tree();
                    tree.put(&at, image);
                    Action::Apply(write::yaml(&tree))
                }
            });
            let labels =
                |session: &Session| session.steps().into_iter().map(|step| (said(&step.label), step.state)).collect();
            let begun: Vec<(String, StepState)> = labels(&session);
            play(&mut session, 150);
            let card = session.finished().map(|finish| (finish.title, finish.lines));
            (begun, labels(&session), card, told(&session), endpoints(&session))
        };
        let by_button = run(0);
        assert_eq!(by_button.0[0], ("Roll out v2".into(), StepState::Done), "{leader:?}");
        assert_eq!(by_button.2.as_ref().map(|card| say(&card.0)).as_deref(), Some("v2 is live"), "{leader:?}");
        assert_eq!(by_button.4, [(2, 4)], "{leader:?}");
        for door in [1, 2] {
            assert_eq!(run(door), by_button, "{leader:?}, door {door}");
        }
    }
}

#[test]
fn more_replicas_on_the_way_are_the_controllers_too() {
    let mut session =
        begin(led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::HttpRoute).with(Control::Steps, "50, pause"));
    press(&mut session, "Roll out v2");
    play(&mut session, 40);
    set(&mut session, Control::Replicas, "6");
    play(&mut session, 30);
    assert_eq!(endpoints(&session), [(1, 6), (2, 3)]);
    press(&mut session, "Promote");
    play(&mut session, 90);
    assert_eq!(endpoints(&session), [(2, 6)]);
}

#[test]
fn what_its_controller_refuses_is_said_beside_the_steps() {
    let cases = [
        (Entry::Service, "101", "steps[0].setWeight: Invalid value: 101: SetWeight needs to be between 0 and 100"),
        (Entry::Service, "header end-user=jason", "SetHeaderRoute requires TrafficRouting"),
        (Entry::Ingress, "20, mirror 5", "SetMirrorRoute requires TrafficRouting, supports Istio and Plugins"),
    ];
    for (entry, steps, words) in cases {
        let mut session = begin(led(Leader::ArgoRollouts, StrategyKind::Canary, entry));
        set(&mut session, Control::Steps, steps);
        assert_eq!(session.field_error(Control::Steps), None, "the API server takes it");
        let note = say(&session.values().note(Control::Steps).unwrap_or_default());
        assert!(note.starts_with("Argo Rollouts refuses: ") && note.contains(words), "{note}");
        play(&mut session, 5);
        let phase = said(&session.judgement()[0]);
        assert!(phase.starts_with("Degraded: InvalidSpec: ") && phase.contains(words), "{phase}");
    }
}

#[test]
fn asked_is_not_always_possible() {
    let mut session =
        begin(led(Leader::ArgoRollouts, StrategyKind::Canary, Entry::Service).with(Control::Steps, "5, pause"));
    press(&mut session, "Roll out v2");
    play(&mut session, 40);
    let view = session.traffic();
    let v2 = view.versions.iter().find(|share| share.version == 2).expect("it answers");
    assert_eq!((v2.asked, v2.possible, v2.ready_endpoints, v2.usable_endpoints), (Some(5), 20, 1, 5));
    assert_eq!(
        say(&view.notes[0]),
        "5% asked for v2, but 20% is what 1 of 5 endpoints can get: a Service counts pods, not percent."
    );
}
