//! A connection, for one call after the other, as ureq wants it.

use crate::common::error::{Error, Status};
use crate::platform;
use crate::transport::attempt;
use crate::transport::buffers::WipingBuffers;
use crate::transport::failure::{self, Failure};
use crate::transport::proxy::Via;
use crate::transport::stream::early_response::Early;
use crate::transport::stream::forward::Forward;
use crate::transport::stream::link::{Link, Sent};
use crate::transport::stream::response_head::ResponseHead;
use crate::transport::stream::socket::Pace;
use std::fmt;
use std::io::Read;
use std::mem;
use std::time::Duration;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

/// HAProxy, lighttpd and stunnel do not answer plain http on a port for https.
const MAY_WANT_HTTPS: &str = "it may want https on this port: try the server's https:// address";
/// A request longer than this, in bytes, has to wait for the server to take it in.
const LARGE: usize = 64 * 1024;
/// What the clocks may differ by without a suspend.
const SUSPENDED: Duration = Duration::from_secs(1);

/// A connection, for one call after the other.
pub struct Connection {
    link: Link,
    buffers: WipingBuffers,
    /// The proxy that it goes through.
    via: Option<Via>,
    /// What that proxy is sent, if it passes requests on.
    forward: Option<Forward>,
    /// The server asked for a client certificate, and there is none.
    lacks_certificate: bool,
    /// Another call was over it before.
    is_kept: bool,
    /// How much of the request is sent.
    sent: usize,
    /// How long the machine had been suspended when it was seen to be open.
    suspended: Duration,
    /// What has come of the answer while the request was being sent.
    early: Early,
    /// Something of the answer has come.
    has_received: bool,
    /// The head of the answer, as far as it has come.
    head: ResponseHead,
    /// The server takes in nothing more. It may have answered before: that it wants no body
    /// of this size.
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
        let output = self.buffers.output();
        let output = output.get(..amount).unwrap_or_default();
        let sent = match &self.forward {
            _ if self.is_broken => Ok(Sent::Refused),
            Some(forward) if self.sent == 0 => {
                self.link.send(&forward.rewrite(output), &mut self.early)
            }
            _ => self.link.send(output, &mut self.early),
        };
        self.link.socket().pace = Pace::Exchanging;
        self.sent = self.sent.saturating_add(amount);
        self.buffers.wipe_output(amount);
        match sent {
            Ok(Sent::Whole) => {}
            Ok(Sent::Refused) => self.is_broken = true,
            Err(error) if failure::is_lost(&error) => self.is_broken = true,
            Err(error) if self.lacks_certificate => {
                return Err(failure::without_certificate(error).into());
            }
            Err(error) => return Err(failure::exchange(error).into()),
        }
        Ok(())
    }

    fn await_input(&mut self, _timeout: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        if !self.has_received {
            self.note_for_answer();
        }
        if self.buffers.is_full() {
            return Err(Failure::new(failure::endless_line()).into());
        }
        attempt::count_read(self.buffers.input().len()).map_err(Failure::new)?;
        // There is room for more than that.
        let early = mem::take(&mut self.early);
        let received = match early.bytes.as_slice() {
            [] => self.link.read(self.buffers.input_append_buf()),
            mut early => early.read(self.buffers.input_append_buf()),
        };
        match received {
            Ok(0) if self.is_stale() => Err(Failure::stale().into()),
            Ok(0) if self.is_refused() => Err(self.closed().into()),
            Ok(amount) => {
                self.buffers.input_appended(amount);
                self.has_received |= amount > 0;
                let tidied = self.head.tidy(self.buffers.received(), amount);
                self.buffers.hide(tidied.map_err(Failure::new)?);
                Ok(amount > 0)
            }
            Err(error) if self.is_stale() && failure::is_lost(&error) => {
                Err(Failure::stale().into())
            }
            Err(error) if self.lacks_certificate && !self.has_received => {
                Err(failure::without_certificate(error).into())
            }
            Err(error) if self.is_refused() && failure::is_closed(&error) => {
                Err(self.closed().into())
            }
            Err(error) => Err(failure::exchange(error).into()),
        }
    }

    /// Asked when an answer is complete, and again before the next call.
    fn is_open(&mut self) -> bool {
        // One that was made for the second try is new.
        let is_unwanted = self.is_kept && attempt::wants_new_connection();
        self.is_kept = true;
        if self.sent > LARGE {
            self.link.socket().allow_busy_peer(false);
        }
        self.sent = 0;
        self.has_received = false;
        self.head = ResponseHead::default();
        !self.is_broken && !is_unwanted && !self.was_suspended() && self.link.is_open()
    }

    fn is_tls(&self) -> bool {
        matches!(self.link, Link::Tls(_))
    }
}

impl Connection {
    /// A new connection, over which nothing was sent yet.
    pub fn new(
        link: Link,
        via: Option<Via>,
        forward: Option<Forward>,
        lacks_certificate: bool,
    ) -> Connection {
        Connection {
            link,
            via,
            buffers: WipingBuffers::default(),
            forward,
            lacks_certificate,
            is_kept: false,
            sent: 0,
            suspended: platform::suspended(),
            early: Early::default(),
            has_received: false,
            head: ResponseHead::default(),
            is_broken: false,
        }
    }

    /// What is to be known of the connection where the answer is read.
    fn note_for_answer(&self) {
        attempt::set_lacks_certificate(self.lacks_certificate);
        if let Some(via) = &self.via {
            attempt::set_proxy(via);
        }
    }

    /// Whether plain http may not be what the other side wants: nothing has come, though it is
    /// asked for the first time.
    fn is_refused(&self) -> bool {
        !self.is_kept && !self.has_received && matches!(self.link, Link::Plain(_))
    }

    /// What to say if it closes the connection then.
    fn closed(&self) -> Failure {
        let failed = |what: &str| {
            let message = format!("{what} closed the connection before an answer came");
            Error::new(Status::Connect, message)
        };
        Failure::new(match &self.via {
            Some(via) => failed(&format!("the proxy {}", via.proxy)),
            None => failed("the server").advise(MAY_WANT_HTTPS),
        })
    }

    /// Whether the machine was suspended since it was last asked: the server, or a firewall
    /// between, may have forgotten the connection meanwhile, and nobody would say so.
    fn was_suspended(&mut self) -> bool {
        let before = std::mem::replace(&mut self.suspended, platform::suspended());
        self.suspended.saturating_sub(before) > SUSPENDED
    }

    /// Whether the server may have closed it while nobody used it.
    fn is_stale(&self) -> bool {
        self.is_kept && !self.has_received
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}
