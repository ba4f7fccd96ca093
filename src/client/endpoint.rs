//! A server as it is reached with one set of settings: its connections, and what was
//! found out about it.

use crate::client::exchange::response;
use crate::client::lock;
use crate::error::{self, Error, Result, Status};
use crate::rest::address::Address;
use crate::rest::api_version::ApiVersion;
use crate::rest::fault::{Fault, Purpose};
use crate::rest::response::Response;
use crate::rest::secrets::Secrets;
use crate::rest::server_info::{LEGACY_PATH, SERVER_INFO_PATH, ServerInfo};
use crate::transport::call::Call;
use crate::transport::redirect::{self, MAX_HOPS};
use crate::transport::trust::{self, Trust};
use crate::transport::{Answer, Request, Transport};
use http::Method;
use std::sync::{Arc, Mutex};

/// Settings that a connection depends on. A change makes another endpoint.
#[derive(Debug, Clone)]
pub struct Connecting {
    /// Who may sign the server's certificate.
    pub trust: Trust,
    /// Whether the certificate is looked at.
    pub verify: bool,
}

/// See the module.
pub struct Endpoint {
    address: Address,
    connecting: Connecting,
    transport: Mutex<Option<Arc<Transport>>>,
    found: Mutex<Option<Found>>,
}

/// What the probe found.
#[derive(Clone)]
pub struct Found {
    /// Where the server is, after redirects.
    pub address: Address,
    /// What it is; `None` if it did not say and nobody needed to know.
    pub info: Option<ServerInfo>,
}

impl Endpoint {
    /// Nothing is connected yet.
    pub fn new(address: Address, connecting: Connecting) -> Endpoint {
        Endpoint {
            address,
            connecting,
            transport: Mutex::new(None),
            found: Mutex::new(None),
        }
    }

    /// The connections; the roots are read when they are first needed.
    pub fn transport(&self) -> Result<Arc<Transport>> {
        let mut slot = lock(&self.transport);
        if let Some(transport) = slot.as_ref() {
            return Ok(Arc::clone(transport));
        }
        let tls = trust::client_config(&self.connecting.trust, self.connecting.verify)?;
        let transport = Arc::new(Transport::new(tls));
        *slot = Some(Arc::clone(&transport));
        Ok(transport)
    }

    /// Where the server is and which version its API has; `pinned` is used in its place.
    /// Asked once, also by many threads: the others wait for the one that asks.
    pub fn find(
        &self,
        pinned: Option<ApiVersion>,
        call: &Call<'_>,
    ) -> Result<(Address, ApiVersion)> {
        let mut slot = lock(&self.found);
        call.check()?;
        let known = |found: &Found| {
            let version = pinned.or(found.info.as_ref().map(|info| info.api_version))?;
            Some((found.address.clone(), version))
        };
        if let Some(found) = slot.as_ref().and_then(known) {
            return Ok(found);
        }
        let found = self.probe(pinned.is_some(), call)?;
        let answer = known(&found);
        *slot = Some(found);
        answer.ok_or_else(|| Error::new(Status::Internal, "the probe found no version"))
    }

    /// Asks the server what it is, whatever was found before.
    pub fn ask(&self, call: &Call<'_>) -> Result<ServerInfo> {
        let mut slot = lock(&self.found);
        let found = self.probe(false, call)?;
        let info = found.info.clone();
        *slot = Some(found);
        info.ok_or_else(|| Error::new(Status::Internal, "the probe found no server info"))
    }

    /// Server info carries no secret, so it goes ahead and follows redirects.
    fn probe(&self, pinned: bool, call: &Call<'_>) -> Result<Found> {
        let transport = self.transport()?;
        let (address, answer) = self.follow(&transport, call)?;
        let response = response(answer);
        let moved = address != self.address;
        let fault = Fault::read(response.body());
        let is_info = response.is_success() && ServerInfo::is_one(response.body());
        let is_too_old = response.status() == 404 && fault.is_unknown_to_api();
        if moved && !is_info && !is_too_old {
            let error = Error::new(
                Status::Redirect,
                format!(
                    "the server redirects to {address}, which does not answer as a Tableau server"
                ),
            );
            return Err(error.with_answer(answered(response)));
        }
        let info = match ServerInfo::read(response.body()) {
            Ok(info) if response.is_success() => Some(info),
            _ if pinned => None,
            _ if is_too_old => Some(legacy(&transport, &address, call)?),
            Ok(_) => return Err(answered(response).into_error(Purpose::ServerInfo)),
            Err(_) if !response.is_success() => {
                return Err(answered(response).into_error(Purpose::ServerInfo));
            }
            Err(error) => return Err(answered(response).into_protocol_error(error.message())),
        };
        Ok(Found { address, info })
    }

    fn follow(&self, transport: &Transport, call: &Call<'_>) -> Result<(Address, Answer)> {
        let mut address = self.address.clone();
        for _ in 0..=MAX_HOPS {
            let answer = get(transport, address.url(SERVER_INFO_PATH), call)?;
            if !redirect::is_redirect(&answer) {
                return Ok((address, answer));
            }
            let verify = self.connecting.verify;
            address = redirect::next_origin(&address, SERVER_INFO_PATH, &answer, verify)
                .map_err(|error| error.with_answer(answered(response(answer))))?;
        }
        Err(redirect::too_many(&address))
    }
}

/// The page of servers that have no server info.
fn legacy(transport: &Transport, address: &Address, call: &Call<'_>) -> Result<ServerInfo> {
    let (path, query) = LEGACY_PATH;
    let response = response(get(
        transport,
        format!("{}?{query}", address.url(path)),
        call,
    )?);
    if !response.is_success() {
        return Err(answered(response).into_error(Purpose::ServerInfo));
    }
    ServerInfo::read_legacy(response.body())
        .map_err(|error| answered(response).into_protocol_error(error.message()))
}

fn get(transport: &Transport, url: String, call: &Call<'_>) -> Result<Answer> {
    let request = Request {
        method: Method::GET,
        url,
        token: None,
        body: None,
    };
    transport.send(&request, call)
}

/// Nothing secret was sent, so there is nothing to strike out.
fn answered(response: Response) -> error::Answer {
    error::Answer::read(response, &Secrets::default())
}
