//! Live sessions, and the events that end them.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use uuid::Uuid;

/// The time after which an unused personal access token expires.
const UNUSED_TOKEN_LIMIT: Duration = Duration::from_secs(15 * 24 * 60 * 60);

/// A user who is signed in to a site.
#[derive(Clone, Debug)]
pub struct Session {
    pub token: String,
    /// The index of the site.
    pub site: usize,
    pub user_name: String,
    pub user_id: String,
    pub administrator: bool,
    /// The name of the personal access token that it was signed in with.
    pub personal_access_token: Option<String>,
    /// The number of the node that knows it.
    pub node: usize,
}

impl Session {
    /// Creates a token from the characters of real ones.
    pub fn new(site: usize, site_id: &str, user_name: String, user_id: String) -> Self {
        let random = || Uuid::new_v4().simple().to_string();
        let (first, second) = (random(), random());
        Self {
            token: format!(
                "{}+{}/{}==|{second}|{site_id}",
                &first[..8],
                &first[8..14],
                &first[14..22]
            ),
            site,
            user_name,
            user_id,
            administrator: false,
            personal_access_token: None,
            node: 0,
        }
    }
}

/// All sessions of a server. Times are those of the server's clock.
pub struct Sessions {
    idle_limit: Duration,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    alive: HashMap<String, (Session, Duration)>,
    /// The time of last use of each personal access token.
    used: HashMap<String, Duration>,
    revoked: HashSet<String>,
}

impl Sessions {
    pub fn new(idle_limit: Duration) -> Self {
        Self {
            idle_limit,
            inner: Mutex::default(),
        }
    }

    /// Adds a session. A sign-in with a personal access token ends the earlier session of that
    /// token.
    pub fn begin(&self, session: Session, now: Duration) {
        let mut inner = self.lock(now);
        if let Some(name) = &session.personal_access_token {
            inner.end_those_of(name);
            inner.used.insert(name.clone(), now);
        }
        inner.alive.insert(session.token.clone(), (session, now));
    }

    /// The session of a token on a node, whose idle time this restarts.
    pub fn find(&self, token: &str, node: usize, now: Duration) -> Option<Session> {
        let mut inner = self.lock(now);
        let (session, last_used) = inner.alive.get_mut(token)?;
        if session.node != node {
            return None;
        }
        *last_used = now;
        let session = session.clone();
        if let Some(name) = &session.personal_access_token {
            inner.used.insert(name.clone(), now);
        }
        Some(session)
    }

    pub fn end(&self, token: &str, now: Duration) {
        self.lock(now).alive.remove(token);
    }

    /// Replaces a session by another, for a switch of site.
    pub fn replace(&self, token: &str, session: Session, now: Duration) {
        let mut inner = self.lock(now);
        inner.alive.remove(token);
        inner.alive.insert(session.token.clone(), (session, now));
    }

    pub fn count(&self, now: Duration) -> usize {
        self.lock(now).alive.len()
    }

    /// True if the personal access token with this name has not expired.
    pub fn is_token_good(&self, name: &str, now: Duration) -> bool {
        let inner = self.lock(now);
        let last_used = inner.used.get(name).copied().unwrap_or_default();
        !inner.revoked.contains(name) && now.saturating_sub(last_used) < UNUSED_TOKEN_LIMIT
    }

    /// Ends the sessions of a revoked personal access token.
    pub fn revoke_token(&self, name: &str, now: Duration) {
        let mut inner = self.lock(now);
        inner.revoked.insert(name.to_owned());
        inner.end_those_of(name);
    }

    /// Removes the sessions that have been idle for too long.
    fn lock(&self, now: Duration) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner
            .alive
            .retain(|_, (_, last_used)| now.saturating_sub(*last_used) < self.idle_limit);
        inner
    }
}

impl Inner {
    fn end_those_of(&mut self, name: &str) {
        self.alive
            .retain(|_, (session, _)| session.personal_access_token.as_deref() != Some(name));
    }
}
