//! Waiting for the network: deadline, silence and cancellation in one place, which every wait
//! of a call goes through.

use crate::error::{Error, Result, Status};
use crate::platform::{Alarm, AsSocket, Instant, Ready, Watched};
use crate::transport::call::{Call, Timeouts, timed_out};
use crate::transport::input::Input;
use crate::transport::proxy::Via;
use crate::words::Words;
use std::cell::RefCell;
use std::mem::ManuallyDrop;
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
struct Try {
    call: Call,
    wants_new_connection: bool,
    lacks_certificate: bool,
    /// The proxy that its request went through.
    proxy: Option<Via>,
    /// What has come for its request.
    input: Input,
}

/// A thread's time in a call; over when dropped.
pub struct UnderWay {
    before: Option<Try>,
}

impl UnderWay {
    /// From now on what this thread waits for is waited for within this call, over a
    /// pooled connection or over a new one.
    pub fn enter(call: &Call, wants_new_connection: bool) -> UnderWay {
        let this = Try {
            call: call.clone(),
            wants_new_connection,
            lacks_certificate: false,
            proxy: None,
            input: Input::default(),
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
    /// For what has a limit together with others: resolving a name, connecting and the handshake.
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
        let Some(call) = current() else {
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
    let limit = current()?.timeouts().connect?;
    Instant::now().checked_add(limit)
}

/// What other threads ring to end a wait of the call that this thread is in.
pub fn alarm() -> Result<Arc<Alarm>> {
    match current() {
        Some(call) => call.alarm(),
        None => Err(outside()),
    }
}

/// When the call that this thread is in ends at the latest.
pub fn end() -> Option<Instant> {
    current()?.end()
}

/// True on the retry after a pooled connection turned out to be closed.
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

/// Counts bytes that have come from the network. There is a limit for what is no body.
pub fn note_received(amount: usize) -> Result<()> {
    with_input(|input| input.receive(amount))
}

/// Counts a read for the parser of the response, which has so many bytes to look at again.
pub fn note_read(incomplete: usize) -> Result<()> {
    with_input(|input| input.read(incomplete))
}

/// Counts bytes of the response's body.
pub fn note_body(amount: usize) {
    let _ = with_input(|input| {
        input.yield_body(amount);
        Ok(())
    });
}

fn with_input(count: impl FnOnce(&mut Input) -> Result<()>) -> Result<()> {
    UNDER_WAY.with_borrow_mut(|this| match &mut **this {
        Some(this) => count(&mut this.input),
        None => Ok(()),
    })
}

fn current() -> Option<Call> {
    UNDER_WAY.with_borrow(|this| this.as_ref().map(|this| this.call.clone()))
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
