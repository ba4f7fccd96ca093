//! The bytes of a response that is cut.

use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;

use crate::action::CutAt;
use crate::reply::{Reply, Written};
use crate::version::Version;

/// A response in bytes, as it is sent.
pub struct Raw {
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Raw {
    pub fn new(mut answer: Written) -> Self {
        if answer.status != StatusCode::NO_CONTENT {
            answer
                .headers
                .insert(CONTENT_LENGTH, answer.body.len().into());
        }
        let mut head = format!("HTTP/1.1 {}\r\n", answer.status).into_bytes();
        for (name, value) in &answer.headers {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        Self {
            head,
            body: answer.body,
        }
    }

    /// The first bytes of head and body together.
    pub fn first(mut self, count: usize) -> Vec<u8> {
        self.head.append(&mut self.body);
        self.head.truncate(count);
        self.head
    }

    /// The bytes before a cut.
    pub fn until(mut self, cut: CutAt) -> Vec<u8> {
        match cut {
            CutAt::RequestBody | CutAt::Start => Vec::new(),
            CutAt::Head(count) => {
                self.head.truncate(count);
                self.head
            }
            CutAt::Body(count) => {
                self.body.truncate(count);
                self.first(usize::MAX)
            }
        }
    }
}

/// An empty `<tsResponse>` that is longer than what is sent of it, in place of the response to a
/// request that is not executed.
pub fn placeholder(cut: CutAt, version: Version) -> Written {
    let mut empty = Written::new(&Reply::Elements(Vec::new()), false, version);
    if let CutAt::Body(count) = cut {
        let length = empty.body.len().max(count.saturating_add(1));
        empty.body.resize(length, b' ');
    }
    empty
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderMap;

    fn answer() -> Written {
        Written {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: b"body".to_vec(),
        }
    }

    #[test]
    fn each_cut_ends_where_it_says() {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n";
        for (cut, expected) in [
            (CutAt::RequestBody, String::new()),
            (CutAt::Start, String::new()),
            (CutAt::Head(0), String::new()),
            (CutAt::Head(4), "HTTP".to_owned()),
            (CutAt::Head(1000), head.to_owned()),
            (CutAt::Body(0), head.to_owned()),
            (CutAt::Body(3), format!("{head}bod")),
            (CutAt::Body(5), format!("{head}body")),
        ] {
            let bytes = Raw::new(answer()).until(cut);
            assert_eq!(String::from_utf8(bytes), Ok(expected), "{cut:?}");
        }
    }

    #[test]
    fn placeholder_is_longer_than_what_is_sent() {
        for count in [0, 10, 5000] {
            let cut = CutAt::Body(count);
            let placeholder = placeholder(cut, Version::new(3, 24));
            assert!(placeholder.body.len() > count);
        }
    }
}
