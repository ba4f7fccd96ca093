//! Where a redirect may lead.

use crate::error::{Error, Result, Status};
use crate::rest::address::{Address, Location};
use crate::rest::fault::one_line;
use crate::transport::{Answer, without_query};

/// How many redirects are followed in a row.
pub const MAX_HOPS: usize = 5;

/// Whether an answer asks to go elsewhere.
pub fn is_redirect(answer: &Answer) -> bool {
    matches!(answer.status, 301 | 302 | 303 | 307 | 308)
}

/// The next address of the probe, which carries no secret: the same path at another origin.
pub fn next_origin(from: &Address, path: &str, answer: &Answer, verify: bool) -> Result<Address> {
    let location = target(from, answer)?;
    let to = &location.address;
    if location.path != from.path(path) || !location.query.is_empty() {
        return Err(refused(&location, "to another path"));
    }
    match (from.is_https(), to.is_https()) {
        (_, false) => return Err(refused(&location, "to an address without encryption")),
        (false, true) if !from.is_same_host(to) => {
            return Err(refused(
                &location,
                "from an address without encryption to another host",
            ));
        }
        _ => {}
    }
    if !verify && !from.is_same_host(to) {
        return Err(refused(
            &location,
            "to another host while verification is off",
        ));
    }
    Ok(from.moved_to(to))
}

/// The next URL of a call that carries a secret: 307 and 308 within its own origin.
pub fn next_within_origin(from: &Address, answer: &Answer) -> Result<String> {
    let location = target(from, answer)?;
    if !location.address.is_same_origin(from) {
        return Err(refused(&location, "to another origin"));
    }
    if !matches!(answer.status, 307 | 308) {
        return Err(refused(&location, "in a way that loses the request"));
    }
    Ok(location.url())
}

/// What to say of a place that is not a Tableau server, and so gets no secret.
pub fn not_tableau(address: &Address, cause: &Error) -> Error {
    let message = format!("the server redirects to {address}, which is no Tableau server");
    Error::new(Status::Redirect, format!("{message}: {}", cause.message())).with_answer_of(cause)
}

/// What to say when the hops do not end.
pub fn too_many(at: &Address) -> Error {
    Error::new(
        Status::Redirect,
        format!("the server redirects more than {MAX_HOPS} times, last at {at}"),
    )
}

/// What to say of a `Location` that a secret of the call was struck out of.
pub fn echoes(struck: &str) -> Error {
    let target = shown(struck);
    Error::new(
        Status::Redirect,
        format!("the server redirects to {target}, with a secret in it, and that is not followed"),
    )
}

fn target(from: &Address, answer: &Answer) -> Result<Location> {
    let location = answer
        .header("location")
        .filter(|location| !location.is_empty());
    let location = location.ok_or_else(|| {
        Error::new(
            Status::Redirect,
            format!(
                "the server answered {} without saying where to go",
                answer.status
            ),
        )
    })?;
    from.locate(location).map_err(|error| {
        Error::new(
            Status::Redirect,
            format!(
                "the server redirects to {}, where nobody can go ({})",
                shown(location),
                error.message()
            ),
        )
    })
}

/// A `Location` as it may stand in a message: without a user, a password and a query.
fn shown(location: &str) -> String {
    let location = without_query(location);
    one_line(location.rsplit('@').next().unwrap_or(location))
}

fn refused(location: &Location, how: &str) -> Error {
    let url = location.url();
    Error::new(
        Status::Redirect,
        format!(
            "the server redirects {how}, {}, and that is not followed",
            without_query(&url)
        ),
    )
    .advise("if that is the right server, give its address to tsc_server_new")
}
