//! The content of a server: sites with their items, users and their credentials. It is read from a
//! small JSON file, or built in.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// The content of a simulated server. Its default is the built-in state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The sites, in the order of their list.
    pub sites: Vec<Site>,
    /// The users who can sign in.
    pub users: Vec<User>,
    /// Personal access tokens, with which users sign in in place of passwords.
    #[serde(default)]
    pub personal_access_tokens: Vec<PersonalAccessToken>,
    /// JSON web tokens that are valid as they are: signatures and dates are not checked.
    #[serde(default)]
    pub json_web_tokens: Vec<JsonWebToken>,
    /// Connected apps, whose JSON web tokens are checked.
    #[serde(default)]
    pub connected_apps: Vec<ConnectedApp>,
}

/// A site and its content.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// The display name.
    pub name: String,
    /// The site's part of URLs; empty for the default site.
    pub content_url: String,
    /// Workbooks. Their owners are the users who can sign in, in rotation.
    pub workbooks: Contents,
    /// Views, assigned to the workbooks in rotation.
    pub views: Contents,
    /// Data sources. Every workbook is connected to the first.
    pub datasources: Contents,
    /// Projects. Workbooks and data sources are assigned to them in rotation.
    pub projects: Contents,
    /// Users in addition to those who can sign in.
    pub more_users: Contents,
    /// Groups in addition to "All Users".
    pub groups: Contents,
    /// Background jobs in every state.
    pub jobs: Contents,
    /// Schedules. A real server has them for all sites together.
    pub schedules: Contents,
}

/// Either a number of items with generated names, or a list of names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Contents {
    /// So many items, with names that depend on the index alone.
    Count(usize),
    /// Items with these names.
    Names(Vec<String>),
}

impl Default for Contents {
    fn default() -> Self {
        Self::Count(0)
    }
}

impl Contents {
    /// The names; `invent` generates the name for an index.
    pub fn names(&self, invent: impl Fn(usize) -> String) -> Vec<String> {
        match self {
            Self::Count(count) => (0..*count).map(invent).collect(),
            Self::Names(names) => names.clone(),
        }
    }
}

/// A user who can sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The user name, in any case.
    pub name: String,
    /// The password.
    pub password: String,
    /// The display name.
    #[serde(default)]
    pub full_name: String,
    /// True for a server administrator, who may use every site, list the sites, and impersonate
    /// users.
    #[serde(default)]
    pub server_administrator: bool,
    /// The content URLs of the sites that this user may use.
    #[serde(default)]
    pub sites: Vec<String>,
}

impl User {
    /// True if the user can sign in to this site.
    pub fn may_use(&self, site: &Site) -> bool {
        self.server_administrator || self.sites.contains(&site.content_url)
    }
}

/// A personal access token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalAccessToken {
    /// The name, which is unique.
    pub name: String,
    /// The secret.
    pub secret: String,
    /// The name of its user.
    pub user: String,
}

/// A valid JSON Web Token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonWebToken {
    /// The whole token, as it is sent.
    pub token: String,
    /// The name of the user who signs in with it.
    pub user: String,
    /// True for a unified access token, which is valid on Tableau Cloud with `isUat="true"`.
    #[serde(default)]
    pub unified: bool,
}

/// A connected app with direct trust. One with two secrets is here twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectedApp {
    /// The client id, the issuer of its tokens.
    pub client_id: String,
    /// The id of the secret, the key id of its tokens.
    pub secret_id: String,
    /// The secret, with which its tokens are signed.
    pub secret_value: String,
    /// The scopes that its tokens may have, such as `tableau:content:read`.
    pub scopes: Vec<String>,
}

impl State {
    /// Reads a state file. The error describes the mistake.
    pub fn from_json(json: &str) -> Result<Self, String> {
        let state: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        state.check()?;
        Ok(state)
    }

    /// Checks that every referenced name exists.
    fn check(&self) -> Result<(), String> {
        let mut content_urls = HashSet::new();
        for site in &self.sites {
            if !content_urls.insert(&site.content_url) {
                return Err(format!(
                    "two sites have the content URL {:?}",
                    site.content_url
                ));
            }
        }
        for user in &self.users {
            if let Some(site) = user.sites.iter().find(|site| !content_urls.contains(site)) {
                return Err(format!(
                    "user {:?}: no site has the content URL {site:?}",
                    user.name
                ));
            }
        }
        let tokens = self.personal_access_tokens.iter().map(|token| &token.user);
        let web_tokens = self.json_web_tokens.iter().map(|token| &token.user);
        for owner in tokens.chain(web_tokens) {
            if !self.users.iter().any(|user| user.name == *owner) {
                return Err(format!("a token belongs to {owner:?}, who is no user"));
            }
        }
        Ok(())
    }

    /// Writes the state as a state file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
