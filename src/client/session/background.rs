//! Requests that are made ahead of their need, which end before the session changes.

use crate::common::lock::lock;
use std::mem;
use std::sync::{Mutex, Weak};

/// Requests of a session that are made ahead of their need, by threads of the library.
pub trait Background: Send + Sync {
    /// Stops them, and drops what they brought. It does not wait for them.
    fn stop(&self);

    /// True if they were stopped.
    fn is_stopped(&self) -> bool;
}

/// The requests of a session that are made ahead of their need.
#[derive(Default)]
pub struct Backgrounds(Mutex<State>);

#[derive(Default)]
struct State {
    requests: Vec<Weak<dyn Background>>,
    /// True while a sign-out or a switch of site is in progress.
    is_changing: bool,
}

/// A sign-out or a switch of site in progress.
pub struct Changing<'a>(&'a Backgrounds);

impl Backgrounds {
    /// Remembers requests. A sign-out or a switch of site stops them first, and those that begin while it
    /// is in progress at once.
    pub fn add(&self, requests: Weak<dyn Background>) {
        let mut state = lock(&self.0);
        if state.is_changing {
            drop(state);
            stop(&requests);
        } else {
            state.requests.push(requests);
        }
    }

    /// Forgets the requests that are stopped.
    pub fn forget_stopped(&self) {
        let is_running = |requests: &Weak<dyn Background>| {
            requests.upgrade().is_some_and(|one| !one.is_stopped())
        };
        lock(&self.0).requests.retain(is_running);
    }

    /// Stops the requests, and those that begin until the result is dropped.
    pub fn stop(&self) -> Changing<'_> {
        let requests = {
            let mut state = lock(&self.0);
            state.is_changing = true;
            mem::take(&mut state.requests)
        };
        requests.iter().for_each(stop);
        Changing(self)
    }
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        lock(&self.0.0).is_changing = false;
    }
}

fn stop(requests: &Weak<dyn Background>) {
    if let Some(requests) = requests.upgrade() {
        requests.stop();
    }
}
