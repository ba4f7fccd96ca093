//! One failure type for the whole library.

pub use crate::common::status::Status;

use crate::common::fault::Fault;
use crate::common::response::Response;
use crate::common::secrets::Redactor;
use crate::common::words::{Words, redacted};
use std::fmt;
use std::sync::Arc;

/// The result of everything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;

/// What failed, why, and what the server answered if it did.
#[derive(Clone)]
pub struct Error {
    status: Status,
    message: Words,
    response: Option<Box<ErrorResponse>>,
    is_unsent: bool,
    is_over_limit: bool,
}

/// A server's response that is the reason of a failure.
#[derive(Clone)]
pub struct ErrorResponse {
    /// Tableau's code and words in it, if it has any.
    pub fault: Fault,
    /// The whole response.
    pub response: Arc<Response>,
}

impl Error {
    /// A failure without an answer behind it.
    pub fn new(status: Status, message: impl Into<Words>) -> Error {
        Error {
            status,
            message: message.into(),
            response: None,
            is_unsent: false,
            is_over_limit: false,
        }
    }

    /// Something that a program gave and that cannot be.
    pub fn invalid(message: impl Into<Words>) -> Error {
        Error::new(Status::InvalidArgument, message)
    }

    /// Attaches the response that is the reason of the failure.
    pub fn with_response(mut self, response: ErrorResponse) -> Error {
        self.response = Some(Box::new(response));
        self
    }

    /// Attaches the response that is the reason of another failure, if it has one.
    pub fn with_response_of(mut self, cause: &Error) -> Error {
        self.response = cause.response.clone();
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
    pub fn during(mut self, action: impl Into<Words>) -> Error {
        self.message = action.into().and(": ").and(self.message);
        self
    }

    /// Says after the message what the reader can do about it.
    pub fn advise(mut self, advice: impl Into<Words>) -> Error {
        self.message = self.message.and("; ").and(advice);
        self
    }

    /// Whose fault it is, and what kind.
    pub fn status(&self) -> Status {
        self.status
    }

    /// What failed, where, why, and what to do: for people.
    pub fn message(&self) -> &str {
        self.message.as_str()
    }

    /// The message, for another one.
    pub fn words(&self) -> Words {
        self.message.clone()
    }

    /// The response that is the reason of the failure; `None` if none came.
    pub fn response(&self) -> Option<&ErrorResponse> {
        self.response.as_deref()
    }

    /// The HTTP status of the answer behind the failure.
    pub fn http_status(&self) -> Option<u16> {
        Some(self.response()?.response.status())
    }

    /// Tableau's error code, if the server gave one.
    pub fn tableau_code(&self) -> Option<&str> {
        self.response()?.fault.code.as_deref()
    }

    /// The same without the secrets of a call, wherever a server may have put them.
    pub fn redacted(self, redactor: &Redactor) -> Error {
        Error {
            message: self.message.redacted(redactor),
            response: self
                .response
                .map(|response| Box::new(response.redacted(redactor))),
            ..self
        }
    }

    /// The parts as programs see them: status, message and the answer behind it.
    pub fn into_parts(self) -> (Status, String, Option<ErrorResponse>) {
        let response = self.response.map(|response| *response);
        (self.status, self.message.into_message(), response)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.status, self.message.as_str())
    }
}

impl ErrorResponse {
    /// A response whose body was not searched for a fault.
    pub fn unread(response: Response) -> ErrorResponse {
        ErrorResponse {
            fault: Fault::default(),
            response: Arc::new(response),
        }
    }

    fn redacted(self, redactor: &Redactor) -> ErrorResponse {
        let redacted = |words: Option<String>| words.map(|words| redacted(&words, redactor));
        ErrorResponse {
            fault: Fault {
                // At most nine digits: no secret.
                code: self.fault.code,
                summary: redacted(self.fault.summary),
                detail: redacted(self.fault.detail),
            },
            response: Arc::new(self.response.redacted(redactor)),
        }
    }
}
