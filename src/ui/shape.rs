//! Shapes of versions: v1 a circle, v2 a square, v3 a diamond, v4 a triangle, then the same again.

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
    let r = radius;
    match index(version) {
        0 => format!("M{r:.1} 0A{r:.1} {r:.1} 0 1 1 {:.1} 0A{r:.1} {r:.1} 0 1 1 {r:.1} 0Z", -r),
        1 => {
            let s = r * 0.9;
            format!("M{:.1} {:.1}H{s:.1}V{s:.1}H{:.1}Z", -s, -s, -s)
        }
        2 => {
            let s = r * 1.22;
            format!("M0 {:.1}L{s:.1} 0L0 {s:.1}L{:.1} 0Z", -s, -s)
        }
        _ => {
            let (w, top, bottom) = (r * 1.2, r * 1.15, r * 0.9);
            format!("M0 {:.1}L{w:.1} {bottom:.1}H{:.1}Z", -top, -w)
        }
    }
}
