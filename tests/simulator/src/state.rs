//! What a server holds: sites and what is on them, users, and what they sign in with. It is read
//! from a small JSON file, or built in.

use serde::{Deserialize, Serialize};

/// The content of a simulated server. Its default is the built-in one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub sites: Vec<Site>,
    pub users: Vec<User>,
    #[serde(default)]
    pub personal_access_tokens: Vec<PersonalAccessToken>,
    #[serde(default)]
    pub json_web_tokens: Vec<JsonWebToken>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    pub name: String,
    /// The site's part of a URL; empty for the default site.
    pub content_url: String,
    pub workbooks: Contents,
    /// They are dealt out to the workbooks in turn.
    pub views: Contents,
    pub datasources: Contents,
    pub projects: Contents,
    /// Users beside those who can sign in.
    pub more_users: Contents,
    /// Groups beside "All Users".
    pub groups: Contents,
    pub jobs: Contents,
    pub schedules: Contents,
}

/// How many there are, with names made up, or their names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Contents {
    Count(usize),
    Names(Vec<String>),
}

impl Default for Contents {
    fn default() -> Self {
        Self::Count(0)
    }
}

impl Contents {
    /// The names; `invent` makes one up for an index.
    pub fn names(&self, invent: impl Fn(usize) -> String) -> Vec<String> {
        match self {
            Self::Count(count) => (0..*count).map(invent).collect(),
            Self::Names(names) => names.clone(),
        }
    }
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    pub name: String,
    pub password: String,
    #[serde(default)]
    pub full_name: String,
    /// May use every site, list the sites, and sign in as other users.
    #[serde(default)]
    pub server_administrator: bool,
    /// The content URLs of the sites that this user may use.
    #[serde(default)]
    pub sites: Vec<String>,
}

impl User {
    pub fn may_use(&self, site: &Site) -> bool {
        self.server_administrator || self.sites.contains(&site.content_url)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalAccessToken {
    pub name: String,
    pub secret: String,
    /// The name of the user whose token it is.
    pub user: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonWebToken {
    /// The whole token, as it is sent.
    pub token: String,
    /// The name of the user who signs in with it.
    pub user: String,
    /// It is a unified access token: good on Tableau Cloud, with `isUat="true"`.
    #[serde(default)]
    pub unified: bool,
}

impl State {
    /// Reads a state file.
    pub fn from_json(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// The state as a state file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
