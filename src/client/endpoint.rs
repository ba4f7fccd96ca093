//! A server as it is reached with one set of settings: its connections, and what was
//! found out about it.

use crate::client::cookies::Cookies;
use crate::client::exchange::{exchange, naming_proxy, of_redirect, response};
use crate::client::lock;
use crate::client::turn::Turn;
use crate::error::{Answer, Error, Result, Status};
use crate::rest::address::Address;
use crate::rest::api_version::ApiVersion;
use crate::rest::fault::Purpose;
use crate::rest::response::Response;
use crate::rest::server_info::{LEGACY_PATH, SERVER_INFO_PATH, ServerInfo};
use crate::transport::call::{Call, Timeouts};
use crate::transport::redirect::{self, MAX_HOPS};
use crate::transport::{Request, Settings, Transport};
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

    /// Where the server is and which version its API has; `pinned` is used in its place.
    /// Asked once, also by many threads, who share what comes of it, a failure too.
    pub fn find(&self, pinned: Option<ApiVersion>, call: &Call) -> Result<(Address, ApiVersion)> {
        let usable = |found: &Found| {
            let version = pinned.or(found.info.as_ref().map(|info| info.api_version))?;
            Some((found.address.clone(), version))
        };
        let before = lock(&self.known).questions;
        let _turn = self.asking.take(call)?;
        {
            let known = lock(&self.known);
            if let Some(found) = known.found.as_ref().and_then(usable) {
                return Ok(found);
            }
            let is_same = known.asked == Some((pinned.is_some(), *call.timeouts()));
            if let Some(failure) = known
                .failure
                .as_ref()
                .filter(|_| known.questions > before && is_same)
            {
                return Err(failure.clone());
            }
        }
        let found = self.question(pinned.is_some(), call)?;
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
    fn question(&self, pinned: bool, call: &Call) -> Result<Found> {
        let result = self.probe(pinned, call);
        let mut known = lock(&self.known);
        known.questions += 1;
        known.asked = Some((pinned, *call.timeouts()));
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
    fn probe(&self, pinned: bool, call: &Call) -> Result<Found> {
        let transport = self.transport()?;
        let (address, said) = self.follow(&transport, call)?;
        let is_elsewhere = address != self.address;
        let info = match said {
            Ok(Said::Info(info)) => Some(info),
            Ok(_) if pinned => None,
            Ok(Said::TooOld) => Some(legacy(&transport, &address, call)?),
            Ok(Said::NoVersion(error)) => return Err(error),
            Err(error) if is_elsewhere => return Err(redirect::not_tableau(&address, &error)),
            Err(_) if pinned => None,
            Err(error) => return Err(error),
        };
        Ok(Found { address, info })
    }

    /// Where the redirects lead, and what is said there. What a gateway sets on the way counts for
    /// the next hop, as long as it is the same origin.
    fn follow(&self, transport: &Transport, call: &Call) -> Result<(Address, Result<Said>)> {
        let mut address = self.address.clone();
        let mut cookies = Cookies::default();
        let mut unverified = None;
        let mut sent = Vec::new();
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
            let answer = cookies.send(transport, &address, &mut request, call);
            let answer = match answer {
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
                Ok(answer) => answer,
                Err(error) => return Err(error),
            };
            if !redirect::is_redirect(&answer) {
                let proxy = answer.proxy.clone();
                let said = said(response(answer), address.is_https());
                return Ok((address, said.map_err(|error| naming_proxy(error, proxy))));
            }
            let verify = self.settings.verify;
            let next = match redirect::next_origin(&address, SERVER_INFO_PATH, &answer, verify) {
                Ok(next) => next,
                Err(error) => return Err(of_redirect(error, answer, call)),
            };
            sent.push(address.clone());
            if sent.len() > MAX_HOPS {
                let error = redirect::too_many(&address, sent.contains(&next));
                return Err(error.with_answer(Answer::read(response(answer))));
            }
            if !next.is_same_origin(&address) {
                cookies = Cookies::default();
            }
            address = next;
        }
    }
}

/// What only a Tableau server says.
enum Said {
    Info(ServerInfo),
    /// A server info, but no version that is one.
    NoVersion(Error),
    /// That it has no server info yet.
    TooOld,
}

fn said(response: Response, is_https: bool) -> Result<Said> {
    if !response.is_success() {
        let is_404 = response.status() == StatusCode::NOT_FOUND.as_u16();
        let answer = Answer::read(response);
        if is_404 && answer.fault.is_unknown_to_api() {
            return Ok(Said::TooOld);
        }
        return Err(answer.into_error(Purpose::ServerInfo, is_https));
    }
    match ServerInfo::read(response.body()) {
        Ok(Some(info)) => Ok(Said::Info(info)),
        Ok(None) => {
            let reason = "its server info has no REST API version";
            Ok(Said::NoVersion(
                Answer::read(response).into_protocol_error(reason),
            ))
        }
        Err(error) => Err(Answer::read(response).into_protocol_error(error.words())),
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
        .map_err(|error| Answer::read(response).into_protocol_error(error.words()))
}

fn get(url: String) -> Request<'static> {
    Request::own(Method::GET, url, None)
}
