//! Shapes of versions: v1 a circle, v2 a square, v3 a diamond, v4 a triangle, then the same again.

use crate::ui::parts::size::px;

/// Which shape and colour a version has, 0 to 3. Version 0 is no version of ours and looks like v1.
pub fn index(version: u32) -> u32 {
    version.max(1).wrapping_sub(1) % 4
}

/// The class that gives a version its colour, `v1` to `v4`.
pub fn class(version: u32) -> &'static str {
    ["v1", "v2", "v3", "v4"][index(version) as usize]
}

/// The shape's name, for people who cannot see it.
pub fn name(version: u32) -> &'static str {
    ["circle", "square", "diamond", "triangle"][index(version) as usize]
}

/// The outline around 0,0 as an SVG path; all four have about the same area for the same radius in px.
pub fn path(version: u32, radius: f64) -> String {
    let at = |part: f64| px(radius * part);
    match index(version) {
        0 => format!("M{0} 0A{0} {0} 0 1 1 {1} 0A{0} {0} 0 1 1 {0} 0Z", at(1.0), at(-1.0)),
        1 => format!("M{1} {1}H{0}V{0}H{1}Z", at(0.9), at(-0.9)),
        2 => format!("M0 {1}L{0} 0L0 {0}L{1} 0Z", at(1.22), at(-1.22)),
        _ => format!("M0 {}L{} {}H{}Z", at(-1.15), at(1.2), at(0.9), at(-1.2)),
    }
}
