//! A running simulator, as tests use it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::TempDir;
use tokio::runtime;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::at_once::AtOnce;
use crate::balancer::Balancer;
use crate::ca;
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::connected_apps::UsedTokens;
use crate::control;
use crate::faults::{Fault, Faults};
use crate::holds::Holds;
use crate::listen::{Front, Listeners};
use crate::log::{Log, Recorded};
use crate::options::Options;
use crate::routes;
use crate::server::Server;
use crate::sessions::{SessionLimits, Sessions, SessionsOf};
use crate::sign_ins::{SignInKind, SignInRule, SignInRules};
use crate::version::Version;

/// The time after which waiting for a held request fails.
const HELD_LIMIT: Duration = Duration::from_secs(60);

/// A simulated Tableau Server that runs until this is dropped.
pub struct Simulator {
    server: Arc<Server>,
    https_url: String,
    http_url: String,
    control_url: String,
    ca_path: PathBuf,
    ca_pem: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    _directory: Option<TempDir>,
}

impl Simulator {
    /// Starts a server on a thread of its own. It accepts connections when this returns.
    pub fn start(options: Options) -> io::Result<Self> {
        let version: Version = options.api_version.parse().map_err(|_| {
            let message = format!(
                "not an API version: {:?} (3.24 is one)",
                options.api_version
            );
            io::Error::new(io::ErrorKind::InvalidInput, message)
        })?;
        let mut hosts = ["localhost", "127.0.0.1", "::1"]
            .map(str::to_owned)
            .to_vec();
        hosts.extend(options.hosts);
        let authority = ca::make(&hosts)?;
        let (ca_path, directory) = write_ca(&authority.pem, options.ca_file)?;

        let https = Listeners::bind(options.https_port)?;
        let http = Listeners::bind(options.http_port)?;
        let control = Listeners::bind(0)?;
        let https_url = format!("https://localhost:{}", https.port);
        let http_url = format!("http://localhost:{}", http.port);
        let control_url = format!("http://127.0.0.1:{}", control.port);

        let server = Arc::new(Server {
            version,
            product_version: options.product_version.unwrap_or_else(|| version.product()),
            cloud: options.cloud,
            balancer: Balancer::new(options.nodes.max(1 + usize::from(options.sticky))),
            catalogue: Catalogue::new(options.state, https_url.clone()),
            sessions: Sessions::new(options.idle_limit, options.session_limits),
            idle_limit: options.idle_limit,
            used_tokens: UsedTokens::default(),
            sign_in_rules: SignInRules::default(),
            dead_session_code: AtomicU32::new(options.dead_session_code),
            downloads: AtOnce::new(options.downloads_at_once),
            clock: Clock::default(),
            log: Log::default(),
            faults: Faults::default(),
            holds: Holds::default(),
        });
        for fault in options.faults {
            server.faults.arm(fault);
        }
        let tls = TlsAcceptor::from(authority.tls);
        let (stop, stopped) = oneshot::channel();
        let thread = serve(
            Arc::clone(&server),
            [(https, Some(tls)), (http, None)],
            control,
            stopped,
        )?;
        Ok(Self {
            server,
            https_url,
            http_url,
            control_url,
            ca_path,
            ca_pem: authority.pem,
            stop: Some(stop),
            thread: Some(thread),
            _directory: directory,
        })
    }

    /// The URL over TLS, such as `https://localhost:8443`.
    pub fn https_url(&self) -> String {
        self.https_url.clone()
    }

    /// The URL without TLS, such as `http://localhost:8080`.
    pub fn http_url(&self) -> String {
        self.http_url.clone()
    }

    /// The URL of the control endpoint, with this API for other languages.
    pub fn control_url(&self) -> String {
        self.control_url.clone()
    }

    /// The path of the CA certificate that clients should trust, a PEM file.
    pub fn ca_path(&self) -> &Path {
        &self.ca_path
    }

    /// The CA certificate as PEM text.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The requests of both listeners, in the order in which they arrived.
    pub fn requests(&self) -> Vec<Recorded> {
        self.server.log.all()
    }

    /// Clears the log of requests.
    pub fn clear_requests(&self) {
        self.server.log.clear();
    }

    /// Arms a fault. If several match a request, the one that was armed first applies.
    pub fn fault(&self, fault: Fault) {
        self.server.faults.arm(fault);
    }

    /// Arms several faults, in this order.
    pub fn faults(&self, faults: impl IntoIterator<Item = Fault>) {
        faults.into_iter().for_each(|fault| self.fault(fault));
    }

    /// Disarms all faults.
    pub fn clear_faults(&self) {
        self.server.faults.clear();
    }

    /// The number of requests in the log with this method (empty: any) whose path contains a
    /// pattern, in which `*` stands for any text.
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.server.log.count(method, path)
    }

    /// The number of sign-ins in the log with this kind of credentials.
    pub fn sign_ins(&self, kind: SignInKind) -> usize {
        self.server.log.sign_ins(kind)
    }

    /// Sets what happens to sign-ins with some credentials, in place of an earlier rule for them.
    ///
    /// # Panics
    /// If there is no such user or site.
    pub fn sign_in_rule(&self, rule: SignInRule) {
        let outcome = self.server.set_sign_in_rule(rule);
        assert!(outcome.is_ok(), "{outcome:?}");
    }

    /// Removes all rules about sign-ins.
    pub fn clear_sign_in_rules(&self) {
        self.server.sign_in_rules.clear();
    }

    /// Ends sessions, and returns their number.
    pub fn end_sessions(&self, which: SessionsOf<'_>) -> usize {
        self.server.sessions.end(which, self.server.clock.now())
    }

    /// Sets the limits of live and later sessions.
    pub fn limit_sessions(&self, limits: SessionLimits) {
        self.server.sessions.limit(limits, self.server.clock.now());
    }

    /// Sets the code with which tokens that are not valid are refused: 401002 or 401000.
    pub fn set_dead_session_code(&self, code: u32) {
        let current = &self.server.dead_session_code;
        current.store(code, Ordering::Relaxed);
    }

    /// Sets by how many seconds the server's time of day, with which it checks web tokens, is ahead
    /// of the machine's.
    pub fn set_clock_skew(&self, seconds: i64) {
        self.server.clock.set_skew(seconds);
    }

    /// Advances the server's clock, for the expiry of sessions and personal access tokens.
    pub fn advance_clock(&self, by: Duration) {
        self.server.clock.advance(by);
    }

    /// The number of valid tokens.
    pub fn live_sessions(&self) -> usize {
        self.server.live_sessions()
    }

    /// Releases all held responses.
    pub fn release(&self) {
        self.server.holds.release();
    }

    /// Blocks until at least `count` responses are held.
    ///
    /// # Panics
    /// If that takes more than a minute.
    pub fn wait_until_held(&self, count: usize) {
        assert!(
            self.server
                .holds
                .wait_until(|held| held >= count, HELD_LIMIT),
            "no {count} requests were held within {HELD_LIMIT:?}"
        );
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // The receiver may be gone already, if the thread panicked.
        let _ = self.stop.take().map(|stop| stop.send(()));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Serves on a thread of its own until `stopped`.
fn serve(
    server: Arc<Server>,
    fronts: [(Listeners, Option<TlsAcceptor>); 2],
    control: Listeners,
    stopped: oneshot::Receiver<()>,
) -> io::Result<JoinHandle<()>> {
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("tsc-simulator")
        .enable_all()
        .build()?;
    {
        let _entered = runtime.enter();
        let front = Front {
            server: Arc::clone(&server),
            router: routes::router(Arc::clone(&server)),
            connections: Arc::default(),
        };
        for (listeners, tls) in fronts {
            for listener in listeners.into_tokio()? {
                tokio::spawn(front.clone().accept(listener, tls.clone()));
            }
        }
        for listener in control.into_tokio()? {
            let router = control::router(Arc::clone(&server));
            tokio::spawn(async { axum::serve(listener, router).await });
        }
    }
    std::thread::Builder::new()
        .name("tsc-simulator".to_owned())
        .spawn(move || {
            // An error means that the simulator was dropped, which stops it as well.
            let _ = runtime.block_on(stopped);
        })
}

/// The directory of the CA is removed with the simulator.
fn write_ca(pem: &str, file: Option<PathBuf>) -> io::Result<(PathBuf, Option<TempDir>)> {
    let (path, directory) = match file {
        Some(path) => (path, None),
        None => {
            let directory = tempfile::Builder::new()
                .prefix("tsc-simulator-")
                .tempdir()?;
            (directory.path().join("ca.pem"), Some(directory))
        }
    };
    std::fs::write(&path, pem)?;
    Ok((path, directory))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::TcpStream;

    use super::{HELD_LIMIT, Simulator};
    use crate::action::Action;
    use crate::faults::Fault;
    use crate::options::Options;

    #[test]
    fn disconnected_client_is_no_longer_held() {
        for action in [
            Action::Hold,
            Action::Silence { executed: false },
            Action::Silence { executed: true },
        ] {
            let simulator = Simulator::start(Options::default()).expect("starts");
            simulator.fault(Fault::on("", action.clone()));
            let address = simulator
                .http_url()
                .replace("http://localhost", "127.0.0.1");
            let mut stream = TcpStream::connect(address).expect("connects");
            let request = b"GET /api/2.4/serverInfo HTTP/1.1\r\nHost: x\r\n\r\n";
            stream.write_all(request).expect("sent");
            simulator.wait_until_held(1);
            drop(stream);
            let holds = &simulator.server.holds;
            assert!(holds.wait_until(|held| held == 0, HELD_LIMIT), "{action:?}");
        }
    }
}
