//! The built-in state.

use crate::state::{ConnectedApp, Contents, JsonWebToken, PersonalAccessToken, Site, State, User};

/// A JSON Web Token of alice. Its signature is not valid.
pub const JSON_WEB_TOKEN: &str =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ";

/// A unified access token of alice, for a simulated Tableau Cloud.
pub const UNIFIED_ACCESS_TOKEN: &str =
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInVhdCI6MX0.c2ltdWxhdGVkLXVhdA";

/// The client id of the connected app.
pub const CONNECTED_APP_CLIENT_ID: &str = "8b5c2d5e-3f0e-4c8a-9a51-7f1f3f5d2c10";

/// The id of the connected app's secret.
pub const CONNECTED_APP_SECRET_ID: &str = "1d7a6b0c-52a4-4f4e-8a39-0e6b2c9d4f21";

/// The connected app's secret.
pub const CONNECTED_APP_SECRET_VALUE: &str = "ZGVtbyBjb25uZWN0ZWQgYXBwIHNlY3JldCA0Mg+/8w==";

/// The scopes of the connected app.
pub const CONNECTED_APP_SCOPES: [&str; 5] = [
    "tableau:content:read",
    "tableau:users:read",
    "tableau:workbooks:download",
    "tableau:views:download",
    "tableau:datasources:download",
];

/// A user name with characters that XML, JSON and URLs must escape.
pub const AWKWARD_USER: &str = "zoë & <søn> \"O'Neil\"";

/// The password of [`AWKWARD_USER`].
pub const AWKWARD_PASSWORD: &str = "pa<ss> & \"wörd\" 'ключ' 🔑 %20+";

impl Default for State {
    fn default() -> Self {
        let everywhere = ["", "marketing", "finance"];
        Self {
            sites: vec![
                Site {
                    name: "Default".to_owned(),
                    workbooks: Contents::Count(2345),
                    views: Contents::Count(4690),
                    datasources: Contents::Count(60),
                    projects: Contents::Count(24),
                    more_users: Contents::Count(120),
                    groups: Contents::Count(30),
                    jobs: Contents::Count(48),
                    schedules: Contents::Count(12),
                    ..Site::default()
                },
                Site {
                    name: "Marketing".to_owned(),
                    content_url: "marketing".to_owned(),
                    workbooks: Contents::Count(42),
                    views: Contents::Count(84),
                    datasources: Contents::Count(12),
                    projects: Contents::Count(6),
                    more_users: Contents::Count(24),
                    groups: Contents::Count(4),
                    jobs: Contents::Count(9),
                    ..Site::default()
                },
                Site {
                    name: "Finance".to_owned(),
                    content_url: "finance".to_owned(),
                    workbooks: Contents::Count(7),
                    views: Contents::Count(14),
                    datasources: Contents::Count(3),
                    projects: Contents::Count(2),
                    more_users: Contents::Count(5),
                    groups: Contents::Count(1),
                    ..Site::default()
                },
            ],
            users: vec![
                User {
                    server_administrator: true,
                    ..user("admin", "admin-password", "Ada Admin", &everywhere)
                },
                user("alice", "alice-password", "Alice Cook", &["", "marketing"]),
                user("bob", "bob-password", "Bob Smith", &[""]),
                user(
                    AWKWARD_USER,
                    AWKWARD_PASSWORD,
                    "Zoë O'Neil",
                    &["", "marketing"],
                ),
            ],
            personal_access_tokens: vec![
                token("demo-token", "demo-token-secret", "alice"),
                token("admin-token", "admin-token-secret", "admin"),
                token(
                    "bob's token",
                    "qlE1g9MMh9vbrjjg==:rZTHhPpP2tUW1kfn4tjg8",
                    "bob",
                ),
            ],
            json_web_tokens: vec![
                JsonWebToken {
                    token: JSON_WEB_TOKEN.to_owned(),
                    user: "alice".to_owned(),
                    unified: false,
                },
                JsonWebToken {
                    token: UNIFIED_ACCESS_TOKEN.to_owned(),
                    user: "alice".to_owned(),
                    unified: true,
                },
            ],
            connected_apps: vec![ConnectedApp {
                client_id: CONNECTED_APP_CLIENT_ID.to_owned(),
                secret_id: CONNECTED_APP_SECRET_ID.to_owned(),
                secret_value: CONNECTED_APP_SECRET_VALUE.to_owned(),
                scopes: CONNECTED_APP_SCOPES.map(str::to_owned).to_vec(),
            }],
        }
    }
}

fn user(name: &str, password: &str, full_name: &str, sites: &[&str]) -> User {
    User {
        name: name.to_owned(),
        password: password.to_owned(),
        full_name: full_name.to_owned(),
        server_administrator: false,
        sites: sites.iter().map(|site| (*site).to_owned()).collect(),
    }
}

fn token(name: &str, secret: &str, user: &str) -> PersonalAccessToken {
    PersonalAccessToken {
        name: name.to_owned(),
        secret: secret.to_owned(),
        user: user.to_owned(),
    }
}
