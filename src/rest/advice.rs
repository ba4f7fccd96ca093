//! What a reader of a message can do about an answer.

use crate::error::{Answer, Status};
use crate::rest::credentials::SignedInBy;
use crate::rest::fault::Purpose;
use crate::rest::response::Response;
use crate::words::Words;

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

/// What an https address could help against.
pub const TRY_HTTPS: &str = "give the server's https:// address";

/// The advice for an answer other than 2xx; `None` where Tableau's words are all that there is.
pub fn of(purpose: Purpose, status: Status, is_https: bool, answer: &Answer) -> Option<Words> {
    let response = &answer.response;
    let advice = match status {
        _ if !is_https && wants_https(response) => TRY_HTTPS,
        Status::SignInFailed => {
            "check the name and the secret, that a token was not revoked and has not expired, the site's contentUrl, \
             and that the user may sign in to that site (and impersonate, if asked to)"
        }
        Status::Http if purpose == Purpose::ServerInfo => {
            "a Tableau server answers this to everybody: see what stands before it"
        }
        Status::SessionExpired => of_dead_session(purpose),
        Status::Forbidden if matches!(purpose, Purpose::SwitchSite(_)) => {
            "check the site's contentUrl, and that the user may enter that site"
        }
        Status::UnsupportedVersion => {
            "the server's REST API has no such call or version: check the path, and the API version if one was set"
        }
        Status::MethodNotAllowed if is_https => {
            "check the method and the path: the server has nothing there that takes this method"
        }
        Status::MethodNotAllowed => {
            "where http:// is redirected to https://, a method may be refused: give the server's https:// address"
        }
        Status::TooLarge => "the server, or a proxy before it, takes no request of this size",
        Status::RateLimited => {
            return Some(match response.retry_after() {
                Some(seconds) => Words::from("try again in ")
                    .and(seconds.to_string())
                    .and(" s"),
                None => "try again later".into(),
            });
        }
        Status::Server if response.status() == 501 || response.status() == 505 => return None,
        Status::Server => "try again later; if it stays, the server's administrator knows more",
        _ => return None,
    };
    Some(advice.into())
}

/// A session may end in ways that depend on how it began.
fn of_dead_session(purpose: Purpose) -> &'static str {
    let (Purpose::Session(by) | Purpose::SwitchSite(by)) = purpose else {
        return "sign in again";
    };
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

/// The advice for a 2xx answer that is not the XML that was asked for.
pub fn of_other_form(response: &Response) -> &'static str {
    if is_json(response) {
        "it is JSON, where XML was asked for: check that the address is a Tableau Server's and the path one that answers in XML"
    } else {
        "check that the address is a Tableau Server's and that no proxy or login page answers for it"
    }
}

/// The same for an answer that should be a page of a list.
pub fn of_other_form_for_list(response: &Response) -> &'static str {
    if is_json(response) {
        "it is JSON, and a list reads XML: make a request for this path instead"
    } else {
        of_other_form(response)
    }
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
fn wants_https(response: &Response) -> bool {
    response.status() == 400
        && WANT_HTTPS
            .iter()
            .any(|words| memchr::memmem::find(response.body(), words).is_some())
}
