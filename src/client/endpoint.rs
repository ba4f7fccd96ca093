//! The discovery of a server with one set of settings: the probe of its address and API version,
//! and the connections to it.

use crate::client::cookies::Cookies;
use crate::client::exchange::{exchange, redirect_error, report_redirect, with_proxy_advice};
use crate::client::outgoing::{Outgoing, Sender};
use crate::client::send::send;
use crate::client::shared_failure::SharedFailure;
use crate::client::turn::Turn;
use crate::common::address::Address;
use crate::common::error::{Error, Result, Status};
use crate::common::lock::lock;
use crate::common::response::Response;
use crate::common::words::Words;
use crate::rest::api_version::ApiVersion;
use crate::rest::purpose::Purpose;
use crate::rest::server_info::{LEGACY_PATH, SERVER_INFO_PATH, ServerInfo};
use crate::rest::{fault, fault_status};
use crate::transport::call::Call;
use crate::transport::pool::Transport;
use crate::transport::redirect::{self, MAX_HOPS};
use crate::transport::request::HttpRequest;
use crate::transport::settings::Settings;
use http::{Method, StatusCode};
use once_cell::sync::OnceCell;
use std::sync::{Arc, Mutex, Weak};

/// A server with one set of settings, see the module.
pub struct Endpoint {
    address: Address,
    /// The connections of the server with this and its earlier settings.
    transports: Arc<Transports>,
    settings: Settings,
    transport: OnceCell<Arc<Transport>>,
    /// The lock of the one call that probes; the others wait and share its result.
    probe_lock: Turn,
    last_probe: Mutex<LastProbe>,
}

/// The connections of a server with its present and earlier settings, as long as a session or call
/// uses them.
#[derive(Default)]
pub struct Transports(Mutex<Vec<Weak<Transport>>>);

impl Transports {
    fn add(&self, transport: &Arc<Transport>) {
        let mut all = lock(&self.0);
        all.retain(|other| other.strong_count() > 0);
        all.push(Arc::downgrade(transport));
    }

    /// Closes the connections that no call uses now.
    pub fn close_idle(&self) {
        let all: Vec<_> = lock(&self.0).iter().filter_map(Weak::upgrade).collect();
        all.iter().for_each(|transport| transport.close_idle());
    }
}

/// The result of the last probe.
#[derive(Default)]
struct LastProbe {
    found: Option<Discovered>,
    /// The error, for the calls that waited for the probe. It depends on whether an API version was set.
    failure: SharedFailure<bool>,
}

/// The result of a successful probe.
#[derive(Clone)]
struct Discovered {
    /// The server's address, after redirects.
    address: Address,
    /// The server info; `None` if the server sent none and an API version was set, so that none is
    /// needed.
    info: Option<ServerInfo>,
}

impl Endpoint {
    /// Makes an endpoint. It does not connect.
    pub fn new(address: Address, settings: Settings, transports: Arc<Transports>) -> Endpoint {
        Endpoint {
            address,
            transports,
            settings,
            transport: OnceCell::new(),
            probe_lock: Turn::default(),
            last_probe: Mutex::default(),
        }
    }

    /// Returns the connections. The trusted certificates are read at the first call.
    pub fn transport(&self) -> Result<Arc<Transport>> {
        let transport = self.transport.get_or_try_init(|| {
            let transport = Arc::new(Transport::new(&self.settings)?);
            self.transports.add(&transport);
            Ok(transport)
        });
        transport.cloned()
    }

    /// Returns the server's address after redirects, and its API version; a version that was set
    /// replaces the server's.
    ///
    /// The first call probes, and later calls use its result. Calls that come at the same time wait
    /// for the probe and share its result; they share its error too if it applies to them. For
    /// example, ten threads sign in at once while the server is down: one connects and times out,
    /// and all ten fail, instead of ten timeouts one after another. The next call probes again.
    pub fn discover(
        &self,
        set_version: Option<ApiVersion>,
        call: &Call,
    ) -> Result<(Address, ApiVersion)> {
        let usable = |found: &Discovered| {
            let version = set_version.or(found.info.as_ref().map(|info| info.api_version))?;
            Some((found.address.clone(), version))
        };
        let before = lock(&self.last_probe).failure.tries();
        let _turn = self.probe_lock.take(call)?;
        {
            let last_probe = lock(&self.last_probe);
            if let Some(found) = last_probe.found.as_ref().and_then(usable) {
                return Ok(found);
            }
            let failure = &last_probe.failure;
            if let Some(error) = failure.since(before, set_version.is_some(), call) {
                return Err(error);
            }
        }
        let found = self.probe_and_store(set_version.is_some(), call)?;
        usable(&found).ok_or_else(|| Error::new(Status::Internal, "the probe found no version"))
    }

    /// Probes the server, even if it was probed before, and returns its server info.
    pub fn fetch_info(&self, call: &Call) -> Result<ServerInfo> {
        let _turn = self.probe_lock.take(call)?;
        let found = self.probe_and_store(false, call)?;
        found
            .info
            .ok_or_else(|| Error::new(Status::Internal, "the probe found no server info"))
    }

    /// Probes the server and stores the result.
    fn probe_and_store(&self, has_version: bool, call: &Call) -> Result<Discovered> {
        let retries = call.retries();
        let result = self.probe(has_version, call);
        let mut last_probe = lock(&self.last_probe);
        let error = result.as_ref().err();
        last_probe.failure.record(has_version, call, retries, error);
        if let Ok(found) = &result {
            last_probe.found = Some(found.clone());
        }
        result
    }

    /// Requests the server info. The probe carries no credentials and no token, so redirects to
    /// other hosts may be followed. The headers that the program set are sent with it, to another
    /// host only once that has responded as a Tableau server. If an API version was set, any
    /// response from the configured address is accepted, and only the redirects matter.
    fn probe(&self, has_version: bool, call: &Call) -> Result<Discovered> {
        let transport = self.transport()?;
        let (address, probed) = self.follow_redirects(&transport, call)?;
        let is_elsewhere = address != self.address;
        let info = match probed {
            Ok(Probed::Info(info)) => Some(info),
            Ok(_) if has_version => None,
            Ok(Probed::TooOld) => Some(fetch_legacy_info(&transport, &address, call)?),
            Ok(Probed::NoVersion(error)) => return Err(error),
            Err(error) if is_elsewhere => return Err(not_tableau(&address, &error)),
            Err(_) if has_version => None,
            Err(error) => return Err(error),
        };
        Ok(Discovered { address, info })
    }

    /// Requests the server info and follows redirects, at most [`MAX_HOPS`]. Returns the last
    /// address, and the response there or why it is not usable.
    ///
    /// For example, `https://tableau.example.com` redirects to `https://bi.example.com`, because
    /// the server was renamed. Until that host has sent server info, it is an unverified host: an
    /// attacker or a typing error may have put any host into the `Location` header. If the settings
    /// contain something personal (a client certificate or the program's own headers), the request
    /// there uses separate connections without these. Once the host has proved to be a Tableau
    /// server, sign-in uses the full settings. [`redirect::next_origin`] decides which redirects
    /// are allowed at all: one from https to http is not, for example.
    ///
    /// Cookies that are set on the way are returned as long as the origin stays the same. An nginx
    /// gateway, for example, may redirect to the same URL until the cookie that it set comes back.
    fn follow_redirects(
        &self,
        transport: &Transport,
        call: &Call,
    ) -> Result<(Address, Result<Probed>)> {
        let mut address = self.address.clone();
        let mut cookies = Cookies::default();
        let mut unverified = None;
        let mut visited = Vec::new();
        loop {
            let request = get_request(address.url(SERVER_INFO_PATH));
            let mut outgoing = Outgoing::new(request, Purpose::ServerInfo);
            // Another host is unverified until it has sent server info.
            let is_unverified =
                self.settings.are_personal() && !address.is_same_host(&self.address);
            if is_unverified && unverified.is_none() {
                unverified = Some(Transport::new(&self.settings.for_unverified_host())?);
            }
            let transport = unverified
                .as_ref()
                .filter(|_| is_unverified)
                .unwrap_or(transport);
            let sender = Sender {
                transport,
                address: &address,
                cookies: &cookies,
                call,
            };
            let reply = match send(&sender, &mut outgoing) {
                Err(error) if matches!(error.status(), Status::Protocol | Status::TooLarge) => {
                    return Ok((address, Err(error)));
                }
                Err(error) if error.status() == Status::Cancelled => return Err(error),
                Err(error) if is_unverified => {
                    return Err(error.advise(format_args!(
                        "the server redirects to {address}; another host receives the client certificate and the program's headers only after it has responded as a Tableau server"
                    )));
                }
                Err(error) if address != self.address => {
                    return Err(error.advise(format_args!("the server redirects to {address}")));
                }
                Ok(reply) => reply,
                Err(error) => return Err(error),
            };
            if !redirect::is_redirect(&reply.response) {
                let probed = Probed::read(reply.response, address.is_https());
                let probed = probed
                    .map_err(|error| with_proxy_advice(error, reply.proxy))
                    .map_err(|error| outgoing.counted(error));
                return Ok((address, probed));
            }
            let verify = self.settings.verify;
            let next =
                match redirect::next_origin(&address, SERVER_INFO_PATH, &reply.response, verify) {
                    Ok(next) => next,
                    Err(error) => return Err(redirect_error(error, reply.response, call)),
                };
            if visited.len() == MAX_HOPS {
                let is_loop = next == address || visited.contains(&next);
                let error = redirect::too_many(&address, is_loop);
                return Err(error.with_response(fault::read_response(reply.response)));
            }
            report_redirect(&outgoing, &reply.response, next.as_str(), call);
            visited.push(address.clone());
            if !next.is_same_origin(&address) {
                cookies = Cookies::default();
            }
            address = next;
        }
    }
}

/// A response to the probe that only a Tableau server sends.
enum Probed {
    Info(ServerInfo),
    /// Server info without a valid API version.
    NoVersion(Error),
    /// The server is older than API 2.4, which introduced server info.
    TooOld,
}

impl Probed {
    fn read(response: Response, is_https: bool) -> Result<Probed> {
        if !response.is_success() {
            let is_404 = response.status() == StatusCode::NOT_FOUND.as_u16();
            if is_404 && fault::read(response.body()).is_unknown_to_api() {
                return Ok(Probed::TooOld);
            }
            return Err(fault_status::from_response(
                response,
                Purpose::ServerInfo,
                is_https,
            ));
        }
        match ServerInfo::read(response.body()) {
            Ok(Some(info)) => Ok(Probed::Info(info)),
            Ok(None) => {
                let reason = "its server info has no REST API version";
                let error = fault_status::unexpected(response, reason);
                Ok(Probed::NoVersion(error))
            }
            Err(error) => Err(fault_status::unexpected(response, error.words())),
        }
    }
}

/// Requests the page `/auth?format=xml`, from which servers before API 2.4 are recognised.
fn fetch_legacy_info(transport: &Transport, address: &Address, call: &Call) -> Result<ServerInfo> {
    let (path, query) = LEGACY_PATH;
    let request = get_request(format!("{}?{query}", address.url(path)));
    let sender = Sender {
        transport,
        address,
        cookies: &Cookies::default(),
        call,
    };
    let response = exchange(&sender, Outgoing::new(request, Purpose::ServerInfo))?;
    ServerInfo::read_legacy(response.body())
        .map_err(|error| fault_status::unexpected(response, error.words()))
}

/// The error for an origin that is not a Tableau server, and so gets no secret.
fn not_tableau(address: &Address, cause: &Error) -> Error {
    let message = Words::from("the server redirects to ")
        .and(address.to_string())
        .and(", which is not a Tableau server: ")
        .and(cause.words());
    Error::new(Status::Redirect, message).with_response_of(cause)
}

fn get_request(url: String) -> HttpRequest<'static> {
    HttpRequest::own(Method::GET, url, None)
}
