//! What can be written, in its one form, and what cannot, with every word of the refusal.

use podyard::guide::goal::Goal;
use podyard::text::say;

#[test]
fn conditions_and_how_they_are_written() {
    // As a teacher may write it; as it is written again, where that differs.
    let same = "";
    let cases = [
        ("deployment/web .status.replicas == 3", same),
        ("deploy/web .status.replicas==3", "deployment/web .status.replicas == 3"),
        ("deployments.apps/web .spec.paused != true", "deployment/web .spec.paused != true"),
        (
            "rs/web-1 .status.readyReplicas < .spec.replicas",
            "replicaset/web-1 .status.readyReplicas < replicaset/web-1 .spec.replicas",
        ),
        ("deployment/web .spec.strategy.rollingUpdate.maxSurge == 25%", same),
        ("deployment/web .spec.strategy.rollingUpdate.maxSurge == 1", same),
        ("deployment/web .spec.template.spec.dnsPolicy == Default", same),
        (
            r#"deployment/web .status.conditions[?(@.type=="Progressing")].reason == "NewReplicaSetAvailable""#,
            "deployment/web .status.conditions[type=Progressing].reason == NewReplicaSetAvailable",
        ),
        (r"svc/web .metadata.labels.app\.io/name == web", "service/web .metadata.labels[app.io/name] == web"),
        ("svc/web .spec.selector['version'] == green", "service/web .spec.selector.version == green"),
        ("svc/web .spec.selector.version == \"two words\"", "service/web .spec.selector.version == \"two words\""),
        ("svc/web .spec.selector.version == \"time\"", "service/web .spec.selector.version == \"time\""),
        ("quota/pods .spec.hard.pods <= 10", "resourcequota/pods .spec.hard.pods <= 10"),
        ("no/node-1 .spec.unschedulable == true", "node/node-1 .spec.unschedulable == true"),
        ("deploy/web exists", "deployment/web exists"),
        ("httproute/web .spec.rules[1] does not exist", same),
        ("rollout(deploy/web) == failed", "rollout(deployment/web) == failed"),
        ("count(po) >= 1", "count(pods) >= 1"),
        (
            "count(pods -l app==web,!old,track!=canary,version) == 0",
            "count(pods -l app=web,!old,track!=canary,version) == 0",
        ),
        ("count(pods where STATUS == Terminating and .spec.nodeName exists) == 0", same),
        ("count(nodes where STATUS != Ready) > 0", same),
        ("count(events po Killing) == 2", "count(events pods Killing) == 2"),
        ("first(events rollout/web RolloutCompleted) < 1m30s", same),
        (
            "last(commands set image) > first(commands scale deploy/web)",
            "last(commands set image) > first(commands scale deployment/web)",
        ),
        ("requests.share of web:v2 in the last 60s >= 18%", "requests.share of web:v2 in the last 1m >= 18%"),
        ("requests.answered by jason of web:v1 == 0", "requests.answered of web:v1 by jason == 0"),
        ("requests.failedShare <= 2.5%", same),
        ("score.withoutService == 0s", same),
        ("score(web:v1 -> web:v2).metBoth == 0", same),
        ("time <= 500ms", same),
        ("time < 1h", "time < 60m"),
        ("time < 999999999h999999999h", "time < 119999999880m"),
        ("requests.sent > 0 and requests.failed == 0 and time > 1s", same),
        ("service/web .spec.selector.note == \"a and b\" and time > 1s", same),
    ];
    for (text, again) in cases {
        let quoted = podyard::kube::tree::quoted(text);
        let goal = super::goal(&format!("always: {quoted}"));
        let expected = if again == same { text } else { again };
        assert_eq!(goal.tree().json(), format!("{{\"always\":{}}}", podyard::kube::tree::quoted(expected)), "{text}");
        assert_eq!(super::goal(&goal.to_string()), goal, "{text}");
    }
}

#[test]
fn goals_and_how_they_are_written() {
    let cases = [
        ("requests.sent > 0", r#"{"eventually":"requests.sent > 0"}"#),
        ("at the end: requests.sent > 0", r#"{"at the end":"requests.sent > 0"}"#),
        (
            "eventually: [requests.sent > 0, time > 1s]\nfor: 90s\nwithin: 10m of the start",
            r#"{"eventually":"requests.sent > 0 and time > 1s","within":"10m","for":"1m30s"}"#,
        ),
        (
            "always: {any: [time > 1s, {not: time > 2s}]}\nfrom: time > 0s\nuntil: time > 3s",
            r#"{"always":{"any":["time > 1s",{"not":"time > 2s"}]},"from":"time > 0s","until":"time > 3s"}"#,
        ),
        ("all: [time > 1s]", r#"{"eventually":"time > 1s"}"#),
        (
            "not:\n  any:\n  - time > 1s\n  - always: time < 2s\n",
            r#"{"not":{"any":[{"eventually":"time > 1s"},{"always":"time < 2s"}]}}"#,
        ),
        (
            "eventually:\n- time > 1s\n- any: [time > 2s, time > 3s]\n",
            r#"{"eventually":{"all":["time > 1s",{"any":["time > 2s","time > 3s"]}]}}"#,
        ),
    ];
    for (text, again) in cases {
        let goal = super::goal(text);
        assert_eq!(goal.tree().json(), again, "{text}");
        assert_eq!(super::goal(&goal.to_string()), goal, "{text}");
    }
}

/// Text, line, field, what, fix.
type Refused = (&'static str, usize, &'static str, &'static str, &'static str);

fn refused(cases: &[Refused]) {
    for (text, line, field, what, fix) in cases {
        let problems = Goal::parse(text).expect_err(text);
        let found: Vec<_> =
            problems.iter().map(|one| (one.line, one.field.as_str(), say(&one.what), say(&one.fix))).collect();
        assert_eq!(found, [(*line, *field, (*what).to_string(), (*fix).to_string())], "{text}");
    }
}

#[test]
fn values_that_are_refused() {
    let begin = "begin with an object and a field such as deployment/web .status.replicas, or with count(, first(, last(, \
                 rollout(, score, requests or time";
    let comparison = "write ==, !=, <, <=, > or >=";
    let requests = "write requests. and one of sent, ended, answered, failed, errors, assetsMissing, refused, reset, timedOut, \
                    gateway, share, failedShare";
    refused(&[
        ("deploymnt/web .spec.replicas == 1", 1, "", "there is no kind deploymnt", "write deployment"),
        ("world/web .spec.replicas == 1", 1, "", "there are no objects of kind World", "ask for its events"),
        ("deployment/web .spec.replcas == 1", 1, "", ".replcas: unknown field of DeploymentSpec", "write replicas"),
        ("deployment/web .spec == 1", 1, "", "further fields stand at .spec", "name one of them, or write exists"),
        ("deployment/web .spec.replicas.x == 1", 1, "", "there is nothing below .x", "end the path before it"),
        (
            "deployment/web .spec.replicas[0] == 1",
            1,
            "",
            "no list stands at .spec.replicas[0]",
            "take out what is in brackets",
        ),
        (
            "deployment/web .status.conditions.type == x",
            1,
            "",
            "a list stands before .type",
            "name an item, by its place [0] or by a field such as [name=web]",
        ),
        (
            "deployment/web .status.conditions[typ=x].reason == x",
            1,
            "",
            ".typ: unknown field of Condition",
            "write type",
        ),
        (
            "deployment/web .spec..x == 1",
            1,
            "",
            "\".spec..x\" is no path to a field",
            "write one such as .status.replicas",
        ),
        (
            "deployment/web == 1",
            1,
            "",
            "no field of deployment/web is named",
            "write one behind it, such as .status.replicas, or exists",
        ),
        (
            ".spec.replicas == 1",
            1,
            "",
            "no object is named before .spec.replicas",
            "write one before it, such as deployment/web",
        ),
        ("deployment/ .spec.replicas == 1", 1, "", "no object is named in deployment/", "write its name behind the /"),
        (
            "deployment/web .spec.replicas == three",
            1,
            "",
            "\"three\" is no whole number",
            "write a whole number such as 3",
        ),
        ("deployment/web .spec.replicas == 25%", 1, "", "\"25%\" is no whole number", "write a whole number such as 3"),
        ("deployment/web .spec.paused == yes", 1, "", "\"yes\" is neither true nor false", "write true or false"),
        ("deployment/web .spec.paused > false", 1, "", "> asks for an order, and there is none", "write == or !="),
        ("deployment/web .spec.replicas", 1, "", "nothing is compared", "write a comparison behind it, such as == 3"),
        ("deployment/web .spec.replicas = 3", 1, "", "= compares nothing", "write =="),
        ("deployment/web .spec.replicas is 3", 1, "", "is is no comparison", comparison),
        (
            "deployment/web .spec.replicas ==",
            1,
            "",
            "there is nothing to compare with",
            "write a whole number such as 3",
        ),
        (
            "svc/web .spec.selector.v == a b",
            1,
            "",
            "b stands behind a whole condition",
            "join conditions with and, and put text with blanks in quotes",
        ),
        ("svc/web .spec.selector.v == \"a", 1, "", "a quote is not closed", "write \" at the end of the text"),
        (
            "requests.sent == deployment/web .spec.paused",
            1,
            "",
            "requests.sent and deployment/web .spec.paused are never the same: one is a number, the other is true or false",
            "compare two of one sort",
        ),
        (
            "rollout(deployment/web) == done",
            1,
            "",
            "\"done\" can never be",
            "write one of progressing, complete, failed",
        ),
        ("rollout(deployment/web) == complet", 1, "", "\"complet\" can never be", "write complete"),
        (
            "rollout(service/web) == complete",
            1,
            "",
            "service/web has no rollout",
            "name a Deployment, such as deployment/web",
        ),
        ("rollout deployment/web == complete", 1, "", "no ( stands behind rollout", "write rollout(deployment/web)"),
        ("request.failed == 0", 1, "", "request.failed is nothing that can be asked for", "write requests"),
        ("everything == fine", 1, "", "everything is nothing that can be asked for", begin),
        ("requests.faild == 0", 1, "", "requests has no faild", "write requests.failed"),
        ("requests.of == 0", 1, "", "requests has no of", requests),
        (
            "requests.share >= 5%",
            1,
            "",
            "whose share is not said",
            "write of and an image behind it, such as of web:v2",
        ),
        ("requests.share of web:v2 >= 5", 1, "", "\"5\" is no share", "write a percentage such as 20% or 2.5%"),
        (
            "requests.sent of web:v2 > 0",
            1,
            "",
            "where a request goes is not known when it is sent",
            "ask for requests.ended",
        ),
        ("requests.ended by jsn > 0", 1, "", "nobody is called jsn", "write a user's name such as jason, or user-51"),
        (
            "requests.ended by jason in the last 5s > 0",
            1,
            "",
            "requests of one user are counted from the beginning",
            "take out by, or in the last",
        ),
        (
            "requests.ended in the last 11m > 0",
            1,
            "",
            "11m is too long to look back",
            "write at most 10m, or count from the beginning",
        ),
        (
            "requests.ended in the last 5 > 0",
            1,
            "",
            "\"5\" is no length of time",
            "write a time such as 90s, 1m30s or 500ms",
        ),
        (
            "score.metBoth == 0",
            1,
            "",
            "score.metBoth does not know which image is new",
            "write score(web:v1 -> web:v2).metBoth",
        ),
        ("score.lowestAvailble == 0", 1, "", "score has no lowestAvailble", "write score.lowestAvailable"),
        ("score(web:v1).metBoth == 0", 1, "", "no -> stands behind web:v1", "write score(web:v1 -> web:v2).metBoth"),
        ("count(pods where .spec.nodNam == a) == 0", 1, "", ".nodNam: unknown field of PodSpec", "write nodeName"),
    ]);
}

#[test]
fn counts_and_goals_that_are_refused() {
    let goal = "write one of eventually, always and at the end, or join several goals below all or any";
    let verbs = "write one of create, apply, delete, set image, scale, patch, rollout undo, rollout pause, rollout resume, \
                 cordon, uncordon, drain";
    refused(&[
        ("count(pods where STATUS > Running) == 0", 1, "", "> asks for an order, and there is none", "write == or !="),
        (
            "count(services where STATUS == Running) == 0",
            1,
            "",
            "a Service has no STATUS",
            "write a field such as .spec.replicas",
        ),
        (
            "count(pods where ready) == 0",
            1,
            "",
            "ready is no field",
            "write a field such as .status.phase == Running, or STATUS == Terminating",
        ),
        (
            "count(pods -l =web) == 0",
            1,
            "",
            "\"=web\" is no label selector",
            "write one such as -l app=web,track!=canary",
        ),
        ("count(pods == 0", 1, "", "== stands where ) is due", "take it out, or close before it"),
        ("first(pods) == 0", 1, "", "pods do not happen", "write first(events …) or first(commands …)"),
        (
            "count(events deployment/web) == 0",
            1,
            "",
            ") is no reason",
            "write events deployment/web ScalingReplicaSet, or events pods Killing",
        ),
        ("count(commands explode) == 0", 1, "", "there is no command explode", verbs),
        ("count(commands scal) == 0", 1, "", "there is no command scal", "write scale"),
        (
            "count(commands scale a/b c) == 0",
            1,
            "",
            "c stands behind a whole command",
            "name one object, such as deployment/web",
        ),
        (
            "eventually: 3",
            1,
            "eventually",
            "`3` is a number",
            "write a condition, such as deployment/web .status.updatedReplicas == 3",
        ),
        ("eventually: time > 1s\nalways: time > 1s", 1, "", "eventually and always stand side by side", goal),
        ("within: 5s", 1, "", "it does not say what must hold, or when", goal),
        (
            "always: time > 1s\nwithin: 5s",
            2,
            "within",
            "within says nothing here",
            "write for, if it must hold for so long",
        ),
        (
            "at the end: time > 1s\nfor: 5s",
            2,
            "for",
            "for says nothing here",
            "write eventually, if it must hold for so long",
        ),
        (
            "always: time > 1s\nfor: 5s\nuntil: time > 2s",
            2,
            "for",
            "for says nothing here",
            "write for or until, not both",
        ),
        (
            "eventually: time > 1s\nwithin: soon",
            2,
            "within",
            "\"soon\" is text",
            "write a time such as 90s, 1m30s or 500ms",
        ),
        ("all: []", 1, "all", "the list is empty", "write what must hold, `- ` before each"),
        ("all: time > 1s", 1, "all", "\"time > 1s\" is text", "write a list: `- ` before each item"),
        (
            "all: [time > 1s]\nfor: 5s",
            1,
            "for",
            "for is said of no clause",
            "write it beside the eventually, always or at the end that it is about",
        ),
        (
            "eventually: {all: [time > 1s], any: [time > 2s]}",
            1,
            "eventually",
            "it is not one of all, any and not",
            "write one of them, or a condition",
        ),
        ("", 1, "", "there is no single goal here", "write one, such as eventually: requests.sent > 0"),
    ]);
}

#[test]
fn all_that_is_wrong_comes_at_once() {
    let text =
        "all:\n- eventually: deploymnt/web exists and tim > 1s\n- any:\n  - always: requests.faild == 0\n    for: x\n";
    let problems = Goal::parse(text).expect_err("four faults");
    let found: Vec<String> = problems.iter().map(|problem| say(&problem.message())).collect();
    assert_eq!(
        found,
        [
            "line 2: all[0].eventually: there is no kind deploymnt. Fix: write deployment",
            "line 2: all[0].eventually: tim is nothing that can be asked for. Fix: write time",
            "line 4: all[1].any[0].always: requests has no faild. Fix: write requests.failed",
            "line 5: all[1].any[0].for: \"x\" is text. Fix: write a time such as 90s, 1m30s or 500ms",
        ]
    );
}
