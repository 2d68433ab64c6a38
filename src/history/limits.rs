//! How much is kept and how much is read: one set of numbers for the writer and the reader, so that whatever is written can
//! be read. Not in here: how much room the browser gives, which nobody knows beforehand.

use crate::kube::time::Millis;

/// Most events that are let happen to open a link: a second or so.
pub(super) const EVENTS_MAX: u64 = 4_000_000;

/// Most runs beside the one looked at.
pub const RUNS_KEPT_MAX: usize = 2_000;
/// Most that the runs beside the one looked at may weigh together, bytes of memory, about: see `weight`. A thousand branches
/// of a run with 2,000 edits weigh this much.
pub(super) const WEIGHT_MAX: usize = 160_000_000;
/// Longest name of a run, characters.
pub(super) const NAME_MAX: usize = 60;
/// Largest number of a run: nobody makes so many.
pub(super) const ID_MAX: u32 = u32::MAX / 2;
/// Latest instant of a run, ms: at ×64 a page would have to stay open for half a year.
pub(super) const INSTANT_MAX: Millis = 1_000_000_000_000;
/// Most events of a run that is written down; 100 million times what a browser simulates in a second.
pub(super) const STEPS_MAX: u64 = 1_000_000_000_000_000;
/// Longest link that is offered and read, bytes: browsers take that much, mails and chats often do not.
pub(super) const LINK_MAX: usize = 100_000;
/// Longest task that a link takes along, characters.
pub const TASK_MAX: usize = 400;
