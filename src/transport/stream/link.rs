//! What a connection sends and receives over: a socket, or TLS over something else.

use crate::transport::failure;
use crate::transport::stream::early_response::{EARLY_LENGTH, Early, status_class};
use crate::transport::stream::socket::{Pace, Socket};
use rustls::{ClientConnection, HandshakeKind};
use std::io::{self, ErrorKind, Read, Write};
use std::mem;

/// How many reads it may take to find out whether a pooled connection is still good. TLS sends few
/// messages of its own; a server that does not stop sending them is not waited for.
const MAX_PROBING_READS: u32 = 8;

/// TLS over something else, which may be TLS to a proxy.
pub struct Tls {
    /// The state of TLS.
    pub tls: ClientConnection,
    /// What its records go over.
    pub below: Link,
}

pub enum Link {
    /// Without encryption.
    Plain(Socket),
    /// With it.
    Tls(Box<Tls>),
}

impl Link {
    /// The socket under it all.
    pub fn socket(&mut self) -> &mut Socket {
        match self {
            Link::Plain(socket) => socket,
            Link::Tls(tls) => tls.below.socket(),
        }
    }

    /// Reads what is there. It may be that only TLS has said something of its own: how to resume
    /// the session.
    fn read_without_waiting(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let probing = Pace::Probing(MAX_PROBING_READS);
        let pace = mem::replace(&mut self.socket().pace, probing);
        let read = self.read(buffer);
        self.socket().pace = pace;
        read
    }

    /// Whether the other side has neither closed it nor said anything that nobody asked for.
    pub fn is_open(&mut self) -> bool {
        let probe = self.read_without_waiting(&mut [0]);
        probe.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    /// Sends all of it, unless the server refuses it: one that takes in nothing more may have
    /// said why, and keep the connection.
    pub fn send(&mut self, mut bytes: &[u8], early: &mut Early) -> io::Result<Sent> {
        loop {
            self.socket().pace = match early.is_of_interest {
                true => Pace::Sending,
                false => Pace::Exchanging,
            };
            let sent = match bytes {
                [] => self.flush().map(|()| 0),
                _ => self.write(bytes),
            };
            match sent {
                Ok(_) if bytes.is_empty() => return Ok(Sent::Whole),
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(amount) => bytes = bytes.get(amount..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if self.hears_a_refusal(early)? {
                        return Ok(Sent::Refused);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn hears_a_refusal(&mut self, early: &mut Early) -> io::Result<bool> {
        let before = early.bytes.len();
        early.bytes.resize(before + EARLY_LENGTH, 0);
        let room = early.bytes.get_mut(before..).unwrap_or_default();
        let heard = self.read_without_waiting(room);
        let amount = heard.as_ref().map_or(0, |amount| *amount);
        early.bytes.truncate(before + amount);
        match heard {
            // Only TLS has said something.
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            // TLS errors are reported only once; return it now.
            Err(error) if failure::is_of_tls(&error) => return Err(error),
            // It may still read, and the reader sees what comes of it.
            Err(_) | Ok(0) => early.is_of_interest = false,
            Ok(_) => early.is_of_interest = early.bytes.len() < EARLY_LENGTH,
        }
        match status_class(&early.bytes) {
            None => Ok(false),
            Some(b'3'..=b'5') => Ok(true),
            Some(_) => {
                early.is_of_interest = false;
                Ok(false)
            }
        }
    }
}

/// What became of something that was sent.
pub enum Sent {
    /// All of it went out.
    Whole,
    /// The server refuses it.
    Refused,
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Link::Plain(socket) => socket.read(buffer),
            Link::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Link::Plain(socket) => socket.write(bytes),
            Link::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Link::Plain(socket) => socket.flush(),
            Link::Tls(tls) => tls.flush(),
        }
    }
}

impl Read for Tls {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.tls.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                done => return done,
            }
            self.tls.read_tls(&mut self.below)?;
            let processed = self.tls.process_new_packets();
            self.tell_without_waiting();
            processed.map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        }
    }
}

impl Write for Tls {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tell()?;
        self.tls.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tell()
    }
}

impl Tls {
    /// Whether the handshake went on with an earlier session.
    pub fn is_resumed(&self) -> bool {
        self.tls.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    /// Sends what TLS has to say by itself, an alert or a new key. The other side may take in
    /// nothing; then it goes ahead of what is sent next.
    fn tell_without_waiting(&mut self) {
        let probing = Pace::Probing(MAX_PROBING_READS);
        let pace = mem::replace(&mut self.below.socket().pace, probing);
        let _ = self.tell();
        self.below.socket().pace = pace;
    }

    fn tell(&mut self) -> io::Result<()> {
        while self.tls.wants_write() {
            self.tls.write_tls(&mut self.below)?;
        }
        self.below.flush()
    }
}
