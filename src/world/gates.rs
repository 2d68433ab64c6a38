//! What the webhooks of a Canary answer: gates that a person opens and closes.

use litemap::LiteMap;

use crate::kube::fields::fields;
use crate::kube::object::Name;

fields! {
    /// A webhook's answer.
    #[derive(Copy)]
    pub struct Gate ("Gate") {
        /// The webhook of this name in a Canary answers well; where it is not named, those of type confirm-… and rollback do
        /// not, and all others do.
        open: bool = "open";
    }
}

/// Gates by the names of the webhooks that ask them.
pub type Gates = LiteMap<Name, Gate>;
