//! One library call: how long it may take, and waiting in it.

use crate::common::call_secrets::CallSecrets;
use crate::common::error::{Error, Result, Status};
use crate::common::lock::lock;
use crate::common::words::{Words, in_seconds};
use crate::platform::{self, Alarm, Instant, Watched};
use crate::transport::cancellation::Cancellation;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long the parts of a call may take; `None` is without a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Resolving the name, connecting, and the TLS handshake.
    pub connect: Option<Duration>,
    /// The longest silence of the server.
    pub silence: Option<Duration>,
    /// The whole call, with its probe, redirects and retries.
    pub total: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts {
            connect: Some(Duration::from_secs(10)),
            silence: Some(Duration::from_secs(120)),
            total: Some(Duration::from_secs(600)),
        }
    }
}

/// A call under way: how long it may still take, and what wakes it.
#[derive(Clone)]
pub struct Call(Arc<State>);

struct State {
    cancellation: Option<Cancellation>,
    timeouts: Timeouts,
    /// When its time is over.
    end: Option<Instant>,
    /// Made when it first waits.
    alarm: Mutex<Option<Arc<Alarm>>>,
    secrets: CallSecrets,
}

impl Call {
    /// Makes a call on something. Its failure says what was being done, and has none of the call's
    /// secrets: there is no other way to a `Call`, nor to the network without one.
    pub fn make<S, T>(
        timeouts: Timeouts,
        cancellation: Option<&Cancellation>,
        on: &mut S,
        doing: impl FnOnce(&S) -> Words,
        body: impl FnOnce(&mut S, &Call) -> Result<T>,
    ) -> Result<T> {
        let call = Call::start(timeouts, cancellation);
        body(on, &call).map_err(|error| call.secrets().redact(error.during(doing(on))))
    }

    /// What must not come back from it.
    pub fn secrets(&self) -> &CallSecrets {
        &self.0.secrets
    }

    /// A call for a test, outside of [`Call::make`].
    #[cfg(test)]
    pub fn of_test(timeouts: Timeouts, cancellation: Option<&Cancellation>) -> Call {
        Call::start(timeouts, cancellation)
    }

    /// Starts the clock.
    fn start(timeouts: Timeouts, cancellation: Option<&Cancellation>) -> Call {
        let total = timeouts.total;
        Call(Arc::new(State {
            cancellation: cancellation.cloned(),
            timeouts,
            end: total.and_then(|total| Instant::now().checked_add(total)),
            alarm: Mutex::new(None),
            secrets: CallSecrets::default(),
        }))
    }

    /// The limits that it began with.
    pub fn timeouts(&self) -> &Timeouts {
        &self.0.timeouts
    }

    /// When it ends at the latest.
    pub fn end(&self) -> Option<Instant> {
        let cancellation = self.0.cancellation.as_ref();
        let of_cancellation = cancellation.and_then(Cancellation::end);
        [self.0.end, of_cancellation].into_iter().flatten().min()
    }

    /// Ends it between two steps if it was cancelled or its time is over.
    pub fn check(&self) -> Result<()> {
        let verdict = self.0.cancellation.as_ref().and_then(Cancellation::verdict);
        if let Some(error) = verdict {
            return Err(error);
        }
        if self.0.end.is_some_and(|end| end.left() == Duration::ZERO) {
            let total = self.0.timeouts.total;
            return Err(timed_out("the whole call took longer than", total, "total"));
        }
        Ok(())
    }

    /// Blocks until a socket is ready, somebody rings the call's alarm, a time is over, or for no
    /// reason; an error if the call was cancelled or is over. Everything that a call waits for, it
    /// waits for here. `is_done` is asked once the alarm can ring, so that what happens before
    /// is not missed.
    pub fn wait(
        &self,
        sockets: &mut [Watched<'_>],
        until: Option<Instant>,
        is_done: impl FnOnce() -> bool,
    ) -> Result<()> {
        let alarm = self.alarm()?;
        let end = [until, self.end()].into_iter().flatten().min();
        alarm.set(end).map_err(failed)?;
        self.check()?;
        if is_done() {
            return Ok(());
        }
        platform::wait(&alarm, sockets).map_err(failed)?;
        self.check()
    }

    /// What other threads ring to end its wait.
    pub fn alarm(&self) -> Result<Arc<Alarm>> {
        let mut slot = lock(&self.0.alarm);
        if let Some(alarm) = slot.as_ref() {
            return Ok(Arc::clone(alarm));
        }
        let alarm = Arc::new(Alarm::new().map_err(failed)?);
        if let Some(cancellation) = &self.0.cancellation {
            cancellation.join(&alarm);
        }
        *slot = Some(Arc::clone(&alarm));
        Ok(alarm)
    }
}

impl Drop for State {
    fn drop(&mut self) {
        let alarm = self.alarm.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let (Some(cancellation), Some(alarm)) = (&self.cancellation, alarm) {
            cancellation.leave(alarm);
        }
    }
}

fn failed(error: io::Error) -> Error {
    let message = format!("waiting for the network failed ({error})");
    Error::new(Status::Connect, message)
}

/// What to say when a limit of the server's has run out: connect, read or total.
pub fn timed_out(what: impl Into<Words>, limit: Option<Duration>, name: &'static str) -> Error {
    let limit = limit.map(in_seconds).unwrap_or_default();
    let message = what.into().and(" ").and(limit).and(", the ").and(name);
    Error::new(Status::Timeout, message.and(" limit"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[test]
    fn a_call_ends_when_cancelled_or_over_time() {
        let cancellation = Cancellation::default();
        let call = Call::start(Timeouts::default(), Some(&cancellation));
        assert!(call.check().is_ok());
        cancellation.clone().cancel();
        assert_eq!(call.check().unwrap_err().status(), Status::Cancelled);

        let total = Some(Duration::ZERO);
        let call = Call::start(
            Timeouts {
                total,
                ..Timeouts::default()
            },
            None,
        );
        assert_eq!(call.check().unwrap_err().status(), Status::Timeout);
        let unlimited = Timeouts {
            total: None,
            ..Timeouts::default()
        };
        assert_eq!(Call::start(unlimited, None).end(), None);
        let limited = Cancellation::with_limit(Duration::from_secs(1));
        assert!(Call::start(unlimited, Some(&limited)).end().is_some());
    }

    #[test]
    fn a_wait_ends_when_another_thread_rings() {
        let cancellation = Cancellation::default();
        let call = Call::start(Timeouts::default(), Some(&cancellation));
        let alarm = call.alarm().unwrap();
        let is_rung = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                is_rung.store(true, Ordering::Release);
                alarm.ring();
            });
            // What rings before the wait begins, it does not hear.
            let has_rung = || is_rung.load(Ordering::Acquire);
            call.wait(&mut [], None, has_rung).unwrap();
        });
        assert!(call.wait(&mut [], None, || true).is_ok());
        std::thread::scope(|scope| {
            scope.spawn(|| cancellation.cancel());
            let ended = call.wait(&mut [], None, || false);
            assert_eq!(ended.unwrap_err().status(), Status::Cancelled);
        });
        let soon = Instant::now().checked_add(Duration::from_millis(1));
        let call = Call::start(Timeouts::default(), None);
        assert!(call.wait(&mut [], soon, || false).is_ok());
    }
}
