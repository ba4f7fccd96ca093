//! A response: status, headers and body.

use crate::common::memory::Result;
use crate::common::response_headers::ResponseHeaders;
use crate::common::secrets::{REDACTED, Redactor};
use crate::common::text::is_digits;
use crate::common::words::Words;
use http::HeaderName;
use http::header::RETRY_AFTER;
use std::borrow::Cow;
use std::ffi::CStr;
use std::time::SystemTime;

/// The largest part of an error response's body that is stored in the error, in bytes.
pub const MAX_ERROR_BODY: usize = 1024 * 1024;

/// The largest length of a header's value that a message quotes.
const MAX_QUOTED: usize = 1024;

const SET_COOKIE: &str = "set-cookie";

/// The content codings that are not decoded.
pub const UNREAD_CODINGS: [&str; 6] = ["br", "zstd", "compress", "x-compress", "dcb", "dcz"];

/// A response of a server.
pub struct Response {
    status: u16,
    headers: ResponseHeaders,
    body: Vec<u8>,
}

impl Response {
    /// Makes a response from its parts. The body is already decoded. It fails if there is no memory.
    pub fn new<N: AsRef<[u8]>, V: AsRef<[u8]>>(
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: Vec<u8>,
    ) -> Result<Response> {
        Ok(Response {
            status,
            headers: ResponseHeaders::new(headers)?,
            body,
        })
    }

    /// Makes a response of which only the status is known.
    pub fn without_content(status: u16) -> Response {
        Response {
            status,
            headers: ResponseHeaders::default(),
            body: Vec::new(),
        }
    }

    /// Returns the response with the secrets in its headers and body redacted, and all of its
    /// cookies. A body longer than [`MAX_ERROR_BODY`] is truncated. It fails if there is no memory.
    pub fn redacted(&self, redactor: &Redactor) -> Result<Response> {
        let headers = self.headers.iter().map(|(name, value)| {
            let name = name.to_string_lossy();
            // A cookie may contain the session token.
            let value = if name.eq_ignore_ascii_case(SET_COOKIE) {
                REDACTED.to_owned()
            } else {
                redactor.text(&value.to_string_lossy())
            };
            (redactor.text(&name), value)
        });
        let body = match self.body.get(..MAX_ERROR_BODY) {
            Some(beginning) => redactor.cut_bytes(beginning),
            None => redactor.bytes(&self.body),
        };
        Response::new(self.status, headers, body)
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns true if the HTTP status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Returns the HTTP status and its name, for example `502 Bad Gateway`.
    pub fn status_line(&self) -> Words {
        status_line(self.status)
    }

    /// Returns a description of the body for a message.
    pub fn kind(&self) -> Words {
        if self.body.is_empty() {
            return "an empty body".into();
        }
        if let Some(coding) = self.unread_coding() {
            return Words::from("a body compressed with ")
                .and(coding)
                .and(", which this library does not decompress");
        }
        let content_type = c"content-type";
        match self.quotable_header(content_type) {
            Some(kind) => kind.into_owned().into(),
            None if self.header(content_type).is_some() => "a very long content type".into(),
            None => Words::given(self.body.len()).and(" bytes without a content type"),
        }
    }

    /// Returns the coding of a body that was not decoded.
    fn unread_coding(&self) -> Option<&'static str> {
        let codings = self.header(c"content-encoding")?.to_string_lossy();
        let is_among = |name: &&str| {
            let mut codings = codings.split(',').map(str::trim);
            codings.any(|coding| coding.eq_ignore_ascii_case(name))
        };
        UNREAD_CODINGS.into_iter().find(is_among)
    }

    /// Returns the value of a header field, or the values of several, joined by ", ". Upper and
    /// lower case in the name are the same.
    pub fn header(&self, name: &CStr) -> Option<&CStr> {
        self.headers.joined(name)
    }

    /// Returns the value of a header field for a message, unless it is too long for one.
    pub fn quotable_header(&self, name: &CStr) -> Option<Cow<'_, str>> {
        let value = self.header(name)?;
        (value.count_bytes() <= MAX_QUOTED).then(|| value.to_string_lossy())
    }

    /// Returns the values of the header fields of a name, in the order in which they arrived.
    pub fn all<'a>(&'a self, name: &'a HeaderName) -> impl Iterator<Item = &'a str> {
        let name = name.as_str().as_bytes();
        self.headers
            .all(name)
            .filter_map(|value| value.to_str().ok())
    }

    /// Returns all header fields, in the order in which they arrived.
    pub fn headers(&self) -> &ResponseHeaders {
        &self.headers
    }

    /// Returns the body, decoded.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the body, decoded, without the rest of the response.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// Returns `Retry-After` in seconds from now, rounded up; the header may contain seconds or a
    /// date. If there are several, the longest is returned.
    pub fn retry_after(&self) -> Option<u64> {
        self.all(&RETRY_AFTER).filter_map(seconds_until).max()
    }
}

/// Reads `120`, `1.5` or a date in any of HTTP's three formats, as whole seconds from now.
fn seconds_until(value: &str) -> Option<u64> {
    let value = value.trim();
    if let Ok(date) = httpdate::parse_http_date(value) {
        let wait = date.duration_since(SystemTime::now()).unwrap_or_default();
        return Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
    }
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let seconds = u64::from(whole.parse::<u32>().ok()?);
    Some(seconds + u64::from(fraction.bytes().any(|digit| digit != b'0')))
}

/// Returns an HTTP status and its name, if it has one.
pub fn status_line(status: u16) -> Words {
    let reason = http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    let words = Words::number(status);
    match reason {
        Some(reason) => words.and(" ").and(reason),
        None => words,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn response(headers: &[(&str, &str)]) -> Response {
        Response::new(200, headers.iter().copied(), b"<a b='c'/>".to_vec()).unwrap()
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_date() {
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("1.5", Some(2)),
            ("2.000", Some(2)),
            ("0.01", Some(1)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(0)),
            (" Sun Nov  6 08:49:37 1994 ", Some(0)),
            ("", None),
            (".5", None),
            ("5.", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("120 s", None),
            ("1.2.3", None),
            ("soon", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(
                response(&[("Retry-After", value)]).retry_after(),
                seconds,
                "{value}"
            );
        }
        let several = response(&[
            ("Retry-After", "3"),
            ("retry-after", "7"),
            ("Retry-After", "x"),
        ]);
        assert_eq!(several.retry_after(), Some(7));
        let far = response(&[("Retry-After", "Tue, 31 Dec 2999 23:59:59 GMT")]);
        assert!(far.retry_after().unwrap() > 1_000_000);
        assert_eq!(response(&[]).retry_after(), None);
    }

    #[test]
    fn truncated_body_contains_no_part_of_a_secret() {
        use crate::common::secrets::{Secret, Secrets};
        let secret = "hunter2".repeat(20);
        let body = format!("{secret} ")
            .repeat(MAX_ERROR_BODY / 70)
            .into_bytes();
        let response = Response::new(500, [("a", "b")], body).unwrap();
        let mut secrets = Secrets::default();
        secrets.add(Secret::new(&secret));
        let redacted = response.redacted(&secrets.redactor()).unwrap();
        let redacted = String::from_utf8_lossy(redacted.body()).into_owned();
        assert!(redacted.starts_with("*** ***") && !redacted.contains("hunter2"));
    }
}
