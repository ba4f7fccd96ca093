//! What a server holds: sites and what is on them, users, and what they sign in with. It is read
//! from a small JSON file, or built in.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// The content of a simulated server. Its default is the built-in one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// In the order in which they are listed.
    pub sites: Vec<Site>,
    /// Those who can sign in.
    pub users: Vec<User>,
    /// What users sign in with instead of their passwords.
    #[serde(default)]
    pub personal_access_tokens: Vec<PersonalAccessToken>,
    /// The only ones that are good: signatures and dates are not looked at.
    #[serde(default)]
    pub json_web_tokens: Vec<JsonWebToken>,
}

/// A site and how much is on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// As people see it.
    pub name: String,
    /// The site's part of a URL; empty for the default site.
    pub content_url: String,
    /// The owners are those who can sign in, in turn.
    pub workbooks: Contents,
    /// They are dealt out to the workbooks in turn.
    pub views: Contents,
    /// The first of them is what every workbook is connected to.
    pub datasources: Contents,
    /// Workbooks and data sources are dealt out to them in turn.
    pub projects: Contents,
    /// Users beside those who can sign in.
    pub more_users: Contents,
    /// Groups beside "All Users".
    pub groups: Contents,
    /// Background jobs in every state.
    pub jobs: Contents,
    /// A real server has them for all sites together.
    pub schedules: Contents,
}

/// How many there are, with names made up, or their names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Contents {
    /// So many, with names that depend on the index alone.
    Count(usize),
    /// These.
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
    /// What to sign in with, in any case.
    pub name: String,
    /// As it is typed.
    pub password: String,
    /// As people see it.
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
    /// Whether the user can sign in on that site.
    pub fn may_use(&self, site: &Site) -> bool {
        self.server_administrator || self.sites.contains(&site.content_url)
    }
}

/// A personal access token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalAccessToken {
    /// No two have the same.
    pub name: String,
    /// The value that goes with the name.
    pub secret: String,
    /// The name of the user whose token it is.
    pub user: String,
}

/// A JSON Web Token that is good.
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
    /// Reads a state file. The error says what is wrong with it.
    pub fn from_json(json: &str) -> Result<Self, String> {
        let state: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        state.check()?;
        Ok(state)
    }

    /// Whatever is named is there.
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

    /// The state as a state file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
