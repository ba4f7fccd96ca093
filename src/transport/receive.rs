//! Reads a response as a [`Reply`].

use crate::common::error::{Error, Status};
use crate::common::response::Response;
use crate::transport::attempt;
use crate::transport::body;
use crate::transport::coding::Codings;
use crate::transport::failure::Failure;
use crate::transport::request::Reply;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use std::mem;

/// Headers that describe the compressed body, and no longer apply once it is decompressed.
const OF_COMPRESSED_BODY: [HeaderName; 2] = [CONTENT_ENCODING, CONTENT_LENGTH];

/// What a request asked for, as far as reading the response depends on it.
pub struct Asked {
    is_head: bool,
    accepted: Vec<HeaderValue>,
}

impl Asked {
    /// What this request asks for.
    pub fn by<B>(request: &http::Request<B>) -> Asked {
        let accepted = request.headers().get_all(ACCEPT_ENCODING);
        Asked {
            is_head: request.method() == Method::HEAD,
            accepted: accepted.into_iter().cloned().collect(),
        }
    }
}

/// Reads the whole response to a request. Its body is decompressed, and may have up to `max_size`
/// bytes. If the response is successful, its body takes the memory of `buffer`.
///
/// A response that arrived but cannot be used is not an error here: [`Reply::failure`] has the reason,
/// and its status still counts.
///
/// # Errors
/// The connection failed before the response was complete, or a limit of the call has passed.
pub fn reply(
    response: http::Response<ureq::Body>,
    asked: &Asked,
    max_size: u64,
    buffer: &mut Vec<u8>,
) -> std::result::Result<Reply, Failure> {
    let (parts, body) = response.into_parts();
    let has_body = !(asked.is_head || is_bodiless(parts.status));
    let codings = match has_body {
        true => Codings::from_headers(&parts.headers),
        false => Codings::Supported(Vec::new()),
    };
    let obstacle = codings.obstacle(&asked.accepted);
    let layers = codings.layers();
    let still_applies = |(name, _): &(&HeaderName, &HeaderValue)| {
        layers.is_empty() || !OF_COMPRESSED_BODY.contains(name)
    };
    let headers = parts.headers.iter().filter(still_applies);
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
    let read = match has_body {
        false => Ok(Vec::new()),
        true if parts.status.is_success() => match obstacle {
            Some(obstacle) => Err(Failure::new(Error::new(Status::Protocol, obstacle))),
            None => body::read_whole(body, layers, max_size, mem::take(buffer)),
        },
        true => body::read_beginning(body, layers),
    };
    let (body, failure) = match read.map_err(|failure| failure.into_error()) {
        Ok(body) => (body, None),
        Err(error)
            if matches!(
                error.status(),
                Status::Protocol | Status::TooLarge | Status::NoMemory
            ) =>
        {
            (Vec::new(), Some(error))
        }
        Err(error) => return Err(Failure::new(error)),
    };
    Ok(Reply {
        response: Response::new(parts.status.as_u16(), headers, body)
            .map_err(|error| Failure::new(error.into()))?,
        proxy: attempt::proxy(),
        lacks_certificate: attempt::lacks_certificate(),
        failure,
    })
}

/// True if responses with this status have no body. Their `Content-Length` and `Content-Encoding`, if
/// any, describe the body that a GET would get (RFC 9110, 8.6), so nothing is decompressed.
fn is_bodiless(status: StatusCode) -> bool {
    [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status)
}
