//! A pod in a sentence.

use crate::message::{Message, Said};
use crate::view::{PodState, PodView};

/// A pod in a sentence.
pub(crate) fn inspect(pod: &PodView) -> Message {
    let node = pod.node.as_ref().map_or_else(|| message!("pod-no-node"), |node| message!("pod-on-node", node));
    let receives = match (pod.receives, pod.state) {
        (true, PodState::Terminating) => message!("pod-still-receives"),
        (true, _) => message!("pod-receives"),
        (false, PodState::Ready) => message!("pod-not-selected"),
        (false, _) => message!("pod-receives-none"),
    };
    let next: Said = pod.next_try.map_or_else(Message::default, |seconds| message!("pod-next-try", seconds)).into();
    let room: Option<Message> = pod.room.as_ref().map(|room| message!("pod-asks", room = room.clone()));
    message!(
        "pod-sentence",
        name = &pod.name,
        version = pod.version,
        status = pod.word,
        next,
        node,
        room,
        seconds = pod.age,
        receives
    )
}
