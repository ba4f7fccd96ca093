//! The tests of `tests/abi` with a library that is installed, perhaps for another platform: a driver in C
//! makes the calls, and the servers are here. `README.md` says how to run them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod library;
mod not_run;
mod process;
mod threads;
mod waits;

#[path = "../abi/api_versions.rs"]
mod api_versions;
#[path = "../abi/broken_pem.rs"]
mod broken_pem;
#[path = "../abi/ca_settings.rs"]
mod ca_settings;
#[path = "../abi/calls.rs"]
mod calls;
#[path = "../abi/cancellation.rs"]
mod cancellation;
#[path = "../abi/certificates/mod.rs"]
mod certificates;
#[path = "../abi/connections.rs"]
mod connections;
#[path = "../abi/content_codings.rs"]
mod content_codings;
#[path = "../abi/cookies/mod.rs"]
mod cookies;
#[path = "../abi/early_responses.rs"]
mod early_responses;
#[path = "../abi/endless_input.rs"]
mod endless_input;
#[path = "../abi/environment.rs"]
mod environment;
#[path = "../abi/hostile_requests/mod.rs"]
mod hostile_requests;
#[path = "../abi/hostile_tls.rs"]
mod hostile_tls;
#[path = "../abi/hostile_xml.rs"]
mod hostile_xml;
#[path = "../abi/http_deviations/mod.rs"]
mod http_deviations;
#[path = "../abi/lists/mod.rs"]
mod lists;
#[path = "../abi/messages/mod.rs"]
mod messages;
#[path = "../abi/name_resolution.rs"]
mod name_resolution;
#[path = "../abi/recorded_responses.rs"]
mod recorded_responses;
#[path = "../abi/redaction/mod.rs"]
mod redaction;
#[path = "../abi/redirects/mod.rs"]
mod redirects;
#[path = "../abi/requests/mod.rs"]
mod requests;
#[path = "../abi/server_info.rs"]
mod server_info;
#[path = "../abi/session_states/mod.rs"]
mod session_states;
#[path = "../abi/sessions.rs"]
mod sessions;
#[path = "../abi/sign_in.rs"]
mod sign_in;
#[path = "../abi/stalls/mod.rs"]
mod stalls;
#[path = "../abi/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "tests with callbacks, which are in `tests/abi` only, use all of it"
)]
mod support;
#[path = "../abi/trust/mod.rs"]
mod trust;
#[path = "../abi/unexpected_responses/mod.rs"]
mod unexpected_responses;
#[path = "../abi/unreachable_peer.rs"]
mod unreachable_peer;
