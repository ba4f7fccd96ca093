//! The byte stream of a connection: a socket, or TLS over another byte stream.

use crate::transport::failure;
use crate::transport::stream::early_response::{EARLY_LENGTH, EarlyResponse, status_class};
use crate::transport::stream::socket::{Socket, WaitMode};
use crate::transport::stream::tls::{ByteStream, Tls};
use std::io::{self, ErrorKind, Read, Write};

/// The byte stream of a connection.
pub enum Link {
    /// A byte stream without encryption.
    Plain(Socket),
    /// A byte stream with TLS.
    Tls(Box<Tls<Link>>),
}

impl ByteStream for Link {
    fn socket(&mut self) -> &mut Socket {
        match self {
            Link::Plain(socket) => socket,
            Link::Tls(tls) => tls.below().socket(),
        }
    }

    fn release_memory(&mut self) {
        if let Link::Tls(tls) = self {
            tls.release_memory();
        }
    }
}

impl Link {
    /// Reads what has arrived. The result is `WouldBlock` if that is nothing, or only TLS messages
    /// without data, such as session tickets.
    fn read_without_waiting(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.without_waiting(|link| link.read(buffer))
    }

    /// True if the peer has neither closed the connection nor sent data without a request.
    pub fn is_open(&mut self) -> bool {
        let probe = self.read_without_waiting(&mut [0]);
        probe.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    /// Sends all bytes, unless the server refuses the request first: see
    /// [`early_response`](super::early_response).
    pub fn send(&mut self, mut bytes: &[u8], early: &mut EarlyResponse) -> io::Result<Sent> {
        loop {
            self.socket().wait_mode = match early.may_be_refusal {
                true => WaitMode::Sending,
                false => WaitMode::Exchanging,
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
                    if self.receives_refusal(early)? {
                        return Ok(Sent::Refused);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads what has arrived of the response, and returns true if it refuses the request.
    fn receives_refusal(&mut self, early: &mut EarlyResponse) -> io::Result<bool> {
        // All of it, because TLS may have received several records at once, of which a read returns
        // one. The socket is not readable again because of the others.
        loop {
            if let Some(refuses) = self.reads_refusal(early)? {
                return Ok(refuses);
            }
        }
    }

    /// Reads a part of the response. Returns whether it refuses the request; `None` if more may have
    /// arrived that decides it.
    fn reads_refusal(&mut self, early: &mut EarlyResponse) -> io::Result<Option<bool>> {
        let before = early.bytes.len();
        early.bytes.resize(before + EARLY_LENGTH, 0);
        let room = early.bytes.get_mut(before..).unwrap_or_default();
        let read = self.read_without_waiting(room);
        let amount = read.as_ref().map_or(0, |amount| *amount);
        early.bytes.truncate(before + amount);
        match read {
            // Only TLS messages without data have arrived.
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Some(false)),
            // TLS errors are reported only once; return it now.
            Err(error) if failure::is_tls_error(&error) => return Err(error),
            // A server that closed its sending side may still read the request. The error or the end
            // of the stream is seen again when the response is read.
            Err(_) | Ok(0) => early.may_be_refusal = false,
            Ok(_) => early.may_be_refusal = early.bytes.len() < EARLY_LENGTH,
        }
        Ok(match status_class(&early.bytes) {
            None if early.may_be_refusal => None,
            None => Some(false),
            Some(b'3'..=b'5') => Some(true),
            Some(_) => {
                early.may_be_refusal = false;
                Some(false)
            }
        })
    }
}

/// The outcome of sending.
pub enum Sent {
    /// All bytes were sent.
    Whole,
    /// The server refused the request before all bytes were sent.
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
