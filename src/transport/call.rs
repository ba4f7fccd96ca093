//! One library call: its time limits, its cancellation, and waiting within them.

use crate::common::call_secrets::CallSecrets;
use crate::common::callback;
use crate::common::error::{Error, Result, Status};
use crate::common::event::Events;
use crate::common::words::{Words, in_seconds};
use crate::platform::{self, Alarm, Instant, Watched};
use crate::transport::cancellation::Cancellation;
use once_cell::sync::OnceCell;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The time limits of a call; `None` means no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// The limit for name resolution, connecting and the TLS handshake together.
    pub connect: Option<Duration>,
    /// The longest time in which the server sends nothing, or takes in nothing of a request.
    pub read: Option<Duration>,
    /// The limit for the whole call, with its probe, redirects and retries.
    pub total: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts {
            connect: Some(Duration::from_secs(10)),
            read: Some(Duration::from_secs(120)),
            total: Some(Duration::from_secs(600)),
        }
    }
}

/// How often requests are sent, and the longest wait between two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How often a call may send a request, the first time included.
    pub attempts: u32,
    /// The longest wait before a request is sent again.
    pub longest_wait: Duration,
}

impl Default for Retry {
    fn default() -> Retry {
        Retry {
            attempts: 4,
            longest_wait: Duration::from_secs(30),
        }
    }
}

/// What a call takes from the server or session that it is made on.
#[derive(Clone, Default)]
pub struct Context {
    /// The time limits.
    pub timeouts: Timeouts,
    /// How often requests are sent.
    pub retry: Retry,
    /// Where its events go.
    pub events: Events,
    /// The number of the server.
    pub server: u64,
    /// The number of the session; 0 if there is none.
    pub session: u64,
}

/// A call in progress. Clones refer to the same call.
#[derive(Clone)]
pub struct Call(Arc<State>);

struct State {
    cancellation: Option<Cancellation>,
    context: Context,
    /// The number of times that a request was sent again. The whole call has one number for all of its
    /// requests.
    retries: AtomicU32,
    /// The number of forks when it began.
    process: u32,
    /// The time at which the total limit ends the call.
    end: Option<Instant>,
    /// The alarm that ends a wait, made when the call first waits.
    alarm: OnceCell<Arc<Alarm>>,
    /// The secrets that must not appear in an error or a response.
    secrets: CallSecrets,
}

impl Call {
    /// Executes `body` as a call on `on`. An error is extended by what the call was doing, and the
    /// call's secrets are redacted in it. Every use of the network goes through this function: there
    /// is no other way to get a `Call`, and no wait without one. In a callback of the same server it fails.
    pub fn make<S, T>(
        context: Context,
        cancellation: Option<&Cancellation>,
        on: &mut S,
        doing: impl FnOnce(&S) -> Words,
        body: impl FnOnce(&mut S, &Call) -> Result<T>,
    ) -> Result<T> {
        let call = Call::start(context, cancellation);
        let result = callback::check(call.context().server).and_then(|()| body(on, &call));
        result.map_err(|error| call.secrets().redact(error.during(doing(on))))
    }

    /// The secrets that must not appear in an error or a response.
    pub fn secrets(&self) -> &CallSecrets {
        &self.0.secrets
    }

    /// Starts a call outside of [`Call::make`], for a test.
    #[cfg(test)]
    pub fn of_test(timeouts: Timeouts, cancellation: Option<&Cancellation>) -> Call {
        let context = Context {
            timeouts,
            ..Context::default()
        };
        Call::start(context, cancellation)
    }

    /// Starts a call: its total limit begins now.
    fn start(context: Context, cancellation: Option<&Cancellation>) -> Call {
        let total = context.timeouts.total;
        Call(Arc::new(State {
            cancellation: cancellation.cloned(),
            context,
            retries: AtomicU32::new(0),
            process: platform::forks(),
            end: total.and_then(|total| Instant::now().checked_add(total)),
            alarm: OnceCell::new(),
            secrets: CallSecrets::default(),
        }))
    }

    /// What the call took from its server or session.
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// The time limits with which the call started.
    pub fn timeouts(&self) -> &Timeouts {
        &self.0.context.timeouts
    }

    /// The cancellation of the call, if it has one.
    pub fn cancellation(&self) -> Option<&Cancellation> {
        self.0.cancellation.as_ref()
    }

    /// The number of times that a request was sent again.
    pub fn retries(&self) -> u32 {
        self.0.retries.load(Ordering::Relaxed)
    }

    /// Counts a request that is sent again.
    pub fn count_retry(&self) {
        self.0.retries.fetch_add(1, Ordering::Relaxed);
    }

    /// The time at which the call ends at the latest, by its total limit or its cancellation's limit.
    pub fn end(&self) -> Option<Instant> {
        let cancellation = self.0.cancellation.as_ref();
        let limit = cancellation.and_then(Cancellation::end);
        [self.0.end, limit].into_iter().flatten().min()
    }

    /// Checks between two steps whether the call may continue.
    ///
    /// # Errors
    /// `Cancelled`: the call was cancelled. `Timeout`: a time limit has passed. `InvalidState`: a callback
    /// of the program has forked, and this is the child.
    pub fn check(&self) -> Result<()> {
        self.check_process()?;
        let cancellation = self.0.cancellation.as_ref();
        if let Some(error) = cancellation.and_then(Cancellation::error) {
            return Err(error);
        }
        if self.0.end.is_some_and(|end| end.left() == Duration::ZERO) {
            let total = self.timeouts().total;
            return Err(timed_out("the whole call took longer than", total, "total"));
        }
        Ok(())
    }

    /// The connections, and the alarm, of the process that made the call are not used in a forked child.
    fn check_process(&self) -> Result<()> {
        if self.0.process == platform::forks() {
            return Ok(());
        }
        let message = "the call was made before this process was forked, in a callback";
        Err(Error::new(Status::InvalidState, message))
    }

    /// Blocks until a socket is ready, another thread rings the call's alarm, or the time `until` is
    /// reached; it may also return early. This is the only place where a call blocks.
    ///
    /// `is_done` is called after the alarm is set and before the thread blocks. Setting the alarm
    /// clears an earlier ring, so this is where a thread that finished its work before is noticed:
    /// the wait then returns at once.
    ///
    /// # Errors
    /// `Cancelled` or `Timeout`, as [`Call::check`] has them.
    pub fn wait(
        &self,
        sockets: &mut [Watched<'_>],
        until: Option<Instant>,
        is_done: impl FnOnce() -> bool,
    ) -> Result<()> {
        self.check_process()?;
        let alarm = self.alarm()?;
        let end = [until, self.end()].into_iter().flatten().min();
        alarm.set(end).map_err(wait_failed)?;
        self.check()?;
        if is_done() {
            return Ok(());
        }
        platform::wait(&alarm, sockets).map_err(wait_failed)?;
        self.check()
    }

    /// Blocks for a time.
    ///
    /// # Errors
    /// `Cancelled` or `Timeout`, as [`Call::check`] has them.
    pub fn sleep(&self, time: Duration) -> Result<()> {
        let until = Instant::now().checked_add(time);
        while until.is_none_or(|until| until.left() > Duration::ZERO) {
            self.wait(&mut [], until, || false)?;
        }
        self.check()
    }

    /// The alarm that other threads ring to end the call's wait.
    pub fn alarm(&self) -> Result<Arc<Alarm>> {
        let alarm = self.0.alarm.get_or_try_init(|| {
            let alarm = Arc::new(Alarm::new().map_err(wait_failed)?);
            if let Some(cancellation) = &self.0.cancellation {
                cancellation.add_alarm(&alarm);
            }
            Ok(alarm)
        });
        alarm.cloned()
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if let (Some(cancellation), Some(alarm)) = (&self.cancellation, self.alarm.get()) {
            cancellation.remove_alarm(alarm);
        }
    }
}

fn wait_failed(error: io::Error) -> Error {
    let message = format!("waiting for the network failed ({error})");
    let status = match error.kind() {
        ErrorKind::OutOfMemory => Status::NoMemory,
        _ => Status::Connect,
    };
    Error::new(status, message)
}

/// The error for a time limit that has passed. `name` is the setting: connect, read or total.
pub fn timed_out(what: impl Into<Words>, limit: Option<Duration>, name: &'static str) -> Error {
    let limit = limit.map(in_seconds).unwrap_or_default();
    let message = what.into().and(" ").and(limit).and(", the ").and(name);
    Error::new(Status::Timeout, message.and(" limit"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn call_ends_when_cancelled_or_timed_out() {
        let cancellation = Cancellation::default();
        let call = Call::of_test(Timeouts::default(), Some(&cancellation));
        assert!(call.check().is_ok());
        cancellation.clone().cancel();
        assert_eq!(call.check().unwrap_err().status(), Status::Cancelled);

        let total = Some(Duration::ZERO);
        let call = Call::of_test(
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
        assert_eq!(Call::of_test(unlimited, None).end(), None);
        let limited = Cancellation::with_limit(Duration::from_secs(1));
        assert!(Call::of_test(unlimited, Some(&limited)).end().is_some());
    }

    #[test]
    fn alarm_from_another_thread_ends_a_wait() {
        let cancellation = Cancellation::default();
        let call = Call::of_test(Timeouts::default(), Some(&cancellation));
        let alarm = call.alarm().unwrap();
        let is_rung = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                is_rung.store(true, Ordering::Release);
                alarm.ring();
            });
            // The alarm may ring before the wait begins; `is_done` reports that.
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
        let call = Call::of_test(Timeouts::default(), None);
        assert!(call.wait(&mut [], soon, || false).is_ok());
    }
}
