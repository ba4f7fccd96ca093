//! The identity that sign-in and switch-site respond with.

use crate::client::exchange::add_issued;
use crate::common::error::Result;
use crate::common::response::Response;
use crate::rest::credentials::Identity;
use crate::rest::fault_status;
use crate::transport::call::Call;

/// Reads the identity in a response. If it has none that can be used, the tokens in it are secrets of
/// the call: the response goes into the error.
pub fn read_identity(response: Response, call: &Call) -> Result<Identity> {
    Identity::read(response.body()).map_err(|error| {
        add_issued(&response, call);
        fault_status::unexpected(response, error.words())
    })
}
