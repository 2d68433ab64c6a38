//! Faults as data, beside the other requests: see [`super::written`].
//!
//! `{"crash":"pod/web-7f4c","exitCode":137}`, `{"loseNode":"node-2"}`, `{"loseRegistry":true}`, `{"slowWatch":5000}` in ms.

use crate::kube::Malformed;
use crate::kube::object::{Kind, Name};
use crate::kube::time::Millis;
use crate::kube::tree::{Node, Value, refused};
use crate::message::Message;

use super::fault::Fault;
use super::written_parts::{mapping, named, number, object, text, word};

/// Exit code of a process that was killed: what stands where a crash names none.
const KILLED: u8 = 137;

/// What a fault's verb needs beside its object; `None` for what is no fault.
pub(super) fn needs(verb: &str) -> Option<&'static [&'static str]> {
    Some(match verb {
        "crash" => &["exitCode"],
        "flapReadiness" => &["ms"],
        "scaleReplicaSet" => &["replicas"],
        "evict" | "forceDelete" | "relabel" | "loseNode" | "regainNode" | "loseRegistry" | "regainRegistry"
        | "slowWatch" | "restartController" | "touch" | "orphan" => &[],
        _ => return None,
    })
}

/// As a tree, which [`read`] reads again.
pub(super) fn tree(fault: &Fault) -> Node {
    let (kind, name) = fault.subject();
    let it = Some(named(kind, &name));
    let number = |number: i64| Some(Value::Int(number).into());
    let ms = |lasts: Millis| number(i64::try_from(lasts).unwrap_or(i64::MAX));
    let yes = Some(Value::Bool(true).into());
    match fault {
        Fault::Crash(_, exit_code) => mapping([("crash", it), ("exitCode", number((*exit_code).into()))]),
        Fault::FlapReadiness(_, lasts) => mapping([("flapReadiness", it), ("ms", ms(*lasts))]),
        Fault::Evict(_) => mapping([("evict", it)]),
        Fault::ForceDelete(_) => mapping([("forceDelete", it)]),
        Fault::Relabel(_) => mapping([("relabel", it)]),
        Fault::LoseNode(_) => mapping([("loseNode", Some(text(&*name)))]),
        Fault::RegainNode(_) => mapping([("regainNode", Some(text(&*name)))]),
        Fault::LoseRegistry => mapping([("loseRegistry", yes)]),
        Fault::RegainRegistry => mapping([("regainRegistry", yes)]),
        Fault::SlowWatch(lasts) => mapping([("slowWatch", ms(*lasts))]),
        Fault::RestartDeploymentController => mapping([("restartController", Some(text("deployment")))]),
        Fault::RestartReplicaSetController => mapping([("restartController", Some(text("replicaset")))]),
        Fault::Touch(_) => mapping([("touch", it)]),
        Fault::ScaleReplicaSet(_, replicas) => {
            mapping([("scaleReplicaSet", it), ("replicas", number((*replicas).into()))])
        }
        Fault::Orphan(_) => mapping([("orphan", it)]),
    }
}

/// Reads a fault again. `given` are the fields beside its verb.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn read<'a>(verb: &str, about: &Node, given: impl Fn(&str) -> Option<&'a Node>) -> Result<Fault, Malformed> {
    let wrong = |what: Message, fix: Message| refused(about.line, what, fix);
    let of = |wanted: Kind| -> Result<Name, Malformed> {
        let example = message!("request-write-verb-and-name", verb, kind = wanted.as_str().to_ascii_lowercase());
        match object(about) {
            Some((kind, name)) if kind == wanted => Ok(name),
            Some((kind, _)) => Err(wrong(
                message!("request-not-a-but-a", verb, wanted = wanted.as_str(), kind = kind.as_str()),
                example,
            )),
            None => Err(wrong(message!("request-no-kind-and-name", verb), example)),
        }
    };
    let needed = |name: &str| {
        given(name)
            .ok_or_else(|| wrong(message!("request-not-given", verb, name), message!("request-add-number", name)))
    };
    let alone = |fault: Fault| match about.value {
        Value::Bool(true) => Ok(fault),
        _ => Err(wrong(message!("request-about-nothing-else", verb), message!("request-write-true", verb))),
    };
    Ok(match verb {
        "crash" => Fault::Crash(of(Kind::Pod)?, given("exitCode").map_or(Ok(KILLED), number)?),
        "flapReadiness" => Fault::FlapReadiness(of(Kind::Pod)?, number(needed("ms")?)?),
        "evict" => Fault::Evict(of(Kind::Pod)?),
        "forceDelete" => Fault::ForceDelete(of(Kind::Pod)?),
        "relabel" => Fault::Relabel(of(Kind::Pod)?),
        "loseNode" => Fault::LoseNode(word(about)?),
        "regainNode" => Fault::RegainNode(word(about)?),
        "loseRegistry" => alone(Fault::LoseRegistry)?,
        "regainRegistry" => alone(Fault::RegainRegistry)?,
        "slowWatch" => Fault::SlowWatch(number(about)?),
        "restartController" => match &*word(about)? {
            "deployment" => Fault::RestartDeploymentController,
            "replicaset" => Fault::RestartReplicaSetController,
            other => {
                return Err(wrong(
                    message!("request-no-controller-can-restarted", other),
                    message!("request-write-deployment-replicaset"),
                ));
            }
        },
        "touch" => Fault::Touch(of(Kind::Deployment)?),
        "scaleReplicaSet" => Fault::ScaleReplicaSet(of(Kind::ReplicaSet)?, number(needed("replicas")?)?),
        "orphan" => Fault::Orphan(of(Kind::ReplicaSet)?),
        other => return Err(wrong(message!("request-no-request", other), message!("request-write-verb"))),
    })
}
