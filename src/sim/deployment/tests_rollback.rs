//! Rolling back by annotation. Behaviours 2.12; source: pkg/controller/deployment/rollback.go.

use super::super::super::event::Happening;
use super::{Bench, annotated, rolling_update, set, web};
use crate::kube::workload::REVISION;
use crate::kube::workload::ROLLBACK_TO;

const NOT_FOUND: &str = "DeploymentRollbackRevisionNotFound";
const CAUSE: &str = "kubernetes.io/change-cause";

struct Case {
    name: &'static str,
    asked: &'static str,
    /// Images and revisions of the old ReplicaSets; the new one has revision 3 and is of the image `new`.
    old: &'static [(&'static str, &'static str)],
    /// The Deployment's image and change cause afterwards.
    image: &'static str,
    cause: Option<&'static str>,
    /// Reason and message.
    event: Option<(&'static str, &'static str)>,
}

const HISTORY: &[(&str, &str)] = &[("v1", "1"), ("v2", "2")];

const CASES: &[Case] = &[
    Case {
        name: "0: the one before",
        asked: "0",
        old: HISTORY,
        image: "v2",
        cause: Some("made v2"),
        event: Some(("DeploymentRollback", "Rolled back deployment \"web\" to revision 2")),
    },
    Case {
        name: "a revision",
        asked: "1",
        old: HISTORY,
        image: "v1",
        cause: Some("made v1"),
        event: Some(("DeploymentRollback", "Rolled back deployment \"web\" to revision 1")),
    },
    Case {
        name: "the latest itself",
        asked: "3",
        old: HISTORY,
        image: "new",
        cause: Some("made new"),
        event: Some((
            "DeploymentRollbackTemplateUnchanged",
            "The rollback revision contains the same template as current deployment \"web\"",
        )),
    },
    Case {
        name: "a revision that is not there",
        asked: "7",
        old: HISTORY,
        image: "new",
        cause: Some("made new"),
        event: Some((NOT_FOUND, "Unable to find the revision to rollback to.")),
    },
    Case {
        name: "none before",
        asked: "0",
        old: &[],
        image: "new",
        cause: Some("made new"),
        event: Some((NOT_FOUND, "Unable to find last revision.")),
    },
    Case {
        name: "no number: no request at all",
        asked: "last",
        old: HISTORY,
        image: "new",
        cause: Some("made new"),
        event: None,
    },
];

#[test]
fn what_is_asked_for_is_done_once() {
    for case in CASES {
        let mut deployment = web(3, rolling_update(1, 0));
        deployment.metadata.annotate(ROLLBACK_TO, case.asked);
        deployment.metadata.annotate(CAUSE, "made new");
        let mut bench = Bench::new(deployment);
        for ((image, revision), created) in case.old.iter().zip(1..) {
            let cause = format!("made {image}");
            bench.add(annotated(set(image, 0, 0), &[(REVISION, revision), (CAUSE, &cause)]), created);
        }
        bench.add(annotated(set("new", 3, 3), &[(REVISION, "3"), (CAUSE, "made new")]), 9);
        for _ in 0..3 {
            assert_eq!(bench.sync(), Ok(()), "{}", case.name);
        }
        let (name, after) = (case.name, bench.deployment());
        assert_eq!(&*after.spec.template.image(), case.image, "{name}: image");
        assert_eq!(after.metadata.annotation(CAUSE), case.cause, "{name}: change cause");
        let kept = case.event.is_none().then_some(case.asked);
        assert_eq!(after.metadata.annotation(ROLLBACK_TO), kept, "{name}: the request");
        let told = |happening: &Happening| match happening {
            Happening::Rollback { reason, message } => Some((*reason, message.to_string())),
            _ => None,
        };
        let events: Vec<_> = bench.cluster.log.events().iter().filter_map(|event| told(&event.happening)).collect();
        let expected: Vec<_> = case.event.iter().map(|(reason, message)| (*reason, message.to_string())).collect();
        assert_eq!(events, expected, "{name}: event");
    }
}

#[test]
fn a_paused_deployment_keeps_the_request() {
    let mut deployment = web(3, rolling_update(1, 0));
    deployment.spec.paused = true;
    deployment.metadata.annotate(ROLLBACK_TO, "1");
    let mut bench = Bench::new(deployment);
    bench.add(annotated(set("v1", 0, 0), &[(REVISION, "1")]), 1);
    bench.add(annotated(set("new", 3, 3), &[(REVISION, "2")]), 2);
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(&*bench.deployment().spec.template.image(), "new");
    assert_eq!(bench.deployment().metadata.annotation(ROLLBACK_TO), Some("1"));
}
