//! XML of any size, read into a block.

use crate::common::error::{Error, Result, Status};
use crate::rest::xml;
use std::ffi::CStr;
use tsc_block::{Block, ReadError};

/// The largest block of a response whose size the program did not limit, in bytes.
pub const MAX_BLOCK: usize = 128 * 1024 * 1024;

/// Reads XML of any kind into a block of at most `max_block` bytes. `memory` is that of an earlier
/// block, or empty. `check` is called now and then, and its error ends the reading.
///
/// # Errors
/// `Protocol`: it is not well-formed. `TooLarge`: it exceeds a limit. `NoMemory`. The error of
/// `check`.
pub fn read(
    body: &[u8],
    memory: Vec<u8>,
    max_block: usize,
    check: &mut dyn FnMut() -> Result<()>,
) -> Result<Block> {
    let mut stopped = None;
    let mut go_on = || match check() {
        Ok(()) => true,
        Err(error) => {
            stopped = Some(error);
            false
        }
    };
    let read = tsc_block::read(body, memory, max_block, &mut go_on);
    read.map_err(|failure| stopped.unwrap_or_else(|| error(failure)))
}

/// Reads a response whose root must be `<tsResponse>`, in any namespace.
pub fn read_response(
    body: &[u8],
    memory: Vec<u8>,
    max_block: usize,
    check: &mut dyn FnMut() -> Result<()>,
) -> Result<Block> {
    let block = read(body, memory, max_block, check)?;
    if block.root().name() == c"tsResponse" {
        Ok(block)
    } else {
        Err(xml::malformed("its root element is not tsResponse"))
    }
}

/// Reads a response without a limit of time. It is for small ones.
pub fn read_small(body: &[u8]) -> Result<Block> {
    read_response(body, Vec::new(), MAX_BLOCK, &mut || Ok(()))
}

/// Returns the text of the first child of the root with a name, without white space around it.
pub fn child_text<'a>(parent: tsc_block::Element<'a>, name: &CStr) -> Option<&'a str> {
    let text = parent.child(name)?.text()?.to_str().ok()?;
    Some(text.trim())
}

/// Makes the error of a response that cannot be read into a block.
pub fn error(error: ReadError) -> Error {
    match error {
        ReadError::TooLarge(reason) => Error::new(
            Status::TooLarge,
            format!("the response {reason} to be Tableau's"),
        ),
        ReadError::NoMemory => Error::no_memory_for_response(),
        error => xml::malformed(&error.to_string()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_the_status_of_their_cause() {
        let deep = "<a>".repeat(100);
        let wide = "<a/>".repeat(100);
        let stop = || Err(Error::new(Status::Cancelled, "stopped"));
        let status = |body: &str, max_block, check: &mut dyn FnMut() -> Result<()>| {
            let read = read(body.as_bytes(), Vec::new(), max_block, check);
            read.map(|_| ()).unwrap_err().status()
        };
        let mut go_on = || Ok(());
        assert_eq!(status("<a", MAX_BLOCK, &mut go_on), Status::Protocol);
        assert_eq!(status(&deep, MAX_BLOCK, &mut go_on), Status::TooLarge);
        let wide = format!("<a>{wide}</a>");
        assert_eq!(status(&wide, 1000, &mut go_on), Status::TooLarge);
        assert_eq!(status("<a/>", MAX_BLOCK, &mut { stop }), Status::Cancelled);
        let other = read_small(b"<html/>").map(|_| ()).unwrap_err();
        assert_eq!(other.status(), Status::Protocol);
    }

    #[test]
    fn possible_tableau_responses_are_within_the_limits() {
        let attributes: String = (0..100).map(|n| format!(" a{n}='v'")).collect();
        let item = format!("<workbook{attributes}><tags><tag label='x'/></tags></workbook>\n");
        let page = format!(
            "<tsResponse xmlns='a' xmlns:x='b'>{}</tsResponse>",
            item.repeat(1000)
        );
        assert!(read_small(page.as_bytes()).is_ok());
        let declared = "<a xmlns:x='b'><x:b/></a>".repeat(10_000);
        let page = format!("<tsResponse>{declared}</tsResponse>");
        assert!(read_small(page.as_bytes()).is_ok());
    }
}
