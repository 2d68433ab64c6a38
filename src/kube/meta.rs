//! `metadata` of an object, as a person writes it.

use super::object::{Labels, Name, ObjectMeta};

use super::fields::fields;
use super::tree::{Mapping, Node};

/// What of it is the API server's to write, or has no effect here.
pub const UNREAD: &[&str] = &[
    "generateName",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "ownerReferences",
    "finalizers",
    "managedFields",
];

fields! {
    /// `metadata`.
    pub struct Metadata ("ObjectMeta", "metadata") {
        /// Unique among the objects of a kind.
        name: Name = "name";
        /// What selectors look at.
        labels: Labels = "labels";
        /// What selectors do not look at.
        annotations: Labels = "annotations";
    }
    inert [], kept UNREAD
}

impl Metadata {
    /// What the API server gets to see of it.
    pub fn into_meta(self) -> ObjectMeta {
        ObjectMeta { annotations: self.annotations, ..ObjectMeta::named(&self.name, self.labels) }
    }
}

/// What a person would write of it.
pub fn write(metadata: &ObjectMeta) -> Option<Node> {
    use super::field::Field;
    let mut mapping = Mapping::default();
    mapping.put("name", metadata.name.write());
    mapping.put("labels", metadata.labels.write());
    mapping.put("annotations", metadata.annotations.write());
    mapping.end()
}
