//! How much of what goes by chance is tried: `./dev check` tries a little, `./dev test` all of it (`PODYARD_ALL`).

/// The smaller number, or the greater one where all is to be tried.
pub fn runs(quick: u64, all: u64) -> u64 {
    if std::env::var_os("PODYARD_ALL").is_some() { all } else { quick }
}
