//! What comes of a response while its request is still being sent.

/// The beginning of an answer, up to its status: `HTTP/1.1 413`.
const STATUS_LENGTH: usize = 12;
/// How much of an answer is read at once while its request is being sent, and at most before it
/// shows whether it refuses the request.
pub const EARLY_LENGTH: usize = 4096;

/// What has come of an answer while its request was being sent.
pub struct Early {
    /// As they came.
    pub bytes: Vec<u8>,
    /// It may turn out to be a refusal.
    pub is_of_interest: bool,
}

impl Default for Early {
    fn default() -> Early {
        Early {
            bytes: Vec::new(),
            is_of_interest: true,
        }
    }
}

/// The first digit of the status of an answer, after announcements; something else if it is none,
/// and `None` if it is not there yet.
pub fn status_class(mut answer: &[u8]) -> Option<u8> {
    const NONE: u8 = b'?';
    loop {
        // Those who read answers skip empty lines before them.
        while let [b'\r' | b'\n', rest @ ..] = answer {
            answer = rest;
        }
        let status = answer.get(..STATUS_LENGTH)?;
        let class = status.get(9).filter(|_| status.starts_with(b"HTTP/1."));
        if class != Some(&b'1') {
            return Some(class.copied().unwrap_or(NONE));
        }
        let end = memchr::memmem::find(answer, b"\r\n\r\n")?;
        answer = answer.get(end..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_an_answer_is_known_when_it_is_there() {
        for (answer, class) in [
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
            assert_eq!(status_class(answer.as_bytes()), class, "{answer:?}");
        }
    }
}
