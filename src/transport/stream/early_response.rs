//! The beginning of a response that arrives while its request is still being sent.
//!
//! A server may refuse a request before it has received all of it. For example, nginx
//! responds with `413` to an upload that is over `client_max_body_size` as soon as it has read the
//! headers, and does not read the body:
//!
//! 1. The library sends the request, until the server's receive window is full and a write blocks.
//! 2. The response arrives. A client that only waits to write would now wait until its time limit
//!    passes, or get a reset connection and lose the response.
//! 3. So while the library waits to write, it also reads. If the status is 3xx, 4xx or 5xx, it stops
//!    sending and hands the response to the reader (RFC 9112, 9.5).
//!
//! A 2xx before the end of the request is not a reason to stop: the server may still read the rest.

/// The length of the beginning of a response up to its status: `HTTP/1.1 413`.
const STATUS_LENGTH: usize = 12;
/// The size of one read while a request is being sent, in bytes, and the most that is read before the
/// status must be clear.
pub const EARLY_LENGTH: usize = 4096;

/// The part of a response that arrived while its request was being sent.
pub struct EarlyResponse {
    /// The bytes received.
    pub bytes: Vec<u8>,
    /// True while the response may still turn out to refuse the request.
    pub may_be_refusal: bool,
}

impl Default for EarlyResponse {
    fn default() -> EarlyResponse {
        EarlyResponse {
            bytes: Vec::new(),
            may_be_refusal: true,
        }
    }
}

/// The first digit of the status of a response, after interim responses (1xx). `None` if the status
/// has not arrived yet, and `?` if the bytes are not an HTTP/1 response.
pub fn status_class(mut response: &[u8]) -> Option<u8> {
    const NOT_HTTP: u8 = b'?';
    loop {
        // Empty lines before a response are skipped.
        while let [b'\r' | b'\n', rest @ ..] = response {
            response = rest;
        }
        let status = response.get(..STATUS_LENGTH)?;
        let class = status.get(9).filter(|_| status.starts_with(b"HTTP/1."));
        if class != Some(&b'1') {
            return Some(class.copied().unwrap_or(NOT_HTTP));
        }
        let end = memchr::memmem::find(response, b"\r\n\r\n")?;
        response = response.get(end..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_class_is_known_once_the_status_arrived() {
        for (response, class) in [
            ("", None),
            ("HTTP/1.1 41", None),
            ("HTTP/1.1 413", Some(b'4')),
            ("HTTP/1.0 302 Found\r\n", Some(b'3')),
            ("\r\n\r\nHTTP/1.1 200 OK\r\n", Some(b'2')),
            ("HTTP/1.1 103 Early Hints\r\nLink: <", None),
            ("HTTP/1.1 103 Early Hints\r\n\r\n", None),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 ", Some(b'5')),
            ("SSH-2.0-OpenSSH_9.2p1", Some(b'?')),
        ] {
            assert_eq!(status_class(response.as_bytes()), class, "{response:?}");
        }
    }
}
