//! Where everything of the picture goes: pure geometry in CSS pixels, nothing drawn.

/// What the layout needs of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneSize {
    /// Places to draw, empty ones included.
    pub slots: usize,
}

/// A place on the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A lane's box and its grid of places.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneBox {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// Side of a place.
    pub cell: f64,
    /// Places in a row.
    pub columns: usize,
    /// Places that can be drawn; the rest is a number.
    pub shown: usize,
}

impl LaneBox {
    /// The middle of a place.
    pub fn slot(&self, slot: usize) -> Point {
        let (row, column) = (slot / self.columns, slot % self.columns);
        Point {
            x: self.x + PADDING + self.cell * (column as f64 + 0.5),
            y: self.y + HEADER + self.cell * (row as f64 + 0.5),
        }
    }
}

/// The whole picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width of the picture.
    pub width: f64,
    /// Height of the picture.
    pub height: f64,
    /// Where requests start.
    pub clients: Point,
    /// Where they are sent to a pod.
    pub service: Point,
    /// Lanes from the top.
    pub lanes: Vec<LaneBox>,
    /// Laid out for a phone: the request's way goes down instead of right.
    pub narrow: bool,
}

const PADDING: f64 = 10.0;
const HEADER: f64 = 34.0;
const FOOTER: f64 = 6.0;
const GAP: f64 = 10.0;
const NARROW: f64 = 560.0;
/// Sides of a place; the largest that fits all lanes wins.
const CELLS: [f64; 16] =
    [84.0, 72.0, 64.0, 56.0, 50.0, 44.0, 38.0, 32.0, 28.0, 25.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.0];
const LANE_MIN: f64 = 76.0;

/// Lays the picture out. At least `LANE_MIN` px are given to each lane, so the height may come out larger than asked.
pub fn layout(width: f64, height: f64, lanes: &[LaneSize]) -> Scene {
    let narrow = width < NARROW;
    let (left, top) = if narrow { (0.0, 92.0) } else { (236.0, 0.0) };
    let count = lanes.len().max(1) as f64;
    let room = ((height - top - GAP * (count - 1.0)) / count).max(LANE_MIN);
    let lane_width = (width - left).max(120.0);
    let fits = |cell: &&f64| lanes.iter().all(|lane| rows(lane.slots, lane_width, **cell) <= rows_in(room, **cell));
    // One size for all lanes: a pod must not look more important because its lane is emptier.
    let cell = CELLS.iter().find(fits).copied().unwrap_or(12.0);
    let lane_height = |lane: &LaneSize| {
        let rows = rows(lane.slots, lane_width, cell).min(rows_in(room, cell));
        HEADER + rows.max(1) as f64 * cell + FOOTER
    };
    let used = lanes.iter().map(lane_height).sum::<f64>() + GAP * (count - 1.0);
    let height = height.max(top + used);
    let first = top + (height - top - used) / 2.0;
    let mut y = first;
    let lane = |lane: &LaneSize| {
        let height = lane_height(lane);
        let columns = columns(lane_width, cell);
        let shown = lane.slots.min(columns * rows_in(room, cell).max(1));
        let place = LaneBox { x: left, y, width: lane_width, height, cell, columns, shown };
        y += height + GAP;
        place
    };
    let middle = first + used / 2.0;
    Scene {
        width,
        height,
        clients: if narrow { Point { x: 60.0, y: 40.0 } } else { Point { x: 44.0, y: middle } },
        service: if narrow { Point { x: width - 90.0, y: 40.0 } } else { Point { x: 158.0, y: middle } },
        lanes: lanes.iter().map(lane).collect(),
        narrow,
    }
}

fn columns(width: f64, cell: f64) -> usize {
    (((width - 2.0 * PADDING) / cell) as usize).max(1)
}

fn rows(slots: usize, width: f64, cell: f64) -> usize {
    slots.div_ceil(columns(width, cell))
}

fn rows_in(height: f64, cell: f64) -> usize {
    ((height - HEADER - FOOTER) / cell) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(slots: &[usize]) -> Vec<LaneSize> {
        slots.iter().map(|slots| LaneSize { slots: *slots }).collect()
    }

    #[test]
    fn every_place_is_inside_its_lane_and_none_overlap() {
        for width in [320.0, 390.0, 560.0, 720.0, 1_400.0] {
            for height in [200.0, 300.0, 420.0] {
                for slots in [vec![3, 5], vec![13], vec![60, 60], vec![20, 5, 8], vec![1], vec![0], vec![75, 60, 60]] {
                    let scene = layout(width, height, &lanes(&slots));
                    check(&scene, &format!("{width}×{height} {slots:?}"));
                }
            }
        }
    }

    fn check(scene: &Scene, name: &str) {
        let mut bottom = 0.0;
        for lane in &scene.lanes {
            assert!(lane.y >= bottom, "{name}: lanes overlap");
            bottom = lane.y + lane.height;
            assert!(bottom <= scene.height + 0.5, "{name}: a lane ends at {bottom} of {}", scene.height);
            assert!(lane.x + lane.width <= scene.width + 0.5, "{name}: a lane is too wide");
            for slot in 0..lane.shown {
                let point = lane.slot(slot);
                let half = lane.cell / 2.0;
                assert!(point.x - half >= lane.x && point.x + half <= lane.x + lane.width, "{name}: {slot} {point:?}");
                assert!(point.y + half <= lane.y + lane.height + 0.5, "{name}: {slot} {point:?} {lane:?}");
            }
        }
    }

    #[test]
    fn sixty_pods_in_two_lanes_are_all_shown_and_legible() {
        let scene = layout(720.0, 300.0, &lanes(&[60, 60]));
        for lane in &scene.lanes {
            assert_eq!(lane.shown, 60);
            assert!(lane.cell >= 24.0, "{}", lane.cell);
        }
    }

    #[test]
    fn a_crowd_is_cut_and_counted() {
        let scene = layout(720.0, 300.0, &lanes(&[5_000]));
        assert!(scene.lanes[0].shown < 5_000);
        assert!(scene.lanes[0].shown >= 400, "{}", scene.lanes[0].shown);
    }
}
