//! The users of a site.

use crate::catalogue::user_id;
use crate::names;
use crate::state::{Site, State};

/// The users who can sign in, then the others.
pub fn people(site: &Site, state: &State) -> Vec<Person> {
    const ROLES: &[&str] = &[
        "Creator",
        "Explorer",
        "Viewer",
        "ExplorerCanPublish",
        "Unlicensed",
    ];
    let who_sign_in = state
        .users
        .iter()
        .filter(|user| user.may_use(site))
        .map(|user| {
            let role = if user.server_administrator {
                "ServerAdministrator"
            } else {
                "Creator"
            };
            (user.name.clone(), user.full_name.clone(), role)
        });
    let others = site.more_users.names(names::user);
    let others = others.into_iter().enumerate().map(|(index, name)| {
        let full_name = format!("{} Example", name.split('@').next().unwrap_or_default());
        (name, full_name, names::pick(ROLES, index))
    });
    who_sign_in
        .chain(others)
        .map(|(name, full_name, role)| Person {
            id: user_id(&site.content_url, &name),
            name,
            full_name,
            role,
        })
        .collect()
}

/// A user of a site.
pub struct Person {
    pub name: String,
    pub full_name: String,
    pub id: String,
    pub role: &'static str,
}

impl Person {
    pub fn email(&self) -> String {
        if self.name.contains('@') {
            self.name.clone()
        } else {
            format!("{}@example.com", url_part(&self.name).to_lowercase())
        }
    }
}

/// A name in an address: letters and digits only.
pub fn url_part(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}
