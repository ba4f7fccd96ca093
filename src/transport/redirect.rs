//! Where a redirect may lead.

use crate::common::address::{Address, Location};
use crate::common::error::{Error, Result, Status};
use crate::common::response::Response;
use crate::common::url::{path_of, without_query};
use crate::common::words::Words;
use crate::transport::request::Request;
use http::Method;
use http::header::LOCATION;

/// How many redirects are followed in a row.
pub const MAX_HOPS: usize = 5;

/// Whether an answer asks to go elsewhere.
pub fn is_redirect(response: &Response) -> bool {
    matches!(response.status(), 301 | 302 | 303 | 307 | 308)
}

/// The next address of the probe, which carries no secret: the same path at another origin, or
/// at its own again.
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
    // A gateway that sets a cookie first, mostly. Nobody learns more than before.
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

/// The next URL of a call that carries a secret: within its own origin, and not in a way in which
/// only a GET or HEAD stays what it is.
pub fn next_within_origin(
    from: &Address,
    request: &Request<'_>,
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
        let error = refused(&location, "in a way that loses the request");
        return Err(match is_same_path {
            true => error,
            false => error.advise("a login page may stand before the server"),
        });
    }
    Ok(location.url())
}

/// What to say of a place that is not a Tableau server, and so gets no secret.
pub fn not_tableau(address: &Address, cause: &Error) -> Error {
    let message = Words::from("the server redirects to ")
        .and(address.to_string())
        .and(", which is no Tableau server: ")
        .and(cause.words());
    Error::new(Status::Redirect, message).with_response_of(cause)
}

/// What to say when the hops do not end; in a loop they come to the same URL again.
pub fn too_many(at: &Address, is_loop: bool) -> Error {
    let loops = if is_loop { "in a loop, " } else { "" };
    Error::new(
        Status::Redirect,
        format!("the server redirects {loops}more than {MAX_HOPS} times, last at {at}"),
    )
}

/// What to say of a `Location` that a secret of the call was redacted in.
pub fn echoes(redacted: &str) -> Error {
    let message = Words::from("the server redirects to ")
        .and(shown(redacted).to_owned())
        .and(", with a secret in it, and that is not followed");
    Error::new(Status::Redirect, message)
}

fn target(from: &Address, response: &Response) -> Result<Location> {
    let location = response.all(LOCATION).next();
    let location = location.filter(|location| !location.is_empty());
    let location = location.ok_or_else(|| {
        Error::new(
            Status::Redirect,
            format!(
                "the server answered {} without saying where to go",
                response.status()
            ),
        )
    })?;
    from.locate(location).map_err(|error| {
        Error::new(
            Status::Redirect,
            format!(
                "the server redirects to {}, an invalid location ({})",
                shown(location),
                error.message()
            ),
        )
    })
}

/// A `Location` as it may stand in a message: without a user, a password and a query.
fn shown(location: &str) -> &str {
    let location = without_query(location);
    location.rsplit('@').next().unwrap_or(location)
}

fn refused(location: &Location, how: &'static str) -> Error {
    let url = location.url();
    let message = Words::from("the server redirects ")
        .and(how)
        .and(", ")
        .and(without_query(&url).to_owned())
        .and(", and that is not followed");
    Error::new(Status::Redirect, message)
}

/// Where the server itself may be.
fn to_wrong_address(location: &Location, how: &'static str) -> Error {
    refused(location, how).advise("if that is the right server, use its address as the server's")
}

/// Where the server itself cannot be: another page of another host.
fn to_portal(location: &Location) -> Error {
    refused(location, "to a page of another host")
        .advise("a captive portal or login page of the network may stand in between")
}
