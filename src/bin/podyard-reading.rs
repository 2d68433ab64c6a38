//! Mounts the pages one reads, nothing else. `boot.js` loads this program beside the page's own.

fn main() {
    #[cfg(target_arch = "wasm32")]
    podyard::ui::mount_reading();
}
