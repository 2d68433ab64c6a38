//! Presses that follow one another too fast to be meant: Enter held down, a double click.

/// Within this time after a press another one is the same one, ms.
const SAME: u64 = 500;

/// The presses of buttons that take each other's places, such as those of the steps: the button under a pointer, or under
/// the focus, is another one after the first press.
#[derive(Clone, Copy, Debug, Default)]
pub struct Presses {
    /// When the last press came, ms.
    last: Option<u64>,
}

impl Presses {
    /// Whether a press at this time, ms of any clock that does not go back, is one of its own. One that is not lengthens
    /// the time to wait: whoever holds a key down has not decided anew after half a second.
    pub fn takes(&mut self, at: u64) -> bool {
        let meant = self.last.is_none_or(|last| at >= last + SAME);
        self.last = Some(at);
        meant
    }
}
