//! Tests of the library through its C ABI and real TLS, most of them against the simulator.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod api_versions;
mod broken_pem;
mod ca_settings;
mod callbacks;
mod calls;
mod cancellation;
mod certificates;
mod connections;
mod content_codings;
mod cookies;
mod early_responses;
mod endless_input;
mod environment;
mod event_watch;
mod events;
mod hostile_requests;
mod hostile_tls;
mod hostile_xml;
mod http_deviations;
/// The functions and types of the library under test. `tests/remote` has another module in its place.
mod library {
    pub use tsc::capi::*;

    pub use crate::event_watch::watch as watch_events;
}
mod lists;
mod messages;
mod name_resolution;
mod process;
mod recorded_responses;
mod redaction;
mod redirects;
mod renewal;
mod requests;
mod retry;
mod server_info;
mod session_states;
mod sessions;
mod sign_in;
mod stalls;
mod support;
mod trust;
mod unexpected_responses;
mod unreachable_peer;
mod words;
