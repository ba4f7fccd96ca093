//! The options of a simulator.

use std::path::PathBuf;
use std::time::Duration;

use crate::faults::Fault;
use crate::sessions::SessionLimits;
use crate::state::State;

/// The kind of server, and its content.
#[derive(Clone, Debug)]
pub struct Options {
    /// The content; the default is the built-in state.
    pub state: State,
    /// The newest supported version of the REST API, such as `3.24`.
    pub api_version: String,
    /// The product version; `None`: the one that came with the API version.
    pub product_version: Option<String>,
    /// Simulate Tableau Cloud: no switch or list of sites, no impersonation; unified access tokens.
    pub cloud: bool,
    /// The number of nodes behind a load balancer. If there are several, its first response to a
    /// client sets a cookie, and requests with the cookie go to the same node, others to the next
    /// in turn. Each node knows its own sessions only, and refuses those of others with 401002.
    pub nodes: usize,
    /// Have at least two nodes.
    pub sticky: bool,
    /// The idle time after which a session expires.
    pub idle_limit: Duration,
    /// The other limits of sessions.
    pub session_limits: SessionLimits,
    /// The code with which tokens that are not valid are refused: 401002 or 401000.
    pub dead_session_code: u32,
    /// The number of downloads from one site that may be under way at once: the data, images, PDF
    /// files and crosstabs of views, the PDF and PowerPoint files of workbooks, and data sources.
    pub downloads_at_once: usize,
    /// Host names and addresses for the certificate, in addition to `localhost`, `127.0.0.1` and
    /// `::1`.
    pub hosts: Vec<String>,
    /// The https port; 0: any free one.
    pub https_port: u16,
    /// The http port; 0: any free one.
    pub http_port: u16,
    /// The file for the CA's certificate; `None`: in a temporary directory.
    pub ca_file: Option<PathBuf>,
    /// Faults that are armed from the start.
    pub faults: Vec<Fault>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            state: State::default(),
            api_version: "3.24".to_owned(),
            product_version: None,
            cloud: false,
            nodes: 1,
            sticky: false,
            idle_limit: Duration::from_secs(240 * 60),
            session_limits: SessionLimits::default(),
            dead_session_code: 401_002,
            downloads_at_once: 20,
            hosts: Vec::new(),
            https_port: 0,
            http_port: 0,
            ca_file: None,
            faults: Vec::new(),
        }
    }
}
