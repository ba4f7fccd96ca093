//! The rules for redirects: which are followed, and to where.
//!
//! The probe (the server info call) is the only request that follows a redirect to another origin: it
//! carries no credentials and no token, and the new origin is adopted only if it turns out to be a
//! Tableau server. The headers that the program set are sent with the probe, to another host only once
//! that has responded as a Tableau server. A gateway or a load balancer may change scheme, host and
//! port, but the path stays what it is. With `https://old.example/api/2.4/serverinfo` as the probe:
//!
//! | `Location` | followed | because |
//! |---|---|---|
//! | `https://new.example/api/2.4/serverinfo` | yes | the server has moved |
//! | `/api/2.4/serverinfo` | yes | nothing changes; gateways redirect so after setting a cookie |
//! | `http://old.example/api/2.4/serverinfo` | no | secrets would be sent without encryption |
//! | `https://old.example/portal/login` | no | it is another page, so not the server's address |
//! | `https://login.example/` | no | a captive portal or login page responded in place of the server |
//!
//! From `http://old.example` only `https://old.example` is accepted: without encryption an attacker
//! could have written the redirect, and would choose the host. The same holds for `https` while
//! verification is off.
//!
//! A request that carries a secret stays within its origin. 307 and 308 repeat any request as it is
//! (RFC 9110, 15.4); 301, 302 and 303 are followed for GET and HEAD only, as clients repeat another
//! method as a GET without its body.

use crate::common::address::{Address, Location};
use crate::common::error::{Error, Result, Status};
use crate::common::response::Response;
use crate::common::url::{path_of, without_query};
use crate::common::words::Words;
use crate::transport::request::HttpRequest;
use http::Method;
use http::header::LOCATION;

/// The longest location that a message contains, in bytes.
const MAX_DISPLAYABLE: usize = 8 * 1024;

/// The most redirects that are followed in a row.
pub const MAX_HOPS: usize = 5;

/// True if the status of a response is that of a redirect.
pub fn is_redirect(response: &Response) -> bool {
    matches!(response.status(), 301 | 302 | 303 | 307 | 308)
}

/// The address to which the probe follows a redirect from `from`: the same path at a new origin, or at
/// the same one again. `path` is the path of the probe below the address.
///
/// # Errors
/// `Redirect`: the redirect is not followed. The message names the target and the reason.
pub fn next_origin(
    from: &Address,
    path: &str,
    response: &Response,
    verify: bool,
) -> Result<Address> {
    let location = target(from, response)?;
    let to = &location.address;
    if location.path != from.path(path) || !location.query.is_empty() {
        if !from.is_same_host(to) && !location.path.ends_with(path) {
            return Err(to_portal(&location));
        }
        return Err(to_wrong_address(&location, "to another path"));
    }
    // A gateway may set a cookie and redirect to the same URL. No new host learns anything.
    if from.is_same_origin(to) {
        return Ok(from.clone());
    }
    match (from.is_https(), to.is_https()) {
        (_, false) => {
            let how = "to an address without encryption";
            return Err(to_wrong_address(&location, how));
        }
        (false, true) if !from.is_same_host(to) => {
            let how = "from an address without encryption to another host";
            return Err(to_wrong_address(&location, how));
        }
        _ => {}
    }
    if !verify && !from.is_same_host(to) {
        let how = "to another host while verification is off";
        return Err(to_wrong_address(&location, how));
    }
    Ok(from.moved_to(to))
}

/// The URL to which a request that carries a secret follows a redirect: within its own origin, and
/// with 301, 302 and 303 only if it is a GET or HEAD.
///
/// # Errors
/// `Redirect`: the redirect is not followed. The message names the target and the reason.
pub fn next_within_origin(
    from: &Address,
    request: &HttpRequest<'_>,
    response: &Response,
) -> Result<String> {
    let location = target(from, response)?;
    let is_same_path = location.path == path_of(&request.url);
    if !location.address.is_same_origin(from) {
        if !is_same_path && !location.address.is_same_host(from) {
            return Err(to_portal(&location));
        }
        return Err(to_wrong_address(&location, "to another origin"));
    }
    let keeps_request = matches!(response.status(), 307 | 308);
    if !(keeps_request || [Method::GET, Method::HEAD].contains(&request.method)) {
        let error = refused(&location, "with a status that changes the method");
        return Err(match is_same_path {
            true => error,
            false => error.advise("a login page may be in front of the server"),
        });
    }
    Ok(location.url())
}

/// The error for more than [`MAX_HOPS`] redirects. `is_loop`: they lead to the same URL again.
pub fn too_many(at: &Address, is_loop: bool) -> Error {
    let loops = if is_loop { "in a loop, " } else { "" };
    Error::new(
        Status::Redirect,
        format!("the server redirects {loops}more than {MAX_HOPS} times, last at {at}"),
    )
}

/// The error for a `Location` that contains a secret of the call, which is redacted in `redacted`.
pub fn echoes(redacted: &str) -> Error {
    let message = Words::from("the server redirects to ")
        .and(displayable(redacted).to_owned())
        .and(", which contains a secret, and that is not followed");
    Error::new(Status::Redirect, message)
}

/// The location of a redirect.
fn target(from: &Address, response: &Response) -> Result<Location> {
    let location = response.all(&LOCATION).next();
    let location = location.filter(|location| !location.is_empty());
    let location = location.ok_or_else(|| {
        Error::new(
            Status::Redirect,
            format!(
                "the server answered {} without a location",
                response.status()
            ),
        )
    })?;
    from.locate(location).map_err(|error| {
        Error::new(
            Status::Redirect,
            format!(
                "the server redirects to {}, an invalid location ({})",
                displayable(location),
                error.message()
            ),
        )
    })
}

/// A `Location` for a message: without user, password and query.
fn displayable(location: &str) -> &str {
    if location.len() > MAX_DISPLAYABLE {
        return "a very long location";
    }
    let location = without_query(location);
    location.rsplit('@').next().unwrap_or(location)
}

/// The error for a redirect that is not followed.
fn refused(location: &Location, how: &'static str) -> Error {
    let url = location.url();
    let message = Words::from("the server redirects ")
        .and(how)
        .and(", ")
        .and(without_query(&url).to_owned())
        .and(", and that is not followed");
    Error::new(Status::Redirect, message)
}

/// The error for a redirect to what may be the server itself at another address.
fn to_wrong_address(location: &Location, how: &'static str) -> Error {
    refused(location, how).advise("if that is the right server, use its address as the server's")
}

/// The error for a redirect to another page of another host, which cannot be the server.
fn to_portal(location: &Location) -> Error {
    refused(location, "to a page of another host")
        .advise("a captive portal or login page of the network may be in between")
}
