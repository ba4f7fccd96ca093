//! The addresses of a host.

use crate::error::{Error, Result, Status};
use crate::transport::wait::{Phase, Wait};
use std::fmt;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

/// How many addresses of a host are tried.
const MAX_ADDRESSES: usize = 16;

/// The addresses of a host. The look-up cannot be interrupted, so it has a thread of its own,
/// which is left behind if the call ends before.
pub fn look_up(host: &str, port: u16, until: Option<Instant>) -> Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (sender, receiver) = mpsc::channel();
    let name = host.to_owned();
    let thread = thread::Builder::new().name("tsc-look-up".to_owned());
    let started = thread.spawn(move || {
        let found = (name.as_str(), port).to_socket_addrs();
        let found = found.map(|found| found.take(MAX_ADDRESSES).collect::<Vec<_>>());
        // Nobody may be waiting any more.
        let _ = sender.send(found);
    });
    let failed = |reason: &dyn fmt::Display| {
        let message = format!("the host name {host} cannot be looked up ({reason})");
        Error::new(Status::Resolve, message)
    };
    started.map_err(|error| failed(&format_args!("no thread for it: {error}")))?;
    match Wait::until(Phase::LookUp, until).for_thread(&receiver)? {
        Some(Ok(found)) if found.is_empty() => Err(failed(&"it has no address")),
        Some(Ok(found)) => Ok(found),
        Some(Err(error)) => Err(failed(&error)),
        None => Err(failed(&"the look-up ended without a word")),
    }
}
