//! A TCP connection to one of the addresses of a host.

use crate::error::{Error, Result, Status};
use crate::platform::{Ready, is_connecting};
use crate::transport::wait::{self, Phase, Wait};
use socket2::{Domain, Protocol, Socket as RawSocket, Type};
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

/// A connection to the first address that takes one, each with a share of the time, so that
/// one that is dead does not use it up.
pub fn connect(host: &str, addresses: &[SocketAddr], until: Option<Instant>) -> Result<TcpStream> {
    let end = [until, wait::end()].into_iter().flatten().min();
    let mut reasons = Vec::new();
    let mut timeout = None;
    for (tried, address) in addresses.iter().enumerate() {
        let left = u32::try_from(addresses.len() - tried).unwrap_or(1);
        let share = match left {
            1 => until,
            _ => end.map(|end| {
                let now = Instant::now();
                now + end.saturating_duration_since(now) / left
            }),
        };
        match connect_to(*address, share) {
            Ok(stream) => return Ok(stream),
            Err(Refusal::Ended(error)) => {
                // The call may be over, and not only this share of it.
                Wait::until(Phase::Connect, None).check()?;
                reasons.push(format!("{address}: no answer"));
                timeout = Some(error).filter(|_| left == 1);
            }
            Err(Refusal::Io(error)) => reasons.push(format!("{address}: {error}")),
        }
    }
    if reasons.is_empty() {
        reasons.push(format!("{host} has no address on this machine"));
    }
    let reasons = reasons.join("; ");
    Err(match timeout {
        Some(error) => Error::new(error.status(), format!("{} ({reasons})", error.message())),
        None => Error::new(Status::Connect, format!("no connection ({reasons})")),
    })
}

enum Refusal {
    /// The time for it is over, or the call is.
    Ended(Error),
    Io(io::Error),
}

fn connect_to(
    address: SocketAddr,
    until: Option<Instant>,
) -> std::result::Result<TcpStream, Refusal> {
    let make = || {
        let socket = RawSocket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_nodelay(true)?;
        Ok(socket)
    };
    let socket = make().map_err(Refusal::Io)?;
    match socket.connect(&address.into()) {
        Ok(()) => return Ok(socket.into()),
        Err(error) if is_connecting(&error) => {}
        Err(error) => return Err(Refusal::Io(error)),
    }
    let writable = Ready {
        readable: false,
        writable: true,
    };
    Wait::until(Phase::Connect, until)
        .for_socket(&socket, writable)
        .map_err(Refusal::Ended)?;
    match socket.take_error() {
        Ok(None) => Ok(socket.into()),
        Ok(Some(error)) | Err(error) => Err(Refusal::Io(error)),
    }
}
