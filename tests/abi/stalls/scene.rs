//! The server, the relay before it and the session of a phase.

use super::*;
use crate::support::connect_proxy;
use crate::support::name_server::{NameServer, isolate};
use crate::support::relay::{Relay, Shut, Stop};
use crate::support::waiting::wait_until_unanswered;
use crate::support::*;
use std::net::Ipv4Addr;
use tsc_simulator::{Fault, Options, Simulator};

/// A host that only this test's name server knows.
pub const HOST: &str = "tableau.test";

pub type Call<'a> = Box<dyn FnOnce(&Cancellation) -> Result<()> + Send + 'a>;

/// A session that was signed in over a connection that is pooled now.
pub struct Scene {
    pub simulator: Simulator,
    pub relay: Relay,
    pub names: Option<NameServer>,
    pub server: Server,
    pub session: Session,
}

impl Scene {
    pub fn new(phase: &Phase) -> Scene {
        let names = (phase.way == Way::Name).then(|| {
            isolate();
            NameServer::start()
        });
        let simulator = Simulator::start(Options {
            hosts: vec![HOST.to_owned()],
            ..Options::default()
        });
        let simulator = simulator.unwrap();
        let address = |url: String| url.rsplit('/').next().unwrap().to_owned();
        let mut ca = simulator.ca_pem().to_owned();
        let to = match phase.way {
            Way::Http => address(simulator.http_url()),
            Way::Https | Way::Name => address(simulator.https_url()),
            Way::Proxy => connect_proxy::start(),
            Way::TlsProxy => {
                let (to, certificate) = connect_proxy::start_tls();
                ca.push_str(&certificate);
                to
            }
        };
        let backlog = if phase.stall == Stall::Connection {
            0
        } else {
            128
        };
        let relay = Relay::with_backlog(Ipv4Addr::LOCALHOST, &to, backlog);
        if let Some(names) = &names {
            names.respond_with(&[Ipv4Addr::LOCALHOST]);
        }
        let (address, port) = (relay.address, relay.address.port());
        let (url, proxy) = match phase.way {
            Way::Http => (format!("http://{address}"), String::new()),
            Way::Https => (format!("https://{address}"), String::new()),
            Way::Name => (format!("https://{HOST}:{port}"), String::new()),
            Way::Proxy => (simulator.https_url(), format!("http://{address}")),
            Way::TlsProxy => (simulator.https_url(), format!("https://{address}")),
        };
        let server = Server::new(&url).unwrap();
        server.set_proxy(Some(&proxy)).unwrap();
        server.set_ca_pem(ca.as_bytes()).unwrap();
        let session = server.sign_in(TOKEN, "").unwrap();
        let scene = Scene {
            simulator,
            relay,
            names,
            server,
            session,
        };
        let head = "x".repeat(5000);
        scene.serve("/long", &[("X-Long", &head)], &head.repeat(20));
        // The connection of this response is not pooled, so the number of connections stays the
        // same.
        scene.serve("/after", &[("Connection", "close")], "after");
        scene
    }

    /// Every request to a path gets this response.
    pub fn serve(&self, path: &str, headers: &[(&str, &str)], body: &str) {
        self.simulator.fault(Fault {
            times: None,
            ..Fault::on(path, respond(200, headers, body))
        });
    }

    /// A call that is ready to be made.
    pub fn call<'a>(&'a self, what: What, path: &str) -> Call<'a> {
        let (server, session) = (&self.server, &self.session);
        let send = |request: Request| -> Call<'a> {
            Box::new(move |cancellation| request.send_or_cancelled(cancellation.0).map(drop))
        };
        match what {
            What::Get => send(session.request("GET", path).unwrap()),
            What::Upload => {
                let request = session.request("POST", path).unwrap();
                request
                    .set_body(Some("a/b"), &vec![b'x'; 32 << 20])
                    .unwrap();
                send(request)
            }
            What::Info => {
                Box::new(|cancellation| server.get_info_or_cancelled(cancellation.0).map(drop))
            }
            What::Switch => Box::new(|cancellation| {
                session.switch_site_or_cancelled("marketing", cancellation.0)
            }),
            What::SignOut => Box::new(|cancellation| session.sign_out_or_cancelled(cancellation.0)),
        }
    }

    /// Makes the next call stall at this point.
    pub fn stall(&self, stall: Stall) -> Option<Shut<'_>> {
        match stall {
            Stall::Name => self.names().fall_silent(),
            Stall::Connection => return Some(self.relay.shut()),
            Stall::Relay(stop) => self.relay.stop(stop),
            Stall::Turn => {}
        }
        None
    }

    /// Returns when a thread's call has stalled.
    pub fn wait_until_stalled(&self, stall: Stall, thread: u64) {
        match stall {
            Stall::Name => self.names().wait_until_asked(),
            Stall::Connection => wait_until_unanswered(self.relay.address),
            Stall::Relay(_) => self.relay.wait_until_stopped(),
            Stall::Turn => process::wait_until_asleep(thread),
        }
    }

    /// Ends the stall after the call.
    pub fn go_on(&self, stall: Stall, shut: Option<Shut<'_>>) {
        drop(shut);
        match stall {
            Stall::Name => self.names().respond_with(&[Ipv4Addr::LOCALHOST]),
            Stall::Relay(stop) => {
                let sent = self.relay.wait_until_left();
                // Bytes sent before the stop may still be in flight.
                if !matches!(stop, Stop::Up(_)) {
                    assert_eq!(sent, 0, "the connection was used again");
                }
            }
            Stall::Connection | Stall::Turn => {}
        }
    }

    pub fn names(&self) -> &NameServer {
        self.names.as_ref().unwrap()
    }
}
