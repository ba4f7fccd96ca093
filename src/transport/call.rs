//! One library call: how long it may take, and whether it was cancelled.

use crate::error::{Error, Result, Status};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

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

/// A call under way.
pub struct Call<'a> {
    cancellation: Option<&'a Cancellation>,
    timeouts: Timeouts,
    started: Instant,
}

impl<'a> Call<'a> {
    /// Starts the clock.
    pub fn start(timeouts: Timeouts, cancellation: Option<&'a Cancellation>) -> Call<'a> {
        Call {
            cancellation,
            timeouts,
            started: Instant::now(),
        }
    }

    /// Ends the call between two steps if it was cancelled or its time is over.
    pub fn check(&self) -> Result<()> {
        if self.cancellation.is_some_and(Cancellation::is_cancelled) {
            return Err(Error::new(Status::Cancelled, "the call was cancelled"));
        }
        if self.limits().total == Some(Duration::ZERO) {
            let total = self.timeouts.total.map(in_seconds).unwrap_or_default();
            let message = format!("the whole call took longer than {total}");
            return Err(Error::new(Status::Timeout, message));
        }
        Ok(())
    }

    /// The limits that the call began with.
    pub fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    /// The limits of the next step: of the total, what is left.
    pub fn limits(&self) -> Timeouts {
        let left = |total: Duration| total.saturating_sub(self.started.elapsed());
        Timeouts {
            total: self.timeouts.total.map(left),
            ..self.timeouts
        }
    }
}

/// `10 s`
pub fn in_seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

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
        assert!(call.check().is_ok() && call.limits().total.is_none());
    }
}
