//! One HTTP request, and the reply to it.

use crate::common::error::Error;
use crate::common::headers::{Headers, TOKEN};
use crate::common::response::Response;
use crate::common::secrets::Secret;
use crate::transport::failure::Failure;
use crate::transport::proxy::Via;
use http::{HeaderValue, Method, request};
use std::borrow::Cow;
use std::time::Duration;

/// The largest response by default, after decompression, in bytes. A page of a list fits into it.
pub const MAX_RESPONSE_SIZE: u64 = 64 * 1024 * 1024;
/// The largest response of the library's own calls, whose responses have only a few elements.
const SMALL_RESPONSE_SIZE: u64 = 1024 * 1024;

/// The longest URL, in bytes. Servers accept less: Tomcat, for example, 8 KiB with all headers.
const MAX_URL: usize = 60 * 1024;

/// When a request may be sent again although the server may have received it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeatable {
    /// Never: receiving it twice has another effect than receiving it once.
    Never,
    /// Only after a pooled connection turned out to be closed.
    AfterStale,
    /// Always: receiving it twice has the same effect on the server as receiving it once.
    Always,
}

impl Repeatable {
    /// What the method allows.
    pub fn of_method(method: &Method) -> Repeatable {
        match *method == Method::GET || *method == Method::HEAD {
            true => Repeatable::Always,
            false => Repeatable::Never,
        }
    }
}

/// One HTTP request.
pub struct HttpRequest<'a> {
    /// The method: GET, POST, …
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The session's token, if the request belongs to a session.
    pub token: Option<Secret>,
    /// The other headers. `Host`, `Content-Length` and the like are added when it is sent.
    pub headers: Headers,
    /// The body; `None` means no body.
    pub body: Option<Cow<'a, [u8]>>,
    /// The largest response that is accepted, after decompression, in bytes.
    pub max_response_size: u64,
    /// When it may be sent again although the server may have received it.
    pub repeatable: Repeatable,
    /// The longest silence of the server, if the request has its own limit; `Some(None)` is no limit.
    pub own_read_limit: Option<Option<Duration>>,
    /// Memory for the body of a successful response, so that several requests can use the same. Its
    /// content is discarded.
    pub response_buffer: Vec<u8>,
}

impl<'a> HttpRequest<'a> {
    /// A call that the library makes by itself: request and response are XML, and the response is
    /// small.
    pub fn own(method: Method, url: String, body: Option<&'a [u8]>) -> HttpRequest<'a> {
        HttpRequest {
            repeatable: Repeatable::of_method(&method),
            method,
            url,
            token: None,
            headers: Headers::of_own_call(body.is_some()),
            body: body.map(Cow::Borrowed),
            max_response_size: SMALL_RESPONSE_SIZE,
            own_read_limit: None,
            response_buffer: Vec::new(),
        }
    }

    /// The request without its body, as ureq takes it. `defaults` are headers that it gets unless it
    /// has others of the same name.
    ///
    /// # Errors
    /// `InvalidArgument`: the URL is too long, or the token cannot be sent in a header.
    pub fn head(&self, defaults: &Headers) -> std::result::Result<request::Builder, Failure> {
        if self.url.len() > MAX_URL {
            let message = format!("the URL with its parameters is longer than {MAX_URL} bytes");
            return Err(Failure::new(Error::invalid(message).unsent()));
        }
        let mut builder = http::Request::builder()
            .method(self.method.clone())
            .uri(&self.url);
        let mut headers = self.headers.clone();
        for (name, value) in defaults.iter() {
            headers.set_default(name.clone(), value.clone());
        }
        headers.set_default_encoding();
        // There are none if the method or the URL is invalid, which the builder reports at its end.
        if let Some(sent) = builder.headers_mut() {
            for (name, value) in headers.iter() {
                sent.append(name, value.clone());
            }
            if let Some(token) = &self.token {
                let mut value = HeaderValue::from_str(token.reveal()).map_err(unsendable)?;
                value.set_sensitive(true);
                sent.append(TOKEN, value);
            }
        }
        Ok(builder)
    }

    /// The body to send. For methods that usually have one it is empty rather than missing, so that
    /// `Content-Length: 0` is sent: servers respond with 411 to a POST without it (RFC 9110, 8.6).
    pub fn sent_body(&self) -> Option<&[u8]> {
        let usually_has_one =
            [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(&self.method);
        let empty: Option<&[u8]> = usually_has_one.then_some(&[]);
        self.body.as_deref().or(empty)
    }
}

/// The error for a request that is not valid HTTP.
pub fn unsendable(error: impl std::fmt::Display) -> Failure {
    let message = format!("the request cannot be sent as HTTP ({error})");
    Failure::new(Error::invalid(message).unsent())
}

/// The reply to a request, with any status.
pub struct Reply {
    /// The response.
    pub response: Response,
    /// The proxy that the response came from or through.
    pub proxy: Option<Via>,
    /// True after an unanswered certificate request: the server asked for a client certificate in
    /// the handshake of the connection, and got none.
    pub lacks_certificate: bool,
    /// The reason why the response cannot be used, with any status; its body may be missing then.
    pub failure: Option<Error>,
}
