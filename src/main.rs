//! Mounts the page, nothing else. The native command line is `src/bin/podyard.rs`.

fn main() {
    #[cfg(target_arch = "wasm32")]
    podyard::ui::shell::mount::mount();
}
