//! The advice in error messages: what a reader can do about a response.

use crate::common::address::TRY_HTTPS;
use crate::common::error::{ErrorResponse, Status};
use crate::common::response::Response;
use crate::common::text::without_byte_order_mark;
use crate::common::words::Words;
use crate::rest::credentials::SignedInBy;
use crate::rest::purpose::Purpose;
use crate::rest::tree;

/// Texts in a 400 response of a port for https to a request in plain http.
const WANT_HTTPS: [&[u8]; 5] = [
    // nginx.
    b"plain HTTP request was sent to HTTPS port",
    // Apache.
    b"speaking plain HTTP to an SSL-enabled server port",
    // Go's net/http, and with it Caddy and Traefik.
    b"HTTP request to an HTTPS server",
    // Tomcat.
    b"combination of host and port requires TLS",
    // Other servers, with nginx's text slightly changed.
    b"HTTP request was sent to an HTTPS port",
];

/// Returns the advice for a response other than 2xx; `None` if there is none beside Tableau's
/// texts.
pub fn for_response(
    purpose: Purpose,
    status: Status,
    is_https: bool,
    error_response: &ErrorResponse,
) -> Option<Words> {
    let response = &error_response.response;
    let wait = || match response.retry_after() {
        Some(0) => Words::from("try again"),
        Some(seconds) => Words::from("try again in ")
            .and(seconds.to_string())
            .and(" s"),
        None => Words::from("try again later"),
    };
    let advice = match (purpose, status) {
        _ if !is_https && wants_https(response) => {
            return Some(Words::from("this port requires https: ").and(TRY_HTTPS));
        }
        (_, Status::SignInFailed | Status::SessionExpired) if is_from_gateway(error_response) => {
            "this response is not Tableau's: a gateway or login page in front of it may require credentials of its own"
        }
        (Purpose::SignIn(by), Status::SignInFailed) => for_sign_in(by),
        (Purpose::Session(by) | Purpose::SwitchSite(by), Status::SessionExpired) => {
            for_expired_session(by)
        }
        (Purpose::SwitchSite(_), Status::Forbidden) => {
            "check the site's contentUrl, and that the user may enter that site"
        }
        (Purpose::ServerInfo, Status::NotFound) => "check that the address is a Tableau Server's",
        (Purpose::ServerInfo, Status::Http | Status::Forbidden) => {
            "a Tableau server allows this request to everyone: check the gateway or proxy in front of it"
        }
        (Purpose::SignIn(_), Status::UnsupportedVersion) => {
            "the server's REST API has no such version: check the API version, if one was set"
        }
        (_, Status::UnsupportedVersion) => {
            "the server's REST API has no such call or version: check the path, and the API version if one was set"
        }
        (Purpose::Session(_), Status::MethodNotAllowed) if is_https => {
            "check the method and the path: the server does not accept this method for this path"
        }
        (_, Status::MethodNotAllowed) if !is_https => {
            "a server that redirects http:// to https:// may refuse the method: give the server's https:// address"
        }
        (_, Status::TooLarge) => {
            "the server, or a proxy in front of it, does not accept a request of this size"
        }
        (_, Status::RateLimited) => return Some(wait()),
        // 501 Not Implemented and 505 HTTP Version Not Supported do not change with time.
        (_, Status::Server) if [501, 505].contains(&response.status()) => return None,
        (_, Status::Server) => {
            return Some(wait().and("; if the error persists, ask the server's administrator"));
        }
        _ => return None,
    };
    Some(advice.into())
}

/// Returns the advice for a failed sign-in: what the server may have rejected.
fn for_sign_in(by: SignedInBy) -> &'static str {
    match by {
        SignedInBy::PersonalAccessToken => {
            "check the token's name and value, that it was not revoked and has not expired, the site's contentUrl, \
             and that the user may sign in to that site (and impersonate, if asked to)"
        }
        SignedInBy::Password | SignedInBy::SessionToken => {
            "check the user's name and password, the site's contentUrl, \
             and that the user may sign in to that site (and impersonate, if asked to)"
        }
        SignedInBy::JsonWebToken | SignedInBy::UnifiedAccessToken => {
            "check the token's issuer, audience, user and scopes, that it has not expired and was not used before, \
             that its issuer is enabled, and the site's contentUrl"
        }
        SignedInBy::ConnectedApp => {
            "check the connected app's client id, secret id and secret value, that it is enabled for the site, the \
             user's name (upper and lower case differ), the scopes, this machine's clock, and the site's contentUrl"
        }
    }
}

/// Returns true for an HTML page without a Tableau code, which a gateway or login page sends;
/// Tableau's error responses are not HTML.
fn is_from_gateway(error_response: &ErrorResponse) -> bool {
    error_response.fault.code.is_none() && error_response.response.kind().as_str().contains("html")
}

/// Returns the advice for an expired session. The possible causes depend on how it was signed in.
fn for_expired_session(by: SignedInBy) -> &'static str {
    match by {
        SignedInBy::PersonalAccessToken => {
            "the session has expired, or signing in again with its personal access token ended it: sign in again"
        }
        SignedInBy::Password => "the session has expired or was ended: sign in again",
        SignedInBy::JsonWebToken => {
            "the session has expired, or the JSON web token's scopes do not cover this call: \
             sign in again with a token whose scopes cover it"
        }
        SignedInBy::UnifiedAccessToken => {
            "the session has expired, or the unified access token's scopes do not cover this call: \
             sign in again with a token whose scopes cover it"
        }
        SignedInBy::ConnectedApp => {
            "the session has expired, or the scopes do not cover this call: sign in again with scopes that cover it"
        }
        SignedInBy::SessionToken => {
            "the session has expired or was ended, or it began with a JSON web token whose scopes do not cover this call: \
             sign in again"
        }
    }
}

/// Returns the advice for a 2xx response without the expected content. There is none for a response
/// in Tableau's XML: then Tableau's texts are shown.
pub fn for_unexpected_body(response: &Response) -> Option<&'static str> {
    if tree::read_small(response.body()).is_ok() {
        return None;
    }
    Some(if is_json(response) {
        "it is JSON, and XML was requested: check that the address is a Tableau Server's and that the path returns XML"
    } else {
        "check that the address is a Tableau Server's and that no proxy or login page responds in its place"
    })
}

/// Returns the advice for a 2xx response that should be a page of a list and is not.
pub fn for_unexpected_page(response: &Response) -> Option<&'static str> {
    if is_json(response) {
        return Some("it is JSON, and a list reads XML: use a request for this path instead");
    }
    Some(
        for_unexpected_body(response).unwrap_or(
            "the list may have changed while it was read: read it again from the beginning",
        ),
    )
}

/// Returns true if the response is JSON, by its beginning or its content type.
fn is_json(response: &Response) -> bool {
    let body = response.body();
    let body = without_byte_order_mark(body);
    let first = body.trim_ascii_start().first();
    first.is_some_and(|byte| b"{[".contains(byte))
        || !body.is_empty() && first != Some(&b'<') && response.kind().as_str().contains("json")
}

/// Returns true for the response of a port for https to a request in plain http.
pub fn wants_https(response: &Response) -> bool {
    response.status() == 400
        && WANT_HTTPS
            .iter()
            .any(|words| memchr::memmem::find(response.body(), words).is_some())
}
