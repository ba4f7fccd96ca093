//! What went wrong on the way, as our Error: the one place that knows ureq's and rustls's errors.

use crate::error::{Error, Status};
use crate::transport::call::{Timeouts, in_seconds};
use rustls::CertificateError;
use std::fmt;
use std::io::ErrorKind;
use ureq::Timeout;

/// What was being done when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Step {
    Resolve,
    Connect,
    Handshake,
    Exchange,
}

/// An error that remembers its step on its way through ureq.
#[derive(Debug)]
pub struct Failure {
    step: Step,
    cause: ureq::Error,
}

impl Failure {
    /// Marks an error; what has a mark already keeps it.
    pub fn during(step: Step, cause: ureq::Error) -> ureq::Error {
        match cause {
            ureq::Error::Other(marked) if marked.is::<Failure>() => ureq::Error::Other(marked),
            cause => ureq::Error::Other(Box::new(Failure { step, cause })),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for Failure {}

/// Our error for one of ureq's.
pub fn error(error: ureq::Error, limits: &Timeouts) -> Error {
    let failure = match error {
        ureq::Error::Other(other) => match other.downcast::<Failure>() {
            Ok(failure) => *failure,
            Err(other) => return Error::new(Status::Internal, other.to_string()),
        },
        cause => Failure {
            step: Step::Exchange,
            cause,
        },
    };
    let is_unsent = failure.step != Step::Exchange;
    let error = describe(failure, limits);
    if is_unsent { error.unsent() } else { error }
}

fn describe(failure: Failure, limits: &Timeouts) -> Error {
    match (failure.step, failure.cause) {
        (step, ureq::Error::Timeout(timeout)) => timed_out(step, timeout, limits),
        (Step::Resolve, cause) => Error::new(
            Status::Resolve,
            format!("the host name cannot be looked up ({})", words(&cause)),
        )
        .advise("check the server's address and the network"),
        (Step::Connect, cause) => Error::new(
            Status::Connect,
            format!("no connection ({})", words(&cause)),
        )
        .advise("check the server's address and port, and that it is running"),
        (_, ureq::Error::Io(io)) if io.kind() == ErrorKind::OutOfMemory => {
            Error::new(Status::TooLarge, "there is no memory for the answer")
        }
        (step, ureq::Error::Io(io)) => match tls_error(&io) {
            Some(tls) => tls_failure(step, tls),
            None if step == Step::Handshake => Error::new(
                Status::Tls,
                format!("the connection was closed in the TLS handshake ({io})"),
            ),
            None => interrupted(&io),
        },
        (_, ureq::Error::Tls(reason)) => Error::new(Status::Certificate, reason),
        (_, ureq::Error::BodyExceedsLimit(limit)) => Error::new(
            Status::TooLarge,
            format!("the answer is over {limit} bytes"),
        ),
        (_, ureq::Error::LargeResponseHeader(_, limit)) => Error::new(
            Status::TooLarge,
            format!("the answer's headers are over {limit} bytes"),
        ),
        // The limit is ureq's own: 128.
        (_, ureq::Error::Protocol(cause)) if cause.to_string().contains("too many headers") => {
            Error::new(Status::TooLarge, "the answer has too many headers")
        }
        (_, ureq::Error::Protocol(cause)) => Error::new(
            Status::Protocol,
            format!("the answer is not HTTP ({cause})"),
        ),
        (_, ureq::Error::Decompress(_, cause)) if is_of_connection(&cause) => interrupted(&cause),
        (_, ureq::Error::Decompress(_, cause)) => Error::new(
            Status::Protocol,
            format!("the answer's compression is broken ({cause})"),
        ),
        (_, cause @ (ureq::Error::Http(_) | ureq::Error::BadUri(_))) => {
            Error::new(Status::InvalidArgument, cause.to_string())
        }
        (_, ureq::Error::BodyStalled | ureq::Error::ConnectionFailed) => Error::new(
            Status::Connect,
            "the connection was closed before a whole answer came",
        ),
        (_, cause) => Error::new(
            Status::Internal,
            format!("the HTTP client failed ({cause})"),
        ),
    }
}

/// The cause in the system's words.
fn words(cause: &ureq::Error) -> String {
    match cause {
        ureq::Error::Io(io) => io.to_string(),
        other => other.to_string(),
    }
}

fn timed_out(step: Step, timeout: Timeout, limits: &Timeouts) -> Error {
    let (what, limit) = match timeout {
        Timeout::Connect if step == Step::Resolve => {
            ("looking up the host name took longer than", limits.connect)
        }
        Timeout::Connect if step == Step::Handshake => (
            "connecting and the TLS handshake took longer than",
            limits.connect,
        ),
        Timeout::Connect => ("connecting took longer than", limits.connect),
        Timeout::PerRead => ("the server was silent for longer than", limits.silence),
        Timeout::PerWrite => ("the server took nothing in for longer than", limits.silence),
        _ => ("the whole call took longer than", limits.total),
    };
    let limit = limit.map(in_seconds).unwrap_or_default();
    Error::new(Status::Timeout, format!("{what} {limit}"))
}

fn interrupted(io: &std::io::Error) -> Error {
    let what = if is_closed(io) {
        "the connection was closed before a whole answer came"
    } else {
        "the connection failed"
    };
    Error::new(Status::Connect, format!("{what} ({io})"))
}

/// Whether the reader below a decompressor failed, and not the decompressor. Both say that
/// the data end too early; only ureq says of whom they came, and only in words.
fn is_of_connection(io: &std::io::Error) -> bool {
    is_closed(io) && (io.raw_os_error().is_some() || io.to_string() == "Peer disconnected")
}

fn is_closed(io: &std::io::Error) -> bool {
    matches!(
        io.kind(),
        ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
    )
}

fn tls_error(io: &std::io::Error) -> Option<&rustls::Error> {
    io.get_ref()?.downcast_ref()
}

fn tls_failure(step: Step, error: &rustls::Error) -> Error {
    use rustls::Error::{
        AlertReceived, InvalidCertificate, InvalidMessage, NoCertificatesPresented,
    };
    match error {
        InvalidCertificate(reason) => certificate_failure(reason),
        NoCertificatesPresented => {
            Error::new(Status::Certificate, "the server showed no certificate")
        }
        InvalidMessage(_) if step == Step::Handshake => Error::new(
            Status::Tls,
            format!("the server does not speak TLS on this port ({error})"),
        )
        .advise("check the port, or whether the address should begin with http://"),
        AlertReceived(alert) => Error::new(
            Status::Tls,
            format!("the server ended the TLS connection (alert {alert:?})"),
        ),
        error => Error::new(Status::Tls, format!("the TLS connection failed ({error})")),
    }
}

fn certificate_failure(reason: &CertificateError) -> Error {
    use CertificateError as E;
    let (why, advice) = match reason {
        E::UnknownIssuer => (
            "unknown issuer".to_owned(),
            "give the CA that signed it to tsc_server_set_ca_path",
        ),
        E::NotValidForName | E::NotValidForNameContext { .. } => (
            "it is for another host name".to_owned(),
            "use the host name that the certificate is for, or have one made for this name",
        ),
        E::Expired | E::ExpiredContext { .. } => (
            "it has expired".to_owned(),
            "the server needs a new certificate; check this machine's clock too",
        ),
        E::NotValidYet | E::NotValidYetContext { .. } => (
            "it is not valid yet".to_owned(),
            "check the server's certificate and this machine's clock",
        ),
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => (
            "it is not meant for servers".to_owned(),
            "the server needs a certificate for server authentication",
        ),
        E::BadSignature => (
            "its signature is wrong".to_owned(),
            "the server may have a wrong private key, its CA a new key, or somebody stands in between",
        ),
        // Names of webpki's, which rustls has none for.
        E::Other(name) if name.to_string() == "CaUsedAsEndEntity" => (
            "it is a CA's, and not itself trusted".to_owned(),
            "if it is self-signed and this server's, give it to tsc_server_set_ca_path",
        ),
        E::Other(name) if name.to_string() == "EndEntityUsedAsCa" => (
            "it was issued by what is no CA".to_owned(),
            "the server needs a certificate that a CA issued",
        ),
        other => (
            other.to_string(),
            "give the CA that signed it to tsc_server_set_ca_path",
        ),
    };
    Error::new(
        Status::Certificate,
        format!("the server's certificate is not trusted ({why})"),
    )
    .advise(advice)
}
