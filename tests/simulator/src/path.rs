//! Paths of the REST API.

/// The segments after `/api/VERSION`.
pub fn segments(path: &str) -> Vec<&str> {
    let path = path.strip_suffix('/').unwrap_or(path);
    path.split('/').skip(3).collect()
}
