//! A pod in a sentence.

use crate::view::{PodState, PodView};

/// A pod in a sentence.
pub(crate) fn inspect(pod: &PodView) -> String {
    let node = pod.node.as_deref().map_or("no node yet".to_string(), |node| format!("on {node}"));
    let receives = match (pod.receives, pod.state) {
        (true, PodState::Terminating) => "still receives requests: the proxies do not know yet",
        (true, _) => "receives requests",
        (false, PodState::Ready) => "receives none: the Service does not select it, or the proxies do not know yet",
        (false, _) => "receives none: it is not ready",
    };
    let next = pod.next_try.map_or(String::new(), |seconds| format!(", next try in {seconds} s"));
    format!("{}: v{}, {}{next}, {node}, {} s old, {receives}", pod.name, pod.version, pod.word, pod.age / 1000)
}
