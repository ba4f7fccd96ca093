//! What went wrong on the way, as our Error: the one place that knows ureq's and rustls's errors.

use crate::common::error::{Error, Status};
use crate::transport::tls::errors;
use std::fmt;
use std::io::{self, ErrorKind};

/// An error of ours on its way through ureq.
#[derive(Debug)]
pub struct Failure {
    error: Error,
    is_stale: bool,
}

impl Failure {
    /// Something that a connection failed at.
    pub fn new(error: Error) -> Failure {
        Failure {
            error,
            is_stale: false,
        }
    }

    /// A connection that was kept, and that the server closed before anything of the answer
    /// came: mostly before the request did.
    pub fn stale() -> Failure {
        Failure {
            error: Error::new(
                Status::Connect,
                "the connection was closed before an answer came",
            ),
            is_stale: true,
        }
    }

    /// True if the connection is good, and what the server sent over it is not.
    pub fn is_of_what_came(&self) -> bool {
        self.error.status() == Status::Protocol
    }

    /// The error, and whether a new connection may do better.
    pub fn into_parts(self) -> (Error, bool) {
        (self.error, self.is_stale)
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

/// What an exchange failed at.
pub fn of(error: ureq::Error) -> Failure {
    match error {
        ureq::Error::Other(other) => match other.downcast::<Failure>() {
            Ok(failure) => *failure,
            Err(other) => Failure::new(Error::new(Status::Internal, other.to_string())),
        },
        ureq::Error::Io(io) => exchange(io),
        cause => Failure::new(describe(cause)),
    }
}

/// A failure in the TLS handshake, of a client that may lack a certificate.
pub fn handshake(error: io::Error, lacks_certificate: bool) -> Error {
    match own(error) {
        Ok(failure) => failure.error,
        Err(error) if lacks_certificate && ends_by_choice(&error) => no_client_certificate(),
        Err(error) => match tls_error(&error) {
            Some(cause) => errors::describe(cause, true),
            None => Error::new(
                Status::Tls,
                format!("the connection was closed in the TLS handshake ({error})"),
            ),
        },
    }
}

/// A failure after it.
pub fn exchange(error: io::Error) -> Failure {
    match own(error) {
        Ok(failure) => failure,
        Err(error) if error.kind() == ErrorKind::OutOfMemory => Failure::new(Error::new(
            Status::TooLarge,
            "there is no memory for the answer",
        )),
        Err(error) => Failure::new(match tls_error(&error) {
            Some(cause) => errors::describe(cause, false),
            None => interrupted(&error),
        }),
    }
}

/// The first failure after the handshake of a client that lacks a certificate: in TLS 1.3 servers
/// say so late.
pub fn without_certificate(error: io::Error) -> Failure {
    match own(error) {
        Ok(failure) => failure,
        Err(error) if ends_by_choice(&error) => Failure::new(no_client_certificate()),
        Err(error) => exchange(error),
    }
}

/// What to say to who is asked for a certificate and has none.
pub fn no_client_certificate() -> Error {
    let message = "the server asks for a client certificate, and there is none";
    Error::new(Status::Tls, message).advise("give the certificate and its private key")
}

/// What to say to who has one that is not good here.
pub fn wrong_client_certificate() -> Error {
    let message = "the server does not accept the client certificate";
    Error::new(Status::Tls, message).advise("see who has to have issued it, and its dates")
}

/// Whether the other side wanted no more of it.
fn ends_by_choice(error: &io::Error) -> bool {
    let is_alert = |error| matches!(error, &rustls::Error::AlertReceived(_));
    is_closed(error) || tls_error(error).is_some_and(is_alert)
}

/// A failure that was ours, and went through io.
fn own(error: io::Error) -> std::result::Result<Failure, io::Error> {
    error.downcast::<Failure>()
}

fn describe(cause: ureq::Error) -> Error {
    match cause {
        ureq::Error::LargeResponseHeader(_, limit) => Error::new(
            Status::TooLarge,
            format!("the answer's headers are over {limit} bytes"),
        ),
        // The limit is ureq's own: 128.
        ureq::Error::Protocol(cause) if cause.to_string().contains("too many headers") => {
            Error::new(Status::TooLarge, "the answer has too many headers")
        }
        ureq::Error::Protocol(cause) => Error::new(
            Status::Protocol,
            format!("the answer is not HTTP ({cause})"),
        )
        .advise("check the server's address and port"),
        cause @ (ureq::Error::Http(_) | ureq::Error::BadUri(_)) => {
            Error::invalid(cause.to_string())
        }
        ureq::Error::BodyStalled | ureq::Error::ConnectionFailed => Error::new(
            Status::Connect,
            "the connection was closed before a whole answer came",
        ),
        cause => Error::new(
            Status::Internal,
            format!("the HTTP client failed ({cause})"),
        ),
    }
}

/// What to say to an answer that would fill all memory before its next line began.
pub fn endless_line() -> Error {
    let message = "the answer is not HTTP (a line of it does not end)";
    Error::new(Status::Protocol, message)
}

fn interrupted(io: &io::Error) -> Error {
    let what = if is_closed(io) {
        "the connection was closed before a whole answer came"
    } else if is_silent(io) {
        "the connection was lost: the other side does not answer any more"
    } else {
        "the connection failed"
    };
    Error::new(Status::Connect, format!("{what} ({io})"))
}

/// What reading a body failed at.
pub fn of_reading(error: io::Error) -> Failure {
    match own(error) {
        Ok(failure) => failure,
        Err(error) if error.kind() == ErrorKind::OutOfMemory => exchange(error),
        Err(error) => {
            let message = format!("the answer's compression is broken ({error})");
            Failure::new(Error::new(Status::Protocol, message))
        }
    }
}

/// Whether the other side has closed the connection, or it broke.
pub fn is_closed(io: &io::Error) -> bool {
    matches!(
        io.kind(),
        ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
    )
}

/// Whether the connection does not work any more: closed, or the other side does not answer.
pub fn is_lost(io: &io::Error) -> bool {
    is_closed(io) || is_silent(io)
}

/// Whether the system has given up on the other side.
fn is_silent(io: &io::Error) -> bool {
    matches!(
        io.kind(),
        ErrorKind::TimedOut
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
    )
}

/// Whether TLS itself failed, or was ended by the other side.
pub fn is_of_tls(error: &io::Error) -> bool {
    tls_error(error).is_some()
}

fn tls_error(io: &io::Error) -> Option<&rustls::Error> {
    io.get_ref()?.downcast_ref()
}
