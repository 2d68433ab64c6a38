//! Virtual time. Nothing in the simulator reads a clock.

/// Milliseconds of virtual time since the cluster started, or a length of time in milliseconds.
pub type Millis = u64;

/// One second.
pub const SECOND: Millis = 1_000;

/// The whole second an instant falls in, as an API timestamp would show it.
///
/// 12,999 ms is second 12.
pub fn timestamp(at: Millis) -> Millis {
    at / SECOND
}
