//! Versions by their images: the application of the sandbox is `web`, and its tags count up.

/// The image of a version: `web:v2` for 2.
pub fn image(version: u32) -> String {
    format!("web:v{version}")
}

/// The number in an image's tag: 2 for `web:v2`, 0 where there is none.
pub fn version_of(image: &str) -> u32 {
    image.rsplit_once(":v").and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
}
