//! One failure type for the whole library.

pub use crate::status::Status;

use crate::rest::fault::Fault;
use crate::rest::response::Response;
use std::fmt;
use std::sync::Arc;

/// The result of everything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;

/// What failed, why, and what the server answered if it did.
#[derive(Clone)]
pub struct Error {
    status: Status,
    message: String,
    answer: Option<Answer>,
    is_unsent: bool,
    is_over_limit: bool,
}

/// A server's answer that is the reason of a failure.
#[derive(Clone)]
pub struct Answer {
    /// What Tableau says of it, as far as it says anything.
    pub fault: Fault,
    /// The whole answer, the call's secrets struck out.
    pub response: Arc<Response>,
}

impl Error {
    /// A failure without an answer behind it.
    pub fn new(status: Status, message: impl Into<String>) -> Error {
        Error {
            status,
            message: message.into(),
            answer: None,
            is_unsent: false,
            is_over_limit: false,
        }
    }

    /// Something that a program gave and that cannot be.
    pub fn invalid(message: impl Into<String>) -> Error {
        Error::new(Status::InvalidArgument, message)
    }

    /// Puts behind the failure the answer that it comes from.
    pub fn with_answer(mut self, answer: Answer) -> Error {
        self.answer = Some(answer);
        self
    }

    /// Puts behind the failure the answer that another one comes from.
    pub fn with_answer_of(mut self, cause: &Error) -> Error {
        self.answer = cause.answer.clone();
        self
    }

    /// Notes that nothing of the request can have reached the server.
    pub fn unsent(mut self) -> Error {
        self.is_unsent = true;
        self
    }

    /// An answer over a limit that whoever asked has set.
    pub fn over_limit(bytes: u64) -> Error {
        let message = format!("the answer is over {bytes} bytes");
        Error {
            is_over_limit: true,
            ..Error::new(Status::TooLarge, message)
        }
    }

    /// Whether a higher limit would let the answer through.
    pub fn is_over_limit(&self) -> bool {
        self.is_over_limit
    }

    /// Whether nothing of the request can have reached the server.
    pub fn is_unsent(&self) -> bool {
        self.is_unsent
    }

    /// Says before the message what was being done.
    pub fn during(mut self, action: impl fmt::Display) -> Error {
        self.message = format!("{action}: {}", self.message);
        self
    }

    /// Says after the message what the reader can do about it.
    pub fn advise(mut self, advice: impl fmt::Display) -> Error {
        self.message = format!("{}; {advice}", self.message);
        self
    }

    /// Whose fault it is, and what kind.
    pub fn status(&self) -> Status {
        self.status
    }

    /// What failed, where, why, and what to do: for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The answer behind the failure; `None` if none came.
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref()
    }

    /// The HTTP status of the answer behind the failure.
    pub fn http_status(&self) -> Option<u16> {
        Some(self.answer()?.response.status())
    }

    /// Tableau's error code, if the server gave one.
    pub fn tableau_code(&self) -> Option<&str> {
        self.answer()?.fault.code.as_deref()
    }

    /// The parts: status, message and the answer behind it.
    pub fn into_parts(self) -> (Status, String, Option<Answer>) {
        (self.status, self.message, self.answer)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.status, self.message)
    }
}
