//! Connections made with one set of settings, pooled between calls, and requests over them.

use crate::common::credentials::set_cookie_secrets;
use crate::common::error::{Error, Result, Status};
use crate::common::headers::{Headers, TOKEN};
use crate::common::lock::lock;
use crate::common::response::Response;
use crate::common::secrets::Secret;
use crate::transport::attempt;
use crate::transport::body;
use crate::transport::buffers::MAX_HEADER_SIZE;
use crate::transport::call::Call;
use crate::transport::coding::Codings;
use crate::transport::connect::{NoResolver, ToServer};
use crate::transport::failure::{self, Failure};
use crate::transport::request::{Reply, Request};
use crate::transport::settings::Settings;
use crate::transport::tls::trust;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, SET_COOKIE};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use std::mem;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use ureq::config::Config;
use ureq::{Agent, AsSendBody};

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
        let before = mem::replace(&mut *lock(&self.agent), fresh);
        drop(before);
    }

    /// True if a server that asks for a client certificate is shown one.
    pub fn shows_certificate(&self) -> bool {
        self.shows_certificate
    }

    /// True if a header of that name goes with every request.
    pub fn sets(&self, name: &HeaderName) -> bool {
        self.headers.has(name)
    }

    /// Sends one request and reads the whole answer. Follows no redirect. What is sent and must not
    /// come back is a secret of the call from then on, and so is what the answer sets as cookies.
    pub fn send(&self, request: &Request<'_>, call: &Call) -> Result<Reply> {
        call.secrets().add(|secrets| {
            let token = request.token.map(Secret::new);
            let own = self.secrets.iter().cloned().chain(token);
            own.chain(request.headers.credentials())
                .for_each(|secret| secrets.add(secret));
            let cookies = request.headers.cookies();
            cookies.for_each(|cookie| secrets.add_cookie(cookie));
        });
        let reply = self.send_again(request, call);
        let may_echo = match &reply {
            Ok(reply) => !reply.response.is_success(),
            // These are our own words, and a large body takes its time.
            Err(error) => !matches!(error.status(), Status::Timeout | Status::Cancelled),
        };
        call.secrets().add(|secrets| {
            if may_echo {
                secrets.add_named(request.body.unwrap_or_default());
            }
            for header in reply
                .iter()
                .flat_map(|reply| reply.response.all(SET_COOKIE))
            {
                set_cookie_secrets(header)
                    .into_iter()
                    .for_each(|cookie| secrets.add_cookie(cookie));
            }
        });
        reply
    }

    /// Sends it a second time where a connection that was kept turns out to be closed.
    fn send_again(&self, request: &Request<'_>, call: &Call) -> Result<Reply> {
        call.check().map_err(Error::unsent)?;
        let sent = self.send_once(request, call, false);
        let (error, is_stale) = match sent {
            // A call that was cancelled has failed, even if the answer came first.
            Ok(reply) => return call.check().map(|()| reply),
            Err(failure) => failure.into_parts(),
        };
        if !(is_stale && request.is_repeatable) {
            return Err(error);
        }
        call.check()?;
        let sent = self.send_once(request, call, true);
        let reply = sent.map_err(|failure| failure.into_parts().0)?;
        call.check().map(|()| reply)
    }

    fn send_once(
        &self,
        request: &Request<'_>,
        call: &Call,
        over_new_connection: bool,
    ) -> std::result::Result<Reply, Failure> {
        let _attempt = attempt::begin(call, over_new_connection);
        self.build_and_run(request)
    }

    fn build_and_run(&self, request: &Request<'_>) -> std::result::Result<Reply, Failure> {
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
    ) -> std::result::Result<Reply, Failure> {
        let is_head = request.method() == Method::HEAD;
        let asked = request.headers().clone();
        let agent = lock(&self.agent).clone();
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
        Ok(Reply {
            response: Response::new(parts.status.as_u16(), headers, body),
            proxy: attempt::proxy(),
            lacks_certificate: attempt::lacks_certificate(),
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

fn unsendable(error: impl std::fmt::Display) -> Failure {
    let message = format!("this cannot be sent as an HTTP request ({error})");
    Failure::new(Error::invalid(message))
}
