//! What users do, through the C ABI and over real TLS, against the simulator.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod addresses;
mod answers;
mod ca_settings;
mod calls;
mod certificate_table;
mod codings;
mod connections;
mod cookies;
mod early_answers;
mod endless_input;
mod environment;
mod hostile_xml;
mod lists;
mod messages;
mod odd_answers;
mod pem_table;
mod probe;
mod recorded;
mod redaction_table;
mod redirects;
mod request_table;
mod requests;
mod sessions;
mod sign_in;
mod stall_table;
mod state_table;
mod support;
mod trust;
mod vanished;
mod version_table;
mod waiting;
mod words;
