//! Conversion of the errors of ureq, rustls and the system into ours.

use crate::common::error::{Error, Status};
use crate::transport::tls::errors;
use std::fmt;
use std::io::{self, ErrorKind};

/// An error of ours that passes through ureq and `io`.
#[derive(Debug)]
pub struct Failure {
    error: Error,
    /// True if a pooled connection turned out to be closed, so that a new one may succeed.
    is_stale: bool,
}

impl Failure {
    /// A failure that a new connection would not avoid.
    pub fn new(error: Error) -> Failure {
        Failure {
            error,
            is_stale: false,
        }
    }

    /// The failure of a pooled connection that the server closed before any byte of the response
    /// arrived; usually it closed it before the request arrived.
    pub fn stale() -> Failure {
        Failure {
            error: Error::new(
                Status::Connect,
                "the connection was closed before a response arrived",
            ),
            is_stale: true,
        }
    }

    /// The error.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// True if a new connection may succeed: a pooled one turned out to be closed.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// True if the connection works, but the response sent over it is invalid.
    pub fn is_invalid_response(&self) -> bool {
        self.error.status() == Status::Protocol
    }

    /// The error alone.
    pub fn into_error(self) -> Error {
        self.error
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.error.message())
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for ureq::Error {
    fn from(failure: Failure) -> ureq::Error {
        ureq::Error::Other(Box::new(failure))
    }
}

impl From<Failure> for io::Error {
    fn from(failure: Failure) -> io::Error {
        io::Error::other(failure)
    }
}

/// Converts an error that ureq returned.
pub fn from_ureq(error: ureq::Error) -> Failure {
    match error {
        ureq::Error::Other(other) => match other.downcast::<Failure>() {
            Ok(failure) => *failure,
            Err(other) => Failure::new(Error::new(Status::Internal, other.to_string())),
        },
        ureq::Error::Io(io) => after_handshake(io),
        cause => Failure::new(describe(cause)),
    }
}

/// Converts an error of the TLS handshake. `lacks_certificate`: there was an unanswered certificate
/// request in it.
pub fn in_handshake(error: io::Error, lacks_certificate: bool) -> Error {
    match ours(error) {
        Ok(failure) => failure.error,
        Err(error) if error.kind() == ErrorKind::OutOfMemory => Error::no_memory(),
        Err(error) if lacks_certificate && is_ended_by_peer(&error) => no_client_certificate(),
        Err(error) => match tls_error(&error) {
            Some(cause) => errors::describe(cause, true),
            None => Error::new(
                Status::Tls,
                format!("the connection was closed in the TLS handshake ({error})"),
            ),
        },
    }
}

/// Converts an error of a connection after the handshake, or of one without TLS.
pub fn after_handshake(error: io::Error) -> Failure {
    match ours(error) {
        Ok(failure) => failure,
        Err(error) if error.kind() == ErrorKind::OutOfMemory => {
            Failure::new(Error::no_memory_for_response())
        }
        Err(error) => Failure::new(match tls_error(&error) {
            Some(cause) => errors::describe(cause, false),
            None => interrupted(&error),
        }),
    }
}

/// Converts the first error after a handshake with an unanswered certificate request. In TLS 1.3 a
/// server can refuse the missing certificate only after the client has finished its handshake.
pub fn after_unanswered_request(error: io::Error) -> Failure {
    match ours(error) {
        Ok(failure) => failure,
        Err(error) if is_ended_by_peer(&error) => Failure::new(no_client_certificate()),
        Err(error) => after_handshake(error),
    }
}

/// The error for a server that needs a client certificate when none is configured.
pub fn no_client_certificate() -> Error {
    let message = "the server requires a client certificate, and none is set";
    Error::new(Status::Tls, message).advise("configure the certificate and its private key")
}

/// The error for a server that does not accept the configured client certificate.
pub fn wrong_client_certificate() -> Error {
    let message = "the server does not accept the client certificate";
    Error::new(Status::Tls, message).advise("check which CA has to have issued it, and its dates")
}

/// True if the peer ended the connection: with a TLS alert, or by closing it.
fn is_ended_by_peer(error: &io::Error) -> bool {
    let is_alert = |error| matches!(error, &rustls::Error::AlertReceived(_));
    is_closed(error) || tls_error(error).is_some_and(is_alert)
}

/// Extracts a failure of ours from an `io` error; `Err` is any other error.
fn ours(error: io::Error) -> std::result::Result<Failure, io::Error> {
    error.downcast::<Failure>()
}

/// Converts the other errors of ureq.
fn describe(cause: ureq::Error) -> Error {
    match cause {
        ureq::Error::LargeResponseHeader(_, limit) => Error::new(
            Status::TooLarge,
            format!("the response's headers are over {limit} bytes"),
        ),
        // ureq accepts up to 128 headers, and has no error variant of its own for more.
        ureq::Error::Protocol(cause) if cause.to_string().contains("too many headers") => {
            Error::new(Status::TooLarge, "the response has too many headers")
        }
        ureq::Error::Protocol(cause) => Error::new(
            Status::Protocol,
            format!("the response is not HTTP ({cause})"),
        )
        .advise("check the server's address and port"),
        cause @ (ureq::Error::Http(_) | ureq::Error::BadUri(_)) => {
            Error::invalid(cause.to_string())
        }
        ureq::Error::BodyStalled | ureq::Error::ConnectionFailed => Error::new(
            Status::Connect,
            "the connection was closed before the whole response arrived",
        ),
        cause => Error::new(
            Status::Internal,
            format!("the HTTP client failed ({cause})"),
        ),
    }
}

/// The error for a response with an endless line in its head, which would fill all memory.
pub fn endless_line() -> Error {
    let message = "the response is not HTTP (a line does not end)";
    Error::new(Status::Protocol, message)
}

/// The error for a connection that was closed or lost, or failed otherwise.
fn interrupted(io: &io::Error) -> Error {
    let what = if is_closed(io) {
        "the connection was closed before the whole response arrived"
    } else if is_unresponsive(io) {
        "the connection was lost: the peer no longer responds"
    } else {
        "the connection failed"
    };
    Error::new(Status::Connect, format!("{what} ({io})"))
}

/// Converts an error of reading a body. One that is not a failure of ours comes from decompression.
pub fn from_body_read(error: io::Error) -> Failure {
    match ours(error) {
        Ok(failure) => failure,
        Err(error) if error.kind() == ErrorKind::OutOfMemory => after_handshake(error),
        Err(error) => {
            let message = format!("the response's compression is broken ({error})");
            Failure::new(Error::new(Status::Protocol, message))
        }
    }
}

/// True if the peer closed the connection, or it broke.
pub fn is_closed(io: &io::Error) -> bool {
    matches!(
        io.kind(),
        ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
    )
}

/// True if the connection no longer works: it was closed, or the peer does not respond.
pub fn is_lost(io: &io::Error) -> bool {
    is_closed(io) || is_unresponsive(io)
}

/// True if the system found that the peer does not respond or cannot be reached any more.
fn is_unresponsive(io: &io::Error) -> bool {
    matches!(
        io.kind(),
        ErrorKind::TimedOut
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
    )
}

/// True if the error is one of TLS: rustls failed, or the peer sent an alert.
pub fn is_tls_error(error: &io::Error) -> bool {
    tls_error(error).is_some()
}

/// The error of rustls inside of an `io` error.
fn tls_error(io: &io::Error) -> Option<&rustls::Error> {
    io.get_ref()?.downcast_ref()
}
