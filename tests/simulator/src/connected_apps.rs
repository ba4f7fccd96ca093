//! Connected apps with direct trust: their JSON web tokens are checked as Tableau documents it.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::refusal::Refusal;
use crate::scopes::cover;
use crate::state::{ConnectedApp, State, User};
use crate::web_token::WebToken;

/// The longest validity of a token, in seconds.
const MOST_VALIDITY: i64 = 10 * 60;

/// The reasons of Tableau's refusals, the numbers at the end of their details.
mod reason {
    pub const UNKNOWN_USER: u32 = 5;
    pub const CLAIMS: u32 = 16;
    pub const UNKNOWN_APP: u32 = 126;
    pub const UNKNOWN_SECRET: u32 = 127;
    pub const HEADER: u32 = 10_083;
}

/// The ids of the tokens that were used, each with its app's client id.
#[derive(Default)]
pub struct UsedTokens(Mutex<HashSet<(String, String)>>);

impl UsedTokens {
    /// False if the token was used before.
    fn first_use(&self, client_id: &str, token_id: &str) -> bool {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert((client_id.to_owned(), token_id.to_owned()))
    }
}

/// The user and the scopes of a valid token, which cannot be used again.
pub fn check<'s>(
    token: &WebToken<'_>,
    state: &'s State,
    used: &UsedTokens,
    now: i64,
) -> Result<(&'s User, Vec<String>), Refusal> {
    let app = app(token, state)?;
    let refused = || Refusal::connected_app(reason::CLAIMS);
    let scopes = scopes(token, app).ok_or_else(refused)?;
    let subject = token.text("sub").ok_or_else(refused)?;
    let id = token.text("jti").ok_or_else(refused)?;
    if token.text("iss") != Some(&app.client_id) || !is_for_tableau(token) || !is_valid(token, now)
    {
        return Err(refused());
    }
    let users = &state.users;
    let user = users
        .iter()
        .find(|user| user.name == subject)
        .ok_or_else(|| Refusal::connected_app(reason::UNKNOWN_USER))?;
    if !used.first_use(&app.client_id, id) {
        return Err(refused());
    }
    Ok((user, scopes))
}

/// The app whose secret a token is signed with.
fn app<'s>(token: &WebToken<'_>, state: &'s State) -> Result<&'s ConnectedApp, Refusal> {
    let header = |name| token.header(name).filter(|value| !value.is_empty());
    let is_expected = header("alg") == Some("HS256") && header("typ") == Some("JWT");
    let (Some(client_id), Some(secret_id), true) = (header("iss"), header("kid"), is_expected)
    else {
        return Err(Refusal::connected_app(reason::HEADER));
    };
    let mut apps = state.connected_apps.iter();
    if !apps.clone().any(|app| app.client_id == client_id) {
        return Err(Refusal::connected_app(reason::UNKNOWN_APP));
    }
    apps.find(|app| app.client_id == client_id && app.secret_id == secret_id)
        .filter(|app| token.is_signed_with(&app.secret_value))
        .ok_or_else(|| Refusal::connected_app(reason::UNKNOWN_SECRET))
}

fn is_for_tableau(token: &WebToken<'_>) -> bool {
    let is_tableau = |value: &Value| value == "tableau";
    match token.claim("aud") {
        Some(Value::Array(audiences)) => audiences.iter().any(is_tableau),
        Some(audience) => is_tableau(audience),
        None => false,
    }
}

/// True if a token has not expired, does not last longer than allowed, and has begun.
fn is_valid(token: &WebToken<'_>, now: i64) -> bool {
    let time = |name| token.claim(name).map(Value::as_i64);
    let expires = time("exp").flatten();
    let begins = time("nbf").unwrap_or(Some(now));
    expires.is_some_and(|expires| expires > now && expires - now <= MOST_VALIDITY)
        && begins.is_some_and(|begins| begins <= now)
}

/// The scopes of a token; `None` if it has none, or one that its app has not.
fn scopes(token: &WebToken<'_>, app: &ConnectedApp) -> Option<Vec<String>> {
    let scopes = token.claim("scp")?.as_array()?;
    let scopes: Option<Vec<String>> = scopes
        .iter()
        .map(|scope| scope.as_str().map(str::to_owned))
        .collect();
    scopes
        .filter(|scopes| !scopes.is_empty())
        .filter(|scopes| scopes.iter().all(|scope| cover(&app.scopes, scope)))
}
