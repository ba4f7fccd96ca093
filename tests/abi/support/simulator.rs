//! Starting a simulator, and programming its responses.

use super::http_server::listener;
use super::{Server, Session, TOKEN};
use std::net::TcpStream;
use std::thread;
use tsc_simulator::{Action, Options, Recorded, Simulator};

pub fn simulator() -> Simulator {
    Simulator::start(Options::default()).unwrap()
}

pub fn simulator_of_version(version: &str) -> Simulator {
    let api_version = version.to_owned();
    let options = Options {
        api_version,
        ..Options::default()
    };
    Simulator::start(options).unwrap()
}

/// The fault that responds in place of the simulator.
pub fn respond(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Action {
    let header = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Action::Answer {
        status,
        headers: headers.iter().map(header).collect(),
        body: body.into(),
    }
}

/// Pseudo-random bytes, the same in each run.
pub fn bytes(count: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(|_| byte()).collect()
}

/// A server with a session that was signed in with a personal access token.
pub fn signed_in(simulator: &Simulator, site: &str) -> (Server, Session) {
    let server = Server::of(simulator);
    let session = server.sign_in(TOKEN, site).unwrap();
    (server, session)
}

/// `METHOD /path` of each request.
pub fn sent(simulator: &Simulator) -> Vec<String> {
    let line = |request: &Recorded| format!("{} {}", request.method, request.path);
    simulator.requests().iter().map(line).collect()
}

/// The address of a relay to a simulator, which is not in its certificate.
pub fn other_address(simulator: &Simulator) -> String {
    let to = simulator.https_url().replace("https://", "");
    listener("127.0.0.2", move |near| {
        let far = TcpStream::connect(&to).unwrap();
        let pipe = |mut from: TcpStream, mut to: TcpStream| {
            thread::spawn(move || std::io::copy(&mut from, &mut to));
        };
        pipe(near.try_clone().unwrap(), far.try_clone().unwrap());
        pipe(far, near);
    })
}
