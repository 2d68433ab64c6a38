//! The API server: holds the objects, numbers the writes, and tells the watches.

mod strategy;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::rc::Rc;

use super::objects::{Object, Objects};
use super::shared::{SharedList, Stretch};
use crate::kube::object::{Kind, Uid};
use crate::kube::time::Millis;

pub(super) use strategy::Stored;

/// A write was refused: the object has changed since the writer read it, or is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Conflict;

/// What a watch is told.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    pub object: Object,
    pub removed: bool,
    /// The resource version the watch's cache is at afterwards.
    pub version: u64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct ApiServer {
    pub objects: Objects,
    /// Writes the watches have not been told of yet.
    pub outbox: VecDeque<Delivery>,
    /// A deletion is told with the version of the last write, not with one of its own. See
    /// [`super::Cluster::recorded`].
    stale_deletions: bool,
    last_uid: u32,
    resource_version: u64,
    /// What was written or taken away, a write for each resource version.
    writes: SharedList<(Kind, Uid)>,
}

impl ApiServer {
    pub fn new(stale_deletions: bool) -> Self {
        Self { stale_deletions, ..Self::default() }
    }

    /// Of the last write.
    pub fn resource_version(&self) -> u64 {
        self.resource_version
    }

    /// What was written or taken away, in order: as many entries as there were resource versions.
    pub fn writes(&self) -> Stretch<'_, (Kind, Uid)> {
        self.writes.all()
    }

    fn write<T: Stored>(&mut self, mut object: T) -> Rc<T> {
        self.resource_version += 1;
        object.metadata_mut().resource_version = self.resource_version;
        let object = Rc::new(object);
        let stored = T::object(object.clone());
        self.writes.push((stored.kind(), object.metadata().uid));
        self.objects.insert(stored);
        let version = self.resource_version;
        self.outbox.push_back(Delivery { object: T::object(object.clone()), removed: false, version });
        object
    }

    /// Stores a new object: gives it its uid, its time and its first generation.
    pub fn create<T: Stored>(&mut self, mut object: T, now: Millis) -> Rc<T> {
        self.last_uid += 1;
        let metadata = object.metadata_mut();
        metadata.uid = Uid(self.last_uid);
        metadata.creation_timestamp = now;
        metadata.generation = T::FIRST_GENERATION;
        self.write(object)
    }

    /// An object by its kind and name: names are unique within a kind only.
    pub fn named<T: Stored>(&self, name: &str) -> Option<&Rc<T>> {
        T::named(&self.objects, name)
    }

    /// Stores a changed copy of what the writer read, unless somebody else wrote in between. The generation rises if the
    /// kind's strategy says so.
    pub fn update<T: Stored>(&mut self, mut object: T) -> Result<Rc<T>, Conflict> {
        let current = self.as_read(&object)?;
        if object.asks_anew(current) {
            object.metadata_mut().generation = current.metadata().generation + 1;
        }
        self.update_status(object)
    }

    /// The same by the status subresource: whatever changes, the generation stays.
    pub fn update_status<T: Stored>(&mut self, object: T) -> Result<Rc<T>, Conflict> {
        self.as_read(&object)?;
        Ok(self.write(object))
    }

    /// What is stored, if it is still the version the writer read.
    fn as_read<T: Stored>(&self, object: &T) -> Result<&Rc<T>, Conflict> {
        let metadata = object.metadata();
        let current = T::find(&self.objects, metadata.uid);
        current.filter(|current| current.metadata().resource_version == metadata.resource_version).ok_or(Conflict)
    }

    /// Takes the object away for good.
    pub fn remove<T: Stored>(&mut self, uid: Uid) -> Option<Rc<T>> {
        let object = T::find(&self.objects, uid)?.clone();
        self.resource_version += 1;
        let gone = T::object(object.clone());
        self.writes.push((gone.kind(), uid));
        self.objects.remove(&gone);
        let metadata = object.metadata();
        let at_once = metadata.deletion_timestamp.is_none();
        let version = if self.stale_deletions && at_once { metadata.resource_version } else { self.resource_version };
        self.outbox.push_back(Delivery { object: T::object(object.clone()), removed: true, version });
        Some(object)
    }
}
