//! A request for any path of the REST API, sent with a session's token.

use crate::client::session::Session;
use crate::common::error::{Error, Result, Status};
use crate::common::headers::{self, Headers};
use crate::common::memory;
use crate::common::response::Response;
use crate::common::text::quoted;
use crate::common::traces::leave_traces;
use crate::common::words::Words;
use crate::rest::query::Parameters;
use crate::rest::tree::MAX_BLOCK;
use crate::transport::call::Call;
use crate::transport::cancellation::Cancellation;
use crate::transport::request::{self, MAX_RESPONSE_SIZE, Repeatable};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// A request that a program builds and sends any number of times. One thread uses it at a time.
pub struct Request {
    session: Arc<Session>,
    generation: u64,
    method: Method,
    /// The method, and the path as the program gave it, for messages.
    name: String,
    path: String,
    parameters: Parameters,
    headers: Headers,
    body: Option<Body>,
    max_response_size: u64,
    is_repeatable: bool,
    /// The read and the total limit, if the request has its own.
    limits: Option<(Option<Duration>, Option<Duration>)>,
}

struct Body {
    /// The content type that was given with the body.
    content_type: Option<HeaderValue>,
    bytes: Vec<u8>,
}

impl Request {
    /// Makes a request without a body. It sends nothing.
    pub fn new(session: Arc<Session>, method: &str, path: &str) -> Result<Request> {
        let path_shown = quoted(path);
        let method = headers::method(method)
            .map_err(|error| error.during(title(format!("request {path_shown}"), &session)))?;
        let name = format!("{method} {path_shown}");
        let (generation, path) = session
            .resolve(path)
            .map_err(|error| error.during(title(name.clone(), &session)))?;
        Ok(Request {
            session,
            generation,
            method,
            name,
            path,
            parameters: Parameters::default(),
            headers: Headers::default(),
            body: None,
            max_response_size: MAX_RESPONSE_SIZE,
            is_repeatable: false,
            limits: None,
        })
    }

    /// Sets a query parameter and replaces one of the same name.
    pub fn set_parameter(&mut self, name: &str, value: &str) -> Result<()> {
        self.parameters.set(name, value)
    }

    /// Sets a header and replaces one of the same name. Without a value it removes the header.
    pub fn set_header(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        self.headers.set(name, value)?;
        if let Some(body) = &mut self.body
            && name.eq_ignore_ascii_case(CONTENT_TYPE.as_str())
        {
            body.content_type = None;
        }
        Ok(())
    }

    /// Sets the body. A content type replaces a `Content-Type` header that was set before.
    pub fn set_body(&mut self, content_type: Option<&str>, data: &[u8]) -> Result<()> {
        let content_type = content_type
            .map(|value| headers::header_value(&CONTENT_TYPE, value))
            .transpose()?;
        leave_traces();
        let bytes = memory::copy(data).map_err(|_| {
            let message = format!(
                "there is not enough memory for a body of {} bytes",
                data.len()
            );
            Error::new(Status::NoMemory, message)
        })?;
        if content_type.is_some() {
            self.headers.remove(&CONTENT_TYPE);
        }
        self.body = Some(Body {
            content_type,
            bytes,
        });
        Ok(())
    }

    /// Sets the largest size of a successful response's body, after decoding, in bytes.
    pub fn set_max_response_size(&mut self, bytes: u64) {
        self.max_response_size = bytes;
    }

    /// Sets whether the request may be sent again although the server may have received it.
    pub fn set_repeatable(&mut self, is_repeatable: bool) {
        self.is_repeatable = is_repeatable;
    }

    /// Sets the longest silence of the server and the limit of a whole call, instead of the server's
    /// limits. `None` is no limit.
    pub fn set_limits(&mut self, read: Option<Duration>, total: Option<Duration>) {
        self.limits = Some((read, total));
    }

    /// Returns the largest block of a response's elements, in bytes. It is larger than usual if the
    /// program expects a larger response than usual.
    pub fn max_block(&self) -> usize {
        let expected = self.max_response_size.saturating_mul(2);
        usize::try_from(expected)
            .unwrap_or(usize::MAX)
            .max(MAX_BLOCK)
    }

    /// Sends the request. A response other than 2xx is an error.
    pub fn send(&self, cancellation: Option<&Cancellation>) -> Result<Response> {
        let request = |url| request::HttpRequest {
            method: self.method.clone(),
            url,
            token: None,
            headers: self.all_headers(),
            body: self
                .body
                .as_ref()
                .map(|body| Cow::Borrowed(body.bytes.as_slice())),
            max_response_size: self.max_response_size,
            repeatable: match self.is_repeatable {
                true => Repeatable::Always,
                false => Repeatable::of_method(&self.method),
            },
            own_read_limit: self.limits.map(|(read, _)| read),
            response_buffer: Vec::new(),
        };
        let mut context = self.session.context();
        if let Some((_, total)) = self.limits {
            context.timeouts.total = total;
        }
        let doing = |_: &()| title(self.name.clone(), &self.session);
        Call::make(context, cancellation, &mut (), doing, |(), call| {
            let sent = self
                .session
                .send(self.generation, request(self.url()?), call);
            sent.map_err(|error| match error.is_over_limit() {
                true => error.advise("raise the request's limit for the size of a response"),
                false => error,
            })
        })
    }

    fn url(&self) -> Result<String> {
        let address = self.session.address().as_str();
        let query = self.parameters.query()?;
        let mark = if query.is_empty() { "" } else { "?" };
        Ok(memory::joined([address, &self.path, mark, &query])?)
    }

    /// Returns the program's headers, and defaults for `Accept` and `Content-Type` if it did not
    /// set them.
    fn all_headers(&self) -> Headers {
        let mut headers = self.headers.clone();
        headers.set_default(ACCEPT, HeaderValue::from_static("*/*"));
        let content_type = self.body.as_ref().and_then(|body| {
            let given = body.content_type.clone();
            given.or_else(|| headers::content_type_of(&body.bytes))
        });
        if let Some(content_type) = content_type {
            headers.set_default(CONTENT_TYPE, content_type);
        }
        headers
    }
}

fn title(name: String, session: &Session) -> Words {
    Words::from(name)
        .and(" of ")
        .and(session.address().to_string())
}
