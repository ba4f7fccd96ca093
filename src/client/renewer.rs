//! What signs a session in again, as the repetition of requests sees it.

use crate::common::error::Error;
use crate::common::secrets::Secret;
use crate::common::words::Words;
use crate::transport::call::Call;

/// What signs a session in again.
pub trait Renewer {
    /// Returns a token instead of one that the server refused. `is_repeated` is true if the request was
    /// sent again after a renewal already.
    fn renew(
        &self,
        refused: &Secret,
        is_repeated: bool,
        call: &Call,
    ) -> std::result::Result<Secret, NotRenewed>;
}

/// Why a session was not renewed.
pub enum NotRenewed {
    /// It cannot be renewed.
    Unsupported,
    /// It has ended for good, for this reason.
    Ended(Words),
    /// Signing in again failed, and the next call may try again.
    Failed(Error),
}

impl From<Error> for NotRenewed {
    fn from(error: Error) -> NotRenewed {
        NotRenewed::Failed(error)
    }
}
