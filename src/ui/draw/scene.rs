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
    /// How its pods are drawn.
    pub size: Size,
    /// Places in a row.
    pub columns: usize,
    /// Places that can be drawn; the rest is a number.
    pub shown: usize,
}

/// How large pods are drawn, px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Width of a place.
    pub pitch: f64,
    /// From a pod's middle to its edge.
    pub radius: f64,
    /// There is room for the state's word under a pod.
    pub words: bool,
}

impl Size {
    /// Its version is written in it, and a track of its own leads to each row: nothing may cross what is written.
    pub fn is_written(self) -> bool {
        self.radius >= 12.0
    }

    /// Height of a row: the track above it, the pods, the words under them.
    fn row(self) -> f64 {
        match (self.is_written(), self.words) {
            (true, true) => TRACK + 2.0 * self.radius + WORD,
            (true, false) => TRACK + 2.0 * self.radius + 6.0,
            (false, _) => self.pitch,
        }
    }

    /// From the top of a row to the middle of its pods.
    fn middle(self) -> f64 {
        if self.is_written() { TRACK + self.radius } else { self.pitch / 2.0 }
    }

    /// Above the rows: where all share one track.
    fn shared_track(self) -> f64 {
        if self.is_written() { 0.0 } else { TRACK }
    }
}

impl LaneBox {
    /// The middle of a pod.
    pub fn slot(&self, slot: usize) -> Point {
        let (row, column) = (slot / self.columns, slot % self.columns);
        Point {
            x: self.x + PADDING + self.size.pitch * (column as f64 + 0.5),
            y: self.y + HEADER + self.size.shared_track() + self.size.row() * row as f64 + self.size.middle(),
        }
    }

    /// The height at which the track to a place runs: above its row, where nothing is written.
    pub fn track(&self, slot: usize) -> f64 {
        let row = if self.size.is_written() { slot / self.columns } else { 0 };
        self.y + HEADER + self.size.row() * row as f64 + 6.0
    }

    /// The way of a request from where it leaves the trunk to a pod's upper edge.
    pub fn way(&self, trunk: f64, slot: usize) -> [Point; 3] {
        let (at, y) = (self.slot(slot), self.track(slot));
        [Point { x: trunk, y }, Point { x: at.x, y }, Point { x: at.x, y: at.y - self.size.radius - 2.0 }]
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
    /// From the Service to where the tracks of the lanes leave: down the gap beside them.
    pub trunk: Vec<Point>,
    /// Lanes from the top.
    pub lanes: Vec<LaneBox>,
    /// Where a second lane will be, while there is one only: nothing moves when it comes.
    pub free: Option<(Point, Point)>,
    /// Laid out for a phone: the request's way goes down instead of right.
    pub narrow: bool,
}

const PADDING: f64 = 8.0;
/// Two lines: what the lane is, and its counts.
pub const HEADER: f64 = 50.0;
const FOOTER: f64 = 4.0;
const GAP: f64 = 10.0;
const NARROW: f64 = 560.0;
/// A track and the air around it.
const TRACK: f64 = 14.0;
/// A word under a pod.
const WORD: f64 = 24.0;
/// Lanes that have a place from the start.
const LANES: usize = 2;
/// How large pods can be; the first that fits all lanes wins.
const SIZES: [(f64, f64, bool); 15] = [
    (150.0, 48.0, true),
    (130.0, 42.0, true),
    (112.0, 36.0, true),
    (100.0, 31.0, true),
    (88.0, 25.0, true),
    (62.0, 23.0, false),
    (54.0, 20.0, false),
    (46.0, 17.0, false),
    (40.0, 14.5, false),
    (34.0, 12.0, false),
    (28.0, 9.5, false),
    (24.0, 8.2, false),
    (20.0, 6.8, false),
    (16.0, 5.4, false),
    (13.0, 4.4, false),
];
const SMALLEST: Size = Size { pitch: 13.0, radius: 4.4, words: false };
const LANE_MIN: f64 = 92.0;

/// Lays the picture out. At least `LANE_MIN` px are given to each lane, so the height may come out larger than asked.
///
/// 758×406 px with lanes of 5 and 4 places: each lane has 198 px, of which 50 are its two lines of text; a row of pods
/// with words takes 14 + 62 + 24 = 100, and five places 100 px wide fit into the 502 that a lane has.
pub fn layout(width: f64, height: f64, lanes: &[LaneSize]) -> Scene {
    let narrow = width < NARROW;
    let (left, top) = if narrow { (22.0, 92.0) } else { (240.0, 0.0) };
    let count = lanes.len().max(LANES) as f64;
    let room = ((height - top - GAP * (count - 1.0)) / count).max(LANE_MIN);
    let lane_width = (width - left).max(120.0);
    let fits = |size: &Size| lanes.iter().all(|lane| rows(lane.slots, lane_width, *size) <= rows_in(room, *size));
    // One size for all lanes: a pod must not look more important because its lane is emptier.
    let mut sizes = SIZES.iter().map(|(pitch, radius, words)| Size { pitch: *pitch, radius: *radius, words: *words });
    let size = sizes.find(fits).unwrap_or(SMALLEST);
    let used = room * count + GAP * (count - 1.0);
    let height = height.max(top + used);
    // The oldest lane stays where it is: what comes new comes above it.
    let first = top + (count - lanes.len() as f64) * (room + GAP);
    let lane = |(index, lane): (usize, &LaneSize)| {
        let columns = columns(lane_width, size);
        let shown = lane.slots.min(columns * rows_in(room, size).max(1));
        let y = first + index as f64 * (room + GAP);
        LaneBox { x: left, y, width: lane_width, height: room, size, columns, shown }
    };
    let middle = top + used / 2.0;
    let (clients, service, trunk) = if narrow {
        let service = Point { x: 140.0, y: 32.0 };
        let turn = 82.0;
        let trunk = vec![service, Point { x: service.x, y: turn }, Point { x: 10.0, y: turn }];
        (Point { x: 30.0, y: 32.0 }, service, trunk)
    } else {
        let service = Point { x: 126.0, y: middle };
        (Point { x: 36.0, y: middle }, service, vec![service, Point { x: 186.0, y: middle }])
    };
    let lanes: Vec<LaneBox> = lanes.iter().enumerate().map(lane).collect();
    let free =
        (lanes.len() < LANES).then_some((Point { x: left, y: top }, Point { x: left + lane_width, y: first - GAP }));
    Scene { width, height, clients, service, trunk, lanes, free, narrow }
}

impl Scene {
    /// Where the lanes' tracks leave the trunk, from the left.
    pub fn trunk_x(&self) -> f64 {
        self.trunk.last().map_or(0.0, |end| end.x)
    }
}

fn columns(width: f64, size: Size) -> usize {
    (((width - 2.0 * PADDING) / size.pitch) as usize).max(1)
}

fn rows(slots: usize, width: f64, size: Size) -> usize {
    slots.div_ceil(columns(width, size))
}

fn rows_in(height: f64, size: Size) -> usize {
    ((height - HEADER - FOOTER - size.shared_track()) / size.row()) as usize
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
                let half = lane.size.pitch / 2.0;
                assert!(point.x - half >= lane.x && point.x + half <= lane.x + lane.width, "{name}: {slot} {point:?}");
                assert!(point.y + lane.size.radius <= lane.y + lane.height + 0.5, "{name}: {slot} {point:?} {lane:?}");
            }
        }
    }

    #[test]
    fn sixty_pods_in_two_lanes_are_all_shown_and_legible() {
        // As the sandbox has it at 1366×768.
        let scene = layout(758.0, 406.0, &lanes(&[60, 60]));
        for lane in &scene.lanes {
            assert_eq!(lane.shown, 60);
            assert!(lane.size.pitch >= 28.0, "{:?}", lane.size);
        }
    }

    #[test]
    fn a_crowd_is_cut_and_counted() {
        let scene = layout(758.0, 406.0, &lanes(&[5_000]));
        assert!(scene.lanes[0].shown < 5_000);
        assert!(scene.lanes[0].shown >= 350, "{}", scene.lanes[0].shown);
    }
}
