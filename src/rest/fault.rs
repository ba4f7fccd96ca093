//! The reader of error responses: the code and the texts in XML or JSON.

use crate::common::error::{ErrorResponse, Status};
use crate::common::fault::{Fault, is_code};
use crate::common::response::Response;
use crate::common::text::without_byte_order_mark;
use crate::rest::json_error;
use crate::rest::tree;
use std::sync::Arc;

/// The largest body that is searched for an error, in bytes: its copies for the message are small.
const MAX_ERROR: usize = 16 * 1024;

/// Reads the fault in an error response. Nothing is redacted yet, because a secret may be equal to
/// a part of the markup.
pub fn read_response(response: Response) -> ErrorResponse {
    ErrorResponse {
        fault: read(response.body()),
        response: Arc::new(response),
    }
}

/// Reads an `<error>` in XML, or an error in JSON in Tableau's or another form. The result is empty
/// if the body is neither, or larger than [`MAX_ERROR`].
pub fn read(body: &[u8]) -> Fault {
    if body.len() > MAX_ERROR {
        return Fault::default();
    }
    let text = without_byte_order_mark(body);
    match text.trim_ascii_start().first() {
        Some(b'{' | b'[') => json_error::read(text),
        _ => read_xml(body),
    }
}

fn read_xml(body: &[u8]) -> Fault {
    let block = match tree::read_small(body) {
        Ok(block) => block,
        Err(error) => {
            return Fault {
                is_unread: error.status() == Status::NoMemory,
                ..Fault::default()
            };
        }
    };
    let Some(error) = block.root().child(c"error") else {
        return Fault::default();
    };
    let code = error.attribute(c"code").and_then(|code| code.to_str().ok());
    let words = |name| tree::child_text(error, name).filter(|text| !text.is_empty());
    Fault {
        code: code.filter(|code| is_code(code)).map(str::to_owned),
        summary: words(c"summary").map(str::to_owned),
        detail: words(c"detail").map(str::to_owned),
        is_unread: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_error_is_read_in_any_order_and_namespace() {
        for body in [
            "<tsResponse xmlns='http://tableau.com/api'><error code='401001'><summary>Signin Error</summary><detail> no </detail></error></tsResponse>",
            "<tsResponse xmlns='http://tableausoftware.com/api'><error code='401001'><callstack>x</callstack><detail>no</detail><summary>Signin Error</summary></error></tsResponse>",
        ] {
            let fault = read(body.as_bytes());
            assert_eq!(fault.code.as_deref(), Some("401001"));
            assert_eq!(fault.summary.as_deref(), Some("Signin Error"));
            assert_eq!(fault.detail.as_deref(), Some("no"));
        }
    }

    #[test]
    fn too_long_body_is_not_read_as_an_error() {
        for (left, is_read) in [(0, true), (1, false)] {
            for [start, end] in [
                ["<tsResponse><error code='401001'/>", "</tsResponse>"],
                ["{\"errorCode\": \"401001\"", "}"],
            ] {
                let blanks = MAX_ERROR + left - start.len() - end.len();
                let body = format!("{start}{}{end}", " ".repeat(blanks));
                assert_eq!(read(body.as_bytes()).code.is_some(), is_read);
            }
        }
    }

    #[test]
    fn other_bodies_have_no_fault() {
        for body in [
            "",
            "<html><error code='1'/></html>",
            "<tsResponse/>",
            "{}",
            "{",
            "[",
            "<tsResponse><error",
            "\u{1}",
        ] {
            assert_eq!(read(body.as_bytes()), Fault::default(), "{body}");
        }
    }
}
