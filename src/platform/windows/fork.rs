//! Detection of forks, of which Windows has none.

/// Does nothing.
pub fn watch_forks() {}

/// The number of forks between the process that first called [`watch_forks`] and this one.
pub fn forks() -> u32 {
    0
}
