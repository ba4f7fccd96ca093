//! A simulated Tableau Server for tests of Tableau clients. It is a test tool and not a product of
//! Tableau: it stores nothing, protects nothing, and listens on loopback addresses only.
//!
//! ```
//! use tsc_simulator::{Action, Fault, Options, Simulator};
//!
//! let simulator = Simulator::start(Options::default())?;
//! // Point a client to simulator.https_url(), and let it trust simulator.ca_path().
//! simulator.fault(Fault::on("/workbooks", Action::Close));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The modules:
//! - content of a server: [`state`], [`builtin`], `catalogue` (the items on the sites), `items`
//!   with `draft`, `people` and `names` (how they are generated), `kinds` (their fields for filters)
//! - memory of a server: `server`, `sessions`, `clock`, `log`
//! - sign-ins: `credentials`, `connected_apps` with `web_token`, `scopes`, and `sign_ins` (what
//!   tests decide about them)
//! - calls: `at_once` (too many downloads), `routes`, then `access` (version, token, site), then `auth`, `lists` with `query`,
//!   `filter` and `fields`, `info`, `downloads` with `sheet` (the data of a view), `metadata`
//!   (GraphQL); `body` reads requests; `reply`, `element` and `refusal` write responses
//! - network: `ca`, `balancer` (before cluster nodes), `listen`, `exchange` (a request, and the
//!   fault that applies to it), `wire` (connections that break on demand), `control`
//!   with `sign_in_control`
//! - faults: `faults` (the requests to which they apply), `action` (what they do), `cut`,
//!   `error_response`, `holds`

mod access;
mod action;
mod at_once;
mod auth;
mod balancer;
mod body;
pub mod builtin;
mod ca;
mod catalogue;
mod clock;
mod connected_apps;
mod control;
mod credentials;
mod cut;
mod downloads;
mod draft;
mod element;
mod error_response;
mod exchange;
mod faults;
mod fields;
mod filter;
mod holds;
mod info;
mod items;
mod kinds;
mod listen;
mod lists;
mod log;
mod metadata;
mod names;
mod options;
mod path;
mod people;
mod query;
mod refusal;
mod reply;
mod routes;
mod scopes;
mod server;
mod sessions;
mod sheet;
mod sign_in_control;
mod sign_ins;
mod simulator;
pub mod state;
mod version;
mod web_token;
mod wire;

pub use action::{Action, CutAt, ErrorBody, RetryAfter};
pub use faults::Fault;
pub use log::Recorded;
pub use options::Options;
pub use sessions::{SessionLimits, SessionsOf};
pub use sign_ins::{SignInKind, SignInRule};
pub use simulator::Simulator;
pub use state::State;
