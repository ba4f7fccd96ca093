//! Reading error responses: the code and the words in XML or JSON.

use crate::common::error::ErrorResponse;
use crate::common::fault::{Fault, is_code};
use crate::common::response::Response;
use crate::rest::json_error;
use crate::rest::xml;
use std::sync::Arc;

/// The longest body that is read as an error, in bytes. Parsed, it takes many times its size.
const MAX_ERROR: usize = 64 * 1024;

/// Reads the fault of a response that is a failure. Nothing is redacted yet: a secret may look like
/// a part of the markup.
pub fn read_response(response: Response) -> ErrorResponse {
    ErrorResponse {
        fault: read(response.body()),
        response: Arc::new(response),
    }
}

/// Finds an `<error>` in a body, or an error in JSON, in Tableau's form or in another; empty
/// where the body is neither, or too long for an error.
pub fn read(body: &[u8]) -> Fault {
    if body.len() > MAX_ERROR {
        return Fault::default();
    }
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match text.trim_ascii_start().first() {
        Some(b'{' | b'[') => json_error::read(text),
        _ => read_xml(body),
    }
}

fn read_xml(body: &[u8]) -> Fault {
    let Ok(document) = xml::parse_response(body) else {
        return Fault::default();
    };
    let Some(error) = xml::child(document.root_element(), "error") else {
        return Fault::default();
    };
    let words = |name| xml::child_text(error, name).filter(|text| !text.is_empty());
    Fault {
        code: error
            .attribute("code")
            .filter(|code| is_code(code))
            .map(str::to_owned),
        summary: words("summary").map(str::to_owned),
        detail: words("detail").map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tableaus_words_are_found_in_any_order_and_namespace() {
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
    fn what_is_too_long_for_an_error_is_not_read() {
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
    fn anything_else_has_no_words_of_tableaus() {
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
