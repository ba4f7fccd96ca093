//! libtsc signs in to Tableau Server and Tableau Cloud and works with the session, for programs that
//! can call C. The modules:
//!
//! - [`capi`]: the C ABI, which `include/tsc.h` declares. It checks and translates.
//! - `client`: the operations of a program: server, sign-in, session, list, request.
//! - `rest`: the format of Tableau's REST API: versions, credentials, XML, faults.
//! - `transport`: HTTP and TLS: connections, waiting, trust, proxies, redirects.
//! - `platform`: the operating system: sockets, waiting, fork, files, the environment.
//! - `common`: errors and their messages, statuses, secrets, addresses, headers, responses.
//!
//! Imports run downwards only: `capi`, `client`, then `rest` and `transport`, which do not import each
//! other, then `platform`, then `common`. `tests/layers.rs` checks it. `docs/architecture.md` has the
//! picture.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
pub mod capi;
mod client;
mod common;
#[allow(unsafe_code)]
mod platform;
mod rest;
mod transport;

pub use common::status;

/// Every block is wiped when it is freed, so that no secret outlives its owner:
/// not in our strings, nor in the buffers of HTTP and TLS.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);
