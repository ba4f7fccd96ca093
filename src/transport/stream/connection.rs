//! A connection as ureq uses it: for one request after the other, pooled between them.

use crate::common::error::{Error, Result, Status};
use crate::platform;
use crate::transport::attempt;
use crate::transport::buffers::WipingBuffers;
use crate::transport::failure::{self, Failure};
use crate::transport::proxy::Via;
use crate::transport::stream::early_response::EarlyResponse;
use crate::transport::stream::forward::Forward;
use crate::transport::stream::link::{Link, Sent};
use crate::transport::stream::response_head::ResponseHead;
use crate::transport::stream::socket::WaitMode;
use crate::transport::stream::tls::ByteStream;
use std::fmt;
use std::io::Read;
use std::mem;
use std::time::Duration;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

/// The advice when a connection is closed without a response: HAProxy, lighttpd and stunnel close
/// plain http connections on a port for https.
const MAY_WANT_HTTPS: &str = "this port may require https: try the server's https:// address";
/// The size of a request, in bytes, above which sending may have to wait for a busy server.
const LARGE: usize = 64 * 1024;
/// The least difference between the two clocks that counts as a suspend of the machine.
const SUSPENDED: Duration = Duration::from_secs(1);

/// A connection for one request after the other.
pub struct Connection {
    link: Link,
    buffers: WipingBuffers,
    /// The proxy that the connection goes through.
    via: Option<Via>,
    /// The changes to each request, if that proxy forwards requests.
    forward: Option<Forward>,
    /// True after an unanswered certificate request in the handshake of this connection.
    lacks_certificate: bool,
    /// True once the connection was pooled: it has served a request before.
    is_reused: bool,
    /// The number of bytes of the request that were sent.
    sent: usize,
    /// The total time of suspends when the connection was last seen to be open.
    suspended: Duration,
    /// The part of the response that arrived while the request was being sent.
    early: EarlyResponse,
    /// True once a byte of the response has arrived.
    has_received: bool,
    /// The state of reading the response's head.
    head: ResponseHead,
    /// True once the server takes in nothing more. A response may have arrived before, such as a 413.
    is_broken: bool,
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(
        &mut self,
        amount: usize,
        _timeout: NextTimeout,
    ) -> std::result::Result<(), ureq::Error> {
        if self.sent.saturating_add(amount) > LARGE {
            self.link.socket().allow_busy_peer(true);
        }
        if self.sent == 0 {
            attempt::set_reused(self.is_reused);
        }
        let output = self.buffers.output();
        let output = output.get(..amount).unwrap_or_default();
        let sent = match &self.forward {
            _ if self.is_broken => Ok(Sent::Refused),
            Some(forward) if self.sent == 0 => {
                let head = forward.rewrite(output);
                let head = head.map_err(|error| Failure::new(error.into()))?;
                self.link.send(&head, &mut self.early)
            }
            _ => self.link.send(output, &mut self.early),
        };
        self.link.socket().wait_mode = WaitMode::Exchanging;
        self.sent = self.sent.saturating_add(amount);
        self.buffers.wipe_output(amount);
        match sent {
            Ok(Sent::Whole) => {}
            Ok(Sent::Refused) => self.is_broken = true,
            Err(error) if failure::is_lost(&error) => self.is_broken = true,
            Err(error) if self.lacks_certificate => {
                return Err(failure::after_unanswered_request(error).into());
            }
            Err(error) => return Err(failure::after_handshake(error).into()),
        }
        Ok(())
    }

    fn await_input(&mut self, _timeout: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        if !self.has_received {
            self.record_for_reply();
        }
        if self.buffers.is_full() {
            return Err(Failure::new(failure::endless_line()).into());
        }
        attempt::count_read(self.buffers.input().len()).map_err(Failure::new)?;
        let reserved = self.buffers.reserve_input();
        reserved.map_err(|error| Failure::new(error.into()))?;
        let room = self.buffers.input_append_buf();
        let received = match self.early.bytes.as_slice() {
            [] => {
                self.early = EarlyResponse::default();
                self.link.read(room)
            }
            mut early => early.read(room).inspect(|amount| {
                self.early.bytes.drain(..*amount);
            }),
        };
        match received {
            Ok(0) if self.may_be_stale() => Err(Failure::stale().into()),
            Ok(0) if self.may_expect_https() => Err(self.closed_early().into()),
            Ok(amount) => {
                self.buffers.input_appended(amount);
                self.has_received |= amount > 0;
                let incomplete = self.head.correct(self.buffers.received(), amount);
                self.buffers.hide(incomplete.map_err(Failure::new)?);
                Ok(amount > 0)
            }
            Err(error) if self.may_be_stale() && failure::is_lost(&error) => {
                Err(Failure::stale().into())
            }
            Err(error) if self.lacks_certificate && !self.has_received => {
                Err(failure::after_unanswered_request(error).into())
            }
            Err(error) if self.may_expect_https() && failure::is_closed(&error) => {
                Err(self.closed_early().into())
            }
            Err(error) => Err(failure::after_handshake(error).into()),
        }
    }

    /// ureq calls this when a response is complete, to pool the connection, and again before it uses a
    /// pooled connection.
    fn is_open(&mut self) -> bool {
        // A connection that the retry itself made is new, and may be pooled afterwards.
        let is_unwanted = self.is_reused && attempt::wants_new_connection();
        self.is_reused = true;
        if self.sent > LARGE {
            self.link.socket().allow_busy_peer(false);
        }
        let has_served = mem::take(&mut self.sent) > 0;
        self.has_received = false;
        self.head = ResponseHead::default();
        let is_open =
            !self.is_broken && !is_unwanted && !self.was_suspended() && self.link.is_open();
        if is_open && has_served {
            self.buffers.release_memory();
            self.link.release_memory();
            return true;
        }
        is_open && self.buffers.reserve_output(attempt::output_size()).is_ok()
    }

    fn is_tls(&self) -> bool {
        matches!(self.link, Link::Tls(_))
    }
}

impl Connection {
    /// A new connection, over which no request was sent yet.
    ///
    /// # Errors
    /// `NoMemory`: there is none for the request.
    pub fn new(
        link: Link,
        via: Option<Via>,
        forward: Option<Forward>,
        lacks_certificate: bool,
    ) -> Result<Connection> {
        let mut buffers = WipingBuffers::default();
        buffers.reserve_output(attempt::output_size())?;
        Ok(Connection {
            link,
            via,
            buffers,
            forward,
            lacks_certificate,
            is_reused: false,
            sent: 0,
            suspended: platform::suspended(),
            early: EarlyResponse::default(),
            has_received: false,
            head: ResponseHead::default(),
            is_broken: false,
        })
    }

    /// Records the facts about this connection that the [`Reply`](crate::transport::request::Reply) has.
    fn record_for_reply(&self) {
        attempt::set_lacks_certificate(self.lacks_certificate);
        if let Some(via) = &self.via {
            attempt::set_proxy(via);
        }
    }

    /// True if the server may expect https on this port: nothing has arrived for the first request over
    /// a connection without TLS.
    fn may_expect_https(&self) -> bool {
        !self.is_reused && !self.has_received && matches!(self.link, Link::Plain(_))
    }

    /// The error if the peer closes the connection then.
    fn closed_early(&self) -> Failure {
        let failed = |what: &str| {
            let message = format!("{what} closed the connection before a response arrived");
            Error::new(Status::Connect, message)
        };
        Failure::new(match &self.via {
            Some(via) => failed(&format!("the proxy {}", via.proxy)),
            None => failed("the server").advise(MAY_WANT_HTTPS),
        })
    }

    /// True if the machine was suspended since the last call of this function. The server, or a
    /// firewall on the way, may have dropped the connection meanwhile without the system knowing.
    fn was_suspended(&mut self) -> bool {
        let before = mem::replace(&mut self.suspended, platform::suspended());
        self.suspended.saturating_sub(before) > SUSPENDED
    }

    /// True if a failure now may mean that the server closed the connection while it was idle.
    fn may_be_stale(&self) -> bool {
        self.is_reused && !self.has_received
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}
