//! Waiting for the network. Every wait of a call for the network goes through here, which applies the
//! limit of its phase, the limits of the call, and its cancellation. A call that waits for another call
//! (`client::turn`) uses [`Call::wait`] directly.

use crate::common::error::{Error, Result, Status};
use crate::common::words::Words;
use crate::platform::{Alarm, AsSocket, Instant, Ready, Watched};
use crate::transport::attempt;
use crate::transport::call::{Call, Timeouts, timed_out};
use std::sync::Arc;
use std::time::Duration;

/// The phase of a request in which a call waits. Each has a limit beside that of the whole call: the
/// connect limit up to the handshake, the read limit after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Waiting for the addresses of a host.
    Resolve,
    /// Waiting for a TCP connection to one of the addresses.
    Connect,
    /// Waiting for a proxy's response to CONNECT.
    Proxy,
    /// Waiting for the end of a TLS handshake.
    Handshake,
    /// Waiting until the server takes in more of a request.
    Send,
    /// Waiting for the next bytes of a response.
    Receive,
}

/// One wait of the call that this thread executes.
pub struct Wait {
    phase: Phase,
    until: Option<Instant>,
}

impl Wait {
    /// A wait with the deadline `until`, which several waits may share: name resolution, connecting
    /// and the handshake do.
    pub fn until(phase: Phase, until: Option<Instant>) -> Wait {
        Wait { phase, until }
    }

    /// A wait for the peer to send or take in something, limited by the read limit from now on.
    pub fn for_peer(phase: Phase) -> Wait {
        let limit = attempt::read_limit();
        Wait {
            phase,
            until: limit.and_then(|limit| Instant::now().checked_add(limit)),
        }
    }

    /// Blocks until a socket is ready for one of the `wanted` operations, and returns which.
    pub fn for_socket(&self, socket: impl AsSocket, wanted: Ready) -> Result<Ready> {
        let mut sockets = [Watched::new(&socket, wanted)];
        loop {
            self.for_any(&mut sockets, None, || false)?;
            let [socket] = &sockets;
            if socket.ready != Ready::default() {
                return Ok(socket.ready);
            }
        }
    }

    /// Blocks until one of several sockets is ready, the time `until` is reached, or another thread
    /// rings the alarm of this call because `is_done` is true now. It may also return early.
    pub fn for_any(
        &self,
        sockets: &mut [Watched<'_>],
        until: Option<Instant>,
        is_done: impl Fn() -> bool,
    ) -> Result<()> {
        let call = self.call()?;
        let until = [self.until, until].into_iter().flatten().min();
        let waited = call.wait(sockets, until, is_done);
        waited.map_err(|error| self.phase.describe(error))
    }

    /// Checks the limits of this wait and of the call.
    ///
    /// # Errors
    /// `Timeout` or `Cancelled`.
    pub fn check(&self) -> Result<()> {
        self.call().map(|_| ())
    }

    /// The call of this thread, if it and this wait may continue.
    fn call(&self) -> Result<Call> {
        let Some(call) = attempt::call() else {
            return Err(outside_of_call());
        };
        call.check().map_err(|error| self.phase.describe(error))?;
        if self
            .until
            .is_some_and(|until| until.left() == Duration::ZERO)
        {
            return Err(self.phase.timed_out(call.timeouts()));
        }
        Ok(call)
    }
}

/// The deadline for connecting, if the call of this thread begins to connect now.
pub fn connect_limit() -> Option<Instant> {
    let limit = attempt::call()?.timeouts().connect?;
    Instant::now().checked_add(limit)
}

/// The alarm that other threads ring to end a wait of this thread's call.
pub fn alarm() -> Result<Arc<Alarm>> {
    match attempt::call() {
        Some(call) => call.alarm(),
        None => Err(outside_of_call()),
    }
}

/// The time at which this thread's call ends at the latest.
pub fn end() -> Option<Instant> {
    attempt::call()?.end()
}

/// The error for a bug: the network is used only within a call.
fn outside_of_call() -> Error {
    Error::new(Status::Internal, "a wait outside of a call")
}

impl Phase {
    /// Adds to a timeout what the call was doing.
    fn describe(self, error: Error) -> Error {
        match error.status() {
            Status::Timeout => error.advise(format_args!("it was {}", self.doing())),
            _ => error,
        }
    }

    /// The activity in this phase, for a message.
    fn doing(self) -> &'static str {
        match self {
            Phase::Resolve => "resolving the host name",
            Phase::Connect => "connecting",
            Phase::Proxy => "connecting through the proxy",
            Phase::Handshake => "connecting with a TLS handshake",
            Phase::Send => "sending the request",
            Phase::Receive => "waiting for the response, or the rest of it",
        }
    }

    /// The error once the limit of this phase has passed.
    fn timed_out(self, timeouts: &Timeouts) -> Error {
        let silent = |what| timed_out(what, attempt::read_limit(), "read");
        match self {
            Phase::Send => silent("the server accepted no data for longer than"),
            Phase::Receive => silent("the server was silent for longer than"),
            _ => {
                let what = Words::from(self.doing()).and(" took longer than");
                timed_out(what, timeouts.connect, "connect")
            }
        }
    }
}
