//! TCP connections by Happy Eyeballs (RFC 8305): the addresses of a host are tried one after the
//! other, IPv6 and IPv4 in turn, each 250 ms after the one before, and the first that connects is used.
//! Attempts that have not failed go on meanwhile. An example in time, for a host with one IPv6 and two
//! IPv4 addresses whose IPv6 route drops all packets:
//!
//! | time | event |
//! |---|---|
//! | 0 ms | lookups for A and AAAA records start on two threads |
//! | 20 ms | the A records arrive: 192.0.2.1 and 192.0.2.2. IPv6 is preferred, so they wait up to 50 ms for the AAAA record (section 3) |
//! | 45 ms | the AAAA record arrives; the attempt to 2001:db8::1 starts |
//! | 295 ms | there was no response for 250 ms (section 5): the attempt to 192.0.2.1 starts |
//! | 305 ms | 192.0.2.1 has connected and is used; the other attempt is dropped |
//!
//! There are three additions to the RFC:
//!
//! - The address that connected last is remembered and goes first, so the 250 ms are lost only once.
//!   In the example the next connection goes to 192.0.2.1 as soon as the A records have arrived.
//! - If the connect limit is short, each address gets an equal share of what is left, when that is less
//!   than 250 ms: with 3 addresses and a limit of 300 ms the attempts start at 0, 100 and 200 ms.
//! - An attempt that fails at once (connection refused) starts the next one without a delay.

use crate::common::error::{Error, Result, Status};
use crate::platform::{self, Family, Instant, Ready, Watched, is_connecting};
use crate::transport::connect::dns::{Resolution, Update};
use crate::transport::connect::working_addresses::WorkingAddresses;
use crate::transport::wait::{self, Phase, Wait};
use socket2::{Domain, Protocol, Socket, Type};
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The delay between two attempts ("Connection Attempt Delay" of RFC 8305, section 5).
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);
/// The time for which known addresses wait for better ones that are not resolved yet: those of IPv6, or
/// the last working address ("Resolution Delay" of RFC 8305, section 3).
const RESOLUTION_DELAY: Duration = Duration::from_millis(50);

/// Connects to the first address of a host that accepts a connection.
///
/// # Errors
/// `Resolve`: the name cannot be resolved. `Connect`: no address accepts a connection. `Timeout` and
/// `Cancelled`: the limit `until` or one of the call has passed, or the call was cancelled.
pub fn connect(
    host: &str,
    port: u16,
    working: &WorkingAddresses,
    until: Option<Instant>,
) -> Result<TcpStream> {
    let mut attempts = HappyEyeballs::begin(host, port, working.get(host))?;
    let stream = attempts.run(until)?;
    // The options are set only now, as Linux applies TCP_USER_TIMEOUT to connecting too. On systems
    // without them the limits of the call still apply.
    let _ = platform::notice_dead_peer(&stream);
    if let Ok(mut peer) = stream.peer_addr() {
        peer.set_port(0);
        working.set(host, peer);
    }
    Ok(stream)
}

/// The addresses of a host, and the attempts to connect to them.
struct HappyEyeballs {
    host: String,
    port: u16,
    /// The last working address, which goes first, whatever its family.
    last_working: Option<SocketAddr>,
    /// The name resolution; `None` once all addresses are known.
    resolution: Option<Resolution>,
    /// The resolver's reason for finding no addresses.
    resolve_failure: Option<String>,
    /// The time at which the first addresses were known.
    resolved_at: Option<Instant>,
    /// The IPv6 addresses that were not tried yet.
    v6: VecDeque<SocketAddr>,
    /// The IPv4 addresses that were not tried yet.
    v4: VecDeque<SocketAddr>,
    /// True if the last attempt was to an IPv6 address.
    was_v6: bool,
    /// The attempts that have neither failed nor succeeded.
    attempts: Vec<ConnectAttempt>,
    /// The time at which the next attempt may start.
    next: Instant,
    /// The failed attempts.
    failures: Failures,
}

/// The addresses that did not connect, by reason.
#[derive(Clone, Default)]
struct Failures(Vec<(String, Vec<SocketAddr>)>);

impl Failures {
    fn add(&mut self, address: SocketAddr, reason: &dyn fmt::Display) {
        let reason = reason.to_string();
        match self.0.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, addresses)) => addresses.push(address),
            None => self.0.push((reason, vec![address])),
        }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (reason, addresses)) in self.0.iter().enumerate() {
            f.write_str(if index > 0 { "; " } else { "" })?;
            for (index, address) in addresses.iter().enumerate() {
                f.write_str(if index > 0 { ", " } else { "" })?;
                write!(f, "{address}")?;
            }
            write!(f, ": {reason}")?;
        }
        Ok(())
    }
}

/// An attempt to connect to one address.
struct ConnectAttempt {
    address: SocketAddr,
    socket: Socket,
}

impl HappyEyeballs {
    fn new(host: &str, port: u16, last_working: Option<SocketAddr>) -> HappyEyeballs {
        HappyEyeballs {
            host: host.to_owned(),
            port,
            last_working,
            resolution: None,
            resolve_failure: None,
            resolved_at: None,
            v6: VecDeque::new(),
            v4: VecDeque::new(),
            was_v6: false,
            attempts: Vec::new(),
            next: Instant::now(),
            failures: Failures::default(),
        }
    }

    /// Begins the name resolution, if the host needs one.
    fn begin(host: &str, port: u16, last_working: Option<SocketAddr>) -> Result<HappyEyeballs> {
        let mut attempts = HappyEyeballs::new(host, port, last_working);
        match Resolution::known(host) {
            Some(known) => attempts.add(known),
            None => attempts.resolution = Some(Resolution::begin(host, wait::alarm()?)),
        }
        Ok(attempts)
    }

    /// Tries the addresses until one has connected, all have failed, or the deadline has passed.
    fn run(&mut self, until: Option<Instant>) -> Result<TcpStream> {
        loop {
            self.take_resolved();
            while self.may_begin()
                && let Some(address) = self.take_address()
            {
                match self.start_attempt(address) {
                    Ok(Some(stream)) => return Ok(stream),
                    Ok(None) => self.next = self.next_time(until),
                    Err(error) => self.failures.add(address, &error),
                }
            }
            if self.has_failed() {
                return Err(self.error());
            }
            self.wait(until)?;
            if let Some(stream) = self.connected() {
                return Ok(stream);
            }
        }
    }

    /// Takes over the new results of the name resolution.
    fn take_resolved(&mut self) {
        while let Some(resolution) = &mut self.resolution {
            match resolution.next_update() {
                Update::None => break,
                Update::Addresses(addresses) => {
                    self.resolved_at = self.resolved_at.or(Some(Instant::now()));
                    self.add(addresses);
                }
                Update::Failure(reason) => {
                    self.resolve_failure = self.resolve_failure.take().or(Some(reason));
                }
            }
        }
        let resolution = self.resolution.as_ref();
        if resolution.is_some_and(Resolution::is_complete) {
            self.resolution = None;
        }
    }

    /// Adds addresses to the queues of their families, the last working address at the front.
    fn add(&mut self, addresses: Vec<SocketAddr>) {
        for address in addresses {
            let queue = match address {
                SocketAddr::V6(_) => &mut self.v6,
                SocketAddr::V4(_) => &mut self.v4,
            };
            match self.last_working {
                Some(last_working) if last_working == address => queue.push_front(address),
                _ => queue.push_back(address),
            }
        }
    }

    /// True if the next attempt may start now.
    fn may_begin(&self) -> bool {
        if !self.attempts.is_empty() && self.next.left() > Duration::ZERO {
            return false;
        }
        self.resolution_delay_end().is_none()
    }

    /// The time until which the known addresses wait for a better one; `None` if they need not wait.
    fn resolution_delay_end(&self) -> Option<Instant> {
        let is_first = self.attempts.is_empty() && self.failures.is_empty();
        let is_known = |address| [self.v6.front(), self.v4.front()].contains(&Some(address));
        if !is_first || self.last_working.as_ref().is_some_and(is_known) {
            return None;
        }
        let expects = |family| self.resolution.as_ref()?.expects(family).then_some(family);
        let family = self.last_working.map(|address| match address {
            SocketAddr::V4(_) => Family::V4,
            SocketAddr::V6(_) => Family::V6,
        });
        family.and_then(expects).or(expects(Family::V6))?;
        let end = self.resolved_at?.checked_add(RESOLUTION_DELAY)?;
        (end.left() > Duration::ZERO).then_some(end)
    }

    /// Takes the address to try next: the last working one first, then the families in turn, IPv6
    /// first.
    fn take_address(&mut self) -> Option<SocketAddr> {
        let is_working_v4 =
            self.last_working.is_some() && self.v4.front() == self.last_working.as_ref();
        let v6_first = !self.was_v6 && !is_working_v4;
        let mut address = if v6_first {
            self.v6.pop_front().or_else(|| self.v4.pop_front())
        } else {
            self.v4.pop_front().or_else(|| self.v6.pop_front())
        }?;
        self.last_working = self.last_working.filter(|other| *other != address);
        self.was_v6 = address.is_ipv6();
        address.set_port(self.port);
        Some(address)
    }

    /// The time at which the next attempt may start, so that all addresses get a share of the limit.
    fn next_time(&self, until: Option<Instant>) -> Instant {
        let end = [until, wait::end()].into_iter().flatten().min();
        let left = u32::try_from(self.v6.len() + self.v4.len() + 1).unwrap_or(u32::MAX);
        let share = end.map(|end| end.left() / left);
        let delay = share.unwrap_or(ATTEMPT_DELAY).min(ATTEMPT_DELAY);
        Instant::now().checked_add(delay).unwrap_or(self.next)
    }

    /// Starts an attempt; `Some` if it is connected at once.
    fn start_attempt(&mut self, address: SocketAddr) -> io::Result<Option<TcpStream>> {
        let domain = Domain::for_address(address);
        let socket = Socket::new(domain, Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_nodelay(true)?;
        match socket.connect(&address.into()) {
            Ok(()) => return Ok(Some(socket.into())),
            Err(error) if is_connecting(&error) => {}
            Err(error) => return Err(error),
        }
        self.attempts.push(ConnectAttempt { address, socket });
        Ok(None)
    }

    /// True if no address is left that may still connect.
    fn has_failed(&self) -> bool {
        let is_untried = !(self.v6.is_empty() && self.v4.is_empty());
        self.attempts.is_empty() && self.resolution.is_none() && !is_untried
    }

    /// The error when no address has connected.
    fn error(&mut self) -> Error {
        let host = &self.host;
        if self.failures.is_empty() {
            let reason = self.resolve_failure.take();
            let reason = reason.unwrap_or_else(|| "it has no address".to_owned());
            let message = format!("the host name {host} cannot be resolved ({reason})");
            return Error::new(Status::Resolve, message);
        }
        let message = format!("no connection ({})", self.failures);
        Error::new(Status::Connect, message)
    }

    /// Waits until an attempt has ended, the next may start, or the resolution has an update.
    fn wait(&self, until: Option<Instant>) -> Result<()> {
        if self.attempts.is_empty()
            && let Some(resolution) = &self.resolution
        {
            let delay_end = self.resolution_delay_end();
            let wait = Wait::until(Phase::Resolve, until);
            return wait.for_any(&mut [], delay_end, || resolution.has_update());
        }
        let writable = Ready {
            readable: false,
            writable: true,
        };
        let sockets = self.attempts.iter();
        let mut sockets: Vec<Watched<'_>> = sockets
            .map(|attempt| Watched::new(&attempt.socket, writable))
            .collect();
        let has_more = !(self.v6.is_empty() && self.v4.is_empty());
        let next = has_more.then_some(self.next);
        let has_update = || {
            let resolution = self.resolution.as_ref();
            resolution.is_some_and(Resolution::has_update)
        };
        let waited = Wait::until(Phase::Connect, until).for_any(&mut sockets, next, has_update);
        waited.map_err(|error| match error.status() {
            Status::Timeout => {
                let mut failures = self.failures.clone();
                for attempt in &self.attempts {
                    failures.add(attempt.address, &"no response");
                }
                let message = format!("{} ({failures})", error.message());
                Error::new(Status::Timeout, message)
            }
            _ => error,
        })
    }

    /// The first attempt that has succeeded. Failed attempts are removed, and the next may start at
    /// once.
    fn connected(&mut self) -> Option<TcpStream> {
        for attempt in std::mem::take(&mut self.attempts) {
            let failure = match attempt.socket.take_error() {
                Ok(failure) => failure,
                Err(error) => Some(error),
            };
            if let Some(error) = failure {
                self.failures.add(attempt.address, &error);
                self.next = Instant::now();
            } else if attempt.socket.peer_addr().is_ok() {
                return Some(attempt.socket.into());
            } else {
                self.attempts.push(attempt);
            }
        }
        None
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn families_alternate_after_the_last_working_address() {
        let addresses = |texts: &[&str]| -> Vec<SocketAddr> {
            let parse = |text: &&str| SocketAddr::new(text.parse().unwrap(), 0);
            texts.iter().map(parse).collect()
        };
        for (last_working, order) in [
            (None, ["::1", "10.0.0.1", "::2", "10.0.0.2", "10.0.0.3"]),
            (
                Some("10.0.0.2"),
                ["10.0.0.2", "::1", "10.0.0.1", "::2", "10.0.0.3"],
            ),
            (
                Some("::2"),
                ["::2", "10.0.0.1", "::1", "10.0.0.2", "10.0.0.3"],
            ),
            (
                Some("10.9.9.9"),
                ["::1", "10.0.0.1", "::2", "10.0.0.2", "10.0.0.3"],
            ),
        ] {
            let last_working: Option<&str> = last_working;
            let address = last_working.map(|text| SocketAddr::new(text.parse().unwrap(), 0));
            let mut attempts = HappyEyeballs::new("h", 443, address);
            attempts.add(addresses(&["10.0.0.1", "10.0.0.2", "10.0.0.3"]));
            attempts.add(addresses(&["::1", "::2"]));
            let taken = std::iter::from_fn(|| attempts.take_address());
            let taken: Vec<String> = taken.map(|address| address.ip().to_string()).collect();
            assert_eq!(taken, order, "{last_working:?}");
        }
    }
}
