//! The native command line over the pure layers.
fn main() {}
