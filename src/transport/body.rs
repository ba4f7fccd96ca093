//! Reads the body of a response within its limits.

use crate::common::error::Error;
use crate::common::memory;
use crate::common::response::MAX_ERROR_BODY;
use crate::transport::attempt;
use crate::transport::coding::{self, Coding};
use crate::transport::failure::{self, Failure};
use std::io::{self, Read};
use std::mem;

/// The most memory that is reserved for a body by its `Content-Length`, before that much has arrived.
const MAX_RESERVE: usize = 1024 * 1024;
/// The size of the first part of a body whose length is not known.
const FIRST_PART: usize = 16 * 1024;
/// The size of its largest part.
const MAX_PART: usize = 1024 * 1024;
/// The memory that is filled with zeros at once before it is read into, in bytes.
const STEP: usize = 64 * 1024;
/// The fraction of the length that is reserved beyond it, when parts are joined or a buffer was too small,
/// for a somewhat longer body in the same memory.
const SLACK: usize = 32;

/// Reads a whole body, and decompresses it. It takes the memory of `buffer` if that suffices.
///
/// Memory is reserved for what has arrived, and not for whatever length a server announces: by
/// `Content-Length` up to [`MAX_RESERVE`] first, and all the rest once that much is there. If the length
/// is not known, the body is read in parts that are joined at the end, and each is freed when it is
/// copied: a single buffer would have to grow, and every growth copies and wipes all of it.
///
/// # Errors
/// `TooLarge`: it is longer than `max_size` after decompression. `Protocol`: its compression is broken.
/// Other failures of the connection. `NoMemory`: there is none for the body.
pub fn read_whole(
    body: ureq::Body,
    codings: &[Coding],
    max_size: u64,
    buffer: Vec<u8>,
) -> std::result::Result<Vec<u8>, Failure> {
    let size = body.content_length().filter(|_| codings.is_empty());
    let too_large = || Err(Failure::new(Error::over_limit(max_size)));
    if size.is_some_and(|size| size > max_size) {
        return too_large();
    }
    let size = size.map(|size| usize::try_from(size).unwrap_or(usize::MAX));
    let mut reader =
        coding::decompress(Body(body.into_reader()), codings)?.take(max_size.saturating_add(1));
    let mut parts = Vec::new();
    let mut last = Part::new(buffer, size.unwrap_or(FIRST_PART).min(MAX_RESERVE))?;
    while let Some(byte) = last.fill(&mut reader).map_err(failure::from_body_read)? {
        match size {
            Some(size) => {
                let rest = size.saturating_sub(last.filled).max(1);
                reserve(&mut last.bytes, rest)?;
            }
            None => {
                let next = last.filled.saturating_mul(2).min(MAX_PART);
                let full = mem::replace(&mut last, Part::new(Vec::new(), next)?);
                parts.push(full.finish());
            }
        }
        last.push(byte);
    }
    let last = last.finish();
    let length = parts.iter().map(Vec::len).sum::<usize>() + last.len();
    if length as u64 > max_size {
        return too_large();
    }
    join(parts, last, length)
}

/// A body, or a part of it, that is read. Its memory is that of an earlier body at first: only the bytes
/// up to `filled` belong to this one.
struct Part {
    bytes: Vec<u8>,
    filled: usize,
}

impl Part {
    /// An empty part with room for `size` bytes, in the memory of `buffer` if that suffices.
    fn new(mut buffer: Vec<u8>, size: usize) -> std::result::Result<Part, Failure> {
        // A new allocation needs no copy, which growing would make.
        if buffer.capacity() < size {
            // A buffer that was too small is that of a list, whose next page may be larger again.
            let slack = if buffer.capacity() > 0 {
                size / SLACK
            } else {
                0
            };
            buffer = Vec::new();
            reserve(&mut buffer, size + slack)?;
        }
        Ok(Part {
            bytes: buffer,
            filled: 0,
        })
    }

    /// Reads until the memory is used. Returns the first byte that did not fit, or `None` at the end of
    /// the body.
    fn fill(&mut self, reader: &mut impl Read) -> io::Result<Option<u8>> {
        while self.filled < self.bytes.capacity() {
            let ahead = self.bytes.capacity().min(self.filled + STEP);
            memory::pad(&mut self.bytes, ahead);
            let room = self.bytes.get_mut(self.filled..).unwrap_or_default();
            match reader.read(room)? {
                0 => return Ok(None),
                amount => self.filled += amount,
            }
        }
        // At its end the body is read once more, so that the connection is pooled.
        let mut next = [0];
        let amount = reader.read(&mut next)?;
        Ok(next.first().copied().filter(|_| amount > 0))
    }

    /// Appends a byte.
    fn push(&mut self, byte: u8) {
        match self.bytes.get_mut(self.filled) {
            Some(place) => *place = byte,
            None => self.bytes.push(byte),
        }
        self.filled += 1;
    }

    /// Returns what was read.
    fn finish(mut self) -> Vec<u8> {
        self.bytes.truncate(self.filled);
        self.bytes
    }
}

/// Reserves room for `more` bytes.
fn reserve(bytes: &mut Vec<u8>, more: usize) -> std::result::Result<(), Failure> {
    let reserved = bytes.try_reserve_exact(more);
    reserved.map_err(|error| Failure::new(error.into()))
}

/// Joins the parts of a body with this length.
fn join(
    parts: Vec<Vec<u8>>,
    last: Vec<u8>,
    length: usize,
) -> std::result::Result<Vec<u8>, Failure> {
    if parts.is_empty() {
        return Ok(last);
    }
    let mut whole = Vec::new();
    reserve(&mut whole, length + length / SLACK)?;
    for part in parts.into_iter().chain([last]) {
        whole.extend_from_slice(&part);
    }
    Ok(whole)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::error::Status;

    fn body(length: usize) -> Vec<u8> {
        let mut body = b"0123456789a".repeat(length / 11 + 1);
        body.truncate(length);
        body
    }

    /// A response's body, with `Content-Length` if `has_length`.
    fn response(length: usize, has_length: bool) -> ureq::Body {
        let builder = ureq::Body::builder();
        match has_length {
            true => builder.data(body(length)),
            false => builder.reader(io::Cursor::new(body(length))),
        }
    }

    #[test]
    fn body_of_any_length_is_read_whole_without_much_spare_memory() {
        let sizes = [
            FIRST_PART,
            3 * FIRST_PART,
            7 * MAX_PART,
            MAX_RESERVE,
            3 * MAX_RESERVE,
        ];
        for length in sizes
            .iter()
            .flat_map(|size| size - 1..=size + 1)
            .chain([0, 1])
        {
            for has_length in [true, false] {
                let read = read_whole(response(length, has_length), &[], u64::MAX, Vec::new());
                let read = read.unwrap();
                assert!(read == body(length), "{length} {has_length}");
                let spare = match has_length {
                    true => 0,
                    false => FIRST_PART.max(length / SLACK),
                };
                assert!(read.capacity() <= length + spare, "{length} {has_length}");
            }
        }
    }

    #[test]
    fn body_takes_the_memory_of_the_buffer() {
        for has_length in [true, false] {
            let mut buffer = vec![b'x'; 2 * MAX_RESERVE];
            let place = buffer.as_ptr();
            for length in [2 * MAX_RESERVE, 0, 5, MAX_RESERVE] {
                let response = response(length, has_length);
                buffer = read_whole(response, &[], u64::MAX, buffer).unwrap();
                assert!(buffer == body(length) && buffer.as_ptr() == place);
            }
        }
    }

    #[test]
    fn body_over_the_limit_is_refused() {
        for length in [FIRST_PART, MAX_RESERVE] {
            for has_length in [true, false] {
                let read = |limit| {
                    let response = response(length, has_length);
                    read_whole(response, &[], limit as u64, Vec::new())
                };
                assert!(read(length).is_ok());
                let error = read(length - 1).unwrap_err().into_error();
                assert_eq!(error.status(), Status::TooLarge);
            }
        }
    }

    #[test]
    fn announced_length_without_memory_is_an_error() {
        // Nothing is reserved beyond the first part until that has arrived.
        let response = ureq::Body::builder().limit(u64::MAX / 4);
        let response = response.data(body(MAX_RESERVE + 1));
        let read = read_whole(response, &[], u64::MAX, Vec::new());
        let error = read.unwrap_err().into_error();
        assert_eq!(error.status(), Status::NoMemory);
    }
}
