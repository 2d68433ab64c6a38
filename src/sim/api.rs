//! The API server: holds the objects, numbers the writes, and tells the watches.

use std::collections::VecDeque;
use std::rc::Rc;

use super::network::EndpointSlice;
use super::object::{ObjectMeta, Uid};
use super::objects::{Object, Objects};
use super::pod::Pod;
use super::time::Millis;
use crate::kube::service::Service;
use crate::kube::workload::{Deployment, ReplicaSet};

/// A kind of object the API server stores.
pub(super) trait Stored: Clone {
    fn metadata(&self) -> &ObjectMeta;
    fn metadata_mut(&mut self) -> &mut ObjectMeta;
    fn object(this: Rc<Self>) -> Object;
    fn find(objects: &Objects, uid: Uid) -> Option<&Rc<Self>>;
}

macro_rules! stored {
    ($($kind:ident in $field:ident),*) => {$(
        impl Stored for $kind {
            fn metadata(&self) -> &ObjectMeta {
                &self.metadata
            }
            fn metadata_mut(&mut self) -> &mut ObjectMeta {
                &mut self.metadata
            }
            fn object(this: Rc<Self>) -> Object {
                Object::$kind(this)
            }
            fn find(objects: &Objects, uid: Uid) -> Option<&Rc<Self>> {
                objects.$field.get(&uid)
            }
        }
    )*};
}
stored!(Deployment in deployments, ReplicaSet in replica_sets, Pod in pods, Service in services,
    EndpointSlice in endpoint_slices);

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
    /// A deletion is told with the version of the last write, not with one of its own. See [`super::Config`].
    stale_deletions: bool,
    last_uid: u32,
    resource_version: u64,
}

impl ApiServer {
    pub fn new(stale_deletions: bool) -> Self {
        Self { stale_deletions, ..Self::default() }
    }

    /// Of the last write.
    pub fn resource_version(&self) -> u64 {
        self.resource_version
    }

    fn write<T: Stored>(&mut self, mut object: T) -> Rc<T> {
        self.resource_version += 1;
        object.metadata_mut().resource_version = self.resource_version;
        let object = Rc::new(object);
        self.objects.insert(T::object(object.clone()));
        let version = self.resource_version;
        self.outbox.push_back(Delivery { object: T::object(object.clone()), removed: false, version });
        object
    }

    /// Stores a new object: gives it its uid, its times and generation 1.
    pub fn create<T: Stored>(&mut self, mut object: T, now: Millis) -> Rc<T> {
        self.last_uid += 1;
        let metadata = object.metadata_mut();
        metadata.uid = Uid(self.last_uid);
        metadata.creation_timestamp = now;
        metadata.generation = 1;
        self.write(object)
    }

    /// Stores a changed copy of what the writer read, unless somebody else wrote in between.
    pub fn update<T: Stored>(&mut self, object: T) -> Result<Rc<T>, Conflict> {
        let metadata = object.metadata();
        let (uid, version) = (metadata.uid, metadata.resource_version);
        let current = T::find(&self.objects, uid).ok_or(Conflict)?;
        if current.metadata().resource_version != version {
            return Err(Conflict);
        }
        Ok(self.write(object))
    }

    /// Like [`ApiServer::update`] for a change of the spec or of the annotations: the generation rises.
    pub fn update_spec<T: Stored>(&mut self, mut object: T) -> Result<Rc<T>, Conflict> {
        object.metadata_mut().generation += 1;
        self.update(object)
    }

    /// Takes the object away for good.
    pub fn remove<T: Stored>(&mut self, uid: Uid) -> Option<Rc<T>> {
        let object = T::find(&self.objects, uid)?.clone();
        self.resource_version += 1;
        self.objects.remove(&T::object(object.clone()));
        let metadata = object.metadata();
        let at_once = metadata.deletion_timestamp.is_none();
        let version = if self.stale_deletions && at_once { metadata.resource_version } else { self.resource_version };
        self.outbox.push_back(Delivery { object: T::object(object.clone()), removed: true, version });
        Some(object)
    }
}
