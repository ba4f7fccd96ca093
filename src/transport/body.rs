//! The body of a response, read within its limits.

use crate::common::error::Error;
use crate::common::response::MAX_KEPT;
use crate::transport::attempt;
use crate::transport::coding::{self, Coding};
use crate::transport::failure::{self, Failure};
use std::io::{self, ErrorKind, Read};

/// How much memory is taken for an answer before it comes.
const MAX_RESERVE: u64 = 8 * 1024 * 1024;

/// The whole body of an answer, unpacked.
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
    // In one piece, but not all that a server says it will send.
    let mut bytes = Vec::new();
    let reserve = size.unwrap_or_default().min(MAX_RESERVE) as usize;
    if bytes.try_reserve_exact(reserve).is_err() {
        return Err(failure::exchange(ErrorKind::OutOfMemory.into()));
    }
    let mut reader =
        coding::unpacked(Body(body.into_reader()), codings)?.take(max_size.saturating_add(1));
    reader
        .read_to_end(&mut bytes)
        .map_err(failure::of_reading)?;
    if bytes.len() as u64 > max_size {
        return too_large();
    }
    Ok(bytes)
}

/// The beginning of an error's body. The status counts, whatever the body is: it may be broken, or
/// without end.
pub fn read_beginning(
    body: ureq::Body,
    codings: &[Coding],
) -> std::result::Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let reader = match coding::unpacked(Body(body.into_reader()), codings) {
        Err(failure) if failure.is_of_what_came() => return Ok(bytes),
        unpacked => unpacked?,
    };
    match reader.take(MAX_KEPT as u64).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => match failure::of_reading(error) {
            failure if failure.is_of_what_came() => Ok(bytes),
            failure => Err(failure),
        },
    }
}

/// A body as it comes over the connection. Its errors are told from those of what unpacks it.
struct Body<R>(R);

impl<R: Read> Read for Body<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer);
        let read = read.map_err(|error| failure::of(ureq::Error::from(error)));
        attempt::count_body(*read.as_ref().unwrap_or(&0));
        Ok(read?)
    }
}
