//! What a reader of a message can do about an answer.

use crate::common::address::TRY_HTTPS;
use crate::common::error::{ErrorResponse, Status};
use crate::common::response::Response;
use crate::common::words::Words;
use crate::rest::credentials::SignedInBy;
use crate::rest::purpose::Purpose;
use crate::rest::xml;

/// How servers say that the port they were asked on is one for https.
const WANT_HTTPS: [&[u8]; 5] = [
    // nginx.
    b"plain HTTP request was sent to HTTPS port",
    // Apache.
    b"speaking plain HTTP to an SSL-enabled server port",
    // Go's, and so Caddy's and Traefik's.
    b"HTTP request to an HTTPS server",
    // Tomcat.
    b"combination of host and port requires TLS",
    // Others.
    b"HTTP request was sent to an HTTPS port",
];

/// The advice for an answer other than 2xx; `None` where Tableau's words are all that there is.
pub fn of(
    purpose: Purpose,
    status: Status,
    is_https: bool,
    answer: &ErrorResponse,
) -> Option<Words> {
    let response = &answer.response;
    let wait = || match response.retry_after() {
        Some(0) => Words::from("try again"),
        Some(seconds) => Words::from("try again in ")
            .and(seconds.to_string())
            .and(" s"),
        None => Words::from("try again later"),
    };
    let advice = match (purpose, status) {
        _ if !is_https && wants_https(response) => {
            return Some(Words::from("it wants https on this port: ").and(TRY_HTTPS));
        }
        (_, Status::SignInFailed | Status::SessionExpired) if is_of_gateway(answer) => {
            "it is not Tableau that says so: a gateway or login page before it may want credentials of its own"
        }
        (Purpose::SignIn(by), Status::SignInFailed) => of_sign_in(by),
        (Purpose::Session(by) | Purpose::SwitchSite(by), Status::SessionExpired) => {
            of_dead_session(by)
        }
        (Purpose::SwitchSite(_), Status::Forbidden) => {
            "check the site's contentUrl, and that the user may enter that site"
        }
        (Purpose::ServerInfo, Status::NotFound) => "check that the address is a Tableau Server's",
        (Purpose::ServerInfo, Status::Http | Status::Forbidden) => {
            "a Tableau server answers this to everybody: see what stands before it"
        }
        (Purpose::SignIn(_), Status::UnsupportedVersion) => {
            "the server's REST API has no such version: check the API version, if one was set"
        }
        (_, Status::UnsupportedVersion) => {
            "the server's REST API has no such call or version: check the path, and the API version if one was set"
        }
        (Purpose::Session(_), Status::MethodNotAllowed) if is_https => {
            "check the method and the path: the server has nothing there that takes this method"
        }
        (_, Status::MethodNotAllowed) if !is_https => {
            "where http:// is redirected to https://, a method may be refused: give the server's https:// address"
        }
        (_, Status::TooLarge) => "the server, or a proxy before it, takes no request of this size",
        (_, Status::RateLimited) => return Some(wait()),
        // Not implemented, and the version of HTTP: they stay.
        (_, Status::Server) if [501, 505].contains(&response.status()) => return None,
        (_, Status::Server) => {
            return Some(wait().and("; if it stays, the server's administrator knows more"));
        }
        _ => return None,
    };
    Some(advice.into())
}

/// What a sign-in may be refused for.
fn of_sign_in(by: SignedInBy) -> &'static str {
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
    }
}

/// Whether it is a page for people: Tableau's answers to programs are none.
fn is_of_gateway(answer: &ErrorResponse) -> bool {
    answer.fault.code.is_none() && answer.response.kind().as_str().contains("html")
}

/// A session may end in ways that depend on how it began.
fn of_dead_session(by: SignedInBy) -> &'static str {
    match by {
        SignedInBy::PersonalAccessToken => {
            "the session has expired, or signing in again with its personal access token ended it: sign in again"
        }
        SignedInBy::Password => "the session has expired or was ended: sign in again",
        SignedInBy::JsonWebToken => {
            "the session has expired, or the JSON web token's scopes do not cover this call: \
             sign in again, with a token whose scopes do"
        }
        SignedInBy::UnifiedAccessToken => {
            "the session has expired, or the unified access token's scopes do not cover this call: \
             sign in again, with a token whose scopes do"
        }
        SignedInBy::SessionToken => {
            "the session has expired or was ended, or it began with a JSON web token whose scopes do not cover this call: \
             sign in again"
        }
    }
}

/// The advice for a 2xx answer that is not what was asked for. There is none where it is
/// Tableau's all the same: then its words count.
pub fn of_other_form(response: &Response) -> Option<&'static str> {
    if xml::parse_response(response.body()).is_ok() {
        return None;
    }
    Some(if is_json(response) {
        "it is JSON, where XML was asked for: check that the address is a Tableau Server's and the path one that answers in XML"
    } else {
        "check that the address is a Tableau Server's and that no proxy or login page answers for it"
    })
}

/// The same for an answer that should be a page of a list.
pub fn of_other_form_for_list(response: &Response) -> Option<&'static str> {
    if is_json(response) {
        return Some("it is JSON, and a list reads XML: make a request for this path instead");
    }
    Some(
        of_other_form(response).unwrap_or(
            "the list may have changed while it was read: read it from its beginning again",
        ),
    )
}

/// Whether the answer is JSON, by its type or by how it begins.
fn is_json(response: &Response) -> bool {
    let body = response.body();
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let first = body.trim_ascii_start().first();
    first.is_some_and(|byte| b"{[".contains(byte))
        || !body.is_empty() && first != Some(&b'<') && response.kind().as_str().contains("json")
}

/// Whether it is what a server says to plain http on its port for https.
pub fn wants_https(response: &Response) -> bool {
    response.status() == 400
        && WANT_HTTPS
            .iter()
            .any(|words| memchr::memmem::find(response.body(), words).is_some())
}
