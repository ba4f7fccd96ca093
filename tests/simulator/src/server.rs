//! One simulated server: its content and its memory.

use std::sync::Arc;
use std::time::Duration;

use crate::at_once::AtOnce;
use crate::balancer::Balancer;
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::holds::Holds;
use crate::log::Log;
use crate::sessions::{Session, Sessions};
use crate::version::Version;

pub struct Server {
    pub version: Version,
    pub product_version: String,
    pub cloud: bool,
    pub balancer: Balancer,
    pub catalogue: Catalogue,
    pub sessions: Sessions,
    pub idle_limit: Duration,
    pub downloads: Arc<AtOnce>,
    pub clock: Clock,
    pub log: Log,
    pub faults: Faults,
    pub holds: Holds,
}

impl Server {
    /// The session of a valid token on a node; using it restarts its idle time.
    pub fn session(&self, token: &str, node: usize) -> Option<Session> {
        self.sessions.find(token, node, self.clock.now())
    }

    pub fn live_sessions(&self) -> usize {
        self.sessions.count(self.clock.now())
    }
}
