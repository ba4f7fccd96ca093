//! Reads the body of a response within its limits.

use crate::common::error::Error;
use crate::common::response::MAX_ERROR_BODY;
use crate::transport::attempt;
use crate::transport::coding::{self, Coding};
use crate::transport::failure::{self, Failure};
use std::io::{self, ErrorKind, Read};

/// The most memory that is reserved for a body by its `Content-Length`, before it arrives.
const MAX_RESERVE: u64 = 8 * 1024 * 1024;

/// Reads a whole body, and decompresses it.
///
/// # Errors
/// `TooLarge`: it is longer than `max_size` after decompression. `Protocol`: its compression is broken.
/// Other failures of the connection.
pub fn read_whole(
    body: ureq::Body,
    codings: &[Coding],
    max_size: u64,
) -> std::result::Result<Vec<u8>, Failure> {
    let size = body.content_length().filter(|_| codings.is_empty());
    let too_large = || Err(Failure::new(Error::over_limit(max_size)));
    if size.is_some_and(|size| size > max_size) {
        return too_large();
    }
    // One allocation for most bodies, but not for whatever length a server announces.
    let mut bytes = Vec::new();
    let reserve = size.unwrap_or_default().min(MAX_RESERVE) as usize;
    if bytes.try_reserve_exact(reserve).is_err() {
        return Err(failure::after_handshake(ErrorKind::OutOfMemory.into()));
    }
    let mut reader =
        coding::decompress(Body(body.into_reader()), codings)?.take(max_size.saturating_add(1));
    reader
        .read_to_end(&mut bytes)
        .map_err(failure::from_body_read)?;
    if bytes.len() as u64 > max_size {
        return too_large();
    }
    Ok(bytes)
}

/// Reads the beginning of the body of an error response, up to what a message can use. The status of
/// the response is the important part: a body that is broken or too long is not a failure.
pub fn read_beginning(
    body: ureq::Body,
    codings: &[Coding],
) -> std::result::Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let reader = match coding::decompress(Body(body.into_reader()), codings) {
        Err(failure) if failure.is_invalid_response() => return Ok(bytes),
        reader => reader?,
    };
    match reader.take(MAX_ERROR_BODY as u64).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => match failure::from_body_read(error) {
            failure if failure.is_invalid_response() => Ok(bytes),
            failure => Err(failure),
        },
    }
}

/// A body before decompression. It converts the errors of the connection, so that they can be told
/// from errors of the decompression.
struct Body<R>(R);

impl<R: Read> Read for Body<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer);
        let read = read.map_err(|error| failure::from_ureq(ureq::Error::from(error)));
        attempt::count_body(*read.as_ref().unwrap_or(&0));
        Ok(read?)
    }
}
