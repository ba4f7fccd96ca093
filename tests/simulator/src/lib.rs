//! A simulated Tableau Server, to test Tableau clients against. It is a test tool and no product
//! of Tableau's: it keeps nothing, protects nothing, and listens on loopback addresses only.
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
//! The map of the house:
//! - what a server holds: [`state`], [`builtin`], `catalogue` (the things on the sites), `items`
//!   and `names` (how they are made), `kinds` (what they are filtered by)
//! - what it remembers: `server`, `sessions`, `clock`, `log`
//! - what it answers: `routes`, then `access` (version, token, site), then `auth`, `lists` with
//!   `query`, `info`, `downloads` with `sheet` (what a view shows), `metadata` (GraphQL); `body`
//!   reads requests; `reply`, `element` and `refusal` write answers
//! - how it is reached: `ca`, `node` (behind a balancer), `listen`, `exchange` (a request, and the fault that it gets),
//!   `wire` (connections that break on demand), `faults`, `control`

mod access;
mod auth;
mod body;
pub mod builtin;
mod ca;
mod catalogue;
mod clock;
mod control;
mod downloads;
mod element;
mod exchange;
mod faults;
mod info;
mod items;
mod kinds;
mod listen;
mod lists;
mod log;
mod metadata;
mod names;
mod node;
mod query;
mod refusal;
mod reply;
mod routes;
mod server;
mod sessions;
mod sheet;
mod simulator;
pub mod state;
mod version;
mod wire;

pub use faults::{Action, Fault};
pub use log::Recorded;
pub use simulator::{Options, Simulator};
pub use state::State;
