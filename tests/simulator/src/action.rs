//! What a fault does to a request and its response.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A change of the response, or a response in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// This response in place of the simulator's. It has a content type only if `headers` have one.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The headers, sent unchanged.
        #[serde(default)]
        headers: Vec<(String, String)>,
        /// The body, sent unchanged and uncompressed. In JSON a string, or an array of bytes.
        #[serde(default, with = "text_or_bytes")]
        body: Vec<u8>,
    },
    /// An error in Tableau's format. The HTTP status is the first three digits of the code.
    TableauError {
        /// The code, six digits such as 401002.
        code: u32,
        /// The summary.
        #[serde(default)]
        summary: String,
        /// The detail.
        #[serde(default)]
        detail: String,
        /// Headers in addition to those of every response.
        #[serde(default)]
        headers: Vec<(String, String)>,
    },
    /// An error of the server, or of a proxy or load balancer before it.
    Status {
        /// The HTTP status, such as 503.
        status: u16,
        /// The body.
        #[serde(default)]
        body: ErrorBody,
        /// The value of `Retry-After`; `None`: there is no such header.
        #[serde(default)]
        retry_after: Option<RetryAfter>,
        /// True if the request is executed all the same.
        #[serde(default)]
        executed: bool,
    },
    /// A redirect. In `location`, `{path}` and `{path_and_query}` are filled in; if it is empty,
    /// there is no `Location` header.
    Redirect {
        /// The HTTP status, such as 302.
        status: u16,
        /// The value of `Location`.
        location: String,
    },
    /// A redirect to the same URL that sets a cookie, until a request has the cookie. Then the
    /// simulator's response follows.
    Challenge {
        /// The HTTP status, such as 307.
        status: u16,
        /// The value of `Set-Cookie`.
        cookie: String,
    },
    /// The request is executed at once, and its response sent after this time (in JSON: seconds).
    Delay(#[serde(with = "seconds")] Duration),
    /// The request is executed at once, and its response sent after a release.
    Hold,
    /// The connection ends after so many bytes of the response, including its status line and
    /// headers.
    CutAfter(usize),
    /// The connection ends at this point.
    Cut {
        /// The point.
        at: CutAt,
        /// True if the request is executed before. If it is not, the beginning of an empty
        /// `<tsResponse>` is sent up to the cut.
        #[serde(default)]
        executed: bool,
    },
    /// The connection stays open, and there is no response until the client closes the connection
    /// or the simulator stops. The request counts as held, and a release does not end it.
    Silence {
        /// True if the request is executed.
        #[serde(default)]
        executed: bool,
    },
    /// The connection is closed; the request is recorded, but not executed.
    Close,
    /// The request is executed, and the connection closed without a response.
    Lose,
    /// Bytes that are not HTTP, then the end of the connection. The request is not executed.
    Garbage,
    /// The simulator's response with additional headers.
    Headers(Vec<(String, String)>),
    /// The simulator's response with this text in its body replaced.
    Rewrite {
        /// The text to replace, before the body is compressed.
        from: String,
        /// The replacement.
        to: String,
    },
}

impl Action {
    /// This HTTP status with Tableau's error in XML, without `Retry-After`. The request is not
    /// executed.
    pub fn status(status: u16) -> Self {
        Self::Status {
            status,
            body: ErrorBody::Tableau,
            retry_after: None,
            executed: false,
        }
    }
}

/// The body of an error response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// Tableau's error in XML, whose code is the status and three zeros.
    #[default]
    Tableau,
    /// Tableau's error in JSON.
    Json,
    /// A page as proxies send it.
    Html,
    /// No body.
    Empty,
}

/// The two forms of `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// A number of seconds.
    Seconds(u64),
    /// An HTTP date, so many seconds from the time of the response.
    Date(i64),
}

/// A point in an exchange at which the connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutAt {
    /// After the head of the request. Its body is not read, and the request is never executed.
    RequestBody,
    /// Before the first byte of the response.
    Start,
    /// After so many bytes of the response's head: status line, headers and the empty line.
    Head(usize),
    /// After the head and so many bytes of the body, as it is sent. A shorter body is complete.
    Body(usize),
}

mod seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(duration.as_secs_f64())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

mod text_or_bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form {
        Text(String),
        Bytes(Vec<u8>),
    }

    pub fn serialize<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        String::from_utf8(body.to_vec())
            .map_or_else(|_| Form::Bytes(body.to_vec()), Form::Text)
            .serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Ok(match Form::deserialize(deserializer)? {
            Form::Text(text) => text.into_bytes(),
            Form::Bytes(bytes) => bytes,
        })
    }
}
