//! Responses that are held until a test releases them, or for ever.

use std::convert::Infallible;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

pub type Releases = watch::Receiver<u64>;

/// The responses that are held.
pub struct Holds {
    releases: watch::Sender<u64>,
    held: Mutex<usize>,
    changed: Condvar,
}

impl Default for Holds {
    fn default() -> Self {
        Self {
            releases: watch::Sender::new(0),
            held: Mutex::new(0),
            changed: Condvar::new(),
        }
    }
}

impl Holds {
    /// The releases from now on.
    pub fn releases(&self) -> Releases {
        self.releases.subscribe()
    }

    /// Returns after the next release. A client that disconnects before is no longer held.
    pub async fn hold(&self, mut releases: Releases) {
        let _held = Held::new(self);
        let _ = releases.changed().await;
    }

    /// Holds a request until its client disconnects or the simulator stops.
    pub async fn hold_for_ever(&self) -> Infallible {
        let _held = Held::new(self);
        std::future::pending().await
    }

    /// The number of held requests.
    pub fn count(&self) -> usize {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn release(&self) {
        self.releases.send_modify(|number| *number += 1);
    }

    /// Blocks until the number of held responses meets the condition; `false` if that takes longer
    /// than `limit`.
    pub fn wait_until(&self, is_right: impl Fn(usize) -> bool, limit: Duration) -> bool {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (held, _) = self
            .changed
            .wait_timeout_while(held, limit, |held| !is_right(*held))
            .unwrap_or_else(PoisonError::into_inner);
        is_right(*held)
    }
}

/// One held response.
struct Held<'a>(&'a Holds);

impl<'a> Held<'a> {
    fn new(holds: &'a Holds) -> Self {
        *holds.held.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        holds.changed.notify_all();
        Self(holds)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.0.held.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.changed.notify_all();
    }
}
