//! Parts of all requests, as whole numbers.

use std::fmt;
use std::ops::AddAssign;

use serde::{Serialize, Serializer};

/// All of it.
const ALL: i128 = 1_000_000_000_000;

/// A part of all requests, exact to a millionth of a millionth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share(i128);

impl Share {
    /// So many of so many; nothing of nothing.
    pub fn of(some: i64, all: i64) -> Self {
        Self(if all > 0 { i128::from(some.clamp(0, all)) * ALL / i128::from(all) } else { 0 })
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl fmt::Display for Share {
    /// In percent with two digits: `33.33%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 + ALL / 20_000) / (ALL / 10_000);
        write!(f, "{}.{:02}%", hundredths / 100, hundredths % 100)
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = format!("{}.{:012}", self.0 / ALL, self.0 % ALL);
        let number: serde_json::Value = serde_json::from_str(&text).map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}
