//! A pool of connections made with one set of settings, and sending requests over them.

use crate::common::credentials::set_cookie_secrets;
use crate::common::error::{Result, Status};
use crate::common::headers::Headers;
use crate::common::lock::lock;
use crate::common::secrets::Secret;
use crate::transport::attempt;
use crate::transport::buffers::MAX_HEADER_SIZE;
use crate::transport::call::Call;
use crate::transport::connect::{NoResolver, ServerConnector};
use crate::transport::failure::{self, Failure};
use crate::transport::receive::{self, Asked};
use crate::transport::request::{HttpRequest, Reply, unsendable};
use crate::transport::settings::Settings;
use crate::transport::tls::trust;
use crate::transport::trace::Trace;
use http::header::SET_COOKIE;
use http::{HeaderName, request};
use std::mem;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use ureq::config::Config;
use ureq::{Agent, AsSendBody};

/// The time after which an idle connection is not used again.
const MAX_IDLE: Duration = Duration::from_secs(60);
/// The most idle connections of a pool.
const MAX_IDLE_CONNECTIONS: usize = 16;

/// The bytes that a header has beside its name and value.
const LINE: usize = 4;
/// The most bytes that the request line and the headers have that are added when a request is sent.
const ADDED_HEADERS: usize = 1024;
/// The largest piece of a request's body that is sent at once, in bytes.
const MAX_PIECE: usize = 32 * 1024;

/// The library's own `User-Agent`.
pub const USER_AGENT: &str = concat!("libtsc/", env!("CARGO_PKG_VERSION"));

/// Connections made with one set of settings, pooled between calls.
pub struct Transport {
    /// The agent of ureq, which owns the pooled connections. Each running call has a clone of it.
    agent: Mutex<Agent>,
    config: Config,
    connector: ServerConnector,
    /// The headers of every request, unless it has others of the same name.
    headers: Headers,
    /// The secrets that every request carries.
    secrets: Vec<Secret>,
    shows_certificate: bool,
}

impl Transport {
    /// A pool without connections. Reads the system's roots if they are trusted.
    pub fn new(settings: &Settings) -> Result<Transport> {
        let Settings { trust, verify, .. } = settings;
        let certificate = settings.client_certificate.clone();
        let connector = ServerConnector {
            tls: trust::configs(trust, *verify, certificate)?,
            proxies: settings.proxies.clone(),
            user_agent: settings.user_agent.clone(),
            unanswered_hosts: Arc::default(),
            working_addresses: Arc::default(),
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

    /// Closes the idle connections. A connection in use is closed when its call has ended.
    pub fn close_idle(&self) {
        let fresh = agent(&self.config, &self.connector);
        let before = mem::replace(&mut *lock(&self.agent), fresh);
        drop(before);
    }

    /// True if a client certificate is configured.
    pub fn shows_certificate(&self) -> bool {
        self.shows_certificate
    }

    /// True if every request carries a header of that name.
    pub fn sets(&self, name: &HeaderName) -> bool {
        self.headers.has(name)
    }

    /// Sends one request and reads the whole response; follows no redirect. If `over_new_connection` is
    /// true, no pooled connection is used. The secrets in the request and the cookies in the response
    /// become secrets of the call, so that they are redacted in its errors. The body of a successful
    /// response takes the request's response buffer.
    ///
    /// A failure is [stale](Failure::is_stale) if a pooled connection turned out to be closed. A server
    /// may close an idle connection at any time (nginx after 75 s, Apache after 5 s), and a client may
    /// notice only when it sends the next request:
    ///
    /// 1. The server responds to the first request, and the connection is pooled.
    /// 2. The server closes the connection. Its FIN or RST may still be under way.
    /// 3. The next request is sent over the pooled connection, which then ends without a single byte of
    ///    a response.
    ///
    /// RFC 9112 (9.3.1) allows a client to repeat the request then if it is idempotent. It is not known
    /// whether the server processed it before it closed the connection.
    pub fn send(
        &self,
        request: &mut HttpRequest<'_>,
        call: &Call,
        over_new_connection: bool,
        trace: &mut Trace,
    ) -> std::result::Result<Reply, Failure> {
        call.secrets().add(|secrets| {
            let secrets_sent = self.secrets.iter().cloned().chain(request.token.clone());
            secrets_sent
                .chain(request.headers.credentials())
                .for_each(|secret| secrets.add(secret));
            let cookies = request.headers.cookies();
            cookies.for_each(|cookie| secrets.add_cookie(cookie));
        });
        let check = || call.check().map_err(Failure::new);
        let reply = match call.check() {
            Err(error) => Err(Failure::new(error.unsent())),
            // A cancelled call fails, even if its response arrived first.
            Ok(()) => self
                .send_once(request, call, over_new_connection, trace)
                .and_then(|reply| check().map(|()| reply)),
        };
        let may_echo = match &reply {
            Ok(reply) => !reply.response.is_success(),
            // These errors quote nothing of the response, and searching a large body takes time.
            Err(failure) => !matches!(
                failure.error().status(),
                Status::Timeout | Status::Cancelled
            ),
        };
        call.secrets().add(|secrets| {
            if may_echo {
                secrets.add_named(request.body.as_deref().unwrap_or_default());
            }
            for header in reply
                .iter()
                .flat_map(|reply| reply.response.all(&SET_COOKIE))
            {
                set_cookie_secrets(header)
                    .into_iter()
                    .for_each(|cookie| secrets.add_cookie(cookie));
            }
        });
        reply
    }

    fn send_once(
        &self,
        request: &mut HttpRequest<'_>,
        call: &Call,
        over_new_connection: bool,
        trace: &mut Trace,
    ) -> std::result::Result<Reply, Failure> {
        let head = request.head(&self.headers)?;
        let max_size = request.max_response_size;
        let mut buffer = mem::take(&mut request.response_buffer);
        let body = request.sent_body();
        let output_size = output_size(&head, body.unwrap_or_default());
        let read_limit = request.own_read_limit.unwrap_or(call.timeouts().read);
        let _attempt = attempt::begin(call, read_limit, over_new_connection, output_size);
        let reply = match body {
            None => head
                .body(())
                .map_err(unsendable)
                .and_then(|request| self.run(request, max_size, &mut buffer)),
            Some(body) => head
                .body(body)
                .map_err(unsendable)
                .and_then(|request| self.run(request, max_size, &mut buffer)),
        };
        if call.context().events.are_on() {
            *trace = attempt::trace();
        }
        // Of a response that failed, the memory is left for the next time.
        request.response_buffer = buffer;
        reply
    }

    fn run<B: AsSendBody>(
        &self,
        request: http::Request<B>,
        max_size: u64,
        buffer: &mut Vec<u8>,
    ) -> std::result::Result<Reply, Failure> {
        let asked = Asked::by(&request);
        let agent = lock(&self.agent).clone();
        let response = agent.run(request).map_err(failure::from_ureq)?;
        receive::reply(response, &asked, max_size, buffer)
    }
}

/// The size of the output buffer for a request: its head fits as a whole, and its body in few pieces.
fn output_size(head: &request::Builder, body: &[u8]) -> usize {
    let headers = head.headers_ref().into_iter().flatten();
    let headers = headers.map(|(name, value)| name.as_str().len() + value.len() + LINE);
    let target = head.uri_ref().and_then(|uri| uri.path_and_query());
    let target = target.map_or(0, |target| target.as_str().len());
    let head = headers.sum::<usize>() + target + ADDED_HEADERS;
    head.max(body.len().min(MAX_PIECE))
}

/// A new agent of ureq, without connections: an agent owns its pool.
fn agent(config: &Config, connector: &ServerConnector) -> Agent {
    Agent::with_parts(config.clone(), connector.clone(), NoResolver)
}
