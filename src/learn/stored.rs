//! How what a learner has done is written down, and read again by the same page or a later one.

use crate::kube::field::Field;
use crate::kube::reader::Reader;
use crate::kube::yaml;

/// What is kept as one text.
pub trait Stored: Field + Default {
    /// Reads what [`Stored::to_json`] wrote; nothing where a later Podyard wrote it in a form of its own.
    fn parse(json: &str) -> Option<Self> {
        if json.is_empty() {
            return Some(Self::default());
        }
        let mut reader = Reader::default();
        let documents = yaml::documents(json).ok()?;
        let read = Self::read(&mut reader, documents.first()?, "")?;
        reader.problems.is_empty().then_some(read)
    }

    /// For [`Stored::parse`].
    fn to_json(&self) -> String {
        self.write().map_or_else(String::new, |tree| tree.json())
    }
}
