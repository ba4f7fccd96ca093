//! TLS over another byte stream.
//!
//! rustls decrypts in the buffer of the received records, which is ours: [`ReceiveBuffer`] reads many
//! records at once and has no memory while a connection is pooled. rustls's own buffers read a record
//! in pieces of 4 KiB, and copy and wipe what they have for each.

use crate::common::memory;
use crate::transport::buffers::ReceiveBuffer;
use crate::transport::stream::socket::Socket;
use crate::transport::stream::socket::WaitMode;
use rustls::client::UnbufferedClientConnection;
use rustls::pki_types::ServerName;
use rustls::unbuffered::{
    ConnectionState, EncodeError, EncodeTlsData, EncryptError, UnbufferedStatus, WriteTraffic,
};
use rustls::{ClientConfig, HandshakeKind};
use std::io::{self, ErrorKind, Read, Write};
use std::mem;
use std::sync::Arc;

/// The most data in one record, in bytes.
const MAX_RECORD: usize = 16 * 1024;
/// The most bytes by which a record is longer than its data, in all versions of TLS and ciphers here.
const MAX_OVERHEAD: usize = 32;
/// The longest handshake message, in bytes, as rustls has it for its own buffers.
const MAX_MESSAGE: usize = 64 * 1024;

/// What TLS records are sent and received over: a socket, or TLS to a proxy.
pub trait ByteStream: Read + Write {
    /// The socket below all layers of TLS.
    fn socket(&mut self) -> &mut Socket;

    /// Wipes and frees the memory of what was sent and received, before the connection is pooled.
    fn release_memory(&mut self);

    /// Runs `act` while reads and writes return `WouldBlock` instead of waiting.
    fn without_waiting<R>(&mut self, act: impl FnOnce(&mut Self) -> R) -> R
    where
        Self: Sized,
    {
        let before = mem::replace(&mut self.socket().wait_mode, WaitMode::PROBING);
        let result = act(self);
        self.socket().wait_mode = before;
        result
    }
}

/// TLS over another byte stream, which may itself be TLS, to a proxy.
pub struct Tls<B> {
    connection: UnbufferedClientConnection,
    /// The byte stream that carries the TLS records.
    below: B,
    /// The records that were received and not processed yet.
    records: ReceiveBuffer,
    /// Data that was received and does not fit into the reader's buffer; it is read from `taken` on.
    data: Vec<u8>,
    taken: usize,
    /// The records to send.
    output: Output,
    /// The error that ended the connection for all further reads and writes. Data that was received
    /// before it is returned first.
    error: Option<Broken>,
    /// True once the peer has sent its close_notify.
    is_closed: bool,
}

/// The reason why no more records can be processed.
enum Broken {
    Tls(rustls::Error),
    /// There is no memory for a record that was decrypted, and cannot be decrypted again.
    NoMemory,
}

/// What the records that were received have brought.
enum Progress {
    /// Data: so many bytes are in the reader's buffer, and there may be more.
    Data(usize),
    /// Nothing: more records are needed for the handshake.
    Handshaking,
    /// Nothing: data may be sent, and the next records may bring data.
    Established,
    /// The peer has closed the connection.
    Closed,
}

impl<B: ByteStream> Tls<B> {
    /// TLS with `name` over `below`, before the handshake.
    ///
    /// # Errors
    /// The configuration allows no connection.
    pub fn new(
        config: &Arc<ClientConfig>,
        name: ServerName<'static>,
        below: B,
    ) -> Result<Tls<B>, rustls::Error> {
        Ok(Tls {
            connection: UnbufferedClientConnection::new(Arc::clone(config), name)?,
            below,
            records: ReceiveBuffer::default(),
            data: Vec::new(),
            taken: 0,
            output: Output::default(),
            error: None,
            is_closed: false,
        })
    }

    /// The byte stream that carries the TLS records.
    pub fn below(&mut self) -> &mut B {
        &mut self.below
    }

    /// Completes the handshake.
    pub fn complete_handshake(&mut self) -> io::Result<()> {
        loop {
            let progress = self.process(&mut [], &[]);
            if let Err(error) = progress {
                // The alert that names the error. It does not replace the error if it cannot be sent.
                let _ = self.output.send(&mut self.below);
                return Err(error);
            }
            self.output.send(&mut self.below)?;
            match progress? {
                Progress::Established => return Ok(()),
                Progress::Data(_) => {}
                Progress::Closed => return Err(ErrorKind::UnexpectedEof.into()),
                Progress::Handshaking if self.receive()? == 0 => {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                Progress::Handshaking => {}
            }
        }
    }

    /// True if the handshake resumed an earlier TLS session.
    pub fn is_resumed(&self) -> bool {
        self.connection.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    /// Wipes and frees the memory of what was sent and received.
    pub fn release_memory(&mut self) {
        self.records.release_memory();
        self.output.release_memory();
        self.below.release_memory();
    }

    /// Processes the records that were received until they bring data or there are no more. Alerts and
    /// other records to send are added to the output, and so is `to_send` as the last one; all data
    /// that is received first is stored then.
    fn process(&mut self, buffer: &mut [u8], to_send: &[u8]) -> io::Result<Progress> {
        if let Some(error) = &self.error {
            return Err(error.to_io());
        }
        let mut amount = 0;
        loop {
            let UnbufferedStatus { discard, state } = self
                .connection
                .process_tls_records(self.records.unconsumed_mut());
            let mut progress = None;
            match state {
                Ok(ConnectionState::ReadTraffic(mut traffic)) => {
                    while let Some(record) = traffic.next_record() {
                        let payload = match record {
                            Ok(record) => record.payload,
                            Err(error) => return Err(broken(&mut self.error, Broken::Tls(error))),
                        };
                        let room = buffer.get_mut(amount..).unwrap_or_default();
                        let (fits, rest) = payload.split_at(payload.len().min(room.len()));
                        room.get_mut(..fits.len())
                            .unwrap_or_default()
                            .copy_from_slice(fits);
                        amount += fits.len();
                        if self.data.try_reserve(rest.len()).is_err() {
                            return Err(broken(&mut self.error, Broken::NoMemory));
                        }
                        self.data.extend_from_slice(rest);
                    }
                    // The next record shall fit too.
                    if buffer.len() - amount < MAX_RECORD && to_send.is_empty() {
                        progress = Some(Progress::Data(amount));
                    }
                }
                Ok(ConnectionState::EncodeTlsData(record)) => self.output.add_record(record)?,
                // It is sent before the next wait for the peer.
                Ok(ConnectionState::TransmitTlsData(output)) => output.done(),
                Ok(ConnectionState::BlockedHandshake) => progress = Some(Progress::Handshaking),
                Ok(ConnectionState::WriteTraffic(traffic)) => {
                    if !to_send.is_empty() {
                        self.output.add_data(traffic, to_send)?;
                    }
                    progress = Some(match self.is_closed && to_send.is_empty() {
                        true => Progress::Closed,
                        false => Progress::Established,
                    });
                }
                Ok(ConnectionState::PeerClosed) => self.is_closed = true,
                Ok(_) => progress = Some(Progress::Closed),
                Err(error) => {
                    self.records.consume(discard);
                    self.add_last_records();
                    let error = broken(&mut self.error, Broken::Tls(error));
                    return match amount {
                        0 => Err(error),
                        _ => Ok(Progress::Data(amount)),
                    };
                }
            }
            self.records.consume(discard);
            match progress {
                Some(_) if amount > 0 => return Ok(Progress::Data(amount)),
                Some(progress) => return Ok(progress),
                None => {}
            }
        }
    }

    /// Adds the records that rustls still has to send after an error to the output, such as the alert
    /// for it. rustls may be called only while it has some: otherwise it would go on with the records
    /// that were received, and these are not given to it here.
    fn add_last_records(&mut self) {
        while self.connection.wants_write() {
            let status = self.connection.process_tls_records(&mut []);
            let Ok(ConnectionState::EncodeTlsData(record)) = status.state else {
                return;
            };
            if self.output.add_record(record).is_err() {
                return;
            }
        }
    }

    /// Receives more records, and returns the number of bytes.
    fn receive(&mut self) -> io::Result<usize> {
        if self.records.unconsumed().len() > MAX_MESSAGE {
            let message = "a TLS message is too long";
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        self.records.reserve()?;
        let amount = self.below.read(self.records.room())?;
        self.records.appended(amount);
        Ok(amount)
    }

    /// Sends the records that rustls produced in reply to received ones, an alert or a key update. If
    /// the peer takes in nothing now, they are sent before the next data.
    fn send_output_without_waiting(&mut self) {
        if !self.output.unsent().is_empty() {
            let output = &mut self.output;
            let _ = self.below.without_waiting(|below| output.send(below));
        }
    }

    /// Moves data that did not fit earlier into the buffer.
    fn take_data(&mut self, buffer: &mut [u8]) -> usize {
        let rest = self.data.get(self.taken..).unwrap_or_default();
        let amount = rest.len().min(buffer.len());
        let (room, rest) = (buffer.get_mut(..amount), rest.get(..amount));
        if let (Some(room), Some(rest)) = (room, rest) {
            room.copy_from_slice(rest);
        }
        self.taken += amount;
        if self.taken == self.data.len() {
            (self.data, self.taken) = (Vec::new(), 0);
        }
        amount
    }
}

impl<B: ByteStream> Read for Tls<B> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.data.is_empty() {
            return Ok(self.take_data(buffer));
        }
        loop {
            let progress = self.process(buffer, &[]);
            self.send_output_without_waiting();
            match progress? {
                Progress::Data(amount) => return Ok(amount),
                Progress::Closed => return Ok(0),
                Progress::Handshaking | Progress::Established => {}
            }
            if self.receive()? == 0 {
                // Without a close_notify the data may have been cut off.
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

impl<B: ByteStream> Write for Tls<B> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.output.send(&mut self.below)?;
        let bytes = bytes.get(..MAX_RECORD).unwrap_or(bytes);
        match self.process(&mut [], bytes) {
            Ok(Progress::Established) => Ok(bytes.len()),
            Ok(_) => Err(ErrorKind::BrokenPipe.into()),
            Err(error) => {
                self.send_output_without_waiting();
                Err(error)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.send(&mut self.below)
    }
}

/// The records to send.
#[derive(Default)]
struct Output {
    memory: Vec<u8>,
    sent: usize,
    end: usize,
}

impl Output {
    /// The bytes that are not sent yet.
    fn unsent(&self) -> &[u8] {
        self.memory.get(self.sent..self.end).unwrap_or_default()
    }

    /// Sends all of it.
    fn send(&mut self, below: &mut impl Write) -> io::Result<()> {
        while !self.unsent().is_empty() {
            match below.write(self.unsent())? {
                0 => return Err(ErrorKind::WriteZero.into()),
                amount => self.sent += amount,
            }
        }
        below.flush()
    }

    /// Room for `size` more bytes.
    fn room(&mut self, size: usize) -> memory::Result<&mut [u8]> {
        if self.sent == self.end {
            (self.sent, self.end) = (0, 0);
        }
        let size = self.end + size;
        if self.memory.len() < size {
            let used = self.memory.get(..self.end).unwrap_or_default();
            self.memory = memory::padded(used, size)?;
        }
        Ok(self.memory.get_mut(self.end..).unwrap_or_default())
    }

    /// Adds a record that rustls has ready.
    fn add_record<D>(&mut self, mut record: EncodeTlsData<'_, D>) -> io::Result<()> {
        let size = match record.encode(&mut []) {
            Err(EncodeError::InsufficientSize(error)) => error.required_size,
            _ => 0,
        };
        let amount = record.encode(self.room(size)?).map_err(io::Error::other)?;
        self.end += amount;
        Ok(())
    }

    /// Encrypts data and adds the record.
    fn add_data<D>(&mut self, mut traffic: WriteTraffic<'_, D>, data: &[u8]) -> io::Result<()> {
        let mut added = traffic.encrypt(data, self.room(data.len() + MAX_OVERHEAD)?);
        if let Err(EncryptError::InsufficientSize(error)) = &added {
            added = traffic.encrypt(data, self.room(error.required_size)?);
        }
        self.end += added.map_err(io::Error::other)?;
        Ok(())
    }

    /// Frees the memory.
    fn release_memory(&mut self) {
        if self.sent == self.end {
            *self = Output::default();
        }
    }
}

/// Stores the reason, and returns its error.
fn broken(slot: &mut Option<Broken>, reason: Broken) -> io::Error {
    slot.insert(reason).to_io()
}

impl Broken {
    fn to_io(&self) -> io::Error {
        match self {
            Broken::Tls(error) => io::Error::new(ErrorKind::InvalidData, error.clone()),
            Broken::NoMemory => ErrorKind::OutOfMemory.into(),
        }
    }
}
