//! Waiting for the network: deadline, silence and cancellation in one place, which every wait
//! of a call goes through.

use crate::common::error::{Error, Result, Status};
use crate::common::words::Words;
use crate::platform::{Alarm, AsSocket, Instant, Ready, Watched};
use crate::transport::attempt;
use crate::transport::call::{Call, Timeouts, timed_out};
use std::sync::Arc;
use std::time::Duration;

/// What is waited for; each has a limit of its own beside that of the whole call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The addresses of a host.
    Resolve,
    /// A connection, to one of several addresses.
    Connect,
    /// A proxy's word that it has connected.
    Proxy,
    /// The end of a TLS handshake.
    Handshake,
    /// That the server takes in what is sent.
    Send,
    /// The next bytes of an answer.
    Receive,
}

/// One wait of the call that this thread is in.
pub struct Wait {
    phase: Phase,
    until: Option<Instant>,
}

impl Wait {
    /// For what has a limit together with others: resolving a name, connecting and the handshake.
    pub fn until(phase: Phase, until: Option<Instant>) -> Wait {
        Wait { phase, until }
    }

    /// For the other side to do something, as long as it may be silent.
    pub fn of_silence(phase: Phase) -> Wait {
        let silence = attempt::call().and_then(|call| call.timeouts().silence);
        Wait {
            phase,
            until: silence.and_then(|silence| Instant::now().checked_add(silence)),
        }
    }

    /// Blocks until a socket is ready in one of the ways that are asked for, and says which.
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

    /// Blocks until one of several sockets is ready, until a time, or until another thread has
    /// done something, which then rings the alarm of this call; or for no reason.
    pub fn for_any(
        &self,
        sockets: &mut [Watched<'_>],
        until: Option<Instant>,
        is_done: impl Fn() -> bool,
    ) -> Result<()> {
        let call = self.go_on()?;
        let until = [self.until, until].into_iter().flatten().min();
        let waited = call.wait(sockets, until, is_done);
        waited.map_err(|error| self.phase.ended(error))
    }

    /// Ends the call if its time for this is over, or the call is.
    pub fn check(&self) -> Result<()> {
        self.go_on().map(|_| ())
    }

    /// The call, if it goes on.
    fn go_on(&self) -> Result<Call> {
        let Some(call) = attempt::call() else {
            return Err(outside());
        };
        call.check().map_err(|error| self.phase.ended(error))?;
        if self
            .until
            .is_some_and(|until| until.left() == Duration::ZERO)
        {
            return Err(self.phase.timed_out(call.timeouts()));
        }
        Ok(call)
    }
}

/// Until when the call that this thread is in may be connecting, if it begins now.
pub fn connect_limit() -> Option<Instant> {
    let limit = attempt::call()?.timeouts().connect?;
    Instant::now().checked_add(limit)
}

/// What other threads ring to end a wait of the call that this thread is in.
pub fn alarm() -> Result<Arc<Alarm>> {
    match attempt::call() {
        Some(call) => call.alarm(),
        None => Err(outside()),
    }
}

/// When the call that this thread is in ends at the latest.
pub fn end() -> Option<Instant> {
    attempt::call()?.end()
}

/// Nothing here uses the network but within a call.
fn outside() -> Error {
    Error::new(Status::Internal, "a wait outside of a call")
}

impl Phase {
    /// The end of a call says what it was doing.
    fn ended(self, error: Error) -> Error {
        match error.status() {
            Status::Timeout => error.advise(format_args!("it was {}", self.doing())),
            _ => error,
        }
    }

    /// What a call is doing meanwhile.
    fn doing(self) -> &'static str {
        match self {
            Phase::Resolve => "resolving the host name",
            Phase::Connect => "connecting",
            Phase::Proxy => "connecting through the proxy",
            Phase::Handshake => "connecting with a TLS handshake",
            Phase::Send => "sending the request",
            Phase::Receive => "waiting for the answer, or the rest of it",
        }
    }

    fn timed_out(self, timeouts: &Timeouts) -> Error {
        let silent = |what| timed_out(what, timeouts.silence, "read");
        match self {
            Phase::Send => silent("the server took nothing in for longer than"),
            Phase::Receive => silent("the server was silent for longer than"),
            _ => {
                let what = Words::from(self.doing()).and(" took longer than");
                timed_out(what, timeouts.connect, "connect")
            }
        }
    }
}
