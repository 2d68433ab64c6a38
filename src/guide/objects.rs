//! Objects as values: a field, a count, what a rollout comes to. Each is looked at anew only where it has been written since.

use std::rc::Rc;

use crate::kube::object::{Kind, Name, Uid};
use crate::kubectl::show;
use crate::sim::Cluster;
use crate::sim::node::Node;
use crate::sim::objects::{Object, Objects};
use crate::sim::ordered::OrderedSet;
use crate::sim::pod::Pod;

use super::datum::{Datum, Sort};
use super::path::{Path, datum};
use super::terms::rollout;
use super::value::{Bound, Filter, Things};

/// One object's version, and what was found in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    /// Of the API server, at the last look.
    api_version: Option<u64>,
    /// The object's.
    version: Option<(Uid, u64)>,
    found: Option<Datum>,
}

impl Field {
    /// What `read` finds in the object now; nothing where it is not there.
    pub fn look(
        &mut self,
        cluster: &Cluster,
        kind: Kind,
        name: &str,
        read: impl FnOnce(&Object) -> Option<Datum>,
    ) -> Option<Datum> {
        let (api_version, _) = cluster.changes();
        if self.api_version.replace(api_version) == Some(api_version) {
            return self.found.clone();
        }
        let object = cluster.objects().find(kind, name);
        let version = object.as_ref().map(|object| (object.metadata().uid, object.metadata().resource_version));
        // How much of a quota is used is counted when it is asked for.
        if version != self.version || kind == Kind::ResourceQuota {
            self.version = version;
            self.found = object.as_ref().and_then(read);
        }
        self.found.clone()
    }
}

/// The field of an object.
pub(super) fn field(object: &Object, objects: &Objects, path: &Path, sort: Sort) -> Option<Datum> {
    let top = show::part(object, objects, path.top());
    Some(datum(top.as_ref().and_then(|top| path.below_top(top)), sort))
}

/// Whether there is a field.
pub(super) fn has(object: &Object, objects: &Objects, path: &Path) -> bool {
    show::part(object, objects, path.top()).is_some_and(|top| path.below_top(&top).is_some())
}

/// What `kubectl rollout status` comes to.
pub(super) fn rollout_of(object: &Object) -> Option<Datum> {
    match object {
        Object::Deployment(deployment) => Some(Datum::Text(rollout(deployment).into())),
        _ => None,
    }
}

/// How many pods a bound of a rolling update comes to.
pub(super) fn bound_of(object: &Object, bound: Bound) -> Option<Datum> {
    let Object::Deployment(deployment) = object else { return None };
    let pods = match bound {
        Bound::MaxSurge => deployment.max_surge(),
        Bound::MaxUnavailable => deployment.max_unavailable(),
    };
    Some(Datum::Number(pods.into()))
}

/// The objects of a kind that are counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    /// How many writes have been looked at.
    seen: usize,
    counted: Rc<OrderedSet<Uid>>,
}

impl Count {
    /// Counts all that are there.
    pub fn begin(things: &Things, cluster: &Cluster) -> Self {
        let mut count = Self { seen: cluster.writes().len(), ..Self::default() };
        count.all(things, cluster);
        count
    }

    fn all(&mut self, things: &Things, cluster: &Cluster) {
        let mut counted = OrderedSet::default();
        cluster.objects().each_until(things.kind, &mut |object| {
            if things.has(&object, cluster.objects()) {
                counted.insert(object.metadata().uid, ());
            }
            false
        });
        self.counted = Rc::new(counted);
    }

    /// How many there are now: only what has been written since the last look is read again.
    pub fn look(&mut self, things: &Things, cluster: &Cluster) -> Option<Datum> {
        let writes = cluster.writes();
        // How much of a quota is used is counted when it is asked for.
        if things.kind == Kind::ResourceQuota && self.seen < writes.len() {
            self.all(things, cluster);
        } else {
            let objects = cluster.objects();
            for (_, uid) in writes.since(self.seen).iter().filter(|(kind, _)| *kind == things.kind) {
                let counts = objects.get(things.kind, *uid).is_some_and(|object| things.has(&object, objects));
                if counts != self.counted.contains_key(uid) {
                    let counted = Rc::make_mut(&mut self.counted);
                    let _ = if counts { counted.insert(*uid, ()) } else { counted.remove(uid) };
                }
            }
        }
        self.seen = writes.len();
        i64::try_from(self.counted.len()).ok().map(Datum::Number)
    }
}

impl Things {
    /// Those that there are now.
    pub fn all(&self, cluster: &Cluster) -> Vec<Uid> {
        Count::begin(self, cluster).counted.keys().copied().collect()
    }

    /// One of them.
    fn has(&self, object: &Object, objects: &Objects) -> bool {
        self.selector.matches(&object.metadata().labels)
            && self.filters.iter().all(|filter| match filter {
                Filter::Field(path, op, right, sort) => {
                    field(object, objects, path, *sort).is_some_and(|left| op.holds(&left, right))
                }
                Filter::Status(op, wanted) => {
                    let status: Name = status_word(object).into();
                    op.holds(&Datum::Text(status), &Datum::Text(wanted.clone()))
                }
                Filter::Exists(path, exists) => has(object, objects, path) == *exists,
            })
    }
}

/// The STATUS column of `kubectl get`.
fn status_word(object: &Object) -> &'static str {
    match object {
        Object::Pod(pod) => Pod::status_word(pod),
        Object::Node(node) => Node::status_word(node),
        _ => "",
    }
}
