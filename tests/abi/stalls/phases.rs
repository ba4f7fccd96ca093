//! The rows of the table: the phases of a call, and how long each may take.

use crate::support::relay::Stop;
use std::fmt;

/// What is limited in a row, in milliseconds.
pub const LIMIT: u32 = 200;

/// Of a server from which something comes every few milliseconds: how long it may be silent, and
/// the whole call.
pub const SLOW: (u32, u32) = (1000, 1500);

/// How the server is reached; there is a relay on each way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Http,
    Https,
    /// Over https, in a network where only this test's name server knows its name.
    Name,
    /// Through a proxy, with the relay before that.
    Proxy,
    /// Through one that is spoken to over TLS.
    TlsProxy,
}

/// What does not go on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stall {
    /// The name server is silent.
    Name,
    /// Nobody answers a connection's first packet.
    Connection,
    /// The relay stops.
    Relay(Stop),
    /// Another call has its turn.
    Turn,
}

/// A call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum What {
    Get,
    /// More than all buffers on the way hold.
    Upload,
    Info,
    Switch,
    SignOut,
}

/// The limit that is for a phase alone.
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
    /// Under way meanwhile, with a cancellation of its own.
    pub other: What,
    /// With what its message says; without: only the limit of the whole call is for it.
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
        name: "a proxy's answer",
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
            "the server took nothing in for longer than 0.2 s, the read limit",
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
            "the server took nothing in for longer than 0.2 s, the read limit",
        )),
        ..GET
    },
    Phase {
        name: "the answer",
        stall: Stall::Relay(Stop::Down(0)),
        limit: Some((Limit::Silence, SILENT)),
        ..GET
    },
    Phase {
        name: "the answer's head, byte by byte",
        stall: Stall::Relay(Stop::Drip(20)),
        ..GET
    },
    Phase {
        name: "the answer's body",
        stall: Stall::Relay(Stop::Down(10_000)),
        limit: Some((Limit::Silence, SILENT)),
        ..GET
    },
    Phase {
        name: "the answer's body over TLS",
        way: Way::Https,
        stall: Stall::Relay(Stop::Down(50_000)),
        limit: Some((Limit::Silence, SILENT)),
        ..GET
    },
    Phase {
        name: "the answer's body, byte by byte",
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

/// What ends a call that waits.
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

    /// Connect, silence and total.
    pub fn timeouts(&self, end: End) -> (u32, u32, u32) {
        match (end, self.limit) {
            (End::Limit, Some((Limit::Connect, _))) => (LIMIT, 0, 0),
            (End::Limit, Some((Limit::Silence, _))) => (0, LIMIT, 0),
            (End::Total, _) if self.is_slow() => (0, SLOW.0, SLOW.1),
            (End::Total, _) => (0, 0, LIMIT),
            _ => (0, 0, 0),
        }
    }

    /// What ends it, in turn.
    pub fn ends(&self) -> impl Iterator<Item = End> {
        let has_limit = self.limit.is_some();
        let ends = [End::Limit, End::Total, End::Cancel].into_iter();
        ends.filter(move |end| has_limit || *end != End::Limit)
    }

    /// What the message of the total limit says that the call was doing.
    pub fn doing(&self) -> String {
        let limit = self.limit.map(|(_, says)| says.split_once(" took longer"));
        let doing = match (limit, self.stall, self.what) {
            // That it waits for another call is not one of its phases.
            (_, Stall::Turn, _) => return String::new(),
            (Some(Some((doing, _))), ..) => doing,
            (_, _, What::Upload) => "sending the request",
            _ => "waiting for the answer, or the rest of it",
        };
        format!("; it was {doing}")
    }

    /// Status and message.
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
