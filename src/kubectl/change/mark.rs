//! `kubectl label` and `kubectl annotate`. Models kubectl's pkg/cmd/label/label.go and pkg/cmd/annotate/annotate.go.

use super::edit::not_found;
use super::target::targets;
use super::{ALL, DRY_RUN, Desk, SELECTOR, Said, Step, Steps, ask_or_try, dry_run};
use crate::kube::object::{Kind, Labels, Name};
use crate::kube::tree::{Mapping, Node, Value};
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::printed::Printed;
use crate::kubectl::resource;
use crate::sim::command::Command;
use crate::sim::fault::Fault;
use crate::sim::objects::Object;

/// What the two differ in.
pub(super) struct Mark {
    verb: &'static str,
    field: &'static str,
    done: &'static str,
    not: &'static str,
    of: fn(&Object) -> &Labels,
    what: &'static str,
}

pub(super) const LABEL: Mark = Mark {
    verb: "label",
    field: "labels",
    done: "labeled",
    not: "not labeled",
    of: |object| &object.metadata().labels,
    what: "label",
};

pub(super) const ANNOTATE: Mark = Mark {
    verb: "annotate",
    field: "annotations",
    done: "annotated",
    not: "annotated",
    of: |object| &object.metadata().annotations,
    what: "annotation",
};

const OVERWRITE: Flag = Flag::new("overwrite", ' ', Takes::Nothing);

pub(super) fn mark(mark: &Mark, words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read(mark.verb, &[OVERWRITE, SELECTOR, ALL, DRY_RUN], words)?;
    let is_pair = |word: &&String| word.contains('=') || word.ends_with('-');
    let pairs: Vec<&String> = given.words.iter().filter(is_pair).collect();
    let names: Vec<String> = given.words.iter().filter(|word| !is_pair(word)).cloned().collect();
    if pairs.is_empty() {
        return Err(Printed::wrong(format!("error: at least one {} update is required", mark.what)));
    }
    let dry = dry_run(&given)?;
    let mut steps = Vec::new();
    for (kind, name) in targets(&names, &given, desk)? {
        let object = desk.cluster.objects().find(kind, &name).ok_or_else(|| not_found(kind, &name))?;
        match taken((mark.of)(&object), &pairs, given.has("overwrite")) {
            Some(wrong) => steps.push(Step::Fail(wrong)),
            None => steps.push(step(mark, kind, &name, &object, &pairs, dry)),
        }
    }
    Ok(steps)
}

/// Something has another value already, and nobody said that it may go.
fn taken(labels: &Labels, pairs: &[&String], overwrite: bool) -> Option<String> {
    let set = pairs.iter().filter_map(|pair| pair.split_once('='));
    let mut taken = set.filter_map(|(key, value)| Some((key, labels.get(key).filter(|there| ***there != *value)?)));
    let (key, there) = taken.next().filter(|_| !overwrite)?;
    Some(format!("error: '{key}' already has a value ({there}), and --overwrite is false"))
}

fn step(mark: &Mark, kind: Kind, name: &Name, object: &Object, pairs: &[&String], dry: Option<&'static str>) -> Step {
    let gone: Vec<&str> =
        pairs.iter().filter_map(|pair| pair.strip_suffix('-').filter(|_| !pair.contains('='))).collect();
    let unlabeled = mark.verb == "label" && gone.len() == pairs.len();
    let there = gone.iter().any(|key| (mark.of)(object).contains_key(*key));
    let said = match (unlabeled, there) {
        (true, true) => Said::Word("unlabeled", "unlabeled"),
        (true, false) => {
            let missing = gone.first().copied().unwrap_or_default();
            let one = format!("{}/{name}", resource::of(kind).qualified());
            return Step::Print(format!("label \"{missing}\" not found.\n{one} not labeled"));
        }
        _ => Said::Word(mark.done, mark.not),
    };
    // Of a pod's labels the simulator changes the one that its ReplicaSet looks for.
    if kind == Kind::Pod && mark.verb == "label" && gone == ["pod-template-hash"] {
        return ask_or_try(Command::Fault(Fault::Relabel(name.clone())), said, dry);
    }
    let mut fields = Mapping::default();
    for pair in pairs {
        let (key, value) = match pair.split_once('=') {
            Some((key, value)) => (key, Value::Text(value.into())),
            None => (pair.strip_suffix('-').unwrap_or(pair), Value::Null),
        };
        fields.put(key, Some(value.into()));
    }
    let mut patch: Node = fields.end().unwrap_or_else(|| Value::Map(Vec::new()).into());
    for field in [mark.field, "metadata"] {
        patch = Value::Map(vec![(field.into(), patch)]).into();
    }
    ask_or_try(Command::Patch { kind, name: name.clone(), patch }, said, dry)
}
