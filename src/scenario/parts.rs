//! What may stand in a strategy's file, as tables. The page reads its files by name; schemas and tests go by these.

use crate::kube::form::{Duty, Form, Row, Shape};

const fn part(name: &'static str, form: Form, duty: Duty, about: &'static str) -> Row {
    Row { duty, about, ..Row::new(name, form) }
}

const fn shape(name: &'static str, rows: &'static [Row]) -> Shape {
    Shape { name, rows, inert: &[], kept: &[] }
}

const MANIFESTS: Form = Form::List(&Form::Written("{apiVersion: apps/v1, kind: Deployment}"));
const GOAL: Form = Form::Written("deployment/$(to) .spec.replicas >= $(size)");

const LABEL: Row = part("label", Form::Text, Duty::Optional, "What its button says.");
const REQUESTS: Row = part(
    "requests",
    Form::List(&Form::Written("{scale: deployment/$(to), replicas: $(size)}")),
    Duty::Optional,
    "What its button asks for.",
);
const NEEDS: Row = part("needs", Form::Text, Duty::Optional, "It is there only where this term has a value.");
const DONE: Row = part("done", GOAL, Duty::Optional, "The goal by which it is done, whoever did it.");
const COMPLETES: Row = part("completes", Form::Bool, Duty::Optional, "Once it is done, so are all before it.");

/// A file in `content/strategies`.
pub const STRATEGY_FILE: Shape = shape(
    "a strategy",
    &[
        part("service", Form::Text, Duty::Optional, "The Service that the clients call; `web` unless given."),
        part(
            "deployments",
            Form::List(&Form::Labels),
            Duty::Optional,
            "What makes the pods of a version: a `name` for all versions or each, or several that they take in turn.",
        ),
        part("scales", Form::List(&Form::Text), Duty::Required, "What the number of replicas is set of."),
        part("objects", MANIFESTS, Duty::Required, "What a run begins with, whatever the way in."),
        part("httproute", MANIFESTS, Duty::Optional, "And behind an HTTPRoute."),
        part("ingress", MANIFESTS, Duty::Optional, "And behind ingress-nginx."),
        part("steps", Form::List(&Form::Mapping(&STEP)), Duty::Required, "One after the other, with their goals."),
        part("back", Form::List(&Form::Mapping(&BACK)), Duty::Optional, "The way back: the first whose `when` holds."),
    ],
);

const STEP: Shape = shape(
    "a step",
    &[
        LABEL,
        NEEDS,
        DONE,
        COMPLETES,
        REQUESTS,
        part(
            "each",
            Form::OneOf(&["sizes", "weights"]),
            Duty::Optional,
            "Its `steps` for each size a canary grows to, or for each weight that was asked for.",
        ),
        part("steps", Form::List(&Form::Mapping(&PART)), Duty::Optional, "Of `each`."),
    ],
);

const PART: Shape = shape("a step of each", &[LABEL, NEEDS, DONE, COMPLETES, REQUESTS]);

const BACK: Shape =
    shape("a way back", &[LABEL, REQUESTS, part("when", GOAL, Duty::Optional, "The goal by which it is offered.")]);
