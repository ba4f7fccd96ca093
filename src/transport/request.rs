//! One HTTP request, and what came back for it.

use crate::common::error::Error;
use crate::common::headers::Headers;
use crate::common::response::Response;
use crate::transport::proxy::Via;
use http::Method;

/// What an answer may be at most, decoded: a page of a list.
pub const MAX_RESPONSE_SIZE: u64 = 64 * 1024 * 1024;
/// The same for an answer of a few elements.
const SMALL_RESPONSE_SIZE: u64 = 1024 * 1024;

/// One HTTP request.
pub struct Request<'a> {
    /// GET, POST, …
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The session's token, if the call is one of a session.
    pub token: Option<&'a str>,
    /// What else goes into its head; of `Host`, `Content-Length` and the like takes care who sends.
    pub headers: Headers,
    /// Any bytes; `None` is without a body.
    pub body: Option<&'a [u8]>,
    /// How large the answer may be, decoded, in bytes.
    pub max_response_size: u64,
    /// Whether it may be sent again where a connection turns out to be closed: if it came
    /// twice, nothing would be done twice.
    pub is_repeatable: bool,
}

impl<'a> Request<'a> {
    /// A call of the library's own: XML both ways, and an answer of a few elements.
    pub fn own(method: Method, url: String, body: Option<&'a [u8]>) -> Request<'a> {
        Request {
            is_repeatable: method == Method::GET,
            method,
            url,
            token: None,
            headers: Headers::of_own_call(body.is_some()),
            body,
            max_response_size: SMALL_RESPONSE_SIZE,
        }
    }
}

/// What came back for a request, whatever its status.
pub struct Reply {
    /// The response.
    pub response: Response,
    /// The proxy that it came from or through.
    pub proxy: Option<Via>,
    /// The connection's server asked for a client certificate, and none was shown.
    pub lacks_certificate: bool,
    /// Why the response cannot be used, whatever its status; its body may be missing then.
    pub failure: Option<Error>,
}
