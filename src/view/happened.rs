//! What was decided or done last, in words: never a line that only a machine reads, and nothing that is no longer so.

use crate::kube::object::{Kind, Name};
use crate::kube::tree::{Key, Node, Value, path};
use crate::kubectl;
use crate::message::{Message, Said};
use crate::sim::command::Command;
use crate::sim::event::{Event, Happening};

use crate::world::Entry;

use super::View;
use super::scorecard::is_complete;
use super::version::version_of;

/// So many entries of the log are looked at: what lies further back was long ago.
const FAR_BACK: usize = 400;

impl View<'_> {
    /// What was decided or done last, e.g. `v2 0 → 3: 13 allowed − 10 present = 3 more new pods`.
    ///
    /// What a controller scaled in one sync stands together; that it then waits is left unsaid until it waits longer.
    pub(super) fn happened(&self) -> Option<Said> {
        self.last(|view, event| view.sentence(event))
    }

    /// What a controller decided last.
    pub(super) fn decided(&self) -> Option<Said> {
        self.last(|view, event| match event.happening {
            Happening::ScalingReplicaSet { .. } | Happening::Waiting { .. } => view.sentence(event),
            _ => None,
        })
    }

    fn last(&self, sentence: impl Fn(&Self, &Event) -> Option<Said>) -> Option<Said> {
        let entries = || self.log().iter().rev().take(FAR_BACK);
        let (last, said) = entries().find_map(|event| Some((event, sentence(self, event)?)))?;
        let at_once = entries().skip_while(|event| event.at > last.at).take_while(|event| event.at == last.at);
        let scalings = at_once.filter(|event| matches!(event.happening, Happening::ScalingReplicaSet { .. }));
        let mut scalings: Vec<Message> = scalings.filter_map(|event| self.scaling(event)).collect();
        scalings.reverse();
        let waits = matches!(last.happening, Happening::Waiting { .. } | Happening::ScalingReplicaSet { .. });
        Some(if waits && !scalings.is_empty() { message!("headline-scalings", scalings).into() } else { said })
    }

    /// A ReplicaSet that was scaled, with why.
    fn scaling(&self, event: &Event) -> Option<Message> {
        let Happening::ScalingReplicaSet { replica_set, from, to, decision } = &event.happening else { return None };
        let mut sets = self.cluster.objects().replica_sets.values();
        let set = sets.find(|set| set.metadata.name == *replica_set);
        let version = set.map(|set| format!("v{}", version_of(&set.spec.template.image())));
        let version = version.unwrap_or_else(|| replica_set.to_string());
        Some(message!(
            "headline-scaled",
            version,
            from = *from,
            to = *to,
            why = self.explained(&event.object, decision)
        ))
    }

    fn sentence(&self, event: &Event) -> Option<Said> {
        let name = &event.object;
        let message = match &event.happening {
            Happening::ScalingReplicaSet { .. } => self.scaling(event)?,
            Happening::Waiting { decision } => message!("headline-waiting", why = self.explained(name, decision)),
            Happening::Command { command, .. } if matches!(**command, Command::Fault(_)) => {
                return Some(kubectl::said(event).into());
            }
            Happening::Command { command, .. } => return done(command),
            Happening::Said { message, .. } => return Some(message.into()),
            Happening::Endpoints { usable, before } => self.endpoints(name, *usable, *before)?,
            Happening::Condition { reason: "NewReplicaSetAvailable", .. } if self.is_whole(name) => {
                message!("headline-complete", name)
            }
            _ => return None,
        };
        Some(message.into())
    }

    /// A Service lost its last endpoint or has its first again, and it is so still. That one which nobody calls lost it is
    /// no news: its version was taken out of service.
    fn endpoints(&self, service: &Name, usable: usize, before: usize) -> Option<Message> {
        let now = self.cluster.usable_endpoints(service).len();
        match (usable, before) {
            (0, _) if now == 0 => self.is_called(service).then(|| message!("headline-no-pod", service, before)),
            (_, 0) if now > 0 && usable > 0 => Some(message!("headline-routes-again", service, usable = now)),
            _ => None,
        }
    }

    /// The clients call this Service themselves.
    fn is_called(&self, service: &Name) -> bool {
        let clients = &self.cluster.world().clients;
        clients.entry == Entry::Service && *service == clients.service
    }

    /// Every replica of a Deployment is new and available now.
    fn is_whole(&self, name: &str) -> bool {
        self.cluster.objects().deployment(name).is_some_and(|deployment| is_complete(deployment))
    }
}

/// A request in words: a kubectl line as people type it, what a file holds, or what a patch sets.
fn done(command: &Command) -> Option<Said> {
    match command {
        Command::Patch { kind, name, patch } if !kubectl::is_plugin(*kind, name, patch) => {
            Some(patched(*kind, name, patch))
        }
        Command::Create(manifest) | Command::Apply { manifest, .. } => {
            let object = format!("{} {}", manifest.kind().as_str(), manifest.metadata().name);
            match kubectl::remark(command) {
                Some(what) => Some(message!("headline-holds", object, what).into()),
                None => kubectl::bare_line(command).map(|line| message!("headline-done", line).into()),
            }
        }
        _ => kubectl::bare_line(command).map(|line| message!("headline-done", line).into()),
    }
}

/// Most fields of a patch that are named.
const NAMED: usize = 2;

/// `Deployment web: spec.strategy.rollingUpdate.maxSurge is set to 3`.
fn patched(kind: Kind, name: &Name, patch: &Node) -> Said {
    if let (Kind::Service, Some(Node { value: Value::Map(pairs), .. })) = (kind, patch.at(&path("spec.selector"))) {
        let pair = |(key, node): &(Key, Node)| match &node.value {
            Value::Text(text) => format!("{}={text}", key.text),
            _ => format!("{}=", key.text),
        };
        let selector: Vec<String> = pairs.iter().map(pair).collect();
        return message!("headline-selects", name, selector = selector.join(",")).into();
    }
    let mut leaves = Vec::new();
    leaves_of(patch, "", &mut leaves);
    let more = leaves.len().saturating_sub(NAMED);
    leaves.truncate(NAMED);
    let object = format!("{} {name}", kind.as_str());
    let more = (more > 0).then(|| message!("headline-more-fields", more));
    message!("headline-patched", object, leaves, more).into()
}

fn leaves_of(node: &Node, at: &str, found: &mut Vec<Message>) {
    let value = match &node.value {
        Value::Map(pairs) if !pairs.is_empty() => {
            let identity = |key: &str| key == "name" && pairs.len() > 1;
            for (key, inner) in pairs.iter().filter(|(key, _)| !identity(&key.text)) {
                let at = if at.is_empty() { key.text.clone() } else { format!("{at}.{}", key.text) };
                leaves_of(inner, &at, found);
            }
            return;
        }
        Value::List(items) if items.iter().all(|item| matches!(item.value, Value::Map(_))) && items.len() == 1 => {
            return leaves_of(&items[0], at, found);
        }
        Value::Null => {
            found.push(message!("headline-taken-away", field = at));
            return;
        }
        Value::Text(text) => text.clone(),
        _ => node.json(),
    };
    found.push(message!("headline-set", field = at, value));
}
