//! The calls that carry a secret, as the rows and columns of the tables.

use crate::library::*;
use crate::support::*;
use std::fmt;
use std::ptr;
use tsc_simulator::builtin::{
    CONNECTED_APP_CLIENT_ID, CONNECTED_APP_SECRET_ID, CONNECTED_APP_SECRET_VALUE, JSON_WEB_TOKEN,
    UNIFIED_ACCESS_TOKEN,
};
use tsc_simulator::state::{JsonWebToken, State};
use tsc_simulator::{Options, Simulator};

/// Signs in the server's administrator if the simulator's state is [`state`].
pub const ADMIN_JSON_WEB_TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.c2ltdWxhdGVk";
pub const PASSWORD: (&str, &str) = ("alice", "alice-password");
pub const ADMIN_PASSWORD: (&str, &str) = ("admin", "admin-password");

/// The built-in state, and a JSON web token of an administrator.
pub fn state() -> State {
    let mut state = State::default();
    state.json_web_tokens.push(JsonWebToken {
        token: ADMIN_JSON_WEB_TOKEN.to_owned(),
        user: "admin".to_owned(),
        unified: false,
    });
    state
}

/// A simulator with [`state`]; only as `cloud` it accepts unified access tokens.
pub fn simulator_with(api_version: &str, cloud: bool, hosts: &[&str]) -> Simulator {
    let hosts = hosts.iter().map(|host| (*host).to_owned());
    Simulator::start(Options {
        state: state(),
        api_version: api_version.to_owned(),
        cloud,
        hosts: hosts.collect(),
        ..Options::default()
    })
    .unwrap()
}

/// A way to get a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    PersonalAccessToken,
    Password,
    JsonWebToken,
    UnifiedAccessToken,
    ConnectedApp,
    Resume,
}

impl Way {
    pub const ALL: [Way; 6] = [
        Way::PersonalAccessToken,
        Way::Password,
        Way::JsonWebToken,
        Way::UnifiedAccessToken,
        Way::ConnectedApp,
        Way::Resume,
    ];

    /// Method and path of its request.
    pub fn line(self, version: &str) -> String {
        match self {
            Way::Resume => format!("GET /api/{version}/sessions/current"),
            _ => format!("POST /api/{version}/auth/signin"),
        }
    }

    /// Signs in as alice, or as the administrator who impersonates a user. `token` is that of the
    /// session to resume.
    pub fn take(
        self,
        server: &Server,
        token: &str,
        impersonated: Option<&str>,
        cancellation: *mut tsc_cancellation,
    ) -> Result<Session> {
        let is_admin = impersonated.is_some();
        let either = |admin, alice| if is_admin { admin } else { alice };
        let user = impersonated.map(c);
        let user = user.as_ref().map_or(ptr::null(), |user| user.as_ptr());
        let mut session = ptr::without_provenance_mut(1);
        let output = &raw mut session;
        // SAFETY: pointers are as the header asks, and the strings outlive the calls.
        let done = check(|error| unsafe {
            match self {
                Way::PersonalAccessToken => {
                    let (name, value) = either(ADMIN_TOKEN, TOKEN);
                    let (name, value) = (c(name), c(value));
                    tsc_server_sign_in_with_personal_access_token(
                        server.0,
                        name.as_ptr(),
                        value.as_ptr(),
                        ptr::null(),
                        user,
                        cancellation,
                        output,
                        error,
                    )
                }
                Way::Password => {
                    let (name, password) = either(ADMIN_PASSWORD, PASSWORD);
                    let (name, password) = (c(name), c(password));
                    tsc_server_sign_in_with_password(
                        server.0,
                        name.as_ptr(),
                        password.as_ptr(),
                        ptr::null(),
                        user,
                        cancellation,
                        output,
                        error,
                    )
                }
                Way::JsonWebToken => {
                    let jwt = c(if is_admin {
                        ADMIN_JSON_WEB_TOKEN
                    } else {
                        JSON_WEB_TOKEN
                    });
                    tsc_server_sign_in_with_json_web_token(
                        server.0,
                        jwt.as_ptr(),
                        ptr::null(),
                        user,
                        cancellation,
                        output,
                        error,
                    )
                }
                Way::UnifiedAccessToken => {
                    let jwt = c(UNIFIED_ACCESS_TOKEN);
                    tsc_server_sign_in_with_unified_access_token(
                        server.0,
                        jwt.as_ptr(),
                        ptr::null(),
                        cancellation,
                        output,
                        error,
                    )
                }
                Way::ConnectedApp => {
                    let parts = [
                        CONNECTED_APP_CLIENT_ID,
                        CONNECTED_APP_SECRET_ID,
                        CONNECTED_APP_SECRET_VALUE,
                        if is_admin { "admin" } else { "alice" },
                        "tableau:content:read tableau:users:read",
                    ];
                    let [client, id, value, username, scopes] = parts.map(c);
                    tsc_server_sign_in_with_connected_app(
                        server.0,
                        client.as_ptr(),
                        id.as_ptr(),
                        value.as_ptr(),
                        username.as_ptr(),
                        scopes.as_ptr(),
                        ptr::null(),
                        user,
                        cancellation,
                        output,
                        error,
                    )
                }
                Way::Resume => {
                    let token = c(token);
                    tsc_server_resume_session(server.0, token.as_ptr(), cancellation, output, error)
                }
            }
        });
        assert!(
            done.is_ok() || session.is_null(),
            "a failed call wrote its output"
        );
        done.map(|()| Session(session))
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Way::PersonalAccessToken => "personal access token",
            Way::Password => "password",
            Way::JsonWebToken => "JSON web token",
            Way::UnifiedAccessToken => "unified access token",
            Way::ConnectedApp => "connected app",
            Way::Resume => "resume",
        })
    }
}

/// A call of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    SwitchSite,
    SignOut,
    Revoke,
    List,
    Request,
}

impl Act {
    pub const ALL: [Act; 5] = [
        Act::SwitchSite,
        Act::SignOut,
        Act::Revoke,
        Act::List,
        Act::Request,
    ];

    /// Method and path of its request.
    pub fn line(self, version: &str, site_id: &str) -> String {
        match self {
            Act::SwitchSite => format!("POST /api/{version}/auth/switchSite"),
            Act::SignOut => format!("POST /api/{version}/auth/signout"),
            Act::Revoke => format!("DELETE /api/{version}/auth/serverAdminAccessTokens"),
            Act::List => format!("GET /api/{version}/sites/{site_id}/projects"),
            Act::Request => format!("GET /api/{version}/sites/{site_id}/users"),
        }
    }

    /// Makes the call; the site to switch to is "marketing".
    pub fn run(self, session: &Session, cancellation: *mut tsc_cancellation) -> Result<()> {
        let site = c("marketing");
        // SAFETY: pointers are as the header asks.
        check(|error| unsafe {
            match self {
                Act::SwitchSite => {
                    tsc_session_switch_site(session.0, site.as_ptr(), cancellation, error)
                }
                Act::SignOut => tsc_session_sign_out(session.0, cancellation, error),
                Act::Revoke => {
                    tsc_session_revoke_server_admin_tokens(session.0, cancellation, error)
                }
                Act::List => {
                    let (path, mut list, mut total) = (c("projects"), ptr::null_mut(), 0);
                    let status = tsc_session_list(session.0, path.as_ptr(), &raw mut list, error);
                    if status != TSC_OK {
                        return status;
                    }
                    let total = &raw mut total;
                    let status = tsc_list_total_available(list, cancellation, total, error);
                    tsc_list_free(list);
                    status
                }
                Act::Request => {
                    let (method, path, mut request) = (c("GET"), c("users"), ptr::null_mut());
                    let (method, path) = (method.as_ptr(), path.as_ptr());
                    let made =
                        tsc_session_request(session.0, method, path, &raw mut request, error);
                    if made != TSC_OK {
                        return made;
                    }
                    let mut response = ptr::null_mut();
                    let status = tsc_request_send(request, cancellation, &raw mut response, error);
                    tsc_response_free(response);
                    tsc_request_free(request);
                    status
                }
            }
        })
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Act::SwitchSite => "switch site",
            Act::SignOut => "sign out",
            Act::Revoke => "revoke",
            Act::List => "list",
            Act::Request => "request",
        })
    }
}

/// A call of either kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Way(Way),
    Act(Act),
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Way(way) => way.fmt(f),
            Call::Act(act) => act.fmt(f),
        }
    }
}

/// The name of the status that a call returned.
pub fn status<T>(result: &Result<T>) -> &'static str {
    result
        .as_ref()
        .err()
        .map_or("TSC_OK", |failure| failure.name())
}
