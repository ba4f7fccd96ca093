//! What this thread is doing: one attempt of a call to send a request and to read its response.
//!
//! ureq and rustls stand between a call and its connections, and know nothing of cancellations, of
//! limits, or of what a verifier has found. So the facts that cross them are the fields of one
//! thread-local value. It is set when an attempt begins and cleared when it ends.

use crate::common::error::Result;
use crate::transport::call::Call;
use crate::transport::input::Input;
use crate::transport::proxy::Via;
use crate::transport::tls::refusal::Refusal;
use std::cell::RefCell;
use std::mem::ManuallyDrop;

/// A call's first attempt to send a request, or its second.
struct Attempt {
    call: Call,
    wants_new_connection: bool,
    /// The server asked for a client certificate, and there is none to show.
    lacks_certificate: bool,
    /// What the verifier knows of a certificate that it refused, beyond the kind of error that
    /// rustls passes on.
    refusal: Option<Refusal>,
    /// The proxy that the request went through.
    proxy: Option<Via>,
    /// What has come for the request.
    input: Input,
}

thread_local! {
    /// The attempt that this thread is in. It is never dropped, and there is nothing in it between
    /// calls: so what a thread or the process runs at its very end may still call.
    static ATTEMPT: RefCell<ManuallyDrop<Option<Attempt>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// Ends the attempt of this thread when it is dropped.
pub struct Guard {
    before: Option<Attempt>,
}

/// Begins an attempt: from now on this thread waits within the call. `wants_new_connection`: no
/// pooled connection is used.
pub fn begin(call: &Call, wants_new_connection: bool) -> Guard {
    let attempt = Attempt {
        call: call.clone(),
        wants_new_connection,
        lacks_certificate: false,
        refusal: None,
        proxy: None,
        input: Input::default(),
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

/// Returns the attempt that was there before.
fn replace(attempt: Option<Attempt>) -> Option<Attempt> {
    ManuallyDrop::into_inner(ATTEMPT.replace(ManuallyDrop::new(attempt)))
}

fn get<T>(get: impl FnOnce(&Attempt) -> Option<T>) -> Option<T> {
    ATTEMPT.with_borrow(|attempt| attempt.as_ref().and_then(get))
}

fn set<T>(set: impl FnOnce(&mut Attempt) -> T) -> Option<T> {
    ATTEMPT.with_borrow_mut(|attempt| attempt.as_mut().map(set))
}

/// The call that this thread is in.
pub fn call() -> Option<Call> {
    get(|attempt| Some(attempt.call.clone()))
}

/// True on the retry after a pooled connection turned out to be closed.
pub fn wants_new_connection() -> bool {
    get(|attempt| Some(attempt.wants_new_connection)).unwrap_or(false)
}

/// Notes whether the server asked for a client certificate that it was not shown: in the handshake,
/// or in that of the pooled connection which is used.
pub fn set_lacks_certificate(lacks_certificate: bool) {
    set(|attempt| attempt.lacks_certificate = lacks_certificate);
}

/// True if the server asked for a client certificate and was not shown one.
pub fn lacks_certificate() -> bool {
    get(|attempt| Some(attempt.lacks_certificate)).unwrap_or(false)
}

/// Notes why a certificate is refused. `None` when a handshake begins.
pub fn set_refusal(refusal: Option<Refusal>) {
    set(|attempt| attempt.refusal = refusal);
}

/// Takes what was noted about the certificate that was refused.
pub fn take_refusal() -> Option<Refusal> {
    set(|attempt| attempt.refusal.take()).flatten()
}

/// Notes the proxy that the response comes from or through.
pub fn set_proxy(proxy: &Via) {
    set(|attempt| attempt.proxy = Some(proxy.clone()));
}

/// The proxy that the response came from or through.
pub fn proxy() -> Option<Via> {
    get(|attempt| attempt.proxy.clone())
}

/// Counts bytes that have come from the network; fails over the limit for what is not a body.
pub fn count_received(amount: usize) -> Result<()> {
    set(|attempt| attempt.input.receive(amount)).unwrap_or(Ok(()))
}

/// Counts a read for the parser of the response, which has `incomplete` bytes to look at again.
pub fn count_read(incomplete: usize) -> Result<()> {
    set(|attempt| attempt.input.read(incomplete)).unwrap_or(Ok(()))
}

/// Counts bytes of the response's body.
pub fn count_body(amount: usize) {
    set(|attempt| attempt.input.yield_body(amount));
}
