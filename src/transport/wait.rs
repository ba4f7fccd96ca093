//! Waiting for the network: deadline, silence and cancellation in one place, which every wait
//! of a call goes through.

use crate::error::{Error, Result, Status};
use crate::platform::{self, AsSocket, Ready};
use crate::transport::call::{Call, Timeouts, timed_out};
use crate::transport::proxy::Via;
use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// What is waited for; each has a limit of its own beside that of the whole call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The address of a host.
    LookUp,
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

thread_local! {
    /// The call that this thread is in: ureq, between the call and its connections, knows
    /// nothing of cancellations. It is never dropped, and there is nothing in it between calls: so
    /// what a thread or the process runs at its very end may still call.
    static UNDER_WAY: RefCell<ManuallyDrop<Option<Try>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// Puts another in its place, and gives what was there.
fn replace(this: Option<Try>) -> Option<Try> {
    ManuallyDrop::into_inner(UNDER_WAY.replace(ManuallyDrop::new(this)))
}

/// A call's first try, or its second.
#[derive(Clone)]
struct Try {
    call: Call,
    wants_new_connection: bool,
    lacks_certificate: bool,
    /// The proxy that its request went through.
    proxy: Option<Via>,
}

/// A thread's time in a call; over when dropped.
pub struct UnderWay {
    before: Option<Try>,
}

impl UnderWay {
    /// From now on what this thread waits for is waited for within this call, over a
    /// connection that was kept for it or over a new one.
    pub fn enter(call: &Call, wants_new_connection: bool) -> UnderWay {
        let this = Try {
            call: call.clone(),
            wants_new_connection,
            lacks_certificate: false,
            proxy: None,
        };
        UnderWay {
            before: replace(Some(this)),
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        drop(replace(self.before.take()));
    }
}

/// One wait of the call that this thread is in.
pub struct Wait {
    phase: Phase,
    until: Option<Instant>,
}

impl Wait {
    /// For what has a limit together with others: looking up, connecting and the handshake.
    pub fn until(phase: Phase, until: Option<Instant>) -> Wait {
        Wait { phase, until }
    }

    /// For the other side to do something, as long as it may be silent.
    pub fn of_silence(phase: Phase) -> Wait {
        let silence = current().and_then(|call| call.timeouts().silence);
        Wait {
            phase,
            until: silence.and_then(|silence| Instant::now().checked_add(silence)),
        }
    }

    /// Blocks until a socket is ready in one of the ways that are asked for, and says which.
    pub fn for_socket(&self, socket: impl AsSocket, wanted: Ready) -> Result<Ready> {
        loop {
            let left = self.left()?;
            match platform::wait_for_socket(&socket, wanted, left) {
                Ok(ready) if ready.readable || ready.writable => return Ok(ready),
                Ok(_) => {}
                Err(error) => {
                    let message = format!("waiting for the network failed ({error})");
                    return Err(Error::new(Status::Connect, message));
                }
            }
        }
    }

    /// Blocks until another thread sends something; `None` if it ended without.
    pub fn for_thread<T>(&self, receiver: &Receiver<T>) -> Result<Option<T>> {
        loop {
            let received = match self.left()? {
                Some(left) => receiver.recv_timeout(left),
                None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match received {
                Ok(value) => return Ok(Some(value)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Ends the call if its time for this is over, or the call is.
    pub fn check(&self) -> Result<()> {
        self.left().map(|_| ())
    }

    fn left(&self) -> Result<Option<Duration>> {
        let Some(call) = current() else {
            // Nothing here uses the network but within a call.
            return Err(Error::new(Status::Internal, "a wait outside of a call"));
        };
        let of_call = call.attention().map_err(|error| match error.status() {
            Status::Timeout => error.advise(format_args!("it was {}", self.phase.doing())),
            _ => error,
        })?;
        let of_phase = self
            .until
            .map(|until| until.saturating_duration_since(Instant::now()));
        if of_phase == Some(Duration::ZERO) {
            return Err(self.phase.timed_out(call.timeouts()));
        }
        Ok([of_call, of_phase].into_iter().flatten().min())
    }
}

/// Until when the call that this thread is in may be connecting, if it begins now.
pub fn connect_limit() -> Option<Instant> {
    let limit = current()?.timeouts().connect?;
    Instant::now().checked_add(limit)
}

/// When the call that this thread is in ends at the latest.
pub fn end() -> Option<Instant> {
    current()?.end()
}

/// Whether a connection that was kept was closed already.
pub fn wants_new_connection() -> bool {
    UNDER_WAY.with_borrow(|this| this.as_ref().is_some_and(|this| this.wants_new_connection))
}

/// The server of this try wanted a client certificate and got none.
pub fn note_lack_of_certificate() {
    UNDER_WAY.with_borrow_mut(|this| {
        if let Some(this) = &mut **this {
            this.lacks_certificate = true;
        }
    });
}

/// Whether that was noted.
pub fn lacks_certificate() -> bool {
    UNDER_WAY.with_borrow(|this| this.as_ref().is_some_and(|this| this.lacks_certificate))
}

/// The answer comes from a proxy, or through one.
pub fn note_proxy(proxy: &Via) {
    UNDER_WAY.with_borrow_mut(|this| {
        if let Some(this) = &mut **this {
            this.proxy = Some(proxy.clone());
        }
    });
}

/// Which one that was.
pub fn proxy() -> Option<Via> {
    UNDER_WAY.with_borrow(|this| this.as_ref()?.proxy.clone())
}

fn current() -> Option<Call> {
    UNDER_WAY.with_borrow(|this| this.as_ref().map(|this| this.call.clone()))
}

impl Phase {
    /// What a call is doing meanwhile.
    fn doing(self) -> &'static str {
        match self {
            Phase::LookUp => "looking up the host name",
            Phase::Connect => "connecting",
            Phase::Proxy => "connecting through the proxy",
            Phase::Handshake => "connecting with a TLS handshake",
            Phase::Send => "sending the request",
            Phase::Receive => "waiting for the answer, or the rest of it",
        }
    }

    fn timed_out(self, timeouts: &Timeouts) -> Error {
        match self {
            Phase::Send => timed_out(
                "the server took nothing in for longer than",
                timeouts.silence,
            ),
            Phase::Receive => timed_out("the server was silent for longer than", timeouts.silence),
            _ => timed_out(
                &format!("{} took longer than", self.doing()),
                timeouts.connect,
            ),
        }
    }
}
