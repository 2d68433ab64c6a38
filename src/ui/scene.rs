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
    /// Width.
    pub width: f64,
    /// Height.
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
const GAP: f64 = 10.0;
const NARROW: f64 = 560.0;
/// Sides of a place, the largest that fits wins.
const CELLS: [f64; 10] = [64.0, 56.0, 50.0, 44.0, 38.0, 32.0, 28.0, 24.0, 18.0, 12.0];
const LANE_MAX: f64 = 190.0;
const LANE_MIN: f64 = 76.0;

/// Lays the picture out. At least `LANE_MIN` px are given to each lane, so the height may come out larger than asked.
pub fn layout(width: f64, height: f64, lanes: &[LaneSize]) -> Scene {
    let narrow = width < NARROW;
    let (left, top) = if narrow { (0.0, 92.0) } else { (236.0, 0.0) };
    let count = lanes.len().max(1) as f64;
    let lane_height = ((height - top - GAP * (count - 1.0)) / count).clamp(LANE_MIN, LANE_MAX);
    let used = lane_height * count + GAP * (count - 1.0);
    let height = height.max(top + used);
    let first = top + (height - top - used) / 2.0;
    let lane_width = (width - left).max(120.0);
    let lane = |(index, lane): (usize, &LaneSize)| {
        let y = first + index as f64 * (lane_height + GAP);
        lane_box(left, y, lane_width, lane_height, lane.slots)
    };
    let middle = first + used / 2.0;
    Scene {
        width,
        height,
        clients: if narrow { Point { x: 60.0, y: 40.0 } } else { Point { x: 44.0, y: middle } },
        service: if narrow { Point { x: width - 90.0, y: 40.0 } } else { Point { x: 158.0, y: middle } },
        lanes: lanes.iter().enumerate().map(lane).collect(),
        narrow,
    }
}

fn lane_box(x: f64, y: f64, width: f64, height: f64, slots: usize) -> LaneBox {
    let (room_x, room_y) = (width - 2.0 * PADDING, height - HEADER - 4.0);
    let grid = |cell: f64| ((room_x / cell).max(1.0) as usize, (room_y / cell).max(1.0) as usize);
    let fits = |cell: &&f64| {
        let (columns, rows) = grid(**cell);
        columns * rows >= slots && rows as f64 * **cell <= room_y + 0.5
    };
    let cell = CELLS.iter().find(fits).copied().unwrap_or(12.0);
    let (columns, rows) = grid(cell);
    LaneBox { x, y, width, height, cell, columns, shown: slots.min(columns * rows) }
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
