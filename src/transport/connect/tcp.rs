//! A TCP connection to a host, as RFC 8305 (Happy Eyeballs) has it: its addresses are tried one
//! after the other, IPv6 and IPv4 in turn, without waiting long for one that does not answer,
//! and the first that connects is taken. The one that was good last time goes first.

use crate::common::error::{Error, Result, Status};
use crate::platform::{self, Family, Instant, Ready, Watched, is_connecting};
use crate::transport::connect::dns::{News, Resolution};
use crate::transport::wait::{self, Phase, Wait};
use socket2::{Domain, Protocol, Socket, Type};
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Of how many hosts something is remembered: redirects may lead to any number of them.
pub const MAX_HOSTS: usize = 32;
/// How long one address is alone before the next is tried too.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);
/// How long the addresses of one family wait for better ones that the resolver has not given yet:
/// IPv6 ones, or the one that was good.
const RESOLUTION_DELAY: Duration = Duration::from_millis(50);

/// For each host the address that connected last.
#[derive(Default)]
pub struct GoodAddresses(Mutex<Vec<(String, SocketAddr)>>);

impl GoodAddresses {
    fn of(&self, host: &str) -> Option<SocketAddr> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, address) = all.iter().find(|(other, _)| other == host)?;
        Some(*address)
    }

    fn keep(&self, host: &str, address: SocketAddr) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(other, _)| other != host);
        all.push((host.to_owned(), address));
        if all.len() > MAX_HOSTS {
            all.remove(0);
        }
    }
}

/// A connection to the first address of a host that takes one.
pub fn connect(
    host: &str,
    port: u16,
    good: &GoodAddresses,
    until: Option<Instant>,
) -> Result<TcpStream> {
    let mut race = Race::begin(host, port, good.of(host))?;
    let stream = race.run(until)?;
    // Only now: Linux would also end an attempt to connect by it. Where a system has no such
    // option, the limits of the call hold.
    let _ = platform::notice_dead_peer(&stream);
    if let Ok(mut peer) = stream.peer_addr() {
        peer.set_port(0);
        good.keep(host, peer);
    }
    Ok(stream)
}

/// The addresses of a host, and the attempts to connect to them.
struct Race {
    host: String,
    port: u16,
    /// Goes first, of whatever family.
    good: Option<SocketAddr>,
    /// `None`: all addresses are known.
    resolution: Option<Resolution>,
    /// Why the resolver has none.
    failure: Option<String>,
    /// Since when there are addresses.
    since: Option<Instant>,
    v6: VecDeque<SocketAddr>,
    v4: VecDeque<SocketAddr>,
    was_v6: bool,
    attempts: Vec<Attempt>,
    /// When the next one may begin.
    next: Instant,
    /// Why those before have failed.
    failures: Failures,
}

/// Addresses that did not connect, by the reason.
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

struct Attempt {
    address: SocketAddr,
    socket: Socket,
}

impl Race {
    fn new(host: &str, port: u16, good: Option<SocketAddr>) -> Race {
        Race {
            host: host.to_owned(),
            port,
            good,
            resolution: None,
            failure: None,
            since: None,
            v6: VecDeque::new(),
            v4: VecDeque::new(),
            was_v6: false,
            attempts: Vec::new(),
            next: Instant::now(),
            failures: Failures::default(),
        }
    }

    fn begin(host: &str, port: u16, good: Option<SocketAddr>) -> Result<Race> {
        let mut race = Race::new(host, port, good);
        match Resolution::known(host) {
            Some(known) => race.add(known),
            None => race.resolution = Some(Resolution::begin(host, wait::alarm()?)),
        }
        Ok(race)
    }

    fn run(&mut self, until: Option<Instant>) -> Result<TcpStream> {
        loop {
            self.hear();
            while self.may_begin()
                && let Some(address) = self.take_address()
            {
                match self.attempt(address) {
                    Ok(Some(stream)) => return Ok(stream),
                    Ok(None) => self.next = self.next_time(until),
                    Err(error) => self.failures.add(address, &error),
                }
            }
            if self.is_lost() {
                return Err(self.failed());
            }
            self.wait(until)?;
            if let Some(stream) = self.connected() {
                return Ok(stream);
            }
        }
    }

    /// Takes in what the resolver has found.
    fn hear(&mut self) {
        while let Some(resolution) = &mut self.resolution {
            match resolution.news() {
                News::None => break,
                News::Addresses(addresses) => {
                    self.since = self.since.or(Some(Instant::now()));
                    self.add(addresses);
                }
                News::Failure(reason) => self.failure = self.failure.take().or(Some(reason)),
            }
        }
        if self.resolution.as_ref().is_some_and(Resolution::is_over) {
            self.resolution = None;
        }
    }

    fn add(&mut self, addresses: Vec<SocketAddr>) {
        for address in addresses {
            let queue = match address {
                SocketAddr::V6(_) => &mut self.v6,
                SocketAddr::V4(_) => &mut self.v4,
            };
            match self.good {
                Some(good) if good == address => queue.push_front(address),
                _ => queue.push_back(address),
            }
        }
    }

    /// Whether the time has come for another attempt.
    fn may_begin(&self) -> bool {
        if !self.attempts.is_empty() && self.next.left() > Duration::ZERO {
            return false;
        }
        self.delay_for_better().is_none()
    }

    /// Until when those that are there wait for a better one that may still come.
    fn delay_for_better(&self) -> Option<Instant> {
        let is_first = self.attempts.is_empty() && self.failures.is_empty();
        let is_there = |good| [self.v6.front(), self.v4.front()].contains(&Some(good));
        if !is_first || self.good.as_ref().is_some_and(is_there) {
            return None;
        }
        let expects = |family| self.resolution.as_ref()?.expects(family).then_some(family);
        let of_good = self.good.map(|good| match good {
            SocketAddr::V4(_) => Family::V4,
            SocketAddr::V6(_) => Family::V6,
        });
        of_good.and_then(expects).or(expects(Family::V6))?;
        let end = self.since?.checked_add(RESOLUTION_DELAY)?;
        (end.left() > Duration::ZERO).then_some(end)
    }

    fn take_address(&mut self) -> Option<SocketAddr> {
        let is_good_v4 = self.good.is_some() && self.v4.front() == self.good.as_ref();
        let v6_first = !self.was_v6 && !is_good_v4;
        let mut address = if v6_first {
            self.v6.pop_front().or_else(|| self.v4.pop_front())
        } else {
            self.v4.pop_front().or_else(|| self.v6.pop_front())
        }?;
        self.good = self.good.filter(|good| *good != address);
        self.was_v6 = address.is_ipv6();
        address.set_port(self.port);
        Some(address)
    }

    /// When the next address may be tried, so that all have their share of a limit.
    fn next_time(&self, until: Option<Instant>) -> Instant {
        let end = [until, wait::end()].into_iter().flatten().min();
        let left = u32::try_from(self.v6.len() + self.v4.len() + 1).unwrap_or(u32::MAX);
        let share = end.map(|end| end.left() / left);
        let delay = share.unwrap_or(ATTEMPT_DELAY).min(ATTEMPT_DELAY);
        Instant::now().checked_add(delay).unwrap_or(self.next)
    }

    /// Begins to connect; `Some` if it is connected at once.
    fn attempt(&mut self, address: SocketAddr) -> io::Result<Option<TcpStream>> {
        let domain = Domain::for_address(address);
        let socket = Socket::new(domain, Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_nodelay(true)?;
        match socket.connect(&address.into()) {
            Ok(()) => return Ok(Some(socket.into())),
            Err(error) if is_connecting(&error) => {}
            Err(error) => return Err(error),
        }
        self.attempts.push(Attempt { address, socket });
        Ok(None)
    }

    /// Whether nothing is left that may connect.
    fn is_lost(&self) -> bool {
        let is_untried = !(self.v6.is_empty() && self.v4.is_empty());
        self.attempts.is_empty() && self.resolution.is_none() && !is_untried
    }

    fn failed(&mut self) -> Error {
        let host = &self.host;
        if self.failures.is_empty() {
            let reason = self.failure.take();
            let reason = reason.unwrap_or_else(|| "it has no address".to_owned());
            let message = format!("the host name {host} cannot be resolved ({reason})");
            return Error::new(Status::Resolve, message);
        }
        let message = format!("no connection ({})", self.failures);
        Error::new(Status::Connect, message)
    }

    /// Until an attempt has ended, the next is due, or the resolver has something new.
    fn wait(&self, until: Option<Instant>) -> Result<()> {
        if self.attempts.is_empty()
            && let Some(resolution) = &self.resolution
        {
            let better = self.delay_for_better();
            let lookup = Wait::until(Phase::Resolve, until);
            return lookup.for_any(&mut [], better, || resolution.has_news());
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
        let is_news = || self.resolution.as_ref().is_some_and(Resolution::has_news);
        let waited = Wait::until(Phase::Connect, until).for_any(&mut sockets, next, is_news);
        waited.map_err(|error| match error.status() {
            Status::Timeout => {
                let mut failures = self.failures.clone();
                for attempt in &self.attempts {
                    failures.add(attempt.address, &"no answer");
                }
                let message = format!("{} ({failures})", error.message());
                Error::new(Status::Timeout, message)
            }
            _ => error,
        })
    }

    /// The first attempt that has succeeded; those that have failed make room for the next.
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
    fn families_take_turns_and_the_good_address_goes_first() {
        let addresses = |texts: &[&str]| -> Vec<SocketAddr> {
            let parse = |text: &&str| SocketAddr::new(text.parse().unwrap(), 0);
            texts.iter().map(parse).collect()
        };
        for (good, order) in [
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
            let good = good.map(|good| SocketAddr::new(good.parse().unwrap(), 0));
            let mut race = Race::new("h", 443, good);
            race.add(addresses(&["10.0.0.1", "10.0.0.2", "10.0.0.3"]));
            race.add(addresses(&["::1", "::2"]));
            let taken = std::iter::from_fn(|| race.take_address());
            let taken: Vec<String> = taken.map(|address| address.ip().to_string()).collect();
            assert_eq!(taken, order, "{good:?}");
        }
    }
}
