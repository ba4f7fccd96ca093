//! A server: its address, its settings, and signing in to it.

use crate::client::endpoint::{Endpoint, Transports};
use crate::client::timeouts::SharedTimeouts;
use crate::common::address::Address;
use crate::common::error::{Error, Result, Status};
use crate::common::headers::{Headers, checked_product};
use crate::common::lock::lock;
use crate::common::words::Words;
use crate::rest::api_version::ApiVersion;
use crate::rest::server_info::ServerInfo;
use crate::rest::server_url;
use crate::transport::call::{Call, Timeouts};
use crate::transport::cancellation::Cancellation;
use crate::transport::environment::Environment;
use crate::transport::pool::{Transport, USER_AGENT};
use crate::transport::proxy::Proxies;
use crate::transport::settings::Settings;
use crate::transport::tls::client_certificate::ClientCertificate;
use crate::transport::tls::trust::Trust;
use std::sync::{Arc, Mutex};

/// Where Tableau Services Manager is, the administrators' part of a Tableau Server.
const TSM_PORT: u16 = 8850;

/// A Tableau server, for any number of threads and sessions.
pub struct Server {
    address: Address,
    /// As it was when the server was made.
    environment: Environment,
    transports: Arc<Transports>,
    timeouts: Arc<SharedTimeouts>,
    state: Mutex<State>,
}

/// Replaced part by part; a call takes a copy when it starts.
#[derive(Clone)]
pub struct State {
    settings: Settings,
    endpoint: Arc<Endpoint>,
    allow_http: bool,
    api_version: Option<ApiVersion>,
}

impl State {
    /// The way to a server that a secret may go to: one that was found, whose version has the
    /// call, and over https, unless it need not be.
    pub fn reach(
        &self,
        call: &Call,
        require: impl FnOnce(ApiVersion) -> Result<()>,
    ) -> Result<(Arc<Transport>, Address, ApiVersion)> {
        let (address, version) = self.endpoint.find(self.api_version, call)?;
        require(version)?;
        require_encryption(&address, self.allow_http)?;
        Ok((self.endpoint.transport()?, address, version))
    }
}

impl Server {
    /// No network yet. Of the environment is taken what it says of proxies and certificates.
    pub fn new(url: &str, environment: &Environment) -> Result<Server> {
        let address = server_url::parse(url)?;
        let settings = Settings {
            trust: Trust::System(environment.clone()),
            verify: true,
            client_certificate: ClientCertificate::default(),
            proxies: Proxies::of_environment(environment),
            user_agent: USER_AGENT.to_owned(),
            headers: Headers::default(),
        };
        let transports = Arc::<Transports>::default();
        let endpoint = Endpoint::new(address.clone(), settings.clone(), Arc::clone(&transports));
        let endpoint = Arc::new(endpoint);
        Ok(Server {
            address,
            environment: environment.clone(),
            transports,
            timeouts: Arc::default(),
            state: Mutex::new(State {
                settings,
                endpoint,
                allow_http: false,
                api_version: None,
            }),
        })
    }

    /// The address as it was given, normalised.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Trusts the certificates in a file or directory; `None`: the system's.
    pub fn set_ca_path(&self, path: Option<&str>) -> Result<()> {
        let trust = match path {
            Some(path) => Trust::from_path(path)?,
            None => Trust::System(self.environment.clone()),
        };
        self.reconnect(|settings| settings.trust = trust);
        Ok(())
    }

    /// Trusts the certificates in PEM text; `None`: the system's.
    pub fn set_ca_pem(&self, pem: Option<&[u8]>) -> Result<()> {
        let trust = match pem {
            Some(pem) => Trust::from_pem(pem)?,
            None => Trust::System(self.environment.clone()),
        };
        self.reconnect(|settings| settings.trust = trust);
        Ok(())
    }

    /// Whether the server's certificate is looked at.
    pub fn set_verify(&self, verify: bool) {
        self.reconnect(|settings| settings.verify = verify);
    }

    /// Shows a certificate to a server that asks for one; PEM files with the chain and the key,
    /// which may be the same. `None`: none.
    pub fn set_client_certificate(&self, files: Option<(&str, &str)>) -> Result<()> {
        let certificate = match files {
            Some((certificate, key)) => ClientCertificate::from_files(certificate, key)?,
            None => ClientCertificate::default(),
        };
        self.reconnect(|settings| settings.client_certificate = certificate);
        Ok(())
    }

    /// The same from PEM text with both; `None`: none.
    pub fn set_client_certificate_pem(&self, pem: Option<&[u8]>) -> Result<()> {
        let certificate = match pem {
            Some(pem) => ClientCertificate::from_pem(pem)?,
            None => ClientCertificate::default(),
        };
        self.reconnect(|settings| settings.client_certificate = certificate);
        Ok(())
    }

    /// Goes through a proxy; `None`: the environment's, an empty text: none.
    pub fn set_proxy(&self, url: Option<&str>) -> Result<()> {
        let proxies = match url {
            Some(url) => Proxies::given(url)?,
            None => Proxies::of_environment(&self.environment),
        };
        self.reconnect(|settings| settings.proxies = proxies);
        Ok(())
    }

    /// Names the program before this library in the User-Agent; `None`: only the library.
    pub fn set_user_agent(&self, product: Option<&str>) -> Result<()> {
        let user_agent = match product {
            Some(product) => format!("{} {USER_AGENT}", checked_product(product)?),
            None => USER_AGENT.to_owned(),
        };
        self.reconnect(|settings| settings.user_agent = user_agent);
        Ok(())
    }

    /// Sends a header along with every request; without a value takes it away.
    pub fn set_header(&self, name: &str, value: Option<&str>) -> Result<()> {
        self.try_reconnect(|settings| settings.headers.set(name, value))
    }

    /// Whether a secret may go over http to another machine.
    pub fn set_allow_http(&self, allow: bool) {
        lock(&self.state).allow_http = allow;
    }

    /// The version to use; `None`: the server's.
    pub fn set_api_version(&self, version: Option<&str>) -> Result<()> {
        let parse = |text: &str| {
            ApiVersion::parse(text).ok_or_else(|| {
                let message = format!("the API version {text:?} is not of the form 3.19");
                Error::invalid(message)
            })
        };
        lock(&self.state).api_version = version.map(parse).transpose()?;
        Ok(())
    }

    /// How long the parts of the calls that begin later may take.
    pub fn set_timeouts(&self, timeouts: Timeouts) {
        self.timeouts.set(timeouts);
    }

    /// The time limits, which its sessions share.
    pub fn timeouts(&self) -> &Arc<SharedTimeouts> {
        &self.timeouts
    }

    /// Closes the connections, of its sessions too, that no call uses now.
    pub fn close_idle_connections(&self) {
        self.transports.close_idle();
    }

    /// Asks the server what it is.
    pub fn get_info(&self, cancellation: Option<&Cancellation>) -> Result<ServerInfo> {
        let state = self.now();
        let doing = |_: &()| {
            let address = Words::given(&self.address);
            Words::from("ask ").and(address).and(" for its version")
        };
        Call::make(
            self.timeouts.get(),
            cancellation,
            &mut (),
            doing,
            |(), call| {
                let asked = call.check().and_then(|()| state.endpoint.ask(call));
                asked.map_err(|error| self.advise(error))
            },
        )
    }

    /// A failure at an address that is not the REST API's.
    pub fn advise(&self, error: Error) -> Error {
        let is_tableaus = error.tableau_code().is_some();
        let is_of_port = match error.status() {
            Status::Connect | Status::Protocol | Status::Redirect => true,
            _ => error.response().is_some(),
        };
        match self.address.port() {
            TSM_PORT if is_of_port && !is_tableaus => error.advise(format_args!(
                "port {TSM_PORT} is that of Tableau Services Manager: the REST API is at the address \
                 that users open in a browser"
            )),
            _ => error,
        }
    }

    /// The settings as they are now.
    pub fn now(&self) -> State {
        lock(&self.state).clone()
    }

    fn reconnect(&self, change: impl FnOnce(&mut Settings)) {
        let changed = self.try_reconnect(|settings| {
            change(settings);
            Ok(())
        });
        debug_assert!(changed.is_ok());
    }

    /// What was found and connected with the settings before does not hold any more.
    fn try_reconnect(&self, change: impl FnOnce(&mut Settings) -> Result<()>) -> Result<()> {
        let mut state = lock(&self.state);
        let mut settings = state.settings.clone();
        change(&mut settings)?;
        let transports = Arc::clone(&self.transports);
        let endpoint = Endpoint::new(self.address.clone(), settings.clone(), transports);
        state.endpoint = Arc::new(endpoint);
        state.settings = settings;
        Ok(())
    }
}

fn require_encryption(address: &Address, allow_http: bool) -> Result<()> {
    if address.is_https() || address.is_loopback() || allow_http {
        return Ok(());
    }
    let message = format!("the secret would go over plain http to {address}, readable on its way");
    Err(Error::new(Status::Insecure, message)
        .advise("use the server's https:// address, or set that plain http is allowed"))
}
