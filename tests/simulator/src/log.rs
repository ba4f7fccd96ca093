//! The log of requests that tests read.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::credentials::Credentials;
use crate::faults::contains;
use crate::sign_ins::SignInKind;

/// A recorded request, and the status of its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The number of the connection, so that tests see which requests share one.
    pub connection: u64,
    /// `https` or `http`.
    pub scheme: String,
    /// The method, as it was sent.
    pub method: String,
    /// The path as it was sent, percent-encoded.
    pub path: String,
    /// The query as it was sent, without the `?`; empty if there is none.
    pub query: String,
    /// The headers in the order in which they were sent, with their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
    /// The number of the node that the load balancer sent it to, from 0.
    pub node: usize,
    /// True if the server executed the request: no fault answered in its place, or broke the
    /// connection before.
    pub executed: bool,
    /// The HTTP status; 0 if there is no complete response, or none yet.
    pub status: u16,
}

impl Recorded {
    /// The first header with this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The kind of credentials, if this is a sign-in.
    pub fn sign_in_kind(&self) -> Option<SignInKind> {
        if self.method != "POST" || !self.path.ends_with("/auth/signin") {
            return None;
        }
        Credentials::kind_in(self.header("content-type"), &self.body)
    }

    /// The body as text; bytes that are not UTF-8 are replaced.
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
    /// The number of requests recorded and cleared before the first of `kept`.
    cleared: usize,
    kept: Vec<Recorded>,
}

/// Finds an entry, to set its status.
#[derive(Clone, Copy)]
pub struct EntryNumber(usize);

impl Log {
    pub fn record(&self, recorded: Recorded) -> EntryNumber {
        let mut entries = self.lock();
        entries.kept.push(recorded);
        EntryNumber(entries.cleared + entries.kept.len() - 1)
    }

    pub fn executed(&self, number: EntryNumber) {
        self.change(number, |entry| entry.executed = true);
    }

    pub fn answered(&self, number: EntryNumber, status: u16) {
        self.change(number, |entry| entry.status = status);
    }

    /// Changes an entry, unless it was cleared.
    fn change(&self, number: EntryNumber, change: impl FnOnce(&mut Recorded)) {
        let mut entries = self.lock();
        let index = number.0.checked_sub(entries.cleared);
        if let Some(entry) = index.and_then(|index| entries.kept.get_mut(index)) {
            change(entry);
        }
    }

    pub fn all(&self) -> Vec<Recorded> {
        self.lock().kept.clone()
    }

    /// The number of requests with this method, if one is given, whose path contains a pattern.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let is_counted = |request: &&Recorded| {
            let is_method = method.is_empty() || request.method.eq_ignore_ascii_case(method);
            is_method && contains(&request.path, path)
        };
        self.lock().kept.iter().filter(is_counted).count()
    }

    /// The number of sign-ins with this kind of credentials.
    pub fn sign_ins(&self, kind: SignInKind) -> usize {
        let entries = self.lock();
        let kinds = entries.kept.iter().filter_map(Recorded::sign_in_kind);
        kinds.filter(|other| *other == kind).count()
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
