//! libtsc signs in to Tableau Server and Tableau Cloud and works with the
//! session, for programs that speak C. The map of the house:
//!
//! - [`capi`]: the C ABI, what `include/tsc.h` declares, and unsafe code.
//! - [`client`]: what a program does: server, sign-in, session, list, request.
//! - [`rest`]: what Tableau's REST API says: addresses, versions, XML, errors.
//! - [`transport`]: HTTP and TLS: connections, waiting, trust, proxies, redirects.
//! - [`platform`]: the operating system: sockets, waiting, fork, files, the environment.
//! - [`error`], [`words`] and [`status`]: one failure type, its messages, one list of numbers.
//!
//! `capi` calls `client`, and `client` calls `rest` and `transport`; nothing calls upwards. What
//! all speak of, as errors, addresses and answers, is in `error` and `rest`.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
pub mod capi;
pub mod client;
pub mod common;
#[allow(unsafe_code)]
pub mod platform;
pub mod rest;
pub mod transport;

/// Every block is wiped when it is freed, so that no secret outlives its owner:
/// not in our strings, nor in the buffers of HTTP and TLS.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);
