//! The renewal of sessions that the server has ended.

mod callback;
mod ends;
mod many;

use crate::support::*;
use tsc_simulator::{SessionsOf, SignInKind, Simulator};

/// A server whose sessions are renewed, and which sends each request once.
fn renewing(simulator: &Simulator) -> Server {
    let server = Server::of(simulator);
    server.set_renewal(1);
    server
}

/// A session that the server has ended, and no recorded requests.
fn ended(simulator: &Simulator, server: &Server, site: &str) -> Session {
    let session = server.sign_in(TOKEN, site).unwrap();
    end_all(simulator);
    session
}

/// Ends all sessions on the server, and forgets the recorded requests.
fn end_all(simulator: &Simulator) {
    assert!(simulator.end_sessions(SessionsOf::All) > 0);
    simulator.clear_requests();
}

fn token_sign_ins(simulator: &Simulator) -> usize {
    simulator.sign_ins(SignInKind::PersonalAccessToken)
}

fn read(session: &Session) -> Result<u64> {
    session.list("projects")?.total()
}
