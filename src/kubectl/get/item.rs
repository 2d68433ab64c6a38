//! What can be listed: objects of every kind, and events.

use std::rc::Rc;

use super::super::events::{self, ListedEvent};
use super::super::{resource, show};
use crate::kube::calendar::rfc3339;
use crate::kube::object::{Kind, Labels};
use crate::kube::time::{Millis, SECOND};
use crate::kube::tree::{Mapping, Node, Value};
use crate::sim::Cluster;
use crate::sim::objects::Object;
use crate::sorted;

/// A resource of the API server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Kind(Kind),
    /// Events, which are no objects here.
    Event,
}

impl What {
    /// What a person calls `deploy` or `ev`; a World is no resource of the API server.
    pub fn called(name: &str) -> Option<Self> {
        let plain = name.strip_suffix(".events.k8s.io").unwrap_or(name);
        if ["event", "events", "ev"].iter().any(|own| own.eq_ignore_ascii_case(plain)) {
            return Some(Self::Event);
        }
        resource::called(name).map(|resource| resource.kind).filter(|kind| *kind != Kind::World).map(Self::Kind)
    }

    /// In the singular with its group, in small letters: `deployment.apps`.
    pub fn qualified(self) -> String {
        match self {
            Self::Kind(kind) => resource::of(kind).qualified(),
            Self::Event => "event".into(),
        }
    }

    /// In the plural with its group, as errors name it: `deployments.apps`.
    pub fn resources(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.resources(),
            Self::Event => "events",
        }
    }

    pub fn api_version(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.api_version(),
            Self::Event => "v1",
        }
    }

    /// It lies in a namespace.
    pub fn is_namespaced(self) -> bool {
        self != Self::Kind(Kind::Node)
    }

    /// `Error from server (NotFound): deployments.apps "web" not found`.
    pub fn not_found(self, name: &str) -> String {
        format!("Error from server (NotFound): {} \"{name}\" not found\n", self.resources())
    }

    /// Everything there is of it, by name, as the API server lists it.
    pub fn all(self, cluster: &Cluster) -> Vec<Item> {
        let mut items = Vec::new();
        match self {
            Self::Kind(kind) => cluster.objects().each_until(kind, &mut |object| {
                items.push(Item::Object(object));
                false
            }),
            Self::Event => items.extend(
                (0..)
                    .zip(events::list(cluster.log().events()))
                    .map(|(number, event)| Item::Event(Rc::new(event), number)),
            ),
        }
        sorted::sort_by_key(&mut items, Item::name);
        items
    }
}

/// Something listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Object(Object),
    /// An event with its number, for its name.
    Event(Rc<ListedEvent>, u64),
}

impl Item {
    pub fn what(&self) -> What {
        match self {
            Self::Object(object) => What::Kind(object.kind()),
            Self::Event(..) => What::Event,
        }
    }

    /// Of an event: its object's, and in hexadecimal when it was first seen, ns. Models client-go's tools/record
    /// makeEvent; nanoseconds below the millisecond are the event's number.
    pub fn name(&self) -> String {
        match self {
            Self::Object(object) => object.metadata().name.to_string(),
            Self::Event(event, number) => {
                let nano = event_nano(event.first_seen) + number % 1_000_000;
                format!("{}.{nano:x}", event.object)
            }
        }
    }

    pub fn labels(&self) -> Labels {
        match self {
            Self::Object(object) => object.metadata().labels.clone(),
            Self::Event(..) => Labels::default(),
        }
    }

    /// As the API server shows it.
    pub fn tree(&self, cluster: &Cluster) -> Node {
        match self {
            Self::Object(object) => show::tree(object, cluster.objects()),
            Self::Event(event, _) => event_tree(event, &self.name(), cluster),
        }
    }
}

/// 2026-01-01T00:00:00Z, when every cluster starts, and so much later; ns.
fn event_nano(at: Millis) -> u64 {
    1_767_225_600_000_000_000 + at * 1_000_000
}

/// The part of an object that an event is about. Models pkg/kubelet/container/ref.go.
pub(super) fn part(event: &ListedEvent, cluster: &Cluster) -> Option<String> {
    let of_container = ["Pulling", "Pulled", "Created", "Started", "Unhealthy", "BackOff", "Killing", "Failed"];
    if event.source != "kubelet" || event.object_kind != Kind::Pod || !of_container.contains(&event.reason) {
        return None;
    }
    match cluster.objects().find(Kind::Pod, &event.object) {
        Some(Object::Pod(pod)) => Some(format!("spec.containers{{{}}}", pod.container)),
        _ => None,
    }
}

fn event_tree(event: &ListedEvent, name: &str, cluster: &Cluster) -> Node {
    let text = |text: &str| (!text.is_empty()).then(|| Node::from(Value::Text(text.into())));
    let time = |at: Millis| text(&rfc3339(at / SECOND * SECOND));
    let mut meta = Mapping::default();
    meta.put("creationTimestamp", time(event.first_seen));
    meta.put("name", text(name));
    meta.put("namespace", text("default"));
    let mut about = Mapping::default();
    about.put("apiVersion", text(event.object_kind.api_version()));
    about.put("fieldPath", part(event, cluster).as_deref().and_then(text));
    about.put("kind", text(event.object_kind.as_str()));
    about.put("name", text(&event.object));
    about.put("namespace", text("default").filter(|_| event.object_kind != Kind::Node));
    let mut source = Mapping::default();
    source.put("component", text(event.source));
    let mut mapping = Mapping::default();
    mapping.put("apiVersion", text("v1"));
    mapping.put("count", Some(Value::Int(event.count.into()).into()));
    mapping.put("eventTime", Some(Value::Null.into()));
    mapping.put("firstTimestamp", time(event.first_seen));
    mapping.put("involvedObject", about.end());
    mapping.put("kind", text("Event"));
    mapping.put("lastTimestamp", time(event.last_seen));
    mapping.put("message", text(&event.message));
    mapping.put("metadata", meta.end());
    mapping.put("reason", text(event.reason));
    mapping.put("reportingComponent", text(event.source));
    mapping.put("reportingInstance", Some(Value::Text(String::new()).into()));
    mapping.put("source", source.end());
    mapping.put("type", text(event.kind));
    mapping.end().unwrap_or_else(|| Value::Null.into())
}
