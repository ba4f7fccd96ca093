//! Faults that a test arms, and the requests to which they apply.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// A fault, and the requests to which it applies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// The listener, `https` or `http`; `None`: both.
    pub scheme: Option<String>,
    /// The method; `None`: any.
    pub method: Option<String>,
    /// A part of the path as it is sent; empty for every path.
    pub path: String,
    /// A part of the query as it is sent; empty for every query.
    pub query: String,
    /// The number of matching requests that pass before the fault applies.
    pub skip: usize,
    /// The number of requests to which the fault applies; `None`: all, without end.
    pub times: Option<usize>,
    /// The fault itself.
    pub action: Action,
}

impl Default for Fault {
    fn default() -> Self {
        Self {
            scheme: None,
            method: None,
            path: String::new(),
            query: String::new(),
            skip: 0,
            times: Some(1),
            action: Action::Close,
        }
    }
}

impl Fault {
    /// Applies `action` to the next request whose path contains `path`.
    pub fn on(path: &str, action: Action) -> Self {
        Self {
            path: path.to_owned(),
            action,
            ..Self::default()
        }
    }

    fn matches(&self, scheme: &str, method: &str, path: &str, query: &str) -> bool {
        let is = |wanted: &Option<String>, given: &str| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(given))
        };
        is(&self.scheme, scheme)
            && is(&self.method, method)
            && path.contains(&self.path)
            && query.contains(&self.query)
    }
}

/// A change of the response, or a response in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// This response in place of the simulator's. It has a content type only if `headers` have one.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The headers, sent unchanged.
        #[serde(default)]
        headers: Vec<(String, String)>,
        /// The body, sent unchanged and uncompressed. In JSON a string, or an array of bytes.
        #[serde(default, with = "text_or_bytes")]
        body: Vec<u8>,
    },
    /// An error in Tableau's format. The HTTP status is the first three digits of the code.
    TableauError {
        /// The code, six digits such as 401002.
        code: u32,
        /// The summary.
        #[serde(default)]
        summary: String,
        /// The detail.
        #[serde(default)]
        detail: String,
        /// Headers in addition to those of every response.
        #[serde(default)]
        headers: Vec<(String, String)>,
    },
    /// A redirect. In `location`, `{path}` and `{path_and_query}` are filled in; if it is empty,
    /// there is no `Location` header.
    Redirect {
        /// The HTTP status, such as 302.
        status: u16,
        /// The value of `Location`.
        location: String,
    },
    /// A redirect to the same URL that sets a cookie, until a request has the cookie. Then the
    /// simulator's response follows.
    Challenge {
        /// The HTTP status, such as 307.
        status: u16,
        /// The value of `Set-Cookie`.
        cookie: String,
    },
    /// The request is executed at once, and its response sent after this time (in JSON: seconds).
    Delay(#[serde(with = "seconds")] Duration),
    /// The request is executed at once, and its response sent after a release.
    Hold,
    /// The connection ends after so many bytes of the response, including its status line and
    /// headers.
    CutAfter(usize),
    /// The connection is closed; the request is recorded, but not executed.
    Close,
    /// The request is executed, and the connection closed without a response.
    Lose,
    /// Bytes that are not HTTP, then the end of the connection. The request is not executed.
    Garbage,
    /// The simulator's response with additional headers.
    Headers(Vec<(String, String)>),
    /// The simulator's response with this text in its body replaced.
    Rewrite {
        /// The text to replace, before the body is compressed.
        from: String,
        /// The replacement.
        to: String,
    },
}

/// The armed faults.
#[derive(Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub fn arm(&self, fault: Fault) {
        self.lock().push(fault);
    }

    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The action of the first armed fault that applies to this request, if any.
    pub fn action_for(
        &self,
        scheme: &str,
        method: &str,
        path: &str,
        query: &str,
    ) -> Option<Action> {
        let mut armed = self.lock();
        for index in 0..armed.len() {
            let fault = &mut armed[index];
            if fault.times == Some(0) || !fault.matches(scheme, method, path, query) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            let action = fault.action.clone();
            fault.times = fault.times.map(|times| times - 1);
            if fault.times == Some(0) {
                armed.remove(index);
            }
            return Some(action);
        }
        None
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

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

mod seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(duration.as_secs_f64())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

mod text_or_bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form {
        Text(String),
        Bytes(Vec<u8>),
    }

    pub fn serialize<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        String::from_utf8(body.to_vec())
            .map_or_else(|_| Form::Bytes(body.to_vec()), Form::Text)
            .serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Ok(match Form::deserialize(deserializer)? {
            Form::Text(text) => text.into_bytes(),
            Form::Bytes(bytes) => bytes,
        })
    }
}
