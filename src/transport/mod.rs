//! HTTP and TLS: what is sent, to whom, over which connection, and for how long.

pub mod call;
pub mod connector;
pub mod failure;
mod pinned;
pub mod redirect;
pub mod trust;

use crate::error::{Error, Result, Status};
use crate::rest::head::{Headers, TOKEN};
use crate::rest::response::MAX_KEPT;
use call::Call;
use http::{HeaderValue, Method, StatusCode};
use rustls::ClientConfig;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::time::Duration;
use ureq::config::Config;
use ureq::{Agent, AsSendBody};

/// What an answer may be at most, decoded: a page of a list.
pub const MAX_RESPONSE_SIZE: u64 = 64 * 1024 * 1024;
/// The same for an answer of a few elements.
pub const SMALL_RESPONSE_SIZE: u64 = 1024 * 1024;
/// What the status line and the headers of an answer may be at most.
const MAX_HEADER_SIZE: usize = 64 * 1024;
/// How long a connection may wait for its next call.
const MAX_IDLE: Duration = Duration::from_secs(60);
/// How many connections may wait for their next call.
const MAX_IDLE_CONNECTIONS: usize = 16;

/// The name that this library gives itself.
pub const USER_AGENT: &str = concat!("libtsc/", env!("CARGO_PKG_VERSION"));

/// Connections made with one set of settings, kept alive between calls.
pub struct Transport {
    agent: Agent,
}

/// One HTTP request.
pub struct Request<'a> {
    /// GET, POST, …
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The session's token, if the call is one of a session.
    pub token: Option<&'a str>,
    /// What else goes into its head; of `Host`, `Content-Length` and the like takes care who sends.
    pub headers: Headers,
    /// Any bytes; `None` is without a body.
    pub body: Option<&'a [u8]>,
    /// How large the answer may be, decoded, in bytes.
    pub max_response_size: u64,
}

/// One HTTP answer, whatever its status.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Header fields in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body, decoded.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header field of a name given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let field = self.headers.iter().find(|(other, _)| other == name)?;
        Some(&field.1)
    }
}

impl Transport {
    /// Connections that trust what the TLS configuration trusts.
    pub fn new(tls: Arc<ClientConfig>) -> Transport {
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(USER_AGENT)
            .accept("")
            .allow_non_standard_methods(true)
            .max_response_header_size(MAX_HEADER_SIZE)
            .max_idle_connections(MAX_IDLE_CONNECTIONS)
            .max_idle_connections_per_host(MAX_IDLE_CONNECTIONS)
            .max_idle_age(MAX_IDLE)
            .build();
        Transport {
            agent: Agent::with_parts(config, connector::connector(tls), connector::NoResolver),
        }
    }

    /// Sends one request and reads the whole answer. Follows no redirect.
    pub fn send(&self, request: &Request<'_>, call: &Call<'_>) -> Result<Answer> {
        call.check().map_err(Error::unsent)?;
        let answer = self.exchange(request, call)?;
        call.check()?;
        Ok(answer)
    }

    fn exchange(&self, request: &Request<'_>, call: &Call<'_>) -> Result<Answer> {
        let mut builder = http::Request::builder()
            .method(request.method.clone())
            .uri(&request.url);
        for (name, value) in request.headers.iter() {
            builder = builder.header(name, value);
        }
        if let Some(token) = request.token {
            let mut value = HeaderValue::from_str(token).map_err(unsendable)?;
            value.set_sensitive(true);
            builder = builder.header(TOKEN, value);
        }
        let max_size = request.max_response_size;
        if request.body.is_none() && !is_body_expected(&request.method) {
            self.run(builder.body(()).map_err(unsendable)?, max_size, call)
        } else {
            let body = request.body.unwrap_or_default();
            self.run(builder.body(body).map_err(unsendable)?, max_size, call)
        }
    }

    fn run<B: AsSendBody>(
        &self,
        request: http::Request<B>,
        max_size: u64,
        call: &Call<'_>,
    ) -> Result<Answer> {
        let limits = call.limits();
        let is_head = request.method() == Method::HEAD;
        let configured = self
            .agent
            .configure_request(request)
            .timeout_global(limits.total)
            .timeout_connect(limits.connect)
            .timeout_per_read(limits.silence)
            .timeout_per_write(limits.silence)
            .build();
        let failed = |error| failure::error(error, call.timeouts());
        let response = self.agent.run(configured).map_err(failed)?;
        let (parts, body) = response.into_parts();
        let headers = parts.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str().to_owned(), value.into_owned())
        });
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: headers.collect(),
            body: if is_head || has_no_body(parts.status) {
                Vec::new()
            } else if parts.status.is_success() {
                read_body(body, max_size).map_err(failed)?
            } else {
                read_beginning(body).map_err(failed)?
            },
        })
    }
}

/// Nothing is to be read, nor decompressed: such an answer may still tell how long its body
/// would be, and how compressed.
fn has_no_body(status: StatusCode) -> bool {
    [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status)
}

fn read_body(body: ureq::Body, max_size: u64) -> std::result::Result<Vec<u8>, ureq::Error> {
    let mut bytes = Vec::new();
    if let Some(size) = body.content_length() {
        if size > max_size {
            return Err(ureq::Error::BodyExceedsLimit(max_size));
        }
        // In one piece, not by growing; it is only taken as the answer comes.
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if bytes.try_reserve_exact(size).is_err() {
            return Err(io::Error::from(ErrorKind::OutOfMemory).into());
        }
    }
    let mut reader = body.into_with_config().limit(max_size).reader();
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What an error says, it says at its beginning; the status counts, whatever follows.
fn read_beginning(body: ureq::Body) -> std::result::Result<Vec<u8>, ureq::Error> {
    let mut bytes = Vec::new();
    let mut reader = body.into_reader().take(MAX_KEPT as u64);
    match reader.read_to_end(&mut bytes).map_err(ureq::Error::from) {
        Ok(_) | Err(ureq::Error::Decompress(..)) => Ok(bytes),
        Err(error) => Err(error),
    }
}

/// Servers want to be told that there is no body where there may be one.
fn is_body_expected(method: &Method) -> bool {
    [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(method)
}

/// A URL as it may stand in a message: queries hold what the user's data is called.
pub fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

fn unsendable(error: impl std::fmt::Display) -> Error {
    Error::new(
        Status::InvalidArgument,
        format!("this cannot be sent as an HTTP request ({error})"),
    )
}
