//! A server as it is reached with one set of settings: its connections, and what was
//! found out about it.

use crate::client::cookies::Cookies;
use crate::client::exchange::{exchange, naming_proxy, unfollowed};
use crate::client::send::send;
use crate::client::turn::Turn;
use crate::common::address::Address;
use crate::common::error::{Error, Result, Status};
use crate::common::lock::lock;
use crate::common::response::Response;
use crate::rest::api_version::ApiVersion;
use crate::rest::purpose::Purpose;
use crate::rest::server_info::{LEGACY_PATH, SERVER_INFO_PATH, ServerInfo};
use crate::rest::{fault, fault_status};
use crate::transport::call::{Call, Timeouts};
use crate::transport::pool::Transport;
use crate::transport::redirect::{self, MAX_HOPS};
use crate::transport::request::Request;
use crate::transport::settings::Settings;
use http::{Method, StatusCode};
use std::sync::{Arc, Mutex, Weak};

/// See the module.
pub struct Endpoint {
    address: Address,
    /// Of the whole server, with those of its other settings.
    transports: Arc<Transports>,
    settings: Settings,
    transport: Mutex<Option<Arc<Transport>>>,
    /// One call asks, the others wait for what it finds.
    asking: Turn,
    known: Mutex<Known>,
}

/// The connections of a server with all settings that it has had, as long as anybody uses them.
#[derive(Default)]
pub struct Transports(Mutex<Vec<Weak<Transport>>>);

impl Transports {
    fn add(&self, transport: &Arc<Transport>) {
        let mut all = lock(&self.0);
        all.retain(|other| other.strong_count() > 0);
        all.push(Arc::downgrade(transport));
    }

    /// Closes those that no call uses now.
    pub fn close_idle(&self) {
        let all: Vec<_> = lock(&self.0).iter().filter_map(Weak::upgrade).collect();
        all.iter().for_each(|transport| transport.close_idle());
    }
}

/// What the last question found.
#[derive(Default)]
struct Known {
    /// How many questions were answered, by a failure too.
    questions: u64,
    found: Option<Found>,
    /// Why the last question found nothing, for those who waited for it.
    failure: Option<Error>,
    /// What the last question was asked for: another call may do with less, or wait longer.
    asked: Option<(bool, Timeouts)>,
}

/// What the probe found.
#[derive(Clone)]
struct Found {
    /// Where the server is, after redirects.
    address: Address,
    /// What it is; `None` if it did not say and nobody needed to know.
    info: Option<ServerInfo>,
}

impl Endpoint {
    /// Nothing is connected yet.
    pub fn new(address: Address, settings: Settings, transports: Arc<Transports>) -> Endpoint {
        Endpoint {
            address,
            transports,
            settings,
            transport: Mutex::new(None),
            asking: Turn::default(),
            known: Mutex::default(),
        }
    }

    /// The connections; the roots are read when they are first needed.
    pub fn transport(&self) -> Result<Arc<Transport>> {
        let mut slot = lock(&self.transport);
        if let Some(transport) = slot.as_ref() {
            return Ok(Arc::clone(transport));
        }
        let transport = Arc::new(Transport::new(&self.settings)?);
        self.transports.add(&transport);
        *slot = Some(Arc::clone(&transport));
        Ok(transport)
    }

    /// Where the server is and which version its API has; `given` is used in its place.
    /// Asked once, also by many threads, who share what comes of it, a failure too.
    pub fn find(&self, given: Option<ApiVersion>, call: &Call) -> Result<(Address, ApiVersion)> {
        let usable = |found: &Found| {
            let version = given.or(found.info.as_ref().map(|info| info.api_version))?;
            Some((found.address.clone(), version))
        };
        let before = lock(&self.known).questions;
        let _turn = self.asking.take(call)?;
        {
            let known = lock(&self.known);
            if let Some(found) = known.found.as_ref().and_then(usable) {
                return Ok(found);
            }
            let is_same = known.asked == Some((given.is_some(), *call.timeouts()));
            if let Some(failure) = known
                .failure
                .as_ref()
                .filter(|_| known.questions > before && is_same)
            {
                return Err(failure.clone());
            }
        }
        let found = self.question(given.is_some(), call)?;
        usable(&found).ok_or_else(|| Error::new(Status::Internal, "the probe found no version"))
    }

    /// Asks the server what it is, whatever was found before.
    pub fn ask(&self, call: &Call) -> Result<ServerInfo> {
        let _turn = self.asking.take(call)?;
        let found = self.question(false, call)?;
        found
            .info
            .ok_or_else(|| Error::new(Status::Internal, "the probe found no server info"))
    }

    /// Asks, and keeps what comes of it.
    fn question(&self, has_version: bool, call: &Call) -> Result<Found> {
        let result = self.probe(has_version, call);
        let mut known = lock(&self.known);
        known.questions += 1;
        known.asked = Some((has_version, *call.timeouts()));
        match &result {
            Ok(found) => {
                known.found = Some(found.clone());
                known.failure = None;
            }
            // That this call was over says nothing to another one.
            Err(error) => {
                let is_over = call.check().is_err();
                known.failure = (!is_over).then(|| call.secrets().redact(error.clone()));
            }
        }
        result
    }

    /// Server info carries no secret, so it goes ahead and follows redirects. With a version
    /// given only they matter, and any other answer does as well.
    fn probe(&self, has_version: bool, call: &Call) -> Result<Found> {
        let transport = self.transport()?;
        let (address, probed) = self.follow(&transport, call)?;
        let is_elsewhere = address != self.address;
        let info = match probed {
            Ok(Probed::Info(info)) => Some(info),
            Ok(_) if has_version => None,
            Ok(Probed::TooOld) => Some(legacy(&transport, &address, call)?),
            Ok(Probed::NoVersion(error)) => return Err(error),
            Err(error) if is_elsewhere => return Err(redirect::not_tableau(&address, &error)),
            Err(_) if has_version => None,
            Err(error) => return Err(error),
        };
        Ok(Found { address, info })
    }

    /// Where the redirects lead, and what is said there. What a gateway sets on the way counts for
    /// the next hop, as long as it is the same origin.
    fn follow(&self, transport: &Transport, call: &Call) -> Result<(Address, Result<Probed>)> {
        let mut address = self.address.clone();
        let mut cookies = Cookies::default();
        let mut unverified = None;
        let mut visited = Vec::new();
        loop {
            let mut request = get(address.url(SERVER_INFO_PATH));
            // What another host is, is not known before it has answered.
            let is_unverified =
                self.settings.are_personal() && !address.is_same_host(&self.address);
            if is_unverified && unverified.is_none() {
                unverified = Some(Transport::new(&self.settings.for_unverified_host())?);
            }
            let transport = unverified
                .as_ref()
                .filter(|_| is_unverified)
                .unwrap_or(transport);
            let sent = send(transport, &address, &mut request, &cookies, call);
            let reply = match sent {
                Err(error) if matches!(error.status(), Status::Protocol | Status::TooLarge) => {
                    return Ok((address, Err(error)));
                }
                Err(error) if error.status() == Status::Cancelled => return Err(error),
                Err(error) if is_unverified => {
                    return Err(error.advise(format_args!(
                        "the server redirects to {address}, and another host is shown no client \
                         certificate and no headers of yours before it has answered as a Tableau \
                         server"
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
                let probed = probed.map_err(|error| naming_proxy(error, reply.proxy));
                return Ok((address, probed));
            }
            let verify = self.settings.verify;
            let next =
                match redirect::next_origin(&address, SERVER_INFO_PATH, &reply.response, verify) {
                    Ok(next) => next,
                    Err(error) => return Err(unfollowed(error, reply.response, call)),
                };
            visited.push(address.clone());
            if visited.len() > MAX_HOPS {
                let error = redirect::too_many(&address, visited.contains(&next));
                return Err(error.with_response(fault::read_response(reply.response)));
            }
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
    /// The server is older than server info.
    TooOld,
}

impl Probed {
    fn read(response: Response, is_https: bool) -> Result<Probed> {
        if !response.is_success() {
            let is_404 = response.status() == StatusCode::NOT_FOUND.as_u16();
            if is_404 && fault::read(response.body()).is_unknown_to_api() {
                return Ok(Probed::TooOld);
            }
            return Err(fault_status::refused(
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

/// The page of servers that have no server info.
fn legacy(transport: &Transport, address: &Address, call: &Call) -> Result<ServerInfo> {
    let (path, query) = LEGACY_PATH;
    let request = get(format!("{}?{query}", address.url(path)));
    let response = exchange(
        transport,
        address,
        request,
        Purpose::ServerInfo,
        &Cookies::default(),
        call,
    )?;
    ServerInfo::read_legacy(response.body())
        .map_err(|error| fault_status::unexpected(response, error.words()))
}

fn get(url: String) -> Request<'static> {
    Request::own(Method::GET, url, None)
}
