//! What tests decide about sign-ins, and the kinds of sign-ins.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// The kind of the credentials in a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInKind {
    /// A user name and a password.
    Password,
    /// A personal access token.
    PersonalAccessToken,
    /// A JSON web token: a given one, or one of a connected app.
    JsonWebToken,
    /// A unified access token.
    UnifiedAccessToken,
}

impl SignInKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::Password,
        Self::PersonalAccessToken,
        Self::JsonWebToken,
        Self::UnifiedAccessToken,
    ];

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PersonalAccessToken => "personal_access_token",
            Self::JsonWebToken => "json_web_token",
            Self::UnifiedAccessToken => "unified_access_token",
        }
    }
}

/// What happens to the sign-ins with some credentials from now on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInRule {
    /// A user name, the name of a personal access token, the client id of a connected app, or a
    /// whole JSON web token; empty for every sign-in.
    pub credentials: String,
    /// True if sign-ins are refused with 401001.
    pub refuse: bool,
    /// The name of the user whose session begins in place of the right one.
    pub user: Option<String>,
    /// The content URL of the site where the session begins in place of the requested one.
    pub site: Option<String>,
}

impl SignInRule {
    /// Refuses sign-ins.
    pub fn refuse(credentials: &str) -> Self {
        Self {
            credentials: credentials.to_owned(),
            refuse: true,
            ..Self::default()
        }
    }

    /// Begins sessions of another user.
    pub fn as_user(credentials: &str, user: &str) -> Self {
        Self {
            credentials: credentials.to_owned(),
            user: Some(user.to_owned()),
            ..Self::default()
        }
    }

    /// Begins sessions at another site.
    pub fn at_site(credentials: &str, site: &str) -> Self {
        Self {
            credentials: credentials.to_owned(),
            site: Some(site.to_owned()),
            ..Self::default()
        }
    }
}

/// The rules that tests gave, at most one for the same credentials.
#[derive(Default)]
pub struct SignInRules(Mutex<Vec<SignInRule>>);

impl SignInRules {
    pub fn set(&self, rule: SignInRule) {
        let mut rules = self.lock();
        rules.retain(|other| other.credentials != rule.credentials);
        rules.push(rule);
    }

    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The rule for credentials with one of these names. Without one, nothing is changed.
    pub fn of(&self, names: &[&str]) -> SignInRule {
        let rules = self.lock();
        let rule = |is_wanted: &dyn Fn(&str) -> bool| {
            let found = rules.iter().find(|rule| is_wanted(&rule.credentials));
            found.cloned()
        };
        rule(&|name| names.contains(&name))
            .or_else(|| rule(&str::is_empty))
            .unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<SignInRule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
