//! Controls read from objects and from the World, and written to them as requests: whichever door a change comes in by, a
//! control shows it.
//!
//! Nothing here changes anything: what a control is set to comes back as requests, for who holds the cluster.

mod behaviour;
mod change;
mod fields;
mod notes;
mod values;

pub use behaviour::preset_requests;
pub use change::{Change, change};
pub use fields::{FieldPath, FieldView, Refused, field_request, fields, objects_with_fields};
pub use values::Values;
