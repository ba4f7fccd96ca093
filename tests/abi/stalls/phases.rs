//! The rows of the table: the phases of a call, and how long each may take.

use crate::support::relay::Stop;
use std::fmt;

/// The limit of a row, in milliseconds.
pub const LIMIT: u32 = 200;

/// The read and total limits for a server that sends a byte every few milliseconds.
pub const SLOW: (u32, u32) = (1000, 1500);

/// The route to the server; each has a relay in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Http,
    Https,
    /// Over https, in a network namespace where only this test's name server knows the host.
    Name,
    /// Through a proxy, with the relay before it.
    Proxy,
    /// Through a proxy that is reached over TLS.
    TlsProxy,
}

/// The point at which a call stalls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stall {
    /// The name server does not respond.
    Name,
    /// A connection's SYN gets no response.
    Connection,
    /// The relay stops.
    Relay(Stop),
    /// The call waits for another call.
    Turn,
}

/// A call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum What {
    Get,
    /// A body larger than all buffers on the route.
    Upload,
    Info,
    Switch,
    SignOut,
}

/// The limit that applies to one phase.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    Connect,
    Silence,
}

pub struct Phase {
    pub name: &'static str,
    pub way: Way,
    pub stall: Stall,
    pub what: What,
    /// Another call that is in progress meanwhile, with a cancellation of its own.
    pub other: What,
    /// The phase's own limit and its message; `None` if only the total limit applies.
    pub limit: Option<(Limit, &'static str)>,
}

pub const GET: Phase = Phase {
    name: "",
    way: Way::Http,
    stall: Stall::Turn,
    what: What::Get,
    other: What::Get,
    limit: None,
};

pub const CONNECTING: &str = "connecting took longer than 0.2 s, the connect limit";

pub const HANDSHAKE: &str =
    "connecting with a TLS handshake took longer than 0.2 s, the connect limit";

pub const SILENT: &str = "the server was silent for longer than 0.2 s, the read limit";

pub const PHASES: &[Phase] = &[
    Phase {
        name: "name resolution",
        way: Way::Name,
        stall: Stall::Name,
        limit: Some((
            Limit::Connect,
            "resolving the host name took longer than 0.2 s, the connect limit",
        )),
        ..GET
    },
    Phase {
        name: "connecting",
        way: Way::Https,
        stall: Stall::Connection,
        limit: Some((Limit::Connect, CONNECTING)),
        ..GET
    },
    Phase {
        name: "connecting to a proxy",
        way: Way::Proxy,
        stall: Stall::Connection,
        limit: Some((Limit::Connect, CONNECTING)),
        ..GET
    },
    Phase {
        name: "a proxy's response",
        way: Way::Proxy,
        stall: Stall::Relay(Stop::Down(0)),
        limit: Some((
            Limit::Connect,
            "connecting through the proxy took longer than 0.2 s, the connect limit",
        )),
        ..GET
    },
    Phase {
        name: "TLS handshake with a proxy",
        way: Way::TlsProxy,
        stall: Stall::Relay(Stop::Down(0)),
        limit: Some((Limit::Connect, HANDSHAKE)),
        ..GET
    },
    Phase {
        name: "TLS handshake",
        way: Way::Https,
        stall: Stall::Relay(Stop::Down(0)),
        limit: Some((Limit::Connect, HANDSHAKE)),
        ..GET
    },
    Phase {
        name: "TLS handshake, in the middle",
        way: Way::Https,
        stall: Stall::Relay(Stop::Down(100)),
        limit: Some((Limit::Connect, HANDSHAKE)),
        ..GET
    },
    Phase {
        name: "TLS handshake, byte by byte",
        way: Way::Https,
        stall: Stall::Relay(Stop::Drip(100)),
        limit: Some((Limit::Connect, HANDSHAKE)),
        ..GET
    },
    Phase {
        name: "sending",
        stall: Stall::Relay(Stop::Up(10_000)),
        what: What::Upload,
        limit: Some((
            Limit::Silence,
            "the server accepted no data for longer than 0.2 s, the read limit",
        )),
        ..GET
    },
    Phase {
        name: "sending over TLS",
        way: Way::Https,
        stall: Stall::Relay(Stop::Up(10_000)),
        what: What::Upload,
        limit: Some((
            Limit::Silence,
            "the server accepted no data for longer than 0.2 s, the read limit",
        )),
        ..GET
    },
    Phase {
        name: "the response",
        stall: Stall::Relay(Stop::Down(0)),
        limit: Some((Limit::Silence, SILENT)),
        ..GET
    },
    Phase {
        name: "the response's head, byte by byte",
        stall: Stall::Relay(Stop::Drip(20)),
        ..GET
    },
    Phase {
        name: "the response's body",
        stall: Stall::Relay(Stop::Down(10_000)),
        limit: Some((Limit::Silence, SILENT)),
        ..GET
    },
    Phase {
        name: "the response's body over TLS",
        way: Way::Https,
        stall: Stall::Relay(Stop::Down(50_000)),
        limit: Some((Limit::Silence, SILENT)),
        ..GET
    },
    Phase {
        name: "the response's body, byte by byte",
        stall: Stall::Relay(Stop::Drip(10_000)),
        ..GET
    },
    Phase {
        name: "another call's probe",
        what: What::Info,
        other: What::Info,
        ..GET
    },
    Phase {
        name: "another call's switch of site",
        what: What::SignOut,
        other: What::Switch,
        ..GET
    },
];

/// The event that ends a waiting call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Limit,
    Total,
    Cancel,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            End::Limit => "its limit",
            End::Total => "total limit",
            End::Cancel => "cancel",
        })
    }
}

impl Phase {
    pub fn is_slow(&self) -> bool {
        matches!(self.stall, Stall::Relay(Stop::Drip(_))) && self.limit.is_none()
    }

    /// The connect, read and total limits.
    pub fn timeouts(&self, end: End) -> (u32, u32, u32) {
        match (end, self.limit) {
            (End::Limit, Some((Limit::Connect, _))) => (LIMIT, 0, 0),
            (End::Limit, Some((Limit::Silence, _))) => (0, LIMIT, 0),
            (End::Total, _) if self.is_slow() => (0, SLOW.0, SLOW.1),
            (End::Total, _) => (0, 0, LIMIT),
            _ => (0, 0, 0),
        }
    }

    /// The ends that are tried, in order.
    pub fn ends(&self) -> impl Iterator<Item = End> {
        let has_limit = self.limit.is_some();
        let ends = [End::Limit, End::Total, End::Cancel].into_iter();
        ends.filter(move |end| has_limit || *end != End::Limit)
    }

    /// The part of the total limit's message about the phase.
    pub fn doing(&self) -> String {
        let limit = self.limit.map(|(_, says)| says.split_once(" took longer"));
        let doing = match (limit, self.stall, self.what) {
            // Waiting for another call is not a phase of its own.
            (_, Stall::Turn, _) => return String::new(),
            (Some(Some((doing, _))), ..) => doing,
            (_, _, What::Upload) => "sending the request",
            _ => "waiting for the response, or the rest of it",
        };
        format!("; it was {doing}")
    }

    /// The expected status, and the beginning of the message.
    pub fn told(&self, end: End) -> (&'static str, String) {
        match (end, self.limit) {
            (End::Limit, Some((_, says))) => ("TSC_ERROR_TIMEOUT", says.to_owned()),
            (End::Cancel, _) => ("TSC_ERROR_CANCELLED", "the call was cancelled".to_owned()),
            _ => {
                let limit = f64::from(self.timeouts(End::Total).2) / 1000.0;
                let doing = self.doing();
                let says =
                    format!("the whole call took longer than {limit} s, the total limit{doing}");
                ("TSC_ERROR_TIMEOUT", says)
            }
        }
    }
}
