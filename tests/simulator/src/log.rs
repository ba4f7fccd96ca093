//! The log of requests that tests read.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A request that arrived, and the status it was answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The number of the connection it came on, so that tests see what was kept alive.
    pub connection: u64,
    /// `https` or `http`.
    pub scheme: String,
    /// As it was sent.
    pub method: String,
    /// As it was sent, still percent-encoded.
    pub path: String,
    /// As it was sent, without the `?`; empty if there is none.
    pub query: String,
    /// In the order in which they were sent; their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
    /// 0 if there was no answer: it was cut, closed, or is yet to come.
    pub status: u16,
}

impl Recorded {
    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as text; what is not UTF-8 in it is replaced.
    pub fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

#[derive(Default)]
pub struct Log {
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    /// How many were recorded and cleared before the first of `kept`.
    cleared: usize,
    kept: Vec<Recorded>,
}

/// Finds an entry again, to note its status.
#[derive(Clone, Copy)]
pub struct EntryNumber(usize);

impl Log {
    pub fn record(&self, recorded: Recorded) -> EntryNumber {
        let mut entries = self.lock();
        entries.kept.push(recorded);
        EntryNumber(entries.cleared + entries.kept.len() - 1)
    }

    pub fn answered(&self, number: EntryNumber, status: u16) {
        let mut entries = self.lock();
        let index = number.0.checked_sub(entries.cleared);
        if let Some(entry) = index.and_then(|index| entries.kept.get_mut(index)) {
            entry.status = status;
        }
    }

    pub fn all(&self) -> Vec<Recorded> {
        self.lock().kept.clone()
    }

    pub fn clear(&self) {
        let mut entries = self.lock();
        entries.cleared += entries.kept.len();
        entries.kept.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
