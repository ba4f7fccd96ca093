//! A server: its address and its settings.

use crate::client::endpoint::{Endpoint, Transports};
use crate::client::numbers::next_number;
use crate::client::target::Target;
use crate::client::timeouts::SharedTimeouts;
use crate::common::address::Address;
use crate::common::error::{Error, Result, Status};
use crate::common::event::{Events, Listener};
use crate::common::headers::{Headers, checked_product};
use crate::common::lock::lock;
use crate::common::text::quoted;
use crate::common::words::Words;
use crate::rest::api_version::ApiVersion;
use crate::rest::server_info::ServerInfo;
use crate::rest::server_url;
use crate::transport::call::{Call, Context, Retry, Timeouts};
use crate::transport::cancellation::Cancellation;
use crate::transport::environment::Environment;
use crate::transport::pool::USER_AGENT;
use crate::transport::proxy::Proxies;
use crate::transport::settings::Settings;
use crate::transport::tls::client_certificate::ClientCertificate;
use crate::transport::tls::trust::Trust;
use std::mem;
use std::sync::{Arc, Mutex};

/// The port of Tableau Services Manager (TSM), the administrators' part of a Tableau Server.
const TSM_PORT: u16 = 8850;

/// A Tableau server. Any number of threads and sessions may use it.
pub struct Server {
    /// Its number among the servers of the process.
    number: u64,
    address: Address,
    /// The environment variables as they were when the server was made.
    environment: Environment,
    transports: Arc<Transports>,
    timeouts: Arc<SharedTimeouts>,
    state: Mutex<State>,
}

/// The settings and what was discovered with them. A call takes a copy when it starts, so a setter
/// has no effect on calls that have begun.
#[derive(Clone)]
pub struct State {
    settings: Settings,
    endpoint: Arc<Endpoint>,
    allow_http: bool,
    api_version: Option<ApiVersion>,
    retry: Retry,
    renews: bool,
    events: Events,
}

impl State {
    /// Returns how often requests are sent.
    pub fn retry(&self) -> Retry {
        self.retry
    }

    /// True if sessions can be renewed.
    pub fn renews(&self) -> bool {
        self.renews
    }

    /// Returns where events go.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// Discovers a server to which a secret may be sent: its address after redirects, and its API
    /// version. It fails if `require` refuses the version, or if the connection would be plain http
    /// and that is not allowed.
    pub fn discover(
        &self,
        call: &Call,
        require: impl FnOnce(ApiVersion) -> Result<()>,
    ) -> Result<Target> {
        let (address, api_version) = self.endpoint.discover(self.api_version, call)?;
        require(api_version)?;
        require_encryption(&address, self.allow_http)?;
        Ok(Target {
            transport: self.endpoint.transport()?,
            address,
            api_version,
        })
    }
}

impl Server {
    /// Makes a server from its URL, without using the network. The environment provides the proxies
    /// and the directories of trusted certificates.
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
            number: next_number(),
            address,
            environment: environment.clone(),
            transports,
            timeouts: Arc::default(),
            state: Mutex::new(State {
                settings,
                endpoint,
                allow_http: false,
                api_version: None,
                retry: Retry::default(),
                renews: false,
                events: Events::Off,
            }),
        })
    }

    /// Returns its number among the servers of the process.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Returns the address as it was given, normalised.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Sets the file or directory of trusted certificates. `None` restores the system's.
    pub fn set_ca_path(&self, path: Option<&str>) -> Result<()> {
        let trust = match path {
            Some(path) => Trust::from_path(path)?,
            None => Trust::System(self.environment.clone()),
        };
        self.reconnect(|settings| settings.trust = trust);
        Ok(())
    }

    /// Sets the trusted certificates as PEM text. `None` restores the system's.
    pub fn set_ca_pem(&self, pem: Option<&[u8]>) -> Result<()> {
        let trust = match pem {
            Some(pem) => Trust::from_pem(pem)?,
            None => Trust::System(self.environment.clone()),
        };
        self.reconnect(|settings| settings.trust = trust);
        Ok(())
    }

    /// Sets whether the server's certificate is verified.
    pub fn set_verify(&self, verify: bool) {
        self.reconnect(|settings| settings.verify = verify);
    }

    /// Sets the client certificate for servers that request one: PEM files with the chain and the
    /// key, which may be the same file. `None` removes it.
    pub fn set_client_certificate(&self, files: Option<(&str, &str)>) -> Result<()> {
        let certificate = match files {
            Some((certificate, key)) => ClientCertificate::from_files(certificate, key)?,
            None => ClientCertificate::default(),
        };
        self.reconnect(|settings| settings.client_certificate = certificate);
        Ok(())
    }

    /// Sets the client certificate as PEM text with the chain and the key. `None` removes it.
    pub fn set_client_certificate_pem(&self, pem: Option<&[u8]>) -> Result<()> {
        let certificate = match pem {
            Some(pem) => ClientCertificate::from_pem(pem)?,
            None => ClientCertificate::default(),
        };
        self.reconnect(|settings| settings.client_certificate = certificate);
        Ok(())
    }

    /// Sets the proxy. `None` restores the environment's; an empty text disables proxies.
    pub fn set_proxy(&self, url: Option<&str>) -> Result<()> {
        let proxies = match url {
            Some(url) => Proxies::given(url)?,
            None => Proxies::of_environment(&self.environment),
        };
        self.reconnect(|settings| settings.proxies = proxies);
        Ok(())
    }

    /// Sets the program's name, which comes before this library's in the User-Agent. `None` removes
    /// it.
    pub fn set_user_agent(&self, product: Option<&str>) -> Result<()> {
        let user_agent = match product {
            Some(product) => format!("{} {USER_AGENT}", checked_product(product)?),
            None => USER_AGENT.to_owned(),
        };
        self.reconnect(|settings| settings.user_agent = user_agent);
        Ok(())
    }

    /// Sets a header that every request carries. Without a value it removes the header.
    pub fn set_header(&self, name: &str, value: Option<&str>) -> Result<()> {
        self.try_reconnect(|settings| settings.headers.set(name, value))
    }

    /// Sets whether a secret may be sent over plain http to another machine.
    pub fn set_allow_http(&self, allow: bool) {
        lock(&self.state).allow_http = allow;
    }

    /// Sets the API version. `None` restores the version that the server reports.
    pub fn set_api_version(&self, version: Option<&str>) -> Result<()> {
        let parse = |text: &str| {
            ApiVersion::parse(text).ok_or_else(|| {
                let text = quoted(text);
                let message = format!("the API version {text} is not of the form 3.19");
                Error::invalid(message)
            })
        };
        lock(&self.state).api_version = version.map(parse).transpose()?;
        Ok(())
    }

    /// Sets how often requests are sent, and the longest wait between two times.
    pub fn set_retry(&self, retry: Retry) -> Result<()> {
        if retry.attempts == 0 {
            let message = "the number of attempts is 0: set 1 to send each request only once";
            return Err(Error::invalid(message));
        }
        lock(&self.state).retry = retry;
        Ok(())
    }

    /// Sets whether later sign-ins keep their credentials, so that their sessions can be renewed.
    pub fn set_renewal(&self, renews: bool) {
        lock(&self.state).renews = renews;
    }

    /// Sets the program's receiver of events; `None` removes it.
    pub fn set_listener(&self, listener: Option<Arc<dyn Listener>>) {
        let events = listener.map_or(Events::Off, Events::To);
        let before = mem::replace(&mut lock(&self.state).events, events);
        // It may call back into the program, which must not happen under the lock.
        drop(before);
    }

    /// Sets the time limits of the calls that begin later.
    pub fn set_timeouts(&self, timeouts: Timeouts) {
        self.timeouts.set(timeouts);
    }

    /// Returns the time limits, which the server shares with its sessions.
    pub fn timeouts(&self) -> &Arc<SharedTimeouts> {
        &self.timeouts
    }

    /// Closes the connections that no call uses now, those of its sessions too.
    pub fn close_idle_connections(&self) {
        self.transports.close_idle();
    }

    /// Requests the server's product and API version.
    pub fn get_info(&self, cancellation: Option<&Cancellation>) -> Result<ServerInfo> {
        let doing = |address| Words::from("ask ").and(address).and(" for its version");
        self.run(doing, cancellation, |state, call| {
            state.endpoint.fetch_info(call)
        })
    }

    /// Runs a call with a copy of the present settings. `doing` makes the beginning of an error
    /// message from the server's address.
    pub fn run<T>(
        &self,
        doing: impl FnOnce(Words) -> Words,
        cancellation: Option<&Cancellation>,
        body: impl FnOnce(&State, &Call) -> Result<T>,
    ) -> Result<T> {
        let state = lock(&self.state).clone();
        let doing = |_: &()| doing(Words::given(&self.address));
        let context = Context {
            timeouts: self.timeouts.get(),
            retry: state.retry,
            events: state.events.clone(),
            server: self.number,
            session: 0,
        };
        Call::make(context, cancellation, &mut (), doing, |(), call| {
            let result = call.check().and_then(|()| body(&state, call));
            result.map_err(|error| self.advise(error))
        })
    }

    /// Adds advice to an error if the address is that of Tableau Services Manager, which has
    /// another API.
    fn advise(&self, error: Error) -> Error {
        let is_tableaus = error.tableau_code().is_some();
        let is_of_port = match error.status() {
            Status::Connect | Status::Protocol | Status::Redirect => true,
            _ => error.response().is_some(),
        };
        match self.address.port() {
            TSM_PORT if is_of_port && !is_tableaus => error.advise(format_args!(
                "port {TSM_PORT} belongs to Tableau Services Manager: the REST API is at the address \
                 that users open in a browser"
            )),
            _ => error,
        }
    }

    fn reconnect(&self, change: impl FnOnce(&mut Settings)) {
        let changed = self.try_reconnect(|settings| {
            change(settings);
            Ok(())
        });
        debug_assert!(changed.is_ok());
    }

    /// Changes the settings. What was discovered with the old ones, and their connections, are not
    /// used for later calls.
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
    let message =
        format!("the secret would go over plain http to {address}, which is not encrypted");
    Err(Error::new(Status::Insecure, message)
        .advise("use the server's https:// address, or allow plain http"))
}
