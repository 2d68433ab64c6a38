//! Delays that are drawn.

use super::random::Random;
use crate::kube::time::Millis;
use crate::world::Delay;

impl Delay {
    /// One delay in ms. A fixed delay draws nothing from the stream.
    pub fn draw(self, random: &mut Random) -> Millis {
        let spread = self.max.saturating_sub(self.min);
        if spread == 0 { self.min } else { self.min + Millis::from(random.below(spread as u32 + 1)) }
    }
}
