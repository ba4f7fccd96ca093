//! The error type of the whole library.

pub use crate::common::status::Status;

use crate::common::fault::Fault;
use crate::common::response::Response;
use crate::common::secrets::Redactor;
use crate::common::words::{Words, redacted};
use std::collections::TryReserveError;
use std::fmt;
use std::sync::Arc;

/// The HTTP statuses of failures that may have passed when the request is sent again.
pub const TRANSIENT_STATUSES: [u16; 4] = [408, 502, 503, 504];

/// The result of a function that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// An error: its status, its message, and the server's response that caused it, if there is one.
#[derive(Clone)]
pub struct Error {
    status: Status,
    message: Words,
    response: Option<Box<ErrorResponse>>,
    is_unsent: bool,
    is_over_limit: bool,
}

/// The response that caused an error.
#[derive(Clone)]
pub struct ErrorResponse {
    /// Tableau's code and texts in the response, if it has any.
    pub fault: Fault,
    /// The whole response.
    pub response: Arc<Response>,
}

impl Error {
    /// Makes an error that no response caused.
    pub fn new(status: Status, message: impl Into<Words>) -> Error {
        Error {
            status,
            message: message.into(),
            response: None,
            is_unsent: false,
            is_over_limit: false,
        }
    }

    /// Makes the error for missing memory.
    pub fn no_memory() -> Error {
        Error::new(Status::NoMemory, "there is not enough memory")
    }

    /// Makes the error for a response that there is no memory for.
    pub fn no_memory_for_response() -> Error {
        let message = "there is not enough memory for the response";
        Error::new(Status::NoMemory, message)
    }

    /// Makes an error about an invalid argument of the program.
    pub fn invalid(message: impl Into<Words>) -> Error {
        Error::new(Status::InvalidArgument, message)
    }

    /// Attaches the response that caused the error.
    pub fn with_response(mut self, response: ErrorResponse) -> Error {
        self.response = Some(Box::new(response));
        self
    }

    /// Attaches the response that caused another error, if there is one.
    pub fn with_response_of(mut self, cause: &Error) -> Error {
        self.response = cause.response.clone();
        self
    }

    /// Marks the error of a request of which nothing can have reached the server.
    pub fn unsent(mut self) -> Error {
        self.is_unsent = true;
        self
    }

    /// Makes the error for a response larger than a limit that the program set.
    pub fn over_limit(bytes: u64) -> Error {
        let message = Words::from("the response is over ")
            .and(Words::given(bytes))
            .and(" bytes");
        Error {
            is_over_limit: true,
            ..Error::new(Status::TooLarge, message)
        }
    }

    /// Returns true if the response was larger than a limit that the program set.
    pub fn is_over_limit(&self) -> bool {
        self.is_over_limit
    }

    /// Returns true if nothing of the request can have reached the server.
    pub fn is_unsent(&self) -> bool {
        self.is_unsent
    }

    /// Returns true if the same call may succeed later: a limit ran out, the network or the server failed
    /// for the moment, or there were too many requests.
    pub fn is_transient(&self) -> bool {
        match (self.status, self.http_status()) {
            (Status::Timeout | Status::Resolve | Status::Connect | Status::RateLimited, _) => true,
            (Status::Proxy, None) => true,
            (_, Some(status)) => TRANSIENT_STATUSES.contains(&status),
            _ => false,
        }
    }

    /// Puts the action that failed before the message.
    pub fn during(mut self, action: impl Into<Words>) -> Error {
        self.message = action.into().and(": ").and(self.message);
        self
    }

    /// Puts advice after the message.
    pub fn advise(mut self, advice: impl Into<Words>) -> Error {
        self.message = self.message.and("; ").and(advice);
        self
    }

    /// Returns the status.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Returns the message: the action that failed, the URL, the cause and the advice.
    pub fn message(&self) -> &str {
        self.message.as_str()
    }

    /// Returns a copy of the message, to be a part of another one.
    pub fn words(&self) -> Words {
        self.message.clone()
    }

    /// Returns the response that caused the error; `None` if no response came.
    pub fn response(&self) -> Option<&ErrorResponse> {
        self.response.as_deref()
    }

    /// Returns the HTTP status of the response that caused the error.
    pub fn http_status(&self) -> Option<u16> {
        Some(self.response()?.response.status())
    }

    /// Returns Tableau's error code, if the response contains one.
    pub fn tableau_code(&self) -> Option<&str> {
        self.response()?.fault.code.as_deref()
    }

    /// Returns the error with the secrets of a call redacted in its message and its response. If there
    /// is no memory for a copy of the response, its status and Tableau's code are left.
    pub fn redacted(self, redactor: &Redactor) -> Error {
        Error {
            message: self.message.redacted(redactor),
            response: self
                .response
                .map(|response| Box::new(response.redacted(redactor))),
            ..self
        }
    }

    /// Returns the parts that a program sees: the status, the message and the response.
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

impl From<TryReserveError> for Error {
    fn from(_: TryReserveError) -> Error {
        Error::no_memory()
    }
}

impl ErrorResponse {
    /// Makes an error response without searching the body for a fault.
    pub fn unread(response: Response) -> ErrorResponse {
        ErrorResponse {
            fault: Fault::default(),
            response: Arc::new(response),
        }
    }

    fn redacted(self, redactor: &Redactor) -> ErrorResponse {
        let response = self.response.redacted(redactor);
        let response =
            response.unwrap_or_else(|_| Response::without_content(self.response.status()));
        let redacted = |words: Option<String>| words.map(|words| redacted(&words, redactor));
        ErrorResponse {
            fault: Fault {
                // At most nine digits cannot contain a secret.
                code: self.fault.code,
                summary: redacted(self.fault.summary),
                detail: redacted(self.fault.detail),
                is_unread: self.fault.is_unread,
            },
            response: Arc::new(response),
        }
    }
}
