//! The body of a response, read within its limits.

use crate::error::Error;
use crate::rest::response::MAX_KEPT;
use crate::transport::failure::{self, Failure};
use flate2::bufread::MultiGzDecoder;
use http::header::CONTENT_ENCODING;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

/// How much memory is taken for an answer before it comes.
const MAX_RESERVE: u64 = 8 * 1024 * 1024;

/// Whether the body is compressed in the one way that is asked for.
pub fn is_gzip(headers: &http::HeaderMap) -> bool {
    let encoding = headers.get(CONTENT_ENCODING);
    let encoding = encoding.map(|encoding| encoding.as_bytes().trim_ascii());
    encoding.is_some_and(|encoding| {
        encoding.eq_ignore_ascii_case(b"gzip") || encoding.eq_ignore_ascii_case(b"x-gzip")
    })
}

/// The whole body of an answer, unpacked.
pub fn read_whole(
    body: ureq::Body,
    is_gzip: bool,
    max_size: u64,
) -> std::result::Result<Vec<u8>, Failure> {
    let size = body.content_length().filter(|_| !is_gzip);
    let too_large = || Err(Failure::new(Error::over_limit(max_size)));
    if size.is_some_and(|size| size > max_size) {
        return too_large();
    }
    // In one piece, but not all that a server says it will send.
    let mut bytes = Vec::new();
    let reserve = size.unwrap_or_default().min(MAX_RESERVE) as usize;
    if bytes.try_reserve_exact(reserve).is_err() {
        return Err(failure::exchange(ErrorKind::OutOfMemory.into()));
    }
    let mut reader = unpacked(body, is_gzip)?.take(max_size.saturating_add(1));
    reader
        .read_to_end(&mut bytes)
        .map_err(failure::of_reading)?;
    if bytes.len() as u64 > max_size {
        return too_large();
    }
    Ok(bytes)
}

/// What an error says, it says at its beginning; the status counts, whatever follows.
pub fn read_beginning(body: ureq::Body, is_gzip: bool) -> std::result::Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut reader = unpacked(body, is_gzip)?.take(MAX_KEPT as u64);
    match reader.read_to_end(&mut bytes) {
        Err(error) if failure::is_of_connection(&error) => Err(failure::of_reading(error)),
        _ => Ok(bytes),
    }
}

/// The bytes of a body as they were before they were compressed. Where there are none, nothing
/// was compressed.
fn unpacked(body: ureq::Body, is_gzip: bool) -> std::result::Result<Box<dyn Read>, Failure> {
    let reader = Marked(body.into_reader());
    if !is_gzip {
        return Ok(Box::new(reader));
    }
    let mut reader = BufReader::new(reader);
    let is_empty = reader.fill_buf().map_err(failure::of_reading)?.is_empty();
    if is_empty {
        return Ok(Box::new(reader));
    }
    Ok(Box::new(MultiGzDecoder::new(reader)))
}

/// A body whose errors are told from those of what unpacks it.
struct Marked<R>(R);

impl<R: Read> Read for Marked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer);
        read.map_err(|error| failure::of(ureq::Error::from(error)).into())
    }
}
