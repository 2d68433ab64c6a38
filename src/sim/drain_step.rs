//! What kubectl prints as a drain goes on, as data.

use std::fmt;

use crate::kube::object::Name;

/// Why a pod was not evicted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvictionRefused {
    /// HTTP status: 429 is worth another try, 500 is not.
    pub code: u16,
    /// The API server's words.
    pub message: &'static str,
    /// What stands behind them, in its words; kubectl does not print that.
    pub cause: Option<Name>,
}

/// What kubectl says as a drain goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrainStep {
    /// The API server refused an eviction, which is tried again. Said once for each reason: kubectl repeats it every 5 s.
    Refused { pod: Name, refusal: EvictionRefused },
    /// The API server refused one for good.
    Failed { pod: Name, refusal: EvictionRefused },
    /// A pod is gone.
    Evicted { pod: Name },
    /// All are.
    Drained,
    /// All are but those whose eviction failed.
    Unfinished {
        /// Them, with the API server's words.
        failed: Vec<(Name, &'static str)>,
    },
}

impl DrainStep {
    /// What kubectl prints.
    pub(super) fn line(&self, f: &mut fmt::Formatter<'_>, node: &str) -> fmt::Result {
        let error = |pod: &str, words: &str| format!("error when evicting pods/\"{pod}\" -n \"default\": {words}");
        match self {
            Self::Refused { pod, refusal } => {
                let words = refusal.message;
                write!(f, "error when evicting pods/\"{pod}\" -n \"default\" (will retry after 5s): {words}")
            }
            Self::Failed { pod, refusal } => f.write_str(&error(pod, refusal.message)),
            Self::Evicted { pod } => write!(f, "pod/{pod} evicted"),
            Self::Drained => write!(f, "node/{node} drained"),
            Self::Unfinished { failed } => {
                let errors: Vec<String> = failed.iter().map(|(pod, words)| error(pod, words)).collect();
                let all = match errors.as_slice() {
                    [one] => one.clone(),
                    several => format!("[{}]", several.join(", ")),
                };
                write!(f, "error: unable to drain node \"{node}\" due to error: {all}, continuing command...")
            }
        }
    }
}
