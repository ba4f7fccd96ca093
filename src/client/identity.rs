//! The identity that sign-in and switch-site respond with.

use crate::client::exchange::add_issued_tokens;
use crate::common::error::Result;
use crate::common::response::Response;
use crate::rest::credentials::Identity;
use crate::rest::fault_status;
use crate::transport::call::Call;

/// Reads the identity in a response. If the response has no usable one, it becomes a part of the
/// error; the tokens in it are then added to the secrets of the call, so that they are redacted.
pub fn read_identity(response: Response, call: &Call) -> Result<Identity> {
    Identity::read(response.body()).map_err(|error| {
        add_issued_tokens(&response, call);
        fault_status::unexpected(response, error.words())
    })
}
