//! One simulated server: its content and its memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::at_once::AtOnce;
use crate::balancer::Balancer;
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::connected_apps::UsedTokens;
use crate::faults::Faults;
use crate::holds::Holds;
use crate::log::Log;
use crate::refusal::Refusal;
use crate::sessions::{Session, Sessions};
use crate::sign_ins::{SignInRule, SignInRules};
use crate::version::Version;

pub struct Server {
    pub version: Version,
    pub product_version: String,
    pub cloud: bool,
    pub balancer: Balancer,
    pub catalogue: Catalogue,
    pub sessions: Sessions,
    pub idle_limit: Duration,
    pub used_tokens: UsedTokens,
    pub sign_in_rules: SignInRules,
    /// The code of the refusal of a token that is not valid.
    pub dead_session_code: AtomicU32,
    pub downloads: Arc<AtOnce>,
    pub clock: Clock,
    pub log: Log,
    pub faults: Faults,
    pub holds: Holds,
}

impl Server {
    /// The session of a valid token on a node; using it restarts its idle time.
    pub fn session(&self, token: &str, node: usize) -> Option<Session> {
        self.sessions.find(token, node, self.clock.now())
    }

    /// The refusal of a token that is not valid.
    pub fn invalid_token(&self) -> Refusal {
        Refusal {
            code: self.dead_session_code.load(Ordering::Relaxed),
            ..Refusal::invalid_token()
        }
    }

    /// Sets a rule about sign-ins; an error if it has an unknown user or site.
    pub fn set_sign_in_rule(&self, rule: SignInRule) -> Result<(), String> {
        let user = rule.user.as_deref();
        if user.is_some_and(|user| self.catalogue.user_named(user).is_none()) {
            return Err(format!("no user has the name {user:?}"));
        }
        let site = rule.site.as_deref();
        if site.is_some_and(|site| self.catalogue.site_by_content_url(site).is_none()) {
            return Err(format!("no site has the content URL {site:?}"));
        }
        self.sign_in_rules.set(rule);
        Ok(())
    }

    pub fn live_sessions(&self) -> usize {
        self.sessions.count(self.clock.now())
    }
}
