//! The time axis that all charts share: which stretch of a run they show, and its marks.

use yew::prelude::*;

use crate::kube::time::{Millis, SECOND};

use crate::ui::parts::size::px;

/// Least and most that is shown, ms.
const SHORTEST: Millis = 60 * SECOND;
const LONGEST: Millis = 180 * SECOND;

/// A stretch of cluster time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Where the clock shows 0, ms.
    pub origin: Millis,
    /// Left end, ms of cluster time.
    pub from: Millis,
    /// Right end.
    pub until: Millis,
    /// The present.
    pub now: Millis,
}

impl Axis {
    /// The first minute whole, then all until now, at most the last three minutes.
    ///
    /// At 90 s the axis shows 0 to 90 s; at 200 s it shows 20 to 200 s.
    pub fn new(origin: Millis, now: Millis) -> Self {
        let until = now.max(origin + SHORTEST);
        Self { origin, from: origin.max(until.saturating_sub(LONGEST)), until, now }
    }

    /// The same, at least as far as an instant.
    pub(crate) fn as_far_as(self, until: Millis) -> Self {
        Self { until: self.until.max(until), ..self }
    }

    /// What the clock shows at an instant: `1:05`.
    pub(crate) fn clock(&self, at: Millis) -> String {
        let seconds = at.saturating_sub(self.origin) / SECOND;
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }

    /// How far to the right an instant lies, from 0 to 1; before the left end it is less than 0.
    pub fn part(&self, at: Millis) -> f64 {
        (at as f64 - self.from as f64) / (self.until - self.from) as f64
    }

    /// Seconds between marks on a plot of this width in px: a mark needs 52 px.
    fn step(&self, width: f64) -> Millis {
        let (seconds, room) = ((self.until - self.from) / SECOND, (width / 52.0) as Millis);
        [10, 15, 20, 30].into_iter().find(|step| seconds / step <= room).unwrap_or(60)
    }

    /// Marks under a plot of this width, with their baseline at `y` px.
    pub(crate) fn labels(&self, width: f64, y: f64) -> Html {
        let step = self.step(width);
        let first = (self.from - self.origin).div_ceil(step * SECOND);
        let last = (self.until - self.origin) / (step * SECOND);
        let mark = |number: Millis| {
            let seconds = number * step;
            let part = self.part(self.origin + seconds * SECOND);
            let anchor = match part {
                part if part < 0.03 => "start",
                part if part > 0.96 => "end",
                _ => "middle",
            };
            let text = self.clock(self.origin + seconds * SECOND);
            html! { <text class="axis" key={seconds} x={px(part * width)} y={px(y)} text-anchor={anchor}>{text}</text> }
        };
        html! { <>{for (first..=last).map(mark)}</> }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches() {
        // Name, now since the origin, left end, right end, seconds between marks.
        let cases = [
            ("at the start", 0, 0, 60_000, 10),
            ("in the first minute", 42_000, 0, 60_000, 10),
            ("after it", 90_000, 0, 90_000, 15),
            ("at three minutes", 180_000, 0, 180_000, 30),
            ("then the last three minutes", 200_000, 20_000, 200_000, 30),
        ];
        let origin = 12_345;
        for (name, now, from, until, step) in cases {
            let axis = Axis::new(origin, origin + now);
            assert_eq!((axis.from - origin, axis.until - origin), (from, until), "{name}");
            assert_eq!(axis.step(400.0), step, "{name}");
            assert_eq!(axis.part(axis.from), 0.0, "{name}");
            assert_eq!(axis.part(axis.until), 1.0, "{name}");
        }
    }
}
