//! HTTP and TLS: what is sent, to whom, over which connection, and for how long.

mod body;
mod buffers;
pub mod call;
pub mod cancellation;
mod coding;
pub mod connect;
pub mod environment;
pub mod failure;
mod input;
pub mod proxy;
pub mod redirect;
mod stream;
pub mod tls;
mod wait;

use crate::error::{Error, Result, Status};
use crate::rest::cookie;
use crate::rest::fault::Fault;
use crate::rest::head::{Headers, TOKEN};
use crate::rest::secrets::Secret;
use call::Call;
use coding::Codings;
use connect::{NoResolver, ToServer};
use failure::Failure;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, SET_COOKIE};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use proxy::{Proxies, Via};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tls::client_certificate::ClientCertificate;
use tls::trust::{self, Trust};
use ureq::config::Config;
use ureq::{Agent, AsSendBody};
use wait::UnderWay;

/// What an answer may be at most, decoded: a page of a list.
pub const MAX_RESPONSE_SIZE: u64 = 64 * 1024 * 1024;
/// The same for an answer of a few elements.
const SMALL_RESPONSE_SIZE: u64 = 1024 * 1024;
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
    /// With its connections; calls under way have a copy of it.
    agent: Mutex<Agent>,
    config: Config,
    connector: ToServer,
    headers: Headers,
    secrets: Vec<Secret>,
    shows_certificate: bool,
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
    /// Whether it may be sent again where a connection turns out to be closed: if it came
    /// twice, nothing would be done twice.
    pub is_repeatable: bool,
}

impl<'a> Request<'a> {
    /// A call of the library's own: XML both ways, and an answer of a few elements.
    pub fn own(method: Method, url: String, body: Option<&'a [u8]>) -> Request<'a> {
        Request {
            is_repeatable: method == Method::GET,
            method,
            url,
            token: None,
            headers: Headers::of_own_call(body.is_some()),
            body,
            max_response_size: SMALL_RESPONSE_SIZE,
        }
    }
}

/// One HTTP answer, whatever its status.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Header fields in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body, decoded.
    pub body: Vec<u8>,
    /// The proxy that it came from or through.
    pub proxy: Option<Via>,
    /// Why it cannot be used, whatever its status; the body may be missing then.
    pub failure: Option<Error>,
}

impl Answer {
    /// The first header field of a name given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let field = self.headers.iter().find(|(other, _)| other == name)?;
        Some(&field.1)
    }

    /// All header fields of a name.
    pub fn all(&self, name: HeaderName) -> impl Iterator<Item = &str> {
        let fields = self.headers.iter();
        let fields = fields.filter(move |(other, _)| name == other.as_str());
        fields.map(|(_, value)| value.as_str())
    }
}

/// What a connection depends on, and what goes with every request over it.
#[derive(Clone)]
pub struct Settings {
    /// Who may sign the server's certificate.
    pub trust: Trust,
    /// Whether the certificate is looked at.
    pub verify: bool,
    /// What is shown to a server that asks for a certificate.
    pub client_certificate: ClientCertificate,
    /// Which connections go through a proxy.
    pub proxies: Proxies,
    /// Who makes the requests.
    pub user_agent: String,
    /// Sent along, unless a request has another of the name.
    pub headers: Headers,
}

impl Settings {
    /// The same for a host that has not proved yet that it is the server.
    pub fn for_unverified_host(&self) -> Settings {
        Settings {
            client_certificate: ClientCertificate::default(),
            headers: Headers::default(),
            ..self.clone()
        }
    }

    fn secrets(&self) -> Vec<Secret> {
        let mut secrets = self.headers.secrets();
        secrets.extend(self.proxies.secrets());
        secrets
    }

    /// Whether an unverified host is not treated as the server is.
    pub fn are_personal(&self) -> bool {
        self.client_certificate.is_some() || self.headers.iter().next().is_some()
    }
}

impl Transport {
    /// No connection yet; the roots are read.
    pub fn new(settings: &Settings) -> Result<Transport> {
        let Settings { trust, verify, .. } = settings;
        let certificate = settings.client_certificate.clone();
        let connector = ToServer {
            tls: trust::configs(trust, *verify, certificate)?,
            proxies: settings.proxies.clone(),
            user_agent: settings.user_agent.clone(),
            unanswered_hosts: Arc::default(),
            good_addresses: Arc::default(),
        };
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(&settings.user_agent)
            .accept("")
            .accept_encoding("")
            .allow_non_standard_methods(true)
            .max_response_header_size(MAX_HEADER_SIZE)
            .max_idle_connections(MAX_IDLE_CONNECTIONS)
            .max_idle_connections_per_host(MAX_IDLE_CONNECTIONS)
            .max_idle_age(MAX_IDLE)
            .build();
        Ok(Transport {
            agent: Mutex::new(agent(&config, &connector)),
            config,
            connector,
            headers: settings.headers.clone(),
            secrets: settings.secrets(),
            shows_certificate: settings.client_certificate.is_some(),
        })
    }

    /// Closes the connections that no call uses now; those that are used are closed when their
    /// calls have ended.
    pub fn close_idle(&self) {
        let fresh = agent(&self.config, &self.connector);
        let before = mem::replace(&mut *self.lock(), fresh);
        drop(before);
    }

    fn lock(&self) -> MutexGuard<'_, Agent> {
        self.agent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True if a header of that name goes with every request.
    pub fn sets(&self, name: &HeaderName) -> bool {
        self.headers.has(name)
    }

    /// Sends one request and reads the whole answer. Follows no redirect. What is sent and must not
    /// come back is a secret of the call from then on, and so is what the answer sets as cookies.
    pub fn send(&self, request: &Request<'_>, call: &Call) -> Result<Answer> {
        call.secrets().add(|secrets| {
            let token = request.token.map(Secret::new);
            let own = self.secrets.iter().cloned().chain(token);
            own.chain(request.headers.credentials())
                .for_each(|secret| secrets.add(secret));
            let cookies = request.headers.cookies();
            cookies.for_each(|cookie| secrets.add_cookie(cookie));
        });
        let answer = self.send_again(request, call);
        let may_echo = match &answer {
            Ok(answer) => !(200..300).contains(&answer.status),
            // These are our own words, and a large body takes its time.
            Err(error) => !matches!(error.status(), Status::Timeout | Status::Cancelled),
        };
        call.secrets().add(|secrets| {
            if may_echo {
                secrets.add_named(request.body.unwrap_or_default());
            }
            for header in answer.iter().flat_map(|answer| answer.all(SET_COOKIE)) {
                cookie::secrets_set(header)
                    .into_iter()
                    .for_each(|cookie| secrets.add_cookie(cookie));
            }
        });
        answer
    }

    /// Sends it a second time where a connection that was kept turns out to be closed.
    fn send_again(&self, request: &Request<'_>, call: &Call) -> Result<Answer> {
        call.check().map_err(Error::unsent)?;
        let sent = self.send_once(request, call, false);
        let (error, is_stale) = match sent {
            // A call that was cancelled has failed, even if the answer came first.
            Ok(answer) => return call.check().map(|()| answer),
            Err(failure) => failure.into_parts(),
        };
        if !(is_stale && request.is_repeatable) {
            return Err(error);
        }
        call.check()?;
        let sent = self.send_once(request, call, true);
        let answer = sent.map_err(|failure| failure.into_parts().0)?;
        call.check().map(|()| answer)
    }

    fn send_once(
        &self,
        request: &Request<'_>,
        call: &Call,
        over_new_connection: bool,
    ) -> std::result::Result<Answer, Failure> {
        let _under_way = UnderWay::enter(call, over_new_connection);
        let mut answer = self.exchange(request)?;
        // Some servers end no connection for it, but answer each request with an error.
        let is_refused = answer.status == StatusCode::BAD_REQUEST.as_u16()
            && Fault::read(&answer.body).code.is_none();
        // Apache's, with TLS 1.3 and SSLVerifyClient in a <Location>.
        let asks_late = || memchr::memmem::find(&answer.body, b"Post-Handshake Auth").is_some();
        let is_forbidden = answer.status == StatusCode::FORBIDDEN.as_u16();
        let is_shown = self.shows_certificate && request.url.starts_with("https:");
        let names_it = || memchr::memmem::find(&answer.body, b"SSL certificate").is_some();
        if is_refused && wait::lacks_certificate() {
            answer.failure = Some(failure::no_client_certificate());
        } else if is_refused && is_shown && names_it() {
            answer.failure = Some(failure::wrong_client_certificate());
        } else if is_forbidden && asks_late() {
            answer.failure = Some(tls::words::late_request());
        }
        Ok(answer)
    }

    fn exchange(&self, request: &Request<'_>) -> std::result::Result<Answer, Failure> {
        let mut builder = http::Request::builder()
            .method(request.method.clone())
            .uri(&request.url);
        let mut headers = request.headers.clone();
        for (name, value) in self.headers.iter() {
            headers.set_default(name.clone(), value.clone());
        }
        headers.set_default_encoding();
        for (name, value) in headers.iter() {
            builder = builder.header(name, value);
        }
        if let Some(token) = request.token {
            let mut value = HeaderValue::from_str(token).map_err(unsendable)?;
            value.set_sensitive(true);
            builder = builder.header(TOKEN, value);
        }
        let max_size = request.max_response_size;
        if request.body.is_none() && !is_body_expected(&request.method) {
            self.run(builder.body(()).map_err(unsendable)?, max_size)
        } else {
            let body = request.body.unwrap_or_default();
            self.run(builder.body(body).map_err(unsendable)?, max_size)
        }
    }

    fn run<B: AsSendBody>(
        &self,
        request: http::Request<B>,
        max_size: u64,
    ) -> std::result::Result<Answer, Failure> {
        let is_head = request.method() == Method::HEAD;
        let asked = request.headers().clone();
        let agent = self.lock().clone();
        let response = agent.run(request).map_err(failure::of)?;
        let (parts, body) = response.into_parts();
        let has_body = !(is_head || has_no_body(parts.status));
        let codings = match has_body {
            true => Codings::of(&parts.headers),
            false => Codings::Read(Vec::new()),
        };
        let obstacle = codings.obstacle(&asked);
        let layers = codings.layers();
        let of_packed = [CONTENT_ENCODING, CONTENT_LENGTH];
        let told = |(name, _): &(&HeaderName, &HeaderValue)| {
            layers.is_empty() || !of_packed.contains(name)
        };
        let headers = parts.headers.iter().filter(told).map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str().to_owned(), value.into_owned())
        });
        let read = match has_body {
            false => Ok(Vec::new()),
            true if parts.status.is_success() => match obstacle {
                Some(obstacle) => Err(Failure::new(Error::new(Status::Protocol, obstacle))),
                None => body::read_whole(body, layers, max_size),
            },
            true => body::read_beginning(body, layers),
        };
        let (body, failure) = match read.map_err(|failure| failure.into_parts().0) {
            Ok(body) => (body, None),
            // The answer came, and its status with it.
            Err(error) if matches!(error.status(), Status::Protocol | Status::TooLarge) => {
                (Vec::new(), Some(error))
            }
            Err(error) => return Err(Failure::new(error)),
        };
        Ok(Answer {
            proxy: wait::proxy(),
            status: parts.status.as_u16(),
            headers: headers.collect(),
            body,
            failure,
        })
    }
}

/// Nothing is to be read, nor decompressed: such an answer may still tell how long its body
/// would be, and how compressed.
fn has_no_body(status: StatusCode) -> bool {
    [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status)
}

/// What ureq keeps of a connection it keeps in its agent.
fn agent(config: &Config, connector: &ToServer) -> Agent {
    Agent::with_parts(config.clone(), connector.clone(), NoResolver)
}

/// Servers want to be told that there is no body where there may be one.
fn is_body_expected(method: &Method) -> bool {
    [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(method)
}

/// A URL as it may stand in a message: queries hold what the user's data is called.
pub fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

/// The path of an http or https URL.
pub fn path_of(url: &str) -> &str {
    let url = without_query(url);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|slash| rest.get(slash..));
    path.unwrap_or("/")
}

fn unsendable(error: impl std::fmt::Display) -> Failure {
    let message = format!("this cannot be sent as an HTTP request ({error})");
    Failure::new(Error::invalid(message))
}
