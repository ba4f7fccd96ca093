//! How a request went, for events.

use crate::transport::proxy::Via;
use std::time::Duration;

/// How a request went, whatever its result is.
#[derive(Default, Clone)]
pub struct Trace {
    /// The new connection that was made for it, or could not be made: the time that it took, and whether
    /// it was made.
    pub connection: Option<(Duration, bool)>,
    /// True if it went over a connection that had served another request before.
    pub is_reused_connection: bool,
    /// The bytes of the response's body that arrived.
    pub received: u64,
    /// The proxy of the connection.
    pub proxy: Option<Via>,
}
