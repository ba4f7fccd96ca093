//! A socket whose reads and writes block within the limits of this thread's call.

use crate::platform::{self, Instant, Ready};
use crate::transport::attempt;
use crate::transport::failure::Failure;
use crate::transport::wait::{Phase, Wait};
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

/// A socket whose reads and writes block within the limits of this thread's call.
pub struct Socket {
    stream: TcpStream,
    /// The way in which reads and writes wait.
    pub wait_mode: WaitMode,
    /// A wait for writing that returned because there was something to read. It is continued by the
    /// next write, so that its limit does not start again.
    interrupted: Option<Wait>,
}

/// The way in which reads and writes wait.
#[derive(Clone, Copy)]
pub enum WaitMode {
    /// They wait in this phase until the deadline that all steps up to the end of the handshake share.
    Connecting(Phase, Option<Instant>),
    /// They wait as long as the read limit allows.
    Exchanging,
    /// The same, but a write returns `WouldBlock` once there is something to read.
    Sending,
    /// They return `WouldBlock` instead of waiting. The number of reads is limited to this.
    Probing(u32),
}

impl WaitMode {
    /// To look what has arrived. Several reads may be needed, as TLS messages such as session tickets
    /// yield no data; a server that sends them without end is given up.
    pub const PROBING: WaitMode = WaitMode::Probing(8);
}

impl Socket {
    /// A connected socket before the TLS handshake, which has the deadline `until`.
    pub fn connecting(stream: TcpStream, until: Option<Instant>) -> Socket {
        Socket {
            stream,
            wait_mode: WaitMode::Connecting(Phase::Handshake, until),
            interrupted: None,
        }
    }

    /// See [`platform::allow_busy_peer`].
    pub fn allow_busy_peer(&self, is_allowed: bool) {
        // This fails on systems without the option; the limits of the call still apply.
        let _ = platform::allow_busy_peer(&self.stream, is_allowed);
    }

    /// Waits until the socket can be written, if `to_write` is true, or else read.
    fn wait(&mut self, phase: Phase, to_write: bool) -> io::Result<()> {
        let (wait, or_readable) = match self.wait_mode {
            WaitMode::Connecting(phase, until) => (Wait::until(phase, until), false),
            WaitMode::Exchanging => (Wait::for_peer(phase), false),
            WaitMode::Sending => {
                let wait = self.interrupted.take();
                let wait = wait.unwrap_or_else(|| Wait::for_peer(phase));
                (wait, true)
            }
            WaitMode::Probing(_) => return Err(ErrorKind::WouldBlock.into()),
        };
        let wanted = Ready {
            readable: or_readable || !to_write,
            writable: to_write,
        };
        let ready = wait.for_socket(&self.stream, wanted);
        let ready = ready.map_err(Failure::new)?;
        if to_write && !ready.writable {
            self.interrupted = Some(wait);
            return Err(ErrorKind::WouldBlock.into());
        }
        Ok(())
    }

    /// Checks the limits of the call before each read and write, as those need not wait: without this
    /// a server that always has something to send would keep a call from ending.
    fn check(&mut self, phase: Phase) -> io::Result<()> {
        let checked = match &mut self.wait_mode {
            WaitMode::Connecting(phase, until) => Wait::until(*phase, *until).check(),
            WaitMode::Exchanging | WaitMode::Sending => Wait::until(phase, None).check(),
            WaitMode::Probing(0) => return Err(ErrorKind::InvalidData.into()),
            WaitMode::Probing(left) => {
                *left -= 1;
                Ok(())
            }
        };
        checked.map_err(|error| Failure::new(error).into())
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.check(Phase::Receive)?;
            match self.stream.read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.wait(Phase::Receive, false)?;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => {
                    let amount = done?;
                    attempt::count_received(amount).map_err(Failure::new)?;
                    return Ok(amount);
                }
            }
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            self.check(Phase::Send)?;
            match self.stream.write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.wait(Phase::Send, true)?;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => {
                    self.interrupted = None;
                    return done;
                }
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
