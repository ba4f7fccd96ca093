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
    /// The scopes of the connected app's token; `None`: every call is allowed.
    pub scopes: Option<Vec<String>>,
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
            scopes: None,
            node: 0,
        }
    }
}

/// How long sessions last, beside their idle limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionLimits {
    /// The number of calls that a session serves; `None`: any.
    pub calls: Option<u64>,
    /// The time after its sign-in at which a session ends; `None`: never.
    pub age: Option<Duration>,
}

/// A choice of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionsOf<'a> {
    /// Every session.
    All,
    /// The sessions of the user with this name.
    User(&'a str),
    /// The session with this token.
    Token(&'a str),
}

/// All sessions of a server. Times are those of the server's clock.
pub struct Sessions {
    idle_limit: Duration,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    alive: HashMap<String, Alive>,
    limits: SessionLimits,
    /// The time of last use of each personal access token.
    used: HashMap<String, Duration>,
    revoked: HashSet<String>,
}

struct Alive {
    session: Session,
    began: Duration,
    last_used: Duration,
    /// The number of calls that it served.
    calls: u64,
}

impl Sessions {
    pub fn new(idle_limit: Duration, limits: SessionLimits) -> Self {
        let inner = Inner {
            limits,
            ..Inner::default()
        };
        Self {
            idle_limit,
            inner: Mutex::new(inner),
        }
    }

    /// Sets the limits of live and later sessions.
    pub fn limit(&self, limits: SessionLimits, now: Duration) {
        self.lock(now).limits = limits;
    }

    /// Adds a session. A sign-in with a personal access token ends the earlier session of that
    /// token.
    pub fn begin(&self, session: Session, now: Duration) {
        let mut inner = self.lock(now);
        if let Some(name) = &session.personal_access_token {
            inner.end_those_of(name);
            inner.used.insert(name.clone(), now);
        }
        inner.insert(session, now);
    }

    /// The session of a token on a node, for one call of it, which restarts its idle time.
    pub fn find(&self, token: &str, node: usize, now: Duration) -> Option<Session> {
        let mut inner = self.lock(now);
        let most_calls = inner.limits.calls;
        let alive = inner.alive.get_mut(token)?;
        if alive.session.node != node {
            return None;
        }
        if most_calls.is_some_and(|most| alive.calls >= most) {
            inner.alive.remove(token);
            return None;
        }
        alive.calls += 1;
        alive.last_used = now;
        let session = alive.session.clone();
        if let Some(name) = &session.personal_access_token {
            inner.used.insert(name.clone(), now);
        }
        Some(session)
    }

    /// Ends sessions, and returns their number.
    pub fn end(&self, which: SessionsOf<'_>, now: Duration) -> usize {
        let mut inner = self.lock(now);
        let before = inner.alive.len();
        match which {
            SessionsOf::All => inner.alive.clear(),
            SessionsOf::User(name) => inner
                .alive
                .retain(|_, alive| alive.session.user_name != name),
            SessionsOf::Token(token) => {
                inner.alive.remove(token);
            }
        }
        before - inner.alive.len()
    }

    /// Replaces a session by another, for a switch of site.
    pub fn replace(&self, token: &str, session: Session, now: Duration) {
        let mut inner = self.lock(now);
        inner.alive.remove(token);
        inner.insert(session, now);
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

    /// Removes the sessions that are too old, or have been idle for too long.
    fn lock(&self, now: Duration) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let most_age = inner.limits.age;
        inner.alive.retain(|_, alive| {
            now.saturating_sub(alive.last_used) < self.idle_limit
                && most_age.is_none_or(|most| now.saturating_sub(alive.began) < most)
        });
        inner
    }
}

impl Inner {
    fn end_those_of(&mut self, name: &str) {
        self.alive
            .retain(|_, alive| alive.session.personal_access_token.as_deref() != Some(name));
    }

    fn insert(&mut self, session: Session, now: Duration) {
        let alive = Alive {
            session,
            began: now,
            last_used: now,
            calls: 0,
        };
        self.alive.insert(alive.session.token.clone(), alive);
    }
}
