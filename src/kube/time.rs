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

/// A length of time as Go prints it: 850ms, 10s, 1.2s, 1m20s, 1h0m0s. Models Go's time.Duration.String.
pub fn go_duration(length: Millis) -> String {
    if length < SECOND {
        return if length == 0 { "0s".into() } else { format!("{length}ms") };
    }
    let (whole, rest) = (length / SECOND, format!("{:03}", length % SECOND));
    let (minutes, seconds, rest) = (whole / 60, whole % 60, rest.trim_end_matches('0'));
    let point = if rest.is_empty() { "" } else { "." };
    let start = match (minutes / 60, minutes % 60) {
        (0, 0) => String::new(),
        (0, minutes) => format!("{minutes}m"),
        (hours, minutes) => format!("{hours}h{minutes}m"),
    };
    format!("{start}{seconds}{point}{rest}s")
}
