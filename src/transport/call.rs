//! One library call: how long it may take, and whether it was cancelled.

use crate::error::{Error, Result, Status};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How soon a cancellation is noticed.
const ATTENTION: Duration = Duration::from_millis(40);

/// A switch that can be thrown once, from any thread.
#[derive(Clone, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Throws it, for good.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it was thrown.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// How long the parts of a call may take; `None` is without a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Looking up the name, connecting, and the TLS handshake.
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

/// A call under way: how long it may still take.
#[derive(Clone)]
pub struct Call {
    cancellation: Option<Cancellation>,
    timeouts: Timeouts,
    started: Instant,
}

impl Call {
    /// Starts the clock.
    pub fn start(timeouts: Timeouts, cancellation: Option<&Cancellation>) -> Call {
        Call {
            cancellation: cancellation.cloned(),
            timeouts,
            started: Instant::now(),
        }
    }

    /// The limits that it began with.
    pub fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    /// When it ends at the latest.
    pub fn end(&self) -> Option<Instant> {
        self.started.checked_add(self.timeouts.total?)
    }

    /// Ends it between two steps if it was cancelled or its time is over.
    pub fn check(&self) -> Result<()> {
        self.attention().map(|_| ())
    }

    /// How long it may wait for something before it has to look again whether it was cancelled
    /// or its time is over; an error if it was, or is.
    pub fn attention(&self) -> Result<Option<Duration>> {
        if self
            .cancellation
            .as_ref()
            .is_some_and(Cancellation::is_cancelled)
        {
            return Err(Error::new(Status::Cancelled, "the call was cancelled"));
        }
        let total = self.timeouts.total;
        let left = total.map(|total| total.saturating_sub(self.started.elapsed()));
        if left == Some(Duration::ZERO) {
            return Err(timed_out("the whole call took longer than", total));
        }
        let attention = self.cancellation.as_ref().map(|_| ATTENTION);
        Ok([left, attention].into_iter().flatten().min())
    }
}

/// What to say when a limit has run out.
pub fn timed_out(what: &str, limit: Option<Duration>) -> Error {
    let limit = limit.map(in_seconds).unwrap_or_default();
    Error::new(Status::Timeout, format!("{what} {limit}"))
}

/// `10 s`, `0.05 s`: limits are in milliseconds. Without what floating-point numbers are printed
/// with, which is large.
fn in_seconds(duration: Duration) -> String {
    let (seconds, milliseconds) = (duration.as_secs(), duration.subsec_millis());
    let seconds = format!("{seconds}.{milliseconds:03}");
    format!("{} s", seconds.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_in_seconds() {
        for (milliseconds, told) in [
            (1, "0.001 s"),
            (50, "0.05 s"),
            (200, "0.2 s"),
            (1000, "1 s"),
            (1500, "1.5 s"),
            (10_000, "10 s"),
            (u64::from(u32::MAX), "4294967.295 s"),
        ] {
            assert_eq!(in_seconds(Duration::from_millis(milliseconds)), told);
        }
    }

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
        let call = Call::start(
            Timeouts {
                total: None,
                ..Timeouts::default()
            },
            None,
        );
        assert_eq!(call.attention().unwrap(), None);
    }
}
