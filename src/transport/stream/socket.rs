//! A socket that waits as the call that its thread is in does.

use crate::platform::{self, Instant, Ready};
use crate::transport::attempt;
use crate::transport::failure::Failure;
use crate::transport::wait::{Phase, Wait};
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

/// A socket that waits as the call that its thread is in does.
pub struct Socket {
    stream: TcpStream,
    /// What limits its waits.
    pub pace: Pace,
    /// A wait to send that something to read has interrupted.
    interrupted: Option<Wait>,
}

/// What limits a wait.
#[derive(Clone, Copy)]
pub enum Pace {
    /// A limit for several steps together, up to the end of the handshake.
    Connecting(Phase, Option<Instant>),
    /// The longest silence.
    Exchanging,
    /// The same, until the other side says something: then it would block.
    Sending,
    /// Nothing is waited for, and so many reads are left.
    Probing(u32),
}

impl Socket {
    /// A socket whose handshake begins.
    pub fn connecting(stream: TcpStream, until: Option<Instant>) -> Socket {
        Socket {
            stream,
            pace: Pace::Connecting(Phase::Handshake, until),
            interrupted: None,
        }
    }

    /// See [`platform::allow_busy_peer`].
    pub fn allow_busy_peer(&self, is_allowed: bool) {
        // It fails where a socket has no such option.
        let _ = platform::allow_busy_peer(&self.stream, is_allowed);
    }

    /// Waits until it can be written, if that is what is wanted, or read.
    fn wait(&mut self, phase: Phase, to_write: bool) -> io::Result<()> {
        let (wait, hears) = match self.pace {
            Pace::Connecting(phase, until) => (Wait::until(phase, until), false),
            Pace::Exchanging => (Wait::of_silence(phase), false),
            Pace::Sending => {
                let wait = self.interrupted.take();
                let wait = wait.unwrap_or_else(|| Wait::of_silence(phase));
                (wait, true)
            }
            Pace::Probing(_) => return Err(ErrorKind::WouldBlock.into()),
        };
        let wanted = Ready {
            readable: hears || !to_write,
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

    /// Before everything that may not have to wait: a server that sends without end, or takes
    /// all that it is sent, must not keep a call from its end.
    fn check(&mut self, phase: Phase) -> io::Result<()> {
        let checked = match &mut self.pace {
            Pace::Connecting(phase, until) => Wait::until(*phase, *until).check(),
            Pace::Exchanging | Pace::Sending => Wait::until(phase, None).check(),
            Pace::Probing(0) => return Err(ErrorKind::InvalidData.into()),
            Pace::Probing(left) => {
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
