//! The state of the current attempt to send a request and to read its response, one per thread.
//!
//! A call reaches its sockets only through ureq and rustls. Both call back on the same thread (ureq
//! the connector and the connection, rustls the verifier and the client certificate), but neither
//! passes on any context of ours. So what crosses them is stored in one thread-local value, which
//! [`begin`] sets for the duration of an attempt. It is the only thread-local variable of `transport`:
//!
//! | field | set by | read by |
//! |---|---|---|
//! | `call`, `read_limit` | `pool` | `wait`: time limits, cancellation |
//! | `wants_new_connection` | `pool`, as `client::repeat` says | `stream::connection` |
//! | `output_size` | `pool` | `stream::connection` |
//! | `lacks_certificate` | `connect::tls`, `tls::client_certificate`, `stream::connection` | `connect`, `receive` |
//! | `refusal` | `tls::verifier` | `tls::errors`, for the message |
//! | `proxy` | `stream::connection` | `receive` |
//! | `input` | `stream::socket`, `stream::connection`, `body` | itself, against its limits |
//! | `connection`, `is_reused` | `connect`, `stream::connection` | `pool`, for the trace |

use crate::common::error::Result;
use crate::transport::call::Call;
use crate::transport::input::Input;
use crate::transport::proxy::Via;
use crate::transport::tls::refusal::Refusal;
use crate::transport::trace::Trace;
use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::time::Duration;

/// An attempt to send a request.
struct Attempt {
    call: Call,
    /// The longest silence of the peer.
    read_limit: Option<Duration>,
    wants_new_connection: bool,
    /// The size of the output buffer that the request needs.
    output_size: usize,
    /// True after an unanswered certificate request: the server asked for a client certificate, and
    /// none was configured.
    lacks_certificate: bool,
    /// The verifier's reason to refuse a certificate. rustls passes on only a kind of error, without
    /// details.
    refusal: Option<Refusal>,
    /// The proxy of the connection that is used.
    proxy: Option<Via>,
    /// The counts of bytes received for this request.
    input: Input,
    /// The new connection: the time that it took, and whether it was made.
    connection: Option<(Duration, bool)>,
    /// True if the connection has served another request before.
    is_reused: bool,
}

thread_local! {
    /// The attempt of this thread, `None` between calls. `ManuallyDrop` makes it a variable without a
    /// destructor, which stays accessible while a thread or the process ends: a program may call the
    /// library in an exit handler.
    static ATTEMPT: RefCell<ManuallyDrop<Option<Attempt>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// Ends the attempt when it is dropped.
pub struct Guard {
    before: Option<Attempt>,
}

/// Begins an attempt on this thread, whose waits are limited by `call` until the guard is dropped. If
/// `wants_new_connection` is true, no pooled connection is used. The output buffer gets `output_size`
/// bytes at the least.
pub fn begin(
    call: &Call,
    read_limit: Option<Duration>,
    wants_new_connection: bool,
    output_size: usize,
) -> Guard {
    let attempt = Attempt {
        call: call.clone(),
        read_limit,
        wants_new_connection,
        output_size,
        lacks_certificate: false,
        refusal: None,
        proxy: None,
        input: Input::default(),
        connection: None,
        is_reused: false,
    };
    Guard {
        before: replace(Some(attempt)),
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(replace(self.before.take()));
    }
}

/// Replaces the attempt of this thread, and returns the one before.
fn replace(attempt: Option<Attempt>) -> Option<Attempt> {
    ManuallyDrop::into_inner(ATTEMPT.replace(ManuallyDrop::new(attempt)))
}

fn get<T>(get: impl FnOnce(&Attempt) -> Option<T>) -> Option<T> {
    ATTEMPT.with_borrow(|attempt| attempt.as_ref().and_then(get))
}

fn set<T>(set: impl FnOnce(&mut Attempt) -> T) -> Option<T> {
    ATTEMPT.with_borrow_mut(|attempt| attempt.as_mut().map(set))
}

/// The call that this thread executes; `None` outside of one.
pub fn call() -> Option<Call> {
    get(|attempt| Some(attempt.call.clone()))
}

/// The longest silence of the peer in this attempt.
pub fn read_limit() -> Option<Duration> {
    get(|attempt| attempt.read_limit)
}

/// True when a request is sent again because a pooled connection turned out to be closed.
pub fn wants_new_connection() -> bool {
    get(|attempt| Some(attempt.wants_new_connection)).unwrap_or(false)
}

/// The size of the output buffer that the request of this thread needs.
pub fn output_size() -> usize {
    get(|attempt| Some(attempt.output_size)).unwrap_or_default()
}

/// Records whether there was an unanswered certificate request in the handshake of the connection:
/// in this attempt, or earlier if the connection is pooled.
pub fn set_lacks_certificate(lacks_certificate: bool) {
    set(|attempt| attempt.lacks_certificate = lacks_certificate);
}

/// True after an unanswered certificate request.
pub fn lacks_certificate() -> bool {
    get(|attempt| Some(attempt.lacks_certificate)).unwrap_or(false)
}

/// Records why a certificate is refused. The verifier sets `None` first.
pub fn set_refusal(refusal: Option<Refusal>) {
    set(|attempt| attempt.refusal = refusal);
}

/// Takes the recorded reason why a certificate was refused.
pub fn take_refusal() -> Option<Refusal> {
    set(|attempt| attempt.refusal.take()).flatten()
}

/// Records the proxy that the response comes from or through.
pub fn set_proxy(proxy: &Via) {
    set(|attempt| attempt.proxy = Some(proxy.clone()));
}

/// The proxy that the response came from or through.
pub fn proxy() -> Option<Via> {
    get(|attempt| attempt.proxy.clone())
}

/// Records that a new connection was made, or could not be made, and the time that it took.
pub fn set_connection(time: Duration, is_made: bool) {
    set(|attempt| attempt.connection = Some((time, is_made)));
}

/// Records whether the connection has served another request before.
pub fn set_reused(is_reused: bool) {
    set(|attempt| attempt.is_reused = is_reused);
}

/// How the request of this thread went until now.
pub fn trace() -> Trace {
    let trace = get(|attempt| {
        Some(Trace {
            connection: attempt.connection,
            is_reused_connection: attempt.is_reused,
            received: attempt.input.body(),
            proxy: attempt.proxy.clone(),
        })
    });
    trace.unwrap_or_default()
}

/// Counts bytes received from the network.
///
/// # Errors
/// `Protocol`: too much of what was received is not part of a body (see [`Input`]).
pub fn count_received(amount: usize) -> Result<()> {
    set(|attempt| attempt.input.count_received(amount)).unwrap_or(Ok(()))
}

/// Counts a read after which the parser of the response scans `incomplete` bytes again.
///
/// # Errors
/// The same as for [`count_received`].
pub fn count_read(incomplete: usize) -> Result<()> {
    set(|attempt| attempt.input.count_read(incomplete)).unwrap_or(Ok(()))
}

/// Counts bytes of the response's body.
pub fn count_body(amount: usize) {
    set(|attempt| attempt.input.count_body(amount));
}
